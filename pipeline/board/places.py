"""Where things stand by what people ruled: the agreed theme that a candidate became, and the themes of each point."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.review.agreed import Agreed, AgreedTheme
from pipeline.review.record import Member

UNDECIDED, AGREED, REJECTED, MERGED = "undecided", "agreed", "rejected", "merged"


@dataclass(frozen=True, slots=True)
class Places:
    """The agreed themes in force by id, with the themes that each point is a member of."""

    agreed: Agreed
    themes: Mapping[str, AgreedTheme]
    of_point: Mapping[str, tuple[Member, ...]]

    def home(self, id: str) -> str:
        """The agreed theme in force that a candidate or a theme is in now; empty where there is none."""
        seen: set[str] = set()
        while id not in self.themes:
            act, _, into = self.agreed.ruled.get(id, "").partition(" ")
            if act not in ("accept", "merge") or id in seen:
                return ""
            seen.add(id)
            id = into
        return id

    def state(self, id: str) -> str:
        """How a candidate or theme stands; one whose agreed theme is in force no more waits again."""
        act = self.agreed.ruled.get(id, "").partition(" ")[0]
        if id in self.themes:
            return AGREED
        if home := self.home(id):
            return AGREED if act == "accept" and self.themes[home].candidate == id else MERGED
        return REJECTED if act == "reject" or id in self.agreed.retired else UNDECIDED


# Those asked for last: most who look at once look at the same round.
_KNOWN: list[Places] = []
_MOST = 4


def places_of(agreed: Agreed) -> Places:
    """The places of what was agreed; made once for each state of the record."""
    for known in _KNOWN:
        if known.agreed is agreed:
            return known
    made = Places(agreed, {theme.id: theme for theme in agreed.themes}, _of_point(agreed))
    _KNOWN[:] = [made, *_KNOWN[: _MOST - 1]]
    return made


def _of_point(agreed: Agreed) -> dict[str, tuple[Member, ...]]:
    told: dict[str, tuple[Member, ...]] = {}
    for theme in agreed.themes:
        for member in theme.members:
            told[member.point] = (*told.get(member.point, ()), member)
    return told
