"""What a cell shows: marks, hidden counts, the round it is of, and words where there is nothing to show."""

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
from books import lay_out
from bs4 import BeautifulSoup

from pipeline import pages
from pipeline.definitions.roadmap import Change
from pipeline.pages.marks import Release, day, translated_note

ROUND = "example-round"


@pytest.fixture(autouse=True)
def page_folder(tmp_path, monkeypatch):
    """A cell runs in the folder of its page."""
    place = lay_out(tmp_path / "checkout")
    monkeypatch.chdir(place.root / "book" / "rounds")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("2020-08-31", '<time datetime="2020-08-31">31 August 2020</time>'),
        # British summer time: half past eleven in the evening UTC is the next day in London.
        ("2020-09-30T23:30:00Z", '<time datetime="2020-10-01">1 October 2020</time>'),
        (dt.date(2021, 1, 2), '<time datetime="2021-01-02">2 January 2021</time>'),
    ],
)
def test_days_are_written_for_readers_in_london(told, shown):
    assert day(told) == shown


def test_a_themes_row_leads_to_its_page():
    shown = str(pages.themes_table(ROUND, item="WS1b"))
    assert 'href="../generated/themes/example-round-t004.html"' in shown
    assert '<data value="11" data-key="/themes/3/responses">11</data>' in shown
    assert '<data value="1" data-rows>1</data>' in shown


def test_a_small_count_is_hidden_in_words():
    assert '<data value="null" data-key="/themes/5/responses">not shown</data>' in str(pages.themes_table(ROUND))


def test_letters_are_shown_by_their_counts():
    shown = str(pages.campaigns_table(ROUND))
    assert '<data value="88" data-key="/campaigns/rows/0/organisations">88</data>' in shown
    assert "responses are copies of letters that fewer than five people sent" in shown
    assert "copies" in str(pages.key_numbers(ROUND))
    assert "copies" in str(pages.themes_table(ROUND))


@pytest.mark.parametrize(
    ("campaigns", "said"),
    [
        (None, "were not counted when this release was made"),
        (
            {"letters": 0, "responses": 0, "smaller": {"letters": 0, "responses": 0}, "rows": []},
            "No letter was sent by five people or more.",
        ),
    ],
)
def test_a_round_without_letters_says_so(monkeypatch, campaigns, said):
    told = pages.reading.release(ROUND)
    monkeypatch.setitem(told.value, "campaigns", campaigns)
    if campaigns is None:
        monkeypatch.delitem(told.value, "campaigns")
    monkeypatch.setattr(pages.reading, "release", lambda _: told)
    assert said in str(pages.campaigns_table(ROUND))
    assert said in str(pages.key_numbers(ROUND))


def test_an_item_is_no_beginning_of_another_ones_code():
    assert "No agreed theme" in str(pages.themes_table(ROUND, item="WS3"))
    assert "example-round-t003" in str(pages.themes_table(ROUND, workstream="WS3"))


def test_quotes_stop_at_most():
    assert str(pages.theme_quotes(ROUND, most=2)).count("<blockquote>") == 2
    assert str(pages.theme_quotes(ROUND, most=None)).count("<blockquote>") == 4


@pytest.mark.parametrize(
    "name", ["key_numbers", "ledger_table", "themes_table", "themes_chart", "notice", "item_shares"]
)
def test_a_round_without_a_release_says_so(name):
    assert "Nothing of this round is published yet." in str(getattr(pages, name)("no-such-round"))


def test_every_function_of_a_round_names_it():
    for name in set(pages.__all__) - {"ledger_by", "closed_table", "closed_chart", "crosstab", "crosstab_chart"}:
        if not re.match("roadmap|members|meetings|missions|papers|standards|timeline|names", name):
            assert f'data-round="{ROUND}"' in str(getattr(pages, name)(ROUND)), name


def test_a_chart_comes_with_its_figures_as_a_table_and_two_pictures():
    shown = str(pages.closed_chart(ROUND, "rate_ws1"))
    assert shown.count("<svg") == 2
    assert shown.count('role="img"') == 2
    assert "<details>" in shown
    assert "<table>" in shown


def test_the_same_chart_is_drawn_twice_alike():
    assert str(pages.themes_chart(ROUND)) == str(pages.themes_chart(ROUND))


def test_the_board_shows_each_item_once_in_its_column():
    board = str(pages.roadmap_board())
    assert [board.count(f"items/rm-0{n}.html") for n in (1, 2, 3)] == [1, 1, 1]
    assert board.index("<h2>Now</h2>") < board.index("rm-01") < board.index("<h2>Next</h2>")
    assert "Nothing here." in board


def test_the_cards_can_be_narrowed_down_by_what_they_hold():
    board = BeautifulSoup(str(pages.roadmap_board()), "html.parser")
    facets = [json.loads(str(card["data-facets"])) for card in board.select(".card")]
    by_status = {each["status"][0]: each for each in facets}
    assert by_status["blocked"]["workstream"] == ["WS1", "WS3"]
    assert by_status["in progress"]["sender"] == ["Pharmacists"]  # the other counts are hidden
    offered = {str(s["name"]): [str(o["value"]) for o in s.select("option")] for s in board.select("form select")}
    assert offered["horizon"] == ["", "now", "later"]
    assert offered["sender"] == ["", "Pharmacists"]
    assert all(value in offered[name] for each in facets for name, values in each.items() for value in values)


