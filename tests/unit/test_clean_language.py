import pytest

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
        "Mae [PERSON] said the system is slow again today",
        "[EMAIL] https://cy.wikipedia.org/wiki/Gwasanaeth printer broken again today",
    ],
)
def test_english_with_faults_stays_english(text):
    assert not is_foreign(language(text))


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
