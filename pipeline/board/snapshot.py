"""What the last analysis of a round says, laid out so that a page finds its part of 50,000 answers at once."""

import gc
import json
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any, NamedTuple

import pandas as pd

from pipeline.clean.repair import repair
from pipeline.errors import MissingError
from pipeline.ids import public_id, text_digest
from pipeline.opening import Round, files_held, read_table
from pipeline.place import RoundPlace
from pipeline.review.noticed import Noticed, noticed
from pipeline.schemas import records
from pipeline.store import tables
from pipeline.themes.rules import RULES

Row = Mapping[str, Any]
# A stretch of a repaired text that is hidden: start, end, kind, recogniser, score.
HiddenSpan = tuple[int, int, str, str, float]

_TABLES = (
    *("answers", "points", "groups", "themes", "members", "theme_tags", "point_tags", "point_marks", "unfitted"),
    *("quality", "flags", "subthemes", "submembers", "voices", "stances", "lineage", "shifts", "joins", "spans"),
)
# What is left out of an answer: only a person with that right may see what was hidden, and then from the file.
_HIDDEN = ("raw", "repaired")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The tables of one analysis by id; answers without what was hidden in them, under the ids that leave the store.

    `themes` are candidates, `inside` the points of each, nearest to its centre first; `seconds` those whose main theme
    is another. `tags` and `theme_tags` are rows of TAGS, `groups` rows of GROUPS by answer, `spans` the stretches that
    are hidden in each: start, end, kind, recogniser and score; `about` the attributes of those who made a point.
    """

    made: tuple[int, ...]
    themes: Mapping[str, Row]
    inside: Mapping[str, tuple[str, ...]]
    seconds: Mapping[str, frozenset[str]]
    scores: Mapping[tuple[str, str], float]
    themes_of: Mapping[str, tuple[str, ...]]
    points: Mapping[str, Row]
    answers: Mapping[str, Row]
    points_of: Mapping[str, tuple[str, ...]]
    tags: Mapping[str, Row]
    theme_tags: Mapping[str, Row]
    marks: Mapping[str, Sequence[str]]
    unfitted: Mapping[str, Row]
    groups: Mapping[str, Row]
    spans: Mapping[str, tuple[HiddenSpan, ...]]
    subthemes: Mapping[str, Row]
    subpoints: Mapping[str, frozenset[str]]
    quality: Mapping[str, Row]
    joins: tuple[tuple[str, str], ...]
    consented: frozenset[str]
    about: Mapping[str, tuple[tuple[str, str], ...]]
    noticed: Noticed

    def text(self, point: str) -> str:
        """The redacted text of a point; empty where the point is gone."""
        return str(self.points[point]["text"]) if point in self.points else ""

    @property
    def analysed_at(self) -> datetime:
        """When the analysis was made, in UTC: what came later it does not know."""
        return datetime.fromtimestamp(min(filter(None, self.made), default=0) / 1e9, UTC)


# From so many points on the collector notices.
_LARGE = 5_000
_KEPT: dict[tuple[str, str], Snapshot] = {}
_LOCK = threading.Lock()


def snapshot(round: Round) -> Snapshot:
    """The last analysis of a round, read once; MissingError where there was none yet.

    While an analysis writes one table after the other, and while another thread reads the new ones, it is the one that
    was read before.
    """
    key, made = round.where, made_of(round.here)
    kept = _KEPT.get(key)
    if kept is not None and kept.made == made:
        return kept
    if _is_under_way(round):
        return _before(round, kept)
    if not _LOCK.acquire(blocking=kept is None):
        return _before(round, kept)
    try:
        kept = _KEPT.get(key)
        if kept is None or kept.made != made:
            kept = _KEPT[key] = _read(round, made)
            _set_aside(kept)
    finally:
        _LOCK.release()
    return kept


def _set_aside(told: Snapshot) -> None:
    """Spare the collector what stays: it would look through a large analysis every few pages, a fifth of a second."""
    if len(told.points) >= _LARGE:
        gc.collect()
        gc.freeze()


def _is_under_way(round: Round) -> bool:
    with files_held(round, 0) as mine:
        return not mine


def _before(round: Round, kept: Snapshot | None) -> Snapshot:
    if kept is None:
        raise MissingError(f"{round.name} is being analysed just now; the board opens as soon as that is done")
    return kept


def made_of(here: RoundPlace) -> tuple[int, ...]:
    """When each table was written, 0 where it is not there: an analysis and an erasing write them anew."""
    told = []
    for name in _TABLES:
        path = here.table(name)
        told.append(path.stat().st_mtime_ns if path.exists() else 0)
    return tuple(told)


def _rows(frame: pd.DataFrame, by: str) -> dict[str, Row]:
    return {row[by]: row for row in records(frame)}


def _lists(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Rows of themes with their lists as lists."""
    return {
        id: {**row, "keywords": json.loads(row["keywords"]), "examples": json.loads(row["examples"])}
        for id, row in rows.items()
    }


