"""Pages made from releases and the roadmap: plain Markdown, one page a theme and one a roadmap item, ids throughout."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.definitions.roadmap import Roadmap, RoadmapItem
from pipeline.definitions.taxonomy import Taxonomy
from pipeline.pages.addresses import ITEMS, RELEASES, THEMES, item_page, theme_page, workstream_page
from pipeline.pages.counts import HEAD, WHAT_COUNTS, campaign_note, counts
from pipeline.pages.marks import Release, code, codes, day, quoted, theme_round, translated_note, written
from pipeline.publish.beside import marks_told
from pipeline.publish.markdown import link, page, plain, relative, table
from pipeline.publish.since import gone_since, since_before

NOTHING_AGREED = "Nothing agreed yet: no theme has been accepted by a person."
_PLAN = "book/data/roadmap.yml"
_FRAME = "surveys/workstreams.yml"
_INVENTED = """```{admonition} Illustrative round
:class: warning
Every response of this round was made up; nobody said these things and no committee decided anything shown here.
```"""
_INVENTED_PLAN = """```{admonition} Illustrative roadmap
:class: warning
It was made up to show what the book can do. It is no publication of CP ITG, nobody has committed to it, and an owner is
a role, not a body.
```"""


def generated_pages(published: Mapping[str, Any], roadmap: Roadmap, taxonomy: Taxonomy) -> dict[str, str]:
    """Every generated page by its path from the root; `published` holds the release in force of each round."""
    releases = {round: Release(value, plain) for round, value in sorted(published.items())}
    pages = {f"{THEMES}/index": _themes_index(releases), f"{ITEMS}/index": _items_index(roadmap)}
    pages[f"{RELEASES}/index"] = _releases_index(releases)
    for told in releases.values():
        for number, theme in enumerate(told.at("/themes")):
            pages[theme_page(theme["id"])] = _theme(told, number, roadmap, releases, taxonomy)
    for item in roadmap.items:
        pages[item_page(item.id)] = _item(item, roadmap, releases, taxonomy)
    return {f"{name}.md": text for name, text in sorted(pages.items())}


def _said(text: str, file: str = _PLAN) -> str:
    return written(text, file, plain)


def _items_of(taxonomy: Taxonomy, items: Sequence[str], source: str) -> str:
    """The items with their titles, each a link to its workstream's page."""
    homes = {item.code: workstream.code for workstream in taxonomy.workstreams for item in workstream.items}
    titles = {item.code: item.title for item in taxonomy.cards}
    told = []
    for item in items:
        name = f"{code(item)} {_said(titles[item], _FRAME)}"
        told.append(link(name, workstream_page(homes[item]), source) if item in homes else name)
    return "; ".join(told) or "none"


# ------------------------------------------------------------------ themes


def _themes_index(releases: Mapping[str, Release]) -> str:
    parts = [
        "Each theme is a group of points that say the same and that a person accepted. Its page shows who said it, "
        "in answer to what, every point by its id, and what follows from it."
    ]
    for told in releases.values():
        kind = _INVENTED if told.at("/release/illustrative") else ""
        gone = gone_since(told, releases, f"{THEMES}/index")
        parts += [f"## {plain(told.at('/release/title'))}", kind, _themes_of(told), gone]
    return page({}, "Themes", *parts, "" if releases else NOTHING_AGREED)


def _themes_of(told: Release) -> str:
    source = f"{THEMES}/index"
    rows = [
        (
            link(told.words(f"/themes/{n}/title"), theme_page(theme["id"]), source) + _badges(theme),
            codes(theme["items"]),
            *counts(told, f"/themes/{n}"),
            told.number(f"/themes/{n}/points"),
        )
        for n, theme in enumerate(told.at("/themes"))
    ]
    if not rows:
        return NOTHING_AGREED
    asked = f"From {told.number('/totals/responses')} responses; {told.dated()}. {WHAT_COUNTS} {campaign_note(told)}"
    return _scoped(told, asked, table(["Theme", "Items", *HEAD, "Points"], rows, figures=(2, 3, 4, 5)))


