"""Charts, drawn when the book is built: a picture needs no script, no font and no other host to be seen.

The libraries that draw take longer to load than all else that a page calls: they are loaded by the first drawing.
"""

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.pages.marks import quoted
from pipeline.pages.pictures import kept_picture

# One picture for wide windows and one for phones: a picture that is scaled down has letters too small to read.
WIDTHS = ((640, "wide"), (330, "narrow"))
# Room for a letter and for a line of a label, in pixels: a long title is broken into lines, never cut.
_LETTER, _LINE = 7, 17
_EDGE = 6  # half of a dot, so that one at nought is whole
_TOLD = 130  # room for the words at the end of a range
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


@dataclass(frozen=True, slots=True)
class Range:
    """A share and its interval: the label, the words at its end and the path of the share, low and high beside it.

    One without a label belongs to the one above it and is drawn in outline.
    """

    label: str
    share: float
    low: float
    high: float
    told: str
    key: str


def _spec(bars: Sequence[Bar], width: int) -> dict[str, Any]:
    import altair as alt

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


def _range_rows(ranges: Sequence[Range], width: int) -> tuple[list[dict[str, Any]], int]:
    """Each range with the place of its label and of its line, and the height of all."""
    rows, at = [], 0
    for each in ranges:
        label = textwrap.wrap(each.label, width // _LETTER) if each.label else []
        line = at + _LINE * len(label) + 12
        rows.append(
            {"label": "\n".join(label), "top": at + 12, "line": line, "low": each.low, "high": each.high,
             "share": each.share, "told": each.told, "plain": bool(each.label)}
        )  # fmt: skip
        at = line + 14
    return rows, at


def _range_spec(ranges: Sequence[Range], width: int) -> dict[str, Any]:
    import altair as alt

    rows, height = _range_rows(ranges, width)
    most = max((each.high for each in ranges), default=1.0)
    across = alt.Scale(domain=[0, most], range=[_EDGE, width - _TOLD])
    down = alt.Scale(domain=[0, height], range=[0, height])
    base = alt.Chart({"values": rows})
    line = alt.Y("line:Q", axis=None, scale=down)
    share = alt.X("share:Q", axis=None, scale=across)
    ink: dict[str, Any] = {"fontSize": 14, "color": "currentColor", "align": "left"}
    dot: dict[str, Any] = {"size": 70, "stroke": "currentColor", "strokeWidth": 2, "opacity": 1}
    chart = alt.layer(
        base.mark_rule(strokeWidth=3, color="currentColor").encode(
            x=alt.X("low:Q", axis=None, scale=across), x2="high:Q", y=line
        ),
        base.transform_filter("datum.plain").mark_point(**dot, fill="currentColor").encode(x=share, y=line),
        base.transform_filter("!datum.plain").mark_point(**dot, fill="white").encode(x=share, y=line),
        base.mark_text(lineBreak="\n", lineHeight=_LINE, **ink).encode(
            x=alt.value(0), y=alt.Y("top:Q", axis=None, scale=down), text="label:N"
        ),
        base.mark_text(dx=8, dy=1, **ink).encode(x=alt.X("high:Q", axis=None, scale=across), y=line, text="told:N"),
    )
    sized = chart.properties(width=width, height=height, background="transparent", padding=2)
    spec: dict[str, Any] = sized.configure(font=_FONT).configure_view(stroke=None).to_dict()
    return spec


def _picture(spec: dict[str, Any], said: str, kind: str) -> str:
    import vl_convert

    svg = vl_convert.vegalite_to_svg(spec)
    box = _BOX.search(svg)
    size = box.group(1) if box else f"0 0 {spec['width']} {spec['width']}"
    head = f'<svg class="{kind}" viewBox="{size}" role="img" aria-label="{quoted(said)}" focusable="false">'
    return head + _SAID.sub("", _TAG.sub("", svg, count=1))


def _drawn(
    spec_of: Callable[[Any, int], dict[str, Any]],
    rows: Sequence[Bar] | Sequence[Range],
    width: int,
    said: str,
    kind: str,
) -> str:
    return kept_picture(
        (spec_of.__name__, list(rows), width, said, kind), lambda: _picture(spec_of(rows, width), said, kind)
    )


def _figure(kind: str, pictures: Sequence[str], caption: str, figures: str, data: Sequence[Mapping[str, Any]]) -> str:
    """Pictures with their caption, the same figures as a table beside them, and their data for a script to read."""
    told = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    drawn = "\n".join(pictures)
    return (
        f"<figure data-chart{kind}>\n{drawn}\n"
        f"<figcaption>{caption}</figcaption>\n"
        f"<details><summary>The same figures as a table</summary>\n{figures}\n</details>\n"
        f'<script type="application/json">{told}</script>\n</figure>'
    )


def bar_chart(bars: Sequence[Bar], said: str, caption: str, figures: str) -> str:
    """A chart of bars with its caption, the same figures as a table beside it, and its data for a script to read."""
    data = [{"label": bar.label, "value": bar.value, "key": bar.key} for bar in bars]
    pictures = [_drawn(_spec, bars, width, said, kind) for width, kind in WIDTHS]
    return _figure("", pictures, caption, figures, data)


def range_chart(ranges: Sequence[Range], said: str, caption: str, figures: str) -> str:
    """A chart of shares with their intervals, made like one of bars."""
    data = [
        {"label": each.label, "value": each.share, "low": each.low, "high": each.high, "key": each.key}
        for each in ranges
    ]
    pictures = [_drawn(_range_spec, ranges, width, said, kind) for width, kind in WIDTHS]
    return _figure('="ranges"', pictures, caption, figures, data)
