import pytest
from embedding import VOCABULARY

from pipeline.embed.wordpiece import WordPiece

NAMES = VOCABULARY.splitlines()
SPLIT = WordPiece(VOCABULARY, longest=16)


def pieces(text: str) -> list[str]:
    return [NAMES[id] for id in SPLIT(text)[1:-1]]


def test_both_ends_are_marked():
    assert [NAMES[id] for id in SPLIT("robot")] == ["[CLS]", "robot", "[SEP]"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (" \t\n ", []),
        ("Robots!", ["robot", "##s", "!"]),
        ("labelling", ["label", "##l", "##ing"]),
        ("don't", ["d", "##o", "##n", "'", "t"]),
        ("SLOWNESS", ["slow", "##ness"]),
        ("naïve", ["n", "##a", "##i", "##v", "##e"]),
        ("nai\u0308ve", ["n", "##a", "##i", "##v", "##e"]),
        ("\u0130d", ["i", "##d"]),
        ("[NAME]", ["[", "n", "##a", "##m", "##e", "]"]),
        ("the[MASK]the", ["the", "[MASK]", "the"]),
        ("[mask]", ["[", "m", "##a", "##s", "##k", "]"]),
        ("漢字", ["[UNK]", "[UNK]"]),
        ("the漢the", ["the", "[UNK]", "the"]),
        ("robot😀", ["[UNK]"]),
        ("a\u200bb", ["a", "##b"]),
        ("a\u00adb", ["a", "##b"]),
        ("a\x0bb", ["a", "##b"]),
        ("a\u00a0b", ["a", "b"]),
        ("a\u2028b", ["a", "b"]),
        ("a\ufffdb", ["a", "##b"]),
        ("£€", ["[UNK]"]),
        ("the — the", ["the", "[UNK]", "the"]),
        ("$5", ["[UNK]", "5"]),
    ],
)
def test_pieces(text: str, wanted: list[str]):
    assert pieces(text) == wanted


def test_longest_word_that_is_read():
    whole = WordPiece(VOCABULARY, longest=300)
    assert len(whole("a" * 100)) == 102
    assert [NAMES[id] for id in whole("a" * 101)[1:-1]] == ["[UNK]"]


def test_long_text_keeps_its_start_and_the_end_mark():
    ids = SPLIT("the robot " * 20)
    assert len(ids) == 16
    assert NAMES[ids[-1]] == "[SEP]"
    assert pieces("the robot " * 20) == ["the", "robot"] * 7


def test_last_line_of_the_vocabulary_counts_with_and_without_newline():
    assert WordPiece(VOCABULARY, 9).ids == WordPiece(VOCABULARY.rstrip("\n"), 9).ids
