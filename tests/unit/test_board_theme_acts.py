"""Every act on themes, as their pages ask for it, and what is said where one cannot be done."""

import re

import pytest
from boarding import boarded
from organising import signed_in
from theme_acts import NEW, agreed, lines, members, now, send, text, unruled, waiting

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    yield from boarded(tmp_path_factory.mktemp("board"))


@pytest.fixture
def place(served):
    return unruled(served)


@pytest.fixture
def reviewer(served):
    return signed_in("reviewer")


def test_a_form_with_faults_keeps_what_was_typed_and_writes_nothing(place, reviewer):
    id, before = waiting(place), now(place).stands.no
    told = {"accept-items": ["WS2a"], "accept-marks": "safety", "accept-reason": "=SUM(1)"}
    answer = send(reviewer, place, id, "accept", **told)
    shown = text(answer)
    assert answer.status_code == 422
    assert "Write a title, as it shall be published." in shown
    assert "spreadsheet takes for a formula" in shown
    assert re.search(r'value="WS2a" checked', shown)
    assert re.search(r'value="safety" checked', shown)
    assert "=SUM(1)</textarea>" in shown
    for title, said in (("Two\nlines", "line break"), ("Ring 07700 900123", "personal data")):
        assert said in text(send(reviewer, place, id, "accept", **(NEW | {"accept-title": title})))
    none = NEW | {"accept-first": "NONE", "accept-items": "WS2a"}
    assert "NONE stands alone" in text(send(reviewer, place, id, "accept", **none))
    assert "in the frame no more" in text(send(reviewer, place, id, "accept", **(NEW | {"accept-first": "WS9z"})))
    assert now(place).stands.no == before


def test_an_accept_leads_to_the_next_and_offers_to_take_it_back(place, reviewer):
    id, before = waiting(place), now(place).stands.no
    title = "Tom & Jerry’s <i>“cards”</i> | Ŵyr"
    told = {"accept-title": title, "accept-first": "WS2a", "accept-items": ["WS1d", "WS2a"], "accept-marks": "safety"}
    answer = send(reviewer, place, id, "accept next", **told)
    theme = now(place).stands.agreed.themes[-1]
    assert lines(place, before) == [("accept", id, f"{theme.id}: {title}", ""), ("retag", theme.id, "WS2a;WS1d", ""),
                                    ("mark-safety", theme.id, "yes", "")]  # fmt: skip
    assert theme.title == title
    assert id not in answer["Location"]
    assert theme.id not in answer["Location"]
    shown = text(reviewer.get(answer["Location"]))
    assert f"Done, line {before + 1}:" in shown
    assert place.address("undo", no=before + 1) in shown
    assert "<i>" not in shown
    assert "Done, line" not in text(signed_in("editor").get(answer["Location"]))
    moved = reviewer.get(place.address("theme", id=id))
    assert moved["Location"] == place.address("theme", id=theme.id)


def test_what_the_machine_says_is_taken_as_suggested(place, reviewer):
    id, before = waiting(place), now(place).stands.no
    shot = now(place).shot
    send(reviewer, place, id, "accept", **{"accept-take-title": "yes", "accept-take-items": "yes"})
    (_, _, value, _), (act, _, items, reason) = lines(place, before)
    assert value.endswith(f": {shot.themes[id]['title']}")
    assert (act, items, reason) == ("retag", shot.theme_tags[id]["items"], "as suggested")


