"""Every address of the service has its row in the table of kinds, and every row its address."""

from collections.abc import Iterator

import pytest
from service_kinds import OTHERS, PAGES, kinds_of
from serving import service_here

SAMPLE = {
    "round": "a-2030",
    "step": "about",
    "token": "aB1_-x",
    "reference": "ABCDE-23456",
    "handle": "anna",
    "paper": 7,
    "number": 3,
    "no": 12,
    "path": "book/index.html",
    "id": "aabcdefghijkl",
    "point": "pabcdefghijkl",
}


@pytest.fixture(scope="module")
def addresses(tmp_path_factory) -> dict[str, str]:
    """Each address's name, with an example of it."""
    with service_here(tmp_path_factory.mktemp("kinds")):
        from django.urls import get_resolver, reverse

        return {
            name: reverse(name, kwargs={word: SAMPLE[word] for word in words})
            for name, words in _named(get_resolver().url_patterns, "")
        }


def _named(patterns, space: str) -> Iterator[tuple[str, list[str]]]:
    for each in patterns:
        if hasattr(each, "url_patterns"):
            inner = f"{each.namespace}:" if each.namespace else space
            outer = list(each.pattern.converters)
            yield from ((name, outer + words) for name, words in _named(each.url_patterns, inner))
        else:
            yield space + each.name, list(each.pattern.converters)


def test_every_address_has_one_row_and_every_row_an_address(addresses):
    rows = [kind for room in PAGES.values() for kind in room] + [kind for kinds in OTHERS.values() for kind in kinds]
    assert sorted(rows) == sorted(addresses), "each address needs one row of tests/browser/service_kinds.py"


def test_each_row_knows_its_own_address(addresses):
    pages = {kind for room in PAGES.values() for kind in room}
    found = {name: kinds_of(address) for name, address in addresses.items() if name in pages}
    assert {name: kinds for name, kinds in found.items() if kinds != [name]} == {}
