"""The built book after somebody withdrew: their quote is on no page and in no file, and the book builds again."""

import datetime as dt

import pytest
from books import TODAY, lay_out
from searching import files_with

from pipeline.erasing import erase
from pipeline.opening import open_round
from pipeline.place import find_place, read_json
from pipeline.progress import Silent
from pipeline.publish.book import build_book
from pipeline.store.orm import PointGiven, Response
from pipeline.store.orm import Round as Row
from pipeline.store.setup import close_store

ROUND = "example-round"
pytestmark = pytest.mark.slow


def test_a_quote_leaves_every_page_paper_and_download_and_the_book_builds_again(tmp_path):
    lay_out(tmp_path / "checkout")
    place = find_place(tmp_path / "checkout", tmp_path / "var", tmp_path / "build")
    build_book(place, TODAY)
    round = open_round(place, ROUND)
    quote = read_json(round.here.published)["quotes"][0]
    assert [name for name in files_with(place.root, quote["text"]) if name.startswith("_build/")]
    row = Row.objects.get(name=ROUND)
    said = {"answers": {quote["question"]: quote["text"]}, "submitted_at": "2020-01-01T00:00:00Z"}
    Response.objects.create(round=row, store_id="one", source="form", fields="", **said)
    PointGiven.objects.create(round=row, point=quote["point"], answer=f"one/{quote['question']}", start=0, end=9)
    done = erase(round, ["one"], "asked", "author", dt.datetime(2020, 12, 1, tzinfo=dt.UTC), Silent())
    assert done.finished
    assert files_with(tmp_path, quote["text"]) == []
    build_book(place, TODAY)
    assert files_with(tmp_path, quote["text"]) == []
    assert files_with(place.html, "withdrawn since by who said it")
    close_store()
