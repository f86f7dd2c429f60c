import numpy as np
import pytest
from embedding import VOCABULARY, real_model, small_model
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.embed.cache import cached
from pipeline.embed.hashed import HashedWords
from pipeline.embed.hybrid import hybrid_vectors
from pipeline.embed.minilm import LONGEST
from pipeline.embed.protocol import PoolingEmbedder
from pipeline.embed.wordpiece import WordPiece

WORDS = ("the", "robot", "robots", "slow", "EPS", "token", "naïve", "漢", "[NAME]", "a", "?", "system", "\n", "😀")
texts = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=40)
SPLIT = WordPiece(VOCABULARY, LONGEST)


def alone(embedder: PoolingEmbedder, text: str) -> np.ndarray:
    return embedder.both([text])[0]


@given(st.lists(texts, min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_a_row_depends_on_its_text_alone_bit_for_bit(made: list[str], chance):
    order = list(range(len(made)))
    chance.shuffle(order)
    shuffled = small_model(2).both([made[number] for number in order])
    for place, number in enumerate(order):
        assert np.array_equal(shuffled[place], alone(small_model(1), made[number]))


@pytest.mark.parametrize("words", [1, 7, 125, 400])
def test_a_row_is_the_same_in_a_full_batch_as_alone(words: int):
    text = " ".join((WORDS * 40)[:words])
    company = [f"{'robot ' * (number % 90)}{number}" for number in range(40)]
    assert np.array_equal(small_model(2).both([*company, text])[-1], alone(small_model(1), text))


@pytest.mark.model
def test_the_real_model_gives_a_row_the_same_bits_in_any_company():
    made = [f"{'The label printer jams ' * (number % 9)}and patient {number} waits" for number in range(60)]
    whole = real_model().both(made)
    assert np.array_equal(real_model().both(made[::-1])[::-1], whole)
    assert all(np.array_equal(alone(real_model(), made[number]), whole[number]) for number in range(0, 60, 19))


@given(st.lists(texts, max_size=8))
@settings(max_examples=15, deadline=None)
def test_rows_have_length_one_or_are_zeros(made: list[str]):
    for embedder in (small_model(), HashedWords()):
        lengths = np.linalg.norm(embedder.both(made), axis=2)
        assert ((np.abs(lengths - 1) < 1e-5) | (lengths == 0)).all()


@given(texts)
def test_pieces_join_again_to_the_letters_of_the_text(text: str):
    names = VOCABULARY.splitlines()
    told = [names[id] for id in SPLIT(text)]
    assert told[0] == "[CLS]"
    assert told[-1] == "[SEP]"
    assert len(told) <= LONGEST
    assert SPLIT(f" {text}\t") == SPLIT(text)
    if text.isascii() and "[UNK]" not in told and "[" not in text:
        letters = "".join(piece.removeprefix("##") for piece in told[1:-1])
        assert "".join(char for char in text.lower() if char > " " and char != "\x7f").startswith(letters)


@given(st.lists(st.lists(texts, max_size=6), max_size=4))
@settings(max_examples=20, deadline=None)
def test_memory_changes_no_bit_whatever_was_asked_before(tmp_path_factory, asked: list[list[str]]):
    folder = tmp_path_factory.mktemp("vectors")
    for made in asked:
        assert np.array_equal(cached(HashedWords(8), folder).both(made), HashedWords(8).both(made))


@given(st.lists(texts, max_size=25), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_order_of_texts_never_matters_to_hybrid_vectors(made: list[str], chance):
    order = list(range(len(made)))
    chance.shuffle(order)
    shuffled = [made[number] for number in order]
    words = HashedWords()
    rows = hybrid_vectors(made, words.encode(made), {"EPS": "Electronic Prescription Service"})
    again = hybrid_vectors(shuffled, words.encode(shuffled), {"EPS": "Electronic Prescription Service"})
    assert np.array_equal(rows[order], again)
