"""A person at a terminal, for what asks one."""

import pytest


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[str]:
    """Lines typed one after the other; the questions they answer, as they come to be asked."""
    asked: list[str] = []
    answers = iter(lines)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or next(answers))
    return asked
