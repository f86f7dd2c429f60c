"""Taking somebody's words out of tables that people work in: the rest of a worksheet stays as they filled it."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from pipeline.collect.decode import decode
from pipeline.errors import InputError
from pipeline.place import read_bytes, shown, write_bytes

_SHORT = 12  # under so many letters a text may be anybody's: taken out only where it is all that a line says
_LEAD = re.compile(r"^[\s•'\"“”-]+|[\s'\"“”]+$")
_RUN = 5  # words in a row that are taken for somebody's
_WORD = re.compile(r"\w+")
_STRETCH = re.compile(r"@[0-9]+-[0-9]+\Z")
_QUOTED = re.compile(r'"([^"\\]*)"')
_DELIMITERS = ",;\t|"
_WIDE = 1 << 30
# What the reader of workbooks raises on a damaged one: of its zip, of its XML (a SyntaxError), of values in it.
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(SyntaxError, LookupError, ValueError, TypeError, AttributeError),
)
_DAMAGED = "is no workbook that can be read and may still hold their words; open it and save it again, or delete it"


def _level(text: str) -> str:
    return " ".join(text.split()).casefold()


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}


@dataclass(frozen=True, slots=True)
class Sought:
    """What is to be taken out: texts of somebody, whole or in part, and the ids that their rows stand under."""

    long: tuple[str, ...]
    few: tuple[str, ...]
    short: frozenset[str]
    ids: frozenset[str]
    runs: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, texts: Iterable[str], ids: Iterable[str] = ()) -> "Sought":
        """What these texts and ids come to; capitals and spacing make no difference."""
        parts = {_level(part) for text in texts for part in (text, *text.splitlines())} - {""}
        told = sorted(parts, key=lambda text: (-len(text), text))
        long = tuple(text for text in told if len(text) >= _SHORT)
        runs = frozenset(run for text in long for run in _runs(text))
        # Of a text with a run of words only lines that hold such a run are looked at: people write thousands.
        few = tuple(text for text in long if not _runs(text))
        return cls(long, few, frozenset(told) - frozenset(long), frozenset(ids), runs)

    def stands_in(self, text: str) -> bool:
        """Whether one of the texts stands in another, or is the whole of it where it is short."""
        return self._in_few_words(text) or (
            self._shares_a_run(text) and any(words in _level(text) for words in self.long)
        )

    def _in_few_words(self, text: str) -> bool:
        told = _level(text)
        return any(words in told for words in self.few) or _level(_LEAD.sub("", text)) in self.short

    def _shares_a_run(self, text: str) -> bool:
        return not self.runs.isdisjoint(_runs(text))

    def _partly(self, text: str) -> bool:
        """Whether it stands there, or so many words of it in a row: a sheet may show the beginning of a long text."""
        return self._in_few_words(text) or self._shares_a_run(text)

    def without(self, cell: str) -> str:
        """A cell without the lines that hold words of it."""
        lines = cell.split("\n")
        kept = [line for line in lines if not self._partly(line)]
        if len(kept) == len(lines):
            # Words that run over the ends of lines.
            return "" if len(lines) > 1 and self._partly(cell) else cell
        return "\n".join(kept)

    def names(self, cells: Iterable[str]) -> bool:
        """Whether a row stands under one of the ids, or under a stretch of one."""
        return any(cell in self.ids or _STRETCH.sub("", cell) in self.ids for cell in cells)


def scrub(path: Path, sought: Sought) -> bool:
    """Take the words out of a CSV or XLSX file; whether anything was there. InputError where it cannot be read."""
    taken = _KINDS[path.suffix.lower()]
    data = read_bytes(path)
    clean = taken(data, shown(path), sought)
    if clean is None:
        return False
    write_bytes(path, clean)
    return True


def _scrubbed_csv(data: bytes, file: str, sought: Sought) -> bytes | None:
    text = decode(data, file).text
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(_WIDE)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    clean = [[sought.without(cell) for cell in row] for row in rows if not sought.names(row)]
    if clean == rows:
        return None
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(clean)
    return out.getvalue().encode()


def _scrubbed_lines(data: bytes, file: str, sought: Sought) -> bytes | None:
    """A file of records, one a line: whole lines go, since half a record is none."""
    lines = decode(data, file).text.splitlines(keepends=True)
    kept = [line for line in lines if sought.without(line) and not sought.names(_QUOTED.findall(line))]
    return None if kept == lines else "".join(kept).encode()


def _scrubbed_xlsx(data: bytes, file: str, sought: Sought) -> bytes | None:
    try:
        book = load_workbook(io.BytesIO(data))
    except _UNREADABLE as error:
        raise InputError.at(file, _DAMAGED) from error
    changed = False
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            told = [cell.value if isinstance(cell.value, str) else "" for cell in row]
            all_of_it = sought.names(told)
            clean: Callable[[str], str] = (lambda _: "") if all_of_it else sought.without
            for cell, text in zip(row, told, strict=True):
                if (all_of_it and cell.value is not None) or clean(text) != text:
                    cell.value, changed = clean(text) or None, True
                if cell.comment and (all_of_it or sought.without(cell.comment.text) != cell.comment.text):
                    cell.comment, changed = None, True
    if not changed:
        return None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_KINDS = {".csv": _scrubbed_csv, ".xlsx": _scrubbed_xlsx, ".jsonl": _scrubbed_lines}
TABLES = tuple(_KINDS)
