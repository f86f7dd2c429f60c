"""Old addresses in a built book: they lead on without a script, and go when nobody names them any more."""

import shutil

import pytest
from books import TODAY
from numbers_read import soup

from pipeline.errors import PromiseError
from pipeline.place import find_place
from pipeline.publish.book import build_book
from pipeline.publish.inspect import built_faults


def test_an_old_address_leads_on_until_nobody_names_it(small_place, tmp_path):
    shutil.copytree(small_place.root, tmp_path / "checkout")
    place = find_place(tmp_path / "checkout")
    old = place.html / "book/group/diary.html"
    place.facts("moved").write_text("format: 1\nmoved:\n  - {from: book/group/diary, to: book/glossary}\n", "utf-8")
    build_book(place, TODAY, strict=True)
    page = soup(old)
    assert page.select_one("meta[http-equiv=refresh]")["content"] == "0; url=../glossary.html"
    assert page.select_one("main a")["href"] == "../glossary.html"
    assert (old.parent / page.select_one("main a")["href"]).resolve().exists()

    # A place of a page that is not there is found where all other dead links are.
    old.write_text(old.read_text("utf-8").replace("glossary.html", "glossary.html#gone"), "utf-8")
    place.facts("moved").write_text(
        "format: 1\nmoved:\n  - {from: book/group/diary, to: book/glossary#gone}\n", "utf-8"
    )
    (fault,) = built_faults(place)
    assert "no place of that name" in fault.said
    assert str(fault).startswith(f"{place.facts('moved')}:3: ")

    place.facts("moved").write_text("format: 1\nmoved:\n  - {from: book/group/diary, to: book/gone}\n", "utf-8")
    with pytest.raises(PromiseError, match=r"moved\.yml:3: book/group/diary leads to book/gone"):
        build_book(place, TODAY)
    place.facts("moved").write_text("format: 1\nmoved: []\n", "utf-8")
    build_book(place, TODAY, strict=True)
    assert not old.exists()
