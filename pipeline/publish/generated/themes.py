"""The page of each agreed theme: who said it, in answer to what, every point by its id, and what follows from it."""

from collections.abc import Iterator, Sequence

from pipeline.pages.addresses import THEMES, item_page, question_page, theme_page
from pipeline.pages.counts import HEAD, WHAT_COUNTS, campaign_note, counts
from pipeline.pages.marks import Release, code, codes, day, quoted, translated_note
from pipeline.publish.beside import marks_told
from pipeline.publish.bookdata import BookData
from pipeline.publish.generated.common import INVENTED, NOTHING_AGREED, badges, items_of, said, scoped
from pipeline.publish.generated.history import since_told
from pipeline.publish.markdown import link, page, plain, table
from pipeline.publish.since import gone_since, since_before
from pipeline.publish.withdrawn import POINT_MARK

_NOT_TAKEN_UP = "Not on the roadmap, because nobody has taken it up yet: no roadmap item names this theme as evidence."


def theme_pages(data: BookData) -> dict[str, str]:
    """The list of themes, and a page for each theme of a release in force."""
    pages = {f"{THEMES}/index": _themes_index(data)}
    for told in data.releases.values():
        points = _by_theme(told)
        for number, theme in enumerate(told.at("/themes")):
            pages[theme_page(theme["id"])] = _theme(data, told, number, points.get(theme["id"], []))
    return pages


def _by_theme(told: Release) -> dict[str, list[int]]:
    """The places of each theme's points in the release: points are many, and gone through once for all themes."""
    found: dict[str, list[int]] = {}
    for p, point in enumerate(told.at("/points")):
        for theme in dict.fromkeys(point["themes"]):
            found.setdefault(theme, []).append(p)
    return found


def _themes_index(data: BookData) -> str:
    parts = [
        "Each theme is a group of points that say the same and that a person accepted. Its page shows who said it, "
        "in answer to what, every point by its id, and what follows from it."
    ]
    for told in data.releases.values():
        kind = INVENTED if told.at("/release/illustrative") else ""
        gone = gone_since(told, data, f"{THEMES}/index")
        parts += [f"## {plain(told.at('/release/title'))}", kind, _themes_of(told), gone]
    return page({}, "Themes", *parts, "" if data.releases else NOTHING_AGREED)


def _themes_of(told: Release) -> str:
    source = f"{THEMES}/index"
    rows = [
        (
            link(told.words(f"/themes/{n}/title"), theme_page(theme["id"]), source) + badges(theme),
            codes(theme["items"]),
            *counts(told, f"/themes/{n}"),
            told.number(f"/themes/{n}/points"),
        )
        for n, theme in enumerate(told.at("/themes"))
    ]
    if not rows:
        return NOTHING_AGREED
    asked = f"From {told.number('/totals/responses')} responses; {told.dated()}. {WHAT_COUNTS} {campaign_note(told)}"
    return scoped(told, asked, table(["Theme", "Items", *HEAD, "Points"], rows, figures=(2, 3, 4, 5)))


def _theme(data: BookData, told: Release, n: int, points: Sequence[int]) -> str:
    theme = told.at(f"/themes/{n}")
    source = theme_page(theme["id"])
    return page(
        {"round": told.round},
        plain(theme["title"]),
        *_in_short(data, told, n, source),
        "## What follows from it",
        _follows(data, theme["id"], source),
        "## In answer to which question",
        _questions(told, n, source),
        "## Who said it",
        _who(told, n),
        "## When it was said",
        _when(told, n),
        "## In people's own words",
        _quotes(told, theme["id"]),
        "## How firm it is",
        _firmness(told, n),
        "## Every point",
        _points(told, theme["id"], points),
    )


def _in_short(data: BookData, told: Release, n: int, source: str) -> Iterator[str]:
    """What stands above the first heading of a theme's page: its counts, its items and how it came about."""
    theme = told.at(f"/themes/{n}")
    yield INVENTED if told.at("/release/illustrative") else ""
    dated = f"Theme {code(theme['id'])} of {told.words('/release/title')}, {told.dated()}."
    yield f"{dated} {since_told(data, told, n, source)}{badges(theme)}"
    yield _made_of(told, n)
    row = (*counts(told, f"/themes/{n}"), told.number(f"/themes/{n}/points"))
    yield table([*HEAD, "Points"], [row], figures=(0, 1, 2, 3))
    yield _share(told, f"/themes/{n}")
    yield f"{WHAT_COUNTS} Of the whole round: {campaign_note(told)}"
    yield f"**Items:** {items_of(data.taxonomy, theme['items'], source)}."
    yield marks_told(told, n)
    yield _keywords(told, n)
    yield since_before(told, n, data, source)


