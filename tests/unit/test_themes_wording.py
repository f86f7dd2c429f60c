import numpy as np
import pandas as pd
import pytest
from theming import spoken_by, texts_of

from pipeline.ids import canonical
from pipeline.themes.casing import headed, learn_casing
from pipeline.themes.phrases import find_phrases, read_stream, words_of
from pipeline.themes.words import is_glue, stem, tokens


def phrases_of(lines, needed=2):
    texts = texts_of(lines)
    found = find_phrases(texts, needed)
    everywhere = np.ones(len(texts), dtype=bool)
    return {" ".join(words_of(found, one, everywhere)): int(found.voices[one]) for one in range(len(found))}


def test_the_same_words_are_one_text():
    assert canonical(" The  ﬁle\nIS lost ") == canonical("the file is LOST")
    texts = texts_of(["Slow PC", "slow  pc", "Slow PC", "no wifi", "  "])
    assert texts.canonical == ("no wifi", "slow pc")
    assert texts.shown == ("no wifi", "Slow PC")
    assert texts.voices.tolist() == [1, 3]
    assert texts.left == ("p4",)


def test_a_response_counts_once_for_a_text():
    assert texts_of(["no wifi", "No wifi"], ["r1", "r1"]).voices.tolist() == [1]


def test_words_follow_one_another_up_to_a_stop_or_a_mark():
    assert tokens("Slow PCs, no wifi") == [("Slow", False), ("PCs", True), ("no", False), ("wifi", True)]
    assert tokens("I told [PERSON] twice") == [("I", False), ("told", True), ("twice", False)]


def test_forms_of_a_word_share_a_stem_and_short_words_keep_theirs():
    assert stem("Passwords") == stem("password")
    assert stem("GPs") == "gps"
    assert stem("don’t") == "don't"


def test_nothing_carries_sense_and_the_does_not():
    assert not is_glue("nothing")
    assert not is_glue("No")
    assert is_glue("The")
    assert is_glue("xxxx")
    assert is_glue("12")


def test_phrases_are_of_words_that_several_wrote_and_have_no_glue_at_the_edge():
    found = phrases_of(["the password changes too often", "our password changes are silly", "my wifi"])
    assert found["password changes"] == 2
    assert "wifi" not in found
    assert not any(phrase.startswith("the") for phrase in found)


def test_what_one_person_wrote_often_one_person_wrote():
    texts = texts_of(
        ["zebra one way", "a zebra again", "zebra", "no wifi", "wifi", "the wifi"], ["r1"] * 3 + ["r2", "r3", "r4"]
    )
    assert set(read_stream(texts, 3).vocabulary) == {"", "wifi"}


def test_a_whole_answer_may_begin_and_end_with_glue():
    assert (
        phrases_of(["Everything was good", "everything was good!", "Everything was good."])["everything was good"] == 3
    )


def test_no_phrase_is_longer_than_four_words():
    line = "printers scanners routers screens keyboards"
    assert max(len(phrase.split()) for phrase in phrases_of([line, line + " again", line + " twice"])) == 4


def test_no_phrase_of_no_words():
    assert phrases_of(["...", "!!"]) == {}
    assert phrases_of([]) == {}


def test_case_is_learnt_inside_clauses_and_the_glossary_goes_before():
    stream = read_stream(
        texts_of(["Send it by NHSmail", "use nhsmail", "the NHSmail box", "EPS IS DOWN AGAIN", "Fax it"]), 1
    )
    casing = learn_casing(stream, {"EPS": "Electronic Prescription Service", "NHS App": "", "IT": "x"})
    assert casing.shown(("nhsmail", "down")) == "NHSmail down"
    assert casing.shown(("eps", "fax")) == "EPS fax"
    assert casing.shown(("nhs", "app")) == "NHS App"
    assert casing.shown(("it",)) == "it"
    assert headed("slow computers") == "Slow computers"
    assert headed("eRD issues") == "eRD issues"


@pytest.mark.parametrize(("title", "voices"), [("Slow computer", 2), ("slow", 3), ("Slow fax", 0), ("The", 1), ("", 0)])
def test_spoken_by_counts_those_who_wrote_every_word_of_sense(title, voices):
    frame = pd.DataFrame(
        {
            "response": ["r1", "r2", "r3", "r3"],
            "text": ["slow computers", "the computer is slow", "slow", "slow today"],
        }
    )
    assert spoken_by(title, frame) == voices
