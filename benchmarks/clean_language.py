"""Language, non-answers and what is held back, in figures; peers for language in the same run.

Accuracy on `langid` is agreement with the file's own labels, on texts of four words or more and on Chinese, with
`unknown` read as English as the product reads it. The invented sentences lie under tests/sentences.
"""

import importlib.util
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from benchmarks.sets import ROOT, shared
from pipeline.clean.language import UNKNOWN, is_foreign, language
from pipeline.clean.nonanswers import non_answer
from pipeline.clean.unwanted import unwanted

SENTENCES = ROOT / "tests" / "sentences"
ENGLISH = {
    "patients (FFT)": "nhs_fft_phase1/nhs_fft_phase1.csv",
    "residents (polis)": "polis/comments.csv",
    "bank customers": "banking77/banking77.csv",
    "practitioners (napire)": "napire2018/effects.csv",
    "jupyter 2015": "jupyter_ux2015/jupyter_ux2015.csv",
    "jupyter 2020": "it_user_feedback_unlabelled/jupyter2020_text_fields.csv",
    "binder 2020": "it_user_feedback_unlabelled/binder2020.csv",
    "jupyter in teaching": "it_user_feedback_unlabelled/jupyter_education2016.csv",
}
QUESTIONS = ["q_help", "q_barrier", "q_future"]
# The sample round's few foreign rows and unwanted responses, as its own README lists them.
NOT_ENGLISH = {"R0062", "R0079", "R0067", "R0328"}
UNWANTED = {"R0071", "R0093", "R0279"}
Teller = Callable[[str], str]


def _lingua() -> Teller | None:
    if importlib.util.find_spec("lingua") is None:
        return None
    from lingua import LanguageDetectorBuilder  # type: ignore[import-not-found,unused-ignore]

    detector = LanguageDetectorBuilder.from_all_languages().build()

    def told(text: str) -> str:
        found = detector.detect_language_of(text)
        return str(found.iso_code_639_1.name.lower()) if found else UNKNOWN

    return told


def _open_identifier() -> Teller:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return lambda text: str(identifier.classify(text)[0])


def _tellers() -> dict[str, Teller]:
    lingua = _lingua()
    peers = {"py3langid open": _open_identifier()} | ({"lingua": lingua} if lingua else {})
    return {"ours": language, **peers}


def _by_heading(name: str) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for line in (SENTENCES / name).read_text("utf-8").splitlines():
        if line.startswith("# "):
            told[line[2:]] = []
        elif line:
            told[[*told][-1]].append(line)
    return told


def _texts(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame = frame[frame["language"] == "English"] if "language" in frame else frame
    return frame[frame["text"].str.strip() != ""]


def _sample() -> pd.DataFrame:
    told = pd.read_csv(shared() / "sample-round" / "responses.csv", dtype=str, keep_default_na=False)
    told = told.melt("response_id", QUESTIONS, "question", "text")
    return told[told["text"].str.strip() != ""]


def _english() -> dict[str, list[str]]:
    told = {name: [*_texts(shared() / "data" / path)["text"]] for name, path in ENGLISH.items()}
    sample = _sample()
    faulty = (SENTENCES / "english_with_faults.txt").read_text("utf-8").splitlines()
    return told | {
        "sample round, English": [*sample[~sample["response_id"].isin(NOT_ENGLISH)]["text"]],
        "slips, lists, shorthand": [line for line in faulty if line],
    }


def _row(name: str, cells: Iterable[object]) -> None:
    print(f"{name:<44}" + "".join(f"{cell!s:>16}" for cell in cells))


def _labelled(tellers: Mapping[str, Teller]) -> None:
    rows = _texts(shared() / "data" / "langid" / "answers.csv")
    rows = rows[(rows["text"].str.split().str.len() >= 4) | (rows["label"] == "zh-TW")]
    right = rows["label"].str[:2]
    found = {name: rows["text"].map(teller) for name, teller in tellers.items()}
    _row(f"langid ({len(rows)}): as labelled", [f"{(told == right).mean():.4f}" for told in found.values()])
    read = [f"{(told.replace(UNKNOWN, 'en') == right).mean():.4f}" for told in found.values()]
    _row("  the same, unknown read as English", read)


def _sentences(tellers: Mapping[str, Teller], name: str, title: str) -> None:
    told = _by_heading(name)
    for code, texts in told.items():
        cells = []
        for teller in tellers.values():
            found = [teller(text) for text in texts]
            # 18/1/20: right, taken for English, of all.
            cells.append(f"{found.count(code.removesuffix('-Latn'))}/{found.count('en')}/{len(texts)}")
        _row(f"{title} {code}: right/taken for en/of", cells)


def _false_foreign(tellers: Mapping[str, Teller]) -> None:
    for name, texts in _english().items():
        # The peers are slow: a sample does for them.
        cells = []
        for teller in tellers.values():
            read = texts if teller is language else texts[:: max(1, len(texts) // 1000)]
            found = [teller(text) for text in read]
            cells.append(f"{100 * sum(map(is_foreign, found)) / len(found):.2f} %")
        _row(f"not English, {name} ({len(texts)})", cells)


def _non_answers() -> None:
    for name, wanted in (("non_answers.txt", True), ("answers_like_non_answers.txt", False)):
        pairs = [
            (text, "" if asks == "unknown" else asks)
            for heading, texts in _by_heading(name).items()
            for text in texts
            for asks in heading.split()
        ]
        right = sum((non_answer(*pair) is not None) == wanted for pair in pairs)
        _row(f"{name.removesuffix('.txt').replace('_', ' ')}: right of", [f"{right}/{len(pairs)}"])


def _held_back() -> None:
    unwanted_texts = [(text, rule) for rule, texts in _by_heading("unwanted.txt").items() for text in texts]
    right = sum(unwanted(text) == rule for text, rule in unwanted_texts)
    _row("unwanted: held back under its rule, of", [f"{right}/{len(unwanted_texts)}"])
    fair = (SENTENCES / "strong_words.txt").read_text("utf-8").splitlines()
    _row("strong words: held back, of", [f"{sum(unwanted(text) is not None for text in fair)}/{len(fair)}"])
    sample = _sample()
    held = sample[[unwanted(text) is not None for text in sample["text"]]]["response_id"]
    _row("sample round: found, of; others held", [f"{len({*held} & UNWANTED)}/3; {len({*held} - UNWANTED)}"])
    for name, path in ENGLISH.items():
        texts = _texts(shared() / "data" / path)["text"]
        count = sum(unwanted(text) is not None for text in texts)
        _row(f"held back, {name} ({len(texts)})", [count, f"{100 * count / len(texts):.3f} %"])


def table() -> None:
    """Print the figures of language, non-answers and what is held back."""
    before = time.perf_counter()
    tellers = _tellers()
    _row("language", tellers)
    if "lingua" not in tellers:
        print("(peer lingua is not there: pip install lingua-language-detector)")
    _labelled(tellers)
    _sentences(tellers, "foreign.txt", "sentences")
    _sentences(tellers, "foreign_unseen.txt", "later ones")
    _false_foreign(tellers)
    _non_answers()
    _held_back()
    print(f"{time.perf_counter() - before:.0f} s")


if __name__ == "__main__":
    table()
