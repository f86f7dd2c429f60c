"""How urgent a theme is to a reviewer: how doubtful the machine's word on it is, times how much hangs on it.

Both are made of named parts between 0 and 1. Each part takes its weight's share of what the others left certain, so
that no part can lower the whole: more doubt, or more that hangs on it, never puts a theme further down.
"""

from collections.abc import Mapping
from types import MappingProxyType

# What makes the machine's word doubtful, and how much of the whole each part may take.
DOUBTS: Mapping[str, float] = MappingProxyType(
    {
        "unsteady": 0.6,  # the share of reruns in which it was not found again
        "near": 0.4,  # how close the theme next to it is
        "rules": 0.5,  # rules of quality that want a person to look
        "unsure": 0.3,  # how far its best item is from certain
        "torn": 0.3,  # how near its second item comes to its first
        "misfit": 0.4,  # the share of its points that fit no item
        "grown": 0.8,  # points the machine added to an agreed theme, beside those that a person put there
        "quotes": 0.1,  # quotes that nobody has looked at
    }
)
# What hangs on it.
STAKES: Mapping[str, float] = MappingProxyType(
    {
        "safety": 0.8,  # points marked for safety: one is half of it, each further one half of the rest
        "distinct": 0.6,  # few said it and nothing else is like it: it would be lost by its size
        "size": 0.7,  # how many people said it, beside the theme that most said
    }
)
# A theme that is certain still waits, and one that few said still counts.
_LEAST = 0.1


def blended(parts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Parts as one figure between 0 and 1, which no part can lower."""
    left = 1 - _LEAST
    for name, weight in weights.items():
        left *= 1 - weight * min(max(parts.get(name, 0.0), 0.0), 1.0)
    return 1 - left


def urgency(parts: Mapping[str, float]) -> float:
    """Doubt times stakes, between 0 and 1, rounded to what such figures can carry."""
    return round(blended(parts, DOUBTS) * blended(parts, STAKES), 4)


def halved(many: int) -> float:
    """What many things weigh of which one is half of the whole: 0, 0.5, 0.75 ..."""
    return 1 - 0.5**many


def relative(many: int, most: int) -> float:
    """A count beside the largest, so that twice as many is no more than twice as much."""
    return (many / most) ** 0.5 if most else 0.0
