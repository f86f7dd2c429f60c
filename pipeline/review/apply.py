"""Apply: the cells a person filled become new lines of the record, and nothing else does."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pipeline.errors import Fault, RecordError
from pipeline.review.record import Decision, Member
from pipeline.review.replay import Agreed, next_theme_id
from pipeline.review.suggest import theme_digest
from pipeline.review.worksheet import DECISIONS, MARKS

Rows = Sequence[tuple[int, Mapping[str, str]]]
# What an author does about words that look personal.
BY_ROLE = "name people by role; if it is no person, show the word (kind words in the cleaning sheet) and apply again"
_MARK_ACTS = {"minority": "mark-minority", "safety": "mark-safety", "small": "keep-although-small"}


def _nothing(_text: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a ruling may name: candidates with their points, the digest of each point's text, the items' codes.

    `seconds` holds those points of a candidate whose main theme is another. `personal` names the kinds of personal data
    in a text, which no ruling may hold.
    """

    round: str
    candidates: Mapping[str, frozenset[str]]
    points: Mapping[str, str]
    consented: Collection[str]
    codes: Collection[str]
    personal: Callable[[str], Sequence[str]] = _nothing
    seconds: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A new line in the making; it gets its number, hand and moment when it is written."""

    act: str
    on: str
    digest: str = ""
    value: str = ""
    reason: str = ""


@dataclass(slots=True)
class _Sheet:
    file: str
    agreed: Agreed
    known: Known
    faults: list[Fault] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)

    def fault(self, line: int, cell: str, said: str) -> None:
        self.faults.append(Fault(self.file, line, f"{cell}: {said}"))

    def may_take(self, id: str) -> bool:
        """Whether an agreed theme of this id is in force, or is accepted in this sheet."""
        return id in self.new or self.agreed.theme(id) is not None


def _items(sheet: _Sheet, line: int, told: str) -> str:
    codes = [code.strip() for code in told.replace(",", ";").split(";") if code.strip()]
    for code in codes:
        if code not in sheet.known.codes:
            sheet.fault(line, "items", f"'{code}' is no item; one of {', '.join(sheet.known.codes)}")
    if "NONE" in codes and len(codes) > 1:
        sheet.fault(line, "items", "NONE stands alone; take it out, or the others")
    return ";".join(dict.fromkeys(codes))


def _marks(sheet: _Sheet, line: int, row: Mapping[str, str], on: str) -> Iterator[Act]:
    theme = sheet.agreed.theme(on)
    now = {"minority": theme.minority, "safety": theme.safety, "small": theme.keep_small} if theme else {}
    for mark in [mark.strip() for mark in row["marks"].split(";") if mark.strip()]:
        if mark not in MARKS:
            sheet.fault(line, "marks", f"'{mark}' is no mark; one of {', '.join(MARKS)}")
        elif not now.get(mark):
            yield Act(act=_MARK_ACTS[mark], on=on, value="yes", reason=row["reason"])


def _accept(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    id = sheet.ids[row["id"]]
    title = row["title"] or row["suggested_title"]
    yield Act(act="accept", on=row["id"], digest=row["digest"], value=f"{id}: {title}", reason=row["reason"])
    items = _items(sheet, line, row["items"] or row["suggested_items"])
    if items:
        yield Act(act="retag", on=id, value=items, reason=row["reason"] if row["items"] else "as suggested")
    yield from _marks(sheet, line, row, id)


def _merge(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    into = sheet.ids.get(row["into"], row["into"])
    if sheet.agreed.merged.get(row["id"]) == into:
        return
    if not row["into"]:
        sheet.fault(line, "into", "is empty beside merge; write the id of the theme that takes the points")
    elif not sheet.may_take(into):
        sheet.fault(line, "into", f"'{row['into']}' is no agreed theme and none accepted here; write such an id")
    else:
        yield Act(act="merge", on=row["id"], digest=row["digest"], value=into, reason=row["reason"])


def _candidate(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    act, _, theme = sheet.agreed.decided().get(row["id"], "").partition(" ")
    asked = row["decision"]
    if row["id"] not in sheet.known.candidates and (not act or (act == "reject" and asked in ("accept", "merge"))):
        again = f"write the sheet again: cpitg review {sheet.known.round}; if the row stays, take it out"
        sheet.fault(line, "id", f"candidate {row['id']} is gone; {again}")
    elif not asked and not act and (row["title"] or row["items"]):
        sheet.fault(line, "decision", "is empty beside a title or items; write accept, or clear those cells for later")
    elif not asked or (asked == act and asked != "merge"):
        return
    elif act == "merge" and (asked != "merge" or sheet.ids.get(row["into"], row["into"]) != theme):
        said = f"candidate {row['id']} was merged into {theme}; rule on that theme, or move points"
        sheet.fault(line, "decision", said)
    elif act == "accept":
        yield from _accepted(sheet, line, row, theme)
    elif asked == "accept":
        yield from _accept(sheet, line, row)
    elif asked == "merge":
        yield from _merge(sheet, line, row)
    else:
        yield Act(act="reject", on=row["id"], digest=row["digest"], reason=row["reason"])


def _accepted(sheet: _Sheet, line: int, row: Mapping[str, str], id: str) -> Iterator[Act]:
    """A candidate that was accepted is merged or rejected as the agreed theme it became.

    A reject is told of the candidate too, so that it may be accepted again later, under a new id.
    """
    theme = sheet.agreed.theme(id)
    digest = theme_digest([member.point for member in theme.members]) if theme else ""
    yield from _agreed(sheet, line, {**row, "id": id, "digest": digest})
    if row["decision"] == "reject":
        yield Act(act="reject", on=row["id"], digest=row["digest"], reason=row["reason"])


def _agreed(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    theme = sheet.agreed.theme(row["id"])
    if theme is None and row["id"] not in sheet.agreed.retired:
        sheet.fault(line, "id", f"'{row['id']}' is no agreed theme; write the sheet again")
        return
    if row["decision"] == "merge":
        yield from _merge(sheet, line, row)
        return
    if theme is None:
        return
    if row["decision"] == "reject":
        yield Act(act="reject", on=theme.id, digest=row["digest"], reason=row["reason"])
        return
    if row["title"] and row["title"] != theme.title:
        yield Act(act="rename", on=theme.id, value=row["title"], reason=row["reason"])
    items = _items(sheet, line, row["items"])
    if items and items != ";".join(theme.items):
        yield Act(act="retag", on=theme.id, value=items, reason=row["reason"])
    yield from _marks(sheet, line, row, theme.id)


def _point(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    id, digest = row["id"], sheet.known.points.get(row["id"])
    now = {quote.point: quote.approved for quote in sheet.agreed.quotes}
    wanted = {"approve-quote": True, "refuse-quote": False}.get(row["decision"])
    into = sheet.ids.get(row["into"], row["into"])
    if (wanted is not None and now.get(id) is wanted) or (
        row["decision"] == "move" and sheet.agreed.moves.get(id) == into
    ):
        return
    if digest is None or (row["digest"] and row["digest"] != digest):
        sheet.fault(line, "id", f"point {id} is gone or its text changed; write the sheet again and read it anew")
    elif row["decision"] == "move":
        if into != "none" and not sheet.may_take(into):
            sheet.fault(line, "into", f"'{row['into']}' is no agreed theme; write such an id, or none")
        yield Act(act="move", on=id, digest=digest, value=into, reason=row["reason"])
    elif wanted and id not in sheet.known.consented:
        sheet.fault(line, "decision", f"the sender of {id} did not agree to be quoted; leave it empty")
    elif wanted is not None:
        yield Act(act=row["decision"], on=id, digest=digest, reason=row["reason"])


_KINDS = {"theme": _candidate, "agreed": _agreed, "point": _point}


def _give_ids(sheet: _Sheet, rows: Rows) -> None:
    """Agreed ids in the order of size, then id, so that a reordered sheet gives the same ones."""
    given = list(sheet.agreed.given)
    ruled = {id: told.partition(" ") for id, told in sheet.agreed.decided().items()}
    new = [
        row
        for _, row in rows
        if row["kind"] == "theme" and row["decision"] == "accept" and ruled.get(row["id"], ("reject",))[0] == "reject"
    ]
    for row in sorted(new, key=lambda row: (-_number(row["responses"]), row["id"])):
        sheet.ids[row["id"]] = next_theme_id(sheet.known.round, given)
        given.append(sheet.ids[row["id"]])
    sheet.new = set(sheet.ids.values())
    sheet.ids |= {id: theme for id, (act, _, theme) in ruled.items() if act == "accept"}


def _number(told: str) -> int:
    return int(told) if told.isdecimal() else 0


def _check_rows(sheet: _Sheet, rows: Rows) -> None:
    """No row may stand twice, and no cell of a person may hold personal data."""
    first: dict[tuple[str, str], int] = {}
    for line, row in rows:
        before = first.setdefault((row["kind"], row["id"]), line)
        if before != line and row["kind"] in DECISIONS:
            said = f"{row['id']} stands in row {before} already; take one of the two rows out"
            sheet.fault(line, "id", said)
        for cell in ("title", "reason"):
            for kind in sheet.known.personal(row[cell]):
                sheet.fault(line, cell, f"holds what looks like personal data ({kind}); {BY_ROLE}")


def acts_of(rows: Rows, agreed: Agreed, known: Known, file: str) -> list[Act]:
    """The acts that the filled cells ask for beyond what was ruled already; applying a sheet twice asks for none.

    Raises RecordError with every cell at fault, its row and the cure; nothing is applied then.
    """
    sheet = _Sheet(file=file, agreed=agreed, known=known)
    _check_rows(sheet, rows)
    _give_ids(sheet, rows)
    acts: list[Act] = []
    order = {"accept": 0, "": 1, "merge": 2, "reject": 3}
    for line, row in sorted(
        rows, key=lambda pair: (order.get(pair[1]["decision"], 4), sheet.ids.get(pair[1]["id"], "~"), pair[1]["id"])
    ):
        words = DECISIONS.get(row["kind"])
        if words is None:
            sheet.fault(line, "kind", f"'{row['kind']}' is no kind; one of {', '.join(DECISIONS)}")
        elif row["decision"] and row["decision"] not in words:
            sheet.fault(line, "decision", f"'{row['decision']}'; one of {', '.join(words)} (leave it empty for later)")
        else:
            acts += _KINDS[row["kind"]](sheet, line, row)
    if sheet.faults:
        raise RecordError(sheet.faults)
    return acts


def lines_of(acts: Sequence[Act], after: int, by: str, at: str) -> list[Decision]:
    """The acts as lines of the record, numbered on from `after`."""
    return [
        Decision(no=no, act=act.act, on=act.on, on_digest=act.digest, value=act.value, reason=act.reason, by=by, at=at)
        for no, act in enumerate(acts, start=after + 1)
    ]


def members_of(
    lines: Sequence[Decision],
    candidates: Mapping[str, frozenset[str]],
    agreed_points: Collection[str],
    seconds: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> list[Member]:
    """The members that these lines fix: every point of an accepted or merged candidate that has no agreed theme yet.

    A point of `seconds` belongs to the candidate beside its main theme: it joins wherever else it is.
    """
    taken = set(agreed_points)
    members: list[Member] = []
    for line in lines:
        if line.act not in ("accept", "merge") or line.on not in candidates:
            continue
        theme = line.value.split(":", 1)[0].strip()
        second = seconds.get(line.on, frozenset())
        new = sorted((candidates[line.on] - taken) | second)
        here = {member.point for member in members if member.theme == theme}
        members += [Member(theme=theme, point=point, by="person", since=line.no) for point in new if point not in here]
        taken |= candidates[line.on] - second
    return members
