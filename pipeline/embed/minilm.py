"""all-MiniLM-L6-v2 in numpy: sentences to 384 numbers, without torch, and bit for bit the same in any company.

Row i is made of text i alone: every matrix product has one fixed shape (BLOCK rows, filled up with zeros), and every
text begins at a place that gives the same bits as any other it may begin at (places.py finds how far apart those lie on
this machine), so the linear algebra library takes the same path whatever else is in the batch; attention runs among
texts of equal length, one product a text and head; all other steps work on one row at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from math import lcm

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipeline.embed.places import BLOCK, distance
from pipeline.embed.protocol import Told, Vectors, unit_rows
from pipeline.embed.wordpiece import WordPiece

WIDTH = 384
HEADS = 12
LAYERS = 6
LONGEST = 256  # word pieces; what the model was trained to, the rest of a text is not read
EPSILON = 1e-12
BATCH = 8 * BLOCK

# x * Phi(x) = x / (1 + exp(-x * q(x^2))): q fitted to the logit of the normal distribution on [0, 7], least squares
# re-weighted towards the largest error, which is 3.4e-6 in float32 (a test holds it under 1e-5). scipy's erf took
# 14 ns a number and would be half of the run, this takes 2.
GELU = (1.5956562720174692, 0.07293758180605073, -0.00024972319046168335, -6.11620295803956e-05, 2.2381653907662087e-06)


@dataclass(frozen=True, slots=True)
class Linear:
    """y = x @ weight + bias, with the weight laid out as (in, out)."""

    weight: Vectors
    bias: Vectors

    def __call__(self, blocks: Vectors) -> Vectors:
        """`blocks` is (n, BLOCK, in): numpy makes one product of a fixed shape for each."""
        out: Vectors = np.matmul(blocks, self.weight)
        out += self.bias
        return out


@dataclass(frozen=True, slots=True)
class Norm:
    """Each row to mean 0 and spread 1, then scaled and moved."""

    scale: Vectors
    shift: Vectors

    def in_place(self, rows: Vectors) -> Vectors:
        """The rows given, overwritten."""
        rows -= rows.mean(axis=-1, keepdims=True)
        spread = np.einsum("...j,...j->...", rows, rows) / np.float32(WIDTH)
        rows /= np.sqrt(spread + np.float32(EPSILON))[..., None]
        rows *= self.scale
        rows += self.shift
        return rows


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the six: attention, then two linear steps with a bend between, each added to what came in."""

    look: Linear
    gather: Linear
    after_look: Norm
    widen: Linear
    narrow: Linear
    after_think: Norm


