"""Attacks on persons: insults at a "you" or at somebody named, threats, slurs. Strong words about things are answers.

Who reports abuse is heard: "she was called a ...", "he told us to ..." quote an attack and make none.
"""

import re

from pipeline.clean.lists import any_of

_INSULTS = any_of(
    r"""
    idiots?, morons?, clowns?(?! around\b), imbeciles?, cretins?, scum, scumbags?, parasites, bastards?, wankers?,
    tossers?, twats?,
    pricks?(?! (?:your|the|a|my|his|her|their|it|fingers?)\b), arseholes?, assholes?, cunts?, dickheads?, retards?,
    vermin, fuckwits?, bitch(?! about\b), bitches, bellends?, knobheads?, shitheads?, losers?, cow, pigs?,
    dumbass(?:es)?, wastes? of (?:space|oxygen|skin|air), (?:pieces?|sack|lump) of (?:shit|crap|scum|filth)
    """
)
_BETWEEN = any_of(
    """
    ['’]re, are, r, lot, people, all, guys, utter, stupid, absolute, bunch of, complete, total, useless, a, an, just,
    such, fucking, bloody, fat, lazy, dumb, thick, ugly, lying, miserable, pathetic, horrible, evil, old, nothing but
    """
)
_NAMED = r"(?:\[PERSON\]|him|her)"
# Said of one person, where an insult is an attack; of a company it is strong words about its work.
_ROLE = any_of(
    """
    pharmacist, receptionist, manager, doctor, nurse, gp, dispenser, technician, boss, owner, woman, man, girl, guy,
    bloke, driver, locum, assistant
    """
)
_PERSON = any_of(
    rf"""
    \[PERSON\], he, she, (?:your|the|that|our|my|this) (?:\w+ )?{_ROLE}(?: \[PERSON\])?,
    (?:mr|mrs|ms|miss|dr)\.? [\w'’-]+(?: [\w'’-]+)?
    """
)
_PEOPLE = any_of(
    """
    staff, people, pharmacists?, receptionists?, doctors?, gps?, nurses?, managers?, locums?, dispensers?, patients?,
    team, lot, technicians?, bosses, owners?
    """
)
_HURT = r"(?:kill|stab|shoot|hurt|punch|batter|strangle|rape)"
_GOING_TO = r"(?:i['’]ll|i will|(?:i am|i['’]m|im) (?:going|coming) to|i['’]?m gonna)"
_THREATS = any_of(
    rf"""
    kill (?:yoursel(?:f|ves)|urself), kys, go (?:and )?(?:die|hang yoursel(?:f|ves)), drop dead,
    {_GOING_TO} (?:come (?:and|to) )?{_HURT} (?:you|them all|all of you|the lot of you|{_NAMED}), {_GOING_TO} find you,
    (?:smash|kick|punch) (?:your|his|her) (?:face|head|teeth),
    (?:i )?hope (?:you|they|he|she|\[PERSON\])(?: all)? (?:dies?|rots?|gets? cancer|burns?|suffers?),
    i know where (?:you|he|she|\[PERSON\]) lives?, watch your back,
    (?:burn|blow|bomb|torch)(?: down| up)? your (?:surgery|pharmacy|shop|house|office|building|place),
    (?:somebody|someone) (?:should|ought to|needs to) {_HURT} (?:you|{_NAMED}),
    (?:you|he|she|\[PERSON\]) (?:all )?deserves? to die,
    (?:you|he|she|\[PERSON\]) (?:should|ought to) (?:all )?be (?:shot|hanged|hung|killed|stabbed|burned)
    """
)
_FUCK = r"(?:fuck|f[*u][*c]k|f\*\*\*)"
_CURSES = any_of(
    rf"""
    {_FUCK} (?:you|u|yourselves|yourself)(?! over\b|['’]),
    you (?:lot )?(?:all )?(?:can )?(?:all )?(?:just )?(?:{_FUCK}|piss) off, piss off you,
    suck my (?:dick|cock), show (?:us|me) your tits, go back to (?:your|their) own country,
    go back (?:to )?where (?:you|they) came from
    """
)
_SLURS = any_of(
    r"""
    pakis?, nigg(?:er|a)s?, chinks?(?! (?:of|in)\b), wogs?, kikes?, ragheads?, towelheads?, gooks, pikeys?,
    poofters?, (?:dirty|filthy|fucking|bloody|you|these|those) (?:faggots?|spastics?|trannies|darkies|coons)
    """
)
_ABUSE = re.compile(
    rf"\byou,?(?: ?{_BETWEEN}\b){{0,5}},? {_INSULTS}\b"
    rf"|\byou\b[^.!?\n]{{0,40}}\b(?:overpaid|useless|stupid|fucking)\b[^.!?\n]{{0,30}}\b{_INSULTS}\b"
    rf"|(?<!\w){_PERSON},?(?:['’]s| is| was) (?:such )?(?:an? |the )?(?:{_BETWEEN} ){{0,4}}{_INSULTS}\b"
    rf"|\b{_PEOPLE}(?: (?:at|in|on|of|from|behind)(?: [\w'’-]+){{1,4}})? (?:are|r|were)"
    rf" (?:{_BETWEEN} ){{0,4}}{_INSULTS}\b(?! to\b)"
    rf"|\b{_HURT} (?:all|every|each and every)(?: (?:the|those|these|you))? {_PEOPLE}\b"
    rf"|(?<!\w)(?:{_THREATS}|{_CURSES}|{_SLURS})(?!\w)"
    rf"|(?:\A|[.!?\n])\s{{0,3}}(?:just )?{_FUCK} off\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|never|isn['’]t|aren['’]t)\b", re.IGNORECASE)
# What stands before an attack that is only reported.
_REPORTED = re.compile(
    r"\b(?:call(?:s|ed|ing)?|shout(?:s|ed|ing)?|sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|scream(?:s|ed|ing)?|"
    r"threats?|threaten(?:s|ed|ing)?|racist|racism|abuse[ds]?|insult(?:s|ed)?|yell(?:s|ed|ing)?|hav(?:e|ing) to be an?|"
    r"words? like|like an?)\b|['\"“‘]\s*\Z",
    re.IGNORECASE,
)
_BEFORE = 60


def _is_meant(text: str, found: re.Match[str]) -> bool:
    if _NEGATED.search(found[0]):
        return False
    # The verb of a report can stand inside what was found too: "you said he is a ...".
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return not _REPORTED.search(re.split(r"[.!?\n]", before)[-1])


def is_abuse(text: str) -> bool:
    """Whether a text attacks persons: insults at a "you" or at one person, threats, slurs."""
    return any(_is_meant(text, found) for found in _ABUSE.finditer(text))
