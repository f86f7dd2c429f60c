"""What people ruled on single answers and on words: cleaning does as they say, and says where it no longer can."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipeline.clean.marks import MARK, Redacted, Span, with_marks
from pipeline.ids import text_digest

BY_PERSON = "by a person"


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Correction:
    """A line of the record that hides a stretch of an answer's repaired text, shows it, or brings its translation.

    `of` is the digest of the repaired text the person had before them; `kind` is empty where a stretch is shown.
    """

    no: int
    of: str
    start: int = 0
    end: int = 0
    kind: str = ""
    translation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """All that was ruled on one answer; `let_in` is None where nobody said whether it goes on."""

    let_in: bool | None = None
    corrections: tuple[Correction, ...] = ()


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
    of = text_digest(repaired)
    told = [one.translation for one in ruling.corrections if one.translation and one.of == of]
    return told[-1] if told else None


def unfit(repaired: str, ruling: Ruling) -> tuple[Correction, ...]:
    """The corrections that were made on another text than the answer has now."""
    of = text_digest(repaired) if ruling.corrections else ""
    return tuple(one for one in ruling.corrections if one.of != of)


@lru_cache(maxsize=16)
def _patterns(hidden: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE), kind) for words, kind in hidden)


def _always(text: str, hidden: tuple[tuple[str, str], ...]) -> Iterator[Span]:
    for pattern, kind in _patterns(hidden):
        for found in pattern.finditer(text):
            yield Span(*found.span(), kind, BY_PERSON, 1.0)


def _own(ruling: Ruling, text: str) -> Iterator[Correction]:
    of = text_digest(text) if ruling.corrections else ""
    return (one for one in ruling.corrections if one.of == of and not one.translation and one.end <= len(text))


def corrected(text: str, redacted: Redacted, ruling: Ruling, rulings: Rulings) -> Redacted:
    """The redaction of a repaired text as people corrected it; of two rulings on one stretch the later holds.

    What is not covered by a ruling stays as the machine left it. A stretch that a person hides takes what it overlaps
    along, so that no part of it is seen.
    """
    if not (ruling.corrections or rulings.shown or rulings.hidden):
        return redacted
    shown = {" ".join(words.casefold().split()) for words in rulings.shown}
    spans = {span for span in redacted.spans if " ".join(text[span.start : span.end].casefold().split()) not in shown}
    marks = [mark.span() for mark in MARK.finditer(text)]
    always = [span for span in _always(text, rulings.hidden) if not any(_meet(span, *mark) for mark in marks)]
    for span in sorted(always):
        spans = _covered(spans, span)
    for one in sorted(_own(ruling, text)):
        spans = {span for span in spans if one.kind or not _meet(span, one.start, one.end)}
        if one.kind and one.start < one.end:
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
