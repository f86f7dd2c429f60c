"""Words, numbers, signs and line ends of a text, each with its place."""

import re
from dataclasses import dataclass

from pipeline.clean.marks import BLANK

# A word keeps its hyphens and inner apostrophes, but gives up an 's at its end.
_TOKEN = re.compile(rf"[^\W\d_]+(?:['’-](?!s\b)[^\W\d_]+)*|\d+|{BLANK}+|\n|[^\s]")
# What may end a stretch that is read at once; a longer text is read stretch by stretch.
_STRETCH, _LONGEST = 150, 250
_ENDS = frozenset(".!?\n;")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a sign, a line end or a mark: characters of the text from `start` up to `end`."""

    start: int
    end: int
    text: str

    @property
    def is_word(self) -> bool:
        """Whether it starts with a letter; a mark does not."""
        return self.text[0].isalpha()


def tokens(text: str) -> list[Token]:
    """The tokens of a text in order; each character that is no space is in exactly one."""
    return [Token(found.start(), found.end(), found[0]) for found in _TOKEN.finditer(text)]


def stretches(told: list[Token]) -> list[list[Token]]:
    """Tokens in stretches short enough to be read at once, cut at an end of a sentence where there is one."""
    parts: list[list[Token]] = [[]]
    for token in told:
        parts[-1].append(token)
        length = len(parts[-1])
        if length >= _LONGEST or (length >= _STRETCH and token.text in _ENDS):
            parts.append([])
    return [part for part in parts if part]
