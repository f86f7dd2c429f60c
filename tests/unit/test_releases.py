"""Releases that are kept: their pages and files, what changed between two, and themes that stand no longer."""

import json
from typing import Any

import pytest
from books import FIXTURE
from smallround import CODES, ROADMAP, ROUND, TAXONOMY

from pipeline.definitions.roadmap import parse_roadmap
from pipeline.pages.marks import Release
from pipeline.publish.bookdata import BookData, book_data
from pipeline.publish.changed import came_from, continued, gone_themes, lies, steps, went
from pipeline.publish.generated import generated_pages
from pipeline.publish.kept import kept_files

FOLDER = FIXTURE / "surveys" / ROUND
FIRST, SECOND = (json.loads((FOLDER / f"releases/{n}.json").read_text("utf-8")) for n in (1, 2))
PAGE = "book/generated/releases/example-round-{}.md"
THEME = "book/generated/themes/example-round-t00{}.md"


def told(in_force: Any, *kept: Any, roadmap: Any = ROADMAP) -> BookData:
    return book_data({ROUND: in_force}, roadmap, TAXONOMY, {ROUND: kept})


def copy(value: Any, **head: Any) -> Any:
    """A release of its own with other words in its head."""
    again = json.loads(json.dumps(value))
    again["release"] |= head
    return again


def part(page: str, heading: str) -> str:
    """What stands under a heading."""
    return page.split(f"## {heading}\n")[1].split("\n## ")[0]


@pytest.fixture(scope="module")
def data():
    return told(SECOND, SECOND, FIRST)


@pytest.fixture(scope="module")
def made(data):
    return generated_pages(data)


def test_the_fixtures_second_release_is_the_one_in_force():
    assert (FOLDER / "releases/2.json").read_bytes() == (FOLDER / "published.json").read_bytes()


def test_each_release_has_a_page_that_says_whether_it_is_in_force(made):
    assert "It is no longer in force." in made[PAGE.format(1)]
    assert "It is in force." in made[PAGE.format(2)]
    assert "](example-round-2-changes.md)" in made[PAGE.format(1)]
    assert "](example-round-2.md)" in made[PAGE.format(1)]
    assert PAGE.format("1-changes") not in made


def test_marks_of_a_kept_release_name_it(made):
    assert made[PAGE.format(1)].startswith("---\nround: example-round@1\n")
    assert made[PAGE.format(2)].startswith("---\nround: example-round\n")
    assert '<data value="900" data-key="/totals/responses">900</data>' in made[PAGE.format(1)]
    index = made[PAGE.format("2").replace("example-round-2", "index")]
    assert 'data-round="example-round@1"><data value="900" data-key="/totals/responses">' in index


def test_every_theme_a_release_names_has_a_page(made):
    for value in (FIRST, SECOND):
        for theme in value["themes"]:
            assert f"book/generated/themes/{theme['id'].lower()}.md" in made


def test_the_file_of_a_release_has_the_bytes_that_were_published(data):
    files = kept_files(data)
    for version in (1, 2):
        assert (
            files[f"book/downloads/{ROUND}/releases/{version}.json"]
            == (FOLDER / f"releases/{version}.json").read_bytes()
        )


def test_a_round_without_kept_files_has_no_page_of_a_release():
    alone = told(SECOND)
    assert [name for name in generated_pages(alone) if "/releases/" in name] == ["book/generated/releases/index.md"]
    assert not [name for name in kept_files(alone) if "/releases/" in name]


def test_releases_stand_by_day_then_by_number():
    values = [copy(SECOND, version=v, date=d) for v, d in (("10", "2020-10-07"), ("9", "2020-10-07"), ("11", "2020-1"))]
    assert [each.version for each in told(SECOND, *values).kept[ROUND]] == ["11", "2", "9", "10"]


def test_a_version_with_signs_of_an_address_stays_in_its_folder():
    names = generated_pages(told(SECOND, copy(SECOND, version="2 / a.b")))
    assert "book/generated/releases/example-round-2-a-b.md" in names


