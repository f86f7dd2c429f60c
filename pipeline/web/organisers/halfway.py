"""Who opened an account by its password and is asked for more: kept in the session for minutes, not signed in."""

from collections.abc import Mapping

from django.http import HttpRequest

from pipeline.store.orm import Account
from pipeline.web import clock

CODE, CHOOSING = "organiser_code", "organiser_choosing"
_SECONDS: Mapping[str, int] = {CODE: 5 * 60, CHOOSING: 15 * 60}


def keep(request: HttpRequest, step: str, account: Account) -> None:
    """Remember who is half-way, in a session of a new id: one known before must not be the one that goes on."""
    request.session.cycle_key()
    request.session[step] = [account.pk, account.get_session_auth_hash(), int(clock.now().timestamp())]


def kept(request: HttpRequest, step: str) -> Account | None:
    """Who is at this step; None after its minutes, after a new password, and where the account was shut."""
    pk, known, at = request.session.get(step, (0, "", 0))
    if clock.now().timestamp() - at > _SECONDS[step]:
        return None
    account = Account.objects.filter(pk=pk, is_active=True).first()
    return account if account and account.get_session_auth_hash() == known else None


def forget(request: HttpRequest, step: str) -> None:
    """This step is done, or begins anew."""
    request.session.pop(step, None)
