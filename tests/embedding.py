"""Small real things for tests of vectors: a model of random weights, the real one, and the model spelt out."""

import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from scipy.special import ndtr
from threadpoolctl import threadpool_limits

from pipeline.embed.minilm import HEADS, LAYERS, WIDTH, MiniLM
from pipeline.embed.model import load_model, usual_folder

PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"!',.-?£€()[]", *"abcdefghijklmnopqrstuvwxyz0123456789")
COMMON = ("the", "and", "of", "our", "we", "not", "system", "slow", "pharmacy", "robot", "script", "label", "token")
ENDS = tuple(f"##{piece}" for piece in (*"abcdefghijklmnopqrstuvwxyz0123456789", "s", "ing", "ed", "ness"))
VOCABULARY = "\n".join(dict.fromkeys((*PIECES, *COMMON, *ENDS))) + "\n"


def _shapes(pieces: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (pieces, WIDTH),
        "embeddings.position_embeddings.weight": (512, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
    }
    for number in range(LAYERS):
        at = f"encoder.layer.{number}"
        sizes = {f"attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
        sizes |= {"attention.output.dense": (WIDTH, WIDTH), "intermediate.dense": (4 * WIDTH, WIDTH)}
        sizes |= {"output.dense": (WIDTH, 4 * WIDTH)}
        for name, size in sizes.items():
            shapes |= {f"{at}.{name}.weight": size, f"{at}.{name}.bias": size[:1]}
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{at}.{name}.weight": (WIDTH,), f"{at}.{name}.bias": (WIDTH,)}
    return shapes


@cache
def small_weights() -> Mapping[str, np.ndarray]:
    """Weights of the model's shapes, drawn at random, for the vocabulary above."""
    draw = np.random.default_rng(7)
    pieces = len(VOCABULARY.splitlines())
    weights = {name: draw.normal(0, 0.06, shape) for name, shape in _shapes(pieces).items()}
    scales = {name: 1 + rows for name, rows in weights.items() if name.endswith("LayerNorm.weight")}
    return {name: rows.astype(np.float32) for name, rows in (weights | scales).items()}


@cache
def small_model(workers: int = 2) -> MiniLM:
    """The model's code with weights that know nothing."""
    return MiniLM(small_weights(), VOCABULARY, workers)


@cache
def real_model() -> MiniLM:
    """The real weights; where they are missing a test fails with the way to get them."""
    return load_model(usual_folder(os.environ, Path.home(), sys.platform))


@threadpool_limits.wrap(limits=1)
def spelt_out(weights: Mapping[str, np.ndarray], ids: tuple[int, ...], pool: np.ndarray | None = None) -> np.ndarray:
    """The vector of one text by the formulas of the model's paper, in float64; `pool` weighs its pieces."""

    def linear(rows: np.ndarray, name: str) -> np.ndarray:
        return rows @ weights[f"{name}.weight"].T.astype(np.float64) + weights[f"{name}.bias"]

    def norm(rows: np.ndarray, name: str) -> np.ndarray:
        rows = (rows - rows.mean(-1, keepdims=True)) / np.sqrt(rows.var(-1, keepdims=True) + 1e-12)
        return rows * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def heads(rows: np.ndarray, name: str) -> np.ndarray:
        return linear(rows, name).reshape(len(ids), HEADS, -1).transpose(1, 0, 2)

    rows = weights["embeddings.word_embeddings.weight"][list(ids)].astype(np.float64)
    rows = rows + weights["embeddings.position_embeddings.weight"][: len(ids)]
    rows = norm(rows + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for number in range(LAYERS):
        at = f"encoder.layer.{number}"
        query, key, value = (heads(rows, f"{at}.attention.self.{part}") for part in ("query", "key", "value"))
        heed = np.exp(query @ key.swapaxes(1, 2) / np.sqrt(WIDTH / HEADS))
        seen = (heed / heed.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(len(ids), WIDTH)
        rows = norm(rows + linear(seen, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
        wide = linear(rows, f"{at}.intermediate.dense")
        rows = norm(rows + linear(wide * ndtr(wide), f"{at}.output.dense"), f"{at}.output.LayerNorm")
    mean = np.average(rows, axis=0, weights=pool)
    return mean / np.linalg.norm(mean)
