"""What the worksheet suggests: candidates first, then the agreed themes, then the points that may be quoted."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from pipeline.ids import text_digest
from pipeline.review.beside import Marks, marks_by_point, marks_counted
from pipeline.review.noticed import Noticed, noticed, placed
from pipeline.review.parts import Part, parts_of
from pipeline.review.reasons import because_told
from pipeline.review.replay import Agreed, AgreedTheme
from pipeline.review.worksheet import MACHINE
from pipeline.schemas import records


def theme_digest(points: Collection[str]) -> str:
    """What a ruling on a theme keeps of it: a digest of its sorted point ids."""
    return hashlib.sha256("\n".join(sorted(points)).encode()).hexdigest()[:16]


def _row(**cells: object) -> dict[str, str]:
    return {name: str(cells.get(name, "")) for name in MACHINE}


def _named(points: Collection[str], organisation_of: Mapping[str, str]) -> object:
    """How many organisations the senders of points named; nothing where the round does not ask."""
    return len({organisation_of[point] for point in points if organisation_of.get(point)}) if organisation_of else ""


_NO_TAG = {"items": "", "scores": "{}", "reasons": "[]"}


def point_now(point: str, agreed: Agreed) -> dict[str, str]:
    """What was ruled on a point: whether it may be quoted, and where it was moved to."""
    quote = next((quote for quote in agreed.quotes if quote.point == point), None)
    ruled = "" if quote is None else "approve-quote" if quote.approved else "refuse-quote"
    return {"quote": ruled, "move": agreed.moves.get(point, "")}


def _ruled_on_point(point: str, agreed: Agreed) -> str:
    now = point_now(point, agreed)
    moved = f"moved to {now['move']}" if now["move"] else ""
    return "; ".join(told for told in (now["quote"], moved) if told)


# A candidate that holds so much of one that was rejected is the same again.
_SAME = 0.5


def _rejected_before(points: Collection[str], agreed: Agreed) -> str:
    """The line that rejected the same points under another id, where half of them and more come back."""
    lines = [no for no, was in agreed.turned_down.values() if was and len(was & set(points)) >= _SAME * len(was)]
    return f"rejected before, line {max(lines)}" if lines else ""


def _tag_cells(tag: Mapping[str, str]) -> dict[str, object]:
    score = max(json.loads(tag["scores"]).values(), default="")
    return {"suggested_items": tag["items"], "score": score, "because": because_told(tag["reasons"])}


def _candidates(
    tables: Mapping[str, pd.DataFrame],
    agreed: Agreed,
    organisation_of: Mapping[str, str],
    seen: Noticed,
) -> Iterator[dict[str, str]]:
    themes, members, points = tables["themes"], tables["members"], tables["points"]
    told = {tag["unit"]: tag for tag in records(tables["theme_tags"])}
    members_of = members.groupby("theme")["point"].agg(list).to_dict()
    texts = {point["point"]: point["text"] for point in records(points)}
    ruled = agreed.decided()
    ordered = themes.sort_values(["responses", "points", "theme"], ascending=[False, False, True])
    for theme in records(ordered):
        inside = members_of.get(theme["theme"], [])
        now = [placed(inside, agreed), _rejected_before(inside, agreed)]
        yield _row(
            kind="theme",
            id=theme["theme"],
            digest=theme_digest(inside),
            now=ruled.get(theme["theme"]) or "; ".join(each for each in now if each),
            suggested_title=theme["title"],
            keywords=", ".join(json.loads(theme["keywords"])),
            responses=theme["responses"],
            points=theme["points"],
            texts=theme["texts"],
            organisations=_named(inside, organisation_of),
            **_tag_cells(told.get(theme["theme"], _NO_TAG)),
            text="\n".join(f"• {texts[id]}" for id in json.loads(theme["examples"]) if id in texts),
            **seen.cells(theme["theme"]),
        )


def known_parts(tables: Mapping[str, pd.DataFrame], agreed: Agreed) -> dict[str, Part]:
    """What the tables of an analysis say that themes may be split into."""
    if "subthemes" not in tables or "submembers" not in tables:
        return {}
    subthemes = tables["subthemes"]
    candidate_of = dict(zip(subthemes["subtheme"], subthemes["theme"], strict=True))
    return parts_of(_sets(tables["submembers"], "subtheme"), candidate_of, _sets(tables["members"], "theme"), agreed)


def _sets(frame: pd.DataFrame, by: str) -> dict[str, frozenset[str]]:
    return {str(key): frozenset(group["point"]) for key, group in frame.groupby(by)}


def _part_rows(tables: Mapping[str, pd.DataFrame], agreed: Agreed) -> Iterator[dict[str, str]]:
    """A row for each part, the largest first."""
    parts = known_parts(tables, agreed)
    if not parts:
        return
    points = {row["point"]: row for row in records(tables["points"])}
    said = {row["subtheme"]: row for row in records(tables["subthemes"])}
    tags = dict(zip(tables["theme_tags"]["unit"], tables["theme_tags"]["items"], strict=True))
    for part in sorted(parts.values(), key=lambda part: (-len(part.points), part.id)):
        theme, row = agreed.theme(part.source), said[part.subtheme]
        shown = [id for id in json.loads(row["examples"]) if id in part.points and id in points]
        yield _row(
            kind="part",
            id=part.id,
            digest=theme_digest(part.points),
            suggested_title=row["title"],
            keywords=", ".join(json.loads(row["keywords"])),
            suggested_items=";".join(theme.items) if theme else tags.get(part.source, ""),
            because=f"a part of {part.source}" + (f": {theme.title}" if theme else ""),
            responses=len({points[id]["response"] for id in part.points if id in points}),
            points=len(part.points),
            text="\n".join(f"• {points[id]['text']}" for id in shown),
        )


def _agreed_row(
    theme: AgreedTheme, organisation_of: Mapping[str, str], today: Collection[str], marked: Marks
) -> dict[str, str]:
    inside = [member.point for member in theme.members]
    gone = sum(member.point not in today for member in theme.members)
    joined = sum(member.by == "machine" for member in theme.members)
    marks = [("minority", theme.minority), ("safety", theme.safety), ("small", theme.keep_small)]
    return _row(
        kind="agreed",
        id=theme.id,
        digest=theme_digest(inside),
        now=";".join(name for name, told in marks if told),
        suggested_title=theme.title,
        suggested_items=";".join(theme.items),
        because=f"{joined} {'point' if joined == 1 else 'points'} joined by the machine" if joined else "",
        points=len(inside),
        look=f"{gone} of its points are gone: withdrawn, or their text changed" if gone else "",
        organisations=_named(inside, organisation_of),
        beside=marks_counted([point for point in inside if point in today], marked),
    )


def _quotable(
    themes: pd.DataFrame, points: pd.DataFrame, consented: Collection[str], agreed: Agreed, marked: Marks
) -> Iterator[dict[str, str]]:
    """The examples of every candidate, then what was ruled on before and no candidate shows."""
    known = {point["point"]: point for point in records(points)}
    ordered = records(themes.sort_values(["responses", "points", "theme"], ascending=[False, False, True]))
    shown = {id: theme for theme in reversed(ordered) for id in reversed(json.loads(theme["examples"]))}
    offered = [(id, shown[id]) for theme in ordered for id in json.loads(theme["examples"])]
    ruled = [(quote.point, None) for quote in agreed.quotes if quote.point in known and quote.point not in shown]
    for id, theme in dict([*offered, *ruled]).items():
        point = known[id]
        if point["response"] in consented:
            yield _row(
                kind="point",
                id=id,
                digest=text_digest(point["text"]),
                now=_ruled_on_point(id, agreed),
                suggested_title=theme["title"] if theme else "",
                because=theme["theme"] if theme else "",
                beside="; ".join(marked.get(id, ())),
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
    where they were made its point_marks, unfitted, quality, flags, subthemes with submembers, voices, stances, lineage
    and shifts.

    `consented` names the responses whose senders agreed to be quoted; points of others are never shown for quotation.
    `organisations` holds the organisation that a response named, and nothing in a round that does not ask.
    `rules` puts each rule of quality in words.
    """
    themes, points = tables["themes"], tables["points"]
    named = {id: told for id, told in (organisations or {}).items() if told}
    owners = zip(points["point"], points["response"], strict=True)
    organisation_of = {point: named[response] for point, response in owners if response in named}
    seen, marked = noticed(tables, rules or {}), marks_by_point(tables.get("point_marks"))
    rows = [
        *_candidates(tables, agreed, organisation_of, seen),
        *_part_rows(tables, agreed),
        *(_agreed_row(theme, organisation_of, set(points["point"]), marked) for theme in agreed.themes),
        *_quotable(themes, points, consented, agreed, marked),
    ]
    return list({(row["kind"], row["id"]): row for row in reversed(rows)}.values())[::-1]
