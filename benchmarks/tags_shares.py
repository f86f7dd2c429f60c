"""Shares of items against the truth: python -m benchmarks.tags_shares [DRAWS].

The labelled answers of the sample round stand for everybody. A round is drawn from them, respondent by respondent and
with replacement; a hundred or two hundred of its answers are decided, by lot or the doubtful first; the tagger learns
from those. What is estimated is then compared with the share among everybody: how often the interval holds it, how wide
it is, and how far off the estimate. Peers: the decided answers alone, the mean of what the tagger says, and the count
of the sets that it gives, of which the last two have no interval. Labels are read here and nowhere else.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.sets import ROOT, shared
from benchmarks.tags import sample
from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.embed.cache import cached
from pipeline.embed.model import load_model, usual_folder
from pipeline.tag.read import Read
from pipeline.tag.sets import best_set
from pipeline.tag.shares import proportion, reading, shares
from pipeline.tag.tagger import Tagger

DRAWS = 40
DECIDED = (100, 200)
WAYS = ("by lot", "half of them the doubtful first")
Row = tuple[str, str, float, float, float]  # estimator, code, error, width (nan without interval), held


class Bench:
    """The labelled answers, read once, and what they say in truth."""

    def __init__(self, tagger: Tagger, rows: pd.DataFrame) -> None:
        self.tagger, self.rows = tagger, rows.reset_index(drop=True)
        self.read: Read = tagger.read(list(rows["text"]))
        self.first = tagger.scores(self.read)
        self.gold = np.array([[code in items.split(";") for code in tagger.codes] for items in rows["items"]])
        self.truth = self.gold.mean(axis=0)
        self.of_person = [np.flatnonzero(rows["person"] == person) for person in sorted(set(rows["person"]))]

    def draw(self, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """A round: the number of the answer behind each of its points, and the number of its response."""
        people = chance.integers(len(self.of_person), size=len(self.of_person))
        points = np.concatenate([self.of_person[person] for person in people])
        return points, np.repeat(np.arange(len(people)), [len(self.of_person[person]) for person in people])

    def decide(self, chance: np.random.Generator, points: np.ndarray, count: int, way: str) -> np.ndarray:
        """Which points of the round people rule on."""
        if way == WAYS[0]:
            return chance.choice(len(points), count, replace=False)
        doubt = np.argsort(self.first[points].max(axis=1), kind="stable")
        rest = chance.choice(doubt[count // 2 :], count - count // 2, replace=False)
        return np.concatenate([doubt[: count // 2], rest])

    def told(self, points: np.ndarray, decided: np.ndarray) -> np.ndarray:
        """What the tagger says of each point once it learned from the decided ones, of these as if it had not."""
        mine = self.rows.iloc[np.unique(points[decided])]
        ruled = mine[["id", "text", "items"]].assign(group=mine["person"])
        taught = self.tagger.learned_from(ruled, read=self.read)
        scores = taught.scores(self.read)
        unseen = taught.unseen().set_index("id").loc[mine["id"]].to_numpy()
        # A response that was drawn twice must not be known by its copy.
        scores[mine.index] = unseen
        return np.asarray(scores[points])

    def figures(self, seed: int, count: int, way: str) -> Iterator[Row]:
        """What every estimator makes of one draw, code by code."""
        chance = np.random.default_rng(seed)
        points, response = self.draw(chance)
        decided = self.decide(chance, points, count, way)
        told, codes = self.told(points, decided), self.tagger.codes
        ids = [f"p{number:05}" for number in range(len(points))]
        scores = pd.DataFrame(told, index=ids, columns=list(codes))
        ruled = {ids[at]: tuple(self.rows["items"][points[at]].split(";")) for at in decided}
        homes = {id: f"r{number}" for id, number in zip(ids, response, strict=True)}
        found = shares(reading(scores, ruled, scores.loc[list(ruled)], homes))
        sets = [best_set(codes, row) for row in told]
        for at, code in enumerate(codes):
            truth = self.truth[at]
            share = found[code].share
            if share is None:
                yield "ours: not shown", code, np.nan, np.nan, np.nan
            else:
                yield "ours", code, *_against(truth, share.share, share.low, share.high)
            alone = proportion(self.gold[points[decided], at].sum(), count)
            yield "decided alone", code, *_against(truth, alone.share, alone.low, alone.high)
            yield "mean of the tagger's", code, abs(told[:, at].mean() - truth), np.nan, np.nan
            yield "count of its sets", code, abs(np.mean([code in items for items in sets]) - truth), np.nan, np.nan


def _against(truth: float, share: float, low: float, high: float) -> tuple[float, float, float]:
    return abs(share - truth), high - low, float(low <= truth <= high)


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """A line an estimator: error and width in points of a hundred, and how many of a hundred intervals hold."""
    frame = pd.DataFrame(rows, columns=["estimator", "code", "error", "width", "held"])
    for name, mine in frame.groupby("estimator", sort=False):
        by_code = mine.groupby("code")["held"].mean()
        worst = f"{100 * by_code.min():.0f} ({by_code.idxmin()})" if by_code.notna().any() else "-"
        means = [100 * mine[part].mean() for part in ("error", "width", "held")]
        told = ["-" if np.isnan(each) else f"{each:.1f}" for each in means]
        yield f"| {name} | {' | '.join(told)} | {worst} | {len(mine)} |"


def main() -> None:
    embedder = cached(load_model(usual_folder(os.environ, Path.home(), sys.platform)), ROOT / "build" / "bench")
    taxonomy = parse_taxonomy((ROOT / "surveys/workstreams.yml").read_text("utf-8"), "surveys/workstreams.yml")
    bench = Bench(Tagger.from_taxonomy(taxonomy, embedder), sample(shared()))
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS
    for way in WAYS:
        for count in DECIDED:
            print(f"\n{count} decided, {way}; {draws} draws\n")
            print("| estimator | error | width | held of 100 | worst item | shares |\n|---|---|---|---|---|---|")
            rows = [row for seed in range(draws) for row in bench.figures(seed, count, way)]
            print("\n".join(lines(rows)), flush=True)


if __name__ == "__main__":
    main()
