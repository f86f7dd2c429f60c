import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pipeline.embed.cache import ASKED, cached, forget
from pipeline.embed.hashed import HashedWords
from pipeline.embed.protocol import Told, Vectors
from pipeline.ids import digest

TEXTS = ["the robot is slow", "patients wait", "", "the robot is slow", "tokens get lost"]


class Counted(HashedWords):
    """Remembers which texts it was asked to read."""

    def __init__(self, width: int = 64) -> None:
        super().__init__(width)
        self.read: list[str] = []

    def both(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
        self.read.extend(texts)
        return super().both(texts, told)


def test_remembers_bit_for_bit(tmp_path: Path):
    wanted = HashedWords().both(TEXTS)
    for _ in range(2):
        assert np.array_equal(cached(HashedWords(), tmp_path).both(TEXTS), wanted)


def test_reads_each_text_once_over_runs(tmp_path: Path):
    first, second = Counted(), Counted()
    cached(first, tmp_path).encode(TEXTS)
    cached(second, tmp_path).pooled_by_rarity([*TEXTS, "a new one"])
    assert sorted(first.read) == sorted(set(TEXTS))
    assert second.read == ["a new one"]


def test_progress_counts_known_and_new(tmp_path: Path):
    heard: list[int] = []
    memory = cached(HashedWords(), tmp_path)
    memory.encode(TEXTS[:2])
    memory.encode(TEXTS, heard.append)
    assert sum(heard) == len(TEXTS)


def test_embedders_keep_apart(tmp_path: Path):
    cached(HashedWords(32), tmp_path).encode(TEXTS)
    assert cached(HashedWords(64), tmp_path).encode(TEXTS).shape == (5, 64)
    assert len(list(tmp_path.glob("*.sqlite3"))) == 2


def test_holds_digests_and_no_text(tmp_path: Path):
    cached(HashedWords(), tmp_path).encode(TEXTS)
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert digest(TEXTS[0]).encode() in data
    assert all(word.encode() not in data for text in TEXTS for word in text.split() if len(word) > 3)


def test_what_is_forgotten_is_in_no_byte_of_the_folder(tmp_path: Path):
    memory = cached(HashedWords(), tmp_path)
    row = memory.both(TEXTS)[0].tobytes()
    assert any(row in path.read_bytes() for path in tmp_path.iterdir())
    assert forget(tmp_path, [digest(TEXTS[0]), digest("never seen")]) == 1
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert row not in data
    assert digest(TEXTS[0]).encode() not in data
    again = Counted()
    cached(again, tmp_path).encode(TEXTS)
    assert again.read == [TEXTS[0]]


def test_forgets_more_than_one_question_holds(tmp_path: Path):
    texts = [f"text {number}" for number in range(2 * ASKED + 3)]
    cached(HashedWords(4), tmp_path).encode(texts)
    assert forget(tmp_path, map(digest, texts)) == len(texts)


def test_an_empty_folder_has_nothing_to_forget(tmp_path: Path):
    assert forget(tmp_path / "none", [digest("x")]) == 0


@pytest.mark.parametrize("damage", [b"", b"not a database, only forty bytes of text", None])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes | None):
    wanted = cached(HashedWords(), tmp_path).encode(TEXTS)
    (path,) = tmp_path.glob("*.sqlite3")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] if damage is None else damage)
    assert np.array_equal(cached(HashedWords(), tmp_path).encode(TEXTS), wanted)


def test_a_run_broken_off_keeps_what_it_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pipeline.embed.cache.AT_ONCE", 2)

    class Breaks(Counted):
        def both(self, texts: Sequence[str], told: Told | None = None) -> Vectors:
            if self.read:
                raise KeyboardInterrupt
            return super().both(texts, told)

    first, second = Breaks(), Counted()
    with pytest.raises(KeyboardInterrupt):
        cached(first, tmp_path).encode(TEXTS)
    cached(second, tmp_path).encode(TEXTS)
    assert sorted(first.read + second.read) == sorted(set(TEXTS))


def test_a_locked_file_is_waited_for_and_not_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pipeline.embed.cache.PATIENCE", 0)
    memory = cached(HashedWords(), tmp_path)
    memory.encode(TEXTS[:1])
    (path,) = tmp_path.glob("*.sqlite3")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError):
        memory.encode(TEXTS)
    other.execute("ROLLBACK")
    other.close()
    again = Counted()
    cached(again, tmp_path).encode(TEXTS[:1])
    assert again.read == []
