"""From the first page to the reference: once, durably, and with what was typed on the page whatever goes wrong."""

import datetime as dt
import re

import pytest
from answering import ANSWERS, Person, hidden, text
from serving import ROUND, service_here
from stores import open_empty

ODD = 'Ŵyth <b>peth</b> & "dau" | ‮cba‬ 💊\nail linell'


@pytest.fixture(scope="module", autouse=True)
def _service(tmp_path_factory):
    root = tmp_path_factory.mktemp("sending")
    open_empty(root / "var")
    with service_here(root):
        yield


@pytest.fixture
def person():
    return Person().begin()


def _stored(reference):
    from pipeline.store.orm import Response

    return Response.objects.get(store_id=reference.replace("-", ""))


def _move(monkeypatch, **by):
    from pipeline.web import clock

    then = dt.datetime.now(dt.UTC) + dt.timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_what_was_answered_is_stored_under_the_reference(person):
    response = _stored(person.send())
    assert response.answers == {"help": ANSWERS["help"], "barrier": ANSWERS["barrier"]}
    assert response.about == {"who": "supplier"}
    assert ["first", "", "b", 1] in response.closed
    assert ["first", "", "a", 2] in response.closed
    assert response.keep_until > dt.date.today() + dt.timedelta(days=700)
    assert not response.consent_quote


def test_text_comes_back_as_it_was_typed(person):
    person.fill("help", {"help": ODD})
    assert ODD.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;") in (
        person.get("page/help").content.decode()
    )


def test_sent_twice_is_one_response_with_one_reference_and_one_letter(person, settings_with_mail):
    from pipeline.store.orm import Outgoing, Submission

    before = Submission.objects.count()
    person.fill_all()
    person.fill("you", {"you.email": "jo@project.example"})
    carried = hidden(person.get("check"))
    first = person.post("send", carried)
    reference = person.reference()
    again = [person.post("send", carried) for _ in range(3)]
    assert {answer["location"] for answer in (first, *again)} == {person.base + "sent"}
    assert person.reference() == reference
    assert "Nothing was sent twice" in text(person.get("sent"))
    assert Submission.objects.count() == before + 1
    (letter,) = Outgoing.objects.filter(key=f"receipt {reference.replace('-', '')}")
    assert "withdraw your answers at any time, and change them until" in letter.body


def test_of_two_clicks_at_once_none_loses_the_link(person):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def click(_):
        try:
            return person.post("send", carried).status_code
        finally:
            connection.close()

    carried = hidden(person.fill_all())
    with ThreadPoolExecutor(6) as clicks:
        assert set(clicks.map(click, range(6))) == {302}
    assert person.reference()
    assert person.link("sent")


@pytest.fixture
def settings_with_mail(monkeypatch):
    from django.conf import settings

    monkeypatch.setattr(settings, "EMAIL_CONFIGURED", True)


def test_two_windows_never_write_over_each_other_unseen(person):
    first, second = person.get("page/help"), person.get("page/help")
    assert person.fill("help", {"help": "The first window."}, first).status_code == 302
    conflict = person.fill("help", {"help": "The second window."}, second)
    assert conflict.status_code == 409
    assert "The first window." in text(conflict)
    assert "The second window." in text(conflict)
    assert "The first window." in person.get("page/help").content.decode()
    assert person.fill("help", {"help": "The second window."}, conflict).status_code == 302
    assert "The second window." in person.get("page/help").content.decode()


def test_windows_on_different_pages_do_not_disturb_each_other(person):
    helped, hindered = person.get("page/help"), person.get("page/barrier")
    assert person.fill("help", page=helped).status_code == 302
    assert person.fill("barrier", page=hindered).status_code == 302
    assert ANSWERS["help"] in text(person.get("check"))
    assert ANSWERS["barrier"] in text(person.get("check"))


def test_what_was_typed_after_sending_elsewhere_is_shown_and_not_taken(person):
    late = person.get("page/help")
    reference = person.send()
    answer = person.fill("help", {"help": "One thing more."}, late)
    assert answer.status_code == 409
    assert "One thing more." in text(answer)
    assert _stored(reference).answers["help"] == ANSWERS["help"]


def test_what_was_typed_on_a_page_made_needless_elsewhere_is_kept(person):
    person.fill("who")
    early = person.get("page/when")
    person.fill("who", {"who": "patient"})
    assert person.fill("when", page=early)["location"].endswith("/check")
    person.fill("who", {"who": "supplier"})
    assert "checked" in person.get("page/when").content.decode()


def test_a_needless_page_typed_on_after_sending_is_shown(person):
    person.fill("who")
    late = person.get("page/when")
    person.send()
    answer = person.fill("when", page=late)
    assert answer.status_code == 409
    assert "Now" in text(answer)


def test_answers_changed_since_the_check_are_looked_at_again(person):
    seen = person.fill_all()
    person.fill("barrier", {"barrier": "Something else by now."})
    answer = person.post("send", hidden(seen))
    assert answer.status_code == 409
    assert "Something else by now." in text(answer)
    assert person.post("send", hidden(answer)).status_code == 302


