"""Campaign letters planted among real comments, found again: python -m benchmarks.clean_campaigns.

Forty letters put together from sentences of many people, each sent 5 to 200 times with edited words, an added sentence,
another signature, hidden among 10,000 patients' comments. In one setting each copy draws its own share of edits, in
another all copies of a letter have the same share (so that of some no copy is as it was written). Pairs count where at
least one of the two was planted.
"""

import importlib.util
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import Any

import pandas as pd
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.sets import SEED, shared
from pipeline.clean.campaigns import same_words
from pipeline.clean.copies_words import plain_words

COMMENTS = 10_000
LETTERS = 40
SHARES = (0.0, 0.1, 0.2, 0.3)
COPIES = (5, 200)
SOURCES = ("polis/comments", "themefinder_synthetic/gambling_generation", "it_user_feedback_unlabelled/binder2020")
NAMES = [
    "Ann",
    "Ben",
    "Cara",
    "Dev",
    "Ella",
    "Finn",
    "Gita",
    "Huw",
    "Ines",
    "Jack",
    "Kofi",
    "Lena",
    "Mo",
    "Nia",
    "Owen",
    "Priya",
    "Quinn",
    "Rhys",
    "Sana",
    "Tom",
]

Finder = Callable[[Sequence[str]], Sequence[object]]


@dataclass(frozen=True, slots=True)
class Planted:
    """A copy of a letter, how much of it was edited, and the sentence its sender added."""

    text: str
    letter: int
    edited: float
    added: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """How letters are made and changed."""

    name: str
    words: tuple[int, int] = (30, 120)
    each_its_share: bool = True
    cut: float = 0.0
    common: float = 0.0
    copies: tuple[int, int] = COPIES


SETTINGS = (
    Setting("each copy its own share"),
    Setting("one share a letter", each_its_share=False),
    Setting("few copies, one share a letter", each_its_share=False, copies=(3, 8)),
    Setting("letters that share a third of their sentences with another", common=0.34),
    Setting("short letters, 15-40 words", words=(15, 40)),
    Setting("long letters, 150-400 words, a third of copies cut", words=(150, 400), cut=0.33),
)


def _texts(path: str) -> list[str]:
    frame = pd.read_csv(shared() / f"data/{path}.csv", dtype=str, keep_default_na=False)
    return [" ".join(text.split()) for text in frame["text"]]


def _sentences() -> list[str]:
    pieces = chain.from_iterable(re.split(r"(?<=[.!?])\s+", text) for path in SOURCES for text in _texts(path))
    kept = {piece if piece[-1] in ".!?" else f"{piece}." for piece in pieces if 6 <= len(piece.split()) <= 30}
    return sorted(kept)


def _letters(chance: Random, sentences: list[str], setting: Setting) -> list[list[str]]:
    """Sentences of each letter; what is used is taken out, so that letters share what the setting lets every second."""
    letters = list[list[str]]()
    for number in range(LETTERS):
        wanted = chance.randint(*setting.words)
        shared = letters[-1] if number % 2 else []
        letter = shared[: int(setting.common * len(shared))]
        while sum(len(sentence.split()) for sentence in letter) < wanted:
            letter.append(sentences.pop())
        letters.append(letter)
    return letters


def _edited(chance: Random, words: list[str], share: float, others: Sequence[str]) -> list[str]:
    words = list(words)
    for _ in range(round(share * len(words))):
        at, kind = chance.randrange(len(words)), chance.choice(("replace", "delete", "insert", "swap"))
        if kind == "replace":
            words[at] = chance.choice(others)
        elif kind == "insert":
            words.insert(at, chance.choice(others))
        elif kind == "swap" and at:
            words[at - 1 : at + 1] = words[at], words[at - 1]
        elif len(words) > 8:
            del words[at]
    return words


