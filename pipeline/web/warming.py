"""The last analysis of each round, read before anybody asks for it: with 50,000 answers reading takes seconds."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections

from pipeline.board.snapshot import made_of, snapshot
from pipeline.errors import MissingError
from pipeline.opening import round_here
from pipeline.place import Place
from pipeline.store import work
from pipeline.web import logs

_PAUSE = 1.0


class Warming:
    """Reads a round's tables when they were written anew, and leaves alone what it could not read until they are."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._seen: dict[str, tuple[int, ...]] = {}

    def look(self) -> None:
        """Read what is new."""
        for name in self._place.rounds():
            made = made_of(self._place.round(name))
            if all(made) and made != self._seen.get(name):
                self._read(name, made)

    def _read(self, name: str, made: tuple[int, ...]) -> None:
        try:
            self._seen[name] = snapshot(round_here(self._place, name)).made
        except MissingError:
            return  # an analysis is under way: looked at again
        except Exception as error:  # noqa: BLE001 (the page that asks for it says what is wrong)
            self._seen[name] = made
            logs.fail("an analysis read", error)


@contextmanager
def warmed(place: Place) -> Iterator[None]:
    """A thread that keeps the board warm for as long as the service runs."""
    stop, warming = threading.Event(), Warming(place)

    def look() -> None:
        while not stop.is_set():
            close_old_connections()
            try:
                warming.look()
            except OSError as error:  # a folder that is just being put back, say
                logs.fail("looking for analyses", error)
            stop.wait(_PAUSE)
        work.let_go()

    thread = threading.Thread(target=look, name="warming")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
