"""The queue and its conflicts in a browser: judged by axe-core, settled by keyboard alone, and without JavaScript."""

import pytest
from boarding import BOARDED, boarded_apart
from looking import Looks, browsed, follow, go_on, page_of
from playwright.sync_api import expect

from pipeline.place import write_text
from pipeline.review.record import Decision, record_text

pytestmark = pytest.mark.browser

HERE = f"/organisers/round/{BOARDED}/board/"
# Points that were ruled on and are there no more: one for each way of settling it.
_GONE = ("p" + "a" * 12, "p" + "b" * 12)


def _ruled(no, point):
    told = {"value": "WS2a", "reason": "", "by": "anna", "at": "2020-11-30T12:00:00Z"}
    return Decision(no=no, act="retag", on=point, on_digest="", **told)


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    root = tmp_path_factory.mktemp("queue") / "site"
    lines = [_ruled(no, point) for no, point in enumerate(_GONE, start=1)]
    write_text(root / f"surveys/{BOARDED}/decisions.csv", record_text(lines))
    with boarded_apart(root) as service, browsed(service) as board:
        yield board


def test_conflicts_stand_at_the_head_of_the_queue_and_one_is_settled_by_keyboard_alone(board):
    look = Looks()
    page, watch = page_of(board, "reviewer")
    look(page, "the queue", HERE)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    look(page, "the queue, all of it open")
    look(page, "a queue in which nothing fits", f"{HERE}?workstream=none")
    look(page, "conflicts", f"{HERE}conflicts")
    asked = page.locator("main form").filter(has=page.locator(f'input[value="{_GONE[0]}"]'))
    follow(asked.get_by_role("button"))
    look(page, "a conflict without a reason")
    expect(page.locator(f"#reason-{_GONE[0]}")).to_have_attribute("aria-describedby", f"reason-{_GONE[0]}-hint "
                                                                  f"reason-{_GONE[0]}-error")  # fmt: skip
    page.locator(f"#reason-{_GONE[0]}").focus()
    page.keyboard.type("its sender took it back")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".board-said")).to_contain_text("Settled by line 3.")
    expect(page.locator(".board-clash")).to_have_count(1)
    assert look.found == []
    assert watch.seen == []
    assert {"organisers-board-queue", "organisers-board-conflicts"} <= look.kinds
    page.context.close()


def test_without_scripts_on_a_phone_the_queue_leads_to_a_conflict_and_to_a_theme(board):
    page, _watch = page_of(board, "reviewer", java_script_enabled=False)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{HERE}conflicts")
    page.locator(f"#reason-{_GONE[1]}").fill("read again")
    go_on(page, "Take back what was ruled – a point that is there no more (pbbbbbbbbbbbb)")
    expect(page.locator(f"#reason-{_GONE[1]}")).to_have_count(0)
    follow(page.get_by_role("link", name="To the queue"))
    follow(page.locator("main a[href*='/board/theme/']").first)
    assert "/board/theme/" in page.url
    page.context.close()
