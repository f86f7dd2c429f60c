"""A place of the size the board is built for: made-up answers, the tables of an analysis, a record and its members.

Answers are sentences of the illustrative round put together anew with sentences made of parts; the tables are written
as an analysis would have left them, so that a place stands in a minute. The seed is 0.
"""

import csv
import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.sets import ROOT
from pipeline.ids import digest, public_id, text_digest
from pipeline.place import find_place, write_text
from pipeline.review.record import Decision, Member, members_text, record_text
from pipeline.review.suggest import theme_digest

ROUND = "large"
SEED = 0
AT = "2030-06-30T12:00:00Z"
PEOPLE = ("anna", "bola", "carys")
_SURVEY = """
format: 1
round: large
title: A round of the size the board is built for
opens: 2000-01-01
closes: 2999-12-31
columns: {id: id, submitted_at: at, source: source, consent_quote: quote}
about:
  - {id: who, title: Who, column: who, options: {a: Pharmacy, b: Supplier, c: Patient}}
questions:
  - {id: help, kind: text, asks: help, text: What would help?, column: help}
  - {id: barrier, kind: text, asks: barrier, text: What is in the way?, column: barrier}
"""
_SUBJECTS = """smartcards|label printers|discharge letters|broadband lines|shared mailboxes|stock orders|owing slips|
locum logins|vaccination bookings|repeat requests|barcode scanners|patient records|training hours|supplier contracts
""".replace("\n", "").split("|")
_SAYS = """{} fail on busy mornings|nobody mends {} within a week|we lose an hour to {} daily|{} confuse every newcomer|
please replace {} across the county|better {} would help the whole team
""".replace("\n", "").split("|")
_RULES = ("unsteady", "mixed", "patchy", "small-distinct", "same-words")
# States of answers that go no further, and how often each stands among a thousand.
_STATES = (("held back", 10), ("blank", 60), ("non-answer", 20), ("awaiting translation", 5))


