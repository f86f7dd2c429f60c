"""How far two people agree: beside figures worked out by hand or printed in the literature."""

import pytest
from nltk.metrics.agreement import AnnotationTask

from pipeline.review.agreement import (
    NOT_CODED,
    Both,
    alpha_of_item,
    alpha_of_sets,
    coding_told,
    disagreements,
    mean_told,
    set_f1,
)

CODES = ("A", "B", "C", "NONE")


def both(*pairs):
    return [Both(point=f"p{n:03}", response=f"r{n // 2}", a=a, b=b) for n, (a, b) in enumerate(pairs)]


def test_set_f1_is_the_same_both_ways():
    assert set_f1(("A", "B"), ("B", "A")) == 1
    assert set_f1(("A", "B"), ("B",)) == set_f1(("B",), ("A", "B")) == pytest.approx(2 / 3)
    assert set_f1(("A",), ("NONE",)) == 0


def test_alpha_of_an_item_is_krippendorffs():
    """Two coders, ten units, two values: alpha 0.095 (Krippendorff 2011, Computing Krippendorff's Alpha, part A)."""
    one, other = "0100000010", "1110010000"
    given = {"1": ("A",), "0": ("NONE",)}
    told = both(*((given[x], given[y]) for x, y in zip(one, other, strict=True)))
    assert alpha_of_item(told, "A") == 0.1
    said = [(coder, n, x) for coder, row in (("a", one), ("b", other)) for n, x in enumerate(row)]
    assert AnnotationTask(said).alpha() == pytest.approx(0.095, abs=0.001)


def test_alpha_over_sets_takes_half_right_for_half_wrong():
    same = both(*[((code,), (code,)) for code in "ABC"] * 4)
    assert alpha_of_sets(same) == 1.0
    near = [Both(point=x.point, response=x.response, a=x.a, b=(*x.b, "NONE")) for x in same]
    far = [Both(point=x.point, response=x.response, a=x.a, b=("NONE",)) for x in same]
    assert alpha_of_sets(far) < alpha_of_sets(near) < 1.0


def test_where_all_gave_one_thing_alpha_says_nothing():
    told = both(*[(("A",), ("A",))] * 5)
    assert alpha_of_sets(told) is None
    assert alpha_of_item(told, "B") is None


def test_an_interval_draws_responses_with_all_their_points():
    many = mean_told([1.0, 0.0] * 40, [f"r{n}" for n in range(80)])
    few = mean_told([1.0] * 40 + [0.0] * 40, ["r1"] * 40 + ["r2"] * 40)
    assert (many["value"], few["value"]) == (0.5, 0.5)
    assert (few["low"], few["high"]) == (0.0, 1.0)
    assert 0.35 < many["low"] < many["high"] < 0.65
    assert mean_told([1.0, 0.0] * 40, [f"r{n}" for n in range(80)], seed=1).keys() == many.keys()


def test_disagreements_name_what_each_gave_beyond_the_other():
    told = both((("A",), ("B",)), (("A",), ("B",)), (("A", "C"), ("A",)), (("C",), ("C",)))
    assert disagreements(told, CODES) == [
        {"a": ["A"], "b": ["B"], "points": 2},
        {"a": ["C"], "b": [], "points": 1},
    ]


def test_what_a_release_says_of_coding():
    told = both((("A",), ("A",)), (("A",), ("B",)), (("C",), ("C",)), (("NONE",), ("NONE",)))
    machine = {"p000": ("A",), "p001": ("B",), "p002": ("C",)}
    said = coding_told(told, machine, {"p001": ("A",)}, CODES)
    assert (said["points"], said["responses"], said["alike"], said["settled"]) == (4, 2, 3, 1)
    assert said["f1"]["value"] == 0.75
    assert [(each["against"], each["points"], each["value"]) for each in said["machine"]] == [
        ("A", 3, 0.67),
        ("B", 3, 1.0),
        ("settled", 1, 0.0),
    ]
    assert said["nearer"]["value"] == 0.17
    assert [each["alpha"] for each in said["items"]][2:] == [1.0, 1.0]
    assert said == coding_told(told[::-1], machine, {"p001": ("A",)}, CODES)


def test_without_coding_a_release_says_so():
    assert coding_told([], {}, {}, CODES) == {"points": 0, "why_not": NOT_CODED}
    alone = coding_told(both((("A",), ("B",))), {}, {}, CODES)
    assert (alone["machine"], alone["nearer"]) == ([], None)
