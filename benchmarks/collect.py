"""How many forms the service takes a second, beside a bare view that writes the same rows, and how it bears size.

Both run in one process each on this machine, under the same server with the same threads, and are loaded in turn over
the same connections: the requests are made before, and each sends another draft that was filled in before. Beside the
answers that showed a reference stands how many responses the store holds more.
"""

import argparse
import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.collect_load import Load, load, post
from benchmarks.sets import ROOT

ROUND = "load"
CONNECTIONS, THREADS = 16, 8
# Forms sent to each before the clock runs: what is read and laid out once is not what is measured.
_WARM = 100
_TEXT = "The shared record should open without a second card, and say when it was last right. " * 9
_SURVEY = """
format: 1
round: load
title: A round to load
opens: 2000-01-01
closes: 2999-12-31
columns: {id: id, submitted_at: at, source: source, consent_quote: quote}
about:
  - {id: who, title: Who, column: who, options: {a: Pharmacy, b: Supplier}}
questions:
  - {id: rate, kind: rating, text: How important?, column: rate, options: {"1": "1", "2": "2", "3": "3"}}
  - {id: help, kind: text, asks: help, text: What would help?, column: help}
  - {id: barrier, kind: text, asks: barrier, text: What is in the way?, column: barrier}
"""
_VALUES = {"who": "a", "rate": "2", "help": _TEXT[:600], "barrier": _TEXT[:400]}


def lay_out(root: Path) -> None:
    """A checkout with one round."""
    (root / "surveys" / ROUND).mkdir(parents=True)
    (root / "surveys" / ROUND / "survey.yml").write_text(_SURVEY, "utf-8")
    shutil.copy(ROOT / "surveys" / "workstreams.yml", root / "surveys")
    (root / "book" / "data").mkdir(parents=True)
    shutil.copy(ROOT / "book" / "data" / "glossary.yml", root / "book" / "data")


class Prepared:
    """A store with drafts that wait to be sent, each in a session of its own, and the requests that send them."""

    def __init__(self, root: Path) -> None:
        from pipeline.place import Place
        from pipeline.web.application import application

        lay_out(root)
        self.root = root
        self.place = Place(root=root, data=root / "var", build=root / "build", store=str(root / "var"))
        application(self.place)

    def drafts(self, count: int) -> list[tuple[str, str]]:
        """So many filled drafts, as the id of the draft and of the session that holds it."""
        from django.contrib.sessions.backends.db import SessionStore

        from pipeline.store.drafts import begin, save
        from pipeline.store.writing import writing
        from pipeline.web.clock import now
        from pipeline.web.site import site

        definition, made = site().served(ROUND).definition, []
        with writing():
            for _ in range(count):
                draft = begin(ROUND, definition, now())
                save(draft.id, 0, _VALUES, "help", now())
                session = SessionStore()
                session["drafts"], session["_csrftoken"] = {ROUND: draft.id}, "a" * 32
                session.create()
                made.append((draft.id, str(session.session_key)))
        return made

    def requests(self, drafts: Sequence[tuple[str, str]]) -> list[bytes]:
        """What a browser sends from the page on which all answers were looked over."""
        from django.conf import settings
        from django.contrib.sessions.backends.db import SessionStore
        from django.http import HttpRequest

        from pipeline.web.survey.session import ticket

        request = HttpRequest()
        request.session = SessionStore()
        told = {"csrfmiddlewaretoken": "a" * 32, "version": "1"}
        return [
            post(
                f"/survey/{ROUND}/send",
                urlencode(told | {"ticket": ticket(request, ROUND, id)}).encode(),
                f"{settings.SESSION_COOKIE_NAME}={session}",
            )
            for id, session in drafts
        ]

    def bare_requests(self, drafts: Sequence[tuple[str, str]], first: int) -> list[bytes]:
        """The same for the peer: the rows as they are to be written."""
        from pipeline.store.orm import AuditHead, Definition
        from pipeline.store.references import new_reference

        AuditHead.objects.get_or_create(pk=1, defaults={"hash": "0" * 64})
        response = {
            "source": "form", "submitted_at": "2026-11-23T12:00:00Z", "fields": "f" * 64, "about": {"who": "a"},
            "answers": {"help": _VALUES["help"], "barrier": _VALUES["barrier"]}, "closed": [["rate", "", "2", 0]],
        }  # fmt: skip
        told = {"data": "d" * 300, "definition": Definition.objects.get().pk, "hash": "e" * 64, "response": response}
        return [
            _bare({"reference": new_reference(), "draft": id, "session": session, "no": number} | told)
            for number, (id, session) in enumerate(drafts, start=first)
        ]


