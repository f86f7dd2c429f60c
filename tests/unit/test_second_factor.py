"""The code beside the password: set up, asked for, used once, given up on after too many tries, taken off."""

import datetime as dt
import re
from base64 import b32decode
from types import SimpleNamespace

import pytest
from organising import PASSWORD, fresh, organised, signed_in

OTHER = "a quiet afternoon in the dispensary"
HERE = "/organisers/account/second"
LATE = b"wait a quarter of an hour"


@pytest.fixture(scope="module", autouse=True)
def _service(tmp_path_factory):
    yield from organised(tmp_path_factory.mktemp("site"))


class Clock:
    """What time it is, for the service and for the library."""

    def __init__(self) -> None:
        self.now = dt.datetime.now(dt.UTC)

    def on(self, **more: float) -> None:
        self.now += dt.timedelta(**more)

    def code(self, secret: str, *, steps: int = 0) -> str:
        """What an app shows at this moment, or some steps of half a minute away from it."""
        from django_otp.oath import TOTP

        made = TOTP(b32decode(secret))
        made.time = self.now.timestamp() + 30 * steps
        return f"{made.token():06d}"


@pytest.fixture
def clock(monkeypatch):
    from pipeline.store import second
    from pipeline.web import clock as door

    made = Clock()
    monkeypatch.setitem(second._SCRYPT, "n", 2)  # ten slow hashes for each test are not what it is about
    monkeypatch.setattr(door, "now", lambda: made.now)
    stopped = SimpleNamespace(now=lambda: made.now)
    monkeypatch.setattr("django_otp.models.timezone", stopped)
    monkeypatch.setattr("pipeline.store.second.timezone", stopped)
    elapsed = SimpleNamespace(time=lambda: made.now.timestamp())
    monkeypatch.setattr("django_otp.plugins.otp_totp.models.time", elapsed)
    return made


@pytest.fixture
def owner(clock):
    """An account that nobody else has, and no tries of anybody."""
    from pipeline.store.accounts import add_account
    from pipeline.store.orm import Account, Limit

    Limit.objects.all().delete()
    Account.objects.filter(handle="owner").delete()
    add_account("owner", "editor", PASSWORD, "author", clock.now, own=True)
    return "owner"


def _set_up(clock):
    """Set the second factor of `owner` up through the pages; its secret and its recovery codes."""
    client = signed_in("owner")
    client.post(HERE, {"act": "begin"})
    secret = re.search(r'organisers-once">([A-Z2-7]{32})<', client.get(HERE).content.decode())[1]
    done = client.post(HERE, {"act": "confirm", "code": clock.code(secret), "password": PASSWORD})
    codes = re.findall(r"<li>(\w{5}-\w{5})</li>", done.content.decode())
    clock.on(seconds=60)
    return secret, codes


def _half_way(password=PASSWORD, next=""):
    client = fresh()
    answer = client.post("/organisers/sign-in", {"handle": "owner", "password": password, "next": next})
    return client, answer["Location"]


def _in(client):
    return client.get("/organisers/").status_code == 200


def test_the_password_alone_signs_nobody_in_and_the_code_leads_to_the_page_that_was_asked_for(owner, clock):
    secret, codes = _set_up(clock)
    assert len(set(codes)) == 10
    client, led = _half_way(next="/organisers/account")
    assert led == "/organisers/sign-in/code?next=%2Forganisers%2Faccount"
    assert not _in(client)
    assert b"There is a problem" not in client.get(led).content
    wrong = client.post(led, {"code": "000000" if clock.code(secret) != "000000" else "111111"})
    assert b"This code is not right" in wrong.content
    assert not _in(client)
    clock.on(seconds=60)
    assert client.post(led, {"code": clock.code(secret)})["Location"] == "/organisers/account"
    assert _in(client)
    assert client.get("/organisers/sign-in/code")["Location"] == "/organisers/sign-in"


def test_nothing_counts_before_a_code_was_typed_with_the_password(owner, clock):
    from pipeline.store import second

    client = signed_in("owner")
    client.post(HERE, {"act": "begin"})
    assert _half_way()[1] == "/organisers/"
    begun = second.begun("owner")
    for typed, said in (
        ({"code": clock.code(begun.secret), "password": OTHER}, b"This is not your password"),
        ({"code": "", "password": PASSWORD}, b"This code is not right"),
    ):
        assert said in client.post(HERE, {"act": "confirm", **typed}).content
        assert not second.is_on("owner")
        clock.on(seconds=60)
    client.post(HERE, {"act": "begin"})
    assert second.begun("owner").secret != begun.secret
    stale = client.post(HERE, {"act": "confirm", "code": clock.code(begun.secret), "password": PASSWORD})
    assert b"This code is not right" in stale.content


