"""What the benchmark of the survey service stands on: a place with one round, filled drafts, service and peer."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

from benchmarks.collect_load import post
from benchmarks.sets import ROOT

ROUND, THREADS = "load", 8
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
VALUES = {"who": "a", "rate": "2", "help": _TEXT[:600], "barrier": _TEXT[:400]}


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
                save(draft.id, 0, VALUES, "help", now())
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
            "answers": {"help": VALUES["help"], "barrier": VALUES["barrier"]}, "closed": [["rate", "", "2", 0]],
        }  # fmt: skip
        told = {"data": "d" * 300, "definition": Definition.objects.get().pk, "hash": "e" * 64, "response": response}
        return [
            _bare({"reference": new_reference(), "draft": id, "session": session, "no": number} | told)
            for number, (id, session) in enumerate(drafts, start=first)
        ]


def _bare(told: dict[str, Any]) -> bytes:
    return post("/send", urlencode({"told": json.dumps(told)}).encode())


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, by its port and its process."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of processor time it has taken."""
        told = self.process.cpu_times()
        return float(told.user + told.system)


@contextlib.contextmanager
def _running(command: Sequence[str], root: Path, said: Callable[[str], int | None]) -> Iterator[Server]:
    """A server in a process of its own."""
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"PYTHONPATH": str(ROOT)}
    with (root / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, cwd=root, env=env, text=True)
        try:
            assert process.stdout is not None
            port = next((found for found in map(said, process.stdout) if found), 0)
            assert port, (root / "server.log").read_text()
            yield Server(port, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(40)


def serving(prepared: Prepared) -> contextlib.AbstractContextManager[Server]:
    """The service itself, as a person would start it."""
    command = [sys.executable, "-m", "pipeline", "serve", "--port", "0", "--threads", str(THREADS)]

    def port(line: str) -> int | None:
        _, found, rest = line.partition("http://127.0.0.1:")
        return int(rest.split("/")[0]) if found else None

    return _running([*command, "--data", str(prepared.place.data)], prepared.root, port)


def bare(prepared: Prepared) -> contextlib.AbstractContextManager[Server]:
    """The peer."""
    command = [sys.executable, "-m", "benchmarks.collect_bare", str(prepared.place.data), str(THREADS)]
    return _running(command, prepared.root, lambda line: int(line) if line.strip().isdecimal() else None)