def _scoped(told: Release, *parts: str) -> str:
    """Parts whose paths lead into one round, on a page that shows several."""
    inside = "\n\n".join(parts)
    return f'<div data-round="{quoted(told.round)}">\n\n{inside}\n\n</div>'


def _badges(theme: Mapping[str, Any]) -> str:
    marks = [word for word in ("safety", "minority") if theme[word]]
    return "".join(f' <span class="badge {word}">{word} voice</span>' for word in marks)


def _theme(told: Release, n: int, roadmap: Roadmap, releases: Mapping[str, Release], taxonomy: Taxonomy) -> str:
    theme = told.at(f"/themes/{n}")
    source = theme_page(theme["id"])
    return page(
        {"round": told.round},
        plain(theme["title"]),
        _INVENTED if told.at("/release/illustrative") else "",
        f"Theme {code(theme['id'])} of {told.words('/release/title')}, {told.dated()}. "
        f"In the book since release {_since(told, n)}.{_badges(theme)}",
        f"{told.number(f'/themes/{n}/responses')} responses make {told.number(f'/themes/{n}/points')} points here, in "
        f"{told.number(f'/themes/{n}/texts')} different wordings. "
        f"{told.number(f'/themes/{n}/by_person')} points were placed by a person and "
        f"{told.number(f'/themes/{n}/by_machine')} by machine, in the sense a person gave the theme.",
        table([*HEAD, "Points"], [(*counts(told, f"/themes/{n}"), told.number(f"/themes/{n}/points"))], (0, 1, 2, 3)),
        _share(told, f"/themes/{n}"),
        f"{WHAT_COUNTS} Of the whole round: {campaign_note(told)}",
        f"**Items:** {_items_of(taxonomy, theme['items'], source)}.",
        marks_told(told, n),
        _keywords(told, n),
        since_before(told, n, releases, source),
        "## What follows from it",
        _follows(theme["id"], roadmap, source),
        "## In answer to which question",
        _questions(told, n),
        "## Who said it",
        _who(told, n),
        "## In people's own words",
        _quotes(told, theme["id"]),
        "## How firm it is",
        _firmness(told, n),
        "## Every point",
        _points(told, theme["id"]),
    )


def _share(told: Release, key: str) -> str:
    """The theme's share of the responses, and what its interval holds; releases of before have none."""
    if told.at(key).get("share") is None:
        return ""
    held = "chance in who answered"
    if told.at(f"{key}/interval") != "sampling":
        held += (
            " and that some of the points counted may not belong, as people found when they ruled on points one by "
            "one: its middle can lie below the count"
        )
    return (
        f"That is {told.share(f'{key}/share')} of the responses with a usable answer, with an interval from "
        f"{told.share(f'{key}/low')} to {told.share(f'{key}/high')}; the interval holds {held}."
    )


def _since(told: Release, n: int) -> str:
    since = quoted(str(told.at(f"/themes/{n}/since")))
    return f'<data value="{since}" data-key="/themes/{n}/since">{since}</data>'


def _keywords(told: Release, n: int) -> str:
    words = told.at(f"/themes/{n}").get("keywords", [])
    told_words = [told.words(f"/themes/{n}/keywords/{k}") for k in range(len(words))]
    return f"**Keywords:** {', '.join(told_words)}." if told_words else ""


def _follows(theme: str, roadmap: Roadmap, source: str) -> str:
    rests = [
        f"- {link(_said(item.title), item_page(item.id), source)}: {item.horizon}, {item.status}"
        for item in roadmap.items
        if theme in item.evidence
    ]
    if rests:
        return "Roadmap items that name this theme as evidence:\n\n" + "\n".join(rests)
    return "Not on the roadmap: no roadmap item names this theme as evidence."


