"""Replay: the record, read from its first line, gives the agreed themes and all that was ruled on them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import Fault, RecordError
from pipeline.review.record import ON_ANSWERS, Decision, Member, carried_lines, follow


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedTheme:
    """A theme that a person accepted, with what was ruled on it since."""

    id: str
    candidate: str
    title: str
    items: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    minority: bool = False
    safety: bool = False
    keep_small: bool = False
    since: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A release that was signed: its version, its day and the moment of the last response taken in.

    `follows` is the release of the round before that it is laid beside; empty where the round follows none.
    """

    no: int
    version: str
    date: str
    last: str
    by: str
    follows: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A point that a person ticked for quotation, or refused, as its text was then."""

    point: str
    digest: str
    approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Everything that was ruled, up to a line of the record."""

    themes: tuple[AgreedTheme, ...]
    rejected: frozenset[str]
    merged: Mapping[str, str]
    retired: frozenset[str]
    quotes: tuple[Quote, ...]
    signs: tuple[Sign, ...]
    given: tuple[str, ...]
    ruled: Mapping[str, str]
    moves: Mapping[str, str]
    on_answers: tuple[Decision, ...] = ()

    def theme(self, id: str) -> AgreedTheme | None:
        """The agreed theme of an id, if it is in force."""
        return next((theme for theme in self.themes if theme.id == id), None)

    def decided(self) -> dict[str, str]:
        """Candidate or agreed theme -> what was ruled on it last, under that id alone."""
        return dict(self.ruled)


@dataclass(slots=True)
class _State:
    themes: dict[str, AgreedTheme] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    retired: set[str] = field(default_factory=set)
    quotes: dict[str, Quote] = field(default_factory=dict)
    signs: list[Sign] = field(default_factory=list)
    moves: dict[str, tuple[str, int]] = field(default_factory=dict)
    ruled: dict[str, str] = field(default_factory=dict)
    on_answers: list[Decision] = field(default_factory=list)
    carried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class _RefusedError(Exception):
    """A line that cannot be applied to what stands before it."""


def split_value(value: str) -> tuple[str, str]:
    """'illustrative-2020-T001: Title' as its two parts."""
    id, _, title = value.partition(":")
    return id.strip(), title.strip()


def _theme(state: _State, id: str) -> AgreedTheme:
    if id not in state.themes:
        raise _RefusedError(f"there is no agreed theme '{id}' before this line; accept it first")
    return state.themes[id]


def _accept(state: _State, line: Decision) -> None:
    id, title = split_value(line.value)
    if not title:
        raise _RefusedError("accept wants 'ID: title' in its value")
    if id in state.themes or id in state.retired:
        raise _RefusedError(f"the id '{id}' was given before; take the next number")
    state.themes[id] = AgreedTheme(id=id, candidate=line.on, title=title, since=line.no)
    state.rejected.discard(line.on)
    state.ruled[line.on] = f"accept {id}"


def _rename(state: _State, line: Decision) -> None:
    state.themes[line.on] = replace(_theme(state, line.on), title=line.value)


def _retag(state: _State, line: Decision) -> None:
    items = tuple(code.strip() for code in line.value.split(";") if code.strip())
    state.themes[line.on] = replace(_theme(state, line.on), items=items)


def _merge(state: _State, line: Decision) -> None:
    into = _theme(state, line.value)
    if line.on == into.id:
        raise _RefusedError("a theme cannot be merged into itself")
    if line.on in state.themes:
        del state.themes[line.on]
        state.retired.add(line.on)
    state.rejected.discard(line.on)
    state.merged[line.on] = into.id
    state.ruled[line.on] = f"merge {into.id}"


def _reject(state: _State, line: Decision) -> None:
    if line.on in state.themes:
        del state.themes[line.on]
        state.retired.add(line.on)
    state.rejected.add(line.on)
    state.ruled[line.on] = "reject"


def _quote(state: _State, line: Decision) -> None:
    point = follow(line.on, state.carried)[0]
    state.quotes[point] = Quote(point=point, digest=line.on_digest, approved=line.act == "approve-quote")


def _mark(state: _State, line: Decision) -> None:
    theme, on = _theme(state, line.on), line.value != "no"
    change = {
        "mark-minority": replace(theme, minority=on),
        "mark-safety": replace(theme, safety=on),
        "keep-although-small": replace(theme, keep_small=on),
    }
    state.themes[line.on] = change[line.act]


def _move(state: _State, line: Decision) -> None:
    if line.value != "none":
        _theme(state, line.value)
    for point in follow(line.on, state.carried):
        state.moves[point] = (line.value, line.no)


def _note(state: _State, line: Decision) -> None:
    if line.on in state.themes:
        theme = state.themes[line.on]
        state.themes[line.on] = replace(theme, notes=(*theme.notes, line.value))


