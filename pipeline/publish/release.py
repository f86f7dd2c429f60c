"""A release: everything of a round that may be read by anybody, as one JSON value of format 1."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.definitions.survey import Question
from pipeline.definitions.taxonomy import NONE
from pipeline.ids import canonical, digest
from pipeline.publish.before import told_before
from pipeline.publish.beside import theme_marks
from pipeline.publish.cleaning import cleaning_told
from pipeline.publish.counts import campaigns, copied, distinct_texts
from pipeline.publish.crosstabs import crosstabs
from pipeline.publish.material import Material
from pipeline.publish.overtime import shown_after, who_shown
from pipeline.publish.quotes import approved_quotes, quotes_told
from pipeline.publish.shares import decided_points, item_shares, theme_share
from pipeline.publish.spread import spread
from pipeline.publish.suppress import SMALLEST, suppressed
from pipeline.review.record import Decision, Member
from pipeline.review.replay import AgreedTheme, Sign
from pipeline.schemas import records

FORMAT = 1


def canonical_digest(frames: Sequence[pd.DataFrame], texts: Sequence[str]) -> str:
    """SHA-256 over sorted rows, in the schemas' column order and NFC, and over the texts of files."""
    rows = []
    for frame in frames:
        told = ("\x1e".join(map(str, row)) for row in frame.itertuples(index=False, name=None))
        rows.append("\n".join(sorted(unicodedata.normalize("NFC", row) for row in told)))
    return digest(*rows, *(unicodedata.normalize("NFC", text) for text in texts))


def record_up_to(record: Sequence[Decision], members: Sequence[Member], sign: Sign) -> tuple[str, str]:
    """The lines and members a release rests on, as texts to be digested."""
    lines = "\n".join(str(line) for line in record if line.no <= sign.no)
    return lines, "\n".join(sorted(str(member) for member in members if member.since <= sign.no))


