"""What tests of a release on the board need: themes accepted, jobs done here and now, a book that is not built."""

import atexit
import contextlib
import datetime as dt
import functools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import boarding
from boarding import BOARDED, Boarded, boarded

from pipeline import building
from pipeline.board.jobs import KINDS
from pipeline.board.ruling import Board, Ruling, board_of, rule
from pipeline.ids import text_digest
from pipeline.opening import round_here
from pipeline.place import Place, write_bytes, write_text
from pipeline.progress import Silent
from pipeline.publish.book import Built, zip_book
from pipeline.review.asked import Act
from pipeline.run import analyse

DAY = "2020-11-30"


def now() -> dt.datetime:
    """This moment."""
    return dt.datetime.now(dt.UTC)


def accept(board: Boarded, number: int, title: str) -> str:
    """Accept the largest candidate that nobody decided on, with a quote where one may be had; the theme's id."""
    theme = f"{BOARDED}-T{number:03d}"

    def make(told: Board) -> Ruling:
        ruled = told.stands.agreed.ruled
        left = [id for id in told.shot.themes if id not in ruled]
        candidate = max(left, key=lambda theme: (len(told.shot.inside[theme]), theme))
        acts = [
            Act(act="accept", on=candidate, value=f"{theme}: {title}"),
            Act(act="retag", on=theme, value="WS2a"),
            Act(act="keep-although-small", on=theme),
        ]
        may = [point for point in told.shot.inside[candidate] if point in told.shot.consented]
        acts += [
            Act(act="approve-quote", on=point, digest=text_digest(told.shot.text(point)), value="yes")
            for point in may[:1]
        ]
        return Ruling(acts=tuple(acts), about=frozenset({candidate, theme}))

    rule(board.round, make, seen=board_of(board.round).stands.no, by="editor", now=now())
    return theme


def refresh(board: Boarded) -> None:
    """Run the analysis again where it is stale."""
    analyse(round_here(board.round.place, BOARDED), Silent())


def _not_built(place: Place, *_args: object, **_kwargs: object) -> Built:
    write_text(place.html / "book" / "index.html", "<html><body>built</body></html>")
    write_bytes(place.shelf, zip_book(place.html, dt.date(2020, 11, 30)))
    return Built(place.html / "book" / "index.html", 1, 0, 0)


@contextlib.contextmanager
def no_book() -> Iterator[None]:
    """While it lasts, building the book takes no time and makes one page."""
    with patch.object(building, "build_the_book", _not_built):
        yield


@functools.cache
def _ready() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cpitg-release-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for board in boarded(folder):
        with no_book():
            accept(board, 1, "Cards that open the day")
            refresh(board)
            assert work(board, "check", date=DAY) == "nothing to be mended"
    return folder


def ready(root: Path) -> Iterator[Boarded]:
    """The board with one agreed theme and a check list that was gone through; made once, copied for each test."""
    made = _ready()
    with patch.object(boarding, "_made", lambda: made), no_book():
        yield from boarded(root)


def work(board: Boarded, kind: str, **args: str) -> str:
    """Do a job here and now."""
    round = round_here(board.round.place, BOARDED)
    return KINDS[kind](round.place, round, lambda *_told: None, **args)


def lines(board: Boarded) -> list[str]:
    """The values of the sign lines, as the file of the record has them."""
    from pipeline.opening import read_record

    return [line.value for line in read_record(board.round.here) if line.act == "sign"]


def published(board: Boarded) -> bytes:
    """The bytes of the release in force."""
    return Path(board.round.here.published).read_bytes()
