"""Accounts: who may be let in, by what password, and what is written down of it."""

import datetime as dt
import itertools

import pytest

from pipeline.errors import MissingError, UserError
from pipeline.store.roles import ACCOUNTS, COUNTS, EXPORTS, GRANTS, PAPER, RAW, RIGHTS, ROLES, UNREDACTING, may, rights

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
OWN = "seven green bottles on a wall"
OTHER = "a quiet afternoon in the dispensary"


@pytest.fixture(scope="module", autouse=True)
def _opened(tmp_path_factory):
    """One store for the file, which hashes in no time."""
    from pipeline.store.setup import close_store, open_store

    open_store(tmp_path_factory.mktemp("data"))
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
    close_store()


@pytest.fixture(autouse=True)
def _emptied():
    """Each test begins without an account."""
    from pipeline.store.orm import Account, AuditHead, AuditLine, Limit

    for table in (Account, AuditHead, AuditLine, Limit):
        table.objects.all().delete()


def _audit():
    from pipeline.store import audit

    return [(line.who, line.act, line.on) for line in audit.lines()]


def _added(handle="ruth", role="viewer", *, own=True):
    from pipeline.store.accounts import add_account

    add_account(handle, role, OWN, "author", NOW, own=own)


def test_each_role_has_the_rights_of_those_before_it():
    for lower, higher in itertools.pairwise(ROLES):
        assert set(rights(lower)) < set(rights(higher))
    assert rights("administrator") == tuple(right for right in RIGHTS if right not in (*GRANTS, RAW))
    assert rights("administrator", UNREDACTING) == RIGHTS
    assert rights("viewer") == (COUNTS,)
    assert rights("viewer", UNREDACTING) == (COUNTS,)
    assert rights("reviewer", UNREDACTING) == (*rights("reviewer"), UNREDACTING)
    assert rights("editor", UNREDACTING) == (*rights("editor"), UNREDACTING, RAW)
    assert not may("viewer", PAPER)
    assert may("reviewer", PAPER)
    assert not may("reviewer", EXPORTS)
    assert not may("editor", ACCOUNTS)


@pytest.mark.parametrize("role", ["", "superuser", "Administrator", "viewer "])
def test_what_is_no_role_may_nothing(role):
    assert rights(role) == ()


def test_an_account_opens_by_its_password_alone():
    from pipeline.store.accounts import opens

    _added()
    assert opens("ruth", OWN)
    assert not opens("ruth", OWN + " ")
    assert not opens("ruth", "")
    assert not opens("nobody", OWN)
    assert not opens("ruth", OWN * 100)


def test_an_account_that_is_shut_opens_no_more_until_it_is_opened_again():
    from pipeline.store.accounts import opens, set_active

    _added()
    set_active("ruth", "author", NOW, active=False)
    assert not opens("ruth", OWN)
    set_active("ruth", "author", NOW, active=True)
    assert opens("ruth", OWN)


@pytest.mark.parametrize("password", ["short", "elevenchars", "password1234", "123456789012", "ruth" * 3, "x" * 501])
def test_passwords_that_are_short_common_or_the_handle_are_refused(password):
    from pipeline.store.accounts import password_faults

    assert password_faults("ruthruthruth", password)


def test_a_password_that_was_made_is_fit_and_never_the_same():
    from pipeline.store.accounts import new_passphrase, password_faults

    made = {new_passphrase() for _ in range(50)}
    assert len(made) == 50
    assert not any(password_faults("ruth", one) for one in made)


def test_the_store_holds_no_password():
    from django.test import override_settings

    from pipeline.store.orm import Account

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        _added()
    kept = Account.objects.get(handle="ruth").password
    assert OWN not in kept
    assert kept.startswith("pbkdf2_sha256$")


@pytest.mark.parametrize("handle", ["author", "illustration", "machine", "respondent", "system"])
def test_nobody_is_taken_for_who_acts_without_an_account(handle):
    with pytest.raises(UserError, match="choose another handle"):
        _added(handle)


