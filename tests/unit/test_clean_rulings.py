"""People have the last word on what is hidden, shown, let in, held back and translated."""

import pytest
from cleaning import KEY, QUESTIONS, answers, responses, sent
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import Cleaned, CleanRules, clean
from pipeline.clean.rulings import Correction, Ruling, Rulings, places
from pipeline.ids import public_id, text_digest


def answer_id(answer: str) -> str:
    return public_id(KEY, "a", answer)


def cleaned(texts: dict[str, str], rulings: Rulings) -> Cleaned:
    told = sorted({id.split("/")[0] for id in texts})
    rules = CleanRules(questions=QUESTIONS, key=KEY, rulings=rulings)
    return clean(responses([sent(id) for id in told]), answers(texts), rules)


def one(text: str, *corrections: Correction, let_in: bool | None = None, **more: object) -> dict[str, str]:
    ruling = Ruling(let_in=let_in, corrections=corrections)
    rulings = Rulings(answers={answer_id("R1/help"): ruling}, **more)
    return cleaned({"R1/help": text}, rulings).answers.iloc[0].to_dict()


def correction(text: str, words: str, kind: str = "", **told: object) -> Correction:
    start = text.index(words)
    return Correction(no=1, of=text_digest(text), start=start, end=start + len(words), kind=kind, **told)


def test_words_that_a_person_hides_are_gone_and_their_span_says_by_whom():
    text = "Ask Zebedee about the smartcard reader at the counter"
    result = cleaned(
        {"R1/help": text},
        Rulings(answers={answer_id("R1/help"): Ruling(corrections=(correction(text, "Zebedee", "PERSON"),))}),
    )
    assert result.answers["text"][0] == "Ask [PERSON] about the smartcard reader at the counter"
    assert (result.spans["recogniser"] == "by a person").any()


def test_words_that_a_person_shows_again_stay():
    text = "Ring me on 07700 900123 about the printer that never works"
    assert "[PHONE]" in one(text)["text"]
    assert one(text, correction(text, "07700 900123"))["text"] == text


def test_the_later_of_two_rulings_on_one_stretch_holds():
    text = "The Orrery module is slow and the labels come out twice"
    hide, show = correction(text, "Orrery", "PERSON"), correction(text, "Orrery")
    later = Correction(no=2, of=show.of, start=show.start, end=show.end)
    assert one(text, hide)["text"].startswith("The [PERSON] module")
    assert one(text, hide, later)["text"] == text


def test_a_word_always_hidden_goes_wherever_it_stands_as_a_word():
    told = one("The plimsoll problem: Plimsolls are fine", hidden=(("plimsoll", "PERSON"),))
    assert told["text"] == "The [PERSON] problem: Plimsolls are fine"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Zebede\u0301", "Ask Zebed\u00e9 about it please"),
        ("mim  o'quill", "Ask Mim\nO\u2019Quill about it please"),
        ("Mim Quill-Orr", "Ask mim QUILL\u2011ORR about it please"),
        ("plimsoll", "Ask _Plimsoll_ about it please"),
        ("plimsoll", "Ask Plimsoll2 about it please"),
        ("&lsquo;plimsoll&rsquo;", "Ask 'Plimsoll' about it please"),
    ],
)
def test_words_always_hidden_go_however_they_were_typed(words: str, text: str):
    assert one(text, hidden=((words, "PERSON"),))["text"].endswith("about it please")
    assert "[PERSON]" in one(text, hidden=((words, "PERSON"),))["text"]
    assert "quill" not in one(text, hidden=((words, "PERSON"),))["text"].casefold()


def test_numbers_and_words_always_hidden_are_not_looked_for_inside_others():
    text = "It broke in 2012 while planning the rota for the week"
    assert one(text, hidden=(("12", "PERSON"), ("ann", "PERSON"), (" ", "PERSON")))["text"] == text


@given(st.text(max_size=8), st.text(max_size=30))
def test_any_words_can_be_looked_for_in_any_text(words: str, text: str):
    for start, end in places(text, words):
        assert 0 <= start < end <= len(text)


def test_long_texts_are_searched_in_no_more_than_their_length():
    assert places("a " * 50_000, "a a b") == []
    assert len(places("mim " * 25_000, "mim")) == 25_000


def test_a_word_always_shown_is_no_finding_of_any_kind():
    text = "Our till FK123 prints the wrong endorsement every morning"
    assert "[ODS_CODE]" in one(text)["text"]
    assert one(text, shown=("FK123",))["text"] == text


def test_what_a_person_hid_in_another_text_holds_the_answer_back():
    before = "Ask Zebedee about the reader"
    result = cleaned(
        {"R1/help": "Now you may ask old Zebedee about the reader"},
        Rulings(answers={answer_id("R1/help"): Ruling(corrections=(correction(before, "Zebedee", "PERSON"),))}),
    )
    assert result.answers["state"][0] == "held back"
    assert result.unfit == ((1, "R1/help"),)
    assert result.points.empty


@pytest.mark.parametrize("text", ["You are all idiots, the lot of you", "no comment"])
def test_what_was_set_aside_goes_on_when_a_person_lets_it_in(text: str):
    assert one(text)["state"] != "usable"
    told = one(text, let_in=True)
    assert told["state"] == "usable"
    assert told["rule"].startswith("let in by a person")


