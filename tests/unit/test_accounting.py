"""The ledger command: the account, each line of it with as many rows as it says, and one answer whole."""

import json
import re

import pytest
import small
from small import rows

from pipeline.accounting import Asked, Table, account, listed, one_answer, told_of
from pipeline.errors import MissingError, PromiseError, UserError
from pipeline.ids import public_id
from pipeline.opening import read_table
from pipeline.place import csv_rows, read_json
from pipeline.schemas import STATES
from pipeline.store.orm import Response
from pipeline.store.setup import close_store, open_store

pytestmark = pytest.mark.model
MORE = {
    "r00": {"help": "=SUM(1) is what a sheet would take this for"},
    "r01": {"help": "as above", "barrier": ""},
    "r02": {"help": "Ask caf\u00c3\u00a9 owner jo.bloggs@example.org. She knows\r\nthe fax"},
    "r03": {"help": "n/a", "barrier": "n/a"},
}


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("accounting")
    round = small.analysed(folder, [{**row, **MORE.get(row["ref"], {})} for row in rows()])
    close_store()
    return round


@pytest.fixture
def round(analysed):
    open_store(analysed.place.store)
    yield analysed
    close_store()


def said(round, *, line="", answer="", out=None, original=False, **asked):
    return list(told_of(round, Asked(line=line, **asked), answer, out, original=original))


def answer_id(round, response, question="help"):
    return public_id(round.key, "a", f"{response}/{question}")


def test_the_account_tells_each_line_in_all_by_source_question_and_rule(round):
    told = read_json(round.here.ledger)
    whole, sources, questions, rules = account(round)
    assert whole.rows[0] == ("received", "24", str(told["answers"]["received"]))
    assert [row[0] for row in whole.rows] == ["received", *STATES]
    assert {(row[0], row[1]) for row in sources.rows} == {
        (source, unit) for source in ("web", "email") for unit in ("responses", "answers")
    }
    assert [row[0] for row in questions.rows] == ["barrier", "help"]
    assert sum(int(row[2]) for row in rules.rows if row[0] == "blank") == told["answers"]["blank"]
    assert said(round)[-1] == "it adds up; next: cpitg ledger small-2020 --list LINE"


def test_every_line_lists_as_many_rows_as_the_account_says(round):
    told = read_json(round.here.ledger)
    for line in ("received", *STATES):
        assert len(listed(round, Asked(line=line))[0].rows) == told["answers"][line]
        assert len(listed(round, Asked(line=line, responses=True))[0].rows) == told["responses"][line]
        for part, name in (("by_source", "source"), ("by_question", "question")):
            for one in told[part]:
                table, sentence = listed(round, Asked(line=line, **{name: one[name]}))
                assert len(table.rows) == one["answers"][line]
                assert sentence == f"{one['answers'][line]} answers: {line}, {name} {one[name]}"
    for rule in told["rules"]:
        for name in (rule["rule"], f"{rule['state']}: {rule['rule']}"):
            assert len(listed(round, Asked(line=name))[0].rows) == rule["answers"]


def test_a_row_names_the_answer_by_the_id_it_has_outside_and_tells_no_address(round):
    table, _ = listed(round, Asked(line="usable", question="help"))
    row = next(row for row in table.rows if row[0] == answer_id(round, "r02"))
    assert table.header == ("answer", "source", "question", "state", "rule", "language", "text")
    assert "[EMAIL]" in row[-1]
    assert "\n" not in row[-1]
    assert not re.search(r"r\d\d/|example\.org", str(table.rows))


def test_an_answer_sent_again_names_the_first_by_the_id_it_has_outside(round, monkeypatch):
    answers = read_table(round.here, "answers")
    answers.loc[0, ["state", "rule"]] = ["duplicate", "sent again: r07"]
    monkeypatch.setattr("pipeline.accounting.read_table", lambda *_: answers)
    monkeypatch.setattr("pipeline.accounting._figure", lambda *_: None)
    monkeypatch.setattr("pipeline.accounting._check_known", lambda *_: None)
    [row] = listed(round, Asked(line="sent again"))[0].rows
    assert row[4] == f"sent again: {public_id(round.key, 'r', 'r07')}"


