"""Apply: the cells a person filled become new lines of the record, and nothing else does."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from pipeline.errors import RecordError
from pipeline.review.asked import (
    Act,
    Asked,
    Known,
    Rows,
    Sheet,
    check_cells,
    check_into,
    give_ids,
    items_of,
    marks_of,
    read_row,
)
from pipeline.review.conflicts import kept_without
from pipeline.review.earlier import MARK_ACTS, Changed, last_on, ruled_before, split_before, titled, titled_before
from pipeline.review.form import Row
from pipeline.review.lines import lines_of, members_of, turned_down_of
from pipeline.review.replay import Agreed, AgreedTheme
from pipeline.review.suggest import point_now, theme_digest
from pipeline.review.worksheet import DECISIONS

__all__ = ["Act", "Known", "Rows", "acts_of", "lines_of", "members_of", "turned_down_of"]

# New themes and names first, so that what is merged, split or moved finds them.
_ORDER = {"accept": 0, "": 1, "split": 2, "merge": 3, "reject": 4}


def _stale(
    sheet: Sheet, line: int, row: Row, column: str, earlier: Changed | None, written: str, now: str, *on: str
) -> bool:
    """Say so where a cell asks for what was changed since, or was written on another state than the record's."""
    if earlier:
        sheet.fault(line, row, column, earlier.told(sheet.known.round))
    elif written != now:
        no = last_on(sheet.known.record, *on)
        by = f" by line {no} of the record" if no else ""
        sheet.fault(line, row, column, f"this was ruled on{by} since the sheet was written; {sheet.again}, and look")
    return bool(earlier) or written != now


def _marks(sheet: Sheet, line: int, row: Row, on: str, *, anew: bool = True) -> Iterator[Act]:
    theme = sheet.agreed.theme(on)
    now = {"minority": theme.minority, "safety": theme.safety, "small": theme.keep_small} if theme else {}
    for mark in marks_of(sheet, line, row):
        earlier = ruled_before(sheet.known.record, on, MARK_ACTS[mark], "yes")
        if now.get(mark) or (earlier and not anew):
            continue
        if not _stale(sheet, line, row, "marks", earlier, "", ""):
            yield Act(act=MARK_ACTS[mark], on=on, value="yes", reason=row["reason"])


def _as_suggested(sheet: Sheet, line: int, row: Row, column: str, told: str) -> str:
    """A cell of the machine that is taken as it stands: only the machine's own words are."""
    if row[column] != told:
        said = "is not what the machine suggests today: it was typed over, or the sheet is older; write your own in"
        sheet.fault(line, row, column, f"{said} '{column.removeprefix('suggested_')}'")
    return told


def _title_and_items(sheet: Sheet, line: int, row: Row, suggested: tuple[str, str] | None) -> tuple[str, str, bool]:
    """What a new theme is called and about, and whether a person said the latter."""
    title, items = suggested or (row["suggested_title"], row["suggested_items"])
    if not row["title"]:
        title = _as_suggested(sheet, line, row, "suggested_title", title)
    if not row["items"]:
        items = _as_suggested(sheet, line, row, "suggested_items", items)
    codes = items_of(sheet, line, row, row["items"] or items, "items" if row["items"] else "suggested_items")
    return row["title"] or title, codes, bool(row["items"])


def _begin(sheet: Sheet, line: int, row: Row, act: Act, suggested: tuple[str, str] | None) -> Iterator[Act]:
    """A new theme with its title, items and marks; `act` wants its value."""
    id = sheet.ids[row["id"]]
    title, items, typed = _title_and_items(sheet, line, row, suggested)
    if not title:
        sheet.fault(line, row, "title", "is empty; write the title as it shall be published")
    yield Act(act=act.act, on=act.on, digest=act.digest, value=f"{id}: {title}", reason=act.reason, points=act.points)
    if items:
        yield Act(act="retag", on=id, value=items, reason=row["reason"] if typed else "as suggested")
    yield from _marks(sheet, line, row, id)


def _accept(sheet: Sheet, line: int, row: Row) -> Iterator[Act]:
    act = Act(act="accept", on=row["id"], digest=row["digest"], reason=row["reason"])
    yield from _begin(sheet, line, row, act, sheet.known.suggested.get(row["id"]))


