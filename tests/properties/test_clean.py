from dataclasses import replace

import pandas as pd
from cleaning import EXPLORE, RULES, answers, responses, sent, table_of
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.clean.judge import judge
from pipeline.clean.marks import MARK, to_redacted, to_repaired, with_marks
from pipeline.clean.points import split
from pipeline.clean.records import Cell
from pipeline.clean.redact import redact
from pipeline.clean.repair import repair
from pipeline.clean.rulings import Correction, Ruling
from pipeline.ids import text_digest

# Pieces that cleaning has rules for, so that chance meets them in every order.
PIECES = [
    "Mrs Quarmby",
    "Dr J. Tremlett",
    "Kind regards",
    "Thanks Jolanta",
    "my name is",
    "my wife",
    "Will Field",
    "07700 900123",
    "999 821 9930",
    "SW29 6HB",
    "a.b@example.org",
    "(at)",
    " dot ",
    "dob 1/2/1950",
    "password is",
    "Summer2020",
    "QQ123456C",
    "FXX99",
    "12 Hill Road",
    "[PERSON]",
    "[PHONE",
    "]",
    "NHS no",
    "ring",
    "on",
    "&amp;",
    "&#39;",
    "â€™",
    "Â£",
    "Ã",
    "©",
    "中",
    "e\u0301",
    "\u200d",
    "👩",
    "\u00a0",
    "\t",
    "\r\n",
    "\n",
    "\n\n",
    "- ",
    "• ",
    "1. ",
    "; ",
    ", also we need more staff here",
    " and another thing is that",
    ".",
    "!",
    "(",
    ")",
    " ",
    "  ",
    "é",
    "ŵ",
    "ક",
    "ا",
    "Nothing",
    "n/a",
    "EPS",
    "the printer is slow",
    "Mae'r system yn rhy araf",
    "you idiots",
    "http://x.example.com/in/me",
]
# A surrogate alone is no character, and no file that decodes holds one.
CHARACTERS = st.characters(codec="utf-8")
ANYTHING = st.text(alphabet=CHARACTERS, max_size=60)
TEXTS = st.one_of(
    ANYTHING,
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(alphabet=CHARACTERS, max_size=4)), max_size=14).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
)
MORE = settings(max_examples=200, deadline=None)
FEW = settings(max_examples=40, deadline=None)


@MORE
@given(TEXTS)
def test_repairing_twice_is_repairing_once(raw):
    assert repair(repair(raw)) == repair(raw)


@MORE
@given(TEXTS)
def test_redacting_a_redacted_text_changes_nothing(raw):
    once = redact(repair(raw)).text
    assert redact(once).text == once


@MORE
@given(TEXTS)
def test_spans_are_apart_in_order_and_what_lies_between_them_is_kept(raw):
    text = repair(raw)
    redacted = redact(text)
    after = shown = 0
    for span in redacted.spans:
        assert after <= span.start < span.end <= len(text)
        between = text[after : span.start]
        assert redacted.text[shown : shown + len(between)] == between
        shown += len(between) + len(span.mark)
        after = span.end
    assert redacted.text[shown:] == text[after:]


@MORE
@given(TEXTS)
def test_offsets_lead_both_ways(raw):
    text = repair(raw)
    redacted = redact(text)
    hidden = {place for span in redacted.spans for place in range(span.start + 1, span.end)}
    for place in range(len(text) + 1):
        back = to_repaired(to_redacted(place, redacted.spans), redacted.spans)
        assert back == place or (place in hidden and back < place)
    places = [to_repaired(place, redacted.spans) for place in range(len(redacted.text) + 1)]
    assert places == sorted(places)


@MORE
@given(TEXTS)
def test_points_are_trimmed_stretches_apart_and_never_split_a_mark(raw):
    text = redact(repair(raw)).text
    points = split(text)
    assert bool(points) == bool(text)
    marks = [mark.span() for mark in MARK.finditer(text)]
    after = 0
    for start, end in points:
        assert after <= start < end
        assert text[start:end] == text[start:end].strip()
        assert not any(a < start < b or a < end < b for a, b in marks)
        after = end


@MORE
@given(TEXTS)
def test_no_word_is_lost_between_points(raw):
    text = redact(repair(raw)).text
    points = split(text)
    left = set(range(len(text))) - {place for start, end in points for place in range(start, end)}
    assert sum(text[place].isalnum() for place in left) <= 4 * len(points)


@FEW
@given(st.lists(TEXTS, max_size=6))
def test_cleaning_twice_is_cleaning_once(raws):
    once = clean(*table_of(raws), EXPLORE)
    twice = clean(*table_of(list(once.answers["text"])), EXPLORE)
    assert list(twice.answers["text"]) == list(once.answers["text"])
    assert list(twice.answers["repaired"]) == list(once.answers["text"])


@FEW
@given(st.lists(TEXTS, min_size=2, max_size=3))
def test_a_response_cleaned_twice_is_as_cleaned_once(raws):
    once = judge([Cell(question="help", raw=raw) for raw in raws], RULES)
    twice = judge([Cell(question="help", raw=one.text) for one in once], RULES)
    assert [one.text for one in twice] == [one.text for one in once]
    # What was held back for a link that is hidden now may pass the second time; nothing else may change its state.
    assert all(one.state in (two.state, "held back") for one, two in zip(once, twice, strict=True))


