"""The account of a round: the notice, its release, and where every response and answer went."""

from collections.abc import Iterable

from pipeline.pages.counts import campaign_note, organisations
from pipeline.pages.marks import Fragment, Release, code, day, nothing, row_count, shown, table
from pipeline.pages.reading import of_round

# The states of schemas.py in their order, named anew: tables of a stage need pandas, and pages do not.
_WORDS = {
    "received": "Received",
    "usable": "Usable: read and themed",
    "blank": "Left blank",
    "non-answer": "Answered without saying anything",
    "duplicate": "Sent twice by the same person",
    "awaiting translation": "Awaiting translation",
    "held back": "Held back for a person",
    "withdrawn": "Withdrawn by the sender",
}
_SHORT = {
    "received": "Received",
    "usable": "Usable",
    "blank": "Blank",
    "non-answer": "Non-answer",
    "duplicate": "Duplicate",
    "awaiting translation": "Awaiting translation",
    "held back": "Held back",
    "withdrawn": "Withdrawn",
}
_LINES = tuple(_WORDS)
_THREE_WAYS = (
    ("/totals/distinct_texts", "distinct texts among them"),
    ("/totals/organisations", "organisations that they named"),
)


@of_round
def notice(told: Release) -> Fragment:
    """Say before anything else what kind of evidence a round is."""
    if not told.at("/release/illustrative"):
        return shown(told, "notice", f"<p>{told.words('/release/title')}: {told.dated()}.</p>")
    return shown(
        told,
        "notice illustrative",
        "<p><strong>An illustrative round.</strong> Every response was made up to show what this book can do. "
        "Nobody said these things, no survey was run, and no committee decided anything shown here. "
        "No figure is evidence of anything.</p>",
    )


@of_round
def release_line(told: Release) -> Fragment:
    """Which release a page shows, of which day, and which responses are in it."""
    last = told.at("/release/last_response")
    until = f" It holds the responses up to {day(last)}." if last else ""
    digest = f" Digest of what it was made from: {code(told.at('/release/digest')[:12])}."
    line = f'<p class="release-line">{told.words("/release/title")}: {told.dated()}.{until}{digest}</p>'
    return shown(told, "release", line)


def _told(told: Release, key: str) -> str:
    return organisations(told, "/totals") if key == "/totals/organisations" else told.number(key)


@of_round
def key_numbers(told: Release) -> Fragment:
    """The handful of figures that say how large a round is."""
    wanted = (
        ("/totals/responses", "responses received"),
        *((key, what) for key, what in _THREE_WAYS if key.rsplit("/", 1)[1] in told.at("/totals")),
        ("/ledger/answers/usable", "usable answers"),
        ("/totals/points", "points they make"),
        ("/totals/themes", "agreed themes"),
        ("/totals/themed_points", "points in a theme"),
    )
    tiles = "".join(f"<div><dt>{what}</dt><dd>{_told(told, key)}</dd></div>" for key, what in wanted)
    line = f'<p class="caption">From {told.dated()}. {campaign_note(told)}</p>'
    return shown(told, "key-numbers", f"<dl>{tiles}</dl>", line)


@of_round
def ledger_table(told: Release) -> Fragment:
    """Every response and every answer, each in exactly one line."""
    rows = [
        (_WORDS[line], told.number(f"/ledger/responses/{line}"), told.number(f"/ledger/answers/{line}"))
        for line in _LINES
    ]
    caption = (
        f"Where {told.number('/ledger/responses/received')} responses with "
        f"{told.number('/ledger/answers/received')} answers went; {told.dated()}. "
        "The lines below the first add up to it."
    )
    return shown(told, "ledger", table(caption, ["Where they went", "Responses", "Answers"], rows, figures=(1, 2)))


def _lines(told: Release, names: Iterable[tuple[str, str]], unit: str) -> list[list[str]]:
    return [[name, *(told.number(f"{key}/{unit}/{line}") for line in _LINES)] for name, key in names]


@of_round
def ledger_by(told: Release, by: str) -> Fragment:
    """The ledger by `source` or by `question`."""
    number = range(len(told.at(f"/ledger/by_{by}")))
    if by == "question":
        asked = [told.question(line["question"]) for line in told.at("/ledger/by_question")]
        names = [(asked[n], f"/ledger/by_question/{n}") for n in number]
    else:
        names = [(told.words(f"/ledger/by_source/{n}/source"), f"/ledger/by_source/{n}") for n in number]
    head = [by.capitalize(), *(_SHORT[line] for line in _LINES)]
    units = ("answers",) if by == "question" else ("responses", "answers")
    tables = [
        table(
            f"{unit.capitalize()} by {by}, {row_count(names)} in all; {told.dated()}.",
            head,
            _lines(told, names, unit),
            figures=range(1, len(head)),
        )
        for unit in units
    ]
    return shown(told, "ledger", *tables)


@of_round
def rules_table(told: Release) -> Fragment:
    """Which rule put how many answers where."""
    rows = [
        (told.words(f"/ledger/rules/{n}/rule"), told.words(f"/ledger/rules/{n}/state"),
         told.number(f"/ledger/rules/{n}/answers"))
        for n in range(len(told.at("/ledger/rules")))
    ]  # fmt: skip
    if not rows:
        return shown(told, "rules", nothing("No rule has set an answer aside."))
    caption = f"The rules that set answers aside; {told.dated()}."
    return shown(told, "rules", table(caption, ["Rule", "State", "Answers"], rows, figures=(2,)))
