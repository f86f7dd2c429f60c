"""Lines that lists, scanners and mail servers put around a message on its way, which are nobody's words."""

import re
from collections.abc import Iterator, Sequence

_RULE = re.compile(r"[-_=#*~]{2,200}")
# How the first line below such a rule begins; a person's own sentence below a rule begins otherwise.
_BELOW = re.compile(
    r"""\S{1,80}\ mailing\ list(\ --\ \S{1,200})?$ |
        you\ receive(d\ this\ (message|e-?mail)\ because|\ all\ messages\ sent) |
        to\ unsubscribe\b | unsubscribe: |
        th(is|e)\ (e-?mail|message)\ (has\ been|was)\ (automatically\ )?(scanned|checked|virus)""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOVE = re.compile(r"\[?you don['’]t often get e-?mail from \S{1,300}(?:\s|$)", re.IGNORECASE)
_MOST_LINES = 15
_WARNING_LINES = 4
_MOST_FOOTERS = 4
_LONGEST = 400


def _footer(lines: Sequence[str], end: int) -> int:
    """Where the last footer before a line begins; the line itself where there is none."""
    filled: list[int] = []
    for at in range(end - 1, -1, -1):
        if not lines[at].strip():
            continue
        if filled and _RULE.fullmatch(lines[at].strip()[:_LONGEST]):
            return at if _BELOW.match(lines[filled[-1]].strip()[:_LONGEST]) else end
        filled.append(at)
        if len(filled) > _MOST_LINES:
            break
    return end


def _footers(lines: Sequence[str]) -> Iterator[int]:
    end = len(lines)
    for _ in range(_MOST_FOOTERS):
        start = _footer(lines, end)
        if start == end:
            return
        yield from range(start, end)
        end = start


def _warning(lines: Sequence[str]) -> Iterator[int]:
    """The lines with which a server warns of a sender who never wrote before."""
    first = next((at for at, line in enumerate(lines) if line.strip()), -1)
    if first < 0 or not _ABOVE.match(lines[first].strip()[:_LONGEST]):
        return
    # In brackets it may be broken over lines; what stands below it may follow without a blank one.
    among = range(first, min(len(lines), first + _WARNING_LINES))
    last = next((at for at in among if lines[at].rstrip().endswith("]")), first)
    yield from range(first, last + 1)


def stamped(lines: Sequence[str]) -> frozenset[int]:
    """The lines at the end and the beginning of a message that nobody wrote."""
    return frozenset((*_footers(lines), *_warning(lines)))
