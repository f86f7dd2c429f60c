"""What the form noticed waits for a person: in cleaning, in the queue, in the record, for two people at once."""

import datetime as dt
import multiprocessing
from dataclasses import replace

import pytest
from organising import send, with_glossary
from serving import ROUND, service_here

from pipeline.clean import CleanRules, clean
from pipeline.clean.judge import NOTICED
from pipeline.errors import MissingError, UserError
from pipeline.noticed import noticed, said_digest
from pipeline.review.record import Decision

AT = "2026-11-23T12:00:00Z"
FLAGS = ("sent in under 8 seconds",)
TEXT = "Joined-up records between the surgery and us would save an hour a day."


@pytest.fixture
def round(tmp_path):
    from pipeline.opening import round_here
    from pipeline.web.site import site

    with service_here(with_glossary(tmp_path)):
        site().served(ROUND)
        yield round_here(site().place, ROUND)


def _states(round):
    """Answer's question -> state and rule, of the response with the text."""
    from pipeline.opening import clean_rules
    from pipeline.store import tables

    told = clean(tables.responses(ROUND), tables.answers(ROUND, round.survey), clean_rules(round)).answers
    return {row["question"]: (row["state"], row["rule"]) for row in told.to_dict("records")}


def _only(round):
    from pipeline.moderating import queue

    (one,) = queue(round)
    return one


def _rule(round, one, act, reason="reads as a person wrote it", by="ruth"):
    from pipeline.moderating import rule_on

    return rule_on(round, one.id, one.digest, act, reason, by, AT)


def test_a_response_the_form_noticed_nothing_about_goes_on(round):
    from pipeline.moderating import queue

    send(TEXT)
    assert _states(round)["help"] == ("usable", "")
    assert not queue(round)


def test_a_response_the_form_noticed_something_about_waits_until_it_is_let_in(round):
    send(TEXT, flags=FLAGS, more={"barrier": "None"})
    assert _states(round) == {"help": ("held back", NOTICED), "barrier": ("non-answer", _states(round)["barrier"][1])}
    assert _only(round).said.flags == FLAGS
    assert _rule(round, _only(round), "let-in") == 1
    assert _states(round)["help"] == ("usable", "")
    assert _states(round)["barrier"][0] == "non-answer"
    assert _only(round).ruled == "let-in"


def test_a_response_that_is_held_back_stays_out_until_the_line_is_taken_back(round):
    from pipeline.reviewing import undo_lines

    send(TEXT, flags=FLAGS)
    no = _rule(round, _only(round), "hold-back", "an advertisement")
    assert _states(round)["help"] == ("held back", "by a person")
    undo_lines(round, [no], "it was none", "ruth", AT)
    assert _states(round)["help"] == ("held back", NOTICED)
    assert _only(round).ruled == ""


def test_the_cleaning_worksheet_lets_in_a_single_answer_of_it(round):
    from pipeline.correcting import apply_cleaning, write_cleaning_sheets
    from pipeline.opening import clean_rules, write_tables
    from pipeline.place import csv_rows, csv_text, read_text, write_text
    from pipeline.store import tables

    send(TEXT, flags=FLAGS)
    cleaned = clean(tables.responses(ROUND), tables.answers(ROUND, round.survey), clean_rules(round))
    write_tables(round.here, answers=cleaned.answers, spans=cleaned.spans)
    sheet, _, _ = write_cleaning_sheets(round)
    rows = [dict(row) for _, row in csv_rows(read_text(sheet).removeprefix("\ufeff"))]
    (noticed,) = [row for row in rows if row["rule"] == NOTICED]
    noticed["decision"] = "let-in"
    write_text(sheet, csv_text([*rows[0]], [[*row.values()] for row in rows]))
    assert len(apply_cleaning(round, sheet, "ruth", AT)) == 1
    assert _states(round)["help"][0] == "usable"


def test_what_is_newly_noticed_of_a_response_makes_cleaning_stale(round):
    from pipeline.run import _inputs
    from pipeline.store.orm import Response

    send(TEXT)
    before = _inputs(round, "clean")
    assert _inputs(round, "clean") == before
    Response.objects.update(flags=list(FLAGS))
    assert _inputs(round, "clean") != before


def test_ruling_twice_alike_is_one_line(round):
    send(TEXT, flags=FLAGS)
    assert _rule(round, _only(round), "let-in") == 1
    assert _rule(round, _only(round), "let-in") == 0


