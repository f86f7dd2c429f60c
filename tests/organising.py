"""The organisers' side of the small service, in this process: one account of each role, and clients that signed in."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from books import FIXTURE
from serving import ROUND, service_here
from stores import open_empty

PASSWORD = "seven green bottles on a wall"
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def with_glossary(root: Path) -> Path:
    """A folder with an empty store and the glossary, without which no round is cleaned."""
    open_empty(root / "var")
    (root / "book/data").mkdir(parents=True)
    (root / "book/data/glossary.yml").write_bytes((FIXTURE / "book/data/glossary.yml").read_bytes())
    return root


def organised(root: Path, rounds: tuple[str, ...] = (ROUND,)) -> Iterator[Any]:
    """The small service with an account for each role, named as the role is; passwords hash in no time."""
    with service_here(with_glossary(root), rounds=rounds) as client:
        from django.test import override_settings

        from pipeline.store.accounts import add_account
        from pipeline.store.roles import ROLES

        with override_settings(PASSWORD_HASHERS=HASHERS):
            for role in ROLES:
                add_account(role, role, PASSWORD, "author", dt.datetime.now(dt.UTC), own=True)
            yield client


def fresh(*, checks: bool = False) -> Any:
    """A client that nobody signed in with."""
    from django.test import Client

    return Client(enforce_csrf_checks=checks, headers={"host": "localhost"})


def signed_in(handle: str, *, checks: bool = False) -> Any:
    """A client of an organiser who signed in just now."""
    from pipeline.store.orm import Account

    client = fresh(checks=checks)
    client.force_login(Account.objects.get(handle=handle))
    session = client.session
    session["organiser_seen"] = session["organiser_began"] = int(dt.datetime.now(dt.UTC).timestamp())
    session.save()
    return client


def send(text: str, *, flags: tuple[str, ...] = (), who: str = "pharmacist", more: dict[str, Any] | None = None) -> str:
    """One response by the form, through every function the form calls; its reference."""
    from pipeline.collect.form.sending import received
    from pipeline.store import drafts, submissions
    from pipeline.web.site import site

    now, served = dt.datetime.now(dt.UTC), site().served(ROUND)
    values = {"who": who, "matters": "3", "help": text} | (more or {})
    draft = drafts.begin(ROUND, served.definition, now)
    for number, page in enumerate(values):
        draft = drafts.save(draft.id, number, {name: values[name] for name in list(values)[: number + 1]}, page, now)
    told, given = received(served.survey, values, id="", at=now, source="form")
    return submissions.send(draft.id, draft.version, told, given, flags, None, now).reference
