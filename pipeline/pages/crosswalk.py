"""Missions and standards beside the workstreams, their items and the roadmap; each a fact with its source."""

from collections.abc import Sequence

from pipeline.definitions.facts import Mission, Standard, by_name, parse_missions, parse_standards
from pipeline.definitions.roadmap import Roadmap, RoadmapItem
from pipeline.definitions.taxonomy import Taxonomy
from pipeline.pages.addresses import FRAME, PLAN, item_page, workstream_page
from pipeline.pages.facts import known
from pipeline.pages.group import source_link
from pipeline.pages.marks import Fragment, code, codes, link, quoted, row_count, table, written
from pipeline.pages.reading import address, here, roadmap, taxonomy
from pipeline.place import read_text, shown

_MISSIONS, _STANDARDS = "book/data/missions.yml", "book/data/standards.yml"
_NOBODY = "the source names nobody"


def _plain(kind: str, plan: Roadmap, inside: str) -> Fragment:
    mark = "illustrative" if plan.illustrative else "ruled"
    return Fragment(f'<div class="cp {kind}" data-roadmap="{mark}">\n{inside}\n</div>')


def _roadmap_items(items: Sequence[RoadmapItem]) -> str:
    told = [link(address(item_page(item.id)), written(item.title, PLAN)) for item in items]
    return "<br>".join(told) or "none"


def _workstreams(frame: Taxonomy, mission: str) -> str:
    """The workstreams that name a mission, and the items that name it on their own."""
    told = [
        link(address(workstream_page(each.code)), f"{code(each.code)} {written(each.title, FRAME)}")
        for each in frame.workstreams
        if mission in each.missions
    ]
    items = codes(item.code for item in frame.items if mission in item.missions)
    return "<br>".join([*told, *([f"Items: {items}"] if items else [])]) or "none"


def _mission_row(mission: Mission, frame: Taxonomy, plan: Roadmap) -> tuple[str, ...]:
    serving = {item.code for item in frame.items if mission.code in item.missions}
    return (
        f"{code(mission.code)} {written(mission.title, _MISSIONS)}",
        _workstreams(frame, mission.code),
        _roadmap_items([item for item in plan.items if serving & {*item.items}]),
        known(mission.when, mission.sure, _MISSIONS),
        source_link(mission.source, _MISSIONS),
    )


def missions_table() -> Fragment:
    """The national missions with the workstreams, items and roadmap items that serve each."""
    path, frame, plan = here().facts("missions"), taxonomy(), roadmap()
    rows = [_mission_row(each, frame, plan) for each in parse_missions(read_text(path), shown(path))]
    head = ["Mission", "Workstreams and items", "On the roadmap", "As at", "Source"]
    return _plain("missions", plan, table(f"Missions: {row_count(rows)}.", head, rows))


def _standards() -> tuple[Standard, ...]:
    path = here().facts("standards")
    return parse_standards(read_text(path), shown(path), [item.code for item in taxonomy().items])


def _standard_row(standard: Standard, touching: Sequence[RoadmapItem]) -> tuple[str, ...]:
    name = f'<span id="{quoted(standard.anchor)}">{written(standard.name, _STANDARDS)}</span>'
    return (
        f"{name}<br>{codes(standard.items)}" if standard.items else name,
        written(standard.what, _STANDARDS),
        written(standard.responsible, _STANDARDS) or _NOBODY,
        _roadmap_items(touching),
        f"{source_link(standard.source, _STANDARDS)}, {known(standard.when, standard.sure, _STANDARDS)}",
    )


def standards_table() -> Fragment:
    """Standards and services, who is responsible for each, and the roadmap items that touch it."""
    standards, plan = _standards(), roadmap()
    names = by_name(standards)
    touching = {
        standard.anchor: [
            item for item in plan.items if any(names.get(s.casefold()) == standard for s in item.standards)
        ]
        for standard in standards
    }
    rows = [_standard_row(each, touching[each.anchor]) for each in standards]
    head = ["Standard or service", "What it is", "Who is responsible", "On the roadmap", "Source, as at"]
    return _plain("standards", plan, table(f"Standards and services: {row_count(rows)}.", head, rows))
