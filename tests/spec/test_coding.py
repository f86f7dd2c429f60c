"""Points tagged by people: one by one beside the machine, and blind by two who are then settled and compared."""

import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from small import AT, accept_largest, checkout
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.coding import read_coding, told_of_coding
from pipeline.desk import apply_sheet, draw_sample, refresh_sheets, write_sheets
from pipeline.errors import MissingError, RecordError
from pipeline.evaluating import evaluate_round, told_lines, write_evaluated
from pipeline.importing import bring_in
from pipeline.opening import Round, open_round, read_agreed, read_table, write_tables
from pipeline.place import find_place, read_text, write_text
from pipeline.progress import Silent
from pipeline.publishing import sign_release
from pipeline.review.adjudicate import ADJUDICATE, ALIKE
from pipeline.review.coding import CODING
from pipeline.review.points_sheet import POINTS_SHEET
from pipeline.review.worksheet import Form, from_csv, from_xlsx, to_csv
from pipeline.run import analyse
from pipeline.standing import standing
from pipeline.store.setup import close_store

pytestmark = pytest.mark.model
ROUND = "small-2020"
# What a person would say of the texts of this round, by a word in them.
SAID = {"card": "WS2a", "assword": "WS2a", "log": "WS2a", "line": "WS5a", "roadband": "WS5a", "record": "WS1a"}


@pytest.fixture(scope="module")
def analysed(tmp_path_factory) -> Path:
    """The small round, analysed once for all."""
    root = tmp_path_factory.mktemp("coding")
    place = checkout(root)
    bring_in(place, ROUND, root / "responses.csv", "", Silent())
    analyse(open_round(place, ROUND), Silent())
    close_store()
    return root


@pytest.fixture
def round(analysed: Path, tmp_path: Path):
    shutil.copytree(analysed, tmp_path / "checkout")
    yield open_round(find_place(tmp_path / "checkout", tmp_path / "checkout/var", tmp_path / "checkout/build"), ROUND)
    close_store()


def rows(round: Round, form: Form) -> list[dict[str, str]]:
    path = round.here.points_sheet(form.sheet, "csv")
    return [row for _, row in from_csv(read_text(path), path.name, form)]


def said(row: Mapping[str, str]) -> str:
    return next((code for word, code in SAID.items() if word in row["text"]), "NONE")


def hand_in(round: Round, form: Form, filled: list[dict[str, str]], by: str = "author", name: str = "") -> str:
    path = round.here.build / f"{name or 'mine'}.csv"
    write_text(path, to_csv(filled, form))
    return " ".join(apply_sheet(round, path, by, AT).lines)


def code(round: Round, by: str, **other: str) -> str:
    """One coder's copy of the sample; `other` says what they give to a text that holds a word."""
    filled = []
    for row in rows(round, CODING):
        mine = next((item for word, item in other.items() if word in row["text"]), said(row))
        filled.append({**row, "items": mine})
    return hand_in(round, CODING, filled, by, by)


def test_a_point_that_a_person_tagged_is_ruled_shown_and_never_ruled_twice(round):
    write_sheets(round)
    sheet = rows(round, POINTS_SHEET)
    assert {row["why"] for row in sheet} <= {"drawn", "unsure"}
    filled = [{**row, "items": "ok" if number % 2 else said(row)} for number, row in enumerate(sheet[:10])]
    assert "10 lines added" in hand_in(round, POINTS_SHEET, filled)
    assert "0 lines added" in hand_in(round, POINTS_SHEET, filled[::-1])
    ruled = read_agreed(round.here).point_items
    assert ruled == {
        row["id"]: tuple((row["suggested_items"] if row["items"] == "ok" else row["items"]).split(";"))
        for row in filled
    }
    write_sheets(round)
    again = {row["id"]: row for row in rows(round, POINTS_SHEET)}
    assert {id for id, row in again.items() if row["why"] == "decided"} == set(ruled)
    assert all(again[id]["now"] == ";".join(items) for id, items in ruled.items())


