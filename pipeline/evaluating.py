"""Evaluation at hand: the tags of a round beside those of people, whoever gave them, on texts not learned from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.collect.sheets import read_sheet
from pipeline.definitions.taxonomy import NONE
from pipeline.errors import InputError, MissingError
from pipeline.ids import digest, public_id
from pipeline.load import load_embedder
from pipeline.opening import Round, read_table
from pipeline.place import csv_text, json_text, read_bytes, shown, write_text
from pipeline.progress import Progress
from pipeline.review.itemcells import ItemSheet
from pipeline.schemas import records
from pipeline.standing import standing_of
from pipeline.tag.cards import Floats
from pipeline.tag.context import Context
from pipeline.tag.evaluate import Evaluation, evaluate
from pipeline.tag.figures import lines
from pipeline.tag.ruled import still_known
from pipeline.tag.sets import best_sets
from pipeline.tag.tagger import Tagger
from pipeline.tagging import kept_reading, taught_by, wholes

_FOLDS = 5
_SEED = 0
_MOST_NAMED = 10
_NAMES = ("id", "answer", "point")
_PAIR = ("response_id", "question")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A text that people tagged: a point of `answer`, or a whole answer; `group` is the response it came in."""

    id: str
    text: str
    group: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """The figures, the units they rest on in the order of ids, and the ids of the labels that name nothing here."""

    told: Evaluation
    units: tuple[Unit, ...]
    gold: tuple[tuple[str, ...], ...]
    sets: tuple[tuple[str, ...], ...]
    sure: tuple[float, ...]
    unknown: tuple[str, ...]
    learned: int


def _columns(header: Sequence[str], file: str) -> tuple[tuple[int, ...], int]:
    """Where the id stands (one column, or two to be joined), and the items."""
    names = [name.strip().casefold() for name in header]
    single = [(names.index(name),) for name in _NAMES if name in names]
    pair = [tuple(names.index(name) for name in _PAIR)] if set(_PAIR) <= set(names) else []
    if "items" not in names or not (single or pair):
        said = (
            "wanted a column 'items' and one of 'id', 'answer', 'point', or 'response_id' and 'question'; name them so"
        )
        raise InputError.at(file, said, 1)
    return (single or pair)[0], names.index("items")


