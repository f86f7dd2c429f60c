"""The map as shapes: a circle a theme, a line to the theme most like it, and as many titles as fit without touching."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.report.places import places_of, spread_out

FILLED = 0.15  # of the picture, by circles
LARGEST, LEAST = 0.11, 5.0  # the greatest radius by the picture's shorter side; the least in its units
GAP = 5.0  # between circles
FONT = 12.0
LINE = 1.2 * FONT
PER_LINE, LINES = 20, 3  # characters, lines of a label
NARROW, BROAD = "iljtfrI.,:;'()[]|! ", "mwMWQOG@%"
SHARES = (0.28, 0.85, 0.56, 0.68)  # of the font's size: narrow, broad, small and capital letters
MARGIN = 3.0  # around a label

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


def _shortened(word: str) -> str:
    return word if len(word) <= PER_LINE else word[: PER_LINE - 1] + "…"


def wrapped(title: str) -> tuple[str, ...]:
    """A title in a few short lines; what is too long ends in an ellipsis."""
    lines = [""]
    for word in map(_shortened, title.split()):
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= PER_LINE:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], lines[LINES - 1][: PER_LINE - 1] + "…"]
    return tuple(lines)


def _radii(sizes: Sequence[int], width: float, height: float) -> np.ndarray:
    """Areas as the counts of responses, so that twice as many look like twice as many."""
    counts = np.maximum(np.asarray(sizes, dtype=float), 1)
    unit = np.sqrt(FILLED * width * height / (np.pi * counts.sum()))
    return np.asarray(np.round(np.clip(unit * np.sqrt(counts), LEAST, LARGEST * min(width, height)), 1))


def _label_boxes(circle: Circle, lines: tuple[str, ...]) -> Iterator[tuple[Label, Box]]:
    """Where a label may stand, the best place first: inside if it fits there, else right, left, below, above."""
    wide, high = max(map(text_width, lines)), LINE * len(lines)
    x, y, off = circle.x, circle.y, circle.radius + MARGIN
    if wide**2 + high**2 < (2 * circle.radius) ** 2:
        yield _label(x, y - high / 2, "middle", lines, wide, inside=True)
        return
    slant = off * 0.75 + high / 2
    for down in (0.0, slant, -slant):
        over = off if not down else off * 0.65
        yield _label(x + over, y - high / 2 + down, "start", lines, wide)
        yield _label(x - over, y - high / 2 + down, "end", lines, wide)
    yield _label(x, y + off, "middle", lines, wide)
    yield _label(x, y - off - high, "middle", lines, wide)


def _label(
    x: float, top: float, anchor: str, lines: tuple[str, ...], wide: float, *, inside: bool = False
) -> tuple[Label, Box]:
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    high = LINE * len(lines)
    box = (left - MARGIN, top - 1, left + wide + MARGIN, top + high + 1)
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
        for label, box in _label_boxes(circle, wrapped(circle.spot.title)):
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
    moved = spread_out(places, radii, (width, height), GAP)
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
