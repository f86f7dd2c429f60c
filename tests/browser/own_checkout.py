"""A copy of the project's own checkout, its commands as a person runs them, and pictures of pages at two widths."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from books import CHECKOUT
from playwright.sync_api import Page

_OF_A_CHECKOUT = ("_config.yml", "_toc.yml", "CITATION.cff", "book", "surveys")


def copied(root: Path) -> Path:
    """What a build and a round need of the project's own checkout, without pages made before."""
    root.mkdir()
    for name in _OF_A_CHECKOUT:
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, root / name, ignore=shutil.ignore_patterns("generated"))
        else:
            shutil.copy(CHECKOUT / name, root)
    return root


def environment(root: Path) -> dict[str, str]:
    """That of a process at work in a checkout, whose store lies in it."""
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "CPITG_DATA")}
    return kept | {"PYTHONPATH": str(CHECKOUT), "CPITG_DATA": str(root / "var")}


def cpitg(root: Path, *words: str) -> str:
    """What a command says, run in a checkout as a person runs it."""
    command = [sys.executable, "-m", "pipeline", *words]
    done = subprocess.run(command, cwd=root, env=environment(root), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pictured(page: Page, pictures: Path, name: str) -> None:
    """Keep a page as a narrow and as a wide screen shows it."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=pictures / f"{name}-{width}.png", full_page=True)
