"""The gate: each way in which a roadmap can lose its evidence is named with its line and the cure."""

import datetime as dt
from dataclasses import replace

import pytest

from pipeline.definitions.roadmap import NO_DAY, Change, LeftOut, Roadmap, RoadmapItem, parse_roadmap
from pipeline.errors import DefinitionError
from pipeline.publish.gate import roadmap_faults

TODAY = dt.date(2020, 11, 30)
ITEM = RoadmapItem(
    id="rm-01",
    line=7,
    title="Sign in once",
    items=("WS2a",),
    horizon="now",
    status="planned",
    owner="Practical IT lead",
    blocked_by="",
    review_by=dt.date(2020, 11, 30),
    value="Less waiting.",
    standards=(),
    evidence=("r-2020-T001",),
    because="",
    history=(),
)


def release(*themes: str, illustrative: bool = False) -> dict:
    return {"release": {"illustrative": illustrative}, "themes": [{"id": theme} for theme in themes]}


def said(item: RoadmapItem, published: dict | None = None, *, illustrative: bool = False) -> list[str]:
    plan = Roadmap(file="roadmap.yml", illustrative=illustrative, as_at=None, items=(item,))
    known = published or {"r-2020": release("r-2020-T001")}
    return [str(fault) for fault in roadmap_faults(plan, known, TODAY, illustrative)]


def test_a_sound_item_passes_on_its_last_day():
    assert said(ITEM) == []


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (replace(ITEM, evidence=()), "has no evidence; name at least one agreed theme"),
        (replace(ITEM, owner=" "), "has no owner; write one"),
        (replace(ITEM, status=""), "has no status; write one"),
        (replace(ITEM, missing=("owner",)), "has no owner; write one"),
        (replace(ITEM, review_by=NO_DAY), "has no review_by; write the day by which it is looked at again"),
        (
            replace(ITEM, review_by=dt.date(2020, 11, 29)),
            "was to be reviewed by 2020-11-29, and it is 2020-11-30; review it",
        ),
        (
            replace(ITEM, evidence=("r-2020-T002",)),
            "rests on r-2020-T002, which no release in force holds; themes there: r-2020-T001",
        ),
        (
            replace(ITEM, evidence=("other-T001",)),
            "rests on other-T001, which no release in force holds; themes there: none yet",
        ),
        (replace(ITEM, history=(Change(date=dt.date(2021, 1, 1), what="x"),)), "tells of 2021-01-01"),
    ],
)
def test_each_fault_is_named_with_its_line(item, words):
    told = said(item)
    assert len(told) == 1
    assert told[0].startswith("roadmap.yml:7: roadmap item rm-01 ")
    assert words in told[0]


def test_a_real_roadmap_does_not_rest_on_a_made_up_round():
    published = {"r-2020": release("r-2020-T001", illustrative=True)}
    assert "made-up round" in said(ITEM, published)[0]
    assert said(ITEM, published, illustrative=True) == []


def test_before_anything_is_agreed_an_illustrative_roadmap_stands():
    published = {"r-2020": release(illustrative=True)}
    assert said(ITEM, published, illustrative=True) == []
    assert said(ITEM, {"r-2020": release()}) != []


def test_a_theme_left_out_that_no_release_holds_is_named_with_its_line():
    left = LeftOut(theme="r-2020-T009", line=21, because="Nobody can do it yet.", date=None)
    plan = Roadmap(file="roadmap.yml", illustrative=False, as_at=None, items=(ITEM,), not_on_roadmap=(left,))
    faults = [str(fault) for fault in roadmap_faults(plan, {"r-2020": release("r-2020-T001")}, TODAY, False)]
    (fault,) = faults
    assert fault.startswith("roadmap.yml:21: not_on_roadmap names r-2020-T009, which no release in force holds")


WRITTEN = """format: 1
items:
  - id: rm-01
    title: Sign in once
    items: [WS2a]
    horizon: now
    status: planned
    owner: Practical IT lead
    review_by: 2020-12-31
    value: Less waiting.
    evidence: [r-2020-T001]
"""


def parsed(text: str, *, unfinished: bool = False) -> Roadmap:
    return parse_roadmap(text, "roadmap.yml", ["WS2a"], unfinished=unfinished)


@pytest.mark.parametrize(
    ("line", "strict", "draft"),
    [
        ("    owner: Practical IT lead\n", "3: roadmap item has no 'owner'; add a line 'owner: ...'", "has no owner"),
        ("    status: planned\n", "3: roadmap item has no 'status'; add a line 'status: ...'", "has no status"),
        ("    review_by: 2020-12-31\n", "3: roadmap item has no 'review_by'; add a line", "has no review_by"),
        ("    evidence: [r-2020-T001]\n", "3: roadmap item has no 'evidence'; add a line", "has no evidence"),
    ],
)
def test_what_is_missing_stops_a_build_with_its_line_and_is_told_of_a_draft(line, strict, draft):
    key = line.split(":")[0].strip()
    for text in (WRITTEN.replace(line, ""), WRITTEN.replace(line, f"    {key}:\n")):
        with pytest.raises(DefinitionError, match=f"roadmap.yml:.*'?{key}'?") as found:
            parsed(text)
        assert found.value.exit_code == 3
        told = roadmap_faults(parsed(text, unfinished=True), {"r-2020": release("r-2020-T001")}, TODAY, False)
        assert [str(fault).split(";")[0] for fault in told] == [f"roadmap.yml:3: roadmap item rm-01 {draft}"]
    with pytest.raises(DefinitionError, match=f"roadmap.yml:{strict}"):
        parsed(WRITTEN.replace(line, ""))


@pytest.mark.parametrize(
    ("seen", "instead", "said"),
    [
        ("status: planned", "status: plan", "roadmap.yml:7: status 'plan' is not known"),
        ("horizon: now", "horizon: soon", "roadmap.yml:6: horizon 'soon' is not known; one of now, next, later"),
        ("2020-12-31", "31/12/2020", "roadmap.yml:9: 'review_by' is '31/12/2020'; write the day as 2020-11-30"),
    ],
)
@pytest.mark.parametrize("unfinished", [False, True])
def test_a_word_of_no_list_stops_a_draft_as_well(seen, instead, said, unfinished):
    with pytest.raises(DefinitionError) as found:
        parsed(WRITTEN.replace(seen, instead), unfinished=unfinished)
    assert said in str(found.value)
