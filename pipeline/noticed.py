"""Which responses a person let in or held back whole, and which that the form noticed something about still wait."""

import json
from collections.abc import Iterable, Mapping, Sequence

from pipeline.ids import public_id, text_digest
from pipeline.review.record import Decision
from pipeline.store.flagged import Flagged, said_of

_ACTS = ("let-in", "hold-back")


def said_digest(one: Flagged, key: str) -> str:
    """What a ruling keeps of a response: another digest where its sender changed it, or something else was noticed."""
    told = [one.flags, dict(sorted(one.answers.items())), one.closed, dict(sorted(one.about.items()))]
    return text_digest(json.dumps(told, ensure_ascii=False), key)


def whole_digest(round: str, key: str, response: str) -> str:
    """What a ruling keeps of all that a response says, by its id in the store; empty where it was taken back."""
    one = said_of(round, response)
    return said_digest(one, key) if one else ""


def held_whole(responses: Iterable[str], lines: Sequence[Decision], key: str) -> frozenset[str]:
    """Those of some responses, by their ids in the store, that a person holds back whole: nothing of them counts."""
    held = {on for on, line in ruled(lines).items() if line.act == "hold-back"}
    return frozenset(one for one in responses if public_id(key, "r", one) in held) if held else frozenset()


def ruled(lines: Sequence[Decision]) -> dict[str, Decision]:
    """Public id of a response -> the last line that lets it in or holds it back."""
    return {line.on: line for line in lines if line.act in _ACTS and line.on.startswith("r")}


def fits(one: Flagged, key: str, lines: Mapping[str, Decision]) -> str:
    """What was ruled on a response as it is now; empty where nobody has, or it was changed since."""
    line = lines.get(public_id(key, "r", one.response))
    return line.act if line and line.on_digest == said_digest(one, key) else ""


def noticed(rows: Sequence[Flagged], lines: Sequence[Decision], key: str) -> dict[str, bool]:
    """Each such response by its id in the store, and whether it is to wait: all do but those that were let in."""
    last = ruled(lines)
    return {one.response: fits(one, key, last) != "let-in" for one in rows}