def _made_of(told: Release, n: int) -> str:
    return (
        f"{told.number(f'/themes/{n}/responses')} responses make {told.number(f'/themes/{n}/points')} points here, in "
        f"{told.number(f'/themes/{n}/texts')} different wordings. "
        f"{told.number(f'/themes/{n}/by_person')} points were placed by a person and "
        f"{told.number(f'/themes/{n}/by_machine')} by machine, which kept to the sense that a person gave the theme."
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


def _keywords(told: Release, n: int) -> str:
    words = told.at(f"/themes/{n}").get("keywords", [])
    told_words = [told.words(f"/themes/{n}/keywords/{k}") for k in range(len(words))]
    return f"**Keywords:** {', '.join(told_words)}." if told_words else ""


def _follows(data: BookData, theme: str, source: str) -> str:
    rests = [
        f"- {link(said(item.title), item_page(item.id), source)}: {item.horizon}, {item.status}"
        for item in data.roadmap.items
        if theme in item.evidence
    ]
    if rests:
        return "Roadmap items that name this theme as evidence:\n\n" + "\n".join(rests)
    ruled = next((each for each in data.roadmap.not_on_roadmap if each.theme == theme), None)
    if ruled is None:
        return _NOT_TAKEN_UP
    return f"Not on the roadmap, because: {said(ruled.because)} Ruled on {day(ruled.date)}."


def _asked(told: Release, question: str, source: str) -> str:
    return link(told.question(question), question_page(told.round, question), source)


def _questions(told: Release, n: int, source: str) -> str:
    rows = [
        (_asked(told, line["question"], source), told.number(f"/themes/{n}/questions/{q}/points"))
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


def _when(told: Release, n: int) -> str:
    """How many of its responses came in each third of the time the round was open."""
    days = told.at(f"/themes/{n}").get("spread", [])
    if not days:
        return "Not shown: the release was made before the round closed, or so few responses speak of this theme."
    rows = [
        (
            f"{day(part['from'])} to {day(part['to'])}",
            told.number(f"/themes/{n}/spread/{s}/responses"),
            told.number(f"/spread/{s}/responses"),
        )
        for s, part in enumerate(days)
    ]
    lead = (
        "The days on which the round was open, in thirds; what came later is in the last. Small counts are not shown."
    )
    return f"{lead}\n\n{table(['Days', 'Responses here', 'All responses'], rows, figures=(1, 2))}"


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


def _points(told: Release, theme: str, chosen: Sequence[int]) -> str:
    """Every point of the theme with an anchor of its own, by question; its words only where they are published."""
    asked: dict[str, list[int]] = {}
    for p in chosen:
        asked.setdefault(told.at(f"/points/{p}/question"), []).append(p)
    order = [question["id"] for question in told.at("/questions") if question["id"] in asked]
    lists = [
        f"{_asked(told, question, theme_page(theme))}\n\n{_point_list(told, asked[question])}" for question in order
    ]
    lead = "A point is shown by its id and its items; its words only where its sender agreed and a person approved."
    return "\n\n".join([lead, *lists])


def _point_list(told: Release, chosen: Sequence[int]) -> str:
    lines = [_point(told, p) for p in chosen]
    return "\n".join(['<ul class="points">', *lines, "</ul>"])


def _point(told: Release, p: int) -> str:
    point = told.at(f"/points/{p}")
    # HTML here, not Markdown: the anchor must be the id itself, and a theme may hold hundreds of points.
    raw = Release(told.value)
    unsaid = "withdrawn since by who said it" if POINT_MARK in point else "not published"
    words = f"“{raw.words(f'/points/{p}/text')}”" if "text" in point else unsaid
    return f'<li id="{quoted(point["id"])}">{code(point["id"])} {codes(point["items"])} {words}</li>'
