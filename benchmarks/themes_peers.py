"""The peers, each given the same rows and our model's plain vectors of them: rows and vectors in, a theme a row out.

BERTopic and Turftopic live in the benchmark's own environment; `peers()` leaves out what is not installed and says so.
Settings are each package's own, but for what makes a run repeatable and for the neighbourhood BERTopic's makers name.
"""

import contextlib
import importlib.util
import io
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import silhouette_score

from benchmarks.sets import SEED
from benchmarks.themes_ways import model
from pipeline.embed.protocol import Vectors

GRID = range(5, 51, 5)
TOPICS = 20  # NMF has no rule of its own for their number
FAIR = 0.98  # share of the rows with a theme from which a peer's agreement can be set beside ours

BERTOPIC = "BERTopic"

Peer = Callable[[Sequence[str], Vectors], np.ndarray]  # a number a row, -1 for none


def kmeans(texts: Sequence[str], vectors: Vectors) -> np.ndarray:
    """K-means, k from 5 to 50 by silhouette."""
    fits = [KMeans(k, n_init=2, random_state=SEED).fit_predict(vectors) for k in GRID if k < len(texts)]
    scores = [silhouette_score(vectors, fit, sample_size=2000, random_state=SEED) for fit in fits]
    return np.asarray(fits[int(np.argmax(scores))])


def nmf(texts: Sequence[str], vectors: Vectors) -> np.ndarray:
    """NMF of 20 parts on TF-IDF; a row with no word of any part has no theme."""
    counts = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True).fit_transform(texts)
    return _largest(NMF(TOPICS, init="nndsvd", random_state=SEED, max_iter=400).fit_transform(counts))


def _largest(weights: Any) -> np.ndarray:
    dense = np.asarray(weights)
    return np.where(dense.max(axis=1) > 0, dense.argmax(axis=1), -1)


def bertopic_model(embedding_model: Any = None) -> Any:
    """BERTopic with UMAP (15 neighbours, 5 directions) and its own HDBSCAN, from a fixed seed."""
    from bertopic import BERTopic  # type: ignore[import-not-found]
    from umap import UMAP  # type: ignore[import-not-found]

    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=SEED)
    return BERTopic(embedding_model=embedding_model, umap_model=reducer)


def bertopic(texts: Sequence[str], vectors: Vectors) -> np.ndarray:
    """BERTopic as it is; what it calls outliers has no theme."""
    return np.asarray(bertopic_model().fit_transform(list(texts), np.array(vectors))[0])


def to_nearest(labels: np.ndarray, vectors: Vectors) -> np.ndarray:
    """Rows without a theme put to the theme whose mean row is nearest, as BERTopic advises where all must have one."""
    names = np.unique(labels[labels >= 0])
    if not len(names):
        return np.asarray(labels)
    means = np.stack([vectors[labels == name].mean(axis=0) for name in names])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    return np.where(labels >= 0, labels, names[np.argmax(vectors @ means.T, axis=1)])


def bertopic_and_full(name: str, labels: np.ndarray, vectors: Vectors) -> list[tuple[str, np.ndarray]]:
    """What a peer told; of BERTopic both what it told and the same with its outliers put to the nearest theme."""
    full = [(f"{name}, outliers to nearest", to_nearest(labels, vectors))] if name == BERTOPIC else []
    return [(name, labels), *full]


def _encoder() -> Any:
    """Our model as Turftopic wants one; it reads the words of the texts with it, anew in each run."""
    from turftopic.encoders import ExternalEncoder  # type: ignore[import-not-found]

    class Ours(ExternalEncoder):  # type: ignore[misc]
        def encode(self, sentences: Any) -> np.ndarray:
            return np.asarray(model().encode([str(each) for each in sentences]))

    return Ours()


def topeax(texts: Sequence[str], vectors: Vectors) -> np.ndarray:
    """Turftopic's Topeax."""
    from turftopic import Topeax  # type: ignore[import-not-found]

    return _largest(Topeax(encoder=_encoder(), random_state=SEED).fit_transform(list(texts), embeddings=vectors))


def keynmf(texts: Sequence[str], vectors: Vectors) -> np.ndarray:
    """Turftopic's KeyNMF, its number of themes found by itself."""
    from turftopic import KeyNMF

    found = KeyNMF("auto", encoder=_encoder(), random_state=SEED)
    return _largest(found.fit_transform(list(texts), embeddings=vectors))


def quietly(peer: Peer, texts: Sequence[str], vectors: Vectors) -> np.ndarray:
    """The peer's answer without what it prints."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return peer(texts, vectors)


NEEDS: dict[str, tuple[str, Peer]] = {
    BERTOPIC: ("bertopic", bertopic),
    "Topeax": ("turftopic", topeax),
    "KeyNMF": ("turftopic", keynmf),
    "k-means, silhouette": ("sklearn", kmeans),
    "NMF on TF-IDF": ("sklearn", nmf),
}


def peers() -> dict[str, Peer]:
    """Those that can run here, what they compile at first use compiled: no seconds of theirs are spent on that."""
    found = {name: peer for name, (package, peer) in NEEDS.items() if importlib.util.find_spec(package)}
    if missing := sorted(set(NEEDS) - set(found)):
        print(f"not installed: {', '.join(missing)}; make bench BENCH=themes makes their environment", file=sys.stderr)
    if BERTOPIC in found:
        warm()
    return found


def warm() -> None:
    """Let BERTopic's parts compile, on rows without sense."""
    rows = np.random.default_rng(SEED).normal(size=(300, 32)).astype(np.float32)
    quietly(bertopic, [f"word{number % 7} word{number % 5}" for number in range(len(rows))], rows)
