"""Who withdraws leaves the book as well where it is older than the releases in force, or cannot be read."""

import datetime as dt
import zipfile

import pytest
from books import lay_out

from pipeline.erasing import erase
from pipeline.opening import open_round
from pipeline.place import find_place, read_json, write_bytes, write_json, write_text
from pipeline.progress import Silent
from pipeline.publish.book import zip_book
from pipeline.store.orm import PointGiven, Response
from pipeline.store.orm import Round as Row
from pipeline.store.setup import close_store

ROUND, NOW, DAY = "example-round", dt.datetime(2020, 12, 1, tzinfo=dt.UTC), dt.date(2020, 11, 30)


@pytest.fixture
def round(tmp_path):
    """A round whose one quote was refused after the book was built: no release holds it, the built book does."""
    lay_out(tmp_path / "checkout")
    place = find_place(tmp_path / "checkout", tmp_path / "var", tmp_path / "build")
    made = open_round(place, ROUND)
    old = read_json(made.here.published)
    quote = old["quotes"][0]
    row = Row.objects.get(name=ROUND)
    said = {"answers": {quote["question"]: quote["text"]}, "submitted_at": "2020-01-01T00:00:00Z"}
    Response.objects.create(round=row, store_id="one", source="form", fields="", **said)
    PointGiven.objects.create(round=row, point=quote["point"], answer=f"one/{quote['question']}", start=0, end=9)
    for path in (made.here.published, *made.here.kept()):
        value = read_json(path)
        value["quotes"] = [each for each in value["quotes"] if each["point"] != quote["point"]]
        for point in value["points"]:
            if point["id"] == quote["point"]:
                point.pop("text", None)
        write_json(path, value)
    write_json(place.html / f"book/downloads/{ROUND}/published.json", old)
    write_json(place.html / f"book/downloads/{ROUND}/datapackage.json", {"name": "no release"})
    write_bytes(place.shelf, zip_book(place.html, DAY))
    yield made
    close_store()


def _erase(round):
    assert erase(round, ["one"], "asked", "author", NOW, Silent()).finished


def test_a_book_for_readers_that_still_quotes_them_is_taken_away(round):
    html = round.place.html
    (html / f"book/downloads/{ROUND}/published.json").unlink()
    _erase(round)
    assert not round.place.shelf.exists()


def test_a_built_book_that_still_quotes_them_is_taken_away(round):
    round.place.shelf.unlink()
    _erase(round)
    assert not round.place.html.exists()


def test_a_book_for_readers_that_nobody_can_read_is_taken_away(round):
    (round.place.html / f"book/downloads/{ROUND}/published.json").unlink()
    write_text(round.place.shelf, "half of it")
    _erase(round)
    assert not round.place.shelf.exists()


def test_a_book_for_readers_with_damage_in_the_middle_is_taken_away(round):
    published = f"book/downloads/{ROUND}/published.json"
    (round.place.html / published).unlink()
    with zipfile.ZipFile(round.place.shelf) as packed:
        at = packed.getinfo(published).header_offset + 30 + len(published)
    data = bytearray(round.place.shelf.read_bytes())
    # A block of a kind that there is not: the list of the book is whole, its release cannot be unpacked.
    data[at : at + 8] = b"\xff" * 8
    write_bytes(round.place.shelf, bytes(data))
    _erase(round)
    assert not round.place.shelf.exists()


def test_a_book_without_their_words_stays(round):
    value = read_json(round.here.published)
    write_json(round.place.html / f"book/downloads/{ROUND}/published.json", value)
    write_bytes(round.place.shelf, zip_book(round.place.html, DAY))
    _erase(round)
    assert round.place.shelf.exists()
    assert round.place.html.exists()
