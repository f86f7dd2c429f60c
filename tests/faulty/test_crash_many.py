"""200,000 responses in the store: to send, read, find and change one takes what it took with none."""

import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from storing import KEEP, NOW, send, served, write

from pipeline.store import drafts, limits, submissions
from pipeline.store.orm import Definition, Draft, Limit, Response, Round, Submission

_MANY = 200_000
_AT_ONCE = 5_000
_TIMES = 40

pytestmark = pytest.mark.slow


def _fill() -> None:
    round, definition = Round.objects.get(name="small"), Definition.objects.get(pk=served())
    for start in range(0, _MANY, _AT_ONCE):
        numbers = range(start, start + _AT_ONCE)
        rows = Response.objects.bulk_create(
            Response(round=round, store_id=f"R{number:09}", source="form", fields="", keep_until=KEEP, answers={})
            for number in numbers
        )
        told = Submission.objects.bulk_create(
            Submission(response=row, definition=definition, reference=row.store_id, key=f"k{row.store_id}", sent_at=NOW)
            for row in rows
        )
        Draft.objects.bulk_create(
            Draft(round=round, definition=definition, began_at=NOW, saved_at=NOW, submission=each) for each in told
        )
        Limit.objects.bulk_create(Limit(key=f"k{number}", window=2**40, count=1) for number in numbers)


def _ways() -> Iterator[tuple[str, Callable[[], object]]]:
    draft = write("Fewer passwords")
    sent = send(draft)
    token = drafts.give_token(write("Lines").id)
    yield "send", lambda: send(write("Fewer passwords"))
    yield "send again", lambda: send(draft)
    yield "read", lambda: drafts.read(draft.id)
    yield "by token", lambda: drafts.by_token("small", token)
    yield "find", lambda: submissions.find("small", sent.reference, "wrong", NOW)
    yield "limit", lambda: limits.within((str(time.monotonic_ns()),), 1, 60, NOW)


def _measured() -> dict[str, float]:
    told = {}
    for name, act in _ways():
        taken = []
        for _ in range(_TIMES if name != "find" else 20):
            began = time.process_time()
            act()
            taken.append(time.process_time() - began)
        told[name] = statistics.median(taken)
    return told


@pytest.mark.usefixtures("store")
def test_with_two_hundred_thousand_stored_nothing_takes_longer() -> None:
    """Asked of the processor's time: how long the disk takes is the disk's, and other tests wait for it too."""
    served()
    with_none = _measured()
    _fill()
    with_many = _measured()
    for name, seconds in with_many.items():
        assert seconds < 2 * with_none[name] + 0.002, name
