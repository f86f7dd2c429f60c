"""The last whole book: one file that a build puts in its place at once, read whole, so that no reader sees two books.

Names are looked up in its list and no folder is ever walked: there is no way from an address to any other file.
"""

import hashlib
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path

from pipeline.web import logs
from pipeline.web.book.policy import HTML, kind_of, policy_of, policy_of_file
from pipeline.web.site import site

# What stands before the name in the file itself (its list says where), and how long the two parts are that follow.
_BEFORE, _LENGTHS = 30, struct.Struct("<HH")
# A head of gzip without name, time and system; behind the bytes come the check sum and the length.
_GZIP_HEAD, _GZIP_END = b"\x1f\x8b\x08\0\0\0\0\0\0\xff", struct.Struct("<II")
# Kinds that are short already.
_PACKED = ("image/png", "image/jpeg", "image/gif", "image/webp", "font/", "application/zip", "application/epub")

_Mark = tuple[int, int, int]


@dataclass(frozen=True)
class Leaf:
    """One file of the book; its kind, policy and digest are worked out once."""

    archive: zipfile.ZipFile
    whole: bytes
    told: zipfile.ZipInfo

    @cached_property
    def kind(self) -> str:
        """Its content type."""
        return kind_of(self.told.filename)

    @cached_property
    def digest(self) -> str:
        """What names these very bytes."""
        return hashlib.sha256(self.data()).hexdigest()[:32]

    @cached_property
    def policy(self) -> str:
        """What a browser may do with it."""
        return policy_of(self.data().decode("utf-8")) if self.kind == HTML else policy_of_file(self.kind)

    @property
    def shortens(self) -> bool:
        """Whether its short form is worth being sent."""
        return self.told.compress_type == zipfile.ZIP_DEFLATED and not self.kind.startswith(_PACKED)

    def data(self) -> bytes:
        """Its bytes."""
        return self.archive.read(self.told)

    def short(self) -> bytes:
        """Its bytes as gzip: as they lie in the book, so that nothing is packed for a reader."""
        at = self.told.header_offset + _BEFORE
        begin = at + sum(_LENGTHS.unpack_from(self.whole, at - _LENGTHS.size))
        packed = self.whole[begin : begin + self.told.compress_size]
        return _GZIP_HEAD + packed + _GZIP_END.pack(self.told.CRC, self.told.file_size)


@dataclass(frozen=True)
class Shelf:
    """The book of one build: `changed` is the second in which it was put in its place."""

    mark: _Mark
    leaves: dict[str, Leaf] = field(repr=False)

    @property
    def changed(self) -> int:
        """When it was put there, in seconds."""
        return self.mark[0] // 1_000_000_000


_SHELVES: dict[Path, Shelf] = {}


def shelf() -> Shelf | None:
    """The book as it is now; None where none was built from signed releases, or it was taken away."""
    path = site().place.shelf
    mark = _mark(path)
    known = _SHELVES.get(path)
    if known and known.mark == mark:
        return known
    # What was taken away may hold the words of somebody who withdrew: nothing of it stays here, either.
    _SHELVES.pop(path, None)
    return _read(path) if mark else None


def is_there() -> bool:
    """Whether there is a book to be shown; nothing of it is read."""
    return _mark(site().place.shelf) is not None


def _mark(path: Path) -> _Mark | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


def _read(path: Path) -> Shelf | None:
    mark = _mark(path)
    try:
        whole = path.read_bytes()
        archive = zipfile.ZipFile(BytesIO(whole))
        # Damage in the middle of one file is found now, not by the reader who opens it.
        if damaged := archive.testzip():
            raise zipfile.BadZipFile(damaged)
    except (OSError, zipfile.BadZipFile, zlib.error) as error:
        logs.fail("the book cannot be read; build it again", error)
        return None
    if mark is None or mark != _mark(path):
        return _read(path)  # a new one came between
    leaves = {told.filename: Leaf(archive, whole, told) for told in archive.infolist()}
    _SHELVES.clear()
    _SHELVES[path] = Shelf(mark, {name: leaf for name, leaf in leaves.items() if _is_shown(name)})
    return _SHELVES[path]


def _is_shown(name: str) -> bool:
    """Whether a file is for readers: none that is hidden, and no folder."""
    return not name.endswith("/") and not any(part.startswith(".") for part in name.split("/"))
