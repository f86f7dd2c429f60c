"""Spam, abuse and what is no answer at all: set aside for a person to read, never dropped.

Only what is hardly ever anything else: a false alarm costs a person's voice. A wish about anything is on topic.
"""

import re

from pipeline.clean.abuse import is_abuse
from pipeline.clean.lists import one_of
from pipeline.clean.offtopic import is_off_topic

_LINK = re.compile(r"https?://|www\.|\bt\.me/|=HYPERLINK\(", re.IGNORECASE)
# Sources that answers of the sector point to.
_SOURCE = re.compile(
    r"(?:https?://|www\.)[\w.-]{0,80}\b(?:nhs\.uk|gov\.uk|nhs\.net|ac\.uk|nhs\.wales)\b", re.IGNORECASE
)
_FORMULA = re.compile(r"=HYPERLINK\(", re.IGNORECASE)
_REACHED = re.compile(
    r"\b(?:whatsapp|telegram|t\.me|contact (?:him|her|them|me|us)? ?(?:on|at|via)|message me|e-?mail me)\b|@",
    re.IGNORECASE,
)
# Words of sellers that the sector has its own use for: they count, but never alone.
_SELLING = one_of(
    r"""
    boost, guaranteed?, offers?, discounts?, cheap, free, click, claim, rewards?, selected, earn, income, pills, loans?,
    unsubscribe, promotion, likes, invest, instant, bonus, approval, interest, join, make money, money, online, lost
    """
)
_SELLERS_ONLY = one_of(
    r"""
    rankings?, seo, backlinks?, followers, subscribers, cheapest, buy now, order now, prizes?, winner, congratulations,
    casino, betting, crypto, bitcoin, forex, viagra, cialis, dating, singles, limited time, act now, promo, coupon,
    make money, loans?, double your money
    """
)
# Wares that nobody in the sector speaks of, link or none.
_WARES = one_of(
    """
    cheap followers, cheap likes, cheap backlinks, buy followers, buy likes, buy backlinks, free seo, seo audit, seo
    services, quality backlinks, make money from home, earn money from home, work from home and earn, for backlinks,
    website ranking, guest posts?, bitcoin investment, spell caster, love spell, recovered my lost, double your money,
    hot singles, telegram channel, forex trading, brought my husband back, brought my ex back, brought my wife back
    """
)

# Links in answers are mostly sources; with this many of a seller's words beside them they are not.
_WORDS_BESIDE_ONE_LINK = 3
_WORDS_BESIDE_LINKS = 2
_WORDS_BESIDE_A_CONTACT = 3
_WORDS_OF_SELLERS_ONLY = 2


def _enough(text: str) -> int | None:
    """How many of a seller's words make a text with its links or contacts spam; None where it has neither."""
    links = len(_LINK.findall(text)) - len(_SOURCE.findall(text))
    if links > 1 or _FORMULA.search(text):
        return _WORDS_BESIDE_LINKS
    if links == 1:
        return _WORDS_BESIDE_ONE_LINK
    return _WORDS_BESIDE_A_CONTACT if _REACHED.search(text) else None


def is_spam(text: str) -> bool:
    """Whether a text sells something nobody asked for: links among the words of sellers, or their wares by name."""
    wares = len(_WARES.findall(text))
    if wares >= 2:
        return True
    enough = _enough(text)
    if enough is None:
        return False
    told = {word.casefold() for word in _SELLERS_ONLY.findall(text)}
    others = {word.casefold() for word in _SELLING.findall(text)}
    return len(told) >= _WORDS_OF_SELLERS_ONLY or (bool(wares or told) and wares + len(told | others) >= enough)


def unwanted(text: str) -> str | None:
    """The name of the rule by which a repaired text waits for a person, or None."""
    if is_abuse(text):
        return "abuse of persons"
    if is_spam(text):
        return "spam"
    return "off topic" if is_off_topic(text) else None
