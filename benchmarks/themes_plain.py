"""The same model by other routes: plainly in numpy, and by sentence-transformers; both from our weights."""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file
from scipy.special import erf

from pipeline.embed.minilm import EPSILON, HEADS, LAYERS, LONGEST, WIDTH
from pipeline.embed.model import VOCABULARY, WEIGHTS, usual_folder
from pipeline.embed.protocol import Vectors
from pipeline.embed.wordpiece import WordPiece

AT_ONCE = 32  # texts in a batch, as sentence-transformers has it


def folder() -> Path:
    """Where the model's files lie."""
    return usual_folder(os.environ, Path.home(), sys.platform)


class Plain:
    """The forward pass as one writes it down: batches of 32 by falling length, padded, numpy's own threads."""

    def __init__(self) -> None:
        self._weights = load_file(folder() / WEIGHTS)
        self._split = WordPiece((folder() / VOCABULARY).read_text("utf-8"), LONGEST)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, at length 1."""
        split = [self._split(text) for text in texts]
        order = sorted(range(len(split)), key=lambda number: -len(split[number]))
        rows = np.zeros((len(texts), WIDTH), np.float32)
        for start in range(0, len(order), AT_ONCE):
            few = order[start : start + AT_ONCE]
            rows[few] = self._batch([split[number] for number in few])
        return rows

    def _batch(self, split: list[tuple[int, ...]]) -> Vectors:
        length = max(map(len, split))
        ids = np.array([[*pieces, *[0] * (length - len(pieces))] for pieces in split])
        mask = np.array([[1] * len(pieces) + [0] * (length - len(pieces)) for pieces in split], dtype=np.float32)
        rows = self._embedded(ids, length)
        for number in range(LAYERS):
            rows = self._layer(rows, mask, f"encoder.layer.{number}")
        mean = (rows * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)

    def _embedded(self, ids: np.ndarray, length: int) -> np.ndarray:
        table = {name: self._weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position")}
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._norm(table["word"][ids] + table["position"][:length] + kind, "embeddings.LayerNorm")

    def _linear(self, rows: np.ndarray, name: str) -> np.ndarray:
        return np.asarray(rows @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"])

    def _norm(self, rows: np.ndarray, name: str) -> np.ndarray:
        mean, spread = rows.mean(axis=-1, keepdims=True), rows.var(axis=-1, keepdims=True)
        unit = (rows - mean) / np.sqrt(spread + np.float32(EPSILON))
        return np.asarray(unit * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])

    def _heads(self, rows: np.ndarray, name: str) -> np.ndarray:
        return self._linear(rows, name).reshape(*rows.shape[:2], HEADS, -1).transpose(0, 2, 1, 3)

    def _layer(self, rows: np.ndarray, mask: np.ndarray, at: str) -> np.ndarray:
        query, key, value = (self._heads(rows, f"{at}.attention.self.{part}") for part in ("query", "key", "value"))
        scores = query @ key.swapaxes(2, 3) / np.float32((WIDTH // HEADS) ** 0.5)
        scores += (1 - mask[:, None, None, :]) * np.float32(-1e9)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        seen = (shares @ value).transpose(0, 2, 1, 3).reshape(rows.shape)
        rows = self._norm(rows + self._linear(seen, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
        wide = self._linear(rows, f"{at}.intermediate.dense")
        wide = wide * np.float32(0.5) * (1 + erf(wide / np.float32(2**0.5)))
        return self._norm(rows + self._linear(wide, f"{at}.output.dense"), f"{at}.output.LayerNorm")


def sentence_model() -> Any:
    """The same weights in sentence-transformers on torch, put together here: nothing is fetched."""
    from safetensors.torch import load_file as load_torch
    from sentence_transformers import SentenceTransformer, models  # type: ignore[import-not-found]
    from transformers import BertConfig, BertModel, BertTokenizerFast  # type: ignore[import-not-found]

    config = BertConfig(
        hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=4 * WIDTH
    )
    bert = BertModel(config)
    bert.load_state_dict(load_torch(folder() / WEIGHTS), strict=False)
    with tempfile.TemporaryDirectory() as box:
        bert.save_pretrained(box)
        BertTokenizerFast(vocab=str(folder() / VOCABULARY)).save_pretrained(box)
        words = models.Transformer(box, max_seq_length=LONGEST)
    return SentenceTransformer(modules=[words, models.Pooling(WIDTH), models.Normalize()], device="cpu")
