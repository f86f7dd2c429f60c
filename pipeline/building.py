"""Building the book as a person asks for it: a day, a strictness, perhaps one file for a web space; and for readers."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.errors import InputError, RecordError
from pipeline.place import (
    Place,
    RoundPlace,
    file_digest,
    read_bytes,
    read_json,
    read_text,
    shown,
    write_bytes,
)
from pipeline.publish.book import Built, build_book, published_rounds, release_day, zip_book
from pipeline.review.record import nothing_personal, parse_record
from pipeline.review.replay import signed_parts, undone


def build_the_book(
    place: Place, as_at: dt.date | None, zip_to: Path | None, *, strict: bool, everything: bool, draft: bool = False
) -> Built:
    """Build the book; with `zip_to` also write it as one ZIP whose only date is the newest release's.

    A book of signed releases then takes the place of the one that the service shows; a draft never does.
    """
    today = dt.datetime.now(dt.UTC).date()
    read = _digests(place)
    built = build_book(place, today, as_at, strict=strict, everything=everything, draft=draft)
    packed = zip_book(place.html, release_day(published_rounds(place)))
    if zip_to:
        write_bytes(zip_to, packed)
    # Whoever withdrew while it was built had their words taken out of these files: the book may still hold them.
    if not draft and not unsigned(place) and _digests(place) == read:
        _put_on_the_shelf(place, packed)
    return built


def _put_on_the_shelf(place: Place, packed: bytes) -> None:
    """A reader sees the whole book of before or the whole new one; where nothing changed, the file stays as it is."""
    if not place.shelf.exists() or read_bytes(place.shelf) != packed:
        write_bytes(place.shelf, packed)


def _digests(place: Place) -> Mapping[str, str]:
    """The digest of every release that the book would be built from."""
    found = (path for name in place.rounds() for path in _files(place.round(name)))
    return {path.as_posix(): file_digest(path) for path in found}


def _files(here: RoundPlace) -> tuple[Path, ...]:
    return (here.published, *here.kept()) if here.published.exists() else ()


def unsigned(place: Place) -> list[str]:
    """Why the book is not for readers yet: releases that nobody signed, each with what to do; empty where it is."""
    return [said for name in place.rounds() for said in _unsigned(place.round(name))]


def _unsigned(here: RoundPlace) -> Iterator[str]:
    files = _files(here)
    try:
        versions = _signed(here) if files else frozenset[str]()
    except (InputError, RecordError) as error:
        yield f"{error}; readers are shown the book before"
        return
    for path in files:
        version = str(read_json(path)["release"]["version"])
        if version not in versions:
            yield (
                f"{shown(path)}: nobody signed release {version}, so readers are shown the book before; "
                f"sign it (cpitg publish {here.name} --sign VERSION), or remove the file"
            )
        elif path == here.published and file_digest(here.release(version)) != file_digest(path):
            yield f"{shown(path)}: is not release {version} as it is kept; run: cpitg publish {here.name}"


def _signed(here: RoundPlace) -> frozenset[str]:
    """The versions that the record names in a sign line which was not taken back."""
    if not here.decisions.exists():
        return frozenset()
    record = parse_record(read_text(here.decisions), shown(here.decisions), nothing_personal)
    back = undone(record)
    signs = (signed_parts(line.value) for line in record if line.act == "sign" and line.no not in back)
    return frozenset(told["version"] for told in signs if "version" in told)
