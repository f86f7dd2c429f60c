"""Acts on the points that were ticked on a theme's page: a theme of their own, another theme, a quotation."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.board.acts import about, here, next_id, points_of, suggested, theme_in_force, undecided
from pipeline.board.asks import Asking, Wanted, begun
from pipeline.board.ruling import AskedError, Board, Ruling
from pipeline.board.shown import shown_text
from pipeline.board.theme import shortened
from pipeline.board.words import say
from pipeline.ids import text_digest
from pipeline.review.agreed import AgreedTheme
from pipeline.review.asked import Act
from pipeline.review.parts import Part, parts_of
from pipeline.review.record import Member
from pipeline.review.suggest import theme_digest

NOWHERE = "none"
_NAMED = 3  # points by their words in a fault; of more the number is enough


def _digest(board: Board, point: str) -> str:
    return text_digest(board.shot.text(point))


def _ticked(board: Board, asking: Asking, points: Collection[str]) -> list[str]:
    """The points that were ticked, in their order; each has to be there."""
    ticked = sorted(set(points))
    if not ticked:
        asking.fault("points", say("Tick the points that you mean."))
    if any(point not in board.shot.points for point in ticked):
        asking.fault(
            "points", say("A point that you ticked is gone, or its text changed; open the page again and read it.")
        )
    return ticked


def movable(board: Board, id: str) -> frozenset[str]:
    """The points that may go from here to a new theme: an agreed theme's members, of a candidate those without one."""
    theme = here(board).themes.get(id)
    if theme:
        return frozenset(points_of(theme))
    return frozenset(board.shot.inside.get(id, ())) - {*here(board).of_point}


def split(board: Board, id: str, points: Collection[str], wanted: Wanted) -> Ruling:
    """Ticked points become a theme of their own; the theme that had them keeps the rest."""
    asking = Asking(board)
    ticked, inside = frozenset(_ticked(board, asking, points)), movable(board, id)
    if ticked - inside:
        asking.fault("points", say("A point that you ticked is not in this theme; move it from the theme that has it."))
    elif ticked and ticked == inside:
        asking.fault("points", say("Those are all its points; leave some, or rename the theme."))
    acts = _begun_by(board, asking, id, ticked, wanted, "")
    asking.done()
    return Ruling(acts=tuple(acts), about=about(board, id) | ticked)


def _begun_by(
    board: Board, asking: Asking, id: str, points: frozenset[str], wanted: Wanted, title: str
) -> Sequence[Act]:
    if id not in here(board).themes:
        undecided(board, id)
    act = Act(act="split", on=id, digest=theme_digest(points), points=points)
    return begun(asking, act, next_id(board), wanted, (title, items_now(board, id)))


def items_now(board: Board, id: str) -> str:
    """What an agreed theme is about; of a candidate what the machine says."""
    theme = here(board).themes.get(id)
    return ";".join(theme.items) if theme else suggested(board, id)[1]


def parts_here(board: Board, id: str) -> list[Part]:
    """What the machine sees a theme or candidate falling into, the largest part first."""
    shot, theme = board.shot, here(board).themes.get(id)
    points = points_of(theme) if theme else shot.inside.get(id, ())
    candidates = {one for point in points for one in shot.themes_of.get(point, ())} if theme else {id}
    candidate_of = {sub: str(row["theme"]) for sub, row in shot.subthemes.items() if row["theme"] in candidates}
    mine = frozenset(points)
    cuts = {sub: shot.subpoints.get(sub, frozenset()) & mine for sub in candidate_of}
    inside = {candidate: frozenset(shot.inside.get(candidate, ())) for candidate in candidate_of.values()}
    agreed = replace(board.stands.agreed, themes=(theme,) if theme else _with_points(board, points))
    told = [part for part in parts_of(cuts, candidate_of, inside, agreed).values() if part.source == id]
    return sorted(told, key=lambda part: (-len(part.points), part.id))


def _with_points(board: Board, points: Collection[str]) -> tuple[AgreedTheme, ...]:
    """The agreed themes that have any of these points, with those alone: there may be thousands of others."""
    held: dict[str, list[Member]] = {}
    for member in (one for point in points for one in here(board).of_point.get(point, ())):
        held.setdefault(member.theme, []).append(member)
    return tuple(replace(here(board).themes[id], members=tuple(held[id])) for id in sorted(held))


def cut(board: Board, id: str, part: str, wanted: Wanted) -> Ruling:
    """A part that the machine sees becomes a theme of its own."""
    asking = Asking(board)
    found = next((each for each in parts_here(board, id) if each.id == part), None)
    if found is None:
        raise AskedError(
            {"board": say("This part is there no more: its points were moved, or the analysis ran again.")}
        )
    title = str(board.shot.subthemes[found.subtheme]["title"])
    acts = _begun_by(board, asking, id, found.points, wanted, title)
    asking.done()
    return Ruling(acts=tuple(acts), about=about(board, id) | found.points)


def move(board: Board, id: str, points: Collection[str], into: str, reason: str) -> Ruling:
    """Ticked points go from a theme to another agreed theme, or to none."""
    asking = Asking(board)
    ticked, why = _ticked(board, asking, points), asking.prose(reason)
    if into != NOWHERE and into not in here(board).themes:
        asking.fault(
            "into", say("Choose an agreed theme, or none.") if not into else say("That theme is agreed no more.")
        )
    moves = board.stands.agreed.moves
    acts = _on_points(board, "move", [point for point in ticked if moves.get(point) != into], into, why)
    if not acts:
        asking.fault("points", say("What you ticked was moved there already."))
    asking.done()
    return Ruling(acts=acts, about=about(board, id) | frozenset(ticked))


def _on_points(board: Board, act: str, points: Collection[str], value: str, reason: str) -> tuple[Act, ...]:
    return tuple(Act(act=act, on=one, digest=_digest(board, one), value=value, reason=reason) for one in points)


def confirm(board: Board, id: str, points: Collection[str], reason: str) -> Ruling:
    """Ticked points that the machine joined, or proposes to, belong to the theme: a person says so."""
    theme_in_force(board, id)
    of_point = here(board).of_point
    by_hand = {point for point in points for one in of_point.get(point, ()) if (one.theme, one.by) == (id, "person")}
    left = {*points} - by_hand
    if points and not left:
        raise AskedError(
            {"points": say("A person put those points here already; tick points that the machine joined.")}
        )
    return move(board, id, left, id, reason)


def quote(board: Board, id: str, points: Collection[str], approve: bool, reason: str) -> Ruling:
    """Ticked points may be quoted in a release, or may not; only people who agreed to it are ever quoted."""
    asking, act = Asking(board), "approve-quote" if approve else "refuse-quote"
    ticked, why = _ticked(board, asking, points), asking.prose(reason)
    against = [point for point in ticked if point not in board.shot.consented]
    if approve and against:
        words = ", ".join(f"“{shortened(shown_text(board.shot, point))}”" for point in against[:_NAMED])
        more = f" and {len(against) - _NAMED} more" if len(against) > _NAMED else ""
        asking.fault(
            "points",
            say("Who wrote this did not agree to be quoted; take the tick out of %(words)s.", words=words + more),
        )
    now = {each.point: (each.approved, each.digest) for each in board.stands.agreed.quotes}
    left = [point for point in ticked if now.get(point) != (approve, _digest(board, point))]
    if not left:
        asking.fault("points", say("That was ruled of what you ticked already."))
    asking.done()
    return Ruling(acts=_on_points(board, act, left, "", why), about=frozenset(left))
