"""Material for cross-tabs: responses with their groups and what they chose in closed questions."""

import pandas as pd

from pipeline.definitions.survey import parse_survey
from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.publish.material import Material
from pipeline.review.replay import Agreed, Sign
from pipeline.schemas import ABOUT, ASIDES, CLEAN, CLOSED, GROUPS, POINTS, SPANS, empty

SURVEY = """\
format: 1
round: r
title: R
opens: 2020-06-01
closes: 2020-06-30
columns: {id: ref}
about:
  - {id: who, title: Who, column: who, options: {team: Team, owner: Owner, gp: Practice, nhs: Body}}
  - {id: place, title: Place, column: place, options: {north: North, mid: Middle, south: South}}
questions:
  - {id: rate, kind: rating, text: How good, column: rate, options: {"1": low, "2": "2", "3": "3", "4": "4", "5": high}}
  - {id: one, kind: choice, text: Which one, column: one, options: {a: Ay, b: Bee, c: Cee}}
  - {id: top, kind: ranked, most: 2, text: Which two, column: top, options: {a: Ay, b: Bee, c: Cee, d: Dee}}
  - {id: many, kind: choices, text: Which, column: many, options: {a: Ay, b: Bee, c: Cee}}
  - kind: grid
    id: grid
    text: When
    column: grid
    rows: {x: Ex, y: Why}
    options: {now: Now, later: Later}
  - {id: some, kind: choice, text: Suppliers, column: some, shown_to: {who: [gp]}, options: {a: Ay, b: Bee}}
  - {id: q, kind: text, text: What else, column: q}
"""
FRAME = """\
format: 1
title: F
workstreams:
  - {code: WS1, title: One, items: [{code: A, title: Ay, about: a}]}
none: {title: None, about: nothing}
"""
NOBODY = Agreed(themes=(), rejected=frozenset(), merged={}, retired=frozenset(), quotes=(), signs=(), given=(),
                ruled={}, moves={})  # fmt: skip


def tabled(about, chosen, before=None, date="2020-07-01", survey=SURVEY, times=None):
    """Material of responses: ABOUT names the groups of each in turn, CHOSEN its (question, part, value) by response."""
    names = [f"r{n:03d}" for n in range(len(about))]
    told = [(name, *pair) for name, groups in zip(names, about, strict=True) for pair in groups.items() if pair[1]]
    closed = [(names[n], *row, 0) for n, rows in enumerate(chosen) for row in rows]
    moments = times or ["2020-06-02T09:00:00Z"] * len(names)
    return Material(
        survey=parse_survey(survey, "survey.yml", "r"),
        taxonomy=parse_taxonomy(FRAME, "frame.yml"),
        agreed=NOBODY,
        sign=Sign(no=1, version="1", date=date, last="9999", by="author"),
        responses=pd.DataFrame(
            {"response": names, "submitted_at": moments, "organisation": "", "consent_quote": False}
        ),
        answers=empty(CLEAN),
        groups=empty(GROUPS),
        spans=empty(SPANS),
        asides=empty(ASIDES),
        points=empty(POINTS),
        closed=pd.DataFrame(closed, columns=[*CLOSED.columns]),
        about=pd.DataFrame(told, columns=[*ABOUT.columns]),
        ledger={},
        counted=frozenset(names),
        stability={},
        cohesion={},
        before=before,
        digest="",
    )
