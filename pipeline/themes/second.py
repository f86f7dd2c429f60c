"""Second themes: a point that says two things is in two themes, where it holds words of both and is close to both."""

from itertools import chain, pairwise

import numpy as np
import pandas as pd
from scipy import sparse

from pipeline.themes.closeness import DECIMALS, Groups, background, centre_closeness, groups_of, kinship, rest_closeness
from pipeline.themes.cluster import Clusters
from pipeline.themes.texts import Texts
from pipeline.themes.words import is_glue, stem, tokens

# Measured on 14 sets, ten of them with several codes an answer: one point in fifty has a second theme; BCubed F of
# answers rises on 11 sets, at best by .012, and falls on two by .001 and .002. Without the words one in twenty has, and
# F falls by .005 on a set.
NEARLY = 0.8  # of the closeness to its own theme
QUARTER = 0.25  # the second theme's bound: what a quarter of its own texts does not reach
NO_KIN = 0.5  # themes closer than that say one thing: a text between them does not say two
TURNED = 0.3  # closeness to either theme when the direction of the other is taken away
HEARD = 3  # texts of a theme that hold a word which tells it
TELLING = 3.0  # times as common in the theme as elsewhere
SHARE = 0.03  # of the theme's texts, at least


def _incidence(texts: Texts) -> sparse.csr_matrix:
    """Which text holds which word: one row a text, one column a stem."""
    told = [sorted({stem(word) for word, _ in tokens(text) if not is_glue(word)}) for text in texts.shown]
    vocabulary = {word: number for number, word in enumerate(sorted(set(chain.from_iterable(told))))}
    columns = [vocabulary[word] for words in told for word in words]
    starts = np.cumsum([0, *map(len, told)])
    return sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(told), max(len(vocabulary), 1)))


def _lift(held: sparse.csr_matrix, labels: np.ndarray, groups: Groups) -> np.ndarray:
    """How many times as common each word is in each theme as elsewhere; 0 where it tells nothing of the theme."""
    inside = np.flatnonzero(labels >= 0)
    count = len(groups.sizes)
    member = sparse.csr_matrix((np.ones(len(inside)), (labels[inside], inside)), shape=(count, len(labels)))
    heard = np.asarray((member @ held).todense())
    sizes = groups.sizes[:, None]
    elsewhere = (np.asarray(held.sum(axis=0)) - heard + 0.5) / (held.shape[0] - sizes + 1)
    lift = (heard + 0.5) / (sizes + 1) / elsewhere
    tells = (heard >= HEARD) & (lift >= TELLING) & (heard >= SHARE * sizes)
    return np.where(tells, np.round(lift, DECIMALS), 0)


def _turned(rows: np.ndarray, own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How close each row is to the other centre when the direction of its own is taken away from both."""

    def without(some: np.ndarray) -> np.ndarray:
        left = some - np.einsum("ij,ij->i", some, own)[:, None] * own
        norms = np.linalg.norm(left, axis=1, keepdims=True)
        return np.asarray(left / np.where(norms > 1e-6, norms, np.inf))

    return np.asarray(np.round(np.einsum("ij,ij->i", without(rows), without(other)), DECIMALS))


def _bounds(rest: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """What three in four of each theme's texts reach."""
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(count + 1))
    parts = (rest[order[one:end]] for one, end in pairwise(starts))
    return np.array([np.quantile(part, QUARTER) if len(part) else 1.0 for part in parts])


def _candidates(texts: Texts, clusters: Clusters, groups: Groups) -> pd.DataFrame:
    """Texts nearly as close to a second theme, of another kind, as to their own, with its label."""
    labels, count = clusters.labels, len(groups.sizes)
    rest = rest_closeness(texts.vectors, labels, groups)
    close = centre_closeness(texts.vectors, groups.centres())
    inside = np.flatnonzero(labels >= 0)
    close[inside, labels[inside]] = -np.inf
    best = close.argmax(axis=1)
    reach = close[np.arange(len(close)), best]
    kin = kinship(groups, background(texts.vectors))
    passes = (reach >= NEARLY * rest) & (reach >= _bounds(rest, labels, count)[best])
    found = np.flatnonzero((labels >= 0) & passes & (kin[labels, best] <= NO_KIN))
    return pd.DataFrame({"text_no": found, "own": labels[found], "label": best[found], "score": reach[found]})


def _says_both(held: sparse.csr_matrix, lift: np.ndarray, found: pd.DataFrame) -> np.ndarray:
    """Whether each text holds a word that tells its own theme and another that tells the second."""
    told = []
    for number, own, label in zip(found["text_no"], found["own"], found["label"], strict=True):
        words = held.indices[held.indptr[number] : held.indptr[number + 1]]
        one, other = lift[own, words], lift[label, words]
        told.append(bool(np.any(one > other) and np.any(other > one)))
    return np.array(told, dtype=bool)


def second_themes(texts: Texts, clusters: Clusters) -> pd.DataFrame:
    """Texts that say two things: text_no, label of the second theme, closeness to its centre; few, by text.

    Such a text is close to both themes for reasons of its own, also when the direction of the other is taken away.
    """
    nothing = pd.DataFrame(
        {"text_no": pd.Series(dtype=int), "label": pd.Series(dtype=int), "score": pd.Series(dtype=float)}
    )
    count = len(clusters.centres)
    if count < 2:
        return nothing
    groups = groups_of(texts.vectors, clusters.labels, count)
    found = _candidates(texts, clusters, groups)
    centres = groups.centres().astype(texts.vectors.dtype)
    rows, own, other = texts.vectors[found["text_no"]], centres[found["own"]], centres[found["label"]]
    found = found[(_turned(rows, own, other) >= TURNED) & (_turned(rows, other, own) >= TURNED)]
    if not len(found):
        return nothing
    held = _incidence(texts)
    kept = found[_says_both(held, _lift(held, clusters.labels, groups), found)]
    return kept[["text_no", "label", "score"]].round({"score": 2}).reset_index(drop=True)
