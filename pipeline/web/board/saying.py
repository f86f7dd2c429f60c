"""Lines of the record in plain words: titles in place of ids, moments as they are in London."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pipeline.board.lines import Lines, lines_of_record
from pipeline.board.ruling import Board
from pipeline.board.theme import label_of
from pipeline.review.coding import SAMPLE
from pipeline.review.record import POINT, Decision
from pipeline.review.replay import split_value
from pipeline.web import clock
from pipeline.web.survey.words import moment

_WORDS = 80  # of a point's text: enough to know it by


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line as a page shows it: what was done, by whom and when, where to look at it, and what took it back."""

    no: int
    act: str
    words: str
    by: str
    at: str
    reason: str
    on: str
    href: str
    taken_by: int


def said(board: Board, lines: Iterable[Decision]) -> list[Said]:
    """These lines in plain words."""
    laid = lines_of_record(board.round, board.stands)
    return [
        Said(
            no=line.no,
            act=line.act,
            words=words_of(board, line),
            by=line.by,
            at=moment(moment_of(line.at)),
            reason=line.reason,
            on=line.on,
            href=address_of(board, line.on),
            taken_by=laid.taken.get(line.no, 0),
        )
        for line in lines
    ]


def moment_of(at: str) -> dt.datetime:
    """The moment that a line of the record tells as text."""
    return dt.datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)


def day_told(date: str) -> str:
    """A day of the record as people write it; as the record has it where a hand wrote no day there."""
    try:
        return date_format(dt.date.fromisoformat(date), "j F Y")
    except ValueError:
        return date


def day_of(line: Decision) -> str:
    """The day of a line in London, as a field for days holds it."""
    return moment_of(line.at).astimezone(clock.LONDON).date().isoformat()


def address_of(board: Board, id: str) -> str:
    """Where a thing that was ruled on can be looked at; empty where it has no page."""
    name = board.round.name
    if POINT.match(id):
        return _address("organisers-board-point", name, id)
    if board.stands.agreed.theme(id) or id in board.shot.themes:
        return _address("organisers-board-theme", name, id)
    return _address("organisers-board-answer", name, id) if id in board.shot.answers else ""


