"""How much each group of respondents counts in weighted shares."""

import re
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from pipeline.definitions.reader import Mapping, hint

EQUAL = "equal"
_SUM_OFF = 0.001  # by how much shares that were written with few decimals may miss their sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """How much each group of an attribute counts in weighted shares; the parts add up to 1."""

    attribute: str
    to: MappingType[str, float]


def parse_weighing(top: Mapping, attributes: MappingType[str, tuple[str, ...]]) -> Weighing | None:
    """The part `weigh` of a survey, with the titles of the groups of each attribute it may name."""
    part = top.part("weigh", needed=False)
    if part is None:
        return None
    ids = list(attributes)
    named = part.text("attribute")
    if named and named not in attributes:
        listed = ", ".join(ids) or "none yet"
        part.fault("attribute", f"'{named}' is no attribute under 'about'{hint(named, ids)}; one of {listed}")
    to = _parts(part, attributes.get(named, ()))
    part.close()
    return Weighing(attribute=named, to=to)


def _parts(entry: Mapping, titles: tuple[str, ...]) -> dict[str, float]:
    """The part of each group: the same for all, or as the file says."""
    if not entry.is_part("to"):
        entry.choice("to", (EQUAL,))
        return {title: 1 / len(titles) for title in titles}
    part = entry.part("to")
    assert part is not None
    told = {name: _part(part, name) for name in part.names()}
    for name in told:
        if titles and name not in titles:
            part.fault(name, f"'{name}' is no group of the attribute{hint(name, titles)}; one of {', '.join(titles)}")
    for title in titles:
        if title not in told:
            entry.fault("to", f"group '{title}' has no part; add a line '{title}: 0.2' with its share")
    if abs(sum(told.values()) - 1) > _SUM_OFF:
        entry.fault("to", f"the parts add up to {sum(told.values()):g}; change them so that they add up to 1")
    return told


def _part(entry: Mapping, name: str) -> float:
    told = entry.text(name)
    if not re.fullmatch(r"0?\.[0-9]{1,9}|[01]|1\.0{1,9}", told):
        entry.fault(name, f"the part of '{name}' is '{told}'; write a share from 0 to 1, as 0.25")
        return 0.0
    return float(told)
