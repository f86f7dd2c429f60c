"""What somebody would try who wants in: each way was open or guessed at once, and is shut."""

import datetime as dt

import pytest
from answering import ANSWERS, Person, hidden, text
from organising import PASSWORD, fresh, organised, signed_in
from serving import ROUND

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
BEGIN = f"/survey/{ROUND}/begin"


@pytest.fixture(scope="module", autouse=True)
def _service(tmp_path_factory):
    yield from organised(tmp_path_factory.mktemp("attacked"))


@pytest.fixture(autouse=True)
def _no_tries_yet():
    from pipeline.store.orm import Limit

    Limit.objects.all().delete()


@pytest.fixture
def letters(monkeypatch):
    from django.conf import settings

    monkeypatch.setattr(settings, "EMAIL_CONFIGURED", True)


def _session_key(client):
    from django.conf import settings

    return client.cookies[settings.SESSION_COOKIE_NAME].value


# --- the session ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"}],
)
def test_another_site_begins_no_form_and_ends_no_session(headers):
    from pipeline.store.orm import Draft

    before = Draft.objects.count()
    answer = fresh().post(BEGIN, headers=headers)
    assert answer["location"] == f"/survey/{ROUND}/"
    assert not answer.cookies
    assert Draft.objects.count() == before


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "http://localhost"}]
)
def test_our_own_page_begins_a_form_in_every_browser(headers):
    assert "/page/" in fresh().post(BEGIN, headers=headers)["location"]


def _planted():
    """A client with a session that somebody else knows, and that one's client."""
    victim, thief = Person(), Person()
    victim.begin()
    thief.client.cookies = victim.client.cookies.copy()
    return victim, thief, _session_key(victim.client)


def test_a_form_begun_in_a_session_known_before_is_not_seen_by_who_knew_it():
    victim, thief, known = _planted()
    victim.begin()
    assert _session_key(victim.client) != known
    assert thief.get("check").status_code == 404


def test_a_link_opened_in_a_session_known_before_is_not_seen_by_who_knew_it():
    writer = Person().begin()
    writer.fill("who")
    writer.post("save", hidden(writer.get("save")))
    victim, thief, known = _planted()
    assert victim.post(writer.link("save")).status_code == 302
    assert _session_key(victim.client) != known
    assert thief.get("check").status_code == 404


def test_a_password_is_not_chosen_in_a_session_known_before():
    from pipeline.store.accounts import add_account

    add_account("handed-over", "editor", PASSWORD, "author", NOW, own=False)
    victim, thief = fresh(), fresh()
    session = victim.session
    session["planted"] = True
    session.save()
    thief.cookies = victim.cookies.copy()
    victim.post("/organisers/sign-in", {"handle": "handed-over", "password": PASSWORD})
    assert victim.get("/organisers/choose-password").status_code == 200
    assert thief.get("/organisers/choose-password").status_code == 302


