"""Which columns people wrote in their own words: judged by what is in them, helped by how they were asked."""

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.collect.layout import CHOSEN, FIGURES, NOTHING, OPEN, SHORT, Column, folded

# At most so many rows are looked at, evenly spread: enough for a share, quick for a file of any length.
_LOOKED_AT = 2_000
_MACHINE = re.compile(
    r"""[-+]?[\d.,:/%£$€-]+ | (\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})([T ].*)? | https?://\S+ | www\.\S+ | \S+@\S+\.\S+ |
        (?=\S*\d)[\w.-]{6,} | \{.*\} | \[.*\]""",
    re.VERBOSE | re.DOTALL,
)
_ASKS_WORDS = re.compile(
    r"""\b(others?|please\ (specify|explain|describe|tell|give|use)|specify|write.?in|comments?|explain|describe|why|
        free.?text|own\ words|feedback|suggest\w*|reasons?|anything\ else|tell\ us|elaborate|open.?ended|any\ further|
        further\ (remarks|comments|problem)|what\ would|in\ what\ way)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_ASKS_NAME = re.compile(
    r"""\b(names?|e-?mails?|addresses|(postal|home|street|work|business|your)\ address|address$|post\ ?codes?|telephone|
        phone|urls?|web\ ?(site|page|address)|webpages?|job\ title|
        (what|which)\ (school|organi[sz]ation|company|employer|pharmacy|university|town|county))\b""",
    re.VERBOSE | re.IGNORECASE,
)
_PARTS = re.compile(r"[;,|\n]\s*")


def _looked_at(values: Sequence[str]) -> list[str]:
    filled = [value.strip() for value in values if value.strip()]
    step = max(1, len(filled) // _LOOKED_AT)
    return filled[::step]


def _is_several(values: Sequence[str]) -> bool:
    """Whether the cells are lists of ticked options: several parts a cell, and the parts come again and again."""
    parts = [[part.casefold() for part in _PARTS.split(value) if part] for value in values]
    times = Counter(part for cell in parts for part in cell)
    total = sum(times.values())
    again = sum(count for count in times.values() if count > 2)
    return total > 1.2 * len(values) and again > 0.75 * total


def _is_ticked(wording: str, values: Sequence[str]) -> bool:
    told = folded(wording)
    return all(folded(value).rstrip(".") in told for value in set(values))


def _words(values: Sequence[str]) -> float:
    return sum(len(value.split()) for value in values) / len(values)


def _is_open(wording: str, values: Sequence[str], different: int, *, typed: bool) -> bool:
    share, words = different / len(values), _words(values)
    if words >= 6:
        # A campaign letter sent a hundred times is open text too, so many different ones are enough.
        return share >= 0.5 or (different > 20 and share >= 0.1 and words >= 15)
    if typed or _ASKS_WORDS.search(wording):
        return words >= 1.3 and share >= 0.4
    return len(values) >= 10 and words >= 2 and share >= 0.5


def judge(wording: str, values: Sequence[str], *, typed: bool = False) -> str:
    """Whether a column is open text, typed briefly, chosen from options, figures or links, or empty."""
    seen = _looked_at(values)
    if not seen:
        return NOTHING
    if sum(bool(_MACHINE.fullmatch(value)) for value in seen) > 0.6 * len(seen):
        return FIGURES
    if _is_ticked(wording, seen) or _is_several(seen):
        return CHOSEN
    different = len({value.casefold() for value in seen})
    if _ASKS_NAME.search(wording) and not _ASKS_WORDS.search(wording) and _words(seen) < 8:
        return SHORT if different >= 0.4 * len(seen) else CHOSEN
    if _is_open(wording, seen, different, typed=typed):
        return OPEN
    return SHORT if len(seen) >= 10 and different >= 0.4 * len(seen) else CHOSEN


def judge_column(column: Column, values: Sequence[str]) -> str:
    """The kind of a question's column, by its wording and its cells."""
    return judge(f"{column.wording} {column.part}", values, typed=column.typed)
