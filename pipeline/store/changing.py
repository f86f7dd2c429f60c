"""Known responses that come back with other content: what differs of each, and the row that takes the other's place."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.store.orm import Arrived, File, Response, Round
from pipeline.store.records import Changed, Received

_BATCH = 500
_ROW = ("file", "row_number", "cells", "content")


def _arrived(round: Round, ids: Sequence[str]) -> Iterator[Arrived]:
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        rows = Arrived.objects.filter(response__round=round, response__store_id__in=some)
        yield from rows.select_related("response")


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name, "") != new.get(name, "")))


def changed_of(round: Round, came_back: Sequence[Received], *, taken: bool) -> tuple[Changed, ...]:
    """What differs of each response by column; a withdrawn one is never taken again."""
    known = {row.response.store_id: row for row in _arrived(round, [each.id for each in came_back])}
    return tuple(
        Changed(
            id=each.id,
            row=each.row,
            columns=_differing(known[each.id].cells, each.raw),
            taken=taken and not known[each.id].response.withdrawn,
        )
        for each in came_back
    )


def replace_rows(
    round: Round, file: File, fresh: Mapping[str, tuple[Response, Arrived]], fields: Sequence[str]
) -> None:
    """Put each response and its row, by id, in the place of the one known; the id and what people ruled of it stay."""
    responses, rows = [], []
    for row in _arrived(round, list(fresh)):
        response, arrived = fresh[row.response.store_id]
        response.pk, arrived.pk, arrived.file = row.response.pk, row.pk, file
        responses.append(response)
        rows.append(arrived)
    Response.objects.bulk_update(responses, fields, batch_size=200)
    Arrived.objects.bulk_update(rows, _ROW, batch_size=200)
