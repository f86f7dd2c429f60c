import pytest

from pipeline.clean.points import split


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Slow. Rude. Expensive.", ["Slow. Rude. Expensive."]),
        ("EPS", ["EPS"]),
        (
            "We need faster lines. Smartcards lock at weekends!",
            ["We need faster lines.", "Smartcards lock at weekends!"],
        ),
        ("we need faster lines. smartcards lock at weekends", ["we need faster lines.", "smartcards lock at weekends"]),
        ("Too slow on most days; the printer jams as well", ["Too slow on most days;", "the printer jams as well"]),
        (
            "The till is slow, and another thing is that the printer jams",
            ["The till is slow,", "and another thing is that the printer jams"],
        ),
        (
            "The till is slow also the printer never works at all",
            ["The till is slow", "also the printer never works at all"],
        ),
        ("We would also need to train the whole team on it", ["We would also need to train the whole team on it"]),
        ("- slow computers\n- wifi\n* more staff in the shop", ["slow computers", "wifi", "more staff in the shop"]),
        ("1. slow computers\n2) more staff in the shop", ["slow computers", "more staff in the shop"]),
        ("• slow computers here • more staff in the shop", ["slow computers here", "more staff in the shop"]),
        ("slow pc\nno wifi\nbad chairs", ["slow pc", "no wifi", "bad chairs"]),
        ("Great care was taken.The staff were lovely to us", ["Great care was taken.", "The staff were lovely to us"]),
        (
            "Dr. [PERSON] rang, e.g. about approx. 40 items we owed",
            ["Dr. [PERSON] rang, e.g. about approx. 40 items we owed"],
        ),
        (
            "Yes. We need a better system in every one of our shops",
            ["Yes. We need a better system in every one of our shops"],
        ),
        (
            "A long line of an e-mail broken at its sixtieth letter and\ngoes on here. Then comes another claim.",
            [
                "A long line of an e-mail broken at its sixtieth letter and\ngoes on here.",
                "Then comes another claim.",
            ],
        ),
        (
            "Please fix the printers in all shops.\nKind regards\n[PERSON]\nDirector, [PHONE]",
            ["Please fix the printers in all shops.\nKind regards\n[PERSON]\nDirector, [PHONE]"],
        ),
        (
            "It said (first a card; then a code; then a call) before it let us in",
            ["It said (first a card; then a code; then a call) before it let us in"],
        ),
        ("", []),
    ],
)
def test_a_text_is_cut_into_its_claims(text, wanted):
    assert [text[start:end] for start, end in split(text)] == wanted
