"""Files that another program holds open: told with the cure, and nothing of them lost."""

from functools import partial
from pathlib import Path

import pytest

from pipeline.place import HeldError, remove, what_is_held, write_text


@pytest.fixture
def held(tmp_path, monkeypatch):
    """A file that a spreadsheet holds open, as Windows has it: it can be read, but not replaced or removed."""
    path, replace, unlink = tmp_path / "review.xlsx", Path.replace, Path.unlink
    write_text(path, "as it was")

    def refusing(call, path_of, self, *args, **named):
        if path_of(self, *args) == path:
            raise PermissionError(13, "Permission denied")
        return call(self, *args, **named)

    monkeypatch.setattr(Path, "replace", lambda self, to: refusing(replace, lambda _, target: target, self, to))
    monkeypatch.setattr(Path, "unlink", lambda self, **named: refusing(unlink, lambda own: own, self, **named))
    return path


def test_a_file_held_open_is_told_with_the_cure_and_stays_as_it_was(held):
    with pytest.raises(HeldError, match=r"review\.xlsx: cannot be written; close it in the program"):
        write_text(held, "new")
    assert held.read_text() == "as it was"
    assert [path.name for path in held.parent.iterdir()] == ["review.xlsx"]


def test_a_file_held_open_is_not_removed_and_that_is_told(held):
    with pytest.raises(HeldError):
        remove(held)
    assert held.exists()


def test_one_held_file_does_not_keep_the_others_from_being_written(held):
    other = held.with_name("points.xlsx")
    told = what_is_held(partial(write_text, held, "new"), partial(write_text, other, "new"))
    assert len(told) == 1
    assert "review.xlsx" in told[0]
    assert other.read_text() == "new"
