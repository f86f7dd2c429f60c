"""Blind double coding: a sample without the machine's tags, filled in by two people apart, and what they said.

The file holds ids only and is added to, never changed: what a coder hands in later takes the place of the earlier.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pipeline.errors import Fault, RecordError
from pipeline.place import csv_text
from pipeline.review.asked import Rows
from pipeline.review.form import Form
from pipeline.review.itemcells import ItemSheet, check_rows
from pipeline.review.points_sheet import Point
from pipeline.review.record import CODE, Decision
from pipeline.review.replay import undone

CODERS = 2
# What a note is on that ends a sample: whoever codes from that line on codes another one.
SAMPLE = "coding"
# The handle of whoever named none: two coders under it would be one.
NOBODY = "author"
HEADER = ("point", "digest", "coder", "items", "since", "at")

_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}\Z")
_POINT = re.compile(r"p[a-z2-7]{12}\Z")
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")

_HOW_TO = (
    "How to fill in this sheet",
    "Two people fill in a copy each, by themselves: do not look at the other's copy, and do not speak about rows.",
    "Each row is one point: a stretch of an answer that makes one claim. 'rest' is the rest of that answer, with '...'",
    "where the point stands. 'question' is what was asked.",
    "items: what the point is about, by the codes below, the most prominent first, e.g. WS2a;WS1d",
    "NONE stands for what is not about digital, or fits none of the items, and stands alone.",
    "Give a second item only where the point says something about both. Leave a cell empty for later.",
    "Grey columns are not yours; leave them. What the machine says is not shown: what you say is your own.",
    "Then: cpitg review SURVEY --apply this file --by YOURHANDLE",
    "The handle is yours alone: small letters, digits and '-', never a full name.",
)
CODING = Form(
    sheet="coding",
    machine=("kind", "number", "id", "digest", "now", "question", "text", "rest"),
    human=("items",),
    decisions={},
    how_to=_HOW_TO,
    examples=({"number": "1", "items": "WS2a;WS1d"}, {"number": "2", "items": "NONE"}, {"number": "3", "items": ""}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """What one coder said of one point, with a digest of the text they read and the lines the record had then.

    `sample` is how many samples had been ended before it: the file does not hold it, the record tells it.
    """

    point: str
    digest: str
    coder: str
    items: tuple[str, ...]
    since: int
    at: str
    sample: int = 0


def ends_of(record: Sequence[Decision]) -> tuple[int, ...]:
    """The lines in force that each ended a sample."""
    noted = [line.no for line in record if line.act == "note" and line.on == SAMPLE]
    back = undone(record) if noted else frozenset()
    return tuple(no for no in noted if no not in back)


def told_apart(coded: Iterable[Coded], ends: Sequence[int]) -> tuple[Coded, ...]:
    """Codings, each with the sample that it is of."""
    return tuple(replace(each, sample=sum(end <= each.since for end in ends)) for each in coded)


def of_sample(coded: Iterable[Coded], sample: int) -> tuple[Coded, ...]:
    """The codings of one sample."""
    return tuple(each for each in coded if each.sample == sample)


def points_coded(coded: Sequence[Coded], sample: int) -> set[str]:
    """The points whose coding goes on or counts: all of this sample, and of those that were ended what both coded."""
    return {each.point for each in of_sample(coded, sample)} | coded_twice(coded).keys()


def _faults(row: Mapping[str, str]) -> Iterator[str]:
    if not _POINT.match(row["point"]):
        yield "point: is no id of a point (p and 12 characters)"
    if not _HANDLE.match(row["coder"]):
        yield "coder: is no handle; 2 to 31 small letters, digits and '-', never a person's full name"
    # What was handed in once is read for ever, whatever codes the frame has by then.
    if not all(CODE.match(code) for code in row["items"].split(";")):
        yield "items: are not codes joined by ';'"
    if not row["since"].isdecimal():
        yield "since: is no number of lines of decisions.csv"
    if not _AT.match(row["at"]):
        yield "at: is no moment in UTC as 2020-11-30T12:00:00Z"


def parse_coding(text: str, file: str) -> tuple[Coded, ...]:
    """Read the file of codings; raise RecordError with every fault in it."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(reader.fieldnames or ()) != HEADER:
        raise RecordError([Fault(file, 1, f"the columns are not {','.join(HEADER)}; restore the first line")])
    coded, faults = [], []
    for row in reader:
        line = reader.line_num
        whole = None not in row and None not in row.values()
        said = list(_faults(row)) if whole else [f"has not {len(HEADER)} cells"]
        faults += [Fault(file, line, f"{each}; restore the line") for each in said]
        if not said:
            point, digest, coder, items, since, at = (row[name] for name in HEADER)
            told = tuple(items.split(";"))
            coded.append(Coded(point=point, digest=digest, coder=coder, items=told, since=int(since), at=at))
    if faults:
        raise RecordError(faults)
    return tuple(coded)


