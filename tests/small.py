"""A small checkout of its own, for tests that walk the whole way: a round of a few dozen responses."""

import csv
import functools
import hashlib
import io
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from once import made_once

from pipeline.embed.model import model_status, usual_folder
from pipeline.importing import bring_in
from pipeline.load import load_embedder, load_taxonomy
from pipeline.opening import Round, open_round
from pipeline.place import Place, csv_rows, find_place, write_text
from pipeline.progress import Silent
from pipeline.review.worksheet import to_csv
from pipeline.reviewing import apply_worksheet, read_worksheet, write_worksheets
from pipeline.run import analyse
from pipeline.store.setup import close_store
from pipeline.tag.cards import cards_of
from pipeline.tag.marks import Marks

ROOT = Path(__file__).parents[1]
AT = "2020-11-30T12:00:00Z"

# Three things people say, each in words of its own; each stands with others of its kind.
SAID = {
    "help": [
        "Smartcards lock at weekends and nobody unlocks them",
        "My smartcard expired and the locum cannot log in",
        "One login in place of smartcards and ten passwords",
        "Locked smartcards cost us an hour every Monday",
        "Passwords that do not change each month",
        "A smartcard that works at every branch",
        "The internet line goes down most afternoons",
        "A backup line for when the broadband fails",
        "Broadband outages stop all dispensing here",
        "When the line is down nobody tells us how long",
        "Faster broadband in villages like ours",
        "A second internet line that takes over by itself",
    ],
    "barrier": [
        "We cannot read the GP record of our patients",
        "No access to the GP record, so we ring the surgery",
        "The surgery does not see what we gave the patient",
        "GP records are closed to pharmacy",
        "Hospital discharge letters never reach our system",
        "Discharge information comes by fax, if at all",
        "Passwords expire each at another time",
        "Smartcard readers that fail",
        "The line drops out when it rains",
        "Slow broadband",
        "Reading the GP record needs a phone call",
        "Nothing",
    ],
}

SURVEY = """\
format: 1
round: small-2020
title: A small round
illustrative: true
about_the_round: Every response was made up for a test.
opens: 2020-06-01
closes: 2020-06-30
key: {key}
columns: {{id: ref, submitted_at: sent, source: channel, person: email, organisation: body,
          consent_quote: quote, times: iso}}
about:
  - {{id: who, title: Who answered, column: who, options: {{team: Pharmacy team, owner: Owner, patient: Patient}}}}
questions:
  - {{id: rate, kind: rating, text: "How much does it matter?", column: rate, options: {{"1": little, "2": much}}}}
  - {{id: help, kind: text, asks: help, text: "What would help?", column: help}}
  - {{id: barrier, kind: text, asks: barrier, text: "What gets in the way?", column: barrier}}
"""
HEADER = ("ref", "sent", "channel", "email", "body", "quote", "who", "rate", "help", "barrier")

ROADMAP = """\
format: 1
illustrative: true
as_at: 2020-11-30
items:
  - id: rm-01
    title: Cards that open the day
    items: [WS2a]
    horizon: now
    status: planned
    owner: secretariat
    review_by: 2021-03-01
    value: Less waiting at the counter
    evidence: [small-2020-T001]
"""


def rows() -> list[dict[str, str]]:
    """Twenty-four responses, each with an answer to one or both questions."""
    told = []
    for number in range(24):
        answers = {
            "help": SAID["help"][number % 12] if number < 18 else "",
            "barrier": SAID["barrier"][(number + number // 12) % 12] if number >= 6 else "",
        }
        told.append(
            {
                "ref": f"r{number:02d}",
                "sent": f"2020-06-{number + 1:02d}T09:00:00Z",
                "channel": "web" if number % 3 else "email",
                "email": f"person{number}@example.org",
                "body": f"Pharmacy {number % 9}" if number < 18 else "",
                "quote": "yes" if number % 2 else "no",
                "who": ("team", "owner", "patient")[number % 3],
                "rate": "2" if number % 4 else "1",
                **answers,
            }
        )
    return told


def responses_csv(told: Sequence[Mapping[str, str]]) -> str:
    """The responses as the file that a survey tool would give."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(told)
    return buffer.getvalue()


@functools.cache
def _cards_vectors() -> Path | None:
    """The vectors of the cards' own lines: many more than a small round's, and the same in every test."""
    if not model_status(usual_folder(os.environ, Path.home(), sys.platform)).is_ready:
        return None
    return find_place(ROOT, made_once("cards", _read_cards)).vectors


def _read_cards(folder: Path) -> None:
    place = find_place(ROOT, folder)
    taxonomy, embedder = load_taxonomy(place), load_embedder(place)
    embedder.encode(cards_of(taxonomy).all.texts)
    Marks(taxonomy, embedder)


def lay_cards(data: Path) -> None:
    """Put the vectors of the cards into a store's folder, as an earlier run there would have; nothing without weights.

    What a command says is the same with them and without: a text's vector depends on the text alone.
    """
    if made := _cards_vectors():
        shutil.copytree(made, data / "vectors")


def checkout(folder: Path, told: Sequence[Mapping[str, str]] | None = None) -> Place:
    """A checkout with the frame, the glossary, a small round and its responses; its store and outputs are inside."""
    return _with_cards(folder, responses_csv(rows() if told is None else told))


def _with_cards(folder: Path, responses: str) -> Place:
    lay_cards(folder / "var")
    return laid_out(folder, responses)


def laid_out(folder: Path, responses: str) -> Place:
    """A checkout with the frame, the glossary, the small round and these responses, not imported yet."""
    for name in (
        "surveys/workstreams.yml",
        "book/data/glossary.yml",
        "book/data/members.yml",
        "book/data/meetings.yml",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    write_text(folder / "book/data/roadmap.yml", ROADMAP)
    write_text(folder / "surveys/small-2020/survey.yml", SURVEY.format(key="5a" * 32))
    write_text(folder / "responses.csv", responses)
    return find_place(folder, folder / "var", folder / "build")


def _analysed(responses: str) -> Path:
    def make(folder: Path) -> None:
        place = _with_cards(folder, responses)
        bring_in(place, "small-2020", folder / "responses.csv", "", Silent())
        analyse(open_round(place, "small-2020"), Silent())
        close_store()

    return made_once(f"small-{hashlib.sha256(responses.encode()).hexdigest()[:16]}", make)


def analysed(folder: Path, told: Sequence[Mapping[str, str]] | None = None) -> Round:
    """The small round, imported and analysed, open in a checkout of the test's own.

    A file of responses is analysed once for all tests; each has its copy, and none sees what another did.
    """
    made = _analysed(responses_csv(rows() if told is None else told))
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return open_round(find_place(folder, folder / "var", folder / "build"), "small-2020")


def fill(round: Round, cells: Mapping[str, Mapping[str, str]]) -> Path:
    """Write the worksheet and fill a person's cells by row id; return the filled sheet."""
    path, _, _ = write_worksheets(round)
    filled = [{**row, **cells.get(row["id"], {})} for _, row in read_worksheet(path)]
    write_text(path, to_csv(filled))
    return path


def accept_largest(round: Round, most: int = 3) -> None:
    """Accept the largest candidates under the titles that the machine gave, and approve what may be quoted of them."""
    sheet = csv_rows(write_worksheets(round)[0].read_text())
    themes = [row["id"] for _, row in sheet if row["kind"] == "theme"][:most]
    cells = {id: {"decision": "accept"} for id in themes}
    cells |= {row["id"]: {"decision": "approve-quote"} for _, row in sheet if row["because"] in themes}
    apply_worksheet(round, fill(round, cells), "author", AT)
