"""Counts three ways as pages show them, and what is said of letters that many people sent."""

from pipeline.pages.marks import Fragment, Release, code, nothing, row_count, shown, table
from pipeline.pages.reading import of_round

NOT_ASKED = "not asked"
NOT_COUNTED = "not counted"
HEAD = ("Responses", "Distinct texts", "Organisations")
WHAT_COUNTS = (
    "Distinct texts counts responses that say the same once, copies of a letter among them; organisations counts those "
    "that responses named, and is not shown where they are fewer than five."
)
_NO_CAMPAIGNS = "Copies of letters were not counted when this release was made."


def _texts(told: Release, key: str) -> str:
    return told.number(f"{key}/distinct_texts") if "distinct_texts" in told.at(key) else NOT_COUNTED


def organisations(told: Release, key: str) -> str:
    """How many organisations, or the words for a round that did not ask for any."""
    asked = told.at("/totals").get("organisations_asked") and "organisations" in told.at(key)
    return told.number(f"{key}/organisations") if asked else NOT_ASKED


def counts(told: Release, key: str) -> tuple[str, str, str]:
    """Responses, distinct texts and organisations of whatever stands at a path."""
    return told.number(f"{key}/responses"), _texts(told, key), organisations(told, key)


def plural(told: Release, key: str, one: str, more: str) -> str:
    """A figure with the word for one of it, or for any other number."""
    return f"{told.number(key)} {one if told.at(key) == 1 else more}"


def campaign_note(told: Release) -> str:
    """What a reader must know before any count: how many responses are copies; it reads as HTML and as Markdown."""
    if "campaigns" not in told.value:
        return _NO_CAMPAIGNS
    if not told.at("/campaigns/letters"):
        said = "No letter was sent by five people or more."
    else:
        copies = plural(told, "/campaigns/responses", "response is a copy", "responses are copies")
        letters = plural(told, "/campaigns/letters", "letter", "letters")
        said = f"{copies} of {letters}; they count, and are said to be copies."
    if not told.at("/campaigns/smaller/responses"):
        return said
    more = plural(told, "/campaigns/smaller/responses", "response is a copy", "responses are copies")
    return f"{said} {more} of letters that fewer than five people sent."


@of_round
def campaigns_table(told: Release) -> Fragment:
    """The letters that five people or more sent: their counts and what senders added, never their text."""
    note = f'<p class="caption">{campaign_note(told)}</p>'
    rows = told.at("/campaigns/rows") if "campaigns" in told.value else []
    if not rows:
        return shown(told, "campaigns", nothing(campaign_note(told)))
    cells = [
        (code(row["id"]), *counts(told, f"/campaigns/rows/{n}"), told.number(f"/campaigns/rows/{n}/added_points"))
        for n, row in enumerate(rows)
    ]
    caption = f"Letters that five people or more sent: {row_count(rows)}; {told.dated()}."
    return shown(
        told, "campaigns", table(caption, ["Letter", *HEAD, "Points added"], cells, figures=(1, 2, 3, 4)), note
    )
