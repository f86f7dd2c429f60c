"""Vectors of the words and letters themselves: they hold what the model never learned, such as names of systems."""

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from pipeline.definitions.glossary import expand
from pipeline.embed.protocol import Vectors, unit_rows

PLACES = 100
SEED = 0

# In feedback these carry the meaning ("not able to", "nothing to add", "more staff", "down again").
TELLING = {
    "no",
    "not",
    "nothing",
    "none",
    "never",
    "cannot",
    "cant",
    "without",
    "more",
    "less",
    "few",
    "again",
    "system",
}
STOP_WORDS = sorted(ENGLISH_STOP_WORDS - TELLING)


def expanded(texts: Sequence[str], expansions: Mapping[str, str]) -> list[str]:
    """Each text with the long form of its acronyms behind it, so that both forms meet."""
    forms = list(expansions.items())
    likely = ({form: full for form, full in forms if form in text} for text in texts)  # ten times faster than looking
    return [expand(text, few) if few else text for text, few in zip(texts, likely, strict=True)]


def word_vectors(texts: Sequence[str], seed: int = SEED) -> Vectors:
    """One row of up to 100 numbers a text, from words and pairs of words that at least two texts hold."""
    tfidf = TfidfVectorizer(ngram_range=(1, 2), stop_words=STOP_WORDS, min_df=2, sublinear_tf=True, dtype=np.float32)
    return _reduced(tfidf, texts, seed)


def letter_vectors(texts: Sequence[str], seed: int = SEED) -> Vectors:
    """One row of up to 100 numbers a text, from runs of 3 to 5 letters: misspelt words stay near right ones."""
    tfidf = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=3, max_df=0.3, sublinear_tf=True, dtype=np.float32
    )
    return _reduced(tfidf, texts, seed)


def _reduced(tfidf: TfidfVectorizer, texts: Sequence[str], seed: int) -> Vectors:
    try:
        counts = tfidf.fit_transform(texts)
    except ValueError:  # no word is shared by enough texts
        return np.zeros((len(texts), 1), np.float32)
    places = min(PLACES, *(side - 1 for side in counts.shape))
    if places < 1:
        return np.zeros((len(texts), 1), np.float32)
    return unit_rows(TruncatedSVD(places, random_state=seed).fit_transform(counts).astype(np.float32))
