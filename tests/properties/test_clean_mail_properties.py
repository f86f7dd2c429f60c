from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.mail import asides

PIECES = [
    "Kind regards",
    "Thanks,",
    "[PERSON]",
    "[PHONE]",
    "[EMAIL]",
    "Pharmacy Manager",
    "--",
    "> ",
    ">",
    "On 3 July 2020,",
    "wrote:",
    "From: [PERSON]",
    "Sent: 3 July",
    "To: all",
    "Subject: EPS",
    "-----Original Message-----",
    "Hi all,",
    "Dear team,",
    "This email is confidential and intended for the addressee.",
    "Registered charity no. 1234567",
    "P.S. more",
    "Sent from my iPhone",
    "the printer is slow",
    "Why is it slow?",
    ".",
    "\n",
    "\n",
    "\n\n",
    " ",
    "ŵ",
    "😀",
]
MAILS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
TEXTS = st.one_of(MAILS, st.text(alphabet=st.characters(), max_size=80))
KINDS = {"signature", "quoted", "disclaimer", "header"}


@settings(max_examples=400)
@given(TEXTS)
def test_asides_are_stretches_of_the_text_in_order_and_apart(text):
    found = asides(text)
    assert all(0 <= aside.start < aside.end <= len(text) and aside.kind in KINDS for aside in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(text[aside.start : aside.end] == text[aside.start : aside.end].strip() for aside in found)


@settings(max_examples=400)
@given(MAILS)
def test_an_answer_of_quotes_alone_keeps_its_words(text):
    found = asides(text)
    outside = "".join(char for at, char in enumerate(text) if not any(one.start <= at < one.end for one in found))
    if any(aside.kind == "quoted" for aside in found):
        assert any(char.isalpha() for char in outside)


@given(
    st.lists(
        st.sampled_from(["the printer is slow", "we need staff", "why", "costs £5", "it is [PERSON] who knows"]),
        min_size=1,
    )
)
def test_plain_sentences_stay(sentences):
    assert asides(". ".join(sentences) + ".") == ()


@settings(max_examples=200)
@given(
    MAILS, st.sampled_from(["Our scanner breaks every day and nobody mends it.", "we wait for hours, why is that so"])
)
def test_what_stands_first_and_is_a_sentence_stays(text, sentence):
    whole = f"{sentence}\n\n{text}"
    assert all(aside.start >= len(sentence) for aside in asides(whole))
