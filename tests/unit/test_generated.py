"""Generated pages: one a theme and one a roadmap item, made from values alone, the same whatever the order."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from smallround import PUBLISHED, ROADMAP, ROUND, TAXONOMY

from pipeline.definitions.roadmap import Roadmap
from pipeline.publish.generated import book_data, generated_pages

THEME = "book/generated/themes/example-round-t00{}.md"


@pytest.fixture(scope="module")
def made():
    return generated_pages(book_data({ROUND: PUBLISHED}, ROADMAP, TAXONOMY))


def test_one_page_a_theme_a_roadmap_item_a_question_and_a_round_and_their_indexes(made):
    themes = {THEME.format(n) for n in range(1, 7)}
    items = {f"book/generated/items/rm-0{n}.md" for n in range(1, 4)}
    questions = {f"book/generated/questions/{ROUND}-{q['id']}.md".lower() for q in PUBLISHED["questions"]}
    folders = ("themes", "items", "releases", "questions", "rounds", "downloads")
    indexes = {f"book/generated/{folder}/index.md" for folder in folders}
    assert set(made) == themes | items | questions | {f"book/generated/rounds/{ROUND}.md"} | indexes


def test_a_theme_leads_to_the_roadmap_items_that_rest_on_it(made):
    assert "](../items/rm-01.md): now, in progress" in made[THEME.format(1)]
    assert "Not on the roadmap, because nobody has taken it up yet" in made[THEME.format(2)]


def test_a_theme_that_was_left_out_says_because_of_what_and_since_when(made):
    page = made[THEME.format(4)]
    assert 'Not on the roadmap, because: <span data-from="book/data/roadmap.yml">A mailbox' in page
    assert '<time datetime="2020-10-07">' in page
    assert "nobody has taken it up" not in page


def test_a_roadmap_item_leads_to_its_evidence(made):
    page = made["book/generated/items/rm-02.md"]
    assert "](../themes/example-round-t006.md)" in page
    assert "](../themes/example-round-t005.md)" in page
    assert "blocked, blocked by" in page


def test_a_roadmap_item_says_how_strong_its_evidence_is(made):
    page = made["book/generated/items/rm-01.md"].split("## How strong the evidence is")[1]
    assert (
        'data-key="/themes/0/share">2.7%</data> (<data value="0.0193" data-key="/themes/0/low">1.9%</data> to' in page
    )
    assert 'data-key="/themes/0/who/0/rows/0/group">Pharmacists</span>' in page
    assert "rows/1/group" not in page  # its count is hidden
    assert "no figure given" in page  # this release told of no reruns
    assert "safety voice" in page.split("## Minority and safety voices")[1]


def test_small_evidence_has_no_share_and_names_no_kind_of_sender(made):
    page = made["book/generated/items/rm-02.md"]
    assert "not given: too few responses" in page
    assert "none that can be shown" in page


def test_reruns_are_told_where_the_release_has_them():
    themes = [{**theme, "found": 16, "reruns": 20} for theme in PUBLISHED["themes"]]
    again = generated_pages(book_data({ROUND: {**PUBLISHED, "themes": themes}}, ROADMAP, TAXONOMY))
    assert 'data-key="/themes/0/found">16</data> of <data value="20"' in again["book/generated/items/rm-01.md"]


def test_a_roadmap_item_says_how_far_two_people_agreed_on_its_items(made):
    assert "No two people have coded points of these items blind" in made["book/generated/items/rm-01.md"]
    items = [{"code": code, "alpha": None if n else 0.71} for n, code in enumerate(ROADMAP.items[0].items)]
    value = {**PUBLISHED, "evaluation": {**PUBLISHED["evaluation"], "coding": {"points": 9, "items": items}}}
    page = generated_pages(book_data({ROUND: value}, ROADMAP, TAXONOMY))["book/generated/items/rm-01.md"]
    assert page.count('data-key="/evaluation/coding/items/') == 1
    assert f'<code>{items[0]["code"]}</code> <data value="0.71" data-key="/evaluation/coding/items/0/alpha">' in page


def test_an_item_that_moved_nothing_says_because_of_what(made):
    moved, blocked, declined = (made[f"book/generated/items/rm-0{n}.md"] for n in (1, 2, 3))
    assert "Nothing changed because" not in moved
    assert "## Nothing changed because\n\nIt is blocked by" in blocked
    assert "Others build such apps" in declined.split("## Nothing changed because")[1]
    assert "No theme of its evidence was marked" in declined


def test_an_item_without_history_says_that_nothing_was_recorded():
    items = tuple(replace(item, history=(), because="") for item in ROADMAP.items[:1])
    page = generated_pages(book_data({ROUND: PUBLISHED}, replace(ROADMAP, items=items), TAXONOMY))
    assert "Nothing has been recorded of it" in page["book/generated/items/rm-01.md"]


def test_every_point_of_a_theme_has_an_anchor_and_words_only_where_approved(made):
    page = made[THEME.format(1)]
    mine = [point for point in PUBLISHED["points"] if f"{ROUND}-T001" in point["themes"]]
    assert all(f'<li id="{point["id"]}">' in page for point in mine)
    assert page.count("not published") == sum("text" not in point for point in mine)


def test_a_theme_is_counted_three_ways_and_copies_are_said_to_be_copies(made):
    page = made[THEME.format(1)]
    assert "| Responses | Distinct texts | Organisations | Points |" in page
    assert '<data value="21" data-key="/themes/0/organisations">21</data>' in page
    assert 'data-key="/campaigns/responses">214</data> responses are copies of' in page
    assert '<data value="null" data-key="/themes/3/organisations">not shown</data>' in made[THEME.format(4)]


def test_a_release_that_was_made_before_the_counts_were_still_has_its_pages():
    value = json.loads(json.dumps(PUBLISHED))
    del value["campaigns"]
    for part in (*value["themes"], value["totals"]):
        part.pop("organisations")
        part.pop("distinct_texts")
    for name in ("organisations_asked", "named_organisation"):
        del value["totals"][name]
    made = generated_pages(book_data({ROUND: value}, ROADMAP, TAXONOMY))
    assert "not asked" in made[THEME.format(1)]
    assert "not counted" in made["book/generated/releases/index.md"]


def test_a_round_that_asked_for_no_organisation_says_so_in_place_of_a_count():
    value = json.loads(json.dumps(PUBLISHED))
    value["totals"]["organisations_asked"] = False
    page = generated_pages(book_data({ROUND: value}, ROADMAP, TAXONOMY))[THEME.format(1)]
    assert "| not asked |" in page
    assert "/themes/0/organisations" not in page


def test_a_themes_share_stands_with_what_its_interval_holds(made):
    both = "the interval holds chance in who answered and that some of the points counted may not belong"
    assert both in made[THEME.format(1)]
    assert "the interval holds chance in who answered." in made[THEME.format(2)]
    assert "with a usable answer" not in made[THEME.format(6)]


def test_a_small_theme_tells_nothing_of_its_senders(made):
    assert "Not shown: so few responses" in made[THEME.format(6)]


def test_an_illustrative_round_says_so_on_every_page(made):
    for name, page in made.items():
        assert "made up" in page, name


def test_a_real_round_does_not(made):
    value = {**PUBLISHED, "release": {**PUBLISHED["release"], "illustrative": False}}
    plan = Roadmap(file="", illustrative=False, as_at=dt.date(2020, 1, 1), items=ROADMAP.items)
    assert not any("made up" in page for page in generated_pages(book_data({ROUND: value}, plan, TAXONOMY)).values())


def test_nothing_published_still_makes_the_indexes():
    made = generated_pages(book_data({}, Roadmap(file="", illustrative=False, as_at=None, items=()), TAXONOMY))
    assert "Nothing agreed yet" in made["book/generated/themes/index.md"]
    assert "Nothing is published yet" in made["book/generated/releases/index.md"]
    assert len(made) == 6


def test_evidence_that_is_not_agreed_yet_is_named_as_such():
    made = generated_pages(book_data({ROUND: {**PUBLISHED, "themes": [], "quotes": []}}, ROADMAP, TAXONOMY))
    assert "nothing agreed yet" in made["book/generated/items/rm-01.md"]


def test_keywords_may_be_missing(made):
    themes = [{key: value for key, value in theme.items() if key != "keywords"} for theme in PUBLISHED["themes"]]
    again = generated_pages(book_data({ROUND: {**PUBLISHED, "themes": themes}}, ROADMAP, TAXONOMY))
    assert "**Keywords:**" in made[THEME.format(1)]
    assert "**Keywords:**" not in again[THEME.format(1)]
