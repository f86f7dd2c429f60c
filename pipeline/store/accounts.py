"""Accounts of organisers: made, given a role, opened by a password; every act on one is a line of the audit log.

`last_login` is empty as long as an account's password is one that somebody else knows: it opens nothing but the page on
which its owner chooses their own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.auth import password_validation as rules
from django.contrib.auth.hashers import (
    check_password,
    get_hasher,
    get_hashers_by_algorithm,
    identify_hasher,
    make_password,
)
from django.core.exceptions import ValidationError

from pipeline.errors import MissingError, UserError
from pipeline.store import audit
from pipeline.store.limits import TooOftenError, within
from pipeline.store.orm import Account
from pipeline.store.references import new_reference
from pipeline.store.roles import ACCOUNTS, GRANTS, ROLES, fits, granted, may
from pipeline.store.storable import storable
from pipeline.store.writing import writing

_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}\Z")
# Who acts in the audit log or in the decisions record without an account: nobody shall be taken for them.
_TAKEN = ("author", "illustration", "machine", "respondent", "system")
_SHORTEST, _LONGEST = 12, 500
_WINDOW = 15 * 60
_PER_HANDLE, _PER_SOURCE = 10, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Organiser:
    """An account as it is shown: nothing of its password but whether its owner chose it."""

    handle: str
    role: str
    grants: tuple[str, ...]
    active: bool
    own_password: bool
    added_at: datetime


def _shown(account: Account) -> Organiser:
    return Organiser(
        handle=account.handle,
        role=account.role,
        grants=granted(account.grants),
        active=account.is_active,
        own_password=account.last_login is not None,
        added_at=account.added_at,
    )


def _account(handle: str) -> Account | None:
    return Account.objects.filter(handle=storable(handle)).first()


def _found(handle: str) -> Account:
    account = _account(handle)
    if account is None:
        raise MissingError(f"there is no account '{handle}'; list them with: cpitg user list")
    return account


def check_rights(role: str, grants: Sequence[str] = ()) -> None:
    """Raise UserError where this is no role, or what is to be granted beside it is nothing that is granted."""
    if role not in ROLES:
        raise UserError(f"'{role}' is no role; one of {', '.join(ROLES)}")
    for right in grants:
        if right not in GRANTS:
            raise UserError(f"'{right}' is no right that is given beside a role; one of: {'; '.join(GRANTS)}")
        if not fits(role, right):
            raise UserError(
                f"a {role} reads no answers, so '{right}' is worth nothing to them; give another role first"
            )


@cache
def _validators() -> "tuple[rules.PasswordValidator, ...]":
    """What is asked of a password; reading the list of common ones takes a while."""
    return (
        rules.MinimumLengthValidator(_SHORTEST),
        rules.CommonPasswordValidator(),
        rules.NumericPasswordValidator(),
        rules.UserAttributeSimilarityValidator(("handle",)),
    )


def password_faults(handle: str, password: str) -> list[str]:
    """What is wrong with a password for this account, in words for its owner."""
    if len(password) > _LONGEST:
        return [f"This password is longer than {_LONGEST} characters. Choose a shorter one."]
    try:
        rules.validate_password(password, Account(handle=handle), _validators())
    except ValidationError as error:
        return list(error.messages)
    return []


def _check_password(handle: str, password: str) -> None:
    if faults := password_faults(handle, password):
        raise UserError(f"password of {handle}: {' '.join(faults)}")


def new_passphrase() -> str:
    """A password to hand over, of 98 random bits, easy to read out; its owner chooses another at first sign-in."""
    told = new_reference() + new_reference()
    return "-".join(told[start : start + 5] for start in range(0, len(told), 5))


def check_new(handle: str, role: str) -> None:
    """Raise UserError where no account of this name and role can be made, before anybody thinks of a password."""
    if not handle:
        raise UserError("a handle is wanted: 2 to 31 small letters, digits and '-', never a full name")
    if not _HANDLE.match(handle):
        raise UserError(f"'{handle}' is no handle; use 2 to 31 small letters, digits and '-', never a full name")
    if handle in _TAKEN:
        raise UserError(f"'{handle}' stands in the audit log or the record for nobody's account; choose another handle")
    check_rights(role)
    if Account.objects.filter(handle=handle).exists():
        raise UserError(f"there is an account '{handle}' already; choose another handle")


def add_account(
    handle: str, role: str, password: str, by: str, now: datetime, *, own: bool, grants: Sequence[str] = ()
) -> None:
    """Make an account; `own` says that its owner chose the password."""
    _check_password(handle, password)
    hashed = make_password(password)  # slow on purpose: nobody else's writing waits for it
    with writing():
        check_new(handle, role)
        check_rights(role, grants)
        Account.objects.create(
            handle=handle, role=role, grants=joined(grants), password=hashed, last_login=now if own else None
        )
        audit.write(by, "account added", handle, {"role": role} | _said(grants), now)


def joined(grants: Iterable[str]) -> str:
    """Rights beside a role as an account keeps them, in the order of the table."""
    return ";".join(right for right in GRANTS if right in grants)


def _said(grants: Sequence[str]) -> dict[str, str]:
    return {"rights": joined(grants)} if grants else {}


def give_password(handle: str, password: str, by: str, now: datetime, *, own: bool) -> None:
    """Change a password: every session of the account ends by it, wherever it is open."""
    _check_password(handle, password)
    with writing():
        account = _found(handle)
        account.set_password(password)
        account.last_login = now if own else None
        account.save(update_fields=["password", "last_login"])
        audit.write(by, "password changed" if own else "password given", handle, {}, now)


def sign_out_everywhere(handle: str, password: str, now: datetime) -> bool:
    """End every session of an account, on its owner's word; False where that is not the password."""
    if not owner_says(handle, password, now):
        return False
    with writing():
        account = _found(handle)
        # Sessions hang on the salted hash of the password: a new salt ends them all.
        account.password = make_password(password)
        account.save(update_fields=["password"])
        audit.write(handle, "signed out everywhere", handle, {}, now)
    return True


