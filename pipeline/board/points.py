"""A point in its answer with all that is known of it, and the acts on it."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.board import ticked
from pipeline.board.asks import Asking
from pipeline.board.coding import blind_points
from pipeline.board.folding import fold
from pipeline.board.places import places_of
from pipeline.board.ruling import AskedError, Board, Ruling
from pipeline.board.snapshot import Row, Snapshot, snapshot
from pipeline.board.theme import label_of
from pipeline.board.words import say
from pipeline.ids import text_digest
from pipeline.review.asked import Act
from pipeline.review.reasons import because_told
from pipeline.review.suggest import point_now

_NAMED = 5  # titles that are told where what was typed fits several


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A theme that a point is in: agreed or suggested, how close it is to the centre, and who put it there."""

    id: str
    title: str
    agreed: bool
    score: float | None
    by: str = ""
    main: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What the machine takes a point to be about, with how sure it is of each item and why."""

    items: tuple[tuple[str, float], ...]
    because: str
    nearest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """The answers that say the same words as the one a point stands in, and what this one added to them."""

    kind: str
    many: int
    added: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point as its page shows it: its words between those of its answer, and all that is known of it.

    `blind` points wait for people who code without the machine: `tag` is left out. `waits` says that words of it were
    hidden since the analysis.
    """

    id: str
    text: str
    before: str
    after: str
    answer: str
    question: str
    source: str
    sender: tuple[tuple[str, str], ...]
    homes: tuple[Home, ...]
    items: tuple[str, ...]
    blind: bool
    tag: Tag | None
    marks: tuple[str, ...]
    alike: Alike | None
    consented: bool
    quote: str
    waits: bool
    others: tuple[str, ...]


def point_of(board: Board, id: str) -> Point | None:
    """A point as it is now; None where the last analysis has none of this id, or its sender took it back."""
    shot, row = board.shot, board.shot.points.get(id)
    if row is None:
        return None
    blind = id in blind_points(board)
    answer = shot.answers[row["answer"]]
    before, after = _around(str(answer["text"]), row)
    return Point(
        id=id,
        text=shot.text(id),
        before=before,
        after=after,
        answer=str(row["answer"]),
        question=question_of(board, str(row["question"])),
        source=str(answer["source"]),
        sender=_sender(board, str(row["response"])),
        homes=tuple(_homes(board, id)),
        items=board.stands.agreed.point_items.get(id, ()),
        blind=blind,
        tag=None if blind else _tag(shot, id),
        marks=() if blind else tuple(shot.marks.get(id, ())),
        alike=_alike(shot, str(row["answer"])),
        consented=id in shot.consented,
        quote=point_now(id, board.stands.agreed)["quote"],
        waits=hidden_since(board, id),
        others=tuple(other for other in shot.points_of.get(str(row["answer"]), ()) if other != id),
    )


def question_of(board: Board, id: str) -> str:
    """The text of an open question; its id where the survey has none of that id any more."""
    return next((one.text for one in board.round.survey.open_questions if one.id == id), id)


def _around(answer: str, row: Row) -> tuple[str, str]:
    """What stands before and after a point in its answer, also where words were hidden since the analysis."""
    text, start = str(row["text"]), int(row["start"])
    if answer[start : start + len(text)] != text:
        start = answer.find(text)
    return (answer[:start], answer[start + len(text) :]) if start >= 0 else ("", "")


def _sender(board: Board, response: str) -> tuple[tuple[str, str], ...]:
    """The attributes of a sender that the survey asks for; what was typed in place of an option is left out."""
    said = dict(board.shot.about.get(response, ()))
    told = []
    for attribute in board.round.survey.attributes:
        labels = {option.value: option.label for option in attribute.options}
        if said.get(attribute.id) in labels:
            told.append((attribute.title, labels[said[attribute.id]]))
    return tuple(told)


def _homes(board: Board, id: str) -> list[Home]:
    shot, places = board.shot, places_of(board.stands.agreed)
    told = []
    for member in places.of_point.get(id, ()):
        theme = places.themes[member.theme]
        score = shot.scores.get((theme.candidate, id))
        told.append(Home(id=theme.id, title=theme.title, agreed=True, score=score, by=member.by))
    for number, candidate in enumerate(shot.themes_of.get(id, ())):
        if not places.home(candidate):
            title, score = label_of(board, candidate), shot.scores.get((candidate, id))
            told.append(Home(id=candidate, title=title, agreed=False, score=score, main=number == 0))
    return told


