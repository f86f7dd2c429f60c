"""What the service does beside its pages: by itself while it runs, or by a command from a timer."""

import datetime as dt
import socketserver
import threading
from typing import ClassVar

import pytest
from books import FIXTURE
from crawling import stored
from organising import PASSWORD, signed_in
from serving import small_site
from stores import open_empty

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def place(tmp_path):
    from pipeline.store.setup import close_store
    from pipeline.web.application import application

    made = small_site(tmp_path)
    open_empty(made.data)
    application(made)
    yield made
    close_store()


def _letters_go_to(monkeypatch, folder):
    from django.conf import settings

    told = {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder),
        "DEFAULT_FROM_EMAIL": "survey@group.example",
        "PUBLIC_ADDRESS": "http://localhost:8000",
        "EMAIL_CONFIGURED": True,
    }
    for name, value in told.items():
        monkeypatch.setattr(settings, name, value)


def _post():
    from pipeline.store.outgoing import post

    post("k", "copy", "anna@pharmacy.example", "A subject with é", "Words", NOW)


def test_the_command_does_each_job_once_and_says_how_much(place, monkeypatch, capsys):
    from pipeline import servecommands

    _letters_go_to(monkeypatch, place.root / "letters")
    monkeypatch.setattr(servecommands, "find_the_place", lambda _: place)
    _post()
    servecommands.jobs()
    assert "letters sent: 1" in capsys.readouterr().out
    servecommands.jobs()
    assert "letters sent: 0" in capsys.readouterr().out
    (letter,) = (place.root / "letters").iterdir()
    assert "To: anna@pharmacy.example" in letter.read_text("utf-8")


def test_a_job_that_fails_keeps_no_other_from_its_work(place, monkeypatch):
    from pipeline.errors import InputError
    from pipeline.web import worker

    _letters_go_to(monkeypatch, place.root / "letters")
    _post()
    (place.round("small-2030").folder / "published.json").write_text("{", "utf-8")
    with pytest.raises(InputError, match="not JSON"):
        worker.do_jobs(place, NOW)
    assert len(list((place.root / "letters").iterdir())) == 1


def test_the_thread_sends_what_waits_and_ends_with_the_service(place, monkeypatch):
    from pipeline.web import worker

    _letters_go_to(monkeypatch, place.root / "letters")
    sent, send = threading.Event(), worker.send_due

    def told(at):
        count = send(at)
        sent.set()
        return count

    monkeypatch.setattr(worker, "send_due", told)
    _post()
    with worker.working(place):
        assert sent.wait(30)
    assert "jobs" not in {thread.name for thread in threading.enumerate()}
    assert [row["sent_at"] is not None for row in stored()["Outgoing"]] == [True]


class _Mail(socketserver.StreamRequestHandler):
    """A mail server of a few words, which knows nobody called gone."""

    taken: ClassVar[list[bytes]] = []

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            refused = word == b"RCPT" and b"gone@" in line
            self.wfile.write(b"550 nobody\r\n" if refused else b"354 go on\r\n" if word == b"DATA" else b"250 yes\r\n")
            if word == b"DATA":
                self.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"250 taken\r\n")


def test_a_real_mail_server_gets_each_letter_and_what_it_refuses_is_told_without_the_address(place, monkeypatch):
    from django.conf import settings

    from pipeline.store import outgoing
    from pipeline.store.accounts import add_account
    from pipeline.web.letters import send_due

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mail) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _letters_go_to(monkeypatch, None)
        monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        monkeypatch.setattr(settings, "EMAIL_PORT", server.server_address[1])
        outgoing.post("gone", "copy", "gone@pharmacy.example", "s", "b", NOW)
        _post()
        assert send_due(NOW) == 1
        server.shutdown()
    (letter,) = _Mail.taken
    assert b"To: anna@pharmacy.example\r\n" in letter
    assert b"Message-ID: <" in letter
    assert outgoing.counts().given_up == (("copy", "SMTPRecipientsRefused 550", 1),)
    assert "gone@" not in str(stored())
    add_account("viewer", "viewer", PASSWORD, "author", NOW, own=True)
    page = signed_in("viewer").get("/organisers/").content.decode()
    assert "1 letter sent, 0 waiting" in page
    assert "1: copy (SMTPRecipientsRefused 550)" in page


def test_what_was_kept_long_enough_is_counted_for_whoever_reads_the_log(place):
    from pipeline.store.orm import Response, Round
    from pipeline.web import worker

    place.glossary.parent.mkdir(parents=True)
    place.glossary.write_bytes((FIXTURE / "book" / "data" / "glossary.yml").read_bytes())
    jobs = dict(worker.do_jobs(place, NOW))
    round = Round.objects.get(name="small-2030")
    for name, day in (("a", dt.date(2020, 1, 1)), ("b", NOW.date() + dt.timedelta(days=9))):
        answers = {"help": "words"}
        Response.objects.create(round=round, store_id=name, source="web", fields="", answers=answers, keep_until=day)
    (told,) = [name for name in jobs if "due to be erased" in name]
    assert (jobs[told], dict(worker.do_jobs(place, NOW))[told]) == (0, 1)


def test_two_machines_that_send_at_once_send_each_letter_once(place, monkeypatch):
    from pipeline.store.outgoing import claim, post

    for number in range(20):
        post(str(number), "copy", "anna@pharmacy.example", "s", "b", NOW)
    claimed: list[str] = []

    def work():
        from django.db import connection

        while letter := claim(NOW):
            claimed.append(letter.key)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(claimed) == sorted(map(str, range(20)))
