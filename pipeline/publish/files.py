"""Files of the book beside its pages: each kind made from releases, roadmap and frame; same input, same bytes."""

from pipeline.place import Place
from pipeline.publish.bookdata import BookData
from pipeline.publish.downloads import download_files
from pipeline.publish.epub import epub_files
from pipeline.publish.feed import feed_files
from pipeline.publish.kept import kept_files
from pipeline.publish.notebooks import notebook_files
from pipeline.publish.papers import paper_files

# Each gives files by their path below the built book.
_KINDS = (
    download_files,
    kept_files,
    feed_files,
)


def files_beside(place: Place, data: BookData, *, draft: bool = False) -> dict[str, bytes]:
    """Every file that no page is read for, by its path below the built book; a draft's papers say that they are one."""
    made = {name: content for kind in _KINDS for name, content in kind(data).items()}
    return made | notebook_files(place, data) | paper_files(place, data, draft=draft)


def files_of_pages(place: Place, data: BookData, *, draft: bool = False) -> dict[str, bytes]:
    """Every file that is made from the built pages."""
    return epub_files(place, data, draft=draft)
