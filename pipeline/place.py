"""Where every file lies, and the only door through which one is opened."""

import csv
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.errors import Fault, InputError, MissingError, UserError

_LANDMARK = Path("surveys", "workstreams.yml")


@dataclass(frozen=True, slots=True)
class Place:
    """The layout of a checkout: `root` holds what is written by people, `data` the store, `build` what stages make.

    `store` is where the database lies: the data folder, or the address that DATABASE_URL names.
    """

    root: Path
    data: Path
    build: Path
    store: str

    @property
    def taxonomy(self) -> Path:
        """The workstreams and their items."""
        return self.root / _LANDMARK

    @property
    def glossary(self) -> Path:
        """The glossary."""
        return self.root / "book" / "data" / "glossary.yml"

    @property
    def roadmap(self) -> Path:
        """The roadmap."""
        return self.root / "book" / "data" / "roadmap.yml"

    @property
    def group_members(self) -> Path:
        """Who sends people to the group."""
        return self.root / "book" / "data" / "members.yml"

    @property
    def meetings(self) -> Path:
        """The group's meetings and papers."""
        return self.root / "book" / "data" / "meetings.yml"

    def facts(self, name: str) -> Path:
        """A file of facts that people wrote, by its name without an ending."""
        return self.root / "book" / "data" / f"{name}.yml"

    @property
    def generated(self) -> Path:
        """Pages made from published.json."""
        return self.root / "book" / "generated"

    @property
    def html(self) -> Path:
        """The built book."""
        return self.root / "_build" / "html"

    @property
    def shelf(self) -> Path:
        """The last whole book that was built from signed releases, as one file: what the service shows to readers."""
        return self.root / "_build" / "book.zip"

    @property
    def pictures(self) -> Path:
        """Pictures of the book that were drawn before; may be deleted at any time."""
        return self.root / "_build" / "pictures"

    @property
    def vectors(self) -> Path:
        """The cache of vectors, by digest of text."""
        return self.data / "vectors"

    def rounds(self) -> tuple[str, ...]:
        """Every round that has a definition, by name."""
        return tuple(sorted(path.parent.name for path in (self.root / "surveys").glob("*/survey.yml")))

    def round(self, name: str) -> "RoundPlace":
        """The files of one round."""
        return RoundPlace(name=name, folder=self.root / "surveys" / name, build=self.build / name)


@dataclass(frozen=True, slots=True)
class RoundPlace:
    """Every file of one round: what is kept in `folder`, what can be made again in `build`."""

    name: str
    folder: Path
    build: Path

    @property
    def survey(self) -> Path:
        """The definition of the round."""
        return self.folder / "survey.yml"

    @property
    def responses(self) -> Path:
        """The responses, kept in the folder for an illustrative round only."""
        return self.folder / "responses.csv"

    @property
    def decisions(self) -> Path:
        """The decisions record."""
        return self.folder / "decisions.csv"

    @property
    def members(self) -> Path:
        """The members of agreed themes."""
        return self.folder / "members.csv"

    @property
    def coding(self) -> Path:
        """What two people said of the same points, each without the other and the machine."""
        return self.folder / "coding.csv"

    @property
    def published(self) -> Path:
        """The release in force."""
        return self.folder / "published.json"

    def release(self, version: str) -> Path:
        """A release that was signed."""
        return self.folder / "releases" / f"{version}.json"

    def kept(self) -> tuple[Path, ...]:
        """Every release that is kept, by name of its file."""
        return tuple(sorted((self.folder / "releases").glob("*.json")))

    @property
    def manifest(self) -> Path:
        """What each stage last read and wrote."""
        return self.build / "manifest.json"

    def table(self, name: str) -> Path:
        """The output of a stage."""
        return self.build / f"{name}.parquet"

    @property
    def ledger(self) -> Path:
        """The account of every response and answer."""
        return self.build / "ledger.json"

    @property
    def unfit(self) -> Path:
        """The lines of the record whose corrections were made on another text than an answer has now."""
        return self.build / "unfit.json"

    def worksheet(self, kind: str) -> Path:
        """The worksheet of the review, xlsx or csv."""
        return self.build / f"review.{kind}"

    def cleaning_sheet(self, kind: str) -> Path:
        """The worksheet of what cleaning hid and set aside, xlsx or csv."""
        return self.build / f"cleaning.{kind}"

    @property
    def conflicts(self) -> Path:
        """What was decided on and has changed or gone, each with its cure."""
        return self.build / "conflicts.csv"

    @property
    def agreement(self) -> Path:
        """How near the machine is to two coders, as it was worked out last on the board: figures alone."""
        return self.build / "agreement.json"

    @property
    def fits_nothing(self) -> Path:
        """The points that fit no item: where the next workstream comes from."""
        return self.build / "fits-nothing.csv"

    def points_sheet(self, name: str, kind: str) -> Path:
        """A worksheet of single points (points, coding or adjudicate), xlsx or csv."""
        return self.build / f"{name}.{kind}"


