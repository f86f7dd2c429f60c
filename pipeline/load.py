"""Definitions from their files: everything a command needs of what people wrote, with all faults at once."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.definitions.glossary import Glossary, parse_glossary
from pipeline.definitions.group import parse_meetings, parse_members as parse_group_members
from pipeline.definitions.roadmap import Roadmap, parse_roadmap
from pipeline.definitions.survey import Survey, parse_survey
from pipeline.definitions.taxonomy import Taxonomy, parse_taxonomy
from pipeline.errors import DefinitionError, Fault, FaultsError, MissingError
from pipeline.place import Place, read_text, shown

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """One round's survey with the frame and the glossary that all rounds share."""

    survey: Survey
    taxonomy: Taxonomy
    glossary: Glossary


class _Loading:
    """Reads file after file; a fault in one does not hide those of the next."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def read(self, path: Path, parse: Callable[[str, str], T]) -> T | None:
        try:
            return parse(read_text(path), shown(path))
        except FaultsError as error:
            self.faults += error.faults
            return None

    def end(self) -> None:
        if self.faults:
            raise DefinitionError(self.faults)


def _known_round(place: Place, round: str) -> None:
    if round not in place.rounds():
        known = ", ".join(place.rounds()) or "none yet"
        raise MissingError(f"surveys/{round}/survey.yml is not there; rounds here: {known}; or: cpitg new {round}")


def load_definitions(place: Place, round: str) -> Definitions:
    """The survey of a round, the taxonomy and the glossary; DefinitionError names every fault in all three."""
    _known_round(place, round)
    loading = _Loading()
    survey = loading.read(place.round(round).survey, lambda text, file: parse_survey(text, file, round))
    taxonomy = loading.read(place.taxonomy, parse_taxonomy)
    glossary = loading.read(place.glossary, parse_glossary)
    loading.end()
    assert survey and taxonomy and glossary
    return Definitions(survey=survey, taxonomy=taxonomy, glossary=glossary)


def load_roadmap(place: Place, taxonomy: Taxonomy) -> Roadmap:
    """The roadmap, against the codes of the taxonomy."""
    return parse_roadmap(read_text(place.roadmap), shown(place.roadmap), taxonomy.codes)


def check_all(place: Place, rounds: tuple[str, ...]) -> int:
    """Read every definition there is and count the files; DefinitionError names every fault in all of them."""
    loading = _Loading()
    taxonomy = loading.read(place.taxonomy, parse_taxonomy)
    loading.read(place.glossary, parse_glossary)
    loading.read(place.group_members, parse_group_members)
    loading.read(place.meetings, parse_meetings)
    codes = taxonomy.codes if taxonomy else ()
    if taxonomy:
        loading.read(place.roadmap, lambda text, file: parse_roadmap(text, file, codes))
    for round in rounds:
        _known_round(place, round)
        loading.read(place.round(round).survey, lambda text, file, round=round: parse_survey(text, file, round))  # type: ignore[misc]
    loading.end()
    return 5 + len(rounds)