def _merge(sheet: Sheet, line: int, row: Row) -> Iterator[Act]:
    into = sheet.ids.get(row["into"], row["into"])
    if not row["into"]:
        sheet.fault(line, row, "into", "is empty beside merge; write the id of the theme that takes the points")
    elif into == row["id"]:
        sheet.fault(line, row, "into", "names the theme itself; write the id of the theme that takes the points")
    elif not sheet.may_take(into):
        said = "names no agreed theme and none accepted here; write such an id"
        sheet.fault(line, row, "into", said)
    else:
        yield Act(act="merge", on=row["id"], digest=row["digest"], value=into, reason=row["reason"])


def _is_as_read(sheet: Sheet, line: int, row: Row, points: Collection[str]) -> bool:
    """Whether a theme holds the points today that it held when the sheet was written."""
    if row["digest"] in ("", theme_digest(points)):
        return True
    said = "its points are not those it had when the sheet was written (or this cell was typed over)"
    sheet.fault(line, row, "digest", f"{said}; {sheet.again}, and look")
    return False


_PLACES = ("accept", "merge", "reject")


def _candidate(sheet: Sheet, line: int, row: Row) -> Iterator[Act]:
    now = sheet.agreed.decided().get(row["id"], "")
    act, _, theme = now.partition(" ")
    asked, written = row["decision"], row["now"] if row["now"].partition(" ")[0] in _PLACES else ""
    into = sheet.ids.get(row["into"], row["into"]) if asked == "merge" else ""
    if not asked:
        if not act and (row["title"] or row["items"]):
            said = "is empty beside a title or items; write accept, or clear those cells for later"
            sheet.fault(line, row, "decision", said)
    elif asked == act == "accept":
        yield from _accepted_again(sheet, line, row, theme, fresh=written == now)
    elif (asked == act and (asked == "reject" or into == theme)) or (into and sheet.agreed.merged.get(theme) == into):
        return
    elif act == "merge":
        said = f"candidate {row['id']} was merged into {theme}; rule on that theme, or move points"
        sheet.fault(line, row, "decision", said)
    elif row["id"] not in sheet.known.candidates and act in ("", "reject"):
        again = f"write the sheet again: cpitg review {sheet.known.round}; if the row stays, take it out"
        sheet.fault(line, row, "id", f"the candidate is gone; {again}")
    elif not _stale_place(sheet, line, row, into, (written, now), theme):
        yield from _ruled_anew(sheet, line, row, act, theme)


def _stale_place(sheet: Sheet, line: int, row: Row, into: str, states: tuple[str, str], theme: str) -> bool:
    earlier = ruled_before(sheet.known.record, row["id"], row["decision"], into)
    return _stale(sheet, line, row, "decision", earlier, *states, row["id"], theme)


def _ruled_anew(sheet: Sheet, line: int, row: Row, act: str, theme: str) -> Iterator[Act]:
    """What is asked of a candidate that was ruled on otherwise, or not yet."""
    points = sheet.known.candidates.get(row["id"])
    if act == "accept":
        yield from _accepted(sheet, line, row, theme)
    elif points is not None and not _is_as_read(sheet, line, row, points):
        return
    elif row["decision"] == "accept":
        yield from _accept(sheet, line, row)
    elif row["decision"] == "merge":
        yield from _merge(sheet, line, row)
    else:
        yield Act(act="reject", on=row["id"], digest=row["digest"], reason=row["reason"])


def _accepted(sheet: Sheet, line: int, row: Row, id: str) -> Iterator[Act]:
    """A candidate that was accepted is merged or rejected as the agreed theme it became.

    A reject is told of the candidate too, so that it may be accepted again later, under a new id.
    """
    theme = sheet.agreed.theme(id)
    if theme:
        digest = theme_digest([member.point for member in theme.members])
        yield from _agreed(sheet, line, read_row({**row, "id": id, "digest": digest}, sheet.known, sheet.agreed))
    elif id in sheet.agreed.merged:
        said = f"was accepted as {id}, and that merged into {sheet.agreed.merged[id]}"
        sheet.fault(line, row, "decision", f"{said}; rule on that theme, or move points")
    elif row["decision"] == "merge":
        yield from _merge(sheet, line, row)
    if row["decision"] == "reject":
        yield Act(act="reject", on=row["id"], digest=row["digest"], reason=row["reason"])


