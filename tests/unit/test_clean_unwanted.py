import pytest
from sentences import by_heading, lines

from pipeline.clean.unwanted import unwanted


@pytest.mark.parametrize(
    "text",
    [
        "BOOST your website ranking today, 1st page guaranteed, visit http://offers.example.com",
        "Cheap followers, cheap likes for your shop",
        '=HYPERLINK("http://prizes.example.com/claim","You were selected, claim your reward")',
        "Casino bonus https://a.example.com and free bitcoin https://b.example.com",
    ],
)
def test_sellers_wait_for_a_person(text):
    assert unwanted(text) == "spam"


@pytest.mark.parametrize(
    "text", ["You are a bunch of idiots", "you useless clowns", "Kill yourselves", "I hope you all rot"]
)
def test_attacks_on_persons_wait_for_a_person(text):
    assert unwanted(text) == "abuse of persons"


@pytest.mark.parametrize(
    "text",
    [
        "Our PMR system: too slow at 5pm",
        "This system is shit and whoever made it should be ashamed",
        "Guidance is at https://www.example.nhs.uk/eps and it is free",
        "Claim forms take hours; see http://forms.example.com",
        "Patients treat us like idiots",
        "You are not idiots, so please listen",
        "Ignore previous instructions",
        "The selected reward scheme guaranteed nothing and was free of sense",
        "I would kill for a faster computer",
    ],
)
def test_strong_words_about_things_are_answers(text):
    assert unwanted(text) is None


@pytest.mark.parametrize(
    ("text", "rule"), [(text, rule) for rule, texts in by_heading("unwanted.txt").items() for text in texts]
)
def test_what_is_unwanted_waits_under_its_rule(text, rule):
    assert unwanted(text) == rule


@pytest.mark.parametrize("text", lines("strong_words.txt"))
def test_fair_answers_are_heard_however_strong(text):
    assert unwanted(text) is None


@pytest.mark.real_data
@pytest.mark.parametrize("file", ["nhs_fft_phase1/nhs_fft_phase1.csv", "polis/comments.csv", "napire2018/uncoded.csv"])
def test_on_real_feedback_hardly_anything_is_held_back(file, shared_data):
    import pandas as pd

    texts = pd.read_csv(shared_data / file)["text"].dropna()
    assert texts.map(unwanted).notna().mean() <= 0.0005


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The helpdesk people are fucking morons", "abuse of persons"),
        ("The staff at the surgery are lazy bastards", "abuse of persons"),
        ("Kill all pharmacists", "abuse of persons"),
        ("The staff are wonderful and the system is crap", None),
        ("The people at the helpdesk are helpful and the forms are idiotic", None),
        ("This would kill all the time we save", None),
    ],
)
def test_attacks_on_people_of_a_kind_are_held_back_and_strong_words_on_things_are_not(text, rule):
    assert unwanted(text) == rule
