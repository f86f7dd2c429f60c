"""The commands about accounts of organisers: a password is typed without being seen, or made and shown once."""

import datetime as dt
import getpass
import sys
from typing import Annotated

import typer

from pipeline.console import say, table
from pipeline.errors import MissingError, UserError
from pipeline.tablecommands import Data, find_the_place

user_app = typer.Typer(help="Accounts of organisers: who may sign in to the service, and what they may do there.")

_Handle = Annotated[str, typer.Argument(metavar="HANDLE", help="small letters, digits and '-', never a full name")]
_Role = Annotated[str, typer.Option("--role", help="viewer, reviewer, editor or administrator")]
_Right = Annotated[str, typer.Argument(metavar="RIGHT", help="see what was hidden")]
_May = Annotated[list[str] | None, typer.Option("--may", help="a right beside the role: see what was hidden")]
_TakeBack = Annotated[
    int | None, typer.Option("--take-back", help="the number of one that shall open nothing any more")
]
_Generate = Annotated[bool, typer.Option("--generate", help="make a password, shown once; its owner changes it")]
_By = Annotated[str, typer.Option("--by", help="your handle, for the audit log")]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _open(data: Data) -> None:
    from pipeline.store.setup import open_store

    open_store(find_the_place(data).store)


def _password(*, generate: bool) -> str:
    if generate:
        from pipeline.store.accounts import new_passphrase

        return new_passphrase()
    if not sys.stdin.isatty():
        raise MissingError("there is no terminal to type a password at; have one made with --generate")
    password = getpass.getpass("Password (12 characters or more): ")
    if getpass.getpass("The same again: ") != password:
        raise UserError("the two are not the same; nothing was changed: run it again")
    return password


def _say_password(handle: str, password: str, *, generate: bool) -> None:
    if generate:
        say(f"password for {handle}, shown once and to be changed at first sign-in: {password}")


@user_app.command("add")
def user_add(handle: _Handle, role: _Role, generate: _Generate = False, by: _By = "author", data: Data = None) -> None:
    """Let somebody sign in to the organisers' pages."""
    from pipeline.store.accounts import add_account, check_new

    _open(data)
    check_new(handle, role)
    password = _password(generate=generate)
    add_account(handle, role, password, by, _now(), own=not generate)
    _say_password(handle, password, generate=generate)
    say(f"{handle} can sign in as {role}, at /organisers/ of the service; next: cpitg serve")


@user_app.command("list")
def user_list(data: Data = None) -> None:
    """Every account with its role."""
    from pipeline.store.accounts import accounts

    _open(data)
    told = accounts()
    state = {(True, True): "open", (True, False): "waits for its owner's own password"}
    rows = [
        [one.handle, "; ".join((one.role, *one.grants)), state.get((one.active, one.own_password), "shut")]
        for one in told
    ]
    table(["handle", "role", "state"], rows)
    say(f"{len(told)} accounts; add one with: cpitg user add HANDLE --role ROLE")


@user_app.command("role")
def user_role(
    handle: _Handle,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="viewer, reviewer, editor or administrator")],
    by: _By = "author",
    data: Data = None,
) -> None:
    """Give an account another role."""
    from pipeline.store.accounts import give_role

    _open(data)
    give_role(handle, role, by, _now())
    say(f"{handle} is {role} from the next page on")


@user_app.command("grant")
def user_grant(handle: _Handle, right: _Right, by: _By = "author", data: Data = None) -> None:
    """Give an account a right that no role has, as to see what was hidden."""
    from pipeline.store.accounts import grant

    _open(data)
    grant(handle, right, by, _now(), given=True)
    say(f"{handle} may from the next page on: {right}; take it back with: cpitg user revoke {handle} '{right}'")


@user_app.command("revoke")
def user_revoke(handle: _Handle, right: _Right, by: _By = "author", data: Data = None) -> None:
    """Take a right back that was given beside a role."""
    from pipeline.store.accounts import grant

    _open(data)
    grant(handle, right, by, _now(), given=False)
    say(f"{handle} may no longer: {right}")


@user_app.command("invite")
def user_invite(role: _Role, may: _May = None, by: _By = "author", data: Data = None) -> None:
    """Make a link by which one person makes an account of their own, with a password nobody else knows."""
    from django.conf import settings
    from django.urls import reverse

    from pipeline.store.invitations import DAYS, invite

    _open(data)
    token = invite(role, may or (), by, _now())
    where = settings.PUBLIC_ADDRESS or "the address of the service, then "
    say(f"shown once, opens once, within {DAYS} days: {where}{reverse('organisers-invited', args=[token])}")
    say("hand it to one person; list and take back what is open with: cpitg user invitations")


@user_app.command("invitations")
def user_invitations(take_back: _TakeBack = None, by: _By = "author", data: Data = None) -> None:
    """The newest invitations: for which role, by whom, until when, and what became of them."""
    from pipeline.store import invitations

    _open(data)
    if take_back is not None:
        invitations.take_back(take_back, by, _now())
        say(f"invitation {take_back} opens nothing any more")
    told = invitations.invitations(_now())
    state = [f"used by {one.handle}" if one.handle else "open" if one.open else "over" for one in told]
    rows = [
        [str(one.number), "; ".join((one.role, *one.grants)), one.by, f"{one.until:%Y-%m-%d %H:%M} UTC", each]
        for one, each in zip(told, state, strict=True)
    ]
    table(["number", "for", "by", "until", "state"], rows)
    say(f"{len(told)} invitations; make one with: cpitg user invite --role ROLE")


@user_app.command("no-second-factor")
def user_no_second_factor(handle: _Handle, by: _By = "author", data: Data = None) -> None:
    """Ask for no code beside the password any more, for somebody who lost their phone and their recovery codes."""
    from pipeline.store.second import turn_off

    _open(data)
    turn_off(handle, by, _now())
    say(f"{handle} signs in by the password alone until they set up a code again, on their account's page")


@user_app.command("matrix")
def user_matrix() -> None:
    """Who may see what: every organisers' page with the right it asks for, role by role."""
    from pipeline.store.setup import set_up

    set_up()
    from pipeline.web.organisers.matrix import VISITORS, pages

    told = pages()
    rows = [[page.address, page.rule, *("yes" if seen else "-" for seen in page.seen)] for page in told]
    table(["page", "asks for", *(each.name for each in VISITORS)], rows)
    say(f"{len(told)} pages; give a role with: cpitg user role HANDLE ROLE")


@user_app.command("password")
def user_password(handle: _Handle, generate: _Generate = False, by: _By = "author", data: Data = None) -> None:
    """Give an account another password; all its sessions end."""
    from pipeline.store.accounts import find_account, give_password

    _open(data)
    find_account(handle)
    password = _password(generate=generate)
    give_password(handle, password, by, _now(), own=not generate)
    _say_password(handle, password, generate=generate)
    say(f"{handle} has another password; every session of that account has ended")


@user_app.command("disable")
def user_disable(handle: _Handle, by: _By = "author", data: Data = None) -> None:
    """Shut an account: it can sign in no more, and its sessions end."""
    from pipeline.store.accounts import set_active

    _open(data)
    set_active(handle, by, _now(), active=False)
    say(f"{handle} is shut; open it again with: cpitg user enable {handle}")


@user_app.command("enable")
def user_enable(handle: _Handle, by: _By = "author", data: Data = None) -> None:
    """Open an account again that was shut."""
    from pipeline.store.accounts import set_active

    _open(data)
    set_active(handle, by, _now(), active=True)
    say(f"{handle} is open again")