def find_place(start: Path, data: Path | None = None, build: Path | None = None) -> Place:
    """The checkout that holds `start`, else the package; the store in `data`, else CPITG_DATA, else var/ of it."""
    # Else the checkout that the package itself lies in: the commands work from any folder.
    looked_in = (start, *start.parents, Path(__file__).parents[1])
    root = next((folder for folder in looked_in if (folder / _LANDMARK).exists()), None)
    if root is None:
        raise MissingError(f"{start}: no {_LANDMARK} here or above; run the command in a folder of the checkout")
    named = os.environ.get("CPITG_DATA")
    folder = (data or (Path(named) if named else root / "var")).resolve()
    # A folder named on the command line goes before a database named for all commands.
    store = str(folder) if data else os.environ.get("DATABASE_URL") or str(folder)
    return Place(root=root, data=folder, build=(build or root / "build").resolve(), store=store)


def web_library(name: str) -> Path:
    """A file of a JavaScript library that set-up fetched beside the package, by its path in node_modules."""
    path = Path(__file__).parents[1] / "node_modules" / name
    if not path.exists():
        raise MissingError(f"{shown(path)} is not there yet; run: make setup")
    return path


def shown(path: Path) -> str:
    """A path as a person would name it: from the working folder where it lies below."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def read_bytes(path: Path) -> bytes:
    """The whole of a file that a person named."""
    if path.is_dir():
        raise InputError([Fault(shown(path), 0, "is a folder; name the file in it")])
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError([Fault(shown(path), 0, "is not there; check the name and the folder")]) from None
    except OSError as error:
        raise InputError([Fault(shown(path), 0, f"cannot be read ({error.strerror}); check who may read it")]) from None


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark, line ends as \\n."""
    try:
        return read_bytes(path).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        said = f"is not UTF-8 at byte {error.start}; save it as UTF-8"
        raise InputError([Fault(shown(path), 0, said)]) from None


class HeldError(UserError):
    """A file cannot be written now, most often since a spreadsheet holds it open; what it held is still there."""

    @classmethod
    def of(cls, path: Path) -> "HeldError":
        """The error of one file, with the cure."""
        return cls(
            f"{shown(path)}: cannot be written; close it in the program that holds it open (or see that you may write "
            "there), then give the command again; what it held is still there"
        )


def what_is_held(*writes: Callable[[], object]) -> tuple[str, ...]:
    """Do each of these writes, and return what is to be said of files that are held by another program."""
    told = []
    for write in writes:
        try:
            write()
        except HeldError as error:
            told.append(str(error))
    return tuple(told)


@contextmanager
def written_beside(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """A file written beside and then put in its place: a reader sees the old file or the new one, never half of one."""
    neighbour = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, neighbour = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(neighbour).chmod(mode)
        Path(neighbour).replace(path)
    except PermissionError:
        raise HeldError.of(path) from None
    finally:
        if neighbour:
            Path(neighbour).unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write the whole of a file at once."""
    with written_beside(path) as file:
        file.write(data)


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8 with \\n line ends on every system."""
    write_bytes(path, text.encode("utf-8"))


def write_text_if_changed(path: Path, text: str) -> bool:
    """Write only where the bytes differ, since a tool that watches times would read the page again."""
    if path.exists() and path.read_bytes() == text.encode("utf-8"):
        return False
    write_text(path, text)
    return True


def remove(path: Path) -> None:
    """Take a file away, where it is there."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        raise HeldError.of(path) from None


def read_json(path: Path) -> Any:
    """The value of a JSON file."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        said = f"not JSON: {error.msg}; restore the file or make it again"
        raise InputError([Fault(shown(path), error.lineno, said)]) from None


def json_text(value: Any) -> str:
    """A value as JSON made to be read in a diff: two spaces of indent, the keys' own order, a newline at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON."""
    write_text(path, json_text(value))


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV with \\n line ends, quoted where needed (RFC 4180 but for the line end)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def csv_rows(text: str) -> list[tuple[int, Mapping[str, str]]]:
    """The rows of a CSV of ours, each with the number of its last line."""
    csv.field_size_limit(1 << 30)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    return [(reader.line_num, {key: value or "" for key, value in row.items() if key}) for row in reader]


def file_digest(path: Path) -> str:
    """SHA-256 of a file, or the word 'missing'."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "missing"
