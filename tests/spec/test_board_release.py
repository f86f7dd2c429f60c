"""A release on the board: the check list, signing by two people, publishing broken off, rolling back."""

import json
import re

import pytest
from boarding import BOARDED
from organising import signed_in
from releasing_board import DAY, accept, lines, now, published, ready, refresh, work

from pipeline import publishing
from pipeline.board import releasecheck, releasefiles
from pipeline.board.ruling import board_of
from pipeline.progress import Silent
from pipeline.review.record import Member
from pipeline.standing import standing, write_record
from pipeline.store import erasing
from pipeline.store.jobs import jobs_of


@pytest.fixture
def board(tmp_path):
    yield from ready(tmp_path)


def _page(board, role="editor"):
    return signed_in(role).get(board.address("release")).content.decode()


def _send(board, name, client=None, **told):
    told.setdefault("seen", str(board_of(board.round).stands.no))
    return (client or signed_in("editor")).post(board.address(name), told)


def _sign(board, named, client=None, **told):
    asked = {"version": named, "again": named, "date": DAY, "last": "", **told}
    return _send(board, "release-sign", client, **asked)


def _checked(board):
    refresh(board)
    return work(board, "check", date=DAY)


@pytest.mark.slow
def test_a_whole_round_signed_changed_signed_again_and_rolled_back(board):
    assert "Nothing keeps this release from being signed" in _page(board)
    assert _sign(board, "1").status_code == 302
    assert [job.kind for job in jobs_of(BOARDED)] == ["publish"]
    assert "release 1 of 2020-11-30" in work(board, "publish")
    first = published(board)
    accept(board, 2, "A second line")
    # A release stands under the words it was signed with, whatever survey.yml says by now.
    survey = board.round.here.survey
    told = survey.read_text("utf-8")
    told = re.sub(r"(?m)^title: .*$", "title: Called otherwise since", told)
    survey.write_text(re.sub(r"(?m)^closes: .*$", "closes: 2020-11-29", told), "utf-8")
    refresh(board)
    assert "go through it again" in _page(board)
    assert _checked(board) == "nothing to be mended"
    changes = signed_in("editor").get(board.address("release-changes")).content.decode()
    assert "A second line" in changes
    assert _sign(board, "2").status_code == 302
    work(board, "publish")
    second = published(board)
    assert json.loads(second)["release"]["version"] == "2"
    assert json.loads(second)["release"]["title"] == "Called otherwise since"
    assert board.round.here.release("1").read_bytes() == first
    assert second != first
    assert _send(board, "release-back", version="1", again="1").status_code == 302
    work(board, "publish")
    assert published(board) == first == board.round.here.release("1").read_bytes()
    assert [line.split(";")[0] for line in lines(board)] == ["version=1", "version=2", "version=1"]
    page = _page(board)
    assert "Signed 2 times" in page
    assert page.index("Release 1 ") < page.index("Release 2 ")


def test_killed_between_sign_and_publish_the_page_offers_it_again(board):
    assert _sign(board, "1").status_code == 302
    _over(board)
    assert "was signed and is not in force yet" in _page(board)
    assert not board.round.here.published.exists()
    assert _send(board, "release-publish").status_code == 302
    work(board, "publish")
    _over(board)
    assert "is not in force yet" not in _page(board)
    assert "Readers cannot open it here" in _page(board)
    assert 'href="/organisers/book/">Open the book as it is published' in _page(board)
    assert signed_in("editor").get("/organisers/book/book/index.html").content == b"<html><body>built</body></html>"
    releasefiles.built(board.round).unlink()
    assert "the book was not built with it" in _page(board)
    # A version is signed once, and the one that was signed last is not rolled back to.
    assert "This version was signed before" in _sign(board, "1").content.decode()
    assert "it is the one in force" in _send(board, "release-back", version="1", again="1").content.decode()
    assert "No release of this version" in _send(board, "release-back", version="9", again="9").content.decode()
    assert len(lines(board)) == 1


def _over(board):
    """Every job that was asked for has ended, one way or the other."""
    from pipeline.store.orm import JobState

    JobState.objects.update(began_at=now(), ended_at=now(), result="failed")


