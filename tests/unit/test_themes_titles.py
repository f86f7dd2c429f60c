import numpy as np
import pytest
from theming import texts_of

from pipeline.themes.casing import learn_casing
from pipeline.themes.classes import word_classes
from pipeline.themes.describe import describe_levels
from pipeline.themes.language import learn_language
from pipeline.themes.pairs import commonest_forms, pairs_of, words_of_pair
from pipeline.themes.phrases import read_stream
from pipeline.themes.shapes import NOTHING, fit_of, is_cut
from pipeline.themes.words import is_glue, stem


def classes_of(line):
    words = line.split()
    return "".join(word_classes(words, np.zeros(len(words), dtype=int)))


def pairs_in(lines):
    stream = read_stream(texts_of(lines), 1)
    classes = word_classes([str(word) for word in stream.words], stream.text_no)
    places = np.arange(len(stream.words))
    said, nouns = (commonest_forms(stream, classes, places, letters) for letters in ("j", "nN"))
    return {" ".join(words_of_pair(pair, said, nouns)): len(pair.texts) for pair in pairs_of(stream, classes, places)}


def described(groups, parts=None, expansions=None):
    """Themes of these lines and their parts, told without clustering; `parts` has the part of each line."""
    lines = [line for group in groups for line in group]
    home = {line: number for number, group in enumerate(groups) for line in group}
    texts = texts_of(lines)
    labels = np.array([home[line] for line in texts.shown])
    centres = np.stack([texts.vectors[labels == number].mean(axis=0) for number in range(len(groups))])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    part_of = np.array([(parts or {}).get(line, -1) for line in texts.shown])
    order = list(range(len(groups)))
    return describe_levels(texts, labels, centres.astype(np.float32), order, part_of, expansions or {})


def titles_of(groups):
    return described(groups)[0]


PRINTERS = [f"{opening} the label printers {ending}" for opening in ("again", "often") for ending in (
    "are very slow", "are slow and jam", "were slow today", "keep jamming", "are so slow", "are slow at noon",
)]  # fmt: skip
PARKING = [f"{opening} there is not enough parking {ending}" for opening in ("sadly", "still") for ending in (
    "outside", "for the elderly", "near the door", "on market days", "in the street", "behind the shop",
)]  # fmt: skip


def test_a_word_is_of_the_class_it_has_where_it_stands():
    assert classes_of("the report was late") == "dnaj"
    assert classes_of("they report every fault")[1] == "v"


def test_texts_are_read_one_by_one():
    both = word_classes(["the", "printer", "jams", "we", "queue", "daily"], np.array([0, 0, 0, 1, 1, 1]))
    assert "".join(both) == classes_of("the printer jams") + classes_of("we queue daily")


def test_no_words_have_no_classes():
    assert len(word_classes([], np.empty(0, dtype=int))) == 0


@pytest.mark.parametrize("letter", ["a", "1", "'", "-"])
def test_a_hundred_thousand_letters_are_read(letter):
    assert len(word_classes([letter * 100_000], np.zeros(1, dtype=int))) == 1


@pytest.mark.parametrize(
    ("better", "worse"),
    [("jn", "n"), ("bdn", "bd"), ("jn", "jr"), ("ne", "nd"), ("gpn", "gp"), ("n", "j"), ("nn", "npn"), ("edn", "epn")],
)
def test_a_whole_phrase_reads_better_than_a_part_of_one(better, worse):
    assert fit_of(better, denied=False) > fit_of(worse, denied=False)


def test_what_is_denied_is_read_with_its_denial():
    assert fit_of("dn", denied=True) > 0
    assert fit_of("dn", denied=False) == NOTHING


def test_a_phrase_is_cut_where_the_words_beside_it_belong_to_it():
    assert is_cut("nn", "j", " ")
    assert is_cut("n", "d", "n")
    assert not is_cut("nn", "d", "a")
    assert not is_cut("nn", " ", " ")
    assert is_cut("ne", "d", "d")


def test_what_is_said_of_a_noun_counts_wherever_it_stands():
    found = pairs_in(["the slow printer", "our printers are very slow", "slow printers", "the new counter"])
    assert found["slow printers"] == 3
    assert found["new counter"] == 1


def test_what_is_denied_of_a_noun_is_not_said_of_it():
    found = pairs_in(["the printers are not slow", "printers aren't slow", "the counter wasn't delivered"])
    assert "slow printers" not in found
    assert found["counter not delivered"] == 1


def test_what_is_done_to_a_noun_counts_with_words_between():
    found = pairs_in(["please order a label", "we order another big label", "to order a label"])
    assert found["order a label"] == 3


def test_a_long_run_of_words_costs_no_more_than_its_length():
    assert pairs_in([" ".join(["slow friendly"] * 20_000) + " printer"]) is not None


def test_a_name_of_two_words_gives_no_capital_to_its_words_alone():
    lines = ["we like the Mill Quay", "at the Mill Quay", "near Mill Quay", "the quay is wet", "a quay of stone"]
    casing = learn_casing(read_stream(texts_of(lines), 1), {})
    assert casing.shown(("mill", "quay")) == "Mill Quay"
    assert casing.shown(("wet", "quay")) == "wet quay"


def test_a_title_says_what_was_said_of_the_thing():
    told = [one.title for one in titles_of([PRINTERS, PARKING])]
    assert told == ["Slow label printers", "Not enough parking"]


def test_no_title_has_a_word_twice_and_no_two_themes_share_one():
    told = [one.title for one in titles_of([PRINTERS[::2], PRINTERS[1::2], PARKING])]
    assert len({title.casefold() for title in told}) == len(told)
    for title in told:
        words = title.casefold().split()
        assert len(set(words)) == len(words)


def test_keywords_share_no_stem_and_examples_differ():
    for one in titles_of([PRINTERS, PARKING]):
        words = [stem(word) for keyword in one.keywords for word in keyword.split() if not is_glue(word)]
        assert len(set(words)) == len(words)
        assert len(set(one.examples)) == len(one.examples) >= 3


def test_parts_are_told_from_one_another_and_not_called_as_their_theme():
    parts = {line: 0 if "slow" in line else 1 for line in PRINTERS} | {
        line: 7 if "street" in line or "shop" in line else 5 for line in PARKING
    }
    told, below = described([PRINTERS, PARKING], parts)
    assert list(below) == [0, 1]
    assert set(below[0]) == {0, 1}
    assert list(below[1]) == [5, 7]
    for theme, by_part in below.items():
        titles = [told[theme].title, *(one.title for one in by_part.values())]
        assert len(set(titles)) == len(titles)


def test_a_theme_of_one_part_has_none():
    assert described([PRINTERS, PARKING], dict.fromkeys(PRINTERS, 0))[1] == {}


def test_five_words_of_one_answer_are_a_quote():
    language = learn_language(
        texts_of(["we queue at the till daily", "no queue", "the till", "a queue", "till"]), 1, {}
    )
    assert language.quotes("Queue at the till daily")
    assert not language.quotes("Queue at the till")
    assert not language.quotes("Queue at the till today")