def _questions(told: Release, n: int) -> str:
    rows = [
        (told.question(line["question"]), told.number(f"/themes/{n}/questions/{q}/points"))
        for q, line in enumerate(told.at(f"/themes/{n}/questions"))
    ]
    return table(["Question", "Points"], rows, figures=(1,))


def _who(told: Release, n: int) -> str:
    tables = []
    for w, attribute in enumerate(told.at(f"/themes/{n}/who")):
        key = f"/themes/{n}/who/{w}"
        rows = [
            (told.words(f"{key}/rows/{r}/group"), told.number(f"{key}/rows/{r}/responses"))
            for r in range(len(attribute["rows"]))
        ]
        tables.append(table([told.words(f"{key}/title"), "Responses"], rows, figures=(1,)))
    if not tables:
        return "Not shown: so few responses speak of this theme that their senders could be guessed."
    why = "Counts under five are not shown, nor others by which such a count could be worked out."
    return "\n\n".join([why, *tables])


def _quotes(told: Release, theme: str) -> str:
    chosen = [q for q, quote in enumerate(told.at("/quotes")) if quote["theme"] == theme]
    points = {q: told.at(f"/quotes/{q}/point") for q in chosen}
    blocks = [
        f"> {told.words(f'/quotes/{q}/text')}\n>\n"
        f'> <a href="#{quoted(point)}">point {code(point)}</a>{translated_note(told, q)}'
        for q, point in points.items()
    ]
    return "\n\n".join(blocks) or "No quote is published: none was both consented to and approved."


def _firmness(told: Release, n: int) -> str:
    """How often the theme comes out again, and how near its points lie."""
    theme, key = told.at(f"/themes/{n}"), f"/themes/{n}"
    lines = []
    if theme.get("reruns"):
        lines.append(
            f"- Found again in {told.number(f'{key}/found')} of {told.number(f'{key}/reruns')} runs, each on nine "
            "points in ten: the machine leaves some out and looks whether the same points come together without them."
        )
    if theme.get("cohesion") is not None:
        said = "from nought to one, how near the points lie to what they have in common."
        lines.append(f"- Cohesion {told.number(f'{key}/cohesion')}: {said}")
    return "\n".join(lines) or "No figure is given for this theme."


def _points(told: Release, theme: str) -> str:
    """Every point of the theme with an anchor of its own, by question; its words only where they are published."""
    asked: dict[str, list[int]] = {}
    for p, point in enumerate(told.at("/points")):
        if theme in point["themes"]:
            asked.setdefault(point["question"], []).append(p)
    order = [question["id"] for question in told.at("/questions") if question["id"] in asked]
    lists = [f"{told.question(question)}\n\n{_point_list(told, asked[question])}" for question in order]
    lead = "A point is shown by its id and its items; its words only where its sender agreed and a person approved."
    return "\n\n".join([lead, *lists])


def _point_list(told: Release, chosen: Sequence[int]) -> str:
    lines = [_point(told, p) for p in chosen]
    return "\n".join(['<ul class="points">', *lines, "</ul>"])


def _point(told: Release, p: int) -> str:
    point = told.at(f"/points/{p}")
    # HTML here, not Markdown: the anchor must be the id itself, and a theme may hold hundreds of points.
    raw = Release(told.value)
    words = f"“{raw.words(f'/points/{p}/text')}”" if "text" in point else "not published"
    return f'<li id="{quoted(point["id"])}">{code(point["id"])} {codes(point["items"])} {words}</li>'


# ------------------------------------------------------------------ roadmap items


def _items_index(roadmap: Roadmap) -> str:
    source = f"{ITEMS}/index"
    rows = [
        (
            link(_said(item.title), item_page(item.id), source),
            item.horizon,
            item.status,
            codes(item.items),
            day(item.review_by),
        )
        for item in roadmap.items
    ]
    kind = _INVENTED_PLAN if roadmap.illustrative else ""
    inside = table(["Roadmap item", "Horizon", "Status", "Items", "Review by"], rows)
    return page(
        _plan_meta(roadmap), "Roadmap items", kind, _at(roadmap), inside if rows else "Nothing stands here yet."
    )


