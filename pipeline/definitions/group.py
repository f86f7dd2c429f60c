"""The group itself: its members and its meetings, each fact with its source and the day it was true."""

import datetime as dt
from dataclasses import dataclass

from pipeline.definitions.reader import Mapping, open_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A body that sends people to the group, under the name it had on `as_at`."""

    name: str
    short: str
    part: str
    role: str
    now: str
    source: str
    as_at: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting and the papers it left."""

    when: str
    papers: tuple[str, ...]
    source: str
    as_at: dt.date


def _member(entry: Mapping) -> Member:
    member = Member(
        name=entry.text("name"),
        short=entry.text("short", ""),
        part=entry.text("part"),
        role=entry.text("role", ""),
        now=entry.text("now", ""),
        source=entry.text("source"),
        as_at=entry.date("as_at") or dt.date.min,
    )
    entry.close()
    return member


def _meeting(entry: Mapping) -> Meeting:
    meeting = Meeting(
        when=entry.text("when"),
        papers=entry.texts("papers"),
        source=entry.text("source"),
        as_at=entry.date("as_at") or dt.date.min,
    )
    entry.close()
    return meeting


def parse_members(text: str, file: str) -> tuple[Member, ...]:
    """Read the members; raise DefinitionError with every fault in the file."""
    top = open_document(text, file, "the members")
    members = tuple(_member(entry) for entry in top.each("members", "member"))
    top.close()
    top.faults.raise_if_any()
    return members


def parse_meetings(text: str, file: str) -> tuple[Meeting, ...]:
    """Read the meetings; raise DefinitionError with every fault in the file."""
    top = open_document(text, file, "the meetings")
    meetings = tuple(_meeting(entry) for entry in top.each("meetings", "meeting"))
    top.close()
    top.faults.raise_if_any()
    return meetings
