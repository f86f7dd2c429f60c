"""Why a theme stands in the queue, in a few words; what it is ordered by, in plain ones; what was done today."""

from collections.abc import Callable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pipeline.board.answers import COPIES, DOUBTS, HELD, LANGUAGE
from pipeline.board.beside import MODERATION
from pipeline.board.queue import Why
from pipeline.board.ruling import Board
from pipeline.board.today import ruled_on_day
from pipeline.board.urgency import DOUBTS as PARTS_OF_DOUBT
from pipeline.board.urgency import STAKES
from pipeline.themes.rules import RULES
from pipeline.web import clock
from pipeline.web.board.saying import day_of


def _torn(why: Why) -> str:
    if len(why.said) == 2:
        return _("its tags are torn between %(one)s and %(other)s") % {"one": why.said[0], "other": why.said[1]}
    return _("its tags are torn between two items")


_WORDS: Mapping[str, Callable[[Why], str]] = {
    "safety": lambda why: (
        ngettext("%(many)s point about safety", "%(many)s points about safety", why.many) % {"many": why.many}
    ),
    "distinct": lambda _why: _("few said it, and nothing else is like it"),
    "unsteady": lambda why: _("found again in %(many)s of %(of)s reruns") % {"many": why.many, "of": why.of},
    "near": lambda _why: _("another theme is close to it"),
    "unsure": lambda _why: _("no item fits it well"),
    "torn": _torn,
    "misfit": lambda why: _("%(many)s of %(of)s points fit no item") % {"many": why.many, "of": why.of},
    "large": lambda _why: _("one of the largest"),
    "grown": lambda why: (
        _("the machine adds %(many)s points to the %(of)s that people put there") % {"many": why.many, "of": why.of}
    ),
    "joined": lambda why: (
        ngettext("%(many)s added point to confirm", "%(many)s added points to confirm", why.many) % {"many": why.many}
    ),
    "quotes": lambda why: (
        ngettext(
            "%(many)s example may be quoted, and nobody ruled on it",
            "%(many)s examples may be quoted, and nobody ruled on any",
            why.many,
        )
        % {"many": why.many}
    ),
    "again": lambda why: _("much of it was turned down before, by line %(no)s") % {"no": why.many},
    "placed": lambda why: (
        _("%(many)s of its %(of)s points have an agreed theme already") % {"many": why.many, "of": why.of}
    ),
    "plain": lambda _why: _("nobody has looked at it yet"),
}


def why_words(why: tuple[Why, ...]) -> list[str]:
    """Each reason in a few words; a rule of quality says its own."""
    return [words for one in why for words in _words(one)]


def _words(why: Why) -> Iterator[str]:
    if why.kind != "rules":
        yield _WORDS[why.kind](why)
        return
    for rule in why.said:
        told = RULES[rule].says.rstrip(".") if rule in RULES else rule
        yield told[:1].lower() + told[1:]


def reason_names() -> dict[str, str]:
    """What each kind of reason is called where people choose among them."""
    return {
        "safety": _("about safety"),
        "distinct": _("small but distinct"),
        "unsteady": _("unsteady"),
        "near": _("close to another"),
        "rules": _("a rule wants a look"),
        "unsure": _("no item fits well"),
        "torn": _("between two items"),
        "misfit": _("points that fit no item"),
        "large": _("large"),
        "grown": _("agreed, grew since"),
        "joined": _("agreed, points to confirm"),
        "quotes": _("agreed, quotes to rule on"),
        "again": _("turned down before"),
        "placed": _("partly agreed already"),
        "plain": _("nothing noticed"),
    }


def beside_words(name: str, many: int) -> str:
    """What waits beside the themes, with how many of it."""
    return {
        MODERATION: ngettext(
            "%(num)s response to be looked at before it counts",
            "%(num)s responses to be looked at before they count",
            many,
        ),
        HELD: ngettext("%(num)s answer held back", "%(num)s answers held back", many),
        LANGUAGE: ngettext("%(num)s answer in another language", "%(num)s answers in another language", many),
        DOUBTS: ngettext(
            "%(num)s answer in which something was hidden with doubt",
            "%(num)s answers in which something was hidden with doubt",
            many,
        ),
        COPIES: ngettext(
            "%(num)s copy of a letter that many sent, to which somebody added words of their own",
            "%(num)s copies of a letter that many sent, to which somebody added words of their own",
            many,
        ),
    }[name] % {"num": many}


def parts_in_words() -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """The parts of doubt, and of what hangs on a theme, each with the most it may weigh, of a hundred."""
    words = {
        "unsteady": _("it was not found again when a part of the answers was left out"),
        "near": _("another theme is close to it"),
        "rules": _("rules of quality want a person to look"),
        "unsure": _("no item fits it well"),
        "torn": _("two items fit it nearly as well"),
        "misfit": _("many of its points fit no item"),
        "grown": _("an agreed theme to which the machine adds points"),
        "quotes": _("quotes that nobody ruled on"),
        "safety": _("points about safety"),
        "distinct": _("few said it, and nothing else is like it"),
        "size": _("how many people said it"),
    }
    return (
        [(words[name], round(100 * weight)) for name, weight in PARTS_OF_DOUBT.items()],
        [(words[name], round(100 * weight)) for name, weight in STAKES.items()],
    )


def today_words(board: Board) -> str:
    """By whom themes were ruled on today, in London, and how many by each."""
    day = clock.now().astimezone(clock.LONDON).date().isoformat()
    told = ruled_on_day(board, day, day_of)
    if not told:
        return _("Nobody has ruled on a theme today.")
    return _("Ruled on today: %(by)s.") % {"by": ", ".join(f"{by} {many}" for by, many in told)}
