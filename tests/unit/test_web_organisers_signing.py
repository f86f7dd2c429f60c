"""Signing in, choosing a password, signing out; what is told to whom, and what ends a session."""

import datetime as dt

import pytest
from organising import PASSWORD, fresh, organised, signed_in

OTHER = "a quiet afternoon in the dispensary"
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module", autouse=True)
def _service(tmp_path_factory):
    yield from organised(tmp_path_factory.mktemp("site"))


@pytest.fixture(autouse=True)
def _no_tries_yet():
    from pipeline.store.orm import Limit

    Limit.objects.all().delete()


def _sign_in(client, handle="viewer", password=PASSWORD, **more):
    return client.post("/organisers/sign-in", {"handle": handle, "password": password, **more})


def test_signing_in_leads_to_the_page_that_was_asked_for():
    client = fresh()
    asked = client.get("/organisers/account")
    assert asked["Location"] == "/organisers/sign-in?next=%2Forganisers%2Faccount"
    assert b'value="/organisers/account"' in client.get(asked["Location"]).content
    assert _sign_in(client, next="/organisers/account")["Location"] == "/organisers/account"
    assert b"viewer" in client.get("/organisers/account").content


@pytest.mark.parametrize(
    "next", ["https://elsewhere.example/", "//elsewhere.example/organisers/", "/", "javascript:alert(1)", "\x00"]
)
def test_signing_in_never_leads_elsewhere(next):
    assert _sign_in(fresh(), next=next)["Location"] == "/organisers/"


def test_a_session_known_before_is_of_no_use_afterwards():
    client = fresh()
    client.get("/organisers/sign-in")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    _sign_in(client)
    assert client.session.session_key != planted
    thief = fresh()
    thief.cookies["sessionid"] = planted
    assert thief.get("/organisers/").status_code == 302


def test_an_unknown_handle_a_wrong_password_and_a_shut_account_are_told_alike():
    from pipeline.store.accounts import add_account, set_active

    add_account("shut", "viewer", OTHER, "author", NOW, own=True)
    set_active("shut", "author", NOW, active=False)

    def said(handle, password):
        page = _sign_in(fresh(), handle, password).content.decode()
        return page[page.index("<main") :].replace(handle, "")

    told = {said("viewer", OTHER), said("nobody", OTHER), said("shut", OTHER)}
    assert len({page.split('name="csrfmiddlewaretoken"')[0] for page in told}) == 1


def test_what_was_typed_as_a_password_comes_back_on_no_page():
    assert b"xyzzy-plugh" not in _sign_in(fresh(), password="xyzzy-plugh").content


def test_a_handle_is_read_in_any_capitals():
    assert _sign_in(fresh(), " Viewer ")["Location"] == "/organisers/"


def test_after_ten_tries_a_handle_has_to_wait_and_the_page_says_so():
    for _ in range(10):
        assert _sign_in(fresh(), password=OTHER).status_code == 200
    late = _sign_in(fresh())
    assert late.status_code == 429
    assert b"quarter of an hour" in late.content
    assert _sign_in(fresh(), "editor").status_code == 302


def test_a_password_that_was_handed_over_opens_one_page_alone():
    from pipeline.store.accounts import accounts, add_account, new_passphrase

    made = new_passphrase()
    add_account("newcomer", "editor", made, "author", NOW, own=False)
    client = fresh()
    assert _sign_in(client, "newcomer", made)["Location"] == "/organisers/choose-password"
    assert client.get("/organisers/").status_code == 302
    for typed in ({"new": "short", "again": "short"}, {"new": OTHER, "again": PASSWORD}, {"new": made, "again": made}):
        assert b"There is a problem" in client.post("/organisers/choose-password", typed).content
    assert client.post("/organisers/choose-password", {"new": OTHER, "again": OTHER})["Location"] == "/organisers/"
    assert client.get("/organisers/").status_code == 200
    assert next(one for one in accounts() if one.handle == "newcomer").own_password
    assert _sign_in(fresh(), "newcomer", made).status_code == 200
    assert _sign_in(fresh(), "newcomer", OTHER).status_code == 302


