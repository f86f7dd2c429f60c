import pytest

from pipeline.clean.redact import redact


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I saw Mrs Quarmby today", "I saw Mrs [PERSON] today"),
        ("I saw Dr J. Tremlett-Oakes.", "I saw Dr [PERSON]."),
        ("Mr and Mrs van der Berg came", "Mr and Mrs [PERSON] came"),
        ("Mr O’Hare and MRS PRITCHARD", "Mr [PERSON] and MRS [PERSON]"),
        ("mrs quarmby rang", "mrs [PERSON] rang"),
        ("Miss Venn-O'Dell On Monday", "Miss [PERSON] On Monday"),
        ("Please fix it. Kind regards, Imelda Farrowgate", "Please fix it. Kind regards, [PERSON]"),
        ("Please fix it.\n\nBest\n\nGideon Achterberg\nDirector", "Please fix it.\n\nBest\n\n[PERSON]\nDirector"),
        ("Yours faithfully W. Scarbrick (Mr), here", "Yours faithfully [PERSON] (Mr), here"),
        ("Just let them see it. Thanks Jolanta", "Just let them see it. Thanks [PERSON]"),
        ("Make it quick.\nRegards\nAngharad", "Make it quick.\nRegards\n[PERSON]"),
        ("Make it quick. Ambra Kettlewick", "Make it quick. [PERSON]"),
        ("my name is Tamsin Ellery-Boothe.", "my name is [PERSON]."),
        ("for my wife Maureena and me", "for my wife [PERSON] and me"),
        ("a locum (Teodor Brandreth) can't get in", "a locum ([PERSON]) can't get in"),
        ("a nurse called Sunniva came", "a nurse called [PERSON] came"),
        ("Barnaby Threlkeld, 07700 900342", "[PERSON], [PHONE]"),
        ("Cordelia Vant, Chief Officer, 07700 900816", "[PERSON], Chief Officer, [PHONE]"),
        ("ring Sunniva on 07700 900088", "ring [PERSON] on [PHONE]"),
        ("Rosalind Quiggin knows; write to r.quiggin@example.org", "[PERSON] knows; write to [EMAIL]"),
        ("Mrs Quarmby rang. Nobody helped Quarmby.", "Mrs [PERSON] rang. Nobody helped [PERSON]."),
    ],
)
def test_names_go_where_the_words_around_them_say_so(text, wanted):
    assert redact(text).text == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Patients with Parkinson's and Crohn's miss doses",
        "Miss out the paper. Miss EPS when it is down",
        "near miss Reports take long",
        "Dr first, then pharmacy; a Dr in clinic",
        "Dr Surgery Receptionist",
        "Regards the EPS rollout we heard nothing",
        "Thanks NHS",
        "Thanks all. Best Practice is rare",
        "Best\nPractice",
        "Thank you Pharmacy Team",
        "Boots and Day Lewis use Proscript Connect. Cegedim Rx",
        "Saltern Row Pharmacy, 07700 900771".replace("07700 900771", "[PHONE]"),
        "Faster broadband. Better Training",
        "Lady Margaret Ward",
        "Sister Ward and Nurse Practitioner",
        "a system called Titan",
        "my son Monday",
        "Mr Right Hospital".replace("Right", "Gray's"),
    ],
)
def test_what_is_no_person_stays(text):
    assert redact(text).text == text


def test_protected_words_are_no_names():
    assert redact("Thanks Zephyrine").text == "Thanks [PERSON]"
    assert redact("Thanks Zephyrine", protected=("Zephyrine",)).text == "Thanks Zephyrine"


def test_names_from_beside_are_hidden_here_but_words_that_are_also_names_are_not():
    assert redact("Quarmby said it will work", names={"Will Quarmby"}).text == "[PERSON] said it will work"
    assert redact("Will it work? Ask Will Quarmby", names={"Will Quarmby"}).text == "Will it work? Ask [PERSON]"


@pytest.mark.real_data
def test_planted_personal_data_go_and_the_rest_stays(shared_data):
    import json

    import pandas as pd

    rows = pd.read_csv(shared_data.parent / "sample-round" / "pii.csv", keep_default_na=False)
    texts = [redact(text).text for text in rows["text"]]
    planted = [json.loads(told) for told in rows["pii"]]
    left = [
        id for id, text, told in zip(rows["id"], texts, planted, strict=True) if any(p["text"] in text for p in told)
    ]
    alarms = [
        id
        for id, raw, text, told in zip(rows["id"], rows["text"], texts, planted, strict=True)
        if not told and raw != text
    ]
    assert left == []
    assert len(alarms) <= 7


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("van reg ab12 cde", "van reg [VEHICLE]"),
        ("Our van reg is AB12 CDE", "Our van reg is [VEHICLE]"),
        ("pt dob 1/2/1950 wrong", "pt dob [DATE_OF_BIRTH] wrong"),
    ],
)
def test_the_word_for_what_a_mark_hides_is_no_name(text, wanted):
    assert redact(text).text == wanted
