"""Files and folders handed in: each new file is taken in or refused by itself, and a folder may be watched."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.console import Bars, complain, confirm, say
from pipeline.errors import InputError, UserError
from pipeline.importing import How, ask_order, ask_sheet, bring_in, preview_file, show_account, show_preview
from pipeline.opening import open_round
from pipeline.place import Place, read_bytes, shown
from pipeline.posting import mail_in
from pipeline.store import tables

# What spreadsheets and browsers leave beside a file while they write it.
_HALF = ("~$", ".~lock", ".")
_HALF_ENDS = (".part", ".crdownload", ".tmp", ".download")
# So many seconds a file must lie still before a watched folder's is taken: it may still be copied.
_STILL = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for: how files are read, and whether anybody is asked before they are taken in."""

    sheet: str = ""
    how: How = field(default_factory=How)
    yes: bool = False
    preview: bool = False


def take_in(place: Place, round: str, file: Path, order: Order) -> bool:
    """Show what a file holds, ask, take it in and account for every row; whether nothing stood against it.

    Raises UserError where it cannot be taken in.
    """
    sheet = order.sheet if order.yes else ask_sheet(file, order.sheet)
    how = order.how if order.yes else ask_order(place, round, file, sheet, order.how)
    seen = preview_file(place, round, file, sheet, how)
    show_preview(seen)
    if order.preview:
        return seen.fits
    if not confirm(f"Take in {seen.responses} responses?", yes=order.yes):
        say(f"{shown(file)}: left out")
        return True
    with Bars() as bars:
        done = bring_in(place, round, file, sheet, bars, how)
    show_account(shown(file), done)
    say(f"{shown(file)}: {done.added.new} new responses, {done.added.known} known already; next: cpitg analyse {round}")
    return True


# --- folders ----------------------------------------------------------------------------------------------------------


def _listed(folder: Path) -> list[Path]:
    """What lies in a folder, in order, but for what is half written."""
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise InputError.at(shown(folder), f"cannot be read ({error.strerror}); check who may read it") from None
    return [path for path in found if not path.name.startswith(_HALF) and not path.name.endswith(_HALF_ENDS)]


def _is_plain(path: Path) -> bool:
    """Whether it is a file itself: a link may lead out of the folder."""
    return path.is_file() and not path.is_symlink()


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder in order; links and folders in it are told of."""
    for path in _listed(folder):
        if _is_plain(path):
            yield path
        else:
            say(f"{shown(path)}: passed over: it is {'a link' if path.is_symlink() else 'no file'}")


def _is_known(place: Place, round: str, file: Path) -> bool:
    open_round(place, round)
    return tables.knows_file(round, hashlib.sha256(read_bytes(file)).hexdigest())


def _take_one(place: Place, round: str, file: Path, order: Order) -> bool:
    """Take in one file of a folder; whether it was refused, which is said and stops nothing."""
    try:
        if not _is_known(place, round, file):
            return not take_in(place, round, file, order)
        say(f"{shown(file)}: known already, nothing to do")
    except UserError as error:
        complain(str(error))
        say(f"{shown(file)}: refused, nothing of it was taken")
        return True
    return False


def _take_mail(place: Place, round: str, folder: Path, order: Order) -> bool:
    """Take in all messages of a folder as one mailbox, since they quote each other; whether they were refused."""
    try:
        return not take_in(place, round, folder, order)
    except UserError as error:
        complain(str(error))
        return True


def take_folder(place: Place, round: str, folder: Path, order: Order) -> int:
    """Take in every file of a folder that the store does not know yet; how many were refused."""
    files = list(_files(folder))
    post = set(mail_in(folder))
    refused = sum(_take_one(place, round, file, order) for file in files if file not in post)
    refused += _take_mail(place, round, folder, order) if post else 0
    say(f"{shown(folder)}: {len(files)} files, {refused} refused")
    return refused


def take_all(place: Place, round: str, paths: Sequence[Path], order: Order) -> int:
    """Take in files, and every new file of folders; how many of the folders' files were refused."""
    refused = 0
    for path in paths:
        if path.is_dir():
            refused += take_folder(place, round, path, order)
        else:
            take_in(place, round, path, order)
    return refused


class Watch:
    """A folder looked at again and again: a file is taken once it lies still, and told of again once it changed."""

    def __init__(self, place: Place, round: str, folder: Path, order: Order) -> None:
        if not order.yes:
            raise UserError("--watch asks nobody: give --yes with it, once a first file was looked over")
        if not folder.is_dir():
            raise UserError(f"{shown(folder)} is no folder; --watch looks into one")
        self._place, self._round, self._folder, self._order = place, round, folder, order
        self._seen: set[tuple[str, int, int, int]] = set()

    def _mark(self, file: Path) -> tuple[str, int, int, int]:
        found, survey = file.stat(), self._place.round(self._round).survey.stat()
        return file.name, found.st_size, found.st_mtime_ns, survey.st_mtime_ns

    def _is_due(self, file: Path, now: float) -> bool:
        """Whether the file lies still and was not looked at as it is; one that is gone by now is not due."""
        try:
            mark, moved = self._mark(file), file.stat().st_mtime
        except OSError:
            return False
        due = mark not in self._seen and now - moved >= _STILL
        self._seen |= {mark} if due else set()
        return due

    def look(self, now: float) -> int:
        """Take in what is new and lies still; how many files were looked at."""
        due = [path for path in _listed(self._folder) if _is_plain(path) and self._is_due(path, now)]
        for path in due:
            _take_one(self._place, self._round, path, self._order)
        return len(due)

    def run(self, seconds: float) -> None:
        """Look every so many seconds until stopped (Ctrl-C)."""
        say(f"{shown(self._folder)}: watched every {seconds:g} seconds; stop with Ctrl-C")
        try:
            while True:
                self.look(time.time())
                time.sleep(seconds)
        except KeyboardInterrupt:
            say(f"{shown(self._folder)}: no longer watched")