def test_two_who_sign_at_once_one_wins_and_the_other_is_told(board):
    seen = str(board_of(board.round).stands.no)
    assert _sign(board, "1", seen=seen).status_code == 302
    other = _sign(board, "2", signed_in("administrator"), seen=seen)
    assert other.status_code == 409
    assert "<strong>editor</strong>" in other.content.decode()
    assert "version=2" in other.content.decode() or "release 2" in other.content.decode()
    assert len(lines(board)) == 1


def test_nothing_is_signed_while_something_must_be_mended_or_was_not_looked_at(board):
    accept(board, 2, "Lines")
    refresh(board)
    assert "Go through the check list first" in _sign(board, "1").content.decode()
    text = board.round.place.roadmap.read_text("utf-8")
    board.round.place.roadmap.write_text(text.replace(f"{BOARDED}-T001", f"{BOARDED}-T009"), "utf-8")
    assert work(board, "check", date=DAY) == "1 to be mended"
    page = _page(board)
    assert "rests on small-2020-T009" in page
    assert "Sign the release" not in page
    assert "Mend what the check list says first" in _sign(board, "1").content.decode()
    assert not lines(board)


def test_each_fault_of_what_would_be_signed_must_be_mended(board, monkeypatch):
    real = publishing.draft_release(board.round, DAY, Silent())
    assert real["quotes"]

    def to_mend(**changed):
        monkeypatch.setattr(publishing, "draft_release", lambda *_: real | changed)
        work(board, "check", date=DAY)
        return [check.id for check in releasecheck.checked(board.round).to_mend]

    assert to_mend() == []
    assert to_mend(ledger={}) == ["ledger"]
    assert to_mend(quotes=[{**real["quotes"][0], "text": f"{real['quotes'][0]['text']}!"}]) == ["quotes"]
    record, members = standing(board.round)
    gone = Member(theme=f"{BOARDED}-T001", point="p" + "a" * 12, by="person", since=1)
    write_record(board.round, record, [*members, gone])
    refresh(board)
    assert to_mend() == ["conflicts"]
    monkeypatch.setattr(erasing, "waiting", lambda _round: ("somebody",))
    assert to_mend() == ["erased"]


def test_a_stale_analysis_is_a_line_to_be_mended(board):
    survey = board.round.here.survey
    survey.write_bytes(survey.read_bytes() + b"# more\n")
    assert work(board, "check", date=DAY) == "1 to be mended"
    assert "The analysis is older" in _page(board)
    assert not releasefiles.draft(board.round).exists()


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("version", {"version": "a b", "again": "a b"}),
        ("again", {"again": "2"}),
        ("date", {"date": "tomorrow"}),
        ("last", {"last": "2020-06-30"}),
    ],
)
def test_what_cannot_be_signed_is_said_beside_its_field(board, field, told):
    answer = _sign(board, "1", **told)
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.content.decode()
    assert not lines(board)


def test_who_signed_is_in_the_log(board):
    from pipeline.store import audit

    _sign(board, "1")
    line = next(line for line in audit.lines() if line.act == "signed a release")
    assert (line.who, line.on, line.detail["version"]) == ("editor", BOARDED, "1")


@pytest.mark.slow
def test_withdrawn_since_is_said_beside_the_release(board):
    from pipeline.erasing import erase

    _sign(board, "1")
    work(board, "publish")
    assert releasefiles.draft(board.round).exists()
    shown = releasefiles.preview(board.round) / "index.html"
    shown.parent.mkdir(parents=True)
    shown.write_text("words", "utf-8")
    erase(board.round, ["r01"], "asked by letter", "editor", now(), Silent())
    assert not releasefiles.draft(board.round).exists()
    assert not shown.exists()
    refresh(board)
    page = _page(board)
    assert "1 person withdrew since" in page
    assert "Of 30 November 2020; signed by editor on " in page
    assert re.search(r"\(line \d+\)\.\s+\d+ responses", page)
    assert not re.search(r"\dT\d\d:\d\d:\d\dZ \(line", page)


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_who_may_not_sign_signs_nothing(board, role):
    client = signed_in(role)
    assert _sign(board, "1", client).status_code == 403
    for name in ("release-back", "release-publish", "release-check"):
        assert _send(board, name, client, version="1", again="1", kind="check").status_code == 403
    assert client.get(board.address("release-changes")).status_code == 403
    assert not lines(board)
    assert not jobs_of(BOARDED)
