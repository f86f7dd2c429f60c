"""When a built book takes the place of the one that readers are shown, and when it must not."""

import zipfile

import pytest
from books import lay_out
from typer.testing import CliRunner

from pipeline import building, cli
from pipeline.building import build_the_book, unsigned
from pipeline.errors import PromiseError
from pipeline.place import csv_text, write_text
from pipeline.publish.book import Built
from pipeline.review.record import HEADER

ROUND = "example-round"


def _sign(no, version):
    value = f"version={version}; date=2020-11-30; last=2020-11-01T00:00:00Z"
    return [no, "sign", ROUND, "", value, "", "editor", "2020-12-01T00:00:00Z"]


def _record(place, *lines):
    write_text(place.round(ROUND).decisions, csv_text(HEADER, lines))


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A checkout with two signed releases; the book is one page that says how often it was built."""
    made = lay_out(tmp_path / "checkout")
    _record(made, _sign(1, "1"), _sign(2, "2"))
    times = []

    def built(place, *_told, **_more):
        times.append(1)
        write_text(place.html / "book" / "index.html", f"build {len(times)}")
        write_text(place.html / ".buildinfo", "of the program")
        return Built(place.html / "book" / "index.html", 1, 0, 0)

    monkeypatch.setattr(building, "build_book", built)
    return made


def _build(place, *, draft=False):
    return build_the_book(place, None, None, strict=False, everything=False, draft=draft)


def _shown(place):
    if not place.shelf.exists():
        return {}
    with zipfile.ZipFile(place.shelf) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_a_book_of_signed_releases_takes_the_place_of_the_one_before(place):
    _build(place)
    assert _shown(place) == {"book/index.html": "build 1"}
    _build(place)
    assert _shown(place) == {"book/index.html": "build 2"}


def test_a_draft_never_does(place):
    _build(place, draft=True)
    assert _shown(place) == {}
    _build(place)
    _build(place, draft=True)
    assert _shown(place) == {"book/index.html": "build 2"}


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [_sign(1, "2")],
        [_sign(1, "1"), _sign(2, "22")],
        [_sign(1, "1"), _sign(2, "2"), [3, "undo", "2", "", "", "", "editor", "2020-12-01T00:00:00Z"]],
    ],
    ids=["no record", "an older release is kept that nobody signed", "another one was signed", "taken back"],
)
def test_with_a_release_that_nobody_signed_readers_keep_the_book_before(place, lines):
    _build(place)
    _record(place, *lines)
    _build(place)
    assert _shown(place) == {"book/index.html": "build 1"}
    assert f"sign it (cpitg publish {ROUND} --sign VERSION), or remove the file" in "".join(unsigned(place))


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_record_that_a_spreadsheet_wrote_again_signs_as_before(place, mark):
    path = place.round(ROUND).decisions
    # No cell of these lines holds a comma; their values hold the other mark, and are quoted.
    rows = [line.split(",") for line in path.read_text("utf-8").splitlines()]
    write_text(path, "".join(mark.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows))
    assert unsigned(place) == []
    _build(place)
    assert _shown(place) == {"book/index.html": "build 1"}


def test_with_a_record_that_cannot_be_read_readers_keep_the_book_before_and_its_line_is_told(place):
    _build(place)
    _record(place, _sign(1, "1"), _sign(3, "2"))
    _build(place)
    assert _shown(place) == {"book/index.html": "build 1"}
    (said,) = unsigned(place)
    assert f"{ROUND}/decisions.csv:3: no is 3, wanted 2" in said.replace("\\", "/")
    assert said.endswith("readers are shown the book before")


def test_a_release_in_force_that_is_not_the_one_kept_is_not_shown(place):
    here = place.round(ROUND)
    write_text(here.published, here.published.read_text("utf-8") + "\n")
    _build(place)
    assert _shown(place) == {}
    assert f"run: cpitg publish {ROUND}" in "".join(unsigned(place))


def test_what_was_taken_out_while_the_book_was_built_reaches_no_reader(place, monkeypatch):
    built, here = building.build_book, place.round(ROUND)

    def erased_meanwhile(*told, **more):
        done = built(*told, **more)
        for path in (here.published, here.release("2")):
            write_text(path, path.read_text("utf-8").replace("{\n", "{\n\n", 1))
        return done

    monkeypatch.setattr(building, "build_book", erased_meanwhile)
    _build(place)
    assert (_shown(place), unsigned(place)) == ({}, [])


def test_a_file_that_would_say_the_same_is_left_as_it_is(place, monkeypatch):
    _build(place)
    before = place.shelf.stat()
    monkeypatch.setattr(building, "build_book", lambda place, *_told, **_more: None)
    _build(place)
    assert (place.shelf.stat().st_mtime_ns, place.shelf.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_who_builds_is_told_why_readers_are_shown_the_book_before(place, monkeypatch):
    monkeypatch.setattr(cli, "find_the_place", lambda: place)
    assert "nobody signed" not in CliRunner().invoke(cli.app, ["build"]).output
    _record(place, _sign(1, "1"))
    done = CliRunner().invoke(cli.app, ["build"])
    assert (done.exit_code, "nobody signed release 2, so readers are shown the book before" in done.output) == (0, True)
    assert "nobody signed" not in CliRunner().invoke(cli.app, ["build", "--draft"]).output


def test_a_build_that_is_refused_or_broken_off_leaves_readers_the_book_before(place, monkeypatch):
    _build(place)

    def broken_off(place, *_told, **_more):
        write_text(place.html / "book" / "index.html", "half of")
        raise PromiseError("the book was not built")

    monkeypatch.setattr(building, "build_book", broken_off)
    with pytest.raises(PromiseError):
        _build(place)
    assert _shown(place) == {"book/index.html": "build 1"}
