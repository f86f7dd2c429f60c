"""What costs seconds to make and is only read or copied: made once in a run of tests, by whoever wants it first."""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

# What pytest-xdist gives all its processes; without it a process has a folder of its own.
RUN = "PYTEST_XDIST_TESTRUNUID"


def folder_of_run(run: str) -> Path:
    """Where the processes of a run keep what they share; whoever began the run takes it away (conftest.py)."""
    return Path(tempfile.gettempdir()) / f"cpitg-run-{run}"


@cache
def _shared() -> Path:
    folder = folder_of_run(os.environ.get(RUN) or str(os.getpid()))
    folder.mkdir(exist_ok=True)
    if RUN not in os.environ:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def made_once(kind: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` filled, in this process or in another one of the run, which is waited for."""
    folder, done = _shared() / kind, _shared() / f"{kind}.done"
    with (_shared() / f"{kind}.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
