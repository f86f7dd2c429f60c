"""What generated pages and downloads are made from: the releases in force and those kept, the roadmap, the frame."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.definitions.facts import Standard, by_name, parse_standards
from pipeline.definitions.roadmap import Roadmap
from pipeline.definitions.taxonomy import Taxonomy
from pipeline.pages.marks import Release, quoted
from pipeline.place import Place, read_json, read_text, shown
from pipeline.publish.markdown import plain

_FIGURES = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A release as it was signed, whether or not it is the one in force."""

    told: Release
    in_force: bool

    @property
    def round(self) -> str:
        """The name of its round."""
        return self.told.round

    @property
    def version(self) -> str:
        """Its version."""
        return str(self.told.at("/release/version"))

    @property
    def name(self) -> str:
        """Its name among all releases of all rounds."""
        return f"{self.round}@{self.version}"

    @property
    def scope(self) -> str:
        """What marks of its figures name as their release: of the one in force the round, as on all other pages."""
        return self.round if self.in_force else self.name

    def marked(self, inside: str) -> str:
        """A stretch of a line whose paths lead into this release."""
        return f'<span data-round="{quoted(self.scope)}">{inside}</span>'


@dataclass(frozen=True, slots=True, kw_only=True)
class BookData:
    """The release in force of each round and all that are kept, texts written as Markdown, and what people wrote.

    `kept` holds the releases of a round with the oldest first; of a round without kept files nothing. `standards` are
    those that are known, by every name in small letters.
    """

    releases: Mapping[str, Release]
    roadmap: Roadmap
    taxonomy: Taxonomy
    kept: Mapping[str, tuple[Kept, ...]] = field(default_factory=dict)
    standards: Mapping[str, Standard] = field(default_factory=dict)


def known_standards(place: Place, taxonomy: Taxonomy) -> dict[str, Standard]:
    """The standards that people wrote down, by every name; none where there is no such file."""
    path = place.facts("standards")
    codes = [item.code for item in taxonomy.items]
    return by_name(parse_standards(read_text(path), shown(path), codes)) if path.exists() else {}


def kept_releases(place: Place, published: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The values of every release kept of the rounds that are published."""
    return {round: [read_json(path) for path in place.round(round).kept()] for round in sorted(published)}


def book_data(
    published: Mapping[str, Any],
    roadmap: Roadmap,
    taxonomy: Taxonomy,
    kept: Mapping[str, Sequence[Any]] | None = None,
    standards: Mapping[str, Standard] | None = None,
) -> BookData:
    """The same from the values of published.json, by round, of the releases that are kept and of known standards."""
    releases = {round: Release(value, plain) for round, value in sorted(published.items())}
    old = {round: _kept(releases[round], values) for round, values in sorted((kept or {}).items())}
    known = dict(standards or {})
    return BookData(releases=releases, roadmap=roadmap, taxonomy=taxonomy, kept=old, standards=known)


def _kept(in_force: Release, values: Sequence[Any]) -> tuple[Kept, ...]:
    version = in_force.at("/release/version")
    told = [Release(value, plain) for value in values if value["release"]["version"] != version]
    # The file of the release in force is published.json itself.
    now = [Kept(told=in_force, in_force=True)] if values else []
    return tuple(sorted([*(Kept(told=each, in_force=False) for each in told), *now], key=_age))


def _age(kept: Kept) -> tuple[str, list[tuple[int, str]]]:
    """The day of a release, and its version with 10 after 9: two may be signed on one day."""
    parts = _FIGURES.split(kept.version)
    return str(kept.told.at("/release/date")), [(int(part) if part.isdigit() else -1, part) for part in parts]
