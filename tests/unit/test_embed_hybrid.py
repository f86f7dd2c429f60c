import numpy as np

from pipeline.embed.hashed import HashedWords
from pipeline.embed.hybrid import hybrid_vectors, main_directions, smoothed
from pipeline.embed.lexical import STOP_WORDS, expanded, letter_vectors, word_vectors
from pipeline.embed.protocol import unit_rows
from pipeline.ids import canonical

EXPANSIONS = {
    "EPS": "Electronic Prescription Service",
    "PMR": "patient medication record",
    "IT": "information technology",
}
TEXTS = [
    f"{start} {end}"
    for start in ("the robot", "our PMR", "EPS tokens", "the phone queue")
    for end in ("is slow", "was down again", "needs a better screen", "cannot find patients", "is never right")
]


def vectors(texts: list[str]) -> np.ndarray:
    return hybrid_vectors(texts, HashedWords().pooled_by_rarity(texts), EXPANSIONS)


def test_acronyms_meet_their_long_form_by_case():
    assert expanded(["EPS is down", "it is", "IT help"], EXPANSIONS) == [
        "EPS is down Electronic Prescription Service",
        "it is",
        "IT help information technology",
    ]


def test_words_of_denial_are_no_stop_words():
    assert not {"no", "not", "nothing", "never"} & set(STOP_WORDS)
    assert {"the", "of"} <= set(STOP_WORDS)


def test_rows_have_length_one_and_blank_is_zeros():
    rows = vectors([*TEXTS, "", "  "])
    assert np.allclose(np.linalg.norm(rows[:-2], axis=1), 1, atol=1e-5)
    assert not rows[-2:].any()


def test_differences_nobody_means_make_equal_rows():
    rows = vectors([*TEXTS, "THE  Robot is slow", "the ｒobot is slow"])
    assert np.array_equal(rows[0], rows[-2])
    assert np.array_equal(rows[0], rows[-1])
    assert canonical(" Straße\u00a0ﬁx ") == "strasse fix"


def test_shared_words_bring_texts_together():
    rows = vectors(TEXTS)
    robots, records = rows[:5], rows[5:10]
    assert (robots @ robots.T).mean() > (robots @ records.T).mean()


def test_too_few_texts_to_learn_from_keep_the_models_rows():
    texts = ["the robot is slow", "the phone rings", "the robot is slow"]
    dense = HashedWords().encode(texts)
    assert np.allclose(hybrid_vectors(texts, dense, {}), dense)


def test_no_text_at_all():
    assert len(hybrid_vectors([], np.zeros((0, 64), np.float32), {})) == 0


def test_texts_that_share_no_word_have_rows_all_the_same():
    rows = vectors(["alpha", "bravo", "carol", "delta", "eagle", "fjord"])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert not word_vectors(["alpha", "bravo"]).any()
    assert not letter_vectors(["", ""]).any()


def test_directions_hold_the_differences():
    dense = unit_rows(np.random.default_rng(0).normal(size=(40, 12)).astype(np.float32) + 3)
    flat = main_directions(dense)
    assert flat.shape == (40, 12)
    centred = unit_rows(dense - dense.mean(axis=0))
    assert np.allclose(flat @ flat.T, centred @ centred.T, atol=1e-4)


def test_smoothing_draws_neighbours_together():
    rows = unit_rows(np.random.default_rng(1).normal(size=(60, 6)).astype(np.float32))
    drawn = smoothed(rows)
    best = np.sort(rows @ rows.T, axis=1)[:, -3:-1].mean()
    assert np.sort(drawn @ drawn.T, axis=1)[:, -3:-1].mean() > best


def test_smoothing_of_many_rows_finds_the_neighbours_that_sorting_finds():
    rows = unit_rows(np.random.default_rng(2).normal(size=(4500, 6)).astype(np.float32))
    drawn = smoothed(rows)
    close = rows[[7, 4400]] @ rows.T
    close[[0, 1], [7, 4400]] = -1
    for number, near in zip([7, 4400], close, strict=True):
        best = np.argsort(-near)[:5]
        wanted = rows[number] + 0.5 * (near[best] @ rows[best]) / near[best].sum()
        assert np.allclose(drawn[number], wanted / np.linalg.norm(wanted), atol=1e-5)
