"""The chain from question to theme to what follows, walked by the links of the generated pages."""

import pytest
from smallround import PUBLISHED, ROADMAP, ROUND, TAXONOMY

from pipeline.publish.generated import book_data, generated_pages

HOME = "book/generated"


@pytest.fixture(scope="module")
def made():
    return generated_pages(book_data({ROUND: PUBLISHED}, ROADMAP, TAXONOMY))


def test_every_question_has_a_page_and_the_index_leads_to_it(made):
    for question in PUBLISHED["questions"]:
        name = f"{ROUND}-{question['id']}".lower()
        assert f"{HOME}/questions/{name}.md" in made
        assert f"]({name}.md)" in made[f"{HOME}/questions/index.md"]


def test_a_theme_and_each_question_it_answers_lead_to_one_another(made):
    for n, theme in enumerate(PUBLISHED["themes"]):
        for q, line in enumerate(theme["questions"]):
            page = made[f"{HOME}/questions/{ROUND}-{line['question']}.md"]
            assert f"](../themes/{theme['id'].lower()}.md)" in page
            assert f'data-key="/themes/{n}/questions/{q}/points"' in page
            assert f"](../questions/{ROUND}-{line['question']}.md)" in made[f"{HOME}/themes/{theme['id'].lower()}.md"]


def test_a_closed_question_shows_its_counts(made):
    page = made[f"{HOME}/questions/{ROUND}-rate_ws1.md"]
    assert "| Choice | Responses | Share |" in page
    assert "| Part | Choice | Responses | Share |" in made[f"{HOME}/questions/{ROUND}-feasibility.md"]
    assert "| Part |" not in page
    assert 'data-key="/closed/0/rows/0/count"' in page


def test_a_round_says_of_every_theme_what_follows(made):
    page = made[f"{HOME}/rounds/{ROUND}.md"]
    rows = [line for line in page.splitlines() if "](../themes/" in line]
    assert len(rows) == len(PUBLISHED["themes"])
    for theme, row in zip(PUBLISHED["themes"], rows, strict=True):
        rests = [item.id.lower() for item in ROADMAP.items if theme["id"] in item.evidence]
        assert all(f"](../items/{item}.md)" in row for item in rests)
        assert ("Not on the roadmap" in row) == (not rests)


def test_a_round_without_themes_says_so():
    pages = generated_pages(book_data({ROUND: {**PUBLISHED, "themes": [], "quotes": []}}, ROADMAP, TAXONOMY))
    assert "Nothing agreed yet" in pages[f"{HOME}/rounds/{ROUND}.md"]
    assert "No agreed theme has a point" in pages[f"{HOME}/questions/{ROUND}-q_help.md"]
