"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Item]):
    """One page of a list: its things, which page it is of how many, and the addresses beside it; empty where none."""

    items: Sequence[Item]
    number: int
    pages: int
    total: int
    before: str
    after: str


def paged(request: HttpRequest, told: Sequence[Item], most: int) -> Paged[Item]:
    """The page that is asked for by ?page=, the nearest there is; the rest of what was asked stays in the addresses."""
    pages = max(1, -(-len(told) // most))
    asked = request.GET.get("page", "")
    number = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 1
    return Paged(
        items=told[(number - 1) * most : number * most],
        number=number,
        pages=pages,
        total=len(told),
        before=_address(request, number - 1) if number > 1 else "",
        after=_address(request, number + 1) if number < pages else "",
    )


def _address(request: HttpRequest, number: int) -> str:
    asked = [(name, each) for name, values in request.GET.lists() for each in values if name != "page" and each]
    return "?" + urlencode([*asked, ("page", str(number))])
