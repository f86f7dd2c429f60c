"""How strong the evidence behind a roadmap item is, as the release tells it of each theme."""

from collections.abc import Sequence

from pipeline.pages.marks import Release, code

# The attribute that says what kind of sender somebody is; a round that asks otherwise has it as its first.
_KIND = "respondent_type"
NO_FIGURE = "no figure given"
NO_SHARE = "not given: too few responses"
NO_KIND = "none that can be shown"


def _kind_table(told: Release, n: int) -> int | None:
    tables = [each["attribute"] for each in told.at(f"/themes/{n}").get("who", [])]
    if not tables:
        return None
    return tables.index(_KIND) if _KIND in tables else 0


def kind_keys(told: Release, n: int) -> list[str]:
    """The path of the name of each kind of sender whose count of a theme is shown, in the release's order."""
    w = _kind_table(told, n)
    if w is None:
        return []
    key = f"/themes/{n}/who/{w}/rows"
    return [f"{key}/{r}/group" for r, row in enumerate(told.at(key)) if row["responses"] is not None]


def kinds(told: Release, n: int) -> str:
    """The kinds of sender whose count is shown, by name."""
    return "; ".join(told.words(key) for key in kind_keys(told, n)) or NO_KIND


def kind_names(told: Release, n: int) -> list[tuple[str, str]]:
    """Each kind of sender whose count of a theme is shown: its name, and the path to it."""
    return [(" ".join(str(told.at(key)).split()), key) for key in kind_keys(told, n)]


def share_told(told: Release, n: int) -> str:
    """A theme's share of the responses with its interval; small themes and older releases have none."""
    key = f"/themes/{n}"
    if told.at(key).get("share") is None:
        return NO_SHARE if told.at(key).get("small") else NO_FIGURE
    return f"{told.share(f'{key}/share')} ({told.share(f'{key}/low')} to {told.share(f'{key}/high')})"


def when_told(told: Release, n: int) -> str:
    """How many responses of a theme came in each third of the time its round was open; older releases do not say."""
    key = f"/themes/{n}"
    rows = told.at(key).get("spread", [])
    if not rows:
        return NO_SHARE if told.at(key).get("small") else NO_FIGURE
    return ", ".join(told.number(f"{key}/spread/{s}/responses") for s in range(len(rows)))


def found_told(told: Release, n: int) -> str:
    """In how many of the reruns a theme was found again."""
    key = f"/themes/{n}"
    if not told.at(key).get("reruns"):
        return NO_FIGURE
    return f"{told.number(f'{key}/found')} of {told.number(f'{key}/reruns')} runs"


def agreement_told(told: Release, items: Sequence[str]) -> str:
    """How far two people agreed on which points are about the items, each coding without the other; else why not."""
    coding = told.value["evaluation"].get("coding", {})
    alphas = {
        entry["code"]: told.number(f"/evaluation/coding/items/{n}/alpha")
        for n, entry in enumerate(coding.get("items", []))
        if entry["alpha"] is not None
    }
    lines = [f"{code(item)} {alphas[item]}" for item in items if item in alphas]
    if not lines:
        return "No two people have coded points of these items blind, or too few for a figure."
    return (
        "Two people coded points of the round, each without the other. How far they agreed on what is about the item "
        f"(Krippendorff's alpha: one is full agreement, nought what chance would give): {'; '.join(lines)}."
    )
