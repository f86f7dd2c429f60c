"""What the columns of a file say beside its texts, and what a file of decided texts may hold."""

from pathlib import Path

import pytest

from pipeline.columns import Texts, read_rows
from pipeline.errors import FaultsError
from pipeline.tagfile import context_of, read_examples

FILE = "id,said,asked,role\n1,It is down,q1, GP \n2,Fine,q2,\n"


def texts(folder: Path, question_column: str) -> Texts:
    path = folder / "texts.csv"
    path.write_text(FILE, "utf-8")
    return Texts(file=path, text="said", id="id", question_column=question_column)


def test_named_columns_are_heard_row_by_row(tmp_path):
    named = texts(tmp_path, "asked")
    context = context_of(named, read_rows(named), "role")
    assert context.question == ("q1", "q2")
    assert context.who == ("GP", "")


def test_columns_that_are_not_named_say_nothing(tmp_path):
    named = texts(tmp_path, "")
    context = context_of(named, read_rows(named), "")
    assert (context.question, context.who) == ((), ())


def test_a_column_that_is_not_there_is_refused_by_name(tmp_path):
    named = texts(tmp_path, "")
    with pytest.raises(FaultsError, match="rank"):
        context_of(named, read_rows(named), "rank")


def examples(folder: Path, text: str) -> Path:
    path = folder / "examples.csv"
    path.write_text(text, "utf-8")
    return path


def test_examples_may_say_what_was_asked_of_whom_in_which_answer(tmp_path):
    path = examples(tmp_path, "id,text,items,question,answer,who\ne1,down,B1,q1,The line is down,GP\n")
    frame = read_examples(path)
    assert frame[["items", "question", "answer", "who"]].to_numpy().tolist() == [["B1", "q1", "The line is down", "GP"]]


def test_examples_need_no_more_than_id_text_and_items(tmp_path):
    frame = read_examples(examples(tmp_path, "id,text,items\ne1,down,B1\n"))
    assert list(frame.columns) == ["id", "text", "items"]


def test_examples_without_items_are_refused(tmp_path):
    with pytest.raises(FaultsError, match="items"):
        read_examples(examples(tmp_path, "id,text\ne1,down\n"))
