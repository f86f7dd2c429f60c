"""What the themes stage promises, on small sets of every kind."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from theming import spoken_by

from pipeline.embed.hashed import HashedWords
from pipeline.ids import canonical
from pipeline.themes.assign import main_themes
from pipeline.themes.laid import candidate_id, numbered
from pipeline.themes.stage import ThemeSettings, find_themes

SUBJECTS = ["passwords", "smartcards", "printers", "wifi", "eps tokens", "training"]
SAID = ["change too often", "are slow", "fail every morning", "cost too much", "[PERSON] knows", "need help"]
LINES = st.one_of(
    st.builds("{} {}".format, st.sampled_from(SUBJECTS), st.sampled_from(SAID)),
    st.text(alphabet="aAbB .,!'é[]ß\n", max_size=20),
)
RELAXED = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = {"EPS": "Electronic Prescription Service"}


def points_of(lines):
    frame = pd.DataFrame(
        {
            "point": [f"p{number:04d}" for number in range(len(lines))],
            "answer": [f"a{number // 2:04d}" for number in range(len(lines))],
            "response": [f"r{number // 3:04d}" for number in range(len(lines))],
            "question": "help",
            "number": [1 + number % 2 for number in range(len(lines))],
            "start": 0,
            "end": [len(line) for line in lines],
            "text": lines,
        }
    )
    return frame.astype({name: int if name in ("number", "start", "end") else str for name in frame})


def themes_of(points, **told):
    return find_themes(points, HashedWords().encode(list(points["text"])), ThemeSettings(**told), NAMES)


def as_bytes(found):
    tables = (found.themes, found.members, found.quality, found.flags, found.subthemes, found.submembers)
    return "".join(table.to_csv(index=False) for table in tables) + ";".join(found.unthemed)


LISTS = st.lists(LINES, max_size=45)


@RELAXED
@given(lines=LISTS, chance=st.randoms(use_true_random=False))
def test_row_order_never_matters(lines, chance):
    points = points_of(lines)
    order = list(range(len(points)))
    chance.shuffle(order)
    assert as_bytes(themes_of(points)) == as_bytes(themes_of(points.iloc[order]))


@RELAXED
@given(LISTS)
def test_every_point_is_in_one_main_theme_or_listed_and_in_a_second_one_at_most(lines):
    points = points_of(lines)
    found = themes_of(points)
    main = found.members[found.members["rank"] == 0]
    second = found.members[found.members["rank"] == 1]
    assert sorted([*main["point"], *found.unthemed]) == sorted(points["point"])
    assert set(second["point"]) <= set(main["point"])
    assert not second["point"].duplicated().any()
    assert not found.members.duplicated(["point", "theme"]).any()


@RELAXED
@given(LISTS)
def test_parts_are_whole_and_lie_inside_their_theme(lines):
    found = themes_of(points_of(lines))
    home = found.members[found.members["rank"] == 0].set_index("point")["theme"]
    for row in found.subthemes.itertuples():
        inside = set(found.submembers.loc[found.submembers["subtheme"] == row.subtheme, "point"])
        assert {home[point] for point in inside} == {row.theme}
    for theme, parts in found.subthemes.groupby("theme"):
        assert len(parts) > 1
        assert parts["points"].sum() == (home == theme).sum()


@RELAXED
@given(LISTS)
def test_themes_under_other_names_are_the_same_themes(lines):
    found = themes_of(points_of(lines))
    names = numbered(found.themes)
    told = found.renamed(names).renamed({new: old for old, new in names.items()})
    assert as_bytes(told) == as_bytes(found)


@RELAXED
@given(LISTS)
def test_points_with_the_same_words_stay_together(lines):
    points = points_of(lines)
    members = themes_of(points).members
    theme = members[members["rank"] == 0].set_index("point")["theme"].to_dict()
    by_text = points.groupby(points["text"].map(canonical))["point"].agg(lambda ids: {theme.get(one) for one in ids})
    assert all(len(themes) == 1 for themes in by_text)


@RELAXED
@given(LISTS)
def test_counts_titles_and_ids_agree_with_the_members(lines):
    points = points_of(lines)
    found = themes_of(points)
    merged = found.members.merge(points, on="point")
    for row in found.themes.itertuples():
        mine = merged[merged["theme"] == row.theme]
        assert row.theme == candidate_id(list(mine["point"]))
        assert (row.points, row.responses) == (len(mine), mine["response"].nunique())
        assert row.texts == mine["text"].map(canonical).nunique()
        assert set(json.loads(row.examples)) <= set(mine["point"])
        assert 1 <= len(json.loads(row.examples)) <= 5
    assert list(found.themes["responses"]) == sorted(found.themes["responses"], reverse=True)
    assert list(numbered(found.themes).values()) == [f"T{n:03d}" for n in range(1, len(found.themes) + 1)]
    assert list(found.quality["theme"]) == list(found.themes["theme"])


@RELAXED
@given(LISTS)
def test_titles_are_there_differ_and_hold_no_mark(lines):
    found = themes_of(points_of(lines))
    titles = [title.casefold() for title in found.themes["title"]]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    told = " ".join([*found.themes["title"], *found.themes["keywords"].map(lambda words: " ".join(json.loads(words)))])
    assert "PERSON" not in told


@RELAXED
@given(LISTS)
def test_an_answers_main_theme_is_one_of_its_points(lines):
    points = points_of(lines)
    members = themes_of(points).members
    joined = main_themes(members, points)
    assert sorted(joined.index) == sorted(set(points["answer"]))
    for answer, told in joined.items():
        mine = set(members[members["point"].isin(points[points["answer"] == answer]["point"])]["theme"])
        assert set(filter(None, told.split(";"))) == mine


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_very_small_sets_work(count):
    found = themes_of(
        points_of(["printers are slow", "wifi fails", "training", "no", "smartcards cost too much"][:count])
    )
    assert len(found.members) == count
    assert not found.unthemed


def test_one_text_many_times_is_one_theme():
    found = themes_of(points_of(["Passwords change too often"] * 30))
    assert list(found.themes["title"]) == ["Passwords change too often"]
    assert list(found.themes["texts"]) == [1]
    assert list(found.themes["points"]) == [30]


def test_thirty_points_on_three_subjects_fall_into_themes():
    lines = [f"{subject} {said}" for subject in ("passwords", "printers", "smartcards") for said in SAID * 2]
    found = themes_of(points_of(lines), detail="broad")
    assert 2 <= len(found.themes) < 12


def test_the_dial_turns_the_right_way():
    lines = [f"{subject} {said} {number}" for subject in SUBJECTS for said in SAID for number in range(8)]
    sizes = [len(themes_of(points_of(lines), detail=detail).themes) for detail in ("broad", "normal", "fine")]
    assert sizes == sorted(sizes)


def test_a_point_without_words_is_listed():
    found = themes_of(points_of(["...", "", "wifi fails", "wifi fails"]))
    assert found.unthemed == ("p0000", "p0001")


@pytest.mark.parametrize("rare", [["zebra", "zebra"], ["quokka", "ocelot"], ["zebra"] * 2 + ["ocelot"]])
def test_a_word_of_two_people_stands_in_no_title_or_keyword(rare):
    lines = [f"{subject} {said} {number}" for subject in SUBJECTS for said in SAID for number in ("here", "there")]
    points = points_of(lines + [f"{SUBJECTS[0]} {word} {SAID[0]}" for word in rare])
    found = themes_of(points)
    shown = " ".join([*found.themes["title"], *found.themes["keywords"]]).casefold()
    assert not any(word in shown for word in rare)
    assert all(spoken_by(title, points) >= 3 for title in found.themes["title"])


def test_rows_and_vectors_must_match():
    with pytest.raises(ValueError, match="one vector a point"):
        find_themes(points_of(["a", "b"]), np.ones((3, 4), dtype=np.float32), ThemeSettings(), {})
