"""How fast and how large: 3,000 texts end to end beside BERTopic, and points by the ten thousand.

Each figure comes from a process of its own, so that its memory is its own and nothing is remembered from another.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.clean_speed import sentences
from benchmarks.sets import MOST, ROOT, SEED, labelled_set
from benchmarks.themes_peers import bertopic_model, quietly, warm
from benchmarks.themes_plain import Plain, sentence_model
from benchmarks.themes_ways import expansions, model, of_answers, ours, split_points, whole_points
from pipeline.embed.cache import cached
from pipeline.embed.context import vectors_in_context
from pipeline.themes.stage import ThemeSettings, find_themes

SIZES = (1_000, 10_000)
LARGEST = 50_000
TEXTS = "comments"  # 3,000 texts of patients
PLAIN = 1_000  # points read by the plain route, too
SHORT = 200  # texts that wake the libraries up

Figures = dict[str, float]


def recombined(size: int, seed: int = SEED) -> list[str]:
    """Different points of one sentence, or of two from different texts; no point twice."""
    rng = random.Random(seed)
    pool = sorted(sentences())
    known: dict[str, None] = {}
    while len(known) < size:
        known.setdefault(" ".join(rng.sample(pool, rng.choice((1, 2)))))
    return list(known)


def _seconds(step: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    out = step()
    return time.monotonic() - began, out


def grown(size: int) -> Figures:
    """Seconds of each step over so many different points, as the product goes: the model's rows kept in a file."""
    texts = recombined(size)
    cut = whole_points(_frame(texts))
    with tempfile.TemporaryDirectory() as folder:
        reader = cached(model(), Path(folder))
        reading, _ = _seconds(lambda: reader.both(texts))
        joining, vectors = _seconds(lambda: vectors_in_context(texts, texts, reader, expansions()))
    finding, found = _seconds(lambda: find_themes(cut.points, vectors, ThemeSettings(seed=SEED), expansions()))
    return {"reading": reading, "joining": joining, "finding": finding, "themes": len(found.themes)}


def _frame(texts: Sequence[str]) -> pd.DataFrame:
    ids = [f"p{number}" for number in range(len(texts))]
    return pd.DataFrame({"id": ids, "question": "q", "text": texts})


def plain(size: int) -> Figures:
    """The same points read by the product and by the plain numpy route, one after the other; the furthest apart."""
    texts = recombined(size)
    reader, usual = model(), Plain()
    reader.encode(texts[:SHORT])
    usual.encode(texts[:SHORT])
    mine, rows = _seconds(lambda: reader.both(texts)[:, 0])
    theirs, again = _seconds(lambda: usual.encode(texts))
    return {"ours": mine, "plain": theirs, "apart": float(np.abs(rows - again).max())}


def end_to_end(way: str) -> Figures:
    """3,000 texts from text to themes, the model loaded and the libraries awake before the clock starts."""
    frame = labelled_set(TEXTS).frame
    if way == "bertopic":
        return _bertopic(list(frame["text"]))
    glossary = expansions()
    make: Callable[[Any], Any] = whole_points if way == "rows" else lambda rows: split_points(rows, glossary)
    part = make(frame.head(SHORT))
    ours(part, model(), glossary, "normal")
    cutting, cut = _seconds(lambda: make(frame))
    finding, found = _seconds(lambda: ours(cut, model(), glossary, "normal"))
    themes = {theme for told in of_answers(found, cut.points).values() for theme in told[:1]}
    return {"seconds": cutting + finding, "cutting": cutting, "themes": len(themes)}


def _bertopic(texts: list[str]) -> Figures:
    """BERTopic as its users run it: sentence-transformers and torch, with the same weights."""
    reader = sentence_model()
    warm()
    reader.encode(texts[:SHORT])
    apart = float(np.abs(reader.encode(texts[:SHORT]) - model().encode(texts[:SHORT])).max())
    reading, vectors = _seconds(lambda: np.asarray(reader.encode(texts)))
    fitting, labels = _seconds(
        lambda: quietly(lambda told, rows: bertopic_model(reader).fit_transform(list(told), rows)[0], texts, vectors)
    )
    return {"seconds": reading + fitting, "reading": reading, "themes": len(set(labels) - {-1}), "apart": apart}


STEPS: dict[str, Callable[[str], Figures]] = {
    "grown": lambda size: grown(int(size)),
    "plain": lambda size: plain(int(size)),
    "whole": end_to_end,
}


def _apart(step: str, told: str) -> Figures:
    """The figures of one step from a process of its own, with its greatest memory in GiB."""
    command = [sys.executable, "-m", "benchmarks.themes_speed", "--step", step, told]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _print_whole() -> None:
    print(f"{MOST} texts ({TEXTS}) end to end, the same weights; loading and compiling not counted\n")
    print("| way | seconds | themes | GiB | ours faster by |\n|---|---|---|---|---|")
    peer = _apart("whole", "bertopic")
    ways = {"ours, rows": "rows", "ours, points (cleaned and cut, too)": "points"}
    told = {name: _apart("whole", way) for name, way in ways.items()}
    for name, each in {"BERTopic, sentence-transformers": peer, **told}.items():
        ratio = "" if each is peer else f"{peer['seconds'] / each['seconds']:.1f} x"
        print(f"| {name} | {each['seconds']:.1f} | {each['themes']:.0f} | {each['gib']:.2f} | {ratio} |", flush=True)
    print(f"\nBERTopic's vectors: {peer['reading']:.1f} s, at most {peer['apart']:.1e} from ours")


def _print_growth(sizes: Sequence[int]) -> None:
    print("\nDifferent points recombined from sentences, seed 0\n")
    print("| points | reading, s | points/s | joining, s | finding, s | themes | GiB |\n|---|---|---|---|---|---|---|")
    for size in sizes:
        told = _apart("grown", str(size))
        times = f"{told['reading']:.1f} | {size / told['reading']:.0f} | {told['joining']:.1f} | {told['finding']:.1f}"
        print(f"| {size} | {times} | {told['themes']:.0f} | {told['gib']:.2f} |", flush=True)


def run(with_largest: bool = False) -> None:
    """Print the tables of speed."""
    _print_whole()
    _print_growth([*SIZES, LARGEST] if with_largest else SIZES)
    told = _apart("plain", str(PLAIN))
    print(f"\nreading {PLAIN} of them: ours {told['ours']:.1f} s, plain numpy route {told['plain']:.1f} s, ", end="")
    print(f"{told['plain'] / told['ours']:.2f} x; rows at most {told['apart']:.1e} apart", flush=True)


def main() -> None:
    """One step for the process that asked, or all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", nargs=2, metavar=("STEP", "WHAT"))
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    if not asked.step:
        run(asked.all)
        return
    step, told = asked.step
    figures = STEPS[step](told)
    # Linux counts in KiB.
    figures["gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
