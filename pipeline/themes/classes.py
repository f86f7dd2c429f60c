"""Word classes: what each word is where it stands, a noun or a verb or another, by a small model that ships with us.

The weights are those of an averaged perceptron that others trained on the English Web Treebank; data/LICENCE.md says
whose they are. Whole numbers only, so that sums are the same on every machine, and all texts are read side by side,
word by word, which makes 50,000 of them a matter of seconds.
"""

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

SHORTENED = {
    "can't": "can",
    "won't": "will",
    "shan't": "shall",
    "cannot": "can",
    "cant": "can",
    "dont": "do",
    "wont": "will",
}
START, END = "<s>", "</s>"
# One letter a class: adjective, preposition, adverb, auxiliary, "and", determiner, interjection, noun, number,
# particle ("to", "not"), pronoun, proper noun, "that", verb (finite, -ing, plain, past participle), anything else.
LETTERS = {
    "ADJ": "j", "ADP": "p", "ADV": "r", "AUX": "a", "CCONJ": "c", "DET": "d", "INTJ": "i", "NOUN": "n", "NUM": "u",
    "PART": "t", "PRON": "o", "PROPN": "N", "SCONJ": "s", "VERB|Fin": "v", "VERB|Ger": "g", "VERB|Inf": "b",
    "VERB|Part": "e", "X": "x",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Model:
    """The weights: by kind of feature, then by its value."""

    classes: tuple[str, ...]
    letters: tuple[str, ...]  # one a class
    sure: dict[str, int]  # words that are of one class only
    weights: dict[str, dict[str, np.ndarray]]

    def rows(self, kind: str, values: Sequence[str]) -> np.ndarray:
        """One row of weights for each value; zeros for those never seen."""
        told = self.weights[kind]
        none = np.zeros(len(self.classes), dtype=np.int32)
        return np.array([told.get(value, none) for value in values], dtype=np.int32).reshape(-1, len(self.classes))


def _letter(name: str) -> str:
    return LETTERS.get(name) or LETTERS[name.split("|")[0]]


@cache
def load() -> Model:
    """The model of the package, read once."""
    packed = (files("pipeline.themes") / "data" / "classes.txt.gz").read_bytes()
    first, *lines = gzip.decompress(packed).decode("utf-8").splitlines()
    classes = tuple(first.split(" "))
    sure: dict[str, int] = {}
    weights: dict[str, dict[str, np.ndarray]] = {}
    for line in lines:
        name, _, told = line.partition("\t")
        kind, _, value = name.partition(" ")
        if kind == "=":
            sure[value] = int(told)
            continue
        row = np.zeros(len(classes), dtype=np.int32)
        for pair in told.split(" "):
            place, _, weight = pair.partition(":")
            row[int(place)] = int(weight)
        weights.setdefault(kind, {})[value] = row
    return Model(classes, tuple(_letter(name) for name in classes), sure, weights)


def _shape(word: str) -> str:
    digit = "d" if any(letter.isdigit() for letter in word) else ""
    return ("X" if word[:1].isupper() else "x") + digit


def _read_as(word: str) -> str:
    """The word as the model met it: without what is contracted behind it ("wasn't" as "was", "staff's" as "staff")."""
    plain = word.replace("’", "'")
    if plain.lower() in SHORTENED:
        return SHORTENED[plain.lower()]
    head, mark, tail = plain.partition("n't" if plain.lower().endswith("n't") else "'")
    return head if head and mark and len(tail) <= 2 else plain


def _own(model: Model, forms: Sequence[str]) -> np.ndarray:
    """What each form says by itself."""
    parts: dict[str, Callable[[str], str]] = {
        "suf3": lambda word: word[-3:].lower(),
        "suf2": lambda word: word[-2:].lower(),
        "suf1": lambda word: word[-1:].lower(),
        "pre1": lambda word: word[:1].lower(),
        "shape": _shape,
        "w": str.lower,
    }
    total = model.rows("bias", [""] * len(forms))
    for kind, part in parts.items():
        total = total + model.rows(kind, [part(word) for word in forms])
    return np.asarray(total)


def _beside(ids: np.ndarray, text_no: np.ndarray, step: int, edge: int) -> np.ndarray:
    """The word so many places on in the same text, `edge` beyond its ends."""
    found = np.full(len(ids), edge)
    if abs(step) < len(ids):
        here, there = (slice(None, -step), slice(step, None)) if step > 0 else (slice(-step, None), slice(None, step))
        same = text_no[here] == text_no[there]
        found[here] = np.where(same, ids[there], edge)
    return found


@dataclass(frozen=True, slots=True)
class _Before:
    """What the classes of the words before say: the last, the one before it, both, and the last with the word."""

    one: np.ndarray
    two: np.ndarray
    both: np.ndarray
    with_word: np.ndarray  # row of `weights` by class before and word; row 0 is none
    weights: np.ndarray


def _before(model: Model, words: Sequence[str]) -> _Before:
    names = [*model.classes, START]
    number = {name: place for place, name in enumerate(names)}
    known = {word: place for place, word in enumerate(words)}
    told = [(*key.split(" ", 1), row) for key, row in sorted(model.weights["t-1w"].items())]
    fit = [(number[name], known[word], row) for name, word, row in told if word in known and name in number]
    table = np.zeros((len(names), len(words)), dtype=np.int32)
    for place, (name, word, _) in enumerate(fit, start=1):
        table[name, word] = place
    none = np.zeros(len(model.classes), dtype=np.int32)
    return _Before(
        one=model.rows("t-1", names),
        two=model.rows("t-2", names),
        both=model.rows("t-1t-2", [f"{one} {two}" for one in names for two in names]),
        with_word=table,
        weights=np.array([none, *(row for _, _, row in fit)], dtype=np.int32),
    )


def _decided(scores: np.ndarray, ids: np.ndarray, sure: np.ndarray, text_no: np.ndarray, before: _Before) -> np.ndarray:
    """The class of every word, all first words of texts at once, then all second ones, and so on."""
    starts = np.flatnonzero(np.diff(text_no, prepend=-1))
    lengths = np.diff(starts, append=len(ids))
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    edge = scores.shape[1]
    found = np.full(len(ids), edge, dtype=np.int64)
    last, last_but_one = np.full(len(starts), edge), np.full(len(starts), edge)
    for place in range(int(lengths.max(initial=0))):
        alive = int(np.searchsorted(-lengths, -place, side="left"))
        at, one, two = starts[:alive] + place, last[:alive], last_but_one[:alive]
        total = scores[at] + before.one[one] + before.two[two] + before.both[one * (edge + 1) + two]
        total = total + before.weights[before.with_word[one, ids[at]]]
        told = np.where(sure[at] >= 0, sure[at], total.argmax(axis=1))
        found[at] = told
        last_but_one[:alive] = one
        last[:alive] = told
    return found


def word_classes(words: Sequence[str], text_no: np.ndarray) -> np.ndarray:
    """One letter of LETTERS for every word; `text_no` rises and says which text each stands in."""
    if not len(words):
        return np.empty(0, dtype="<U1")
    model = load()
    forms, form = np.unique(np.array(words, dtype=str), return_inverse=True)
    read = [_read_as(str(word)) for word in forms]
    lower = [word.lower() for word in read]
    plain = sorted({*lower, START, END})
    number = {word: place for place, word in enumerate(plain)}
    ids = np.array([number[word] for word in lower])[form]
    scores = _own(model, read)[form]
    for kind, step in (("w-1", -1), ("w-2", -2), ("w+1", 1), ("w+2", 2)):
        edge = number[START if step < 0 else END]
        scores += model.rows(kind, plain)[_beside(ids, text_no, step, edge)]
    sure = np.array([model.sure.get(word, -1) for word in plain])[ids]
    told = _decided(scores, ids, sure, text_no, _before(model, plain))
    return np.asarray(np.array(model.letters)[told])