@pytest.mark.parametrize("handle", ["", "r", "Ruth", "ruth price", "9ruth", "r" * 32, "ruth@post.example", "r\x00th"])
def test_a_handle_is_no_full_name_and_no_address(handle):
    with pytest.raises(UserError, match="handle"):
        _added(handle)


def test_an_account_is_made_once():
    _added()
    with pytest.raises(UserError, match="already"):
        _added()


def test_a_role_that_is_none_is_refused_and_said():
    with pytest.raises(UserError, match="viewer, reviewer, editor, administrator"):
        _added(role="owner")


def test_the_last_administrator_stays_one():
    from pipeline.store.accounts import give_role, set_active

    _added("anna", "administrator")
    with pytest.raises(UserError, match="only administrator"):
        give_role("anna", "viewer", "anna", NOW)
    with pytest.raises(UserError, match="only administrator"):
        set_active("anna", "anna", NOW, active=False)
    _added("bela", "administrator")
    give_role("anna", "viewer", "bela", NOW)


def test_a_right_is_given_only_where_it_is_worth_something_and_taken_back_anywhere():
    from pipeline.store.accounts import find_account, give_role, grant

    _added()
    with pytest.raises(UserError, match="a viewer reads no answers"):
        grant("ruth", UNREDACTING, "anna", NOW, given=True)
    give_role("ruth", "reviewer", "anna", NOW)
    grant("ruth", UNREDACTING, "anna", NOW, given=True)
    give_role("ruth", "viewer", "anna", NOW)
    assert find_account("ruth").grants == (UNREDACTING,)
    grant("ruth", UNREDACTING, "anna", NOW, given=False)
    assert find_account("ruth").grants == ()


def test_nobody_is_an_account_that_is_not_there():
    from pipeline.store.accounts import find_account, give_role

    with pytest.raises(MissingError, match="cpitg user list"):
        find_account("nobody")
    with pytest.raises(MissingError):
        give_role("nobody", "viewer", "author", NOW)


def test_every_act_on_an_account_is_written_down():
    from pipeline.store.accounts import give_password, give_role, set_active, sign_out_everywhere

    _added("anna", "administrator")
    _added("ruth", "viewer", own=False)
    give_role("ruth", "editor", "anna", NOW)
    give_password("ruth", OTHER, "ruth", NOW, own=True)
    assert sign_out_everywhere("ruth", OTHER, NOW)
    set_active("ruth", "anna", NOW, active=False)
    assert _audit() == [
        ("author", "account added", "anna"),
        ("author", "account added", "ruth"),
        ("anna", "role given", "ruth"),
        ("ruth", "password changed", "ruth"),
        ("ruth", "signed out everywhere", "ruth"),
        ("anna", "account shut", "ruth"),
    ]


def test_a_new_salt_changes_what_sessions_hang_on():
    from pipeline.store.accounts import opens, sign_out_everywhere
    from pipeline.store.orm import Account

    _added()
    before = Account.objects.get(handle="ruth").get_session_auth_hash()
    assert not sign_out_everywhere("ruth", OTHER, NOW)
    assert Account.objects.get(handle="ruth").get_session_auth_hash() == before
    assert sign_out_everywhere("ruth", OWN, NOW)
    assert Account.objects.get(handle="ruth").get_session_auth_hash() != before
    assert opens("ruth", OWN)


def test_tries_are_limited_for_a_handle_whether_it_is_there_or_not():
    from pipeline.store.accounts import try_to_open
    from pipeline.store.limits import TooOftenError

    for handle in ("ruth", "nobody"):
        for _ in range(10):
            assert try_to_open(handle, OTHER, f"from {handle}", NOW) is None
        with pytest.raises(TooOftenError):
            try_to_open(handle, OTHER, "from elsewhere", NOW)
    later = NOW + dt.timedelta(minutes=16)
    assert try_to_open("ruth", OTHER, "from ruth", later) is None


def test_tries_are_limited_for_an_address():
    from pipeline.store.accounts import try_to_open
    from pipeline.store.limits import TooOftenError

    for number in range(60):
        try_to_open(f"nobody-{number}", "", "192.0.2.7", NOW)
    with pytest.raises(TooOftenError):
        try_to_open("ruth", OWN, "192.0.2.7", NOW)


