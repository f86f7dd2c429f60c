"""`{shown}`: what a function of pipeline.pages gives, on a page without a kernel of its own.

A notebook runs its cells in a kernel, which costs seconds a page; a page that only shows something calls the same
function while the page is read.
"""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from pipeline import pages
from pipeline.pages.reading import on_page
from pipeline.place import Place, find_place, shown


class Shown(SphinxDirective):
    """One call with plain values, such as `themes_table("illustrative-2020", workstream="WS3")`."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """What the call gives, as HTML."""
        page = Path(self.env.doc2path(self.env.docname))
        for path in seen(find_place(page.parent)):
            self.env.note_dependency(str(path))
        try:
            name, values, named = call_of("\n".join(self.content))
        except ValueError as error:
            raise self.severe(f"{shown(page)}:{self.lineno}: {error}") from None
        with on_page(page.parent):
            told = getattr(pages, name)(*values, **named)
        return [nodes.raw("", f'<div class="cell_output">\n{told}\n</div>', format="html")]


def call_of(text: str) -> tuple[str, list[Any], Mapping[str, Any]]:
    """The function, the values and the named values of a call; ValueError where it is anything else."""
    try:
        call = ast.parse(text.strip(), mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            raise ValueError
        name = call.func.id
        values = [ast.literal_eval(value) for value in call.args]
        named = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
    except (SyntaxError, ValueError):
        raise ValueError(f"{text.strip()!r} is no call with plain values; write such as notice('my-round')") from None
    if name not in pages.__all__:
        raise ValueError(f"{name!r} is no function of pipeline.pages; one of {', '.join(pages.__all__)}")
    return name, values, named


def seen(place: Place) -> list[Path]:
    """Every file that a function of pipeline.pages may read, and the functions' own."""
    rounds = [path for round in map(place.round, place.rounds()) for path in (round.published, round.survey)]
    written = [place.taxonomy, *sorted(place.roadmap.parent.glob("*.yml"))]
    code = sorted(Path(pages.__file__).parent.glob("*.py"))
    return [path for path in [*rounds, *written, *code] if path.exists()]
