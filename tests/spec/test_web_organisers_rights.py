"""Who may see what: every address of the organisers' pages, tried by every kind of visitor, object by object."""

import datetime as dt
import itertools

import pytest
from boarding import BOARDED, board_place, boarded_rows, stand_in
from crawling import stored
from organising import PASSWORD, fresh, signed_in
from small import SURVEY, responses_csv

from pipeline.importing import bring_in
from pipeline.opening import open_round, round_here
from pipeline.place import write_text
from pipeline.progress import Silent
from pipeline.run import analyse
from pipeline.store.roles import GRANTS, ROLES

OTHER, NO_ROUND = "other-2020", "nothing-2020"
# What stands for each part of an address; whether it leads anywhere does not matter to who may follow it.
_PARTS = {"round": BOARDED, "handle": "viewer", "format": "csv", "kind": "pdf", "token": "A" * 43, "path": "x"}
_NUMBERS = {"paper", "number", "no"}
_IDS = {"id", "point"}
# Before signing in: who is asked there has shown a password or the link of an invitation, or is about to.
_FOR_ANYBODY = {"organisers-sign-in", "organisers-code", "organisers-choose", "organisers-invited"}
# What a look may change: when somebody was last seen, how often something was tried, and that it was looked at.
_OF_LOOKING = ("Session", "Limit", "AuditLine", "AuditHead")


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory):
    """Two rounds that were analysed, an account for each role, and two who may see what was hidden."""
    from pipeline.store.setup import close_store

    place = board_place(tmp_path_factory.mktemp("site"))
    text = SURVEY.format(key="6b" * 32).replace(BOARDED, OTHER)
    write_text(place.root / "surveys" / OTHER / "survey.yml", text)
    write_text(place.root / "fewer.csv", responses_csv(boarded_rows()[:14]))
    bring_in(place, OTHER, place.root / "fewer.csv", "", Silent())
    with stand_in():
        analyse(open_round(place, OTHER), Silent())
        from pipeline.store.accounts import add_account
        from pipeline.web.application import application

        now = dt.datetime.now(dt.UTC)
        for role in ("reviewer", "editor"):
            add_account(f"trusted-{role}", role, PASSWORD, "author", now, own=True, grants=GRANTS)
        add_account("all", "administrator", PASSWORD, "author", now, own=True, grants=GRANTS)
        application(place)
        fresh().get("/")  # a definition is put down when it is first seen
        yield place
    close_store()


def _patterns():
    from pipeline.web.organisers.urls import urlpatterns

    return urlpatterns


def _address(pattern, **given):
    from django.urls import reverse

    usual = dict.fromkeys(_NUMBERS, 1) | dict.fromkeys(_IDS, "x") | _PARTS | given
    return reverse(pattern.name, kwargs={name: usual[name] for name in pattern.pattern.converters})


def _rule(pattern):
    from pipeline.web.organisers.guard import rule_of

    return rule_of(pattern.callback)


def _guarded():
    return [pattern for pattern in _patterns() if pattern.name not in _FOR_ANYBODY]


def _visitors():
    from pipeline.web.organisers.matrix import VISITORS

    return VISITORS


def _client(visitor):
    if not visitor.role:
        return fresh()
    return signed_in(f"trusted-{visitor.role}" if visitor.grants else visitor.role)


def _files(place):
    return {path: path.read_bytes() for path in sorted(place.root.joinpath("surveys").rglob("*")) if path.is_file()}


def _all(place):
    """Everything that is kept, but what looking may change."""
    return stored(without=_OF_LOOKING), _files(place)


def test_every_page_has_a_rule_and_these_alone_are_for_anybody():
    from pipeline.store.roles import RIGHTS
    from pipeline.web.organisers.guard import ANYBODY, SIGNED_IN

    rules = {pattern.name: _rule(pattern) for pattern in _patterns()}
    assert {name for name, rule in rules.items() if rule == ANYBODY} == _FOR_ANYBODY
    assert set(rules.values()) <= {ANYBODY, SIGNED_IN, *RIGHTS}


def test_a_page_without_a_rule_is_not_served():
    from pipeline.web.organisers.guard import page

    with pytest.raises(KeyError):
        page("open", lambda request: None, "open")


def test_each_visitor_sees_what_the_matrix_says_and_nothing_changes_by_looking(site):
    from pipeline.web.organisers.matrix import pages

    here, printed = _objects(site, BOARDED), {page.address: page.seen for page in pages()}
    clients = [_client(visitor) for visitor in _visitors()]
    before = _all(site)
    for pattern in _patterns():
        allowed = printed[f"/organisers/{pattern.pattern}"]
        for visitor, client, may in zip(_visitors(), clients, allowed, strict=True):
            answer = client.get(_address(pattern, **_parts_of(pattern, here)))
            where = (pattern.name, visitor.name, answer.status_code)
            assert answer.status_code < 500, where
            assert _was_refused(answer, visitor) is not may, where
            assert "no-store" in answer["Cache-Control"], where
        assert _all(site) == before, pattern.name


def _was_refused(answer, visitor):
    """Whether a visitor was told that they may not; one who did not sign in is asked to."""
    if visitor.role:
        return answer.status_code == 403
    return answer.status_code == 302 and answer["Location"].startswith("/organisers/sign-in?next=")


