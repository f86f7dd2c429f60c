"""Django's settings: all that differs between machines comes from the environment, no secret stands here."""

import os
import secrets
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


DEBUG = False
ALLOWED_HOSTS: list[str] = [host for host in os.environ.get("CPITG_HOSTS", "").split(",") if host]
# Signs nothing that outlives the process until the web pages come, with a key kept beside the store.
SECRET_KEY = os.environ.get("CPITG_SECRET_KEY") or secrets.token_urlsafe(50)
INSTALLED_APPS = ["pipeline.store.apps.StoreConfig"]
# `store.setup.open_store` points this at the store that was asked for.
DATABASES = {"default": database(os.environ.get("DATABASE_URL") or os.environ.get("CPITG_DATA") or "var")}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
