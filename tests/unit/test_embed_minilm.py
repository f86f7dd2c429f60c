import numpy as np
import pytest
from embedding import VOCABULARY, real_model, small_model, small_weights, spelt_out
from scipy.special import ndtr
from threadpoolctl import threadpool_limits

from pipeline.embed.minilm import BATCH, LONGEST, batches, gelu, rarity
from pipeline.embed.places import BLOCK
from pipeline.embed.wordpiece import WordPiece

TEXTS = [
    "Our robot is slow",
    "a",
    "the system and the script",
    "naïve tokens, labelled twice (again)",
    "not " * 40,
    "word " * 400,
]


def test_says_what_the_formulas_say():
    split = WordPiece(VOCABULARY, LONGEST)
    wanted = np.array([spelt_out(small_weights(), split(text)) for text in TEXTS])
    assert np.abs(small_model().encode(TEXTS) - wanted).max() < 1e-5
    assert np.abs(wanted[0] - wanted[1]).max() > 1e-3


def test_pooled_by_rarity_weighs_all_pieces_but_the_end_marks():
    split = WordPiece(VOCABULARY, LONGEST)
    text = "the robot and the script, robots"
    weights = rarity(split.ids)[list(split(text))]
    weights[[0, -1]] = 0
    wanted = spelt_out(small_weights(), split(text), weights)
    assert np.abs(small_model().pooled_by_rarity([text])[0] - wanted).max() < 1e-5


def test_bend_is_right_over_all_numbers():
    x = np.linspace(-60, 60, BLOCK * 1536, dtype=np.float32)
    wanted = x.astype(np.float64) * ndtr(x.astype(np.float64))
    assert np.abs(gelu(x.reshape(1, BLOCK, 1536).copy()).ravel() - wanted).max() < 1e-5


def test_rows_have_length_one_and_blank_is_zeros():
    both = small_model().both([*TEXTS, "", " \n", "\u200b"])
    assert np.allclose(np.linalg.norm(both[: len(TEXTS)], axis=2), 1, atol=1e-5)
    assert not both[len(TEXTS) :].any()
    assert both.dtype == np.float32


def test_no_text_at_all():
    assert small_model().encode([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["[CLS]", "[SEP] [MASK]", "😀", "the", "the the"])
def test_text_of_nothing_but_common_or_unknown_pieces_still_has_both_rows(text: str):
    assert np.allclose(np.linalg.norm(small_model().both([text])[0], axis=1), 1, atol=1e-5)


def test_equal_texts_are_read_once():
    heard: list[int] = []
    rows = small_model().encode(["the robot"] * 3000 + ["The Robot"], heard.append)
    assert np.unique(rows, axis=0).shape[0] == 1
    assert sum(heard) == 3001


def test_progress_counts_every_text_once_blank_ones_too():
    heard: list[int] = []
    small_model().encode([*TEXTS, "", *TEXTS], heard.append)
    assert sum(heard) == 2 * len(TEXTS) + 1


def test_number_of_threads_changes_no_bit():
    one = small_model(1).both(TEXTS)
    assert np.array_equal(one, small_model(2).both(TEXTS))
    with threadpool_limits(2):
        assert np.array_equal(one, small_model(4).both(TEXTS))


@pytest.mark.parametrize("apart", [1, 12, BLOCK])
def test_batches_hold_every_text_once_and_keep_their_size(apart: int):
    texts = [tuple(range(length)) for length in (3, 256, 17, 3, 200, 64) * 40]
    made = list(batches(texts, apart))
    assert sorted(number for batch in made for number in batch.texts) == list(range(len(texts)))
    for batch in made:
        assert batch.rows <= BATCH
        assert all(group.first % apart == 0 and 0 <= group.room - group.length < apart for group in batch.groups)
        assert sum(group.texts * group.length for group in batch.groups) == sum(map(len, batch.pieces))
    assert BATCH % BLOCK == 0


def test_rarity_rises_with_rank_and_is_never_zero():
    ids = {"[CLS]": 0, "x": 1, "the": 2, "of": 3, "robot": 4}
    weights = rarity(ids)
    assert weights[0] == weights[1] == weights[2] == np.float32(0.1)
    assert weights[2] < weights[3] < weights[4]


def test_common_words_count_less_when_pooled_by_rarity():
    plain, rare = small_model().both(["the the the robot", "robot"]).transpose(1, 0, 2)
    assert rare[0] @ rare[1] > plain[0] @ plain[1]


@pytest.mark.model
def test_real_model_knows_what_is_near():
    robot, dispenser, queue = real_model().encode(
        [
            "Our dispensing robot keeps jamming",
            "The machine that picks packs is broken",
            "Patients wait an hour on the phone",
        ]
    )
    assert robot @ dispenser > robot @ queue + 0.1


# Made once with the same weights in float64 by the formulas (tests/embedding.py), rounded.
KNOWN = {
    "The NHS app shows my repeat prescriptions.": [-0.012883, -0.027, -0.028878, -0.040352, -0.010529, 0.025693],
    "Robots": [-0.047031, -0.007196, 0.003464, -0.009626, -0.052289, -0.069372],
}


@pytest.mark.model
def test_real_model_gives_the_known_numbers():
    rows = real_model().encode(list(KNOWN))[:, :6]
    assert np.abs(rows - np.array(list(KNOWN.values()))).max() < 1e-5
