"""The lock of a record lies where others may write: nothing of theirs leads it to another file."""

import os
import stat
import sys

import pytest

from pipeline.place import RoundPlace
from pipeline.review import recordfiles
from pipeline.review.recordfiles import record_held
from pipeline.store.writing import StoreBusyError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and modes of files are Unix's")


@pytest.fixture
def here(tmp_path):
    folder = tmp_path / "round"
    folder.mkdir()
    folder.chmod(0o777)
    return RoundPlace(name="round", folder=folder, build=tmp_path / "build")


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_whoever_may_write_into_the_folder_may_take_the_lock(here, tmp_path):
    with record_held(here, tmp_path, 1):
        assert _mode(here.folder / ".record.lock") == 0o666


def test_a_link_in_place_of_the_lock_makes_and_locks_no_other_file(here, tmp_path):
    (here.folder / ".record.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreBusyError), record_held(here, tmp_path, 1):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_lock_that_is_swapped_while_it_is_made_opens_no_other_file_to_anybody(here, tmp_path, monkeypatch):
    secret, opened = tmp_path / "secret.key", os.open
    secret.write_text("secret", "ascii")
    secret.chmod(0o600)

    def swapped(path, flags, mode=0o777):
        file = opened(path, flags, mode)
        if flags & os.O_EXCL:
            path.unlink()
            path.symlink_to(secret)
        return file

    monkeypatch.setattr(recordfiles.os, "open", swapped)
    with pytest.raises(StoreBusyError), record_held(here, tmp_path, 1):
        pass
    assert _mode(secret) == 0o600