def _address(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def called(board: Board, id: str) -> str:
    """What a thing is called: a theme by its title, a point by its first words, all else by what it is."""
    laid, shot = lines_of_record(board.round, board.stands), board.shot
    if id in laid.titles:
        return _("“%(title)s” (%(id)s)") % {"title": laid.titles[id], "id": id}
    if id in shot.themes:
        # By the words that its page shows: a title of the machine's would be read before the answers are.
        return _("the candidate theme “%(words)s”") % {"words": label_of(board, id)}
    if POINT.match(id):
        return _point(shot.text(id), id)
    if title := _accepted_as(laid, id):
        return _("the candidate theme that became “%(title)s”") % {"title": title}
    kinds = {"a": _("the answer %(id)s"), "r": _("the response %(id)s")}
    if id == "words":
        return _("words in the whole round")
    if id[:1] in kinds and len(id) == len("a") + 12:
        return kinds[id[0]] % {"id": id}
    return _("a candidate theme that the last analysis no longer has (%(id)s)") % {"id": id[:12]}


def _point(text: str, id: str) -> str:
    if not text:
        return _("a point that is there no more (%(id)s)") % {"id": id}
    short = text if len(text) <= _WORDS else text[:_WORDS].rsplit(" ", 1)[0] + "…"
    return _("the point “%(text)s”") % {"text": short}


def _accepted_as(laid: Lines, candidate: str) -> str:
    for line in laid.about(candidate):
        if line.act == "accept" and line.on == candidate:
            return split_value(line.value)[1]
    return ""


def words_of(board: Board, line: Decision) -> str:
    """What a line does, in plain words, without who did it."""
    return _ACTS[line.act](board, line)


def _theme_begun(board: Board, line: Decision) -> str:
    id, title = split_value(line.value)
    told = {"on": called(board, line.on), "title": title, "id": id}
    if line.act == "split":
        return _("made a theme “%(title)s” (%(id)s) of a part of %(on)s") % told
    return _("accepted %(on)s as “%(title)s” (%(id)s)") % told


def _on_value(words: Callable[[], str]) -> Callable[[Board, Decision], str]:
    """An act whose words name what it was done on, and its value as it stands."""
    return lambda board, line: words() % {"on": called(board, line.on), "value": line.value}


def _into(words: Callable[[], str]) -> Callable[[Board, Decision], str]:
    """An act whose value is a theme."""
    return lambda board, line: words() % {"on": called(board, line.on), "value": called(board, line.value)}


def _moved(board: Board, line: Decision) -> str:
    told = {"on": called(board, line.on)}
    if line.value == "none":
        return _("took %(on)s out of its theme") % told
    return _("moved %(on)s into %(into)s") % {**told, "into": called(board, line.value)}


def _tagged(board: Board, line: Decision) -> str:
    titles = {item.code: item.title for item in board.round.definitions.taxonomy.cards}
    codes = [code.strip() for code in line.value.split(";") if code.strip()]
    items = "; ".join(f"{code} {titles.get(code, '')}".strip() for code in codes)
    return _("tagged %(on)s: %(items)s") % {"on": called(board, line.on), "items": items}


def _hidden(board: Board, line: Decision) -> str:
    kind = line.value.rpartition(" ")[2]
    if line.on == "words":
        return _("hid words in the whole round, as [%(kind)s]") % {"kind": kind}
    return _("hid words of %(on)s, as [%(kind)s]") % {"on": called(board, line.on), "kind": kind}


def _marked(mark: Callable[[], str]) -> Callable[[Board, Decision], str]:
    def words(board: Board, line: Decision) -> str:
        told = {"on": called(board, line.on), "mark": mark()}
        off = line.value == "no"
        return (_("took the mark “%(mark)s” off %(on)s") if off else _("marked %(on)s: %(mark)s")) % told

    return words


def _noted(board: Board, line: Decision) -> str:
    if line.on == board.round.name:
        return _("left a note for whoever comes next: %(value)s") % {"value": line.value}
    if line.on == "joins":
        return _("let the machine add points to agreed themes: %(value)s") % {"value": line.value}
    if line.on == SAMPLE:
        return _("of blind coding: %(value)s") % {"value": line.value}
    return _("noted on %(on)s: %(value)s") % {"on": called(board, line.on), "value": line.value}


def _signed(_board: Board, line: Decision) -> str:
    parts = dict(part.strip().split("=", 1) for part in line.value.split(";") if "=" in part)
    told = {"version": parts.get("version", ""), "date": day_told(parts.get("date", ""))}
    return _("signed release %(version)s, dated %(date)s") % told


def _undone(board: Board, line: Decision) -> str:
    before = board.stands.record[int(line.on) - 1]
    told = {"no": line.on, "by": before.by, "words": words_of(board, before)}
    if before.act == "undo":
        return _("took line %(no)s back, so that line %(on)s holds again") % {"no": line.on, "on": before.on}
    return _("took line %(no)s back (%(by)s %(words)s)") % told


_ACTS: Mapping[str, Callable[[Board, Decision], str]] = {
    "accept": _theme_begun,
    "split": _theme_begun,
    "rename": _on_value(lambda: _("gave %(on)s the title “%(value)s”")),
    "merge": _into(lambda: _("merged %(on)s into %(value)s")),
    "move": _moved,
    "reject": _on_value(lambda: _("rejected %(on)s")),
    "retag": _tagged,
    "approve-quote": _on_value(lambda: _("approved as a quote %(on)s")),
    "refuse-quote": _on_value(lambda: _("refused as a quote %(on)s")),
    "hold-back": _on_value(lambda: _("held back %(on)s")),
    "let-in": _on_value(lambda: _("let in %(on)s")),
    "redact": _hidden,
    "unredact": _on_value(lambda: _("showed words again of %(on)s")),
    "translate": _on_value(lambda: _("translated %(on)s")),
    "mark-minority": _marked(lambda: _("a minority view")),
    "mark-safety": _marked(lambda: _("about safety")),
    "keep-although-small": _marked(lambda: _("kept although small")),
    "note": _noted,
    "sign": _signed,
    "undo": _undone,
}


def act_names() -> dict[str, str]:
    """What each act is called where people choose among them."""
    return {
        "accept": _("accept a theme"),
        "rename": _("give a title"),
        "merge": _("merge themes"),
        "split": _("split a theme"),
        "move": _("move a point"),
        "reject": _("reject a theme"),
        "retag": _("tag"),
        "approve-quote": _("approve a quote"),
        "refuse-quote": _("refuse a quote"),
        "hold-back": _("hold back"),
        "let-in": _("let in"),
        "redact": _("hide words"),
        "unredact": _("show words again"),
        "translate": _("translate"),
        "mark-minority": _("mark as a minority view"),
        "mark-safety": _("mark as about safety"),
        "keep-although-small": _("keep although small"),
        "note": _("note"),
        "sign": _("sign a release"),
        "undo": _("take back"),
    }