@FEW
@given(st.lists(TEXTS, max_size=8))
def test_every_point_is_a_stretch_of_its_answer_and_every_usable_answer_has_one(raws):
    cleaned = clean(*table_of(raws), EXPLORE)
    texts = dict(zip(cleaned.answers["answer"], cleaned.answers["text"], strict=True))
    for answer, start, end, text in cleaned.points[["answer", "start", "end", "text"]].to_numpy().tolist():
        assert texts[answer][start:end] == text
    usable = cleaned.answers.loc[cleaned.answers["state"] == "usable", "answer"]
    assert set(cleaned.points["answer"]) == set(usable)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "a@example.org"]),
        st.sampled_from(["f", "g"]),
        st.integers(0, 90),
        st.booleans(),
        st.sampled_from(
            [
                "Every pharmacy must be shown equally in every app",
                "n/a",
                "",
                "Nothing",
                "wifi",
                "You are a bunch of idiots",
            ]
        ),
        st.sampled_from(["Every pharmacy must be shown equally in every app", "", "Mrs Quarmby rang"]),
    ),
    max_size=8,
)


def _round(rows):
    told = [
        sent(
            f"R{number}",
            person=person,
            fields=fields,
            submitted_at=f"2020-07-01T{9 + minute // 60:02}:{minute % 60:02}:00Z",
            source="web" if number % 2 else "paper",
            withdrawn=withdrawn and number % 3 == 0,
        )
        for number, (person, fields, minute, withdrawn, _, _) in enumerate(rows)
    ]
    texts = {}
    for number, (*_, help, barrier) in enumerate(rows):
        texts |= {f"R{number}/help": help, f"R{number}/barrier": barrier}
    return responses(told), answers(texts)


@FEW
@given(ROWS)
def test_the_ledger_adds_up_and_nothing_leaves_without_a_reason(rows):
    cleaned = clean(*_round(rows), RULES)
    cleaned.ledger.check()
    assert cleaned.ledger.answers["received"] == 2 * len(rows)
    assert sum(cleaned.ledger.rules.values()) == (cleaned.answers["state"] != "usable").sum()
    assert (cleaned.answers["rule"] == "").equals(cleaned.answers["state"] == "usable")


@FEW
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(rows, chance):
    told, texts = _round(rows)
    shuffled = [frame.iloc[chance.sample(range(len(frame)), len(frame))] for frame in (told, texts)]
    one, other = clean(told, texts, RULES), clean(*shuffled, RULES)
    for name in ("answers", "spans", "points", "groups"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.ledger == other.ledger


MAILS = st.lists(
    st.sampled_from(
        [
            "Dear all,",
            "> On hold again",
            "On 3 July 2020 at 10:02, A Person wrote:",
            "> Smartcards lock at weekends",
            "We need one log-in for every system",
            "Also the printer is slow and nobody mends it",
            "Kind regards",
            "-- ",
            "Dr J. Tremlett",
            "Tel: 07700 900123",
            "This email is confidential and intended solely for the addressee.",
            "Sent from my iPhone",
            "",
        ]
    ),
    max_size=12,
).map("\n".join)


@MORE
@given(st.one_of(MAILS, TEXTS))
def test_points_keep_clear_of_what_is_set_aside_and_the_rest_is_never_lost(raw):
    one = judge([Cell(question="help", raw=raw)], RULES)[0]
    after = 0
    for aside in one.asides:
        assert after <= aside.start < aside.end <= len(one.text)
        assert all(end <= aside.start or start >= aside.end for start, end in one.points)
        after = aside.end
    assert bool(one.points) == (one.state == "usable")
    if one.state == "usable":
        kept = [*one.points, *((aside.start, aside.end) for aside in one.asides)]
        left = set(range(len(one.text))) - {place for start, end in kept for place in range(start, end)}
        assert sum(one.text[place].isalnum() for place in left) <= 4 * len(kept)


CORRECTIONS = st.lists(
    st.builds(
        Correction,
        no=st.integers(1, 9),
        of=st.sampled_from(["right", "wrong"]),
        start=st.integers(0, 70),
        end=st.integers(0, 70),
        kind=st.sampled_from(["", "PERSON", "PHONE"]),
    ),
    max_size=5,
)


@MORE
@given(TEXTS, CORRECTIONS)
def test_whatever_was_ruled_marks_and_points_stay_exact(raw, told):
    text = repair(raw)
    right = text_digest(text)
    fits = tuple(replace(one, of=right if one.of == "right" else "0" * 16) for one in told)
    one = judge([Cell(question="help", raw=raw, ruling=Ruling(corrections=fits))], RULES)[0]
    after = 0
    for span in one.spans:
        assert after <= span.start < span.end <= len(one.repaired)
        after = span.end
    assert with_marks(one.repaired, one.spans) == one.text
    assert all(one.text[start:end].strip() for start, end in one.points)
    last = [fit for fit in sorted(fits) if fit.of == right and fit.start < fit.end <= len(text)]
    if last and last[-1].kind and one.repaired == text:
        covered = {place for span in one.spans for place in range(span.start, span.end)}
        assert set(range(last[-1].start, last[-1].end)) <= covered
