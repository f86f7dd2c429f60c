"""Whatever an organiser sends, the pages answer: nothing typed becomes a command, nothing ends in a fault of ours."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from organising import organised, send, signed_in
from serving import ROUND

HERE = f"/organisers/round/{ROUND}/"
_TEXTS = st.sampled_from(
    ["", "first", "neither", "let-in", "shut", "role", "administrator", "csv", "\x00", "<script>x</script>", "'; --",
     "=1+1", "\ud800", "Ŵyn שלום 🙂", "x" * 3000, "9" * 40, "../../etc", "2026-13-45", "%00", "{{ 7*7 }}"]
)  # fmt: skip
_NAMES = st.sampled_from(
    ["act", "who", "day", "role", "handle", "response", "digest", "reason", "label", "help", "uses", "matters", "first",
     "you.email", "keep-help", "keep-uses", "format", "old", "new", "again", "password", "consent_quote"]
)  # fmt: skip
_ADDRESSES = ("/organisers/people", "/organisers/people/viewer", "/organisers/audit/csv", "/organisers/account",
              f"{HERE}queue/rule", f"{HERE}papers/new", f"{HERE}papers/1", f"{HERE}papers/1/again", f"{HERE}answers",
              f"{HERE}senders", f"{HERE}papers/1/discard", "/organisers/sign-in")  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _service(tmp_path_factory):
    for _ in organised(tmp_path_factory.mktemp("site")):
        from pipeline.web.site import site

        site().served(ROUND)
        send("Records that join up.", flags=("sent in under 8 seconds",))
        yield


@pytest.fixture(scope="module")
def client(_service):
    return signed_in("administrator")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(_ADDRESSES),
    posted=st.dictionaries(_NAMES, st.lists(_TEXTS, min_size=1, max_size=3), max_size=8),
)
def test_no_post_ends_in_a_fault_of_ours(client, address, posted):
    told = {name: [text.encode("utf-8", "replace").decode() for text in texts] for name, texts in posted.items()}
    answer = client.post(address, told)
    assert answer.status_code < 500
    if not answer.streaming:
        assert b"<script>x</script>" not in answer.content
        assert b">49<" not in answer.content


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        ["people/{}", "round/{}/", "round/{}/queue", f"round/{ROUND}/papers/{{}}", f"round/{ROUND}/{{}}"]
    ),
    part=_TEXTS.filter(bool),
)
def test_no_address_ends_in_a_fault_of_ours(client, path, part):
    from urllib.parse import quote

    address = "/organisers/" + path.format(quote(part, safe="", errors="surrogatepass"))
    assert client.get(address).status_code < 500
    assert client.post(address).status_code < 500
