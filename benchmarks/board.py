"""How long the board's pages and acts take on 50,000 answers and 400 themes, and how many queries each asks.

A page is asked for as a browser does, through all that stands before it but the socket; the first time, when the tables
are read, is told apart. Wanted: p95 of at most 300 ms; beside it stands what the process worked for it, which a busy
machine makes no longer.
"""

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.board_place import ROUND, lay_out
from pipeline.board.ruling import Board, Ruling, board_of, rule
from pipeline.review.asked import Act
from pipeline.review.replay import next_theme_id
from pipeline.review.suggest import theme_digest

WANTED = 300


def _client() -> Any:
    """A browser that an administrator signed in with."""
    from django.test import Client

    from pipeline.store.orm import Account

    told = {"role": "administrator", "last_login": dt.datetime.now(dt.UTC)}
    account, _ = Account.objects.get_or_create(handle="bench", defaults=told)
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    client.force_login(account)
    session = client.session
    session["organiser_seen"] = session["organiser_began"] = int(dt.datetime.now(dt.UTC).timestamp())
    session.save()
    return client


def _samples(round: Any) -> dict[str, dict[str, Any]]:
    """What stands for the parts of an address: by the page's name, else by the part's."""
    board = board_of(round)
    agreed = board.stands.agreed.themes
    large = max(agreed, key=lambda theme: len(theme.members))
    undecided = [id for id in board.shot.themes if id not in board.stands.agreed.ruled]
    open_ = max(undecided, key=lambda theme: len(board.shot.inside[theme]))
    point = large.members[0].point
    answer = str(board.shot.points[point]["answer"])
    return {
        "": {"round": ROUND, "point": point, "no": 10, "id": answer, "theme": large.id, "version": "1"},
        "theme": {"id": open_},
        "agreed": {"id": large.id},
    }


def _addresses(round: Any) -> Iterator[tuple[str, str]]:
    """Every page of the board that can be opened, and the organisers' pages that lead to it."""
    from django.urls import reverse

    from pipeline.web.board.urls import board

    samples = _samples(round)
    yield "rounds", reverse("organisers-rounds")
    yield "round", reverse("organisers-round", args=[ROUND])
    for pattern in board:
        name, wanted = str(pattern.name).removeprefix("organisers-board-"), pattern.pattern.converters
        kinds = ("theme", "agreed") if name.startswith("theme") and "id" in wanted else ("",)
        for kind in kinds:
            parts = samples[""] | samples.get(kind, {})
            if wanted.keys() <= parts.keys():
                told = {part: parts[part] for part in wanted}
                yield f"{name} {kind}".strip(), reverse(str(pattern.name), kwargs=told)
            else:
                print(f"| {name} | a part of its address is not known here: {', '.join(wanted)} | | | | | | |")


class _Took(NamedTuple):
    """Milliseconds of the first time, of each further one in order, and of this process's own work in those."""

    first: float
    wall: list[float]
    cpu: list[float]


def _timed(ask: Callable[[], Any], asks: int) -> tuple[_Took, int, Any]:
    """How long it took, the queries of the last, and its answer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    wall, cpu, answer = [], [], None
    for _ in range(asks + 1):
        began, worked = time.perf_counter(), time.process_time()
        answer = ask()
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    return _Took(wall[0], sorted(wall[1:]), sorted(cpu[1:])), len(queries), answer


def _head(what: str, last: str) -> None:
    print(f"| {what} | p50 ms | p95 ms | p95 of its own work | most | first | queries | {last} |")
    print("|---|---|---|---|---|---|---|---|")


def _told(name: str, took: _Took, queries: int, more: str) -> None:
    at = [min(int(len(took.wall) * share), len(took.wall) - 1) for share in (0.5, 0.95, 1)]
    (p50, p95, most), cpu = (took.wall[place] for place in at), took.cpu[at[1]]
    over = " **over**" if p95 > WANTED else ""
    times = f"{p50:.0f} | {p95:.0f}{over} | {cpu:.0f} | {most:.0f} | {took.first:.0f}"
    print(f"| {name} | {times} | {queries} | {more} |", flush=True)


def pages(round: Any, asks: int) -> None:
    """The table of the pages."""
    _head("page", "kB")
    client = _client()
    for name, address in _addresses(round):
        took, queries, answer = _timed(partial(client.get, address), asks)
        if answer.status_code == 405:
            continue
        told = f"{len(answer.content) / 1024:.0f}" if answer.status_code == 200 else f"status {answer.status_code}"
        _told(name, took, queries, told)


def _one(**act: Any) -> Ruling:
    return Ruling(acts=(Act(**act),), about=frozenset({act["on"]}))


def _open(board: Board) -> str:
    return min(str(id) for id in board.shot.themes if id not in board.stands.agreed.ruled)


def _accept(board: Board) -> Ruling:
    id, next_ = _open(board), next_theme_id(ROUND, board.stands.agreed.given)
    return _one(act="accept", on=id, value=f"{next_}: A title", digest=theme_digest(board.shot.inside[id]))


def _rename(board: Board) -> Ruling:
    return _one(act="rename", on=board.stands.agreed.themes[0].id, value=f"Title {board.stands.no}")


def _move(board: Board) -> Ruling:
    point = board.stands.agreed.themes[-1].members[board.stands.no % 10].point
    return _one(act="move", on=point, value=board.stands.agreed.themes[0].id)


def _reject(board: Board) -> Ruling:
    id = _open(board)
    return _one(act="reject", on=id, digest=theme_digest(board.shot.inside[id]))


def _undo(board: Board) -> Ruling:
    taken = {line.on for line in board.stands.record if line.act == "undo"}
    rests = (line for line in reversed(board.stands.record) if line.act == "rename" and str(line.no) not in taken)
    return _one(act="undo", on=str(next(rests).no), reason="another look")


# What is ruled, one line each, on the board as it is then.
_ACTS = {"accept": _accept, "rename": _rename, "move": _move, "reject": _reject, "undo": _undo}


def acts(round: Any, asks: int) -> None:
    """The table of the acts: read, ruled, stored with their line of the audit log, written to the files."""
    print()
    _head("act", "")
    for name, make in _ACTS.items():

        def ask(make: Any = make) -> Any:
            now = dt.datetime.now(dt.UTC)
            return rule(round, make, seen=board_of(round).stands.no, by="bench", now=now)

        took, queries, _ = _timed(ask, min(asks, 15))
        _told(name, took, queries, "")


def measure(root: Path, answers: int, themes: int, asks: int) -> None:
    """Make the place where it is not there yet, and print the tables."""
    began = time.perf_counter()
    if not root.exists():
        lay_out(root, answers, themes)
    print(f"{answers} answers, {themes} themes; the place stood after {time.perf_counter() - began:.0f} s", flush=True)
    from pipeline.board.snapshot import snapshot
    from pipeline.opening import round_here
    from pipeline.place import find_place
    from pipeline.web.application import application

    place = find_place(root, root / "var", root / "build")
    application(place)
    round, began = round_here(place, ROUND), time.perf_counter()
    shot = snapshot(round)
    print(f"{len(shot.points)} points; the tables were read in {time.perf_counter() - began:.1f} s\n", flush=True)
    pages(round, asks)
    acts(round, asks)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", type=int, default=50_000)
    parser.add_argument("--themes", type=int, default=400)
    parser.add_argument("--asks", type=int, default=40, help="how often each page is asked for")
    parser.add_argument("--place", type=Path, help="keep the place in this folder, to be measured again")
    told: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(told.place or Path(folder) / "large", told.answers, told.themes, told.asks)


if __name__ == "__main__":
    main()