def _sign(state: _State, line: Decision) -> None:
    parts = dict(part.strip().split("=", 1) for part in line.value.split(";") if "=" in part)
    if set(parts) - {"follows"} != {"version", "date", "last"}:
        raise _RefusedError("sign wants 'version=1; date=2020-08-31; last=2020-08-15T23:59:59Z' in its value")
    told = Sign(no=line.no, version=parts["version"], date=parts["date"], last=parts["last"], by=line.by)
    state.signs.append(replace(told, follows=parts.get("follows", "")))


def _on_answer(state: _State, line: Decision) -> None:
    state.on_answers.append(line)


_APPLY: Mapping[str, Callable[[_State, Decision], None]] = {
    "accept": _accept,
    "rename": _rename,
    "retag": _retag,
    "merge": _merge,
    "reject": _reject,
    "approve-quote": _quote,
    "refuse-quote": _quote,
    "mark-minority": _mark,
    "mark-safety": _mark,
    "keep-although-small": _mark,
    "move": _move,
    "note": _note,
    "sign": _sign,
    **dict.fromkeys(ON_ANSWERS, _on_answer),
}


def undone(record: Sequence[Decision]) -> frozenset[int]:
    """The lines taken back; an undo may itself be undone."""
    taken: set[int] = set()
    for line in reversed(record):
        if line.act == "undo" and line.no not in taken and line.on.isdigit():
            taken.add(int(line.on))
    return frozenset(taken)


def _check_undo(line: Decision) -> None:
    if not line.on.isdigit() or not 0 < int(line.on) < line.no:
        raise _RefusedError("undo wants the number of an earlier line in 'on'")


def _home(theme: str, merged: Mapping[str, str]) -> str:
    """Where a theme's points are now, merges followed to their end."""
    while theme in merged:
        theme = merged[theme]
    return theme


def _with_members(state: _State, members: Iterable[Member]) -> tuple[AgreedTheme, ...]:
    """The themes with their points; a point that a person moved stays there until a person places it anew."""
    placed: dict[str, dict[str, Member]] = {id: {} for id in state.themes}
    moves = {point: (_home(theme, state.merged), no) for point, (theme, no) in state.moves.items()}
    for member in members:
        home = _home(member.theme, state.merged)
        moved_to, no = moves.get(member.point, (home, 0))
        anew = member.by == "person" and no < member.since
        if home in placed and (moved_to == home or anew):
            placed[home].setdefault(member.point, replace(member, theme=home))
    for point, (theme, no) in moves.items():
        if theme in placed:
            placed[theme][point] = Member(theme=theme, point=point, by="person", since=no)
    return tuple(
        replace(theme, members=tuple(placed[id][point] for point in sorted(placed[id])))
        for id, theme in sorted(state.themes.items())
    )


def replay(record: Sequence[Decision], members: Sequence[Member], file: str, up_to: int | None = None) -> Agreed:
    """What the record says, up to and with line `up_to` (all of it where None).

    Members that came in later than that line, or with a line that was taken back, are left out. Raises RecordError with
    every line that cannot be applied.
    """
    lines = [line for line in record if up_to is None or line.no <= up_to]
    taken_back = undone(lines)
    # Which point stands for which is no ruling: it holds for what was decided before it, too.
    taken_back_now = undone(record)
    state = _State(carried=carried_lines(line for line in record if line.no not in taken_back_now))
    faults = []
    for line in lines:
        if line.no in taken_back:
            continue
        try:
            if line.act == "undo":
                _check_undo(line)
            else:
                _APPLY[line.act](state, line)
        except _RefusedError as refused:
            faults.append(Fault(file, line.no + 1, str(refused)))
    if faults:
        raise RecordError(faults)
    end = up_to if up_to is not None else len(record)
    known = [member for member in members if member.since <= end and member.since not in taken_back]
    return Agreed(
        themes=_with_members(state, known),
        rejected=frozenset(state.rejected),
        merged=dict(state.merged),
        retired=frozenset(state.retired),
        quotes=tuple(state.quotes[point] for point in sorted(state.quotes)),
        signs=tuple(state.signs),
        given=tuple(split_value(line.value)[0] for line in record if line.act == "accept"),
        ruled=dict(state.ruled),
        moves={point: theme for point, (theme, _) in state.moves.items()},
        on_answers=tuple(state.on_answers),
    )


def next_theme_id(round: str, given: Sequence[str]) -> str:
    """The next agreed id; one that was ever given, even if taken back, is never given again."""
    numbers = [int(id.rsplit("-T", 1)[1]) for id in given if id.startswith(f"{round}-T")]
    return f"{round}-T{max(numbers, default=0) + 1:03d}"
