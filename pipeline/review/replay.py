"""Replay: the record, read from its first line, gives the agreed themes and all that was ruled on them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import Fault, RecordError
from pipeline.review.agreed import Agreed, AgreedTheme, Quote, Sign
from pipeline.review.record import CODE, ON_ANSWERS, POINT, Decision, Member, carried_lines, follow, member_order

__all__ = ["Agreed", "AgreedTheme", "Quote", "Sign", "next_theme_id", "replay", "signed_parts", "split_value",
           "undone"]  # fmt: skip
_NONE = "NONE"
# The acts that begin an agreed theme.
_BEGIN = ("accept", "split")
_THEME_ID = re.compile(r".+-T[0-9]{3,}\Z")


@dataclass(slots=True)
class _State:
    themes: dict[str, AgreedTheme] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    retired: set[str] = field(default_factory=set)
    quotes: dict[str, Quote] = field(default_factory=dict)
    signs: list[Sign] = field(default_factory=list)
    moves: dict[str, str] = field(default_factory=dict)
    placed: dict[str, dict[str, Member]] = field(default_factory=dict)
    point_items: dict[str, tuple[str, ...]] = field(default_factory=dict)
    turned_down: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)
    ruled: dict[str, str] = field(default_factory=dict)
    on_answers: list[Decision] = field(default_factory=list)
    carried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class _RefusedError(Exception):
    """A line that cannot be applied to what stands before it."""


def split_value(value: str) -> tuple[str, str]:
    """'illustrative-2020-T001: Title' as its two parts, the title as it was typed."""
    id, _, title = value.partition(":")
    return id.strip(), title.removeprefix(" ")


def _theme(state: _State, id: str) -> AgreedTheme:
    if id not in state.themes:
        raise _RefusedError(f"there is no agreed theme '{id}' before this line; accept it first")
    return state.themes[id]


def _begin(state: _State, line: Decision) -> AgreedTheme:
    """A new agreed theme, under an id that no line gave before."""
    id, title = split_value(line.value)
    if not title.strip():
        raise _RefusedError(f"{line.act} wants 'ID: title' in its value")
    if not _THEME_ID.match(id):
        raise _RefusedError(f"'{id}' is no id of an agreed theme; write the round, -T and three digits")
    if id in state.themes or id in state.retired:
        raise _RefusedError(f"the id '{id}' was given before; take the next number")
    state.themes[id] = AgreedTheme(id=id, candidate=line.on, title=title, since=line.no)
    state.placed[id] = {}
    return state.themes[id]


def _accept(state: _State, line: Decision) -> None:
    theme = _begin(state, line)
    state.rejected.discard(line.on)
    state.turned_down.pop(line.on, None)
    state.ruled[line.on] = f"accept {theme.id}"


def _split(state: _State, line: Decision) -> None:
    """The new theme; the points it gets are members since this line, and leave the theme they were given by."""
    if _THEME_ID.match(line.on):
        _theme(state, line.on)
    _begin(state, line)


def _items(value: str) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in value.split(";") if code.strip())
    if not codes or any(not CODE.match(code) for code in codes):
        raise _RefusedError("retag wants codes of items joined by ';' in its value, or NONE")
    if _NONE in codes and len(codes) > 1:
        raise _RefusedError("NONE stands alone; an item beside it says the opposite")
    return codes


def _retag(state: _State, line: Decision) -> None:
    items = _items(line.value)
    if POINT.match(line.on):
        for point in follow(line.on, state.carried):
            state.point_items[point] = items
    else:
        state.themes[line.on] = replace(_theme(state, line.on), items=items)


def _rename(state: _State, line: Decision) -> None:
    if not line.value.strip():
        raise _RefusedError("rename wants the new title in its value")
    state.themes[line.on] = replace(_theme(state, line.on), title=line.value)


def _retire(state: _State, id: str) -> dict[str, Member]:
    """Take a theme out of force; its points as it leaves them."""
    if id not in state.themes:
        if _THEME_ID.match(id):
            raise _RefusedError(
                f"there is no agreed theme '{id}' before this line; rule on the one that took its points"
            )
        return {}
    del state.themes[id]
    state.retired.add(id)
    return state.placed.pop(id)


def _merge(state: _State, line: Decision) -> None:
    into = _theme(state, line.value)
    if line.on == into.id:
        raise _RefusedError("a theme cannot be merged into itself")
    for point, member in _retire(state, line.on).items():
        state.placed[into.id].setdefault(point, replace(member, theme=into.id))
    state.rejected.discard(line.on)
    state.turned_down.pop(line.on, None)
    state.merged[line.on] = into.id
    state.ruled[line.on] = f"merge {into.id}"


def _reject(state: _State, line: Decision) -> None:
    state.turned_down[line.on] = (line.no, frozenset(_retire(state, line.on)))
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
        for inside in state.placed.values():
            inside.pop(point, None)
        state.moves[point] = line.value
        if line.value != "none":
            member = Member(theme=line.value, point=point, by="person", since=line.no)
            state.placed[line.value][point] = member


def _note(state: _State, line: Decision) -> None:
    if line.on in state.themes:
        theme = state.themes[line.on]
        state.themes[line.on] = replace(theme, notes=(*theme.notes, line.value))


def signed_parts(value: str) -> dict[str, str]:
    """'version=1; date=2020-08-31' as its parts by name."""
    return dict(part.strip().split("=", 1) for part in value.split(";") if "=" in part)


def _sign(state: _State, line: Decision) -> None:
    parts = signed_parts(line.value)
    if set(parts) - {"follows"} != {"version", "date", "last"}:
        raise _RefusedError("sign wants 'version=1; date=2020-08-31; last=2020-08-15T23:59:59Z' in its value")
    told = Sign(no=line.no, version=parts["version"], date=parts["date"], last=parts["last"], by=line.by)
    state.signs.append(replace(told, follows=parts.get("follows", "")))


def _on_answer(state: _State, line: Decision) -> None:
    state.on_answers.append(line)


_APPLY: Mapping[str, Callable[[_State, Decision], None]] = {
    "accept": _accept,
    "split": _split,
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


def _place(state: _State, line: Decision, came: Sequence[Member]) -> None:
    """Put the points that came with a line where they belong; one that a person moved out is joined by no machine."""
    source = _home(line.on, state.merged) if line.act == "split" else ""
    for member in came:
        if line.act == "reject":
            no, points = state.turned_down[line.on]
            state.turned_down[line.on] = (no, points | {member.point})
            continue
        home = _home(member.theme, state.merged)
        if home not in state.placed or (member.by == "machine" and member.point in state.moves):
            continue
        if source != home:
            state.placed.get(source, {}).pop(member.point, None)
        state.placed[home].setdefault(member.point, member if member.theme == home else replace(member, theme=home))


def _arrivals(members: Iterable[Member], lines: Sequence[Decision]) -> dict[int, list[Member]]:
    """Line -> the points that come with it; none before the theme that holds it."""
    begun = {split_value(line.value)[0]: line.no for line in lines if line.act in _BEGIN}
    told: dict[int, list[Member]] = {}
    for member in sorted(members, key=member_order):
        told.setdefault(max(member.since, begun.get(member.theme, 1)), []).append(member)
    return told


def _apply(state: _State, line: Decision, came: Sequence[Member]) -> None:
    if line.act == "undo":
        _check_undo(line)
    else:
        _APPLY[line.act](state, line)
    _place(state, line, came)


def _agreed(state: _State, given: tuple[str, ...]) -> Agreed:
    themes = (
        replace(theme, members=tuple(state.placed[id][point] for point in sorted(state.placed[id])))
        for id, theme in sorted(state.themes.items())
    )
    return Agreed(
        themes=tuple(themes),
        rejected=frozenset(state.rejected),
        merged=dict(state.merged),
        retired=frozenset(state.retired),
        quotes=tuple(state.quotes[point] for point in sorted(state.quotes)),
        signs=tuple(state.signs),
        given=given,
        ruled=dict(state.ruled),
        moves=dict(state.moves),
        on_answers=tuple(state.on_answers),
        point_items=dict(sorted(state.point_items.items())),
        turned_down=dict(state.turned_down),
    )


def replay(record: Sequence[Decision], members: Sequence[Member], file: str, up_to: int | None = None) -> Agreed:
    """What the record says, up to and with line `up_to` (all of it where None).

    Members that came in later than that line, or with a line that was taken back, are left out. Raises RecordError with
    every line that cannot be applied.
    """
    end = up_to if up_to is not None else len(record)
    taken_back = undone([line for line in record if line.no <= end])
    lines = [line for line in record if line.no <= end and line.no not in taken_back]
    # Which point stands for which is no ruling: it holds for what was decided before it, too.
    taken_back_now = undone(record)
    state = _State(carried=carried_lines(line for line in record if line.no not in taken_back_now))
    came = _arrivals([member for member in members if member.since <= end and member.since not in taken_back], lines)
    faults = []
    for line in lines:
        try:
            _apply(state, line, came.get(line.no, ()))
        except _RefusedError as refused:
            faults.append(Fault(file, line.no + 1, str(refused)))
    if faults:
        raise RecordError(faults)
    return _agreed(state, tuple(split_value(line.value)[0] for line in record if line.act in _BEGIN))


def next_theme_id(round: str, given: Sequence[str]) -> str:
    """The next agreed id; one that was ever given, even if taken back, is never given again."""
    numbers = [int(id.rsplit("-T", 1)[1]) for id in given if id.startswith(f"{round}-T")]
    return f"{round}-T{max(numbers, default=0) + 1:03d}"