def _accepted_again(sheet: Sheet, line: int, row: Row, id: str, *, fresh: bool) -> Iterator[Act]:
    """The row of a candidate that is accepted already: what it says beyond the record is a new title or new items."""
    theme, record = sheet.agreed.theme(id), sheet.known.record
    if theme is None:
        return
    seen = theme.title if fresh else ""
    if row["title"] not in ("", theme.title) and not titled(record, id, row["title"]):
        yield from _rename(sheet, line, row, theme, seen)
    items = items_of(sheet, line, row, row["items"])
    told = any((each.act, each.on, each.value) == ("retag", id, items) for each in record)
    if items not in ("", ";".join(theme.items)) and not told:
        yield from _retag(sheet, line, row, theme, items, ";".join(theme.items) if fresh else "")
    yield from _marks(sheet, line, row, id, anew=False)


def _rename(sheet: Sheet, line: int, row: Row, theme: AgreedTheme, seen: str) -> Iterator[Act]:
    earlier = titled_before(sheet.known.record, theme.id, row["title"])
    if not _stale(sheet, line, row, "title", earlier, seen, theme.title, theme.id):
        yield Act(act="rename", on=theme.id, value=row["title"], reason=row["reason"])


def _retag(sheet: Sheet, line: int, row: Row, theme: AgreedTheme, items: str, seen: str) -> Iterator[Act]:
    earlier = ruled_before(sheet.known.record, theme.id, "retag", items)
    if not _stale(sheet, line, row, "items", earlier, seen, ";".join(theme.items), theme.id):
        yield Act(act="retag", on=theme.id, value=items, reason=row["reason"])


def _retired(sheet: Sheet, line: int, row: Row) -> None:
    """A theme that is in force no more asks for nothing where that is what the row says."""
    into = sheet.ids.get(row["into"], row["into"])
    merged = sheet.agreed.merged.get(row["id"])
    asks = row["decision"] or row["title"] or row["items"] or row["marks"]
    same = (row["decision"], into) == ("merge", merged) or (row["decision"] == "reject" and merged is None)
    if asks and not same:
        no = last_on(sheet.known.record, row["id"])
        said = f"'{row['id']}' is in force no more{f' since line {no} of the record' if no else ''}"
        sheet.fault(line, row, "id", f"{said}; {sheet.again}, and look")


def _agreed(sheet: Sheet, line: int, row: Row) -> Iterator[Act]:
    theme = sheet.agreed.theme(row["id"])
    if theme is None and row["id"] in sheet.agreed.retired:
        _retired(sheet, line, row)
    elif theme is None:
        sheet.fault(line, row, "id", f"is that of no agreed theme; {sheet.again}")
    elif row["decision"]:
        into = sheet.ids.get(row["into"], row["into"]) if row["decision"] == "merge" else ""
        earlier = ruled_before(sheet.known.record, theme.id, row["decision"], into)
        points = [member.point for member in theme.members]
        if _stale(sheet, line, row, "decision", earlier, "", "") or not _is_as_read(sheet, line, row, points):
            return
        if row["decision"] == "keep":
            yield from _keep(sheet, theme, row)
        elif row["decision"] == "merge":
            yield from _merge(sheet, line, row)
        else:
            yield Act(act="reject", on=theme.id, digest=theme_digest(points), reason=row["reason"])
    else:
        yield from _agreed_cells(sheet, line, row, theme)


def _keep(sheet: Sheet, theme: AgreedTheme, row: Row) -> Iterator[Act]:
    """A theme stays as it is without the points that are gone: a person saw it."""
    act = kept_without([member.point for member in theme.members if member.point not in sheet.known.points])
    same = ((each.act, each.on, each.on_digest) == ("note", theme.id, act.digest) for each in sheet.known.record)
    if act.value and not any(same):
        yield replace(act, on=theme.id, reason=row["reason"])


def _agreed_cells(sheet: Sheet, line: int, row: Row, theme: AgreedTheme) -> Iterator[Act]:
    """New words on an agreed theme that stays."""
    seen = row["suggested_title"]
    if row["title"] not in ("", theme.title):
        yield from _rename(sheet, line, row, theme, seen)
    elif seen not in ("", theme.title) and not row["title"] and not titled(sheet.known.record, theme.id, seen):
        sheet.fault(line, row, "suggested_title", "was typed over; write the new title in 'title'")
    items = items_of(sheet, line, row, row["items"])
    if items not in ("", ";".join(theme.items)):
        yield from _retag(sheet, line, row, theme, items, row["suggested_items"])
    yield from _marks(sheet, line, row, theme.id)


