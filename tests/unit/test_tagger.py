import json

import numpy as np
import pandas as pd
import pytest
from tagging import BARE, EXAMPLES, TEXTS, small_frame, small_tagger, taught_tagger

from pipeline.embed.hashed import HashedWords
from pipeline.tag.of_themes import theme_tags
from pipeline.tag.tagger import Tagger


def tagged(tagger: Tagger, *units: str) -> dict[str, dict]:
    frame = tagger.tags(units, [TEXTS[unit] for unit in units])
    return {
        row["unit"]: {"items": row["items"], "scores": json.loads(row["scores"]), "because": json.loads(row["reasons"])}
        for row in frame.to_dict("records")
    }


def test_texts_get_the_items_their_words_speak_of():
    told = tagged(small_tagger(), "t1", "t7", "t3")
    assert told["t1"]["items"] == "A1"
    assert set(told["t7"]["items"].split(";")) == {"B1", "B2"}
    assert told["t3"]["items"] == "NONE"


def test_every_code_has_a_score_between_0_and_1_with_two_decimals():
    scores = tagged(small_tagger(), "t7")["t7"]["scores"]
    assert list(scores) == ["A1", "B1", "B2", "NONE"]
    assert all(0 <= score <= 1 and round(score, 2) == score for score in scores.values())


def test_cues_are_given_as_they_stand_in_the_text():
    because = tagged(small_tagger(), "t5")["t5"]["because"]
    assert {"cue": "smartcards", "item": "A1"} in because


def test_words_against_are_named():
    frame = small_tagger().tags(["x"], ["password password locked out of the mailbox, smartcard, log in"])
    assert {"against": "mailbox", "item": "A1"} in json.loads(frame["reasons"][0])


def test_a_blank_text_is_none_with_no_reason():
    told = tagged(small_tagger(), "t4")["t4"]
    assert told["items"] == "NONE"
    assert told["because"] == []
    assert told["scores"]["NONE"] == 1


def test_no_texts_make_no_rows():
    assert len(small_tagger().tags([], [])) == 0


def test_progress_adds_up():
    seen: list[int] = []
    small_tagger().tags(["a", "b"], ["one", "two"], seen.append)
    assert sum(seen) == 2


def test_decided_texts_teach_what_the_cards_do_not_know():
    before, after = (tagger.probabilities([TEXTS["t6"]])[0][0] for tagger in (small_tagger(), taught_tagger()))
    assert after > before
    assert tagged(taught_tagger(), "t6")["t6"]["items"] == "A1"


def test_the_nearest_decided_text_is_a_reason():
    because = tagged(taught_tagger(), "t6")["t6"]["because"]
    assert {"e00", "e04", "e08", "e28"} & {reason.get("decided") for reason in because}


def test_no_examples_teach_nothing():
    assert small_tagger().learned_from(EXAMPLES[:0]) is small_tagger()


def test_a_single_example_teaches_little_and_breaks_nothing():
    one = small_tagger().learned_from(EXAMPLES[:1])
    texts = list(TEXTS.values())
    assert np.abs(one.probabilities(texts) - small_tagger().probabilities(texts)).max() < 0.2


def test_cards_with_no_cues_and_no_sentences_still_tag():
    frame = small_tagger(BARE).tags(["a", "b"], ["the food that was served", "all the people"])
    assert list(frame["items"]) == ["food", "staff"]


def test_bare_cards_learn_from_examples():
    said = [("soup", "food"), ("nurse", "staff")] * 300
    rows = [(f"e{number:03}", f"{text} of ward {number}", item) for number, (text, item) in enumerate(said)]
    told = pd.DataFrame(rows, columns=["id", "text", "items"])
    frame = small_tagger(BARE).learned_from(told).tags(["a", "b"], ["cold soup", "a nurse"])
    assert list(frame["items"]) == ["food", "staff"]


def test_expansions_are_read_beside_the_text():
    plain, reading = (
        Tagger.from_taxonomy(small_frame(), HashedWords(), expansions).probabilities(["The XQ is down"])[0]
        for expansions in ({}, {"XQ": "internet broadband"})
    )
    assert reading[1] > plain[1]


def members(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame([(*row, 1.0) for row in rows], columns=["point", "theme", "rank", "score"])


def test_a_theme_takes_the_items_most_of_its_responses_speak_of():
    tags = small_tagger().tags(["t1", "t5", "t2"], [TEXTS[unit] for unit in ("t1", "t5", "t2")])
    points = pd.DataFrame({"point": ["t1", "t5", "t2"], "response": ["r1", "r2", "r3"]})
    frame = theme_tags(members(("t1", "x", 0), ("t5", "x", 0), ("t2", "x", 1)), points, tags)
    assert list(frame["items"]) == ["A1"]
    assert json.loads(frame["reasons"][0])[0]["item"] == "A1"


def test_a_response_with_many_points_counts_once():
    units = ["t1", "t5", "t3"]
    tags = small_tagger().tags(units, [TEXTS[unit] for unit in units])
    points = pd.DataFrame({"point": units, "response": ["r1", "r1", "r2"]})
    frame = theme_tags(members(*((unit, "x", 0) for unit in units)), points, tags)
    each = [json.loads(scores)["NONE"] for scores in tags["scores"]]
    assert json.loads(frame["scores"][0])["NONE"] == pytest.approx((each[0] / 2 + each[1] / 2 + each[2]) / 2, abs=0.01)


def test_no_members_make_no_theme_tags():
    assert len(theme_tags(members(), pd.DataFrame({"point": [], "response": []}), small_tagger().tags([], []))) == 0
