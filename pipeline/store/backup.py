"""A copy of the whole store while it is written to, counted and checked; and putting one in a store's place."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.utils import DatabaseError

from pipeline.errors import InputError, MissingError, UserError
from pipeline.ids import public_id
from pipeline.place import shown
from pipeline.settings import database, is_url
from pipeline.store.orm import Account, Response, Round, Subscriber
from pipeline.store.setup import open_store

SQLITE, POSTGRESQL = "cpitg.sqlite3", "cpitg.pgdump"
_AS_MANY_PAGES = -1  # in one step: what is acknowledged before it begins is inside, whoever writes meanwhile


def kind() -> str:
    """The name under which a copy of the open store lies in a backup; it says which database it is of."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRESQL


def copy_store(path: Path) -> dict[str, int]:
    """Copy the open store into a new file, as it is at one moment, and return how many rows each table of it has."""
    if kind() == POSTGRESQL:
        # Counted by this connection: rows that come in while it runs may be in the copy or in the count alone.
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={path}")
        return _counts_now()
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy, pages=_AS_MANY_PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")
    return check_copy(path)


def check_copy(path: Path) -> dict[str, int]:
    """How many rows each table of a copied file has; InputError where the file is damaged."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchall()
            if found != [("ok",)]:
                raise InputError.at(shown(path), f"is damaged in {len(found)} places; take another backup")
            names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
            named = [name for name in names if not name.startswith("sqlite_")]
            return {name: copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in named}
    except sqlite3.DatabaseError as error:
        raise InputError.at(shown(path), f"is no store that can be read ({error}); take another backup") from None


def _counts_now() -> dict[str, int]:
    models = sorted(apps.get_models(), key=lambda model: model._meta.db_table)
    return {model._meta.db_table: model._default_manager.count() for model in models}


def load_store(path: Path) -> None:
    """Put a copy of a PostgreSQL store in the place of the open one, whole or not at all."""
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={_name()}", str(path))


def _name() -> str:
    return str(settings.DATABASES[DEFAULT_DB_ALIAS]["NAME"])


def _run(program: str, *options: str) -> None:
    """Run a program of PostgreSQL against the open store; the password goes by its environment alone."""
    if shutil.which(program) is None:
        raise MissingError(f"{program} is not installed; install PostgreSQL's client of the server's version")
    told = settings.DATABASES[DEFAULT_DB_ALIAS]
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    env = {name: str(told[key]) for name, key in named.items() if told.get(key)}
    done = subprocess.run([program, *options], env={**os.environ, **env}, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise UserError(f"{program} failed: {said}; nothing was changed")


def store_file(where: str) -> Path | None:
    """The file of a SQLite store by its data folder or address; None where the store is a server's."""
    told = database(where)
    return Path(told["NAME"]) if told["ENGINE"].endswith("sqlite3") else None


def holds_anything() -> bool:
    """Whether the open store has a round, an account or an address in it."""
    return any(model.objects.exists() for model in (Round, Account, Subscriber))


def withdrawn_here(where: str) -> dict[str, dict[str, str]]:
    """Round -> public id and day of whoever withdrew, in the store that stands there; nothing where it is damaged."""
    path = store_file(where)
    if path is not None and not path.exists():
        return {}
    told: dict[str, dict[str, str]] = {}
    with suppress(MissingError, DatabaseError):
        open_store(where)
        gone = Response.objects.filter(withdrawn=True).exclude(withdrawn_on="")
        for name, key, id, on in gone.values_list("round__name", "round__key", "store_id", "withdrawn_on"):
            told.setdefault(name, {})[public_id(key, "r", id)] = on
    return told


def is_server(where: str) -> bool:
    """Whether the store is a server's."""
    return is_url(where) and store_file(where) is None


def check_unused(path: Path) -> None:
    """UserError where another program has the store open: what it writes would go into a file that is no longer."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as file:
            file.execute("PRAGMA locking_mode=EXCLUSIVE")
            file.execute("BEGIN EXCLUSIVE")
            file.execute("ROLLBACK")
    except sqlite3.OperationalError:
        raise UserError(f"{shown(path)}: another program has it open; stop cpitg serve, then restore") from None
    except sqlite3.DatabaseError:
        return  # a damaged store is what a backup is for


def put_in_place(copy: Path, path: Path) -> None:
    """Let a copied file be the store; what belonged to the old one goes first."""
    for ending in ("-wal", "-shm", "-journal"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    copy.chmod(0o600)
    copy.replace(path)
