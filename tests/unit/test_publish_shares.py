"""What a release tells of shares: when, of whom, and never so that a few people could be found out by subtraction."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.definitions.survey import parse_survey
from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.errors import DefinitionError
from pipeline.publish.gate import release_faults
from pipeline.publish.material import Material
from pipeline.publish.release import make_release
from pipeline.publish.shares import SHARES_FROM, item_shares, theme_share
from pipeline.publish.suppress import suppressed
from pipeline.review.record import Member
from pipeline.review.replay import Agreed, AgreedTheme, Sign
from pipeline.schemas import ASIDES, CLEAN, GROUPS, SPANS, STATES, empty

SURVEY = """\
format: 1
round: r
title: R
opens: 2020-06-01
closes: 2020-06-30
columns: {id: ref}
about:
  - {id: who, title: Who answered, column: who, options: {team: Team, owner: Owner, gp: Practice, nhs: Body}}
questions:
  - {id: q, kind: text, text: What else, column: q}
"""
WEIGH = "weigh: {attribute: who, to: equal}\n"
FRAME = """\
format: 1
title: F
workstreams:
  - {code: WS1, title: One, items: [{code: A, title: Ay, about: a}, {code: B, title: Bee, about: b}]}
none: {title: None, about: nothing}
"""
CODES = ("A", "B", "NONE")
GROUPS_OF = ("team", "team", "team", "owner", "owner", "gp", "gp", "nhs")
NOBODY = dict.fromkeys(STATES, 0)


def _two_points(people):
    return pd.DataFrame(
        [
            {"point": f"p{n:03d}{part}", "answer": f"r{n:03d}/q", "response": f"r{n:03d}", "question": "q",
             "number": part, "start": 0, "end": 1, "text": f"words {n} {part}"}
            for n in range(people) for part in (1, 2)
        ]
    )  # fmt: skip


def _responses(people):
    return pd.DataFrame(
        {"response": [f"r{n:03d}" for n in range(people)], "submitted_at": "2020-06-02T09:00:00Z",
         "organisation": "", "consent_quote": False}
    )  # fmt: skip


def _ledger(people):
    counted = {"received": people, **NOBODY, "usable": people}
    by_source = [{"source": "web", "responses": counted, "answers": counted}]
    by_question = [{"question": "q", "answers": counted}]
    return {"responses": counted, "answers": counted, "by_question": by_question, "by_source": by_source, "rules": []}


def _tagged(points, decided):
    truth = [("A",) if int(row.response[1:]) % 8 < 4 and row.number == 1 else ("B",)
             for row in points.itertuples()]  # fmt: skip
    right = np.array([[code in items for code in CODES] for items in truth]) * 0.7 + 0.1
    scores = pd.DataFrame(right, index=points["point"], columns=list(CODES))
    ruled = dict(list(zip(points["point"], truth, strict=True))[:decided])
    return {"scores": scores, "decided": ruled, "unseen": scores.loc[list(ruled)]}


def made(people=160, decided=240, survey=SURVEY, **more):
    """Two points of each of many people; all of the team and half of the owners say A once, all else is B.

    The tagger is right, but unsure.
    """
    points = _two_points(people)
    about = [(f"r{n:03d}", "who", GROUPS_OF[n % 8]) for n in range(people)]
    material = Material(
        survey=parse_survey(survey, "survey.yml", "r"),
        taxonomy=parse_taxonomy(FRAME, "frame.yml"),
        agreed=agreed(),
        sign=Sign(no=1, version="1", date="2020-07-01", last="9999", by="author"),
        responses=_responses(people),
        answers=empty(CLEAN),
        groups=empty(GROUPS),
        spans=empty(SPANS),
        asides=empty(ASIDES),
        points=points,
        closed=pd.DataFrame(columns=["response", "question", "part", "value"]),
        about=pd.DataFrame(about, columns=["response", "attribute", "value"]),
        ledger=_ledger(people),
        counted=frozenset(f"r{n:03d}" for n in range(people)),
        stability={},
        cohesion={},
        before=None,
        digest="",
        **_tagged(points, decided),
    )
    return replace(material, **more)


def theme(points, items=("B",)):
    members = tuple(Member(theme="r-T001", point=point, by="machine", since=1) for point in points)
    return AgreedTheme(id="r-T001", candidate="c", title="T", items=items, members=members, since=1)


def agreed(*themes):
    return Agreed(themes=themes, rejected=frozenset(), merged={}, retired=frozenset(), quotes=(), signs=(), given=(),
                  ruled={}, moves={})  # fmt: skip


def rows(entry):
    return {row["group"]: row for row in entry["by_group"][0]["rows"]}


def test_no_share_before_a_hundred_points_were_decided_and_it_says_why():
    few = item_shares(made(decided=SHARES_FROM - 1))
    assert all(entry["share"] is None and str(SHARES_FROM) in entry["why_not"] for entry in few)
    assert all(entry["weighted"] is None and entry["by_group"] == [] for entry in few)
    assert [entry["share"] for entry in item_shares(made(scores=None))] == [None] * 3


def test_shares_come_with_an_interval_and_with_how_right_the_tagger_was():
    told = dict(zip(CODES, item_shares(made()), strict=True))
    assert told["A"]["low"] <= told["A"]["share"] <= told["A"]["high"]
    assert (told["A"]["share"], told["B"]["share"]) == (pytest.approx(0.25, abs=0.01), pytest.approx(0.75, abs=0.01))
    assert told["A"]["precision"]["share"] == told["A"]["recall"]["share"] == 1.0
    assert told["NONE"]["precision"] is None
    assert told["A"]["weighted"] is None
    figures = [told[code][name] for code in CODES for name in ("share", "low", "high")]
    assert all(figure == round(figure, 2) for figure in figures)


def test_a_group_in_which_nobody_or_few_speak_of_an_item_is_hidden_with_others_of_its_table():
    told = dict(zip(CODES, item_shares(made()), strict=True))
    assert rows(told["A"])["Team"]["share"] is not None
    hidden = [group for group, row in rows(told["A"]).items() if row["share"] is None]
    assert set(hidden) == {"Owner", "Practice", "Body"}
    assert all("guessed" in rows(told["A"])[group]["why_not"] for group in hidden)
    assert rows(told["B"])["Body"]["responses"] == 20


def test_a_group_with_few_decided_points_says_so():
    told = dict(zip(CODES, item_shares(made(decided=120)), strict=True))
    assert "were decided one by one" in rows(told["B"])["Body"]["why_not"]
    assert rows(told["B"])["Body"]["share"] is None
    assert rows(told["B"])["Body"]["responses"] == 20


def test_a_group_of_fewer_than_five_is_not_counted_nor_shown():
    material = made()
    about = material.about.copy()
    about.loc[(about["value"] == "nhs") & (about["response"] > "r031"), "value"] = "gp"
    told = item_shares(replace(material, about=about))[1]
    assert rows(told)["Body"]["responses"] is None
    assert rows(told)["Body"]["share"] is None
    assert sum(row["share"] is None for row in rows(told).values()) >= 2


def test_a_group_that_grew_by_a_few_since_the_release_before_is_hidden():
    material = made()
    first = [{"code": code, **entry} for code, entry in zip(CODES, item_shares(material), strict=True)]
    earlier = json.loads(json.dumps({"items": first}))
    for entry in earlier["items"]:
        next(row for row in entry["by_group"][0]["rows"] if row["group"] == "Body")["responses"] -= 2
    told = item_shares(replace(material, before=earlier))[1]
    assert rows(told)["Body"]["responses"] is None
    assert rows(told)["Body"]["share"] is None


def test_each_group_counts_the_same_where_the_survey_says_so():
    told = item_shares(made(survey=SURVEY + WEIGH))[1]
    # B is every second point of teams, three in four of owners, all else: of four groups, or of eight people.
    assert told["share"] == pytest.approx(0.75, abs=0.01)
    assert told["weighted"]["share"] == pytest.approx((0.5 + 0.75 + 2) / 4, abs=0.015)
    assert told["weighted"]["low"] <= told["weighted"]["share"] <= told["weighted"]["high"]


def test_weighted_and_plain_shares_never_leave_one_or_two_groups_to_be_worked_out():
    for entry in item_shares(made(survey=SURVEY + WEIGH)):
        hidden = [row for row in rows(entry).values() if "guessed" in row["why_not"]]
        assert len(hidden) not in (1, 2) or entry["weighted"]["share"] is None


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ("{Team: 0.25, Owner: 0.25, Practice: 0.25, Body: 0.25}", "points of owners and practices weigh the same"),
        ("{Team: 0.5, Owner: 0.5, Practice: 0, Body: 0}", "owners alone are in the weighted share"),
        ("{Team: 0.4, Owner: 0.3, Practice: 0.1, Body: 0.2}", ""),
    ],
)
def test_three_hidden_groups_are_worked_out_where_two_of_them_weigh_the_same(parts, why):
    told = item_shares(made(survey=SURVEY + f"weigh: {{attribute: who, to: {parts}}}\n"))[0]
    assert [row["share"] for row in rows(told).values()][1:] == [None] * 3
    # 320 points of which 120 are of teams; 80, 80 and 40 of the others: two sums of three unknowns.
    assert (told["weighted"]["share"] is None) == bool(why)
    assert ("too small" in told["weighted"]["why_not"]) == bool(why)


def test_one_person_who_says_much_is_not_several():
    material = made(decided=320)
    point = material.points.iloc[0].to_dict()
    of_one = {"answer": "r007/q", "response": "r007"}
    more = pd.DataFrame([{**point, **of_one, "point": f"q{n:03d}", "number": n} for n in range(3, 63)])
    scores = pd.concat([material.scores, pd.DataFrame([[0.8, 0.1, 0.1]] * 60, more["point"], list(CODES))])
    decided = {**material.decided, **dict.fromkeys(more["point"], ("A",))}
    points = pd.concat([material.points, more], ignore_index=True)
    told = item_shares(replace(material, points=points, scores=scores, unseen=scores, decided=decided))[0]
    assert rows(told)["Team"]["share"] is not None
    assert rows(told)["Body"]["share"] is None
    assert "guessed" in rows(told)["Body"]["why_not"]


def test_two_groups_of_which_one_is_hidden_have_no_weighted_share():
    two = SURVEY.replace("questions:", "    groups: {Most: [team, owner, gp], Body: [nhs]}\nquestions:").replace(
        "{id: who, title: Who answered, column: who, options: {team: Team, owner: Owner, gp: Practice, nhs: Body}}",
        "id: who\n    title: Who\n    column: who\n    options: {team: T, owner: O, gp: P, nhs: B}",
    )
    told = item_shares(made(survey=two + WEIGH))[0]
    assert told["share"] is not None
    assert told["weighted"]["share"] is None
    assert "too small" in told["weighted"]["why_not"]


def test_a_group_of_under_five_responses_cannot_be_weighed():
    material = made(survey=SURVEY + WEIGH)
    about = material.about[(material.about["value"] != "nhs") | (material.about["response"] < "r030")]
    told = item_shares(replace(material, about=about))[0]
    assert told["weighted"]["share"] is None
    assert "under five" in told["weighted"]["why_not"]


@given(st.lists(st.integers(0, 30), min_size=3, max_size=7), st.integers(2, 4))
def test_as_many_cells_are_hidden_as_there_are_sums_and_one(counts, least):
    told = suppressed({str(number): count for number, count in enumerate(counts)}, least=least)
    hidden = sum(count is None for count in told.values())
    assert hidden == 0 or hidden >= min(least, len(counts))


def test_a_themes_share_is_counted_and_its_interval_is_of_sampling_where_nothing_was_ruled():
    mine = theme([f"p{n:03d}1" for n in range(40)])
    told = theme_share(made(decided=0), mine)
    assert told == {"share": 0.25, "low": 0.1893, "high": 0.3224, "interval": "sampling"}


def test_members_that_were_ruled_wrong_widen_a_themes_interval_downwards():
    material = made(decided=0)
    points = [f"p{n:03d}1" for n in range(40)]
    ruled = {point: ("B",) if number % 3 else ("A",) for number, point in enumerate(points[:12])}
    plain, read = theme_share(material, theme(points)), theme_share(replace(material, decided=ruled), theme(points))
    assert read["interval"] == "sampling and reading"
    assert read["share"] == plain["share"]
    assert read["low"] < plain["low"] - 0.04


def test_members_that_were_all_ruled_right_leave_the_interval_near_that_of_sampling():
    points = [f"p{n:03d}1" for n in range(40)]
    told = theme_share(replace(made(decided=0), decided=dict.fromkeys(points, ("B",))), theme(points))
    assert (told["low"], told["interval"]) == (0.1893, "sampling and reading")


def test_a_person_has_the_last_word_on_a_points_items():
    mine = theme(["p0001", "p0002", "p0011", "p0021", "p0031", "p0041", "p0051"])
    material = made(decided=0, agreed=agreed(mine))
    value = make_release(replace(material, decided={"p0001": ("A", "B")}))
    told = {point["id"]: point for point in value["points"]}
    assert (told["p0001"]["items"], told["p0001"]["decided"]) == (["A", "B"], True)
    assert (told["p0011"]["items"], "decided" in told["p0011"]) == (["B"], False)
    assert {item["code"]: item["points"] for item in value["items"]} == {"A": 1, "B": 7, "NONE": 0}
    assert value["evaluation"]["decided_points"] == 1
    assert release_faults(value, "published.json") == []


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False))
def test_rows_in_any_order_give_the_same_release(chance):
    mine = theme([f"p{n:03d}1" for n in range(40)])
    material = made(survey=SURVEY + WEIGH, agreed=agreed(mine))
    seed = chance.randrange(1000)
    shuffled = {name: getattr(material, name).sample(frac=1, random_state=seed) for name in
                ("points", "about", "scores", "unseen", "responses")}  # fmt: skip
    ruled = list(material.decided.items())
    chance.shuffle(ruled)
    again = make_release(replace(material, **shuffled, decided=dict(ruled)))
    assert json.dumps(again) == json.dumps(make_release(material))


@pytest.mark.parametrize(
    "change", [{"share": 0.5}, {"low": -0.1}, {"high": 1.2}, {"low": None}, {"weighted": {"share": 0.5, "low": 0.6}}]
)
def test_a_release_whose_shares_do_not_fit_is_no_book(change):
    value = make_release(made(agreed=agreed(theme([f"p{n:03d}1" for n in range(40)]))))
    value["items"][0] |= change
    [fault] = release_faults(value, "published.json")
    assert "item A" in str(fault)


@pytest.mark.parametrize(
    ("weigh", "said"),
    [
        ("weigh: {attribute: whom, to: equal}", "'whom' is no attribute under 'about' (did you mean 'who'?)"),
        ("weigh: {attribute: who, to: even}", "to 'even' is not known"),
        ("weigh: {attribute: who}", "'weigh' has no 'to'"),
        ("weigh: {attribute: who, to: {Team: 0.5, Owner: 0.5, Practice: 0}}", "group 'Body' has no part"),
        ("weigh: {attribute: who, to: {Team: 0.5, Owner: 0.2, Practice: 0.2, Body: 0.2}}", "add up to 1.1"),
        ("weigh: {attribute: who, to: {Team: half, Owner: 0.5, Practice: 0.3, Body: 0.2}}", "'half'; write a share"),
        ("weigh: {attribute: who, to: {Team: 0.5, Owners: 0.5, Owner: 0, Practice: 0, Body: 0}}", "is no group"),
        ("weigh: {attribute: who, to: equal, trim: 3}", "unknown key 'trim'"),
    ],
)
def test_a_weighing_that_cannot_be_is_refused_with_its_line_and_the_cure(weigh, said):
    with pytest.raises(DefinitionError) as raised:
        parse_survey(SURVEY + weigh, "survey.yml", "r")
    assert said in str(raised.value)
    assert str(raised.value).startswith("survey.yml:11: ")


def test_a_weighing_by_parts_is_read():
    weigh = "weigh: {attribute: who, to: {Team: 0.4, Owner: .3, Practice: 0.3, Body: 0}}\n"
    told = parse_survey(SURVEY + weigh, "survey.yml", "r").weigh
    assert dict(told.to) == {"Team": 0.4, "Owner": 0.3, "Practice": 0.3, "Body": 0.0}


@pytest.mark.parametrize("kept", ["r-T001", "r-T002"])
def test_a_theme_that_fell_into_two_less_one_of_them_tells_no_few_of_the_other(kept):
    at = {who: [n for n in range(160) if GROUPS_OF[n % 8] == who] for who in set(GROUPS_OF)}
    whole = [*at["team"][:20], *at["owner"][:6], *at["gp"][:14], *at["nhs"][:16]]
    one = [*at["team"][:10], *at["owner"][:5], *at["gp"][:8], *at["nhs"][:8]]
    halves = [
        replace(theme([f"p{n:03d}1" for n in mine]), id=id)
        for id, mine in ((kept, one), ("r-T003", [n for n in whole if n not in one]))
    ]
    first = make_release(made(agreed=agreed(theme([f"p{n:03d}1" for n in whole]))))
    second = make_release(made(agreed=agreed(*halves), before=first))
    before, now, rest = (
        {row["group"]: row["responses"] for row in told["who"][0]["rows"]}
        for told in (*first["themes"], *second["themes"])
    )
    assert before == {"Team": 20, "Owner": 6, "Practice": 14, "Body": 16}
    # Five of the six stand in the one: shown, it would say that one stands in the other.
    assert (now["Team"], now["Owner"], rest["Owner"]) == (10, None, None)
