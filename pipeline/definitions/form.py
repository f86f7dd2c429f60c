"""What a survey's form says beside its questions: introduction, privacy, whom to ask, how long answers are kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.definitions.reader import Mapping, hint

LONGEST = 5_000  # characters of one answer, where a question says no other number
LONGEST_OF_ALL = 20_000
_MONTHS = 24
_GRACE_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer a closed question offers."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What respondents read beside the questions; `contact` is an address of a role, never of a person."""

    introduction: str = ""
    privacy: str = ""
    thanks: str = ""
    contact: str = ""
    retain_months: int = _MONTHS
    grace_hours: int = _GRACE_HOURS
    asks_organisation: bool = False


def parse_form(top: Mapping) -> Form:
    """The part `form` of a survey; usual words and numbers where it is missing."""
    part = top.part("form", needed=False)
    if part is None:
        return Form()
    form = Form(
        introduction=part.text("introduction", ""),
        privacy=part.text("privacy", ""),
        thanks=part.text("thanks", ""),
        contact=part.text("contact", ""),
        retain_months=_between(part, "retain_months", _MONTHS, 1, 120),
        grace_hours=_between(part, "grace_hours", _GRACE_HOURS, 0, 24 * 14),
        asks_organisation=part.flag("asks_organisation"),
    )
    part.close()
    return form


def _between(part: Mapping, key: str, usual: int, least: int, most: int) -> int:
    told = part.whole(key, usual)
    if not least <= told <= most:
        part.fault(key, f"'{key}' is {told}; write a whole number from {least} to {most}")
        return usual
    return told


def parse_longest(entry: Mapping) -> int:
    """How many characters an answer may have."""
    return _between(entry, "longest", LONGEST, 10, LONGEST_OF_ALL)


def check_option(entry: Mapping, key: str, told: str, options: Sequence[Option]) -> None:
    """Refuse a value under a key that is none of the options."""
    values = [option.value for option in options]
    if told and told not in values:
        entry.fault(key, f"'{told}' is no option here{hint(told, values)}; one of {', '.join(values)}")