def test_a_session_that_ended_loses_nothing_typed():
    person = Person(checks=True).begin()
    page = person.get("page/help")
    person.client.cookies.clear()
    answer = person.fill("help", {"help": ODD}, page)
    assert answer.status_code == 403
    assert "ail linell" in text(answer)
    assert "cba" in text(answer)
    carried = hidden(answer)
    assert carried["help"] == ODD
    assert person.post("page/help", carried).status_code == 302
    assert "ail linell" in text(person.get("check"))


def test_a_form_of_another_site_is_not_shown_as_ones_own():
    person = Person(checks=True).begin()
    carried = hidden(person.get("page/help"))
    stranger = Person(checks=True)
    answer = stranger.post("page/help", carried | {"help": "not mine"}, sec_fetch_site="cross-site")
    assert answer.status_code == 403
    assert "not mine" not in answer.content.decode()


@pytest.mark.parametrize(
    ("module", "name", "error", "status"),
    [
        ("pipeline.store.drafts", "save", "StoreBusyError", 503),
        ("pipeline.store.drafts", "save", "TooOftenError", 429),
    ],
)
def test_a_page_that_cannot_be_saved_keeps_its_text(person, monkeypatch, module, name, error, status):
    import importlib

    from pipeline.store.limits import TooOftenError
    from pipeline.store.writing import StoreBusyError

    def refuse(*_):
        raise {"StoreBusyError": StoreBusyError, "TooOftenError": TooOftenError}[error]("not now")

    page = person.get("page/help")
    with monkeypatch.context() as patch:
        patch.setattr(importlib.import_module(module), name, refuse)
        answer = person.fill("help", {"help": ODD}, page)
    assert answer.status_code == status
    assert int(answer["Retry-After"]) > 0
    assert hidden(answer)["help"] == ODD
    assert "ail linell" in text(answer)
    assert person.post("page/help", hidden(answer)).status_code == 302


def test_no_reference_is_shown_for_what_was_not_stored(person, monkeypatch):
    from pipeline.store import submissions
    from pipeline.store.writing import StoreBusyError

    def refuse(*_):
        raise StoreBusyError("not now")

    carried = hidden(person.fill_all())
    with monkeypatch.context() as patch:
        patch.setattr(submissions, "send", refuse)
        answer = person.post("send", carried)
    assert answer.status_code == 503
    assert not person.reference()
    assert person.post("send", hidden(answer)).status_code == 302
    assert _stored(person.reference())


def test_a_form_saved_too_often_waits(person, monkeypatch):
    from pipeline.web.survey import page

    monkeypatch.setattr(page, "_SAVES", 1)
    assert person.fill("help").status_code == 302
    answer = person.fill("barrier")
    assert answer.status_code == 429
    assert ANSWERS["barrier"] in text(answer)


def test_who_began_before_the_close_can_send_in_the_hours_after(person, monkeypatch):
    person.fill_all()
    _move(monkeypatch, days=22)
    assert "closed on" in text(Person().get(""))
    assert Person().post("begin")["location"] == person.base
    assert person.post("send", hidden(person.get("check")))["location"] == person.base + "sent"


def test_after_the_last_hour_nothing_is_sent_and_the_text_is_shown(person, monkeypatch):
    page = person.get("page/help")
    _move(monkeypatch, days=24)
    answer = person.fill("help", {"help": "Too late."}, page)
    assert answer.status_code == 403
    assert "Too late." in text(answer)
    assert person.post("send").status_code == 403


def test_no_answer_stands_in_an_address_a_cookie_or_the_session(person):
    seen = [person.fill(step)["location"] for step in ("who", "matters", "uses", "mail_works", "first", "help")]
    person.fill_all()
    person.post("send", hidden(person.get("check")))
    person.get("sent")
    held = str(dict(person.client.session.items())) + " ".join(seen) + str(person.client.cookies)
    for value in (ANSWERS["help"], ANSWERS["barrier"], "supplier"):
        assert value not in held
    assert list(person.client.cookies) == ["session"]


def test_a_filled_trap_is_noticed_and_nothing_dropped(person):
    carried = hidden(person.fill_all())
    person.post("send", carried | {"website": "http://spam.example"})
    response = _stored(person.reference())
    assert response.answers["help"] == ANSWERS["help"]
    assert len(response.flags) == 2


def test_a_changed_wording_leaves_a_begun_form_as_it_was(person):
    from pipeline.web.site import site

    path = site().place.round(ROUND).survey
    told = path.read_text("utf-8")
    new = told.replace("What gets in the way today?", "What holds you up now?").replace(
        "title:", "version: 2\ntitle:", 1
    )
    path.write_text(new, encoding="utf-8")
    try:
        assert "What holds you up now?" in text(Person().begin().get("page/barrier"))
        assert "What gets in the way today?" in text(person.get("page/barrier"))
        reference = person.send()
        assert _stored(reference).submission.definition.version == 1
        assert "What gets in the way today?" in text(person.get("sent"))
    finally:
        path.write_text(told.replace("title:", "version: 3\ntitle:", 1), encoding="utf-8")


def test_times_and_references_are_said_so_that_people_can_use_them(person):
    reference = person.send()
    assert re.fullmatch(r"[A-Z2-9]{5}-[A-Z2-9]{5}", reference)
    assert re.search(r"change them until the end of \w+ \d+ \w+ 20\d\d", text(person.get("sent")))
