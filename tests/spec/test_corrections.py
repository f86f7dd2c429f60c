"""A person corrects what cleaning did, in a worksheet; the record tells it without a word of what people wrote."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from small import AT, accept_largest, analysed, rows

from pipeline.carrying import carry_round
from pipeline.correcting import apply_cleaning, is_cleaning_sheet, write_cleaning_sheets
from pipeline.desk import refresh_sheets, write_sheets
from pipeline.errors import RecordError
from pipeline.opening import Round, read_table
from pipeline.place import read_text, write_text
from pipeline.progress import Silent
from pipeline.publishing import publish_round, sign_release
from pipeline.review.apply import Act, lines_of
from pipeline.review.cleaning import CLEANING
from pipeline.review.worksheet import from_csv, to_csv
from pipeline.reviewing import read_worksheet, write_worksheets
from pipeline.run import analyse, status
from pipeline.standing import standing, write_record
from pipeline.store import tables
from pipeline.store.setup import close_store

pytestmark = pytest.mark.model
ROUND = "small-2020"
WELSH = "Mae'r system yn araf iawn ac mae angen un newydd arnom ni"


@pytest.fixture
def round(tmp_path: Path):
    told = rows()
    told[0]["help"] = "Smartcards lock at weekends; ring Mrs Fernleigh on 07700 900123"
    told[1]["help"] = "You are all idiots, the lot of you"
    told[2]["help"] = WELSH
    told[3]["help"] = "Grizzlewick keeps the card reader under the counter all week"
    yield analysed(tmp_path, told)
    close_store()


def answer(round: Round, id: str) -> Mapping[str, str]:
    return read_table(round.here, "answers").set_index("answer").loc[id].to_dict()


def sheet(round: Round) -> pd.DataFrame:
    csv, _, _ = write_cleaning_sheets(round)
    return pd.DataFrame([row for _, row in from_csv(read_text(csv), "cleaning.csv", CLEANING)])


def apply(round: Round, *filled: Mapping[str, str]) -> int:
    blank = dict.fromkeys(CLEANING.columns, "")
    write_text(round.here.build / "mine.csv", to_csv([{**blank, **row} for row in filled], CLEANING))
    return len(apply_cleaning(round, round.here.build / "mine.csv", "author", AT))


def row_of(round: Round, **wanted: str) -> dict[str, str]:
    told = sheet(round)
    for name, value in wanted.items():
        told = told[told[name] == value]
    return told.iloc[0].to_dict()


def point_of(round: Round, answer: str) -> str:
    points = read_table(round.here, "points")
    return points[points["answer"] == answer]["point"].iloc[0]


def test_every_answer_that_went_no_further_is_listed_and_what_was_hidden_is_shown(round):
    told = sheet(round)
    assert set(told["state"]) >= {"held back", "awaiting translation"}
    assert "07700 900123" in set(told["hidden"])
    assert is_cleaning_sheet(round.here.cleaning_sheet("xlsx"))


def test_each_ruling_is_a_line_without_words_and_holds_from_the_next_analysis_on(round):
    number = row_of(round, hidden="07700 900123") | {"decision": "unredact"}
    abuse = row_of(round, state="held back") | {"decision": "let-in", "reason": "Strong, but fair"}
    welsh = row_of(round, state="awaiting translation") | {"decision": "translate", "words": "The system is slow"}
    point = {"kind": "answer", "id": point_of(round, "r03/help"), "decision": "redact", "words": "Grizzlewick"}
    assert apply(round, number, abuse, welsh, point) == 4
    record = read_text(round.here.decisions)
    assert not [word for word in ("07700", "Grizzlewick", "slow", "Fernleigh") if word in record]
    assert dict(status(round))["clean"].startswith("input changed: ")
    analyse(round, Silent())
    assert "07700 900123" in answer(round, "r00/help")["text"]
    assert answer(round, "r01/help")["state"] == "usable"
    assert (answer(round, "r02/help")["text"], answer(round, "r02/help")["raw"]) == ("The system is slow", WELSH)
    assert answer(round, "r03/help")["text"].startswith("[PERSON] keeps the card reader")
    assert apply(round, abuse, point) == 0


def test_words_hidden_in_the_whole_round_lie_in_the_store_alone(round):
    assert apply(round, {"kind": "words", "id": "words-1", "decision": "hide", "words": "grizzlewick"}) == 1
    assert list(tables.words(ROUND).values()) == ["grizzlewick"]
    analyse(round, Silent())
    assert "Grizzlewick" not in answer(round, "r03/help")["text"]


def test_a_store_that_lost_the_words_says_so_and_shows_nothing(round):
    apply(round, {"kind": "words", "id": "words-1", "decision": "hide", "words": "grizzlewick"})
    tables.Words.objects.all().delete()
    with pytest.raises(RecordError, match=r"decisions\.csv:2: names words that this store does not hold"):
        analyse(round, Silent())


FAULTY = [
    ({"decision": "let-in", "id": "a-nobody"}, "no answer and no point"),
    ({"decision": "redact", "words": "Quibblethorpe"}, "do not stand in that answer"),
    ({"decision": "redact", "words": "NICKNAME: Grizzlewick"}, "no kind of personal data stands before"),
    ({"decision": "translate"}, "is empty beside translate"),
    ({"decision": "accept"}, "one of let-in, hold-back, translate, redact"),
    ({"words": "Grizzlewick"}, "is empty beside words"),
    ({"decision": "let-in", "reason": "said by a.b@example.org"}, "personal data"),
]


def test_every_cell_at_fault_is_named_at_once_and_nothing_is_applied(round):
    rows = [{"kind": "answer", "id": point_of(round, "r03/help"), **cells} for cells, _ in FAULTY]
    with pytest.raises(RecordError) as caught:
        apply(round, *rows)
    lines = str(caught.value).splitlines()
    for number, (_, said) in enumerate(FAULTY, start=2):
        assert [line for line in lines if f"mine.csv:{number}: " in line and said in line]
    assert "Quibblethorpe" not in str(caught.value)
    assert not round.here.decisions.exists()
    assert not tables.words(ROUND)


def published_in(round: Round, folder: Path) -> str:
    publish_round(round, folder, Silent())
    return read_text(folder / "releases" / "1.json")


@pytest.mark.slow
def test_a_ruling_after_a_release_leaves_it_as_it_was_but_what_was_hidden_since_is_hidden_in_it(round, tmp_path):
    accept_largest(round)
    sign_release(round, "1", "2020-07-31", "", "author", AT)
    first = published_in(round, tmp_path / "first")
    apply(round, row_of(round, state="held back") | {"decision": "let-in"})
    analyse(round, Silent())
    assert len(read_table(round.here, "points")) > len(json.loads(first)["points"])
    assert published_in(round, tmp_path / "second") == first
    quote = json.loads(first)["quotes"][0]
    apply(round, {"kind": "answer", "id": quote["point"], "decision": "redact", "words": quote["text"]})
    analyse(round, Silent())
    third = published_in(round, tmp_path / "third")
    assert quote["text"] not in third
    assert json.loads(third)["release"]["digest"] != json.loads(first)["release"]["digest"]


def undo(round: Round, no: int) -> None:
    record, members = standing(round)
    write_record(round, [*record, *lines_of([Act(act="undo", on=str(no))], len(record), "author", AT)], members)


@pytest.mark.slow
def test_what_is_taken_back_or_shown_after_a_release_leaves_it_as_it_was(round, tmp_path):
    number = row_of(round, hidden="07700 900123")
    apply(round, {"kind": "answer", "id": point_of(round, "r03/help"), "decision": "redact", "words": "Grizzlewick"})
    analyse(round, Silent())
    accept_largest(round)
    hidden = point_of(round, "r03/help")
    sign_release(round, "1", "2020-07-31", "", "author", AT)
    first = published_in(round, tmp_path / "first")
    undo(round, 1)
    apply(round, number | {"decision": "unredact"})
    analyse(round, Silent())
    assert point_of(round, "r03/help") != hidden
    assert published_in(round, tmp_path / "second") == first
    done = carry_round(round, "author", AT)
    assert done.left == ()
    assert json.loads(published_in(round, tmp_path / "third"))["themes"] == json.loads(first)["themes"]


def test_a_draft_goes_once_a_release_is_signed_and_a_release_nobody_makes_any_more_is_named(round):
    accept_largest(round)
    publish_round(round, None, Silent())
    assert round.here.release("draft").exists()
    sign_release(round, "1", "2020-07-31", "", "author", AT)
    assert publish_round(round, None, Silent()).conflicts == ()
    assert not round.here.release("draft").exists()
    write_text(round.here.release("0"), "{}")
    assert "release 0: no sign line makes it any more" in publish_round(round, None, Silent()).conflicts[0]


def test_a_title_that_holds_what_a_person_hid_is_named_without_its_words(round):
    accept_largest(round, 1)
    record, members = standing(round)
    title = Act(act="rename", on=f"{ROUND}-T001", value="Where grizzlewick keeps the reader")
    write_record(round, [*record, *lines_of([title], len(record), "author", AT)], members)
    apply(round, {"kind": "words", "id": "words-1", "decision": "hide", "words": "Grizzlewick"})
    analyse(round, Silent())
    for told in (publish_round(round, None, Silent()).conflicts, write_sheets(round).conflicts):
        (named,) = [line for line in told if "its title holds words that were hidden" in line]
        assert f"{ROUND}-T001" in named
        assert "grizzlewick" not in named.casefold()


def test_what_was_hidden_leaves_the_worksheets_with_the_next_analysis_and_a_person_s_cells_stay(round):
    csv, _, _ = write_worksheets(round)
    write_cleaning_sheets(round)
    said = next(row for _, row in read_worksheet(csv) if row["kind"] == "theme")
    words = said["text"].splitlines()[0].removeprefix("• ")
    point = read_table(round.here, "points").set_index("text").loc[words, "point"]
    write_text(csv, to_csv([{**row, "reason": "mine"} for _, row in read_worksheet(csv)]))
    apply(round, {"kind": "answer", "id": point, "decision": "redact", "words": words})
    analyse(round, Silent())
    refresh_sheets(round)
    told = [row for _, row in read_worksheet(csv)]
    assert not [row["id"] for row in told if words in row["text"]]
    assert "mine" in {row["reason"] for row in told}


def test_a_committed_digest_cannot_be_found_by_guessing(round):
    apply(round, {"kind": "words", "id": "words-1", "decision": "hide", "words": "PHONE: 07700 900123"})
    point = {"kind": "answer", "id": point_of(round, "r03/help"), "decision": "redact", "words": "Grizzlewick"}
    apply(round, point)
    record = read_text(round.here.decisions)
    texts = ["07700 900123", answer(round, "r03/help")["repaired"]]
    assert not [text for text in texts if hashlib.sha256(text.encode()).hexdigest()[:16] in record]