def test_what_changed_names_themes_that_are_new_gone_or_renamed(made):
    page = made[PAGE.format("2-changes")]
    assert "example-round-t004.md): <data" in part(page, "New themes")
    gone = part(page, "Themes that are gone")
    assert "It was merged: all its points stand in [" in gone
    assert "(../themes/example-round-t002.md)" in gone
    renamed = part(page, "Themes with another title or other items")
    assert "before, “<span" in renamed
    assert "its items were <code>WS3b</code> and are <code>WS3b</code> <code>WS3a</code>" in renamed
    assert renamed.count("\n- ") == 2


def test_what_changed_shows_counts_then_and_now(made):
    received = part(made[PAGE.format("2-changes")], "All that was received")
    assert '| <span data-round="example-round@1"><data value="900" data-key="/totals/responses">900</data>' in received
    assert '<data value="1240" data-key="/totals/responses">1,240</data> |' in received
    assert "/closed/0/answered" in received
    assert "/ledger/responses/usable" in received


def test_a_change_is_said_to_be_within_or_beyond_the_intervals(made):
    rows = [row for row in part(made[PAGE.format("2-changes")], "Themes, then and now").splitlines() if "](" in row]
    said = {row.split("themes/example-round-t00")[1][0]: row.rsplit("| ", 1)[1] for row in rows}
    assert said["1"] == "beyond the intervals |"
    assert said["2"] == "within the intervals |"
    assert said["6"] == "no interval to compare |"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [((0.1, 0.2), (0.2, 0.3), "meet"), ((0.1, 0.2), (0.21, 0.3), "apart"), ((None, None), (0.1, 0.2), "none")],
)
def test_intervals_meet_where_they_share_a_value(before, after, said):
    one, two = ({"low": low, "high": high} for low, high in (before, after))
    assert lies(one, two) == lies(two, one) == said


def test_a_roadmap_item_that_rests_on_a_new_theme_gained_it_and_on_a_gone_one_lost_it():
    there, back = told(SECOND, FIRST, SECOND), told(FIRST, copy(SECOND, date="2020-01-01"), FIRST)
    text = (FIXTURE / "book/data/roadmap.yml").read_text("utf-8").split("not_on_roadmap")[0]
    rests = parse_roadmap(text.replace("[example-round-T001]", "[example-round-T004]"), "roadmap.yml", CODES)
    gained = generated_pages(told(SECOND, FIRST, SECOND, roadmap=rests))[PAGE.format("2-changes")]
    assert "</span>](../items/rm-01.md) gained [" in part(gained, "What follows for the roadmap")
    lost = generated_pages(told(FIRST, copy(SECOND, date="2020-01-01"), FIRST, roadmap=rests))
    assert "</span>](../items/rm-01.md) lost [" in part(lost[PAGE.format("1-changes")], "What follows for the roadmap")
    for other in (there, back):
        (step,) = steps(other)
        page = generated_pages(other)[PAGE.format(f"{step.after.version}-changes")]
        assert "gained or lost a theme" in part(page, "What follows for the roadmap")


def test_a_theme_that_stands_no_longer_keeps_its_address(made):
    page = made[THEME.format(7)]
    assert "This theme stands in the book no longer" in page
    assert "](../releases/example-round-1.md)" in page
    assert "It was merged: all its points stand in [" in part(page, "Where it went")


def test_a_theme_whose_points_are_no_longer_told_went_nobody_knows_where():
    later = copy(SECOND)
    later["points"] = [point for point in later["points"] if f"{ROUND}-T002" not in point["themes"]]
    page = generated_pages(told(later, FIRST, later))[THEME.format(7)]
    assert part(page, "Where it went").strip() == "Nobody has said where it went."


def moved_to(*homes: list[str]) -> Any:
    """The second release with the points of the theme that is gone laid into these, one after another."""
    later = copy(SECOND)
    mine = [p["id"] for p in FIRST["points"] if f"{ROUND}-T007" in p["themes"]]
    for n, point in enumerate(point for point in later["points"] if point["id"] in mine):
        point["themes"] = homes[n % len(homes)]
    return later


@pytest.mark.parametrize(
    ("homes", "fate", "whole"),
    [
        ([[f"{ROUND}-T001"]], "merged", True),
        ([[f"{ROUND}-T001"], [f"{ROUND}-T002"]], "split", True),
        ([[f"{ROUND}-T001"], []], "merged", False),
        ([[], [], [f"{ROUND}-T001"]], "retired", False),
        ([[]], "retired", False),
    ],
)
def test_where_a_theme_went_is_told_by_its_points(homes, fate, whole):
    later = moved_to(*homes)
    found = went(f"{ROUND}-T007", Release(FIRST), Release(later))
    assert (found.fate, found.whole) == (fate, whole)
    assert set(found.into) == {id for home in homes for id in home}
    assert fate in part(generated_pages(told(later, FIRST, later))[THEME.format(7)], "Where it went")


