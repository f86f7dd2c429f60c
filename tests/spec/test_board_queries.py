"""Pages of the board ask the same number of queries of a store however much is in it."""

import pytest
from boarding import BOARDED, boarded
from organising import signed_in

from pipeline.board.ruling import board_of

_MOST = 15


@pytest.fixture
def board(tmp_path):
    yield from boarded(tmp_path)


def _addresses(board):
    from django.urls import reverse

    from pipeline.web.board.urls import board as patterns

    now = board_of(board.round)
    point = next(iter(now.shot.points))
    parts = {"round": BOARDED, "point": point, "no": 1, "version": "1", "path": "index.html"}
    for pattern in patterns:
        name = str(pattern.name).removeprefix("organisers-board-")
        id = next(iter(now.shot.themes)) if name.startswith("theme") else now.shot.points[point]["answer"]
        told = {part: (parts | {"id": id}).get(part, "x") for part in pattern.pattern.converters}
        yield name, reverse(pattern.name, kwargs=told)


def _queries(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def _three_times_as_many(board):
    """Twice as many responses again, which nobody has analysed."""
    from pipeline.store.orm import Response

    for row in list(Response.objects.all()):
        for copy in ("b", "c"):
            row.pk, row.store_id = None, f"{row.store_id.split('-')[0]}-{copy}"
            row.save(force_insert=True)


def test_each_page_asks_as_many_queries_of_a_store_three_times_as_big(board):
    client, addresses = signed_in("administrator"), dict(_addresses(board))
    few = {name: _queries(client, address) for name, address in addresses.items()}
    assert {name: many for name, many in few.items() if many > _MOST} == {}
    _three_times_as_many(board)
    assert {name: _queries(client, address) for name, address in addresses.items()} == few
