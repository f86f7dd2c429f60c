import numpy as np
from embedding import small_model

from pipeline.embed.hashed import HashedWords
from pipeline.embed.protocol import PoolingEmbedder

WORDS = HashedWords()


def fits(embedder: PoolingEmbedder) -> bool:
    texts = ["slow robot", "", "slow robot"]
    both = embedder.both(texts)
    return (
        both.shape == (3, 2, embedder.width)
        and both.dtype == np.float32
        and np.array_equal(both[:, 0], embedder.encode(texts))
        and np.array_equal(both[:, 1], embedder.pooled_by_rarity(texts))
        and not both[1].any()
        and np.array_equal(both[0], both[2])
        and embedder.name != ""
    )


def test_both_embedders_keep_the_contract():
    assert fits(WORDS)
    assert fits(small_model())


def test_shared_words_make_near_rows():
    one, two, other = WORDS.encode(["the robot is slow", "a slow robot", "patients wait outside"])
    assert one @ two > one @ other


def test_words_that_cancel_out_are_still_words():
    texts = [f"{first}{second}" for first in "abcdefghijklmnopqrstuvwxyz" for second in " bcdfg"]
    narrow = HashedWords(width=1).encode([f"{one} {two}" for one in texts for two in texts[:9]])
    assert np.allclose(np.linalg.norm(narrow, axis=1), 1)


def test_rarity_leaves_short_words_out_only_beside_longer_ones():
    rare = WORDS.pooled_by_rarity(["the robot", "robot", "the it", ""])
    assert np.array_equal(rare[0], rare[1])
    assert rare[2].any()
    assert not rare[3].any()
