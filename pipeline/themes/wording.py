"""Wording: what titles and keywords are made of, weighed theme by theme."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.themes.language import Language
from pipeline.themes.lists import JUDGING, NEGATIONS, PAST
from pipeline.themes.pairs import Pair, commonest_forms, pairs_of, words_of_pair
from pipeline.themes.phrases import ENOUGH, LONGEST, words_of
from pipeline.themes.shapes import FAILED, fit_of, is_cut
from pipeline.themes.words import stem

SMOOTHING = 0.5  # added to every count, so that a phrase found nowhere else has finite odds
CANDIDATES = 80  # phrases of one theme that are looked at closely
SAMPLE = 400  # texts are enough to know where a phrase lies; "the service" is in thousands
HEARD = 2  # in how many of the theme's answers a phrase must stand, where it has so many
PAIR_FITS = {"quality": 1.0, "done": 0.75, "undone": 0.85, "act": 0.7}
PAIR_SHAPES = {"quality": "jn", "done": "ne", "undone": "nte", "act": "bn"}
PARTICIPLES = ("n", "t", "d", "g", "k")  # ends of "broken", "sent", "told", "sung", "struck"
BACK = 2  # words before a phrase that may deny it
PAIRS = 24  # pairs of one theme that are looked at closely

Words = tuple[np.ndarray, np.ndarray, np.ndarray]  # by stem: odds in the theme, share of its answers, anchor


@dataclass(frozen=True, slots=True)
class Candidate:
    """One phrase as the words for one theme."""

    words: tuple[str, ...]  # in small letters
    stems: frozenset[int]  # of its words that carry sense
    sense: int  # how many these are
    whole: bool  # mostly a clause of its own
    texts: np.ndarray  # of the theme, that hold all of these in any order
    direct: int  # answers of the theme that hold the phrase as it stands
    share: float  # of the theme's answers that hold all of its words
    own: float  # share of all answers with these words that are the theme's
    odds: float  # how much more often than elsewhere, in standard errors
    nearness: float  # of the answers with these words to the theme's centre
    strength: float  # mean odds of its words, each for itself, against those of the theme's most telling word
    spread: float  # mean root of the shares of its words, each for itself
    anchor: float  # how near its most telling word comes to the theme's most telling word, 1 if it is that
    shape: str  # the classes of its words, a letter each
    fit: float  # how much it reads as a title, from -1 to 1
    complete: float  # share of its places where it is not cut out of something longer


@dataclass(frozen=True, slots=True)
class Wording:
    """The counts of all phrases by theme, or by part of one theme: texts of no label do not count."""

    language: Language
    labels: np.ndarray
    centres: np.ndarray
    rows: np.ndarray  # places of the stream, by theme
    starts: np.ndarray  # where each theme's begin in `rows`
    sizes: np.ndarray  # answers of each theme
    counts: sparse.csr_matrix  # themes x phrases: answers that hold the phrase
    word_counts: sparse.csr_matrix  # themes x stems: answers that hold the stem
    known: dict[frozenset[int], np.ndarray] = field(default_factory=dict)

    def holding(self, stems: frozenset[int]) -> np.ndarray:
        """The texts that hold all the stems, in any order, ascending."""
        if stems not in self.known:
            columns = sorted((self.language.with_stem(one) for one in stems), key=len)
            found = columns[0][self.labels[columns[0]] >= 0]
            for column in columns[1:]:
                found = np.intersect1d(found, column, assume_unique=True)
            self.known[stems] = found
        return self.known[stems]

    def places(self, theme: int) -> np.ndarray:
        """Where the words of the theme's texts stand in the stream, rising."""
        return self.rows[self.starts[theme] : self.starts[theme + 1]]

    def of_words(self, theme: int) -> Words:
        """For every stem its odds in the theme (the best 1), its share of the theme's answers, its worth as anchor."""
        inside = np.asarray(self.word_counts[theme].todense()).ravel()
        outside = np.asarray(self.word_counts.sum(axis=0)).ravel() - inside
        size = self.sizes[theme]
        odds = np.where(inside > 0, _odds(inside, size, outside, self.sizes.sum() - size), 0)
        top = odds[self.language.phrases.sense].max(initial=1e-6)
        told, shares = np.clip(odds / top, -1, 1), inside / size
        return told, shares, _anchors(told, shares)


