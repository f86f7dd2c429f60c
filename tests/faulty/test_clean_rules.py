"""Texts made to be slow: each rule reads a hundred thousand characters in a second or two."""

import time

import pytest

from pipeline.clean.language import language
from pipeline.clean.nonanswers import non_answer
from pipeline.clean.unwanted import unwanted

LENGTH = 100_000
TEXTS = {
    "you": "you stupid useless a ",
    "you alone": "you ",
    "roles": "the manager ",
    "titles": "dr smith ",
    "select": "select ",
    "function": "function ",
    "keys": "asdf",
    "letters": "abcabc",
    "consonants": "b",
    "links": "http://www.",
    "signs": "={",
    "spaces": " ",
    "marks": "[PERSON] is a ",
    "scripts": "\u0a95 a ",
    "not applicable": "n / a ",
    "nothing": "nothing really ",
    "apostrophes": "a'",
    "telegram": "telegram free ",
    "quotes": '"',
    "lines": "\n",
    "import": "import ",
    "dots": "www.a.",
}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("rule", [language, unwanted, lambda text: non_answer(text, "help")])
def test_a_rule_takes_time_in_proportion(text, rule):
    told = TEXTS[text] * (LENGTH // len(TEXTS[text]))
    before = time.process_time()
    rule(told)
    assert time.process_time() - before < 2
