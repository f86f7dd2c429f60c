import pandas as pd
import pytest
from reporting import about_of, members_of, small_material

from pipeline.schemas import ABOUT, MEMBERS, POINTS, VOICES, checked, empty
from pipeline.themes.voices import organisations, voices

POINTS_OF = [
    # point, answer, response, question
    ("1.1", "1", "ann", "q1"),
    ("1.2", "1", "ann", "q1"),
    ("2.1", "2", "ben", "q1"),
    ("3.1", "3", "ann", "q2"),
    ("4.1", "4", "cem", "q2"),
]


def points() -> pd.DataFrame:
    rows = [(p, a, r, q, 1, 0, 4, "text") for p, a, r, q in POINTS_OF]
    return checked(pd.DataFrame(rows, columns=[*POINTS.columns]), POINTS)


def members(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame([(p, t, 0, 0.5) for p, t in pairs], columns=[*MEMBERS.columns])


def about(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*ABOUT.columns])


def told(frame: pd.DataFrame) -> dict[tuple[str, str, str], tuple[int, int]]:
    return {(r.theme, r.attribute, r.value): (r.responses, r.of) for r in frame.itertuples()}


def test_a_response_counts_once_however_many_points_it_has():
    found = told(voices(members(("1.1", "A"), ("1.2", "A"), ("2.1", "A")), points(), empty(ABOUT)))
    assert found == {("A", "question", "q1"): (2, 2)}


def test_a_point_counts_under_its_own_question_alone():
    found = told(voices(members(("1.1", "A"), ("4.1", "A")), points(), empty(ABOUT)))
    assert found == {("A", "question", "q1"): (1, 2), ("A", "question", "q2"): (1, 2)}


def test_the_whole_is_all_responses_with_that_value_and_a_point():
    region = about(("ann", "region", "north"), ("ben", "region", "north"), ("dee", "region", "north"))
    found = told(voices(members(("1.1", "A")), points(), region))
    assert found["A", "region", "north"] == (1, 2), "who has no point is in no count"


def test_who_has_two_values_counts_under_both():
    region = about(("ann", "region", "north"), ("ann", "region", "south"))
    found = told(voices(members(("1.1", "A")), points(), region))
    assert found["A", "region", "north"] == found["A", "region", "south"] == (1, 1)


def test_a_point_counts_in_its_main_theme_alone():
    both = pd.concat([members(("1.1", "A")), members(("1.1", "B")).assign(rank=1)])
    assert set(told(voices(both, points(), empty(ABOUT)))) == {("A", "question", "q1")}
    assert organisations(both, points(), {"ann": "x"}) == {"A": 1, "B": 0}


def test_no_members_make_an_empty_table():
    assert len(voices(empty(MEMBERS), points(), empty(ABOUT))) == 0
    assert list(voices(empty(MEMBERS), points(), empty(ABOUT)).columns) == list(VOICES.columns)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_never_matters(seed):
    material = small_material()
    known = about_of(material.points)
    mixed = [frame.sample(frac=1, random_state=seed) for frame in (material.members, material.points, known)]
    assert voices(*mixed).equals(voices(members_of(material.points), material.points, known))


def test_organisations_count_once_a_theme():
    mine = members(("1.1", "A"), ("2.1", "A"), ("4.1", "A"), ("4.1", "B"))
    assert organisations(mine, points(), {"ann": "x", "ben": "x", "cem": "y"}) == {"A": 2, "B": 1}


def test_a_theme_without_a_named_organisation_has_none():
    assert organisations(members(("1.1", "A"), ("4.1", "B")), points(), {"ann": "x"}) == {"A": 1, "B": 0}


def test_where_nobody_names_one_nothing_is_known():
    assert organisations(members(("1.1", "A")), points(), {"ann": ""}) == {}
