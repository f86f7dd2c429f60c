"""From characters of a redacted text to those of the repaired text, which redaction does not move."""

from collections.abc import Sequence

# A stretch of the repaired text and the length of the mark that stands for it.
Hidden = tuple[int, int, int]


def repaired_span(start: int, end: int, hidden: Sequence[Hidden]) -> tuple[int, int]:
    """The stretch of the repaired text that one of the redacted text stands for; a mark it touches counts whole."""
    return _repaired(start, hidden, end=False), _repaired(end, hidden, end=True)


def _repaired(offset: int, hidden: Sequence[Hidden], *, end: bool) -> int:
    shift = 0
    for first, last, mark in sorted(hidden):
        shown = first - shift
        if offset <= shown:
            break
        if offset < shown + mark:
            return last if end else first
        shift += last - first - mark
    return offset + shift
