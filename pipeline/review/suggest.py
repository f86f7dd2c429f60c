"""What the worksheet suggests: candidates first, then the agreed themes, then the points that may be quoted."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from pipeline.ids import text_digest
from pipeline.review.noticed import Noticed, noticed, placed
from pipeline.review.replay import Agreed, AgreedTheme
from pipeline.review.worksheet import MACHINE
from pipeline.schemas import records


def theme_digest(points: Collection[str]) -> str:
    """What a ruling on a theme keeps of it: a digest of its sorted point ids."""
    return hashlib.sha256("\n".join(sorted(points)).encode()).hexdigest()[:16]


def _row(**cells: object) -> dict[str, str]:
    return {name: str(cells.get(name, "")) for name in MACHINE}


_SAID = {"like": 'reads like the card\'s "{}"', "against": "against: {}", "decided": "near decided {}"}


def _because(reasons: str) -> str:
    """The reasons of a tag in a cell: words of the answers as they are, and what comes from elsewhere called so."""
    told = [next(iter(reason.items())) for reason in json.loads(reasons or "[]")[:6]]
    return "; ".join(_SAID.get(kind, "{}").format(text) for kind, text in told)


def _named(points: Collection[str], organisation_of: Mapping[str, str]) -> object:
    """How many organisations the senders of points named; nothing where the round does not ask."""
    return len({organisation_of[point] for point in points if organisation_of.get(point)}) if organisation_of else ""


_NO_TAG = {"items": "", "scores": "{}", "reasons": "[]"}


def _candidates(
    themes: pd.DataFrame,
    members: pd.DataFrame,
    tags: pd.DataFrame,
    points: pd.DataFrame,
    agreed: Agreed,
    organisation_of: Mapping[str, str],
    seen: Noticed,
) -> Iterator[dict[str, str]]:
    told = {tag["unit"]: tag for tag in records(tags)}
    members_of = members.groupby("theme")["point"].agg(list).to_dict()
    texts = {point["point"]: point["text"] for point in records(points)}
    ruled = agreed.decided()
    ordered = themes.sort_values(["responses", "points", "theme"], ascending=[False, False, True])
    for theme in records(ordered):
        tag, inside = told.get(theme["theme"], _NO_TAG), members_of.get(theme["theme"], [])
        yield _row(
            kind="theme",
            id=theme["theme"],
            digest=theme_digest(inside),
            now=ruled.get(theme["theme"]) or placed(inside, agreed),
            suggested_title=theme["title"],
            keywords=", ".join(json.loads(theme["keywords"])),
            suggested_items=tag["items"],
            score=max(json.loads(tag["scores"]).values(), default=""),
            because=_because(tag["reasons"]),
            responses=theme["responses"],
            points=theme["points"],
            texts=theme["texts"],
            organisations=_named(inside, organisation_of),
            text="\n".join(f"- {texts[id]}" for id in json.loads(theme["examples"]) if id in texts),
            **seen.cells(theme["theme"]),
        )


def _agreed_row(theme: AgreedTheme, organisation_of: Mapping[str, str]) -> dict[str, str]:
    joined = sum(member.by == "machine" for member in theme.members)
    marks = [("minority", theme.minority), ("safety", theme.safety), ("small", theme.keep_small)]
    return _row(
        kind="agreed",
        id=theme.id,
        digest=theme_digest([member.point for member in theme.members]),
        now=";".join(name for name, told in marks if told),
        suggested_title=theme.title,
        suggested_items=";".join(theme.items),
        because=f"{joined} points joined by the machine" if joined else "",
        points=len(theme.members),
        organisations=_named([member.point for member in theme.members], organisation_of),
    )


def _quotable(
    themes: pd.DataFrame, points: pd.DataFrame, consented: Collection[str], agreed: Agreed
) -> Iterator[dict[str, str]]:
    ruled = {quote.point: "approve-quote" if quote.approved else "refuse-quote" for quote in agreed.quotes}
    known = {point["point"]: point for point in records(points)}
    for theme in records(themes.sort_values(["responses", "points", "theme"], ascending=[False, False, True])):
        for id in json.loads(theme["examples"]):
            point = known[id]
            if point["response"] in consented:
                yield _row(
                    kind="point",
                    id=id,
                    digest=text_digest(point["text"]),
                    now=ruled.get(id, ""),
                    suggested_title=theme["title"],
                    because=theme["theme"],
                    text=point["text"],
                    question=point["question"],
                )


def suggested_rows(
    tables: Mapping[str, pd.DataFrame],
    agreed: Agreed,
    consented: Collection[str],
    organisations: Mapping[str, str] | None = None,
    rules: Mapping[str, str] | None = None,
) -> list[dict[str, str]]:
    """Every row of the worksheet; `tables` holds themes, members, theme_tags and points of the last analysis, and
    where they were made its quality, flags, subthemes, voices, stances, lineage and shifts.

    `consented` names the responses whose senders agreed to be quoted; points of others are never shown for quotation.
    `organisations` holds the organisation that a response named, and nothing in a round that does not ask.
    `rules` puts each rule of quality in words.
    """
    themes, points = tables["themes"], tables["points"]
    named = {id: told for id, told in (organisations or {}).items() if told}
    owners = zip(points["point"], points["response"], strict=True)
    organisation_of = {point: named[response] for point, response in owners if response in named}
    seen = noticed(tables, rules or {})
    rows = [
        *_candidates(themes, tables["members"], tables["theme_tags"], points, agreed, organisation_of, seen),
        *(_agreed_row(theme, organisation_of) for theme in agreed.themes),
        *_quotable(themes, points, consented, agreed),
    ]
    return list({(row["kind"], row["id"]): row for row in reversed(rows)}.values())[::-1]
