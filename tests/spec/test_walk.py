"""One answer's way: from a row of a file to a number on a page, and back by its id."""

import copy
import json
import shutil

import pytest
from small import AT, accept_largest, analysed, lay_cards, responses_csv, rows

from pipeline.importing import bring_in
from pipeline.load import load_roadmap
from pipeline.opening import open_round, read_agreed, read_table
from pipeline.place import find_place, read_json
from pipeline.progress import Silent
from pipeline.publish.generated import book_data, generated_pages
from pipeline.publishing import publish_round, sign_release
from pipeline.run import STAGES, analyse, status
from pipeline.store import tables
from pipeline.store.setup import close_store, open_store

pytestmark = pytest.mark.model
ROUND = "small-2020"


@pytest.fixture
def round(tmp_path):
    yield analysed(tmp_path)
    close_store()


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A checkout whose round was accepted, signed and published, and its release."""
    round = analysed(tmp_path_factory.mktemp("released"))
    accept_largest(round)
    sign_release(round, "1", "2020-07-31", "", "author", AT)
    value = publish_round(round, None, Silent()).value
    close_store()
    return round.place.root, value


@pytest.fixture
def published(released, round):
    """What was published of the round, which is taken as far as that."""
    folder, value = released
    close_store()
    shutil.copytree(folder, round.place.root, dirs_exist_ok=True)
    open_store(round.place.store)
    return copy.deepcopy(value)


def test_a_point_of_a_row_is_counted_on_a_page_and_found_again(round, published):
    theme = published["themes"][0]
    page = generated_pages(
        book_data({ROUND: published}, load_roadmap(round.place, round.definitions.taxonomy), round.definitions.taxonomy)
    )
    path = next(name for name in page if theme["id"].lower() in name.lower())
    assert f'data-key="/themes/0/responses">{theme["responses"]}<' in page[path]
    point = next(point["id"] for point in published["points"] if theme["id"] in point["themes"])
    given = tables.points_given(ROUND).set_index("point").loc[point]
    response, question = given["answer"].split("/")
    row = next(row for row in rows() if row["ref"] == response)
    assert row[question][given["start"] : given["end"]] == _text(round, point)


def _text(round, point):
    points = read_table(round.here, "points").set_index("point")
    return points.loc[point, "text"]


def test_counts_are_those_of_the_members_and_their_responses(round, published):
    points = read_table(round.here, "points").set_index("point")
    for theme in published["themes"]:
        mine = [point["id"] for point in published["points"] if theme["id"] in point["themes"]]
        assert theme["points"] == len(mine) == theme["by_person"] + theme["by_machine"]
        assert theme["responses"] == points.loc[mine, "response"].nunique()


def test_counts_three_ways_are_those_of_the_rows(round, published):
    totals = published["totals"]
    named = [row["body"] for row in rows() if row["body"]]
    assert (totals["organisations"], totals["named_organisation"]) == (len(set(named)), len(named))
    body = {row["ref"]: row["body"] for row in rows()}
    points = read_table(round.here, "points").set_index("point")
    for theme in published["themes"]:
        mine = [point["id"] for point in published["points"] if theme["id"] in point["themes"]]
        bodies = {body[response] for response in points.loc[mine, "response"]} - {""}
        assert theme["organisations"] == (len(bodies) if len(bodies) >= 5 else None)
        assert 0 < theme["distinct_texts"] <= theme["responses"]
    assert "Pharmacy 1" not in json.dumps(published)
    assert not set(tables.responses(ROUND)["organisation"]) & set(json.dumps(published).split('"')) - {""}


def test_the_ledger_adds_up_to_what_arrived(published):
    told = published["ledger"]["answers"]
    assert told["received"] == 48 == sum(count for state, count in told.items() if state != "received")
    assert told["blank"] == 12


def test_quotes_are_of_people_who_agreed_and_stand_in_their_answers(round, published):
    asked = {row["ref"]: row for row in rows() if row["quote"] == "yes"}
    given = tables.points_given(ROUND).set_index("point")
    assert published["quotes"]
    for quote in published["quotes"]:
        response, question = given.loc[quote["point"], "answer"].split("/")
        assert quote["text"] in asked[response][question]


def test_nothing_published_names_a_response_or_an_address(published):
    told = json.dumps(published)
    assert not [row["ref"] for row in rows() if f'"{row["ref"]}' in told]
    assert "@" not in told


def test_no_text_is_published_but_approved_quotes(published):
    quoted = {quote["text"] for quote in published["quotes"]}
    assert {point["text"] for point in published["points"] if "text" in point} == quoted


def test_same_input_in_any_order_gives_the_same_bytes_and_another_answer_does_not(tmp_path, round):
    def candidates(told):
        return [read_table(told.here, name).to_csv() for name in ("points", "themes", "members", "point_tags")]

    first = candidates(round)
    shuffled = analysed(tmp_path / "b", rows()[::-1])
    assert candidates(shuffled) == first
    changed = [
        {**row, "help": "Something else altogether, about robots"} if row["ref"] == "r03" else row for row in rows()
    ]
    assert candidates(analysed(tmp_path / "c", changed)) != first


def test_decisions_outlive_more_responses_and_an_old_release_is_made_again_byte_for_byte(tmp_path, round, published):
    old = round.here.release("1").read_bytes()
    more = [
        {**row, "ref": f"s{row['ref']}", "sent": "2020-08-15T10:00:00Z", "email": f"b{row['email']}"} for row in rows()
    ]
    (tmp_path / "responses.csv").write_text(responses_csv([*rows(), *more]))
    assert bring_in(round.place, ROUND, tmp_path / "responses.csv", "", Silent()).added.new == 24
    before = {theme.id: theme for theme in read_agreed(round.here).themes}
    analyse(round, Silent())
    joined = sign_release(round, "2", "2020-09-30", "", "author", AT)
    newest = publish_round(round, None, Silent()).value
    assert joined > 0
    assert round.here.release("1").read_bytes() == old
    for theme in read_agreed(round.here).themes:
        assert theme.title == before[theme.id].title
        assert {member.point for member in before[theme.id].members} <= {member.point for member in theme.members}
    grown = {theme["id"]: theme["by_machine"] for theme in newest["themes"]}
    assert sum(grown.values()) == joined
    assert read_json(round.here.published)["release"]["version"] == "2"


def test_another_store_is_given_the_points_though_the_responses_are_the_same(tmp_path, round):
    other = find_place(tmp_path, tmp_path / "other", round.place.build)
    lay_cards(other.data)
    bring_in(other, ROUND, tmp_path / "responses.csv", "", Silent())
    assert dict(analyse(open_round(other, ROUND), Silent()))["clean"].startswith("input changed: ")
    assert tables.count_points(ROUND) == len(read_table(round.here, "points"))


def test_a_second_run_finds_all_fresh_and_a_changed_definition_says_so(round):
    assert [reason for _, reason in analyse(round, Silent())] == ["fresh"] * len(STAGES)
    survey = round.here.survey
    survey.write_text(survey.read_text().replace("A small round", "A small round, renamed"))
    assert list(status(open_round(round.place, ROUND))) == [
        ("clean", "input changed: survey"),
        ("themes", "follows clean"),
        ("reading", "follows clean"),
        ("tag", "follows reading"),
        ("joins", "follows clean"),
        ("rounds", "follows themes"),
    ]
