"""Whose words each line of a message is: its sender's, another's that were quoted, or the head of such a quote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.collect.post.heads import Head, bare, heads_of
from pipeline.collect.post.stamps import stamped

OWN, HEAD, QUOTED = "own", "head", "quoted"
_WORDS = re.compile(r"[^\W_]+")
# How some programs mark what they quote: by the first letters of who wrote it (" AB> ").
_INITIALS = re.compile(r"\s{0,4}[A-Z][A-Za-z]{0,3}> ")
# A quoted line that a program on the way broke is this long, and goes on with a small letter.
_BROKEN = 60
_NESTED = re.compile(r"\s*>[> ]{0,40}>")


@dataclass(frozen=True, slots=True)
class Line:
    """One line and whose words it is; `marked` is whether the mail program put a sign for a quote before it."""

    text: str
    kind: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A message that stands in another, below its own head."""

    sender: str
    sent: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The lines of a message by whose words they are, and the message that was forwarded with it."""

    lines: tuple[Line, ...]
    forwarded: Forwarded | None = None

    @property
    def own(self) -> str:
        """The sender's own words."""
        return "\n".join(line.text for line in self.lines if line.kind == OWN).strip()


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(_WORDS.findall(text))


def _is_marked(line: str) -> bool:
    return line.startswith((">", " >"))


def _follows_marked(lines: Sequence[str], at: int) -> bool:
    """Whether what stands below a head has signs for a quote."""
    below = next((lines[n] for n in range(at, len(lines)) if lines[n].strip()), "")
    return _is_marked(below)


def _has_quotes(lines: Sequence[str], heads: Sequence[Head], *, replies: bool) -> bool:
    """Whether lines that begin with the sign for a quote are quotes, and not a bullet or 'more than'."""
    marked = [line for line in lines if _is_marked(line)]
    if not marked:
        return False
    headed = any(_follows_marked(lines, head.end) or _is_marked(lines[head.start]) for head in heads)
    return replies or headed or any(_NESTED.match(line) for line in marked)


def _initialled(lines: Sequence[str], *, replies: bool) -> frozenset[int]:
    found = [at for at, line in enumerate(lines) if _INITIALS.match(line)]
    return frozenset(found if replies and len(found) > 1 else ())


def _broken(lines: Sequence[str]) -> frozenset[int]:
    """Ends of quoted lines that stand on a line of their own, without a sign, between two that have one."""
    return frozenset(
        at
        for at in range(1, len(lines) - 1)
        if lines[at][:1].islower()
        and _is_marked(lines[at - 1])
        and _is_marked(lines[at + 1])
        and len(lines[at - 1]) >= _BROKEN
        and bare(lines[at - 1]).strip()
        and bare(lines[at - 1]).rstrip()[-1] not in ".?!:"
    )


def _first_unmarked(lines: Sequence[str], heads: Sequence[Head]) -> Head | None:
    """The first head under which a whole message stands without signs for a quote."""
    return next(
        (head for head in heads if not _is_marked(lines[head.start]) and not _follows_marked(lines, head.end)), None
    )


def _forwarded_marked(lines: Sequence[str], heads: Sequence[Head], *, forwards: bool) -> Forwarded | None:
    """A message that was passed on with the signs for a quote before its lines, as some programs do it."""
    head = next((each for each in heads if (each.forwards or forwards) and _follows_marked(lines, each.end)), None)
    if head is None:
        return None
    below = (line for line in lines[head.end :] if _is_marked(line) or not line.strip())
    plain = tuple(line.lstrip().removeprefix(">").removeprefix(" ") for line in below)
    return Forwarded(sender=head.sender, sent=head.sent, lines=plain)


def _told(lines: Sequence[str], heads: Sequence[Head], *, replies: bool) -> list[Line]:
    """Each line as its signs and its place tell; what stands below a head without signs is still its sender's own."""
    quotes = _initialled(lines, replies=replies)
    if _has_quotes(lines, heads, replies=replies):
        quotes |= {at for at, line in enumerate(lines) if _is_marked(line)} | _broken(lines)
    heading = frozenset(at for head in heads for at in range(head.start, head.end))
    put = stamped(lines, quotes | heading)
    return [
        Line(line, QUOTED, marked=True)
        if at in put or (at in quotes and at not in heading)
        else Line(line, HEAD if at in heading else OWN, _is_marked(line))
        for at, line in enumerate(lines)
    ]


def sort_lines(text: str, *, replies: bool, forwards: bool) -> Sorted:
    """Whose words the lines of a message are, as its own shape tells; `forwards` and `replies` are what its head says.

    What stands below a head without signs is another's where the sender wrote above it, or passed it on.
    """
    lines = text.split("\n")
    heads = heads_of(lines)
    told = _told(lines, heads, replies=replies)
    head = _first_unmarked(lines, heads)
    if head is None:
        return Sorted(lines=tuple(told), forwarded=_forwarded_marked(lines, heads, forwards=forwards))
    above = sum(count_words(line.text) for line in told[: head.start] if line.kind == OWN)
    passed_on = head.forwards or forwards or (not above and not replies)
    if above or passed_on:
        told[head.end :] = [Line(line.text, QUOTED, line.marked) for line in told[head.end :]]
    forwarded = Forwarded(sender=head.sender, sent=head.sent, lines=tuple(lines[head.end :])) if passed_on else None
    return Sorted(lines=tuple(told), forwarded=forwarded)


def as_answer(lines: Sequence[Line], more: str = "") -> str:
    """The whole message with every line of another marked as a quote; `more` stands after the sender's last words."""
    last = max((at for at, line in enumerate(lines) if line.kind == OWN and line.text.strip()), default=-1)
    told = [_marked(line) for line in lines]
    if more.strip():
        told[last + 1 : last + 1] = ["", more.strip(), ""]
    return "\n".join(told).strip()


def _marked(line: Line) -> str:
    """A line of a quote twice marked, so that nobody takes it for a sentence that begins with 'more than'."""
    if line.kind == OWN or not line.text.strip():
        return line.text
    return f"> {bare(line.text)}" if line.kind == HEAD else f"> > {bare(line.text)}"
