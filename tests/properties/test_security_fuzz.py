"""Whatever is sent to whichever address, the answer is one of those that are meant, and never a 500."""

import pytest
from crawling import addresses
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import ROUND, service_here

_ODD = st.sampled_from(
    ["\0", "\ud800", "\u202e", "'\"<>&|", "%00", "../", "{{7*7}}", "\r\nX: y", "A" * 70_000, "-1", "٣"]
)
_TEXT = st.one_of(_ODD, st.text(max_size=40), st.text(alphabet="0123456789-.eE", max_size=25))
_NAMES = st.sampled_from(
    ["help", "barrier", "uses", "first", "first.1", "when", "when.records", "matters", "who", "version", "draft",
     "email", "you.email", "you.name", "consent_quote", "reference", "token", "code", "go", "handle", "password",
     "csrfmiddlewaretoken", "signed", "next", "website"]
)  # fmt: skip
_FORMS = st.dictionaries(st.one_of(_NAMES, _TEXT), st.lists(_TEXT, min_size=1, max_size=3), max_size=6)
_KINDS = st.sampled_from(
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "a",
     "application/json; charset=\x7f", "application/x-www-form-urlencoded; charset=utf-16"]
)  # fmt: skip
_HEADERS = st.dictionaries(
    st.sampled_from(
        ["cookie", "referer", "origin", "accept-language", "x-forwarded-for", "range", "if-modified-since"]
    ),
    st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
    max_size=3,
)
_LONG = settings(max_examples=5_000, deadline=None, suppress_health_check=list(HealthCheck))
_SHORT = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    from django.conf import settings as conf

    from pipeline.store import limits

    with service_here(tmp_path_factory.mktemp("fuzz")) as made, pytest.MonkeyPatch.context() as patched:
        # Else a limit answers before what lies behind it is reached.
        patched.setattr(limits, "_counted", lambda *_: True)
        patched.setattr(conf, "EMAIL_CONFIGURED", True)
        made.raise_request_exception = False
        made.post(f"/survey/{ROUND}/begin")
        yield made


def _address(number, gap):
    """One of the service's addresses, with something else where it has a gap."""
    every = addresses()
    path = every[number % len(every)][0]
    return path if gap is None else path.replace("A" * 43, gap).replace("help", gap)


def _quoted(path):
    from urllib.parse import quote

    return quote(path, safe="/%", errors="surrogatepass")


def _forms(client, number, gap, form, query):
    path = _quoted(_address(number, gap))
    told = {
        key.encode("utf-8", "replace"): [each.encode("utf-8", "replace") for each in value]
        for key, value in form.items()
    }
    from urllib.parse import urlencode

    body = urlencode(told, doseq=True).encode()
    assert client.post(path, body, content_type=_URLENCODED).status_code != 500, path
    assert client.get(path, {"q": query.encode("utf-8", "replace")}).status_code != 500, path


_URLENCODED = "application/x-www-form-urlencoded"
_NUMBERS = st.integers(0, 500)
_GAPS = st.none() | _TEXT


@_SHORT
@given(number=_NUMBERS, gap=_GAPS, form=_FORMS, query=_TEXT)
def test_no_form_breaks_a_page(client, number, gap, form, query):
    _forms(client, number, gap, form, query)


@_SHORT
@given(number=_NUMBERS, kind=_KINDS, body=st.binary(max_size=300), headers=_HEADERS)
def test_no_bytes_and_no_header_break_a_page(client, number, kind, body, headers):
    path = _address(number, None)
    assert client.generic("POST", path, body, kind, headers=headers).status_code != 500, path
    assert client.get(path, headers=headers).status_code != 500, path


@pytest.mark.slow
@_LONG
@given(number=_NUMBERS, gap=_GAPS, form=_FORMS, query=_TEXT)
def test_thousands_of_forms_break_no_page(client, number, gap, form, query):
    _forms(client, number, gap, form, query)


@pytest.mark.slow
@_LONG
@given(number=_NUMBERS, kind=_KINDS, body=st.binary(max_size=3_000), headers=_HEADERS)
def test_thousands_of_odd_requests_break_no_page(client, number, kind, body, headers):
    path = _address(number, None)
    assert client.generic("POST", path, body, kind, headers=headers).status_code != 500, path
