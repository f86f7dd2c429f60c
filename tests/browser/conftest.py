"""Debian's chromium, started once a module, after the books it is to show are built."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from books import real_book, small_book
from playwright.sync_api import sync_playwright

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    assert CHROMIUM.exists(), "Debian's chromium is not installed; run: make browser"
    # Before the browser runs: its event loop does not bear a build beside it.
    small_book(), real_book()
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=str(CHROMIUM))
        yield running
        running.close()
