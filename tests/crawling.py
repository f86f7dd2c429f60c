"""Every address the service has, with something in each gap, and what lies in its store."""

import re
from collections.abc import Iterator
from typing import Any

from serving import ROUND

_GAPS = {"round": ROUND, "step": "help", "handle": "anna", "file": "x"}


def addresses() -> list[tuple[str, Any]]:
    """Every address of the service with its view."""
    from django.urls import get_resolver

    return list(_walk(get_resolver(), ""))


def _walk(resolver: Any, before: str) -> Iterator[tuple[str, Any]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from _walk(each, route)
        else:
            yield "/" + re.sub(r"<(?:(\w+):)?(\w+)>", _filled, route), each.callback


def _filled(gap: re.Match[str]) -> str:
    usual = "1" if gap[1] == "int" else "A" * 43
    return _GAPS.get(gap[2], usual)


def stored(*, without: tuple[str, ...] = ("Session",)) -> dict[str, list[Any]]:
    """Every row of every table but those named."""
    from django.apps import apps

    kinds = [kind for kind in apps.get_models() if kind.__name__ not in without]
    return {kind.__name__: list(kind.objects.order_by("pk").values()) for kind in kinds}
