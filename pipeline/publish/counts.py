"""Counts three ways: responses, distinct texts, organisations; copies of a letter count, and are said to be copies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.ids import canonical
from pipeline.publish.suppress import SMALLEST, alone, suppressed


@dataclass(frozen=True, slots=True)
class Organisations:
    """Response -> the digest of its organisation, for those that named one; `asked` tells whether a column holds it."""

    asked: bool
    of: Mapping[str, str]

    def count(self, responses: Iterable[str], before: Iterable[int | None] = ()) -> int | None:
        """How many organisations some responses came from; None where it was not asked, or is too small to show."""
        if not self.asked:
            return None
        return alone(len({self.of[response] for response in responses if response in self.of}), before)

    def told(self, responses: Iterable[str], before: Iterable[int | None] = ()) -> int | None:
        """How many responses named their organisation; hidden where those that did, or did not, are fewer than five."""
        if not self.asked:
            return None
        named = [response in self.of for response in responses]
        counts = {"named": sum(named), "not named": len(named) - sum(named)}
        return suppressed(counts, *({"named": count} for count in before))["named"]


def organisations(responses: pd.DataFrame, *, asked: bool) -> Organisations:
    """The organisations of RESPONSES."""
    named = responses[responses["organisation"] != ""]
    return Organisations(asked, dict(zip(named["response"], named["organisation"], strict=True)))


def copied(groups: pd.DataFrame) -> dict[str, str]:
    """Answer -> the group (GROUPS) whose text it is, for each whose sender added nothing of their own."""
    plain = groups[groups["added"] == ""]
    return dict(zip(plain["answer"], plain["group"], strict=True))


def distinct_texts(said: pd.DataFrame, copies: Mapping[str, str]) -> int:
    """How many responses are left where those that say the same count once.

    `said` holds texts with their response and answer; a copy of a letter says what the letter says, a few words changed
    or not, unless its sender added something. So there are never more texts than responses.
    """
    texts: dict[str, set[str]] = {}
    for response, answer, text in zip(said["response"], said["answer"], said["text"], strict=True):
        texts.setdefault(response, set()).add(copies.get(answer) or canonical(text))
    return len(set(map(frozenset, texts.values())))


def _added_points(members: pd.DataFrame, points: pd.DataFrame) -> int:
    """How many points of the members of a group (GROUPS) stand in what a sender added to the letter."""
    added = {row.answer: canonical(str(row.added)) for row in members.itertuples() if str(row.added).strip()}
    own = points[points["answer"].isin(added)]
    return sum(canonical(text) in added[answer] for answer, text in zip(own["answer"], own["text"], strict=True))


def _earlier(history: Sequence[Mapping[str, Any]], id: str, now: frozenset[str]) -> list[int | None]:
    """What earlier releases showed of a letter's organisations, or of all letters that are known no more."""
    rows = [row for release in history for row in (release.get("campaigns") or {}).get("rows", [])]
    same = [row["organisations"] for row in rows if row["id"] == id]
    return same or [row["organisations"] for row in rows if row["id"] not in now]


def _smaller(sizes: pd.Series, letters: pd.DataFrame) -> dict[str, int | None]:
    """Letters of fewer than five responses, only counted together, and not at all where they are so few in all."""
    small = sizes.index[sizes < SMALLEST]
    responses = letters.loc[letters["group"].isin(small), "response"].nunique()
    hidden = 0 < responses < SMALLEST
    return {"letters": None if hidden else len(small), "responses": None if hidden else responses}


def _letters(groups: pd.DataFrame, answers: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Every copy of a letter with its response and text, and how many responses sent each letter."""
    letters = groups[groups["kind"] == "campaign"].merge(answers[["answer", "response", "text"]], on="answer")
    sizes = letters.groupby("group")["response"].nunique()
    return letters, sizes[sizes > 1]


def _letter(mine: pd.DataFrame, copies: Mapping[str, str], organisations: Any, points: pd.DataFrame) -> dict[str, Any]:
    """One letter by its counts; `mine` are its copies. A release keeps the order of the keys, byte for byte."""
    return {
        "id": str(mine["group"].iloc[0]),
        "responses": int(mine["response"].nunique()),
        "distinct_texts": distinct_texts(mine, copies),
        "organisations": organisations,
        "added_points": _added_points(mine, points),
    }


def campaigns(
    groups: pd.DataFrame,
    answers: pd.DataFrame,
    points: pd.DataFrame,
    named: Organisations,
    earlier: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The letters that five responses or more sent copies of, each by its counts and never by its text.

    `groups` are GROUPS under ids that may leave the store; a letter that no earlier release knew under its id is held
    against every count of theirs that has no letter now.
    """
    letters, sizes = _letters(groups, answers)
    large = sizes[sizes >= SMALLEST]
    ids = frozenset(map(str, large.index))
    copies = copied(groups)

    def row(id: str) -> dict[str, Any]:
        mine = letters[letters["group"] == id]
        organisations = named.count(set(mine["response"]), _earlier(earlier, id, ids))
        return _letter(mine, copies, organisations, points)

    return {
        "letters": len(ids),
        "responses": int(letters.loc[letters["group"].isin(ids), "response"].nunique()),
        "smaller": _smaller(sizes, letters),
        "rows": [row(id) for id in sorted(ids, key=lambda each: (-large[each], each))],
    }
