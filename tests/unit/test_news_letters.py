"""The mailing list and the letters: joined by its owner alone, told once, sent once, left at any time."""

import datetime as dt
import json
import re
import smtplib
from collections.abc import Iterator

import pytest
from crawling import stored
from serving import service_here, small_site

NOW = dt.datetime(2030, 5, 1, 9, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
ADDRESS = "anna@pharmacy.example"


@pytest.fixture(scope="module")
def served_here(tmp_path_factory) -> Iterator[object]:
    with service_here(tmp_path_factory.mktemp("news")) as made:
        yield made


@pytest.fixture
def client(served_here, monkeypatch) -> object:
    """The service with nobody on its list and every letter box empty."""
    from django.apps import apps

    from pipeline.web import clock
    from pipeline.web.news import pages

    for name in ("Outgoing", "Subscriber", "Limit", "AuditLine", "AuditHead"):
        apps.get_model("store", name).objects.all().delete()
    _letters(monkeypatch)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(pages, "now", lambda: NOW)
    return served_here


def _letters(monkeypatch):
    from django.conf import settings
    from django.core import mail

    told = {
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "DEFAULT_FROM_EMAIL": "The survey <survey@group.example>",
        "PUBLIC_ADDRESS": "https://survey.example",
        "BOOK_ADDRESS": "https://book.example",
        "EMAIL_CONFIGURED": True,
    }
    for name, value in told.items():
        monkeypatch.setattr(settings, name, value)
    mail.outbox = []


def _outbox():
    from django.core import mail

    return mail.outbox


def _send(now=NOW):
    from pipeline.web.letters import send_due

    return send_due(now)


def _link(letter, what):
    return re.search(rf"https://survey\.example(/news/{what}/\S+)", letter.body)[1]


def _join(client, email=ADDRESS, **more):
    answer = client.post("/news/join", {"email": email} | more)
    _send()
    return answer


def _on_the_list(client, email=ADDRESS):
    _join(client, email)
    client.post(_link(_outbox()[-1], "confirm"))


def _count():
    from pipeline.store.subscribers import count

    return count()


def test_an_address_joins_by_the_link_in_its_letter_and_the_links_page_alone_does_nothing(client):
    assert b"a letter is on its way" in _join(client).content
    link = _link(_outbox()[0], "confirm")
    assert b"Yes, send me news" in client.get(link).content
    assert _count() == 0
    assert b"You are on the list" in client.post(link).content
    assert client.post(link).status_code == 200
    assert _count() == 1


def test_no_page_tells_whether_an_address_is_known_and_no_cookie_is_given(client):
    _on_the_list(client)
    for path in ("/news/join", "/news/leave"):
        known, other = (client.post(path, {"email": email}) for email in (ADDRESS, "ben@pharmacy.example"))
        assert _without_nonce(known) == _without_nonce(other)
    assert not client.cookies
    _send()
    assert [letter.to for letter in _outbox() if "on our mailing list already" in letter.body] == [[ADDRESS]]


def _without_nonce(answer):
    return answer.status_code, re.sub(rb'nonce="[^"]*"', b"", answer.content)


def test_without_a_mail_server_nobody_is_asked_for_an_address(client, monkeypatch):
    from django.conf import settings

    assert b'href="/news/join"' in client.get("/").content
    monkeypatch.setattr(settings, "EMAIL_CONFIGURED", False)
    assert b"/news/join" not in client.get("/").content
    assert (client.get("/news/join").status_code, _join(client).status_code) == (404, 404)
    assert stored()["Outgoing"] == []


def test_a_link_that_was_not_used_in_a_week_is_forgotten_with_its_address(client):
    from pipeline.store import subscribers

    _join(client)
    token = _link(_outbox()[0], "confirm").rpartition("/")[2]
    assert subscribers.forget_unconfirmed(NOW + 6 * DAY) == 0
    assert not subscribers.confirm(token, NOW + 7 * DAY)
    assert subscribers.forget_unconfirmed(NOW + 7 * DAY) == 1
    assert stored()["Subscriber"] == []


@pytest.mark.parametrize(
    "email", ["", "anna", "a@b", "anna@pharmacy.example\nBcc: x@y.example", "a" * 300 + "@b.example"]
)
def test_what_is_no_address_is_said_beside_the_field_with_what_was_typed(client, email):
    answer = client.post("/news/join", {"email": email})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "<title>Error: " in page
    assert 'href="#email"' in page
    assert stored()["Outgoing"] == []


def test_a_machine_that_fills_the_hidden_field_is_answered_and_not_written_to(client):
    assert _join(client, website="x").status_code == 200
    assert _outbox() == []


def test_nobodys_letter_box_is_filled_by_asking_again_and_again(client):
    for _ in range(10):
        assert _join(client).status_code == 200
    assert len(_outbox()) == 3


def test_leaving_takes_the_address_and_every_letter_that_waits_for_it(client, tmp_path):
    _on_the_list(client)
    _publish(tmp_path, "1", "2030-04-01", {})
    _tell(tmp_path)
    client.post("/news/leave", {"email": ADDRESS})
    _send_only("leave")
    link = _link(_outbox()[-1], "leave")
    assert b"Leave the mailing list" in client.get(link).content
    # Who follows a link that a letter cut short shall not believe they left.
    for cut in (link[:-1], link[:-30], f"{link}x"):
        assert client.get(cut).status_code == client.post(cut).status_code == 404
    assert _count() == 1
    # As a mail program does it (RFC 8058): without having seen the page.
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert _send() == 0
    assert ADDRESS not in json.dumps(stored(), default=str)
    assert client.post(link).status_code == 200


def _send_only(kind):
    from pipeline.store.orm import Outgoing

    Outgoing.objects.exclude(kind=kind).filter(sent_at=None).update(due_at=NOW + DAY)
    _send()


def _publish(root, version, date, themes, *, illustrative=False):
    folder = root / "surveys" / "small-2030"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "survey.yml").touch()
    release = {"round": "small-2030", "title": "What next?", "version": version, "date": date}
    value = {
        "release": release | {"illustrative": illustrative},
        "ledger": {"responses": {"received": 12, "usable": 10}},
        "themes": [{"id": id, "title": title} for id, title in themes.items()],
    }
    (folder / "releases").mkdir(exist_ok=True)
    for path in (folder / "published.json", folder / "releases" / f"{version}.json"):
        path.write_text(json.dumps(value), encoding="utf-8")


