"""An empty store for a test: its tables are made once a process and copied, since making them takes half a second."""

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from pipeline.settings import FILE
from pipeline.store.setup import close_store, open_store


@functools.cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cpitg-store-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_store(folder)
    close_store()
    return folder / FILE


def open_empty(folder: Path) -> Path:
    """Open a new and empty store in a folder."""
    made = _made()
    folder.mkdir(mode=0o700, parents=True)
    shutil.copyfile(made, folder / FILE)
    open_store(folder)
    return folder
