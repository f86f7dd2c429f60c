"""The decisions record as the store keeps it while a service runs: lines are added, one transaction an act."""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from pipeline.store.orm import DecisionRow, MemberRow, RecordHead
from pipeline.store.writing import writing

_LINE = ("no", "act", "on", "on_digest", "value", "reason", "by", "at")
_MEMBER = ("theme", "point", "by", "since")
_BATCH = 500

Line = tuple[int, str, str, str, str, str, str, str]
MemberLine = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Head:
    """How many lines a round's record has, and a stamp that is another after every write."""

    lines: int
    stamp: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A round's record and members, with the head they belong to."""

    head: Head
    lines: tuple[Line, ...]
    members: tuple[MemberLine, ...]


def head(round: str) -> Head | None:
    """The head of a round's record; None where the file is the record, since no service kept it yet."""
    row = RecordHead.objects.filter(round=round).values_list("lines", "stamp").first()
    return Head(*row) if row else None


def read(round: str) -> Kept | None:
    """The whole record of a round as the store keeps it, read at one moment; None where no service kept it yet."""
    # Twice, until the head is the same before and after: a line may be added between the two reads.
    while (before := head(round)) is not None:
        lines = tuple(DecisionRow.objects.filter(round=round).order_by("no").values_list(*_LINE))
        members = tuple(MemberRow.objects.filter(round=round).values_list(*_MEMBER))
        if head(round) == before:
            return Kept(before, lines, members)
    return None


def begin(round: str, lines: Sequence[Line], members: Collection[MemberLine]) -> Head:
    """Take a round's record into the store: from now on the store's is the record, and the file is written from it."""
    with writing():
        kept = RecordHead.objects.create(round=round, lines=0, stamp=secrets.token_hex(8))
        told = add(round, Head(0, kept.stamp), lines, (), members)
        assert told
    return told


def add(
    round: str,
    at: Head,
    lines: Sequence[Line],
    gone: Collection[MemberLine],
    come: Collection[MemberLine],
    also: Callable[[], None] | None = None,
) -> Head | None:
    """Add lines behind `at`, all of them or none, and change the members with them; None where others came first.

    `also` writes what is to be stored with them or not at all.
    """
    with writing():
        new = Head(at.lines + len(lines), secrets.token_hex(8))
        mine = RecordHead.objects.filter(round=round, stamp=at.stamp, lines=at.lines)
        if not mine.update(lines=new.lines, stamp=new.stamp):
            return None
        rows = [DecisionRow(round=round, **dict(zip(_LINE, line, strict=True))) for line in lines]
        DecisionRow.objects.bulk_create(rows, batch_size=_BATCH)
        for theme, point, by, since in gone:
            MemberRow.objects.filter(round=round, theme=theme, point=point, by=by, since=since).delete()
        new_members = [MemberRow(round=round, **dict(zip(_MEMBER, member, strict=True))) for member in come]
        MemberRow.objects.bulk_create(new_members, batch_size=_BATCH)
        if also:
            also()
    return new
