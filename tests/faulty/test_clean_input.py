import time

import pandas as pd
import pytest
from cleaning import EXPLORE, answers, responses, sent, table_of

from pipeline.clean import clean
from pipeline.schemas import ANSWERS


def test_a_table_without_a_column_is_refused():
    rows, texts = table_of(["one"])
    with pytest.raises(TypeError, match="does not fit its schema"):
        clean(rows, texts.drop(columns="raw"), EXPLORE)


def test_an_answer_found_twice_is_refused():
    rows, texts = table_of(["one"])
    with pytest.raises(TypeError, match="does not fit its schema"):
        clean(rows, pd.concat([texts, texts]), EXPLORE)


def test_an_answer_of_nobody_is_refused():
    with pytest.raises(TypeError, match="1 answers belong to no response"):
        clean(responses([sent("A")]), answers({"B/help": "whose?"}), EXPLORE)


def test_a_cell_that_is_missing_is_refused():
    rows, _ = table_of(["one"])
    with pytest.raises(TypeError, match="does not fit its schema"):
        clean(rows, pd.DataFrame([("1", "1", "", None)], columns=[*ANSWERS.columns]), EXPLORE)


MEGABYTE = {
    "words": "the printer is slow and ",
    "sentences": "The printer is slow. We need staff. ",
    "one word": "a",
    "zeros": "0",
    "digits": "1 ",
    "at": "a@",
    "e-mails": "ab.cd@ef.gh ",
    "numbers": "07700 900123 ",
    "ampersands": "amp;",
    "broken encoding": "â€™ ",
    "capitals": "Aaa Bbb ",
    "titles": "Mr ",
    "brackets": "([",
    "lines": "ab\n",
    "semicolons": "a b c; ",
    "stops": "a.",
    "quotes": "'",
    "initials": "A. B. ",
    "regards": "kind best warm regards ",
    "passwords": "password is abc ",
    "you": "you stupid useless a ",
    "joiners": "\u200d",
    "accents": "\u0301",
    "pictures": "😀",
    "links": "http://",
    "marks": "[PHONE] ",
    "dots": " x at y dot",
}


@pytest.mark.slow
@pytest.mark.parametrize("cell", MEGABYTE)
def test_a_cell_of_a_megabyte_is_done_in_seconds(cell):
    text = MEGABYTE[cell] * (1_000_000 // len(MEGABYTE[cell]))
    before = time.process_time()
    cleaned = clean(*table_of([text]), EXPLORE)
    # A minute of a core bears no resemblance to the hours that a pattern which looks back and forth takes.
    assert time.process_time() - before < 60
    assert cleaned.ledger.answers["received"] == 1