def test_without_a_script_the_choices_are_hidden_and_every_card_stands():
    board = BeautifulSoup(str(pages.roadmap_board()), "html.parser")
    assert board.select_one("form").has_attr("hidden")
    assert not board.select(".card[hidden]")


def test_the_timeline_tells_every_change_and_every_day_of_review_the_soonest_first():
    changes, reviews = str(pages.roadmap_timeline()).split("</table>")[:2]
    assert "Written down as an idea" in changes
    assert '<time datetime="2020-10-07">' in changes
    places = [reviews.index(f"rm-0{n}.html") for n in (1, 2, 3)]
    assert places == sorted(places)


def test_of_two_changes_of_one_day_the_later_in_the_file_stands_first(monkeypatch):
    plan = pages.reading.roadmap()
    days = (dt.date(2020, 10, 7), dt.date(2020, 11, 18), dt.date(2020, 11, 18))
    history = tuple(
        Change(date=day, what=what) for day, what in zip(days, ("written", "planned", "begun"), strict=True)
    )
    item = replace(plan.items[0], history=history)
    monkeypatch.setattr(pages.plan, "roadmap", lambda: replace(plan, items=(item,)))
    told = str(pages.roadmap_timeline())
    assert told.index("begun") < told.index("planned") < told.index("written")


def test_a_notebook_is_given_html():
    shown = pages.notice(ROUND)
    assert shown._repr_html_() == str(shown)


def test_themes_stand_by_falling_number_of_voices_and_hidden_ones_last(monkeypatch):
    told = pages.reading.release(ROUND)
    monkeypatch.setitem(told.value["themes"][0], "responses", 9)
    monkeypatch.setattr(pages.reading, "release", lambda _: told)
    shown = re.findall(r"t00(\d)\.html", str(pages.themes_table(ROUND)))
    assert shown == ["2", "3", "4", "1", "5", "6"]


def test_a_quote_that_was_translated_says_from_which_language():
    value = {"quotes": [{"translated_from": "cy"}, {"translated_from": ""}, {}, {"translated_from": "fi"}]}
    told = [translated_note(Release(value), n) for n in range(4)]
    assert told == [" Translated from Welsh.", "", "", " Translated from language fi."]


def test_a_share_is_told_as_so_many_of_a_hundred_with_its_interval_and_the_weighted_one_beside_it():
    shown = str(pages.item_shares(ROUND, item="WS1a"))
    assert '<data value="0.21" data-key="/items/0/share">21</data> (between ' in shown
    assert '<data value="0.14" data-key="/items/0/weighted/share">14</data> (between ' in shown
    assert "in nineteen cases of twenty" in shown


def test_an_item_without_a_share_says_why():
    shown = str(pages.item_shares(ROUND, item="WS3a"))
    assert "not yet" in shown
    assert "people decided too few of the points that the tagger is sure of" in shown
    assert "nineteen cases" not in shown


def test_the_picture_of_shares_draws_both_and_their_ends():
    shown = str(pages.shares_chart(ROUND))
    assert shown.count("<svg") == 2
    assert shown.count(">16 to 26<") == shown.count(">10 to 19, weighted<") == 2
    assert "<svg" not in str(pages.shares_chart(ROUND, workstream="WS3"))


def test_groups_are_shown_where_there_is_a_share_and_say_why_where_there_is_none():
    shown = str(pages.group_shares(ROUND, item="WS1a"))
    assert "could be guessed" in shown
    assert "fewer than 30 points of this group" in shown
    assert "No share can be shown for single groups yet." in str(pages.group_shares(ROUND, item="WS3a"))


def test_how_right_the_machine_is_stands_with_what_it_was_measured_on():
    shown = str(pages.tagger_table(ROUND))
    assert 'data-key="/items/0/precision/share">82</data>' in shown
    assert 'data-key="/evaluation/decided_points">146</data>' in shown


def test_a_release_made_before_shares_were_told_still_has_its_tables(monkeypatch):
    told = pages.reading.release(ROUND)
    old = [{key: item[key] for key in ("code", "themes", "points")} for item in told.value["items"]]
    nothing = {"share": None, "low": None, "high": None, "why_not": "shares are shown from 100 decided points on"}
    monkeypatch.setitem(told.value, "items", [item | nothing for item in old])
    monkeypatch.setattr(pages.reading, "release", lambda _: told)
    for name in ("item_shares", "shares_chart"):
        assert "shares are shown from 100 decided points on" in str(getattr(pages, name)(ROUND))
    assert "No share can be shown" in str(pages.group_shares(ROUND))
    assert "Too few points were decided" in str(pages.tagger_table(ROUND))