def _plan_meta(roadmap: Roadmap) -> dict[str, str]:
    return {"roadmap": "illustrative" if roadmap.illustrative else "ruled"}


def _at(roadmap: Roadmap) -> str:
    return f"Roadmap as at {day(roadmap.as_at)}." if roadmap.as_at else ""


def _item(item: RoadmapItem, roadmap: Roadmap, releases: Mapping[str, Release], taxonomy: Taxonomy) -> str:
    source = item_page(item.id)
    blocked = f", blocked by {_said(item.blocked_by)}" if item.blocked_by else ""
    standards = "\n".join(f"- {_said(standard)}" for standard in item.standards)
    history = "\n".join(f"- {day(change.date)}: {_said(change.what)}" for change in item.history)
    return page(
        _plan_meta(roadmap),
        plain(item.title),
        _INVENTED_PLAN if roadmap.illustrative else "",
        f"Roadmap item {code(item.id)}. {_at(roadmap)}",
        table(
            ["Horizon", "Status", "Owner", "Review by"],
            [(item.horizon, item.status + blocked, _said(item.owner), day(item.review_by))],
        ),
        f"**Items:** {_items_of(taxonomy, item.items, source)}.",
        "## Value to patients",
        _said(item.value),
        "## Evidence",
        _evidence(item, releases, source),
        "## Why it stands as it does" if item.because else "",
        _said(item.because) if item.because else "",
        "## Standards touched",
        standards or "None.",
        "## History",
        history or "Nothing has happened to it yet.",
    )


def _evidence(item: RoadmapItem, releases: Mapping[str, Release], source: str) -> str:
    rows = [_evidence_row(theme, releases.get(theme_round(theme)), source) for theme in item.evidence]
    return table(["Agreed theme", "Round", *HEAD, "Points"], rows, figures=(2, 3, 4, 5))


def _evidence_row(theme: str, told: Release | None, source: str) -> tuple[str, ...]:
    n = told.theme(theme) if told else None
    if told is None or n is None:
        return code(theme), code(theme_round(theme)), "nothing agreed yet", "", "", ""
    key = f"/themes/{n}"
    cells = (told.words(f"{key}/title"), *counts(told, key), told.number(f"{key}/points"))
    title, *figures = (f'<span data-round="{quoted(told.round)}">{cell}</span>' for cell in cells)
    return link(title, theme_page(theme), source), code(told.round), *figures


# ------------------------------------------------------------------ releases


def _releases_index(releases: Mapping[str, Release]) -> str:
    parts = [_release(told) for told in releases.values()]
    lead = (
        "What each round has published, with the digest of all that it was made from and the file itself to download."
    )
    return page({}, "Releases", lead, *parts, "" if parts else "Nothing is published yet.")


def _release(told: Release) -> str:
    file = relative(f"surveys/{told.round}/published.json", f"{RELEASES}/index")
    last = told.at("/release/last_response")
    rows = [
        ("Release", told.dated()),
        ("Responses up to", day(last) if last else "none"),
        *zip(HEAD, counts(told, "/totals"), strict=True),
        ("Points", told.number("/totals/points")),
        ("Agreed themes", told.number("/totals/themes")),
        ("Quotes", told.number("/totals/quotes")),
        ("Digest", code(told.at("/release/digest"))),
        ("Download", f"{{download}}`published.json <{file}>`"),
    ]
    kind = _INVENTED if told.at("/release/illustrative") else ""
    shown = _scoped(told, table(["Of this release", "Value"], rows))
    return "\n\n".join(part for part in (f"## {plain(told.at('/release/title'))}", kind, shown) if part)