def test_a_new_theme_says_from_which_its_points_came():
    assert came_from(f"{ROUND}-T002", Release(FIRST), Release(SECOND)) == (f"{ROUND}-T007",)


def test_a_release_that_was_rolled_back_leaves_the_pages_of_its_themes():
    data = told(FIRST, FIRST, SECOND)
    assert [*gone_themes(data)] == [f"{ROUND}-T004"]
    assert "](../releases/example-round-2.md)" in generated_pages(data)[THEME.format(4)]


def test_a_later_round_says_what_became_of_a_theme():
    other = copy(SECOND, round="later-round")
    for theme in other["themes"]:
        theme["id"] = theme["id"].replace(ROUND, "later-round")
    other["themes"][0]["lineage"] = [{"before": f"{ROUND}-T007", "kind": "merged"}]
    data = book_data({ROUND: SECOND, "later-round": other}, ROADMAP, TAXONOMY, {ROUND: [FIRST, SECOND]})
    assert continued(data, f"{ROUND}-T007") == [("merged", "later-round-T001")]
    assert "(later-round-t001.md) holds it." in part(generated_pages(data)[THEME.format(7)], "Where it went")
    told_there = generated_pages(data)["book/generated/themes/later-round-t001.md"]
    assert "](example-round-t007.md), which was a theme of its own." not in told_there
    other["release"]["follows"] = {"round": ROUND, "version": "1"}
    for theme in other["themes"]:
        theme |= {"lineage": theme.get("lineage", []), "change": None, "why_no_change": "it cannot be told"}
    told_there = generated_pages(data)["book/generated/themes/later-round-t001.md"]
    assert "](example-round-t007.md), which was a theme of its own." in told_there
    other["retired"] = [f"{ROUND}-T007"]
    assert ("retired", "later-round") in continued(data, f"{ROUND}-T007")


def test_two_rounds_and_a_release_without_themes_have_their_pages():
    empty = copy(SECOND, round="later-round", version="1")
    empty |= {"themes": [], "quotes": [], "points": []}
    kept = {ROUND: [FIRST, SECOND], "later-round": [empty]}
    made = generated_pages(book_data({ROUND: SECOND, "later-round": empty}, ROADMAP, TAXONOMY, kept))
    assert "Nothing agreed yet" in made["book/generated/releases/later-round-1.md"]
    assert PAGE.format("2-changes") in made


def test_a_themes_page_says_since_when_it_stands_and_what_it_was_called(made):
    page = made[THEME.format(3)]
    assert '[release <data value="1" data-key="/themes/2/since">1</data>](../releases/example-round-1.md)' in page
    assert "of <time" in page
    assert 'it was “<span data-round="example-round@1"><span data-key="/themes/2/title">Where is my' in page
    assert "it was “" not in made[THEME.format(2)]
    assert "](../releases/example-round-2.md)" in made[THEME.format(4)]
    alone = generated_pages(told(SECOND))[THEME.format(3)]
    assert 'since release <data value="1" data-key="/themes/2/since">1</data>.' in alone


def test_a_release_says_how_to_cite_it_and_what_was_made_up_is_not_the_groups(made):
    cited = part(made[PAGE.format(2)], "How to cite it")
    assert SECOND["release"]["digest"] in cited
    assert '<time datetime="2020-10-07">' in cited
    assert "Community Pharmacy IT Group" not in cited
    assert "Made up" in cited
    real = copy(SECOND, illustrative=False)
    cited = part(generated_pages(told(real, real))[PAGE.format(2)], "How to cite it")
    assert cited.strip().startswith("Community Pharmacy IT Group (<time")
    assert "Made up" not in cited


def test_the_list_of_themes_leads_to_those_that_stand_no_longer(made):
    index = made["book/generated/themes/index.md"]
    assert "](example-round-t007.md)" in index.split("Themes of earlier releases that stand no longer: ")[1]
    assert "stand no longer" not in generated_pages(told(SECOND))["book/generated/themes/index.md"]
