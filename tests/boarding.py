"""A small round that was analysed, with the board over it: made once for all tests of a process, copied for each."""

import contextlib
import datetime as dt
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd
from once import made_once
from organising import PASSWORD
from serving import Service, serving
from small import SAID, laid_out, responses_csv

from pipeline import opening, releasing, run, tagging
from pipeline.embed.hashed import HashedWords
from pipeline.importing import bring_in
from pipeline.opening import Round, open_round
from pipeline.place import Place, find_place
from pipeline.progress import Silent
from pipeline.run import analyse
from pipeline.schemas import SUBTHEMES, records
from pipeline.store.setup import close_store, open_store

BOARDED = "small-2020"
_COUNT = 40
_WHO = ("team", "owner", "patient")
# What each answer begins with, so that no two people say the same in the same words.
_ASIDE = ("", "Honestly, ", "Once more: ", "At our branch, ")
# Answers for a reviewer of answers: something hidden, held back for its language, no answer, and the same of many.
_HIDDEN = "The help desk on 07700 900123 never answers when smartcards lock"
_WELSH = "Mae'r system yn araf iawn ac mae angen un newydd arnom ni"
_CAMPAIGN = "Please give every pharmacy in the country full access to the shared record without any delay"


def _said(number: int, question: str) -> str:
    told = SAID[question][number % 12]
    return _ASIDE[number // 12] + (told[0].lower() + told[1:] if number >= 12 else told)


def _answers(number: int) -> dict[str, str]:
    special = {3: _HIDDEN, 7: _WELSH, 20: _CAMPAIGN, 21: _CAMPAIGN, 22: f"{_CAMPAIGN}, and train us to use it"}
    return {
        "help": special.get(number) or _said(number, "help") if number % 7 != 5 else "",
        "barrier": _said(number + 5, "barrier") if number % 5 != 4 else "",
    }


def boarded_rows() -> list[dict[str, str]]:
    """Forty responses with an answer to one or both questions; half of them may be quoted."""
    return [
        {
            "ref": f"r{number:02d}",
            "sent": f"2020-06-{number % 28 + 1:02d}T09:{number:02d}:00Z",
            "channel": "web" if number % 3 else "email",
            "email": f"person{number}@project.example",
            "body": f"Pharmacy {number % 9}" if number < 30 else "",
            "quote": "yes" if number % 2 else "no",
            "who": _WHO[number % 3],
            "rate": "2" if number % 4 else "1",
            **_answers(number),
        }
        for number in range(_COUNT)
    ]


@contextlib.contextmanager
def stand_in() -> Iterator[None]:
    """While it lasts, texts are embedded by their hashed words: no model is wanted."""
    with contextlib.ExitStack() as stack:
        for module in (run, opening, tagging, releasing):
            stack.enter_context(patch.object(module, "load_embedder", lambda _place: HashedWords()))
        yield


def _add_accounts() -> None:
    from pipeline.store.accounts import add_account
    from pipeline.store.roles import ROLES

    for role in ROLES:
        add_account(role, role, PASSWORD, "author", dt.datetime.now(dt.UTC), own=True)


def _lay_parts(round: Round) -> None:
    """Two parts of each of the largest candidates: so few points fall into none by themselves."""
    themes, members = opening.read_table(round.here, "themes"), opening.read_table(round.here, "members")
    parts, inside = [], []
    for row in records(themes[themes["points"] >= 5].sort_values("theme")):
        points = sorted(members.loc[members["theme"] == row["theme"], "point"])
        for number, half in enumerate((points[:3], points[3:]), start=1):
            told = {"title": f"{row['title']}, part {number}", "examples": json.dumps(half[:2]), "points": len(half)}
            parts.append({**row, **told, "subtheme": f"{row['theme']}.{number}", "responses": len(half)})
            inside += [{"point": point, "subtheme": f"{row['theme']}.{number}"} for point in half]
    subthemes = pd.DataFrame(parts)[[*SUBTHEMES.columns]]
    opening.write_tables(round.here, subthemes=subthemes, submembers=pd.DataFrame(inside))


def _made() -> Path:
    return made_once("board", _make)


def _make(folder: Path) -> None:
    place = laid_out(folder, responses_csv(boarded_rows()))
    bring_in(place, BOARDED, folder / "responses.csv", "", Silent())
    with stand_in():
        analyse(open_round(place, BOARDED), Silent())
    _lay_parts(opening.round_here(place, BOARDED))
    _add_accounts()
    close_store()


def board_place(root: Path) -> Place:
    """A checkout of a test's own with the round that was analysed; its store is closed."""
    shutil.copytree(_made(), root, dirs_exist_ok=True)
    return find_place(root, root / "var", root / "build")


def analysed_round(root: Path) -> Round:
    """The round of such a checkout, open, with no service: its files are the record."""
    return open_round(board_place(root), BOARDED)


@dataclass(frozen=True, slots=True)
class Boarded:
    """The board as it is served in this process: the round, and a client that nobody signed in with."""

    round: Round
    client: Any

    def address(self, name: str, **parts: object) -> str:
        """The address of a page of the board by its name and the parts of its address beside the round."""
        from django.urls import reverse

        return reverse(f"organisers-board-{name}", kwargs={"round": BOARDED, **parts})


def boarded(root: Path) -> Iterator[Boarded]:
    """The service over the round in this process, with an account for each role (organising.signed_in signs in)."""
    place = board_place(root)
    from django.test import Client

    from pipeline.web.application import application

    with stand_in():
        application(place)
        yield Boarded(opening.round_here(place, BOARDED), Client(headers={"host": "localhost"}))
        close_store()


@contextlib.contextmanager
def boarded_apart(root: Path) -> Iterator[Service]:
    """The service over the round in a process of its own on a free port: for a browser. Accounts as in organising."""
    with serving(board_place(root)) as service:
        yield service


def opened(place: Place) -> Round:
    """The round of a place whose service runs apart, to look into its store from the test."""
    open_store(place.store)
    return opening.round_here(place, BOARDED)
