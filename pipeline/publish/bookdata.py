"""What generated pages are made from: releases, the roadmap, the frame, and the day on which the book is read."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.definitions.roadmap import Roadmap
from pipeline.definitions.taxonomy import Taxonomy
from pipeline.pages.marks import Release
from pipeline.publish.markdown import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class BookData:
    """Everything a generated page may show; its releases write texts as Markdown.

    `releases` holds the release in force of each round, `kept` every signed release of each round, the oldest first;
    `today` is the day the book takes for today.
    """

    releases: Mapping[str, Release]
    roadmap: Roadmap
    taxonomy: Taxonomy
    kept: Mapping[str, tuple[Release, ...]] = field(default_factory=dict)
    today: dt.date = dt.date.min


def book_data(
    published: Mapping[str, Any],
    roadmap: Roadmap,
    taxonomy: Taxonomy,
    kept: Mapping[str, Sequence[Any]] | None = None,
    today: dt.date = dt.date.min,
) -> BookData:
    """The same from the values of published.json and of the kept releases, by round."""
    return BookData(
        releases={round: Release(value, plain) for round, value in sorted(published.items())},
        roadmap=roadmap,
        taxonomy=taxonomy,
        kept={round: _in_order(values) for round, values in sorted((kept or {}).items())},
        today=today,
    )


def _in_order(values: Sequence[Any]) -> tuple[Release, ...]:
    told = sorted(values, key=lambda value: (value["release"]["date"], str(value["release"]["version"])))
    return tuple(Release(value, plain) for value in told)
