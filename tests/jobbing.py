"""Jobs of the board in processes of their own: the small analysed round, a stand-in for the model in each process."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from boarding import BOARDED, board_place, opened
from serving import Service, _environment, _ready

from pipeline.place import Place

# Python reads this before anything else, also in the processes that the service begins.
_STAND_IN = """
import sys
from importlib.machinery import PathFinder

class Found:
    def find_spec(self, name, path=None, target=None):
        if name != "pipeline.load":
            return None
        spec = PathFinder.find_spec(name, path)
        run = spec.loader.exec_module
        def exec_module(module):
            run(module)
            from pipeline.embed.hashed import HashedWords
            module.load_embedder = lambda place: HashedWords()
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Found())
"""


def environment_of(place: Place) -> dict[str, str]:
    """What processes over a place are begun with: texts are embedded by their hashed words."""
    folder = place.root / "stand-in"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(_STAND_IN, "utf-8")
    told = _environment(place)
    return told | {"PYTHONPATH": os.pathsep.join((str(folder), told["PYTHONPATH"]))}


def begun(place: Place, command: str, *options: str) -> "subprocess.Popen[bytes]":
    """`cpitg serve` or `cpitg work` over a place; what it says and logs goes to COMMAND.out there."""
    words = [sys.executable, "-m", "pipeline", command, *options]
    with (place.root / f"{command}.out").open("wb") as told:
        return subprocess.Popen(words, stdout=told, stderr=told, env=environment_of(place), cwd=place.root)


@contextlib.contextmanager
def served_with_jobs(root: Path) -> Iterator[tuple[Service, "subprocess.Popen[bytes]"]]:
    """The service over the small analysed round, which does jobs, in a process of its own."""
    place = board_place(root)
    process = begun(place, "serve", "--port", "0")
    try:
        yield Service(_ready(root / "serve.out"), place), process
    finally:
        process.terminate()
        process.wait(30)


def wait_for(told: Callable[[], Any], seconds: float = 180) -> Any:
    """What is told, once it is anything; AssertionError where it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := told():
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def job_over(id: str) -> Any:
    """The job, once it is over."""
    from pipeline.store.jobs import job

    def over() -> Any:
        found = job(id)
        return found if found and found.is_over else None

    return wait_for(over)


__all__ = ["BOARDED", "begun", "environment_of", "job_over", "opened", "served_with_jobs", "wait_for"]
