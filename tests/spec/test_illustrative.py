"""The illustrative round twice over: shuffled rows and vectors computed anew give the same files, byte for byte."""

import csv
import shutil
from pathlib import Path

import pytest
from small import ROOT, lay_cards

from pipeline.comparing import check_alike, compare
from pipeline.importing import bring_in
from pipeline.opening import open_round
from pipeline.place import Place, find_place
from pipeline.progress import Silent
from pipeline.publishing import publish_round
from pipeline.reviewing import write_worksheets
from pipeline.run import analyse
from pipeline.store.setup import close_store

pytestmark = pytest.mark.model
ROUND = "illustrative-2020"
SOURCE = ROOT / "surveys" / ROUND


def made(folder: Path, name: str, rows: list[list[str]], *, decided: bool) -> Place:
    """A checkout with the round, analysed and published from rows in the order given."""
    place = find_place(ROOT, folder / f"{name}-data", folder / f"{name}-build")
    if not decided:
        for kept in ("surveys/workstreams.yml", "book/data/glossary.yml", f"surveys/{ROUND}/survey.yml"):
            (folder / name / kept).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / kept, folder / name / kept)
        place = find_place(folder / name, folder / f"{name}-data", folder / f"{name}-build")
    lay_cards(place.data)
    file = folder / f"{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)
    bring_in(place, ROUND, file, "", Silent())
    analyse(open_round(place, ROUND), Silent())
    return place


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    with (SOURCE / "responses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(autouse=True)
def closed():
    yield
    close_store()


def files(place: Place) -> dict[str, bytes]:
    round = open_round(place, ROUND)
    write_worksheets(round)
    tables = sorted(round.here.build.glob("*.parquet"))
    return {
        path.name: path.read_bytes() for path in [*tables, round.here.worksheet("csv"), round.here.worksheet("xlsx")]
    }


# CI publishes the round again too, in the order of its file (make book).
@pytest.mark.slow
def test_published_again_from_shuffled_rows_it_is_the_committed_release(tmp_path, rows):
    place = made(tmp_path, "a", [rows[0], *rows[:0:-1]], decided=True)
    round = open_round(place, ROUND)
    published = publish_round(round, tmp_path / "out", Silent())
    compare(round, published)
    assert not published.conflicts
    alike = check_alike(round)
    assert alike is not None
    assert (tmp_path / "out" / "published.json").read_bytes() == (SOURCE / "published.json").read_bytes()
    for version in ("1", "2"):
        again = tmp_path / "out" / "releases" / f"{version}.json"
        assert again.read_bytes() == (SOURCE / "releases" / f"{version}.json").read_bytes()


@pytest.mark.slow
def test_candidates_and_worksheets_are_the_same_bytes_in_any_order_and_not_after_a_change(tmp_path, rows):
    first = files(made(tmp_path, "a", rows, decided=False))
    assert files(made(tmp_path, "b", [rows[0], *rows[:0:-1]], decided=False)) == first
    help_ = rows[0].index("q_help")
    changed = [
        [*row[:help_], "A robot that counts tablets", *row[help_ + 1 :]] if row[0] == "R0004" else row for row in rows
    ]
    assert files(made(tmp_path, "c", changed, decided=False)) != first


def test_without_decisions_a_draft_with_no_theme_is_published(tmp_path, rows):
    place = made(tmp_path, "a", rows[:60], decided=False)
    published = publish_round(open_round(place, ROUND), None, Silent())
    assert published.value["themes"] == []
    assert published.value["release"]["version"] == "draft"
    assert published.value["totals"]["points"] > 0
