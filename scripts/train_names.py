"""Train the recogniser of persons' names, on all texts or, to measure, on one half of them.

    python -m scripts.train_names SHARED [--fold N] [--out FILE]

SHARED is the folder with data/ and sample-round/. The same seed and lists give the same model; one core, half a minute.
"""

import argparse
import random
from collections.abc import Iterable
from pathlib import Path

import pycrfsuite

from pipeline.clean.names.features import features, kinds_of
from pipeline.clean.names.model import FIRST, MODEL, MORE, OUTSIDE, READS, reads_of
from pipeline.clean.names.tokens import Token, stretches, tokens
from scripts.names.texts import Text, training

_SEED = 20201130
# The share of texts that are read as if no name were in any list.
_HIDDEN = 0.4


def _labels(text: Text, told: list[Token]) -> list[str]:
    labels = []
    for token in told:
        name = next((name for name in text.names if name[0] <= token.start < name[1]), None)
        labels.append(OUTSIDE if name is None else FIRST if token.start == name[0] else MORE)
    return labels


def fit(texts: Iterable[Text], file: Path) -> None:
    """Fit the model to texts and write it."""
    rng = random.Random(_SEED)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.15, "c2": 0.05, "max_iterations": 110, "feature.minfreq": 3})
    for text in texts:
        hidden = rng.random() < _HIDDEN
        for told in stretches(tokens(text.text)):
            trainer.append(pycrfsuite.ItemSequence(features(told, kinds_of(told), hidden=hidden)), _labels(text, told))
    trainer.train(str(file))
    reads = READS if file.name == MODEL else f"{file.stem}-{READS}"
    file.with_name(reads).write_text("\n".join(sorted(reads_of(file))), encoding="utf-8")


def main() -> None:
    """Train on all texts, or on one half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--fold", type=int, choices=(0, 1))
    parser.add_argument("--out", type=Path, default=Path("pipeline/clean/names/data") / MODEL)
    told = parser.parse_args()
    texts = training(told.shared, _SEED)
    fit((text for text in texts if told.fold is None or text.fold() != told.fold), told.out)


if __name__ == "__main__":
    main()
