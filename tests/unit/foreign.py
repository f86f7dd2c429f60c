"""Invented sentences in the languages of England's pharmacies, a heading a language, a line each."""

from pathlib import Path

SENTENCES = Path(__file__).parents[1] / "sentences"


def by_language(name: str) -> dict[str, list[str]]:
    """The sentences of a file, by the code of their language, with -Latn where they are romanised."""
    told: dict[str, list[str]] = {}
    for line in (SENTENCES / name).read_text("utf-8").splitlines():
        if line.startswith("# "):
            told[line[2:]] = (found := [])
        elif line:
            found.append(line)
    return told


def lines(name: str) -> list[str]:
    """The lines of a file that are not empty."""
    return [line for line in (SENTENCES / name).read_text("utf-8").splitlines() if line]