def test_the_page_for_choosing_is_not_reached_otherwise_and_not_for_long(monkeypatch):
    from pipeline.store.accounts import add_account, new_passphrase
    from pipeline.web import clock

    assert fresh().get("/organisers/choose-password")["Location"] == "/organisers/sign-in"
    assert signed_in("viewer").get("/organisers/choose-password")["Location"] == "/organisers/sign-in"
    made = new_passphrase()
    add_account("slow", "editor", made, "author", NOW, own=False)
    client = fresh()
    _sign_in(client, "slow", made)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post("/organisers/choose-password", {"new": OTHER, "again": OTHER}).status_code == 302
    assert client.get("/organisers/").status_code == 302


def _after(monkeypatch, begun, hours):
    from pipeline.web import clock

    monkeypatch.setattr(clock, "now", lambda: begun + dt.timedelta(hours=hours))


def test_eight_idle_hours_end_a_session_and_work_keeps_it(monkeypatch):
    client, begun = signed_in("viewer"), dt.datetime.now(dt.UTC)
    for hours in (3, 6, 9):
        _after(monkeypatch, begun, hours)
        assert client.get("/organisers/").status_code == 200
    idle = signed_in("viewer")
    _after(monkeypatch, begun, 7.9)
    assert idle.get("/organisers/").status_code == 200
    _after(monkeypatch, begun, 15.95)
    assert idle.get("/organisers/").status_code == 302


def test_twelve_hours_end_a_session_whatever_is_done(monkeypatch):
    client, begun = signed_in("viewer"), dt.datetime.now(dt.UTC)
    for hours in (4, 8, 11.9):
        _after(monkeypatch, begun, hours)
        assert client.get("/organisers/").status_code == 200
    _after(monkeypatch, begun, 12.1)
    asked = client.get("/organisers/", follow=True).content
    assert b"Sign out" not in asked
    before = client.session.session_key
    assert _sign_in(client)["Location"] == "/organisers/"
    assert client.get("/organisers/").status_code == 200
    assert client.session.session_key != before


def test_a_session_that_does_not_say_when_it_began_is_over():
    client = signed_in("viewer")
    session = client.session
    del session["organiser_began"]
    session.save()
    assert client.get("/organisers/").status_code == 302


def test_signing_out_ends_the_session_and_only_by_a_button():
    client = signed_in("viewer")
    assert client.get("/organisers/sign-out").status_code == 405
    assert client.get("/organisers/").status_code == 200
    client.post("/organisers/sign-out")
    assert client.get("/organisers/").status_code == 302


@pytest.mark.parametrize("everywhere", [True, False])
def test_every_session_ends_on_its_owners_word(everywhere):
    from pipeline.store.accounts import add_account

    handle = f"owner-{everywhere}".lower()
    add_account(handle, "viewer", PASSWORD, "author", NOW, own=True)
    here, elsewhere = signed_in(handle), signed_in(handle)
    asked = {"act": "everywhere"} if everywhere else {"act": "change", "new": OTHER, "again": OTHER}
    wrong = here.post("/organisers/account", asked | {"old": "guessed", "password": "guessed"})
    assert b"This is not your password" in wrong.content
    assert elsewhere.get("/organisers/").status_code == 200
    here.post("/organisers/account", asked | {"old": PASSWORD, "password": PASSWORD})
    assert here.get("/organisers/").status_code == 302
    assert elsewhere.get("/organisers/").status_code == 302
    assert _sign_in(fresh(), handle, PASSWORD if everywhere else OTHER).status_code == 302


