"""Lines of a pasted e-mail, and what is set aside of them."""

import re
from dataclasses import dataclass

from pipeline.clean.marks import MARK

_LINE = re.compile(r"[^\n]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, order=True)
class Aside:
    """A stretch set aside from what is read: characters of the redacted text from `start` up to `end`."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line with a character in it, without space around it; `opens` is whether an empty line stands before it."""

    start: int
    end: int
    text: str
    opens: bool

    def aside(self, kind: str) -> Aside:
        """The whole line set aside."""
        return Aside(self.start, self.end, kind)


def lines_of(text: str) -> list[Line]:
    """The lines of a text that hold more than space, in order."""
    lines: list[Line] = []
    after = 0
    for found in _LINE.finditer(text):
        line = found[0].strip()
        if line:
            start = found.start() + found[0].index(line)
            opens = text.count("\n", after, found.start()) != 1
            lines.append(Line(start, start + len(line), line, opens))
            after = found.end()
    return lines


def count_words(text: str) -> int:
    """Words of a text that are no marks."""
    return len(_LETTERS.findall(MARK.sub(" ", text)))


def merged(asides: list[Aside], text: str) -> tuple[Aside, ...]:
    """Stretches in order, those of one kind joined that only space parts; none reaches into the one before."""
    joined: list[Aside] = []
    for aside in sorted(asides):
        last = joined[-1] if joined else None
        if last and aside.start < last.end:
            continue
        if last and last.kind == aside.kind and not text[last.end : aside.start].strip():
            joined[-1] = Aside(last.start, aside.end, aside.kind)
        else:
            joined.append(aside)
    return tuple(joined)
