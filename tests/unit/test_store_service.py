"""The service's store: what is sent is stored once, found by reference and token, changed in place, and withdrawn."""

import re
import sqlite3
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from storing import NOW, Person, answered, send, served, write

from pipeline.errors import MissingError, PromiseError
from pipeline.settings import FILE
from pipeline.store import audit, drafts, references, submissions, writing
from pipeline.store.orm import Contact, Draft, Erasure, Outgoing, PageReached, Response, Round, Submission
from pipeline.store.references import ALPHABET
from pipeline.store.tables import answers

pytestmark = pytest.mark.usefixtures("store")

WHO = Person("A. Respondent", "someone@pharmacy.example", "Corner Pharmacy")


def _answer(reference: str) -> str:
    return str(Response.objects.get(store_id=reference).answers["help"])


def test_what_was_sent_is_found_by_reference_and_token() -> None:
    sent = send(write("Fewer passwords — Ŵythnos 🙂 <b>|&"), who=WHO)
    found = submissions.find("small", sent.reference, sent.token, NOW)
    assert found is not None
    assert found.answers == {"help": "Fewer passwords — Ŵythnos 🙂 <b>|&"}
    assert (found.closed, found.about) == ((("rate", "", "3", 0),), {"type": "pharmacist"})
    assert (found.name, found.email, found.organisation) == (WHO.name, WHO.email, WHO.organisation)
    assert found.keep_until is not None
    assert sent.first


def test_a_reference_is_ten_signs_that_nobody_mistakes_and_is_read_however_it_is_typed() -> None:
    assert len(set(ALPHABET)) == 30
    assert not set(ALPHABET) & set("IOQZ01")
    sent = send(write("Fewer passwords"))
    assert re.fullmatch(f"[{ALPHABET}]{{10}}", sent.reference)
    typed = f" {sent.reference[:5].lower()}-{sent.reference[5:]} "
    assert submissions.find("small", typed, sent.token, NOW) is not None


def test_a_reference_already_given_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first = send(write("One"))
    drawn = iter([first.reference, first.reference, "ABCDEFGHJK"])
    monkeypatch.setattr(submissions, "new_reference", lambda: next(drawn))
    assert send(write("Two")).reference == "ABCDEFGHJK"
    assert (_answer(first.reference), _answer("ABCDEFGHJK")) == ("One", "Two")


def test_a_reference_of_another_round_is_drawn_anew_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    first = send(write("One"))
    elsewhere = Round.objects.create(name="elsewhere", key="1" * 64)
    Response.objects.filter(store_id=first.reference).update(round=elsewhere)
    drawn = iter([first.reference, "ABCDEFGHJK"])
    monkeypatch.setattr(submissions, "new_reference", lambda: next(drawn))
    assert send(write("Two")).reference == "ABCDEFGHJK"
    assert sorted(Response.objects.values_list("store_id", flat=True)) == sorted([first.reference, "ABCDEFGHJK"])
    assert Submission.objects.count() == 2


def test_sent_again_it_is_the_same_response_and_no_second_letter_is_due() -> None:
    draft = write("Fewer passwords")
    first = send(draft)
    again = send(draft)
    assert (again.reference, again.first, again.token) == (first.reference, False, "")
    assert (Response.objects.count(), Submission.objects.count(), audit.head().no) == (1, 1, 1)


def test_sent_again_with_another_text_or_version_it_is_refused_and_both_are_there() -> None:
    draft = write("Fewer passwords")
    sent = send(draft)
    with pytest.raises(drafts.StaleError) as told:
        send(draft, "More passwords")
    assert (told.value.stored.reference, told.value.stored.was_sent) == (sent.reference, True)
    other = write("Lines")
    drafts.save(other.id, other.version, {"help": "Longer lines"}, "help", NOW)
    with pytest.raises(drafts.StaleError) as told:
        send(other)
    assert told.value.stored.values == {"help": "Longer lines"}
    assert (_answer(sent.reference), Response.objects.count()) == ("Fewer passwords", 1)


def test_the_words_leave_the_draft_with_the_commit_that_stores_them() -> None:
    draft = write("Fewer passwords")
    sent = send(draft)
    left = drafts.read(draft.id)
    assert left is not None
    assert (left.values, left.reference, left.was_sent) == ({}, sent.reference, True)


