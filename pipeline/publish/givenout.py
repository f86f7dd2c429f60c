"""Which releases the built book gives away: after a break, or before a build, others than those in force."""

import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from pipeline.place import Place, read_json, remove
from pipeline.publish.downloads import folder

_DESCRIBED = "datapackage.json"


def given_out(place: Place, round: str) -> Iterator[Any]:
    """Every release of a round that lies in the built book, or in the one that readers are shown.

    A book for readers that is damaged can be read by nobody, and nobody can say what is in it: it is taken away.
    """
    below = place.html / folder(round)
    yield from (read_json(path) for path in sorted(below.rglob("*.json")) if path.name != _DESCRIBED)
    if not place.shelf.exists():
        return
    try:
        with zipfile.ZipFile(place.shelf) as packed:
            found = [json.loads(packed.read(name)) for name in packed.namelist() if _is_release(name, folder(round))]
    except (zipfile.BadZipFile, zlib.error, ValueError):
        remove(place.shelf)
        return
    yield from found


def _is_release(name: str, below: str) -> bool:
    path = PurePosixPath(name)
    return path.is_relative_to(below) and path.suffix == ".json" and path.name != _DESCRIBED
