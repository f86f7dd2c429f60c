"""Who did what, in a chain: each line carries the hash of the line before, and a head says how many there are.

A line that was changed, taken out, moved or put in by hand breaks the chain; lines cut from its end, or added to it,
no longer fit the head. Somebody who may rewrite the whole database can also write a new chain and head:
against that stands only a head noted elsewhere (backups keep one), which `verify` takes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipeline.store.orm import AuditHead, AuditLine
from pipeline.store.statements import insert, read, update
from pipeline.store.storable import storable
from pipeline.store.writing import writing

Detail = Mapping[str, str | int | bool]
_BATCH = 2_000
_FIELDS = ("no", "at", "who", "act", "on", "detail", "before", "hash")
_START = "0" * 64
_AS_TEXT = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One act as it was written down."""

    no: int
    at: str
    who: str
    act: str
    on: str
    detail: Mapping[str, Any]
    before: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """How many lines there are and the hash of the last one."""

    no: int
    hash: str


def _hash(line: Mapping[str, Any]) -> str:
    told = {name: line[name] for name in _FIELDS if name != "hash"}
    return hashlib.sha256(_AS_TEXT.encode(told).encode()).hexdigest()


def write(who: str, act: str, on: str, detail: Detail, now: datetime) -> None:
    """Add one line, in the transaction of what it tells of; no answer, name or address belongs into it."""
    with writing():
        head = _last()
        at = now.astimezone(UTC).isoformat(timespec="milliseconds")
        line = storable({"no": head.no + 1, "at": at, "who": who, "act": act, "on": on, "detail": dict(detail)})
        line["before"] = head.hash
        line["hash"] = _hash(line)
        insert(AuditLine, line)
        update(AuditHead, {"id": 1}, no=line["no"], hash=line["hash"])


def _last() -> Head:
    """The head, kept from every other writer until this one is done."""
    if found := read(AuditHead, ("no", "hash"), lock=True, id=1):
        return Head(*found)
    AuditHead.objects.get_or_create(pk=1, defaults={"hash": _START})
    return _last()


def head() -> Head:
    """The head of the chain, to be noted where nobody who can write to the store can change it."""
    found = AuditHead.objects.filter(pk=1).first()
    return Head(found.no, found.hash) if found else Head(0, _START)


def lines(after: int = 0) -> Iterator[Line]:
    """Every line of a number above this one, in order."""
    rows = AuditLine.objects.filter(no__gt=after).order_by("no").values(*_FIELDS)
    return (Line(**row) for row in rows.iterator(_BATCH))


def verify(noted: Head | None = None) -> int | None:
    """The number of the first line that is not as it was written, or None; `noted` is a head kept elsewhere."""
    last = Head(0, _START)
    for row in AuditLine.objects.order_by("no").values(*_FIELDS).iterator(_BATCH):
        if row["no"] != last.no + 1 or row["before"] != last.hash or row["hash"] != _hash(row):
            return last.no + 1
        last = Head(row["no"], row["hash"])
        if noted and noted.no == last.no and noted != last:
            return last.no
    kept = head()
    if last != kept:
        return min(last.no, kept.no) + 1
    return last.no + 1 if noted and noted.no > last.no else None
