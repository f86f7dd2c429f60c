import pytest
from sentences import by_heading, lines

from pipeline.clean.language import could_be_foreign, is_foreign, language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mae'r system yn rhy araf ac yn torri o hyd.", "cy"),
        ("Gormod o gyfrineiriau i'w cofio bob dydd.", "cy"),
        ("Komputer jest bardzo wolny, szczególnie rano", "pl"),
        ("Aplicația nu funcționează pe telefonul meu.", "ro"),
        ("Gostaria de receber uma mensagem quando a receita estiver pronta.", "pt"),
        ("મને સંદેશો જોઈએ છે", "gu"),
        ("مجھے اپنی دوائی کے لیے پیغام چاہیے", "ur"),
        ("ਕੰਪਿਊਟਰ ਬਹੁਤ ਹੌਲੀ ਹੈ", "pa"),
        ("系统太慢了", "zh"),
        ("система очень медленная", "ru"),
    ],
)
def test_languages_are_told_apart(text, code):
    assert language(text) == code
    assert is_foreign(language(text))


@pytest.mark.parametrize(
    "text",
    [
        "EPS PMR SCR NHSmail DSPT RTEC smartcards HSCN N3",
        "Discharge info, eRD, CPCS referals, pharmoutcomes logins",
        "EffIcIent, professIonal & sympathetIc servIce",
        "teh systm is slwo and teh pritner jamms",
        "COMPUTERS FREEZE CONSTANTLY NOBODY HELPS",
        "Metformin ramipril bisoprolol amlodipine shortages",
        "Los Angeles clinic El Camino",
        "Mae [PERSON] said the system is slow again today",
        "[EMAIL] https://cy.wikipedia.org/wiki/Gwasanaeth printer broken again today",
    ],
)
def test_english_with_faults_stays_english(text):
    assert not is_foreign(language(text))


@pytest.mark.parametrize("code", by_heading("foreign.txt"))
def test_hardly_a_sentence_of_another_language_is_taken_for_english(code):
    told = [language(text) for text in by_heading("foreign.txt")[code]]
    assert told.count("en") <= 0.05 * len(told)
    assert told.count(code.removesuffix("-Latn")) >= 0.9 * len(told)


def test_sentences_the_lists_of_words_were_not_written_for_are_told_too():
    told = [(language(text), code) for code, texts in by_heading("foreign_unseen.txt").items() for text in texts]
    assert sum(found == "en" for found, _ in told) <= 0.05 * len(told)
    assert sum(found == code for found, code in told) >= 0.85 * len(told)


@pytest.mark.parametrize("text", lines("english_with_faults.txt"))
def test_lists_slips_and_shorthand_are_not_foreign(text):
    assert not is_foreign(language(text))


@pytest.mark.parametrize("text", ["Mae'r fferyllfa yn brysur iawn bob bore.", "Nie mogę się zalogować.", "系统太慢了"])
def test_an_english_answer_with_one_foreign_sentence_is_english(text):
    told = "The queue is too long on Mondays and there are not enough staff to answer the phone."
    assert language(f"{told} {text}") == language(f"{text} {told}") == "en"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EPS, PMR i PharmOutcomes nie są ze sobą połączone", "pl"),
        ("NHS App Patient Access Pharmacy2U ਕੰਮ ਨਹੀਂ ਕਰਦੇ", "pa"),
        ("NIE MOGE SIE ZALOGOWAC DO NHS APP", "pl"),
    ],
)
def test_a_foreign_answer_with_names_of_products_is_foreign(text, code):
    assert language(text) == code


@pytest.mark.parametrize("text", ["μ", "5 μg", "Ω", "the β blocker"])
def test_a_letter_of_another_script_is_no_language(text):
    assert language(text) == "unknown"


@pytest.mark.parametrize("text", ["", "EPS", "Un ap syml i bawb", "merci", "[PERSON] [PHONE]", "12345"])
def test_what_is_too_short_is_unknown(text):
    assert language(text) == "unknown"


def test_a_short_text_could_be_in_the_language_beside_it_where_no_word_is_english():
    assert could_be_foreign("Un ap syml i bawb")
    assert not could_be_foreign("One app for all")
    assert not could_be_foreign("EPS")


@pytest.mark.real_data
def test_on_real_answers_languages_are_told_apart(shared_data):
    import pandas as pd

    rows = pd.read_csv(shared_data / "langid" / "answers.csv")
    rows = rows[(rows["text"].str.split().str.len() >= 4) | (rows["label"] == "zh-TW")]
    told = rows["text"].map(language).replace("unknown", "en")
    assert (told == rows["label"].str[:2]).mean() >= 0.99


@pytest.mark.real_data
def test_on_real_english_feedback_hardly_any_is_called_foreign(shared_data):
    import pandas as pd

    texts = pd.read_csv(shared_data / "nhs_fft_phase1" / "nhs_fft_phase1.csv")["text"].dropna()[::4]
    assert texts.map(language).map(is_foreign).mean() <= 0.001
