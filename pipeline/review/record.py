"""The decisions record: one line an act, never changed, never removed; text is named by id, never by its words."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from pipeline.errors import Fault, RecordError
from pipeline.place import csv_text

HEADER = ("no", "act", "on", "on_digest", "value", "reason", "by", "at")
ACTS = (
    "accept",
    "rename",
    "merge",
    "split",
    "move",
    "reject",
    "retag",
    "approve-quote",
    "refuse-quote",
    "hold-back",
    "let-in",
    "redact",
    "unredact",
    "translate",
    "mark-minority",
    "mark-safety",
    "keep-although-small",
    "note",
    "sign",
    "undo",
)
# Acts on what people wrote: on an answer or a response by its id, or on words that the store holds by their digest.
ON_ANSWERS = ("hold-back", "let-in", "redact", "unredact", "translate")
ON_WORDS = "words"
STRETCH = re.compile(r"([0-9]{1,9})-([0-9]{1,9})(?: ([A-Z][A-Z_]*))?\Z")
WORDS_DIGEST = re.compile(r"([0-9a-f]{64})(?: ([A-Z][A-Z_]*))?\Z")

_ANSWER = re.compile(r"a[a-z2-7]{12}\Z")
_RESPONSE = re.compile(r"r[a-z2-7]{12}\Z")
POINT = re.compile(r"p[a-z2-7]{12}\Z")
# An item of any frame, or NONE; which codes there are says the frame, which may change after a line was written.
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,30}\Z")
_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}\Z")
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One act of a person: what it was done on, as it was then, and why."""

    no: int
    act: str
    on: str
    on_digest: str
    value: str
    reason: str
    by: str
    at: str


def _faults(told: Decision, wanted: int, personal: Callable[[str], Sequence[str]]) -> Iterable[str]:
    if told.no != wanted:
        yield f"no is {told.no}, wanted {wanted}; lines are never removed or reordered: restore the file"
    if told.act not in ACTS:
        yield f"act '{told.act}' is not known; one of {', '.join(ACTS)}"
    if not told.on:
        yield f"'{told.act}' says nothing of what it was done on; write the id in 'on'"
    if not _HANDLE.match(told.by):
        yield "'by' is no handle; use 2 to 31 small letters, digits and '-', never a person's full name"
    if not _AT.match(told.at):
        yield f"'at' is '{told.at}'; write the moment in UTC as 2020-11-30T12:00:00Z"
    if told.on and told.act in ON_ANSWERS and not _on_fits(told):
        yield f"'{told.act}' is on nothing it can be done on; write the id of an answer (a and 12 characters) in 'on'"
    wanted_value = _wanted_value(told)
    if wanted_value:
        yield f"'{told.act}' wants {wanted_value} in 'value'"
    for cell, text in (("value", told.value), ("reason", told.reason)):
        # Offsets and digests are no words of anybody, though a run of digits may look like a number.
        if cell == "value" and told.act in ON_ANSWERS and not wanted_value:
            continue
        for kind in personal(text):
            yield f"'{cell}' holds what looks like personal data ({kind}); name people by role, texts by id"


def _on_fits(told: Decision) -> bool:
    """Whether an act on answers names one; what it hides anywhere else would be hidden nowhere."""
    if _ANSWER.match(told.on):
        return True
    if told.act in ("let-in", "hold-back"):
        return bool(_RESPONSE.match(told.on))
    return told.on == ON_WORDS and told.act != "translate"


def _forward(stretch: re.Match[str]) -> bool:
    return int(stretch[1]) < int(stretch[2])


def _wanted_value(told: Decision) -> str:
    """What the value of an act on answers should be, where it is something else."""
    marked = told.act == "redact"
    if told.act not in ON_ANSWERS or told.act in ("hold-back", "let-in"):
        return "nothing" if told.act in ON_ANSWERS and told.value else ""
    if told.act == "translate" or told.on == ON_WORDS:
        found = WORDS_DIGEST.match(told.value)
        wanted = "the digest of words that the store holds"
    else:
        found = STRETCH.match(told.value)
        wanted = "a stretch of the repaired text (12-20)"
    fits = found and bool(found[found.re.groups]) is marked and (found.re is WORDS_DIGEST or _forward(found))
    return "" if fits else wanted + (" and a kind of mark (PERSON)" if marked else "")


def nothing_personal(_text: str) -> Sequence[str]:
    """No kind of personal data: for words that were looked through before, or are read by nobody."""
    return ()


