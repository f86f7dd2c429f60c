"""Where generated pages lie, as names of pages: from the root, without an ending."""

GENERATED = "book/generated"
THEMES = f"{GENERATED}/themes"
ITEMS = f"{GENERATED}/items"
RELEASES = f"{GENERATED}/releases"


def theme_page(theme: str) -> str:
    """The page of an agreed theme; lower case, since some file systems do not tell the cases apart."""
    return f"{THEMES}/{theme.lower()}"


def item_page(item: str) -> str:
    """The page of a roadmap item."""
    return f"{ITEMS}/{item.lower()}"


def workstream_page(code: str) -> str:
    """The page of a workstream."""
    return f"book/workstreams/{code.lower()}"
