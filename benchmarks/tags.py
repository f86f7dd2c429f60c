"""Tags against labels, and against peers in the same run: python -m benchmarks.tags [--quick].

The sample round (cards alone; 100 decided answers; all, in five folds by respondent) beside a plain linear model, then
another frame: real comments with 44 sublabels and cards that hold a title only, beside TF-IDF with a linear SVC.
Labels are read here and nowhere else. --quick leaves out the second frame.
"""

import csv
import os
import runpy
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, train_test_split
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

from benchmarks.sets import ROOT, shared
from pipeline.definitions.taxonomy import NONE, Item, Taxonomy, Workstream, parse_taxonomy
from pipeline.embed.cache import cached
from pipeline.embed.model import load_model, usual_folder
from pipeline.embed.protocol import Embedder
from pipeline.tag.sets import best_set
from pipeline.tag.tagger import Tagger

DRAWS = 6  # random draws of whole respondents for the few-label figures
Guess = Callable[[pd.DataFrame, Sequence[str]], np.ndarray]


@dataclass
class Scorer:
    """The shared scorer, with calibration and shares beside it."""

    score: Callable[[dict[str, list[str]], dict[str, list[str]]], dict[str, Any]]
    codes: tuple[str, ...]

    def __call__(self, rows: pd.DataFrame, told: np.ndarray) -> dict[str, Any]:
        gold = dict(zip(rows["id"], rows["items"].str.split(";"), strict=True))
        given = {id: list(best_set(self.codes, row)) for id, row in zip(rows["id"], told, strict=True)}
        found = self.score(gold, given)
        return {**found, **calibration(told, list(gold.values()), self.codes)}