def test_name_and_address_stand_apart_from_the_answers() -> None:
    sent = send(write("Fewer passwords"), who=WHO)
    row = Response.objects.get(store_id=sent.reference)
    told = " ".join(str(getattr(row, field.attname)) for field in Response._meta.concrete_fields)
    assert not any(part in told for part in (WHO.name, WHO.email, WHO.organisation))
    assert Contact.objects.get(submission__reference=sent.reference).email == WHO.email
    send(write("Nobody says who"))
    assert Contact.objects.count() == 1


def test_the_store_holds_no_token() -> None:
    draft = write("Fewer passwords")
    opened = drafts.give_token(draft.id)
    sent = send(draft)
    told = [repr(list(model.objects.values())) for model in (Draft, Submission, Response, Outgoing)]
    assert not any(token in text for text in told for token in (opened, sent.token))
    assert min(len(opened), len(sent.token)) >= 43


def test_a_token_given_before_stops_and_the_last_opens_the_draft() -> None:
    draft = write("Fewer passwords")
    before, now = drafts.give_token(draft.id), drafts.give_token(draft.id)
    assert drafts.by_token("small", before) is None
    assert drafts.by_token("other", now) is None
    opened = drafts.by_token("small", now)
    assert opened is not None
    assert (opened.id, opened.values) == (draft.id, {"help": "Fewer passwords"})


def test_another_token_or_round_opens_nothing() -> None:
    one, two = send(write("One")), send(write("Two"))
    assert submissions.find("small", one.reference, two.token, NOW) is None
    assert submissions.find("other", one.reference, one.token, NOW) is None
    assert submissions.find("small", one.reference, "", NOW) is None
    assert submissions.find("small", "\x00\ud800", one.token, NOW) is None
    assert not submissions.withdraw("small", one.reference, two.token, NOW)
    assert _answer(one.reference) == "One"


def test_an_empty_hash_fits_no_token() -> None:
    assert not references.is_token("", "")
    assert references.is_token("a", references.hash_token("a"))


def test_a_change_replaces_the_answers_under_the_same_reference() -> None:
    sent = send(write("Fewer passwords"), who=WHO)
    found = submissions.find("small", sent.reference, sent.token, NOW)
    assert found is not None
    draft = submissions.change(found, served(), {"help": "Fewer passwords"}, NOW)
    assert (draft.changes, draft.reference, draft.was_sent) == (True, sent.reference, False)
    assert submissions.change(found, served(), {"help": "unused"}, NOW) == draft
    draft = drafts.save(draft.id, draft.version, {"help": "One login"}, "help", NOW)
    done, again = send(draft), send(draft)
    assert (done.reference, done.first, again.reference, again.first) == (sent.reference, True, sent.reference, False)
    assert (_answer(sent.reference), Response.objects.count(), Contact.objects.count()) == ("One login", 1, 0)
    found = submissions.find("small", sent.reference, sent.token, NOW)
    assert found is not None
    assert found.changed_at == NOW
    assert [line.act for line in audit.lines()] == ["sent", "changed"]


def test_withdrawn_words_leave_the_store_and_the_mark_stays() -> None:
    sent = send(write("Fewer passwords"), who=WHO)
    found = submissions.find("small", sent.reference, sent.token, NOW)
    assert found is not None
    draft = submissions.change(found, served(), {"help": "Fewer passwords"}, NOW)
    assert submissions.withdraw("small", sent.reference, sent.token, NOW)
    row = Response.objects.get(store_id=sent.reference)
    assert (row.answers, row.closed, row.about, row.withdrawn, row.withdrawn_on) == ({}, [], {}, True, "2020-06-20")
    assert (Contact.objects.count(), Draft.objects.filter(pk=draft.id).exists()) == (0, False)
    assert Erasure.objects.get().store_id == sent.reference
    with pytest.raises(MissingError):
        send(draft)
    with pytest.raises(MissingError):
        submissions.change(found, served(), {}, NOW)
    assert submissions.find("small", sent.reference, sent.token, NOW) is None
    assert [line.act for line in audit.lines()] == ["sent", "withdrawn"]


def test_an_answer_that_was_sent_is_read_by_the_stages() -> None:
    from collecting import small_survey

    sent = send(write("Fewer passwords"))
    told = answers("small", small_survey())
    assert list(told["answer"]) == [f"{sent.reference}/help"]


def test_a_character_that_no_text_holds_is_marked_and_the_rest_is_kept() -> None:
    draft = write("A\x00B\ud800C")
    assert draft.values == {"help": "A�B�C"}
    sent = send(draft, "A\x00B\ud800C")
    assert _answer(sent.reference) == "A�B�C"


