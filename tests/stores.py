"""An empty store for a test: its tables are made once and copied, since making them takes half a second."""

import shutil
from pathlib import Path

from once import made_once

from pipeline.settings import FILE
from pipeline.store.setup import close_store, open_store


def _make(folder: Path) -> None:
    open_store(folder)
    close_store()


def open_empty(folder: Path) -> Path:
    """Open a new and empty store in a folder."""
    made = made_once("store", _make) / FILE
    folder.mkdir(mode=0o700, parents=True)
    shutil.copyfile(made, folder / FILE)
    open_store(folder)
    return folder
