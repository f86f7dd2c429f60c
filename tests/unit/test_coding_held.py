"""The file of codings, added to by several processes at the same moment."""

import multiprocessing
from dataclasses import dataclass
from pathlib import Path

import pytest
from stores import open_empty

from pipeline.coding import add_coding, read_coding
from pipeline.place import Place, RoundPlace
from pipeline.review.coding import Coded
from pipeline.store.setup import close_store, open_store

_EACH = 15


@dataclass(frozen=True)
class Held:
    """As much of a round as the file of codings wants."""

    place: Place
    name: str = "held-2030"

    @property
    def here(self) -> RoundPlace:
        return self.place.round(self.name)

    @property
    def where(self) -> tuple[str, str]:
        return (str(self.place.store), self.name)


def _held(root: Path) -> Held:
    return Held(Place(root=root, data=root / "var", build=root / "build", store=str(root / "var")))


@pytest.fixture
def root(tmp_path):
    """A checkout with an empty store; each process opens it by itself, since they are forked."""
    (tmp_path / "surveys/held-2030").mkdir(parents=True)
    open_empty(tmp_path / "var")
    close_store()
    yield tmp_path
    close_store()


def _coded(coder: str, number: int) -> Coded:
    point = f"p{'abcdefghijklmnopqrstuvwxyz'[number] * 12}"
    return Coded(point=point, digest="d", coder=coder, items=("NONE",), since=0, at="2020-11-30T12:00:00Z")


def _code(root: Path, coder: str) -> None:
    open_store(str(root / "var"))
    round = _held(root)
    for number in range(_EACH):
        add_coding(round, lambda coded, n=number: [_coded(coder, n)])


def test_four_processes_add_at_once_and_no_line_is_lost(root):
    forked = multiprocessing.get_context("fork")
    coders = ("anna", "ben", "carol", "dan")
    at_work = [forked.Process(target=_code, args=(root, coder)) for coder in coders]
    for each in at_work:
        each.start()
    for each in at_work:
        each.join(60)
    assert [each.exitcode for each in at_work] == [0] * 4
    open_store(str(root / "var"))
    told = read_coding(_held(root))
    wanted = sorted((coder, _coded(coder, number).point) for coder in coders for number in range(_EACH))
    assert sorted((one.coder, one.point) for one in told) == wanted


def test_where_nothing_is_added_no_file_is_made(root):
    open_store(str(root / "var"))
    round = _held(root)
    assert add_coding(round, lambda coded: []) == ()
    assert not round.here.coding.exists()