def test_a_failed_try_is_written_down_without_what_was_typed():
    from pipeline.store.accounts import try_to_open

    _added()
    try_to_open("my secret password", OTHER, "192.0.2.7", NOW)
    try_to_open("ruth", OTHER, "192.0.2.7", NOW)
    assert _audit()[1:] == [("system", "sign-in failed", ""), ("system", "sign-in failed", "ruth")]


@pytest.mark.parametrize(
    ("handle", "password"), [("ruth", OWN), ("ruth", OTHER), ("nobody", OWN), ("shut", OWN), ("ruth", "x" * 9999)]
)
def test_every_try_costs_one_hash_so_that_time_tells_nothing(handle, password, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    from pipeline.store.accounts import opens, set_active

    _added()
    _added("shut")
    set_active("shut", "author", NOW, active=False)
    hashed, encode = [], MD5PasswordHasher.encode

    def counted(self, told, salt):
        hashed.append(len(told))
        return encode(self, told, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    opens(handle, password)
    assert len(hashed) == 1
    assert hashed[0] <= 500


@pytest.fixture
def as_served():
    """Passwords kept as the service keeps them."""
    from django.test import override_settings

    from pipeline.settings import PASSWORD_HASHERS

    with override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS):
        yield


def _kept(handle="ruth"):
    from pipeline.store.orm import Account

    return Account.objects.get(handle=handle).password


def test_a_new_password_is_kept_by_argon2id_above_the_floor(as_served):
    import re

    _added()
    told = re.match(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$", _kept())
    assert told, "not Argon2id"
    # OWASP's floor is 19 MiB with two passes, or more memory with one.
    assert int(told[1]) >= 19 * 1024
    assert int(told[2]) >= 2


def test_a_password_kept_the_old_way_opens_and_is_kept_anew(as_served, monkeypatch):
    from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password

    from pipeline.store.accounts import owner_says, try_to_open
    from pipeline.store.orm import Account

    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)
    _added()
    Account.objects.update(password=make_password(OWN, hasher="pbkdf2_sha256"))
    assert try_to_open("ruth", OTHER, "192.0.2.7", NOW) is None
    assert owner_says("ruth", OWN, NOW)
    assert _kept().startswith("pbkdf2_sha256$"), "whoever is signed in would be thrown out by it"
    found = try_to_open("ruth", OWN, "192.0.2.7", NOW)
    anew = _kept()
    assert anew.startswith("argon2$argon2id$")
    assert found.password == anew, "the session that begins hangs on what is kept now"
    assert try_to_open("ruth", OWN, "192.0.2.7", NOW).password == anew


def _counted(monkeypatch, *kinds):
    """How often each kind of hash is made from now on, by its name."""
    from collections import Counter

    told = Counter()

    def counting(kind):
        encode = kind.encode

        def counted(self, *args, **kwargs):
            told[kind.algorithm] += 1
            return encode(self, *args, **kwargs)

        monkeypatch.setattr(kind, "encode", counted)

    for kind in kinds:
        counting(kind)
    return told


def test_time_tells_no_account_apart_while_some_are_kept_the_old_way(monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher, make_password
    from django.test import override_settings

    from pipeline.store.accounts import opens
    from pipeline.store.orm import Account

    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 2)
    names = [f"django.contrib.auth.hashers.{kind.__name__}" for kind in (MD5PasswordHasher, PBKDF2PasswordHasher)]
    with override_settings(PASSWORD_HASHERS=names):
        for handle in ("old", "new"):
            _added(handle)
        Account.objects.filter(handle="old").update(password=make_password(OWN, hasher="pbkdf2_sha256"))
        told = _counted(monkeypatch, MD5PasswordHasher, PBKDF2PasswordHasher)
        for handle in ("old", "new", "nobody"):
            for password in (OWN, OTHER, "x" * 600):
                told.clear()
                opens(handle, password)
                assert told == {"md5": 1, "pbkdf2_sha256": 1}, (handle, len(password))