def _who(material: Material, responses: set[str], earlier: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    tables = []
    for grouping in material.groupings:
        counts = dict.fromkeys(grouping.titles, 0)
        for response in responses:
            if group := grouping.group.get(response):
                counts[group] = counts.get(group, 0) + 1
        shown = shown_after(counts, len(responses), who_shown(earlier, grouping.attribute))
        rows = [{"group": name, "responses": count} for name, count in shown.items()]
        tables.append({"attribute": grouping.attribute, "title": grouping.title, "rows": rows})
    return tables


def _theme_before(material: Material, id: str) -> Mapping[str, Any] | None:
    return next((theme for theme in (material.before or {}).get("themes", []) if theme["id"] == id), None)


def _figure(figures: Mapping[str, float], id: str) -> float | None:
    return round(float(figures[id]), 2) if id in figures else None


def _steadiness(material: Material, id: str) -> dict[str, Any]:
    """In how many reruns the theme was found again, and their share; nothing where today has no form of it."""
    found, reruns = material.stability.get(id, (None, None))
    share = round(found / reruns, 2) if found is not None and reruns else None
    return {"stability": share, "found": found, "reruns": reruns}


def _theme_counts(material: Material, theme: AgreedTheme, points: pd.DataFrame) -> dict[str, Any]:
    """How often its points were made, in which wordings, by how many bodies, under which question."""
    responses = set(points["response"])
    by = {member.point: member.by for member in theme.members}
    asked = points["question"].value_counts()
    earlier = [entry.get("organisations") for entry in material.theme_history(theme.id, set(points["point"]))]
    return {
        "responses": len(responses),
        "points": len(points),
        "texts": int(points["text"].map(canonical).nunique()),
        "distinct_texts": distinct_texts(points, copied(material.groups)),
        "organisations": None if len(responses) < SMALLEST else material.organisations.count(responses, earlier),
        "by_person": sum(by[point] == "person" for point in points["point"]),
        "by_machine": sum(by[point] == "machine" for point in points["point"]),
        "questions": [
            {"question": question.id, "points": int(asked.get(question.id, 0))}
            for question in material.survey.open_questions
            if asked.get(question.id, 0)
        ],
    }


def _theme(material: Material, theme: AgreedTheme, points: pd.DataFrame) -> dict[str, Any]:
    responses, before = set(points["response"]), _theme_before(material, theme.id)
    small, earlier = len(responses) < SMALLEST, material.theme_history(theme.id, set(points["point"]))
    return {
        "id": theme.id,
        "title": theme.title,
        "items": list(theme.items),
        **_theme_counts(material, theme, points),
        "who": [] if small else _who(material, responses, earlier),
        "spread": [] if small else spread(material, responses, earlier),
        **_steadiness(material, theme.id),
        "cohesion": _figure(material.cohesion, theme.id),
        "minority": theme.minority,
        "safety": theme.safety,
        "marks": [] if small else theme_marks(material, points, earlier),
        "small": small,
        "since": before["since"] if before else material.sign.version,
        **theme_share(material, theme),
        **material.round_before.of(theme.id),
    }


def _themes(material: Material) -> list[tuple[AgreedTheme, dict[str, Any]]]:
    """Every agreed theme that may be shown: of five responses or more, or kept by a person although small."""
    told = []
    for theme in material.agreed.themes:
        inside = {member.point for member in theme.members}
        points = material.points[material.points["point"].isin(inside)]
        if points["response"].nunique() >= SMALLEST or (theme.keep_small and len(points)):
            told.append((theme, _theme(material, theme, points)))
    return told


def _closed_before(material: Material, question: Question, part: str) -> list[dict[str, int | None]]:
    """What each earlier release showed of the choices of a question."""
    return [
        {row["value"]: row["count"] for row in entry["rows"] if row["part"] == part}
        for release in material.history
        for entry in release.get("closed", [])
        if entry["question"] == question.id
    ]


def _closed_rows(
    material: Material, question: Question, mine: pd.DataFrame, part: str, label: str
) -> list[dict[str, Any]]:
    here = mine[mine["part"] == part]
    answered = here["response"].nunique()
    counts = {option.value: int((here["value"] == option.value).sum()) for option in question.options}
    # Who was asked is known of a question that some were asked; of all others nothing is told of anybody.
    earlier = _closed_before(material, question, part)
    shown = suppressed(counts, *earlier) if question.is_for_some else dict(counts)
    return [
        {
            "value": option.value,
            "label": option.label,
            "part": part,
            "part_label": label,
            "count": shown[option.value],
            "share": _share(shown[option.value], answered),
        }
        for option in question.options
    ]


def _share(count: int | None, of: int) -> float | None:
    return None if count is None or not of else round(count / of, 4)


def _closed(material: Material) -> list[dict[str, Any]]:
    told = []
    for question in material.survey.closed_questions:
        asked = material.closed["question"] == question.id
        mine = material.closed[asked & material.closed["response"].isin(material.counted)]
        parts = [(row.value, row.label) for row in question.rows] or [("", "")]
        told.append(
            {
                "question": question.id,
                "text": question.text,
                "kind": question.kind,
                "answered": int(mine["response"].nunique()),
                "rows": [row for part, label in parts for row in _closed_rows(material, question, mine, part, label)],
            }
        )
    return told


def _items(material: Material, points: Sequence[Mapping[str, Any]], themes: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [
        {
            "code": code,
            "themes": sum(code in theme["items"] for theme in themes),
            "points": sum(code in point["items"] for point in points),
            **share,
        }
        for code, share in zip(material.taxonomy.codes, item_shares(material), strict=True)
    ]


def _evaluation(material: Material) -> dict[str, Any]:
    decided = decided_points(material)
    why_not = "" if decided else "no points were decided one by one yet"
    return {"decided_points": decided, "why_not": why_not, "coding": dict(material.coding)}


def _points(material: Material, themes: Sequence[tuple[AgreedTheme, Any]], quotes: Mapping[str, str]) -> list[Any]:
    homes: dict[str, list[AgreedTheme]] = {}
    for theme, _ in themes:
        for member in theme.members:
            homes.setdefault(member.point, []).append(theme)
    told = []
    for point in sorted(records(material.points), key=lambda point: point["point"]):
        mine = homes.get(point["point"], [])
        entry = {
            "id": point["point"],
            "question": point["question"],
            "themes": [theme.id for theme in mine],
            **_ruled_items(material, point["point"], mine),
        }
        # An approved text is shown with its theme alone: one that was rejected or withheld takes its quotes along.
        told.append(entry | ({"text": quotes[point["point"]]} if mine and point["point"] in quotes else {}))
    return told


def _ruled_items(material: Material, point: str, homes: Sequence[AgreedTheme]) -> dict[str, Any]:
    """The items a person gave the point itself, else those of its themes."""
    if point in material.decided:
        return {"items": list(material.decided[point]), "decided": True}
    return {"items": sorted({code for theme in homes for code in theme.items})}


def _unfitted(material: Material, themes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What fits no item: how many points the machine is unsure of, and the agreed themes that people gave no item."""
    without = [theme["id"] for theme in themes if set(theme["items"]) <= {NONE}]
    return {"points": material.unfitted, "themes": without}


def _head(material: Material) -> dict[str, Any]:
    survey, sign = material.survey, material.sign
    return {
        "round": survey.round,
        "title": survey.title,
        "version": sign.version,
        "date": sign.date,
        "illustrative": survey.illustrative,
        "digest": material.digest,
        "opens": survey.opens.isoformat(),
        "closes": survey.closes.isoformat(),
        "last_response": max(material.responses["submitted_at"], default=""),
        "by": sign.by,
        "follows": told_before(material.round_before),
    }


def _taxonomy(material: Material) -> list[dict[str, Any]]:
    return [
        {"code": ws.code, "title": ws.title, "items": [{"code": item.code, "title": item.title} for item in ws.items]}
        for ws in material.taxonomy.workstreams
    ]


def _totals(
    material: Material, points: Sequence[Any], shown: Sequence[Any], quoted: Sequence[Any]
) -> dict[str, int | bool | None]:
    """What the release holds, counted; responses and answers are those received."""
    return {
        "responses": len(material.responses),
        **_three_ways(material),
        "answers": int(material.ledger["answers"]["received"]),
        "points": len(points),
        "themed_points": sum(bool(point["themes"]) for point in points),
        "themes": len(shown),
        "small_themes_withheld": len(material.agreed.themes) - len(shown),
        "quotes": len(quoted),
    }


def _three_ways(material: Material) -> dict[str, int | bool | None]:
    """What all responses that count come to, three ways; how many there are says the ledger."""
    named, earlier = material.organisations, [release.get("totals", {}) for release in material.history]
    answers = material.answers
    usable = answers[(answers["state"] == "usable") & answers["response"].isin(material.counted)]
    return {
        "distinct_texts": distinct_texts(usable, copied(material.groups)),
        "organisations": named.count(material.counted, [totals.get("organisations") for totals in earlier]),
        "organisations_asked": named.asked,
        "named_organisation": named.told(material.counted, [totals.get("named_organisation") for totals in earlier]),
    }


def _counts(material: Material, themes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What hangs on the responses alone, and what on their themes."""
    return {
        "ledger": material.ledger,
        "cleaning": cleaning_told(material.answers, material.spans, material.asides),
        "closed": _closed(material),
        "who": _who(material, set(material.counted), material.history),
        "crosstabs": crosstabs(material),
        "spread": spread(material, material.counted, material.history),
        "themes": themes,
        "retired": material.round_before.retired(),
        "campaigns": campaigns(
            material.groups, material.answers, material.points, material.organisations, material.history
        ),
    }


def make_release(material: Material) -> dict[str, Any]:
    """The release of what was agreed; nothing in it tells of a single person but a quote they agreed to."""
    themes = _themes(material)
    approved = approved_quotes(material.agreed.quotes, material.responses, material.points)
    points = _points(material, themes, approved)
    shown = [value for _, value in themes]
    quoted = quotes_told(material, points)
    return {
        "format": FORMAT,
        "release": _head(material),
        "taxonomy": _taxonomy(material),
        "questions": [{"id": q.id, "kind": q.kind, "text": q.text} for q in material.survey.questions],
        **_counts(material, shown),
        "items": _items(material, points, shown),
        "unfitted": _unfitted(material, shown),
        "quotes": quoted,
        "evaluation": _evaluation(material),
        "points": points,
        "totals": _totals(material, points, shown, quoted),
    }
