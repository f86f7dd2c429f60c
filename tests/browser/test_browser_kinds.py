"""Every page of both books is of one kind, and every kind has a page."""

import pytest
from books import real_book, small_book
from kinds import KINDS, kinds_of, pages

pytestmark = pytest.mark.browser


def test_every_page_is_of_one_kind(root):
    found = {address: kinds_of(address) for address in pages(root / "_build" / "html")}
    odd = {address: kinds for address, kinds in found.items() if len(kinds) != 1}
    assert odd == {}, "each page needs one row of tests/browser/kinds.py, and one only"


def test_every_kind_has_a_page():
    books = (small_book().html, real_book().html)
    there = {kind for html in books for address in pages(html) for kind in kinds_of(address)}
    assert set(KINDS) - there == set(), "rows of tests/browser/kinds.py without a page"
