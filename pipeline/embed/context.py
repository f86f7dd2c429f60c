"""A point read with the answer it stands in: alone, "With two PCs." tells nobody what it is about."""

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.embed.hybrid import hybrid_vectors
from pipeline.embed.protocol import PoolingEmbedder, Told, Vectors, unit_rows


def vectors_in_context(
    texts: Sequence[str],
    answers: Sequence[str],
    embedder: PoolingEmbedder,
    expansions: Mapping[str, str],
    told: Told | None = None,
) -> Vectors:
    """One row of length 1 a point: its own words and those of its whole answer, in equal parts.

    `answers` holds the whole answer of each point. Measured: docs/decisions/0004-themes.md. `told` hears points done.
    """
    own = embedder.pooled_by_rarity(texts, told)
    apart = [number for number, (text, answer) in enumerate(zip(texts, answers, strict=True)) if text != answer]
    whole = own.copy()
    whole[apart] = embedder.pooled_by_rarity([answers[number] for number in apart])
    both = [text if text == answer else f"{text} {answer}" for text, answer in zip(texts, answers, strict=True)]
    dense = unit_rows(own + whole).astype(np.float32)
    dense[[not text.strip() for text in texts]] = 0
    return hybrid_vectors(both, dense, expansions)
