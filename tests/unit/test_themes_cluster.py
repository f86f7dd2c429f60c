import ctypes
import itertools

import numpy as np
import pytest
from grouping import rows_around

from pipeline.themes.cluster import (
    agreed_communities,
    bounds_of,
    centres_of,
    communities,
    find_clusters,
    least_size,
    settle,
)
from pipeline.themes.graph import likeness_graph, nearest_texts


def as_sets(labels):
    return {frozenset(np.flatnonzero(labels == one).tolist()) for one in set(labels.tolist())}


def test_plain_groups_are_found():
    vectors, owner = rows_around([30, 25, 20, 15])
    found = agreed_communities(likeness_graph(nearest_texts(vectors), 10), 1.5, 0)
    assert as_sets(found) == as_sets(owner)


def test_the_same_seed_gives_the_same_whatever_the_process_did_before():
    vectors, _ = rows_around([60, 60, 60], noise=0.5)
    graph = likeness_graph(nearest_texts(vectors), 10)
    first = communities(graph, 4.0, 0)
    ctypes.CDLL(None).srand(12345)  # the library's own refinement draws from here
    assert np.array_equal(first, communities(graph, 4.0, 0))


def test_a_graph_without_ties_leaves_each_text_alone():
    graph = likeness_graph(nearest_texts(np.zeros((3, 4), dtype=np.float32)), 2)
    assert communities(graph, 4.0, 0).tolist() == [0, 1, 2]


@pytest.mark.parametrize(("size", "least"), [(1, 1), (11, 1), (12, 2), (39, 2), (40, 3), (300, 5), (50_000, 5)])
def test_small_sets_have_small_themes(size, least):
    assert least_size(size) == least


def test_a_small_community_joins_the_nearest_theme_that_it_passes():
    vectors, owner = rows_around([150, 148], noise=0.2)
    labels = owner.copy()
    labels[0] = 2  # one text of the first group, torn off
    settled = settle(vectors, labels, np.bincount(labels))
    assert settled[0] == settled[1]
    assert settled.max() == 1


def test_a_text_far_from_all_stays_without_a_theme_and_few_do():
    vectors, owner = rows_around([150, 150, 3], noise=0.05)
    settled = settle(vectors, owner, np.bincount(owner))
    assert np.flatnonzero(settled < 0).tolist() == [300, 301, 302]
    many, owner = rows_around([100] + [1] * 17, noise=0.05)
    left = settle(many, owner, np.bincount(owner)) < 0
    assert left.sum() <= 0.01 * len(owner)


def test_many_responses_make_one_text_a_theme():
    vectors, owner = rows_around([150, 150, 1], noise=0.05)
    assert settle(vectors, owner, np.array([150, 150, 50])).max() == 2


def test_a_bound_is_what_nineteen_in_twenty_reach():
    vectors, owner = rows_around([100], noise=0.4)
    centres = centres_of(vectors, owner, 1)
    reached = (vectors @ centres[0] >= bounds_of(vectors, owner, centres)[0]).mean()
    assert reached == pytest.approx(0.95, abs=0.011)


def each_alone(size):
    return [frozenset({f"r{number}"}) for number in range(size)]


def clusters_of(vectors, detail="normal", responses=None):
    return find_clusters(vectors, nearest_texts(vectors), responses or each_alone(len(vectors)), detail)


@pytest.mark.parametrize("count", [4, 12, 25])
def test_plain_groups_are_counted_right(count):
    vectors, owner = rows_around([30] * count, dims=40, noise=0.1)
    found = clusters_of(vectors).labels
    assert (found < 0).sum() <= 0.01 * len(owner)
    assert as_sets(found[found >= 0]) == as_sets(np.unique(owner[found >= 0], return_inverse=True)[1])


def test_a_broader_stop_has_fewer_groups_made_of_whole_finer_ones():
    vectors, _ = rows_around([40] * 12, dims=15, noise=0.35)
    stops = [clusters_of(vectors, detail) for detail in ("broad", "normal", "fine")]
    counts = [len(stop.centres) for stop in stops]
    assert counts == sorted(counts)
    for broader, finer in itertools.pairwise(stops):
        homes = {(one, other) for one, other in zip(finer.labels, broader.labels, strict=True)}
        assert len(homes) == len({one for one, _ in homes})
    assert np.array_equal(stops[2].labels, stops[0].parts)


@pytest.mark.parametrize("size", [3, 4, 6])
def test_a_handful_that_lies_apart_is_a_group(size):
    vectors, owner = rows_around([300, 250, 200, size], dims=30, noise=0.12)
    handful = frozenset(np.flatnonzero(owner == 3).tolist())
    found = clusters_of(vectors)
    assert handful in as_sets(found.labels)
    assert [frozenset(np.flatnonzero(found.labels == one).tolist()) for one in found.small] == [handful]


def test_what_one_person_says_five_times_is_no_group_apart():
    vectors, owner = rows_around([300, 250, 200, 5], dims=30, noise=0.12)
    responses = each_alone(len(owner))
    responses[750:] = [frozenset({"r750"})] * 5
    assert not clusters_of(vectors, responses=responses).small


def test_a_lone_text_that_nothing_is_like_stands_in_no_group():
    vectors, _ = rows_around([300, 250, 200, 1], dims=30, noise=0.12)
    left = np.flatnonzero(clusters_of(vectors).labels < 0)
    assert 750 in left
    assert len(left) <= 0.01 * len(vectors)


def test_no_text_and_few_texts_are_grouped():
    for size in range(6):
        found = clusters_of(rows_around([1] * size, dims=8)[0] if size else np.zeros((0, 8), dtype=np.float32))
        assert len(found.labels) == len(found.parts) == size
        assert (found.labels >= 0).all()
