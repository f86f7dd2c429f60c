"""Texts that lie where a test wants them, in groups it names."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.embed.hashed import HashedWords
from pipeline.themes.cluster import Clusters, centres_of
from pipeline.themes.joined import Run, run_of
from pipeline.themes.texts import Texts, distinct_texts

ROOM = 20  # dimensions beside those a test names, where the noise goes


def clusters_of(vectors: np.ndarray, labels: np.ndarray) -> Clusters:
    """These groups as themes, each its own finest part."""
    centres = centres_of(vectors, labels, int(labels.max(initial=-1)) + 1)
    return Clusters(labels=labels, centres=centres, parts=labels)


def rows_around(
    sizes: Sequence[int], dims: int = 20, noise: float = 0.15, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Rows around one axis each, so many as told, with the number of their group."""
    chance = np.random.default_rng(seed)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.eye(dims, dtype=np.float32)[owner] + noise * chance.normal(size=(len(owner), dims)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True), owner


def runs_of(before: pd.DataFrame, now: pd.DataFrame) -> tuple[Run, Run]:
    """Two runs of points with texts and themes, under vectors of the same words."""
    vectors = HashedWords().encode([*before["text"], *now["text"]])
    return run_of(before, vectors[: len(before)]), run_of(now, vectors[len(before) :])


def placed(
    centres: list[list[float]],
    sizes: list[int],
    noise: float = 0.25,
    responses: list[str] | None = None,
    lines: list[str] | None = None,
) -> Texts:
    """As many texts as told around each centre, in this order; `noise` is the length of what is each text's own."""
    chance = np.random.default_rng(2)
    rows = np.repeat(np.array([[*centre, *[0.0] * ROOM] for centre in centres], dtype=np.float32), sizes, axis=0)
    own = chance.normal(size=rows.shape).astype(np.float32)
    rows = rows + noise * own / np.linalg.norm(own, axis=1, keepdims=True)
    numbers = range(len(rows))
    frame = pd.DataFrame(
        {
            "point": [f"p{number:04d}" for number in numbers],
            "response": responses or [f"r{number:04d}" for number in numbers],
            "text": [f"{number:04d} {lines[number] if lines else ''}" for number in numbers],
        }
    )
    return distinct_texts(frame, rows / np.linalg.norm(rows, axis=1, keepdims=True))