def weigh(language: Language, labels: np.ndarray, centres: np.ndarray) -> Wording:
    """Count every phrase in every theme, by answers; `labels` has the theme of each text, -1 for those left out."""
    inside = np.flatnonzero(labels >= 0)
    weight = language.texts.voices[inside].astype(np.float64)
    member = sparse.csr_matrix((weight, (labels[inside], inside)), shape=(len(centres), len(labels)))
    themes = labels[language.phrases.stream.text_no]
    told = np.flatnonzero(themes >= 0)
    rows = told[np.argsort(themes[told], kind="stable")]
    return Wording(
        language=language,
        labels=labels,
        centres=centres,
        rows=rows,
        starts=np.searchsorted(themes[rows], np.arange(len(centres) + 1)),
        sizes=np.bincount(labels[inside], weights=weight, minlength=len(centres)),
        counts=sparse.csr_matrix(member @ language.phrases.holds),
        word_counts=sparse.csr_matrix(member @ language.bags),
    )


def _odds(inside: np.ndarray, size: float, outside: np.ndarray, rest: float) -> np.ndarray:
    """Log odds of words in the theme against all other themes, over their standard error."""
    here = np.log((inside + SMOOTHING) / (np.maximum(size - inside, 0) + SMOOTHING))
    there = np.log((outside + SMOOTHING) / (np.maximum(rest - outside, 0) + SMOOTHING))
    return np.asarray((here - there) / np.sqrt(1 / (inside + SMOOTHING) + 1 / (outside + SMOOTHING)))


