"""The day of a page in a built book: it follows the page's own history, and a rebuild shows it as a full build does."""

import os
import subprocess

import pytest
from books import TODAY, lay_out
from bs4 import BeautifulSoup
from test_book import bytes_of

from pipeline.place import Place
from pipeline.publish.book import build_book

WHO = {f"GIT_{one}_{what}": "a@b" for one in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(place: Place, *words: str, day: str) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= WHO | {f"GIT_{one}_DATE": f"{day}T12:00:00+00:00" for one in ("AUTHOR", "COMMITTER")}
    subprocess.run(["git", "-C", str(place.root), *words], env=env, check=True, capture_output=True)


def commit(place: Place, day: str) -> None:
    git(place, "add", "book", day=day)
    git(place, "commit", "-q", "-m", "x", day=day)


def days(place: Place) -> dict[str, str]:
    """The day at the foot of each page that has one."""
    told = {}
    for path in (place.html / "book").rglob("*.html"):
        found = BeautifulSoup(path.read_text("utf-8"), "html.parser").select(
            "footer p:-soup-contains('The words') time"
        )
        told |= {path.relative_to(place.html).with_suffix("").as_posix(): str(found[0]["datetime"])} if found else {}
    return told


@pytest.mark.slow
def test_a_page_has_the_day_of_its_commit_and_none_while_it_is_changed(tmp_path):
    place = lay_out(tmp_path / "checkout")
    git(place, "init", "-q", day="2020-11-01")
    (place.root / ".gitignore").write_text("book/generated\n_build\n", "utf-8")
    commit(place, "2020-11-01")
    build_book(place, TODAY, strict=True)
    first = days(place)
    assert set(first.values()) == {"2020-11-01"}
    assert "book/index" in first
    assert not any(page.startswith("book/generated/") for page in first)
    page = place.root / "book" / "index.md"
    page.write_text(page.read_text("utf-8") + "\nOne more sentence stands here.\n", "utf-8")
    build_book(place, TODAY, strict=True)
    assert days(place) == {name: day for name, day in first.items() if name != "book/index"}
    commit(place, "2020-11-02")
    build_book(place, TODAY, strict=True)
    assert days(place) == first | {"book/index": "2020-11-02"}
    before = bytes_of(place)
    build_book(place, TODAY, strict=True, everything=True)
    assert bytes_of(place) == before
