"""How steady our themes are: on nine rows in ten, and with the rows in another order, every text read anew."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache, partial
from itertools import combinations

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from benchmarks.sets import SEED, labelled_set
from benchmarks.themes_ways import Cut, Told, embedder, expansions, model, of_answers, ours, split_points
from pipeline.embed.protocol import PoolingEmbedder
from pipeline.engine import spread
from pipeline.themes.stage import Themes

RUNS = 20
SHARE = 0.9


@lru_cache(maxsize=1)
def _cut(name: str) -> Cut:
    return split_points(labelled_set(name).frame, expansions())


def part_of(cut: Cut, seed: int) -> Cut:
    """The points of nine answers in ten."""
    answers = pd.Series(sorted(set(cut.points["answer"]))).sample(frac=SHARE, random_state=seed)
    kept = cut.points["answer"].isin(list(answers)).to_numpy()
    wholes = [whole for whole, keep in zip(cut.wholes, kept, strict=True) if keep]
    return Cut(cut.points[kept].reset_index(drop=True), wholes)


def rerun(name: str, seed: int) -> dict[str, str]:
    """Each answer's main theme in a run on nine answers in ten, vectors made anew from the model's rows."""
    part = part_of(_cut(name), seed)
    told = of_answers(ours(part, embedder(), expansions(), "normal"), part.points)
    return {answer: themes[0] if themes else "" for answer, themes in told.items()}


def alike(one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """AMI of two runs over the answers that both had; no theme is a theme of its own."""
    both = sorted(set(one) & set(other))
    return float(adjusted_mutual_info_score([one[row] for row in both], [other[row] for row in both]))


def _count(told: Mapping[str, str]) -> int:
    return len(set(told.values()) - {""})


def _shuffled(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sample(frac=1, random_state=SEED + 1).reset_index(drop=True)


def _found(frame: pd.DataFrame, reader: PoolingEmbedder) -> tuple[Themes, Told]:
    cut = split_points(frame, expansions())
    found = ours(cut, reader, expansions(), "normal")
    return found, of_answers(found, cut.points)


def changes(name: str) -> int:
    """Rows of any table told that differ once the rows are shuffled and every text is read anew."""
    frame = labelled_set(name).frame
    one, told = _found(frame, embedder())
    other, again = _found(_shuffled(frame), model())
    names = [field.name for field in fields(one) if isinstance(getattr(one, field.name), pd.DataFrame)]
    differing = sum(_differing(getattr(one, name), getattr(other, name)) for name in names)
    return differing + (one.unthemed != other.unthemed) + sum(told[row] != again.get(row) for row in told)


def _differing(before: pd.DataFrame, after: pd.DataFrame) -> int:
    if len(before) != len(after):
        return max(len(before), len(after))
    rows = zip(before.itertuples(index=False), after.itertuples(index=False), strict=True)
    return sum(repr(one) != repr(other) for one, other in rows)


def run(names: Sequence[str]) -> None:
    """Print one line a set."""
    print(f"Points, normal; {RUNS} runs on {SHARE:.0%} of the answers, all vectors remade; shuffled rows read anew.\n")
    print(
        "| set | mean pairwise AMI | least | themes, mean | least | most | furthest from the mean | changes, shuffled |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name in names:
        cut = _cut(name)
        embedder().encode([*cut.points["text"], *cut.wholes])
        found = list(spread(partial(rerun, name), range(RUNS)))
        pairs = [alike(one, other) for one, other in combinations(found, 2)]
        counts = np.array([_count(told) for told in found])
        off = np.abs(counts / counts.mean() - 1).max()
        figures = [f"{np.mean(pairs):.3f}", f"{min(pairs):.3f}", f"{counts.mean():.1f}", counts.min(), counts.max()]
        print(f"| {name} | " + " | ".join(map(str, [*figures, f"{off:.0%}", changes(name)])) + " |", flush=True)
