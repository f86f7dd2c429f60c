"""Importing files of responses: look first, then take in all of a file or nothing of it, and account for every row."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.clean.redact import redact
from pipeline.collect.account import Account, account_of
from pipeline.collect.layout import Layout, body
from pipeline.collect.post.account import MailAccount
from pipeline.collect.preview import Preview, preview
from pipeline.collect.responses import order_in_doubt, read_responses
from pipeline.collect.sheets import Sheet, read_sheet
from pipeline.collect.tools import recognise
from pipeline.collect.workbook import filled_sheets
from pipeline.console import ask, say, table
from pipeline.definitions.survey import Survey
from pipeline.erasedlist import forget_listed
from pipeline.errors import UserError
from pipeline.load import load_definitions
from pipeline.opening import Round, open_round
from pipeline.place import Place, read_bytes, shown
from pipeline.posting import bring_in_mail, holds_mail, preview_mail
from pipeline.progress import Progress
from pipeline.store import retaining, tables
from pipeline.store.records import Added, Import

_WIDTHS = (18, 22, 11, 11, 11)
_ORDERS = ("day-first", "month-first")
# What a file says of a whole response, as 'columns' of survey.yml calls it.
_WHOLE = ("id", "submitted_at", "source", "person", "organisation", "consent_quote")
_CHANGED = (tables.REFUSE, tables.KEEP, tables.TAKE)


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What a person says of how files are read, beyond what survey.yml says.

    `header_row` is the last row of the header, `without` the ids of questions and attributes that a file does not hold,
    `times` the order of day and month, `changed` what becomes of known responses that come back with other content.
    """

    header_row: int = 0
    without: tuple[str, ...] = ()
    times: str = ""
    changed: str = tables.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file: what the store took, and where each of its rows is."""

    added: Added
    account: Account | MailAccount


_AS_IT_IS = How()


def how_told(header_row: int, without: Sequence[str], changed: str) -> How:
    """How files are read, from a command's options; raise UserError where one cannot be meant."""
    if changed not in _CHANGED:
        raise UserError(f"--changed: '{changed}' is none of {', '.join(_CHANGED)}")
    return How(header_row=header_row, without=tuple(without), changed=changed)


def _read(file: Path, sheet: str, how: How) -> tuple[Sheet, Layout]:
    found = read_sheet(read_bytes(file), shown(file), sheet or None)
    return found, recognise(found, how.header_row)


def _survey(survey: Survey, how: How) -> Survey:
    """The survey as this file is read by it."""
    known = {each.id for each in survey.attributes} | {each.id for each in survey.questions}
    if unknown := [id for id in how.without if id not in known.union(_WHOLE)]:
        raise UserError(f"--without: {survey.round} asks nothing called {', '.join(unknown)}; give ids of survey.yml")
    none = {id: "" for id in _WHOLE if id in how.without and id not in known}
    return replace(
        survey,
        columns=replace(survey.columns, times=how.times or survey.columns.times, **none),  # type: ignore[arg-type]
        attributes=tuple(each for each in survey.attributes if each.id not in how.without),
        questions=tuple(each for each in survey.questions if each.id not in how.without),
    )


# --- asking what only a person knows ----------------------------------------------------------------------------------


def ask_sheet(file: Path, sheet: str) -> str:
    """Which sheet of a workbook holds the responses, asked of a person where several may."""
    if sheet or not sys.stdin.isatty() or holds_mail(file) or not (data := read_bytes(file)).startswith(b"PK"):
        return sheet
    names = filled_sheets(data)
    return ask(f"{shown(file)} has the sheets {', '.join(names)}. Which holds the responses?") if names[1:] else sheet


def ask_order(place: Place, round: str, file: Path, sheet: str, how: How) -> How:
    """The order of day and month, asked of a person once where survey.yml names none and the file needs one."""
    if not sys.stdin.isatty() or holds_mail(file):
        return how
    read, layout = _read(file, sheet, how)
    survey = _survey(load_definitions(place, round).survey, how)
    order, said = order_in_doubt(layout, body(read, layout), survey, read.file)
    if order not in ("either", *_ORDERS):
        return how
    say(f"note: {said}")
    told = ask("Read them for now as day-first or month-first?", order if order in _ORDERS else "neither")
    return replace(how, times=told) if told in _ORDERS else how


# --- looking and taking in --------------------------------------------------------------------------------------------


def preview_file(place: Place, round: str, file: Path, sheet: str, how: How = _AS_IT_IS) -> Preview:
    """What the file holds, and how the round's survey would read it."""
    if holds_mail(file):
        return preview_mail(place, round, file)
    survey = _survey(load_definitions(place, round).survey, how)
    return preview(*_read(file, sheet, how), survey)


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


def _account(sheet: Sheet, layout: Layout, taken: Import, added: Added) -> Account:
    new = set(added.new_rows)
    became = {each.row: "changed, taken anew" if each.taken else "changed, left as it was" for each in added.changed}
    return account_of(
        sheet,
        layout,
        {each.row: "new" if each.row in new else became.get(each.row, "known") for each in taken.responses},
    )


def bring_in(place: Place, round: str, file: Path, sheet: str, progress: Progress, how: How = _AS_IT_IS) -> Imported:
    """Take in every response of the file that the store does not know yet, in one transaction, and account for all."""
    if holds_mail(file):
        added, account = bring_in_mail(place, round, file, progress, how.changed)
        _keep_as_said(open_round(place, round))
        return Imported(added=added, account=account)
    opened = open_round(place, round)
    told = progress.start("importing", None)
    read, layout = _read(file, sheet, how)
    taken = read_responses(read, layout, _survey(opened.survey, how))
    added = tables.add_import(round, taken, how.changed, whole=not how.without)
    _keep_as_said(opened)
    told(1)
    return Imported(added=added, account=_account(read, layout, taken, added))


def _keep_as_said(round: Round) -> None:
    """Note how long what came in is kept, and take out again whoever was erased before the file was handed in."""
    retaining.note_imports(round.name, round.survey.form.retain_months)
    forget_listed(round)


def show_account(name: str, done: Imported) -> None:
    """Print where every row of the file is, and in which columns known responses came back changed."""
    say(f"{name}: {done.account}")
    for each in done.added.changed:
        what = "taken anew" if each.taken else "left as it was"
        say(f"{name}:{each.row}: response {each.id} came back changed in {', '.join(each.columns)}; {what}")
    if done.added.read_anew:
        say(f"{name}: {done.added.read_anew} known responses are read anew, since survey.yml reads more of their rows")
