"""Themes beside those of before: what was agreed in this round, and what the round before it agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.errors import MissingError
from pipeline.opening import Round, point_vectors, read_agreed, read_table
from pipeline.place import RoundPlace
from pipeline.progress import Progress
from pipeline.review.replay import Agreed
from pipeline.schemas import LINEAGE, SHIFTS, checked, empty
from pipeline.themes.joined import run_of
from pipeline.themes.lineage import lineage
from pipeline.themes.shifts import shifts


@dataclass(frozen=True, slots=True)
class Beside:
    """What became of the themes of before, and how their shares of the responses changed."""

    lineage: pd.DataFrame  # LINEAGE
    shifts: pd.DataFrame  # SHIFTS
    responses_before: int = 0  # that made a point then


def homes_of(agreed: Agreed) -> dict[str, str]:
    """The agreed theme of each point that has one; of a point of two the later one."""
    return {member.point: theme.id for theme in agreed.themes for member in theme.members}


def placed_in(points: pd.DataFrame, homes: Mapping[str, str]) -> pd.DataFrame:
    """The points, each with its theme; empty where it has none."""
    return points.assign(theme=[homes.get(point, "") for point in points["point"]])


def _before(round: Round) -> RoundPlace:
    """The files of the round that this one follows, which must have been analysed on this machine."""
    here = round.place.round(round.survey.follows)
    if not here.table("points").exists():
        said = f"round {round.name} follows {here.name}, which was not analysed here"
        raise MissingError(f"{said}; run: cpitg analyse {here.name}, or take 'follows' out of survey.yml")
    return here


def since_before(round: Round, placed: pd.DataFrame, answers: pd.DataFrame, progress: Progress) -> Beside:
    """The themes of `placed` (POINTS with `theme`) beside what the round before agreed to; nothing where none is named.

    The texts of both rounds are read in one go: a vector says where a point lies among all points of its call.
    """
    if not round.survey.follows:
        return Beside(empty(LINEAGE), empty(SHIFTS))
    here = _before(round)
    old = placed_in(read_table(here, "points"), homes_of(read_agreed(here)))
    both = pd.concat([old, placed], ignore_index=True)
    texts = pd.concat([read_table(here, "answers"), answers], ignore_index=True)
    vectors = point_vectors(round, both, texts, progress)
    was, is_now = run_of(old, vectors[: len(old)]), run_of(placed, vectors[len(old) :])
    told = lineage(was, is_now)
    return Beside(told, shifts(was, is_now, told), int(old["response"].nunique()))


def within(round: Round, placed: pd.DataFrame, answers: pd.DataFrame, progress: Progress) -> pd.DataFrame:
    """The candidates of `placed` beside what this round agreed to, by the points that both have, as LINEAGE."""
    homes = homes_of(read_agreed(round.here))
    old = placed_in(placed, homes)
    inside = (old["theme"] != "").to_numpy()
    if not inside.any():
        return empty(LINEAGE)
    vectors = point_vectors(round, placed, answers, progress)
    return lineage(run_of(old[inside], vectors[inside]), run_of(placed, vectors))


def together(*told: pd.DataFrame) -> pd.DataFrame:
    """Several lineages of the same themes as one: a theme is new where none of them knows it."""
    rows = pd.concat(told, ignore_index=True).drop_duplicates(["theme", "before"])
    known = set(rows.loc[rows["before"] != "", "theme"])
    kept = rows[(rows["before"] != "") | ~rows["theme"].isin(known)]
    return checked(kept.sort_values(["theme", "before"]), LINEAGE)


def beside(round: Round, placed: pd.DataFrame, answers: pd.DataFrame, progress: Progress) -> Beside:
    """Today's candidates beside what was agreed before, in this round and in the one it follows."""
    earlier = since_before(round, placed, answers, progress)
    return Beside(together(within(round, placed, answers, progress), earlier.lineage), earlier.shifts)
