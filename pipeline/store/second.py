"""A second factor: a code of six digits from an app, or one of ten recovery codes; asked for beside the password.

Codes are counted as passwords are, and beside that a wrong one makes the next wait longer (1, 2, 4 seconds and so on).
The app's secret must lie in the store as it is; of the recovery codes a slow hash does. Neither enters the audit log.
"""

import hashlib
import re
import secrets
from base64 import b32encode, b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone

from pipeline.errors import MissingError
from pipeline.store import audit
from pipeline.store.accounts import count_try
from pipeline.store.limits import TooOftenError
from pipeline.store.orm import Account, StaticDevice, TOTPDevice
from pipeline.store.references import new_reference, read_reference
from pipeline.store.writing import writing

RECOVERY_CODES = 10
_DIGITS = re.compile(r"[0-9]{6}\Z")
_LONGEST = 64
# The wait doubles with every wrong code; beyond an hour whoever guesses could keep the owner out for good.
_MOST_DOUBLED = 12
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 12}

# A TOTPDevice or a StaticDevice: the library has no types.
Device = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A second factor that is being set up: the secret to type into an app, and the address its QR code holds."""

    secret: str
    address: str


def is_on(handle: str) -> bool:
    """Whether this account is opened by password and code."""
    return bool(TOTPDevice.objects.filter(user__handle=handle, confirmed=True).exists())


def handles() -> set[str]:
    """The handles of all accounts that have a second factor."""
    return set(TOTPDevice.objects.filter(confirmed=True).values_list("user__handle", flat=True))


def codes_left(handle: str) -> int:
    """How many recovery codes of an account were not used yet."""
    device = StaticDevice.objects.filter(user__handle=handle).first()
    return device.token_set.count() if device else 0


# --- setting up -------------------------------------------------------------------------------------------------------


def begin(handle: str) -> None:
    """Draw a new secret; it counts for nothing until a code that was made by it is typed."""
    with writing():
        account = Account.objects.get(handle=handle)
        if is_on(handle):
            raise MissingError("a second factor is set up already; turn it off first to set up another")
        TOTPDevice.objects.filter(user=account, confirmed=False).delete()
        TOTPDevice.objects.create(user=account, name="app", confirmed=False)


def begun(handle: str) -> Begun | None:
    """What was drawn and waits for its first code; None where nothing does."""
    device = TOTPDevice.objects.filter(user__handle=handle, confirmed=False).first()
    if device is None or is_on(handle):
        return None
    issuer = quote(settings.SERVICE_NAME.replace(":", ""))
    return Begun(secret=b32encode(device.bin_key).decode(), address=f"{device.config_url}&issuer={issuer}")


def confirm(handle: str, code: str, source: str, now: datetime) -> list[str]:
    """Set up what was begun, by its first code; back come recovery codes, or nothing where the code is wrong."""
    with writing():
        count_try(handle, source, now)
        device = TOTPDevice.objects.select_for_update().filter(user__handle=handle, confirmed=False).first()
        if device is None or not _right(device, _typed(code)):
            return []
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        audit.write(handle, "second factor set up", handle, {}, now)
        return _new_codes(device.user)


def new_codes(handle: str, now: datetime) -> list[str]:
    """Other recovery codes in place of those before, which open nothing any more."""
    with writing():
        audit.write(handle, "recovery codes made", handle, {}, now)
        return _new_codes(Account.objects.get(handle=handle))


def _new_codes(account: Account) -> list[str]:
    StaticDevice.objects.filter(user=account).delete()
    # The name holds the salt: the library keeps a code in 16 characters, which leaves no room for one of its own.
    device = StaticDevice.objects.create(user=account, name=secrets.token_hex(16))
    codes = [new_reference() for _ in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=_kept(device, code))
    return codes


def turn_off(handle: str, by: str, now: datetime) -> None:
    """Let an account open by its password alone; MissingError where it does so already."""
    with writing():
        gone = TOTPDevice.objects.filter(user__handle=handle, confirmed=True).delete()[0]
        StaticDevice.objects.filter(user__handle=handle).delete()
        if not gone:
            raise MissingError(f"there is no second factor on the account '{handle}'")
        audit.write(by, "second factor taken off", handle, {}, now)


# --- being asked ------------------------------------------------------------------------------------------------------


def passes(handle: str, code: str, source: str, now: datetime) -> bool:
    """Whether this code opens the account, which it then does no second time; every try is counted and written down.

    Raises TooOftenError after too many tries, or while the wait after a wrong one lasts.
    """
    with writing():
        count_try(handle, source, now)
        typed = _typed(code)
        by_app = bool(_DIGITS.match(typed))
        done = _right(_device(handle, by_app=by_app), typed)
        if done and not by_app:
            audit.write(handle, "recovery code used", handle, {}, now)
        elif not done:
            audit.write("system", "second factor failed", handle, {}, now)
        return done


def _typed(code: str) -> str:
    return read_reference(code[:_LONGEST])


def _device(handle: str, *, by_app: bool) -> Device:
    """The device a code is for, or None; kept from every other request until this one is done: a code is used once."""
    if by_app:
        return TOTPDevice.objects.select_for_update().filter(user__handle=handle, confirmed=True).first()
    return StaticDevice.objects.select_for_update().filter(user__handle=handle).first()


def _right(device: Device, typed: str) -> bool:
    if device is None:
        return False
    device.throttling_failure_count = min(device.throttling_failure_count, _MOST_DOUBLED)
    allowed, why = device.verify_is_allowed()
    if not allowed:
        seconds = int((why["locked_until"] - timezone.now()).total_seconds()) + 1
        raise TooOftenError(f"the last code was wrong; wait {seconds} seconds, then type a new one")
    return bool(device.verify_token(_kept(device, typed) if isinstance(device, StaticDevice) else typed))


def _kept(device: Device, code: str) -> str:
    """What the store keeps of a recovery code: 96 bits of a slow hash, so that a copy of the store tells none."""
    told = read_reference(code).encode("utf-8", "replace")
    return b64encode(hashlib.scrypt(told, salt=device.name.encode(), **_SCRYPT)).decode()
