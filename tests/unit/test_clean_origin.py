import pytest

from pipeline.clean.origin import origin
from pipeline.clean.repair import repair


@pytest.mark.parametrize(
    ("raw", "part", "came_from"),
    [
        ("fish &amp; chips", "&", "&amp;"),
        ("&quot;to go&quot;", "to go", "to go"),
        ("a &amp;lt; b", "<", "&amp;lt;"),
        ("It costs Â£5 â€“ each", "£5", "Â£5"),
        ("It costs Â£5 â€“ each", "–", "â€“"),
        ("the GPâ€™s own service", "GP’s own", "GPâ€™s own"),
        ("cafe\u0301e", "é", "e\u0301"),
        ("cafe\u0301e", "ée", "e\u0301e"),
        ("one\r\n two", "\n", "\r\n "),
        ("zero\u200bwidth", "width", "width"),
        ("zero\u200bwidth", "zerowidth", "zero\u200bwidth"),
        ("  many   spaces here ", "many spaces", "many   spaces"),
        ("\x1b[31m31\x1b[0m days", "31", "31"),
        ("sheet_x000D_\nline", "line", "line"),
        ("\ufb01ne", "fi", "\ufb01"),
        ("ક્ષ્\u200dમ â€™ ok", "ક્ષ્\u200dમ", "ક્ષ્\u200dમ"),
        ("👩\u200d⚕️ Â£5 👍🏽", "👍🏽", "👍🏽"),
        ("&Acirc;£5", "£", "&Acirc;£"),
    ],
)
def test_a_stretch_comes_from_its_raw_characters(raw, part, came_from):
    repaired = repair(raw)
    start = repaired.index(part)
    assert raw[slice(*origin(raw, repaired).raw_span(start, start + len(part)))] == came_from


def test_the_whole_comes_from_the_whole_but_for_dropped_ends():
    raw = "\ufeff  It costs Â£5.  \u200b"
    assert raw[slice(*origin(raw, repair(raw)).raw_span(0, len(repair(raw))))] == "It costs Â£5."


def test_a_place_between_characters_stays_one():
    way = origin("a &amp; b", "a & b")
    assert [way.raw_span(place, place) for place in range(6)] == [(0, 0), (1, 1), (2, 2), (7, 7), (8, 8), (9, 9)]


def test_an_empty_text_has_an_empty_origin():
    assert origin("", "").raw_span(0, 0) == (0, 0)
    assert origin("\u200b ", "").raw_span(0, 0) == (0, 0)


def test_a_long_text_is_followed_to_its_end():
    raw = "The printerâ€™s slow, &amp; it costs Â£5  a day. " * 3000 + "the last words"
    repaired = repair(raw)
    start = repaired.index("the last words")
    assert origin(raw, repaired).raw_span(start, len(repaired)) == (len(raw) - 14, len(raw))


@pytest.mark.parametrize(
    "piece",
    ["â€™ ", "&amp;", "a  ", "\u200dક", "a\x1b[31m", "e\u0301", "a\u200b", "é", "amp;", "_x000D_", "\ufb01", "&lt;b "],
)
def test_a_long_run_of_anything_is_followed_to_its_end(piece):
    raw = piece * (200_000 // len(piece))
    repaired = repair(raw)
    way = origin(raw, repaired)
    assert way.raw_span(0, len(repaired))[1] >= len(raw) - len(piece) - 1 or not repaired
