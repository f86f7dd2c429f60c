"""Where generated pages lie, as names of pages: from the root, without an ending; and two files that people write."""

import re

PLAN = "book/data/roadmap.yml"
FRAME = "surveys/workstreams.yml"
STANDARDS = "book/group/standards"

GENERATED = "book/generated"
THEMES = f"{GENERATED}/themes"
ITEMS = f"{GENERATED}/items"
RELEASES = f"{GENERATED}/releases"
QUESTIONS = f"{GENERATED}/questions"
ROUNDS = f"{GENERATED}/rounds"
DOWNLOADS = f"{GENERATED}/downloads"
# Files, not pages: papers to print and the book as one file.
PAPERS = "book/papers"
_NO_NAME = re.compile(r"[^A-Za-z0-9]+")


def theme_page(theme: str) -> str:
    """The page of an agreed theme; lower case, since some file systems do not tell the cases apart."""
    return f"{THEMES}/{theme.lower()}"


def item_page(item: str) -> str:
    """The page of a roadmap item."""
    return f"{ITEMS}/{item.lower()}"


def question_page(round: str, question: str) -> str:
    """The page of a question of a round."""
    return f"{QUESTIONS}/{round}-{question}".lower()


def round_page(round: str) -> str:
    """The page of what a round said and what follows from it."""
    return f"{ROUNDS}/{round}".lower()


def workstream_page(code: str) -> str:
    """The page of a workstream."""
    return f"book/workstreams/{code.lower()}"


def release_page(round: str, version: str) -> str:
    """The page of a release that is kept; a version may hold what no address should."""
    return f"{RELEASES}/{round}-{_NO_NAME.sub('-', version)}".lower()


def changes_page(round: str, version: str) -> str:
    """The page of what changed with a release since the one before it."""
    return f"{release_page(round, version)}-changes"
