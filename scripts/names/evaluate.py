"""Measure the recogniser of names: each half of the texts is read by a model that saw neither text nor sentence.

    for fold in 0 1; do python -m scripts.train_names SHARED --fold $fold --out build/names/fold$fold.crfsuite; done
    python -m scripts.names.evaluate SHARED [--show N]

`--show` prints up to so many misses and alarms of the carriers, which are invented; other texts are counted only.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from pipeline.clean.marks import Span
from pipeline.clean.names.model import Model, reads_of
from pipeline.clean.names.recogniser import trained
from scripts.names.drawing import Fillings
from scripts.names.texts import Text, carried, carriers, has_no_name, manners, refilled, sample
from scripts.names.texts import fft as patients

_FAR = (
    ("towns", "polis/comments.csv", "language_of_conversation=='en'"),
    ("requirements", "napire2018/reasons.csv", "language=='English'"),
    ("tool", "it_user_feedback_unlabelled/binder2020.csv", ""),
    ("tool in class", "it_user_feedback_unlabelled/jupyter_education2016.csv", ""),
    ("gambling", "themefinder_synthetic/gambling_generation.csv", ""),
    ("banking", "banking77/banking77.csv", ""),
)
_SEED, _TIMES, _MOST = 77, 4, 1000


def _say(*told: object) -> None:
    sys.stdout.write(" ".join(map(str, told)) + "\n")


class _Folds:
    """The models of the two halves."""

    def __init__(self) -> None:
        files = [Path(f"build/names/fold{fold}.crfsuite") for fold in (0, 1)]
        self._models = [Model(file.read_bytes(), reads_of(file)) for file in files]

    def read(self, text: str, group: str = "") -> list[Span]:
        """The names in a text, by the model that never saw its group."""
        return list(trained(text, (), self._models[Text("", (), group or text, "").fold()]))


def _alarms(folds: _Folds, name: str, texts: Iterable[Text], show: int = 0) -> None:
    found = [(one, folds.read(one.text, one.group)) for one in texts]
    hit = [(one, spans) for one, spans in found if spans]
    _say(f"{name}: {len(hit)}/{len(found)} marked = {len(hit) / max(len(found), 1):.2%}")
    for one, spans in random.Random(1).sample(hit, min(show, len(hit))):
        _say("   ", repr(one.text), [(one.text[span.start : span.end], span.score) for span in spans])


def _recall(folds: _Folds, name: str, texts: Iterable[Text], show: int = 0) -> None:
    count, missed = 0, []
    for one in texts:
        spans = folds.read(one.text, one.group)
        count += len(one.names)
        missed += [
            (one.text, one.text[start:end])
            for start, end in one.names
            if not any(span.start <= start and span.end >= end for span in spans)
        ]
    _say(f"{name}: {count - len(missed)}/{count} names hidden whole = {1 - len(missed) / count:.4f}")
    for told in random.Random(1).sample(missed, min(show, len(missed))):
        _say("   ", told)


def _plain(texts: Iterable[str]) -> list[Text]:
    return [Text(text, (), text, "") for text in texts]


def _column(folder: Path, file: str, query: str) -> list[str]:
    rows = pd.read_csv(folder / "data" / file, keep_default_na=False, encoding_errors="replace")
    found = sorted(set((rows.query(query) if query else rows)["text"]) - {""})
    random.Random(1).shuffle(found)
    return found[:_MOST]


def _of(lines: list[str], fill: Fillings, times: int = _TIMES) -> list[Text]:
    return [carried(line, fill) for line in lines for _ in range(times)]


def _cased(texts: list[Text], *, upper: bool) -> list[Text]:
    told = [(one, one.text.upper() if upper else one.text.lower()) for one in texts]
    return [Text(text, one.names, one.group, "") for one, text in told if len(text) == len(one.text)]


def main() -> None:
    """Print recall, alarms and speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--show", type=int, default=0)
    told = parser.parse_args()
    folds, fill = _Folds(), Fillings(random.Random(_SEED), test=True)
    rounds, answers = sample(told.shared), patients(told.shared)
    positive, negative = carriers()
    hard, traps = manners()
    _alarms(folds, "sample round, nothing planted", _plain(text for text, _, is_clean in rounds if is_clean))
    _alarms(folds, "patients, no apparent name", _plain(text for text in answers if has_no_name(text)))
    for name, file, query in _FAR:
        _alarms(folds, f"far: {name}", _plain(_column(told.shared, file, query)))
    of_carriers = [one for one in _of([line for line in positive if line not in hard], fill) if one.names]
    _recall(folds, "carriers", of_carriers, told.show)
    _recall(folds, "carriers in small letters", _cased(of_carriers, upper=False))
    _recall(folds, "carriers in capitals", _cased(of_carriers, upper=True))
    _recall(folds, "patients' blanked names refilled", refilled(answers, fill))
    _recall(folds, "hard manners", _of(hard, fill), told.show)
    _alarms(folds, "traps", _of([line for line in negative if line not in traps], fill), told.show)
    _alarms(folds, "traps of the hard manners", _of(traps, fill), told.show)
    began = time.perf_counter()
    for text, _, _ in rounds:
        folds.read(text)
    _say(f"{len(rounds) / (time.perf_counter() - began):.0f} answers a second")


if __name__ == "__main__":
    main()
