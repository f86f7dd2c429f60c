"""Conflicts: what was decided on and has changed or gone since, each with what to do; none is ever dropped."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.ids import digest
from pipeline.review.asked import Act
from pipeline.review.record import ON_WORDS, POINT, Decision, carried_lines, follow
from pipeline.review.replay import Agreed, AgreedTheme, undone

_ON_POINTS = ("approve-quote", "refuse-quote", "move", "retag")
HEADER = ("no", "act", "on", "what", "cure")
# What a conflict is of.
OF_THEME, OF_POINT, OF_CONSENT, OF_QUOTE = "theme", "point", "consent", "quote"
OF_ANSWER, OF_GONE, OF_CODE = "answer", "gone", "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A line whose thing is not as it was: the line, its act and thing, what happened to it, and the cure.

    `kind` says which cures there are, `lines` are those that would settle it if they were taken back, and `follows`
    whether other points stand in the place of those that are gone.
    """

    no: int
    act: str
    on: str
    what: str
    cure: str
    kind: str
    lines: tuple[int, ...] = ()
    follows: bool = False

    def __str__(self) -> str:
        return f"line {self.no} ({self.act} {self.on}): {self.what}; {self.cure}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What there is today, all by public ids.

    `points` holds the digest of each point's text, `consented` the points that may be quoted, `stands` the points that
    stand in the place of each gone one, `response_of` the response of every answer and of every point there ever was,
    `there` the answers and responses that are not withdrawn, `unfit` lines whose correction was made on another text,
    `codes` those of the frame. `erased` are responses, answers and points that are gone for good: what was ruled on
    one alone waits for nobody.
    """

    round: str
    points: Mapping[str, str]
    consented: Collection[str]
    there: Collection[str]
    stands: Mapping[str, Sequence[str]] = field(default_factory=dict)
    response_of: Mapping[str, str] = field(default_factory=dict)
    unfit: Collection[int] = ()
    codes: Collection[str] = ()
    erased: Collection[str] = ()


def kept_without(gone: Collection[str]) -> Act:
    """A note that a theme stays as it is without these points, on nothing yet; without a value where none is gone."""
    told = f"kept without {len(gone)} points that are gone" if gone else ""
    return Act(act="note", on="", digest=digest(*sorted(gone))[:16], value=told)


def _in_force(record: Sequence[Decision]) -> list[Decision]:
    taken_back = undone(record)
    return [line for line in record if line.no not in taken_back]


def _on_points(lines: Sequence[Decision]) -> dict[str, list[Decision]]:
    """Point -> the lines in force on it, or on a point that it stands for now."""
    carried, told = carried_lines(lines), dict[str, list[Decision]]()
    for line in lines:
        if line.act in _ON_POINTS and POINT.match(line.on):
            for point in follow(line.on, carried):
                told.setdefault(point, []).append(line)
    return told


def _numbers(lines: Sequence[Decision]) -> str:
    numbers = sorted({line.no for line in lines})
    return f"{'lines' if len(numbers) > 1 else 'line'} {', '.join(map(str, numbers))}"


def _why(gone: Collection[str], now: Now) -> tuple[str, str]:
    """What became of points that are gone, and what to do about those whose text is another now."""
    stand = sum(bool(now.stands.get(point)) for point in gone)
    left = len(gone) - stand
    told = [f"{_these(stand, gone)} {'stands' if stand == 1 else 'stand'} in other words now"] if stand else []
    told += [f"{_these(left, gone)} {'was' if left == 1 else 'were'} withdrawn, held back or set aside"] if left else []
    return ", ".join(told), f"run: cpitg review {now.round} --carry" if stand else ""


def _these(many: int, gone: Collection[str]) -> str:
    return "it" if len(gone) == 1 else str(many)


def _of_theme(theme: AgreedTheme, lines: Sequence[Decision], now: Now) -> Iterator[Conflict]:
    gone = sorted(member.point for member in theme.members if member.point not in now.points)
    if not gone:
        return
    kept = kept_without(gone)
    if any((line.act, line.on, line.on_digest) == ("note", theme.id, kept.digest) for line in lines):
        return
    begun = next(line for line in lines if line.no == theme.since)
    why, carry = _why(gone, now)
    more = [line for point, each in _on_points(lines).items() if point in gone for line in each]
    beside = f"; with them what {_numbers(more)} ruled on them" if more else ""
    look = f"in the row {theme.id} of the worksheet (cpitg review {now.round}) write keep, reject, or merge"
    yield Conflict(
        no=theme.since,
        act=begun.act,
        on=theme.id,
        what=f"{len(gone)} of its {len(theme.members)} points {'is' if len(gone) == 1 else 'are'} gone: {why}{beside}",
        cure=f"{carry}; for what stays: {look}" if carry else look,
        kind=OF_THEME,
        follows=bool(carry),
    )


def _of_points(lines: Sequence[Decision], told: Collection[str], now: Now) -> Iterator[Conflict]:
    """Rulings on points of no theme in force: one conflict for each point that is gone, whatever was ruled on it."""
    for point, each in _on_points(lines).items():
        if point in now.points or point in told or point in now.erased:
            continue
        why, carry = _why([point], now)
        undo = f"cpitg review {now.round} {' '.join(f'--undo {line.no}' for line in each)} --reason WHY"
        others = f" ({_numbers(each)})" if len(each) > 1 else ""
        yield Conflict(
            no=each[-1].no,
            act=each[-1].act,
            on=point,
            what=f"the point is gone{others}: {why}",
            cure=carry or f"if it does not come back: {undo}",
            kind=OF_POINT,
            lines=tuple(line.no for line in each),
            follows=bool(carry),
        )


def _of_quotes(lines: Sequence[Decision], agreed: Agreed, now: Now) -> Iterator[Conflict]:
    on = _on_points(lines)
    for quote in agreed.quotes:
        line = next((each for each in reversed(on.get(quote.point, ())) if each.act.endswith("-quote")), None)
        if line is None or not quote.approved or quote.point not in now.points:
            continue
        undo = f"cpitg review {now.round} --undo {line.no} --reason WHY"
        if quote.point not in now.consented:
            kind, what = OF_CONSENT, "its sender agrees no more to be quoted: it is not published"
            cure = f"to settle it: {undo}"
        elif quote.digest and now.points[quote.point] != quote.digest:
            kind, what = OF_QUOTE, "its text is another than the one that was read: it is not published"
            cure = f"read it anew in the worksheet and write approve-quote, or: {undo}"
        else:
            continue
        yield Conflict(no=line.no, act=line.act, on=quote.point, what=what, cure=cure, kind=kind, lines=(line.no,))


def _of_answers(agreed: Agreed, told: Collection[str], now: Now) -> Iterator[Conflict]:
    for line in agreed.on_answers:
        undo = f"cpitg review {now.round} --undo {line.no} --reason WHY"
        if line.on in now.erased:
            continue
        if line.no in now.unfit:
            kind, what = OF_ANSWER, "the text it was ruled on is another now"
            cure = f"read it anew in the cleaning sheet, or: {undo}"
        elif line.on not in {ON_WORDS, *now.there} and now.response_of.get(line.on, line.on) not in told:
            kind, what = OF_GONE, "what it was ruled on was withdrawn, or is not in this store"
            cure = f"to settle it: {undo}"
        else:
            continue
        yield Conflict(no=line.no, act=line.act, on=line.on, what=what, cure=cure, kind=kind, lines=(line.no,))


def _of_codes(lines: Sequence[Decision], agreed: Agreed, now: Now) -> Iterator[Conflict]:
    """One conflict for each code that the frame has no more: its last line, with all that gave it."""
    gave: dict[str, list[Decision]] = {}
    for line in {line.on: line for line in lines if line.act == "retag"}.values():
        for code in line.value.split(";"):
            if code.strip() not in now.codes and (POINT.match(line.on) or agreed.theme(line.on)):
                gave.setdefault(code.strip(), []).append(line)
    for code, each in sorted(gave.items()):
        again = f"write {'it' if len(each) == 1 else 'each'} anew with items there are (cpitg review {now.round})"
        yield Conflict(
            no=each[-1].no,
            act="retag",
            on=each[-1].on,
            what=f"{code} is no code of the frame any more, and {_numbers(each)} gave it: nothing is learned from that",
            cure=f"put the code back into the frame, or {again}",
            kind=OF_CODE,
        )


def conflicts(record: Sequence[Decision], agreed: Agreed, now: Now) -> tuple[Conflict, ...]:
    """Everything that was decided on and has changed or gone, one conflict for one cause, by line of the record.

    What was ruled on points of a theme that are gone is told with that theme, and settled with it. Candidates that are
    gone are none: an accept fixed their points.
    """
    lines = _in_force(record)
    themes = [conflict for theme in agreed.themes for conflict in _of_theme(theme, lines, now)]
    inside = {member.point for theme in agreed.themes for member in theme.members}
    # What was ruled on points of a theme that a person rejected since waits for nothing.
    inside |= {point for _, points in agreed.turned_down.values() for point in points}
    # A response goes as a whole: the theme or point that is gone with it tells of its answers, too.
    gone = {*inside, *_on_points(lines)} - now.points.keys()
    with_them = {now.response_of[point] for point in gone if point in now.response_of}
    found = [
        *themes,
        *_of_points(lines, inside, now),
        *_of_quotes(lines, agreed, now),
        *_of_answers(agreed, with_them, now),
        *(_of_codes(lines, agreed, now) if now.codes else ()),
    ]
    return tuple(sorted(found, key=lambda conflict: (conflict.no, conflict.on)))
