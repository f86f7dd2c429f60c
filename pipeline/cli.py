"""The table of contents: each command parses, calls one function, and says what was done and what comes next."""

import datetime as dt
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.console import Bars, ask, ask_day, ask_questions, complain, say
from pipeline.errors import InputError, UserError
from pipeline.formcommands import export, form
from pipeline.keepingcommands import access, backup, erase, restore, retain
from pipeline.place import shown
from pipeline.servecommands import jobs, news, serve, work
from pipeline.tablecommands import Data, Sheet, explore, find_the_place, redact, roadmap, tag
from pipeline.usercommands import user_app

if TYPE_CHECKING:
    from pipeline.opening import Round

app = typer.Typer(
    help="From a survey of community pharmacies to a roadmap whose every claim leads to its evidence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
model_app = typer.Typer(help="The weights of the language model, fetched once and checked at every load.")
app.add_typer(model_app, name="model", no_args_is_help=True)
app.add_typer(user_app, name="user", no_args_is_help=True)

Survey = Annotated[str, typer.Argument(metavar="SURVEY", help="the name of a folder in surveys/")]
Build = Annotated[Path | None, typer.Option("--build", help="where stage outputs and worksheets lie (else build/)")]
By = Annotated[str, typer.Option("--by", help="your handle: small letters, digits and '-', never a full name")]


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tell(conflicts: Iterable[str], lines: Iterable[str] = ()) -> None:
    """What a person should look at, then what was done."""
    for conflict in conflicts:
        complain(conflict)
    for line in lines:
        say(line)


def _day(told: str, what: str) -> dt.date:
    try:
        return dt.date.fromisoformat(told)
    except ValueError:
        raise UserError(f"{what}: '{told}' is no day; write it as 2026-11-30") from None


@app.command()
def new(
    round: Annotated[str, typer.Argument(metavar="ROUND", help="a name for the round, e.g. eps-2026")],
    like: Annotated[str, typer.Option("--like", help="take questions and columns from this round")] = "",
    title: Annotated[str, typer.Option("--title", help="what respondents read at the top")] = "",
    opens: Annotated[str, typer.Option("--opens", help="first day, 2026-11-30")] = "",
    closes: Annotated[str, typer.Option("--closes", help="last day, 2026-12-31")] = "",
    question: Annotated[list[str] | None, typer.Option("--question", help="an open question; repeat it")] = None,
    data: Data = None,
) -> None:
    """Begin a round: write a survey.yml that passes the check."""
    from pipeline.newround import Wanted
    from pipeline.rounds import begin_round

    title = title or ask("Title of the round")
    first = _day(opens, "--opens") if opens else ask_day("First day")
    last = _day(closes, "--closes") if closes else ask_day("Last day")
    questions = tuple(question or ()) or (() if like else tuple(ask_questions()))
    wanted = Wanted(round=round, title=title, opens=first, closes=last, questions=questions)
    path = begin_round(find_the_place(data), wanted, like)
    say(f"{shown(path)} written; look it over, then: cpitg check {round}")
    say(
        "next: ask online by cpitg serve, on paper by cpitg form, or bring in what other tools gathered by cpitg import"
    )


@app.command()
def check(round: Annotated[str, typer.Argument(metavar="[SURVEY]", help="one round (else all)")] = "") -> None:
    """Read every definition and the decisions record; name each fault with its line and the cure."""
    from pipeline.rounds import check_files

    place = find_the_place()
    files, lines = check_files(place, (round,) if round else place.rounds())
    say(f"{files} files and {lines} lines of decisions are right; next: cpitg status {round or 'SURVEY'}")


@app.command("import")
def import_(
    round: Survey,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="files of responses, or folders of them")],
    yes: Annotated[bool, typer.Option("--yes", help="take them in without asking")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="only show what would be read")] = False,
    sheet: Sheet = "",
    header: Annotated[int, typer.Option("--header", min=0, help="the last row of the header, where it is asked")] = 0,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="ID", help="what the file does not hold, a question or a column; repeat it"),
    ] = None,
    changed: Annotated[
        str, typer.Option("--changed", help="known responses with other content: refuse, keep or take")
    ] = "refuse",
    watch: Annotated[float, typer.Option("--watch", min=0, help="look into the folder every so many seconds")] = 0,
    data: Data = None,
) -> None:
    """Take in files of responses: show the mapping and three rows, ask, then store; a file twice adds nothing."""
    from pipeline.importing import how_told
    from pipeline.watching import Order, Watch, take_all

    order = Order(sheet=sheet, how=how_told(header, without or (), changed), yes=yes, preview=preview)
    if watch:
        Watch(find_the_place(data), round, files[0], order).run(watch)
    elif take_all(find_the_place(data), round, files, order):
        sys.exit(InputError.exit_code)