def read_labels(path: Path, codes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Id -> items of a file of labels; InputError names every row at fault."""
    table = read_sheet(read_bytes(path), shown(path)).rows
    place, items = _columns(table[0], shown(path))
    sheet = ItemSheet(file=shown(path), codes=codes, digests={})
    told: dict[str, tuple[str, ...]] = {}
    for line, row in enumerate(table[1:], start=2):
        cells = [*row, *[""] * len(table[0])]
        id = "/".join(cells[at].strip() for at in place).strip("/")
        given = sheet.items(line, {}, cells[items]) or (NONE,)
        if not id and any(cell.strip() for cell in row):
            sheet.fault(line, {}, "id", "is empty; say which answer or point the items belong to")
        elif id and told.setdefault(id, given) != given:
            sheet.fault(line, {}, "id", "stands above with other items; keep one of the two rows")
    if sheet.faults:
        raise InputError(sheet.faults)
    return told


def _by_name(round: Round) -> dict[str, Unit]:
    """Every text of the round under all the ids that a label may name it by."""
    told: dict[str, Unit] = {}
    answers = read_table(round.here, "answers")
    whole = wholes(answers)
    for row in records(answers):
        named = {"group": row["response"], "question": row["question"], "answer": row["text"]}
        unit = Unit(id=public_id(round.key, "a", row["answer"]), text=row["text"], **named)
        told |= {row["answer"]: unit, unit.id: unit}
    for row in records(read_table(round.here, "points")):
        named = {"group": row["response"], "question": row["question"], "answer": whole[row["answer"]]}
        told[row["point"]] = Unit(id=row["point"], text=row["text"], **named)
    return told


def _fold(group: str) -> int:
    return int(digest(group)[:8], 16) % _FOLDS


def held_out(tagger: Tagger, learn: pd.DataFrame, units: Sequence[Unit], progress: Progress) -> Floats:
    """(units, codes): what the tagger says of each text when it has read nothing that its respondent said."""
    texts = [unit.text for unit in units]
    context = Context(question=[unit.question for unit in units], answer=[unit.answer for unit in units])
    read = tagger.read(texts, context, progress.start("reading", len(texts)))
    if not len(learn):
        return tagger.scores(read)
    scores = np.zeros((len(texts), len(tagger.codes)))
    folds, theirs = np.array([_fold(unit.group) for unit in units]), learn["group"].map(_fold)
    told = progress.start("tagging", len(texts))
    for fold in sorted(set(folds.tolist())):
        mine = np.flatnonzero(folds == fold)
        scores[mine] = tagger.learned_from(learn[theirs != fold]).scores(read[mine])
        told(len(mine))
    return scores


def _gold(round: Round, labels: Path | None, decided: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    if labels:
        return read_labels(labels, round.definitions.taxonomy.codes)
    if not decided:
        said = f"cpitg review {round.name} writes points.xlsx for it; or hand in labels with --labels FILE"
        raise MissingError(f"no point of {round.name} was decided one by one yet; {said}")
    return {point: tuple(items) for point, items in decided.items()}


def _judged(
    round: Round, labels: Path | None, decided: Mapping[str, Sequence[str]]
) -> tuple[dict[Unit, tuple[str, ...]], tuple[str, ...]]:
    """The texts that labels or decisions judge, each with its items, and the ids that name nothing here."""
    gold, named = _gold(round, labels, decided), _by_name(round)
    found = {named[id]: gold[id] for id in sorted(gold) if id in named}
    if not found:
        said = (
            "no id of it names an answer or a point of this round; wanted <response>/<question>, or ids a... and p..."
        )
        raise InputError.at(shown(labels) if labels else shown(round.here.decisions), said)
    return found, tuple(sorted(id for id in gold if id not in named))


def evaluate_round(round: Round, labels: Path | None, progress: Progress, *, cards_alone: bool = False) -> Evaluated:
    """The tags of a round beside a file of labels, or beside the points that people decided one by one.

    What people decided teaches the tagger as it does in the round, but for all that the same respondent said: nothing
    helps to judge itself. With `cards_alone` it has learned nothing but the cards. Answers are tagged whole, as they
    stand after redaction.
    """
    agreed = standing_of(round).agreed
    found, unknown = _judged(round, labels, still_known(agreed.point_items, round.definitions.taxonomy.codes))
    units = sorted(found, key=lambda unit: unit.id)
    tagger = Tagger.from_taxonomy(round.definitions.taxonomy, load_embedder(round.place))
    points, answers = read_table(round.here, "points"), read_table(round.here, "answers")
    learn = taught_by(agreed, points, answers, kept_reading(round).points, tagger.codes)
    table = held_out(tagger, learn.iloc[:0] if cards_alone else learn, units, progress)
    items = [found[unit] for unit in units]
    return Evaluated(
        told=evaluate(items, table, tagger.codes, [unit.group for unit in units], _SEED),
        units=tuple(units),
        gold=tuple(items),
        sets=tuple(best_sets(tagger.codes, table)),
        sure=tuple(table.max(axis=1).tolist()),
        unknown=unknown,
        learned=0 if cards_alone else len(learn),
    )


def told_lines(done: Evaluated, round: str) -> Iterator[str]:
    """What the command prints: the figures, what they rest on, and what was left aside."""
    yield from lines(done.told)
    yield ""
    if done.learned:
        said = "decided one by one or in an agreed theme, but for what the same respondent said"
        yield f"the tagger has read the cards and {done.learned} points {said}"
    else:
        yield "the tagger has read the cards alone"
    if done.unknown:
        named = ", ".join(done.unknown[:_MOST_NAMED]) + (" ..." if len(done.unknown) > _MOST_NAMED else "")
        yield f"{len(done.unknown)} labels name nothing in {round}, and were left aside: {named}"


def write_evaluated(done: Evaluated, out: Path) -> None:
    """Write the figures as .json, or each unit with both sets of items as .csv; ids only."""
    if out.suffix.lower() == ".json":
        figures: dict[str, Any] = {**asdict(done.told), "unknown": list(done.unknown), "learned": done.learned}
        write_text(out, json_text(figures))
    elif out.suffix.lower() == ".csv":
        rows = zip(done.units, done.gold, done.sets, done.sure, strict=True)
        told = ((unit.id, ";".join(gold), ";".join(items), f"{sure:.2f}") for unit, gold, items, sure in rows)
        write_text(out, csv_text(("id", "people", "machine", "sure"), told))
    else:
        raise InputError.at(shown(out), "is neither .json (the figures) nor .csv (row by row); name one of the two")
