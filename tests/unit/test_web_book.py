"""The book in the service: who is shown it, how, and that nothing but the last whole book is ever sent."""

import base64
import datetime as dt
import gzip
import hashlib
import os
import threading

import pytest
from organising import PASSWORD, fresh, signed_in
from serving import ROUND, service_here

from pipeline.errors import UserError
from pipeline.publish.zipped import zipped

PAGE = """<!doctype html><html><head><style>p { color: red }</style></head><body>
<main style="--c1:&quot;A&quot;">What was heard.</main></body></html>"""
FILES = {
    "index.html": b"<!doctype html><meta http-equiv=refresh content='0; url=book/index.html'>",
    "book/index.html": PAGE.encode(),
    "book/roadmap/index.html": b"<!doctype html><title>Roadmap</title>",
    "book/plan.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "book/data.csv": b"theme,count\n" + b"T001,12\n" * 40,
    "book/paper.pdf": b"%PDF-1.7",
    "book/knowledge-base.epub": b"PK",
    "book/feed.xml": b"<feed/>",
    "_static/book.js": b"'use strict';",
    "objects.inv": b"# Sphinx",
    ".buildinfo": b"secret",
    "book/.hidden.html": b"secret",
}
DAY = dt.date(2020, 11, 30)


@pytest.fixture(scope="module")
def served_here(tmp_path_factory):
    root = tmp_path_factory.mktemp("book")
    with service_here(root):
        from pipeline.store.accounts import add_account

        add_account("viewer", "viewer", PASSWORD, "author", dt.datetime.now(dt.UTC), own=True)
        (root / "outside.html").write_text("secret", "utf-8")
        yield root


@pytest.fixture
def book(served_here, monkeypatch):
    """The file that a build puts on the shelf, of a service that was told to show it to everybody."""
    from django.conf import settings

    monkeypatch.setattr(settings, "BOOK_SERVED", True)
    path = served_here / "_build" / "book.zip"
    path.parent.mkdir(exist_ok=True)
    _put(path, FILES)
    yield path
    path.unlink(missing_ok=True)


def _put(path, files):
    """Put a book in its place as a build does: beside it, then at once."""
    beside = path.with_name("beside")
    beside.write_bytes(zipped(files, DAY))
    beside.replace(path)


def _get(address, **headers):
    return fresh().get(f"/book/{address}", headers={"host": "localhost", **headers})


def _digest(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("book/index.html", "text/html; charset=utf-8"),
        ("book/plan.svg", "image/svg+xml"),
        ("book/data.csv", "text/csv; charset=utf-8"),
        ("book/paper.pdf", "application/pdf"),
        ("book/knowledge-base.epub", "application/epub+zip"),
        ("book/feed.xml", "application/atom+xml; charset=utf-8"),
        ("_static/book.js", "text/javascript; charset=utf-8"),
        ("objects.inv", "application/octet-stream"),
    ],
)
def test_everybody_is_sent_each_file_as_what_it_is_and_nothing_is_put_on_their_machine(book, address, kind):
    answer = _get(address)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, kind, FILES[address])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


def test_a_page_may_do_what_it_holds_itself_and_no_more(book):
    policy = _get("book/index.html")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert {_digest("p { color: red }"), _digest('--c1:"A"')} <= set(policy.replace(";", " ").split())
    assert "script-src 'self';" in policy
    assert _get("book/plan.svg")["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_it_is_shown_to_readers_only_where_the_service_was_told_so_and_to_organisers_always(book, monkeypatch):
    from django.conf import settings

    monkeypatch.setattr(settings, "BOOK_SERVED", False)
    assert [_get(address).status_code for address in ("", "book/index.html", "nothing")] == [404, 404, 404]
    assert b"/book/" not in fresh().get("/").content
    ours = "/organisers/book/book/index.html"
    answer = signed_in("viewer").get(ours)
    assert (answer.status_code, answer.content) == (200, PAGE.encode())
    assert "no-store" in answer["Cache-Control"]
    assert fresh().get(ours)["Location"].startswith("/organisers/sign-in")


@pytest.mark.parametrize("door", ["/book", "/organisers/book"])
def test_a_folder_leads_to_its_first_page_and_is_never_listed(book, door):
    client = signed_in("viewer")
    for address in ("", "book/", "book", "book/roadmap", "book/roadmap/"):
        answer = client.get(f"{door}/{address}")
        page = "book/roadmap/index.html" if "roadmap" in address else "book/index.html"
        assert (answer.status_code, answer["Location"]) == (302, f"{door}/{page}"), address
    assert client.get(f"{door}/_static/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "../outside.html",
        "book/../../outside.html",
        "book/../index.html",
        "%2e%2e/outside.html",
        "..%2foutside.html",
        "/etc/passwd",
        "book\\index.html",
        "book//index.html",
        "BOOK/INDEX.HTML",
        ".buildinfo",
        "book/.hidden.html",
        "book.zip",
        "book/none.html",
        "x" * 5000,
    ],
)
def test_no_other_file_is_reached_and_the_page_that_says_so_leads_back(book, address):
    answer = _get(address)
    assert answer.status_code == 404
    assert b"secret" not in answer.content
    assert b'href="/book/book/index.html"' in answer.content
    assert b'href="/book/search.html"' in answer.content


def test_what_a_browser_has_is_not_sent_again_and_keeps_its_policy(book):
    first = _get("book/index.html")
    assert first["Cache-Control"] == "no-cache"
    for asked in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = _get("book/index.html", **asked)
        assert (again.status_code, again.content) == (304, b"")
        assert again["Content-Security-Policy"] == first["Content-Security-Policy"]
        assert again["ETag"] == first["ETag"]
    # A page that a new build left alone is still the one that the browser has.
    _put(book, FILES | {"book/data.csv": b"theme,count\n"})
    assert _get("book/index.html", **{"if-none-match": first["ETag"]}).status_code == 304
    _put(book, FILES | {"book/index.html": b"anew"})
    changed = _get("book/index.html", **{"if-none-match": first["ETag"]})
    assert (changed.status_code, changed.content) == (200, b"anew")


