import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.before import GIVEN, HISTORY, RESPONSES, Before, read_before, since, write_history
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
    write_text(folder / "themes.csv", themes[["theme", "title", "points"]].to_csv(index=False))
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
    write_history(folder, [], {f"b{n}": "of one" if n < 2 else f"b{n}" for n in range(60)})
    before = read_before(folder)
    assert list(before.points["response"][:3]) == ["of one", "of one", "b2"]


def test_a_result_of_an_older_version_has_no_list_of_ids(folder):
    (folder / GIVEN).unlink()
    (folder / HISTORY).unlink()
    assert read_before(folder).given == ("T001", "T002", "T003")


def test_a_folder_that_is_no_result_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"nowhere: is no folder; name one that cpitg explore wrote"):
        read_before(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"holds no result of explore"):
        read_before(tmp_path)
    write_text(tmp_path / "points.csv", "id,text\n1,a\n")
    write_text(tmp_path / "answers.csv", "id,text\n1,a\n")
    write_text(tmp_path / "themes.csv", "theme,title\n")
    with pytest.raises(InputError, match=r"points.csv: has no column point, theme; name a folder"):
        read_before(tmp_path)


DAMAGED = {
    "a number for ids": (GIVEN, lambda told: "5", "is no list of ids"),
    "nothing for ids": (GIVEN, lambda told: "null", "is no list of ids"),
    "one id for ids": (GIVEN, lambda told: '"T001"', "is no list of ids"),
    "numbers in ids": (GIVEN, lambda told: "[1, null]", "is no list of ids"),
    "half of the ids": (GIVEN, lambda told: '["T001', "not JSON"),
    "an id too long to count": (GIVEN, lambda told: '["T1234567890"]', "longer than 9 digits"),
    "a theme too long to count": ("themes.csv", lambda told: told.replace("T003", "T1234567890"), "are not in themes"),
    "no word on rows": (HISTORY, lambda told: "[]", "does not say that ids are"),
    "another word on rows": (HISTORY, lambda told: '{"ids": 3}', "does not say that ids are"),
    "respondents without their column": (RESPONSES, lambda told: "id,who\nb0,x\n", "has no column response"),
    "respondents of some rows": (RESPONSES, lambda told: "id,response\nb0,x\n", "does not say whose 59 rows"),
    "no points": ("points.csv", lambda told: "", "has no column id, point, text, theme"),
    "points without rows": ("points.csv", lambda told: told.splitlines(True)[0], "0 points of theme T001"),
    "points cut in a line": ("points.csv", lambda told: told[:900], "ends in the middle of a line"),
    "points cut at a line": ("points.csv", lambda told: "".join(told.splitlines(True)[:-1]), "19 points of theme T003"),
    "points twice": (
        "points.csv",
        lambda told: told + told.splitlines(True)[1],
        "points.csv:62: has a point that is there twice",
    ),
    "points with line ends of two kinds": ("points.csv", lambda told: told.replace("\n", "\r", 1), "is no CSV"),
    "answers under another header": ("answers.csv", lambda told: "foo\n", "has no column id, text"),
    "answers without rows": ("answers.csv", lambda told: "id,text\n", "60 points of answers that are not"),
    "themes in another form": ("themes.csv", lambda told: told.replace(",", ";"), "has no column theme, title"),
    "themes without rows": ("themes.csv", lambda told: "theme,title\n", "3 themes that are not in themes.csv"),
    "a theme without a name": ("themes.csv", lambda told: told + ",x,0\n", "has a theme that is empty"),
    "a theme nobody spoke of": ("themes.csv", lambda told: told + "T008,x,0\n", "0 points of theme T008"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_folder_that_was_damaged_is_refused_with_the_file_at_fault(folder, name):
    file, harm, said = DAMAGED[name]
    path = folder / file
    write_text(path, harm(path.read_text(encoding="utf-8") if path.exists() else ""))
    with pytest.raises(InputError, match=said) as found:
        read_before(folder)
    assert Path(found.value.faults[0].file).parent == folder


def test_a_theme_whose_number_cannot_be_counted_on_is_refused(folder):
    for file in ("themes.csv", "points.csv"):
        write_text(folder / file, (folder / file).read_text(encoding="utf-8").replace("T003", "T0123456789"))
    with pytest.raises(InputError, match=r"themes.csv: has a theme id whose number is longer than 9 digits"):
        read_before(folder)


def test_where_rows_only_have_numbers_no_two_files_share_a_point(folder):
    both = {"ca": said("cards", 20), "cb": said("lines", 20), "cc": said("records", 20, 40)}
    points, wholes, themes, members = result(both, "b")
    told = (points, wholes, themes, members, HashedWords(), {})
    known = since(read_before(folder), *told)
    other = since(read_before(folder), *told, numbered=True)
    write_history(folder, ["T007"], {}, numbered=True)
    again = since(read_before(folder), *told)
    assert dict(known.names) == dict(other.names) == dict(again.names)
    pd.testing.assert_frame_equal(other.shifts, again.shifts)
    width = [frame.set_index("theme").eval("high - low")["T001"] for frame in (known.shifts, other.shifts)]
    assert width[0] < width[1], "who is the same person twice is a smaller doubt"


def test_the_same_file_again_shares_its_points_though_its_rows_only_have_numbers(folder):
    points, wholes, themes, members = result({"ca": FIRST["T001"], "cb": FIRST["T002"], "cc": FIRST["T003"]}, "b")
    write_history(folder, ["T007"], {}, numbered=True)
    found = since(read_before(folder), points, wholes, themes, members, HashedWords(), {}, numbered=True)
    assert set(found.lineage["overlap"]) == {1.0}


def test_a_result_of_an_older_version_is_taken_to_have_row_numbers_where_it_counts_from_one(folder):
    (folder / HISTORY).unlink()
    assert not read_before(folder).numbered
    for file in ("answers.csv", "points.csv"):
        table = pd.read_csv(folder / file, dtype=str)
        write_text(folder / file, table.assign(id=[str(n) for n in range(1, 61)]).to_csv(index=False))
    assert read_before(folder).numbered


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
