import numpy as np

from pipeline.tag.cards import Lines
from pipeline.tag.reader import Reader, reader_of

TEXTS = ("the line goes down", "broadband fails each afternoon", "the card locks us out", "one login for all")
LINES = Lines(TEXTS, np.array([0, 0, 1, 1]))
VECTORS = np.random.default_rng(3).normal(size=(4, 8)).astype(np.float32)
ASKED = (["the line fails"], VECTORS[:1])


def test_who_asks_for_the_same_cards_again_is_told_the_same_as_by_a_reader_of_their_own():
    made = reader_of(LINES, 2, VECTORS, 2)
    assert reader_of(Lines(TEXTS, np.array([0, 0, 1, 1])), 2, VECTORS.copy(), 2) is made
    assert np.array_equal(made.measure(*ASKED), Reader(LINES, 2, VECTORS, 2).measure(*ASKED))
    assert np.array_equal(made.pressed(ASKED[0]), Reader(LINES, 2, VECTORS, 2).pressed(ASKED[0]))


def test_other_words_cards_or_vectors_are_read_anew():
    told = reader_of(LINES, 2, VECTORS, 2).measure(*ASKED)
    for lines, sentences, vectors in (
        (Lines((*TEXTS[:3], "one password"), LINES.card), 2, VECTORS),
        (Lines(TEXTS, np.array([0, 1, 0, 1])), 2, VECTORS),
        (LINES, 3, VECTORS),
        (LINES, 2, VECTORS[::-1]),
    ):
        assert not np.array_equal(reader_of(lines, sentences, vectors, 2).measure(*ASKED), told)
