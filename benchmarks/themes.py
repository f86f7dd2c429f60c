"""Themes against human codes and against a peer, in one run: python -m benchmarks.themes [--titles] [SET...].

Two ways of ours: each row as one point, and rows cleaned and cut into points as the product does, an answer counted
under its main theme. The peer is k-means on the same model's plain vectors, its number of themes by silhouette.
"""

import argparse
import importlib.util
import os
import sys
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from benchmarks.sets import ROOT, SEED, SETS, LabelledSet, labelled_set, shared
from pipeline.clean import AskedQuestion, Cleaned, CleanRules, clean
from pipeline.definitions.glossary import parse_glossary
from pipeline.embed.cache import cached
from pipeline.embed.context import vectors_in_context
from pipeline.embed.model import load_model, usual_folder
from pipeline.embed.protocol import PoolingEmbedder
from pipeline.themes.assign import main_themes
from pipeline.themes.stage import Themes, ThemeSettings, find_themes

GRID = range(5, 51, 5)
COLUMNS = ("pred_k", "gold_k", "coverage", "ami", "ari", "bcubed_f", "matched_f1")


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_themes", shared() / "tools" / "score_themes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _embedder() -> PoolingEmbedder:
    model = load_model(usual_folder(os.environ, Path.home(), sys.platform))
    return cached(model, ROOT / "build" / "bench")


def _expansions() -> Mapping[str, str]:
    path = ROOT / "book" / "data" / "glossary.yml"
    return parse_glossary(path.read_text("utf-8"), path.name).expansions()


@dataclass(frozen=True, slots=True)
class Cut:
    """Points with the whole answer of each."""

    points: pd.DataFrame
    wholes: list[str]


def whole_points(frame: pd.DataFrame) -> Cut:
    """Each row as one point."""
    columns = {
        "point": frame["id"] + ".1",
        "answer": frame["id"],
        "response": frame["id"].str.split("/").str[0],
        "question": frame["question"],
        "number": 1,
        "start": 0,
        "end": frame["text"].str.len().astype(int),
        "text": frame["text"],
    }
    return Cut(pd.DataFrame(columns), list(frame["text"]))


def _cleaned(frame: pd.DataFrame, expansions: Mapping[str, str]) -> Cleaned:
    ids = frame["id"]
    columns = {"response": ids, "source": "file", "submitted_at": "", "person": "", "organisation": "", "fields": ""}
    responses = pd.DataFrame(columns).assign(consent_quote=False, withdrawn=False)
    answers = pd.DataFrame({"answer": ids, "response": ids, "question": "q1", "raw": frame["text"]})
    rules = CleanRules(
        questions={"q1": AskedQuestion(text="", asks="")},
        key=None,
        persons_known=False,
        protected=tuple(expansions),
        expansions=expansions,
    )
    return clean(responses, answers, rules)


def split_points(frame: pd.DataFrame, expansions: Mapping[str, str]) -> Cut:
    """The rows cleaned and cut into points, as the product does."""
    cleaned = _cleaned(frame, expansions)
    whole = dict(zip(cleaned.answers["answer"], cleaned.answers["text"], strict=True))
    return Cut(cleaned.points, [whole[answer] for answer in cleaned.points["answer"]])


def ours(cut: Cut, embedder: PoolingEmbedder, expansions: Mapping[str, str], detail: str) -> Themes:
    """Themes as the product finds them."""
    vectors = vectors_in_context(list(cut.points["text"]), cut.wholes, embedder, expansions)
    return find_themes(cut.points, vectors, ThemeSettings(seed=SEED, detail=detail), expansions)  # type: ignore[arg-type]


def kmeans(frame: pd.DataFrame, embedder: PoolingEmbedder) -> dict[str, list[str]]:
    """The peer: k-means, k from 5 to 50 by silhouette."""
    vectors = embedder.encode(list(frame["text"]))
    fits = [KMeans(k, n_init=2, random_state=SEED).fit_predict(vectors) for k in GRID if k < len(frame)]
    scores = [silhouette_score(vectors, fit, sample_size=2000, random_state=SEED) for fit in fits]
    best = fits[int(np.argmax(scores))]
    return {id: [str(label)] for id, label in zip(frame["id"], best, strict=True)}


def _line(name: str, who: str, score: Mapping[str, Any], seconds: float) -> None:
    print(
        f"| {name} | {who} | " + " | ".join(str(score[column]) for column in COLUMNS) + f" | {seconds:.1f} |",
        flush=True,
    )


def _of_answers(found: Themes, points: pd.DataFrame) -> dict[str, list[str]]:
    return {answer: told.split(";") if told else [] for answer, told in main_themes(found.members, points).items()}


def run(labelled: LabelledSet, embedder: PoolingEmbedder, details: list[str], titles: bool) -> None:
    """Print the lines of one set."""
    score, gold, frame, expansions = _scorer().score, labelled.gold(), labelled.frame, _expansions()
    embedder.encode(list(frame["text"]))  # so that the seconds are those of finding themes
    for way, cut in (("rows", whole_points(frame)), ("points", split_points(frame, expansions))):
        embedder.encode([*cut.points["text"], *cut.wholes])
        for detail in details:
            began = time.monotonic()
            found = ours(cut, embedder, expansions, detail)
            seconds = time.monotonic() - began
            _line(labelled.name, f"ours, {way}, {detail}", score(gold, _of_answers(found, cut.points)), seconds)
        if titles:
            print(found.themes[["title", "responses", "keywords"]].to_string())
    began = time.monotonic()
    fit = kmeans(frame, embedder)
    _line(labelled.name, "k-means, silhouette", score(gold, fit), time.monotonic() - began)


def main() -> None:
    """Read the command line and print the table."""
    warnings.filterwarnings("ignore", "Mean of empty slice")  # the scorer's, where a row has no theme
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET", help="of " + ", ".join(SETS) + "; all where none is named")
    parser.add_argument("--detail", nargs="+", default=["normal"], choices=["broad", "normal", "fine"])
    parser.add_argument("--titles", action="store_true")
    asked = parser.parse_args()
    print("| set | who | themes | human | coverage | AMI | ARI | BCubed F | matched F1 | seconds |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    embedder = _embedder()
    for name in asked.sets or SETS:
        run(labelled_set(name), embedder, asked.detail, asked.titles)


if __name__ == "__main__":
    main()