def test_a_workbook_says_the_same_as_the_csv_and_is_written_the_same_twice(round):
    write_sheets(round)
    book = round.here.points_sheet("points", "xlsx")
    first = book.read_bytes()
    assert [row for _, row in from_xlsx(first, book.name, POINTS_SHEET)] == rows(round, POINTS_SHEET)
    help = [str(row[0].value) for row in load_workbook(io.BytesIO(first))["how to"].iter_rows()]
    assert any(line.startswith("WS1a: Interoperability and integration. ") for line in help)
    assert any("Words that speak for another item: " in line for line in help)
    write_sheets(round)
    assert book.read_bytes() == first


def test_cells_begun_stay_when_the_sheet_is_written_anew(round):
    write_sheets(round)
    sheet = rows(round, POINTS_SHEET)
    begun = [{**row, "items": "WS2a", "reason": " as I read it"} if n == 3 else row for n, row in enumerate(sheet)]
    write_text(round.here.points_sheet("points", "csv"), to_csv(begun, POINTS_SHEET))
    round.here.points_sheet("points", "xlsx").unlink()
    analyse(round, Silent(), forced=True)
    refresh_sheets(round)
    kept = {row["id"]: row["items"] for row in rows(round, POINTS_SHEET) if row["items"]}
    assert kept == {sheet[3]["id"]: "WS2a"}


def test_what_fits_no_item_is_listed_until_it_is_decided(round):
    misfits = read_table(round.here, "unfitted")
    unsure = rows_of_points(round).iloc[:1].assign(theme="", why="unsure", item="WS1d", score=0.1)
    misfits = pd.concat([misfits, unsure]).drop_duplicates("point", keep="last")
    write_tables(round.here, unfitted=misfits)
    told = next(line for line in write_sheets(round).lines if "fit no item" in line)
    assert told.startswith(f"{len(misfits)} points fit no item: ")
    listed = list(csv.DictReader(io.StringIO(read_text(round.here.fits_nothing))))
    assert [row["point"] for row in listed] == list(misfits["point"])
    mine = [row for row in rows(round, POINTS_SHEET) if row["beside"].endswith("fits no item")]
    assert [row["id"] for row in mine] == list(unsure["point"])
    hand_in(round, POINTS_SHEET, [{**mine[0], "items": "NONE"}])
    listed = list(csv.DictReader(io.StringIO(read_text(round.here.fits_nothing))))
    assert mine[0]["id"] not in {row["point"] for row in listed}


def rows_of_points(round: Round) -> pd.DataFrame:
    return read_table(round.here, "points")[["point"]]


def test_a_sheet_held_open_loses_no_ruling_and_is_told(round, monkeypatch):
    write_sheets(round)
    held, replace = round.here.points_sheet("points", "xlsx"), Path.replace
    path = round.here.build / "mine.csv"
    write_text(path, to_csv([{**row, "items": "NONE"} for row in rows(round, POINTS_SHEET)[:2]], POINTS_SHEET))

    def refusing(self: Path, target: Path) -> Path:
        if target == held:
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    done = apply_sheet(round, path, "author", AT)
    assert done.lines[0].startswith("2 lines added")
    assert [said for said in done.conflicts if "points.xlsx: cannot be written" in said]
    assert len(read_agreed(round.here).point_items) == 2


