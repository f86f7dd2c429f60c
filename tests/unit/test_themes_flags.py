import json

import numpy as np
import pytest

from pipeline.schemas import FLAGS, checked
from pipeline.themes.flags import Found, flags
from pipeline.themes.levels import parts
from pipeline.themes.rules import RULES
from tests.grouping import clusters_of, placed


def found_in(texts, sizes, **more):
    """The texts as themes of these sizes, in order."""
    labels = np.repeat(np.arange(len(sizes)), sizes)
    clusters = clusters_of(texts.vectors, labels)
    told = {"steady": np.ones(len(sizes)), "part_of": parts(texts, clusters, 0), **more}
    return Found(names=[f"c{label}" for label in range(len(sizes))], texts=texts, clusters=clusters, **told)


def rules_of(found):
    table = flags(found)
    told = {}
    for row in table.itertuples():
        told.setdefault(row.theme, {})[row.rule] = (row.value, json.loads(row.others))
    return told


APART = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_good_themes_are_not_flagged():
    texts = placed(APART, [30, 40, 50], noise=0.4)
    table = flags(found_in(texts, [30, 40, 50]))
    assert not len(table)
    assert len(checked(table, FLAGS)) == 0


def test_a_theme_found_in_few_reruns_is_unsteady():
    texts = placed(APART, [30, 40, 50], noise=0.4)
    told = rules_of(found_in(texts, [30, 40, 50], steady=np.array([1.0, 0.4, 0.5])))
    assert told == {"c1": {"unsteady": (0.4, [])}}


def test_themes_cut_out_of_one_are_near_duplicates_of_each_other():
    texts = placed([[1, 0], [1, 0], [0, 1]], [30, 30, 60], noise=0.4)
    told = rules_of(found_in(texts, [30, 30, 60]))
    assert told["c0"]["near-duplicate"][1] == ["c1"]
    assert told["c1"]["near-duplicate"][1] == ["c0"]
    assert "c2" not in told


def test_the_nearest_of_several_duplicates_comes_first():
    texts = placed([[1, 0.3, 0], [1, 0, 0], [1, 0.05, 0], [-1, 0, 1]], [30, 30, 30, 200], noise=0.5)
    assert rules_of(found_in(texts, [30, 30, 30, 200]))["c1"]["near-duplicate"][1] == ["c2", "c0"]


def test_two_things_in_one_theme_are_mixed_and_its_parts_are_named():
    texts = placed([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [30, 30, 60], noise=0.3)
    told = rules_of(found_in(texts, [60, 60]))
    assert told["c0"]["mixed"][1] == ["c0.1", "c0.2"]
    assert "mixed" not in told.get("c1", {})


def strays(count, held):
    """So many texts of which each lies alone, then a group that holds together, then two others of 40."""
    axes = np.eye(count + 3).tolist()
    return placed(axes, [1] * count + [held, 40, 40], noise=0.2)


def test_texts_thrown_together_are_loose_and_not_patchy_too():
    told = rules_of(found_in(strays(24, 4), [28, 40, 40]))
    assert "loose" in told["c0"]
    assert "patchy" not in told["c0"]
    assert "c1" not in told


def test_a_theme_with_stray_texts_is_patchy():
    told = rules_of(found_in(strays(10, 14), [24, 40, 40]))
    assert "patchy" in told["c0"]
    assert "loose" not in told["c0"]


def test_one_persons_many_points_are_one_voice():
    voices = ["r1"] * 10 + [f"s{n}" for n in range(10)] + [f"t{n}" for n in range(40)]
    texts = placed(APART[:2], [20, 40], noise=0.4, responses=voices)
    assert rules_of(found_in(texts, [20, 40])) == {"c0": {"one-voice": (0.5, [])}}


def test_two_points_are_no_voice():
    texts = placed(APART, [2, 30, 30], noise=0.4, responses=["r"] * 2 + [f"s{n}" for n in range(60)])
    assert "one-voice" not in rules_of(found_in(texts, [2, 30, 30])).get("c0", {})


LETTER = "please keep the pharmacy open in the village on Saturday mornings"


def test_a_letter_with_a_word_changed_is_the_same_words():
    lines = [LETTER] * 20 + ["something else"] * 60
    texts = placed([[1, 0, 0], [0.7, 0.7, 0], [0, 0, 1]], [20, 10, 50], noise=0.05, lines=lines)
    told = rules_of(found_in(texts, [30, 50]))
    assert told["c0"]["same-words"] == (0.67, [])


def test_short_texts_are_alike_without_being_copies():
    texts = placed(APART[:2], [30, 50], noise=0.05, lines=["friendly"] * 80)
    assert "c0" not in rules_of(found_in(texts, [30, 50]))


def test_few_who_say_what_nobody_else_does_are_marked_not_dropped():
    texts = placed(APART, [4, 60, 60], noise=0.4)
    told = rules_of(found_in(texts, [4, 60, 60]))
    assert list(told) == ["c0"]
    assert list(told["c0"]) == ["small-distinct"]


def test_where_all_themes_are_small_none_is_marked_for_it():
    assert rules_of(found_in(placed(APART, [4, 4, 4], noise=0.3), [4, 4, 4])) == {}


def test_the_fewer_kin_themes_have_the_farther_a_rule_that_looks_at_the_map_goes():
    mixed = RULES["mixed"]
    assert mixed.on_map(np.array([0.9, 0.8, 0.9])).bound == mixed.bound
    assert mixed.on_map(np.array([0.2, 0.2, 0.2])).bound == 0.2
    assert mixed.on_map(np.array([-0.5, -0.5])).bound == mixed.least
    assert mixed.on_map(np.array([-1.0])).bound == mixed.bound
    assert RULES["loose"].on_map(np.array([0.1, 0.1])) == RULES["loose"]


def test_a_title_whose_words_hardly_anybody_used_is_unclear():
    lines = ["deliveries arrive late"] * 30 + ["rude staff"] * 40 + ["the printers jam"] * 50
    texts = placed(APART, [30, 40, 50], noise=0.4, lines=lines)
    told = rules_of(found_in(texts, [30, 40, 50], titles=["Late delivery", "Parking", "Of the"]))
    assert told == {"c1": {"unclear-title": (0.0, [])}}


def test_a_lone_theme_is_neither_distinct_nor_a_duplicate():
    texts = placed([[1.0]], [6], noise=0.5)
    assert rules_of(found_in(texts, [6])) == {}


def test_no_themes_no_flags():
    texts = placed([[1.0]], [3])
    clusters = clusters_of(texts.vectors, np.full(3, -1))
    none = Found(names=[], texts=texts, clusters=clusters, steady=np.ones(0), part_of=np.full(3, -1))
    assert not len(flags(none))


def test_flags_stand_by_theme_then_by_rule():
    texts = placed([[1, 0], [1, 0], [0, 1]], [30, 30, 60], noise=0.4)
    table = flags(found_in(texts, [30, 30, 60], steady=np.zeros(3)))
    assert list(zip(table["theme"], table["rule"], strict=True)) == [
        ("c0", "unsteady"),
        ("c0", "near-duplicate"),
        ("c1", "unsteady"),
        ("c1", "near-duplicate"),
        ("c2", "unsteady"),
    ]


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_says_what_why_and_what_to_do_in_a_sentence_each(rule):
    for sentence in (rule.says, rule.why, rule.cure):
        assert sentence.endswith(".")
        assert len(sentence) < 120
    assert rule.is_met(rule.bound)
    assert rule.is_met(rule.bound + 1) == rule.upwards
