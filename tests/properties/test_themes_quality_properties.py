"""What quality, flags, parts and second themes promise, on small sets of every kind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.embed.hashed import HashedWords
from pipeline.schemas import FLAGS
from pipeline.themes.closeness import background, groups_of, kinship
from pipeline.themes.cluster import agreed_communities
from pipeline.themes.flags import Found, flags
from pipeline.themes.graph import likeness_graph, nearest_texts, width
from pipeline.themes.levels import LEAST_RESPONSES, LEAST_TEXTS, MOST_PARTS, first_cut, parts
from pipeline.themes.quality import quality
from pipeline.themes.rules import RULES
from pipeline.themes.second import second_themes
from pipeline.themes.texts import distinct_texts
from tests.grouping import clusters_of

SUBJECTS = ["passwords", "smartcards", "printers", "wifi", "eps tokens", "training"]
SAID = ["change too often", "are slow", "fail every morning", "cost too much", "[PERSON] knows", "need help", "late"]
ENDS = ["", " in the shop", " on Mondays", " for the locum", " and passwords are slow", " as wifi"]
LINES = st.one_of(
    st.builds("{} {}{}".format, st.sampled_from(SUBJECTS), st.sampled_from(SAID), st.sampled_from(ENDS)),
    st.text(alphabet="aAbB .,!'é[]ß\n", max_size=20),
)
LISTS = st.lists(LINES, max_size=90)
RELAXED = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ROOT = str(Path(__file__).parents[2])
MANY = [f"{subject} {said}{end}" for subject in SUBJECTS for said in SAID for end in ENDS]


def texts_in(lines, order=None):
    frame = pd.DataFrame(
        {
            "point": [f"p{number:04d}" for number in range(len(lines))],
            "response": [f"r{number // 2:04d}" for number in range(len(lines))],
            "text": pd.Series(lines, dtype=str),
        }
    )
    vectors = HashedWords().encode(lines)
    rows = np.arange(len(lines)) if order is None else np.asarray(order, dtype=int)
    return distinct_texts(frame.iloc[rows], vectors[rows])


def found_in(texts, resolution=1.5):
    graph = likeness_graph(nearest_texts(texts.vectors), width(len(texts)))
    clusters = clusters_of(texts.vectors, agreed_communities(graph, resolution, 0))
    names = [f"c{label}" for label in range(len(clusters.centres))]
    steady = np.linspace(0, 1, len(names))
    return Found(names=names, texts=texts, clusters=clusters, steady=steady, part_of=parts(texts, clusters, 0))


def told_of(texts):
    """All that is told of the themes of these texts, as one string of bytes."""
    if not len(texts):
        return ""
    found = found_in(texts)
    tables = (
        flags(found),
        second_themes(texts, found.clusters),
        quality(list(found.names), texts.vectors, found.clusters, found.steady, 20),
    )
    cut = first_cut(texts, found.clusters, found.part_of)
    return "".join(table.to_csv(index=False) for table in tables) + str(found.part_of.tolist()) + str(cut.tolist())


@RELAXED
@given(lines=LISTS, chance=st.randoms(use_true_random=False))
def test_row_order_never_matters(lines, chance):
    order = list(range(len(lines)))
    chance.shuffle(order)
    assert told_of(texts_in(lines)) == told_of(texts_in(lines, order))


@RELAXED
@given(LISTS)
def test_flags_name_themes_and_rules_that_are_there(lines):
    texts = texts_in(lines)
    if not len(texts):
        return
    found = found_in(texts)
    table = flags(found)
    assert list(table.columns) == list(FLAGS.columns)
    parts_named = {f"{name}.{number}" for name in found.names for number in range(1, MOST_PARTS + 1)}
    for row in table.itertuples():
        assert row.theme in found.names
        assert RULES[row.rule].is_met(row.value)
        assert row.bound == RULES[row.rule].bound or (RULES[row.rule].usual and row.bound < RULES[row.rule].bound)
        assert set(json.loads(row.others)) <= (set(found.names) | parts_named) - {row.theme}


@RELAXED
@given(LISTS)
def test_near_duplicates_name_one_another(lines):
    texts = texts_in(lines)
    if not len(texts):
        return
    table = flags(found_in(texts))
    pairs = {
        (row.theme, other)
        for row in table.itertuples()
        if row.rule == "near-duplicate"
        for other in json.loads(row.others)
    }
    assert pairs == {(other, one) for one, other in pairs}


@RELAXED
@given(LISTS)
def test_parts_cover_their_theme_and_each_is_what_several_said(lines):
    texts = texts_in(lines + MANY)
    found = found_in(texts)
    for label in range(len(found.names)):
        members = np.flatnonzero(found.clusters.labels == label)
        part = found.part_of[members]
        if set(part) == {-1}:
            continue
        assert len(members) >= LEAST_TEXTS
        assert set(part) == set(range(part.max() + 1))
        assert 2 <= part.max() + 1 <= MOST_PARTS
        heard = [
            len({response for number in members[part == one] for _, response in texts.homes[number]})
            for one in range(part.max() + 1)
        ]
        assert min(heard) >= LEAST_RESPONSES
        assert heard == sorted(heard, reverse=True)


@RELAXED
@given(LISTS)
def test_a_second_theme_is_another_one_and_there_is_one_at_most(lines):
    texts = texts_in(lines + MANY)
    found = found_in(texts)
    told = second_themes(texts, found.clusters)
    assert not told["text_no"].duplicated().any()
    assert (found.clusters.labels[told["text_no"]] >= 0).all()
    assert (found.clusters.labels[told["text_no"]] != told["label"]).all()
    assert told["label"].isin(range(len(found.names))).all()


@RELAXED
@given(LISTS)
def test_quality_is_within_its_range(lines):
    texts = texts_in(lines)
    if not len(texts):
        return
    found = found_in(texts)
    told = quality(list(found.names), texts.vectors, found.clusters, found.steady, 20)
    assert told["intruder"].between(0, 1).all()
    assert (told["found"] <= told["reruns"]).all()
    kin = kinship(groups_of(texts.vectors, found.clusters.labels, len(found.names)), background(texts.vectors))
    assert np.isfinite(kin).all()
    assert np.array_equal(kin, kin.T)


def test_another_process_with_another_hash_seed_and_more_threads_tells_the_same():
    code = f"from {__name__} import MANY, texts_in, told_of; print(told_of(texts_in(MANY)))"
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=Path(__file__).parent,
            env={
                **os.environ,
                "PYTHONPATH": ROOT,
                "PYTHONHASHSEED": seed,
                "OPENBLAS_NUM_THREADS": threads,
                "OMP_NUM_THREADS": threads,
            },
        ).stdout
        for seed, threads in (("1", "1"), ("2", "2"))
    ]
    assert told[0] == told[1]
    assert len(told[0]) > 200
