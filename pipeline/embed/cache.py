"""Vectors kept by digest of text, so that no text is read twice; the texts themselves are never in here.

One SQLite file an embedder: a write is whole or not there, several runs may share it, and a million texts need no more
memory than those asked for. A file that is damaged is made anew, since everything in it can be.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from pipeline.embed.protocol import PoolingEmbedder, Told, Vectors
from pipeline.ids import digest

AT_ONCE = 4096  # texts read before they are kept: what a run that is broken off loses at most
ASKED = 500  # digests in one question to SQLite
PATIENCE = 60  # seconds to wait for another run that is writing
TABLE = "CREATE TABLE IF NOT EXISTS vectors (text TEXT PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID"


class Cached:
    """An embedder that remembers: the same bits as the one it stands for, each text read once."""

    def __init__(self, embedder: PoolingEmbedder, folder: Path) -> None:
        self.name = embedder.name
        self.width = embedder.width
        self._embedder = embedder
        self._file = folder / f"{embedder.name}.sqlite3"

    def encode(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """One row a text, as the embedder's own."""
        return np.ascontiguousarray(self.both(texts, told)[:, 0])

    def pooled_by_rarity(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """One row a text, as the embedder's own."""
        return np.ascontiguousarray(self.both(texts, told)[:, 1])

    def both(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        """(texts, 2, width), as the embedder's own; what is read is kept after every few thousand texts."""
        places: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            places.setdefault(text, []).append(number)
        rows = np.zeros((len(texts), 2, self.width), np.float32)
        with _opened(self._file) as file:
            known = self._known(file, list(places))
            new = sorted(set(places) - set(known), key=lambda text: (len(text), text))
            for text, row in known.items():
                rows[places[text]] = row
            _tell(told, sum(len(places[text]) for text in known))
            for few in _parts(new, AT_ONCE):
                read = self._embedder.both(few, told)
                _keep(file, zip(few, read, strict=True))
                for text, row in zip(few, read, strict=True):
                    rows[places[text]] = row
                _tell(told, sum(len(places[text]) - 1 for text in few))
        return rows

    def _known(self, file: sqlite3.Connection, texts: list[str]) -> dict[str, Vectors]:
        of_digest = {digest(text): text for text in texts}
        known = {}
        for few in _parts(list(of_digest), ASKED):
            for key, row in file.execute(f"SELECT text, row FROM vectors WHERE text IN ({_marks(few)})", few):
                known[of_digest[key]] = np.frombuffer(row, dtype="<f4").reshape(2, self.width)
        return known


def cached(embedder: PoolingEmbedder, folder: Path) -> Cached:
    """The embedder with a memory in that folder; embedders of different names keep apart."""
    return Cached(embedder, folder)


def forget(folder: Path, digests: Iterable[str]) -> int:
    """Take the texts of these `ids.digest` out of every memory in the folder, bytes overwritten; how many rows went."""
    gone = 0
    wanted = sorted(set(digests))
    for path in sorted(folder.glob("*.sqlite3")):
        with _opened(path) as file, file:
            for few in _parts(wanted, ASKED):
                gone += file.execute(f"DELETE FROM vectors WHERE text IN ({_marks(few)})", few).rowcount
    return gone


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, made if need be, made anew if it is no database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = _connected(path)
    except sqlite3.OperationalError:  # locked, read-only, disk full: nothing that a new file mends
        raise
    except sqlite3.DatabaseError:
        path.unlink()
        file = _connected(path)
    with closing(file):
        yield file


def _connected(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path, timeout=PATIENCE)
    try:
        file.execute("PRAGMA secure_delete = ON")
        file.execute(TABLE)
        if file.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
    except sqlite3.Error:
        file.close()
        raise
    return file


def _keep(file: sqlite3.Connection, rows: Iterable[tuple[str, Vectors]]) -> None:
    with file:
        told = ((digest(text), row.astype("<f4").tobytes()) for text, row in rows)
        file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", told)


def _parts(items: list[str], size: int) -> Iterator[list[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _marks(items: list[str]) -> str:
    return ",".join("?" * len(items))


def _tell(told: Told | None, done: int) -> None:
    if told is not None:
        told(done)
