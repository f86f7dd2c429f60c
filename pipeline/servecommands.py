"""The commands that run the survey service: serve, jobs, work and news."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from pipeline.console import say
from pipeline.place import csv_text, shown, write_text
from pipeline.tablecommands import Data, find_the_place

Build = Annotated[Path | None, typer.Option("--build", help="where stage outputs and worksheets lie (else build/)")]


def serve(
    host: Annotated[str, typer.Option("--host", help="the address to listen at; this machine alone as it stands")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="the port (0: any that is free)")] = 8000,
    threads: Annotated[int, typer.Option("--threads", min=1, max=64, help="requests answered at a time")] = 8,
    book: Annotated[
        bool, typer.Option("--book", help="show everybody the book at /book/, as it was published")
    ] = False,
    data: Data = None,
) -> None:
    """Run the survey service until Ctrl+C: the form, the organisers' pages, the mailing list, the book."""
    from pipeline.store.setup import set_up

    set_up()
    from django.conf import settings

    from pipeline.web.serve import serve as run

    settings.BOOK_SERVED = settings.BOOK_SERVED or book
    run(find_the_place(data), host, port, threads, say)


def jobs(data: Data = None) -> None:
    """Do once what the service does beside its pages, for a timer: send letters, tell of releases, sweep."""
    from pipeline.store.setup import set_up

    set_up()
    from pipeline.web.application import application
    from pipeline.web.worker import do_jobs

    place = find_the_place(data)
    application(place)
    done = do_jobs(place, dt.datetime.now(dt.UTC))
    say("; ".join(f"{name}: {count}" for name, count in done) + "; next: give it a timer (deploy/ has one)")


def work(data: Data = None, build: Build = None) -> None:
    """Do the jobs that are asked for on the board, until Ctrl+C: where another server than serve runs the pages."""
    from pipeline.store.setup import open_store

    place = find_the_place(data, build)
    open_store(place.store)
    from pipeline.web import logs
    from pipeline.web.supervisor import supervise_until_stopped

    logs.configure()
    say("doing the jobs that are asked for on the board; one that was begun goes on at the next start; Ctrl+C stops it")
    supervise_until_stopped(place)
    say("stopped; what was under way waits for the next start")


def news(
    export: Annotated[Path | None, typer.Option("--export", help="write the addresses into this CSV")] = None,
    by: Annotated[str, typer.Option("--by", help="your handle, for the audit log")] = "author",
    data: Data = None,
) -> None:
    """Say how many are on the mailing list and how letters went; with --export write the addresses, and log who did."""
    from pipeline.store.setup import open_store

    open_store(find_the_place(data).store)
    from pipeline.store import audit, outgoing, subscribers

    letters = outgoing.counts()
    say(f"{subscribers.count()} on the mailing list; letters: {letters.waiting} waiting, {letters.sent} sent")
    for kind, why, number in letters.given_up:
        say(f"  given up: {number} of kind '{kind}' ({why})")
    if export:
        people = subscribers.confirmed()
        audit.write(by, "exported news", "", {"addresses": len(people)}, dt.datetime.now(dt.UTC))
        write_text(export, csv_text(["email"], [[email] for _, email in people]))
        export.chmod(0o600)
        say(f"{shown(export)}: {len(people)} addresses; next: delete it when it was used")
