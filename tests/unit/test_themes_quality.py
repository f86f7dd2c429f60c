import numpy as np
import pandas as pd
import pytest

from pipeline.schemas import QUALITY, checked
from pipeline.themes.closeness import background, groups_of, kinship, rest_closeness
from pipeline.themes.coherence import coherence
from pipeline.themes.intruder import intruder_rank, nearest_other
from pipeline.themes.quality import coverage, quality
from tests.grouping import clusters_of, placed


def groups(sizes, noise=0.3):
    """Rows around one axis each, with the number of their group."""
    axes = np.eye(len(sizes)).tolist()
    return placed(axes, sizes, noise).vectors, np.repeat(np.arange(len(sizes)), sizes)


def test_a_text_is_left_out_of_the_centre_it_is_measured_by():
    vectors = np.eye(3, dtype=np.float32)
    labels = np.array([0, 0, 1])
    assert rest_closeness(vectors, labels, groups_of(vectors, labels, 2)).tolist() == [0, 0, 1]


def test_closeness_to_the_rest_is_what_it_says():
    vectors, owner = groups([7, 5], noise=0.3)
    told = rest_closeness(vectors, owner, groups_of(vectors, owner, 2))
    for number, label in enumerate(owner):
        rest = vectors[(owner == label) & (np.arange(len(owner)) != number)].sum(axis=0)
        assert told[number] == pytest.approx(vectors[number] @ rest / np.linalg.norm(rest), abs=2e-4)


def test_a_text_without_a_theme_is_close_to_none():
    vectors, owner = groups([4, 4])
    owner[0] = -1
    assert rest_closeness(vectors, owner, groups_of(vectors, owner, 2))[0] == 0


def test_the_background_is_the_mean_over_pairs():
    vectors, _ = groups([6, 5], noise=0.4)
    likeness = vectors @ vectors.T
    pairs = likeness[np.triu_indices(len(vectors), 1)]
    assert background(vectors) == pytest.approx(pairs.mean(), abs=1e-5)
    assert background(vectors[:1]) == 0


def test_halves_of_one_group_are_kin_and_groups_apart_are_not():
    vectors, owner = groups([40, 40, 40], noise=0.2)
    halves = np.where(owner == 0, np.arange(len(owner)) % 2, owner + 1)
    kin = kinship(groups_of(vectors, halves, 4), background(vectors))
    assert kin[0, 1] == pytest.approx(1, abs=0.05)
    assert kin[0, 2] < 0
    assert np.array_equal(kin, kin.T)


def test_kinship_does_not_grow_with_the_size_of_the_groups():
    vectors = placed([[1, 0.7, 0], [1, 0, 0.7], [-1, 0, 0]], [200, 200, 200], noise=0.9).vectors
    owner = np.repeat([0, 1, 2], 200)
    base = background(vectors)
    whole = kinship(groups_of(vectors, owner, 3), base)[0, 1]
    few = [np.where(np.arange(600) % 20 == start, owner, -1) for start in range(20)]
    parts = [kinship(groups_of(vectors, labels, 3), base)[0, 1] for labels in few]
    assert 0.3 < whole < 0.9
    assert np.mean(parts) == pytest.approx(whole, abs=0.05)


def test_themes_of_one_text_have_a_kinship():
    vectors = np.eye(2, dtype=np.float32)
    assert np.isfinite(kinship(groups_of(vectors, np.array([0, 1]), 2), background(vectors))).all()


def test_themes_apart_tell_every_intruder_and_one_cut_at_random_tells_none():
    vectors, owner = groups([60, 60], noise=0.1)
    assert intruder_rank(vectors, clusters_of(vectors, owner), groups_of(vectors, owner, 2)).tolist() == [1, 1]
    one, _ = groups([120], noise=0.8)
    halves = np.arange(120) % 2
    assert intruder_rank(one, clusters_of(one, halves), groups_of(one, halves, 2)) == pytest.approx(
        [0.5, 0.5], abs=0.12
    )


def test_a_lone_theme_has_no_next_one_and_no_intruders():
    vectors, owner = groups([5])
    told = groups_of(vectors, owner, 1)
    assert nearest_other(told).tolist() == [-1]
    assert intruder_rank(vectors, clusters_of(vectors, owner), told).tolist() == [1]


def test_themes_hold_and_texts_thrown_together_do_not():
    vectors, owner = groups([60, 60, 60], noise=0.3)
    shuffled = np.random.default_rng(5).permutation(owner)
    held, thrown = (
        coherence(vectors, clusters_of(vectors, labels), groups_of(vectors, labels, 3), 0)
        for labels in (owner, shuffled)
    )
    assert (held > 0.95).all()
    assert (thrown < 0.2).all()


def test_one_theme_alone_is_held_against_nothing():
    vectors, owner = groups([12])
    assert coherence(vectors, clusters_of(vectors, owner), groups_of(vectors, owner, 1), 0).tolist() == [1]


def test_quality_fits_its_table_and_tells_reruns():
    vectors, owner = groups([20, 20])
    found = clusters_of(vectors, owner)
    steady = np.array([0.95, 0.5])
    told = checked(quality(["a", "b"], vectors, found, steady, 20), QUALITY)
    assert told[["found", "reruns"]].to_numpy().tolist() == [[19, 20], [10, 20]]
    assert told["intruder"].tolist() == [1, 1]


def test_coverage_counts_points_and_answers():
    points = pd.DataFrame({"point": ["p1", "p2", "p3"], "answer": ["a1", "a1", "a2"]})
    told = coverage(points, pd.DataFrame({"point": ["p1", "p1"]}))
    assert (told.of_points, told.of_answers) == (0.3333, 0.5)
    assert (told.points, told.themed_points, told.answers, told.themed_answers) == (3, 1, 2, 1)


def test_of_nothing_all_is_covered():
    told = coverage(pd.DataFrame({"point": [], "answer": []}), pd.DataFrame({"point": []}))
    assert (told.of_points, told.of_answers) == (1, 1)
