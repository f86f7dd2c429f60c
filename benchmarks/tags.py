"""Tags against labels, and against peers in the same run: python -m benchmarks.tags [--quick].

The sample round (cards alone; 100 decided answers; all, in five folds by respondent) beside a plain linear model, with
question and type of respondent known and not, then item by item. Another frame: real comments with 44 sublabels and
cards that hold a title only, beside TF-IDF with a linear SVC, in three splits. Last, how long 5,000 points take after
a decision. Labels are read here and nowhere else. --quick leaves out all but the sample round.
"""

import csv
import os
import runpy
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
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
from pipeline.tag.context import Context
from pipeline.tag.sets import best_sets
from pipeline.tag.tagger import Tagger

DRAWS = 6  # random draws of whole respondents for the few-label figures
SPLITS = 3  # of the other frame
POINTS = 5000
ITEMS = ("cards alone", "100 decided", "all, 5 folds")
MARKS = Path(__file__).parent / "marks"
HEAD = (
    "| set-up | samples-F1 | micro | macro | first tag | ECE | share error | surest half right | s a fit |\n"
    + 9 * "|---"
    + "|"
)
Guess = Callable[[pd.DataFrame, pd.DataFrame], np.ndarray]


@dataclass
class Scorer:
    """The shared scorer, with calibration and shares beside it."""

    score: Callable[[dict[str, list[str]], dict[str, list[str]]], dict[str, Any]]
    codes: tuple[str, ...]

    def __call__(self, rows: pd.DataFrame, told: np.ndarray) -> dict[str, Any]:
        gold = dict(zip(rows["id"], rows["items"].str.split(";"), strict=True))
        given = {id: list(items) for id, items in zip(rows["id"], best_sets(self.codes, told), strict=True)}
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
    """id, text, items, respondent, question and type of respondent of every labelled answer."""
    labels = read(shared / "sample-round" / "labels.csv")
    texts = {row["response_id"]: row for row in read(shared / "sample-round" / "responses.csv")}
    told = [_answer(texts[row["response_id"]], row) for row in labels]
    return pd.DataFrame(told, columns=["id", "text", "items", "person", "question", "who"])


def _answer(response: dict[str, str], label: dict[str, str]) -> tuple[str, ...]:
    person, asked = label["response_id"], label["question"]
    return f"{person}/{asked}", response[asked], label["items"], person, asked, response["respondent_type"]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ours(tagger: Tagger, *known: str) -> Guess:
    """What the product says, with the `known` columns beside the text."""

    def guess(decided: pd.DataFrame, asked: pd.DataFrame) -> np.ndarray:
        columns = ["id", "text", "items", *known]
        taught = tagger.learned_from(decided[columns].assign(group=decided["person"])) if len(decided) else tagger
        return taught.probabilities(list(asked["text"]), Context.of(asked[list(known)]))

    return guess


def plain(embedder: Embedder, codes: Sequence[str]) -> Guess:
    """TF-IDF of words and letters beside MiniLM, one-vs-rest logistic regression; the same set rule as ours."""

    def guess(decided: pd.DataFrame, asked: pd.DataFrame) -> np.ndarray:
        word, char = TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
        learn, ask = list(decided["text"]), list(asked["text"])
        rows = sparse.hstack([word.fit_transform(learn), char.fit_transform(learn), embedder.encode(learn)]).tocsr()
        wanted = sparse.hstack([word.transform(ask), char.transform(ask), embedder.encode(ask)]).tocsr()
        targets = np.array([[code in items.split(";") for code in codes] for items in decided["items"]], dtype=int)
        return np.asarray(
            OneVsRestClassifier(LogisticRegression(C=5, max_iter=300)).fit(rows, targets).predict_proba(wanted)
        )

    return guess


def folds(rows: pd.DataFrame, guess: Guess) -> np.ndarray:
    told = np.zeros((len(rows), 0))
    for learn, ask in GroupKFold(5).split(rows, groups=rows["person"]):
        said = guess(rows.iloc[learn], rows.iloc[ask])
        told = told if told.size else np.zeros((len(rows), said.shape[1]))
        told[ask] = said
    return told


def few(rows: pd.DataFrame, guess: Guess, wanted: int) -> Iterator[tuple[pd.DataFrame, np.ndarray]]:
    """Draws of whole respondents up to so many answers, tested on everybody else."""
    for seed in range(DRAWS):
        people = np.random.default_rng(seed).permutation(sorted(rows["person"].unique()))
        held = np.cumsum([(rows["person"] == person).sum() for person in people])
        drawn = rows["person"].isin(people[: int(np.searchsorted(held, wanted)) + 1])
        yield rows[~drawn], guess(rows[drawn], rows[~drawn])