def test_signing_in_and_out_and_failing_are_lines_of_the_audit_log():
    from pipeline.store import audit

    before = audit.head().no
    client = fresh()
    _sign_in(client, password=OTHER)
    _sign_in(client)
    client.post("/organisers/sign-out")
    told = [(line.who, line.act, line.on) for line in audit.lines(before)]
    assert told == [("system", "sign-in failed", "viewer"), ("viewer", "signed in", "viewer"),
                    ("viewer", "signed out", "viewer")]  # fmt: skip


def test_an_administrator_adds_an_account_whose_password_is_shown_once():
    from pipeline.store.accounts import find_account, opens

    client = signed_in("administrator")
    page = client.post("/organisers/people", {"handle": "fresh-one", "role": "reviewer"}).content.decode()
    made = page.split('organisers-once">')[1].split("<")[0]
    assert opens("fresh-one", made)
    assert not find_account("fresh-one").own_password
    assert made not in client.get("/organisers/people").content.decode()


@pytest.mark.parametrize("handle", ["viewer", "Full Name", "", "a@b.example", "<script>"])
def test_a_handle_that_cannot_be_is_told_beside_the_box(handle):
    page = signed_in("administrator").post("/organisers/people", {"handle": handle, "role": "viewer"})
    assert b"There is a problem" in page.content
    assert b"<script>" not in page.content


def test_an_administrator_changes_others_and_never_themselves():
    from pipeline.store.accounts import add_account, find_account, opens

    add_account("changed", "viewer", PASSWORD, "author", NOW, own=True)
    client = signed_in("administrator")

    def act(handle, **asked):
        return client.post(f"/organisers/people/{handle}", asked)

    act("changed", act="role", role="editor")
    assert find_account("changed").role == "editor"
    act("changed", act="shut")
    assert not opens("changed", PASSWORD)
    act("changed", act="open")
    assert opens("changed", PASSWORD)
    act("changed", act="password")
    assert not opens("changed", PASSWORD)
    assert b"Another administrator" in act("administrator", act="role", role="viewer").content
    assert find_account("administrator").role == "administrator"
    assert b"no account" in act("nobody", act="shut").content
    assert b"is no role" in act("changed", act="role", role="owner").content


def test_the_audit_page_says_in_words_whether_the_log_is_whole():
    from pipeline.store.orm import AuditLine

    client = signed_in("administrator")
    assert b"The log is whole" in client.get("/organisers/audit").content
    first = AuditLine.objects.get(no=1)
    AuditLine.objects.filter(no=1).update(who="somebody")
    assert b"Line 1 is the first that was changed" in client.get("/organisers/audit").content
    first.save()


def test_the_audit_page_shows_the_lines_that_were_asked_for():
    from pipeline.store import audit
    from pipeline.web import clock

    audit.write("editor", "exported", "=cmd|x", {"rows": 3}, dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC))
    client = signed_in("administrator")
    told = client.get("/organisers/audit", {"act": "exported", "who": "editor", "day": "2026-07-01"}).content.decode()
    assert "1 line" in told
    assert "2026-07-01 00:30:00" in told
    assert str(clock.LONDON) == "Europe/London"
    assert "0 lines" in client.get("/organisers/audit", {"act": "exported", "day": "2026-06-30"}).content.decode()
    rows = client.post("/organisers/audit/csv", {"act": "exported"}).content.decode().splitlines()
    assert rows[0] == "no,at,who,act,on,detail,before,hash"
    assert len(rows) == 2
    assert "'=cmd|x" in rows[1]
    assert [line.act for line in audit.lines()][-1] == "audit log taken out"


def test_hostile_questions_to_the_audit_page_find_nothing_and_break_nothing():
    client = signed_in("administrator")
    for told in ("<script>alert(1)</script>", "' OR 1=1 --", "\x00", "x" * 5000, "0001-01-01", "9999-12-31"):
        page = client.get("/organisers/audit", {"act": told, "who": told, "day": told})
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
        assert b"0 lines" in page.content
