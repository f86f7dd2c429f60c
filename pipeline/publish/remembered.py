"""What was read out of each page, kept from build to build: a page whose bytes are as before need not be read again."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipeline.manifest import room_digest
from pipeline.place import write_text_if_changed


def remembered(
    file: Path, pages: Mapping[str, str], read: Callable[[str, str], Any], beside: str = ""
) -> dict[str, Any]:
    """What `read` gives for each page, from its address and its text; it must be of a kind that JSON can hold.

    `file` may be taken away at any time: all is then read again. Another version of the code reads all again, too, and
    so does anything else in `beside`, which holds what `read` knows of other pages.
    """
    code, known = f"{room_digest('publish', 'pages')}\n{beside}", _known(file)
    keys = {name: hashlib.sha256(f"{code}\n{name}\n{text}".encode()).hexdigest() for name, text in pages.items()}
    found = {name: known[key] if key in known else read(name, pages[name]) for name, key in keys.items()}
    kept = {keys[name]: each for name, each in sorted(found.items())}
    if list(kept) != list(known):
        write_text_if_changed(file, json.dumps(kept, ensure_ascii=False, separators=(",", ":")))
    return found


def _known(file: Path) -> dict[str, Any]:
    """What was kept, nothing where the file is not there or was damaged."""
    try:
        return dict(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return {}
