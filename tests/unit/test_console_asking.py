"""What the terminal asks a person for: a slip of the pen costs a line, not all that was typed before."""

import datetime as dt

import pytest
from asking import typed

from pipeline import console


def test_a_day_is_asked_for_until_it_is_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = typed(monkeypatch, "soon", "31/12/2026", " 2026-12-31 ")
    assert console.ask_day("Last day") == dt.date(2026, 12, 31)
    assert len(asked) == 3
    assert "'soon' is no day" in capsys.readouterr().err


def test_questions_are_asked_for_until_an_empty_line(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = typed(monkeypatch, "What helps?", "What hinders?", "  ")
    assert console.ask_questions() == ["What helps?", "What hinders?"]
    assert not [line for line in asked if "[" in line]
