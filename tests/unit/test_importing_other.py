"""Words of one's own in a closed question: refused, or the option that survey.yml says they stand for."""

import pytest
from collecting import ROUND

from pipeline.collect.choices import ChoiceError, choices_of, option_of
from pipeline.collect.layout import Column
from pipeline.definitions.survey import parse_survey
from pipeline.errors import DefinitionError

SURVEY = parse_survey(
    ROUND.replace("none: None}", "none: None, other: Something else}\n    other: other").replace(
        "supplier: A supplier}", "supplier: A supplier, other: Other}, other: other"
    ),
    "survey.yml",
    "small",
)
USES = SURVEY.question("uses")


def _column(part="", group=""):
    return Column(name="uses", wording="uses", position=0, part=part, group=group)


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("EPS;a pigeon", ["eps", "other"]),
        ("a pigeon; a parrot; EPS", ["other", "eps"]),
        ("Something else", ["other"]),
        ("Mail, secure;;", ["mail"]),
    ],
)
def test_words_of_ones_own_are_the_option_for_them_once(cell, values):
    assert [value for _, _, value, _ in choices_of(USES, [_column()], [cell], ";")] == values


def test_words_in_the_column_of_that_option_tick_it_and_in_another_are_refused():
    columns = [_column("Something else", "uses"), _column("EPS", "uses")]
    assert [value for _, _, value, _ in choices_of(USES, columns, ["a pigeon", ""], ";")] == ["other"]
    with pytest.raises(ChoiceError, match="neither ticked nor empty"):
        choices_of(USES, columns, ["", "a pigeon"], ";")


def test_an_attribute_takes_other_words_too_and_without_the_mark_they_are_refused_with_the_cure():
    (attribute,) = SURVEY.attributes
    assert option_of("a wizard", attribute.options, attribute.other) == "other"
    with pytest.raises(ChoiceError, match="'other:'"):
        option_of("a wizard", attribute.options)


def test_the_mark_names_an_option_that_is_there():
    with pytest.raises(DefinitionError, match=r"survey\.yml:\d+: 'othr' is no option here"):
        parse_survey(ROUND.replace("none: None}", "none: None}\n    other: othr"), "survey.yml", "small")
