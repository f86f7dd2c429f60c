"""Pages that moved: what may stand in the file, what is at fault with it, and the page that leads on."""

import pytest
from books import lay_out

from pipeline.definitions.moved import parse_moved
from pipeline.errors import DefinitionError
from pipeline.load import check_all
from pipeline.publish.moved import moved_faults, moved_files, read_moved

PAGES = ("book/index", "book/group/meetings")


def text(*moves: str) -> str:
    return "format: 1\nmoved:\n" + "".join(f"  - {move}\n" for move in moves)


@pytest.mark.parametrize(
    ("moves", "line", "said"),
    [
        (["{from: book/a.html, to: book/index}"], 3, "'from' is 'book/a.html', which is no name of a page"),
        (["{from: book/a, to: ../b}"], 3, "'to' is '../b', which is no name of a page"),
        (["{from: book/../a, to: book/index}"], 3, "no name of a page"),
        (["{from: a, to: 'https://example.org/'}"], 3, "no name of a page"),
        (["{from: book/a, to: book/index}", "{from: book/a, to: book/b}"], 4, "'book/a' is used twice; first on"),
        (["{from: book/a, to: book/b}", "{from: book/b, to: book/index}"], 3, "moved itself; name book/index"),
        (["{from: book/a, to: book/a}"], 3, "book/a leads to itself"),
        (["{from: book/a, to: book/index, when: 2020}"], 3, "unknown key 'when'"),
        (["{from: book/a}"], 3, "has no 'to'"),
    ],
)
def test_a_fault_is_told_with_its_line(moves, line, said):
    with pytest.raises(DefinitionError) as raised:
        parse_moved(text(*moves), "moved.yml")
    assert any(fault.line == line and said in fault.said for fault in raised.value.faults)


def test_all_faults_are_told_at_once():
    with pytest.raises(DefinitionError) as raised:
        parse_moved(text("{from: a, to: book/index}", "{from: book/b, to: b}"), "moved.yml")
    assert [fault.line for fault in raised.value.faults] == [3, 4]


def test_a_file_without_moves_is_right():
    assert parse_moved("format: 1\nmoved: []\n", "moved.yml") == ()


def test_a_move_whose_page_is_still_there_or_leads_nowhere_is_at_fault(tmp_path):
    place = lay_out(tmp_path / "checkout")
    assert read_moved(place) == ()
    place.facts("moved").write_text(
        text("{from: book/index, to: book/group/meetings}", "{from: book/old, to: book/gone}"), "utf-8"
    )
    still, nowhere = map(str, moved_faults(place, read_moved(place), PAGES))
    assert "moved.yml:3: book/index is said to have moved, and it is still in the book" in still
    assert "moved.yml:4: book/old leads to book/gone, which is no page of the book" in nowhere


def test_the_page_that_leads_on_names_the_way_and_the_place():
    moves = parse_moved(text("{from: book/old/diary, to: book/group/meetings#next}"), "moved.yml")
    (page,) = moved_files(moves, PAGES).items()
    assert page[0] == "book/old/diary.html"
    assert page[1].count(b"../group/meetings.html#next") == 2


def test_no_page_that_is_there_is_written_over():
    assert moved_files(parse_moved(text("{from: book/index, to: book/group/meetings}"), ""), PAGES) == {}


def test_the_check_of_all_files_reads_it(tmp_path):
    place = lay_out(tmp_path / "checkout")
    place.facts("moved").write_text(text("{from: book/a, to: book/index}"), "utf-8")
    with_it = check_all(place, ())
    place.facts("moved").write_text(text("{from: book/a}"), "utf-8")
    with pytest.raises(DefinitionError, match="has no 'to'"):
        check_all(place, ())
    place.facts("moved").unlink()
    assert check_all(place, ()) == with_it - 1
