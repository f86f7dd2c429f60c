"""Quoted replies and the headers above them, told by the whole shape of a text."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.clean.mail_lines import Aside, Line, count_words

_DIVIDER = re.compile(
    r"[-_=*<> ]{0,40}(?:original (?:message|appointment|e-?mail)|forwarded (?:message|e-?mail)(?: from [^\n]{1,80})?"
    r"|reply (?:message|above this line)|begin forwarded message:?)[-_=*<> ]{0,40}$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"[>* ]{0,4}(from|sent|date|to|cc|bcc|subject|reply-to|importance|attachments|sent by|when|where)\*? ?:",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"[> ]{0,4}(?:on\b[^\n]{4,300}|\[PERSON\][^\n]{0,120}\d[^\n]{0,60}) (?:wrote|writes) ?:$", re.IGNORECASE
)
_WROTE_OPENS = re.compile(r"[> ]{0,4}on\b[^\n]{0,200}(?:\b(?:19|20)\d\d\b|\d\d:\d\d)", re.IGNORECASE)
_WROTE_ENDS = re.compile(r"(?:^|[^\n]{0,200} )wrote ?:$", re.IGNORECASE)
_RULE = re.compile(r"[-_=*]{3,}$")
# A line that a mail program broke is at least this long.
_WRAPPED = 40
# A head has no more lines than this.
_FIELDS = 14


def _header(lines: Sequence[Line], at: int) -> int:
    """How many lines from here on head a message: "From:" and what it is about or when it was sent."""
    if not (first := _FIELD.match(lines[at].text)) or first[1].casefold() not in ("from", "date"):
        return 0
    names, end = {first[1].casefold()}, at + 1
    while end < min(len(lines), at + _FIELDS) and (found := _FIELD.match(lines[end].text)):
        names.add(found[1].casefold())
        end += 1
    told = names & {"sent", "date", "subject"} or ("to" in names and "[" in lines[at].text)
    return end - at if "from" in names and told else 0


def _wrote(lines: Sequence[Line], at: int) -> int:
    """How many lines from here on say who wrote what follows, and when."""
    if _WROTE.match(lines[at].text) and ("[" in lines[at].text or re.search(r"\d", lines[at].text)):
        return 1
    if at + 1 < len(lines) and _WROTE_OPENS.match(lines[at].text) and _WROTE_ENDS.match(lines[at + 1].text):
        return 2
    return 0


def _heads(lines: Sequence[Line]) -> dict[int, int]:
    """The first line of each head of a message, and the line after it."""
    heads: dict[int, int] = {}
    at = 0
    while at < len(lines):
        rule = bool(_RULE.match(lines[at].text)) and at + 1 < len(lines)
        start = at + rule
        divider = bool(_DIVIDER.match(lines[start].text))
        after = start + divider
        count = (_header(lines, after) or _wrote(lines, after)) if after < len(lines) else 0
        if divider or count:
            heads[at] = after + count
        at = max(at + 1, heads.get(at, 0))
    return heads


def _runs(lines: Sequence[Line]) -> Iterator[range]:
    """Runs of lines that begin with the sign for a quote."""
    start = 0
    for at in range(len(lines) + 1):
        if at == len(lines) or not lines[at].text.startswith(">"):
            if at > start:
                yield range(start, at)
            start = at + 1


def _said(line: Line) -> str:
    return line.text.lstrip("> ")


def _is_quote(lines: Sequence[Line], run: range) -> bool:
    """Whether a mail program made these lines: quotes in quotes, empty ones, broken lines, a question then answered."""
    said = [_said(lines[at]) for at in run]
    if any(re.match(r">[> ]*>", lines[at].text) for at in run) or (len(run) > 1 and "" in said):
        return True
    if any(len(one) >= _WRAPPED and one[-1] not in ".!?:;" and two[:1].islower() for one, two in pairwise(said)):
        return True
    answered = run.stop < len(lines) and not lines[run.stop].text.startswith(">")
    return answered and said[-1].endswith("?") and count_words(said[-1]) >= 4


def _quotes(lines: Sequence[Line], headed: set[int]) -> set[int]:
    """Lines that are quoted by their sign; all runs are, where a head or the shape of one run says so."""
    runs = list(_runs(lines))
    if not runs or sum(map(len, runs)) == len(lines):
        return set()
    sure = any(run.start in headed or _is_quote(lines, run) for run in runs)
    return {at for run in runs for at in run} if sure else set()


def quotes(lines: Sequence[Line]) -> list[Aside]:
    """What was quoted or forwarded, and its heads; where nothing but a forwarded message came, its words stay text."""
    heads = _heads(lines)
    heading = {at for start, end in heads.items() for at in range(start, end)}
    quoted = _quotes(lines, set(heads.values())) - heading
    written = False
    for at, line in enumerate(lines):
        if at in heads and written and not any(one > at for one in quoted):
            quoted |= set(range(at, len(lines))) - heading
            break
        written = written or (at not in heading and at not in quoted and count_words(line.text) >= 2)
    return [
        line.aside("header" if at in heading else "quoted") for at, line in enumerate(lines) if at in heading | quoted
    ]