def test_an_agreed_theme_is_renamed_tagged_marked_noted_and_given_up(place, reviewer):
    id, before = agreed(reviewer, place), now(place).stands.no
    send(reviewer, place, id, "rename", **{"rename-title": "  Lines that fail often ", "rename-reason": "says more"})
    send(reviewer, place, id, "retag", **{"retag-first": "WS2a"})
    send(reviewer, place, id, "mark", **{"mark-marks": ["minority", "small"]})
    send(reviewer, place, id, "mark", **{"mark-marks": "small"})
    send(reviewer, place, id, "note", **{"note-note": "Ask the group in May"})
    assert lines(place, before) == [
        ("rename", id, "  Lines that fail often ", "says more"), ("retag", id, "WS2a", ""),
        ("mark-minority", id, "yes", ""), ("keep-although-small", id, "yes", ""), ("mark-minority", id, "no", ""),
        ("note", id, "Ask the group in May", ""),
    ]  # fmt: skip
    shown = text(reviewer.get(place.address("theme", id=id)))
    assert "Ask the group in May" in shown
    assert "Why: says more" in shown
    for act, field in (("rename", "its title already"), ("retag", "is about already"), ("mark", "its marks already")):
        same = {"rename-title": "  Lines that fail often ", "retag-first": "WS2a", "mark-marks": "small"}
        assert field in text(send(reviewer, place, id, act, **same))
    assert "Say in a few words why" in text(send(reviewer, place, id, "reject"))
    candidate, before = now(place).stands.agreed.theme(id).candidate, now(place).stands.no
    send(reviewer, place, id, "reject", **{"reject-reason": "two subjects"})
    assert [line[:2] for line in lines(place, before)] == [("reject", id), ("reject", candidate)]
    gone = reviewer.get(place.address("theme", id=id))
    assert gone.status_code == 404
    assert "two subjects" in text(gone)
    again = send(reviewer, place, candidate, "accept", **NEW)
    assert id not in again["Location"]


def test_points_are_split_off_moved_confirmed_and_quoted(place, reviewer):
    one, other = agreed(reviewer, place, 4), agreed(reviewer, place)
    points, before = members(place, one), now(place).stands.no
    new = {"points": points[:2], "split-title": "A part of it", "split-take-items": "yes"}
    assert send(reviewer, place, one, "split", **new).status_code == 302
    part = now(place).stands.agreed.given[-1]
    assert members(place, part) == points[:2]
    assert members(place, one) == points[2:]
    assert lines(place, before)[1] == ("retag", part, "WS1d", "as suggested")
    send(reviewer, place, one, "move", points=points[2], **{"move-into": other, "points-reason": "says that"})
    assert lines(place, before)[2:] == [("move", points[2], other, "says that")]
    consented = now(place).shot.consented
    may, may_not = min({*now(place).shot.points} & consented), min({*now(place).shot.points} - consented)
    shown = text(send(reviewer, place, one, "approve", points=[may, may_not]))
    assert "did not agree to be quoted" in shown
    send(reviewer, place, one, "approve", points=may)
    send(reviewer, place, one, "refuse", points=may_not)
    assert [line[:2] for line in lines(place, before)[3:]] == [("approve-quote", may), ("refuse-quote", may_not)]
    left = members(place, one)
    faults = {
        "Tick the points that you mean": ("move", {"move-into": other}),
        "Choose an agreed theme, or none": ("move", {"points": left}),
        "moved there already": ("move", {"points": points[2], "move-into": other}),
        "Those are all its points": ("split", {**new, "points": left}),
        "is not in this theme": ("split", {**new, "points": points[2]}),
        "A person put those points here already": ("confirm", {"points": left}),
        "is gone, or its text changed": ("move", {"points": "paaaaaaaaaaaa", "move-into": other}),
    }
    for said, (act, told) in faults.items():
        answer = send(reviewer, place, one, act, **told)
        assert answer.status_code == 422
        assert said in text(answer)


def test_a_part_that_the_machine_sees_becomes_a_theme(place, reviewer):
    from pipeline.board.ticked import parts_here

    board = now(place)
    id = next(id for id in sorted(board.shot.themes) if parts_here(board, id))
    part = parts_here(board, id)[0]
    told = {"form": "cut1", "act": "cut", "seen": str(board.stands.no), "cut1-part": part.id, "cut1-first": "WS2a"}
    answer = reviewer.post(place.address("theme", id=id), told)
    assert 'id="cut1-title-error"' in text(answer)
    reviewer.post(place.address("theme", id=id), told | {"cut1-take-title": "yes"})
    new = now(place).stands.agreed.themes[-1]
    assert new.title == board.shot.subthemes[part.subtheme]["title"]
    assert members(place, new.id) == sorted(part.points)
    gone = text(reviewer.post(place.address("theme", id=id), told | {"cut1-take-title": "yes"}))
    assert "This part is there no more" in gone