@dataclass(frozen=True, slots=True)
class Group:
    """Texts of one length: where the first begins, and the rows from one to the next."""

    first: int
    texts: int
    length: int
    room: int

    def each(self, rows: np.ndarray) -> np.ndarray:
        """A view (texts, length, ...) of a run of rows."""
        span = rows[self.first : self.first + self.texts * self.room]
        return span.reshape(self.texts, self.room, *rows.shape[1:])[:, : self.length]


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts by length, one after the other in one run of rows."""

    texts: tuple[int, ...]
    pieces: tuple[tuple[int, ...], ...]
    groups: tuple[Group, ...]

    @property
    def rows(self) -> int:
        """How many rows all texts take."""
        return sum(group.texts * group.room for group in self.groups)


class MiniLM:
    """Reads a text in six layers; `encode` is the mean of its word pieces, as the model was trained for."""

    width = WIDTH

    def __init__(self, weights: Mapping[str, Vectors], vocabulary: str, workers: int = 2) -> None:
        """`weights` by the names of the safetensors file, `vocabulary` the text of vocab.txt."""
        self.name = "all-minilm-l6-v2.numpy-1"  # the last figure goes up with any change of the numbers
        self._split = WordPiece(vocabulary, LONGEST)
        self._workers = workers
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._first = _norm(weights, "embeddings.LayerNorm")
        self._layers = [_layer(weights, number) for number in range(LAYERS)]
        self._rarity = rarity(self._split.ids)
        self._apart = self._distance()

    def _distance(self) -> int:
        """How far apart texts begin; each kind of product is tried once, with rows such as it will get."""
        layer = self._layers[0]
        with threadpool_limits(1, user_api="blas"):
            narrow = distance((layer.look, layer.gather, layer.widen), self._places[:2])
            wide = distance((layer.narrow,), np.tile(self._places[:2], 4))
        return lcm(narrow, wide)

    def encode(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """One row a text: the mean over its word pieces, at length 1."""
        return np.ascontiguousarray(self.both(texts, told)[:, 0])

    def pooled_by_rarity(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """One row a text: the mean weighted by how rare each word piece is, at length 1."""
        return np.ascontiguousarray(self.both(texts, told)[:, 1])

    def both(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """(texts, 2, 384): `encode` and `pooled_by_rarity` from one reading."""
        split = [self._split(text) for text in texts]
        known: dict[tuple[int, ...], list[int]] = {}
        for number, ids in enumerate(split):
            if len(ids) > 2:
                known.setdefault(ids, []).append(number)
        rows = np.zeros((len(texts), 2, WIDTH), np.float32)
        told = told or _silent
        told(len(texts) - sum(map(len, known.values())))
        unique = list(known)
        for batch, vectors in self._read_all(list(batches(unique, self._apart))):
            for number, vector in zip(batch.texts, vectors, strict=True):
                rows[known[unique[number]]] = vector
            told(sum(len(known[ids]) for ids in batch.pieces))
        return rows

    def _read_all(self, todo: list[Batch]) -> Iterator[tuple[Batch, Vectors]]:
        # One thread a batch and none inside the products: numpy lets go of the interpreter while it reckons, so two
        # threads keep two cores busy; the library's own threads wait for one another at each of 24 products a batch.
        pool = ThreadPoolExecutor(self._workers)
        try:
            with threadpool_limits(1, user_api="blas"):
                yield from zip(todo, pool.map(self._read, todo), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)

    def _read(self, batch: Batch) -> Vectors:
        rows = np.zeros((-(-batch.rows // BLOCK), BLOCK, WIDTH), np.float32)
        flat = rows.reshape(-1, WIDTH)
        ids = np.zeros(len(flat), np.intp)
        for group, texts in zip(batch.groups, _by_group(batch), strict=True):
            group.each(ids)[...] = texts
            group.each(flat)[...] = self._words[np.asarray(texts)] + self._places[: group.length]
        self._first.in_place(rows)
        for layer in self._layers:
            rows = _think(layer, _look(layer, rows, batch.groups))
        return self._pooled(rows.reshape(-1, WIDTH), ids, batch.groups)

    def _pooled(self, rows: Vectors, ids: np.ndarray, groups: tuple[Group, ...]) -> Vectors:
        pooled = []
        for group in groups:
            plain = group.each(rows)
            weights = self._rarity[group.each(ids)][..., None]
            rare = (plain * weights)[:, 1:-1]  # without [CLS] and [SEP]
            pooled.append(np.stack([plain.sum(axis=1), rare.sum(axis=1)], axis=1))
        return unit_rows(np.concatenate(pooled))


def rarity(ids: Mapping[str, int]) -> Vectors:
    """A weight for each word piece: the logarithm of its rank, and a tenth.

    The vocabulary lists its pieces from the commonest ("the") on, after single characters; by Zipf's law the logarithm
    of the rank is then the inverse document frequency but for a constant. So it is the same for every round, and a text
    has one vector for ever. Against weights counted in each set of answers itself, k-means at the true number of
    themes: AMI .733 to .748 (banking), .231 to .224 (effects), .254 to .258 (comments); plain mean .729, .216, .245.
    """
    rank = np.arange(len(ids), dtype=np.float64) - ids["the"] + 1
    return (np.log(np.maximum(rank, 1)) + 0.1).astype(np.float32)


def batches(texts: Sequence[tuple[int, ...]], apart: int = 1) -> Iterator[Batch]:
    """The texts, longest first so that no core is left with a long one at the end, in runs of at most BATCH rows."""
    order = sorted(range(len(texts)), key=lambda number: (-len(texts[number]), texts[number]))
    run: list[int] = []
    room = BATCH
    for number in order:
        wanted = _room(len(texts[number]), apart)
        if wanted > room:
            yield _batch(run, texts, apart)
            run, room = [], BATCH
        run.append(number)
        room -= wanted
    if run:
        yield _batch(run, texts, apart)


def _room(length: int, apart: int) -> int:
    """The rows from the beginning of a text to that of the next."""
    return -(-length // apart) * apart


def _batch(run: Sequence[int], texts: Sequence[tuple[int, ...]], apart: int) -> Batch:
    groups = []
    first = 0
    for length, equal in groupby(run, key=lambda number: len(texts[number])):
        groups.append(Group(first, len(list(equal)), length, _room(length, apart)))
        first += groups[-1].texts * groups[-1].room
    return Batch(tuple(run), tuple(texts[number] for number in run), tuple(groups))


def _by_group(batch: Batch) -> Iterator[tuple[tuple[int, ...], ...]]:
    """The pieces of the texts of each group."""
    first = 0
    for group in batch.groups:
        yield batch.pieces[first : first + group.texts]
        first += group.texts


def _look(layer: Layer, rows: Vectors, groups: tuple[Group, ...]) -> Vectors:
    """Each word piece takes in what it needs of the others in its text."""
    seen = layer.look(rows).reshape(-1, 3, HEADS, WIDTH // HEADS)
    taken = np.zeros_like(rows)
    flat = taken.reshape(-1, HEADS, WIDTH // HEADS)
    for group in groups:
        query, key, value = group.each(seen).transpose(2, 0, 3, 1, 4)
        heeded = np.matmul(_shares(np.matmul(query, key.swapaxes(2, 3))), value)
        group.each(flat)[...] = heeded.transpose(0, 2, 1, 3)
    out = layer.gather(taken)
    out += rows
    return layer.after_look.in_place(out)


def _shares(scores: Vectors) -> Vectors:
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def _think(layer: Layer, rows: Vectors) -> Vectors:
    out = np.empty_like(rows)
    for number in range(len(rows)):  # a block at a time, so that the wide rows stay in the core's cache
        one = slice(number, number + 1)
        out[one] = layer.narrow(gelu(layer.widen(rows[one])))
    out += rows
    return layer.after_think.in_place(out)


def gelu(rows: Vectors) -> Vectors:
    """The bend x * Phi(x), in place, right to 1e-5."""
    for part in rows.reshape(-1, 4 * BLOCK * 32):
        _gelu_in_place(part)
    return rows


def _gelu_in_place(x: Vectors) -> None:
    square = x * x
    power = np.full_like(x, GELU[-1])
    for term in GELU[-2::-1]:
        power *= square
        power += np.float32(term)
    power *= x
    np.negative(power, out=power)
    with np.errstate(over="ignore"):  # exp of a large number is infinity, and x / infinity the right answer
        np.exp(power, out=power)
    power += np.float32(1)
    x /= power


def _linear(weights: Mapping[str, Vectors], *names: str) -> Linear:
    weight = np.concatenate([weights[f"{name}.weight"] for name in names])
    return Linear(np.ascontiguousarray(weight.T), np.concatenate([weights[f"{name}.bias"] for name in names]))


def _norm(weights: Mapping[str, Vectors], name: str) -> Norm:
    return Norm(weights[f"{name}.weight"], weights[f"{name}.bias"])


def _layer(weights: Mapping[str, Vectors], number: int) -> Layer:
    at = f"encoder.layer.{number}"
    look = _linear(weights, *(f"{at}.attention.self.{part}" for part in ("query", "key", "value")))
    look.weight[:, :WIDTH] *= np.float32((WIDTH // HEADS) ** -0.5)  # the scale of the scores, once for all
    look.bias[:WIDTH] *= np.float32((WIDTH // HEADS) ** -0.5)
    return Layer(
        look=look,
        gather=_linear(weights, f"{at}.attention.output.dense"),
        after_look=_norm(weights, f"{at}.attention.output.LayerNorm"),
        widen=_linear(weights, f"{at}.intermediate.dense"),
        narrow=_linear(weights, f"{at}.output.dense"),
        after_think=_norm(weights, f"{at}.output.LayerNorm"),
    )


def _silent(_: int) -> None:
    """For callers who do not ask how far it is."""
