import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest

from pipeline.clean.marks import BLANK
from pipeline.clean.names import features, lists, model
from pipeline.clean.names.recogniser import trained
from pipeline.clean.names.tokens import stretches, tokens
from pipeline.clean.redact import redact

DATA = files("pipeline.clean.names") / "data"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("my dispenser (Gethin) is off sick", "my dispenser ([PERSON]) is off sick"),
        ("ask kev at the surgery", "ask [PERSON] at the surgery"),
        ("I ASKED MANOJ ABOUT THE ROUTER", "I ASKED [PERSON] ABOUT THE ROUTER"),
        ("Amy, Raj & Sunita share a card", "[PERSON], [PERSON] & [PERSON] share a card"),
        ("contact aoife o'brien", "contact [PERSON]"),
        ("Speak to Harjit Kaur-Sandhu", "Speak to [PERSON]"),
        ("Our PCN lead, Zbigniew, is great", "Our PCN lead, [PERSON], is great"),
        ("Everyone uses Temitope's password", "Everyone uses [PERSON]'s password"),
        ("Angharad at Cegedim rang back", "[PERSON] at Cegedim rang back"),
        ("We told J. P. Okonkwo twice", "We told [PERSON] twice"),
        ("Is Tunde back? Jo?", "Is [PERSON] back? [PERSON]?"),
        ("our manager olu left", "our manager [PERSON] left"),
        ("tracys login", "[PERSON] login"),
        ("the Okonkwos collect", "the [PERSON] collect"),
        ("Our Joy left", "Our [PERSON] left"),
        ("STAFF: KAREN, TOLU", "STAFF: [PERSON], [PERSON]"),
        ("Karen Foley rang", "[PERSON] rang"),
        ("Spoke to Li Wei about it", "Spoke to [PERSON] about it"),
        ("Siân asked for it in Welsh", "[PERSON] asked for it in Welsh"),
        ("Angel off sick, Joy in dispensing left", "[PERSON] off sick, [PERSON] in dispensing left"),
        ("Al says no. June retires soon", "[PERSON] says no. [PERSON] retires soon"),
        ("Barry rang, and Sage is our dispenser", "[PERSON] rang, and [PERSON] is our dispenser"),
        ("Ask Will or our technician Joy", "Ask [PERSON] or our technician [PERSON]"),
        (
            "Collected by the Penrose twins and the Dobrowolski family",
            "Collected by the [PERSON] twins and the [PERSON] family",
        ),
    ],
)
def test_names_go_wherever_they_stand(text, wanted):
    assert redact(text).text == wanted


@pytest.mark.parametrize(
    "text",
    [
        "we use Charac and Hey Pharmacist",
        "Titan, Invatech and Sonar need separate logins",
        "We moved from ProScript Connect to Analyst PMR",
        "Rowa robot jams; Numark rang",
        "Rowlands and Day Lewis share it",
        "Ward sister at Lincoln House",
        "Summary Care Record access on FP10DT",
        "Event-based messages and Pharmacogenomics",
        "Will it work? Mark all as read. May we?",
        "Standardising our labels. Copying takes ages",
        "Adcal and ramipril look alike",
        "ScriptBox PMR is down, MedsOnline too",
        "Glasgow and Knowsley have it. St Helens too",
        "June was our worst month and the July figures came late",
        "The June update and the May fix",
        "Meet at the Rose and Crown; The Laurels has no signal",
        "Bristol, Camden and Chester differ",
        "Carol concert on Friday, Dawn delivery at five, PAT testing on Monday",
        "donâ€™t know who can see it",
        "Faith in IT is low",
        "Reg 7 says so. Red Amber Green means nothing",
        "Boss said no. Sky said the engineer would come",
        "Rosewood House residents and Betsi Cadwaladr",
        "Every Tom, Dick and Harry has access, happy as Larry",
        "Dr Julian app is good",
        "the PNG will not open",
        "Diolch yn fawr",
        "- Barcodes\n- Tokens\n- Fridges",
        "worst in June, since May",
        "Vivaldi on hold, Openreach took weeks",
        "dostęp do systemu jest bardzo wolny dzisiaj rano",
    ],
)
def test_makers_places_medicines_and_plain_words_stay(text):
    assert redact(text).text == text


def test_a_name_that_is_a_word_is_not_hidden_as_a_word():
    assert redact("Ask Will in the dispensary. Will it help?").text == "Ask [PERSON] in the dispensary. Will it help?"


def test_protected_words_are_no_names_to_the_model_either():
    assert redact("ask Gethin at the surgery", protected=("Gethin",)).text == "ask Gethin at the surgery"


def test_spans_say_who_found_them_and_how_surely():
    (span,) = redact("ask Gethin at the surgery").spans
    assert (span.start, span.end, span.kind, span.recogniser) == (4, 10, "PERSON", "trained")
    assert 0.4 <= span.score <= 1


def test_every_character_that_is_no_space_is_in_one_token():
    text = f"Dr O'Hara-Smith’s card\n 12.5mg {BLANK * 3}…é\u0301"
    assert "".join(token.text for token in tokens(text)) == re.sub(r"[^\S\n]", "", text)


def test_long_texts_are_read_in_stretches_and_none_is_lost():
    told = tokens("one two three. " * 500)
    parts = stretches(told)
    assert [token for part in parts for token in part] == told
    assert max(map(len, parts)) <= 250


@pytest.mark.parametrize(
    "piece", ["a", "A b. ", "Karen Smith ", "A-", "a'", "\n", "\x00", "🙂", "\ud800", "A.", "De la "]
)
def test_long_odd_texts_are_read_in_time_and_stay_redacted(piece):
    once = redact(piece * (20_000 // len(piece))).text
    assert redact(once).text == once


def test_the_model_reads_a_word_itself_only_where_it_is_common_and_no_first_name():
    read = {
        feature.split("w=", 1)[1] for feature in (DATA / model.READS).read_text("utf-8").split("\n") if "w=" in feature
    }
    assert read
    assert all(features.band(word) >= 8 and word not in lists.first_names() for word in read)


def test_the_card_tells_the_digest_of_the_model_beside_it():
    card = (files("pipeline.clean.names") / "MODEL_CARD.md").read_text(encoding="utf-8")
    for name in (model.MODEL, model.READS):
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() in card


def test_threads_read_alike():
    texts = ["ask Gethin at the surgery", "Titan is slow", "thanks to Amy and Raj"] * 20
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: list(trained(text)), texts))
    assert found == [list(trained(text)) for text in texts]