def _bare(told: dict[str, Any]) -> bytes:
    return post("/send", urlencode({"told": json.dumps(told)}).encode())


@contextlib.contextmanager
def _running(command: Sequence[str], root: Path, said: Callable[[str], int | None]) -> Iterator[int]:
    """A server in a process of its own, by its port."""
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"PYTHONPATH": str(ROOT)}
    with (root / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, cwd=root, env=env, text=True)
        try:
            assert process.stdout is not None
            port = next((found for found in map(said, process.stdout) if found), 0)
            assert port, (root / "server.log").read_text()
            yield port
        finally:
            process.terminate()
            process.wait(40)


def serving(prepared: Prepared) -> contextlib.AbstractContextManager[int]:
    """The service itself, as a person would start it."""
    command = [sys.executable, "-m", "pipeline", "serve", "--port", "0", "--threads", str(THREADS)]

    def port(line: str) -> int | None:
        _, found, rest = line.partition("http://127.0.0.1:")
        return int(rest.split("/")[0]) if found else None

    return _running([*command, "--data", str(prepared.place.data)], prepared.root, port)


def bare(prepared: Prepared) -> contextlib.AbstractContextManager[int]:
    """The peer."""
    command = [sys.executable, "-m", "benchmarks.collect_bare", str(prepared.place.data), str(THREADS)]
    return _running(command, prepared.root, lambda line: int(line) if line.strip().isdecimal() else None)


def _stored() -> int:
    from pipeline.store.orm import Response

    return Response.objects.count()


def _told(name: str, done: Load, stored: int) -> None:
    confirmed = done.count(302) + done.count(303)
    print(
        f"| {name} | {len(done.answers)} | {confirmed} | {stored} | {done.rate:.0f} | {done.within(0.5):.1f} "
        f"| {done.within(0.99):.1f} |",
        flush=True,
    )


def rates(folder: Path, count: int, rounds: int) -> None:
    """Service and peer in turn, then the service at a hundred a second."""
    prepared, number, ratios = Prepared(folder), 1, []
    print(f"{CONNECTIONS} connections, {THREADS} threads, {count} forms a row\n")
    print(
        "| server | sent | confirmed | stored | a second | p50 ms | p99 ms |\n|---|---|---|---|---|---|---|", flush=True
    )
    for _ in range(rounds):
        told: dict[str, Load] = {}
        for name, start in (("bare view", bare), ("service", serving)):
            drafts = prepared.drafts(count + _WARM)
            made = prepared.requests(drafts) if start is serving else prepared.bare_requests(drafts, number)
            before = _stored()
            with start(prepared) as port:
                load(port, made[:_WARM], CONNECTIONS)
                told[name] = load(port, made[_WARM:], CONNECTIONS)
            number += count + _WARM
            _told(name, told[name], _stored() - before - _WARM)
            _reset_chain()
        ratios.append(told["service"].rate / told["bare view"].rate)
    steady, before = prepared.requests(prepared.drafts(count + _WARM)), _stored()
    with serving(prepared) as port:
        load(port, steady[:_WARM], CONNECTIONS)
        done = load(port, steady[_WARM:], CONNECTIONS, rate=100)
        _told("service, 100 a second", done, _stored() - before - _WARM)
    print(f"\nservice to bare view: {', '.join(f'{ratio:.0%}' for ratio in ratios)} (wanted: at least 80%)")


