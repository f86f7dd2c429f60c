"""Cells in which a person writes items: read leniently, and refused with the row, the column and the cure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import Fault
from pipeline.review.asked import Rows, doubts
from pipeline.review.codes import NONE_ALONE, typed_items, words_of
from pipeline.review.form import Row, cell_of


def taken_back(row: Row, told: str, now: str) -> bool:
    """Whether what a row asks for (`told`) was ruled, as its own `now` says, and holds no longer.

    Such cells must not ask for it again when the sheet is handed in once more.
    """
    return bool(row["now"]) and ";".join(words_of(told.casefold())) == row["now"].casefold() and now != row["now"]


@dataclass(slots=True)
class ItemSheet:
    """A sheet of points as it is read: which codes there are, each point's digest today, and the faults so far."""

    file: str
    codes: Sequence[str]
    digests: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, row: Row, column: str, said: str) -> None:
        """One more fault, at a cell of a row."""
        self.faults.append(Fault(self.file, line, f"{cell_of(row, line, column)}: {said}"))

    def items(self, line: int, row: Row, told: str) -> tuple[str, ...]:
        """The items of a cell, once each, in its order; in any case, with any separator between."""
        typed = typed_items(told, self.codes)
        if typed.unknown:
            # What was typed is not repeated: in a free cell it may be anything.
            self.fault(line, row, "items", f"holds what is no item; codes joined by ';', of {', '.join(self.codes)}")
            return ()
        if typed.contradicts:
            self.fault(line, row, "items", NONE_ALONE)
        return typed.items

    def stands(self, line: int, row: Row) -> bool:
        """Whether the point of a row is there today, with the text that the person read."""
        now = self.digests.get(row["id"])
        if now is None or row["digest"] != now:
            said = "the point is gone, or its text is another now; write the sheet again and read it anew"
            self.fault(line, row, "id", said)
        return now is not None and row["digest"] == now


def check_rows(
    sheet: ItemSheet, rows: Rows, kinds: Collection[str], personal: Callable[[str], Sequence[str]] | None = None
) -> None:
    """No row of another kind, no point twice, and nothing personal in a reason."""
    first: dict[str, int] = {}
    for line, row in rows:
        if row["kind"] not in kinds:
            sheet.fault(line, row, "kind", f"is not {' or '.join(kinds)}; leave the grey columns as they are")
        before = first.setdefault(row["id"], line)
        if before != line:
            sheet.fault(line, row, "id", f"stands in row {before} already; take one of the two rows out")
        for said in doubts(row["reason"], personal) if personal else ():
            sheet.fault(line, row, "reason", said)
