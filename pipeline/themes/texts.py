"""Distinct texts: points with the same words are one text, in an order that no row order can change."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.ids import canonical


@dataclass(frozen=True, slots=True)
class Texts:
    """The distinct texts of the points that can be themed, sorted by their canonical form."""

    points: pd.DataFrame  # sorted by canonical text, then point; column `text_no` names the row's distinct text
    canonical: tuple[str, ...]
    shown: tuple[str, ...]  # the commonest spelling of each
    vectors: np.ndarray  # a unit vector each
    voices: np.ndarray  # in how many responses each stands
    homes: tuple[tuple[tuple[str, str], ...], ...]  # point and response of each place where it stands, by point
    left: tuple[str, ...]  # points without words or without a vector: they can stand in no theme

    def __len__(self) -> int:
        return len(self.canonical)

    @property
    def responses(self) -> list[frozenset[str]]:
        """The responses in which each text stands."""
        return [frozenset(response for _, response in home) for home in self.homes]


def _sorted_points(points: pd.DataFrame, vectors: np.ndarray) -> pd.DataFrame:
    frame = points[["point", "response", "text"]].reset_index(drop=True)
    frame["canonical"] = [canonical(text) for text in frame["text"]]
    frame["row"] = np.arange(len(frame))
    frame["blank"] = (frame["canonical"] == "") | ~np.any(vectors != 0, axis=1)
    return frame.sort_values(["canonical", "text", "point"], kind="stable")


def _commonest(points: pd.DataFrame) -> tuple[str, ...]:
    counted = points.groupby(["text_no", "text"], sort=True).size().rename("n").reset_index()
    best = counted.sort_values(["text_no", "n", "text"], ascending=[True, False, True]).drop_duplicates("text_no")
    return tuple(best["text"])


def _homes(kept: pd.DataFrame) -> tuple[tuple[tuple[str, str], ...], ...]:
    found: dict[int, list[tuple[str, str]]] = {}
    for number, point, response in zip(kept["text_no"], kept["point"], kept["response"], strict=True):
        found.setdefault(int(number), []).append((point, response))
    return tuple(tuple(sorted(found[number])) for number in range(len(found)))


def _means(rows: np.ndarray, text_no: np.ndarray) -> np.ndarray:
    """The mean row of each text; `text_no` rises, so that equal texts stand together."""
    if not len(rows):
        return rows
    starts = np.flatnonzero(np.diff(text_no, prepend=-1))
    sums = np.add.reduceat(rows.astype(np.float64), starts, axis=0)
    return (sums / np.diff(starts, append=len(rows))[:, None]).astype(np.float32)


def distinct_texts(points: pd.DataFrame, vectors: np.ndarray) -> Texts:
    """Collapse points to distinct texts; the vector of a text is the mean of its points', at length 1.

    Points of equal words have different rows where these were made with the answers they stand in.
    """
    frame = _sorted_points(points, vectors)
    kept = frame[~frame["blank"]].copy()
    kept["text_no"] = pd.factorize(kept["canonical"])[0]
    first = kept.drop_duplicates("text_no")
    rows = _means(np.asarray(vectors, dtype=np.float32)[kept["row"].to_numpy()], kept["text_no"].to_numpy())
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    homes = _homes(kept)
    return Texts(
        points=kept[["point", "response", "text", "text_no"]].reset_index(drop=True),
        canonical=tuple(first["canonical"]),
        shown=_commonest(kept),
        vectors=rows / np.where(norms > 0, norms, 1),
        voices=np.array([len({response for _, response in home}) for home in homes], dtype=np.int64),
        homes=homes,
        left=tuple(sorted(frame.loc[frame["blank"], "point"])),
    )
