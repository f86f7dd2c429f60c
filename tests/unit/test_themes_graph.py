import numpy as np
import pytest

from pipeline.themes.graph import likeness_graph, nearest_texts, part_of, width


def unit_rows(size, dims=12, seed=0):
    rows = np.random.default_rng(seed).normal(size=(size, dims)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def by_hand(vectors, count):
    closeness = np.round(vectors @ vectors.T, 4)
    np.fill_diagonal(closeness, -2)
    return np.argsort(-closeness, axis=1, kind="stable")[:, :count]


@pytest.mark.parametrize("size", [2, 7, 40, 700])
def test_the_nearest_are_those_of_a_full_sort(size):
    vectors = unit_rows(size)
    count = min(9, size - 1)
    assert np.array_equal(nearest_texts(vectors, count).index, by_hand(vectors, count))


def test_ties_go_to_the_first_column():
    vectors = np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (5, 1))
    assert nearest_texts(vectors, 2).index.tolist() == [[1, 2], [0, 2], [0, 1], [0, 1], [0, 1]]


def test_more_columns_than_the_probe_lose_nothing(monkeypatch):
    monkeypatch.setattr("pipeline.themes.graph.PROBE", 16)
    vectors = unit_rows(300)
    assert np.array_equal(nearest_texts(vectors, 10).index, by_hand(vectors, 10))


def test_no_text_and_one_text_have_no_neighbours():
    assert nearest_texts(unit_rows(0)).index.shape == (0, 0)
    assert nearest_texts(unit_rows(1)).index.shape == (1, 0)
    assert likeness_graph(nearest_texts(unit_rows(1)), 15).nnz == 0


def test_the_graph_is_symmetric_without_self_ties():
    graph = likeness_graph(nearest_texts(unit_rows(60)), 5)
    assert abs(graph - graph.T).max() == 0
    assert not graph.diagonal().any()


def test_a_part_keeps_the_ties_among_its_own_rows():
    vectors = unit_rows(80)
    chosen = np.arange(0, 80, 2)
    near = part_of(nearest_texts(vectors, 79), chosen)
    assert np.array_equal(near.index[:, :10], by_hand(vectors[chosen], 10))


def test_small_sets_are_tied_to_fewer():
    assert [width(size) for size in (0, 1, 2, 5, 20, 60, 5000)] == [0, 0, 1, 2, 5, 15, 15]
