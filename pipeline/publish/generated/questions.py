"""The page of each question of a round: what was asked, and the agreed themes or the counts that answer it."""

from collections.abc import Mapping, Sequence

from pipeline.pages.addresses import QUESTIONS, question_page, round_page, theme_page
from pipeline.pages.counts import WHAT_COUNTS, counts, plural
from pipeline.pages.crosstabs import OLDER, crosstab_html, means, tables_of
from pipeline.pages.marks import Release, code
from pipeline.publish.bookdata import BookData
from pipeline.publish.generated.common import INVENTED, scoped
from pipeline.publish.markdown import link, page, plain, table

_HEAD = ("Agreed theme", "Points in answer", "Responses in all", "Distinct texts", "Organisations")


def question_pages(data: BookData) -> dict[str, str]:
    """The list of questions, and a page for each question of a release in force."""
    pages = {f"{QUESTIONS}/index": _index(data.releases)}
    for told in data.releases.values():
        for n, question in enumerate(told.at("/questions")):
            pages[question_page(told.round, question["id"])] = _question(told, n)
    return pages


def _index(releases: Mapping[str, Release]) -> str:
    lead = "What each round asked. The page of a question shows the agreed themes or the counts that answer it."
    parts = [part for told in releases.values() for part in _asked(told)]
    return page({}, "Questions", lead, *(parts or ["Nothing is published yet."]))


def _asked(told: Release) -> list[str]:
    rows = [
        (
            link(told.words(f"/questions/{n}/text"), question_page(told.round, each["id"]), f"{QUESTIONS}/index"),
            _kind(each),
        )
        for n, each in enumerate(told.at("/questions"))
    ]
    kind = INVENTED if told.at("/release/illustrative") else ""
    return [f"## {plain(told.at('/release/title'))}", kind, scoped(told, table(["Question", "Kind"], rows))]


def _kind(question: Mapping[str, str]) -> str:
    return "open, in own words" if question["kind"] == "text" else f"closed, {question['kind']}"


def _question(told: Release, n: int) -> str:
    question = told.at(f"/questions/{n}")
    is_open = question["kind"] == "text"
    return page(
        {"round": told.round},
        plain(question["text"]),
        INVENTED if told.at("/release/illustrative") else "",
        f"Question {code(question['id'])} of {_round(told, question['id'])}, {told.dated()}: {_kind(question)}.",
        "## What answers it",
        _themes(told, question["id"]) if is_open else _counts(told, question["id"]),
        "" if is_open else _by_group(told, question["id"]),
    )


def _round(told: Release, question: str) -> str:
    return link(told.words("/release/title"), round_page(told.round), question_page(told.round, question))


def _themes(told: Release, question: str) -> str:
    """The agreed themes with points in answer to the question, in the order of the release."""
    rows = [
        (_theme(told, n, question), told.number(f"/themes/{n}/questions/{q}/points"), *counts(told, f"/themes/{n}"))
        for n, theme in enumerate(told.at("/themes"))
        for q, line in enumerate(theme["questions"])
        if line["question"] == question
    ]
    if not rows:
        return "No agreed theme has a point in answer to it."
    lead = f"A theme may answer several questions; its responses are those to all of them. {WHAT_COUNTS}"
    return "\n\n".join([lead, table(_HEAD, rows, figures=(1, 2, 3, 4))])


def _theme(told: Release, n: int, question: str) -> str:
    id = told.at(f"/themes/{n}/id")
    return link(told.words(f"/themes/{n}/title"), theme_page(id), question_page(told.round, question))


def _counts(told: Release, question: str) -> str:
    """How often each choice was taken; a closed question may stand in several parts."""
    tables = [
        _choices(told, f"/closed/{c}")
        for c, entry in enumerate(told.at("/closed"))
        if entry["question"] == question and entry["rows"]
    ]
    return "\n\n".join(tables) or "No counts of it are published."


def _by_group(told: Release, question: str) -> str:
    """What each group chose; a reason that holds for several tables stands once."""
    # HTML, not Markdown: the same tables as in notebooks.
    raw = Release(told.value)
    keys = tables_of(raw, question)
    shown = [key for key in keys if raw.at(f"{key}/rows")]
    reasons = {raw.at(f"{key}/why_not"): key for key in reversed(keys) if key not in shown}
    whys = [_not_shown(raw, [key for key in keys if raw.at(f"{key}/why_not") == why]) for why in reversed(reasons)]
    tables = [*(crosstab_html(raw, key) for key in shown), *([means()] if shown else [])]
    return "\n\n".join(["## Who chose what", *(tables + whys or [OLDER])])


def _not_shown(raw: Release, keys: Sequence[str]) -> str:
    names = {raw.at(f"{key}/attribute"): raw.words(f"{key}/title") for key in keys}
    return f"<p>Not shown by {' or '.join(names.values())}: {raw.words(f'{keys[0]}/why_not')}.</p>"


def _choices(told: Release, key: str) -> str:
    rows = [_choice(told, f"{key}/rows/{r}") for r in range(len(told.at(f"{key}/rows")))]
    asked = f"Answered by {plural(told, f'{key}/answered', 'response', 'responses')}."
    if not any(part for part, *_ in rows):
        return f"{asked}\n\n{table(['Choice', 'Responses', 'Share'], [row for _, *row in rows], figures=(1, 2))}"
    return f"{asked}\n\n{table(['Part', 'Choice', 'Responses', 'Share'], rows, figures=(2, 3))}"


def _choice(told: Release, key: str) -> tuple[str, ...]:
    part = told.words(f"{key}/part_label") if told.at(f"{key}/part_label") else ""
    return part, told.words(f"{key}/label"), told.number(f"{key}/count"), told.share(f"{key}/share")
