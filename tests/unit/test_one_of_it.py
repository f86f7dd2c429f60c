"""A figure of one is said in the singular on pages that are made from a release, and in the letter about it."""

import json

import pytest
from books import FIXTURE
from smallround import ROADMAP, ROUND, TAXONOMY

from pipeline.publish.bookdata import book_data
from pipeline.publish.generated import generated_pages

FOLDER = FIXTURE / "surveys" / ROUND
ONE = ">1</data> response."


def _release(version):
    return json.loads((FOLDER / f"releases/{version}.json").read_text("utf-8"))


@pytest.fixture
def made():
    """Pages of two releases in which every theme and every closed question was answered once."""
    first, second = _release("1"), _release("2")
    for told in (first, second):
        for each in (*told["themes"], *told["closed"]):
            each |= {name: 1 for name in ("responses", "answered") if name in each}
    return generated_pages(book_data({ROUND: second}, ROADMAP, TAXONOMY, {ROUND: [second, first]}))


def test_a_theme_of_one_response_that_is_new_or_gone_is_told_so(made):
    page = made["book/generated/releases/example-round-2-changes.md"]
    new, gone = (page.split(f"## {part}\n")[1].split("\n## ")[0] for part in ("New themes", "Themes that are gone"))
    assert ONE in new
    assert ">1</data> response</span> before." in gone
    assert ">1</data> responses" not in page


def test_a_question_that_one_person_answered_says_so(made):
    pages = [text for name, text in made.items() if name.startswith("book/generated/questions/")]
    assert any('Answered by <data value="1"' in text and ONE in text for text in pages)
    assert not [text for text in pages if ">1</data> responses" in text]


def test_a_letter_about_a_release_of_one_theme_says_so():
    from django.test import override_settings

    from pipeline.web.news.digest import letter

    value = _release("2")
    value["themes"] = value["themes"][:1]
    with override_settings(BOOK_ADDRESS=""):
        assert "they make 1 theme." in letter(value, None)[1]
