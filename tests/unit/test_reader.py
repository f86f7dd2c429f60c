"""Definitions: every fault of a file at once, with its line and the cure."""

from pathlib import Path

import pytest
import yaml

from pipeline.definitions import reader
from pipeline.definitions.roadmap import parse_roadmap
from pipeline.definitions.survey import parse_survey
from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.errors import DefinitionError

ROOT = Path(__file__).parents[2]
GOOD = """\
format: 1
round: r1
title: A round
opens: 2020-06-15
closes: 2020-09-30
columns: {id: ref}
about:
  - id: type
    title: Who
    column: who
    options: {shop: A shop, gp: A practice}
    groups: {Everyone: [shop, gp]}
questions:
  - id: q1
    kind: text
    asks: barrier
    text: What gets in the way?
    column: q1
  - id: q2
    kind: rating
    text: How much?
    column: q2
    options: {"1": little, "2": much}
    shown_to: {type: [gp]}
"""


def faults_of(text, parse=parse_survey, **more):
    more = more or ({"round": "r1"} if parse is parse_survey else {})
    with pytest.raises(DefinitionError) as caught:
        parse(text, "f.yml", **more)
    return [str(fault) for fault in caught.value.faults]


def test_a_right_survey_becomes_a_record():
    survey = parse_survey(GOOD, "f.yml", "r1")
    assert [question.id for question in survey.open_questions] == ["q1"]
    assert survey.question("q2").shown_to == {"type": ("gp",)}
    assert survey.attributes[0].group_of("gp") == "Everyone"


def test_all_faults_of_a_file_are_told_at_once():
    text = GOOD.replace("title: A round", "titel: A round").replace("kind: rating", "kind: ratng")
    told = faults_of(text.replace("opens: 2020-06-15", "opens: 15/6/2020"))
    assert any(":3: unknown key 'titel'" in said and "'title'" in said for said in told)
    assert any(":20: kind 'ratng' is not known (did you mean 'rating'?)" in said for said in told)
    assert any(":4: 'opens' is '15/6/2020'; write the day as 2020-11-30" in said for said in told)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - id: q2", "  - id: q1", "f.yml:19: question id 'q1' is used twice; first on line 14"),
        ("column: q2", "column: q1", "column 'q1' is read by two entries"),
        ("closes: 2020-09-30", "closes: 2020-01-01", "f.yml:5: closes on 2020-01-01, before it opens"),
        ("round: r1", "round: r2", "f.yml:2: round is 'r2' but the folder is 'r1'"),
        ("format: 1", "format: 2", "f.yml:1: format 2 is not known"),
        ("[shop, gp]}", "[shop, gq]}", "group 'Everyone' names 'gq'"),
        ("{type: [gp]}", "{typ: [gp]}", "is shown by 'typ'"),
        ("round: r1", "round: r1\nround: r1", "f.yml:3: key 'round' is used twice"),
        ("columns: {id: ref}", "columns: [id", "f.yml:"),
        ("format: 1", "format: 1\nkey: abc", "only an illustrative round may show its key"),
    ],
)
def test_each_fault_names_its_line(old, new, said):
    assert any(said in fault for fault in faults_of(GOOD.replace(old, new, 1)))


def test_an_empty_file_is_a_fault_of_its_own():
    assert faults_of("") == ["f.yml: the file is empty; write the survey in it"]


def test_a_taxonomy_needs_words_to_know_an_item_by():
    text = "format: 1\ntitle: T\nworkstreams:\n - code: W\n   title: x\n   items:\n    - {code: A, title: a}\n"
    told = faults_of(text + "none: {title: other, cues: [thanks]}", parse_taxonomy)
    assert told == ["f.yml:7: item A has no words to know it by; add about, cues or says"]


ROADMAP = """\
format: 1
illustrative: true
as_at: 2020-11-30
items:
  - id: one
    title: One
    items: [WS1a]
    horizon: now
    status: planned
    owner: secretariat
    review_by: 2021-03-01
    value: Less typing
    evidence: [r-T001]
"""


