"""Invitations: made, opened once by whoever holds the link, taken back, over; and rights given beside a role."""

import datetime as dt
import re

import pytest
from organising import PASSWORD, fresh, organised, signed_in

from pipeline.errors import MissingError, UserError
from pipeline.store.roles import UNREDACTING

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PEOPLE, INVITE = "/organisers/people", "/organisers/invitations"


@pytest.fixture(scope="module", autouse=True)
def _service(tmp_path_factory):
    yield from organised(tmp_path_factory.mktemp("site"))


@pytest.fixture(autouse=True)
def _none_yet():
    from pipeline.store.orm import Account, Invitation, Limit, Outgoing

    Account.objects.filter(handle__startswith="new-").delete()
    for table in (Invitation, Limit, Outgoing):
        table.objects.all().delete()


def _invited(role="reviewer", **more):
    """The path of an invitation that was made on the page."""
    page = signed_in("administrator").post(INVITE, {"role": role, **more}).content.decode()
    return re.search(r"http://localhost(/organisers/invitation/[\w-]{43})<", page)[1]


def _opened(path, handle, password=PASSWORD, again=None):
    client = fresh()
    return client, client.post(path, {"handle": handle, "new": password, "again": again or password})


def _lines(before):
    from pipeline.store import audit

    return [(line.who, line.act, line.on, line.detail) for line in audit.lines(before)]


def test_who_is_invited_chooses_handle_and_password_and_is_signed_in():
    from pipeline.store.accounts import find_account, opens

    path = _invited(grant=UNREDACTING)
    assert b"You were invited as reviewer" in fresh().get(path).content
    client, answer = _opened(path, " New-One ")
    assert answer["Location"] == "/organisers/account"
    assert UNREDACTING.encode() in client.get("/organisers/account").content
    assert b"Go to the rounds and their boards" in client.get("/organisers/account").content
    assert b'<option value="reviewer" selected>' in signed_in("administrator").get("/organisers/people").content
    made = find_account("new-one")
    assert (made.role, made.grants, made.own_password) == ("reviewer", (UNREDACTING,), True)
    assert opens("new-one", PASSWORD)


def test_a_link_opens_once():
    from pipeline.store.orm import Account

    path = _invited()
    _opened(path, "new-one")
    for client in (fresh(), signed_in("administrator")):
        assert client.get(path).status_code == 404
        assert client.post(path, {"handle": "new-two", "new": PASSWORD, "again": PASSWORD}).status_code == 404
    assert not Account.objects.filter(handle="new-two").exists()


def test_of_two_who_open_a_link_at_once_the_second_is_told(monkeypatch):
    from pipeline.store import invitations

    path = _invited()
    found = invitations.find_invitation(path.rpartition("/")[2], dt.datetime.now(dt.UTC))
    monkeypatch.setattr(invitations, "find_invitation", lambda token, now: found)
    assert _opened(path, "new-one")[1].status_code == 302
    late = _opened(path, "new-two")[1]
    assert late.status_code == 409
    assert b"this invitation was used" in late.content


def test_what_was_typed_wrong_is_told_beside_its_box_and_uses_nothing_up():
    path = _invited()
    for handle, new, again, said in (
        ("viewer", PASSWORD, PASSWORD, "already; choose another"),
        ("Full Name", PASSWORD, PASSWORD, "is no handle"),
        ("system", PASSWORD, PASSWORD, "choose another handle"),
        ("new-one", "short", "short", "too short"),
        ("new-one", PASSWORD, PASSWORD + "x", "not the same"),
        ("new-password-of-new-one", "new-password-of-new-one", "new-password-of-new-one", "too similar"),
    ):
        page = _opened(path, handle, new, again)[1].content.decode()
        assert "There is a problem" in page
        assert said in page
        assert "xyz" not in page
    assert _opened(path, "new-one")[1].status_code == 302


