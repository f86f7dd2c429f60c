"""A PostgreSQL server of a test's own, on the loopback and a free port, run by an ordinary user and killed at will."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import pytest

_USERS = ("postgres", "nobody")


def _binary(name: str) -> str:
    """Debian keeps the server's programs apart, a folder for each version."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(kept[-1]) if kept else shutil.which(name)
    if not found:
        pytest.fail("there is no PostgreSQL server here; run once: sh scripts/need.sh postgresql")
    return found


def _ordinary_user() -> str | None:
    """The server refuses to run as root, so root lends it another user."""
    if os.geteuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _USERS if name in names)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


class Server:
    """One server with one empty database; `url` is what DATABASE_URL would say."""

    def __init__(self, folder: Path | None = None, env: Mapping[str, str] | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="cpitg-pg-"))
        self.data = self.folder / "data"
        self._user = _ordinary_user()
        self._env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **(env or {})}
        self._port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None
        if self._user:
            shutil.chown(self.folder, self._user)
        self._run("initdb", "--username=cpitg", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", str(self.data))
        self.start()
        self._run("createdb", *self._at, "cpitg")

    @classmethod
    def on_failing_disk(cls, source: Path) -> Self:
        """A server that runs above the failing disk; its faults are told in the file `fault` of its folder."""
        folder = Path(tempfile.mkdtemp(prefix="cpitg-pg-"))
        folder.chmod(0o755)
        made = folder / "disk_faults.so"
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
        under = {"FAULT_FILE": str(folder / "fault"), "FAULT_UNDER": str(folder / "data")}
        return cls(folder, {"LD_PRELOAD": str(made), **under})

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgres://cpitg@127.0.0.1:{self._port}/cpitg"

    @property
    def _at(self) -> tuple[str, ...]:
        return ("--host=127.0.0.1", f"--port={self._port}", "--username=cpitg")

    def _run(self, name: str, *words: str, check: bool = True) -> int:
        command = [_binary(name), *words]
        done = subprocess.run(
            command, user=self._user, env=self._env, cwd=self.folder, capture_output=True, text=True, timeout=120
        )
        assert not check or done.returncode == 0, done.stderr
        return done.returncode

    def start(self) -> None:
        """Start it, and wait until it answers."""
        words = [
            "-D",
            str(self.data),
            "-p",
            str(self._port),
            "-k",
            str(self.folder),
            "-c",
            "listen_addresses=127.0.0.1",
        ]
        log = (self.folder / "log").open("ab")
        self._server = subprocess.Popen(
            [_binary("postgres"), *words],
            user=self._user,
            env=self._env,
            cwd=self.folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        end = time.monotonic() + 60
        while self._run("pg_isready", *self._at, check=False):
            assert time.monotonic() < end, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.05)

    def crash(self) -> None:
        """Kill it and all its processes at once, as a power cut would."""
        assert self._server is not None
        sessions = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and self._ours(path)]
        for process in sessions:
            os.kill(process, signal.SIGKILL)
        self._server.wait()
        while any(map(self._ours, (Path("/proc", str(process)) for process in sessions))):
            time.sleep(0.01)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _ours(self, process: Path) -> bool:
        """Whether a process is the server or descends from it: each backend leads a session, its parent stays."""
        assert self._server is not None
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return False
        return fields[0] != "Z" and self._server.pid in (int(process.name), int(fields[1]))

    def mend(self) -> None:
        """Start it anew where its failing disk brought it down for good."""
        assert self._server is not None
        time.sleep(0.5)
        if self._server.poll() is not None:
            self.crash()
            self.start()

    def stop(self) -> None:
        """Stop it and take its files away."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)
