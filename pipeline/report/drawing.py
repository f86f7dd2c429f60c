"""The map as shapes: a circle a theme, a line to the theme most like it, and as many titles as fit without touching."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.report.places import places_of, spread_out

FILLED = 0.15  # of the picture, by circles
LARGEST, LEAST = 0.11, 5.0  # the greatest radius by the picture's shorter side; the least in its units
GAP, ROOM = 5.0, 0.3  # between circles: at least, and as a part of the side of the square that each theme has
FONT = 12.0
LINE = 1.2 * FONT
PER_LINE, LINES = (20, 12), 3  # characters in a line of a label, the better first; lines
NARROW, BROAD = "iljtfrI.,:;'()[]|! ", "mwMWQOG@%"
SHARES = (0.28, 0.85, 0.56, 0.68)  # of the font's size: narrow, broad, small and capital letters
MARGIN = 3.0  # around a label
# Ways from a circle to its label, the best first: right, left, a little off these, below, above, aslant.
AROUND = (
    (1.0, 0.0, "start"), (-1.0, 0.0, "end"), (0.97, 0.6, "start"), (-0.97, 0.6, "end"), (0.97, -0.6, "start"),
    (-0.97, -0.6, "end"), (0.0, 1.0, "middle"), (0.0, -1.0, "middle"), (0.7, 0.85, "start"), (-0.7, 0.85, "end"),
    (0.7, -0.85, "start"), (-0.7, -0.85, "end"), (0.35, 1.0, "start"), (-0.35, 1.0, "end"), (0.35, -1.0, "start"),
    (-0.35, -1.0, "end"),
)  # fmt: skip

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A theme as the map needs it."""

    theme: str
    title: str
    responses: int
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A theme on the map; `number` is written inside where there is room."""

    spot: Spot
    x: float
    y: float
    radius: float
    number: str


@dataclass(frozen=True, slots=True)
class Label:
    """A title beside or inside its circle, in lines from `y` downwards, `anchor` as SVG calls it."""

    x: float
    y: float
    anchor: str
    lines: tuple[str, ...]
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in a box of that size; `left_out` counts the themes for whose title there was no room."""

    width: float
    height: float
    lines: tuple[Box, ...]
    circles: tuple[Circle, ...]
    labels: tuple[Label, ...]
    left_out: int


def text_width(text: str) -> float:
    """About how wide a text is drawn; rather too much than too little."""
    narrow, broad, small, capital = SHARES
    shares = (
        narrow if each in NARROW else broad if each in BROAD else capital if each.isupper() else small for each in text
    )
    return FONT * sum(shares)


def _shortened(word: str, most: int) -> str:
    return word if len(word) <= most else word[: most - 1] + "…"


def wrapped(title: str, per_line: int = PER_LINE[0]) -> tuple[str, ...]:
    """A title in a few short lines; what is too long ends in an ellipsis."""
    lines = [""]
    for word in title.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= per_line:
            lines[-1] = joined
        else:
            lines.append(_shortened(word, PER_LINE[0]))
    filled = [line for line in lines if line] or [""]
    if len(filled) > LINES:
        filled = [*filled[: LINES - 1], filled[LINES - 1][: PER_LINE[0] - 1] + "…"]
    return tuple(filled)


def _side(count: int, width: float, height: float) -> float:
    """The side of the square that each theme would have if all had the same; its title stands between circles."""
    return float(np.sqrt(width * height / max(count, 1)))


def _radii(sizes: Sequence[int], width: float, height: float) -> np.ndarray:
    """Areas as the counts of responses, so that twice as many look like twice as many."""
    counts = np.maximum(np.asarray(sizes, dtype=float), 1)
    unit = np.sqrt(FILLED * width * height / (np.pi * max(counts.sum(), 1)))
    return np.asarray(np.round(np.clip(unit * np.sqrt(counts), LEAST, LARGEST * min(width, height)), 1))


def _label_boxes(circle: Circle, title: str) -> Iterator[tuple[Label, Box]]:
    """Where a label may stand, the best place first: inside, then around the circle, right and left before the rest."""
    shapes = [wrapped(title, per_line) for per_line in PER_LINE]
    for lines in shapes:
        wide, high = _size(lines)
        if wide**2 + high**2 < (2 * circle.radius) ** 2:
            yield _label(circle, (0.0, 0.0), "middle", lines, inside=True)
    for lines in dict.fromkeys(shapes):
        for across, down, anchor in AROUND:
            yield _label(circle, (across, down), anchor, lines)


