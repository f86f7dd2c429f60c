"""What people ruled on single answers and on words: cleaning does as they say, and says where it no longer can."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipeline.clean.marks import MARK, Redacted, Span, with_marks
from pipeline.clean.repair import repair
from pipeline.ids import text_digest

BY_PERSON = "by a person"
# Phones and spreadsheets write one for the other.
_ALIKE = ("'\u2019\u2018\u02bc`\u00b4",)
_DASHES = r"\-\u2010-\u2014"
_PARTS = re.compile(rf"[\s{_DASHES}]+")
_RUN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Correction:
    """A line of the record that hides a stretch of an answer's repaired text, shows it, or brings its translation.

    `of` is the digest of the repaired text the person had before them; `kind` is empty where a stretch is shown, and
    `end` is 0 where the whole was read and let in.
    """

    no: int
    of: str
    start: int = 0
    end: int = 0
    kind: str = ""
    translation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """All that was ruled on one answer; `let_in` is None where nobody said whether it goes on.

    `key` is the round's: digests of texts are made with it.
    """

    let_in: bool | None = None
    corrections: tuple[Correction, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """A round's rulings by public id of answer or response; words never hidden; words always hidden, with a kind."""

    answers: Mapping[str, Ruling] = field(default_factory=dict)
    responses: Mapping[str, bool] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was ruled."""
        return bool(self.answers or self.responses or self.shown or self.hidden)

    def of(self, answer: str, response: str) -> Ruling:
        """What holds for an answer: its own ruling, else that on its response."""
        own = self.answers.get(answer, NO_RULING)
        if own.let_in is None and response in self.responses:
            return replace(own, let_in=self.responses[response])
        return own


NO_RULING = Ruling()
NO_RULINGS = Rulings()


def translated(repaired: str, ruling: Ruling) -> str | None:
    """The translation that fits an answer as it stands, the newest first; None where there is none."""
    of = text_digest(repaired, ruling.key)
    told = [one.translation for one in ruling.corrections if one.translation and one.of == of]
    return told[-1] if told else None


def unfit(repaired: str, ruling: Ruling) -> tuple[Correction, ...]:
    """The corrections that were made on another text than the answer has now.

    What was hidden in a text is not hidden in its translation, nor beyond its end. A hiding that no longer fits is done
    with once a person rules on the text as it is now.
    """
    if not ruling.corrections:
        return ()
    of = text_digest(repaired, ruling.key)
    fitting = [one for one in ruling.corrections if one.of == of and one.end <= len(repaired)]
    told_anew = max((one.no for one in fitting if one.translation), default=0)
    read = max((one.no for one in fitting if not one.translation), default=0)
    return tuple(
        one
        for one in ruling.corrections
        if (one.end or one.translation)
        and (one not in fitting or (one.kind and told_anew))
        and not (one.kind and read > max(one.no, told_anew))
    )


def _loose(character: str) -> str:
    return next((f"[{re.escape(alike)}]" for alike in _ALIKE if character in alike), re.escape(character))


def _inside(character: str) -> str:
    """What may not stand beside an edge: a letter beside a letter, a digit beside a digit."""
    return r"\d" if character.isdigit() else r"[^\W\d_]" if character.isalpha() else r"(?!)"


@lru_cache(maxsize=4096)
def _pattern(words: str, whole: bool) -> re.Pattern[str]:
    """Words in any case, however they are spaced and whichever apostrophes and dashes they were typed with."""
    told = repair(words)
    # Two words may be joined by a dash, and joined ones be parted.
    within = rf"(?:\s+|[{_DASHES}])".join("".join(map(_loose, word)) for word in _PARTS.split(told) if word) or "(?!)"
    if whole and told:
        within = f"(?<!{_inside(told[0])}){within}(?!{_inside(told[-1])})"
    return re.compile(within, re.IGNORECASE)


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a repaired text: as words of their own, else as parts of others."""
    found = [each.span() for each in _pattern(words, whole=True).finditer(text)]
    return found or [each.span() for each in _pattern(words, whole=False).finditer(text)]


def holds(text: str, words: str) -> bool:
    """Whether words stand in a text as words of their own."""
    return bool(_pattern(words, whole=True).search(text))


def words_of_their_own(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a text as words of their own, and nowhere else."""
    return [found.span() for found in _pattern(words, whole=True).finditer(text)]


def letters_of(text: str, *, whole: bool = False) -> str:
    """The longest run of letters and digits in words, or a whole text, in the form in which one is found in the other.

    A text that does not hold the run does not hold the words, which is much sooner seen than by the pattern.
    """
    told = (text if whole else repair(text)).casefold().replace("\u0307", "").replace("\u0131", "i")
    return told if whole else max(_RUN.findall(told), key=len, default="")


def _always(text: str, hidden: tuple[tuple[str, str], ...]) -> Iterator[Span]:
    for words, kind in hidden:
        for start, end in words_of_their_own(text, words):
            yield Span(start, end, kind, BY_PERSON, 1.0)


def _own(ruling: Ruling, text: str) -> Iterator[Correction]:
    of = text_digest(text, ruling.key) if ruling.corrections else ""
    return (one for one in ruling.corrections if one.of == of and one.start < one.end <= len(text))


@lru_cache(maxsize=4096)
def _plain(words: str) -> str:
    return " ".join(repair(words).casefold().split())


def corrected(text: str, redacted: Redacted, ruling: Ruling, rulings: Rulings) -> Redacted:
    """The redaction of a repaired text as people corrected it; of two rulings on one stretch the later holds.

    What is not covered by a ruling stays as the machine left it. A stretch that a person hides takes what it overlaps
    along, so that no part of it is seen.
    """
    if not (ruling.corrections or rulings.shown or rulings.hidden):
        return redacted
    shown = {_plain(words) for words in rulings.shown}
    spans = {span for span in redacted.spans if _plain(text[span.start : span.end]) not in shown}
    marks = [mark.span() for mark in MARK.finditer(text)]
    always = [span for span in _always(text, rulings.hidden) if not any(_meet(span, *mark) for mark in marks)]
    for span in sorted(always):
        spans = _covered(spans, span)
    for one in sorted(_own(ruling, text)):
        spans = {span for span in spans if one.kind or not _meet(span, one.start, one.end)}
        if one.kind:
            spans = _covered(spans, Span(one.start, one.end, one.kind, BY_PERSON, 1.0))
    ordered = tuple(sorted(spans))
    return Redacted(with_marks(text, ordered), ordered)


def _meet(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end


def _covered(spans: set[Span], by: Span) -> set[Span]:
    """The spans with one more; those that reach beyond it are joined to it."""
    met = {span for span in spans if _meet(span, by.start, by.end)}
    start, end = min(span.start for span in {*met, by}), max(span.end for span in {*met, by})
    return {*(spans - met), replace(by, start=start, end=end)}
