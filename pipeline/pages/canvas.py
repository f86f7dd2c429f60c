"""A picture of rules, dots and words, each at its place in pixels: what no kind of chart gives by itself."""

import textwrap
from dataclasses import dataclass, field
from typing import Any

import altair as alt

LETTER, LINE = 7, 17  # room for a letter and for a line, in pixels
_LOOKS: dict[str, dict[str, Any]] = {
    "plain": {"strokeWidth": 3},
    "faint": {"strokeWidth": 1, "opacity": 0.35},
    "dashed": {"strokeWidth": 2, "strokeDash": [5, 4]},
}
_FONT = "Arial, Liberation Sans, sans-serif"


@dataclass(slots=True)
class Canvas:
    """What is to be drawn; the origin is the top left corner."""

    width: int
    height: int = 0
    rules: list[dict[str, Any]] = field(default_factory=list)
    dots: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)

    def rule(self, start: tuple[float, float], end: tuple[float, float], kind: str = "plain") -> None:
        """A line; `kind` is plain, faint or dashed."""
        self.rules.append({"x": start[0], "y": start[1], "x2": end[0], "y2": end[1], "kind": kind})

    def dot(self, x: float, y: float, shape: str = "circle") -> None:
        """A mark: a circle, or a diamond in outline."""
        self.dots.append({"x": x, "y": y, "shape": shape})

    def write(self, x: float, y: float, text: str, align: str = "left") -> None:
        """Words whose first line is centred on y; `align` is left or center."""
        self.words.append({"x": x, "y": y, "text": text, "align": align})

    def spec(self) -> dict[str, Any]:
        """The picture as Vega-Lite."""
        layers = [self._rules(kind) for kind in ("faint", "dashed", "plain") if _of(self.rules, "kind", kind)]
        layers += [self._dots(shape) for shape in ("circle", "diamond") if _of(self.dots, "shape", shape)]
        layers += [self._words(align) for align in ("left", "center") if _of(self.words, "align", align)]
        sized = alt.layer(*layers).properties(width=self.width, height=self.height, background="transparent", padding=2)
        spec: dict[str, Any] = sized.configure(font=_FONT).configure_view(stroke=None).to_dict()
        return spec

    def _places(self) -> tuple[Any, Any]:
        across = alt.Scale(domain=[0, self.width], range=[0, self.width])
        down = alt.Scale(domain=[0, self.height], range=[0, self.height])
        return alt.X("x:Q", axis=None, scale=across), alt.Y("y:Q", axis=None, scale=down)

    def _rules(self, kind: str) -> Any:
        x, y = self._places()
        base = alt.Chart({"values": _of(self.rules, "kind", kind)})
        return base.mark_rule(color="currentColor", **_LOOKS[kind]).encode(x=x, y=y, x2="x2:Q", y2="y2:Q")

    def _dots(self, shape: str) -> Any:
        x, y = self._places()
        look: dict[str, Any] = {"size": 70 if shape == "circle" else 110, "stroke": "currentColor", "strokeWidth": 2}
        fill = "currentColor" if shape == "circle" else "white"
        base = alt.Chart({"values": _of(self.dots, "shape", shape)})
        return base.mark_point(shape=shape, opacity=1, fill=fill, **look).encode(x=x, y=y)

    def _words(self, align: str) -> Any:
        x, y = self._places()
        base = alt.Chart({"values": _of(self.words, "align", align)})
        ink: dict[str, Any] = {"fontSize": 14, "color": "currentColor", "baseline": "middle", "align": align}
        return base.mark_text(lineBreak="\n", lineHeight=LINE, **ink).encode(x=x, y=y, text="text:N")


def _of(rows: list[dict[str, Any]], key: str, kind: str) -> list[dict[str, Any]]:
    return [row for row in rows if row[key] == kind]


def wrapped(text: str, width: float) -> list[str]:
    """A text in lines that fit a width, at least one."""
    return textwrap.wrap(" ".join(text.split()), max(int(width // LETTER), 4)) or [""]
