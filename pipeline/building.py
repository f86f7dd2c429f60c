"""Building the book as a person asks for it: a day, a strictness, and perhaps one file for a web space."""

import datetime as dt
from pathlib import Path

from pipeline.place import Place, write_bytes
from pipeline.publish.book import Built, build_book, published_rounds, release_day, zip_book


def build_the_book(
    place: Place, as_at: dt.date | None, zip_to: Path | None, *, strict: bool, everything: bool, draft: bool = False
) -> Built:
    """Build the book; with `zip_to` also write it as one ZIP whose only date is the newest release's."""
    today = dt.datetime.now(dt.UTC).date()
    built = build_book(place, today, as_at, strict=strict, everything=everything, draft=draft)
    if zip_to:
        write_bytes(zip_to, zip_book(place.html, release_day(published_rounds(place))))
    return built
