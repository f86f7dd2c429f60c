"""Origin: the way from characters of a repaired text back to the raw text they came from."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from pipeline.clean.points import Stretch

# What repair mends as a whole is one unit, so that no part of it is taken for a letter that stayed: a letter with its
# accents, an entity with the broken encoding around it, a stretch of space. What repair always drops is no unit.
_UNIT = re.compile(
    r"[!-~][\u0300-\u036f]+"
    r"|(?:&(?:amp;)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&nbsp"
    r"|[^\s\x00-\x7f\u00ad\u061c\u200b\u200e\u200f\u2060-\u206f\ufeff][\u00a0\u00ad]*)+"
    r"|(?:_x000[Dd]_|\s)[\s\x00-\x1f\x7f\u00ad\u061c\u200b\u200e\u200f\u2060-\u206f\ufeff]*"
    r"|(?P<dropped>(?:\x1b\[[0-9;?]{0,20}[A-Za-z]|[\x00-\x1f\x7f\u00ad\u061c\u200b\u200e\u200f\u2060-\u206f\ufeff])+)"
    r"|.",
    re.DOTALL,
)
# Units aligned at a time: cost grows with the square of it, and a stretch this long is never all mended.
_WINDOW = 1024
# Where two windows end they need not agree: no more than this much of one is settled.
_SETTLED = 768


class Block(NamedTuple):
    """A stretch of the repaired text, the stretch of the raw text it came from, and whether they are the same."""

    start: int
    end: int
    raw_start: int
    raw_end: int
    same: bool


class _Step(NamedTuple):
    """So many units of the raw text became so many of the repaired text."""

    raw: int
    repaired: int
    same: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """The way back from one repaired text; its blocks are in order, apart, and cover the repaired text."""

    blocks: tuple[Block, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the raw text that a stretch of the repaired text came from; what was mended counts whole."""
        if not self.blocks:
            return 0, 0
        last = self.blocks[-1]
        if start >= last.end:
            return last.raw_end, last.raw_end
        first = self._block(start)
        raw_start = min(first.raw_end, first.raw_start + (start - first.start) * first.same)
        if end <= start:
            return raw_start, raw_start
        last = self._block(min(end, last.end) - 1)
        return raw_start, last.raw_end - max(0, last.end - end) * last.same

    def _block(self, place: int) -> Block:
        return self.blocks[bisect_right(self.blocks, place, key=lambda block: block.start) - 1]


def _units(text: str) -> list[Stretch]:
    return [found.span() for found in _UNIT.finditer(text) if found.lastgroup is None]


def _window(raw: list[str], repaired: list[str], *, last: bool) -> list[_Step]:
    """Steps through two windows of units; but for the last ones only as far as they surely agree."""
    if raw == repaired:
        return [_Step(len(raw), len(raw), True)]
    steps = [
        _Step(code.src_end - code.src_start, code.dest_end - code.dest_start, code.tag == "equal")
        for code in Levenshtein.opcodes(raw, repaired)
        if last or max(code.src_start, code.dest_start) < _SETTLED
    ]
    while not last and steps and not steps[-1].same:
        steps.pop()
    return steps or [_Step(len(raw), len(repaired), False)]


def _steps(raw: list[str], repaired: list[str]) -> Iterator[_Step]:
    """Steps through all units of both texts, window by window: time grows with the length alone."""
    at, to = 0, 0
    while at < len(raw) or to < len(repaired):
        last = len(raw) - at <= _WINDOW and len(repaired) - to <= _WINDOW
        for step in _window(raw[at : at + _WINDOW], repaired[to : to + _WINDOW], last=last):
            at, to = at + step.raw, to + step.repaired
            yield step


def _pieces(steps: Iterable[_Step], raw: list[Stretch], repaired: list[Stretch]) -> Iterator[Block]:
    """Steps as stretches of characters: unit by unit where both agree, else all at once."""
    at, to = 0, 0
    for same, group in groupby(steps, key=lambda step: step.same):
        told = list(group)
        before, at = at, at + sum(step.raw for step in told)
        after, to = to, to + sum(step.repaired for step in told)
        if same:
            for here, there in zip(repaired[after:to], raw[before:at], strict=True):
                yield Block(*here, *there, True)
        elif to > after:
            raw_start = raw[before][0] if before < at else raw[at - 1][1] if at else 0
            yield Block(repaired[after][0], repaired[to - 1][1], raw_start, raw[at - 1][1] if at else 0, False)


def _joined(pieces: Iterable[Block]) -> Iterator[Block]:
    """Pieces with neighbours joined that agree and touch in both texts."""
    held: Block | None = None
    for piece in pieces:
        if held and held.same and piece.same and (held.end, held.raw_end) == (piece.start, piece.raw_start):
            held = Block(held.start, piece.end, held.raw_start, piece.raw_end, True)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def origin(raw: str, repaired: str) -> Origin:
    """The way back from a repaired text to the raw text it was made from, character by character where they agree."""
    if raw == repaired:
        return Origin((Block(0, len(raw), 0, len(raw), True),) if raw else ())
    before, after = _units(raw), _units(repaired)
    steps = _steps([raw[slice(*unit)] for unit in before], [repaired[slice(*unit)] for unit in after])
    return Origin(tuple(_joined(_pieces(steps, before, after))))
