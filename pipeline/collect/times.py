"""Times as tools write them, turned into UTC; the order of day and month is told by the survey, never guessed."""

import datetime as dt
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"""(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?
             \s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|[A-Z]{2,4}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})?)?"""
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?:[-/]|[.][ ]?)(?P<month>\d{1,2})(?:[-/]|[.][ ]?)(?P<day>\d{1,2})[.]?" + _CLOCK,
    re.VERBOSE | re.IGNORECASE,
)
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _CLOCK, re.VERBOSE | re.IGNORECASE
)
_NAMED = re.compile(
    r"(?P<day>\d{1,2})[ -](?P<name>[a-z]{3})[a-z]*[ -](?P<year>\d{4})" + _CLOCK, re.VERBOSE | re.IGNORECASE
)
_NAME_FIRST = re.compile(
    r"(?P<name>[a-z]{3})[a-z]*[ ](?P<day>\d{1,2}),?[ ](?P<year>\d{4})" + _CLOCK, re.VERBOSE | re.IGNORECASE
)
# 36526 to 54788: the days 2000 to 2049 as spreadsheets count them.
_SERIAL = re.compile(r"(3[6-9]|4\d|5[0-4])\d{3}([.]\d+)?")
_EPOCH = re.compile(r"1\d{9}(\d{3})?")
# Letters that stand for one offset only on the forms we read; others (CST, IST) mean several and are refused.
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2}


class TimeError(ValueError):
    """A time that cannot be read; the message says what was wanted, never what stood there."""


def zone_of(name: str) -> dt.tzinfo:
    """The time zone of a name such as Europe/London."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise TimeError(f"the time zone '{name}' is not known; write one such as Europe/London") from error


def day_order(told: Iterable[tuple[int, str]]) -> tuple[str, int, int]:
    """Which order of day and month some cells show, each with its row, and the rows that show it.

    "" where none needs an order, "either" where none tells, "both" where they disagree; a row is 0 where none shows.
    """
    needed, shows = False, {"day-first": 0, "month-first": 0}
    for row, cell in told:
        if match := _YEAR_LAST.fullmatch(cell.strip()):
            needed = True
            order = "day-first" if int(match["a"]) > 12 else "month-first" if int(match["b"]) > 12 else ""
            if order and not shows[order]:
                shows[order] = row
    found = [order for order, row in shows.items() if row]
    said = "" if not needed else "either" if not found else "both" if len(found) > 1 else found[0]
    return said, shows["day-first"], shows["month-first"]


def _offset(told: str) -> dt.tzinfo:
    match = re.fullmatch(r"([A-Z]*)(?:([+-])(\d{1,2}):?(\d{2})?)?", told.upper())
    letters = match[1] if match else ""
    if match is None or (letters and letters not in _ZONES):
        raise TimeError("names a time zone that means more than one; export it in UTC or as ISO 8601")
    hours = _ZONES.get(letters, 0)
    minutes = (int(match[3]) * 60 + int(match[4] or 0)) * (-1 if match[2] == "-" else 1) if match[2] else 0
    return dt.timezone(dt.timedelta(hours=hours, minutes=minutes))


def _hour(parts: dict[str, str | None]) -> int:
    hour, half = int(parts["hour"] or 0), (parts["half"] or "").lower()
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise TimeError("is no time of a clock of twelve hours; export it as ISO 8601")
    return hour % 12 + (12 if half.startswith("p") else 0)


def _year(told: str) -> int:
    return int(told) if len(told) == 4 else 2000 + int(told)


def _day(told: str, order: str) -> tuple[int, int, int, dict[str, str | None]]:
    if match := _YEAR_FIRST.fullmatch(told):
        return int(match["year"]), int(match["month"]), int(match["day"]), match.groupdict()
    if match := _NAMED.fullmatch(told) or _NAME_FIRST.fullmatch(told):
        name = match["name"].lower()
        if name in _MONTHS:
            return _year(match["year"]), _MONTHS.index(name) + 1, int(match["day"]), match.groupdict()
    match = _YEAR_LAST.fullmatch(told)
    if match is None or order == "iso":
        wanted = "a time such as 2020-06-15 08:23" if order == "iso" else f"a {order} time"
        raise TimeError(f"is not {wanted}; mend it, or set 'times' in survey.yml to iso, day-first or month-first")
    day, month = (match["a"], match["b"]) if order == "day-first" else (match["b"], match["a"])
    return _year(match["year"]), int(month), int(day), match.groupdict()


def to_utc(told: str, order: str, zone: dt.tzinfo) -> str:
    """A time as 2020-06-15T08:23:47Z, empty for an empty cell; raise TimeError where it could only be guessed."""
    told = told.strip()
    if not told:
        return ""
    if _EPOCH.fullmatch(told):
        return _shown(dt.datetime.fromtimestamp(int(told[:10]), dt.UTC))
    if _SERIAL.fullmatch(told):
        raise TimeError(
            "is a spreadsheet's number of a day; give the column the form of a date and save the file again"
        )
    year, month, day, parts = _day(told, order)
    where = _offset(parts["zone"]) if parts["zone"] else zone
    try:
        found = dt.datetime(
            year, month, day, _hour(parts), int(parts["minute"] or 0), int(parts["second"] or 0), tzinfo=where
        )
        return _shown(found.astimezone(dt.UTC))
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, TimeError) else TimeError(_impossible(order)) from error


def _impossible(order: str) -> str:
    return f"is no day of the calendar when read as {order}; mend it, or set 'times' in survey.yml to the file's order"


def _shown(found: dt.datetime) -> str:
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")