def test_two_code_blind_what_they_see_differently_is_settled_and_all_of_it_is_ruled(round):
    draw_sample(round, 20)
    drawn = {row["id"] for row in rows(round, CODING)}
    assert len(drawn) == 20
    write_sheets(round)
    # What is to be coded blind stands in no sheet with the machine's tags.
    assert not drawn & {row["id"] for row in rows(round, POINTS_SHEET)}
    assert not drawn & {row["point"] for row in csv.DictReader(io.StringIO(read_text(round.here.fits_nothing)))}
    assert "next: the same sample by another person" in code(round, "first")
    assert not round.here.points_sheet("adjudicate", "csv").exists()
    assert "20 coded by both" in code(round, "second", line="WS3a")
    write_sheets(round)
    apart = rows(round, ADJUDICATE)
    assert {(row["a"], row["b"]) for row in apart} == {("WS5a", "WS3a")}
    assert hand_in(round, ADJUDICATE, [{**row, "items": "A"} for row in apart]).startswith("20 lines added")
    # Nothing is left to settle, so no sheet is left that asks for it.
    assert not [kind for kind in ("csv", "xlsx") if round.here.points_sheet("adjudicate", kind).exists()]
    ruled = read_agreed(round.here).point_items
    assert set(ruled) == drawn
    assert sum(line.reason == ALIKE for line in standing(round)[0]) == 20 - len(apart)
    told = told_in_release(round, len(standing(round)[0]))
    assert (told["points"], told["alike"], told["settled"]) == (20, 20 - len(apart), 20)
    assert told["disagreements"] == [{"a": ["WS5a"], "b": ["WS3a"], "points": len(apart)}]
    assert [side["against"] for side in told["machine"]] == ["A", "B", "settled"]
    assert told["machine"][0]["points"] == 20


def told_in_release(round: Round, up_to: int) -> Mapping[str, Any]:
    points, codes = read_table(round.here, "points"), round.definitions.taxonomy.codes
    scores = pd.DataFrame([[float(code == "WS2a") for code in codes]] * len(points), points["point"], list(codes))
    return told_of_coding(round, points, read_agreed(round.here), scores, scores.iloc[:3], up_to)


def test_a_release_holds_what_was_handed_in_before_it_was_signed(round):
    draw_sample(round, 5)
    code(round, "first")
    assert told_in_release(round, 0)["points"] == 0
    sign_release(round, "1", "2020-07-01", "", "author", AT)
    code(round, "second")
    assert told_in_release(round, 1)["points"] == 0
    write_sheets(round)
    hand_in(round, POINTS_SHEET, [{**row, "items": "NONE"} for row in rows(round, POINTS_SHEET)[:1]])
    assert told_in_release(round, 2)["points"] == 5


def test_a_draw_made_again_keeps_what_was_drawn_and_what_was_begun(round):
    draw_sample(round, 8)
    first = rows(round, CODING)
    begun = [{**first[0], "items": "NONE"}, *first[1:]]
    write_text(round.here.points_sheet("coding", "csv"), to_csv(begun, CODING))
    round.here.points_sheet("coding", "xlsx").unlink()
    draw_sample(round, 14)
    again = {row["id"]: row["items"] for row in rows(round, CODING)}
    assert len(again) == 14
    assert {row["id"] for row in first} <= set(again)
    assert [id for id, items in again.items() if items] == [first[0]["id"]]


def test_a_coder_who_fills_in_the_sheet_itself_leaves_nothing_for_the_next(round):
    draw_sample(round, 6)
    path = round.here.points_sheet("coding", "csv")
    write_text(path, to_csv([{**row, "items": "NONE"} for row in rows(round, CODING)], CODING))
    apply_sheet(round, path, "first", AT)
    assert {row["items"] for row in rows(round, CODING)} == {""}
    assert len(read_coding(round)) == 6


def test_points_decided_before_are_not_drawn(round):
    write_sheets(round)
    filled = [{**row, "items": "NONE"} for row in rows(round, POINTS_SHEET)[:12]]
    hand_in(round, POINTS_SHEET, filled)
    draw_sample(round, 500)
    assert not {row["id"] for row in filled} & {row["id"] for row in rows(round, CODING)}


def test_the_file_of_codings_holds_ids_alone(round):
    draw_sample(round, 10)
    code(round, "first")
    told = read_text(round.here.coding)
    assert told.splitlines()[0] == "point,digest,coder,items,since,at"
    words = {word for text in read_table(round.here, "points")["text"] for word in text.split() if len(word) > 4}
    assert not [word for word in words if word in told]


