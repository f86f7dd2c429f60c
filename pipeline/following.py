"""Themes beside those of before: what was agreed in this round, and what the round before it agreed to."""

from collections.abc import Collection, Mapping
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The points of a round with their answers, each under a theme (column `theme`, empty for none)."""

    points: pd.DataFrame
    answers: pd.DataFrame

    @classmethod
    def of(
        cls, points: pd.DataFrame, answers: pd.DataFrame, homes: Mapping[str, str], members: pd.DataFrame | None
    ) -> "Side":
        """Points under their agreed theme, else under their candidate.

        What nobody agreed to takes part: it is what a point may belong to if it belongs to no agreed theme.
        """
        main = members[members["rank"] == 0] if members is not None else None
        found = {} if main is None else dict(zip(main["point"], main["theme"], strict=True))
        themes = [homes.get(point) or found.get(point, "") for point in points["point"]]
        return cls(points=points.assign(theme=themes), answers=answers)

    @property
    def responses(self) -> int:
        """How many responses made a point."""
        return int(self.points["response"].nunique())


def homes_of(agreed: Agreed) -> dict[str, str]:
    """The agreed theme of each point that has one; of a point of two the one accepted first."""
    homes: dict[str, str] = {}
    for theme in agreed.themes:
        for member in theme.members:
            homes.setdefault(member.point, theme.id)
    return homes


def laid_beside(round: Round, before: Side, now: Side, progress: Progress) -> Beside:
    """Two rounds beside one another; both are read in one go, since a vector says where a point lies among all."""
    both = pd.concat([before.points, now.points], ignore_index=True)
    texts = pd.concat([before.answers, now.answers], ignore_index=True)
    vectors = point_vectors(round, both, texts, progress)
    size = len(before.points)
    was, is_now = run_of(before.points, vectors[:size]), run_of(now.points, vectors[size:])
    told = lineage(was, is_now)
    return Beside(told, shifts(was, is_now, told))


def _build_of_before(round: Round) -> RoundPlace:
    """The files of the round that this one follows, which must have been analysed on this machine."""
    here = round.place.round(round.survey.follows)
    if not here.table("points").exists() or not here.table("members").exists():
        said = f"round {round.name} follows {here.name}, which was not analysed here"
        raise MissingError(f"{said}; run: cpitg analyse {here.name}, or take 'follows' out of survey.yml")
    return here


def known_before(told: pd.DataFrame, before: Collection[str]) -> pd.DataFrame:
    """The lineage as far as it concerns these themes of before; who comes from none of them is new."""
    kept = told[told["before"].isin(set(before)) | ((told["before"] == "") & (told["theme"] != ""))]
    lost = sorted(set(told["theme"]) - set(kept["theme"]) - {""})
    new = pd.DataFrame({"theme": lost, "before": "", "kind": "new", "shared": 0, "overlap": 0.0})
    rows = pd.concat([kept, new.astype({"theme": "str"})], ignore_index=True) if lost else kept
    return checked(rows.sort_values(["theme", "before"]), LINEAGE)


def _since_before(round: Round, now: Side, progress: Progress) -> Beside:
    """Today's candidates beside what the round before agreed to, as it stands; nothing where none is named."""
    if not round.survey.follows:
        return Beside(empty(LINEAGE), empty(SHIFTS))
    here = _build_of_before(round)
    homes = homes_of(read_agreed(here))
    before = Side.of(read_table(here, "points"), read_table(here, "answers"), homes, read_table(here, "members"))
    told = laid_beside(round, before, now, progress)
    agreed = set(homes.values())
    own = told.shifts["theme"].isin({*now.points["theme"], *agreed})
    return Beside(known_before(told.lineage, agreed), told.shifts[own].reset_index(drop=True))


def _within(round: Round, now: Side, progress: Progress) -> pd.DataFrame:
    """The candidates beside what this round agreed to, by the points that both have, as LINEAGE."""
    homes = homes_of(read_agreed(round.here))
    old = now.points.assign(theme=[homes.get(point, "") for point in now.points["point"]])
    inside = (old["theme"] != "").to_numpy()
    if not inside.any():
        return empty(LINEAGE)
    vectors = point_vectors(round, now.points, now.answers, progress)
    return lineage(run_of(old[inside], vectors[inside]), run_of(now.points, vectors))


def _together(*told: pd.DataFrame) -> pd.DataFrame:
    """Several lineages of the same themes as one: a theme is new where none of them knows it."""
    rows = pd.concat(told, ignore_index=True).drop_duplicates(["theme", "before"])
    known = set(rows.loc[rows["before"] != "", "theme"])
    kept = rows[(rows["before"] != "") | ~rows["theme"].isin(known)]
    return checked(kept.sort_values(["theme", "before"]), LINEAGE)


def beside(round: Round, now: Side, progress: Progress) -> Beside:
    """Today's candidates beside what was agreed before, in this round and in the one it follows."""
    earlier = _since_before(round, now, progress)
    return Beside(_together(_within(round, now, progress), earlier.lineage), earlier.shifts)
