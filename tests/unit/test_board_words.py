"""What the board refuses, it says by words that can be looked up in another language: no sentence goes past them."""

import ast
from pathlib import Path

import pytest

from pipeline.board.words import Said, say

BOARD = Path(__file__).parents[2] / "pipeline/board"


def _sentences(tree: ast.AST):
    """What stands as a sentence in a fault: the values of AskedError, of faults by field, what Asking is told."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "AskedError":
            yield from (value for each in node.args if isinstance(each, ast.Dict) for value in each.values)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fault":
            yield node.args[1]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            target = node.targets[0].value
            if isinstance(target, ast.Name) and target.id == "faults":
                yield node.value


@pytest.mark.parametrize("path", sorted(BOARD.glob("*.py")), ids=lambda path: path.name)
def test_no_sentence_of_a_refusal_is_written_past_the_words(path):
    bare = [
        ast.unparse(value)
        for value in _sentences(ast.parse(path.read_text("utf-8")))
        if isinstance(value, ast.Constant | ast.JoinedStr)
    ]
    assert bare == []


def test_a_sentence_is_shown_in_the_language_of_the_page(monkeypatch):
    from pipeline.web.board import common

    french = {"Line %(no)s is gone.": "La ligne %(no)s a disparu.", "Go on.": "Continuez."}
    monkeypatch.setattr(common, "gettext", lambda text: french.get(text, text))
    told = {"a": say("Line %(no)s is gone.", no=7), "b": say("Go on."), "c": "a plain one, 100%", "d": ""}
    assert common.in_words(told) == {
        "a": "La ligne 7 a disparu.",
        "b": "Continuez.",
        "c": "a plain one, 100%",
        "d": "",
    }


def test_what_is_not_looked_up_is_plain_english():
    assert say("Line %(no)s is gone.", no=7) == "Line 7 is gone."
    assert isinstance(say("Go on."), Said)
    assert "; ".join([say("Go on."), say("Of %(what)s.", what="100%")]) == "Go on.; Of 100%."
