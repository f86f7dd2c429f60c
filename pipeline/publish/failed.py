"""A cell that failed: what its page says at the top, and what the gate says of such pages."""

from collections.abc import Iterable, Iterator

from lxml import html

from pipeline.errors import Fault
from pipeline.pages.marks import code, quoted
from pipeline.place import Place, read_text, shown

_GENERATED = "book/generated/"  # pages without cells, by the hundred


def warning(cell: int, line: int, error: str) -> str:
    """What stands at the top of a page one of whose cells failed; `line` is where the cell begins."""
    marks = f'data-failed-cell="{cell}" data-line="{line}" data-error="{quoted(error)}"'
    return (
        f'<div class="notice" role="note" {marks}><p>A cell of this page failed: {code(error)}. The cells after it '
        "did not run.</p></div>"
    )


def failed_cells(place: Place, pages: Iterable[str]) -> list[Fault]:
    """Each cell of the built pages that raised an error, with its page and line."""
    return [fault for page in pages if not page.startswith(_GENERATED) for fault in _failed(place, page)]


def _failed(place: Place, page: str) -> Iterator[Fault]:
    path = place.html / f"{page}.html"
    text = read_text(path) if path.exists() else ""
    if "data-failed-cell" not in text:
        return
    for told in html.fromstring(text).xpath("//*[@data-failed-cell]"):
        said = f"cell {told.get('data-failed-cell')} raised {told.get('data-error')}; mend the cell or what it reads"
        yield Fault(shown(place.root / f"{page}.md"), int(told.get("data-line")), said)
