"""What the jobs of a release do: the check list with its draft, the preview of the book, publishing and building."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.board import releasefiles
from pipeline.board.doing import Report, Reported
from pipeline.board.release import draft_digest
from pipeline.board.releasecheck import MEND, check_round, checked
from pipeline.errors import PromiseError, UserError
from pipeline.opening import Round, files_held
from pipeline.place import Place, file_digest, json_text, read_json, remove, write_json, write_text

# What of a checkout a book is made from.
_FILES = ("_config.yml", "_toc.yml")
_FOLDERS = ("book", "surveys")
_PATIENCE = 60


@contextmanager
def held(round: Round) -> Iterator[None]:
    """Keep an analysis and an erasing from the files meanwhile: what was read before it must not be written after."""
    with files_held(round, _PATIENCE) as mine:
        if not mine:
            raise UserError("an analysis or an erasing is under way; ask for this again when it ended")
        yield


def check(place: Place, round: Round, report: Report, *, date: str) -> str:
    """Go through the check list; the page of the release shows it."""
    with held(round):
        told = check_round(round, date, Reported(report))
    many = sum(one.state == MEND for one in told)
    return f"{many} to be mended" if many else "nothing to be mended"


def preview(place: Place, round: Round, report: Report, *, date: str) -> str:
    """Build the book as it would be with the draft of now, in a folder of its own that nobody else sees."""
    from pipeline.publish.book import build_book

    with held(round):
        known = checked(round)
        if known is None or not known.fresh:
            check_round(round, date, Reported(report))
        if not releasefiles.draft(round).exists():
            raise PromiseError("there is no draft to be shown: see what must be mended on the page of the release")
        report("laying out the preview", 0, 0)
        other = _laid_out(place, round)
        report("building the preview", 0, 0)
        built = build_book(other, dt.date.fromisoformat(date), everything=True, draft=True)
        _put_in_place(round)
    return f"{built.pages} pages"


def _laid_out(place: Place, round: Round) -> Place:
    """A checkout below the round's outputs, with the draft as the release in force."""
    root = releasefiles.preview_begun(round)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for name in _FILES:
        shutil.copy2(place.root / name, root / name)
    for name in _FOLDERS:
        shutil.copytree(place.root / name, root / name, ignore=_left_out(place))
    other = Place(root=root, data=place.data, build=root / "build", store=place.store)
    draft = json_text(read_json(releasefiles.draft(round)))
    write_text(other.round(round.name).published, draft)
    write_text(other.round(round.name).release("draft"), draft)
    return other


def _left_out(place: Place) -> Callable[[str, list[str]], list[str]]:
    """Generated pages, and what no page is made from: responses and the record."""

    def left(folder: str, names: list[str]) -> list[str]:
        if Path(folder) == place.root / "book":
            return [name for name in names if name == place.generated.name]
        return [name for name in names if name.endswith(".csv") and place.root / "surveys" in Path(folder).parents]

    return left


def _put_in_place(round: Round) -> None:
    """The new preview takes the place of the one before at once; of the checkout it was made in nothing else stays."""
    now, begun = releasefiles.preview(round), releasefiles.preview_begun(round)
    shutil.rmtree(now, ignore_errors=True)
    (begun / "_build" / "html").rename(now)
    shutil.rmtree(begun, ignore_errors=True)
    write_json(releasefiles.previewed(round), {"digest": draft_digest(round)})


def publish(place: Place, round: Round, report: Report) -> str:
    """Make every signed release, put the last one in force, and build the book; done again it comes to the same."""
    from pipeline.building import build_the_book, unsigned
    from pipeline.publishing import publish_round

    published = publish_round(round, None, Reported(report))
    remove(releasefiles.built(round))
    report("building the book", 0, 0)
    built = build_the_book(place, None, None, strict=False, everything=False)
    write_json(releasefiles.built(round), {"published": file_digest(round.here.published)})
    looks = "".join(f"\n{line}" for line in (*published.conflicts, *unsigned(place)))
    return f"{published.told}; {built.pages} pages built{looks}"
