"""What a filled worksheet asks for, read leniently where a word of a list is meant, with every cell at fault."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import Fault
from pipeline.review.codes import NONE_ALONE, typed_items, words_of
from pipeline.review.form import Row, SheetRow, cell_of
from pipeline.review.parts import Part
from pipeline.review.record import Decision, nothing_personal
from pipeline.review.replay import Agreed, next_theme_id
from pipeline.review.workbook import MARKS

Rows = Sequence[tuple[int, Row]]
# What an author does about words that look personal.
BY_ROLE = "name people by role; if it is no person, show the word (kind words in the cleaning sheet) and apply again"


# Far less than the 32,767 characters that a cell of a spreadsheet keeps: nothing a person types is ever cut.
MOST_TYPED = 5000


def doubts(prose: str, personal: Callable[[str], Sequence[str]]) -> list[str]:
    """Why prose that a person typed may not enter the record."""
    if len(prose) > MOST_TYPED:
        return [f"has {len(prose)} characters, more than {MOST_TYPED}; say it in fewer"]
    return [f"holds what looks like personal data ({kind}); {BY_ROLE}" for kind in personal(prose)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a ruling may name: candidates with their points, the digest of each point's text, the items' codes.

    `seconds` holds those points of a candidate whose main theme is another. `personal` names the kinds of personal data
    in a text, which no ruling may hold. `suggested` holds title and items that the machine suggests for a candidate,
    `parts` what a theme may be split into, `record` every line there is, those that were taken back too.
    """

    round: str
    candidates: Mapping[str, frozenset[str]]
    points: Mapping[str, str]
    consented: Collection[str]
    codes: Collection[str]
    personal: Callable[[str], Sequence[str]] = nothing_personal
    seconds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    suggested: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    record: Sequence[Decision] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A new line in the making; it gets its number, hand and moment when it is written.

    `points` are those that a split gives to its new theme: they become members since its line.
    """

    act: str
    on: str
    digest: str = ""
    value: str = ""
    reason: str = ""
    points: frozenset[str] = frozenset()


# An act with the row that asks for it.
Asked = tuple[int, Row, Act]


@dataclass(slots=True)
class Sheet:
    """A worksheet as it is read: what is agreed and known, the ids it gives, and the faults so far."""

    file: str
    agreed: Agreed
    known: Known
    faults: list[Fault] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)

    @property
    def again(self) -> str:
        """How the sheet is written again."""
        return f"write the sheet again: cpitg review {self.known.round} (what you typed stays)"

    def fault(self, line: int, row: Row, column: str, said: str) -> None:
        """One more fault, at a cell of a row; what was typed is not repeated, since it may be anything."""
        self.faults.append(Fault(self.file, line, f"{cell_of(row, line, column)}: {said}"))

    def may_take(self, id: str) -> bool:
        """Whether an agreed theme of this id is in force, or is accepted in this sheet."""
        return id in self.new or self.agreed.theme(id) is not None


def read_row(row: Row, known: Known, agreed: Agreed) -> Row:
    """A row with the words of lists as they are meant, in whatever case and spacing; prose stays as it was typed."""
    ids = {id.casefold(): id for id in (*known.candidates, *agreed.given, *agreed.ruled, *known.parts, "none")}
    told = {
        "decision": "-".join(row["decision"].casefold().replace("_", " ").replace("-", " ").split()),
        "into": ids.get(row["into"].casefold(), row["into"]),
        "reason": row["reason"] if row["reason"].strip() else "",
        "title": row["title"] if row["title"].strip() else "",
    }
    return SheetRow({**row, **told}, row.letters if isinstance(row, SheetRow) else {})


def items_of(sheet: Sheet, line: int, row: Row, told: str, column: str = "items") -> str:
    """The codes of a cell in their order, joined by ';', whatever stands between them and in whatever case."""
    typed = typed_items(told, sheet.known.codes)
    if typed.unknown:
        sheet.fault(line, row, column, f"holds what is no item; codes joined by ';', of {', '.join(sheet.known.codes)}")
    if typed.contradicts:
        sheet.fault(line, row, column, NONE_ALONE)
    return ";".join(typed.items)


def marks_of(sheet: Sheet, line: int, row: Row) -> list[str]:
    """The marks of a row, once each."""
    typed = [mark.casefold() for mark in words_of(row["marks"])]
    if not set(typed) <= set(MARKS):
        sheet.fault(line, row, "marks", f"holds what is no mark; one of {', '.join(MARKS)}")
    return [mark for mark in dict.fromkeys(typed) if mark in MARKS]


def check_cells(sheet: Sheet, rows: Rows, kinds: Collection[str]) -> None:
    """No row may stand twice, and no cell of a person may hold personal data; a title stands on one line."""
    first: dict[tuple[str, str], int] = {}
    for line, row in rows:
        before = first.setdefault((row["kind"], row["id"]), line)
        if before != line and row["kind"] in kinds:
            sheet.fault(line, row, "id", f"stands in row {before} already; take one of the two rows out")
        if "\n" in row["title"]:
            sheet.fault(line, row, "title", "stands on more than one line; write it on one")
        for cell in ("title", "reason"):
            for said in doubts(row[cell], sheet.known.personal):
                sheet.fault(line, row, cell, said)


def check_into(sheet: Sheet, asked: Sequence[Asked]) -> None:
    """No theme may take points where another row of the same sheet merges or rejects it: which came first?"""
    leaving = {act.on: line for line, _, act in asked if act.act in ("merge", "reject")}
    for line, row, act in asked:
        if act.act in ("merge", "move") and act.value in leaving:
            said = f"names a theme that row {leaving[act.value]} merges or rejects; name the one that stays"
            sheet.fault(line, row, "into", said)


def give_ids(sheet: Sheet, rows: Rows) -> None:
    """Agreed ids in the order of size, then id, so that a reordered sheet gives the same ones; parts come last."""
    given = list(sheet.agreed.given)
    ruled = {id: told.partition(" ") for id, told in sheet.agreed.decided().items()}
    themes = [
        (row["kind"] == "part", -_number(row["responses"]), row["id"])
        for _, row in rows
        if (row["kind"], row["decision"]) == ("part", "split")
        or ((row["kind"], row["decision"]) == ("theme", "accept") and ruled.get(row["id"], ("reject",))[0] == "reject")
    ]
    for _, _, id in sorted(themes):
        sheet.ids[id] = next_theme_id(sheet.known.round, given)
        given.append(sheet.ids[id])
    sheet.new = set(sheet.ids.values())
    sheet.ids |= {id: theme for id, (act, _, theme) in ruled.items() if act == "accept" and id not in sheet.ids}


def _number(told: str) -> int:
    return int(told) if told.isdecimal() else 0
