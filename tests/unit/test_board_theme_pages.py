"""Themes on the board: the list, a theme's page, and what is said where one cannot be shown."""

import html
import re

import pytest
from boarding import boarded
from organising import signed_in
from theme_acts import agreed, now, send, text, unruled, waiting

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
MOST_QUERIES = 12


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    yield from boarded(tmp_path_factory.mktemp("board"))


@pytest.fixture
def place(served):
    return unruled(served)


@pytest.fixture
def reviewer(served):
    return signed_in("reviewer")


def test_people_are_read_before_the_machine(place, reviewer):
    id = waiting(place)
    shot, shown = now(place).shot, text(reviewer.get(place.address("theme", id=id)))
    machine = shot.themes[id]["title"]
    suggestion = shown.index(f"Take its title: {machine}")
    assert all(shown.index(point) < suggestion for point in shot.inside[id])
    details = shown.index('<details class="nhsuk-details" id="machine">')
    assert details < suggestion < shown.index("</details>", details)
    listed = text(reviewer.get(place.address("themes")))
    assert f"would call it: {machine}" not in listed
    assert f"would call it: {machine}" in text(reviewer.get(place.address("themes") + "?titles=yes"))


def test_what_was_hidden_of_a_point_is_on_no_page(place, reviewer):
    shot = now(place).shot
    point = next(id for id, row in shot.points.items() if "[" in row["text"] and id in shot.themes_of)
    shown = text(reviewer.get(place.address("theme", id=shot.themes_of[point][0])))
    assert point in shown
    assert "07700 900123" not in shown


def test_what_was_done_names_a_candidate_by_what_people_wrote(place, reviewer):
    id, before = waiting(place), now(place).stands.no
    shot = now(place).shot
    answer = send(reviewer, place, id, "note", **{"note-note": "read twice"})
    told = text(reviewer.get(answer["Location"])) + text(reviewer.get(place.address("undo", no=before + 1)))
    done = re.findall(r"noted on (.*?): read twice", told)
    assert len(done) == 3
    assert all(shot.themes[id]["title"] not in each for each in done)
    assert all(shot.text(shot.inside[id][0])[:40] in html.unescape(each) for each in done)


def test_points_that_may_not_be_quoted_are_named_where_somebody_approves_them(place, reviewer):
    shot, id = now(place).shot, waiting(place, 4)
    silent = [point for point in shot.inside[id] if point not in shot.consented]
    assert silent
    told = html.unescape(text(send(reviewer, place, id, "approve", points=list(shot.inside[id]))))
    said = re.search(r'id="points-error">(.*?)</span>(.*?)</span>', told, re.S)[2]
    named = [point for point in shot.inside[id] if shot.text(point)[:40] in said]
    assert set(named) == set(sorted(silent)[:3])
    assert bool(re.search(r" and \d+ more", said)) == (len(silent) > 3)


def test_where_nothing_was_analysed_only_who_may_run_it_is_led_there(place, reviewer, monkeypatch):
    from pipeline.errors import MissingError
    from pipeline.web.board import common

    def missing(_round):
        raise MissingError("nothing is there")

    monkeypatch.setattr(common, "board_of", missing)
    way = f'href="{place.address("jobs")}">Run the analysis'
    assert way in text(signed_in("editor").get(place.address("queue")))
    told = text(reviewer.get(place.address("queue")))
    assert "An editor runs it" in told
    assert way not in told


def test_single_points_are_found_from_the_list_of_themes(place, reviewer):
    assert f'href="{place.address("points")}"' in text(reviewer.get(place.address("themes")))


def test_a_point_names_a_candidate_by_what_people_wrote(place, reviewer):
    shot, id = now(place).shot, waiting(place)
    point, title = shot.inside[id][0], html.escape(str(shot.themes[id]["title"]))
    told = text(reviewer.get(place.address("point", point=point))) + text(reviewer.get(place.address("points")))
    assert f">{title}</a> (candidate" not in told
    assert f">{title} (candidate)" not in told
    assert told.count("(candidate") >= 2


def test_the_queue_says_the_steps_to_a_release_and_links_those_that_whoever_reads_it_may_take(place, reviewer):
    def steps(client):
        told = text(client.get(place.address("queue")))
        found = told[told.index("step by step") : told.index("</details>")]
        return set(re.findall(r'href="([^"]+)"', found))

    for_all = {"#themes", place.address("answers"), place.address("coding")}
    assert steps(reviewer) == for_all
    assert steps(signed_in("editor")) == for_all | {place.address("jobs"), place.address("release")}


def test_what_was_asked_for_is_told_on_the_page_of_jobs_and_on_no_later_one(place):
    editor = signed_in("editor")
    answer = editor.post(place.address("release-check"), {"kind": "check", "seen": str(now(place).stands.no)})
    assert "It was asked for." in text(editor.get(answer["Location"]))
    assert "It was asked for." not in text(editor.get(place.address("release")))


def test_the_list_is_filtered_searched_and_sorted(place, reviewer):
    from pipeline.board.themes import STATES, counted, every_theme, themes_sought

    agreed(reviewer, place)
    given_up = agreed(reviewer, place)
    send(reviewer, place, given_up, "reject", **{"reject-reason": "two subjects"})
    board = now(place)
    assert counted(board)["agreed"] == counted(board)["rejected"] == 1
    told = {state: themes_sought(board, state, "title", "") for state in STATES}
    assert {state: len(each) for state, each in told.items()} == counted(board)
    assert sum(counted(board).values()) == len(every_theme(board))
    for each in told.values():
        assert [one.called.casefold() for one in each] == sorted(one.called.casefold() for one in each)
    sizes = [one.responses for one in themes_sought(board, "", "size", "")]
    assert sizes == sorted(sizes, reverse=True)
    shown = text(reviewer.get(place.address("themes") + "?state=agreed&q=fail"))
    found = re.findall(r'board/theme/(small-2020-T\d+)"', shown)
    assert sorted(found) == sorted(one.id for one in told["agreed"] if "fail" in one.called.casefold())
    assert found
    # One finds the same with accents and without, as in every list of the board.
    assert themes_sought(board, "", "title", "Fáìl") == themes_sought(board, "", "title", "FAIL") != []


def test_no_address_of_themes_changes_anything_by_being_opened(place, reviewer):
    agreed(reviewer, place)
    send(reviewer, place, agreed(reviewer, place), "reject", **{"reject-reason": "two subjects"})
    before = now(place).stands.no
    for id in (*now(place).shot.themes, *now(place).stands.agreed.given):
        answer = reviewer.get(place.address("theme", id=id) + "?act=reject&done=1&page=99999999999&question=zz&q=%00")
        assert answer.status_code in (200, 302, 404)
    assert reviewer.get(place.address("theme", id="nothing")).status_code == 404
    assert reviewer.post(place.address("theme", id=waiting(place, 0)), {"act": "burn"}).status_code == 422
    assert now(place).stands.no == before


def test_a_theme_is_shown_with_few_queries(place, reviewer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for address in (place.address("themes"), place.address("theme", id=waiting(place, 0))):
        reviewer.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert reviewer.get(address).status_code == 200
        assert len(asked) <= MOST_QUERIES


def test_who_said_it_adds_up_to_what_the_analysis_counted(place):
    from pipeline.board.theme import theme_of, voices_of

    board = now(place)
    for id in board.shot.themes:
        told = {
            (each.attribute, each.value): (each.responses, each.of) for each in voices_of(board, theme_of(board, id))
        }
        rows = board.shot.noticed.voices[id]
        assert told == {(row["attribute"], row["value"]): (row["responses"], row["of"]) for row in rows}
