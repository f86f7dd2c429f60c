"""Themes from round to round against human codes: python -m benchmarks.themes_rounds [--seeds N] [--plants N] [SET...].

Each set is cut in halves, the invented round also by the day of sending. The first half is the round before; the whole
is the same round with late answers, the second half a new round. Both are drawn from the same people, so that every
change called real is a false one. Then one human code is thinned to 2 % of the first half and 6 % of the second.

Matching themes: a human code holds at least two thirds (in brackets: half) of the points of n themes before and m now;
then min(n, m) of them can keep an id, and those count as kept whose id was a theme's of that code before. `wrong` are
ids that a theme of one code took from a theme of another.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.sets import SEED, SETS, LabelledSet, labelled_set, shared
from benchmarks.themes_ways import Cut, Told, embedder, expansions, split_points
from pipeline.embed.context import vectors_in_context
from pipeline.embed.protocol import PoolingEmbedder
from pipeline.themes.carry import carried, named
from pipeline.themes.joined import Run, joined, run_of
from pipeline.themes.laid import numbered
from pipeline.themes.lineage import lineage
from pipeline.themes.shifts import Shares, chance, doubt, held, measured, shares, shifts, spokesmen, unions
from pipeline.themes.stage import ThemeSettings, find_themes

PURE, HALF = 2 / 3, 1 / 2
THIN, THICK = 0.02, 0.06
MOST = 1500  # rows in each half of a planted set
USED = 0.46  # of the rows in each half, where there are fewer
HEAD = "| set | round | pairs | themes before, now | matching, kept | wrong | same split merged new retired | {} |"
PLANTED = "| set | rows a half | plants | found before | found now | id kept | real | real by human codes |"


@dataclass(frozen=True, slots=True)
class Way:
    """What turns texts into themes."""

    embedder: PoolingEmbedder
    glossary: Mapping[str, str]

    def vectors(self, cut: Cut) -> np.ndarray:
        """A row a point, among the points of this cut."""
        return vectors_in_context(list(cut.points["text"]), cut.wholes, self.embedder, self.glossary)

    def themed(self, cut: Cut) -> dict[str, str]:
        """The theme of each point, T001 and up."""
        settings = ThemeSettings(seed=SEED)
        found = find_themes(cut.points, self.vectors(cut), settings, self.glossary)
        names = numbered(found.themes)
        main = found.members[found.members["rank"] == 0]
        return {point: names[theme] for point, theme in zip(main["point"], main["theme"], strict=True)}


def _part(cut: Cut, chosen: np.ndarray) -> Cut:
    wholes = [whole for whole, inside in zip(cut.wholes, chosen, strict=True) if inside]
    return Cut(cut.points[chosen].reset_index(drop=True), wholes)


def _people(points: pd.DataFrame) -> pd.Series:
    return points["response"].str.split("/").str[0]


@dataclass(frozen=True, slots=True)
class Two:
    """Two runs in one space, and what the engine makes of them; today's themes under their ids."""

    before: Run
    now: Run
    lineage: pd.DataFrame
    shifts: pd.DataFrame


def _two(cut: Cut, vectors: np.ndarray, old: np.ndarray, new: np.ndarray, themes: list[dict[str, str]]) -> Two:
    points = cut.points.assign(response=_people(cut.points))

    def made(chosen: np.ndarray, homes: Mapping[str, str]) -> Run:
        mine = points[chosen]
        return run_of(mine.assign(theme=[homes.get(point, "") for point in mine["point"]]), vectors[chosen])

    before, now = made(old, themes[0]), made(new, themes[1])
    line = lineage(before, now)
    names = carried(line, now.themes(), []).names
    now, line = now.under(names), named(line, names)
    return Two(before, now, line, shifts(before, now, line))


def _codes(run: Run, gold: Told, least: float) -> dict[str, str]:
    """Theme -> the human code that at least so many of its points have, of those that have one."""
    points = run.points.assign(answer=run.points["point"].str.rsplit(".", n=1).str[0])
    told = {}
    for theme, mine in points[points["theme"] != ""].groupby("theme"):
        counts = Counter(code for answer in mine["answer"] for code in gold[answer])
        code, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if most >= least * len(mine):
            told[str(theme)] = code
    return told


