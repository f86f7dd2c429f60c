import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.before import GIVEN, Before, read_before, since, write_history
from pipeline.embed.hashed import HashedWords
from pipeline.errors import InputError
from pipeline.place import write_text
from pipeline.schemas import LINEAGE, MEMBERS, POINTS, SHIFTS, THEMES, checked, empty

SUBJECTS = {
    "cards": "smartcard locked again at the weekend",
    "lines": "broadband line failed in heavy rain",
    "records": "let pharmacy read patient records",
    "parking": "nowhere to park the delivery van",
}


def said(subject: str, count: int, start: int = 0) -> list[str]:
    return [f"{SUBJECTS[subject]} number{n}" for n in range(start, start + count)]


def result(told: dict[str, list[str]], sign: str) -> tuple[pd.DataFrame, dict[str, str], pd.DataFrame, pd.DataFrame]:
    """Points, whole answers, themes and members of a run whose themes are these."""
    rows, members = [], []
    for theme, texts in told.items():
        for text in texts:
            answer = f"{sign}{len(rows)}"
            rows.append((f"{answer}.1", answer, answer, "q1", 1, 0, len(text), text))
            members.append((f"{answer}.1", theme, 0, 0.9))
    points = _table(rows, POINTS)
    themes = [(theme, theme, "[]", len(texts), len(texts), len(texts), "[]") for theme, texts in told.items()]
    return (
        points,
        dict(zip(points["answer"], points["text"], strict=True)),
        _table(themes, THEMES),
        _table(members, MEMBERS),
    )


def _table(rows, schema) -> pd.DataFrame:
    return checked(pd.DataFrame(rows, columns=[*schema.columns]), schema) if rows else empty(schema)


def written(folder: Path, told: dict[str, list[str]], given: list[str]) -> Path:
    points, wholes, themes, members = result(told, "b")
    home = dict(zip(members["point"], members["theme"], strict=True))
    frame = points.rename(columns={"answer": "id"}).assign(theme=points["point"].map(home))
    write_text(folder / "points.csv", frame[["id", "point", "start", "end", "text", "theme"]].to_csv(index=False))
    write_text(folder / "answers.csv", pd.DataFrame(wholes.items(), columns=["id", "text"]).to_csv(index=False))
    write_text(folder / "themes.csv", themes[["theme", "title"]].to_csv(index=False))
    write_history(folder, given, {})
    return folder


FIRST = {"T001": said("cards", 20), "T002": said("lines", 20), "T003": said("records", 20)}


@pytest.fixture
def folder(tmp_path) -> Path:
    return written(tmp_path / "first", FIRST, ["T001", "T002", "T003", "T007"])


def test_what_was_written_is_read_again(folder):
    before = read_before(folder)
    assert len(before.points) == 60
    assert before.titles == {"T001": "T001", "T002": "T002", "T003": "T003"}
    assert before.given == ("T001", "T002", "T003", "T007")
    assert before.wholes[before.points["answer"][0]] == before.points["text"][0]
    assert list(before.points["response"]) == list(before.points["answer"])


def test_rows_of_one_respondent_are_known_again(folder):
    write_history(folder, [], {"b0": "of one", "b1": "of one"})
    before = read_before(folder)
    assert list(before.points["response"][:3]) == ["of one", "of one", "b2"]


def test_a_result_of_an_older_version_has_no_list_of_ids(folder):
    (folder / GIVEN).unlink()
    assert read_before(folder).given == ("T001", "T002", "T003")


def test_a_folder_that_is_no_result_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"nowhere: is no folder; name one that cpitg explore wrote"):
        read_before(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"holds no result of explore"):
        read_before(tmp_path)
    write_text(tmp_path / "points.csv", "id,text\n1,a\n")
    for name in ("answers.csv", "themes.csv"):
        (tmp_path / name).write_text("id,text\n")
    with pytest.raises(InputError, match=r"points.csv: has no column point, theme; name a folder"):
        read_before(tmp_path)


def compared(before: Before, told: dict[str, list[str]]):
    points, wholes, themes, members = result(told, "n")
    return since(before, points, wholes, themes, members, HashedWords(), {})


def test_themes_that_go_on_keep_their_ids_and_new_ones_get_ids_never_given(folder):
    found = compared(
        read_before(folder),
        {"ca": said("parking", 20, 40), "cb": said("lines", 20, 40), "cc": said("cards", 20, 40)},
    )
    assert found.names == {"ca": "T008", "cb": "T002", "cc": "T001"}
    assert set(found.given) == {"T001", "T002", "T003", "T007", "T008"}
    kinds = {(row.theme, row.before): row.kind for row in found.lineage.itertuples()}
    assert kinds == {
        ("T001", "T001"): "same", ("T002", "T002"): "same", ("T008", ""): "new", ("", "T003"): "retired",
    }  # fmt: skip
    assert checked(found.lineage, LINEAGE) is not None
    assert checked(found.shifts, SHIFTS) is not None


def test_a_share_that_grew_is_told(folder):
    more = {"ca": said("cards", 60, 40), "cb": said("lines", 10, 40), "cc": said("records", 10, 40)}
    moved = compared(read_before(folder), more).shifts.set_index("theme")
    assert moved.loc["T001", "now"] > moved.loc["T001", "before"]
    assert moved.loc["T001", "real"]


def test_nothing_before_makes_everything_new(folder, tmp_path):
    nothing = written(tmp_path / "none", {}, [])
    found = compared(read_before(nothing), {"ca": said("cards", 6)})
    assert found.names == {"ca": "T001"}
    assert list(found.lineage["kind"]) == ["new"]


def test_no_theme_now_retires_all(folder):
    points, wholes, _, _ = result({"ca": said("cards", 2)}, "n")
    found = since(read_before(folder), points, wholes, empty(THEMES), empty(MEMBERS), HashedWords(), {})
    assert found.names == {}
    assert set(found.lineage["kind"]) == {"retired"}


def test_rows_known_of_an_earlier_run_are_forgotten(folder):
    write_history(folder, [], {"b0": "of one", "b1": "of one"})
    write_history(folder, [], {})
    assert list(read_before(folder).points["response"][:2]) == ["b0", "b1"]


def test_the_history_is_sorted_and_plain(tmp_path):
    write_history(tmp_path, ["T010", "T002"], {})
    assert json.loads((tmp_path / GIVEN).read_text()) == ["T002", "T010"]
