"""An old address in a real browser: it leads on from disk, with no script and with the network off."""

import pytest

from pipeline.definitions.moved import Move
from pipeline.publish.moved import moved_files

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_an_old_address_leads_on(browser, tmp_path, scripts):
    move = Move(old="book/old/diary", new="book/group/meetings", anchor="next", line=1)
    files = moved_files([move], ["book/group/meetings"])
    target = '<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,"><p id="next">Here</p>'
    for name, content in {**files, "book/group/meetings.html": target.encode()}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    context = browser.new_context(offline=True, java_script_enabled=scripts)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "book/old/diary.html").as_uri())
    page.wait_for_url("**/book/group/meetings.html#next")
    assert page.get_by_text("Here").is_visible()
    assert all(url.startswith(("file:", "data:")) for url in asked)
    context.close()
