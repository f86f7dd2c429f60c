from tagging import small_frame

from pipeline.tag.cards import CueFinder, cards_of
from pipeline.tag.terms import sentences, singular, terms


def found(text: str) -> set[str]:
    cards = cards_of(small_frame())
    finder = CueFinder(cards.cues)
    assert all(text[hit.start : hit.end].strip() for hit in finder.find(text))
    return {cards.cues.texts[hit.cue] for hit in finder.find(text)}


def test_cues_are_found_in_the_plural_and_however_hyphenated():
    assert found("PASSWORDS and a Log-in, again") == {"password", "log in"}


def test_cues_are_whole_words():
    assert found("mailboxing passwordless internetwork") == set()


def test_a_cue_counts_once_however_often_it_stands():
    assert len(CueFinder(cards_of(small_frame()).cues).find("password password passwords")) == 1


def test_plurals_that_are_none_stay():
    assert [singular(word) for word in ("status", "business", "analysis", "ups", "replies", "cards")] == [
        "status", "business", "analysis", "ups", "reply", "card"
    ]  # fmt: skip


def test_terms_are_words_and_neighbours():
    assert terms("The cards lock") == ["the", "card", "lock", "the card", "card lock"]


def test_a_text_without_a_full_stop_is_one_sentence():
    assert sentences("one two") == ["one two"]
    assert sentences("One. Two!\nThree") == ["One.", "Two!", "Three"]
