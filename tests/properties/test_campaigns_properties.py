import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.campaigns import same_words
from pipeline.clean.copies_added import added_in, own_stretches
from pipeline.clean.copies_align import same_places
from pipeline.clean.copies_words import placed_words, plain_words

FEW = settings(max_examples=60, deadline=None)
MORE = settings(max_examples=200, deadline=None)

LETTERS = [
    "every pharmacy should see the same record as the surgery does and lose no hour a day on the telephone",
    "the forms are long and nobody reads them twice so please pay what was claimed in time for the rent",
]
WORDS = st.sampled_from([*LETTERS[0].split(), *LETTERS[1].split(), "İ", "straße", "’", "don’t", "é", ".", "\n", "["])
COPIES = st.builds(
    lambda before, letter, cut, after: " ".join([*before, *letter.split()[cut:], *after]),
    st.lists(WORDS, max_size=6),
    st.sampled_from(LETTERS),
    st.integers(0, 6),
    st.lists(WORDS, max_size=12),
)
TEXTS = st.one_of(COPIES, st.lists(WORDS, max_size=30).map(" ".join), st.text(max_size=40))


def _frame(rows):
    return pd.DataFrame(rows, columns=["answer", "response", "text"])


def _rows(texts):
    return [(f"{number}/q", str(number // 2), text) for number, text in enumerate(texts)]


@FEW
@given(st.lists(TEXTS, max_size=12), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_rows_never_matters(texts, chance, known):
    rows = _rows(texts)
    shuffled = chance.sample(rows, len(rows))
    one, other = (same_words(_frame(each), persons_known=known) for each in (rows, shuffled))
    pd.testing.assert_frame_equal(one, other)


@FEW
@given(st.lists(TEXTS, max_size=12))
def test_groups_are_of_several_responses_and_equal_texts_are_never_parted(texts):
    rows = _rows(texts)
    groups = same_words(_frame(rows), persons_known=True)
    response = {answer: who for answer, who, _ in rows}
    words = {answer: " ".join(plain_words(text)) for answer, _, text in rows}
    assert groups["answer"].is_unique
    for _, group in groups.groupby("group"):
        assert len({response[answer] for answer in group["answer"]}) > 1
        assert group["canonical"].nunique() == 1
        assert group["canonical"].iloc[0] in set(group["answer"])
    together = groups.set_index("answer")["group"].to_dict()
    for one, group in together.items():
        for other in words:
            assert words[one] != words[other] or together.get(other) == group


@FEW
@given(st.lists(TEXTS, max_size=12))
def test_equal_texts_of_two_responses_are_always_a_group(texts):
    rows = _rows([text for text in texts for _ in range(2)] + texts)
    grouped = set(same_words(_frame(rows), persons_known=True)["answer"])
    words = {answer: " ".join(plain_words(text)) for answer, _, text in rows}
    said = pd.DataFrame([(answer, who, words[answer]) for answer, who, _ in rows], columns=["answer", "who", "words"])
    for told, alike in said[said["words"] != ""].groupby("words"):
        assert alike["who"].nunique() < 2 or set(alike["answer"]) <= grouped, len(told)


@FEW
@given(st.lists(TEXTS, max_size=8))
def test_what_was_added_is_found_again_in_the_text(texts):
    rows = _rows(texts)
    told = {answer: text for answer, _, text in rows}
    for answer, added in same_words(_frame(rows), persons_known=True)[["answer", "added"]].to_numpy().tolist():
        stretches = added_in(told[answer], added)
        assert "\n".join(told[answer][start:end] for start, end in stretches).split() == added.split()


@MORE
@given(TEXTS, TEXTS)
def test_additions_are_stretches_in_order_and_apart(text, canonical):
    after = 0
    for start, end in own_stretches(text, placed_words(canonical)[0]):
        assert after <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert len(placed_words(text[start:end])[0]) >= 3
        after = end
    assert own_stretches(text, placed_words(text)[0]) == []


@MORE
@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 5), max_size=30))
def test_same_places_rise_in_both_and_hold_the_same_words(one, other):
    last = (-1, -1)
    for a, b in same_places(one, other):
        assert a > last[0]
        assert b > last[1]
        assert one[a] == other[b]
        last = (a, b)
