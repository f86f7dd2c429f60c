"""What is known of the sector, each fact with its source, beside the themes that people agreed on."""

from collections.abc import Sequence

from pipeline.definitions.facts import Fact, parse_facts
from pipeline.definitions.survey import parse_survey
from pipeline.pages.group import source_link
from pipeline.pages.marks import Fragment, Release, codes, day, nothing, row_count, shown, table, written
from pipeline.pages.reading import here, of_round, taxonomy
from pipeline.pages.themes import theme_name
from pipeline.place import read_text
from pipeline.place import shown as path_shown

# What a question asks where its answers are wishes; what gets in the way is told on the pages of the workstreams.
_WISHES = ("help", "future")


def _file(name: str) -> str:
    return f"book/data/{name}.yml"


def _facts(name: str) -> Sequence[Fact]:
    path = here().facts(name)
    return parse_facts(read_text(path), path_shown(path), [item.code for item in taxonomy().items])


def _when(when: str) -> str:
    """A year, a month or a day as readers write it."""
    if when.count("-") == 1:
        return f'<time datetime="{when}">{day(f"{when}-01").split(" ", 2)[2]}'
    return day(when) if "-" in when else f'<time datetime="{when}">{when}</time>'


def known(when: str, sure: str, file: str) -> str:
    """The time a fact is known for, and how sure it is."""
    return ", ".join(part for part in (_when(when) if when else "", written(sure, file)) if part)


def _known(fact: Fact, file: str) -> str:
    return known(fact.when, fact.sure, file)


def _plain(kind: str, *parts: str) -> Fragment:
    return Fragment(f'<div class="cp {kind}">\n' + "\n".join(parts) + "\n</div>")


def timeline_table() -> Fragment:
    """What happened in the sector, the earliest first."""
    file = _file("timeline")
    rows = [
        (_known(fact, file), written(fact.what, file), codes(fact.items), source_link(fact.source, file))
        for fact in _facts("timeline")
    ]
    return _plain("timeline", table(f"Events: {row_count(rows)}.", ["When", "What", "Items", "Source"], rows))


def names_table() -> Fragment:
    """Names of bodies that changed, with the name that came after."""
    file = _file("names")
    rows = [
        (written(fact.what, file), written(fact.now, file), _known(fact, file), source_link(fact.source, file))
        for fact in _facts("names")
    ]
    return _plain("names", table(f"Names: {row_count(rows)}.", ["At the time", "Later", "From", "Source"], rows))


def _links(told: Release, items: Sequence[str]) -> str:
    """The agreed themes tagged to one of the items, as links."""
    themes = told.at("/themes")
    found = [theme_name(told, n) for n, theme in enumerate(themes) if set(items) & set(theme["items"])]
    return "<br>".join(found) or "none agreed yet"


@of_round
def issues_table(told: Release, workstream: str | None = None) -> Fragment:
    """Kinds of trouble that published reports tell of, each beside the round's agreed themes of the same items."""
    file = _file("issues")
    rows = [
        (written(fact.what, file), codes(fact.items), _links(told, fact.items), _known(fact, file),
         source_link(fact.source, file))
        for fact in _facts("issues")
        if workstream is None or any(code.startswith(workstream) for code in fact.items)
    ]  # fmt: skip
    if not rows:
        return shown(told, "issues", nothing("No published report on this workstream is listed."))
    caption = f"Published reports: {row_count(rows)}; the themes beside them are of {told.dated()}."
    head = ["What is reported", "Items", "Agreed themes of the same items", "As at", "Source"]
    return shown(told, "issues", table(caption, head, rows))


def _wished(told: Release, asked: set[str], item: str | None) -> list[tuple[int, int]]:
    """Themes of an item with points that answer a question about wishes: the points, and the theme's place."""
    found = []
    for n, theme in enumerate(told.at("/themes")):
        points = sum(each["points"] or 0 for each in theme["questions"] if each["question"] in asked)
        if points and (item is None or item in theme["items"]):
            found.append((-points, n))
    return sorted(found)


def _asked(told: Release) -> set[str]:
    path = here().round(told.round).survey
    survey = parse_survey(read_text(path), path_shown(path), round=told.round)
    return {question.id for question in survey.questions if question.asks in _WISHES}


@of_round
def living_list(told: Release, item: str | None = None) -> Fragment:
    """The agreed themes in which people said what would help or should come, the most points of that kind first."""
    rows = [
        (theme_name(told, n), codes(told.at(f"/themes/{n}/items")), told.number(f"/themes/{n}/responses"))
        for _, n in _wished(told, _asked(told), item)
    ]
    if not rows:
        return shown(told, "living", nothing("No agreed theme says yet what would help here."))
    caption = f"Agreed themes that say what would help or should come: {row_count(rows)}; {told.dated()}."
    return shown(told, "living", table(caption, ["Theme", "Items", "Responses in all"], rows, figures=(2,)))
