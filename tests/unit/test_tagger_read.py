"""What is read once and kept, what context says, and what examples may hold."""

import numpy as np
import pytest
from tagging import EXAMPLES, TEXTS, small_frame, small_tagger, taught_tagger

from pipeline.embed.hashed import HashedWords
from pipeline.embed.protocol import Told, Vectors
from pipeline.errors import InputError
from pipeline.tag.context import Context
from pipeline.tag.read import Read
from pipeline.tag.tagger import Tagger

WORDS = list(TEXTS.values())


class Counting(HashedWords):
    """Remembers what it was asked to read."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode(self, texts: list[str], told: Told | None = None) -> Vectors:
        self.asked += texts
        return super().encode(texts, told)


def test_what_was_read_is_the_same_after_it_was_kept():
    read = small_tagger().read(WORDS, Context(question=["q"] * len(WORDS)))
    again = Read.of(read.frame())
    assert again.frame().equals(read.frame())
    assert np.array_equal(again.cards, read.cards)


def test_nothing_read_is_kept_and_found_again():
    none = small_tagger().read([])
    assert len(none) == 0
    assert taught_tagger().tags_of([], none).empty
    assert taught_tagger().scores(none).shape == (0, 4)


def test_a_decision_on_texts_read_before_reads_nothing_again():
    first = Tagger.from_taxonomy(small_frame(), HashedWords())
    read = first.read(list(EXAMPLES["text"]))
    embedder = Counting()
    later = Tagger.from_taxonomy(small_frame(), embedder, sentences=first.sentences)
    tags = later.learned_from(EXAMPLES, read=read).tags_of(list(EXAMPLES["id"]), read)
    assert embedder.asked == []
    assert tags.equals(taught_tagger().tags(list(EXAMPLES["id"]), list(EXAMPLES["text"])))


def test_no_text_stands_in_what_is_kept_but_its_cues():
    kept = small_tagger().read(["Quietly the broadband sleeps"]).frame()
    told = repr(kept.to_numpy().tolist())
    assert "broadband" in told
    assert "Quietly" not in told


def test_a_point_that_says_little_hears_the_rest_of_its_answer():
    point, answer = "and that every week", "My mailbox is full, and that every week"
    alone, beside = (small_tagger().probabilities([point], context)[0] for context in (None, Context(answer=[answer])))
    assert beside[2] > alone[2]


def test_reasons_are_words_of_the_point_itself():
    frame = small_tagger().tags(["x"], ["the broadband"], context=Context(answer=["the broadband and the inbox"]))
    assert "inbox" not in frame["reasons"][0]


def test_the_whole_answer_beside_itself_says_nothing():
    plain, beside = (small_tagger().probabilities(WORDS, context) for context in (None, Context(answer=WORDS)))
    assert np.array_equal(plain, beside)


def test_a_question_leans_where_it_was_learned_and_nowhere_else():
    asked = ["qa" if items == "A1" else "qb" for items in EXAMPLES["items"]]
    tagger = small_tagger().learned_from(EXAMPLES.assign(question=asked))
    of = {
        asked: tagger.probabilities(["something else"], Context(question=[asked]))[0][0] for asked in ("qa", "qb", "")
    }
    assert of["qa"] > of[""] > of["qb"]
    assert tagger.probabilities(["something else"], Context(question=["qz"]))[0][0] == of[""]


def test_context_of_another_length_is_refused():
    with pytest.raises(ValueError, match="question must have one entry for each of the 7 texts"):
        small_tagger().tags(list(TEXTS), WORDS, context=Context(question=["q"]))


def test_a_light_example_teaches_less():
    heavy, light = (
        small_tagger().learned_from(EXAMPLES.assign(weight=weight)).probabilities([TEXTS["t6"]])[0][0]
        for weight in (1.0, 0.1)
    )
    assert heavy > light > small_tagger().probabilities([TEXTS["t6"]])[0][0]


@pytest.mark.parametrize("weight", ["heavy", "0", "1.5", "nan"])
def test_a_weight_that_is_none_is_refused_by_name(weight):
    with pytest.raises(InputError, match="example e00: weight must be a number over 0 and up to 1"):
        small_tagger().learned_from(EXAMPLES[:1].assign(weight=weight))


def test_every_unknown_code_is_named():
    with pytest.raises(InputError) as told:
        small_tagger().learned_from(EXAMPLES[:2].assign(items="Z9"))
    assert str(told.value).count("'Z9' is no code of the taxonomy") == 2


def test_unseen_names_every_decided_text_with_shares_for_scores():
    unseen = taught_tagger().unseen()
    assert sorted(unseen["id"]) == sorted(EXAMPLES["id"])
    assert unseen[list(taught_tagger().codes)].to_numpy().min() >= 0
    assert unseen[list(taught_tagger().codes)].to_numpy().max() <= 1


def test_unseen_knows_less_than_seen():
    texts = [f"word{number} word{number}" for number in range(len(EXAMPLES))]
    rows = EXAMPLES.assign(text=texts, items=["A1", "B1"] * 24).sort_values("id")
    tagger = small_tagger().learned_from(rows)
    seen = tagger.probabilities(list(rows["text"]))[:, 0]
    unseen = tagger.unseen().set_index("id").loc[rows["id"], "A1"].to_numpy()
    gold = (rows["items"] == "A1").to_numpy()
    assert seen[gold].mean() - seen[~gold].mean() > unseen[gold].mean() - unseen[~gold].mean()


def test_a_tagger_that_learned_nothing_has_nothing_unseen():
    assert list(small_tagger().unseen().columns) == ["id", *small_tagger().codes]


def test_a_decided_text_is_no_reason_for_itself():
    frame = taught_tagger().tags(["e00"], [EXAMPLES["text"][0]])
    assert '"decided": "e00"' not in frame["reasons"][0]
    assert '"decided"' in frame["reasons"][0]
