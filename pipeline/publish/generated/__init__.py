"""Pages made from releases and the roadmap: plain Markdown, one page a theme and one a roadmap item, ids throughout."""

from pipeline.publish.bookdata import BookData, book_data
from pipeline.publish.generated.changes import changes_pages
from pipeline.publish.generated.downloads import download_pages
from pipeline.publish.generated.gone import gone_pages
from pipeline.publish.generated.items import item_pages
from pipeline.publish.generated.questions import question_pages
from pipeline.publish.generated.releases import release_pages
from pipeline.publish.generated.rounds import round_pages
from pipeline.publish.generated.themes import theme_pages

__all__ = ["BookData", "book_data", "generated_pages"]

# Each gives pages by their name from the root, without an ending.
_KINDS = (
    theme_pages,
    gone_pages,
    item_pages,
    release_pages,
    changes_pages,
    question_pages,
    round_pages,
    download_pages,
)


def generated_pages(data: BookData) -> dict[str, str]:
    """Every generated page by its path from the root."""
    made = {name: text for kind in _KINDS for name, text in kind(data).items()}
    return {f"{name}.md": text for name, text in sorted(made.items())}
