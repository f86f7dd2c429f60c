"""The commands about what is kept of people: erase, retain, access, backup and restore."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.console import Bars, complain, say, table
from pipeline.errors import UserError
from pipeline.place import shown
from pipeline.report.words import plural
from pipeline.tablecommands import Data, find_the_place

if TYPE_CHECKING:
    from pipeline.erasing import Erased

Survey = Annotated[str, typer.Argument(metavar="SURVEY", help="the name of a folder in surveys/")]
Build = Annotated[Path | None, typer.Option("--build", help="where stage outputs and worksheets lie (else build/)")]
By = Annotated[str, typer.Option("--by", help="your handle: small letters, digits and '-', never a full name")]
_KEPT = ("round", "kept", "first day", "last day", "due", "drafts due")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _said(round: str, done: "Erased") -> None:
    """What was done in a round, what a person must do, and what comes next."""
    for said in done.done:
        say(f"{round}: {said}")
    for left in done.left:
        complain(f"left to you: {left}")
    if not done.responses:
        say(f"nothing waits in {round}; next: cpitg status {round}")
    elif done.finished:
        say(f"{plural(done.responses, 'response')} erased in {round}; next: cpitg analyse {round}, and cpitg build")
    else:
        left = plural(done.responses, "response")
        say(f"{left} left the store, not yet all files; next: cpitg erase {round} --pending")


def erase(
    round: Survey,
    responses: Annotated[
        list[str] | None,
        typer.Argument(metavar="RESPONSE...", help="a reference, an id of the store, or r and 12 characters"),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="why, in a few words and without a name")] = "",
    pending: Annotated[
        bool, typer.Option("--pending", help="finish what was withdrawn on the web or broken off")
    ] = False,
    by: By = "author",
    data: Data = None,
    build: Build = None,
) -> None:
    """Take a response's words out of the store and of every file the product wrote; say what cannot be reached."""
    from pipeline.erasing import carry_out
    from pipeline.erasing import erase as erase_responses
    from pipeline.standing import open_kept

    if bool(responses) == pending:
        raise UserError("cpitg erase wants responses to erase, or --pending to finish what waits; name one of the two")
    round_ = open_kept(find_the_place(data, build), round)
    with Bars() as bars:
        if responses:
            done = erase_responses(round_, responses, reason, by, _now(), bars)
        else:
            done = carry_out(round_, _now(), bars)
    _said(round, done)


def retain(
    rounds: Annotated[list[str] | None, typer.Argument(metavar="[SURVEY...]", help="only these rounds")] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="erase what is due, delete drafts nobody goes on with")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="write the report as CSV")] = None,
    by: By = "system",
    data: Data = None,
    build: Build = None,
) -> None:
    """Report by round how much is kept and until when; with --apply take out what was kept as long as was said."""
    from pipeline.retaining import carry_out_due, due_in, rounds_of, sweep, write_report

    place, now = find_the_place(data, build), _now()
    opened = list(rounds_of(place, rounds or ()))
    told = [due_in(round_, now) for round_ in opened]
    # The last column, where the days are from, is for the file: a terminal cuts off what does not fit its width.
    table(_KEPT, [each.row()[: len(_KEPT)] for each in told])
    if out:
        write_report(out, told)
        say(f"{shown(out)} written")
    due, drafts = sum(len(each.due) for each in told), sum(len(each.drafts) for each in told)
    if not apply:
        say(_what_is_due(due, drafts))
        return
    with Bars() as bars:
        for round_, each in zip(opened, told, strict=True):
            _said(round_.name, carry_out_due(round_, each, by, now, bars))
    swept = ", ".join(f"{many} {what}" for what, many in sweep(now).items())
    gone = f"{plural(due, 'response')} erased and {plural(drafts, 'draft')} deleted"
    say(f"{gone}; of the service: {swept}; next: cpitg retain")


def _what_is_due(responses: int, drafts: int) -> str:
    if not responses and not drafts:
        return "nothing is due; next: cpitg retain, some days from now"
    return f"{plural(responses, 'response')} and {plural(drafts, 'draft')} due; next: cpitg retain --apply"


def access(
    round: Survey,
    responses: Annotated[
        list[str] | None,
        typer.Argument(metavar="RESPONSE...", help="a reference, an id of the store, or r and 12 characters"),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="a .zip file for what is held")] = Path("held.zip"),
    email: Annotated[str, typer.Option("--email", help="everything of this address in the round")] = "",
    by: By = "author",
    data: Data = None,
) -> None:
    """Write all that is held of somebody into one archive, for a program and for a person to read."""
    from pipeline.accessing import give
    from pipeline.opening import open_round

    many = give(open_round(find_the_place(data), round), responses or (), email, out, by, _now())
    held = f"what is held of {plural(many, 'response')}"
    say(f"{shown(out)}: {held}; next: check who asks, then hand it over and delete it here")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a new .zip file; it holds what people wrote")],
    data: Data = None,
) -> None:
    """Copy the store, the keys and the folders of all rounds into one file, while the service runs."""
    from pipeline.backing_up import back_up

    with Bars() as bars:
        done = back_up(find_the_place(data), file, _now(), bars)
    said = f"{done.rows} rows of the store ({done.responses} responses) and {done.files} files"
    say(f"{shown(file)}: {said}; next: keep it elsewhere, and try it: cpitg restore {shown(file)} --data FOLDER")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="what cpitg backup wrote")],
    replace: Annotated[bool, typer.Option("--replace", help="let it take the place of what is there")] = False,
    data: Data = None,
    build: Build = None,
) -> None:
    """Put a backup in place, every byte of it checked; who was erased since it was made stays erased."""
    from pipeline.backing_up import restore as put_back

    with Bars() as bars:
        done = put_back(find_the_place(data, build), file, _now(), bars, replace=replace)
    say(f"backup of {done.made_at}: {done.rows} rows and {done.files} files are back, all as they were written")
    if done.erased_again:
        say(f"{done.erased_again} responses were erased since it was made, and are erased again")
    for round in done.waiting:
        complain(f"words of withdrawn responses may stand in files of {round}; run: cpitg erase {round} --pending")
    say("next: cpitg status SURVEY, then cpitg serve")
