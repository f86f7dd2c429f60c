"""Where a release in the making keeps its files: beside the outputs of the analysis, and taken away with them."""

from pathlib import Path

from pipeline.opening import Round


def checked(round: Round) -> Path:
    """The check list, as it was made last."""
    return round.here.build / "checked.json"


def draft(round: Round) -> Path:
    """The release as it would be signed when the list was made."""
    return round.here.build / "draft.json"


def changed(round: Round) -> Path:
    """What the draft changes beside the release in force."""
    return round.here.build / "changes.json"


def built(round: Round) -> Path:
    """Which release the book was last built with from the board."""
    return round.here.build / "built.json"


def previewed(round: Round) -> Path:
    """Which draft the preview shows."""
    return round.here.build / "previewed.json"


def preview(round: Round) -> Path:
    """The book as it would be; an erasing empties this folder, too."""
    return round.here.build / "preview" / "now"


def preview_begun(round: Round) -> Path:
    """The checkout in which the next preview is built."""
    return round.here.build / "preview" / "next"
