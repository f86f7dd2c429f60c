"""Our way from texts to themes, as the product goes it: what every benchmark of themes calls."""

import importlib.util
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.sets import ROOT, SEED, shared
from pipeline.clean import AskedQuestion, Cleaned, CleanRules, clean
from pipeline.definitions.glossary import parse_glossary
from pipeline.embed.cache import cached
from pipeline.embed.context import vectors_in_context
from pipeline.embed.minilm import MiniLM
from pipeline.embed.model import load_model, usual_folder
from pipeline.embed.protocol import PoolingEmbedder
from pipeline.themes.assign import main_themes
from pipeline.themes.stage import Themes, ThemeSettings, find_themes

DETAILS = ("broad", "normal", "fine")
LOOSE = "loose"  # the named rule whose offenders count as no theme here: their texts are no more alike than chance
Told = dict[str, list[str]]  # the themes of each row, main theme first; none where it has none


@lru_cache(maxsize=1)
def model() -> MiniLM:
    """The model as it is, reading every text anew."""
    return load_model(usual_folder(os.environ, Path.home(), sys.platform))


def embedder() -> PoolingEmbedder:
    """The model with a memory under build/: for figures in which the seconds of reading have no part."""
    return cached(model(), ROOT / "build" / "bench")


def expansions() -> Mapping[str, str]:
    """The glossary's short forms written out."""
    path = ROOT / "book" / "data" / "glossary.yml"
    return parse_glossary(path.read_text("utf-8"), path.name).expansions()


@lru_cache(maxsize=1)
def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score_themes", shared() / "tools" / "score_themes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(gold: Told, told: Told) -> dict[str, Any]:
    """Agreement with human codes over every row that has one; a row without a theme costs."""
    return dict(_scorer().score(gold, told))


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


def _cleaned(frame: pd.DataFrame, glossary: Mapping[str, str]) -> Cleaned:
    ids = frame["id"]
    columns = {"response": ids, "source": "file", "submitted_at": "", "person": "", "organisation": "", "fields": ""}
    responses = pd.DataFrame(columns).assign(consent_quote=False, withdrawn=False)
    answers = pd.DataFrame({"answer": ids, "response": ids, "question": "q1", "raw": frame["text"]})
    rules = CleanRules(
        questions={"q1": AskedQuestion(text="", asks="")},
        key=None,
        persons_known=False,
        protected=tuple(glossary),
        expansions=glossary,
    )
    return clean(responses, answers, rules)


def split_points(frame: pd.DataFrame, glossary: Mapping[str, str]) -> Cut:
    """The rows cleaned and cut into points, as the product does."""
    cleaned = _cleaned(frame, glossary)
    whole = dict(zip(cleaned.answers["answer"], cleaned.answers["text"], strict=True))
    return Cut(cleaned.points, [whole[answer] for answer in cleaned.points["answer"]])


def ours(cut: Cut, embedder: PoolingEmbedder, glossary: Mapping[str, str], detail: str, seed: int = SEED) -> Themes:
    """Themes as the product finds them."""
    vectors = vectors_in_context(list(cut.points["text"]), cut.wholes, embedder, glossary)
    return find_themes(cut.points, vectors, ThemeSettings(seed=seed, detail=detail), glossary)  # type: ignore[arg-type]


def of_answers(found: Themes, points: pd.DataFrame) -> Told:
    """The themes of each answer as the product tells them, main theme first."""
    told = main_themes(found.members, points)
    return {str(answer): themes.split(";") if themes else [] for answer, themes in told.items()}


def coherent(found: Themes) -> set[str]:
    """The themes whose texts hold together by the named rule; without flags in the result, all of them."""
    flags = getattr(found, "flags", None)
    loose = set() if flags is None else set(flags.loc[flags["rule"] == LOOSE, "theme"])
    return set(found.themes["theme"]) - loose


def only(told: Told, themes: set[str]) -> Told:
    """The same with all other themes taken away."""
    return {row: [theme for theme in mine if theme in themes] for row, mine in told.items()}