def _tell(root):
    from pipeline.place import Place
    from pipeline.web.news import digest

    digest._seen.clear()
    return digest.tell_releases(Place(root=root, data=root, build=root, store=str(root)), NOW)


def test_a_release_is_told_once_to_each_who_was_on_the_list_with_what_changed(client, tmp_path):
    _on_the_list(client)
    _publish(tmp_path, "1", "2030-03-01", {"T001": "Smartcards", "T002": "Old\r\nBcc: x"})
    assert _tell(tmp_path) == 1
    _on_the_list(client, "ben@pharmacy.example")
    assert _tell(tmp_path) == 0
    _publish(tmp_path, "10", "2030-04-01", {"T001": "Smartcards", "T003": "Broadband | <b>"})
    assert (_tell(tmp_path), _tell(tmp_path)) == (2, 0)
    assert _send() == 2
    first, letter, other = [each for each in _outbox() if "Release" in each.body]
    assert "It is the first release" in first.body
    assert letter.body.startswith("Release 10 of What next? came out on 1 April 2030.")
    assert "It rests on 10 of the 12 responses" in letter.body
    assert "New themes (1):\n- Broadband | <b>" in letter.body
    assert "Themes that are gone (1):\n- Old Bcc: x" in letter.body
    assert "https://book.example/book/generated/releases/small-2030-10-changes.html" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert _link(letter, "leave") in letter.extra_headers["List-Unsubscribe"]
    assert letter.to != other.to
    assert _link(letter, "leave") != _link(other, "leave")


def test_going_back_to_an_older_release_is_no_news_nor_is_what_was_made_up(client, tmp_path):
    _on_the_list(client)
    _publish(tmp_path, "1", "2030-03-01", {})
    _publish(tmp_path, "2", "2030-04-01", {})
    _tell(tmp_path)
    _publish(tmp_path, "2", "2030-04-01", {})
    assert _tell(tmp_path) == 0
    _publish(tmp_path, "3", "2030-04-02", {}, illustrative=True)
    assert _tell(tmp_path) == 0


