"""Apply: the cells a person filled become new lines of the record, and nothing else does."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import Fault, RecordError
from pipeline.review.record import Decision, Member
from pipeline.review.replay import Agreed, next_theme_id
from pipeline.review.worksheet import DECISIONS, MARKS

Rows = Sequence[tuple[int, Mapping[str, str]]]
_MARK_ACTS = {"minority": "mark-minority", "safety": "mark-safety", "small": "keep-although-small"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a ruling may name: candidates with their points, the digest of each point's text, the items' codes."""

    round: str
    candidates: Mapping[str, frozenset[str]]
    points: Mapping[str, str]
    consented: Collection[str]
    codes: Collection[str]


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

    def fault(self, line: int, cell: str, said: str) -> None:
        self.faults.append(Fault(self.file, line, f"{cell}: {said}"))


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
    if into not in sheet.ids.values() and sheet.agreed.theme(into) is None:
        sheet.fault(line, "into", f"'{row['into']}' is no agreed theme and none accepted here; write such an id")
    elif sheet.agreed.merged.get(row["id"]) != into:
        yield Act(act="merge", on=row["id"], digest=row["digest"], value=into, reason=row["reason"])


def _candidate(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    ruled = sheet.agreed.decided().get(row["id"], "")
    if row["id"] not in sheet.known.candidates and not ruled:
        sheet.fault(
            line, "id", f"candidate {row['id']} is gone; write the sheet again: cpitg review {sheet.known.round}"
        )
    elif row["decision"] == "accept" and row["id"] in sheet.ids:
        yield from _accept(sheet, line, row)
    elif row["decision"] == "merge":
        yield from _merge(sheet, line, row)
    elif row["decision"] == "reject" and ruled != "reject":
        yield Act(act="reject", on=row["id"], digest=row["digest"], reason=row["reason"])


def _agreed(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    theme = sheet.agreed.theme(row["id"])
    if row["decision"] == "merge":
        yield from _merge(sheet, line, row)
        return
    if theme is None:
        if row["id"] not in sheet.agreed.retired:
            sheet.fault(line, "id", f"'{row['id']}' is no agreed theme; write the sheet again")
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
    if digest is None or (row["digest"] and row["digest"] != digest):
        sheet.fault(line, "id", f"point {id} is gone or its text changed; write the sheet again and read it anew")
    elif row["decision"] == "move":
        into = sheet.ids.get(row["into"], row["into"])
        if into != "none" and into not in sheet.ids.values() and sheet.agreed.theme(into) is None:
            sheet.fault(line, "into", f"'{row['into']}' is no agreed theme; write such an id, or none")
        yield Act(act="move", on=id, digest=digest, value=into, reason=row["reason"])
    elif wanted and id not in sheet.known.consented:
        sheet.fault(line, "decision", f"the sender of {id} did not agree to be quoted; leave it empty")
    elif wanted is not None and now.get(id) is not wanted:
        yield Act(act=row["decision"], on=id, digest=digest, reason=row["reason"])


_KINDS = {"theme": _candidate, "agreed": _agreed, "point": _point}


def _give_ids(sheet: _Sheet, rows: Rows) -> None:
    """Agreed ids in the order of size, then id, so that a reordered sheet gives the same ones."""
    ruled, given = sheet.agreed.decided(), list(sheet.agreed.given)
    new = [row for _, row in rows if row["kind"] == "theme" and row["decision"] == "accept" and row["id"] not in ruled]
    for row in sorted(new, key=lambda row: (-int(row["responses"] or 0), row["id"])):
        sheet.ids[row["id"]] = next_theme_id(sheet.known.round, given)
        given.append(sheet.ids[row["id"]])
    sheet.ids |= {theme.candidate: theme.id for theme in sheet.agreed.themes if theme.candidate not in sheet.ids}
    for row in new:
        sheet.ids.setdefault(row["id"], "")


def acts_of(rows: Rows, agreed: Agreed, known: Known, file: str) -> list[Act]:
    """The acts that the filled cells ask for beyond what was ruled already; applying a sheet twice asks for none.

    Raises RecordError with every cell at fault, its row and the cure; nothing is applied then.
    """
    sheet = _Sheet(file=file, agreed=agreed, known=known)
    _give_ids(sheet, rows)
    accepted = {theme.candidate for theme in agreed.themes}
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
        elif not (row["kind"] == "theme" and row["decision"] == "accept" and row["id"] in accepted):
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
    lines: Sequence[Decision], candidates: Mapping[str, frozenset[str]], agreed_points: Collection[str]
) -> list[Member]:
    """The members that these lines fix: every point of an accepted or merged candidate that has no agreed theme yet."""
    taken = set(agreed_points)
    members: list[Member] = []
    for line in lines:
        if line.act not in ("accept", "merge") or line.on not in candidates:
            continue
        theme = line.value.split(":", 1)[0].strip()
        new = sorted(candidates[line.on] - taken)
        members += [Member(theme=theme, point=point, by="person", since=line.no) for point in new]
        taken |= candidates[line.on]
    return members
