"""The pages of a survey: the way through the form, coming back, and what can be done afterwards."""

import re

import pytest
from answering import ANSWERS, Person, hidden, text
from crawling import stored
from serving import ROUND, service_here, survey_text
from stores import open_empty


@pytest.fixture(scope="module", autouse=True)
def _service(tmp_path_factory):
    root = tmp_path_factory.mktemp("pages")
    open_empty(root / "var")
    with service_here(root):
        yield


@pytest.fixture
def person():
    return Person().begin()


# --- the way through the form ----------------------------------------------------------------------------------------


def test_answers_open_and_close_pages(person):
    person.fill("who", {"who": "patient"})
    person.fill("uses", {"uses": ["eps"]})
    assert person.get("page/when").status_code == person.get("page/mail_works").status_code == 302
    assert person.fill("uses", {"uses": ["mail"]})["location"].endswith("page/mail_works")
    assert person.get("page/mail_works").status_code == 200
    assert person.get("page/nothing-like-it").status_code == 404


def test_one_answer_changed_from_the_check_leads_back_past_pages_that_are_new(person):
    person.fill("who", {"who": "patient"})
    person.fill("matters"), person.fill("help")
    page = person.get("page/uses?from=check")
    answer = person.fill("uses", {"uses": ["mail"]}, page)
    assert answer["location"].endswith("page/mail_works?from=check")
    for step in ("barrier", "first", "you"):
        person.fill(step)
    answer = person.fill("mail_works", page=person.get(answer["location"]))
    assert answer["location"].endswith("/check")


def test_what_a_page_cannot_take_is_told_beside_what_was_entered(person):
    for step, values, said in (
        ("who", {}, "Choose an answer"),
        ("uses", {"uses": ["eps", "none"]}, "alone"),
        ("first", {"first": ["a", "a"]}, "twice"),
        ("first", {"first": ["nothing"]}, "answers offered"),
        ("help", {"help": "x" * 601}, "601 characters"),
        ("you", {"you.email": "nobody"}, "name@example.org"),
    ):
        answer = person.fill(step, values)
        assert answer.status_code == 422, step
        assert answer.content.count(said.encode()) == 2, step
        assert b"<title>Error: " in answer.content


def test_nothing_is_sent_while_a_required_answer_is_open(person):
    answer = person.post("send", hidden(person.get("check")) | {"version": "0"})
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    links = re.findall(r'href="([^"]*from=check#[^"]*)"', answer.content.decode())
    assert {link.rpartition("#")[2] for link in links} >= {"who", "matters", "help"}


def test_a_text_that_seems_to_name_somebody_is_pointed_out_once(person):
    noticed = person.fill("help", {"help": "Ring me on 07700 900123."})
    assert noticed.status_code == 200
    assert "a phone number" in text(noticed)
    assert person.fill("help", {"help": "Ring me on 07700 900123."}, noticed).status_code == 302
    assert person.fill("barrier").status_code == 302


def test_every_page_can_be_left_without_losing_what_is_on_it(person):
    answer = person.fill("help", {"help": "Half a sen"}, act="later")
    assert answer["location"].endswith("/save")
    assert "Half a sen" in person.get("page/help").content.decode()


def test_two_surveys_at_once_in_one_browser_stay_apart(person):
    from pipeline.web.site import site

    other = Person()
    other.client, other.base = person.client, "/survey/other-2030/"
    site().place.round("other-2030").folder.mkdir()
    site().place.round("other-2030").survey.write_text(survey_text("other-2030"), encoding="utf-8")
    other.begin().fill("help", {"help": "Said in the other survey."})
    person.fill("help", {"help": "Said in this survey."})
    assert "Said in the other survey." not in text(person.get("check"))
    assert "Said in the other survey." in text(other.get("check"))
    ticket = hidden(other.get("page/help"))["ticket"]
    assert "Begin again" in text(Person().post("page/help", {"ticket": ticket, "help": "Of the other survey."}))


# --- coming back -----------------------------------------------------------------------------------------------------


def test_the_link_opens_the_form_elsewhere_and_only_by_its_button(person):
    person.fill("help")
    assert person.post("save")["location"].endswith("/save")
    link = person.link("save")
    other, before = Person(), stored()
    assert "Go on with your answers" in text(other.get(link))
    assert stored() == before
    assert other.get("check").status_code == 404
    assert other.post(link).status_code == 302
    assert ANSWERS["help"] in text(other.get("check"))
    assert other.get(link[:-1] + ("A" if link[-1] != "A" else "B")).status_code == 404


