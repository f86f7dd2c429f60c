"""Where the database lies and how every connection to it is opened."""

from pathlib import Path
from typing import Any

import dj_database_url

FILE = "cpitg.sqlite3"
BUSY_MS = 20_000
# All but the journal's kind hold for one connection only, so they are set on each; secure_delete is off in some builds
# of SQLite and on in others, and erasing depends on it.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA secure_delete=ON",
)
_SQLITE = "django.db.backends.sqlite3"


def is_url(where: str | Path) -> bool:
    """Whether a place is the address of a database, not a folder."""
    return "://" in str(where)


def database(where: str | Path) -> dict[str, Any]:
    """Django's settings for a database: an address, or the folder that holds the SQLite file."""
    if is_url(where):
        found: dict[str, Any] = dict(dj_database_url.parse(str(where)))
    else:
        found = {"ENGINE": _SQLITE, "NAME": str(Path(where) / FILE)}
    if found["ENGINE"] == _SQLITE:
        found["OPTIONS"] = {
            "timeout": BUSY_MS / 1000,
            "transaction_mode": "IMMEDIATE",
            "init_command": ";".join(PRAGMAS),
        }
    return found
