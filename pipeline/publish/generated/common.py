"""What generated pages of every kind say alike: warnings of what was made up, items as links, marks of a round."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.definitions.roadmap import Roadmap
from pipeline.definitions.taxonomy import Taxonomy
from pipeline.pages.addresses import FRAME, PLAN, workstream_page
from pipeline.pages.marks import Release, code, day, quoted, written
from pipeline.publish.markdown import link, plain, relative

NOTHING_AGREED = "Nothing agreed yet: no theme has been accepted by a person."
INVENTED = """```{admonition} Illustrative round
:class: warning
Every response of this round was made up; nobody said these things and no committee decided anything shown here.
```"""
INVENTED_PLAN = """```{admonition} Illustrative roadmap
:class: warning
It was made up to show what the book can do. It is no publication of CP ITG, nobody has committed to it, and an owner is
a role, not a body.
```"""


def said(text: str, file: str = PLAN) -> str:
    """A text of the roadmap, or of another file that people write, as Markdown."""
    return written(text, file, plain)


def items_of(taxonomy: Taxonomy, items: Sequence[str], source: str) -> str:
    """The items with their titles, each a link to its workstream's page."""
    homes = {item.code: workstream.code for workstream in taxonomy.workstreams for item in workstream.items}
    titles = {item.code: item.title for item in taxonomy.cards}
    told = []
    for item in items:
        name = f"{code(item)} {said(titles[item], FRAME)}"
        told.append(link(name, workstream_page(homes[item]), source) if item in homes else name)
    return "; ".join(told) or "none"


def scoped(told: Release, *parts: str) -> str:
    """Parts whose paths lead into one round, on a page that shows several."""
    inside = "\n\n".join(parts)
    return f'<div data-round="{quoted(told.round)}">\n\n{inside}\n\n</div>'


def badges(theme: Mapping[str, Any]) -> str:
    """The marks that a person gave a theme."""
    marks = [word for word in ("safety", "minority") if theme[word]]
    return "".join(f' <span class="badge {word}">{word} voice</span>' for word in marks)


def plan_meta(roadmap: Roadmap) -> dict[str, str]:
    """What the book must know of a page that shows the roadmap."""
    return {"roadmap": "illustrative" if roadmap.illustrative else "ruled"}


def as_at(roadmap: Roadmap) -> str:
    """The day of the roadmap, where it has one."""
    return f"Roadmap as at {day(roadmap.as_at)}." if roadmap.as_at else ""


def beside(file: str, source: str, text: str) -> str:
    """A link to a file beside the pages, named from the built book: HTML, since it is written after Sphinx looked."""
    return f'<a href="{quoted(relative(file, source))}" download><code>{quoted(text)}</code></a>'