def test_an_invitation_is_over_after_seven_days(monkeypatch):
    from pipeline.store.orm import Invitation
    from pipeline.web import clock

    path, begun = _invited(), dt.datetime.now(dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: begun + dt.timedelta(days=6, hours=23))
    assert fresh().get(path).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: begun + dt.timedelta(days=7, minutes=1))
    assert fresh().get(path).status_code == 404
    assert _opened(path, "new-one")[1].status_code == 404
    monkeypatch.undo()
    Invitation.objects.update(until=begun - dt.timedelta(minutes=1))
    assert b">over</td>" in signed_in("administrator").get(PEOPLE).content


def test_an_invitation_that_was_taken_back_opens_nothing_and_another_administrator_may_do_it():
    from pipeline.store.accounts import add_account
    from pipeline.store.orm import Invitation

    add_account("new-admin", "administrator", PASSWORD, "author", NOW, own=True)
    path = _invited()
    number = Invitation.objects.get().pk
    client = signed_in("new-admin")
    page = client.get(PEOPLE).content.decode()
    assert f"/organisers/invitations/{number}/take-back" in page
    assert path.rpartition("/")[2] not in page
    for role in ("viewer", "reviewer", "editor"):
        assert signed_in(role).post(f"{INVITE}/{number}/take-back").status_code == 403
    assert client.post(f"{INVITE}/{number}/take-back")["Location"] == PEOPLE
    assert _opened(path, "new-one")[1].status_code == 404
    assert b"taken back already" in client.post(f"{INVITE}/{number}/take-back").content


def test_an_invitation_is_worth_no_more_than_who_made_it():
    from pipeline.store.accounts import add_account, give_role, set_active
    from pipeline.store.invitations import find_invitation, invite

    add_account("new-admin", "administrator", PASSWORD, "author", NOW, own=True)
    token = invite("administrator", (), "new-admin", NOW)
    give_role("new-admin", "editor", "author", NOW)
    with pytest.raises(MissingError):
        find_invitation(token, NOW)
    with pytest.raises(UserError, match="may not invite"):
        invite("viewer", (), "new-admin", NOW)
    give_role("new-admin", "administrator", "author", NOW)
    assert find_invitation(token, NOW).role == "administrator"
    set_active("new-admin", "author", NOW, active=False)
    with pytest.raises(MissingError):
        find_invitation(token, NOW)


def test_tries_of_a_link_are_limited(monkeypatch):
    from pipeline.web import clock

    at = dt.datetime.now(dt.UTC).replace(minute=1)
    monkeypatch.setattr(clock, "now", lambda: at)
    path = _invited()
    for _ in range(30):
        assert _opened(path, "viewer")[1].status_code == 200
    late = _opened(path, "new-one")[1]
    assert late.status_code == 429
    assert b"quarter of an hour" in late.content


def test_the_store_holds_the_hash_of_a_link_alone_and_no_line_tells_it():
    from pipeline.store import audit
    from pipeline.store.orm import Invitation, Outgoing

    before = audit.head().no
    token = _invited().rpartition("/")[2]
    kept = Invitation.objects.values().get()
    assert token not in str(kept)
    assert len(kept["token_hash"]) == 64
    assert token not in str(_lines(before))
    assert not Outgoing.objects.exists()


def test_every_act_is_a_line_of_the_audit_log():
    from pipeline.store import audit
    from pipeline.store.orm import Invitation

    before = audit.head().no
    _opened(_invited(grant=UNREDACTING), "new-one")
    first = Invitation.objects.get().pk
    _invited("viewer")
    signed_in("administrator").post(f"{INVITE}/{first + 1}/take-back")
    told = [line for line in _lines(before) if line[1] != "signed in"]
    assert told == [
        ("administrator", "invitation made", f"invitation {first}", {"role": "reviewer", "rights": UNREDACTING}),
        ("administrator", "account added", "new-one", {"role": "reviewer", "rights": UNREDACTING}),
        ("new-one", "invitation taken up", f"invitation {first}", {}),
        ("administrator", "invitation made", f"invitation {first + 1}", {"role": "viewer", "rights": ""}),
        ("administrator", "invitation taken back", f"invitation {first + 1}", {}),
    ]


