"""The development sets as every benchmark draws them: seed 0, 3,000 rows where larger."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
MOST = 3000
SEED = 0


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


def labelled_set(name: str) -> LabelledSet:
    """One development set."""
    return LabelledSet(name, _drawn(SETS[name]()))
