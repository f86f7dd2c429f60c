"""What the cards of the roadmap can be narrowed down by: a form that the book's script brings to life."""

import json
from collections.abc import Mapping, Sequence

from pipeline.definitions.roadmap import HORIZONS, STATUSES, RoadmapItem
from pipeline.definitions.taxonomy import Taxonomy
from pipeline.pages.addresses import FRAME, PLAN
from pipeline.pages.evidence import kind_names
from pipeline.pages.marks import escaped, quoted, theme_round
from pipeline.pages.reading import release, taxonomy

Facets = Mapping[str, Sequence[str]]


def facets_of(item: RoadmapItem) -> Facets:
    """What a card is found by: its workstreams, horizon, status, owner, and the kinds of sender of its evidence."""
    return {
        "workstream": [each.code for each in taxonomy().workstreams if {i.code for i in each.items} & {*item.items}],
        "horizon": [item.horizon],
        "status": [item.status],
        "owner": [item.owner],
        "sender": list(_senders([item])),
    }


def facets_mark(item: RoadmapItem) -> str:
    """The same as an attribute of the card, for the script."""
    return f'data-facets="{quoted(json.dumps(facets_of(item), ensure_ascii=False))}"'


def _senders(items: Sequence[RoadmapItem]) -> dict[str, str]:
    """The mark of each kind of sender whose count is shown in a theme of the evidence, by name."""
    found: dict[str, str] = {}
    for theme in dict.fromkeys(theme for item in items for theme in item.evidence):
        told = release(theme_round(theme))
        n = told.theme(theme) if told else None
        if told is None or n is None:
            continue
        for name, key in kind_names(told, n):
            found.setdefault(name, f'data-round="{quoted(told.round)}" data-key="{quoted(key)}"')
    return found


def narrowing(items: Sequence[RoadmapItem]) -> str:
    """The form: hidden until the script shows it, so that nobody meets a choice that does nothing."""
    facets = [facets_of(item) for item in items]
    lists = "".join(_choice(name, label, options) for name, label, options in _choices(items, taxonomy(), facets))
    return (
        f'<form class="narrowing" aria-label="Narrow the roadmap down" hidden><div class="columns">{lists}</div>'
        '<p><button type="reset">Show all</button> <span role="status"></span></p></form>'
    )


def _choices(
    items: Sequence[RoadmapItem], frame: Taxonomy, facets: Sequence[Facets]
) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Each list with its label and its options, each a value, its words and its mark; only what some card has."""
    used = {name: {value for each in facets for value in each[name]} for name in ("workstream", "horizon", "status")}
    marks = _senders(items)
    plan = f'data-from="{PLAN}"'
    streams = [(w.code, w.title, f'data-from="{FRAME}"') for w in frame.workstreams if w.code in used["workstream"]]
    return [
        ("workstream", "Workstream", streams),
        ("horizon", "Horizon", [(each, each, "") for each in HORIZONS if each in used["horizon"]]),
        ("status", "Status", [(each, each, "") for each in STATUSES if each in used["status"]]),
        ("owner", "Owner", [(each, each, plan) for each in sorted({item.owner for item in items})]),
        ("sender", "Kind of sender in its evidence", [(each, each, marks[each]) for each in sorted(marks)]),
    ]


def _choice(name: str, label: str, options: Sequence[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<option value="{quoted(value)}" {mark}>{escaped(" ".join(words.split()))}</option>'
        for value, words, mark in options
    )
    return f'<p><label>{label}<br><select name="{name}"><option value="">All</option>{inside}</select></label></p>'
