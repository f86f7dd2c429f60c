"""The roadmap out as a table and back: changed cells are put into the file, and every other byte of it stays."""

import datetime as dt
import io
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString, ScalarString

from pipeline.collect.sheets import read_sheet
from pipeline.definitions.roadmap import Roadmap, RoadmapItem, parse_roadmap
from pipeline.errors import Fault, InputError
from pipeline.load import load_taxonomy
from pipeline.pages.feasibility import answers_to, feasibility_asked
from pipeline.pages.marks import HIDDEN
from pipeline.place import Place, csv_text, read_bytes, read_text, shown, write_bytes
from pipeline.publish.book import published_rounds
from pipeline.review.form import escaped
from pipeline.review.workbook import to_xlsx
from pipeline.roadmapsheet import FORM, KEYS, Edit, edits_of, given, row_of

# A text longer than this is folded into lines, none longer than the other figure.
_LONG, _LINE = 90, 112
_NO_DAY = dt.date(1980, 1, 1)
# The keys of an item in the order in which a new one is put in.
_ORDER = ("id", "title", "items", "horizon", "status", "owner", "blocked_by", "review_by", "value", "feasibility",
          "feasibility_because", "standards", "evidence", "because", "history")  # fmt: skip


def export_roadmap(place: Place, path: Path) -> int:
    """Write every item of the roadmap as a row of a CSV or XLSX file; return how many."""
    plan = _plan(read_text(place.roadmap), place)
    published = published_rounds(place)
    rows = [row_of(item, _suppliers(item, published)) for item in plan.items]
    if path.suffix.lower() == ".xlsx":
        titles = {item.code: item.title for item in load_taxonomy(place).items}
        write_bytes(path, to_xlsx(rows, _newest(plan), titles, FORM))
    elif path.suffix.lower() == ".csv":
        # A mark of the byte order, since Excel takes a CSV without one for another encoding.
        told = csv_text(FORM.columns, [[escaped(row[name]) for name in FORM.columns] for row in rows])
        write_bytes(path, told.encode("utf-8-sig"))
    else:
        raise InputError([Fault(shown(path), 0, "is neither .csv nor .xlsx; name a file that ends so")])
    return len(rows)


def apply_roadmap(place: Place, path: Path, today: dt.date) -> list[str]:
    """Put the changed cells of a table into the roadmap; return the ids of the items that are other than before.

    InputError names every cell that cannot stand; then nothing is written.
    """
    raw = read_bytes(place.roadmap)
    text = read_text(place.roadmap)
    plan = _plan(text, place)
    data = read_bytes(path)
    sheet = read_sheet(data, shown(path), FORM.sheet if data.startswith(b"PK") else None)
    edits = edits_of(given(shown(path), sheet.rows), plan, plan.as_at or today)
    if edits:
        new = edited(text, edits)
        _plan(new, place)
        write_bytes(place.roadmap, _as_before(raw, new))
    return [edit.item for edit in edits]


def _plan(text: str, place: Place) -> Roadmap:
    codes = [item.code for item in load_taxonomy(place).items]
    return parse_roadmap(text, shown(place.roadmap), codes, unfinished=True)


def _as_before(raw: bytes, text: str) -> bytes:
    """A text with the line ends and the mark at its start that the file had."""
    told = text.replace("\n", "\r\n") if b"\r\n" in raw else text
    return told.encode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8")


def _newest(plan: Roadmap) -> dt.date:
    return max([_NO_DAY, *(change.date for item in plan.items for change in item.history)])


def _suppliers(item: RoadmapItem, published: Mapping[str, Any]) -> str:
    """What suppliers answered on the items of a roadmap item, round by round."""
    told = []
    for round, value in sorted(published.items()):
        n = feasibility_asked(value)
        answers = [f"{each}: {_answer(value, n, each)}" for each in item.items] if n is not None else []
        told += [f"{round}: {'; '.join(answers)}"] if answers else []
    return " | ".join(told)


