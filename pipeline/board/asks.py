"""What a form of the board asks of a theme, checked field by field so that every fault is told at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.board.ruling import AskedError, Board, check_words
from pipeline.board.words import say
from pipeline.definitions.taxonomy import NONE
from pipeline.review.asked import Act
from pipeline.review.codes import NONE_ALONE
from pipeline.review.earlier import MARK_ACTS

AS_SUGGESTED = "as suggested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a new theme shall be: what a person wrote, or that the machine's words are taken as they stand."""

    title: str = ""
    items: tuple[str, ...] = ()
    take_title: bool = False
    take_items: bool = False
    marks: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Asking:
    """A form as it is read: the faults so far, and the words that have to be fit for the record."""

    board: Board
    faults: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def fault(self, name: str, said: str) -> None:
        """One more fault; the first of a field stands."""
        self.faults.setdefault(name, said)

    def title(self, told: str, name: str = "title") -> str:
        """A title as it was typed: on one line, and of characters that can be read."""
        if not told.strip():
            self.fault(name, say("Write a title, as it shall be published."))
        elif not told.isprintable():
            self.fault(
                name, say("The title holds a line break or a character that cannot be seen; write it on one line.")
            )
        self.words[name] = told
        return told

    def prose(self, told: str, name: str = "reason", wanted: str = "") -> str:
        """Words in which a person says why; empty is a fault where `wanted` says what is asked for."""
        said = told.replace("\r\n", "\n") if told.strip() else ""
        if not said and wanted:
            self.fault(name, say(wanted))
        if "\0" in said:
            self.fault(name, say("What you wrote holds a character that cannot be kept; type it anew."))
        self.words[name] = said
        return said

    def items(self, told: Sequence[str], name: str = "items") -> str:
        """Codes of the frame, once each, joined as the record holds them."""
        codes = tuple(dict.fromkeys(told))
        if any(code not in self.board.round.definitions.taxonomy.codes for code in codes):
            self.fault(name, say("One of the items is in the frame no more; open the page again and tick them anew."))
        elif NONE in codes and len(codes) > 1:
            self.fault(name, say(f"{NONE_ALONE}."))
        elif not codes:
            self.fault(
                name, say("Say what it is about: choose an item, or NONE where it is not about digital or fits none.")
            )
        return ";".join(codes)

    def done(self) -> None:
        """Raise AskedError with every fault; words that may not stand in the record are faults too."""
        try:
            check_words(self.board.round, self.words)
        except AskedError as error:
            self.faults = error.faults | self.faults
        if self.faults:
            raise AskedError(self.faults)


def begun(asking: Asking, act: Act, id: str, wanted: Wanted, suggested: tuple[str, str]) -> list[Act]:
    """The lines that begin a theme with its title, items and marks; `act` wants its value."""
    title, items = suggested
    if wanted.title.strip() or not (wanted.take_title and title):
        title = asking.title(wanted.title)
    typed = bool(wanted.items) or not (wanted.take_items and items)
    items = asking.items(wanted.items) if typed else items
    reason = asking.prose(wanted.reason)
    new = Act(act=act.act, on=act.on, digest=act.digest, value=f"{id}: {title}", reason=reason, points=act.points)
    retag = Act(act="retag", on=id, value=items, reason=reason if typed else AS_SUGGESTED)
    return [new, retag, *marked(asking, id, wanted.marks, {}, reason)]


def marked(asking: Asking, id: str, wanted: Collection[str], now: Mapping[str, bool], reason: str) -> Iterable[Act]:
    """The lines that set marks that are wanted and not there; where `now` is told, those that take the others off."""
    if not set(wanted) <= MARK_ACTS.keys():
        asking.fault("marks", say("That is no mark; tick of %(marks)s.", marks=", ".join(MARK_ACTS)))
    for mark, act in MARK_ACTS.items():
        if (mark in wanted) is not now.get(mark, False):
            yield Act(act=act, on=id, value="yes" if mark in wanted else "no", reason=reason)
