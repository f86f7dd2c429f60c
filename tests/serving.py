"""The service over a small place: a round with every kind of question, in a process of its own or in this one."""

import contextlib
import datetime as dt
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from books import CHECKOUT, FIXTURE

from pipeline.place import Place

ROUND = "small-2030"
_QUESTIONS = """
about:
  - id: who
    title: Who answered
    ask: What best describes you?
    column: who
    required: true
    options: {pharmacist: Pharmacist, supplier: System supplier, patient: Patient or member of the public}
questions:
  - {id: matters, kind: rating, text: How much does digital matter to your work?, column: matters, required: true,
     options: {"1": 1 (not at all), "2": "2", "3": 3 (very much)}}
  - {id: uses, kind: choices, text: Which of these do you use every day?, column: uses, none_of: none,
     hint: Choose all that apply., options: {eps: EPS, mail: NHSmail, apps: Apps for patients, none: None of these}}
  - {id: mail_works, kind: choice, text: Does NHSmail work for you?, column: mail_works, only_if: {uses: [mail]},
     options: {"yes": "Yes", "no": "No"}}
  - {id: first, kind: ranked, text: Which three should come first?, column: first, most: 3,
     options: {a: Joined-up records, b: Fewer passwords, c: Faster broadband, d: Better training}}
  - {id: help, kind: text, asks: help, text: What one thing would help you most?, column: help, required: true,
     hint: A sentence is enough., longest: 600}
  - {id: barrier, kind: text, asks: barrier, text: What gets in the way today?, column: barrier}
  - {id: when, kind: grid, text: When could your systems support each of these?, column: when,
     shown_to: {who: [supplier]}, rows: {records: Joined-up records, outages: Work through an outage},
     options: {now: Now, later: In one to two years, never: Not feasible}}
"""


def survey_text(
    round: str = ROUND, *, opens: dt.date | None = None, closes: dt.date | None = None, more: str = _QUESTIONS
) -> str:
    """A survey with every kind of question that is open today, unless other days are told."""
    today = dt.datetime.now(dt.UTC).date()
    return f"""
format: 1
round: {round}
title: What should digital do next?
about_the_round: Made for tests; nobody said any of this.
opens: {opens or today - dt.timedelta(days=7)}
closes: {closes or today + dt.timedelta(days=21)}
columns: {{joined_by: ";"}}
form:
  introduction: We plan the next two years of digital work with you.
  privacy: We keep what you write for two years and show it to the project team alone.
  contact: survey@project.example
  asks_organisation: true
{more}"""


def small_site(root: Path, survey: str = "", rounds: tuple[str, ...] = (ROUND,)) -> Place:
    """A checkout with these rounds and nothing else; the store lies in its var folder."""
    for name in rounds:
        (root / "surveys" / name).mkdir(parents=True)
        text = survey or survey_text(name)
        (root / "surveys" / name / "survey.yml").write_text(text, encoding="utf-8", newline="\n")
    taxonomy = (FIXTURE / "surveys" / "workstreams.yml").read_bytes()
    (root / "surveys" / "workstreams.yml").write_bytes(taxonomy)
    return Place(root=root, data=root / "var", build=root / "build", store=str(root / "var"))


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs: where it is reached, and the place it shows."""

    url: str
    place: Place


@contextlib.contextmanager
def served(root: Path, survey: str = "", rounds: tuple[str, ...] = (ROUND,)) -> Iterator[Service]:
    """The service over such a place in a process of its own, on a free port of this machine."""
    with serving(small_site(root, survey, rounds)) as service:
        yield service


@contextlib.contextmanager
def serving(place: Place) -> Iterator[Service]:
    """The service over any place in a process of its own, on a free port of this machine."""
    command, said = [sys.executable, "-m", "pipeline", "serve", "--port", "0"], place.root / "serve.out"
    with said.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, env=_environment(place), cwd=place.root)
    try:
        yield Service(_ready(said), place)
    finally:
        process.terminate()
        process.wait(20)


def _environment(place: Place) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return kept | {"CPITG_DATA": str(place.data), "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}


def _ready(told: Path) -> str:
    """The address the service says it answers at, once it does."""
    for _ in range(600):
        found = re.search(r"answers at (http://\S+?)/;", told.read_text("utf-8"))
        with contextlib.suppress(ConnectionError):
            if found and urlopen(found[1] + "/health", timeout=10).status == 200:
                return found[1]
        time.sleep(0.1)
    raise AssertionError(told.read_text("utf-8"))


@contextlib.contextmanager
def service_here(root: Path, survey: str = "", rounds: tuple[str, ...] = (ROUND,)) -> Iterator[Any]:
    """Django's client over such a place in this process, for what needs no socket."""
    from django.test import Client

    from pipeline.store.setup import close_store
    from pipeline.web.application import application

    application(small_site(root, survey, rounds))
    yield Client(enforce_csrf_checks=False, headers={"host": "localhost"})
    close_store()
