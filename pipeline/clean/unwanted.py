"""Spam and abuse: set aside for a person to read, never dropped. Only what is hardly ever anything else."""

import re

from pipeline.clean.lists import any_of, one_of

_LINK = re.compile(r"https?://|www\.|=HYPERLINK\(", re.IGNORECASE)
_FORMULA = re.compile(r"=HYPERLINK\(", re.IGNORECASE)
_SELLING = one_of(
    r"""
    boost, ranking, rankings, seo, backlinks?, followers, likes, subscribers, guaranteed?, offers?, discounts?, cheap,
    cheapest, free, buy now, order now, click, claim, rewards?, prizes?, winner, selected, congratulations, casino,
    betting, crypto, bitcoin, forex, earn, income, viagra, cialis, pills, loans?, dating, limited time, act now,
    unsubscribe, promo, promotion, coupon
    """
)
# Wares that nobody in the sector speaks of, link or none.
_WARES = one_of(
    """
    cheap followers, cheap likes, cheap viagra, cheap backlinks, buy followers, buy likes, buy backlinks, buy viagra,
    free seo, seo audit, seo services, website ranking, online casino, bitcoin investment
    """
)

_INSULTS = any_of(
    """
    idiots?, morons?, clowns?, imbeciles?, cretins?, scum, scumbags?, parasites, bastards?, wankers?, tossers?, twats?,
    pricks?, arseholes?, assholes?, cunts?, dickheads?, retards?, vermin, fuckwits?, bitch, bitches, bellends?
    """
)
_BETWEEN = any_of("['’]re, are, lot, people, all, guys, utter, stupid, absolute, bunch of, complete, total, useless, a")
_THREATS = any_of(
    """
    fuck (?:off|you|yourselves), go (?:and )?(?:die|hang yoursel(?:f|ves)), kill yoursel(?:f|ves),
    i(?:['’]ll| will| am going to|['’]m going to) (?:kill|stab|shoot|hurt) (?:you|them|him|her),
    i hope (?:you|they)(?: all)? (?:die|rot|get cancer|burn)
    """
)
_SLURS = any_of("pakis?, niggers?, faggots?, spastics?, chinks?")
_ABUSE = re.compile(
    rf"\byou,?(?: ?{_BETWEEN}\b){{0,4}},? {_INSULTS}\b"
    rf"|\byou\b[^.!?\n]{{0,40}}\b(?:overpaid|useless|stupid|fucking)\b[^.!?\n]{{0,30}}\b{_INSULTS}\b"
    rf"|\b(?:{_THREATS}|{_SLURS})\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|never|isn['’]t|aren['’]t)\b", re.IGNORECASE)

# Links in answers are mostly sources; with this many of a seller's words beside them they are not.
_WORDS_BESIDE_ONE_LINK = 3
_WORDS_BESIDE_LINKS = 2


def is_spam(text: str) -> bool:
    """Whether a text sells something nobody asked for: links among the words of sellers, or their wares by name."""
    if len(_WARES.findall(text)) >= 2:
        return True
    links = len(_LINK.findall(text))
    if not links:
        return False
    selling = {word.casefold() for word in _SELLING.findall(text)}
    few = links == 1 and not _FORMULA.search(text)
    return len(selling) >= (_WORDS_BESIDE_ONE_LINK if few else _WORDS_BESIDE_LINKS)


def is_abuse(text: str) -> bool:
    """Whether a text attacks persons: insults at a "you", threats, slurs. Strong words about a system are an answer."""
    return any(not _NEGATED.search(found[0]) for found in _ABUSE.finditer(text))


def unwanted(text: str) -> str | None:
    """The name of the rule by which a repaired text waits for a person, or None."""
    if is_abuse(text):
        return "abuse of persons"
    return "spam" if is_spam(text) else None