def test_settling_before_two_have_coded_is_refused_with_the_way(round):
    path = round.here.build / "adjudicate.csv"
    write_text(path, to_csv([], ADJUDICATE))
    with pytest.raises(MissingError, match="two people have not coded the same points yet"):
        apply_sheet(round, path, "author", AT)


def test_evaluation_says_how_to_begin_then_judges_by_what_it_has_not_read(round, tmp_path):
    with pytest.raises(MissingError, match=r"points\.xlsx"):
        evaluate_round(round, None, Silent())
    accept_largest(round, 1)
    write_sheets(round)
    hand_in(round, POINTS_SHEET, [{**row, "items": said(row)} for row in rows(round, POINTS_SHEET)])
    done = evaluate_round(round, None, Silent())
    assert done.told.count == len(read_agreed(round.here).point_items)
    assert done.learned >= done.told.count
    write_evaluated(done, tmp_path / "figures.json")
    assert json.loads(read_text(tmp_path / "figures.json"))["samples"]["value"] == done.told.samples.value
    assert "human against human" in "\n".join(told_lines(done, ROUND))


def test_labels_may_name_answers_and_points_by_any_id(round, tmp_path):
    point = read_table(round.here, "points").iloc[0]
    pairs = tmp_path / "pairs.csv"
    write_text(pairs, "\ufeffResponse_ID;question;items\r\nr00;help;WS2a|ws1a\r\nr99;help;NONE\r\n")
    done = evaluate_round(round, pairs, Silent())
    assert (done.told.count, done.unknown, done.gold) == (1, ("r99/help",), (("WS2a", "WS1a"),))
    assert "1 labels name nothing in small-2020, and were left aside: r99/help" in "\n".join(told_lines(done, ROUND))
    mixed = tmp_path / "mixed.csv"
    write_text(mixed, f"id,items\n{done.units[0].id},WS2a\n{point['point']},\nr01/help,NONE\n")
    again = evaluate_round(round, mixed, Silent(), cards_alone=True)
    assert (again.told.count, again.learned) == (3, 0)
    write_evaluated(again, tmp_path / "rows.csv")
    written = list(csv.DictReader(io.StringIO(read_text(tmp_path / "rows.csv"))))
    assert [row["id"] for row in written] == [unit.id for unit in again.units]


def test_a_point_sheet_that_lost_a_column_is_told_from_others_by_its_name(round):
    write_sheets(round)
    path = round.here.build / "points-mine.csv"
    told = read_text(round.here.points_sheet("points", "csv"))
    write_text(path, told.replace("reason", "remark", 1))
    with pytest.raises(RecordError, match=r"points-mine\.csv:1: the columns reason are not there"):
        apply_sheet(round, path, "author", AT)


def test_the_commands_draw_take_in_and_evaluate(round, monkeypatch):
    root, runner = round.place.root, CliRunner()
    monkeypatch.chdir(root)
    lies = ["--data", str(round.place.data), "--build", str(round.place.build)]
    drawn = runner.invoke(app, ["review", ROUND, "--draw", "4", *lies])
    assert "4 points to be coded in build/small-2020/coding.xlsx" in drawn.output
    copy = root / "copy.csv"
    write_text(copy, to_csv([{**row, "items": "NONE"} for row in rows(round, CODING)], CODING))
    taken = runner.invoke(app, ["review", ROUND, "--apply", str(copy), "--by", "first", *lies])
    assert "4 points coded by first in surveys/small-2020/coding.csv" in taken.output
    write_text(root / "labels.csv", "id,items\nr00/help,WS2a\n")
    asked = ["evaluate", ROUND, "--labels", "labels.csv", "--cards-alone", "--out", "figures.json", *lies]
    done = runner.invoke(app, asked)
    assert "1 texts of 1 respondents; fewer than 30 say little" in done.output
    assert "figures.json written" in done.output