def _cells(frame: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """The cells of some columns row by row; a list of each, since pandas hands out text by text slowly."""
    return zip(*(frame[name].tolist() for name in names), strict=True)


def _grouped(frame: pd.DataFrame, by: str, what: str) -> dict[str, tuple[str, ...]]:
    told: dict[str, list[str]] = {}
    for key, one in _cells(frame, by, what):
        told.setdefault(key, []).append(one)
    return {key: tuple(each) for key, each in told.items()}


class _Ids(NamedTuple):
    """The ids that leave the store of what is asked again and again: an answer has many points."""

    answer: Callable[[str], str]
    response: Callable[[str], str]


def _read(round: Round, made: tuple[int, ...]) -> Snapshot:
    ids = _Ids(*(cache(partial(public_id, round.key, prefix)) for prefix in ("a", "r")))
    frames = _fitting({name: read_table(round.here, name) for name in _TABLES})
    members = frames["members"].sort_values(["theme", "rank", "score", "point"], ascending=[True, True, False, True])
    points = _points(ids, frames["points"])
    second = members[members["rank"] > 0]
    return Snapshot(
        made=made,
        themes=_lists(_rows(frames["themes"], "theme")),
        inside=_grouped(members, "theme", "point"),
        seconds={theme: frozenset(told) for theme, told in _grouped(second, "theme", "point").items()},
        scores={(theme, point): score for theme, point, score in _cells(members, "theme", "point", "score")},
        themes_of=_grouped(members.sort_values(["point", "rank"]), "point", "theme"),
        points=points,
        answers=_answers(round, ids, frames["answers"]),
        points_of=_points_of(points),
        tags=_rows(frames["point_tags"], "unit"),
        theme_tags=_rows(frames["theme_tags"], "unit"),
        marks=_grouped(frames["point_marks"], "point", "mark"),
        unfitted=_rows(frames["unfitted"], "point"),
        groups={ids.answer(row["answer"]): row for row in records(frames["groups"])},
        spans=_spans(ids, frames["spans"]),
        subthemes=_lists(_rows(frames["subthemes"], "subtheme")),
        subpoints={id: frozenset(told) for id, told in _grouped(frames["submembers"], "subtheme", "point").items()},
        quality=_rows(frames["quality"], "theme"),
        joins=tuple(_cells(frames["joins"], "theme", "point")),
        about=_about(round, points),
        consented=_consented(round, points),
        noticed=noticed(frames, {name: f"{rule.says} {rule.cure}" for name, rule in RULES.items()}),
    )


def _fitting(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables without what is about points that are gone, as an analysis that was broken off leaves it."""
    points = frozenset(frames["points"]["point"].tolist())
    told = {name: _where(frame, "point", points) for name, frame in frames.items()}
    themes = frozenset(told["members"]["theme"].tolist())
    return told | {name: _where(told[name], "theme", themes) for name in ("themes", "quality", "subthemes")}


def _where(frame: pd.DataFrame, column: str, there: Collection[str]) -> pd.DataFrame:
    if column not in frame:
        return frame
    fits = [one in there for one in frame[column].tolist()]
    return frame if all(fits) else frame[fits]


def _points(ids: _Ids, frame: pd.DataFrame) -> dict[str, Row]:
    """Points under public ids of their answers and responses; `store_response` is for looking up, never for showing."""
    told: dict[str, Row] = {}
    for row in records(frame):
        answer, response = ids.answer(row["answer"]), ids.response(row["response"])
        told[row["point"]] = {**row, "answer": answer, "response": response, "store_response": row["response"]}
    return told


def _consented(round: Round, points: Mapping[str, Row]) -> frozenset[str]:
    """The points whose senders agreed to be quoted."""
    responses = tables.responses(round.name)
    consented = set(responses.loc[responses["consent_quote"], "response"])
    return frozenset(id for id, row in points.items() if row["store_response"] in consented)


def _about(round: Round, points: Mapping[str, Row]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Response -> what is known of its sender, of those with a point."""
    ids = {row["store_response"]: row["response"] for row in points.values()}
    told: dict[str, list[tuple[str, str]]] = {}
    for row in records(tables.about(round.name)):
        if row["response"] in ids:
            told.setdefault(ids[row["response"]], []).append((row["attribute"], row["value"]))
    return {response: tuple(values) for response, values in told.items()}


def _answers(round: Round, ids: _Ids, frame: pd.DataFrame) -> dict[str, Row]:
    """Answers with what a ruling keeps of their texts: `raw_digest` is that of the text before any translation."""
    shown = frame.drop(columns=[*_HIDDEN])
    told: dict[str, Row] = {}
    for row, (raw, repaired) in zip(records(shown), _cells(frame, *_HIDDEN), strict=True):
        id, response = ids.answer(row["answer"]), ids.response(row["response"])
        read = text_digest(repaired, round.key)
        first = text_digest(repair(raw), round.key) if row["rule"].startswith("translated") else read
        named = {"answer": id, "response": response, "store_answer": row["answer"]}
        told[id] = {**row, **named, "digest": read, "raw_digest": first}
    return told


def _spans(ids: _Ids, frame: pd.DataFrame) -> dict[str, tuple[HiddenSpan, ...]]:
    told: dict[str, list[HiddenSpan]] = {}
    for row in records(frame):
        span = (row["start"], row["end"], row["kind"], row["recogniser"], row["score"])
        told.setdefault(ids.answer(row["answer"]), []).append(span)
    return {id: tuple(sorted(spans)) for id, spans in told.items()}


def _points_of(points: Mapping[str, Row]) -> dict[str, tuple[str, ...]]:
    """Answer -> its points, in their order."""
    told: dict[str, list[str]] = {}
    for id, row in sorted(points.items(), key=lambda pair: (pair[1]["answer"], pair[1]["number"])):
        told.setdefault(row["answer"], []).append(id)
    return {answer: tuple(ids) for answer, ids in told.items()}
