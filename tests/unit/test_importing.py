"""Importing as a person meets it: rows accounted for, changed responses kept or taken, folders taken and watched."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import typed
from collecting import COLUMNS, ROUND, ROW, csv_bytes, imported, small_survey, table, workbook_bytes

from pipeline.collect.account import account_of, ranges
from pipeline.collect.layout import body
from pipeline.collect.tools import recognise
from pipeline.errors import InputError, PromiseError, UserError
from pipeline.importing import How, ask_order, ask_sheet, bring_in, how_told
from pipeline.opening import open_round
from pipeline.place import Place, find_place
from pipeline.progress import Silent
from pipeline.store import tables
from pipeline.store.setup import close_store, open_store
from pipeline.watching import Order, Watch, take_all, take_in

ROOT = Path(__file__).parents[2]
YES = Order(yes=True)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty store, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("fresh") / "var"
    open_store(folder)
    close_store()
    return folder


@pytest.fixture
def place(tmp_path: Path, fresh: Path) -> Iterator[Place]:
    """A checkout with the small round, its store inside."""
    shutil.copytree(fresh, tmp_path / "var")
    for name in ("surveys/workstreams.yml", "book/data/glossary.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "surveys/small").mkdir()
    (tmp_path / "surveys/small/survey.yml").write_text(ROUND, encoding="utf-8")
    (tmp_path / "in").mkdir()
    yield find_place(tmp_path, tmp_path / "var", tmp_path / "build")
    close_store()


def _lay(place: Place, name: str, data: bytes, *, still: bool = True) -> Path:
    path = place.root / "in" / name
    path.write_bytes(data)
    if still:
        os.utime(path, (time.time() - 60,) * 2)
    return path


def _several(changed: str = "faster") -> bytes:
    """A header, a blank line, three responses and the header again."""
    rows = [[*{**ROW, "ref": f"R{n}", "What would help?": f"{changed} {n}"}.values()] for n in range(3)]
    return csv_bytes([COLUMNS, [""] * len(COLUMNS), *rows, COLUMNS])


# --- the account ------------------------------------------------------------------------------------------------------


def test_every_row_is_in_the_account_once(place: Place) -> None:
    account = bring_in(place, "small", _lay(place, "a.csv", _several()), "", Silent()).account
    assert str(account) == (
        "6 rows = 1 header (row 1) + 3 new (rows 3-5) + 1 blank (row 2) + 1 the header again (row 6)"
    )
    again = bring_in(place, "small", place.root / "in/a.csv", "", Silent()).account
    assert "3 known (rows 3-5)" in str(again)


def test_a_row_that_nothing_accounts_for_is_a_broken_promise() -> None:
    from collecting import sheet_of

    sheet = sheet_of([["id", "text"], ["1", "a b"], ["2", "c d"]])
    layout = recognise(sheet)
    assert [number for number, _ in body(sheet, layout)] == [2, 3]
    with pytest.raises(PromiseError, match=":3: this row is in no line of the account"):
        account_of(sheet, layout, {2: "new"})


def test_unfinished_responses_are_named_by_row() -> None:
    from collecting import sheet_of

    sheet = sheet_of([["id", "submitdate", "lastpage", "Q1"], ["1", "", "1", "a b"], ["2", "2026-01-01", "3", "c d"]])
    told = str(account_of(sheet, recognise(sheet), {2: "new", 3: "new"}))
    assert told.endswith("2 new (rows 2-3); 1 of the responses were not finished (row 2)")


def test_rows_are_named_in_stretches() -> None:
    assert ranges([4]) == "row 4"
    assert ranges([1, 2, 3, 7, 9, 10]) == "rows 1-3, 7, 9-10"
    assert ranges(range(1, 100, 2)).endswith("37, 39 and 30 more")


# --- responses that come back changed ---------------------------------------------------------------------------------


def _help(store_id: str) -> str:
    frame = tables.answers("small", small_survey()).set_index("answer")
    return str(frame.loc[f"{store_id}/help", "raw"])


def test_a_changed_response_is_refused_with_both_ways_out(place: Place) -> None:
    bring_in(place, "small", _lay(place, "a.csv", _several()), "", Silent())
    with pytest.raises(InputError, match=r"--changed take .* or --changed keep"):
        bring_in(place, "small", _lay(place, "b.csv", _several("slower")), "", Silent())
    assert _help("R1") == "faster 1"


@pytest.mark.parametrize(("changed", "text", "what"), [("keep", "faster 1", "left as it was"),
                                                       ("take", "slower 1", "taken anew")])  # fmt: skip
def test_a_changed_response_is_kept_or_taken_and_told(place: Place, changed: str, text: str, what: str) -> None:
    bring_in(place, "small", _lay(place, "a.csv", _several()), "", Silent())
    file = _lay(place, "b.csv", _several("slower"))
    done = bring_in(place, "small", file, "", Silent(), How(changed=changed))
    assert _help("R1") == text
    assert (done.added.new, done.added.known) == (0, 3)
    assert [(each.id, each.row, each.columns) for each in done.added.changed] == [
        (f"R{n}", n + 3, ("What would help?",)) for n in range(3)
    ]
    assert f"3 changed, {what} (rows 3-5)" in str(done.account)
    again = bring_in(place, "small", file, "", Silent(), How(changed=changed))
    assert bool(again.added.changed) == (changed == "keep")
    assert len(tables.responses("small")) == 3


def test_a_withdrawn_response_is_never_taken_again(place: Place) -> None:
    from pipeline.store.orm import Response

    bring_in(place, "small", _lay(place, "a.csv", _several()), "", Silent())
    Response.objects.filter(store_id="R1").update(withdrawn=True, answers={})
    file = _lay(place, "b.csv", _several("slower"))
    done = bring_in(place, "small", file, "", Silent(), How(changed="take"))
    assert [each.taken for each in done.added.changed] == [True, False, True]
    assert Response.objects.get(store_id="R1").answers == {}


def test_what_changed_cannot_be_anything_else() -> None:
    with pytest.raises(UserError, match="'maybe' is none of refuse, keep, take"):
        how_told(0, (), "maybe")


# --- files that hold less, and what only a person knows ---------------------------------------------------------------


def test_a_question_asked_later_is_left_out_when_told_so(place: Place) -> None:
    columns = [name for name in COLUMNS if name != "sooner"]
    file = _lay(place, "old.csv", csv_bytes([columns, [ROW[name] for name in columns]]))
    with pytest.raises(InputError, match="no column 'sooner'"):
        bring_in(place, "small", file, "", Silent())
    assert bring_in(place, "small", file, "", Silent(), How(without=("sooner",))).added.new == 1
    with pytest.raises(UserError, match="small asks nothing called later"):
        bring_in(place, "small", file, "", Silent(), How(without=("later",)))


def test_what_is_left_out_of_a_file_known_already_takes_nothing_back(place: Place) -> None:
    from pipeline.store.orm import Response

    file = _lay(place, "whole.csv", csv_bytes([COLUMNS, [ROW[name] for name in COLUMNS]]))
    bring_in(place, "small", file, "", Silent())
    before = Response.objects.values_list("answers", "closed", "about").get()
    again = bring_in(place, "small", file, "", Silent(), How(without=("help", "rate", "type", "when", "sooner")))
    assert (again.added.known, again.added.read_anew) == (1, 0)
    assert Response.objects.values_list("answers", "closed", "about").get() == before


def test_a_file_that_says_nothing_of_senders_is_taken_when_told_so(place: Place) -> None:
    columns = [name for name in COLUMNS if name not in ("email", "sent")]
    file = _lay(place, "bare.csv", csv_bytes([columns, [ROW[name] for name in columns]]))
    with pytest.raises(InputError, match="--without submitted_at --without person"):
        bring_in(place, "small", file, "", Silent())
    assert bring_in(place, "small", file, "", Silent(), How(without=("person", "submitted_at"))).added.new == 1


def test_the_sheet_is_asked_of_a_person_where_several_may_be_meant(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = typed(monkeypatch, "July")
    several = _lay(place, "b.xlsx", workbook_bytes({"June": [["a"], ["b"]], "July": [["a"], ["b"]]}))
    assert ask_sheet(several, "") == "July"
    assert "has the sheets June, July" in asked[0]
    assert ask_sheet(several, "June") == "June"
    assert ask_sheet(_lay(place, "c.xlsx", workbook_bytes({"June": [["a"], ["b"]]})), "") == ""


def test_the_order_of_day_and_month_is_asked_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    survey = place.round("small").survey
    survey.write_text(ROUND.replace("  times: day-first\n", ""), encoding="utf-8")
    file = _lay(place, "a.csv", table({"sent": "03/06/2020 10:00"}))
    asked = typed(monkeypatch, "month-first", "y")
    assert take_in(place, "small", file, Order())
    assert len(asked) == 2
    assert list(tables.responses("small")["submitted_at"]) == ["2020-03-06T10:00:00Z"]
    survey.write_text(ROUND, encoding="utf-8")
    assert ask_order(place, "small", file, "", How()) == How()


def test_nothing_is_taken_where_the_person_says_no(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "n")
    open_round(place, "small")
    assert take_in(place, "small", _lay(place, "a.csv", _several()), Order())
    assert not tables.has_responses("small")


# --- folders ----------------------------------------------------------------------------------------------------------


def test_a_folder_takes_what_is_new_and_goes_on_after_a_refusal(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    _lay(place, "1-bad.csv", b"no table")
    _lay(place, "2-good.csv", _several())
    _lay(place, "~$2-good.csv", b"a lock")
    _lay(place, "3-half.csv.part", b"half")
    (place.root / "in/4-link.csv").symlink_to("/etc/hostname")
    (place.root / "in/5-folder").mkdir()
    assert take_all(place, "small", [place.root / "in"], YES) == 1
    told = capsys.readouterr()
    assert "1-bad.csv: refused, nothing of it was taken" in told.out
    assert "has a header and no response under it" in told.err
    assert "2-good.csv: 3 new responses" in told.out
    assert "4-link.csv: passed over: it is a link" in told.out
    assert "5-folder: passed over: it is no file" in told.out
    assert "lock" not in told.out + told.err
    assert take_all(place, "small", [place.root / "in"], YES) == 1
    assert "2-good.csv: known already, nothing to do" in capsys.readouterr().out
    assert sorted(path.name for path in (place.root / "in").iterdir())[0] == "1-bad.csv"  # nothing was moved


def test_a_folder_that_cannot_be_imported_is_told_by_its_preview(place: Place) -> None:
    open_round(place, "small")
    _lay(place, "other.csv", csv_bytes([["id", "what else"], ["1", "some words of mine"]]))
    assert take_all(place, "small", [place.root / "in"], Order(preview=True)) == 1
    assert not tables.has_responses("small")


def test_a_watched_folder_takes_each_file_once_it_lies_still(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch(place, "small", place.root / "in", YES)
    bad = _lay(place, "bad.csv", b"no table")
    _lay(place, "good.csv", _several(), still=False)
    assert watch.look(time.time()) == 1  # good.csv may still be written
    assert watch.look(time.time() + 60) == 1
    assert len(tables.responses("small")) == 3
    assert watch.look(time.time() + 60) == 0
    capsys.readouterr()
    bad.write_bytes(table({"ref": "R9"}))
    assert watch.look(time.time() + 60) == 1
    assert "bad.csv: 1 new responses" in capsys.readouterr().out


def test_watching_stops_when_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    _lay(place, "good.csv", _several())

    def stop(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", stop)
    Watch(place, "small", place.root / "in", YES).run(5)
    assert len(tables.responses("small")) == 3


def test_watching_needs_yes_and_a_folder(place: Place) -> None:
    with pytest.raises(UserError, match="give --yes with it"):
        Watch(place, "small", place.root / "in", Order())
    with pytest.raises(UserError, match="is no folder"):
        Watch(place, "small", place.root / "nowhere", YES)


def test_imports_by_hand_and_by_the_store_agree(place: Place) -> None:
    bring_in(place, "small", _lay(place, "a.csv", table({}, {"who": "supplier"})), "", Silent())
    assert tables.add_import("small", imported(table({}, {"who": "supplier"}))).known == 2


# --- two tools that both count from one -------------------------------------------------------------------------------

_BOTH = f"""
format: 1
round: small
title: A small round
illustrative: true
opens: 2025-11-01
closes: 2025-11-30
key: {"ab" * 32}
columns: {{id: ID}}
about: []
questions:
  - {{id: help, kind: text, asks: help, text: "What helps?", column: "What helps?"}}
