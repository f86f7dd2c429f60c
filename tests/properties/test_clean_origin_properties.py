from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.origin import origin
from pipeline.clean.repair import repair

ANYTHING = st.text(alphabet=st.characters(), max_size=60)
BROKEN = st.lists(
    st.sampled_from(
        [
            "â€™",
            "Â£",
            "Ã©",
            "&amp;",
            "&lt;",
            "&#39;",
            "&nbsp;",
            "e\u0301",
            "\u200b",
            "\u200d",
            "👩",
            "ક્ષ",
            "ع",
            "中",
            "\r\n",
            " ",
            "  ",
            "\x1b[0m",
            "_x000D_",
            "\ufeff",
            "\u00ad",
            "\ufb01",
            "\ud83d",
            "\ude00",
            "a",
            "b",
            ".",
            "the ",
            "printer",
            "\u00a0",
            "Ð",
            "ŵ",
        ]
    ),
    max_size=30,
).map("".join)
RAW = st.one_of(ANYTHING, BROKEN)


@settings(max_examples=300)
@given(RAW)
def test_characters_come_from_stretches_in_order(raw):
    repaired = repair(raw)
    way = origin(raw, repaired)
    spans = [way.raw_span(place, place + 1) for place in range(len(repaired))]
    assert all(0 <= start <= end <= len(raw) for start, end in spans)
    assert all(before == after or before[1] <= after[0] for before, after in pairwise(spans))


@settings(max_examples=300)
@given(RAW)
def test_the_whole_leaves_out_only_what_repair_drops(raw):
    repaired = repair(raw)
    start, end = origin(raw, repaired).raw_span(0, len(repaired))
    assert repair(raw[:start]) == ""
    assert repair(raw[end:]) == ""


@settings(max_examples=300)
@given(RAW, st.integers(0, 60), st.integers(0, 60))
def test_a_stretch_comes_from_what_its_characters_come_from(raw, one, other):
    repaired = repair(raw)
    start, end = sorted((min(one, len(repaired)), min(other, len(repaired))))
    way = origin(raw, repaired)
    assert start == end or way.raw_span(start, end) == (
        way.raw_span(start, start + 1)[0],
        way.raw_span(end - 1, end)[1],
    )


@given(RAW)
def test_an_unchanged_text_is_its_own_origin(raw):
    repaired = repair(raw)
    way = origin(repaired, repaired)
    assert way.raw_span(0, len(repaired)) == (0, len(repaired))


@settings(max_examples=300)
@given(ANYTHING, ANYTHING)
def test_any_two_texts_have_a_way_between_them(raw, repaired):
    way = origin(raw, repaired)
    spans = [way.raw_span(place, place + 1) for place in range(len(repaired))]
    assert all(0 <= start <= end <= len(raw) for start, end in spans)


@settings(max_examples=300)
@given(st.text(alphabet="abc def.,", max_size=40), BROKEN)
def test_plain_words_come_from_themselves(words, broken):
    raw = f"{words} {broken} {words}"
    repaired = repair(raw)
    plain = repair(words)
    if plain and " " not in plain and repaired.endswith(plain):
        start, end = origin(raw, repaired).raw_span(len(repaired) - len(plain), len(repaired))
        assert raw[start:end] == plain
