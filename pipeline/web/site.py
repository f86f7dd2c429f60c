"""The checkout that a service shows: its place, and each round's survey as it stands on disk now."""

from dataclasses import dataclass, field
from pathlib import Path

from pipeline.definitions.survey import Survey, parse_survey
from pipeline.errors import MissingError
from pipeline.place import Place, read_text, shown
from pipeline.store.kept_definitions import keep_definition


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A survey as it is served: its text is what a response keeps, `definition` the row that holds it."""

    survey: Survey
    text: str
    definition: int


@dataclass(slots=True)
class Site:
    """What is served from one place; a survey is read anew when its file changed."""

    place: Place
    _known: dict[str, tuple[tuple[int, int], Served]] = field(default_factory=dict)
    _files: dict[str, Path] = field(default_factory=dict)

    def rounds(self) -> tuple[str, ...]:
        """The names of the rounds."""
        return self.place.rounds()

    def served(self, round: str) -> Served:
        """A round's survey; MissingError where there is no such round, UserError where its file is at fault."""
        if round not in self._known and round not in self.rounds():
            raise MissingError(f"there is no round '{round}' here")
        if round not in self._files:
            self._files[round] = self.place.round(round).survey
        path = self._files[round]
        try:
            told = path.stat()
        except FileNotFoundError:
            raise MissingError(f"there is no round '{round}' here any more") from None
        mark = (told.st_mtime_ns, told.st_size)
        if round not in self._known or self._known[round][0] != mark:
            text = read_text(path)
            survey = parse_survey(text, shown(path), round)
            self._known[round] = mark, Served(survey=survey, text=text, definition=keep_definition(round, survey, text))
        return self._known[round][1]


_SITES: list[Site] = []


def serve_from(place: Place) -> Site:
    """Let this place be what the service shows from now on."""
    _SITES[:] = [Site(place)]
    return _SITES[0]


def site() -> Site:
    """What the service shows."""
    if not _SITES:
        raise MissingError("no place is served; start the service with: cpitg serve")
    return _SITES[0]
