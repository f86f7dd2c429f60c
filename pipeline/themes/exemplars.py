"""Exemplars: points that show a theme as it was written, central to it and differing from one another."""

import numpy as np

from pipeline.themes.texts import Texts
from pipeline.themes.words import MARK, tokens

FEWEST, MOST = 3, 5
SHORT, LONG = 4, 40  # words; a shorter text shows little, a longer one is not read
POOL = 200  # the most central texts among which they are chosen
LIKENESS = 0.5  # what a text loses for each part of likeness to one chosen before
OUT_OF_LENGTH = 0.3
MARKED = 0.1  # a text with something taken out reads worse


def _worth(texts: Texts, number: int, close: float) -> float:
    text = texts.shown[number]
    length = len(tokens(text))
    fits = SHORT <= length <= LONG
    return close - (0 if fits else OUT_OF_LENGTH) - (MARKED if MARK.search(text) else 0)


def _pick(worth: np.ndarray, likeness: np.ndarray, count: int) -> list[int]:
    """Take the best, then again and again what is good and unlike all taken."""
    taken = [int(worth.argmax())]
    while len(taken) < min(count, len(worth)):
        score = worth - LIKENESS * likeness[:, taken].max(axis=1)
        score[taken] = -np.inf
        taken.append(int(np.round(score, 6).argmax()))
    return taken


def _points(texts: Texts, numbers: list[int], count: int) -> tuple[str, ...]:
    """One point a text, from a response not shown yet where there is one."""
    seen: set[str] = set()
    found: list[str] = []
    spare: list[str] = []
    for number in numbers:
        home = texts.homes[number]
        point, response = next((each for each in home if each[1] not in seen), home[0])
        (spare if response in seen else found).append(point)
        seen.add(response)
    return tuple((found + spare)[:count])


def exemplars(texts: Texts, members: np.ndarray, centre: np.ndarray) -> tuple[str, ...]:
    """Ids of three to five points of the theme, fewer where it has fewer texts."""
    close = texts.vectors[members] @ centre
    pool = members[np.lexsort((members, -np.round(close, 6)))[:POOL]]
    worth = np.array([_worth(texts, int(one), float(texts.vectors[one] @ centre)) for one in pool])
    count = MOST if len(members) >= 2 * MOST else FEWEST
    vectors = texts.vectors[pool]
    order = _pick(np.round(worth, 6), vectors @ vectors.T, 2 * count)
    return _points(texts, [int(pool[one]) for one in order], count)
