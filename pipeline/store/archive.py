"""The file of a backup: what may stand in it, and a digest of each file, written and checked."""

import contextlib
import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from pipeline.errors import InputError
from pipeline.store.backup import POSTGRESQL, SQLITE

FORMAT = 1
MANIFEST, STORE, DATA, SURVEYS = "manifest.json", "store", "data", "surveys"
KEYS = "*.key"
_CHUNK = 1 << 20


class Pack:
    """A backup that is being written: what was put in, with the digest of each file."""

    def __init__(self, into: zipfile.ZipFile, told: Callable[[int], object]) -> None:
        self._into, self._told = into, told
        self.digests: dict[str, str] = {}

    def put(self, name: str, source: BinaryIO) -> None:
        """Put a file in under a name."""
        told = hashlib.sha256()
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        with self._into.open(entry, "w", force_zip64=True) as target:
            while part := source.read(_CHUNK):
                told.update(part)
                target.write(part)
        self.digests[name] = told.hexdigest()
        self._told(1)

    def put_files(self, files: Mapping[str, Path]) -> None:
        """Put files in by their names; one that went meanwhile belongs to no round any more."""
        for name, path in files.items():
            with contextlib.suppress(FileNotFoundError), path.open("rb") as source:
                self.put(name, source)


def _safe(name: str) -> bool:
    """Whether this may stand in a backup: the store's copy, a key beside it, or a file of a round."""
    path = PurePosixPath(name)
    room = path.parts[0] if len(path.parts) > 1 else ""
    if room in (STORE, DATA):
        known = path.name in (SQLITE, POSTGRESQL) if room == STORE else path.match(KEYS)
        return known and len(path.parts) == 2
    return room == SURVEYS and ".." not in path.parts and "\\" not in name and ":" not in name


def manifest_of(packed: zipfile.ZipFile, file: str) -> dict[str, Any]:
    """The account of a backup; InputError where it is none, or does not name exactly what is inside."""
    try:
        value: dict[str, Any] = json.loads(packed.read(MANIFEST))
        names, known = set(packed.namelist()) - {MANIFEST}, set(value["files"])
        wrong = value["format"] != FORMAT or names != known or not all(map(_safe, names))
    except (KeyError, ValueError, TypeError) as error:
        raise InputError.at(file, "is no backup of this program, or its end is missing; take another file") from error
    if wrong:
        raise InputError.at(file, "does not hold what its manifest says; take another backup")
    return value


def unpack(packed: zipfile.ZipFile, name: str, into: Path, digest: str, file: str) -> Path:
    """Take one file out, its digest checked; InputError where it is not as it was written."""
    path, told = into / name, hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with packed.open(name) as source, path.open("xb") as target:
            while part := source.read(_CHUNK):
                told.update(part)
                target.write(part)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise InputError.at(file, f"{name} in it cannot be read ({type(error).__name__}); take another") from error
    if told.hexdigest() != digest:
        raise InputError.at(file, f"{name} in it is not as it was written; take another backup")
    return path