def _post(key="k", to=ADDRESS, subject="A subject", kind="copy"):
    from pipeline.store.outgoing import post

    return post(key, kind, to, subject, "Words that nobody else may read", NOW)


def test_a_letter_is_written_once_a_key_sent_once_and_then_empty(client):
    assert (_post(), _post()) == (True, False)
    assert (_send(), _send()) == (1, 0)
    (row,) = stored()["Outgoing"]
    assert (row["to"], row["subject"], row["body"], row["sent_at"]) == ("", "", "", NOW)


def test_a_letter_whose_sender_died_goes_out_once_more_with_the_same_number_and_never_a_third_time(client):
    from pipeline.store import outgoing

    _post()
    assert [bool(outgoing.claim(NOW)) for _ in range(2)] == [True, False]
    assert _send(NOW + 11 * MINUTE) == 1
    _post("other")
    numbers = set()
    for minutes in (0, 11):
        letter = outgoing.claim(NOW + minutes * MINUTE)
        from pipeline.web.letters import composed

        numbers.add(composed(letter, "").extra_headers["Message-ID"])
    assert len(numbers) == 1
    assert outgoing.claim(NOW + 60 * MINUTE) is None
    assert outgoing.counts().given_up == (("copy", outgoing._UNKNOWN, 1),)
    assert ADDRESS not in json.dumps(stored(), default=str)


def test_a_mail_server_that_is_away_is_asked_again_later_and_later_and_then_given_up(client, monkeypatch):
    from pipeline.store import outgoing

    _fails_with(monkeypatch, smtplib.SMTPServerDisconnected(f"no {ADDRESS}"))
    _post()
    at, tries = NOW, 0
    while _waiting():
        before = at
        assert _send(at) == 0
        tries += 1
        at = stored()["Outgoing"][0]["due_at"]
        assert at > before or not _waiting()
    assert tries == 8
    assert outgoing.counts().given_up == (("copy", "SMTPServerDisconnected", 1),)
    assert ADDRESS not in json.dumps(stored(), default=str)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"nobody here")}), "SMTPRecipientsRefused 550"),
        (smtplib.SMTPDataError(554, b"no"), "SMTPDataError 554"),
        (UnicodeError("x"), "UnicodeError"),
    ],
)
def test_what_is_refused_for_good_is_not_tried_again(client, monkeypatch, error, told):
    from pipeline.store import outgoing

    _fails_with(monkeypatch, error)
    _post()
    assert _send() == 0
    assert outgoing.counts().given_up == (("copy", told, 1),)


def _fails_with(monkeypatch, error):
    from django.core.mail import EmailMessage

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(EmailMessage, "send", fail)


def _waiting():
    from pipeline.store.outgoing import counts

    return counts().waiting


def test_no_header_can_be_put_into_a_letter(client):
    _post("a", subject="One\r\nBcc: eve@evil.example")
    _post("b", to="anna@pharmacy.example\nBcc: eve@evil.example")
    assert _send() == 1
    (letter,) = _outbox()
    assert letter.subject == "One Bcc: eve@evil.example"
    assert letter.recipients() == [ADDRESS]


def test_letters_that_cannot_be_sent_for_two_weeks_are_emptied(client):
    from pipeline.store import outgoing

    _post()
    assert outgoing.give_up_old(NOW + 14 * DAY) == 0
    assert outgoing.give_up_old(NOW + 15 * DAY) == 1
    assert _send(NOW + 15 * DAY) == 0


def test_the_command_counts_and_hands_over_the_addresses_and_the_log_says_who_took_them(tmp_path, monkeypatch, capsys):
    from pipeline import servecommands
    from pipeline.store import subscribers
    from pipeline.store.orm import AuditLine
    from pipeline.store.setup import close_store, open_store

    place = small_site(tmp_path)
    monkeypatch.setattr(servecommands, "find_the_place", lambda _: place)
    open_store(place.store)
    subscribers.confirm(subscribers.join("Anna@Pharmacy.example", NOW)[0], NOW)
    servecommands.news(export=tmp_path / "out.csv", by="clerk")
    assert (tmp_path / "out.csv").read_text("utf-8") == f"email\n{ADDRESS}\n"
    assert "1 on the mailing list" in capsys.readouterr().out
    assert AuditLine.objects.filter(who="clerk", act="exported news").count() == 1
    close_store()