def _copy(
    chance: Random, number: int, letter: list[str], share: float, pool: tuple[list[str], list[str]], setting: Setting
) -> Planted:
    sentences, others = pool
    parts = [" ".join(_edited(chance, sentence.split(), share, others)) for sentence in letter]
    if len(parts) > 2 and chance.random() < setting.cut:
        start = chance.randrange(len(parts))
        del parts[start : start + len(parts) // 3]
    added = chance.choice(sentences) if chance.random() < 0.4 else ""
    if added:
        parts.insert(chance.randint(0, len(parts)), added)
    if chance.random() < 0.5:
        parts.append(f"Kind regards, {chance.choice(NAMES)} {chance.choice(NAMES)}")
    return Planted(" ".join(parts), number, share, added)


def planted(setting: Setting, seed: int = SEED) -> list[Planted]:
    """All copies of all letters of a setting."""
    chance, sentences = Random(seed), _sentences()
    chance.shuffle(sentences)
    letters = _letters(chance, sentences, setting)
    others = sorted({word for sentence in sentences for word in sentence.lower().split()})
    copies = []
    for number, letter in enumerate(letters):
        low, high = setting.copies
        for _ in range(round(low * (high / low) ** chance.random())):
            share = chance.choice(SHARES) if setting.each_its_share else SHARES[number % len(SHARES)]
            copies.append(_copy(chance, number, letter, share, (sentences, others), setting))
    return copies


def comments() -> list[str]:
    """Real comments among which letters are planted."""
    return _texts("nhs_fft_phase1/nhs_fft_phase1")[:COMMENTS]


def _pairs(counts: Counter[object]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def precision(copies: Sequence[Planted], groups: Sequence[object]) -> float:
    """Of pairs found with a planted text, the share that are copies of one letter; None is no group."""
    told = [group for group in groups if group is not None]
    real = [group for group in groups[len(copies) :] if group is not None]
    found = _pairs(Counter(told)) - _pairs(Counter(real))
    right = _pairs(
        Counter((copy.letter, group) for copy, group in zip(copies, groups, strict=False) if group is not None)
    )
    return right / found if found else 1.0


def tied(copies: Sequence[Planted], groups: Sequence[object]) -> int:
    """Real comments put in a group with another one."""
    real = Counter(group for group in groups[len(copies) :] if group is not None)
    return sum(count for count in real.values() if count > 1)


def recall(copies: Sequence[Planted], groups: Sequence[object], share: float) -> float:
    """Of pairs of one letter of which the more edited has this share of edits, the part found together."""

    def both(most: float) -> tuple[int, int]:
        kept = [(copy, group) for copy, group in zip(copies, groups, strict=False) if copy.edited <= most]
        right = Counter((copy.letter, group) for copy, group in kept if group is not None)
        return _pairs(right), _pairs(Counter(copy.letter for copy, _ in kept))

    (right, pairs), (fewer, less) = both(share), both(share - 0.05)
    return (right - fewer) / (pairs - less) if pairs > less else 1.0


def _ours(texts: Sequence[str]) -> pd.DataFrame:
    ids = [str(number) for number in range(len(texts))]
    return same_words(pd.DataFrame({"answer": ids, "response": ids, "text": texts}), persons_known=True)


def _of_frame(groups: pd.DataFrame, count: int) -> list[object]:
    told = dict(zip(groups["answer"].astype(int), groups["group"], strict=True))
    return [told.get(number) for number in range(count)]


def _exact(texts: Sequence[str]) -> list[object]:
    return [" ".join(plain_words(text)) for text in texts]


def _hashed(texts: Sequence[str]) -> Iterator[Any]:
    import datasketch as minhash

    for text in texts:
        words = plain_words(text)
        told = minhash.MinHash(num_perm=128, seed=1)
        told.update_batch([" ".join(words[at : at + 3]).encode() for at in range(max(1, len(words) - 2))])
        yield told


def _lsh(texts: Sequence[str], threshold: float) -> list[object]:
    """MinHash on runs of three words; texts join the first they collide with."""
    from datasketch import MinHashLSH

    index, groups = MinHashLSH(threshold=threshold, num_perm=128), list[object]()
    for number, told in enumerate(_hashed(texts)):
        like = min((int(key) for key in index.query(told)), default=number)
        groups.append(number if like == number else groups[like])
        index.insert(str(number), told)
    return groups


def _cosine(texts: Sequence[str]) -> list[object]:
    """TF-IDF of words, cosine of 0.5 and more, whatever hangs together."""
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    alike = vectors @ vectors.T
    alike.data[alike.data < 0.5] = 0
    alike.eliminate_zeros()
    return list(connected_components(alike, directed=False)[1])


PEERS: dict[str, Finder] = {
    "exact words": _exact,
    # datasketch lies in the environment of the benchmark alone.
    **(
        {"MinHash LSH 0.5": lambda texts: _lsh(texts, 0.5), "MinHash LSH 0.8": lambda texts: _lsh(texts, 0.8)}
        if importlib.util.find_spec("datasketch")
        else {}
    ),
    "TF-IDF cosine 0.5": _cosine,
}


def _recovered(copies: Sequence[Planted], groups: pd.DataFrame) -> tuple[float, float]:
    """Of added sentences the share found with at least 0.8 of their words, and of copies without one those told one."""
    told = dict(zip(groups["answer"].astype(int), groups["added"], strict=True))
    found, wrong = [], []
    for number, copy in enumerate(copies):
        words = plain_words(told.get(number, ""))
        if copy.added:
            wanted = plain_words(copy.added)
            shared = Counter(wanted) & Counter(words)
            found.append(shared.total() >= 0.8 * len(wanted) and len(words) <= 1.5 * len(wanted) + 6)
        elif copy.edited <= 0.2:
            wrong.append(bool(words))
    return sum(found) / len(found), sum(wrong) / max(1, len(wrong))


def _line(name: str, copies: Sequence[Planted], groups: Sequence[object], seconds: float, more: str = "") -> str:
    by_share = " ".join(f"{recall(copies, groups, share):6.3f}" for share in SHARES)
    return f"  {name:18} {precision(copies, groups):9.3f}  {by_share}  {tied(copies, groups):8}  {seconds:7.1f}  {more}"


def _print(setting: Setting, *, peers: bool) -> None:
    copies = planted(setting)
    texts = [copy.text for copy in copies] + comments()
    print(f"{setting.name}: {len(copies)} copies of {LETTERS} letters among {len(texts) - len(copies)} comments")
    print(f"  {'':18} precision  recall at 0, 10, 20, 30 % edits comments  seconds")
    start = time.perf_counter()
    groups = _ours(texts)
    seconds = time.perf_counter() - start
    recovered, wrong = _recovered(copies, groups)
    more = f"added sentence {recovered:.3f}, added where nothing was {wrong:.3f}"
    print(_line("ours", copies, _of_frame(groups, len(texts)), seconds, more))
    for name, finder in PEERS.items() if peers else ():
        start = time.perf_counter()
        found = finder(texts)
        print(_line(name, copies, found, time.perf_counter() - start))


def table() -> None:
    """Print precision, recall by share of edits and recovered sentences, ours and peers."""
    for setting in SETTINGS:
        _print(setting, peers=setting.words == (30, 120) and setting.copies == COPIES)


if __name__ == "__main__":
    table()