@app.command()
def analyse(
    round: Survey,
    force: Annotated[bool, typer.Option("--force", help="run every stage, fresh or not")] = False,
    data: Data = None,
    build: Build = None,
) -> None:
    """Clean the answers, find themes and tag them; only what is stale is run."""
    from pipeline.desk import refresh_sheets
    from pipeline.opening import open_round
    from pipeline.run import analyse as run_analyse
    from pipeline.standing import make_whole
    from pipeline.summary import analysed

    round_ = open_round(find_the_place(data, build), round)
    make_whole(round_)
    with Bars() as bars:
        told = run_analyse(round_, bars, forced=force)
    _tell(refresh_sheets(round_), [f"{stage}: {reason}" for stage, reason in told])
    say(analysed(round_))


@app.command()
def review(
    round: Survey,
    apply: Annotated[Path | None, typer.Option("--apply", help="read this filled worksheet into the record")] = None,
    carry: Annotated[bool, typer.Option("--carry", help="take decisions to points whose text changed")] = False,
    draw: Annotated[int, typer.Option("--draw", min=0, help="draw so many points for two people to code blind")] = 0,
    undo: Annotated[
        list[int] | None, typer.Option("--undo", metavar="NO", help="take this line back; repeat it")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="why a line is taken back")] = "",
    by: By = "author",
    data: Data = None,
    build: Build = None,
) -> None:
    """Write the worksheets, read a filled one back into the decisions record, or take lines of it back."""
    from pipeline.desk import apply_sheet, carry_on, draw_sample, take_back, write_sheets
    from pipeline.opening import open_round
    from pipeline.standing import make_whole

    round_ = open_round(find_the_place(data, build), round)
    make_whole(round_)
    if undo:
        said = take_back(round_, undo, reason, by, _now())
    elif carry:
        said = carry_on(round_, by, _now())
    elif draw:
        said = draw_sample(round_, draw)
    else:
        said = apply_sheet(round_, apply, by, _now()) if apply else write_sheets(round_)
    _tell(said.conflicts, said.lines)


@app.command()
def publish(
    round: Survey,
    sign: Annotated[str, typer.Option("--sign", metavar="VERSION", help="sign a new release first")] = "",
    date: Annotated[str, typer.Option("--date", help="the day of the release (else today)")] = "",
    last: Annotated[str, typer.Option("--last", help="the last moment taken in, UTC (else the last response)")] = "",
    by: By = "author",
    out: Annotated[Path | None, typer.Option("--out", help="write here, not into the round's folder")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="fail where it differs from the one committed")] = False,
    data: Data = None,
    build: Build = None,
) -> None:
    """Make every signed release again from the record, and put the newest in force as published.json."""
    from pipeline.comparing import check_alike
    from pipeline.comparing import compare as compare_with
    from pipeline.opening import open_round
    from pipeline.publishing import publish_round
    from pipeline.standing import make_whole

    round_ = open_round(find_the_place(data, build), round)
    make_whole(round_)
    if sign:
        _sign(round_, sign, date or _now()[:10], last, by)
    with Bars() as bars:
        published = publish_round(round_, out, bars)
    _tell(published.conflicts)
    if compare:
        compare_with(round_, published)
        check_alike(round_)
    say(f"{shown(published.path)}: {published.told}; next: cpitg build")


def _sign(round: "Round", version: str, date: str, last: str, by: str) -> None:
    """Sign a release, and say whether it had been signed before."""
    from pipeline.opening import read_agreed
    from pipeline.publishing import sign_release

    signed = {line.version for line in read_agreed(round.here).signs}
    again = ", as it was signed before: it is in force again" if version in signed else ""
    joined = sign_release(round, version, date, last, by, _now())
    say(f"release {version} signed{again}; {joined} {'point' if joined == 1 else 'points'} joined by the machine")


