"""Opening a store: Django is set up once a process, the store may be changed for another, its tables are brought up."""

import os
from contextlib import suppress
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from pipeline.errors import MissingError
from pipeline.settings import FILE, database, is_url


def set_up() -> None:
    """Make Django ready, once a process; no database is opened by it."""
    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pipeline.settings")
        django.setup()


def _point_at(where: str | Path) -> None:
    """Let the one connection lead to this store; the one before is closed."""
    connections.close_all()
    databases = {DEFAULT_DB_ALIAS: database(where)}
    settings.DATABASES = databases
    connections.settings = connections.configure_settings(databases)
    if any(each.alias == DEFAULT_DB_ALIAS for each in connections.all(initialized_only=True)):
        del connections[DEFAULT_DB_ALIAS]


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    if executor.migration_plan(leaves):
        executor.migrate(leaves)


def _make_private(path: Path) -> None:
    """Make the store's file for its owner alone, also in a folder that others may look into; what is there stays."""
    with suppress(OSError):  # said by the database, in its words
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def open_store(where: str | Path) -> None:
    """Make the store in a data folder, or at a database's address, the one that `tables` reads and writes."""
    set_up()
    if not is_url(where):
        # The folder holds what people wrote: nobody else on the machine needs to look into it.
        Path(where).mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_private(Path(where) / FILE)
    _point_at(where)
    try:
        _migrate()
    except DatabaseError as error:
        told = "the database named by DATABASE_URL" if is_url(where) else str(where)
        said = f"{told}: the store cannot be opened ({type(error).__name__}); check that it can be written to"
        raise MissingError(f"{said}, or name another with --data") from error


def close_store() -> None:
    """Let go of the store's file."""
    connections.close_all()
