"""CITATION.cff says what the project says of itself elsewhere, in the form that programs read."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
CITED = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
BOOK = CITED["preferred-citation"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# Of the keys that format 1.2.0 knows, those used here.
KNOWN = {"cff-version", "message", "title", "type", "authors", "version", "license", "keywords", "preferred-citation"}


def test_it_has_what_the_format_asks_for_and_nothing_else():
    assert CITED["cff-version"] == "1.2.0"
    assert (CITED["type"], BOOK["type"]) == ("software", "book")
    assert set(CITED) <= KNOWN
    assert set(BOOK) <= {"type", "title", "authors", "license"}
    assert CITED["message"].strip()
    # An author that is no person has a name alone.
    assert all(set(author) == {"name"} for author in [*CITED["authors"], *BOOK["authors"]])


def test_the_software_is_cited_as_the_package_says():
    assert (CITED["version"], CITED["license"]) == (PROJECT["version"], PROJECT["license"])
    assert CITED["title"].casefold() == f"{PROJECT['name']}: {PROJECT['description']}".casefold()


def test_the_book_is_cited_as_the_book_says():
    book = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    assert BOOK["title"] == book["title"]
    assert BOOK["license"].replace("-", " ") in (ROOT / "README.md").read_text("utf-8")


def test_its_authors_are_those_of_the_licence():
    holder = re.search(r"Copyright \(c\) \d+ (.+)", (ROOT / "LICENSE").read_text("utf-8"))[1]
    named = {author["name"] for author in [*CITED["authors"], *BOOK["authors"]]}
    assert {name.casefold() for name in named} == {holder.casefold()}
