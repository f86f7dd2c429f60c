"""The day of a page: what its history tells, and silence wherever that is not certain."""

import os
import subprocess
from pathlib import Path

import pytest

from pipeline.publish.last_changed import page_days

WHO = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b"}


def git(root: Path, *words: str, at: str = "2020-11-05T12:00:00+00:00") -> None:
    days = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(root), "-c", "init.defaultBranch=main", *words]
    subprocess.run(command, env=env | WHO | days, check=True, capture_output=True)


def commit(root: Path, at: str) -> None:
    git(root, "add", ".")
    git(root, "commit", "-m", "x", at=at)


def write(root: Path, name: str, text: str) -> None:
    path = root / "book" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two pages and a style, changed on several days, the newest last."""
    place = tmp_path / "one"
    place.mkdir()
    git(place, "init", "-q")
    write(place, "index.md", "one")
    write(place, "ä b/page.md", "one")
    commit(place, "2020-11-05T12:00:00+00:00")
    write(place, "index.md", "two")
    write(place, "web/book.css", "one")
    commit(place, "2020-11-06T23:30:00-05:00")
    return place


def test_each_page_has_the_day_of_its_own_last_change(root):
    assert page_days(root) == {
        "book/index": "2020-11-06T23:30:00-05:00",
        "book/ä b/page": "2020-11-05T12:00:00+00:00",
    }


@pytest.mark.parametrize("staged", [True, False])
def test_a_change_that_is_not_committed_leaves_no_day(root, staged):
    write(root, "index.md", "three")
    write(root, "new.md", "one")
    if staged:
        git(root, "add", ".")
    assert list(page_days(root)) == ["book/ä b/page"]


def test_a_page_that_was_taken_out_and_written_anew_has_no_day_until_it_is_committed(root):
    (root / "book" / "index.md").unlink()
    commit(root, "2020-11-07T12:00:00+00:00")
    write(root, "index.md", "two")
    assert list(page_days(root)) == ["book/ä b/page"]
    commit(root, "2020-11-08T12:00:00+00:00")
    assert page_days(root)["book/index"] == "2020-11-08T12:00:00+00:00"


def test_words_that_a_merge_alone_brought_have_its_day(root):
    git(root, "checkout", "-q", "-b", "other")
    write(root, "index.md", "theirs")
    commit(root, "2020-11-07T12:00:00+00:00")
    git(root, "checkout", "-q", "main")
    write(root, "index.md", "ours")
    commit(root, "2020-11-08T12:00:00+00:00")
    git(root, "merge", "-q", "-s", "ours", "--no-commit", "other")
    write(root, "index.md", "both")
    commit(root, "2020-11-09T12:00:00+00:00")
    assert page_days(root)["book/index"] == "2020-11-09T12:00:00+00:00"


def test_a_history_cut_short_tells_no_day(root, tmp_path):
    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), "short")
    assert page_days(tmp_path / "short") == {}


def test_without_a_history_no_day_is_told(tmp_path):
    write(tmp_path, "index.md", "one")
    assert page_days(tmp_path) == {}
    git(tmp_path, "init", "-q")
    assert page_days(tmp_path) == {}


def test_a_folder_that_lies_in_the_history_of_something_else_tells_no_day(root):
    write(root / "unpacked", "index.md", "one")
    assert page_days(root / "unpacked") == {}


def test_settings_of_a_caller_lead_to_no_other_history(root, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert len(page_days(root)) == 2


def test_without_git_no_day_is_told(root, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert page_days(root) == {}
