"""Charts, drawn when the book is built: a picture needs no script, no font and no other host to be seen."""

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from pipeline.pages.marks import quoted

# One picture for wide windows and one for phones: a picture that is scaled down has letters too small to read.
_WIDE, _NARROW = 640, 330
# Room for a letter and for a line of a label, in pixels: a long title is broken into lines, never cut.
_LETTER, _LINE = 7, 17
_FONT = "Arial, Liberation Sans, sans-serif"
_TAG = re.compile(r"<svg\b[^>]*>")
_SAID = re.compile(r'\s(?:aria-[a-z]+|role)="[^"]*"')
_BOX = re.compile(r'viewBox="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, the words at its end and the path of its value."""

    label: str
    value: float
    told: str
    key: str


def _spec(bars: Sequence[Bar], width: int) -> dict[str, Any]:
    labels = [textwrap.wrap(bar.label, width // _LETTER) or [""] for bar in bars]
    band = 32 + _LINE * max(map(len, labels))
    rows = [
        {"label": "\n".join(label), "value": bar.value, "told": bar.told, "order": n}
        for n, (bar, label) in enumerate(zip(bars, labels, strict=True))
    ]
    base = alt.Chart({"values": rows}).encode(y=alt.Y("order:O", axis=None, scale=alt.Scale(padding=0)))
    long = alt.X("value:Q", axis=None, scale=alt.Scale(domainMin=0, range=[0, width - 70]))
    ink: dict[str, Any] = {"fontSize": 14, "color": "currentColor", "align": "left"}
    # From the middle of its band: the label's first line stands at the top, the bar at the foot.
    chart = alt.layer(
        base.mark_bar(height=14, yOffset=band / 2 - 15, color="currentColor").encode(x=long),
        base.mark_text(dy=12 - band / 2, lineBreak="\n", lineHeight=_LINE, **ink).encode(
            x=alt.value(0), text="label:N"
        ),
        base.mark_text(dx=6, dy=band / 2 - 14, **ink).encode(x=long, text="told:N"),
    )
    sized = chart.properties(width=width, height=alt.Step(band), background="transparent", padding=2)
    spec: dict[str, Any] = sized.configure(font=_FONT).configure_view(stroke=None).to_dict()
    return spec


def _picture(bars: Sequence[Bar], width: int, said: str, kind: str) -> str:
    svg = vl_convert.vegalite_to_svg(_spec(bars, width))
    box = _BOX.search(svg)
    size = box.group(1) if box else f"0 0 {width} {50 * len(bars)}"
    head = f'<svg class="{kind}" viewBox="{size}" role="img" aria-label="{quoted(said)}" focusable="false">'
    return head + _SAID.sub("", _TAG.sub("", svg, count=1))


def bar_chart(bars: Sequence[Bar], said: str, caption: str, figures: str) -> str:
    """A chart of bars with its caption, the same figures as a table beside it, and its data for a script to read."""
    data = [{"label": bar.label, "value": bar.value, "key": bar.key} for bar in bars]
    told = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f"<figure data-chart>\n{_picture(bars, _WIDE, said, 'wide')}\n{_picture(bars, _NARROW, said, 'narrow')}\n"
        f"<figcaption>{caption}</figcaption>\n"
        f"<details><summary>The same figures as a table</summary>\n{figures}\n</details>\n"
        f'<script type="application/json">{told}</script>\n</figure>'
    )
