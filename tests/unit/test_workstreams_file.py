"""The taxonomy and the glossary of the checkout itself."""

from pathlib import Path

import pytest

from pipeline.definitions.glossary import parse_glossary
from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.tag.terms import forms

ROOT = Path(__file__).parents[2]
TAXONOMY = parse_taxonomy((ROOT / "surveys/workstreams.yml").read_text("utf-8"), "surveys/workstreams.yml")
GLOSSARY = parse_glossary((ROOT / "book/data/glossary.yml").read_text("utf-8"), "book/data/glossary.yml")
CODES = ["WS1a", "WS1b", "WS1c", "WS1d", "WS2a", "WS3a", "WS3b", "WS3c", "WS4a", "WS5a", "NONE"]
CONFIRM = ("BPCS", "DAC", "ETP", "FMD", "ICB", "LASA", "PCS", "RBAC")


def test_the_ten_items_and_none_are_there():
    assert list(TAXONOMY.codes) == CODES


@pytest.mark.parametrize("code", CODES)
def test_each_card_has_cues_and_ways_people_put_it(code):
    card = TAXONOMY.item(code)
    assert len(card.cues) >= 80
    assert len(card.says) >= 25
    assert len(set(card.cues)) == len(card.cues)


@pytest.mark.parametrize("code", CODES[:-1])
def test_each_item_names_known_missions_and_systems(code):
    item = TAXONOMY.item(code)
    assert set(item.missions) <= {"M1", "M2", "M3", "M4", "M5"}
    assert all([item.missions, item.systems, item.standards, item.aim])


def test_no_sentence_stands_on_two_cards():
    told = [forms(line) for card in TAXONOMY.cards for line in card.says]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("form", ["CCG", "ICB", "FP10DT", "N3", "HSCN", "NHSBSA", "QPS", "SCR", "NHSX", "Spine"])
def test_the_glossary_knows(form):
    assert form in GLOSSARY.forms()


def test_names_have_no_expansion_and_unsure_expansions_say_so():
    by_name = {term.name: term for term in GLOSSARY.terms}
    assert [
        name for name in ("GP Connect", "NHSX", "Pharmacy First", "PharmOutcomes", "Spine") if by_name[name].expansion
    ] == []
    assert tuple(sorted(name for name, term in by_name.items() if not term.checked)) == CONFIRM


def test_every_gloss_is_a_sentence_with_a_source():
    assert all(term.gloss.endswith(".") and term.source for term in GLOSSARY.terms)
