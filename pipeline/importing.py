"""Importing files of responses: look first, then take in all of a file or nothing of it."""

from pathlib import Path

from pipeline.clean.redact import redact
from pipeline.collect.layout import Layout
from pipeline.collect.preview import Preview, preview
from pipeline.collect.responses import read_responses
from pipeline.collect.sheets import Sheet, read_sheet
from pipeline.collect.tools import recognise
from pipeline.console import say, table
from pipeline.load import load_definitions
from pipeline.opening import open_round
from pipeline.place import Place, read_bytes, shown
from pipeline.progress import Progress
from pipeline.store import tables
from pipeline.store.records import Added

_WIDTHS = (18, 22, 11, 11, 11)


def _read(file: Path, sheet: str) -> tuple[Sheet, Layout]:
    found = read_sheet(read_bytes(file), shown(file), sheet or None)
    return found, recognise(found)


def preview_file(place: Place, round: str, file: Path, sheet: str) -> Preview:
    """What the file holds, and how the round's survey would read it."""
    survey = load_definitions(place, round).survey
    return preview(*_read(file, sheet), survey)


def show_preview(seen: Preview) -> None:
    """Print the mapping, three rows, what is odd, and what stands against an import."""
    counts = f"{seen.responses} responses, {len(seen.text_columns)} columns of open text"
    say(f"{seen.file}: {seen.tool}, {seen.form}, {counts}")
    # What is printed may be kept by whoever runs the command: an address is shown by its mark.
    rows = [
        [row.column, row.role, *(redact(sample).text for sample in row.samples)]
        for row in seen.rows
        if row.role != "empty"
    ]
    table(["column", "read as", "row 1", "row 2", "row 3"], [(row + [""] * 3)[:5] for row in rows], _WIDTHS)
    for number, wording in enumerate(seen.text_columns, start=1):
        say(f"open text {number}: {wording}")
    for said in seen.warnings:
        say(f"note: {said}")
    for said in seen.faults:
        say(f"stands against an import: {said}")


def import_file(place: Place, round: str, file: Path, sheet: str, progress: Progress) -> Added:
    """Take in every response of the file that the store does not know yet, in one transaction."""
    opened = open_round(place, round)
    told = progress.start("importing", None)
    taken = read_responses(*_read(file, sheet), opened.survey)
    added = tables.add_import(round, taken)
    told(1)
    return added