def calibration(told: np.ndarray, gold: list[list[str]], codes: Sequence[str]) -> dict[str, Any]:
    """ECE of the first tag in ten equal bins, share error, and how often the surest half has a right item first."""
    top, first = told.max(axis=1), np.array(codes)[told.argmax(axis=1)]
    right = first == np.array([items[0] for items in gold])
    bins = np.minimum((top * 10).astype(int), 9)
    gaps = [(bins == each).mean() * abs(right[bins == each].mean() - top[bins == each].mean()) for each in set(bins)]
    shares = [abs(told[:, at].mean() - np.mean([code in items for items in gold])) for at, code in enumerate(codes)]
    surest = np.argsort(-top, kind="stable")[: len(top) // 2]
    agreed = [first[at] in gold[at] for at in surest]
    return {"ece": 100 * sum(gaps), "share": 100 * float(np.mean(shares)), "surest": float(np.mean(agreed))}


def sample(shared: Path) -> pd.DataFrame:
    """id, text, items and respondent of every labelled answer."""
    labels = read(shared / "sample-round" / "labels.csv")
    texts = {row["response_id"]: row for row in read(shared / "sample-round" / "responses.csv")}
    rows = [(row["response_id"], row["question"], row["items"]) for row in labels]
    told = [(f"{person}/{asked}", texts[person][asked], items, person) for person, asked, items in rows]
    return pd.DataFrame(told, columns=["id", "text", "items", "person"])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ours(tagger: Tagger) -> Guess:
    return lambda decided, texts: tagger.learned_from(decided).probabilities(texts)


def plain(embedder: Embedder, codes: Sequence[str]) -> Guess:
    """TF-IDF of words and letters beside MiniLM, one-vs-rest logistic regression; the same set rule as ours."""

    def guess(decided: pd.DataFrame, texts: Sequence[str]) -> np.ndarray:
        word, char = TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
        learn, ask = list(decided["text"]), list(texts)
        rows = sparse.hstack([word.fit_transform(learn), char.fit_transform(learn), embedder.encode(learn)]).tocsr()
        wanted = sparse.hstack([word.transform(ask), char.transform(ask), embedder.encode(ask)]).tocsr()
        targets = np.array([[code in items.split(";") for code in codes] for items in decided["items"]], dtype=int)
        model = OneVsRestClassifier(LogisticRegression(C=5, max_iter=300)).fit(rows, targets)
        return np.asarray(model.predict_proba(wanted))

    return guess


def folds(rows: pd.DataFrame, guess: Guess) -> np.ndarray:
    told: dict[int, np.ndarray] = {}
    for learn, ask in GroupKFold(5).split(rows, groups=rows["person"]):
        told |= zip(ask, guess(rows.iloc[learn], list(rows["text"].iloc[ask])), strict=True)
    return np.array([told[number] for number in range(len(rows))])


def few(rows: pd.DataFrame, guess: Guess, wanted: int) -> Iterator[tuple[pd.DataFrame, np.ndarray]]:
    """Draws of whole respondents up to so many answers, tested on everybody else."""
    for seed in range(DRAWS):
        people = np.random.default_rng(seed).permutation(sorted(rows["person"].unique()))
        held = np.cumsum([(rows["person"] == person).sum() for person in people])
        drawn = rows["person"].isin(people[: int(np.searchsorted(held, wanted)) + 1])
        yield rows[~drawn], guess(rows[drawn], list(rows["text"][~drawn]))


def line(name: str, scores: Sequence[dict[str, Any]], seconds: float) -> str:
    """One row of the table: means over the draws."""
    mean = {key: float(np.mean([each[key] for each in scores])) for key in scores[0] if key not in ("ci", "per_label")}
    low, high = scores[0]["ci"]
    spread = f"[{low}, {high}]" if len(scores) == 1 else f"+-{np.std([each['samples_f1'] for each in scores]):.3f}"
    told = [f"{mean[key]:.3f}" for key in ("micro_f1", "macro_f1", "primary_acc")]
    first = f"{mean['samples_f1']:.3f} {spread}"
    rest = [f"{mean['ece']:.1f}", f"{mean['share']:.2f}", f"{mean['surest']:.3f}", f"{seconds:.1f}"]
    return f"| {name} | {' | '.join([first, *told, *rest])} |"


def timed(name: str, count: int, work: Callable[[], list[dict[str, Any]]]) -> None:
    start = time.perf_counter()
    scores = work()
    print(line(name, scores, (time.perf_counter() - start) / count), flush=True)


def table(shared: Path, embedder: Embedder) -> None:
    """The figures of the sample round."""
    rows = sample(shared)
    taxonomy = parse_taxonomy((ROOT / "surveys/workstreams.yml").read_text("utf-8"), "surveys/workstreams.yml")
    embedder.encode(list(rows["text"]))
    start = time.perf_counter()
    tagger = Tagger.from_taxonomy(taxonomy, embedder)
    print(f"cards read in {time.perf_counter() - start:.1f} s\n")
    score = Scorer(runpy.run_path(str(shared / "tools" / "score_tags.py"))["score"], tagger.codes)
    peer = plain(embedder, tagger.codes)
    print("| set-up | samples-F1 | micro | macro | first tag | ECE | share error | surest half right | s a fit |")
    print("|---|---|---|---|---|---|---|---|---|")
    timed("cards alone", 1, lambda: [score(rows, tagger.probabilities(list(rows["text"])))])
    for name, guess in (("ours", ours(tagger)), ("plain", peer)):
        timed(f"100 decided, {name}", DRAWS, lambda guess=guess: [score(*each) for each in few(rows, guess, 100)])
    for name, guess in (("ours", ours(tagger)), ("plain", peer)):
        timed(f"all, 5 folds, {name}", 5, lambda guess=guess: [score(rows, folds(rows, guess))])
    print("\nper item, cards alone:", score(rows, tagger.probabilities(list(rows["text"])))["per_label"])


def bare(labels: Sequence[str]) -> tuple[Taxonomy, dict[str, str]]:
    """A frame of cards with a title and nothing else."""
    nothing = ("cues", "says", "against", "systems", "standards", "missions")
    empty: dict[str, Any] = {"aim": "", "about": "", **dict.fromkeys(nothing, ())}
    codes = {label: f"L{number:02}" for number, label in enumerate(sorted(labels))}
    items = tuple(Item(code=code, title=label, **empty) for label, code in codes.items())
    none = Item(code=NONE, title="none of these", **empty)
    stream = Workstream(code="all", title="All", aim="", missions=(), items=items)
    return Taxonomy(title="Comments", workstreams=(stream,), none=none), codes


def other_frame(shared: Path, embedder: Embedder) -> None:
    """Real comments with 44 sublabels, 70 to learn from for 30 to tag: macro-F1 of one label each."""
    rows = pd.read_csv(shared / "data/nhs_fft_phase1/nhs_fft_phase1.csv").dropna(subset=["text", "sublabel"])
    learn, ask = train_test_split(rows, test_size=0.3, random_state=0)
    texts, gold = list(ask["text"].astype(str)), list(ask["sublabel"])
    taxonomy, codes = bare(list(rows["sublabel"].unique()))
    names = {code: label for label, code in codes.items()}
    said = learn["text"].astype(str)
    examples = pd.DataFrame({"id": learn["row_index"].astype(str), "text": said, "items": learn["sublabel"].map(codes)})
    start = time.perf_counter()
    tagger = Tagger.from_taxonomy(taxonomy, embedder).learned_from(examples)
    items = tagger.tags([str(number) for number in range(len(texts))], texts)["items"]
    print(frame_line("ours", gold, [names.get(each.split(";")[0], NONE) for each in items], start))
    start = time.perf_counter()
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    svc = LinearSVC().fit(words.fit_transform(said), learn["sublabel"])
    print(frame_line("TF-IDF and linear SVC", gold, svc.predict(words.transform(texts)), start))


def frame_line(name: str, gold: Sequence[str], told: Sequence[str], start: float) -> str:
    macro = f1_score(gold, told, average="macro", labels=sorted(set(gold)))
    right = np.mean(np.array(gold) == np.array(told))
    return f"44 sublabels, {name}: macro-F1 {macro:.3f}, right {right:.3f}, {time.perf_counter() - start:.0f} s"


def main() -> None:
    embedder = cached(load_model(usual_folder(os.environ, Path.home(), sys.platform)), ROOT / "build" / "bench")
    table(shared(), embedder)
    if "--quick" not in sys.argv:
        other_frame(shared(), embedder)


if __name__ == "__main__":
    main()