def test_a_letter_is_written_where_an_address_was_typed_and_goes_when_the_invitation_does(monkeypatch):
    from django.conf import settings

    from pipeline.store.orm import Invitation, Outgoing

    assert b'name="email"' not in signed_in("administrator").get(PEOPLE).content
    _invited(email="carol@pharmacy.example")
    assert not Outgoing.objects.exists()
    monkeypatch.setattr(settings, "EMAIL_CONFIGURED", True)
    client = signed_in("administrator")
    assert b"in the right form" in client.post(INVITE, {"role": "viewer", "email": "carol at pharmacy"}).content
    path = _invited(email="carol@pharmacy.example")
    letter = Outgoing.objects.get()
    assert (letter.kind, letter.to) == ("invitation", "carol@pharmacy.example")
    assert f"http://localhost{path}\n" in letter.body
    number = Invitation.objects.latest("pk").pk
    assert "carol" not in str(list(Invitation.objects.values()))
    client.post(f"{INVITE}/{number}/take-back")
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("asked", [{"role": "owner"}, {"role": ""}, {"role": "viewer", "grant": "everything"}])
def test_no_invitation_to_what_is_not_there(asked):
    from pipeline.store.orm import Invitation

    assert b"There is a problem" in signed_in("administrator").post(INVITE, asked).content
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "..%2f", "é" * 20, "A" * 3000])
def test_what_is_no_link_opens_nothing(token):
    for method in ("get", "post"):
        answer = getattr(fresh(), method)(f"/organisers/invitation/{token}", {"handle": "new-one"})
        assert answer.status_code in (400, 404)
        assert b'name="handle"' not in answer.content


def test_a_right_beside_a_role_is_given_and_taken_back_on_the_page_and_never_to_oneself():
    from pipeline.store import audit
    from pipeline.store.accounts import add_account, find_account, grant

    add_account("new-one", "reviewer", PASSWORD, "author", NOW, own=True)
    before, client = audit.head().no, signed_in("administrator")
    client.post(f"{PEOPLE}/new-one", {"act": "give", "right": UNREDACTING})
    assert find_account("new-one").grants == (UNREDACTING,)
    assert UNREDACTING.encode() in signed_in("new-one").get("/organisers/account").content
    client.post(f"{PEOPLE}/new-one", {"act": "take", "right": UNREDACTING})
    assert find_account("new-one").grants == ()
    assert UNREDACTING.encode() not in signed_in("new-one").get("/organisers/account").content
    assert b"is no right" in client.post(f"{PEOPLE}/new-one", {"act": "give", "right": "manage accounts"}).content
    mine = client.post(f"{PEOPLE}/administrator", {"act": "give", "right": UNREDACTING})
    assert b"Another administrator" in mine.content
    assert find_account("administrator").grants == ()
    assert [(line[1], line[2], line[3]) for line in _lines(before)] == [
        ("right given", "new-one", {"right": UNREDACTING}),
        ("right taken back", "new-one", {"right": UNREDACTING}),
    ]
    with pytest.raises(MissingError):
        grant("nobody", UNREDACTING, "author", NOW, given=True)


def test_an_administrator_takes_the_code_off_for_who_lost_it():
    from pipeline.store import second
    from pipeline.store.accounts import add_account
    from pipeline.store.orm import Account, TOTPDevice

    add_account("new-one", "reviewer", PASSWORD, "author", NOW, own=True)
    TOTPDevice.objects.create(user=Account.objects.get(handle="new-one"), name="app")
    client = signed_in("administrator")
    assert b"Password and code" in client.get(PEOPLE).content
    client.post(f"{PEOPLE}/new-one", {"act": "no-code"})
    assert not second.is_on("new-one")
    assert b"there is no second factor" in client.post(f"{PEOPLE}/new-one", {"act": "no-code"}).content