def coding_text(coded: Iterable[Coded]) -> str:
    """The codings as CSV."""
    rows = ((each.point, each.digest, each.coder, ";".join(each.items), each.since, each.at) for each in coded)
    return csv_text(HEADER, rows)


def by_coder(coded: Iterable[Coded]) -> dict[str, dict[str, Coded]]:
    """Coder -> point -> what they said last, coders by handle."""
    told: dict[str, dict[str, Coded]] = {}
    for each in coded:
        told.setdefault(each.coder, {})[each.point] = each
    return {coder: told[coder] for coder in sorted(told)}


def coded_twice(coded: Iterable[Coded]) -> dict[str, tuple[Coded, Coded]]:
    """Point -> what both coders of its sample said of it, by id; empty until two have handed something in."""
    all_ = tuple(coded)
    pairs: dict[str, tuple[Coded, Coded]] = {}
    for sample in sorted({each.sample for each in all_}):
        told = list(by_coder(of_sample(all_, sample)).values())
        if len(told) >= CODERS:
            one, other = told[:CODERS]
            pairs |= {point: (one[point], other[point]) for point in set(one) & set(other)}
    return {point: pairs[point] for point in sorted(pairs)}


def coding_rows(points: Sequence[Point]) -> list[dict[str, str]]:
    """The sheet of a sample, in the order of ids: nothing of it tells what the machine takes a point for."""
    ordered = sorted(points, key=lambda point: point.id)
    return [
        {
            "kind": "point",
            "number": str(number),
            "id": point.id,
            "digest": point.digest,
            "now": "",
            "question": point.question,
            "text": point.text,
            "rest": point.rest,
        }
        for number, point in enumerate(ordered, start=1)
    ]


def _check_coder(by: str, coders: Collection[str], file: str) -> None:
    if by == NOBODY or not _HANDLE.match(by):
        said = "who coded this? Say so with --by HANDLE, each of the two a handle of their own, never a full name"
        raise RecordError.at(file, said)
    if by not in coders and len(coders) >= CODERS:
        said = f"two coders have handed in already ({', '.join(sorted(coders))}); hand it in under one of the two"
        raise RecordError.at(file, said)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """Who hands in, when, how many lines the record has then, and how many samples were ended before."""

    by: str
    since: int
    at: str
    sample: int = 0


def _of_row(
    sheet: ItemSheet, line: int, row: Mapping[str, str], mine: Mapping[str, Coded], both: Collection[str]
) -> tuple[str, ...]:
    """The items that a row adds; none where they were handed in before, or where the row is at fault."""
    items, before = sheet.items(line, row, row["items"]), mine.get(row["id"])
    if before is not None and before.items == items:
        return ()
    if row["id"] in both:
        sheet.fault(line, row, "items", "both have coded this point; what they differ in is settled in adjudicate.xlsx")
    return items if items and sheet.stands(line, row) else ()


def coded_of(
    rows: Rows, coded: Sequence[Coded], digests: Mapping[str, str], codes: Sequence[str], file: str, who: HandIn
) -> list[Coded]:
    """The new lines that one coder's sheet comes to; handing it in twice adds none.

    Raises RecordError with every cell at fault, its row and the cure; nothing is taken then. What both have coded is
    never coded anew: whoever looks again knows by then what the other said.
    """
    told, both = by_coder(of_sample(coded, who.sample)), coded_twice(coded)
    _check_coder(who.by, told, file)
    sheet = ItemSheet(file=file, codes=codes, digests=digests)
    filled = [(line, row) for line, row in rows if row["items"].strip()]
    check_rows(sheet, filled, ("point",))
    new = []
    for line, row in filled:
        if items := _of_row(sheet, line, row, told.get(who.by, {}), both):
            named = partial(Coded, coder=who.by, since=who.since, at=who.at, sample=who.sample)
            new.append(named(point=row["id"], digest=row["digest"], items=items))
    if sheet.faults:
        raise RecordError(sheet.faults)
    return sorted(new, key=lambda each: each.point)
