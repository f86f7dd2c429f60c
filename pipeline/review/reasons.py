"""Why a tag was given, in a cell."""

import json

_MOST = 6  # a cell is read, not searched
_SAID = {"like": 'reads like the card\'s "{}"', "against": "against: {}", "decided": "near decided {}"}


def because_told(reasons: str) -> str:
    """The reasons of a tag: words of the answers as they are, and what comes from elsewhere called so."""
    told = [next(iter(reason.items())) for reason in json.loads(reasons or "[]")[:_MOST]]
    return "; ".join(_SAID.get(kind, "{}").format(text) for kind, text in told)
