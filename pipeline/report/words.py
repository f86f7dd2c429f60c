"""Figures and findings in words: what a table says in columns, a page says in sentences."""

import json
from collections.abc import Mapping
from typing import Any

from pipeline.report.material import RuleWords

KINDS = {
    "new": "new: no theme of its own before",
    "same": "as before",
    "split": "split off from",
    "merged": "joins what stood apart before",
    "retired": "not found again",
}
ASKS = {"problem": "problems", "request": "requests"}  # what a question wants to hear where it tells the stance
STATES = {
    "usable": "used",
    "blank": "empty",
    "non-answer": "says nothing",
    "duplicate": "sent twice",
    "awaiting translation": "not in English",
    "held back": "held back",
    "withdrawn": "withdrawn",
}


def percent(share: float) -> str:
    """'12 %', '3.4 %' below ten, '0 %'."""
    told = 100 * share
    return f"{told:.0f} %" if told >= 9.95 or told == 0 else f"{told:.1f} %"


def plural(count: int, one: str, many: str = "") -> str:
    """'1 response', '1,204 responses'."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(told: str) -> list[str]:
    """A JSON list as a list; nothing where it is empty."""
    return [str(each) for each in json.loads(told)] if told else []


def found_again(row: Mapping[str, Any]) -> str:
    """'19 of 20' where reruns were counted, else '95 %' of them."""
    if row.get("reruns"):
        return f"{int(row['found'])} of {int(row['reruns'])}"
    return percent(float(row["stability"]))


def flag_words(rule: str, rules: Mapping[str, RuleWords]) -> RuleWords:
    """What a rule says; nothing beyond its name where it has no words."""
    return rules.get(rule) or RuleWords("", "", "")


def shift_words(row: Mapping[str, Any], together: str = "") -> str:
    """What became of a theme's share, and whether that is more than chance; `together` is a theme counted with it."""
    change = float(row["now"]) - float(row["before"])
    span = f"{signed(row['low'])} to {signed(row['high'])}"
    real = "more than chance" if row["real"] else "may be chance"
    joint = f", counted together with {together}" if together else ""
    return (
        f"{percent(row['before'])} before, {percent(row['now'])} now: {signed(change)} points ({span}), {real}{joint}"
    )


def short_shift(row: Mapping[str, Any]) -> str:
    """'+3.1' where a share grew by more than chance, '(+0.4)' where it may be chance."""
    told = signed(row["now"] - row["before"])
    return told if row["real"] else f"({told})"


def signed(share: Any) -> str:
    """A difference of shares in points of a hundred, with its sign."""
    told = round(100 * float(share), 1) or 0.0  # no "-0.0"
    return f"{told:+.1f}".replace("-", "−")  # a minus sign, not a hyphen


def stance_words(stance: str, share: float, shown: float) -> str:
    """What a theme's stance rests on: the words of its points (`shown`), what they were asked, or both (`share`)."""
    asked = f"the question asks for {ASKS.get(stance, stance)}"
    if not shown:
        return f"{stance}, since {asked}"
    told = f"{stance}, shown by {percent(shown)} of its points"
    return told if share <= shown else f"{told} and assumed of others, since {asked}"
