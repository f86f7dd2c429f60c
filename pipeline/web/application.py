"""The service as a WSGI application over one place."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from pipeline.console import complain
from pipeline.place import Place, read_text
from pipeline.standing import keep_records
from pipeline.store.setup import open_store

Application = Callable[..., Any]


def secret_key(place: Place) -> str:
    """The key that signs sessions and forms: the environment's, else the one kept beside the store, made once."""
    if told := os.environ.get("CPITG_SECRET_KEY"):
        return told
    path = place.data / "secret.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_key(path)
    return read_text(path).strip()


def _make_key(path: Path) -> None:
    """Of several processes that start at once one makes the key, whole from the first moment and for its owner only."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()


def application(place: Place, say: Callable[[str], None] = complain) -> Application:
    """The service over a place, with its store open, which keeps the record of each round from now on.

    Files at /static/ never reach Django. Raises AheadError where a round's file holds lines that the store does not;
    of a round whose record cannot be read, `say` tells whoever starts the service, which serves all the others.
    """
    open_store(place.store)
    for fault in keep_records(place):
        say(f"attention: {fault}")
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver
    from whitenoise import WhiteNoise

    from pipeline.web import assets, site

    settings.SECRET_KEY = secret_key(place)
    site.serve_from(place)
    folder = assets.lay_out(place.data / "static")
    django = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018 (every page is loaded now, so that the first visitor does not wait for it)
    made: Application = WhiteNoise(
        django,
        root=str(folder),
        prefix="/static/",
        immutable_file_test=_never_changes,
        allow_all_origins=False,
        add_headers_function=_on_files,
    )
    return made


def _never_changes(path: str, url: str) -> bool:
    """Each folder below /static/ is named by the digest of what is in it."""
    return True


def _on_files(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # A picture opened by its own address is a document too.
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
