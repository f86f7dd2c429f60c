"""The day on which each page that people write last changed, as the history of its file tells; else nothing."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath


def page_days(root: Path) -> dict[str, str]:
    """The moment of the last change of every page below book/, by the page's name.

    A page is left out where its day is not certain: no history, one cut short, or a change that is not in it yet.
    """
    if _said(root, "rev-parse", "--is-shallow-repository") != ["false\n"]:
        return {}
    told = _said(
        root, "log", "--no-show-signature", "-c", "--name-only", "--relative", "--format=%x01%aI", "-z", *_BOOK
    )
    kept = _said(root, "ls-tree", "-r", "--name-only", "-z", "HEAD", *_BOOK)
    changed = _said(root, "diff", "--no-ext-diff", "--name-only", "--relative", "-z", "HEAD", *_BOOK)
    if told is None or kept is None or changed is None:
        return {}
    certain = set(kept) - set(changed)
    # The log begins with the newest change, so the first day told of a file is the one.
    days = {path: day for path, day in reversed([*_changes(told)]) if path in certain}
    return _of_pages(days)


_BOOK = ("--", "book")
_PAGES = (".md", ".ipynb")


def _said(root: Path, *words: str) -> list[str] | None:
    """What git says, cut at its marks; None where there is no git, or no history that it can read."""
    # Settings of a hook that runs this would lead to another history; nothing may be fetched or locked for a day.
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(["git", "-C", str(root), *words], env=env, capture_output=True, check=False)
    except OSError:
        return None
    if done.returncode:
        return None
    return [each for each in done.stdout.decode("utf-8", "replace").split("\0") if each]


def _changes(told: list[str]) -> Iterator[tuple[str, str]]:
    """Each file with the moment of a change of it, the newest change first."""
    moment = ""
    for each in told:
        # A commit begins with a mark of its own; the first of its files stands after a line's end.
        if each.startswith("\x01"):
            moment = each[1:]
        else:
            yield each.lstrip("\n"), moment


def _of_pages(days: Mapping[str, str]) -> dict[str, str]:
    """The same by names of pages, which have no ending."""
    paths = {PurePosixPath(path): moment for path, moment in sorted(days.items())}
    return {str(path.with_suffix("")): moment for path, moment in paths.items() if path.suffix in _PAGES}
