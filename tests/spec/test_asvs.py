"""The rows of OWASP ASVS 5.0 that bind the service, each by its number; other rows are held by tests of their rooms."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from crawling import addresses, stored
from serving import ROUND, service_here

_SAFE = ("GET", "HEAD", "OPTIONS")
# Forms that act for no session: a start, and the mailing list, where a token or nothing at all is what counts.
_WITHOUT_TOKEN = {
    "/survey/{round}/begin",
    "/news/join",
    "/news/leave",
    "/news/confirm/{token}",
    "/news/leave/{token}",
}
_HTTPS = {"CPITG_ADDRESS": "https://survey.example", "CPITG_PROXIES": "1", "CPITG_SECRET_KEY": "t3st" * 20 + "aBcD"}
_ASK = """
import sys
from pathlib import Path
from serving import small_site
from pipeline.web.application import application
application(small_site(Path(sys.argv[1])))
from django.test import Client
client = Client(headers={"host": "survey.example"})
begun = "/survey/small-2030/begin"
for secure in (False, True):
    headers = {"x-forwarded-proto": "https"} if secure else {}
    told = [client.get("/", headers=headers), client.post(begun, headers=headers), client.get("/health")]
    for each in told:
        print(each.status_code, each.headers.get("Location", "-"), each.headers.get("Strict-Transport-Security", "-"))
print(client.cookies.output())
from django.core.management import call_command
call_command("check", deploy=True, fail_level="INFO", stdout=sys.stdout)
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    from django.conf import settings

    with service_here(tmp_path_factory.mktemp("asvs")) as made, pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "EMAIL_CONFIGURED", True)
        yield made


@pytest.fixture(scope="module")
def by_https(tmp_path_factory):
    """Status, target and HSTS of the first page, of a begin and of the probe: first without https, then with it."""
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment = inherited | _HTTPS | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", _ASK, str(tmp_path_factory.mktemp("https"))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    return [line.split(" ", 2) for line in told[:6]], "\n".join(told[6:])


def test_the_frameworks_own_check_before_going_live_has_nothing_to_say(by_https):
    assert "System check identified no issues" in by_https[1]


def test_the_same_check_complains_of_a_service_without_https(client):
    from django.core.checks import run_checks

    told = {each.id for each in run_checks(include_deployment_checks=True)}
    assert told >= {"security.W004", "security.W008", "security.W012"}


def test_v3_3_1_and_v3_3_4_the_session_cookie_is_bound_to_this_host_https_and_the_server(by_https):
    cookies = by_https[1]
    assert re.search(r"Set-Cookie: __Host-session=\w{32};", cookies)
    for said in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert said in cookies
    assert "Domain" not in cookies


def test_v3_4_1_https_is_asked_for_and_kept_for_a_year(by_https):
    plain, secure = by_https[0][:3], by_https[0][3:]
    assert [each[0] for each in plain] == ["301", "301", "200"]
    assert plain[0][1] == "https://survey.example/"
    assert all("max-age=31622400; includeSubDomains" in each[2] for each in secure[:2])


@pytest.mark.parametrize("path", ["/", "/news/join", "/nothing", f"/survey/{ROUND}/", "/health"])
def test_v3_4_3_to_v3_4_8_every_answer_bears_the_headers(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    for said in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert said in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_v14_3_2_no_page_is_kept_by_a_browser(client):
    for path, _ in addresses():
        assert "no-store" in client.get(path).headers["Cache-Control"], path


def test_v3_5_1_a_form_without_its_token_is_refused_and_nothing_is_written(client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    before = stored()
    for path, view in addresses():
        if not getattr(view, "csrf_exempt", False):
            assert strict.post(path, {"email": "a@pharmacy.example"}).status_code in (403, 404, 405), path
    assert stored() == before


def test_v3_5_1_the_forms_that_need_no_token_are_these(client):
    exempt = {path for path, view in addresses() if getattr(view, "csrf_exempt", False)}
    assert exempt == {path.format(round=ROUND, token="A" * 43) for path in _WITHOUT_TOKEN}


def test_v3_5_3_looking_changes_nothing(client):
    client.get("/")  # a definition is put down when it is first seen
    client.post(f"/survey/{ROUND}/begin")
    before = stored()
    for path, _ in addresses():
        for method in _SAFE:
            assert client.generic(method, path).status_code < 500, (method, path)
    assert stored() == before


def test_a_page_that_only_reads_says_so_to_whoever_writes(client):
    answer = client.post("/health")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert b"another way" in answer.content


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "a b", "", "127.0.0.1.evil.example"])
def test_another_hosts_name_is_not_answered(client, host):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert b"evil" not in answer.content


def test_a_host_told_by_a_proxy_nobody_named_is_not_believed(client):
    answer = client.get("/robots.txt", headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"})
    assert (answer.status_code, answer.request.get("HTTP_X_FORWARDED_HOST")) == (200, "evil.example")
    assert b"evil" not in client.get("/news/join", headers={"x-forwarded-host": "evil.example"}).content


def test_v5_2_1_ten_megabytes_are_refused_with_what_to_do(client):
    many = b"help=" + b"a" * 10_000_000
    for path, _ in addresses():
        answer = client.post(path, many, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413, path
    assert b"shorter" in answer.content


def test_v5_2_1_ten_thousand_fields_are_refused(client):
    answer = client.post("/news/join", {f"f{number}": "" for number in range(10_000)})
    assert answer.status_code == 413


def test_v14_2_1_nothing_typed_stands_in_an_address(client):
    for path in (f"/survey/{ROUND}/", "/news/join", "/news/leave"):
        page = client.get(path).content.decode()
        assert re.findall(r"<form\b[^>]*", page) == re.findall(r'<form\b[^>]*method="post"[^>]*', page), path


@pytest.mark.parametrize("path", ["/%00", "/survey/%00/", f"/survey/{ROUND}/page/%00", "/news/confirm/%00"])
def test_nul_in_an_address_is_no_address(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("path", ["/%ff%fe", "/survey/%ff/", f"/survey/{ROUND}/return/%c3%28", "/survey/..%2f..%2f/"])
def test_an_address_that_is_no_text_is_not_found(client, path):
    assert client.get(path).status_code in (404, 410)


@pytest.mark.parametrize("cookie", ["session=" + "a" * 32, 'session="\\000\\377"', "session=../../x", "=;;=,session"])
def test_an_odd_cookie_is_no_session(client, cookie):
    assert client.get(f"/survey/{ROUND}/", headers={"cookie": cookie}).status_code == 200


def test_a_thousand_cookies_are_only_cookies(client):
    many = "; ".join(f"c{number}=x" for number in range(1_000))
    assert client.get("/", headers={"cookie": many}).status_code == 200
