"""A small checkout whose round was imported and has a release, without the model: for tests of what is kept."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from once import made_once
from small import ROOT, SURVEY, responses_csv, rows

from pipeline.importing import bring_in
from pipeline.opening import Round, open_round
from pipeline.place import Place, find_place, json_text, write_text
from pipeline.progress import Silent
from pipeline.store.orm import PointGiven
from pipeline.store.orm import Round as Row
from pipeline.store.setup import close_store

NAME = "small-2020"
MARKER, ADDRESS, WHO = "zanzibarlamps", "quillfeather@marker.example", "r03"
POINT = "paaaaaaaaaaaa"


def lay_out(folder: Path) -> Place:
    """A checkout with the frame and one survey."""
    for name in ("surveys/workstreams.yml", "book/data/glossary.yml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    write_text(folder / f"surveys/{NAME}/survey.yml", SURVEY.format(key="5a" * 32))
    return find_place(folder, folder / "var", folder / "build")


def told() -> list[dict[str, str]]:
    """The responses; one of them is marked, so that it can be looked for."""
    made = rows()
    made[3] |= {"help": f"Smartcards of {MARKER} lock at weekends", "email": ADDRESS, "quote": "yes"}
    return made


def release(version: str, text: str) -> str:
    """As much of a release as erasing and publishing look at, with one quote."""
    point = {"id": POINT, "question": "help", "themes": [f"{NAME}-T001"], "items": ["WS2a"], "text": text}
    return json_text(
        {
            "release": {
                "round": NAME,
                "version": version,
                "date": "2020-07-31",
                "last_response": "2020-06-24T09:00:00Z",
            },
            "quotes": [{"point": POINT, "theme": f"{NAME}-T001", "question": "help", "text": text}],
            "points": [point],
            "totals": {"quotes": 1, "responses": 24},
        }
    )


def imported(folder: Path, store: str = "") -> Round:
    """The round with its responses and a release that quotes the marked one; the store is a file, or at an address.

    With its store in a file it is made once; each test has its copy.
    """
    if store:
        return _imported(folder, store)
    shutil.copytree(made_once("kept", _make), folder, dirs_exist_ok=True)
    return open_round(find_place(folder, folder / "var", folder / "build"), NAME)


def _make(folder: Path) -> None:
    _imported(folder, "")
    close_store()


def _imported(folder: Path, store: str) -> Round:
    place = lay_out(folder)
    place = replace(place, store=store or place.store)
    write_text(folder / "told.csv", responses_csv(told()))
    bring_in(place, NAME, folder / "told.csv", "", Silent())
    round = open_round(place, NAME)
    row = Row.objects.get(name=NAME)
    PointGiven.objects.create(round=row, point=POINT, answer=f"{WHO}/help", start=0, end=9)
    write_text(round.here.release("1"), release("1", told()[3]["help"]))
    write_text(round.here.published, release("1", told()[3]["help"]))
    return round


def quotes(round: Round) -> list[str]:
    """What the release quotes."""
    return [quote["text"] for quote in json.loads(round.here.release("1").read_text())["quotes"]]