def test_an_answer_held_back_by_a_person_makes_no_points():
    result = cleaned({"R1/help": "A better reader"}, Rulings(answers={answer_id("R1/help"): Ruling(let_in=False)}))
    assert list(result.answers["state"]) == ["held back"]
    assert result.points.empty


def test_a_blank_cell_stays_blank_whatever_was_ruled():
    assert one("", let_in=True)["state"] == "blank"


def test_a_translation_takes_the_answer_on_with_the_original_beside_it():
    original = "Mae'r system yn araf iawn ac mae angen un newydd arnom ni"
    assert one(original)["state"] == "awaiting translation"
    told = one(
        original, Correction(no=3, of=text_digest(original), translation="The system is very slow; ring Mrs Smith")
    )
    assert (told["state"], told["language"], told["raw"]) == ("usable", "cy", original)
    assert told["rule"] == "translated: cy"
    assert "Smith" not in told["text"]


def test_a_translation_of_another_text_is_not_used():
    told = one("Mae'r system yn araf iawn ac mae angen un newydd", Correction(no=3, of="0" * 16, translation="Slow"))
    assert told["state"] == "awaiting translation"


def test_a_response_sent_twice_counts_twice_when_a_person_lets_it_in():
    text = "One log-in for every system that we use in the pharmacy each day"
    both = responses([sent("R1", person="p"), sent("R2", person="p", submitted_at="2020-07-01T09:05:00Z")])
    told = answers({"R1/help": text, "R2/help": text})
    rulings = Rulings(responses={public_id(KEY, "r", "R2"): True})
    assert list(clean(both, told, CleanRules(questions=QUESTIONS, key=KEY)).answers["state"]) == ["usable", "duplicate"]
    kept = clean(both, told, CleanRules(questions=QUESTIONS, key=KEY, rulings=rulings))
    assert list(kept.answers["state"]) == ["usable", "usable"]


def test_as_above_names_the_question_it_points_to():
    result = cleaned({"R1/help": "One log-in for all systems", "R1/barrier": "as above"}, Rulings())
    rule = dict(zip(result.answers["question"], result.answers["rule"], strict=True))
    assert rule["barrier"] == "points to another answer: help"


WELSH = "Mae'r system gan Plimsoll yn araf iawn ac mae angen un newydd arnom ni"
ENGLISH = "Plimsoll's system is very slow and we need a new one"


def test_what_was_hidden_in_the_original_does_not_come_out_in_its_translation():
    hide = correction(WELSH, "Plimsoll", "PERSON")
    english = Correction(no=2, of=text_digest(WELSH), translation=ENGLISH)
    told = one(WELSH, hide, english)
    assert (told["state"], told["rule"]) == ("held back", "its redaction was made on another text; redact it anew")
    anew = Correction(no=3, of=text_digest(ENGLISH), start=0, end=8, kind="PERSON")
    told = one(WELSH, hide, english, anew)
    assert (told["state"], told["text"]) == ("usable", "[PERSON]'s system is very slow and we need a new one")


def test_a_new_translation_waits_until_its_redaction_is_made_anew():
    first = Correction(no=1, of=text_digest(WELSH), translation=ENGLISH)
    hide = Correction(no=2, of=text_digest(ENGLISH), start=0, end=8, kind="PERSON")
    second = Correction(no=3, of=text_digest(WELSH), translation="The system of Plimsoll is too slow for us")
    assert one(WELSH, first, hide)["state"] == "usable"
    assert one(WELSH, first, hide, second)["state"] == "held back"


def test_a_redaction_beyond_the_end_of_the_text_holds_the_answer_back():
    text = "Ask Zebedee about the reader"
    assert one(text, Correction(no=1, of=text_digest(text), start=4, end=99, kind="PERSON"))["state"] == "held back"


def test_a_redaction_made_anew_on_the_text_of_today_lets_the_answer_go_on():
    text = "Now you may ask old Zebedee about the reader"
    lost = Correction(no=1, of="0" * 16, start=4, end=11, kind="PERSON")
    assert one(text, lost)["state"] == "held back"
    start = text.index("Zebedee")
    anew = Correction(no=2, of=text_digest(text), start=start, end=start + 7, kind="PERSON")
    assert one(text, lost, anew)["text"] == "Now you may ask old [PERSON] about the reader"
    assert one(text, anew, Correction(no=3, of="0" * 16, start=4, end=11, kind="PERSON"))["state"] == "held back"
    read = Correction(no=2, of=text_digest(text))
    assert one(text, lost, read, let_in=True)["state"] == "usable"


def test_what_was_let_in_before_its_redaction_was_lost_stays_held_back():
    before = "Ask Zebedee about the reader"
    told = one("Now you may ask old Zebedee about the reader", correction(before, "Zebedee", "PERSON"), let_in=True)
    assert told["state"] == "held back"


def test_a_phrase_that_is_shown_shows_none_of_its_words_alone():
    texts = {"R1/help": "Rose Cottage pharmacy has no line", "R2/help": "Mrs Rose rang and nobody picked up the phone"}
    told = cleaned(texts, Rulings(shown=("Rose Cottage",))).answers.set_index("answer")["text"]
    assert told["R2/help"] == "Mrs [PERSON] rang and nobody picked up the phone"
