"""What fits no item: where the next workstream may come from."""

from pipeline.pages.marks import Fragment, Release, nothing, shown
from pipeline.pages.reading import of_round
from pipeline.pages.themes import theme_name

_NOT_TOLD = "This release was made before what fits no item was counted."


@of_round
def unfitted_themes(told: Release) -> Fragment:
    """How many points no item is likely for, and the agreed themes that people gave no item."""
    found = told.value.get("unfitted")
    if not found or found["points"] is None:
        return shown(told, "unfitted", nothing(_NOT_TOLD))
    said = (
        f"<p>For {told.number('/unfitted/points')} of {told.number('/totals/points')} points no item is likely, as far "
        "as the machine can tell and no person has said otherwise.</p>"
    )
    numbers = [n for n in map(told.theme, found["themes"]) if n is not None]
    rows = "".join(
        f"<li>{theme_name(told, n)}, {told.number(f'/themes/{n}/points')} points from "
        f"{told.number(f'/themes/{n}/responses')} responses</li>"
        for n in numbers
    )
    listed = f"<p>Agreed themes that people gave no item:</p><ul>{rows}</ul>" if rows else ""
    return shown(told, "unfitted", said, listed or "<p>Every agreed theme has an item.</p>")