"""
_AT = "2025-11-03T09:00:00"
_ONE_TOOL = [["ID", "Start time", "Completion time", "Email", "Name", "What helps?"],
             *[[str(n), _AT, _AT, "anonymous", "", f"Faster systems, {n}"] for n in (1, 2)]]  # fmt: skip
_OTHER_TOOL = [["id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "Q1. What helps?"],
               *[[str(n), _AT, "3", f"Training, {n}"] for n in (2, 3)]]  # fmt: skip


@pytest.mark.parametrize("changed", ["refuse", "keep", "take"])
def test_responses_of_two_tools_under_one_id_never_take_each_others_place(place: Place, changed: str) -> None:
    (place.root / "surveys/small/survey.yml").write_text(_BOTH, encoding="utf-8")
    bring_in(place, "small", _lay(place, "one.csv", csv_bytes(_ONE_TOOL)), "", Silent())
    other = _lay(place, "other.csv", csv_bytes(_OTHER_TOOL))
    with pytest.raises(InputError, match=r"other\.csv:2: id 2 is that of a response from Microsoft Forms .*--without"):
        bring_in(place, "small", other, "", Silent(), How(changed=changed))
    done = bring_in(place, "small", other, "", Silent(), How(without=("id",)))
    assert (done.added.new, done.added.known, len(tables.responses("small"))) == (2, 0, 4)


def test_an_export_that_was_put_in_order_by_hand_is_the_same_responses(place: Place) -> None:
    (place.root / "surveys/small/survey.yml").write_text(_BOTH, encoding="utf-8")
    bring_in(place, "small", _lay(place, "one.csv", csv_bytes(_ONE_TOOL)), "", Silent())
    by_hand = _lay(place, "hand.csv", csv_bytes([[row[0], row[5]] for row in _ONE_TOOL]))
    done = bring_in(place, "small", by_hand, "", Silent(), How(changed="keep"))
    assert (done.added.new, done.added.known) == (0, 2)
