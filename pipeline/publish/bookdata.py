"""What generated pages and downloads are made from: the releases in force, the roadmap and the frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.definitions.roadmap import Roadmap
from pipeline.definitions.taxonomy import Taxonomy
from pipeline.pages.marks import Release
from pipeline.publish.markdown import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class BookData:
    """The release in force of each round, its texts written as Markdown, beside what people wrote."""

    releases: Mapping[str, Release]
    roadmap: Roadmap
    taxonomy: Taxonomy


def book_data(published: Mapping[str, Any], roadmap: Roadmap, taxonomy: Taxonomy) -> BookData:
    """The same from the values of published.json, by round."""
    releases = {round: Release(value, plain) for round, value in sorted(published.items())}
    return BookData(releases=releases, roadmap=roadmap, taxonomy=taxonomy)
