"""Wording: what titles and keywords are made of, weighed theme by theme."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from pipeline.themes.casing import Casing, learn_casing
from pipeline.themes.nouns import Nouns, learn_nouns
from pipeline.themes.phrases import Phrases, words_of

SMOOTHING = 0.5  # added to every count, so that a phrase found nowhere else has finite odds
CANDIDATES = 80  # phrases of one theme that are looked at closely
SAMPLE = 400  # texts are enough to know where a phrase lies; "the service" is in thousands
HEARD = 2  # in how many of the theme's answers a phrase must stand, where it has so many


@dataclass(frozen=True, slots=True)
class Candidate:
    """One phrase as the words for one theme."""

    phrase: int
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


@dataclass(frozen=True, slots=True)
class Wording:
    """All phrases with their counts, and how words are written in these texts."""

    phrases: Phrases
    casing: Casing
    nouns: Nouns
    labels: np.ndarray
    voices: np.ndarray
    vectors: np.ndarray
    centres: np.ndarray
    counts: sparse.csr_matrix  # themes x phrases: answers that hold the phrase
    sizes: np.ndarray  # answers of each theme
    bags: sparse.csc_matrix  # texts x stems
    known: dict[frozenset[int], np.ndarray] = field(default_factory=dict)

    def holding(self, stems: frozenset[int]) -> np.ndarray:
        """The texts that hold all the stems, in any order, ascending."""
        if stems not in self.known:
            columns = sorted((self._column(one) for one in stems), key=len)
            found = columns[0]
            for column in columns[1:]:
                found = np.intersect1d(found, column, assume_unique=True)
            self.known[stems] = found
        return self.known[stems]

    def _column(self, stem: int) -> np.ndarray:
        return np.asarray(self.bags.indices[self.bags.indptr[stem] : self.bags.indptr[stem + 1]])

    def stems_of(self, phrase: int) -> frozenset[int]:
        """The stems of the phrase that carry sense; all of them where none does."""
        stems = [int(one) for one in self.phrases.keys[phrase] if one]
        return frozenset(one for one in stems if self.phrases.sense[one]) or frozenset(stems)


def learn_wording(
    phrases: Phrases,
    labels: np.ndarray,
    voices: np.ndarray,
    vectors: np.ndarray,
    centres: np.ndarray,
    expansions: Mapping[str, str],
) -> Wording:
    """Count every phrase in every theme, by answers, and learn how words are written."""
    inside = np.flatnonzero(labels >= 0)
    weight = voices[inside].astype(np.float64)
    member = sparse.csr_matrix((weight, (labels[inside], inside)), shape=(len(centres), len(labels)))
    stream = phrases.stream
    told = stream.stems > 0
    cells = (np.ones(told.sum(), dtype=np.float32), (stream.text_no[told], stream.stems[told]))
    bags = sparse.csc_matrix(cells, shape=(len(labels), len(stream.vocabulary)))
    bags.sum_duplicates()
    return Wording(
        phrases=phrases,
        casing=learn_casing(stream, expansions),
        nouns=learn_nouns(stream),
        labels=labels,
        voices=voices,
        vectors=vectors,
        centres=centres,
        counts=sparse.csr_matrix(member @ phrases.holds),
        sizes=np.bincount(labels[inside], weights=weight, minlength=len(centres)),
        bags=bags,
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
    mean = wording.voices[some].astype(np.float32) @ wording.vectors[some]
    return float(wording.centres[theme] @ mean) / (float(np.linalg.norm(mean)) or 1.0)


def _candidate(wording: Wording, theme: int, inside_theme: np.ndarray, phrase: int, direct: float) -> Candidate:
    stems = wording.stems_of(phrase)
    texts = wording.holding(stems)
    mine = texts[wording.labels[texts] == theme]
    inside, everywhere = wording.voices[mine].sum(), wording.voices[texts].sum()
    size = wording.sizes[theme]
    return Candidate(
        phrase=phrase,
        words=words_of(wording.phrases, phrase, inside_theme),
        stems=stems,
        sense=int(wording.phrases.sense[list(stems)].sum()),
        whole=bool(wording.phrases.whole[phrase] >= 0.5),
        texts=mine,
        direct=int(direct),
        share=float(inside / size),
        own=float(inside / max(everywhere, 1)),
        odds=float(_odds(inside, size, everywhere - inside, wording.sizes.sum() - size)),
        nearness=_nearness(wording, theme, texts),
    )


def candidates(wording: Wording, theme: int) -> list[Candidate]:
    """The phrases of the theme that are found in it more than by chance, most telling first."""
    row = wording.counts[theme]
    phrases, counts = row.indices, row.data
    least = min(HEARD, counts.max(initial=0))
    keep = counts >= least
    phrases, counts = phrases[keep], counts[keep]
    total = wording.phrases.voices[phrases]
    odds = _odds(counts, wording.sizes[theme], total - counts, wording.sizes.sum() - wording.sizes[theme])
    order = np.lexsort((phrases, -np.round(odds, 6)))[:CANDIDATES]
    mine = wording.labels == theme
    found = [_candidate(wording, theme, mine, int(phrases[one]), float(counts[one])) for one in order]
    return sorted(found, key=lambda one: (-round(one.odds, 6), one.words))