@dataclass(slots=True)
class _Made:
    """What was made so far, by table."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def add(self, table: str, *row: Any) -> None:
        self.rows.setdefault(table, []).append(row)


def lay_out(root: Path, answers: int, themes: int) -> None:
    """Make the place; its store holds the responses, its build folder the tables, its round the record."""
    from pipeline.opening import open_round, write_tables
    from pipeline.store.setup import close_store

    (root / "surveys" / ROUND).mkdir(parents=True)
    (root / "surveys" / ROUND / "survey.yml").write_text(_SURVEY, "utf-8")
    for name in ("surveys/workstreams.yml", "book/data"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copy(source, root / name)
    # The roadmap names themes of another round.
    (root / "book/data/roadmap.yml").write_text("format: 1\nitems: []\n", "utf-8")
    round = open_round(find_place(root, root / "var", root / "build"), ROUND)
    chance, made = random.Random(SEED), _Made()
    _responses(round, made, chance, answers // 2)
    _points(round, made, chance, themes)
    inside = _themes(made, chance)
    frames = _frames(made)
    round.here.table("points").parent.mkdir(parents=True, exist_ok=True)
    write_tables(round.here, **frames)
    _store(round, made, frames)
    _record(round, made, inside, chance)
    close_store()


def _sentences() -> list[str]:
    with (ROOT / "surveys/illustrative-2020/responses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = [text for row in rows for name in ("q_help", "q_barrier", "q_future") for text in row[name].split(". ")]
    return sorted({text.strip(" .") for text in told if len(text) > 20})


def _answer(chance: random.Random, sentences: Sequence[str]) -> list[str]:
    """The sentences of one answer; two in five are of parts."""
    told = [chance.choice(sentences) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    part = chance.choice(_SAYS).format(chance.choice(_SUBJECTS)) + f" at branch {chance.randrange(9_000)}"
    return [*told, part] if chance.random() < 0.8 else told


def _responses(round: Any, made: _Made, chance: random.Random, count: int) -> None:
    sentences = _sentences()
    for number in range(count):
        for question in ("help", "barrier"):
            id, response, told = f"R{number:05d}/{question}", f"R{number:05d}", _answer(chance, sentences)
            text, state, at = ". ".join(told), "usable", chance.randrange(1000)
            for name, share in _STATES:
                if at < share and state == "usable":
                    state = name
                at -= share
            hidden = state == "usable" and chance.random() < 0.02
            shown = f"[PERSON] says: {text}" if hidden else text
            repaired = f"Jo Made-Up says: {text}" if hidden else text
            if hidden:
                score = round_to(chance.random())
                made.add("spans", id, 0, 10, "PERSON", "in brackets", score)
            rule = "" if state == "usable" else "made up"
            blank = state == "blank"
            texts = ("", "", "") if blank else (repaired, repaired, shown)
            made.add("answers", id, response, question, "form", *texts, state, rule, "en")
            if state == "usable" and chance.random() < 0.03:
                group = f"G{chance.randrange(20):012d}"
                made.add("groups", id, "campaign", group, "R00000/help", told[-1] if chance.random() < 0.5 else "")


def round_to(told: float) -> float:
    """A figure as the tables keep it."""
    return round(told, 2)


def _points(round: Any, made: _Made, chance: random.Random, themes: int) -> None:
    """A point for each sentence, and the themes it is in: few large ones, many small."""

    codes = list(round.definitions.taxonomy.codes)
    names = [f"c{digest('theme', str(number))[:12]}" for number in range(themes)]
    weights = [1 / (5 + number) ** 0.7 for number in range(themes)]
    for id, response, question, _, _, _, text, state, *_ in made.rows["answers"]:
        if state != "usable":
            continue
        at = 0
        for number, sentence in enumerate(text.split(". "), start=1):
            start = text.index(sentence, at)
            at = start + len(sentence)
            point = public_id(round.key, "p", id, sentence, str(number))
            made.add("points", point, id, response, question, number, start, at, sentence)
            _tagged(made, chance, codes, point)
            if chance.random() < 0.85:
                own, *others = dict.fromkeys(chance.choices(names, weights, k=2))
                made.add("members", point, own, 0, round_to(0.4 + 0.6 * chance.random()))
                if others and chance.random() < 0.05:
                    made.add("members", point, others[0], 1, 0.4)


def _tagged(made: _Made, chance: random.Random, codes: Sequence[str], point: str) -> None:
    made.add("point_tags", point, *_tag(chance, codes))
    if chance.random() < 0.01:
        made.add("point_marks", point, "safety", json.dumps({"cue": "wrong bag"}))
    if chance.random() < 0.05:
        made.add("unfitted", point, "", "unsure", chance.choice(codes), round_to(chance.random() / 3))


def _tag(chance: random.Random, codes: Sequence[str]) -> tuple[str, str, str]:
    first, second = chance.sample(list(codes), 2)
    score = round_to(0.3 + 0.7 * chance.random())
    scores = dict.fromkeys(codes, 0.01) | {first: score, second: round_to((1 - score) * chance.random())}
    return first, json.dumps(scores), json.dumps([{"item": first, "cue": "record", "points": 3}])


def _themes(made: _Made, chance: random.Random) -> dict[str, list[str]]:
    """The themes with all that an analysis says of one, by the points that came to be in each."""
    from pipeline.definitions.taxonomy import parse_taxonomy

    codes = list(parse_taxonomy((ROOT / "surveys/workstreams.yml").read_text("utf-8"), "workstreams.yml").codes)
    inside: dict[str, list[str]] = {}
    own: dict[str, list[str]] = {}
    for point, theme, rank, _ in made.rows["members"]:
        inside.setdefault(theme, []).append(point)
        if rank == 0:
            own.setdefault(theme, []).append(point)
    response = {row[0]: row[2] for row in made.rows["points"]}
    for theme, points in sorted(inside.items()):
        _theme(made, chance, theme, points, len({response[point] for point in points}))
        _parts(made, theme, own.get(theme, []))
        made.add("theme_tags", theme, *_tag(chance, codes))
    return inside


def _theme(made: _Made, chance: random.Random, theme: str, points: list[str], many: int) -> None:
    title = f"{chance.choice(_SUBJECTS)} and {chance.choice(_SUBJECTS)}".capitalize()
    words = json.dumps(chance.sample(_SUBJECTS, 6))
    made.add("themes", theme, title, words, many, len(points), len(points), json.dumps(points[:5]))
    found = chance.randrange(4, 21)
    made.add("quality", theme, 0.6, round_to(0.4 + 0.4 * chance.random()), found / 20, found, 20, 0.9)
    if chance.random() < 0.4:
        made.add("flags", theme, chance.choice(_RULES), 0.3, 0.4, "[]")
    for value, share in (("Pharmacy", 2), ("Supplier", 4), ("Patient", 4)):
        made.add("voices", theme, "Who", value, many // share, 12_500)
    made.add("stances", theme, "request", 0.6)
    made.add("lineage", theme, "", "new", 0, 0.0)


def _parts(made: _Made, theme: str, points: list[str]) -> None:
    for part in range(3 if len(points) > 60 else 0):
        own = points[part::3]
        told = (f"A part of it, {part + 1}", "[]", len(own), len(own), len(own), json.dumps(own[:3]))
        made.add("subthemes", f"{theme}.{part + 1}", theme, *told)
        for point in own:
            made.add("submembers", point, f"{theme}.{part + 1}")


def _frames(made: _Made) -> dict[str, pd.DataFrame]:
    from pipeline import opening
    from pipeline.schemas import empty

    frames = {}
    for name, schema in opening._TABLES.items():
        rows = made.rows.get(name)
        frames[name] = pd.DataFrame(rows, columns=list(schema.columns)) if rows else empty(schema)
    return frames


def _store(round: Any, made: _Made, frames: dict[str, pd.DataFrame]) -> None:
    from pipeline.store import tables
    from pipeline.store.orm import Response, Round
    from pipeline.store.writing import writing

    texts: dict[str, dict[str, str]] = {}
    for _, response, question, _, raw, *_ in made.rows["answers"]:
        texts.setdefault(response, {})[question] = raw
    kept = Round.objects.get(name=ROUND)
    with writing():
        rows = [
            Response(round=kept, store_id=id, source="form", submitted_at=AT, fields=f"{number:064x}", answers=told,
                     about={"who": "abc"[number % 3]}, closed=[], consent_quote=number % 2 == 0,
                     flags=["sent within seconds"] if number % 1_000 == 0 else [])
            for number, (id, told) in enumerate(sorted(texts.items()))
        ]  # fmt: skip
        Response.objects.bulk_create(rows, batch_size=2_000)
    tables.keep_points(ROUND, frames["points"], frames["spans"])


class _Record:
    """Lines and members as they come to be written: each line is by the next of the people."""

    def __init__(self, made: _Made, codes: Sequence[str], chance: random.Random) -> None:
        self.lines: list[Decision] = []
        self.members: list[Member] = []
        self._texts = {row[0]: row[-1] for row in made.rows["points"]}
        self._codes, self._chance = codes, chance

    def add(self, act: str, on: str, value: str = "", digest: str = "") -> int:
        by, no = PEOPLE[len(self.lines) % len(PEOPLE)], len(self.lines) + 1
        self.lines.append(Decision(no=no, act=act, on=on, on_digest=digest, value=value, reason="", by=by, at=AT))
        return no

    def accept(self, candidate: str, points: Sequence[str], theme: str, title: str, whole: Sequence[str]) -> None:
        """A candidate agreed to and tagged, with rulings on its first four points: two quotes, two tags."""
        no = self.add("accept", candidate, f"{theme}: {title}", theme_digest(whole))
        self.members += [Member(theme=theme, point=point, by="person", since=no) for point in points]
        self.add("retag", theme, self._chance.choice(self._codes))
        for point in points[:2]:
            digest = text_digest(self._texts[point])
            self.add(self._chance.choice(("approve-quote", "refuse-quote")), point, "", digest)
        for point in points[2:4]:
            self.add("retag", point, self._chance.choice(self._codes), text_digest(self._texts[point]))

    def reject(self, candidate: str, whole: Sequence[str]) -> None:
        no = self.add("reject", candidate, "", theme_digest(whole))
        distinct = dict.fromkeys(whole)
        self.members += [Member(theme=candidate, point=point, by="person", since=no) for point in distinct]


def _record(round: Any, made: _Made, inside: dict[str, list[str]], chance: random.Random) -> None:
    """Four in five themes agreed, some turned down, the rest open; rulings on points, quotes and answers."""
    record = _Record(made, list(round.definitions.taxonomy.codes), chance)
    names, agreed, taken = sorted(inside), list[str](), set[str]()
    chance.shuffle(names)
    for name in names[: len(names) * 4 // 5]:
        own = [point for point in dict.fromkeys(inside[name]) if point not in taken]
        if len(taken) > 40_000 * len(made.rows["points"]) / 100_000:
            break
        taken.update(own)
        agreed.append(f"{ROUND}-T{len(agreed) + 1:03d}")
        record.accept(name, own, agreed[-1], f"What people say, part {len(agreed)}", inside[name])
    for name in names[-len(names) // 20 :]:
        record.reject(name, inside[name])
    for row in made.rows["answers"][:20]:
        record.add("hold-back", public_id(round.key, "a", row[0]))
    for theme in agreed:
        record.add("note", theme, "read to the end")
    for theme in agreed:
        record.add("rename", theme, f"What people say of it, {theme[-3:]}")
    write_text(round.here.members, members_text(record.members))
    write_text(round.here.decisions, record_text(record.lines))