def test_a_roadmap_item_needs_evidence_owner_status_and_review_date():
    text = ROADMAP.replace("evidence: [r-T001]", "evidence: []").replace("    owner: secretariat\n", "")
    told = faults_of(text.replace("status: planned", "status: blocked"), parse_roadmap, codes=("WS1a",))
    assert any("has no 'owner'" in said for said in told)
    assert any("has no 'blocked_by'" in said for said in told)
    assert any("roadmap item one has no evidence" in said for said in told)


LEFT_OUT = """\
not_on_roadmap:
  - {theme: r-T002, because: Others do it, date: 2020-11-18}
"""


def test_a_theme_that_is_left_out_has_its_reason_and_day():
    (told,) = parse_roadmap(ROADMAP + LEFT_OUT, "roadmap.yml", ["WS1a"]).not_on_roadmap
    assert (told.theme, told.because, told.date.isoformat()) == ("r-T002", "Others do it", "2020-11-18")
    assert parse_roadmap(ROADMAP, "roadmap.yml", ["WS1a"]).not_on_roadmap == ()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{theme: r-T002, because: Again, date: 2020-11-18}", "'r-T002' is used twice; first on line"),
        ("{theme: r-T001, because: Both, date: 2020-11-18}", "theme r-T001 is evidence of roadmap item one"),
        ("{theme: r-T003, becuase: No, date: 2020-11-18}", "did you mean 'because'"),
        ("{theme: r-T003, date: soon}", "has no 'because'"),
        ("{theme: r-T003, because: No, date: soon}", "write the day as 2020-11-30"),
    ],
)
def test_a_theme_is_left_out_once_with_reason_and_day_and_is_no_evidence(entry, words):
    told = faults_of(f"{ROADMAP}{LEFT_OUT}  - {entry}\n", parse_roadmap, codes=("WS1a",))
    assert any(words in said for said in told)


def test_today_comes_from_the_file_only_beside_illustrative():
    told = faults_of(ROADMAP.replace("illustrative: true\n", ""), parse_roadmap, codes=("WS1a",))
    assert any("as_at is allowed only beside 'illustrative: true'" in said for said in told)


def test_a_round_that_follows_itself_is_a_fault():
    assert "cannot follow itself" in faults_of(GOOD.replace("format: 1\n", "format: 1\nfollows: r1\n", 1))[0]


def same(one, other):
    """Whether two nodes say the same, at the same places."""
    if type(one) is not type(other) or one.tag != other.tag:
        return False
    if (one.start_mark.line, one.start_mark.column) != (other.start_mark.line, other.start_mark.column):
        return False
    if isinstance(one, yaml.ScalarNode):
        return one.value == other.value
    if len(one.value) != len(other.value):
        return False
    if isinstance(one, yaml.SequenceNode):
        return all(map(same, one.value, other.value))
    pairs = [
        (a, b) for ours, theirs in zip(one.value, other.value, strict=True) for a, b in zip(ours, theirs, strict=True)
    ]
    return all(same(*pair) for pair in pairs)


@pytest.mark.parametrize("path", sorted(ROOT.glob("book/data/*.yml")), ids=lambda path: path.name)
def test_both_readers_of_yaml_see_the_same_in_what_people_wrote(path, monkeypatch):
    text = path.read_text("utf-8")
    quick = reader._composed(text)
    monkeypatch.setattr(reader, "_QUICK", None)
    assert same(quick, reader._composed(text))


@pytest.mark.parametrize("text", ["format: [1", "format: 1\n\tb: 2\n", "a: 1\n---\nb: 2\n", "a: \x00", "{a: [1}"])
def test_a_text_at_fault_is_told_of_in_the_same_words_by_either_reader(text, monkeypatch):
    def said():
        with pytest.raises(DefinitionError) as told:
            reader.open_document(text, "f.yml", "it")
        return str(told.value)

    quick = said()
    monkeypatch.setattr(reader, "_QUICK", None)
    assert said() == quick


@pytest.mark.parametrize(
    "deep", ["[" * 500, '["]", ' * 500, "- " * 500, "? " * 500, "\n".join(" " * n + "- a:" for n in range(300))]
)
def test_the_quick_reader_which_stops_at_no_depth_is_given_nothing_deep(deep):
    assert not reader._flat(deep)
    assert reader._flat("items:\n" + "  - {one: 1}\n" * 20 + "  - two: [a, b]\n" * 500)
