"""Invitations: a link of 256 bits by which somebody makes an account of their own; used once, taken back at any time.

The store keeps the hash of a link alone, so a copy of the store opens nothing; the address a link was sent to is not
kept at all. An invitation is worth what the one who made it is worth: it ends where they may invite nobody any more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.errors import MissingError, UserError
from pipeline.store import audit, outgoing
from pipeline.store.accounts import add_account, check_rights, joined
from pipeline.store.limits import TooOftenError, within
from pipeline.store.orm import Account, Invitation, Outgoing
from pipeline.store.references import hash_token, new_token
from pipeline.store.roles import ACCOUNTS, granted, may
from pipeline.store.writing import writing

DAYS = 7
_SHOWN = 50
_TRIES, _WINDOW = 30, 15 * 60
_GONE = "this invitation was used, taken back, or is over; ask for another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation as it is shown: nothing of its link."""

    number: int
    role: str
    grants: tuple[str, ...]
    by: str
    until: datetime
    handle: str
    open: bool


Letter = Callable[[str], tuple[str, str, str]]


def invite(role: str, grants: Sequence[str], by: str, now: datetime, letter: Letter | None = None) -> str:
    """Make an invitation and return its token, which is shown once.

    `letter` makes of the token to whom it is sent, the subject and the words; it is stored to be sent together with it.
    """
    check_rights(role, grants)
    if not _may_invite(by):
        raise UserError(f"the account '{by}' may not invite anybody; an administrator can")
    token, rights = new_token(), joined(grants)
    with writing():
        row = Invitation.objects.create(
            token_hash=hash_token(token), role=role, grants=rights, by=by, made_at=now, until=now + timedelta(days=DAYS)
        )
        audit.write(by, "invitation made", _named(row.pk), {"role": role, "rights": rights}, now)
        if letter:
            outgoing.post(_named(row.pk), "invitation", *letter(token), now)
    return token


def _named(number: int) -> str:
    return f"invitation {number}"


def invitations(now: datetime) -> list[Invited]:
    """The newest invitations, newest first."""
    return [_shown(row, now) for row in Invitation.objects.order_by("-pk")[:_SHOWN]]


def _shown(row: Invitation, now: datetime) -> Invited:
    return Invited(
        number=row.pk,
        role=row.role,
        grants=granted(row.grants),
        by=row.by,
        until=row.until,
        handle=row.handle,
        open=_stands(row, now),
    )


def _stands(row: Invitation, now: datetime) -> bool:
    """Whether it can still be used."""
    return row.used_at is None and row.until > now and _may_invite(row.by)


def _may_invite(by: str) -> bool:
    """Whether somebody may let others in; at the terminal, without an account, who has the store itself in hand may."""
    maker = Account.objects.filter(handle=by).first()
    return maker is None or (maker.is_active and may(maker.role, ACCOUNTS, maker.grants))


def take_back(number: int, by: str, now: datetime) -> None:
    """Let an invitation open nothing any more, also where its letter is still on its way; a used one stays listed."""
    with writing():
        done, _ = Invitation.objects.filter(pk=number, used_at=None).delete()
        if not done:
            raise MissingError("there is no such invitation any more: it was used, or taken back already")
        Outgoing.objects.filter(key=_named(number), sent_at=None).delete()
        audit.write(by, "invitation taken back", _named(number), {}, now)


def find_invitation(token: str, now: datetime) -> Invited:
    """The invitation that a link opens; MissingError where it opens nothing, whatever the reason."""
    row = Invitation.objects.filter(token_hash=hash_token(token)).first()
    if row is None or not _stands(row, now):
        raise MissingError(_GONE)
    return _shown(row, now)


def count_invitation_try(source: str, now: datetime) -> None:
    """Count one more try to use an invitation; raises TooOftenError after too many from one address."""
    if not within(("invitation from", source), _TRIES, _WINDOW, now):
        raise TooOftenError("too many tries to use an invitation; wait a quarter of an hour and try again")


def take_up(token: str, handle: str, password: str, now: datetime) -> None:
    """Make the account an invitation is for, under a handle and a password its owner chose; that uses it up."""
    found = find_invitation(token, now)
    with writing():
        unused = Invitation.objects.filter(pk=found.number, used_at=None, until__gt=now)
        if not unused.update(used_at=now, handle=handle):
            raise MissingError(_GONE)
        add_account(handle, found.role, password, found.by, now, own=True, grants=found.grants)
        audit.write(handle, "invitation taken up", _named(found.number), {}, now)
