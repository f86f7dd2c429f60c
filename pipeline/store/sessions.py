"""Sessions in the store's database, as Django keeps them; read and written by statements that are put together once."""

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from pipeline.store import statements


class SessionStore(InDatabase):
    """A session of a browser; it holds ids alone, never an answer."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing where it ended."""
        found = statements.read(Session, ("session_data", "expire_date"), session_key=self.session_key)
        if found is None or found[1] <= timezone.now():
            self._session_key = None
            return {}
        return dict(self.decode(found[0]))

    def save(self, must_create: bool = False) -> None:
        """Keep what the session holds; raise UpdateError where it was ended meanwhile."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        held: dict[str, Any] = self._get_session()  # type: ignore[attr-defined]
        values = {"session_data": self.encode(held), "expire_date": self.get_expiry_date()}
        if not statements.update(Session, {"session_key": self.session_key}, **values):
            raise UpdateError
