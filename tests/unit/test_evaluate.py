"""Figures of tags against people's: by hand where they can be, and beside the shared scorer."""

import csv
import runpy

import numpy as np
import pytest

from pipeline.tag.evaluate import FEWEST, evaluate
from pipeline.tag.sets import best_set

CODES = ("A", "B", "C", "NONE")
SURE = {"A": (0.9, 0.05, 0.03, 0.02), "B": (0.1, 0.8, 0.05, 0.05), "NONE": (0.1, 0.1, 0.1, 0.7)}


def scores(*first):
    return np.array([SURE[code] for code in first])


def test_by_hand():
    gold = [("A",), ("A", "B"), ("B",), ()]
    told = evaluate(gold, scores("A", "A", "NONE", "NONE"), CODES, ["r1", "r1", "r2", "r3"])
    assert told.samples.value == round((1 + 2 / 3 + 0 + 1) / 4, 4)
    assert told.micro.value == round(2 * 3 / (4 + 5), 4)
    assert (told.count, told.groups, told.first, told.overlap) == (4, 3, 0.75, 0.75)
    by_code = {each.code: each for each in told.codes}
    assert (by_code["A"].precision, by_code["A"].recall, by_code["A"].f1) == (1.0, 1.0, 1.0)
    assert (by_code["B"].precision, by_code["B"].recall, by_code["B"].support) == (None, 0.0, 2)
    assert (by_code["NONE"].precision, by_code["NONE"].recall) == (0.5, 1.0)
    assert (by_code["C"].f1, by_code["C"].share) == (None, 0.0)
    assert by_code["A"].told_share == 0.5


def test_a_tagger_that_is_as_right_as_it_says_has_no_error_of_sureness():
    gold = [("A",)] * 9 + [("B",)]
    told = evaluate(gold, scores(*["A"] * 10), CODES, [str(n) for n in range(10)])
    assert told.ece == 0.0
    full = [bin for bin in told.bins if bin.count]
    assert [(bin.low, bin.high, bin.said, bin.right) for bin in full] == [(0.9, 1.0, 0.9, 0.9)]


def test_the_surest_half_are_those_that_the_tagger_is_surest_of():
    gold = [("A",), ("A",), ("A",), ("A",)]
    told = evaluate(gold, scores("A", "NONE", "A", "NONE"), CODES, list("abcd"))
    assert (told.surest, told.first) == (1.0, 0.5)


def test_a_respondent_is_drawn_with_all_they_said():
    """Forty answers of one person are one voice: its interval spans what forty persons' does not."""
    gold = [("A",)] * 40 + [("B",)] * 40
    table = scores(*["A"] * 80)
    one, many = (
        evaluate(gold, table, CODES, groups).samples
        for groups in (["r1"] * 40 + ["r2"] * 40, [str(n) for n in range(80)])
    )
    assert one.value == many.value == 0.5
    assert (one.low, one.high) == (0.0, 1.0)
    assert 0.3 < many.low < many.high < 0.7


def test_rows_in_any_order_give_the_same_figures():
    rng = np.random.default_rng(5)
    table = rng.dirichlet(np.ones(4), size=60)
    gold = [best_set(CODES, row) for row in rng.dirichlet(np.ones(4), size=60)]
    groups = [f"r{n % 17}" for n in range(60)]
    order = rng.permutation(60)
    first = evaluate(gold, table, CODES, groups)
    assert first == evaluate([gold[n] for n in order], table[order], CODES, [groups[n] for n in order])
    assert first != evaluate(gold, table, CODES, groups, seed=1)


def test_codes_that_people_hardly_gave_are_left_out_of_the_macro_mean():
    gold = [("A",)] * FEWEST + [("C",)] * (FEWEST - 1)
    told = evaluate(gold, scores(*["A"] * len(gold)), CODES, [str(n) for n in range(len(gold))])
    assert told.macro.value == {each.code: each.f1 for each in told.codes}["A"]


@pytest.mark.real_data
def test_the_figures_are_those_of_the_shared_scorer(shared_data):
    with (shared_data.parent / "sample-round" / "labels.csv").open(encoding="utf-8-sig", newline="") as file:
        labels = [row["items"].split(";") for row in csv.DictReader(file)]
    codes = (*sorted({code for items in labels for code in items} - {"NONE"}), "NONE")
    right = np.array([[code in items for code in codes] for items in labels], dtype=float)
    noise = np.random.default_rng(3).dirichlet(np.ones(len(codes)), size=len(labels))
    table = np.round(0.4 * right / right.sum(axis=1, keepdims=True) + 0.6 * noise, 5)
    told = evaluate(labels, table, codes, [str(n) for n in range(len(labels))])
    score = runpy.run_path(str(shared_data.parent / "tools" / "score_tags.py"))["score"]
    ids = [f"{n:04}" for n in range(len(labels))]
    wanted = score(
        dict(zip(ids, labels, strict=True)),
        {id: list(best_set(codes, row)) for id, row in zip(ids, table, strict=True)},
    )
    figures = (told.samples.value, told.micro.value, told.macro.value, told.first, told.overlap)
    names = ("samples_f1", "micro_f1", "macro_f1", "primary_acc", "any_overlap")
    # The scorer rounds to three decimals, and takes the macro mean of what it has rounded.
    assert figures == pytest.approx([wanted[name] for name in names], abs=0.001)
    assert told.counted_error == wanted["prevalence_mae_pts"]
    often = {each.code: each.f1 for each in told.codes if each.support >= FEWEST}
    assert often == pytest.approx(wanted["per_label"], abs=0.001)
    assert [told.samples.low, told.samples.high] == pytest.approx(wanted["ci"], abs=0.01)