def _objects(site, round):
    """A theme, an answer, a point and a paper of a round."""
    from pipeline.board.snapshot import snapshot
    from pipeline.store.orm import Definition, Paper
    from pipeline.store.papers import type_first
    from pipeline.web.site import site as served

    with stand_in():
        shot = snapshot(round_here(site, round))
    definition = served().served(round).definition
    assert Definition.objects.filter(round__name=round).exists()
    kept = Paper.objects.filter(round__name=round).values_list("pk", flat=True).first()
    paper = kept or type_first(round, definition, "P 1", {"help": "Shorter queues."}, "editor", dt.datetime.now(dt.UTC))
    return {"theme": next(iter(shot.themes)), "answers": next(iter(shot.answers)), "point": next(iter(shot.points)),
            "paper": paper}  # fmt: skip


def _parts_of(pattern, objects):
    """Which object of a round each part of an address names; a part that is not known here needs a row of its own."""
    parts = {}
    for name in pattern.pattern.converters:
        assert name in {*_NUMBERS, *_IDS, *_PARTS}, f"{pattern.name}: which object is '{name}'?"
        if name == "id":
            parts[name] = objects["theme" if "/theme/" in str(pattern.pattern) else "answers"]
        elif name in ("point", "paper"):
            parts[name] = objects[name]
    return parts


def test_an_object_of_another_round_is_found_under_its_own_address_alone(site):
    here = _objects(site, BOARDED)
    named = [pattern for pattern in _guarded() if _parts_of(pattern, here)]
    shown = set()
    client = signed_in("all")
    before = _all(site)
    for pattern in named:
        parts = _parts_of(pattern, here)
        if client.get(_address(pattern, **parts)).status_code == 200:
            shown.add(pattern.name)
        for method in ("get", "post"):
            answer = getattr(client, method)(_address(pattern, **parts, round=OTHER))
            assert answer.status_code in (302, 404, 405, 409, 422), (pattern.name, method, answer.status_code)
        assert _all(site) == before, pattern.name
    pages = {"organisers-board-theme", "organisers-board-answer", "organisers-board-point", "organisers-paper-again"}
    assert shown >= pages, "the objects were not shown under their own addresses either"


def test_a_job_is_shown_in_its_own_round_alone():
    from pipeline.store.orm import JobState

    now = dt.datetime.now(dt.UTC)
    JobState.objects.create(
        task="x" * 32, round=BOARDED, kind="analyse", by="somebody-else", asked_at=now, ended_at=now
    )
    told = {
        round: signed_in("editor").get(f"/organisers/round/{round}/board/jobs").content for round in (BOARDED, OTHER)
    }
    JobState.objects.all().delete()
    assert b"somebody-else" in told[BOARDED]
    assert b"somebody-else" not in told[OTHER]


def test_a_round_that_does_not_exist_is_not_found_by_who_may_see_every_round():
    client = signed_in("all")
    of_rounds = [pattern for pattern in _guarded() if "round" in pattern.pattern.converters]
    for pattern, method in itertools.product(of_rounds, ("get", "post")):
        status = getattr(client, method)(_address(pattern, round=NO_ROUND)).status_code
        assert status in (404, 405), (pattern.name, method, status)


def test_nobody_does_anything_without_signing_in(site):
    client, before = fresh(), _all(site)
    for pattern, method in itertools.product(_guarded(), ("post", "head")):
        answer = getattr(client, method)(_address(pattern))
        assert answer.status_code == 302, (pattern.name, method)
        assert answer["Location"].startswith("/organisers/sign-in"), (pattern.name, method)
    assert _all(site) == before


@pytest.mark.parametrize("number", range(1, len(ROLES) + 3))
def test_each_visitor_does_what_the_matrix_says_and_nothing_else(site, number):
    client, refused = _client(_visitors()[number]), []
    for pattern in _guarded():
        sees = [visitor.sees(_rule(pattern)) for visitor in _visitors()]
        if not sees[number]:
            refused.append(pattern)
        elif sees.index(True) == number:  # the least who may: nobody after them is refused what they are not
            # Signing out ends the session, so that it is tried by a client of its own.
            doer = _client(_visitors()[number]) if pattern.name == "organisers-sign-out" else client
            assert doer.post(_address(pattern)).status_code not in (403, 500), pattern.name
    before = _all(site)
    for pattern in refused:
        assert client.post(_address(pattern)).status_code == 403, pattern.name
    assert _all(site) == before


def test_a_role_that_was_taken_away_holds_no_more_on_the_next_page():
    from pipeline.store.accounts import add_account, give_role, grant, set_active

    now = dt.datetime.now(dt.UTC)
    add_account("second", "administrator", PASSWORD, "author", now, own=True, grants=GRANTS)
    client, hidden = signed_in("second"), f"/organisers/round/{BOARDED}/board/words/show"
    assert client.get("/organisers/audit").status_code == 200
    assert client.get(hidden).status_code == 405
    grant("second", GRANTS[0], "author", now, given=False)
    assert client.get(hidden).status_code == 403
    give_role("second", "viewer", "author", now)
    assert client.get("/organisers/audit").status_code == 403
    assert client.get("/organisers/").status_code == 200
    set_active("second", "author", now, active=False)
    assert client.get("/organisers/").status_code == 302


def test_nothing_is_changed_without_the_token_of_the_form(site):
    client = signed_in("all", checks=True)
    before = _all(site)
    for pattern in _guarded():
        assert client.post(_address(pattern)).status_code in (403, 405), pattern.name
    assert _all(site) == before
