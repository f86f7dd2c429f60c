"""The commands that need no survey: themes, tags and redaction of any table of texts; the roadmap as a table."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.console import Bars, say, table
from pipeline.errors import UserError
from pipeline.place import Place, find_place, shown

if TYPE_CHECKING:
    from pipeline.explore import Explored

Data = Annotated[Path | None, typer.Option("--data", help="where the store lies (else CPITG_DATA, else var/)")]
Sheet = Annotated[str, typer.Option("--sheet", help="the sheet of a workbook that has several")]
_Text = Annotated[str, typer.Option("--text", help="the column that holds the texts")]
_Id = Annotated[str, typer.Option("--id", help="the column that names each row (else the row number, from 1)")]
_Question = Annotated[
    str, typer.Option("--question", help="the question all rows answer; tells if 'Nothing' is an answer")
]
_QuestionColumn = Annotated[str, typer.Option("--question-column", help="the column that holds the question asked")]
_Input = Annotated[Path, typer.Argument(metavar="FILE", help="a CSV or XLSX file")]


def find_the_place(data: Path | None = None, build: Path | None = None) -> Place:
    """The place of the project that the command was given in."""
    return find_place(Path.cwd(), data, build)


def explore(
    file: _Input,
    text: _Text,
    out: Annotated[Path, typer.Option("--out", help="a folder for the results")],
    id: _Id = "",
    sheet: Sheet = "",
    question: _Question = "",
    question_column: _QuestionColumn = "",
    about: Annotated[list[str] | None, typer.Option("--about", help="a column on who wrote; repeat")] = None,
    respondent: Annotated[str, typer.Option("--respondent", help="the column that says whose rows are one's")] = "",
    organisation: Annotated[str, typer.Option("--organisation", help="the column that names their body")] = "",
    before: Annotated[Path | None, typer.Option("--before", help="folder of an earlier result: ids go on")] = None,
    detail: Annotated[str, typer.Option("--detail", help="broad, normal or fine")] = "normal",
    seed: Annotated[int, typer.Option("--seed", help="the seed of the clustering")] = 0,
    data: Data = None,
) -> None:
    """Find the themes of any table of texts, without a survey."""
    from pipeline.explore import Texts, theme_settings
    from pipeline.explore import explore as run_explore

    asked = Texts(file=file, text=text, id=id, sheet=sheet, question=question, question_column=question_column)
    texts = replace(asked, about=tuple(about or ()), respondent=respondent, organisation=organisation)
    with Bars() as bars:
        done = run_explore(find_the_place(data), texts, out, theme_settings(detail, seed), bars, before)
    _say_explored(done, out)


def _say_explored(done: "Explored", out: Path) -> None:
    table(["part", "seconds"], [[part, f"{seconds:.1f}"] for part, seconds in done.seconds.items()])
    say(f"{done.answers} answers: {done.points} points in {done.themes} themes, {done.unthemed} points in none,")
    say(f"{done.dropped} answers set aside with a reason; next: open {shown(out / 'report.html')}")


def tag(
    file: _Input,
    text: _Text,
    out: Annotated[Path, typer.Option("--out", help="a CSV file for the results")],
    id: _Id = "",
    sheet: Sheet = "",
    taxonomy: Annotated[Path | None, typer.Option("--taxonomy", help="a frame of your own")] = None,
    examples: Annotated[Path | None, typer.Option("--examples", help="rows of id, text, items to learn from")] = None,
    question_column: _QuestionColumn = "",
    who_column: Annotated[
        str, typer.Option("--who-column", help="the column that says what kind of respondent wrote")
    ] = "",
    learn_from_file: Annotated[bool, typer.Option("--learn-from-file", help="let rows teach one another")] = False,
    data: Data = None,
) -> None:
    """Tag any table of texts to the items of the workstreams, or of a frame of your own."""
    from pipeline.explore import Texts, tag_file

    place = find_the_place(data)
    texts = Texts(file=file, text=text, id=id, question_column=question_column, sheet=sheet)
    with Bars() as bars:
        rows = tag_file(
            place, texts, out, taxonomy, examples, bars, who_column=who_column, learn_from_file=learn_from_file
        )
    say(f"{rows} rows tagged in {shown(out)}")


def redact(
    file: _Input,
    text: _Text,
    out: Annotated[Path, typer.Option("--out", help="a CSV file for the results")],
    id: _Id = "",
    sheet: Sheet = "",
) -> None:
    """Take personal data out of any table of texts; a person still reads what is to be published."""
    from pipeline.explore import Texts, redact_file

    with Bars() as bars:
        texts = Texts(file=file, text=text, id=id, sheet=sheet)
        rows, changed = redact_file(find_the_place(), texts, out, bars)
    say(f"{rows} rows read, {changed} of them redacted in {shown(out)}; read them before you publish any")


def roadmap(
    export: Annotated[Path | None, typer.Option("--export", help="write it as a table, .csv or .xlsx")] = None,
    apply: Annotated[Path | None, typer.Option("--apply", help="put the changed cells of this table into it")] = None,
) -> None:
    """Write the roadmap as a table, or put a changed table back into book/data/roadmap.yml."""
    from pipeline.roadmapfile import apply_roadmap, export_roadmap

    place = find_the_place()
    if (export is None) == (apply is None):
        raise UserError("cpitg roadmap wants one of --export FILE and --apply FILE; name the table")
    if export:
        rows = export_roadmap(place, export)
        say(f"{rows} roadmap items written in {shown(export)}; change it, then: cpitg roadmap --apply {shown(export)}")
    if apply:
        changed = apply_roadmap(place, apply, dt.datetime.now(dt.UTC).date())
        if changed:
            say(f"{shown(place.roadmap)}: changed {', '.join(changed)}; next: cpitg build")
        else:
            say(f"{shown(place.roadmap)}: nothing is other than in the table")
