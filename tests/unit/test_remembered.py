"""What was read out of pages is kept: the same ones are not read again, others are, and damage does no harm."""

import pytest

from pipeline.publish.remembered import remembered

PAGES = {"a.html": "one", "b.html": "two"}


@pytest.fixture
def reader():
    def read(name: str, text: str) -> list[str]:
        read.names.append(name)
        return [name, text]

    read.names = []
    return read


def test_only_a_page_with_other_bytes_is_read_again(tmp_path, reader):
    file = tmp_path / "kept.json"
    first = remembered(file, PAGES, reader)
    assert remembered(file, PAGES, reader) == first == {name: [name, text] for name, text in PAGES.items()}
    assert reader.names == ["a.html", "b.html"]
    assert remembered(file, {**PAGES, "b.html": "three"}, reader)["b.html"] == ["b.html", "three"]
    assert reader.names == ["a.html", "b.html", "b.html"]


def test_the_same_text_at_another_address_is_read_by_itself(tmp_path, reader):
    remembered(tmp_path / "kept.json", PAGES, reader)
    assert remembered(tmp_path / "kept.json", {"c.html": "one"}, reader) == {"c.html": ["c.html", "one"]}


@pytest.mark.parametrize("damage", ["", "{", "[1]", "null", '{"x": 1}', "\udcff"])
def test_a_damaged_file_is_made_again(tmp_path, reader, damage):
    file = tmp_path / "kept.json"
    first = remembered(file, PAGES, reader)
    whole = file.read_bytes()
    file.write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert remembered(file, PAGES, reader) == first
    assert file.read_bytes() == whole


def test_pages_that_are_gone_are_forgotten(tmp_path, reader):
    file = tmp_path / "kept.json"
    remembered(file, PAGES, reader)
    remembered(file, {}, reader)
    assert file.read_text("utf-8") == "{}"
