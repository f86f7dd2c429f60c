"""What every page of the service may show."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest

from pipeline.store.orm import Account
from pipeline.store.roles import CODING, REVIEWING, RUNNING, SIGNING, may

# The board's pages in the order of its bar: name of the address, label, the right that is wanted.
_TABS = (
    ("queue", "Queue", REVIEWING),
    ("themes", "Themes", REVIEWING),
    ("answers", "Answers", REVIEWING),
    ("coding", "Blind coding", CODING),
    ("record", "Who decided what", REVIEWING),
    ("jobs", "Analysis", RUNNING),
    ("release", "Release", SIGNING),
)


def of_the_service(request: HttpRequest) -> dict[str, Any]:
    """The service's name, whether it can write letters, the board's bar, and what who is asking may do."""
    return {
        "service": settings.SERVICE_NAME,
        "letters": settings.EMAIL_CONFIGURED,
        "board_tabs": _TABS,
        "may_i": lambda right: _may(request, right),
    }


def _may(request: HttpRequest, right: str) -> bool:
    if not request.user.is_authenticated:
        return False
    account = cast(Account, request.user)
    return may(account.role, right, account.grants)
