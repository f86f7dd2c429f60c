import itertools

import numpy as np
import pytest

from pipeline.report.drawing import GAP, LINES, Drawing, Spot, draw, text_width, wrapped
from pipeline.report.places import places_of, spread_out


def likeness(count: int, seed: int = 0, width: int = 20) -> np.ndarray:
    rows = np.abs(np.random.default_rng(seed).normal(size=(count, width)))
    unit = rows / np.linalg.norm(rows, axis=1)[:, None]
    return np.round(unit @ unit.T, 3)


def spots(count: int) -> list[Spot]:
    return [
        Spot(theme=f"T{n:03d}", title=f"Title of the theme {n} in words", responses=max(1, 300 // n))
        for n in range(1, count + 1)
    ]


def drawn(count: int, size: tuple[float, float] = (1000.0, 640.0)) -> Drawing:
    return draw(spots(count), likeness(count), *size)


def boxes(drawing: Drawing) -> list[tuple[float, float, float, float]]:
    told = []
    for label in drawing.labels:
        wide = max(map(text_width, label.lines))
        left = label.x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
        told.append((left, label.y - 12, left + wide, label.y + 14.4 * (len(label.lines) - 1) + 2))
    return told


@pytest.mark.parametrize("count", [1, 2, 3, 12, 60, 150])
@pytest.mark.parametrize("size", [(1000.0, 640.0), (340.0, 780.0)])
def test_no_circles_touch_and_all_lie_inside(count, size):
    drawing = drawn(count, size)
    for each in drawing.circles:
        assert each.radius <= each.x <= size[0] - each.radius
        assert each.radius <= each.y <= size[1] - each.radius
    for one, other in itertools.combinations(drawing.circles, 2):
        apart = float(np.hypot(one.x - other.x, one.y - other.y))
        assert apart >= one.radius + other.radius - 0.2


@pytest.mark.parametrize("count", [3, 40, 150])
def test_labels_lie_on_no_other_and_inside(count):
    drawing = drawn(count)
    assert drawing.left_out == count - len(drawing.labels)
    told = boxes(drawing)
    for one, other in itertools.combinations(told, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert all(box[0] >= 0 and box[2] <= 1000 and box[1] >= -1 and box[3] <= 641 for box in told)


def test_a_few_dozen_themes_all_but_have_their_titles():
    assert drawn(30).left_out <= 3


def test_alike_themes_stand_near_one_another():
    groups = np.repeat(np.arange(3), 6)
    told = np.where(groups[:, None] == groups[None, :], 0.8, 0.1) + likeness(18) / 20
    np.fill_diagonal(told, 1)
    places = places_of(told)
    apart = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    same = groups[:, None] == groups[None, :]
    assert apart[same].mean() < 0.4 * apart[~same].mean()
    nearest = (apart + 9 * np.eye(18)).argmin(axis=1)
    assert (groups[nearest] == groups).all()


def test_areas_are_as_the_counts():
    found = draw([Spot(theme="T001", title="a", responses=400), Spot(theme="T002", title="b", responses=100)],
                 np.eye(2), 4000.0, 4000.0).circles  # fmt: skip
    free = draw([*spots(1)] * 1, np.eye(1), 1000.0, 640.0).circles[0].radius
    assert found[0].radius <= 440
    assert free == pytest.approx(0.11 * 640)


def test_each_theme_has_a_line_to_the_one_most_like_it():
    drawing = draw(spots(3), np.array([[1, 0.9, 0.1], [0.9, 1, 0.2], [0.1, 0.2, 1]]), 1000.0, 640.0)
    assert len(drawing.lines) == 2


def test_equal_themes_stand_apart_too():
    places = spread_out(places_of(np.ones((5, 5))), np.full(5, 20.0), (1000.0, 640.0), GAP)
    assert len({tuple(place) for place in places}) == 5


def test_the_same_twice():
    assert drawn(40) == drawn(40)


def test_no_theme_at_all():
    assert draw([], np.zeros((0, 0)), 1000.0, 640.0).circles == ()


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Rework", ("Rework",)),
        ("Locked smartcards at weekends", ("Locked smartcards at", "weekends")),
        ("Donaudampfschifffahrtsgesellschaft", ("Donaudampfschifffah…",)),
        ("", ("",)),
    ],
)
def test_titles_are_wrapped(title, lines):
    assert wrapped(title) == lines


def test_a_long_title_ends_in_an_ellipsis():
    lines = wrapped("many words " * 20)
    assert len(lines) == LINES
    assert lines[-1].endswith("…")
