"""The commands about a round's form and its responses as files: the blank form on paper, and export."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.console import Bars, say
from pipeline.place import shown
from pipeline.tablecommands import Data, find_the_place

_Round = Annotated[str, typer.Argument(metavar="SURVEY", help="the name of a folder in surveys/")]


def form(
    round: _Round,
    out: Annotated[Path, typer.Option("--out", help="a .pdf to print, a .docx to fill in, or the code: .svg or .png")],
    address: Annotated[str, typer.Option("--address", help="where the form is online; printed with its code")] = "",
) -> None:
    """Write the blank form of a round for paper or e-mail, or the QR code of the form online."""
    from pipeline.blankform import write_form

    write_form(find_the_place(), round, out, address)
    say(f"{shown(out)} written; look it over before it is sent out")


def export(
    round: _Round,
    out: Annotated[Path, typer.Option("--out", help="the file to write; others go beside it")],
    form: Annotated[str, typer.Option("--format", help="csv, xlsx or jsonl (else by the ending of the file)")] = "",
    private: Annotated[
        bool, typer.Option("--private", help="also who sent them and words of the record, in files of their own")
    ] = False,
    data: Data = None,
) -> None:
    """Write every response with the columns of its survey, and the wordings that were answered."""
    from pipeline.exporting import export_round

    with Bars() as bars:
        done = export_round(
            find_the_place(data), round, form or out.suffix.lower().lstrip("."), out, bars, private=private
        )
    names = ", ".join(shown(path) for path in done.files)
    kept = "; keep the files of senders and words where nobody else can read them" if private else ""
    say(f"{done.responses} responses written: {names}{kept}")
