import numpy as np
import pytest
from grouping import rows_around

from pipeline.themes.apart import groups_apart
from pipeline.themes.graph import likeness_graph, nearest_texts
from pipeline.themes.merging import FEWEST, Path, after, merging_path, steps_for


def path_of(vectors, labels, pinned=()):
    held = np.isin(np.arange(labels.max() + 1), list(pinned))
    return merging_path(likeness_graph(nearest_texts(vectors), 10), vectors, labels, held)


def test_halves_of_one_thing_join_first_and_the_sharpest_step_has_the_things():
    vectors, owner = rows_around([40] * 6)
    halves = 2 * owner + np.arange(len(owner)) % 2
    path = path_of(vectors, halves)
    assert sorted(path.pairs[:6]) == [(2 * one, 2 * one + 1) for one in range(6)]
    assert path.sharpness.argmax() == 6
    assert np.array_equal(after(path, halves, 6), owner)


def test_a_pinned_group_joins_nothing():
    vectors, owner = rows_around([40] * 4)
    halves = 2 * owner + np.arange(len(owner)) % 2
    assert not any(3 in pair for pair in path_of(vectors, halves, pinned=[3]).pairs)


def test_texts_of_no_group_stay_so():
    vectors, owner = rows_around([8] * 4)
    labels = owner.copy()
    labels[:3] = -1
    path = path_of(vectors, labels)
    assert (after(path, labels, 1)[:3] == -1).all()
    assert after(path, labels, 1).max() == 2


def test_nothing_and_one_group_have_no_steps():
    none = merging_path(
        likeness_graph(nearest_texts(np.zeros((0, 3))), 0), np.zeros((0, 3)), np.zeros(0, int), np.zeros(0, bool)
    )
    assert (none.groups, none.pairs, steps_for(none, "broad")) == (0, (), 0)
    vectors, _ = rows_around([12])
    assert path_of(vectors, np.zeros(12, dtype=int)).pairs == ()


def stops(sharpness):
    path = Path(len(sharpness) + 1, tuple((0, one) for one in range(1, len(sharpness))), np.array(sharpness))
    return [steps_for(path, detail) for detail in ("fine", "normal", "broad")]


@pytest.mark.parametrize(
    ("sharpness", "wanted"),
    [
        ([0.3, 0.4, 0.5, 0.499, 0.45, 0.3, 0.1], [0, 3, 4]),
        ([0.5, 0.2, 0.1, 0.1], [0, 0, 0]),
        ([0.1, 0.5, 0.2, 0.5, 0.45, 0.2], [0, 1, 1]),
        ([0.1, 0.5, 0.46, 0.5, 0.45, 0.2], [0, 3, 4]),
        ([-0.1, -0.2, -0.3], [0, 0, 0]),
    ],
)
def test_a_stop_gives_up_no_more_than_its_share(sharpness, wanted):
    assert stops(sharpness) == wanted


def test_broad_keeps_a_share_of_the_themes_of_normal():
    fine, normal, broad = stops([0.5] + [0.48] * 60)
    assert (fine, normal) == (0, 0)
    assert 62 - broad >= FEWEST * 62


def test_groups_apart_are_tight_far_and_heard_from_several():
    vectors, owner = rows_around([300, 200, 5], dims=30, noise=0.1)
    near = nearest_texts(vectors)
    handful = tuple(np.flatnonzero(owner == 2).tolist())
    each = [frozenset({str(number)}) for number in range(len(owner))]
    assert handful in groups_apart(near, each).groups
    one = [*each[:500], *[frozenset({"one"})] * 5]
    assert handful not in groups_apart(near, one).groups


def test_a_text_unlike_all_is_alone():
    vectors, _ = rows_around([300, 200, 1], dims=30, noise=0.1)
    assert 500 in groups_apart(nearest_texts(vectors), [frozenset({str(number)}) for number in range(501)]).alone


def test_worlds_apart_do_not_hide_the_themes_inside_them():
    inside = [0.40, 0.42, 0.43, 0.41, 0.36, 0.33, 0.50, 0.55]
    path = Path(9, tuple((0, number) for number in range(1, 8)), np.array(inside))
    assert steps_for(path, "normal") == 2
    assert steps_for(path, "fine") == 0
    assert steps_for(path, "broad") >= 2
