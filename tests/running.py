"""`cpitg serve` in a process of its own, to be spoken to in raw bytes and stopped by a signal."""

import contextlib
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serving import small_site


@dataclass(slots=True)
class Running:
    """A service that runs: its process, its port, and the file its log goes to."""

    process: Any
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def connected(self) -> socket.socket:
        """A connection to it."""
        made = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        made.settimeout(20)
        return made

    def said(self, sent: bytes) -> bytes:
        """All it answers to some bytes, until it hangs up or has nothing more to say."""
        with self.connected() as here, contextlib.suppress(OSError):
            here.sendall(sent)
            here.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: here.recv(65536), b""))
        return b""

    def stop(self) -> int:
        """Ask it to end as a service manager does, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return int(self.process.wait(60))


@contextlib.contextmanager
def running(root: Path, *options: str, **environment: str) -> Iterator[Running]:
    """The service over a small place, on a free port of this machine."""
    root.mkdir(parents=True, exist_ok=True)
    if not (root / "surveys").exists():
        small_site(root)
    inherited = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "CPITG_DATA")}
    command = [sys.executable, "-m", "pipeline", "serve", "--port", "0", *options]
    package = {
        "PYTHONPATH": str(Path(__file__).parents[1]),
        # Letters that go nowhere, so that every page is there.
        "EMAIL_URL": "dummy://localhost/?_default_from_email=survey@group.example",
        "CPITG_ADDRESS": "http://localhost",
    }
    with (root / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, stderr=log, text=True, env=inherited | package | environment
        )
    assert process.stdout is not None
    try:
        # What a person must look at may be said first.
        said = itertools.takewhile(lambda _: process.poll() is None, process.stdout)
        found = next(filter(None, (re.search(r"(?:at |http://)127\.0\.0\.1:(\d+)", line) for line in said)), None)
        assert found, (root / "log").read_text("utf-8")
        yield Running(process, int(found[1]), root / "log")
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()
