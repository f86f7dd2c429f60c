"""Invented sentences that tests of cleaning and its benchmark share: lines under headings."""

from pathlib import Path

SENTENCES = Path(__file__).parents[1] / "sentences"


def by_heading(name: str) -> dict[str, list[str]]:
    """The lines of a file by heading; a heading of a language is its code, with -Latn where it is romanised."""
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