def test_after_sending_the_link_leads_to_the_reference_and_shows_no_answer(person):
    person.post("save")
    link, reference = person.link("save"), person.send()
    other = Person()
    assert other.post(link)["location"].endswith("/sent")
    assert other.reference() == reference
    assert not other.link("sent")


def test_the_link_is_sent_to_an_address_that_is_one(person, monkeypatch):
    from django.conf import settings

    from pipeline.store.orm import Outgoing

    monkeypatch.setattr(settings, "EMAIL_CONFIGURED", True)
    page = person.get("save")
    assert person.post("save", hidden(page) | {"act": "letter", "you.email": "jo"}).status_code == 422
    told = person.post("save", hidden(page) | {"act": "letter", "you.email": "jo@project.example"})
    assert "jo@project.example" in text(told)
    letter = Outgoing.objects.get(kind="return", to="jo@project.example")
    assert person.link("save") in letter.body


def test_finishing_on_this_computer_leaves_nothing_in_it(person):
    person.fill("help")
    assert person.post("leave")["location"].endswith("/left")
    assert person.get("check").status_code == 404
    assert "Start now" in text(person.get(""))
    person.begin().send()
    person.post("leave")
    assert person.get("held").status_code == person.get("sent").status_code == 302


# --- afterwards ------------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(person):
    person.reference_sent = person.send()
    return person


def test_reference_and_code_open_all_that_is_held_and_one_alone_nothing(sent):
    link = sent.link("sent")
    code, other = link.rpartition("/")[2], Person()
    refused = [
        text(other.post("afterwards", {"reference": reference, "code": given}))
        for reference, given in (("AAAAA-AAAAA", code), (sent.reference_sent, "x"))
    ]
    assert len(set(refused)) == 1
    assert "do not open anything together" in refused[0]
    typed = {"reference": sent.reference_sent.lower().replace("-", " "), "code": f" http://localhost{link} "}
    assert other.post("afterwards", typed)["location"].endswith("/held")
    held = text(other.get("held"))
    assert ANSWERS["help"] in held
    assert "System supplier" in held
    assert ANSWERS["barrier"] in other.post("copy.txt").content.decode("utf-8-sig")


def test_a_whole_link_is_enough_and_nothing_at_all_is_said_to_be_nothing(sent):
    other, link = Person(), sent.link("sent")
    for given in ({"reference": "", "code": ""}, {"reference": sent.reference_sent, "code": " "}):
        assert "Paste your whole link" in text(other.post("afterwards", given))
    pasted = other.post("afterwards", {"reference": "", "code": f"http://localhost{link}/ "})
    assert pasted["location"].endswith("/held")


def test_the_link_after_sending_opens_by_its_button(sent):
    other, link = Person(), sent.link("sent")
    assert ANSWERS["help"] not in text(other.get(link))
    assert other.post(link)["location"].endswith("/held")


def test_a_change_replaces_the_answers_under_the_same_reference(sent):
    from pipeline.store.orm import Response

    link = sent.link("sent")
    assert sent.post("change")["location"].endswith("/check")
    sent.fill("help", {"help": "Fewer passwords, after all."}, back="check")
    assert Response.objects.get(store_id=sent.reference_sent.replace("-", "")).answers["help"] == ANSWERS["help"]
    page = sent.get("check")
    assert "you get a reference" not in text(page)
    sent.post("send", hidden(page))
    assert "Your change was received" in text(sent.get("sent"))
    assert sent.reference() == sent.reference_sent
    assert sent.link("sent") == link
    answers = Response.objects.get(store_id=sent.reference_sent.replace("-", "")).answers
    assert answers == {"help": "Fewer passwords, after all.", "barrier": ANSWERS["barrier"]}


def test_withdrawing_takes_the_words_out_at_once(sent):
    from pipeline.store.orm import Erasure, Response

    link = sent.link("sent")
    assert "cannot be undone" in text(sent.get("withdraw"))
    assert sent.post("withdraw")["location"].endswith("/withdrawn")
    row = Response.objects.get(store_id=sent.reference_sent.replace("-", ""))
    assert (row.answers, row.closed, row.about, row.withdrawn) == ({}, [], {}, True)
    assert Erasure.objects.filter(store_id=row.store_id).count() == 1
    assert sent.get("held").status_code == 302
    assert Person().post(link).status_code == 422


