"""Where themes stand on a map: alike ones near one another, no two on top of one another, the same every time.

Nothing here calls a linear algebra library: its last bits change with the number of threads, and so would the picture.
"""

import numpy as np
from scipy.stats import rankdata

ROUNDS = 200  # of majorisation; the picture stands still well before
TURNS = 100  # of the power method: enough for a start
PUSHES = 400
SMALLEST = 1e-6


def _distances(likeness: np.ndarray) -> np.ndarray:
    """How far apart each two should stand, from 0 to 1: their rank among all pairs.

    Closeness itself would not do: most pairs of themes are nearly as unlike as any other, and a map of it is a ring.
    """
    size = len(likeness)
    upper = np.triu_indices(size, 1)
    ranks = rankdata(np.round(-likeness[upper], 3)) / max(1, len(upper[0]))
    wanted = np.zeros((size, size))
    wanted[upper] = ranks
    return wanted + wanted.T


def _times(matrix: np.ndarray, vector: np.ndarray) -> np.ndarray:
    return np.asarray((matrix * vector[None, :]).sum(axis=1))


def _axis(matrix: np.ndarray) -> tuple[float, np.ndarray]:
    """The strongest direction of a symmetric matrix, by the power method; its largest part is positive."""
    vector = np.cos(np.arange(len(matrix)) + 1.0)
    for _ in range(TURNS):
        turned = _times(matrix, vector)
        vector = turned / max(float(np.sqrt((turned**2).sum())), SMALLEST)
    sign = 1.0 if vector[int(np.round(np.abs(vector), 6).argmax())] >= 0 else -1.0
    return float((vector * _times(matrix, vector)).sum()), vector * sign


def _start(wanted: np.ndarray) -> np.ndarray:
    """Classical scaling: the two strongest directions of the centred squares."""
    squares = wanted**2
    centred = -0.5 * (squares - squares.mean(axis=0)[None, :] - squares.mean(axis=1)[:, None] + squares.mean())
    first, one = _axis(centred)
    second, two = _axis(centred - first * one[:, None] * one[None, :])
    return np.stack([one * np.sqrt(max(first, SMALLEST)), two * np.sqrt(max(second, SMALLEST))], axis=1)


def _apart(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    between = places[:, None, :] - places[None, :, :]
    return between, np.sqrt((between**2).sum(axis=2))


def _majorised(places: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Move all until the distances are as near to the wanted ones as a plane allows; near pairs count most."""
    weights = 1 / np.maximum(wanted, 0.05) ** 2
    np.fill_diagonal(weights, 0)
    for _ in range(ROUNDS):
        between, apart = _apart(places)
        pull = weights * wanted / np.maximum(apart, SMALLEST)
        moved = (weights[:, :, None] * places[None, :, :] + pull[:, :, None] * between).sum(axis=1)
        # Half a step: all move at once, and two that follow one another would swing.
        places = (places + moved / weights.sum(axis=1)[:, None]) / 2
    return places


def _turned(places: np.ndarray) -> np.ndarray:
    """Turned so that the longest way across lies level."""
    x, y = (places - places.mean(axis=0)).T
    angle = 0.5 * np.arctan2(2 * float((x * y).sum()), float((x**2).sum() - (y**2).sum()))
    return np.stack([x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)], axis=1)


def _filled(line: np.ndarray) -> np.ndarray:
    """From 0 to 1 along one side: half by where each is, half by its turn, so that one far away leaves room to all."""
    at = (line - line.min()) / max(float(line.max() - line.min()), SMALLEST)
    turn = (rankdata(np.round(at, 6)) - 1) / (len(line) - 1)
    return np.asarray(at + turn) / 2


def places_of(likeness: np.ndarray) -> np.ndarray:
    """A place in the square from 0 to 1 for each theme, the longest way across level; rounded to 4 decimals."""
    size = len(likeness)
    if size < 2:
        return np.full((size, 2), 0.5)
    wanted = _distances(likeness)
    places = _turned(_majorised(_start(wanted), wanted))
    return np.asarray(np.round(np.stack([_filled(places[:, 0]), _filled(places[:, 1])], axis=1), 4))


def _pushed(places: np.ndarray, reach: np.ndarray) -> np.ndarray:
    between, apart = _apart(places)
    wanted = reach[:, None] + reach[None, :]
    short = np.maximum(wanted - apart, 0)
    np.fill_diagonal(short, 0)
    # Two on one spot part along a direction of their own numbers.
    number = np.arange(len(places))
    aside = np.stack([np.cos(number * 2.4), np.sin(number * 2.4)], axis=1)
    same = apart < SMALLEST
    way = np.where(same[:, :, None], aside[:, None, :], between / np.maximum(apart, SMALLEST)[:, :, None])
    return np.asarray((way * short[:, :, None] / 2).sum(axis=1))


def spread_out(places: np.ndarray, radii: np.ndarray, size: tuple[float, float], gap: float) -> np.ndarray:
    """The places in a box of that width and height, pushed apart until no circles touch; rounded to 1 decimal."""
    edge = (radii + gap)[:, None]
    box = np.array(size)[None, :]
    moved = edge + places * np.maximum(box - 2 * edge, 0)
    for _ in range(PUSHES):
        moved = np.clip(moved + _pushed(moved, radii + gap / 2), edge, np.maximum(box - edge, edge))
    return np.asarray(np.round(moved, 1))