def few_scores(rows: pd.DataFrame, guess: Guess, score: Scorer) -> list[dict[str, Any]]:
    return [score(*each) for each in few(rows, guess, 100)]


def fold_scores(rows: pd.DataFrame, guess: Guess, score: Scorer) -> list[dict[str, Any]]:
    return [score(rows, folds(rows, guess))]


def line(name: str, scores: Sequence[dict[str, Any]], seconds: float) -> str:
    """One row of the table: means over the draws."""
    mean = {key: float(np.mean([each[key] for each in scores])) for key in scores[0] if key not in ("ci", "per_label")}
    low, high = scores[0]["ci"]
    spread = f"[{low}, {high}]" if len(scores) == 1 else f"+-{np.std([each['samples_f1'] for each in scores]):.3f}"
    told = [f"{mean[key]:.3f}" for key in ("micro_f1", "macro_f1", "primary_acc")]
    first = f"{mean['samples_f1']:.3f} {spread}"
    rest = [
        f"{mean['ece']:.1f}",
        f"{mean['share']:.2f}",
        f"{mean['surest']:.3f}",
        f"{seconds:.1f}",
    ]
    return f"| {name} | {' | '.join([first, *told, *rest])} |"


def timed(name: str, count: int, work: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    start = time.perf_counter()
    scores = work()
    print(line(name, scores, (time.perf_counter() - start) / count), flush=True)
    return scores


def checkout_taxonomy() -> Taxonomy:
    return parse_taxonomy((ROOT / "surveys/workstreams.yml").read_text("utf-8"), "surveys/workstreams.yml")


def table(shared: Path, tagger: Tagger, embedder: Embedder) -> None:
    """The figures of the sample round."""
    rows = sample(shared)
    embedder.encode(list(rows["text"]))
    start = time.perf_counter()
    print(f"{len(tagger.sentences)} sentences of the cards read in {time.perf_counter() - start:.1f} s\n")
    score = Scorer(runpy.run_path(str(shared / "tools" / "score_tags.py"))["score"], tagger.codes)
    peer = plain(embedder, tagger.codes)
    print(HEAD)
    told = [timed(ITEMS[0], 1, lambda: [score(rows, ours(tagger)(rows[:0], rows))])]
    for name, guess in (("", ours(tagger)), (", plain", peer)):
        told.append(timed(ITEMS[1] + name, DRAWS, partial(few_scores, rows, guess, score)))
    for name, guess in variants(tagger, peer):
        told.append(timed(ITEMS[2] + name, 5, partial(fold_scores, rows, guess, score)))
    items_table([told[0], told[1], told[3]])
    other_hand(tagger, peer, shared, score)


def variants(tagger: Tagger, peer: Guess) -> list[tuple[str, Guess]]:
    """Ours with what may be known beside the text, and the peer."""
    known = [("", ()), (", with question", ("question",)), (", with question and type", ("question", "who"))]
    return [*((name, ours(tagger, *columns)) for name, columns in known), (", plain", peer)]


def items_table(told: Sequence[Sequence[dict[str, Any]]]) -> None:
    """F1 item by item, the mean over draws."""
    print(f"\n| item | {' | '.join(ITEMS)} |\n|---|---|---|---|")
    for code in told[0][0]["per_label"]:
        mean = [np.mean([each["per_label"].get(code, 0.0) for each in scores]) for scores in told]
        print(f"| {code} | {' | '.join(f'{each:.2f}' for each in mean)} |")


def other_hand(tagger: Tagger, peer: Guess, shared: Path, score: Scorer) -> None:
    """Invented answers by another hand than the cards, beside what a second reader gave them."""
    rows, learn = pd.read_csv(MARKS / "answers.csv"), sample(shared)
    print("\nanswers by another hand, mostly in words that do not name the thing\n")
    print(HEAD)
    timed("cards alone", 1, lambda: [score(rows, ours(tagger)(rows[:0], rows))])
    for name, guess in (("", ours(tagger)), (", plain", peer)):
        timed(f"the sample as examples{name}", 1, lambda guess=guess: [score(rows, guess(learn, rows))])
    gold, second = (dict(zip(rows["id"], rows[name].str.split(";"), strict=True)) for name in ("items", "second"))
    found = score.score(gold, second)
    figures = [f"{found[name]:.3f}" for name in ("micro_f1", "macro_f1", "primary_acc")]
    print(f"| a second reader | {found['samples_f1']:.3f} {found['ci']} | {' | '.join(figures)} | | | | |")


def bare(labels: Sequence[str]) -> tuple[Taxonomy, dict[str, str]]:
    """A frame of cards with a title and nothing else."""
    nothing = ("cues", "says", "against", "systems", "standards", "missions")
    empty: dict[str, Any] = {"aim": "", "about": "", **dict.fromkeys(nothing, ())}
    codes = {label: f"L{number:02}" for number, label in enumerate(sorted(labels))}
    items = tuple(Item(code=code, title=label, **empty) for label, code in codes.items())
    none = Item(code=NONE, title="none of these", **empty)
    stream = Workstream(code="all", title="All", aim="", missions=(), items=items)
    return Taxonomy(title="Comments", workstreams=(stream,), none=none), codes


def comments(shared: Path) -> pd.DataFrame:
    """The real comments with a sublabel."""
    rows = pd.read_csv(shared / "data/nhs_fft_phase1/nhs_fft_phase1.csv").dropna(subset=["text", "sublabel"])
    return rows.assign(text=rows["text"].astype(str), id=rows["row_index"].astype(str))


def other_frame(shared: Path, embedder: Embedder) -> None:
    """Real comments with 44 sublabels, 70 to learn from for 30 to tag: macro-F1 of one label each."""
    rows = comments(shared)
    taxonomy, codes = bare(list(rows["sublabel"].unique()))
    rows = rows.assign(items=rows["sublabel"].map(codes))
    tagger = Tagger.from_taxonomy(taxonomy, embedder)
    read = tagger.read(list(rows["text"]))
    print("\n| 44 sublabels, 70/30, split | ours: macro-F1, right | TF-IDF, linear SVC | ahead by |\n|---|---|---|---|")
    for seed in range(SPLITS):
        learn, ask = train_test_split(np.arange(len(rows)), test_size=0.3, random_state=seed)
        taught = tagger.learned_from(rows.iloc[learn][["id", "text", "items"]], read=read)
        first = [each.split(";")[0] for each in taught.tags_of(list(rows["id"].iloc[ask]), read[ask])["items"]]
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        known = words.fit_transform(rows["text"].iloc[learn])
        theirs = LinearSVC().fit(known, rows["items"].iloc[learn]).predict(words.transform(rows["text"].iloc[ask]))
        told = [right_of(list(rows["items"].iloc[ask]), each) for each in (first, theirs)]
        shown = [f"{macro:.3f}, {right:.3f}" for macro, right in told]
        print(f"| {seed} | {' | '.join(shown)} | {told[0][0] - told[1][0]:.3f} |", flush=True)


def right_of(gold: Sequence[str], told: Sequence[str]) -> tuple[float, float]:
    """Macro-F1, and the part that is right."""
    macro = f1_score(gold, told, average="macro", labels=sorted(set(gold)))
    return macro, float(np.mean(np.array(gold) == np.array(told)))


def refits(shared: Path, tagger: Tagger) -> None:
    """How long it takes to learn and to tag 5,000 points that were read before; what is decided matters not."""
    rows = comments(shared).iloc[:POINTS]
    read = tagger.read(list(rows["text"]))
    decided = rows.assign(items=tagger.tags_of(list(rows["id"]), read)["items"].to_numpy())[["id", "text", "items"]]
    for count in (100, 1000, POINTS):
        start = time.perf_counter()
        taught = tagger.learned_from(decided.iloc[:count], read=read)
        learned = time.perf_counter() - start
        taught.tags_of(list(rows["id"]), read)
        seconds = time.perf_counter() - start
        print(
            f"refit after a decision, {POINTS:,} points, {count:,} decided: {seconds:.1f} s (learning {learned:.1f} s)"
        )


def main() -> None:
    embedder = cached(load_model(usual_folder(os.environ, Path.home(), sys.platform)), ROOT / "build" / "bench")
    tagger = Tagger.from_taxonomy(checkout_taxonomy(), embedder)
    table(shared(), tagger, embedder)
    if "--quick" not in sys.argv:
        other_frame(shared(), embedder)
        refits(shared(), tagger)


if __name__ == "__main__":
    main()
