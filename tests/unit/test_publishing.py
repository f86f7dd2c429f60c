"""Publishing and the record: what is refused before a line is written, and what is told of an earlier release."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small import AT, accept_largest, analysed, fill, responses_csv, rows

from pipeline.clean.ledger import ledger
from pipeline.errors import MissingError, PromiseError, RecordError, UserError
from pipeline.importing import bring_in
from pipeline.manifest import FRESH
from pipeline.opening import read_members, read_record, read_table
from pipeline.progress import Silent
from pipeline.publishing import publish_round, sign_release
from pipeline.review.record import Member, members_text
from pipeline.reviewing import apply_worksheet
from pipeline.run import analyse, status
from pipeline.store.orm import Response
from pipeline.store.setup import close_store
from pipeline.themes.agreed import agreed_cohesion, agreed_stability

ROUND = "small-2020"


@pytest.fixture
def round(tmp_path):
    round = analysed(tmp_path)
    accept_largest(round)
    yield round
    close_store()


def sign(round, version="1", date="2020-07-31", last="", by="author"):
    sign_release(round, version, date, last, by, AT)


@pytest.mark.model
def test_a_release_that_was_signed_leaves_the_analysis_as_it_is(round):
    analyse(round, Silent())
    sign(round)
    assert {reason for stage, reason in status(round) if stage != "joins"} == {FRESH}


def test_an_agreed_theme_without_any_candidate_of_today_has_no_stability():
    none = pd.DataFrame({"theme": [], "point": [], "stability": []})
    assert agreed_stability({"p1": "T1"}, none, none) == {}
    assert agreed_cohesion(pd.DataFrame({"point": ["p2"]}), np.ones((1, 3)), {"p1": "T1"}) == {}


@pytest.mark.model
@pytest.mark.parametrize(
    "wrong",
    [
        {"last": "2020-08-15"},
        {"last": "15/08/2020"},
        {"date": "31 July"},
        {"version": "../published"},
        {"version": "1; last=9999"},
        {"by": "Jane Doe"},
    ],
)
def test_a_sign_line_that_could_not_be_made_again_is_never_written(round, wrong):
    before = round.here.decisions.read_bytes()
    with pytest.raises(UserError):
        sign(round, **wrong)
    assert round.here.decisions.read_bytes() == before


@pytest.mark.model
def test_two_versions_of_one_page_are_refused(round):
    sign(round, version="2.1a")
    for version in ("2-1a", "2.1A"):
        with pytest.raises(UserError, match=f"'{version}' and release 2.1a would have one page"):
            sign(round, version=version)
    sign(round, version="2.1a")


@pytest.mark.model
def test_a_reason_with_an_address_is_refused_before_it_is_written(round):
    left = read_table(round.here, "themes")["theme"]
    decided = {line.on for line in read_record(round.here)}
    id = next(theme for theme in left if theme not in decided)
    before = round.here.decisions.read_bytes()
    with pytest.raises(RecordError, match=r"review\.csv:\d+: reason"):
        apply_worksheet(round, fill(round, {id: {"decision": "reject", "reason": "ask a.b@example.org"}}), "author", AT)
    assert round.here.decisions.read_bytes() == before


@pytest.mark.model
def test_members_of_lines_that_were_never_written_do_not_join_with_the_next_line(round):
    whole, members = read_record(round.here), read_members(round.here)
    stray = Member(theme=members[0].theme, point="p0", by="person", since=len(whole) + 1)
    round.here.members.write_text(members_text([*members, stray]))
    sign(round)
    assert read_members(round.here) == members


@pytest.mark.model
def test_nothing_is_published_from_an_analysis_older_than_the_store(round):
    sign(round)
    Response.objects.filter(store_id="r01").update(withdrawn=True)
    with pytest.raises(MissingError, match="cpitg analyse small-2020"):
        publish_round(round, None, Silent())


@pytest.mark.model
def test_a_release_whose_account_does_not_add_up_is_not_written(round, monkeypatch):
    def short(*frames):
        told = ledger(*frames)
        return replace(told, answers={**told.answers, "usable": told.answers["usable"] - 1})

    sign(round)
    monkeypatch.setattr("pipeline.releasing.ledger", short)
    with pytest.raises(PromiseError, match=r"1\.json: the ledger does not add up: answers: 48 received but 47"):
        publish_round(round, None, Silent())
    assert not round.here.published.exists()
    assert not round.here.release("1").exists()


@pytest.mark.model
def test_what_was_agreed_or_signed_makes_the_joins_stale(round):
    analyse(round, Silent())
    sign(round, last="2020-06-15T00:00:00Z")
    told = dict(status(round))
    assert (told["joins"], told["themes"]) == ("input changed: decisions", "fresh")


@pytest.mark.model
def test_an_earlier_release_that_comes_out_otherwise_is_told(round, tmp_path):
    sign(round)
    assert publish_round(round, None, Silent()).conflicts == publish_round(round, None, Silent()).conflicts == ()
    late = {**rows()[3], "ref": "z1", "sent": "2020-06-02T00:00:00Z", "email": "z@example.org"}
    (tmp_path / "more.csv").write_text(responses_csv([late]))
    bring_in(round.place, ROUND, tmp_path / "more.csv", "", Silent())
    analyse(round, Silent())
    assert publish_round(round, None, Silent()).conflicts == (
        "release 1: comes out otherwise than it was written; see what changed before you put it out",
    )


@pytest.mark.model
def test_the_text_of_a_quote_goes_with_its_theme(round):
    value = publish_round(round, None, Silent()).value
    assert value["quotes"]
    cells = {theme["id"]: {"decision": "reject"} for theme in value["themes"]}
    apply_worksheet(round, fill(round, cells), "author", AT)
    value = publish_round(round, None, Silent()).value
    assert not value["quotes"]
    assert not [point for point in value["points"] if "text" in point]
