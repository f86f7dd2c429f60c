"""Points: an answer cut into its claims, each a stretch of the redacted text."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import sentencex

from pipeline.clean.lists import any_of, words
from pipeline.clean.marks import MARK

Stretch = tuple[int, int]

# A text this short makes one claim, however it is punctuated.
_ONE_CLAIM = 8
# Fewer words are no claim of their own, unless a person gave them their own line in a list.
_FRAGMENT = 3
# Few words with a mark among them are a signature or a way to be reached.
_BESIDE_MARKS = 4
# A line this long that goes on in a small letter was broken by a mail program, not by a person.
_WRAPPED = 45

_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_BULLET = re.compile(r"(?:[-–—*•●▪◦‣·>o+]|\(?(?:\d{1,2}|[a-hA-H]|[ivx]{1,4})[.)]|#{1,6})(?=\s)\s*|[•●▪◦‣·]\s*")
_ENDS = re.compile(r"[.!?:;][\"')\]]?\s*$")
_NEXT = any_of(
    r"""
    also, another thing, secondly, thirdly, finally, lastly, on top of that, in addition, furthermore, moreover,
    plus (?:the|we|it|i|there|our|no|my), (?:second|third|fourth)(?=(?:[:]|\s(?:is|we|it|i|the|there|our|no|my)\b))
    """
)
_ANEW = any_of("the, we, it, there, they, i, our, my, you, this, nobody, nothing, staff, also, when, if")
_INLINE = re.compile(
    r";(?=\s)|\s(?=[•●▪◦‣]\s?)"  # semicolons, bullets in a line
    r"|(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])"  # no space after the full stop
    rf"|(?:,|\s[-–—])\s(?=(?:and |but )?{_NEXT}\b[,:]?(?:\s+\S+){{4}})"
    rf"|(?<=[^\W\d]{{3}}\.{{3}}\s)(?={_ANEW}\b(?:\s+\S+){{2}})"  # dots that lead on to more
    r"|\s(?=and (?:also|another thing)\b(?:\s+\S+){4})"
)
_LINK = re.compile(r"(?:https?://|www\.)\S+")
# Items counted or dashed within a line; counting goes on from the one before.
_NUMBER = re.compile(r"(?<!\S)\(?(\d{1,2}|[a-h])([.)])(?=\s+[^\s\d])")
_NUMBER_BEFORE = re.compile(r"\(?(\d{1,2}|[a-h])([.)])\s*$")
_DASHED = re.compile(r"\s(?=[-–—*]\s)")
_DASH_BEFORE = re.compile(r"[-–—*]\s*$")
_STARTS = any_of(
    "the, we, it, there, i, our, my, would, need, please, can, could, no, more, a, an, if, when, you, they, make"
)
_RUN_ON = re.compile(rf"\s(?=[Aa]lso,? {_STARTS}\b(?:\s+\S+){{2}})")
_WORD_BEFORE = re.compile(r"[\w'’]{1,30}(?=\W{0,2}$)")
# After these "also" belongs to the same clause: "we also need", "it would also help".
_SAME_CLAUSE = words(
    """
    we i you they he she it is are was were be been would should could can will has have had must may might do does did
    but and not to who which that there what this these those people patients staff it's there's don't
    """
)
_SHORT_FORMS = any_of(
    "approx, incl, excl, no, nos, tel, ext, mins?, max, hrs?, yrs?, vs, dept, eg, ie, fig, ref, est, wk, wks, dr, mr, "
    "mrs, ms, prof, st"
)
_ABBREVIATED = re.compile(rf"\b{_SHORT_FORMS}\.\s*$", re.IGNORECASE)


def _lines(text: str) -> list[Stretch]:
    """Lines of a text, those that a mail program broke put together again."""
    lines: list[Stretch] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        before = text[slice(*lines[-1])] if lines else ""
        goes_on = line[:1].islower() and not _BULLET.match(line) and not _ENDS.search(before[-8:])
        if lines and lines[-1][1] == start - 1 and goes_on and len(before) >= _WRAPPED:
            lines[-1] = (lines[-1][0], end)
        else:
            lines.append((start, end))
        start = end + 1
    return [line for line in lines if text[slice(*line)].strip()]


def _trim(text: str, stretch: Stretch) -> tuple[Stretch, bool]:
    """The stretch without space and bullets around it, and whether a bullet began it."""
    start, end = stretch
    while start < end and text[start].isspace():
        start += 1
    bullet = _BULLET.match(text, start, end)
    if bullet and bullet.end() < end:
        start = bullet.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end), bool(bullet)


def _run_ons(line: str) -> Iterator[int]:
    for found in _RUN_ON.finditer(line):
        before = _WORD_BEFORE.search(line, max(0, found.start() - 34), found.start())
        if before and before[0].casefold() not in _SAME_CLAUSE:
            yield found.end()


def _closed(line: str, cuts: Iterable[int]) -> Iterator[int]:
    """Cuts that do not stand between brackets."""
    depth = after = 0
    for cut in cuts:
        depth = max(0, depth + line.count("(", after, cut) - line.count(")", after, cut))
        after = cut
        if depth == 0:
            yield cut


def _following(label: str) -> str:
    return str(int(label) + 1) if label.isdigit() else chr(ord(label) + 1)


def _counted(line: str, before: str) -> list[Stretch]:
    """The numbers "2)", "3)" of items within a line, where they count on from "1)"; `before` is what stands before."""
    led = _NUMBER_BEFORE.search(before)
    wanted = (_following(led[1]), led[2]) if led else None
    found: list[Stretch] = []
    for number in _NUMBER.finditer(line):
        label, form = number.groups()
        if (label, form) == wanted or (wanted is None and label in ("1", "a")):
            found.append(number.span())
            wanted = (_following(label), form)
    return found if len(found) + bool(led) > 1 else []


def _dashed(line: str, before: str) -> list[int]:
    """Where the items of a line begin that has a dash before each."""
    cuts = [found.end() for found in _DASHED.finditer(line)] if _DASH_BEFORE.search(before) else []
    return cuts if len(cuts) > 1 else []


def _cuts(line: str, before: str) -> list[int]:
    """Where one claim of a line ends and the next begins."""
    numbers = _counted(line, before)
    counts = {place for _, end in numbers for place in (end, end + 1)}
    sentences = [sentence["end_index"] for sentence in sentencex.get_sentence_boundaries("en", line)][:-1]
    whole = {cut for cut in sentences if not _ABBREVIATED.search(line, max(0, cut - 10), cut)} - counts
    inside = {found.end() for found in _INLINE.finditer(line)} | set(_run_ons(line))
    items = {start for start, _ in numbers} | set(_dashed(line, before))
    kept = sorted({found.span() for pattern in (MARK, _LINK) for found in pattern.finditer(line)})
    starts = [start for start, _ in kept]

    def splits(cut: int) -> bool:
        place = bisect_right(starts, cut) - 1
        return place >= 0 and starts[place] < cut < kept[place][1]

    return [cut for cut in sorted({*whole, *_closed(line, sorted(inside)), *items}) if not splits(cut)]


def _words(text: str, stretch: Stretch) -> int:
    """Words of a stretch, counted only as far as matters."""
    return len(_WORD.findall(text, stretch[0], min(stretch[1], stretch[0] + 400)))


def _is_fragment(text: str, stretch: Stretch) -> bool:
    """Whether a stretch is too short for a claim: a word or two, or little beside marks (who signs, where to ring)."""
    words = _words(text, stretch)
    if words < _FRAGMENT:
        return True
    marks = len(MARK.findall(text, *stretch)) if words < 2 * _ONE_CLAIM else 0
    return bool(marks) and words - marks <= _BESIDE_MARKS


def _joined(text: str, pieces: list[Stretch]) -> list[Stretch]:
    """Pieces of one line with fragments joined to what stands before them, or after where they lead in."""
    whole: list[Stretch] = []
    leading: int | None = None
    for piece in pieces:
        start = piece[0] if leading is None else leading
        leading = None
        if not _is_fragment(text, (start, piece[1])):
            whole.append((start, piece[1]))
        elif whole and text[piece[1] - 1] != ":":
            whole[-1] = (whole[-1][0], piece[1])
        else:
            leading = start
    if leading is not None:
        last = pieces[-1][1]
        whole[-1:] = [(whole[-1][0], last)] if whole else [(leading, last)]
    return whole


def _of_line(text: str, line: Stretch) -> list[Stretch]:
    start, end = line
    if _words(text, line) < _ONE_CLAIM:
        return [line]
    cuts = [start + cut for cut in _cuts(text[start:end], text[max(0, start - 8) : start])]
    pieces = [_trim(text, piece)[0] for piece in zip([start, *cuts], [*cuts, end], strict=True)]
    return _joined(text, [piece for piece in pieces if piece[0] < piece[1]])


def _is_list(text: str, lines: list[Stretch]) -> bool:
    """Whether a person wrote a list without bullets: several short lines, none a sentence."""
    return len(lines) > 1 and all(_words(text, line) <= 6 and text[line[1] - 1] not in ".,!?:" for line in lines)


def _claims(text: str, lines: list[tuple[Stretch, bool]]) -> Iterator[Stretch]:
    """The points of lines (each with whether it stands alone); a fragment that leads in joins the next line."""
    leading: int | None = None
    last: Stretch | None = None
    for line, alone in lines:
        if _is_fragment(text, line) and not (alone and _words(text, line)):
            leading = line[0] if last is None and leading is None else leading
            last = last and (last[0], line[1])
            continue
        pieces = _of_line(text, line)
        if last:
            yield last
        elif leading is not None:
            pieces[0] = (leading, pieces[0][1])
        yield from pieces[:-1]
        last = pieces[-1]
    if last:
        yield last


def _of_whole(text: str) -> list[Stretch]:
    """The points of a text of which every part may make one."""
    whole = _trim(text, (0, len(text)))[0]
    if _words(text, whole) < _ONE_CLAIM and "\n" not in text[slice(*whole)]:
        return [whole] if whole[0] < whole[1] else []
    lines = [_trim(text, line) for line in _lines(text)]
    lines = [(line, bullet) for line, bullet in lines if line[0] < line[1]]
    listed = _is_list(text, [line for line, _ in lines])
    return list(_claims(text, [(line, bullet or listed) for line, bullet in lines])) or [whole]


def _parts(length: int, aside: Sequence[Stretch], apart: Sequence[Stretch]) -> list[Stretch]:
    """The stretches that lie outside `aside`, cut at the borders of `apart`."""
    borders = sorted({0, length, *(min(max(0, border), length) for stretch in [*aside, *apart] for border in stretch)})
    hidden = sorted(aside, reverse=True)
    parts, after = [], 0
    for start, end in pairwise(borders):
        while hidden and hidden[-1][0] <= start:
            after = max(after, hidden.pop()[1])
        if end > after:
            parts.append((start, end))
    return parts


def _is_left_over(text: str, point: Stretch, cuts: AbstractSet[int]) -> bool:
    """Whether a point is a word or two of a letter that what a person added has cut off."""
    near = {place + step for place in point for step in (-1, 0, 1)}
    return not near.isdisjoint(cuts) and _is_fragment(text, point)


def split(text: str, aside: Sequence[Stretch] = (), apart: Sequence[Stretch] = ()) -> list[Stretch]:
    """The points of a redacted text as stretches in order: trimmed, apart, at least one where there is a word.

    Stretches in `aside` (a signature, a quoted mail) make no points and none reaches into them; at the borders of
    those in `apart` (what a person added to a letter) one point always ends, and a word or two left between make none.
    """
    if not aside and not apart:
        return _of_whole(text)
    points = []
    for start, end in _parts(len(text), aside, apart):
        found = [(start + first, start + last) for first, last in _of_whole(text[start:end])]
        points += [point for point in found if _WORD.search(text, *point)]
    if not apart:
        return points
    cuts = {border for stretch in apart for border in stretch}
    return [point for point in points if not _is_left_over(text, point, cuts)] or points