def test_what_another_ruled_meanwhile_is_told_and_never_overwritten(round):
    send(TEXT, flags=FLAGS)
    read = _only(round)
    assert _rule(round, read, "hold-back", "an advertisement") == 1
    with pytest.raises(UserError, match="ruled hold-back on this response since you opened the page"):
        _rule(round, read, "let-in", by="anna")
    assert _only(round).ruled == "hold-back"


def test_what_its_sender_changed_since_is_read_again(round):
    from pipeline.store.orm import Response

    send(TEXT, flags=FLAGS)
    read = _only(round)
    _rule(round, read, "let-in")
    Response.objects.update(answers={"help": "Buy cheap watches."})
    assert _states(round)["help"] == ("held back", NOTICED)
    with pytest.raises(UserError, match="changed since you read it"):
        _rule(round, read, "let-in")
    assert _only(round).ruled == ""


@pytest.mark.parametrize(
    ("act", "reason", "said"),
    [
        ("let-in", "", "in a few words why"),
        ("delete", "spam", "let-in or hold-back"),
        ("let-in", "ring 07700 900123 to ask", "personal data"),
        ("let-in", "x" * 100_000, "in fewer"),
        ("let-in", '=HYPERLINK("http://elsewhere.example")', "takes for a formula"),
        ("hold-back", "@SUM(A1)", "takes for a formula"),
    ],
)
def test_a_ruling_without_a_fit_reason_writes_nothing(round, act, reason, said):
    send(TEXT, flags=FLAGS)
    with pytest.raises(UserError, match=said):
        _rule(round, _only(round), act, reason)
    assert not round.here.decisions.exists()


def test_a_response_that_is_not_there_cannot_be_ruled_on(round):
    send(TEXT, flags=FLAGS)
    with pytest.raises(MissingError, match="does not wait here"):
        _rule(round, replace(_only(round), id="raaaaaaaaaaaa"), "let-in")


def test_what_the_record_says_of_other_responses_lets_none_in():
    from pipeline.store.flagged import Flagged

    one = Flagged(response="AB", source="form", submitted_at=AT, flags=FLAGS, answers={"q": "a"}, closed=(), about={},
                  consent_quote=False)  # fmt: skip
    key = "0" * 64
    line = Decision(no=1, act="let-in", on="raaaaaaaaaaaa", on_digest=said_digest(one, key), value="", reason="",
                    by="ruth", at=AT)  # fmt: skip
    assert noticed([one], [line], key) == {"AB": True}


def test_without_a_key_nobody_waits_but_those_that_are_named():
    import pandas as pd

    from pipeline.schemas import ANSWERS, RESPONSES

    rows = [["r1", "form", "", "", "", "x", False, False], ["r2", "form", "", "", "", "y", False, False]]
    answers = [["r1/q", "r1", "q", TEXT], ["r2/q", "r2", "q", TEXT]]
    told = clean(
        pd.DataFrame(rows, columns=[*RESPONSES.columns]),
        pd.DataFrame(answers, columns=[*ANSWERS.columns]),
        CleanRules(noticed={"r1": True, "r2": False}),
    )
    assert list(told.answers["state"]) == ["held back", "usable"]


def _ruling_in_another_process(root, ids, by):
    from pipeline.moderating import queue, rule_on
    from pipeline.opening import open_round
    from pipeline.place import find_place

    round = open_round(find_place(root), ROUND)
    for one in queue(round):
        if one.id in ids:
            rule_on(round, one.id, one.digest, "let-in", "reads as a person wrote it", by, AT)


@pytest.mark.slow
def test_two_people_rule_at_once_and_no_line_is_lost(round):
    from pipeline.moderating import queue
    from pipeline.opening import read_record

    for number in range(8):
        send(f"{TEXT} {number}", flags=FLAGS)
    ids = [one.id for one in queue(round)]
    started = multiprocessing.get_context("spawn")
    people = [
        started.Process(target=_ruling_in_another_process, args=(round.place.root, ids[half::2], by))
        for half, by in ((0, "ruth"), (1, "anna"))
    ]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
        assert person.exitcode == 0
    record = read_record(round.here)
    assert [line.no for line in record] == list(range(1, 9))
    assert {line.on for line in record} == set(ids)
    assert {line.by for line in record} == {"ruth", "anna"}


def test_lines_that_came_meanwhile_are_never_written_over(round):
    from pipeline.opening import read_record
    from pipeline.standing import OvertakenError, standing, write_record

    send(TEXT, flags=FLAGS)
    record, members = standing(round)
    _rule(round, _only(round), "let-in")
    with pytest.raises(OvertakenError, match="do it again"):
        write_record(round, record, members)
    assert len(read_record(round.here)) == 1
    assert dt.datetime.fromisoformat(read_record(round.here)[0].at).year == 2026