@pytest.mark.parametrize(
    ("takes", "short"),
    [
        ("gzip, deflate, br", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.00", False),
        ("br", False),
    ],
)
def test_a_browser_that_reads_it_is_sent_the_short_form_and_unpacks_the_same_bytes(book, takes, short):
    answer = _get("book/data.csv", **{"accept-encoding": takes})
    assert "Accept-Encoding" in answer["Vary"]
    assert ("Content-Encoding" in answer) is short
    assert (gzip.decompress(answer.content) if short else answer.content) == FILES["book/data.csv"]
    assert (len(answer.content) < len(FILES["book/data.csv"])) is short
    assert int(answer["Content-Length"]) == len(answer.content)


def test_a_caches_two_forms_of_a_file_are_not_taken_for_one_another(book):
    plain, short = _get("book/data.csv"), _get("book/data.csv", **{"accept-encoding": "gzip"})
    assert plain["ETag"] != short["ETag"]
    assert _get("book/data.csv", **{"accept-encoding": "gzip", "if-none-match": plain["ETag"]}).status_code == 200


def test_what_was_taken_away_is_shown_no_more_not_even_from_memory(book):
    assert _get("book/index.html").status_code == 200
    book.unlink()
    answer = _get("book/index.html")
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert b"What was heard." not in answer.content
    assert b"/book/" not in fresh().get("/").content
    assert signed_in("viewer").get("/organisers/book/book/index.html").status_code == 404
    from pipeline.web.book.shelf import _SHELVES

    assert not _SHELVES


def test_a_damaged_file_is_no_book_and_the_service_goes_on(book):
    book.write_bytes(b"PK\x03\x04 half of it")
    assert _get("book/index.html").status_code == 503
    assert fresh().get("/").status_code == 200


def test_a_book_that_is_damaged_in_its_middle_is_none(book):
    whole = bytearray(book.read_bytes())
    at = whole.index(b"book/index.html") + len("book/index.html") + 4
    whole[at : at + 8] = b"\xff" * 8
    book.write_bytes(whole)
    assert _get("book/index.html").status_code == 503


def test_a_book_of_the_same_moment_and_length_is_still_another_one(book):
    _get("book/index.html")
    told = book.stat()
    _put(book, FILES | {"_static/book.js": b'"use strict";'})
    assert book.stat().st_size == told.st_size
    os.utime(book, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert _get("_static/book.js").content == b'"use strict";'


def test_nothing_can_be_sent_to_it(book):
    answer = fresh().post("/book/book/index.html", {"a": "b"})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_the_first_page_and_the_surveys_lead_to_it(book, monkeypatch):
    from django.conf import settings

    assert b'href="/book/"' in fresh().get("/").content
    assert b'href="/book/"' in fresh().get(f"/survey/{ROUND}/").content
    # Where it is read elsewhere, they lead there.
    monkeypatch.setattr(settings, "BOOK_ADDRESS", "https://book.example")
    assert b'href="https://book.example"' in fresh().get("/").content


def test_letters_lead_to_it_by_the_address_that_visitors_type(book, monkeypatch):
    from django.conf import settings

    from pipeline.web.book.pages import address_in_letters

    assert address_in_letters() == ""
    monkeypatch.setattr(settings, "PUBLIC_ADDRESS", "https://survey.example")
    assert address_in_letters() == "https://survey.example/book"
    monkeypatch.setattr(settings, "BOOK_SERVED", False)
    assert address_in_letters() == ""
    monkeypatch.setattr(settings, "BOOK_ADDRESS", "https://book.example")
    assert address_in_letters() == "https://book.example"


def test_the_variable_says_yes_or_no_and_nothing_else(monkeypatch):
    from pipeline.settings import _yes

    for told, wanted in (("", False), ("0", False), (" 1 ", True)):
        monkeypatch.setenv("CPITG_BOOK", told)
        assert _yes("CPITG_BOOK") is wanted
    monkeypatch.setenv("CPITG_BOOK", "draft")
    with pytest.raises(UserError, match="CPITG_BOOK is 'draft'; write 1 for yes, 0 for no"):
        _yes("CPITG_BOOK")


def test_who_starts_the_service_is_told_who_is_shown_the_book(book, served_here, monkeypatch):
    from django.conf import settings

    from pipeline.web.serve import told
    from pipeline.web.site import site

    def said():
        return "\n".join(told(site().place, "127.0.0.1", 8000))

    assert "the book is shown to everybody at /book/" in said()
    book.unlink()
    assert "none was built from signed releases; run: cpitg build" in said()
    monkeypatch.setattr(settings, "BOOK_SERVED", False)
    assert "to those who signed in alone" in said()


def test_while_books_take_each_others_place_every_file_is_sent_whole(book):
    first, second = (dict.fromkeys(FILES, each * 400) for each in (b"one ", b"another "))
    over = threading.Event()

    def swap():
        while not over.is_set():
            _put(book, first)
            _put(book, second)

    swapper = threading.Thread(target=swap)
    swapper.start()
    try:
        for _ in range(60):
            answer = _get("book/data.csv", **{"accept-encoding": "gzip"})
            text = gzip.decompress(answer.content)
            assert text in (FILES["book/data.csv"], first["book/data.csv"], second["book/data.csv"])
            assert answer["ETag"] == f'"{hashlib.sha256(text).hexdigest()[:32]}-gzip"'
    finally:
        over.set()
        swapper.join()
