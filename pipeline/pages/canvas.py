"""A picture of rules, dots and words, each at its place in pixels, written as SVG itself.

A chart's library takes a tenth of a second for a roadmap item where there are hundreds, and thousands of bytes; a mark
here is a stretch of one path.
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.pages.charts import WIDTHS
from pipeline.pages.marks import escaped, quoted

LETTER, LINE = 7, 17  # room for a letter and for a line, in pixels
_PAD = 3  # what of a mark may stand over the edge
_BASE = 5  # from the middle of a line down to the foot of its letters
# How each kind of mark is drawn; ends of no length are round dots.
_LOOKS = {
    "faint": 'stroke-width="1" opacity="0.35"',
    "dashed": 'stroke-width="2" stroke-dasharray="5 4"',
    "plain": 'stroke-width="3"',
    "dot": 'stroke-width="11" stroke-linecap="round"',
    "diamond": 'stroke-width="2" fill="white"',
}


@dataclass(slots=True)
class Canvas:
    """What is to be drawn; the origin is the top left corner."""

    width: int
    height: float = 0
    marks: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in _LOOKS})
    words: list[str] = field(default_factory=list)

    def rule(self, start: tuple[float, float], end: tuple[float, float], kind: str = "plain") -> None:
        """A line; `kind` is plain, faint or dashed."""
        self.marks[kind].append(f"M{_places(*start)}L{_places(*end)}")

    def dot(self, x: float, y: float) -> None:
        """A round dot."""
        self.marks["dot"].append(f"M{_places(x, y)}h0")

    def diamond(self, x: float, y: float) -> None:
        """A diamond in outline."""
        self.marks["diamond"].append(f"M{_places(x - 6.5, y)}l6.5 -6.5l6.5 6.5l-6.5 6.5z")

    def write(self, x: float, y: float, lines: list[str], anchor: str = "start") -> None:
        """Lines of words, the first centred on y; `anchor` is start or middle."""
        parts = [escaped(lines[0]), *(f'<tspan x="{x:g}" dy="{LINE}">{escaped(line)}</tspan>' for line in lines[1:])]
        middle = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self.words.append(f'<text x="{round(x, 1):g}" y="{round(y + _BASE, 1):g}"{middle}>{" ".join(parts)}</text>')

    def svg(self, kind: str, said: str) -> str:
        """The picture for one width of window, with words for who cannot see it."""
        box = f"{-_PAD} {-_PAD} {self.width + 2 * _PAD} {round(self.height) + 2 * _PAD}"
        paths = [
            f'<path d="{"".join(marks)}" stroke="currentColor" {_LOOKS[name]}/>'
            for name, marks in self.marks.items()
            if marks
        ]
        inside = "\n".join([*paths, f'<g fill="currentColor" font-size="14">{"".join(self.words)}</g>'])
        head = (
            f'<svg class="{kind}" viewBox="{box}" role="img" aria-label="{quoted(said)}" focusable="false" fill="none">'
        )
        return f"{head}\n{inside}\n</svg>"


def _places(x: float, y: float) -> str:
    return f"{round(x, 1):g} {round(y, 1):g}"


def wrapped(text: str, width: float) -> list[str]:
    """A text in lines that fit a width, at least one."""
    return textwrap.wrap(" ".join(text.split()), max(int(width // LETTER), 4)) or [""]


def drawn(draw: Callable[[int], Canvas], said: str) -> str:
    """A picture drawn for wide windows and for phones."""
    return "\n".join(draw(width).svg(kind, said) for width, kind in WIDTHS)
