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
        (
            "1) The till is slow in the mornings 2) cards lock us out 3) nobody picks up the phone",
            ["The till is slow in the mornings", "cards lock us out", "nobody picks up the phone"],
        ),
        (
            "1. Faster tills in all shops. 2. Better training for staff.",
            ["Faster tills in all shops.", "Better training for staff."],
        ),
        (
            "a) faster tills for all staff b) training for new staff c) one login for all",
            ["faster tills for all staff", "training for new staff", "one login for all"],
        ),
        (
            "- faster tills in shops - better training for staff - one login for all",
            ["faster tills in shops", "better training for staff", "one login for all"],
        ),
        (
            "- The till is slow in our shop - it takes ten minutes",
            ["The till is slow in our shop - it takes ten minutes"],
        ),
        (
            "Section 2) is wrong and section 3) is too long for anybody to read",
            ["Section 2) is wrong and section 3) is too long for anybody to read"],
        ),
        (
            "first we need faster tills, second we need more training, third we need better chairs",
            ["first we need faster tills,", "second we need more training,", "third we need better chairs"],
        ),
        (
            "The till is slow, secondly, the printer never works for us",
            ["The till is slow,", "secondly, the printer never works for us"],
        ),
        (
            "Staff need training... the till needs mending... nobody tells us anything",
            ["Staff need training...", "the till needs mending...", "nobody tells us anything"],
        ),
        ("I would really like... more staff in the shop", ["I would really like... more staff in the shop"]),
        (
            "It stands on https://example.org/about.The page is old and nobody reads it",
            ["It stands on https://example.org/about.The page is old and nobody reads it"],
        ),
        (
            "See No. 10 in the list, taken at 10.30 a.m. with 2.5 mg, for more of it",
            ["See No. 10 in the list, taken at 10.30 a.m. with 2.5 mg, for more of it"],
        ),
        (
            "We need links between surgeries and pharmacies and hospitals and care homes",
            ["We need links between surgeries and pharmacies and hospitals and care homes"],
        ),
    ],
)
def test_a_text_is_cut_into_its_claims(text, wanted):
    assert [text[start:end] for start, end in split(text)] == wanted


LETTER = "The printer is slow on most days. In my own shop the line drops. Please mend the line. Kind regards\nA Sender"
OWN = (LETTER.index("In my"), LETTER.index(" Please"))
SIGNED = (LETTER.index("Kind"), len(LETTER))


def _told(*stretches):
    return [LETTER[start:end] for start, end in stretches]


def test_what_is_set_aside_makes_no_point_and_none_reaches_into_it():
    assert _told(*split(LETTER, aside=[SIGNED])) == [
        "The printer is slow on most days.", "In my own shop the line drops.", "Please mend the line.",
    ]  # fmt: skip


def test_what_a_person_added_is_a_point_of_its_own():
    text = "The printer is slow on most days and in my own shop the line drops too so please mend it"
    added = (text.index("in my"), text.index(" so please"))
    assert [text[start:end] for start, end in split(text, apart=[added])] == [
        "The printer is slow on most days and", "in my own shop the line drops too", "so please mend it",
    ]  # fmt: skip


def test_aside_within_apart_and_stretches_that_touch():
    assert _told(*split(LETTER, aside=[SIGNED, (SIGNED[0] + 2, SIGNED[0] + 4)], apart=[OWN, (OWN[1], SIGNED[1])])) == [
        "The printer is slow on most days.", "In my own shop the line drops.", "Please mend the line.",
    ]  # fmt: skip


def test_a_word_or_two_left_between_make_no_point():
    text = "Hello there we lost the line for a week in May"
    assert split(text, apart=[(12, len(text))]) == [(12, len(text))]


def test_an_item_of_one_word_stays_where_something_is_set_aside():
    text = "- slow computers\n- wifi\nKind regards"
    aside = [(text.index("Kind"), len(text))]
    assert [text[start:end] for start, end in split(text, aside=aside)] == ["slow computers", "wifi"]


def test_nothing_but_what_is_set_aside_makes_no_points():
    assert split("Kind regards", aside=[(0, 12)]) == []


@pytest.mark.parametrize(
    "piece", ["1) ", "a, also ", "xyz... the ", "www.", "- ", "(", ", second ", "and also ", "No. "]
)
def test_long_texts_are_cut_in_the_time_it_takes_to_read_them(piece):
    text = piece * (100_000 // len(piece))
    assert all(start < end for start, end in split(text))