def test_the_secret_is_shown_to_its_owner_alone_and_never_again(owner, clock):
    client = signed_in("owner")
    assert client.get(f"{HERE}/qr.svg").status_code == 404
    client.post(HERE, {"act": "begin"})
    picture = client.get(f"{HERE}/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert "no-store" in picture["Cache-Control"]
    assert signed_in("editor").get(f"{HERE}/qr.svg").status_code == 404
    secret, _ = _set_up(clock)
    assert client.get(f"{HERE}/qr.svg").status_code == 404
    assert secret.encode() not in client.get(HERE).content
    assert b"set up already" in client.post(HERE, {"act": "begin"}).content


def test_the_picture_holds_the_address_that_apps_read(owner, clock):
    from pipeline.store import second

    second.begin("owner")
    begun = second.begun("owner")
    assert begun.address.startswith("otpauth://totp/owner?secret=")
    assert begun.secret in begun.address
    assert "&issuer=Community%20pharmacy%20IT%20have%20your%20say" in begun.address


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_one_step_before_and_after(owner, clock, steps, opens):
    secret, _ = _set_up(clock)
    client, led = _half_way()
    clock.on(seconds=60)
    client.post(led, {"code": clock.code(secret, steps=steps)})
    assert _in(client) is opens


def test_no_code_opens_twice_nor_does_one_before_it(owner, clock):
    secret, codes = _set_up(clock)
    clock.on(seconds=60)
    for code, opens in ((clock.code(secret), True), (clock.code(secret), False), (clock.code(secret, steps=-1), False)):
        client, led = _half_way()
        client.post(led, {"code": code})
        assert _in(client) is opens
        clock.now += dt.timedelta(seconds=2)
    for code, opens in ((codes[3].lower().replace("-", " "), True), (codes[3], False), (codes[4], True)):
        clock.on(minutes=20)
        client, led = _half_way()
        client.post(led, {"code": code})
        assert _in(client) is opens
    assert b"8 recovery codes are left" in signed_in("owner").get(HERE).content


def test_half_way_ends_after_five_minutes_and_with_a_new_password(owner, clock):
    from pipeline.store.accounts import give_password, set_active

    secret, _ = _set_up(clock)
    client, led = _half_way()
    clock.on(minutes=5, seconds=1)
    assert client.post(led, {"code": clock.code(secret)})["Location"] == "/organisers/sign-in"
    for ended in (lambda: give_password("owner", PASSWORD, "author", clock.now, own=True),
                  lambda: set_active("owner", "author", clock.now, active=False)):  # fmt: skip
        client, led = _half_way()
        ended()
        assert client.post(led, {"code": clock.code(secret)})["Location"] == "/organisers/sign-in"
        assert not _in(client)


def test_a_password_that_was_handed_over_leads_past_the_code_as_well(owner, clock):
    from pipeline.store.accounts import give_password

    secret, _ = _set_up(clock)
    give_password("owner", OTHER, "administrator", clock.now, own=False)
    client, led = _half_way(OTHER)
    assert client.get("/organisers/choose-password")["Location"] == "/organisers/sign-in"
    assert client.post(led, {"code": clock.code(secret)})["Location"] == "/organisers/choose-password"
    assert not _in(client)
    client.post("/organisers/choose-password", {"new": PASSWORD, "again": PASSWORD})
    assert _in(client)


def test_wrong_codes_make_the_next_wait_longer_and_the_page_says_how_long(owner, clock):
    secret, _ = _set_up(clock)
    client, led = _half_way()
    for waits in (1, 2, 4):
        clock.on(seconds=10)
        assert client.post(led, {"code": clock.code(secret, steps=9)}).status_code == 200
        early = client.post(led, {"code": clock.code(secret)})
        assert early.status_code == 429
        assert f"wait {waits + 1} seconds" in early.content.decode()
    clock.on(seconds=10)
    client.post(led, {"code": clock.code(secret)})
    assert _in(client)


@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_after_ten_tries_the_right_code_opens_nothing_for_a_while(owner, clock, kind, monkeypatch):
    monkeypatch.setattr("django_otp.models.ThrottlingMixin.verify_is_allowed", lambda _: (True, None))
    secret, codes = _set_up(clock)
    clock.now = clock.now.replace(minute=1) + dt.timedelta(hours=1)  # the whole of it lies in one window
    from pipeline.store.orm import Limit

    Limit.objects.all().delete()
    client, led = _half_way()
    for _ in range(9):
        client.post(led, {"code": "1234567" if kind == "recovery code" else clock.code(secret, steps=9)})
    late = client.post(led, {"code": codes[0] if kind == "recovery code" else clock.code(secret)})
    assert late.status_code == 429
    assert LATE in late.content
    assert not _in(client)


def test_tries_are_limited_for_an_address_as_well(owner, clock):
    from pipeline.store import second
    from pipeline.store.limits import TooOftenError

    clock.now = clock.now.replace(minute=1) + dt.timedelta(hours=1)  # the whole of it lies in one window
    for number in range(60):
        assert not second.passes(f"nobody-{number}", "123456", "192.0.2.7", clock.now)
    with pytest.raises(TooOftenError):
        second.passes("owner", "123456", "192.0.2.7", clock.now)


def test_guessing_never_keeps_the_owner_out_for_more_than_an_hour_or_so(owner, clock):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    secret, _ = _set_up(clock)
    TOTPDevice.objects.update(throttling_failure_count=40, throttling_failure_timestamp=clock.now)
    clock.on(minutes=70)
    client, led = _half_way()
    client.post(led, {"code": clock.code(secret)})
    assert _in(client)


def test_the_owner_turns_it_off_by_password_and_code(owner, clock):
    from pipeline.store import second

    _, codes = _set_up(clock)
    client = signed_in("owner")
    for typed in ({"code": codes[0], "password": OTHER}, {"code": "WRONG", "password": PASSWORD}):
        assert b"There is a problem" in client.post(HERE, {"act": "off", **typed}).content
        assert second.is_on("owner")
        clock.on(minutes=1)
    assert (
        client.post(HERE, {"act": "off", "code": codes[0], "password": PASSWORD})["Location"] == "/organisers/account"
    )
    assert not second.is_on("owner")
    assert second.codes_left("owner") == 0
    assert _half_way()[1] == "/organisers/"


def test_other_recovery_codes_end_those_before(owner, clock):
    from pipeline.store import second

    secret, codes = _set_up(clock)
    page = signed_in("owner").post(HERE, {"act": "codes", "code": clock.code(secret), "password": PASSWORD})
    others = re.findall(r"<li>(\w{5}-\w{5})</li>", page.content.decode())
    assert len(others) == 10
    assert not set(others) & set(codes)
    assert not second.passes("owner", codes[0], "192.0.2.9", clock.now)
    clock.on(minutes=1)
    assert second.passes("owner", others[0], "192.0.2.9", clock.now)


def test_every_act_is_a_line_of_the_audit_log_and_none_tells_a_secret(owner, clock):
    from pipeline.store import audit, second

    before = audit.head().no
    secret, codes = _set_up(clock)
    client, led = _half_way()
    client.post(led, {"code": "WRONG-CODE"})
    clock.on(seconds=60)
    client.post(led, {"code": codes[0]})
    second.turn_off("owner", "administrator", clock.now)
    lines = list(audit.lines(before))
    assert [(line.who, line.act, line.on) for line in lines] == [
        ("owner", "second factor set up", "owner"),
        ("system", "second factor failed", "owner"),
        ("owner", "recovery code used", "owner"),
        ("owner", "signed in", "owner"),
        ("administrator", "second factor taken off", "owner"),
    ]
    told = str(lines)
    assert not any(one in told for one in (secret, "WRONG", *codes, *(code.replace("-", "") for code in codes)))


def test_recovery_codes_are_kept_by_a_hash_that_is_slow():
    from pipeline.store.second import _SCRYPT

    assert _SCRYPT["n"] * _SCRYPT["r"] * 128 >= 16 * 2**20, "at least 16 MiB a try"


def test_the_store_holds_no_recovery_code(owner, clock):
    from pipeline.store.orm import StaticDevice

    _, codes = _set_up(clock)
    kept = list(StaticDevice.objects.get(user__handle="owner").token_set.values_list("token", flat=True))
    assert len(set(kept)) == 10
    assert not {code.replace("-", "") for code in codes} & set(kept)
    assert not {code.replace("-", "").lower() for code in codes} & {one.lower() for one in kept}


@pytest.mark.parametrize(
    "typed", ["", " ", "١٢٣٤٥٦", "123456\x00", "\x00", "9" * 5000, "😀", "\ud800", "-1", "1_2_3", "0x1F"]
)
def test_what_is_no_code_opens_nothing_and_breaks_nothing(owner, clock, typed):
    _set_up(clock)
    client, led = _half_way()
    answer = client.post(led, {"code": typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")})
    assert answer.status_code == 200
    assert not _in(client)