def _tag(shot: Snapshot, id: str) -> Tag | None:
    row, unfitted = shot.tags.get(id), shot.unfitted.get(id)
    if row is None:
        return None
    scores = json.loads(str(row["scores"]))
    items = tuple((code, float(scores.get(code, 0))) for code in str(row["items"]).split(";") if code)
    return Tag(
        items=items, because=because_told(str(row["reasons"])), nearest=str(unfitted["item"]) if unfitted else ""
    )


# How many answers there are in each group, counted once for each analysis.
_GROUPS: list[tuple[Snapshot, Mapping[str, int]]] = []


def _alike(shot: Snapshot, answer: str) -> Alike | None:
    row = shot.groups.get(answer)
    if row is None:
        return None
    if not _GROUPS or _GROUPS[0][0] is not shot:
        _GROUPS[:] = [(shot, Counter(str(each["group"]) for each in shot.groups.values()))]
    return Alike(kind=str(row["kind"]), many=_GROUPS[0][1][str(row["group"])], added=str(row["added"]))


def hidden_since(board: Board, id: str) -> bool:
    """Whether words of a point were hidden since the analysis: what it will say is known after the next one."""
    return snapshot(board.round).text(id) != board.shot.text(id)


# --- acts -------------------------------------------------------------------------------------------------------------


def _there(board: Board, id: str) -> None:
    if id not in board.shot.points:
        raise AskedError(
            {"points": say("This point is there no more: its sender took it back, or the analysis ran again.")}
        )


def theme_meant(board: Board, typed: str) -> str:
    """The agreed theme that somebody means by an id, a title, or words of one; AskedError where that is not one."""
    themes, sought = places_of(board.stands.agreed).themes, fold(typed)
    if not sought:
        raise AskedError({"into": say("Write the theme that it shall go to, or choose it from the list.")})
    titles = {id: fold(theme.title) for id, theme in sorted(themes.items())}
    same = [id for id, title in titles.items() if sought in (fold(id), title, f"{title} ({fold(id)})")]
    found = same or [id for id, title in titles.items() if all(word in title for word in sought.split())]
    if not found:
        raise AskedError(
            {"into": say("No agreed theme is called so now; it may have been merged or rejected. Choose one.")}
        )
    if len(found) > 1:
        named = "; ".join(f"{themes[id].title} ({id})" for id in found[:_NAMED])
        raise AskedError({"into": say("Several themes fit: %(named)s. Write which.", named=named)})
    return found[0]


def move(board: Board, id: str, into: str, reason: str, was: str) -> Ruling:
    """Move a point to an agreed theme, or to none; `was` are the themes that the person saw it in.

    Where it is in others now, whoever put it there is shown first.
    """
    _there(board, id)
    theme = ticked.NOWHERE if into == ticked.NOWHERE else theme_meant(board, into)
    now = homes_now(board, id)
    if theme == ticked.NOWHERE and not now:
        raise AskedError({"into": say("It is in no agreed theme as it is.")})
    ruling = ticked.move(board, "", {id}, theme, reason)
    return replace(ruling, about=frozenset({id, *(now if " ".join(now) != was else ())}))


def homes_now(board: Board, id: str) -> tuple[str, ...]:
    """The agreed themes that a point is in."""
    return tuple(member.theme for member in places_of(board.stands.agreed).of_point.get(id, ()))


def retag(board: Board, id: str, items: tuple[str, ...], first: str, reason: str) -> Ruling:
    """Say what a point is about, the most prominent item first."""
    _there(board, id)
    if id in blind_points(board):
        raise AskedError({"items": say("This point waits to be coded blind by two people; it is settled there.")})
    asking = Asking(board)
    value = asking.items([first, *items] if first in items else items)
    if value == ";".join(board.stands.agreed.point_items.get(id, ())):
        asking.fault("items", say("That is what it is about already."))
    why = asking.prose(reason, "tag_reason")
    asking.done()
    act = Act(act="retag", on=id, digest=text_digest(board.shot.text(id)), value=value, reason=why)
    return Ruling(acts=(act,), about=frozenset({id}))


def quote(board: Board, id: str, approve: bool, reason: str) -> Ruling:
    """Approve a point for quotation, word for word as it is shown, or refuse it; a refusal says why."""
    _there(board, id)
    if approve and hidden_since(board, id):
        raise AskedError(
            {"quote": say("Words of it were hidden since the analysis; run it again, and read what is left.")}
        )
    if approve and id not in board.shot.consented:
        raise AskedError({"quote": say("Its sender did not agree to be quoted.")})
    if not approve and not reason.strip():
        raise AskedError({"quote_reason": say("Say in a few words why it is not quoted.")})
    try:
        return ticked.quote(board, "", {id}, approve, reason)
    except AskedError as error:
        raise AskedError(
            {"quote_reason" if name == "reason" else "quote": said for name, said in error.faults.items()}
        ) from error