@app.command()
def build(
    strict: Annotated[bool, typer.Option("--strict", help="a warning is a failure")] = False,
    all: Annotated[bool, typer.Option("--all", help="read every page anew")] = False,
    as_at: Annotated[str, typer.Option("--as-at", help="take this day for today; printed on every page")] = "",
    zip: Annotated[Path | None, typer.Option("--zip", help="also write the book as one file for a web space")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="build it although it is at fault, and say so on it")] = False,
) -> None:
    """Build the book from what was published; needs no store, no model and no response."""
    from pipeline.building import build_the_book, unsigned

    place = find_the_place()
    today = _day(as_at, "--as-at") if as_at else None
    built = build_the_book(place, today, zip, strict=strict, everything=all, draft=draft)
    for fault in (*built.faults, *([] if draft else unsigned(place))):
        say(str(fault))
    if zip:
        say(f"{shown(zip)} written: put it on a web space and unpack it")
    kept = "a draft, not to be given out: mend what is said above, then cpitg build" if built.faults else ""
    say(f"{built.pages} pages built; open {shown(built.path)}" + (f" ({kept})" if kept else ""))


@app.command()
def status(round: Survey, data: Data = None, build: Build = None) -> None:
    """Say for each stage whether it is fresh, and else why it would run."""
    from pipeline.run import status as status_of
    from pipeline.standing import open_kept
    from pipeline.summary import next_step

    round_ = open_kept(find_the_place(data, build), round)
    told = list(status_of(round_))
    for stage, reason in told:
        say(f"{stage}: {reason}")
    say(next_step(round_, told))


@app.command()
def ledger(
    round: Survey,
    line: Annotated[str, typer.Option("--list", metavar="LINE", help="list the rows of a state or of a rule")] = "",
    source: Annotated[str, typer.Option("--source", help="only those of this source")] = "",
    question: Annotated[str, typer.Option("--question", help="only those of this question, by its id")] = "",
    responses: Annotated[bool, typer.Option("--responses", help="list responses rather than answers")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="write the rows as CSV, texts whole")] = None,
    answer: Annotated[str, typer.Option("--answer", metavar="ID", help="show one answer whole, with its points")] = "",
    original: Annotated[bool, typer.Option("--original", help="and how each point of it arrived, unredacted")] = False,
    data: Data = None,
    build: Build = None,
) -> None:
    """Print the account of every response and answer, list the rows of any line of it, or show one answer."""
    from pipeline.accounting import Asked, told_of
    from pipeline.opening import open_round

    asked = Asked(line=line, source=source, question=question, responses=responses)
    for told in told_of(open_round(find_the_place(data, build), round), asked, answer, out, original=original):
        say(told)


@app.command()
def evaluate(
    round: Survey,
    labels: Annotated[
        Path | None, typer.Option("--labels", help="a file of ids and items (else what was decided)")
    ] = None,
    cards_alone: Annotated[bool, typer.Option("--cards-alone", help="as on day one, with no decision learned")] = False,
    out: Annotated[Path | None, typer.Option("--out", help=".json: the figures; .csv: row by row")] = None,
    data: Data = None,
    build: Build = None,
) -> None:
    """Say how right the tags are: beside labels, or beside the points that people decided one by one."""
    from pipeline.evaluating import evaluate_round, told_lines, write_evaluated
    from pipeline.standing import open_kept

    with Bars() as bars:
        done = evaluate_round(open_kept(find_the_place(data, build), round), labels, bars, cards_alone=cards_alone)
    for line in told_lines(done, round):
        say(line)
    if out:
        write_evaluated(done, out)
        say(f"{shown(out)} written")


@model_app.command("get")
def model_get(
    source: Annotated[Path | None, typer.Option("--from", help="a folder that holds the files already")] = None,
) -> None:
    """Fetch the weights, check them and keep them for every clone of this user."""
    from pipeline.load import get_weights

    folder, fetched = get_weights(source)
    say(f"weights {'kept in' if fetched else 'were already in'} {folder}; next: make book")


@model_app.command("status")
def model_status() -> None:
    """Say where the weights are and whether they are the right ones."""
    from pipeline.load import weights_status

    say(weights_status())


for _told_elsewhere in (explore, tag, redact, roadmap, form, export):
    app.command()(_told_elsewhere)

for _of_what_is_kept in (erase, retain, access, backup, restore):
    app.command()(_of_what_is_kept)

for _of_the_service in (serve, jobs, work, news):
    app.command()(_of_the_service)


def main() -> None:
    """Run a command; a fault of the person's is said without a traceback, with its own exit code."""
    try:
        app()
    except UserError as error:
        complain(str(error))
        sys.exit(error.exit_code)