def test_who_took_a_session_cannot_try_passwords_in_it():
    client, tried = signed_in("reviewer"), {"act": "change", "old": "guessed", "new": "x", "again": "x"}
    answers = [client.post("/organisers/account", tried | {"old": f"guess {n}"}).status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2
    everywhere = client.post("/organisers/account", {"act": "everywhere", "password": PASSWORD})
    assert everywhere.status_code == 429


# --- what is left of somebody -----------------------------------------------------------------------------------------


def test_a_name_written_on_a_paper_does_not_stay_in_the_audit_log():
    from pipeline.store import audit
    from pipeline.store.erasing import ask_erasure
    from pipeline.store.orm import AuditLine, Paper, Response

    client, papers = signed_in("reviewer"), f"/organisers/round/{ROUND}/papers"
    client.post(f"{papers}/new", {"label": "Ottoline Quill", "help": "Shorter queues."})
    paper = Paper.objects.get(label="Ottoline Quill").pk
    client.post(f"{papers}/{paper}/again", {"help": "Shorter queues."})
    ask_erasure(ROUND, Response.objects.get(source="paper").store_id, "asked", "author", NOW)
    assert not Paper.objects.filter(label__contains="Quill")
    assert [line.act for line in audit.lines() if line.on == f"paper {paper}"] == [
        "paper typed",
        "paper typed again",
        "paper taken in",
    ]
    assert "Quill" not in str(list(AuditLine.objects.values()))


def test_a_response_that_a_person_is_to_look_at_stays_so_when_its_sender_changes_it():
    from pipeline.store.orm import Response

    sender = Person().begin()
    sender.post("send", hidden(sender.fill_all()) | {"website": "https://spam.example"})
    id = sender.reference().replace("-", "")
    noticed = Response.objects.get(store_id=id).flags
    assert noticed
    sender.post("change")
    sender.post("send", hidden(sender.get("check")))
    now = Response.objects.get(store_id=id).flags
    assert set(noticed) <= set(now)
    assert len(set(now)) == len(now)


def test_words_of_a_change_that_was_open_do_not_come_back_after_withdrawing():
    from pipeline.store.erasing import ask_erasure
    from pipeline.store.orm import Draft, Response, Submission

    sender = Person().begin()
    id = sender.send().replace("-", "")
    sender.post("change")
    opened = Draft.objects.get(changes__reference=id)
    ask_erasure(ROUND, id, "withdrawn", "respondent", NOW)
    # With a server's database it may have been made in the very moment between.
    opened.save(force_insert=True)
    page = sender.get("check")
    assert sender.post("send", hidden(page)).status_code == 404
    assert Response.objects.get(store_id=id).answers == {}
    assert Submission.objects.get(reference=id).token_hash == ""


# --- letters ----------------------------------------------------------------------------------------------------------


def test_nobodys_letter_box_is_filled_by_forms_begun_again_and_again(letters):
    from pipeline.store.orm import Outgoing

    answers = []
    for _ in range(12):
        writer = Person().begin()
        carried = hidden(writer.get("save")) | {"act": "letter", "you.email": "victim@pharmacy.example"}
        answers.append(writer.post("save", carried).status_code)
    assert answers == [200] * 10 + [429] * 2
    assert Outgoing.objects.filter(to="victim@pharmacy.example", kind="return").count() == 10


def test_receipts_to_one_address_end_and_the_page_does_not_promise_one(letters, monkeypatch):
    from pipeline.store.orm import Outgoing
    from pipeline.web.survey import letters as written

    monkeypatch.setitem(written.A_DAY, "receipt", 1)
    told = []
    for address in ("victim@pharmacy.example", "Victim@Pharmacy.example"):
        sender = Person().begin()
        sender.fill_all()
        sender.fill("you", {"you.email": address})
        sender.post("send", hidden(sender.get("check")))
        told.append("We also send it to" in text(sender.get("sent")))
    assert told == [True, False]
    assert Outgoing.objects.filter(kind="receipt").count() == 1


# --- a computer that others use ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["page/who", "send", "save"])
def test_a_page_left_open_opens_nothing_once_its_user_finished(where):
    writer = Person().begin()
    left_open = hidden(writer.get("page/who"))
    writer.fill_all()
    writer.post("leave")
    assert writer.post(where, left_open | {"who": "supplier"}).status_code == 404
    for client in (writer, Person()):
        client.post(where, left_open | {"who": "supplier"})
        assert client.get("check").status_code == 404


def test_a_page_left_open_of_what_was_sent_shows_the_reference_and_no_answer():
    writer = Person().begin()
    left_open = hidden(writer.get("page/who"))
    reference = writer.send()
    other = Person().begin()
    other.post("send", left_open)
    assert other.reference() == reference
    for page in ("sent", "held"):
        assert ANSWERS["help"] not in other.get(page).content.decode()


def test_a_page_outlives_its_session_all_the_same():
    writer = Person().begin()
    kept = writer.get("page/who")
    writer.client.cookies.clear()
    assert writer.post("page/who", hidden(kept) | {"who": "supplier"}).status_code == 302
    assert "System supplier" in text(writer.get("check"))
