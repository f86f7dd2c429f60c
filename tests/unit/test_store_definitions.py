"""The wording that was shown is kept by version; what people answered fits it for ever."""

import pytest
from collecting import ROUND
from storing import NOW, send, served, write

from pipeline.errors import DefinitionError
from pipeline.store import drafts
from pipeline.store.orm import Definition

pytestmark = pytest.mark.usefixtures("store")

_OTHER = ('What would help?",', 'What would help you?",')


def _changed(*pieces: tuple[str, str], version: int = 1) -> int:
    text = ROUND.replace("format: 1\n", f"format: 1\nversion: {version}\n")
    for old, new in pieces:
        assert old in text
        text = text.replace(old, new, 1)
    from pipeline.definitions.survey import parse_survey

    return served(parse_survey(text, "survey.yml", "small"), text)


def test_the_same_wording_is_one_definition() -> None:
    assert served() == served()
    assert Definition.objects.count() == 1


def test_before_anybody_saw_it_wording_and_questions_change_freely() -> None:
    first = served()
    assert _changed(_OTHER) == first
    assert _changed(("id: sooner", "id: faster")) == first
    assert "id: faster" in Definition.objects.get().text


def test_a_draft_holds_the_wording_of_its_version() -> None:
    drafts.begin("small", served(), NOW)
    with pytest.raises(DefinitionError, match=r"surveys/small/survey.yml: .*version: 2"):
        _changed(_OTHER)
    second = _changed(_OTHER, version=2)
    assert second != served()
    assert Definition.objects.count() == 2


def test_what_nobody_reads_needs_no_new_version() -> None:
    first = served()
    send(write("Fewer passwords"))
    moved = [("closes: 2020-06-30", "closes: 2020-07-31"), ("column: sooner", "column: faster"), ("asks: help, ", "")]
    assert _changed(*moved) == first


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("id: sooner", "id: faster", "question faster, question sooner"),
        ("kind: choices", "kind: ranked", "question uses"),
        ("none: None", "none: None, fax: Fax", "question uses"),
        ("b: Beta, c: Gamma", "b: Beta", "question first"),
        ("rows: {a: Alpha, b: Beta}", "rows: {a: Alpha, d: Delta}", "question when"),
        ("supplier: A supplier", "supplier: A supplier, gp: A GP", "attribute type"),
    ],
)
def test_after_the_first_response_ids_kinds_and_options_stay(old: str, new: str, named: str) -> None:
    send(write("Fewer passwords"))
    for version in (1, 2):
        with pytest.raises(DefinitionError, match=named):
            _changed((old, new), version=version)
    assert Definition.objects.count() == 1


def test_wording_put_back_is_the_version_it_was() -> None:
    first = served()
    send(write("Fewer passwords"))
    _changed(_OTHER, version=2)
    assert served() == first


def test_options_in_another_order_are_the_same_options() -> None:
    served()
    send(write("Fewer passwords"))
    assert _changed(("a: Alpha, b: Beta, c: Gamma", "c: Gamma, a: Alpha, b: Beta"), version=2)
