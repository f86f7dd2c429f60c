import numpy as np
import pandas as pd
from theming import texts_of

from pipeline.themes.assign import centres, main_themes, nearest
from pipeline.themes.exemplars import exemplars
from pipeline.themes.quality import separation


def test_a_new_point_joins_the_nearest_theme_that_it_passes():
    vectors = np.array([[1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0, 0.9, 0.1]], dtype=np.float32)
    known = centres(vectors, ["B", "B", "A", "A"])
    assert known.names == ("A", "B")
    new = np.array([[1, 0.05, 0], [0, 0, 1], [0, 0, 0]], dtype=np.float32)
    found = nearest(new, known.vectors, np.array([0.9, 0.9]))
    assert [known.names[place] for place in found.theme[:2]] == ["B", "A"]
    assert found.passes.tolist() == [True, False, False]


def test_points_of_no_theme_move_no_centre():
    vectors = np.array([[1, 0], [0, 1]], dtype=np.float32)
    assert centres(vectors, ["A", ""]).vectors.tolist() == [[1, 0]]


def test_the_main_theme_is_that_of_the_first_point():
    points = pd.DataFrame({"point": ["p3", "p2", "p1"], "answer": ["a1", "a1", "a2"], "number": [1, 2, 1], "text": ""})
    members = pd.DataFrame({"point": ["p2", "p3"], "theme": ["T1", "T2"], "rank": [0, 0], "score": [0.6, 0.5]})
    assert main_themes(members, points).to_dict() == {"a1": "T2;T1", "a2": ""}


def test_a_second_theme_of_one_point_comes_after_the_main_themes():
    points = pd.DataFrame({"point": ["p1", "p2"], "answer": "a1", "number": [1, 2], "text": ""})
    members = pd.DataFrame({"point": ["p1", "p1", "p2"], "theme": ["T3", "T1", "T2"], "rank": [0, 1, 0], "score": 0.5})
    assert main_themes(members, points).to_dict() == {"a1": "T3;T2;T1"}


def test_examples_differ_and_come_from_different_responses():
    lines = [
        "wifi fails in the shop",
        "wifi fails in the shop!",
        "wifi fails on most mornings",
        "wifi",
        "the wifi fails us",
    ]
    texts = texts_of(lines, ["r1", "r1", "r1", "r2", "r3"])
    centre = texts.vectors.mean(axis=0)
    chosen = exemplars(texts, np.arange(len(texts)), centre / np.linalg.norm(centre))
    owners = texts.points.set_index("point")["response"]
    assert len(chosen) == 3
    assert {owners[one] for one in chosen} == {"r1", "r2", "r3"}


def test_a_lone_theme_stands_apart():
    assert separation(np.array([[1.0, 0.0]])).tolist() == [1.0]
