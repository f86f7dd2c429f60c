"""Adjudication: a third look at the points that two coders saw differently, without what the machine says."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import RecordError
from pipeline.review.asked import Act, Rows
from pipeline.review.codes import words_of
from pipeline.review.coding import Coded
from pipeline.review.earlier import ruled_before
from pipeline.review.form import Form
from pipeline.review.itemcells import ItemSheet, check_rows, taken_back
from pipeline.review.points_sheet import Point
from pipeline.review.record import Decision

Pairs = Mapping[str, tuple[Coded, Coded]]
ALIKE = "both coders alike"
# What may stand in place of codes, as the page of instructions says it.
INSTEAD = {"A": "coder A was right", "B": "coder B was right"}
_SAID = ("a", "b")

_HOW_TO = (
    "How to fill in this sheet",
    "Two people coded these points apart and saw them differently; 'a' and 'b' hold what each of them said.",
    "Read the point, with the rest of its answer; talk it over with both where you can.",
    "items: what it is about, by the codes below; or A, or B, where one of the two was right. Empty: later.",
    "Points that both coded alike are decided as they coded them, when this sheet is handed in.",
    "Grey columns are not yours; leave them. What the machine says is not shown.",
    "reason: why, in a few words; name people by role, never by name.",
    "Then: cpitg review SURVEY --apply this file",
)
ADJUDICATE = Form(
    sheet="adjudicate",
    machine=("kind", "id", "digest", "now", "question", "text", "rest", *_SAID),
    human=("items", "reason"),
    decisions={},
    how_to=_HOW_TO,
    examples=(
        {"a": "WS2a", "b": "WS2a;WS1d", "items": "B", "reason": "the line is named too"},
        {"a": "WS4a", "b": "NONE", "items": "WS3b", "reason": "about the script, not the app"},
    ),
)


def alike(pair: tuple[Coded, Coded]) -> bool:
    """Whether both gave the same items, in whatever order."""
    one, other = pair
    return set(one.items) == set(other.items)


def adjudicate_rows(points: Sequence[Point], pairs: Pairs, ruled: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """The points that the coders saw differently, by id, with what was ruled on them since."""
    return [
        {
            "kind": "point",
            "id": point.id,
            "digest": point.digest,
            "now": ";".join(ruled.get(point.id, ())),
            "question": point.question,
            "text": point.text,
            "rest": point.rest,
            **{name: ";".join(coded.items) for name, coded in zip(_SAID, pairs[point.id], strict=True)},
        }
        for point in sorted(points, key=lambda point: point.id)
        if point.id in pairs and not alike(pairs[point.id])
    ]


@dataclass(frozen=True, slots=True)
class Past:
    """The round and the lines of its record."""

    round: str
    record: Sequence[Decision]

    @property
    def retagged(self) -> frozenset[str]:
        """What was ever given items, taken back since or not."""
        return frozenset(line.on for line in self.record if line.act == "retag")


NO_PAST = Past("", ())


def still_to_settle(kept: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """A person's rows of the sheet before, without those whose ruling was taken back since."""
    now = {row["id"]: row["now"] for row in rows}
    return [row for row in kept if not taken_back(row, _meant(row), now.get(row["id"], row["now"]))]


def left_to_settle(
    pairs: Pairs,
    rows: Sequence[Mapping[str, str]],
    kept: Sequence[Mapping[str, str]],
    touched: Collection[str],
    digests: Mapping[str, str],
) -> bool:
    """Whether anything waits: a point seen differently, one seen alike that no line names yet, or a cell of a person.

    `kept` are a person's rows as `still_to_settle` gives them, `touched` the points that were ruled before.
    """
    now = {row["id"]: row["now"] for row in rows}
    asked = (row for row in kept if row["items"].strip() or row["reason"].strip())
    return (
        any(not ruled for ruled in now.values())
        or bool(acts_of_alike(pairs, touched, digests))
        or any(_asks_more(row, now.get(row["id"], row["now"])) for row in asked)
    )


def _asks_more(row: Mapping[str, str], now: str) -> bool:
    return words_of(_meant(row).casefold()) != words_of(now.casefold())


def _meant(row: Mapping[str, str]) -> str:
    typed = row["items"].strip().casefold()
    return row[typed] if typed in _SAID else row["items"]


def _items(sheet: ItemSheet, line: int, row: Mapping[str, str], pair: tuple[Coded, Coded]) -> tuple[str, ...]:
    typed = row["items"].strip().casefold()
    known = {code.casefold() for code in sheet.codes}
    if typed in _SAID and typed not in known:
        return pair[_SAID.index(typed)].items
    return sheet.items(line, row, row["items"])


def _of_rows(sheet: ItemSheet, rows: Rows, pairs: Pairs, ruled: Mapping[str, Sequence[str]], past: Past) -> list[Act]:
    acts = []
    for line, row in rows:
        if row["id"] not in pairs:
            sheet.fault(line, row, "id", "is that of no point that two people coded; write the sheet again")
            continue
        items, now = _items(sheet, line, row, pairs[row["id"]]), ";".join(ruled.get(row["id"], ()))
        if not row["items"].strip():
            sheet.fault(
                line, row, "items", "is empty beside a reason; write A, B or codes, or clear the reason for later"
            )
        elif items and ";".join(items) != now and sheet.stands(line, row):
            if now != row["now"]:
                sheet.fault(line, row, "items", f"was ruled {now} since this sheet was written; write the sheet again")
            value = ";".join(items)
            if not now and (earlier := ruled_before(past.record, row["id"], "retag", value)):
                sheet.fault(line, row, "items", earlier.told(past.round))
            acts.append(Act(act="retag", on=row["id"], digest=row["digest"], value=value, reason=row["reason"]))
    return acts


def acts_of_alike(pairs: Pairs, touched: Collection[str], digests: Mapping[str, str]) -> list[Act]:
    """The lines that settle what both coders saw alike, where no line names the point yet and its text stands."""
    return [
        Act(act="retag", on=point, digest=pair[0].digest, value=";".join(pair[0].items), reason=ALIKE)
        for point, pair in pairs.items()
        if alike(pair) and point not in touched and digests.get(point) == pair[0].digest
    ]


def adjudicated_acts(
    rows: Rows,
    pairs: Pairs,
    ruled: Mapping[str, Sequence[str]],
    digests: Mapping[str, str],
    codes: Sequence[str],
    personal: Callable[[str], Sequence[str]],
    file: str,
    past: Past = NO_PAST,
) -> list[Act]:
    """The retag lines of a filled sheet, and those of the points that both coded alike; twice applied, none.

    Where both gave the same items, the first coder's order stands; points that a line of the `past` ruled on wait for a
    person where it was taken back, and no sheet of before says the same again. Raises RecordError with every cell at
    fault.
    """
    sheet = ItemSheet(file=file, codes=codes, digests=digests)
    filled = [(line, row) for line, row in rows if row["items"].strip() or row["reason"].strip()]
    check_rows(sheet, filled, ("point",), personal)
    acts = _of_rows(sheet, filled, pairs, ruled, past)
    if sheet.faults:
        raise RecordError(sheet.faults)
    return sorted([*acts, *acts_of_alike(pairs, {*ruled, *past.retagged}, digests)], key=lambda act: act.on)