def test_references_are_not_tried_out(sent):
    tries = [Person().post("afterwards", {"reference": sent.reference_sent, "code": "x"}) for _ in range(31)]
    assert [tries[0].status_code, tries[-1].status_code] == [422, 429]
    assert sent.reference_sent in tries[-1].content.decode()


# --- every page ------------------------------------------------------------------------------------------------------

OWN_WORDS = (
    "What should digital do next?", "We plan the next two years of digital work with you.",
    "We keep what you write for two years and show it to the project team alone.", "survey@project.example",
)  # fmt: skip
STEPS = ("who", "matters", "uses", "mail_works", "first", "help", "barrier", "when", "you")


def pages(person):
    """Every page a person can look at, in the states they meet them in."""
    for where in ("/", "/accessibility", "", "privacy", "afterwards"):
        yield where, person.get(where)
    yield "none", Person().get("check")
    person.begin()
    yield "error", person.fill("who", {})
    for step in STEPS:
        yield step, person.get(f"page/{step}")
        person.fill(step)
    for where in ("", "check", "save"):
        yield where, person.get(where)
    person.post("save")
    yield "link", person.get("save")
    yield "return", Person().get(person.link("save"))
    person.fill("help", {"help": "Ring 07700 900123"})
    early = person.get("page/barrier")
    person.fill("barrier", {"barrier": "One."})
    yield "conflict", person.fill("barrier", {"barrier": "Two."}, early)
    person.post("send", hidden(person.get("check")))
    yield "late", person.fill("barrier", {"barrier": "Two."}, early)
    yield "own", Person().get(person.link("sent"))
    for where in ("sent", "held", "withdraw"):
        yield where, person.get(where)
    yield "refused", person.post("afterwards", {"reference": "A", "code": "B"})
    person.post("withdraw")
    for where in ("withdrawn", "left"):
        yield where, person.get(where)


def test_every_sentence_of_the_service_can_be_in_another_language(monkeypatch):
    from django.conf import settings
    from django.utils import translation

    def other(told, *_):
        return re.sub(r"(%\([a-z]+\)[sd]|%%|%)|[A-Za-z]", lambda found: found[1] or "ŵ", told)

    monkeypatch.setattr(settings, "SERVICE_NAME", "ŵ")
    translation.activate("en-gb")
    monkeypatch.setattr(translation._trans, "gettext", other)
    monkeypatch.setattr(translation._trans, "ngettext", lambda one, many, count: other(one if count == 1 else many))
    own = set()
    for part in _survey_words():
        own.update(re.findall(r"[A-Za-z]+", part))
    found = {}
    for where, page in pages(Person()):
        shown = re.sub(r"<(script|style)\b.*?</\1>|<textarea.*?</textarea>", " ", page.content.decode(), flags=re.S)
        said = re.sub(r"<[^>]*>", " ", shown) + " ".join(re.findall(r'(?:aria-label|data-i18n[^=]*)="([^"]*)"', shown))
        english = [word for word in re.findall(r"[A-Za-z]{2,}", said) if word not in own]
        english = [word for word in english if not re.fullmatch(r"[A-Z0-9]{2,10}|count|nbsp|amp|gt|lt|quot", word)]
        if english:
            found[where] = sorted(set(english))
    assert found == {}


def _survey_words():
    from pipeline.web.site import site

    survey = site().served(ROUND).survey
    yield from OWN_WORDS
    for each in (*survey.attributes, *survey.questions):
        yield getattr(each, "ask", "") or getattr(each, "text", "")
        yield each.hint
        yield from (option.label for option in (*each.options, *getattr(each, "rows", ())))
    yield from (str(value) for value in ANSWERS.values())
    yield "One. Two. Ring PM AM"


def test_looking_at_pages_changes_nothing(sent):
    before = stored()
    for where in ("", "privacy", "afterwards", "page/help", "check", "save", "sent", "held", "withdraw", "left",
                  "withdrawn", "form.docx", "qr.svg"):  # fmt: skip
        assert sent.get(where).status_code < 500
    assert stored() == before


def test_the_blank_form_and_the_code_are_there_for_everybody():
    for where, start in (("form.pdf", b"%PDF"), ("form.docx", b"PK"), ("qr.svg", b"<?xml")):
        answer = Person().get(where)
        assert answer.status_code == 200, where
        assert answer.content.startswith(start), where
