"""Limits: the same count for every process, no address in the table, old counts swept."""

import datetime as dt

import pytest
from storing import NOW, send, write

from pipeline.store import limits, submissions
from pipeline.store.orm import Limit

pytestmark = pytest.mark.usefixtures("store")

_MINUTE = dt.timedelta(minutes=1)


def test_so_many_pass_in_a_window_and_the_next_window_begins_anew() -> None:
    told = [limits.within(("send", "192.0.2.7"), 3, 60, NOW) for _ in range(5)]
    assert told == [True, True, True, False, False]
    assert limits.within(("send", "192.0.2.8"), 3, 60, NOW)
    assert limits.within(("send", "192.0.2.7"), 3, 60, NOW + _MINUTE)
    assert limits.within(("send", "192.0.2.7"), 3, 3600, NOW)


def test_a_limit_of_none_lets_nobody_pass() -> None:
    assert not limits.within(("send",), 0, 60, NOW)


def test_parts_of_a_key_are_kept_apart() -> None:
    assert limits.within(("ab", "c"), 1, 60, NOW)
    assert limits.within(("a", "bc"), 1, 60, NOW)
    assert not limits.within(("ab", "c"), 1, 60, NOW)


def test_a_clock_set_back_does_not_open_the_gate() -> None:
    assert limits.within(("a",), 1, 60, NOW)
    assert not limits.within(("a",), 1, 60, NOW - _MINUTE)


def test_no_address_is_stored_nor_found_by_trying_all() -> None:
    import hashlib

    limits.within(("192.0.2.7",), 3, 60, NOW)
    told = repr(list(Limit.objects.values()))
    assert "192.0.2.7" not in told
    assert hashlib.sha256(b"192.0.2.7").hexdigest() not in told


def test_counts_that_are_over_are_swept() -> None:
    for number in range(50):
        limits.within((str(number),), 1, 60, NOW)
    for number in range(5):
        limits.within((f"later {number}",), 1, 60, NOW + 3 * _MINUTE)
    assert Limit.objects.count() == 5


def test_a_reference_can_be_tried_so_often_and_not_more() -> None:
    sent = send(write("Fewer passwords"))
    for _ in range(30):
        assert submissions.find("small", sent.reference, "wrong", NOW) is None
    with pytest.raises(limits.TooOftenError):
        submissions.find("small", sent.reference, sent.token, NOW)
    later = NOW + dt.timedelta(hours=1)
    assert submissions.find("small", sent.reference, sent.token, later) is not None
