"""Pictures drawn before: each is found again by what it was drawn from, so that a rebuild draws only what is new."""

import functools
import hashlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from pipeline.pages.reading import here
from pipeline.place import file_digest, read_text, write_text


def kept_picture(drawn_from: object, draw: Callable[[], str]) -> str:
    """The picture of some values, which tell themselves by `repr`; drawn where it was not yet.

    Where no book is being built, as in a notebook that was taken away, it is drawn each time.
    """
    folder = here().pictures
    if not folder.is_dir():
        return draw()
    path = folder / f"{hashlib.sha256(f'{_drawer()} {drawn_from!r}'.encode()).hexdigest()}.svg"
    if not path.exists():
        write_text(path, draw())
    return read_text(path)


@functools.cache
def _drawer() -> str:
    """What draws: our code and the libraries, so that none of them is given a picture of another."""
    return " ".join(
        [file_digest(Path(__file__).with_name("charts.py")), version("altair"), version("vl-convert-python")]
    )