def _kept(two: Two, gold: Told, least: float) -> tuple[int, int, int]:
    """How many ids were kept, could be kept, and went to a theme of another code."""
    before, now = (_codes(run, gold, least) for run in (two.before, two.now))
    could = Counter(before.values()) & Counter(now.values())
    ids = [(before[theme], code) for theme, code in now.items() if theme in before]
    return sum(one == other for one, other in ids), could.total(), sum(one != other for one, other in ids)


def _masks(points: pd.DataFrame, seeds: int) -> Iterator[tuple[str, np.ndarray]]:
    """The first halves: drawn by seed, for the invented round also by the day of sending."""
    people = _people(points)
    names = np.array(sorted(people.unique()))
    for seed in range(seeds):
        first = np.random.default_rng(seed).permutation(names)[: len(names) // 2]
        yield "halves", people.isin(set(first)).to_numpy()
    if set(names) <= set(_sent()):
        sent = _sent()
        early = sorted(names, key=lambda name: (sent[name], name))[: len(names) // 2]
        yield "by day", people.isin(set(early)).to_numpy()


def _sent() -> dict[str, str]:
    told = pd.read_csv(shared() / "sample-round" / "responses.csv", dtype=str, keep_default_na=False)
    return dict(zip(told["response_id"], told["submitted_at"], strict=True))


def runs(labelled: LabelledSet, way: Way, seeds: int) -> Iterator[tuple[str, Two]]:
    """Every pair of runs of one set: the first half against the whole and against the second half."""
    cut = split_points(labelled.frame, way.glossary)
    vectors, whole = way.vectors(cut), way.themed(cut)
    every = np.ones(len(vectors), dtype=bool)
    for name, first in _masks(cut.points, seeds):
        one, other = way.themed(_part(cut, first)), way.themed(_part(cut, ~first))
        yield f"{name}, late answers", _two(cut, vectors, first, every, [one, whole])
        yield f"{name}, new round", _two(cut, vectors, first, ~first, [one, other])


def _sides(pairs: list[Two]) -> tuple[list[Run], list[Run]]:
    return [two.before for two in pairs], [two.now for two in pairs]


def _line(name: str, kind: str, pairs: list[Two], gold: Told) -> str:
    kept, could, wrong = np.sum([_kept(two, gold, PURE) for two in pairs], axis=0)
    half, could_half, wrong_half = np.sum([_kept(two, gold, HALF) for two in pairs], axis=0)
    kinds = Counter(kind for two in pairs for kind in two.lineage["kind"])
    called = [int(two.shifts["real"].sum()) for two in pairs]
    compared = sum(len(two.shifts) for two in pairs)
    before, now = (np.mean([len(run.themes()) for run in side]) for side in _sides(pairs))
    cells = [
        name,
        kind,
        len(pairs),
        f"{before:.0f}, {now:.0f}",
        f"{kept} of {could} ({half} of {could_half})",
        f"{wrong} ({wrong_half})",
        " ".join(str(kinds[kind]) for kind in ("same", "split", "merged", "new", "retired")),
        f"{sum(called)} of {compared}, in {sum(map(bool, called))} of {len(pairs)} pairs",
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def rows(labelled: LabelledSet, way: Way, seeds: int) -> list[str]:
    """The lines of one set: ids kept, kinds of lineage, and changes called real where nothing changed."""
    told: dict[str, list[Two]] = {}
    for kind, two in runs(labelled, way, seeds):
        told.setdefault(kind, []).append(two)
    return [_line(labelled.name, kind, pairs, labelled.gold()) for kind, pairs in told.items()]


@dataclass(frozen=True, slots=True)
class Planted:
    """A set in two halves, one code of which grows from 2 to 6 %."""

    labelled: LabelledSet
    code: str
    first: frozenset[str]  # ids of the rows of the first half


def plants(name: str, count: int) -> Iterator[Planted]:
    """Plants of one set, a code and rows drawn by each seed."""
    frame = SETS[name]()
    frame = frame[(frame["text"].str.strip() != "") & (frame["labels"] != "")]
    frame = frame.assign(id=frame["id"].str.replace("/", "-"))  # here every row is a response
    half = min(MOST, int(USED * len(frame)))
    thin, thick = round(THIN * half), round(THICK * half)
    counts = frame["labels"].value_counts()
    codes = sorted(code for code in counts.index[counts >= thin + thick] if "|" not in code)
    for seed in range(count if codes else 0):
        code = codes[int(np.random.default_rng(seed).integers(len(codes)))]
        mixed = frame.sample(frac=1, random_state=seed)
        mine, rest = mixed[mixed["labels"] == code], mixed[~mixed["labels"].str.split("|").map(set).ge({code})]
        drawn = pd.concat([mine[: thin + thick], rest[: 2 * half - thin - thick]])
        first = frozenset([*mine["id"][:thin], *rest["id"][: half - thin]])
        yield Planted(LabelledSet(name, drawn[["id", "question", "text", "labels"]].sort_values("id")), code, first)


def _real(two: Two, theme: str) -> bool:
    """Whether the change of the theme's union is called real."""
    union = unions(two.lineage)
    spokesman = spokesmen(two.lineage, union)[union["now", theme]]
    line = two.shifts.set_index("theme").loc[spokesman]
    return bool(line["real"] and line["now"] > line["before"])


def _by_codes(two: Two, planted: Planted) -> bool:
    """Whether human codes alone would show the change, among as many others that are as they are."""
    union = unions(two.lineage)
    found = joined(two.before, two.now)
    others = doubt(shares(found, measured(found, union), max(union.values()) + 1), union)
    gold = planted.labelled.gold()
    heard = [
        (sum(planted.code in gold[one] for one in set(run.points["response"])), run.points["response"].nunique())
        for run in (two.before, two.now)
    ]
    (was, of_was), (is_now, of_now) = heard
    own = chance(Shares(np.array([was]), of_was, np.array([is_now]), of_now, np.zeros(1)))
    return bool(held(np.append(own, np.sort(others)[1:]))[0])


def _planted(planted: Planted, way: Way) -> tuple[bool, bool, bool, bool, bool]:
    cut = split_points(planted.labelled.frame, way.glossary)
    first = cut.points["response"].isin(planted.first).to_numpy()
    themes = [way.themed(_part(cut, chosen)) for chosen in (first, ~first)]
    two = _two(cut, way.vectors(cut), first, ~first, themes)
    gold = planted.labelled.gold()
    before, now = (
        {theme for theme, code in _codes(run, gold, HALF).items() if code == planted.code}
        for run in (two.before, two.now)
    )
    real = any(_real(two, theme) for theme in now)
    return bool(before), bool(now), bool(before & now), real, _by_codes(two, planted)


def plant_row(name: str, way: Way, count: int) -> str:
    """The line of one set: how many planted themes were found, kept their id, and were called changed."""
    told = [_planted(planted, way) for planted in plants(name, count)]
    half = min(MOST, int(USED * len(SETS[name]())))
    cells = [name, half, len(told), *(np.sum(told, axis=0) if told else [0] * 5)]
    return "| " + " | ".join(map(str, cells)) + " |"


def run(names: list[str], seeds: int, planted: int) -> None:
    """Print both tables, line by line."""
    way = Way(embedder(), expansions())
    print(HEAD.format("called real"))
    print("|---" * 8 + "|")
    for name in names if seeds else ():
        print("\n".join(rows(labelled_set(name), way, seeds)), flush=True)
    print(f"\n{PLANTED}")
    print("|---" * 8 + "|")
    for name in names if planted else ():
        print(plant_row(name, way, planted), flush=True)


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help="of " + ", ".join(SETS) + "; all where none is named")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--plants", type=int, default=10)
    asked = parser.parse_args()
    run(asked.sets or list(SETS), asked.seeds, asked.plants)


if __name__ == "__main__":
    main()
