"""The preview of the book on the board: who sees it, what its pages may do, and that no other file is reached."""

import base64
import hashlib
import re
import shutil

import pytest
from books import CHECKOUT, FIXTURE
from organising import fresh, signed_in
from releasing_board import DAY, ready, work

from pipeline.board import releasefiles

_PAGE = """<!doctype html><html><head><style>p { color: red }</style></head><body class="x">
<a class="skip" href="#main">Skip</a><main style="--c1:&quot;A&quot;">words</main></body></html>"""


@pytest.fixture
def board(tmp_path):
    yield from ready(tmp_path)


@pytest.fixture
def pages(board):
    """A preview with one page and a picture, and a file beside it that is none of it."""
    folder = releasefiles.preview(board.round)
    (folder / "book").mkdir(parents=True)
    (folder / "book" / "index.html").write_text(_PAGE, "utf-8")
    (folder / "book" / "plan.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (folder / ".hidden").write_text("secret", "utf-8")
    (folder.parent / "outside.html").write_text("secret", "utf-8")
    (folder / "book" / "link.html").symlink_to(folder.parent / "outside.html")
    return board


def _digest(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _get(board, path, role="editor"):
    return signed_in(role).get(board.address("release-preview", path="PATH").replace("PATH", path))


def test_each_page_says_that_it_is_a_preview_and_what_it_holds_is_let_in_by_digest_alone(pages):
    answer = _get(pages, "book/index.html")
    text, policy = answer.content.decode(), answer["Content-Security-Policy"]
    assert text.index("Skip") < text.index("not signed") < text.index("<main")
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert {_digest("p { color: red }"), _digest('--c1:"A"')} <= set(policy.replace(";", " ").split())
    assert "script-src 'self';" in policy
    assert "no-store" in answer["Cache-Control"]


def test_a_picture_opened_by_itself_is_shut_in(pages):
    answer = _get(pages, "book/plan.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "path",
    [
        "../outside.html",
        "book/../../outside.html",
        "%2e%2e/outside.html",
        "..%2foutside.html",
        "/etc/passwd",
        "book/link.html",
        ".hidden",
        "book",
        "book/none.html",
        "book\\index.html",
    ],
)
def test_no_other_file_is_reached(pages, path):
    answer = _get(pages, path)
    assert answer.status_code in (400, 404)
    assert b"secret" not in answer.content


def test_it_is_for_those_who_sign_alone(pages):
    for role in ("viewer", "reviewer"):
        assert _get(pages, "book/index.html", role).status_code == 403
    assert fresh().get(pages.address("release-preview", path="book/index.html")).status_code == 302


@pytest.mark.slow
def test_the_book_is_built_with_the_draft_and_nothing_of_it_is_public(board):
    root = board.round.place.root
    shutil.copy(CHECKOUT / "_config.yml", root)
    for file in (path for path in FIXTURE.rglob("*") if path.is_file()):
        there = root / file.relative_to(FIXTURE)
        # What the round rests on stays as it is, or its analysis would be stale.
        if not there.exists() and "surveys" not in file.parts:
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, there)
    shutil.copytree(CHECKOUT / "book" / "web", root / "book" / "web", dirs_exist_ok=True)
    assert work(board, "preview", date=DAY).endswith("pages")
    page = _get(board, "book/generated/themes/small-2020-t001.html")
    assert page.status_code == 200
    assert "Cards that open the day" in page.content.decode()
    told = signed_in("editor").get(board.address("release")).content.decode()
    of_round = re.search(r'href="([^"]*)">What it would say of this round<', told)[1]
    assert "Cards that open the day" in signed_in("editor").get(of_round).content.decode()
    assert not board.round.here.published.exists()
    assert not (root / "_build").exists()
    assert not list(releasefiles.preview(board.round).parent.rglob("responses.csv"))
