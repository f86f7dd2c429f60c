import numpy as np
from threadpoolctl import threadpool_limits

from pipeline.embed import agreeing
from pipeline.embed.agreeing import Pairs, alike, weighed
from pipeline.embed.hashed import HashedWords
from pipeline.embed.hybrid import hybrid_vectors, main_directions
from pipeline.embed.protocol import unit_rows

NONE = Pairs(np.array([], dtype=np.intp), np.array([], dtype=np.intp))


def subjects(chance: np.random.Generator, size: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Rows of two subjects told apart by their first number, the second being a tone; and the subjects."""
    subject = np.arange(size) % 2
    along = np.stack([subject * 2 - 1 + chance.normal(0, 0.3, size), chance.normal(0, 1, size)], axis=1)
    return along - along.mean(axis=0), subject


def pairs_within(subject: np.ndarray) -> Pairs:
    numbers = np.arange(len(subject) - 2)
    return Pairs(np.tile(numbers, 4), np.tile(numbers + 2, 4))


def test_directions_in_which_like_texts_lie_apart_are_shortened():
    along, subject = subjects(np.random.default_rng(3))
    before, after = along.std(axis=0), weighed(along, pairs_within(subject)).std(axis=0)
    assert after[0] / after[1] > 1.2 * before[0] / before[1]


def test_no_pairs_change_nothing():
    along, _ = subjects(np.random.default_rng(4))
    assert np.array_equal(weighed(along, NONE), along)


def test_few_pairs_change_little():
    along, subject = subjects(np.random.default_rng(5))
    many = pairs_within(subject)
    few = weighed(along, Pairs(many.left[:8], many.right[:8]))
    assert 0 < np.abs(few - along).max() < np.abs(weighed(along, many) - along).max() / 4


def test_pairs_of_equal_rows_change_nothing():
    along = np.repeat(subjects(np.random.default_rng(6), 20)[0], 2, axis=0)
    left = np.arange(0, 40, 2)
    assert np.array_equal(weighed(along, Pairs(left, left + 1)), along)


def test_a_direction_without_any_spread_stays_finite():
    along, subject = subjects(np.random.default_rng(7))
    flat = np.hstack([along, np.zeros((len(along), 1))])
    assert np.isfinite(weighed(flat, pairs_within(subject))).all()


def test_pairs_are_near_and_never_of_one_text():
    wording = unit_rows(np.repeat(np.eye(6, dtype=np.float32), 3, axis=0))
    found = alike(wording)
    assert len(found.left) == 12 + 24
    assert (found.left // 3 == found.right // 3).all()
    assert (found.left != found.right).all()


def test_texts_without_wording_are_alike_to_none():
    assert not len(alike(np.zeros((9, 1), np.float32)).left)


def test_of_many_texts_only_some_are_asked_for_their_neighbours(monkeypatch):
    monkeypatch.setattr(agreeing, "ANCHORS", 10)
    found = alike(unit_rows(np.abs(np.random.default_rng(8).normal(size=(35, 4))).astype(np.float32)))
    assert set(found.left) <= set(range(0, 35, 4))
    assert set(found.right) - set(found.left)


def test_directions_are_told_by_pairs():
    dense = unit_rows(np.random.default_rng(9).normal(size=(60, 12)).astype(np.float32))
    plain, told = main_directions(dense), main_directions(dense, pairs_within(np.arange(60) % 2))
    assert plain.shape == told.shape
    assert np.allclose(np.linalg.norm(told, axis=1), 1, atol=1e-5)
    assert not np.allclose(plain, told, atol=1e-3)


def test_neither_order_nor_cores_change_a_bit():
    words = ("robot", "label", "queue", "token", "patient", "phone", "slow", "down", "again", "never", "our", "the")
    draw = np.random.default_rng(10)
    texts = [" ".join(draw.choice(words, size=6)) for _ in range(300)]
    dense = HashedWords().encode(texts)
    order = draw.permutation(300)
    with threadpool_limits(2):
        rows = hybrid_vectors(texts, dense, {})
    shuffled = hybrid_vectors([texts[number] for number in order], dense[order], {})
    assert np.array_equal(shuffled, rows[order])
