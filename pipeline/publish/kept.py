"""Releases that are kept, as files beside the pages: what was published once stays to be had."""

from pipeline.place import json_text
from pipeline.publish.bookdata import BookData, Kept
from pipeline.publish.downloads import folder


def kept_file(kept: Kept) -> str:
    """Where the file of a release lies, below the built book."""
    return f"{folder(kept.round)}/releases/{kept.version}.json"


def kept_files(data: BookData) -> dict[str, bytes]:
    """Each release that is kept, with the bytes it was published with, by its path below the built book."""
    return {kept_file(each): json_text(each.told.value).encode() for kept in data.kept.values() for each in kept}