def _decision(row: dict[str, str], line: int, file: str) -> Decision:
    if not re.fullmatch(r"[1-9]\d*", row["no"]):
        raise RecordError([Fault(file, line, f"no is '{row['no']}'; wanted a whole number")])
    rest = {name: row[name] for name in HEADER[1:]}
    return Decision(no=int(row["no"]), **rest)


def parse_record(
    text: str, file: str, personal: Callable[[str], Sequence[str]], after: int = 0
) -> tuple[Decision, ...]:
    """Read the record, or the lines of it that come after one; raise RecordError with every fault in it.

    `personal` names the kinds of personal data that a text holds.
    """
    decisions: list[Decision] = []
    faults: list[Fault] = []
    for line, cells in _rows(text, file, HEADER):
        if len(cells) != len(HEADER):
            faults.append(Fault(file, line, f"has not {len(HEADER)} cells; quote cells that hold commas"))
            continue
        decision = _decision(dict(zip(HEADER, cells, strict=True)), line, file)
        faults += [Fault(file, line, said) for said in _faults(decision, after + len(decisions) + 1, personal)]
        decisions.append(decision)
    if faults:
        raise RecordError(faults)
    return tuple(decisions)


# What spreadsheets put between cells, by the country that they are set to.
_MARKS = (",", ";", "\t")


def _mark_of(first: str, header: Sequence[str]) -> str:
    """What stands between the cells of a file whose first line is this; empty where it has other columns."""
    bare = first.rstrip("\r\n").replace('"', "")
    return next((mark for mark in _MARKS if tuple(bare.split(mark)) == tuple(header)), "")


def header_fits(lines: Sequence[bytes]) -> bool:
    """Whether the first of these lines has the columns of the record."""
    return bool(lines) and bool(_mark_of(lines[0].decode("utf-8-sig", "replace"), HEADER))


def _rows(text: str, file: str, header: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row with the number of its last line, in whatever form a spreadsheet wrote the file.

    Rows with nothing in them are none: some spreadsheets write a few at the end.
    """
    csv.field_size_limit(1 << 30)
    mark = _mark_of(text.partition("\n")[0], header)
    if not mark:
        raise RecordError([Fault(file, 1, f"the columns are not {','.join(header)}; restore the first line")])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    next(reader)
    for cells in reader:
        if any(cells):
            yield reader.line_num, cells


# The cells of a line, and of a member, in the order of their columns.
decision_cells = attrgetter(*HEADER)


def record_text(decisions: Iterable[Decision]) -> str:
    """The record as CSV."""
    return csv_text(HEADER, map(decision_cells, decisions))


def carried_lines(record: Iterable[Decision]) -> dict[str, tuple[str, ...]]:
    """Point -> the points that lines of the record carried it to."""
    told = {}
    for line in record:
        into = tuple(line.value.split(";"))
        if line.act == "note" and POINT.match(line.on) and all(POINT.match(point) for point in into):
            told[line.on] = into
            # They stand again, wherever they were carried to before.
            for point in into:
                told.pop(point, None)
    return told


def follow(point: str, carried: Mapping[str, Sequence[str]]) -> list[str]:
    """The points that stand for a point now, however often it was carried."""
    told, waiting = [], [point]
    seen = {point}
    while waiting:
        one = waiting.pop(0)
        into = [new for new in carried.get(one, ()) if new not in seen]
        seen.update(into)
        if one not in carried:
            told.append(one)
        waiting = [*into, *waiting]
    return told or [point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A point of an agreed theme: put there by a person or joined by the machine, since a line of the record.

    Under the id of a candidate that was rejected stand the points it had then, so that it is known again.
    """

    theme: str
    point: str
    by: str
    since: int


MEMBER_HEADER = ("theme", "point", "by", "since")


member_cells = attrgetter(*MEMBER_HEADER)
member_order = attrgetter("theme", "since", "point")


def parse_members(text: str, file: str) -> tuple[Member, ...]:
    """Read the members of agreed themes; raise RecordError with every fault in the file."""
    members, faults = [], []
    for line, cells in _rows(text, file, MEMBER_HEADER):
        if len(cells) != len(MEMBER_HEADER) or cells[2] not in ("person", "machine") or not cells[3].isdecimal():
            faults.append(Fault(file, line, "wanted by = person or machine, since = a line of decisions.csv"))
            continue
        theme, point, by, since = cells
        members.append(Member(theme=theme, point=point, by=by, since=int(since)))
    if faults:
        raise RecordError(faults)
    return tuple(members)


def members_text(members: Iterable[Member]) -> str:
    """The members as CSV, by theme, then since, then point."""
    return csv_text(MEMBER_HEADER, map(member_cells, sorted(members, key=member_order)))