def test_ten_megabytes_in_one_answer_come_back_whole() -> None:
    text = "Ŵ" * 5_000_000
    sent = send(write(text))
    assert _answer(sent.reference) == text


def test_a_page_is_counted_once_a_draft_and_not_for_changes() -> None:
    draft = write("Fewer passwords")
    draft = drafts.save(draft.id, draft.version, {"help": "Fewer"}, "help", NOW)
    write("Lines")
    sent = send(draft)
    found = submissions.find("small", sent.reference, sent.token, NOW)
    assert found is not None
    opened = submissions.change(found, served(), {"help": "Fewer"}, NOW)
    drafts.save(opened.id, 0, {"help": "Other"}, "help", NOW)
    assert list(PageReached.objects.values_list("page", "count")) == [("help", 2)]


def test_saving_what_is_stored_already_is_no_conflict() -> None:
    draft = write("Fewer passwords")
    same = drafts.save(draft.id, 0, {"help": "Fewer passwords"}, "help", NOW)
    assert same == draft


def test_sending_is_one_commit() -> None:
    draft = write("Fewer passwords")
    with CaptureQueriesContext(connection) as told:
        send(draft, who=WHO)
    begun = [query["sql"] for query in told if query["sql"].startswith(("BEGIN", "COMMIT"))]
    assert begun in (["BEGIN IMMEDIATE", "COMMIT"], ["BEGIN", "COMMIT"])


def test_what_is_written_around_a_sending_joins_its_commit() -> None:
    draft = write("Fewer passwords")
    with pytest.raises(ZeroDivisionError), writing.writing():
        assert send(draft).at.year / 0
    assert (Response.objects.count(), audit.head().no) == (0, 0)
    assert send(draft).first


def test_no_table_is_read_from_end_to_end_on_the_way_of_an_answer() -> None:
    from pipeline.store import limits

    with CaptureQueriesContext(connection) as told:
        draft = write("Fewer passwords")
        token = drafts.give_token(draft.id)
        drafts.by_token("small", token)
        sent = send(draft, who=WHO)
        found = submissions.find("small", sent.reference, sent.token, NOW)
        assert found is not None
        submissions.change(found, served(), {}, NOW)
        limits.within(("a",), 1, 60, NOW)
        submissions.withdraw("small", sent.reference, sent.token, NOW)
    plans = [plan for query in told if query["sql"].startswith(("SELECT", "UPDATE", "DELETE")) for plan in _plan(query)]
    large = "store_(response|submission|draft|contact|auditline|limit|arrived|erasure)"
    assert len(plans) > 30
    assert [plan for plan in plans if re.search(f"SCAN {large}(?! USING)", plan[1])] == []


def _plan(query: dict[str, str]) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        return [(query["sql"], row[3]) for row in cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}").fetchall()]


def test_a_store_that_does_not_sync_is_refused(store: Path) -> None:
    writing.assert_durable()
    for pragma, name in (("synchronous=NORMAL", "synchronous"), ("foreign_keys=OFF", "foreign_keys")):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {pragma}")
        with pytest.raises(PromiseError, match=name):
            writing.assert_durable()
        connection.close()
        writing.assert_durable()
    connection.close()
    raw = sqlite3.connect(store / FILE)
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()


def test_consent_to_quote_comes_from_the_form_alone() -> None:
    draft = write("Fewer passwords")
    sent = submissions.send(draft.id, draft.version, answered("x", quote=True), Person(), ("too quick",), None, NOW)
    row = Response.objects.get(store_id=sent.reference)
    assert (row.consent_quote, row.flags, row.keep_until) == (True, ["too quick"], None)


def test_every_text_fits_its_column_as_postgresql_asks() -> None:
    draft = write("Fewer passwords")
    drafts.give_token(draft.id)
    sent = send(draft, who=WHO)
    submissions.find("small", sent.reference, sent.token, NOW)
    submissions.withdraw("small", sent.reference, sent.token, NOW)
    seen = 0
    for model in apps.get_app_config("store").get_models():
        for field in [each for each in model._meta.concrete_fields if each.max_length]:
            told = [text for text in model.objects.values_list(field.attname, flat=True) if isinstance(text, str)]
            assert all(len(text) <= field.max_length for text in told), field
            seen += len(told)
    assert seen > 30