def _check_one_is_left(account: Account) -> None:
    """Somebody must be able to let the others in."""
    others = Account.objects.filter(is_active=True).exclude(pk=account.pk)
    if may(account.role, ACCOUNTS) and not any(may(other.role, ACCOUNTS) for other in others):
        raise UserError(f"{account.handle} is the only administrator; make another one first: cpitg user add")


def give_role(handle: str, role: str, by: str, now: datetime) -> None:
    """Give an account another role; it holds from its next page on."""
    check_rights(role)
    with writing():
        account = _found(handle)
        if not may(role, ACCOUNTS):
            _check_one_is_left(account)
        before, account.role = account.role, role
        account.save(update_fields=["role"])
        audit.write(by, "role given", handle, {"before": before, "role": role}, now)


def grant(handle: str, right: str, by: str, now: datetime, *, given: bool) -> None:
    """Give an account a right that no role has, or take it back; it holds from its next page on."""
    with writing():
        account = _found(handle)
        check_rights(account.role if given else ROLES[-1], [right])
        held = {*granted(account.grants)}
        account.grants = joined(held | {right} if given else held - {right})
        account.save(update_fields=["grants"])
        audit.write(by, "right given" if given else "right taken back", handle, {"right": right}, now)


def set_active(handle: str, by: str, now: datetime, *, active: bool) -> None:
    """Shut an account, or open it again; its sessions end with its next page."""
    with writing():
        account = _found(handle)
        if not active:
            _check_one_is_left(account)
        account.is_active = active
        account.save(update_fields=["is_active"])
        audit.write(by, "account opened" if active else "account shut", handle, {}, now)


def accounts() -> Sequence[Organiser]:
    """Every account, by handle."""
    return [_shown(account) for account in Account.objects.order_by("handle")]


def find_account(handle: str) -> Organiser:
    """One account; MissingError where there is none of that handle."""
    return _shown(_found(handle))


def opens(handle: str, password: str) -> bool:
    """Whether this is the password of an account that is not shut; it takes as long where there is no such account."""
    account = _account(handle)
    kept = account.password if account and len(password) <= _LONGEST else ""
    fits = bool(kept) and check_password(password, kept)
    for way in _ways() - {_way(kept)}:
        make_password(password[:_LONGEST], hasher=way)
    return fits and account is not None and account.is_active


def _way(kept: str) -> str:
    """How a password is kept: the first part of what is stored of it."""
    return kept.partition("$")[0]


def _ways() -> set[str]:
    """Every way in which a password is kept here today: one try costs each once, so that time tells none apart."""
    used = {_way(kept) for kept in Account.objects.values_list("password", flat=True)}
    return (used | {str(get_hasher().algorithm)}) & {*get_hashers_by_algorithm()}


def _keep_anew(account: Account, password: str) -> None:
    """Keep a password the way new ones are kept, where it is not: now that its owner has typed it, that can be done."""
    old, best = account.password, get_hasher()
    if identify_hasher(old).algorithm == best.algorithm and not best.must_update(old):
        return
    new = make_password(password)
    with writing():
        Account.objects.filter(pk=account.pk, password=old).update(password=new)


def owner_says(handle: str, password: str, now: datetime) -> bool:
    """Whether somebody who is signed in knows the password; raises TooOftenError where a taken session tries many."""
    if not within(("own password", handle), _PER_HANDLE, _WINDOW, now):
        raise TooOftenError("too many tries of this password; wait a quarter of an hour and try again")
    return opens(handle, password)


def count_try(handle: str, source: str, now: datetime) -> None:
    """Count one more try of whatever opens an account; raises TooOftenError after too many."""
    with writing():
        counted = within(("sign-in", handle), _PER_HANDLE, _WINDOW, now)
        if not (within(("sign-in from", source), _PER_SOURCE, _WINDOW, now) and counted):
            raise TooOftenError("too many tries to sign in; wait a quarter of an hour and try again")


def try_to_open(handle: str, password: str, source: str, now: datetime) -> Account | None:
    """The account that handle and password open, or None; every try is counted and written down.

    Raises TooOftenError after too many tries for one handle, or from one address. Unknown handles are not written down:
    people type passwords into the wrong box.
    """
    count_try(handle, source, now)
    fits, account = opens(handle, password), _account(handle)
    if fits and account:
        _keep_anew(account, password)
        return _account(handle)
    audit.write("system", "sign-in failed", account.handle if account else "", {}, now)
    return None


def note_sign_in(handle: str, now: datetime) -> None:
    """Write down that somebody signed in."""
    audit.write(handle, "signed in", handle, {}, now)


def note_sign_out(handle: str, now: datetime) -> None:
    """Write down that somebody signed out."""
    audit.write(handle, "signed out", handle, {}, now)
