import numpy as np
import pytest
from theming import texts_of

from pipeline.themes.classes import word_classes
from pipeline.themes.describe import describe_levels
from pipeline.themes.forms import as_heading, gerund, in_number, nouns_written, verbs_of
from pipeline.themes.phrases import read_stream

VERBS = frozenset(("verify", "order", "log", "understand", "transfer"))


def titles_of(groups):
    """Titles of themes that are these lines."""
    home = {line.casefold(): number for number, group in enumerate(groups) for line in group}
    texts = texts_of([line for group in groups for line in group])
    labels = np.array([home[text] for text in texts.canonical])
    centres = np.stack([texts.vectors[labels == number].mean(axis=0) for number in range(len(groups))])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    nowhere = np.full(len(texts), -1)
    told, _ = describe_levels(texts, labels, centres.astype(np.float32), list(range(len(groups))), nowhere, {})
    return [one.title for one in told]


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        ("verify", "verifying"),
        ("change", "changing"),
        ("agree", "agreeing"),
        ("tie", "tying"),
        ("run", "running"),
        ("transfer", "transferring"),
        ("offer", "offering"),
        ("submit", "submitting"),
        ("install", "installing"),
        ("show", "showing"),
        ("editing", "editing"),
    ],
)
def test_a_verb_names_what_is_done(verb, name):
    assert gerund(verb) == name


@pytest.mark.parametrize("letter", ["a", "b", "e", "fer"])
def test_a_hundred_thousand_letters_are_no_trouble(letter):
    assert gerund(letter * 100_000)


@pytest.mark.parametrize(
    ("noun", "written", "headed"),
    [
        ("token", {"token": 9, "tokens": 4}, "tokens"),
        ("token", {"token": 9, "tokens": 1}, "token"),
        ("query", {"query": 2, "queries": 5}, "queries"),
        ("box", {"box": 2, "boxes": 2}, "boxes"),
        ("staff", {"staff": 90, "staffs": 2}, "staff"),
        ("stairs", {"stairs": 3}, "stairs"),
    ],
)
def test_a_noun_stands_in_the_number_people_write(noun, written, headed):
    assert in_number(noun, written) == headed


@pytest.mark.parametrize(
    ("words", "shape", "heading"),
    [
        (("verify", "my", "identity"), "bon", "verifying my identity"),
        (("don't", "understand", "the", "question"), "abdn", "not understanding the question"),
        (("coded", "data"), "bn", "coded data"),
        (("island", "walks"), "bn", "island walks"),
        (("parcel", "lost"), "ne", "parcels lost"),
        (("small", "parcel"), "jn", "small parcels"),
        (("log", "in"), "bp", "logging in"),
        (("nothing", "to", "improve"), "otb", "nothing to improve"),
    ],
)
def test_a_phrase_takes_the_form_of_a_heading(words, shape, heading):
    written = {"parcel": 5, "parcels": 5, "identity": 9, "walks": 2}
    assert " ".join(as_heading(words, shape, written, VERBS)) == heading


def test_verbs_and_nouns_are_told_by_where_they_stand():
    stream = read_stream(texts_of(["we order the labels", "they order a label", "the labels", "to order labels"]), 1)
    classes = word_classes([str(word) for word in stream.words], stream.text_no)
    assert "order" in verbs_of(stream, classes)
    assert "labels" not in verbs_of(stream, classes)
    assert nouns_written(stream, classes, np.arange(len(classes)))["labels"] == 3


def test_what_most_of_a_theme_wrote_word_for_word_is_its_title():
    lines = ["Doors open too late", "Doors open too late.", "doors open too late!", "They open late", "closed doors"]
    others = [f"the heating {said} {when}" for said in ("fails", "is cold") for when in ("today", "again", "at noon")]
    assert titles_of([lines, others])[0] == "Doors open too late"


DOCUMENTS = [f"{quality} handbook {end}" for quality in ("incomplete", "outdated") for end in (
    "for the night shift", "in every room", "and glossary", "and a glossary that nobody keeps", "at the desk",
)] + [f"{opening} glossary of terms {end}" for opening in ("no", "a wrong") for end in (
    "in the handbook", "for newcomers", "on the shelf", "to look at",
)]  # fmt: skip


def test_a_second_thing_stands_beside_the_first_where_many_speak_of_it():
    heating = [f"the heating {said} {when}" for said in ("fails", "is cold") for when in ("today", "again", "at noon")]
    title = titles_of([DOCUMENTS, heating])[0].casefold()
    assert "handbook" in title
    assert "glossary" in title
    assert ":" not in title
