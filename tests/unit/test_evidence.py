"""Which columns hold people's own words."""

import pytest

from pipeline.collect.evidence import judge
from pipeline.collect.layout import CHOSEN, FIGURES, NOTHING, OPEN, SHORT

SENTENCES = [f"Point {n}: the system was slow again on day {n}" for n in range(30)]
CASES = {
    "sentences": ("What gets in the way?", SENTENCES, OPEN),
    "a few words, asked for as other": ("Which systems? (other)", ["a PMR of ours", "paper forms", "fax"], OPEN),
    "options": ("How often?", ["Every day", "Every week", "Never"] * 10, CHOSEN),
    "long options": ("How do you share the work?", ["We work on the same thing but at different times"] * 30, CHOSEN),
    "ticks of one option": ("3. I wrap other languages myself", ["I wrap other languages myself"], CHOSEN),
    "several options in a cell": ("Which?", ["EPS; PMR; mail", "EPS; mail", "PMR; EPS", "mail; PMR; EPS"] * 8, CHOSEN),
    "numbers": ("How many people?", [str(n) for n in range(50)], FIGURES),
    "dates": ("When?", [f"2020-06-{n:02}" for n in range(1, 29)], FIGURES),
    "links": ("Where?", [f"https://example.org/{n}" for n in range(30)], FIGURES),
    "names": ("What is the name of your pharmacy?", [f"High Street Pharmacy number {n}" for n in range(30)], SHORT),
    "single words": ("Your role", [f"role{'abcdefghijklmnopqrstuvwxyz'[n]}" for n in range(26)], SHORT),
    "nothing": ("What else?", ["", " "], NOTHING),
}


@pytest.mark.parametrize("case", CASES)
def test_a_column_is_judged_by_its_cells_and_its_wording(case: str) -> None:
    wording, values, kind = CASES[case]
    assert judge(wording, values) == kind


def test_a_campaign_letter_sent_a_hundred_times_leaves_the_column_open_text() -> None:
    letter = "We ask the group to keep branches open in every village " * 2
    own = [f"{letter} and I add that village number {n} needs one" for n in range(25)]
    assert judge("Your views", [letter] * 100 + own) == OPEN


def test_a_column_that_the_tool_calls_typed_needs_no_more_evidence() -> None:
    assert judge("Q2", ["Hello world"], typed=True) == OPEN
    assert judge("Q2", ["Hello world"]) == CHOSEN
