"""Passwords and PINs that somebody gave away in an answer."""

import re
from collections.abc import Iterator

from pipeline.clean.lists import words
from pipeline.clean.marks import Span

_GIVEN = re.compile(
    r"\b(?P<cue>pass ?words?|passwd|pass ?code|pwd|pw|pin)(?: (?:number|code))?(?P<how> ?[:=] ?| (?:is|was|are) | )"
    r"[\"'“‘]?(?P<value>[^\s\"“”\ue000]{3,40})",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}'\"’”"
# What people say of passwords, rather than what the password is.
_SAID_OF_IT = words(
    """
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
_PARTICIPLES = ("ed", "ing", "able", "ible")


def _is_secret(found: re.Match[str], value: str, after: str) -> bool:
    how, is_pin = found["how"], found["cue"].casefold() in ("pin", "passcode", "pass code")
    if not value.isascii():
        return False
    mixed = any(char.isdigit() for char in value) and any(not char.isdigit() for char in value)
    if how.isspace():
        return (mixed and not value[0].isdigit()) or (is_pin and value.isdigit() and 4 <= len(value) <= 8)
    if mixed or value.isdigit():
        return True
    plain = value.casefold()
    if is_pin or plain in _SAID_OF_IT or plain.endswith(_PARTICIPLES):
        return False
    return after in ("", ".", ",", ";", ")", "\n")


def passwords(text: str) -> Iterator[Span]:
    """A password or PIN told in so many words: what follows "password is" and could be one."""
    for found in _GIVEN.finditer(text):
        value = found["value"].rstrip(_TRAILING)
        end = found.start("value") + len(value)
        if len(value) >= 3 and _is_secret(found, value, text[end : end + 1]):
            yield Span(found.start("value"), end, "PASSWORD", "word before", 0.8)
