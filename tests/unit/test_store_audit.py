"""The audit log: a line changed, taken out, moved, put in or cut off is found."""

from collections.abc import Callable

import pytest
from storing import NOW

from pipeline.store import audit
from pipeline.store.orm import AuditHead, AuditLine

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def noted() -> audit.Head:
    """The head of a chain of six lines."""
    for number in range(6):
        audit.write("editor", "approve", f"small r{number}", {"ŵ": "<b>", "n": number, "yes": True}, NOW)
    return audit.head()


def _change() -> None:
    AuditLine.objects.filter(no=3).update(who="other")


def _change_detail() -> None:
    AuditLine.objects.filter(no=3).update(detail={"n": 7})


def _take_out() -> None:
    AuditLine.objects.filter(no=3).delete()


def _swap() -> None:
    AuditLine.objects.filter(no=3).update(no=99)
    AuditLine.objects.filter(no=4).update(no=3)
    AuditLine.objects.filter(no=99).update(no=4)


def _hash_anew() -> None:
    line = AuditLine.objects.get(no=3)
    line.who = "other"
    fields = ("no", "at", "who", "act", "on", "detail", "before")
    line.hash = audit._hash({name: getattr(line, name) for name in fields})
    line.save()


def _cut() -> None:
    AuditLine.objects.filter(no__gt=4).delete()


def _append() -> None:
    last = AuditLine.objects.get(no=6)
    row = {"no": 7, "at": last.at, "who": "x", "act": "y", "on": "", "detail": {}, "before": last.hash}
    AuditLine.objects.create(**row, hash=audit._hash(row))


def _renumber() -> None:
    AuditLine.objects.filter(no=1).delete()


@pytest.mark.parametrize(
    ("harm", "line"),
    [
        (_change, 3),
        (_change_detail, 3),
        (_take_out, 3),
        (_swap, 3),
        (_hash_anew, 4),
        (_cut, 5),
        (_append, 7),
        (_renumber, 1),
    ],
)
def test_harm_is_found_where_it_was_done(harm: Callable[[], None], line: int, noted: audit.Head) -> None:
    assert audit.verify() is None
    assert audit.verify(noted) is None
    harm()
    assert audit.verify() == line


def test_a_chain_written_anew_with_its_head_is_found_by_a_head_noted_elsewhere(noted: audit.Head) -> None:
    AuditLine.objects.all().delete()
    AuditHead.objects.all().delete()
    for number in range(7):
        audit.write("other", "approve", f"small r{number}", {}, NOW)
    assert audit.verify() is None
    assert audit.verify(noted) == 6
    AuditLine.objects.all().delete()
    AuditHead.objects.all().delete()
    assert audit.verify() is None
    assert audit.verify(noted) == 1


def test_lines_are_told_in_order_from_where_one_wants(noted: audit.Head) -> None:
    told = list(audit.lines(after=4))
    assert [line.no for line in told] == [5, 6]
    assert (told[1].hash, told[1].before) == (noted.hash, told[0].hash)
    assert told[0].detail == {"ŵ": "<b>", "n": 4, "yes": True}


def test_an_empty_log_is_whole() -> None:
    assert audit.head().no == 0
    assert audit.verify() is None
