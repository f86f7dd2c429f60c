"""The development sets and the validation sets as every benchmark draws them: seed 0, 3,000 rows where larger."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
MOST = 3000
SEED = 0
OFTEN = 10  # a code used less often is one reader's remark, not a theme
NOT_CODED = {"", "-", "NotCodable", "notCodable"}
INTENTS = re.compile(r"banking-(\d+)x(\d+)-s(\d+)")


def shared() -> Path:
    """The data that lies beside the checkout: CPITG_SHARED, else ../shared."""
    return Path(os.environ.get("CPITG_SHARED", ROOT.parent / "shared"))


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Texts with what people coded them as; `frame` has id, question, text, labels (several joined by "|")."""

    name: str
    frame: pd.DataFrame

    def gold(self) -> dict[str, list[str]]:
        """The codes of each text."""
        pairs = zip(self.frame["id"], self.frame["labels"], strict=True)
        return {id: [label.strip() for label in labels.split("|") if label.strip()] for id, labels in pairs}


def _read(path: str) -> pd.DataFrame:
    return pd.read_csv(shared() / path, dtype=str, keep_default_na=False)


def _drawn(frame: pd.DataFrame) -> pd.DataFrame:
    kept = frame[(frame["text"].str.strip() != "") & (frame["labels"] != "")]
    drawn = kept.sample(MOST, random_state=SEED) if len(kept) > MOST else kept
    return drawn[["id", "question", "text", "labels"]].reset_index(drop=True)


def comments() -> pd.DataFrame:
    """Patients' comments to the NHS, coded to 44 subjects."""
    frame = _read("data/nhs_fft_phase1/nhs_fft_phase1.csv")
    return frame.assign(id=frame["row_index"], labels=frame["sublabel"])


def effects() -> pd.DataFrame:
    """What problems in software projects lead to, as practitioners say it in English; what nobody could code is out."""
    frame = _read("data/napire2018/effects.csv")
    kept = frame[(frame["language"] == "English") & (frame["label"] != "NotCodable")]
    return kept.assign(question="effects", labels=kept["label"])


def banking() -> pd.DataFrame:
    """Questions to a bank, 77 intents."""
    frame = _read("data/banking77/banking77.csv")
    return frame.assign(id=[f"b{n}" for n in range(len(frame))], question="bank", labels=frame["label"])


def sample_round() -> pd.DataFrame:
    """The invented round, coded to 39 themes; refusals and spam are out."""
    asked = ["q_help", "q_barrier", "q_future"]
    told = _read("sample-round/responses.csv").melt("response_id", asked, "question", "text")
    both = told.merge(_read("sample-round/labels.csv"), on=["response_id", "question"])
    kept = both[(both["quality"] == "ok") & ~both["theme"].isin(["no-comment", "not-about-digital"])]
    ids = kept["response_id"] + "/" + kept["question"]
    return kept.assign(id=ids, labels=kept["theme"]).sort_values("id")


SETS: dict[str, Callable[[], pd.DataFrame]] = {
    "comments": comments,
    "effects": effects,
    "banking": banking,
    "sample": sample_round,
}


def reasons() -> pd.DataFrame:
    """Why practitioners are content or not with their project's requirements; long answers, 126 fine codes."""
    frame = _read("data/napire2018/reasons.csv")
    kept = frame[~frame["label"].isin(NOT_CODED)]
    return kept.assign(question=kept["var"], labels=kept["label"])


def effects_translated() -> pd.DataFrame:
    """What problems lead to, told in Spanish or Portuguese and turned into English by machine; codes of `effects`."""
    frame = _read("data/napire2018/effects.csv")
    kept = frame[(frame["language"] != "English") & ~frame["label"].isin(NOT_CODED)]
    return kept.assign(question="effects", labels=kept["label"])


def _often(labels: pd.Series) -> pd.Series:
    """The same codes without those used rarely."""
    told = [[each.strip() for each in text.split("|")] for text in labels]
    counts = pd.Series([each for row in told for each in row]).value_counts()
    kept = set(counts.index[counts >= OFTEN]) - NOT_CODED
    return pd.Series(["|".join(each for each in row if each in kept) for row in told], index=labels.index)


def artifact() -> pd.DataFrame:
    """Researchers on judging artifacts: twenty questions in one, codes sorted from cards, several an answer."""
    frame = _read("data/artifact_survey/artifact_survey.csv")
    ids = frame["response_id"] + "/" + frame["question_id"]
    return frame.assign(id=ids, question=frame["question_id"], labels=_often(frame["label"]))


def jupyter(question: str) -> pd.DataFrame:
    """Users on a notebook, one question; its codes are an analyst's word patterns: words count for more than here."""
    frame = _read("data/jupyter_ux2015/jupyter_ux2015.csv")
    asked = frame[frame["question_id"] == question]
    return asked.assign(id=asked["respondent"], question=question, labels=_often(asked["label"]))


def gambling() -> pd.DataFrame:
    """An invented consultation, 12 themes; easy, every way comes near to all of it."""
    frame = _read("data/themefinder_synthetic/gambling_generation.csv")
    return frame.assign(id=frame["response_id"], question="gambling", labels=frame["label"])


def comments_coarse() -> pd.DataFrame:
    """The comments of `comments` by their 9 coarse codes."""
    frame = _read("data/nhs_fft_phase1/nhs_fft_phase1.csv")
    return frame.assign(id=frame["row_index"], labels=frame["label"])


def banking_part(intents: int, rows: int, seed: int) -> pd.DataFrame:
    """`rows` questions to a bank from `intents` of its 77 intents, both drawn by the seed: banking-20x1000-s0."""
    whole = banking()
    chosen = pd.Series(sorted(set(whole["label"]))).sample(intents, random_state=seed)
    kept = whole[whole["label"].isin(list(chosen))]
    return kept.sample(min(rows, len(kept)), random_state=seed)


# Looked at beside the development sets, so that nothing is turned to fit those four.
VALIDATION: dict[str, Callable[[], pd.DataFrame]] = {
    "reasons": reasons,
    "effects-translated": effects_translated,
    "artifact": artifact,
    "jupyter-hinderances": partial(jupyter, "hinderances"),
    "jupyter-difficult": partial(jupyter, "difficult_aspects"),
    "jupyter-pleasant": partial(jupyter, "pleasant_aspects"),
    "jupyter-features": partial(jupyter, "features_changes"),
    "jupyter-first": partial(jupyter, "first_experience_enhancements"),
    "gambling": gambling,
    "comments-coarse": comments_coarse,
    "banking-15x600-s1": partial(banking_part, 15, 600, 1),
    "banking-20x1000-s0": partial(banking_part, 20, 1000, 0),
    "banking-40x2000-s2": partial(banking_part, 40, 2000, 2),
}


def labelled_set(name: str) -> LabelledSet:
    """One set by its name, of SETS, of VALIDATION or any banking-INTENTSxROWS-sSEED."""
    part = INTENTS.fullmatch(name)
    if part and name not in VALIDATION:
        return LabelledSet(name, _drawn(banking_part(*map(int, part.groups()))))
    return LabelledSet(name, _drawn({**SETS, **VALIDATION}[name]()))
