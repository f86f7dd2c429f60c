"""The roadmap as a table: what is shown of each item, what a person may change, and what a changed cell must keep."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from pipeline.definitions.reader import hint
from pipeline.definitions.roadmap import FEASIBILITIES, HORIZONS, NO_DAY, STATUSES, Roadmap, RoadmapItem
from pipeline.errors import Fault, InputError
from pipeline.ids import digest
from pipeline.review.form import Form, escaped, unescaped

# What an item said when the table was written, in short: a table that is given back late undoes nobody's change.
WAS = "as_exported"
MACHINE = ("id", "items", "evidence", "suppliers", WAS)
# Cells that a person may change, in the order in which the keys of an item stand in the file.
KEYS = ("title", "horizon", "status", "owner", "blocked_by", "review_by", "value", "feasibility",
        "feasibility_because", "because")  # fmt: skip
CHANGE = "change"
_NEEDED = ("title", "horizon", "status", "owner", "review_by", "value")
_LISTS = {"horizon": HORIZONS, "status": STATUSES, "feasibility": FEASIBILITIES}
# What is asked for where another cell says so: (cell, its word, the cell that must be filled).
_BESIDE = (("status", "blocked", "blocked_by"), ("status", "declined", "because"))
_CHANGE = re.compile(r"(?P<day>[0-9/.-]{8,10})(?: 00:00:00)?[:,;]?\s+(?P<what>\S.*)")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
# How a spreadsheet keeps a day that it shows as a number: days since this one.
_SERIAL, _FIRST_SERIAL = re.compile(r"\d{5}"), dt.date(1899, 12, 30)
_MOMENT = re.compile(r"[T ]00:00(:00)?\Z")
_AGAIN = "take the row out, or write the table again with: cpitg roadmap --export FILE, and change it there"

FORM = Form(
    sheet="roadmap",
    machine=MACHINE,
    human=(*KEYS, CHANGE),
    decisions={},
    how_to=(
        "The roadmap as a table. The grey columns are the machine's; the others may be changed.",
        f"horizon: one of {', '.join(HORIZONS)}",
        f"status: one of {', '.join(STATUSES)}; a blocked item says by whom, a declined one because of what",
        f"feasibility: one of {', '.join(FEASIBILITIES)}, or empty where nothing is ruled; with its reason",
        "review_by: a day, such as 2020-11-30",
        "change: what happened and when, such as '2020-11-30: Moved to planned'; needed for a new status or horizon",
        "suppliers: what suppliers answered in each published round; it is not read back",
        f"{WAS}: what the row was, in short; a row whose item was changed in the meantime is told, and not put in",
        "Rows may be left out; their items stay as they are. Give it back with: cpitg roadmap --apply FILE",
        "What may stand in the column items:",
    ),
)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a person changed of one item: new texts by key, and perhaps a line of its history."""

    item: str
    cells: Mapping[str, str]
    date: dt.date | None = None
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A table that was handed in: its name, the letter of each column, and its rows with their numbers."""

    file: str
    letters: Mapping[str, str]
    rows: Sequence[tuple[int, Row]]

    def fault(self, row: int, column: str, said: str) -> Fault:
        """A fault of one cell, named as a spreadsheet names it."""
        return Fault(self.file, row, f"{column} ({self.letters.get(column, '')}{row}): {said}")


def _day(day: dt.date) -> str:
    return "" if day == NO_DAY else day.isoformat()


def row_of(item: RoadmapItem, suppliers: str) -> dict[str, str]:
    """An item as a row; every cell on one line."""
    cells = {key: "" if key == "review_by" else getattr(item, key) for key in KEYS}
    cells |= {"id": item.id, "items": "; ".join(item.items), "evidence": "; ".join(item.evidence)}
    cells |= {"review_by": _day(item.review_by), "suppliers": suppliers, CHANGE: ""}
    cells |= dict.fromkeys(item.missing, "")
    row = {name: " ".join(told.split()) for name, told in cells.items()}
    return {name: _was(row) if name == WAS else row[name] for name in FORM.columns}


def _was(row: Row) -> str:
    # A letter in front, or a spreadsheet takes some digests for numbers.
    return f"d{digest(*(row[key] for key in KEYS))[:9]}"


def given(file: str, rows: Sequence[Sequence[str]]) -> Given:
    """A table as it was handed in; InputError where a column has no name that is known, or the ids are missing."""
    names = [name.strip().casefold() for name in rows[0]]
    known = FORM.columns
    faults = [
        Fault(file, 1, f"{get_column_letter(n)}1: no column '{name}' is known{hint(name, known)}; one of "
              f"{', '.join(known)}")
        for n, name in enumerate(names, start=1)
        if name and name not in known
    ]  # fmt: skip
    faults += [
        Fault(file, 1, f"column '{name}' stands twice; keep one of them") for name in known if names.count(name) > 1
    ]
    if "id" not in names:
        faults.append(Fault(file, 1, "has no column 'id'; write the table again with: cpitg roadmap --export FILE"))
    if faults:
        raise InputError(faults)
    letters = {name: get_column_letter(n) for n, name in enumerate(names, start=1) if name}
    told = [
        (n, {name: cell for name, cell in zip(names, row, strict=False) if name})
        for n, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    return Given(file=file, letters=letters, rows=told)


def edits_of(table: Given, plan: Roadmap, today: dt.date) -> list[Edit]:
    """What the table changes, in its order; InputError names every cell that cannot stand, with the cure."""
    items = {item.id: item for item in plan.items}
    faults: list[Fault] = []
    edits, seen = [], dict[str, int]()
    for number, cells in table.rows:
        id = unescaped(cells.get("id", "").strip())
        if id not in items:
            said = f"no roadmap item '{id}'{hint(id, list(items))}; a new item is written in {plan.file}"
            faults.append(table.fault(number, "id", said))
        elif id in seen:
            faults.append(table.fault(number, "id", f"'{id}' stands in row {seen[id]} too; keep one of the two"))
        else:
            edit = _read(table, number, cells, items[id], today, faults)
            edits += [edit] if edit.cells or edit.what else []
        seen.setdefault(id, number)
    if faults:
        raise InputError(faults)
    return edits


def _read(
    table: Given, number: int, cells: Row, item: RoadmapItem, today: dt.date, faults: list[Fault]
) -> Edit:  # fmt: skip
    """One row as an edit; what is wrong with it is added to the faults."""

    def add(column: str, said: str) -> None:
        faults.append(table.fault(number, column, said))

    before = row_of(item, "")
    for name in ("items", "evidence"):
        if name in cells and not _same(cells[name], before[name]):
            add(name, f"is not changed here; put back {before[name]!r} and change it in the roadmap's own file")
    after = {key: _text(cells[key], before[key], key) if key in cells else before[key] for key in KEYS}
    changed = {key: after[key] for key in KEYS if after[key] != before[key]}
    for column, said in [*_cell_faults(changed, today), *_row_faults(before, after)]:
        add(column, said)
    was = cells.get(WAS, "").strip()
    for key in changed if was and was != before[WAS] else ():
        add(key, f"since this table was written the item was changed, and says {before[key]!r} here; {_AGAIN}")
    date, what = _change(cells.get(CHANGE, ""), today, add)
    if not what and {"status", "horizon"} & changed.keys() and not cells.get(CHANGE, "").strip():
        add(CHANGE, f"status or horizon is another; write what happened and when, such as '{today}: Moved to planned'")
    return Edit(item=item.id, cells=changed, date=date, what=what)


def _same(cell: str, before: str) -> bool:
    told = " ".join(cell.split())
    return told in (before, escaped(before))


def _text(cell: str, before: str, key: str) -> str:
    """What a cell says now; as it was before where only its form is another."""
    if _same(cell, before):
        return before
    told = " ".join(unescaped(cell.strip()).split())
    if key == "review_by":
        day = day_of(told, before)
        return day.isoformat() if day else told
    return told.casefold() if key in _LISTS else told


def day_of(told: str, before: str = "") -> dt.date | None:
    """A day as people and spreadsheets write it; None where it is none, or could be one of two.

    Of two days that a text may mean, `before` tells which.
    """
    plain = _MOMENT.sub("", told)
    if _SERIAL.fullmatch(plain):
        return _FIRST_SERIAL + dt.timedelta(days=int(plain))
    slashed = _SLASHED.fullmatch(plain)
    if not slashed:
        return _date(plain)
    first, second, year = map(int, slashed.groups())
    days = {_made(year, second, first), _made(year, first, second)} - {None}
    known = [day for day in days if day and (len(days) == 1 or day.isoformat() == before)]
    return known[0] if known else None


def _date(told: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(told)
    except ValueError:
        return None


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _cell_faults(changed: Row, today: dt.date) -> Iterator[tuple[str, str]]:
    """What is wrong with a changed cell by itself."""
    for key, told in changed.items():
        if not told and key in _NEEDED:
            yield key, "is empty; every item needs it"
        elif told and key in _LISTS and told not in _LISTS[key]:
            yield key, f"'{told}' is not known{hint(told, _LISTS[key])}; one of {', '.join(_LISTS[key])}"
        elif told and key == "review_by":
            day = _date(told)
            if day is None:
                yield key, f"'{told}' is no day, or may be one of two; write it as 2020-11-30"
            elif day < today:
                yield key, f"{told} is past on {today}; write a day to come"


def _row_faults(before: Row, after: Row) -> Iterator[tuple[str, str]]:
    """What one cell asks of another; what was wrong before and is as it was is not told here."""
    for key, word, beside in _BESIDE:
        if after[key] == word and not after[beside] and (before[key], before[beside]) != (word, ""):
            yield beside, f"is empty, and the {key} is {word}; write who or why"
    if bool(after["feasibility"]) != bool(after["feasibility_because"]):
        empty = "feasibility_because" if after["feasibility"] else "feasibility"
        yield empty, "is empty; a ruling and its reason stand together, or both are empty"


def _change(cell: str, today: dt.date, add: Callable[[str, str], None]) -> tuple[dt.date | None, str]:
    """The day and the words of a change; both empty where the cell is, or where it cannot stand."""
    told = " ".join(unescaped(cell.strip()).split())
    if not told:
        return None, ""
    found = _CHANGE.fullmatch(told)
    day = day_of(found["day"]) if found else None
    if not found or day is None:
        add(CHANGE, f"{told[:40]!r} begins with no day; write it as '2020-11-30: Moved to planned'")
    elif day > today:
        add(CHANGE, f"{day} is to come on {today}; the history holds what has happened")
    else:
        return day, found["what"]
    return None, ""
