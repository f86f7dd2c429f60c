"""The organisers' pages in a real browser: judged by axe-core in each state, by keyboard, without JavaScript, small."""

from base64 import b32decode

import pytest
from looking import Looks, Watch, go_on, sign_in
from organising import PASSWORD
from service_kinds import PAGES
from serving import ROUND

pytestmark = pytest.mark.browser

HERE = f"/organisers/round/{ROUND}/"


def _context(chromium, service, **more):
    made = chromium.new_context(base_url=service.url, viewport={"width": 1280, "height": 900}, **more)
    made.set_default_timeout(15_000)
    return made


def test_no_page_and_no_state_has_a_fault(chromium, service):
    context = _context(chromium, service)
    page = context.new_page()
    watch, look = Watch(page, service.url), Looks()
    sign_in(page, "anna", "wrong")
    look(page, "sign in, refused")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className").startswith("nhsuk-error-summary")
    sign_in(page, "newcomer", PASSWORD + " too")
    look(page, "choose a password")
    sign_in(page, "anna")
    for address in ("/organisers/", HERE, f"{HERE}queue", f"{HERE}papers", f"{HERE}papers/new", f"{HERE}papers/1/again",
                    f"{HERE}papers/2", "/organisers/people", "/organisers/audit", "/organisers/account"):  # fmt: skip
        look(page, address, address)
    go_on(page, "Change password")
    look(page, "account, refused")
    page.goto(f"{HERE}papers/new")
    go_on(page, "Save")
    look(page, "paper without a label")
    page.goto(f"{HERE}queue")
    page.get_by_role("button", name="Let it in").first.click()
    page.wait_for_url("**/rule")
    look(page, "ruling without a reason")
    page.goto("/organisers/people")
    page.locator("form").last.get_by_label("Handle").fill("fresh-one")
    go_on(page, "Add account")
    look(page, "an account's password, once")
    page.get_by_role("button", name="Make an invitation").click()
    page.wait_for_url("**/invitations")
    look(page, "an invitation's link, once")
    link = page.locator(".organisers-once").inner_text()
    page.goto("/organisers/people")
    page.get_by_role("button", name="New password for newcomer").click()
    page.wait_for_url("**/people/newcomer")
    look(page, "another password, once")
    context.clear_cookies()
    page.goto(link)
    go_on(page, "Make my account")
    look(page, "invited, refused")
    page.get_by_label("Handle").fill("invited-one")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("The new password again").fill(PASSWORD)
    go_on(page, "Make my account")
    assert "You are invited-one" in page.locator("main").inner_text()
    look(page, "an invitation that was used", link)
    _set_up_a_code(page, look)
    context.clear_cookies()
    sign_in(page, "ruth")
    page.goto("/organisers/audit")
    look(page, "refused")
    assert not look.found
    assert not watch.seen
    assert set(PAGES["organisers"]) - look.kinds == set(), "kinds of page that were not looked at"
    assert len(context.cookies()) == 1
    context.close()


def _set_up_a_code(page, look):
    """A second factor, from the first button to signing in by a recovery code."""
    look(page, "no second factor yet", "/organisers/account/second")
    go_on(page, "Set it up")
    look(page, "second factor begun")
    assert page.get_by_role("img", name="QR code for your app").evaluate("each => each.naturalWidth") > 100
    secret = page.locator(".organisers-once").inner_text()
    go_on(page, "Ask for a code from now on")
    look(page, "second factor, refused")
    page.get_by_label("Code", exact=True).fill(_code(secret))
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    go_on(page, "Ask for a code from now on")
    look(page, "recovery codes, once")
    recovery = page.locator(".organisers-once li").first.inner_text()
    look(page, "second factor set up", "/organisers/account/second")
    go_on(page, "Sign out")
    sign_in(page, "invited-one")
    look(page, "the code is asked for")
    page.get_by_label("Code", exact=True).fill("no such code")
    go_on(page, "Go on")
    look(page, "the code, refused")
    page.wait_for_timeout(1_500)  # after a wrong code the next one waits
    page.get_by_label("Code", exact=True).fill(recovery)
    go_on(page, "Go on")
    assert page.get_by_role("heading", level=1).inner_text() == "Rounds"


def _code(secret):
    """What an app shows for a secret now."""
    from django_otp.oath import totp

    return f"{totp(b32decode(secret)):06d}"


def test_a_reviewer_settles_a_paper_by_keyboard_and_without_javascript(chromium, service):
    context = _context(chromium, service, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "ruth")
    page.goto(HERE)
    before = int(page.locator(".organisers-numbers dd").first.inner_text())
    page.goto(f"{HERE}papers/2")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to main content"
    for field in ("matters", "help"):
        page.locator(f"#keep-{field}").focus()
        page.keyboard.press("ArrowDown")
        assert page.locator(f"#keep-{field}-2").is_checked()
    page.get_by_role("button", name="Take the paper in").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "Paper P 1 is taken in"
    page.goto(HERE)
    assert int(page.locator(".organisers-numbers dd").first.inner_text()) == before + 1
    context.close()
