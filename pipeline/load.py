"""Definitions from their files: everything a command needs of what people wrote, with all faults at once."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from pipeline.definitions.facts import parse_facts, parse_missions, parse_standards
from pipeline.definitions.glossary import Glossary, parse_glossary
from pipeline.definitions.group import parse_meetings
from pipeline.definitions.group import parse_members as parse_group_members
from pipeline.definitions.moved import parse_moved
from pipeline.definitions.roadmap import Roadmap, parse_roadmap
from pipeline.definitions.survey import Survey, parse_survey
from pipeline.definitions.taxonomy import Taxonomy, parse_taxonomy
from pipeline.embed.cache import cached
from pipeline.embed.minilm import MiniLM
from pipeline.embed.model import get_model, load_model, model_status, usual_folder
from pipeline.embed.protocol import PoolingEmbedder
from pipeline.errors import DefinitionError, Fault, FaultsError, MissingError
from pipeline.place import Place, read_text, shown

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """One round's survey with the frame and the glossary that all rounds share."""

    survey: Survey
    taxonomy: Taxonomy
    glossary: Glossary


# Each file's text when it was read last, with what it came to: a page asks for definitions that seldom change.
_READ: dict[Path, tuple[str, Any]] = {}
_MOST = 64


def _parsed(path: Path, parse: Callable[[str, str], T]) -> T:
    """What a file says, parsed again where its text is another than last time."""
    text, kept = read_text(path), _READ.get(path)
    if kept is None or kept[0] != text:
        if len(_READ) >= _MOST:
            _READ.clear()
        kept = _READ[path] = text, parse(text, shown(path))
    told: T = kept[1]
    return told


class _Loading:
    """Reads file after file; a fault in one does not hide those of the next."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def read(self, path: Path, parse: Callable[[str, str], T]) -> T | None:
        try:
            return _parsed(path, parse)
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


def _unknown_before(place: Place, round: str, survey: Survey | None) -> list[Fault]:
    """A fault where the round follows one that is not here, is invented while it is not, or leads back to it."""
    if survey is None or not survey.follows:
        return []
    here = shown(place.round(round).survey)
    if survey.follows not in place.rounds():
        said = f"follows '{survey.follows}', which is no round here; one of {', '.join(place.rounds())}"
        return [Fault(here, 0, said)]
    seen, old = [round], survey.follows
    while old and old not in seen and old in place.rounds():
        before = _Loading().read(place.round(old).survey, partial(parse_survey, round=old))
        if before is None:  # its own faults are named where it is read itself
            return []
        if before.illustrative and not survey.illustrative:
            return [Fault(here, 0, f"follows '{old}', which was made up; what people say is laid beside no such round")]
        seen, old = [*seen, old], before.follows
    return [Fault(here, 0, f"follows in a circle: {', '.join([*seen, old])}; mend one of them")] if old in seen else []


def load_definitions(place: Place, round: str) -> Definitions:
    """The survey of a round, the taxonomy and the glossary; DefinitionError names every fault in all three."""
    _known_round(place, round)
    loading = _Loading()
    survey = loading.read(place.round(round).survey, partial(parse_survey, round=round))
    loading.faults += _unknown_before(place, round, survey)
    taxonomy = loading.read(place.taxonomy, parse_taxonomy)
    glossary = loading.read(place.glossary, parse_glossary)
    loading.end()
    assert survey is not None
    assert taxonomy is not None
    assert glossary is not None
    return Definitions(survey=survey, taxonomy=taxonomy, glossary=glossary)


def load_glossary(place: Place) -> Glossary:
    """The glossary alone."""
    return parse_glossary(read_text(place.glossary), shown(place.glossary))


def load_taxonomy(place: Place, path: Path | None = None) -> Taxonomy:
    """The taxonomy, or any other frame of the same form."""
    file = path or place.taxonomy
    return parse_taxonomy(read_text(file), shown(file))


def _weights() -> Path:
    return usual_folder(os.environ, Path.home(), sys.platform)


@cache
def _model(folder: Path) -> MiniLM:
    return load_model(folder)


def load_embedder(place: Place) -> PoolingEmbedder:
    """The language model, its vectors kept by digest of text so that no text is read twice."""
    return cached(_model(_weights()), place.vectors)


def get_weights(source: Path | None) -> tuple[Path, bool]:
    """Put the weights where every clone of this user finds them; False where they were there already."""
    return _weights(), get_model(_weights(), source)


def weights_status() -> str:
    """One line on the weights: where they are, or what is wrong and how to mend it."""
    told = model_status(_weights())
    return f"{told.folder}: ready" if told.is_ready else "\n".join(told.faults)


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
        loading.read(place.roadmap, partial(parse_roadmap, codes=codes))
    facts = [path for path in map(place.facts, ("issues", "names", "timeline")) if path.exists()]
    for path in facts if taxonomy else []:
        loading.read(path, partial(parse_facts, codes=codes))
    moved = [path for path in (place.facts("moved"),) if path.exists()]
    for path in moved:
        loading.read(path, parse_moved)
    named = [path for path in map(place.facts, ("missions", "standards")) if path.exists()]
    for path in named if taxonomy else []:
        loading.read(path, parse_missions if path.stem == "missions" else partial(parse_standards, codes=codes))
    for round in rounds:
        _known_round(place, round)
        survey = loading.read(place.round(round).survey, partial(parse_survey, round=round))
        loading.faults += _unknown_before(place, round, survey)
    loading.end()
    return 5 + len(facts) + len(moved) + len(named) + len(rounds)
