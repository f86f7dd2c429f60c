"""Passwords and PINs that somebody gave away in an answer."""

import re
from collections.abc import Iterator

from pipeline.clean.lists import words
from pipeline.clean.marks import Span

_GIVEN = re.compile(
    r"\b(?P<cue>pass ?words?|passwd|pass ?code|pwd|pw|pin)(?: (?:number|code))?"
    r"(?P<how> ?[:=]\s?| (?:is|was|are) | [-–] | )"
    r"\(?(?P<quote>[\"'“‘]?)(?P<value>\d(?: \d){3,7}(?!\w| \w)|[^\s\"“”\ue000]{3,40})",
    re.IGNORECASE,
)
_SECRET = r"(?:pass ?words?|passwd|pass ?code|pwd|pw|pin)(?: (?:number|code))?"
_TOLD = r"[\"'“‘(]?(?P<value>\d(?: ?\d){3,7}(?!\w| \w)|[^\s\"“”\ue000]{3,40})"
# Words stand between: "the password for the till is ...".
_FARTHER = re.compile(
    rf"\b{_SECRET} (?:for|on|to|of|in|at|that|which|we|they|I|you|everyone|everybody|here)\b[^\n.,;:?!=]{{0,50}}?"
    rf"(?: (?:is|was)| ?[:=])\s(?:(?:still|now|just|always|simply|only|currently) )?{_TOLD}",
    re.IGNORECASE,
)
_SET = re.compile(
    rf"\b(?:set|chang\w{{1,3}}|reset|made|updated?)(?: \w{{1,12}}){{0,3}}? {_SECRET}"
    rf"(?: (?:for|on|of) [^\n.,;:?!]{{1,30}}?)?"
    rf" (?:back )?(?:to|as) {_TOLD}",
    re.IGNORECASE,
)
_LOG_IN = re.compile(
    r"\b(?:log(?:ged|ging)?|sign(?:ed|ing)?) ?(?:in|on)(?: (?:with|as|using))?:? [\w.@-]{3,40} ?/ ?"
    r"(?P<value>[^\s\ue000]{6,40})",
    re.IGNORECASE,
)
_PASS = re.compile(r"\bpass ?[:=]\s?(?P<value>[^\s\ue000]{4,40})", re.IGNORECASE)
_OPINION = words(
    """
    awful awkward bad best better blank broken clear complete confusing crazy daft default different down dreadful
    dead empty enough essential fine frustrating gone good great harder hidden horrible important inconsistent longer
    mad missing new nightmare none nothing obvious okay old optional painful poor public random ridiculous rubbish safe
    shorter silly slow somewhere stuck sufficient terrible there tough tricky unclear unique unknown up useless vital
    weird what when where which who worse worst anything everything kept
    """
)
_OPINION_ENDS = ("ful", "ous", "ive", "ent", "ant", "ible", "able", "less", "ly", "some", "ic", "er", "al", "en", "ed")
# The commonest of all passwords says itself what it is.
_SAYS_ITSELF = re.compile(r"(?<!\w)passw[o0]rd\d{1,6}(?!\w)", re.IGNORECASE)
_CODE = re.compile(
    r"\b(?:door|alarm|gate|safe|key ?safe|key ?pad|cabinet|lock|entry|access|unlock)(?: ?pad)? code"
    r"(?: (?:to|for|on|of) [^\n.,]{1,25}?)? (?:(?:is|was) |[:=] ?)?"
    r"(?P<value>[CXYZ]?\d{4,8}[XYZ]?)(?!\w)",
    re.IGNORECASE,
)
_CODE_FOR = re.compile(
    r"\bcode (?:for|to|on) (?:(?:the|our|my) )?(?:\w{1,12} )?(?:door|alarm|gate|safe|key ?pad|cabinet|lock|entrance)"
    r"(?: (?:is|was))?[ :=]{1,3}(?P<value>[CXYZ]?\d{4,8}[XYZ]?)(?!\w)",
    re.IGNORECASE,
)
_ALSO = re.compile(r"(?:, ?| and | or | ?/ ?)(?P<value>[^\s,\ue000]{3,40})")
_USES = re.compile(r"\buse[sd]? (?:the |our |my |a )?$", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'\"’”"
# What people say of passwords, rather than what the password is.
_SAID_OF_IT = words(
    """
    access authentication box boxes entry field fields login logins multiple several various screen
    accepted again all also always an and annoying another any asked asking being been can can't cannot case changed
    changes changing complex constantly correct could different difficult doesn't don't each easy entered entry every
    expired expires expiring expiry fatigue for forgot forgotten four free frequently given hard hell her his hygiene
    impossible incorrect invalid isn't issue issues its joke just kept known less lockout lockouts locked long lost
    management manager managers must needed never nightmare not now often one only our out pain policies policy problem
    problems protected really rejected remembered request requests required reset resets resetting rules same saved
    secret secure set shared sharing short should sign simple single something sticky still stops stored stupid taped
    that the their there they this three too two typed typing used very weak with won't work working works would written
    wrong your
    """
)
_ENDS = ("", ".", ",", ";", ")", "\n", "'", "’", '"', "”")
_PARTICIPLES = ("ed", "ing", "able", "ible")


def _is_mixed(value: str) -> bool:
    return any(char.isdigit() for char in value) and any(not char.isdigit() for char in value)


def _is_word(value: str) -> bool:
    """Whether a value is no word that is often said of passwords."""
    plain = value.casefold()
    return plain not in _SAID_OF_IT and not plain.endswith(_PARTICIPLES)


def _is_secret(text: str, found: re.Match[str], value: str, after: str) -> bool:
    how, cue = found["how"], found["cue"].casefold()
    is_pin = cue in ("pin", "passcode", "pass code")
    digits = value.replace(" ", "")
    if not value.isascii():
        return False
    if how.strip() in ("", "-", "–"):
        if is_pin and digits.isdigit():
            return 4 <= len(digits) <= 8
        if _is_mixed(value) and not value[0].isdigit():
            return True
        told = (
            cue in ("pw", "pwd", "passwd")
            or found["quote"]
            or _USES.search(text, max(0, found.start() - 14), found.start())
        )
        return bool(told) and not how.strip() and not is_pin and _is_word(value) and after in _ENDS
    if _is_mixed(value) or digits.isdigit():
        return True
    return not is_pin and _is_word(value) and after in _ENDS


def _values(text: str, found: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The value given, and others that follow it with a comma or an "and"."""
    value = found["value"].rstrip(_TRAILING)
    end = found.start("value") + len(value)
    if len(value) < 3 or not _is_secret(text, found, value, text[end : end + 1]):
        return
    yield found.start("value"), end
    while (
        (also := _ALSO.match(text, end)) and _is_mixed(value := also["value"].rstrip(_TRAILING)) and value[0].isalpha()
    ):
        end = also.start("value") + len(value)
        yield also.start("value"), end


def _is_told(text: str, found: re.Match[str], value: str, *, words_too: bool) -> bool:
    """Whether what follows a word for a secret from afar could be one: figures with letters, or no word of opinion."""
    digits = value.replace(" ", "")
    if not value.isascii() or len(value) < 3:
        return False
    if digits.isdigit():
        return 4 <= len(digits) <= 8
    if _is_mixed(value):
        return value[0].isalpha() and len(value) >= 5
    plain = value.casefold()
    ends = text[found.start("value") + len(value) :][:1] in _ENDS
    said = plain in _OPINION or plain.endswith(_OPINION_ENDS) or not _is_word(value)
    return words_too and value.isalpha() and len(value) >= 5 and ends and not said


def _from_afar(text: str) -> Iterator[Span]:
    for pattern in (_FARTHER, _SET, _LOG_IN, _PASS):
        for found in pattern.finditer(text):
            value = found["value"].rstrip(_TRAILING)
            if _is_told(text, found, value, words_too=pattern is _FARTHER):
                yield Span(found.start("value"), found.start("value") + len(value), "PASSWORD", "word before", 0.7)


def passwords(text: str) -> Iterator[Span]:
    """A password, PIN or door code told in so many words: what follows "password is" and could be one."""
    for found in _GIVEN.finditer(text):
        for start, end in _values(text, found):
            yield Span(start, end, "PASSWORD", "word before", 0.8)
    for found in _SAYS_ITSELF.finditer(text):
        yield Span(found.start(), found.end(), "PASSWORD", "itself", 0.8)
    for pattern in (_CODE, _CODE_FOR):
        for found in pattern.finditer(text):
            yield Span(*found.span("value"), "PASSWORD", "code", 0.8)
    yield from _from_afar(text)
