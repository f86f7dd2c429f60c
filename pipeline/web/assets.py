"""Style, scripts and pictures of the service: laid out in one folder whose name is the digest of all that is in it."""

import gzip
import hashlib
import json
import re
from functools import cache
from pathlib import Path

from pipeline.place import web_library, write_bytes

_OWN = Path(__file__).parent / "static"
_LIBRARY = "nhsuk-frontend/dist/nhsuk"
_WORTH = 0.9  # a packed file that is hardly shorter is not kept
# The library's fonts are fetched from another machine: nothing of a reader's visit may leave this one.
_FONT = re.compile(r"@font-face\{[^{}]*\}")
# The package says its licence in a file of its own that is not handed on.
_NOTICE = "/*! NHS.UK frontend {version}, by NHS England, under the MIT licence{changed} */\n"


def _library() -> dict[str, bytes]:
    folder = web_library(_LIBRARY)
    style = _FONT.sub("", (folder / "nhsuk-frontend.min.css").read_text(encoding="utf-8"))
    style = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", style).replace("url(/assets/images/", "url(images/")
    script = (folder / "nhsuk-frontend.min.js").read_text(encoding="utf-8")
    script = re.sub(r"//# sourceMappingURL=.*", "", script)
    pictures = sorted((folder / "assets/images").glob("nhsuk-icon-*.svg"))
    files = {f"images/{path.name}": path.read_bytes() for path in pictures}
    version = json.loads(web_library("nhsuk-frontend/package.json").read_text("utf-8"))["version"]
    style = _NOTICE.format(version=version, changed="; here without its fonts") + style
    script = _NOTICE.format(version=version, changed="") + script
    return files | {"nhsuk.css": style.encode(), "nhsuk.js": script.encode()}


@cache
def files() -> dict[str, bytes]:
    """Every file by its path below the folder."""
    own = {path.relative_to(_OWN).as_posix(): path.read_bytes() for path in sorted(_OWN.rglob("*")) if path.is_file()}
    return _library() | own


@cache
def digest() -> str:
    """What names this very set of files, so that a browser may keep it for ever."""
    told = hashlib.sha256()
    for name, data in sorted(files().items()):
        told.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return told.hexdigest()[:16]


def address(name: str) -> str:
    """The address of a file."""
    if name not in files():
        raise KeyError(name)
    return f"/static/{digest()}/{name}"


def lay_out(folder: Path) -> Path:
    """Write the files below a folder, where they are not there yet, and return what is served at /static/."""
    for name, data in files().items():
        _write_if_new(folder / digest() / name, data)
        # Beside each its short form, which browsers that know it are given; no time inside, so the bytes are the same.
        packed = gzip.compress(data, mtime=0)
        if len(packed) < _WORTH * len(data):
            _write_if_new(folder / digest() / f"{name}.gz", packed)
    return folder


def _write_if_new(path: Path, data: bytes) -> None:
    if not path.exists() or path.read_bytes() != data:
        write_bytes(path, data)