def _part(sheet: Sheet, line: int, row: Row) -> Iterator[Act]:
    if not row["decision"]:
        if row["title"] or row["items"]:
            said = "is empty beside a title or items; write split, or clear those cells for later"
            sheet.fault(line, row, "decision", said)
        return
    part, earlier = sheet.known.parts.get(row["id"]), split_before(sheet.known.record, row["digest"])
    done = any(each.act == "split" and each.on_digest == row["digest"] for each in sheet.known.record)
    if done and not earlier:
        return
    if part is None:
        sheet.fault(line, row, "id", f"this part is there no more; {sheet.again}; if the row stays, take it out")
    elif not _stale(sheet, line, row, "decision", earlier, "", "") and _is_as_read(sheet, line, row, part.points):
        on = sheet.ids.get(part.source, "")
        act = Act(
            act="split",
            on=on if on in sheet.new else part.source,
            digest=theme_digest(part.points),
            reason=row["reason"],
            points=part.points,
        )
        yield from _begin(sheet, line, row, act, None)


def _stands(sheet: Sheet, id: str, asked: str, into: str, now: str) -> bool:
    """Whether the record says already what is asked of a point, or said it before the point's text changed."""
    digest = sheet.known.points.get(id)
    quoted = [quote.digest for quote in sheet.agreed.quotes if quote.point == id]
    # A quote is read anew where its text is another now.
    if now == (into or asked) and (asked == "move" or digest in (None, *quoted)):
        return True
    # What stands in the place of a point that is gone has a row of its own.
    return digest is None and any(told.act == asked and told.on == id for told in sheet.known.record)


def _point(sheet: Sheet, line: int, row: Row) -> Iterator[Act]:
    id, digest, asked = row["id"], sheet.known.points.get(row["id"]), row["decision"]
    into = sheet.ids.get(row["into"], row["into"]) if asked == "move" else ""
    kind = "move" if asked == "move" else "quote"
    now = point_now(id, sheet.agreed)[kind]
    if not asked or _stands(sheet, id, asked, into, now):
        return
    written = next((told for told in row["now"].split("; ") if (told in DECISIONS["point"]) is (kind == "quote")), "")
    earlier = ruled_before(sheet.known.record, id, asked, into) if now != asked else None
    if digest is None or (row["digest"] and row["digest"] != digest):
        sheet.fault(line, row, "id", "the point is gone or its text changed; clear what you wrote in its row, "
                    "write the sheet again and read it anew")  # fmt: skip
    elif _stale(sheet, line, row, "decision", earlier, written.removeprefix("moved to "), now, id):
        return
    elif asked == "move":
        if into != "none" and not sheet.may_take(into):
            sheet.fault(line, row, "into", "names no agreed theme; write such an id, or none")
        yield Act(act="move", on=id, digest=digest, value=into, reason=row["reason"])
    elif asked == "approve-quote" and id not in sheet.known.consented:
        sheet.fault(line, row, "decision", f"the sender of {id} did not agree to be quoted; leave it empty")
    else:
        yield Act(act=asked, on=id, digest=digest, reason=row["reason"])


_KINDS = {"theme": _candidate, "part": _part, "agreed": _agreed, "point": _point}


def acts_of(rows: Rows, agreed: Agreed, known: Known, file: str) -> list[Act]:
    """The acts that the filled cells ask for beyond what was ruled already; applying a sheet twice asks for none.

    What a later line changed is not changed back: the row is told with that line. Raises RecordError with every cell at
    fault, its row and the cure; nothing is applied then.
    """
    sheet = Sheet(file=file, agreed=agreed, known=known)
    rows = [(line, read_row(row, known, agreed)) for line, row in rows]
    check_cells(sheet, rows, DECISIONS)
    give_ids(sheet, rows)
    asked: list[Asked] = []
    for line, row in sorted(
        rows, key=lambda pair: (_ORDER.get(pair[1]["decision"], 5), sheet.ids.get(pair[1]["id"], "~"), pair[1]["id"])
    ):
        words = DECISIONS.get(row["kind"])
        if words is None:
            sheet.fault(line, row, "kind", f"is no kind; one of {', '.join(DECISIONS)}")
        elif row["decision"] and row["decision"] not in words:
            said = f"is none of {', '.join(words)}; write one of them, or leave it empty for later"
            sheet.fault(line, row, "decision", said)
        else:
            asked += ((line, row, act) for act in _KINDS[row["kind"]](sheet, line, row))
    check_into(sheet, asked)
    if sheet.faults:
        raise RecordError(sheet.faults)
    return [act for _, _, act in asked]