def _reset_chain() -> None:
    """The peer's lines are no chain: both begin with an empty log each time."""
    from pipeline.store.orm import AuditHead, AuditLine

    AuditLine.objects.all().delete()
    AuditHead.objects.all().delete()


def fill(prepared: Prepared, count: int) -> None:
    """Responses as the service would have stored them, so many in all."""
    from pipeline.store.orm import Definition, Response, Round, Submission
    from pipeline.store.references import new_reference
    from pipeline.store.writing import writing
    from pipeline.web.clock import now
    from pipeline.web.site import site

    site().served(ROUND)  # the round and its wording are in the store once it was looked at
    round, definition, at = Round.objects.get(), Definition.objects.get(), now()
    with writing():
        rows = [
            Response(round=round, store_id=new_reference(), source="form", submitted_at="2026-11-23T12:00:00Z",
                     fields=f"{number:064x}", about={"who": "a"}, closed=[["rate", "", "2", 0]],
                     answers={"help": _VALUES["help"], "barrier": _VALUES["barrier"]})
            for number in range(_stored(), count)
        ]  # fmt: skip
        made = Response.objects.bulk_create(rows, batch_size=2_000)
        Submission.objects.bulk_create(
            (
                Submission(
                    response=row,
                    definition=definition,
                    reference=row.store_id,
                    key=row.store_id,
                    token_hash="",
                    sent_at=at,
                )
                for row in made
            ),
            batch_size=2_000,
        )


def _export(prepared: Prepared, kind: str) -> tuple[float, float]:
    """Seconds of an export, and the most memory it held, in megabytes."""
    command = [sys.executable, "-m", "pipeline", "export", ROUND, "--format", kind, "--out", f"all.{kind}"]
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    subprocess.run([*command, "--data", str(prepared.place.data)], cwd=prepared.root, env=env, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def sizes(folder: Path, counts: Sequence[int]) -> None:
    """What a page and an export cost in a store of each size."""
    prepared = Prepared(folder)
    print(
        "\n| responses | form sent, p50 ms | organisers' page, ms | export CSV, s | XLSX, s | JSONL, s | memory, MB |"
    )
    print("|---|---|---|---|---|---|---|", flush=True)
    for count in counts:
        fill(prepared, count)
        requests, cookie = prepared.requests(prepared.drafts(200)), _organiser()
        with serving(prepared) as port:
            sent = load(port, requests, 1)
            page = load(port, [_get(f"/organisers/round/{ROUND}/", cookie)] * 5, 1)
        assert page.count(200) == len(page.answers), [answer.status for answer in page.answers]
        told = [_export(prepared, kind) for kind in ("csv", "xlsx", "jsonl")]
        seconds = " | ".join(f"{each:.1f}" for each, _ in told)
        print(
            f"| {count} | {sent.within(0.5):.1f} | {page.within(0.5):.0f} | {seconds} | {told[-1][1]:.0f} |", flush=True
        )


def _organiser() -> str:
    """The cookie of an administrator who is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from pipeline.store.orm import Account
    from pipeline.web.clock import now

    # Who never signed in is asked to choose a password first.
    told = {"role": "administrator", "last_login": now()}
    account, _ = Account.objects.get_or_create(handle="bench", defaults=told)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["organiser_seen"] = session["organiser_began"] = int(now().timestamp())
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _get(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=2_000, help="forms a row")
    parser.add_argument("--rounds", type=int, default=3, help="how often service and peer take turns")
    parser.add_argument("--sizes", type=int, nargs="*", default=[2_000, 20_000, 200_000], help="stores to measure")
    told: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rates(Path(folder) / "rates", told.count, told.rounds)
        if told.sizes:
            sizes(Path(folder) / "sizes", told.sizes)


if __name__ == "__main__":
    main()