def test_who_rules_second_is_shown_what_the_first_did_and_asked(place, reviewer):
    id, before = agreed(reviewer, place), now(place).stands.no
    other = signed_in("editor")
    send(other, place, id, "rename", **{"rename-title": "Another title"})
    second = send(reviewer, place, id, "reject", seen=before, **{"reject-reason": "no one subject"})
    assert second.status_code == 409
    assert "Another title" in text(second)
    assert 'value="no one subject"' in text(second)
    assert len(now(place).stands.record) == before + 1
    assert send(reviewer, place, id, "reject", **{"reject-reason": "no one subject"}).status_code == 302


def test_what_was_typed_stands_there_where_another_took_the_theme_away(place, reviewer):
    id, before = waiting(place), now(place).stands.no
    agreed(signed_in("editor"), place)
    written = len(now(place).stands.record)
    second = send(reviewer, place, id, "accept", seen=before, **NEW)
    shown = text(second)
    assert second.status_code == 422
    assert "editor accepted" in shown
    assert "You had written: Lines that fail" in shown
    assert len(now(place).stands.record) == written


def test_ticked_candidates_become_one_theme_or_are_rejected_and_none_is_accepted_unread(place, reviewer):
    board = now(place)
    open_ = sorted(id for id in board.shot.themes if not board.stands.agreed.ruled.get(id))
    before, listed = board.stands.no, place.address("themes")
    told = {"form": "merge", "act": "merge", "seen": str(before), "merge-title": "All of them", "merge-first": "WS2a"}
    assert "two at least" in text(reviewer.post(listed, told | {"ids": open_[:1]}))
    assert reviewer.post(listed, told | {"ids": open_[:3]}).status_code == 302
    new = now(place).stands.agreed.given[-1]
    assert [line[0] for line in lines(place, before)] == ["accept", "retag", "merge", "merge"]
    assert {one for id in open_[:3] for one in board.shot.inside[id]} <= {*members(place, new)}
    told = {"form": "reject", "act": "reject", "seen": str(now(place).stands.no), "ids": open_[3:5]}
    assert "Say in a few words why" in text(reviewer.post(listed, told))
    assert "is an agreed theme, or in one" in text(reviewer.post(listed, told | {"ids": open_[:1]}))
    before = now(place).stands.no
    reviewer.post(listed, told | {"reject-reason": "about no one subject"})
    assert [line[:2] for line in lines(place, before)] == [("reject", id) for id in open_[3:5]]
    assert 'value="accept"' not in text(reviewer.get(listed))


def test_points_that_the_machine_would_join_are_confirmed_and_those_that_are_gone_are_settled(place, reviewer):
    from dataclasses import replace

    from pipeline.board import acts, ticked
    from pipeline.board.ruling import AskedError
    from pipeline.board.theme import theme_of
    from pipeline.review.conflicts import kept_without

    id = agreed(reviewer, place)
    board = now(place)
    placed = {member.point for theme in board.stands.agreed.themes for member in theme.members}
    new, gone = min({*board.shot.points} - placed - {*board.stands.agreed.moves}), members(place, id)[0]
    with pytest.raises(AskedError, match="nothing has to be kept"):
        acts.keep(board, id, "")
    left = {point: row for point, row in board.shot.points.items() if point != gone}
    later = replace(board, shot=replace(board.shot, points=left, joins=((id, new),)))
    shown = theme_of(later, id)
    assert (shown.proposed, shown.gone, new in shown.points) == ({new}, (gone,), True)
    (act,) = ticked.confirm(later, id, {new, *members(place, id)}, "it says the same").acts
    assert (act.act, act.on, act.value) == ("move", new, id)
    (kept,) = acts.keep(later, id, "still one subject").acts
    assert (kept.act, kept.on, kept.digest) == ("note", id, kept_without([gone]).digest)
