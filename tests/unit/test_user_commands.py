"""cpitg user: accounts from the terminal, passwords never on the screen but once."""

import datetime as dt
import getpass
import sys

import pytest
from organising import HASHERS
from stores import open_empty
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import MissingError, UserError

OWN = "seven green bottles on a wall"


@pytest.fixture
def run(tmp_path, monkeypatch):
    from django.test import override_settings

    from pipeline.store.setup import close_store, set_up

    set_up()
    open_empty(tmp_path / "data")

    said: list[str] = []
    monkeypatch.setattr("pipeline.usercommands.say", said.append)
    monkeypatch.setattr("pipeline.usercommands.table", lambda head, rows: said.extend(map(str, rows)))

    def ran(*words: str) -> list[str]:
        said.clear()
        told = CliRunner().invoke(app, ["user", *words, "--data", str(tmp_path / "data")])
        if told.exception and not isinstance(told.exception, SystemExit):
            raise told.exception
        return list(said)

    with override_settings(PASSWORD_HASHERS=HASHERS):
        yield ran
    close_store()


def _typed(monkeypatch, *passwords):
    told = iter(passwords)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("pipeline.usercommands.sys", type("Terminal", (), {"stdin": sys.stdin}))
    monkeypatch.setattr(getpass, "getpass", lambda _: next(told))


def test_an_account_made_at_the_terminal_opens_with_the_password_that_was_shown(run):
    from pipeline.store.accounts import find_account, opens

    shown, said = run("add", "ruth", "--role", "editor", "--generate")
    assert opens("ruth", shown.rpartition(" ")[2])
    assert "editor" in said
    assert not find_account("ruth").own_password
    assert run("list")[0] == "['ruth', 'editor', \"waits for its owner's own password\"]"


@pytest.mark.parametrize(
    ("words", "said"),
    [(("Ann Smith", "editor"), "is no handle"), (("ann", "boss"), "boss"), (("taken", "viewer"), "already")],
)
def test_what_cannot_be_made_is_said_before_a_password_is_asked_for(run, words, said):
    run("add", "taken", "--role", "viewer", "--generate")
    with pytest.raises(UserError, match=said):
        run("add", words[0], "--role", words[1])


def test_without_a_terminal_no_password_can_be_typed(run):
    with pytest.raises(MissingError, match="--generate"):
        run("add", "ruth", "--role", "editor")


def test_a_password_is_typed_twice_and_never_shown(run, monkeypatch):
    from pipeline.store.accounts import find_account, opens

    _typed(monkeypatch, OWN, OWN, OWN, OWN + ".")
    said = run("add", "ruth", "--role", "editor")
    assert not any(OWN in line for line in said)
    assert opens("ruth", OWN)
    assert find_account("ruth").own_password
    with pytest.raises(UserError, match="not the same"):
        run("password", "ruth")
    assert opens("ruth", OWN)


def test_roles_change_and_accounts_are_shut_and_opened(run):
    from pipeline.store.accounts import find_account

    run("add", "anna", "--role", "administrator", "--generate")
    run("add", "ruth", "--role", "viewer", "--generate")
    run("role", "ruth", "reviewer")
    assert find_account("ruth").role == "reviewer"
    run("disable", "ruth", "--by", "anna")
    assert not find_account("ruth").active
    assert run("list")[1] == "['ruth', 'reviewer', 'shut']"
    run("enable", "ruth")
    assert find_account("ruth").active
    with pytest.raises(UserError, match="only administrator"):
        run("disable", "anna")


def test_a_password_for_nobody_is_not_asked_for(run):
    with pytest.raises(MissingError, match="no account 'nobody'"):
        run("password", "nobody", "--generate")


def test_a_right_that_no_role_has_is_given_and_taken_back(run):
    from pipeline.store.accounts import find_account

    run("add", "ruth", "--role", "reviewer", "--generate")
    assert "cpitg user revoke ruth" in run("grant", "ruth", "see what was hidden")[0]
    assert find_account("ruth").grants == ("see what was hidden",)
    assert run("list")[0] == "['ruth', 'reviewer; see what was hidden', \"waits for its owner's own password\"]"
    run("revoke", "ruth", "see what was hidden")
    assert find_account("ruth").grants == ()
    with pytest.raises(UserError, match="one of: see what was hidden"):
        run("grant", "ruth", "everything")


def test_an_invitation_from_the_terminal_opens_once_is_listed_and_taken_back(run):
    from pipeline.store.invitations import find_invitation, take_up

    shown = run("invite", "--role", "reviewer", "--may", "see what was hidden", "--by", "anna")[0]
    token = shown.rpartition("/organisers/invitation/")[2]
    now = dt.datetime.now(dt.UTC)
    assert find_invitation(token, now).grants == ("see what was hidden",)
    first = run("invitations")
    assert "reviewer; see what was hidden" in first[0]
    assert "'anna'" in first[0]
    assert "'open'" in first[0]
    assert token not in str(first)
    take_up(token, "ruth", OWN, now)
    assert "used by ruth" in run("invitations")[0]
    run("invite", "--role", "viewer")
    assert run("invitations", "--take-back", "2")[0] == "invitation 2 opens nothing any more"
    with pytest.raises(MissingError, match="taken back already"):
        run("invitations", "--take-back", "2")
    with pytest.raises(UserError, match="no role"):
        run("invite", "--role", "boss")


def test_who_lost_their_codes_signs_in_without(run):
    from pipeline.store import second
    from pipeline.store.orm import Account, TOTPDevice

    run("add", "ruth", "--role", "reviewer", "--generate")
    with pytest.raises(MissingError, match="no second factor"):
        run("no-second-factor", "ruth")
    TOTPDevice.objects.create(user=Account.objects.get(handle="ruth"), name="app")
    run("no-second-factor", "ruth", "--by", "anna")
    assert not second.is_on("ruth")


def test_the_matrix_names_every_page_and_who_sees_it(monkeypatch):
    from pipeline.store.setup import set_up

    set_up()
    from pipeline.web.organisers.urls import urlpatterns

    told = []
    monkeypatch.setattr("pipeline.usercommands.table", lambda head, rows: told.extend([head, *rows]))
    CliRunner().invoke(app, ["user", "matrix"], catch_exceptions=False)
    roles = ["nobody", "viewer", "reviewer", "editor", "administrator"]
    assert told[0][2:] == [*roles, "reviewer with grant", "editor with grant"]
    assert [row[0] for row in told[1:]] == [f"/organisers/{pattern.pattern}" for pattern in urlpatterns]
    by_page = {row[0]: row[1:] for row in told[1:]}
    assert by_page["/organisers/sign-in"] == ["anybody", *["yes"] * 7]
    assert by_page["/organisers/account"] == ["signed in", "-", *["yes"] * 6]
    assert by_page["/organisers/audit"] == ["read the audit log", "-", "-", "-", "-", "yes", "-", "-"]
    raw = by_page["/organisers/round/<str:round>/answers/as-they-arrived"]
    assert raw == ["take answers out as they arrived", *["-"] * 6, "yes"]
