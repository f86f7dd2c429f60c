"""Looking for words in every file of a folder, also inside what is packed: archives, tables, databases, papers."""

import io
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def _unpacked(data: bytes, name: str) -> Iterator[bytes]:
    """The bytes as they are and everything that can be read out of them."""
    yield data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for member in packed.namelist():
                yield from _unpacked(packed.read(member), member)
    elif data[:4] == b"PAR1":
        yield pd.read_parquet(io.BytesIO(data)).to_csv().encode()
    elif data[:4] == b"%PDF":
        for found in _STREAM.finditer(data):
            try:
                yield zlib.decompress(found[1])
            except zlib.error:
                continue
    elif data[:2] == b"\x1f\x8b":
        yield from _unpacked(zlib.decompress(data, 31), name)


def _rows(path: Path) -> Iterator[bytes]:
    """What a database says when it is asked: text that lies on several pages is no run of bytes in its file."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
            yield from (line.encode() for line in file.iterdump())
    except sqlite3.Error:
        return


def files_with(folder: Path, *words: str) -> list[str]:
    """Every file below a folder that holds one of the words, in any of the forms that texts are written in."""
    wanted = {form.lower() for word in words for form in (word.encode(), word.encode("utf-16-le"))}
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        told = [*_unpacked(data, path.name), *(_rows(path) if data[:6] == b"SQLite" else ())]
        if any(form in each.lower() for each in told for form in wanted):
            found.append(path.relative_to(folder).as_posix())
    return found