@pytest.mark.slow
@pytest.mark.model
def test_a_release_counts_neither_words_nor_choices_of_a_response_until_it_is_let_in(tmp_path):
    from small import accept_largest, analysed

    from pipeline.moderating import queue
    from pipeline.place import read_json
    from pipeline.progress import Silent
    from pipeline.publishing import publish_round
    from pipeline.run import analyse
    from pipeline.store.orm import Response
    from pipeline.store.setup import close_store

    def published():
        analyse(small, Silent(), forced=True)
        release = read_json(publish_round(small, None, Silent()).path)
        account = release["ledger"]["responses"]
        return release["release"]["digest"], account["held back"], release["closed"][0]["answered"]

    small = analysed(tmp_path)
    accept_largest(small)
    before = published()
    Response.objects.filter(store_id__in=[f"r{number:02d}" for number in range(6, 12)]).update(flags=["too quick"])
    waiting = published()
    assert waiting[0] != before[0]
    assert waiting[1:] == (before[1] + 6, before[2] - 6)
    for one in queue(small):
        _rule(small, one, "let-in", "read by a person")
    assert published()[1:] == before[1:]
    close_store()


# --- what is read -----------------------------------------------------------------------------------------------------

_NUMBER, _NAME = "07700 900456", "Gwendolyn Abernathy"


def _client(handle, role, grants=()):
    from django.test import override_settings
    from organising import HASHERS, PASSWORD, signed_in

    from pipeline.store.accounts import add_account

    with override_settings(PASSWORD_HASHERS=HASHERS):
        add_account(handle, role, PASSWORD, "author", dt.datetime.now(dt.UTC), own=True, grants=grants)
    return signed_in(handle)


def test_what_waits_is_read_without_personal_data(round):
    send(
        f"Ring me on {_NUMBER}, ask for Dr {_NAME}. {TEXT}",
        flags=FLAGS,
        more={"barrier": f"{_NAME} never answers the telephone."},
    )
    for role in ("reviewer", "editor", "administrator"):
        told = _client(role, role).get(f"/organisers/round/{ROUND}/queue").content.decode()
        assert "[PHONE]" in told
        assert "[PERSON] never answers" in told
        assert _NUMBER not in told
        assert "Abernathy" not in told
        assert "See it as it arrived" not in told


def test_words_that_a_person_hid_are_hidden_in_what_waits(round):
    from pipeline.ids import keyed_digest
    from pipeline.review.asked import Act
    from pipeline.review.lines import lines_of
    from pipeline.standing import standing, write_record
    from pipeline.store import tables

    send(TEXT, flags=FLAGS)
    tables.keep_words(ROUND, ["surgery"])
    act = Act(act="redact", on="words", value=f"{keyed_digest(round.key, 'surgery')} ADDRESS")
    record, members = standing(round)
    write_record(round, [*record, *lines_of([act], len(record), "ruth", AT)], members)
    told = _client("reviewer", "reviewer").get(f"/organisers/round/{ROUND}/queue").content.decode()
    assert "between the [ADDRESS] and us" in told


def test_as_it_arrived_is_for_those_who_may_and_is_logged(round):
    from pipeline.store import audit
    from pipeline.store.roles import UNREDACTING

    send(f"Ring me on {_NUMBER}. {TEXT}", flags=FLAGS)
    one, address = _only(round), f"/organisers/round/{ROUND}/queue/as-it-arrived"
    asked = {"response": one.id, "reason": "to ring back"}
    assert _client("editor", "editor").post(address, asked).status_code == 403
    client = _client("reviewer", "reviewer", (UNREDACTING,))
    before = audit.head().no
    for wrong in ({**asked, "reason": ""}, {**asked, "reason": f"ring {_NUMBER}"}, {**asked, "response": "r" * 13}):
        assert client.post(address, wrong).status_code == 422
    assert audit.head().no == before
    shown = client.post(address, asked)
    assert _NUMBER in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    (line,) = audit.lines(before)
    assert (line.who, line.act, line.on) == ("reviewer", "saw what was hidden", one.id)
    assert dict(line.detail) == {"round": ROUND, "reason": "to ring back"}


def test_a_long_answer_is_folded_and_nothing_of_it_is_left_out(round):
    send("It is slow. " * 400 + "That is the end of it.", flags=FLAGS)
    told = _client("reviewer", "reviewer").get(f"/organisers/round/{ROUND}/queue").content.decode()
    assert "The whole of it" in told
    assert told.count("That is the end of it.") == 1