def _answer(value: Mapping[str, Any], n: int, item: str) -> str:
    rows = answers_to(value, n, item)
    if all(count is None for _, _, count in rows):
        return HIDDEN if rows else "not asked"
    return ", ".join(f"{label} {HIDDEN if count is None else count}" for _, label, count in rows)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000  # lines of the file are broken where people broke them
    return yaml


def _indent(yaml: YAML, items: CommentedSeq) -> None:
    """Set items as far in as they stand in the file: those that are not changed are put between the others."""
    dash, key = items.lc.col, items.lc.item(0)[1]
    inline = items.fa.flow_style()
    yaml.indent(mapping=2, sequence=4 if inline else key, offset=2 if inline else dash)


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The roadmap's file with the edits in it; what is no line of a changed item stays byte for byte."""
    document = _yaml().load(text)
    told = {edit.item: edit for edit in edits}
    changed = []
    for number, entry in enumerate(document["items"]):
        if edit := told.get(str(entry["id"])):
            _edit(entry, edit)
            changed.append(number)
    writer, buffer = _yaml(), io.StringIO()
    _indent(writer, document["items"])
    writer.dump(document, buffer)
    return _spliced(text, buffer.getvalue(), changed)


def _spliced(old: str, new: str, changed: Sequence[int]) -> str:
    """The lines of the old file, those of changed items taken from the new one."""
    lines, others = old.splitlines(keepends=True), new.splitlines(keepends=True)
    here, there = list(_spans(old, len(lines))), list(_spans(new, len(others)))
    for number in reversed(changed):
        lines[slice(*here[number])] = others[slice(*there[number])]
    return "".join(lines)


def _spans(text: str, end: int) -> Iterator[tuple[int, int]]:
    """The first line of each item and the one after its last."""
    document = _yaml().load(text)
    items = document["items"]
    starts = [items.lc.item(number)[0] for number in range(len(items))]
    after = [document.lc.key(key)[0] for key in document if document.lc.key(key)[0] > starts[-1]]
    yield from zip(starts, [*starts[1:], min(after, default=end)], strict=True)


def _edit(entry: CommentedMap, edit: Edit) -> None:
    for key in KEYS:
        if key in edit.cells:
            _put(entry, key, edit.cells[key])
    if edit.what:
        change = CommentedMap({"date": edit.date, "what": DoubleQuotedScalarString(edit.what)})
        change.fa.set_flow_style()
        if entry.get("history"):
            entry["history"].append(change)
        else:
            entry.pop("history", None)
            _insert(entry, "history", [change])


def _put(entry: CommentedMap, key: str, told: str) -> None:
    if not told:
        entry.pop(key, None)
    elif key in entry:
        entry[key] = _scalar(entry[key], key, told, entry.fa.flow_style())
    else:
        _insert(entry, key, _scalar(None, key, told, entry.fa.flow_style()))


def _insert(entry: CommentedMap, key: str, value: object) -> None:
    """Put a new key behind the nearest one that stands before it."""
    before = [name for name in _ORDER[: _ORDER.index(key)] if name in entry]
    entry.insert(list(entry).index(before[-1]) + 1, key, value)


def _scalar(old: object, key: str, told: str, inline: bool | None) -> object:
    """A text in the form that the one before it had, long ones folded where the item is not written in one line."""
    if key == "review_by":
        return dt.date.fromisoformat(told)
    if isinstance(old, FoldedScalarString | LiteralScalarString) or (len(told) > _LONG and not inline):
        return _folded(told)
    return type(old)(told) if isinstance(old, ScalarString) else told


def _folded(told: str) -> FoldedScalarString:
    """A text in lines; the library knows where to break it by the places of the blanks."""
    places, at = [], -1
    for line in textwrap.wrap(told, _LINE, break_long_words=False, break_on_hyphens=False)[:-1]:
        at += len(line) + 1
        places.append(at)
    folded: Any = FoldedScalarString(told)
    folded.fold_pos = places
    return cast(FoldedScalarString, folded)