def _size(lines: tuple[str, ...]) -> tuple[float, float]:
    return max(map(text_width, lines)), LINE * len(lines)


def _label(
    circle: Circle, way: tuple[float, float], anchor: str, lines: tuple[str, ...], *, inside: bool = False
) -> tuple[Label, Box]:
    """A label that lies that way from its circle's middle, and the box it fills."""
    wide, high = _size(lines)
    off = circle.radius + MARGIN
    middle_x = circle.x + way[0] * (off + wide / 2)
    top = circle.y + way[1] * (off + high / 2) - high / 2
    x = middle_x + {"start": -wide / 2, "middle": 0.0, "end": wide / 2}[anchor]
    box = (middle_x - wide / 2 - MARGIN, top - 1, middle_x + wide / 2 + MARGIN, top + high + 1)
    return Label(round(x, 1), round(top + FONT, 1), anchor, lines, inside), box


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _touches(box: Box, circle: Circle) -> bool:
    across = max(box[0] - circle.x, 0.0, circle.x - box[2])
    down = max(box[1] - circle.y, 0.0, circle.y - box[3])
    return across**2 + down**2 < circle.radius**2


@dataclass(frozen=True, slots=True)
class _Room:
    """What a label must not touch."""

    circles: Sequence[Circle]
    size: tuple[float, float]
    taken: list[Box]

    def fits(self, box: Box, own: Circle, *, inside: bool) -> bool:
        """Whether the box lies in the picture, on no other label and on no circle but, if inside, its own."""
        return (
            box[0] >= 0
            and box[1] >= 0
            and box[2] <= self.size[0]
            and box[3] <= self.size[1]
            and not any(_overlap(box, other) for other in self.taken)
            and not any(_touches(box, circle) for circle in self.circles if not (inside and circle is own))
        )


def _labelled(circles: Sequence[Circle], size: tuple[float, float]) -> dict[str, Label]:
    """A label for each theme, the largest first, as long as there is a free place for it."""
    room = _Room(circles, size, [])
    found: dict[str, Label] = {}
    for circle in sorted(circles, key=lambda each: (-each.radius, each.spot.theme)):
        for label, box in _label_boxes(circle, circle.spot.title):
            if room.fits(box, circle, inside=label.inside):
                room.taken.append(box)
                found[circle.spot.theme] = label
                break
    return found


def _lines(circles: Sequence[Circle], likeness: np.ndarray) -> tuple[Box, ...]:
    """From each theme to the one most like it, each pair once."""
    if len(circles) < 2:
        return ()
    others = likeness - 9 * np.eye(len(likeness))
    pairs = sorted({(min(n, m), max(n, m)) for n, m in enumerate(map(int, others.argmax(axis=1)))})
    return tuple((circles[n].x, circles[n].y, circles[m].x, circles[m].y) for n, m in pairs)


def _number(theme: str, radius: float, label: Label | None) -> str:
    """What is written into a circle that holds no title, if there is room."""
    number = theme.lstrip("T0") or theme
    return "" if (label and label.inside) or text_width(number) > 1.7 * radius else number


def draw(spots: Sequence[Spot], likeness: np.ndarray, width: float, height: float) -> Drawing:
    """The map in a box of that size; upright where it is higher than wide."""
    level = places_of(likeness)
    places = level if width >= height else level[:, ::-1]
    radii = _radii([spot.responses for spot in spots], width, height)
    moved = spread_out(places, radii, (width, height), max(GAP, ROOM * _side(len(spots), width, height)))
    bare = [
        Circle(spot=spot, x=float(x), y=float(y), radius=float(radius), number="")
        for spot, (x, y), radius in zip(spots, moved, radii, strict=True)
    ]
    labels = _labelled(bare, (width, height))
    circles = tuple(
        replace(each, number=_number(each.spot.theme, each.radius, labels.get(each.spot.theme))) for each in bare
    )
    in_order = tuple(labels[spot.theme] for spot in spots if spot.theme in labels)
    return Drawing(width, height, _lines(bare, likeness), circles, in_order, len(spots) - len(in_order))