def thinned(rows: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the rows, evenly spread."""
    return rows if len(rows) <= most else rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)]


def _nearness(wording: Wording, theme: int, texts: np.ndarray) -> float:
    some = thinned(texts, SAMPLE)
    mean = wording.language.texts.voices[some].astype(np.float32) @ wording.language.texts.vectors[some]
    return float(wording.centres[theme] @ mean) / (float(np.linalg.norm(mean)) or 1.0)


def _low_mean(values: np.ndarray) -> float:
    """Between the mean and the least: a phrase is as good as its weaker word nearly."""
    return float(values.mean() + values.min()) / 2


def _anchors(odds: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """By stem, how much it is what the theme is about: often here, rarely elsewhere; the best has 1."""
    worth = np.clip(odds, 0, 1) + np.sqrt(shares)
    return np.asarray(np.where(odds > 0, worth, 0) / max(float(worth.max(initial=0)), 1e-6))


def _weighed(wording: Wording, theme: int, stems: frozenset[int], words: Words) -> dict[str, Any]:
    """What the texts that hold these stems say of the words as the words for the theme."""
    texts, some = wording.holding(stems), sorted(stems)
    mine = texts[wording.labels[texts] == theme]
    inside, everywhere = wording.language.texts.voices[mine].sum(), wording.language.texts.voices[texts].sum()
    size = wording.sizes[theme]
    return {
        "stems": stems,
        "texts": mine,
        "share": float(inside / size),
        "own": float(inside / max(everywhere, 1)),
        "odds": float(_odds(inside, size, everywhere - inside, wording.sizes.sum() - size)),
        "nearness": _nearness(wording, theme, texts),
        "strength": _low_mean(words[0][some]),
        "spread": _low_mean(np.sqrt(words[1][some])),
        "anchor": float(words[2][some].max()),
    }


def _read(wording: Wording, phrase: int, inside_theme: np.ndarray) -> tuple[str, float]:
    """The phrase's commonest classes in the theme, and the share of its places where it is whole."""
    at = wording.language.phrases.occurrences(phrase)
    mine = at[inside_theme[wording.language.phrases.stream.text_no[at]]][:ENOUGH]
    length = wording.language.phrases.length(phrase)
    shapes = ["".join(wording.language.classes[place : place + length]) for place in mine]
    counted = Counter(shapes)
    shape = min(counted, key=lambda one: (-counted[one], one))
    last = mine + length - 1
    ends = zip(shapes, wording.language.before[mine], wording.language.after[last], strict=True)
    cut = np.array([is_cut(one, str(before), str(after)) for one, before, after in ends], dtype=bool)
    return shape, 1 - float((cut | wording.language.goes_on[last]).mean())


def _reread(word: str, shape: str) -> str:
    """The classes with the first put right by its ending: "coded data", not an order; "explore data", nothing done."""
    ended = word.endswith("ed")
    if shape[0] == "b" and ended:
        return "e" + shape[1:]
    if shape[0] == "r" and word in JUDGING and len(shape) > 1 and shape[1] in "nN":
        return "j" + shape[1:]
    plain = not ended and not word.endswith(PARTICIPLES) and word not in PAST
    return "b" + shape[1:] if shape[0] == "e" and plain else shape


def _denial(wording: Wording, phrase: int, inside_theme: np.ndarray) -> tuple[str, ...]:
    """The words that deny the phrase where most of its places in the theme are denied: "not enough", "don't"."""
    stream = wording.language.phrases.stream
    at = wording.language.phrases.occurrences(phrase)
    found: Counter[tuple[str, ...]] = Counter()
    mine = at[inside_theme[stream.text_no[at]]][:ENOUGH]
    for place in mine:
        before: list[str] = []
        while len(before) < BACK and stream.joined[place - len(before)]:
            before.insert(0, str(stream.words[place - len(before) - 1]).casefold().replace("’", "'"))
        start = next((one for one, word in enumerate(before) if word in NEGATIONS or word.endswith("n't")), None)
        found[tuple(before[start:]) if start is not None else ()] += 1
    plain = found.pop((), 0)
    return min(found, key=lambda one: (-found[one], one)) if plain * 2 < len(mine) else ()


def _candidate(
    wording: Wording, theme: int, inside_theme: np.ndarray, told: Words, phrase: int, direct: float
) -> Candidate:
    stems = wording.language.stems_of(phrase)
    words = words_of(wording.language.phrases, phrase, inside_theme)
    shape, complete = _read(wording, phrase, inside_theme)
    shape = _reread(words[0], shape)
    denial = () if words[0] in NEGATIONS else _denial(wording, phrase, inside_theme)
    fit = fit_of(shape, words[0] in NEGATIONS)
    if words[-1].endswith("ed") and FAILED.fullmatch(shape):
        fit = 0.8
    if denial:
        known = all(stem(word) in wording.language.numbers for word in denial)
        fit = min(fit, 0.8) if known and len(denial) + len(words) <= LONGEST else -1.0
    return Candidate(
        words=(*denial, *words) if fit > -1 else words,
        sense=int(wording.language.phrases.sense[list(stems)].sum()),
        whole=bool(wording.language.phrases.whole[phrase] >= 0.5),
        direct=int(direct),
        shape="t" * len(denial) + shape,
        fit=fit,
        complete=complete,
        **_weighed(wording, theme, stems, told),
    )


def _of_pair(wording: Wording, theme: int, weights: Words, pair: Pair, nouns: Mapping[int, str]) -> Candidate:
    stems = frozenset((pair.said, pair.noun))
    words = words_of_pair(pair, wording.language.qualities, nouns)
    told = pair.kind == "act" and len(words) == 2 and words[0].endswith("ed")  # "coded data"
    kind = "quality" if told else pair.kind
    return Candidate(
        words=words,
        sense=2,
        whole=False,
        direct=int(wording.language.texts.voices[sorted(pair.texts)].sum()),
        shape=PAIR_SHAPES[kind],
        fit=PAIR_FITS[kind],
        complete=1.0,
        **_weighed(wording, theme, stems, weights),
    )


def candidates(wording: Wording, theme: int) -> list[Candidate]:
    """The phrases of the theme that are found in it more than by chance, most telling first."""
    row = wording.counts[theme]
    phrases, counts = row.indices, row.data
    least = min(HEARD, counts.max(initial=0))
    keep = counts >= least
    phrases, counts = phrases[keep], counts[keep]
    total = np.asarray(wording.counts.sum(axis=0)).ravel()[phrases]
    odds = _odds(counts, wording.sizes[theme], total - counts, wording.sizes.sum() - wording.sizes[theme])
    order = np.lexsort((phrases, -np.round(odds, 6)))[:CANDIDATES]
    mine = wording.labels == theme
    told = wording.of_words(theme)
    found = [_candidate(wording, theme, mine, told, int(phrases[one]), float(counts[one])) for one in order]
    stream, places = wording.language.phrases.stream, wording.places(theme)
    nouns = commonest_forms(stream, wording.language.classes, places, "nN")
    seen = pairs_of(stream, wording.language.classes, places)[:PAIRS]
    denied = "not" in wording.language.numbers
    pairs = [_of_pair(wording, theme, told, pair, nouns) for pair in seen if denied or pair.kind != "undone"]
    found += [pair for pair in pairs if pair.direct >= least]
    unlike = {one.words: one for one in sorted(found, key=lambda one: one.fit)}
    return sorted(unlike.values(), key=lambda one: (-round(one.odds, 6), one.words))