def test_rows_as_csv_are_whole_and_no_formula(round, tmp_path):
    out = tmp_path / "rows.csv"
    [line] = said(round, line="usable", out=out)
    found = [row for _, row in csv_rows(out.read_text("utf-8"))]
    assert line.startswith(f"{len(found)} answers: usable; written to ")
    assert any(row["text"].startswith("'=SUM(1)") for row in found)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"line": "lost"}, "no line 'lost' of answers; one of received, usable, blank, non-answer, duplicate"),
        ({"line": "empty cell", "responses": True}, "no line 'empty cell' of responses"),
        ({"line": "blank", "source": "fax"}, "no source 'fax'; one of email, web"),
        ({"line": "blank", "question": "why"}, "no question 'why'; one of barrier, help"),
        ({"line": "blank", "question": "help", "responses": True}, "a response answers all questions"),
        ({"source": "web"}, "--list: name the line"),
        ({"original": True}, "name it with --answer ID"),
        ({"answer": "a0"}, "no answer 'a0' in small-2020"),
    ],
)
def test_what_the_account_has_not_is_said_with_what_it_has(round, asked, words):
    with pytest.raises(UserError, match=re.escape(words)):
        said(round, **asked)


def test_one_answer_is_shown_whole_with_its_points_under_either_id(round):
    shown = said(round, answer=answer_id(round, "r02"))
    assert shown == said(round, answer="r02/help")
    text = "\n".join(shown)
    assert "[EMAIL]" in text
    assert "jo.bloggs" not in text
    points = one_answer(round, "r02/help", original=False)[2]
    answer = read_table(round.here, "answers").set_index("answer")["text"]["r02/help"]
    assert points.rows
    assert all(answer[int(start) : int(end)] == words for _, start, end, words in points.rows)


def test_beside_each_point_stands_how_it_arrived(round):
    raw = MORE["r02"]["help"]
    points = one_answer(round, "r02/help", original=True)[2]
    assert points.header[-1] == "as it arrived"
    assert all(row[-1] in raw for row in points.rows)
    assert any("caf\u00c3\u00a9 owner jo.bloggs@example.org" in row[-1] for row in points.rows)


def test_an_answer_said_by_others_too_names_its_group(round):
    group = read_table(round.here, "groups").iloc[0]
    [row] = one_answer(round, group["answer"], original=False)[3].rows
    assert row[:3] == (group["kind"], group["group"], public_id(round.key, "a", group["canonical"]))


def test_an_account_that_does_not_add_up_is_never_shown(round):
    text = round.here.ledger.read_text("utf-8")
    told = json.loads(text)
    told["answers"]["usable"] -= 1
    round.here.ledger.write_text(json.dumps(told), "utf-8")
    try:
        with pytest.raises(PromiseError, match="cpitg analyse small-2020 --force"):
            said(round)
    finally:
        round.here.ledger.write_text(text, "utf-8")


def test_an_account_older_than_the_store_is_not_shown(round):
    Response.objects.filter(store_id="r05").update(withdrawn=True)
    try:
        with pytest.raises(MissingError, match="cpitg analyse small-2020"):
            said(round)
    finally:
        Response.objects.filter(store_id="r05").update(withdrawn=False)


def test_lines_are_cut_for_a_window_and_whole_for_one_answer():
    long = "word " * 40
    assert max(map(len, Table("T", ("n", "text"), [("7", long)]).lines())) < 100
    assert any(long.strip() in line for line in Table("T", ("n", "text"), [("7", long)], whole=True).lines())
    assert list(Table("T", ("n",), []).lines()) == ["T", "none"]
    assert list(Table("T", ("n", "what"), [("7", "a"), ("10", "b\x1b[2J")]).lines())[1:] == [
        " n  what", " 7  a", "10  b [2J",
    ]  # fmt: skip
