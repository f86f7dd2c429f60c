import pandas as pd
from test_themes_lineage import frame_of, themed

from pipeline.embed.hashed import HashedWords
from pipeline.themes.following import followed


def follow(before, now, order, given=()):
    vectors = HashedWords().encode([*before["text"], *now["text"]])
    return followed(before, now, vectors, order, given)


def test_todays_names_may_be_those_of_the_run_before_and_mean_others():
    before = frame_of(themed(T001="printer", T002="card"))
    told = [(f"{text} !", theme) for text, theme in themed(T001="card", T002="printer", T003="line")]
    found = follow(before, frame_of(told, first=100), ["T001", "T002", "T003"], ["T001", "T002", "T007"])
    assert found.ids.names == {"T001": "T002", "T002": "T001", "T003": "T008"}
    assert dict(zip(found.lineage["theme"], found.lineage["kind"], strict=True)) == {
        "T001": "same",
        "T002": "same",
        "T008": "new",
    }
    assert list(found.shifts["theme"]) == ["T001", "T002", "T008"]


def test_every_theme_of_today_knows_where_its_change_is_listed():
    before = frame_of([(text, "T001") for text in "abcde"])
    found = follow(before, before.assign(theme=["X", "X", "Y", "Y", "Y"]), ["X", "Y"])
    assert found.listed == {"T001": "T001", "T002": "T001"}
    assert list(found.shifts["theme"]) == ["T001"]


def test_the_first_run_has_nothing_before_it():
    found = follow(frame_of([]), frame_of(themed(X="card")), ["X"])
    assert found.ids.names == {"X": "T001"}
    assert list(found.lineage["kind"]) == ["new"]
    assert not found.shifts["real"].any()


def test_a_run_in_which_nobody_said_anything_retires_all():
    found = follow(frame_of(themed(T001="card")), frame_of([]), [])
    assert found.ids.retired == {"T001": ()}
    assert found.ids.given == ("T001",)
    assert isinstance(found.shifts, pd.DataFrame)
