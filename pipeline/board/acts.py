"""Acts on themes: what a person asks becomes the line, or the few lines, that the worksheet would write for it.

Each function is given the board as it is now, and raises AskedError where what is asked cannot be done.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.board.asks import Asking, Wanted, begun, marked
from pipeline.board.places import AGREED, MERGED, REJECTED, Places, places_of
from pipeline.board.ruling import AskedError, Board, Ruling, taken_points
from pipeline.board.words import say
from pipeline.review.agreed import AgreedTheme
from pipeline.review.asked import Act
from pipeline.review.conflicts import kept_without
from pipeline.review.replay import next_theme_id
from pipeline.review.suggest import theme_digest


def here(board: Board) -> Places:
    """Where everything stands now."""
    return places_of(board.stands.agreed)


def undecided(board: Board, id: str) -> tuple[str, ...]:
    """The points of a candidate; AskedError where it is gone, or in an agreed theme already."""
    places = here(board)
    if id not in board.shot.inside:
        raise AskedError(
            {"board": say("This candidate is there no more: the analysis ran again. Look for it in the list.")}
        )
    if home := places.home(id):
        raise AskedError({"board": say("This candidate is in %(home)s already; rule on that theme.", home=home)})
    return board.shot.inside[id]


def theme_in_force(board: Board, id: str) -> AgreedTheme:
    """An agreed theme; AskedError where there is none of this id."""
    found = here(board).themes.get(id)
    if found is None:
        raise AskedError(
            {"board": say("%(id)s is no agreed theme any more: it was merged, rejected or taken back.", id=id)}
        )
    return found


def points_of(theme: AgreedTheme) -> list[str]:
    """The points of an agreed theme, those that are gone too."""
    return [member.point for member in theme.members]


def suggested(board: Board, candidate: str) -> tuple[str, str]:
    """The title and the items that the machine suggests for a candidate; empty where it has none."""
    row, tag = board.shot.themes.get(candidate), board.shot.theme_tags.get(candidate)
    return (str(row["title"]) if row else ""), (str(tag["items"]) if tag else "")


def next_id(board: Board) -> str:
    """The id of the theme that is agreed next."""
    return next_theme_id(board.round.name, board.stands.agreed.given)


def about(board: Board, *ids: str) -> frozenset[str]:
    """Themes with the candidates they came from: who ruled on either ruled on the same."""
    themes = here(board).themes
    return frozenset({*ids, *(themes[id].candidate for id in ids if id in themes)})


# --- candidates -------------------------------------------------------------------------------------------------------


def _accepted(board: Board, asking: Asking, id: str, wanted: Wanted) -> list[Act]:
    points = undecided(board, id)
    if not ({*points} - {*taken_points(board)}) | board.shot.seconds.get(id, frozenset()):
        asking.fault("board", say("All its points have an agreed theme already; merge or reject it."))
    act = Act(act="accept", on=id, digest=theme_digest(points))
    return begun(asking, act, next_id(board), wanted, suggested(board, id))


def accept(board: Board, id: str, wanted: Wanted) -> Ruling:
    """A candidate becomes an agreed theme, with its title, its items and its marks."""
    asking = Asking(board)
    acts = _accepted(board, asking, id, wanted)
    asking.done()
    return Ruling(acts=tuple(acts), about=about(board, id))


def _merged(board: Board, asking: Asking, id: str, into: str, reason: str, new: str = "") -> Act:
    if not into:
        asking.fault("into", say("Choose the theme that takes the points."))
    elif into == id:
        asking.fault("into", say("That is the theme itself; choose another."))
    elif into not in here(board).themes and into != new:
        asking.fault("into", say("That is no agreed theme any more; choose another."))
    theme = here(board).themes.get(id)
    points = points_of(theme) if theme else undecided(board, id)
    return Act(act="merge", on=id, digest=theme_digest(points), value=into, reason=reason)


def merge(board: Board, id: str, into: str, reason: str) -> Ruling:
    """A candidate or an agreed theme gives its points to an agreed theme."""
    asking = Asking(board)
    act = _merged(board, asking, id, into, asking.prose(reason))
    asking.done()
    return Ruling(acts=(act,), about=about(board, id))


_WHY = "Say in a few words why; whoever comes later wants to know."


def reject(board: Board, id: str, reason: str) -> Ruling:
    """No theme is made of these points; an agreed theme is given up together with the candidate it came from."""
    asking = Asking(board)
    why = asking.prose(reason, wanted=_WHY)
    theme = here(board).themes.get(id)
    acts = _given_up(board, theme, why) if theme else [_rejected(board, id, why)]
    asking.done()
    return Ruling(acts=tuple(acts), about=about(board, id))


def _rejected(board: Board, id: str, why: str) -> Act:
    points = undecided(board, id)
    if here(board).state(id) == REJECTED:
        raise AskedError({"board": say("This candidate was rejected already.")})
    return Act(act="reject", on=id, digest=theme_digest(points), reason=why)


def _given_up(board: Board, theme: AgreedTheme, why: str) -> list[Act]:
    """The candidate is told of it too, so that it may be accepted again, under a new id."""
    acts = [Act(act="reject", on=theme.id, digest=theme_digest(points_of(theme)), reason=why)]
    candidate = board.shot.inside.get(theme.candidate)
    if candidate is not None and board.stands.agreed.ruled.get(theme.candidate) == f"accept {theme.id}":
        acts += [Act(act="reject", on=theme.candidate, digest=theme_digest(candidate), reason=why)]
    return acts


def merge_together(board: Board, ids: Collection[str], into: str, wanted: Wanted) -> Ruling:
    """Several candidates become one theme: an agreed one, or without `into` a new one from the largest of them."""
    asking = Asking(board)
    acts, left = list[Act](), sorted(set(ids))
    if len(left) < (1 if into else 2):
        asking.fault(
            "ids", say("Tick the candidates that say the same: two at least, or one and a theme to merge it into.")
        )
        asking.done()
    new = "" if into else next_id(board)
    if new:
        first = min(left, key=lambda one: (-_size(board, one), one))
        acts += _accepted(board, asking, first, wanted)
        left.remove(first)
    reason = asking.prose(wanted.reason)
    acts += [_merged(board, asking, id, into or new, reason, new) for id in left]
    asking.done()
    return Ruling(acts=tuple(acts), about=about(board, *ids))


def _size(board: Board, id: str) -> int:
    return int(board.shot.themes[id]["responses"]) if id in board.shot.themes else 0


def reject_together(board: Board, ids: Collection[str], reason: str) -> Ruling:
    """Several candidates are rejected for one reason; agreed themes are given up one by one alone."""
    asking = Asking(board)
    why = asking.prose(reason, wanted=_WHY)
    if not ids:
        asking.fault("ids", say("Tick the candidates that you reject."))
    if any(here(board).state(id) in (AGREED, MERGED) for id in ids):
        asking.fault("ids", say("One of them is an agreed theme, or in one; open it, and reject it on its own page."))
    asking.done()
    return Ruling(acts=tuple(_rejected(board, id, why) for id in sorted(set(ids))), about=about(board, *ids))


# --- agreed themes ----------------------------------------------------------------------------------------------------


def rename(board: Board, id: str, title: str, reason: str) -> Ruling:
    """An agreed theme gets another title."""
    asking, theme = Asking(board), theme_in_force(board, id)
    asking.title(title)
    why = asking.prose(reason)
    if title == theme.title:
        asking.fault("title", say("That is its title already."))
    asking.done()
    return Ruling(acts=(Act(act="rename", on=id, value=title, reason=why),), about=about(board, id))


def retag(board: Board, id: str, items: Sequence[str], reason: str) -> Ruling:
    """An agreed theme is about other items."""
    asking, theme = Asking(board), theme_in_force(board, id)
    value, why = asking.items(items), asking.prose(reason)
    if value == ";".join(theme.items):
        asking.fault("items", say("That is what it is about already."))
    asking.done()
    return Ruling(acts=(Act(act="retag", on=id, value=value, reason=why),), about=about(board, id))


def marks_now(theme: AgreedTheme) -> dict[str, bool]:
    """The marks of a theme by name."""
    return {"minority": theme.minority, "safety": theme.safety, "small": theme.keep_small}


def mark(board: Board, id: str, marks: Collection[str], reason: str) -> Ruling:
    """An agreed theme has these marks and no others."""
    asking, theme = Asking(board), theme_in_force(board, id)
    acts = tuple(marked(asking, id, marks, marks_now(theme), asking.prose(reason)))
    if not acts:
        asking.fault("marks", say("Those are its marks already."))
    asking.done()
    return Ruling(acts=acts, about=about(board, id))


def note(board: Board, id: str, text: str) -> Ruling:
    """Words on a theme or candidate, for whoever comes next; they change nothing."""
    asking = Asking(board)
    said = asking.prose(text, "note", "Write the note.")
    if id not in board.shot.inside:
        theme_in_force(board, id)
    asking.done()
    return Ruling(acts=(Act(act="note", on=id, value=said),), about=frozenset())


def gone_of(board: Board, theme: AgreedTheme) -> list[str]:
    """The points of an agreed theme that are there no more."""
    return [point for point in points_of(theme) if point not in board.shot.points]


def keep(board: Board, id: str, reason: str) -> Ruling:
    """An agreed theme stays as it is without the points that are gone: a person saw it."""
    asking, theme = Asking(board), theme_in_force(board, id)
    act = kept_without(gone_of(board, theme))
    if not act.value:
        asking.fault("board", say("None of its points is gone; nothing has to be kept."))
    why = asking.prose(reason)
    asking.done()
    return Ruling(acts=(replace(act, on=id, reason=why),), about=about(board, id))
