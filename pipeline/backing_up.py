"""Backup and restore: store, keys and the folders of all rounds in one file, every byte of it checked on the way back.

Who was erased since a backup was made stays erased: the list beside the surveys is held against the copy of the store,
and against the releases that come with it, before either takes its place.
"""

import contextlib
import datetime as dt
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.erasedlist import HEADER, erased_file, erased_ids, note_erased
from pipeline.erasing import carry_out_erasures
from pipeline.errors import InputError, UserError
from pipeline.ids import public_id
from pipeline.opening import round_here
from pipeline.place import Place, RoundPlace, csv_rows, csv_text, json_text, read_bytes, read_json, shown, write_bytes
from pipeline.progress import Progress
from pipeline.publish.withdrawn import took_in, without_responses
from pipeline.review.recordfiles import record_held
from pipeline.standing import make_whole
from pipeline.store import audit, backup, decisions, erasing, tables
from pipeline.store.archive import DATA, FORMAT, KEYS, MANIFEST, STORE, SURVEYS, Pack, manifest_of, unpack
from pipeline.store.setup import close_store, open_store
from pipeline.store.writing import writing

_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What went into a backup."""

    rows: int
    files: int
    responses: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What came out of a backup: when it was made, how many rows and files, and who was erased again."""

    made_at: str
    rows: int
    files: int
    erased_again: int
    waiting: tuple[str, ...]


# --- backing up -------------------------------------------------------------------------------------------------------


def _files(place: Place) -> dict[str, Path]:
    """Every file of the rounds by its name in a backup."""
    paths = sorted(path for path in (place.root / SURVEYS).rglob("*") if path.is_file())
    return {path.relative_to(place.root).as_posix(): path for path in paths if not path.name.startswith(".")}


def _put_records(pack: Pack, place: Place) -> set[Path]:
    """Put both files of each round's record in as they are at one moment; which files these are."""
    done: set[Path] = set()
    for here in map(place.round, place.rounds()):
        with record_held(here, place.data, _PATIENCE):
            read = {path: read_bytes(path) for path in (here.decisions, here.members) if path.exists()}
        for path, data in read.items():
            pack.put(path.relative_to(place.root).as_posix(), io.BytesIO(data))
        done |= {here.decisions, here.members}
    return done


def _pack(pack: Pack, place: Place, copy: Path) -> dict[str, int]:
    """Put everything in, in an order in which nothing that is done meanwhile stands in a file alone; the store's rows.

    What is ruled or signed comes into the store first, and files that are behind it are made whole at the next start:
    they are read before it. Who is erased is on the list of a round first, which brings nobody's words back: it is read
    after it.
    """
    lists = {erased_file(place.round(name)) for name in place.rounds()}
    apart = _put_records(pack, place) | lists
    pack.put_files({name: path for name, path in _files(place).items() if path not in apart})
    counts = backup.copy_store(copy)
    pack.put_files({f"{STORE}/{backup.kind()}": copy})
    pack.put_files({name: path for name, path in _files(place).items() if path in lists})
    pack.put_files({f"{DATA}/{path.name}": path for path in sorted(place.data.glob(KEYS))})
    return counts


def back_up(place: Place, path: Path, now: dt.datetime, progress: Progress) -> BackedUp:
    """Write everything that cannot be made again into one file, while the service runs; it is whole or not there.

    Nobody waits for it, but who rules in the moment in which the record of that round is read.
    """
    if path.exists():
        raise UserError(f"{shown(path)} is there already; a backup is never written over: name another file")
    open_store(place.store)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _beside(path.parent) as folder:
        whole = folder / "backup"
        # The copy of the store goes at least so far.
        head = audit.head()
        with zipfile.ZipFile(whole, "x") as packed:
            pack = Pack(packed, progress.start("backing up", len(_files(place)) + 1))
            counts = _pack(pack, place, folder / "copy")
            manifest = {"format": FORMAT, "made_at": now.isoformat(timespec="seconds"), "counts": counts}
            manifest |= {"audit": {"no": head.no, "hash": head.hash}, "files": pack.digests}
            packed.writestr(zipfile.ZipInfo(MANIFEST, (1980, 1, 1, 0, 0, 0)), json_text(manifest))
        _settle(whole, path)
    return BackedUp(sum(counts.values()), len(pack.digests), counts.get("store_response", 0))


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder for this user alone, on the same disk, that goes in any case."""
    made = Path(tempfile.mkdtemp(prefix=".cpitg-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _settle(made: Path, path: Path) -> None:
    """Put a finished file in its place, durably, readable by its owner alone."""
    made.chmod(0o600)
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(path)


# --- restoring --------------------------------------------------------------------------------------------------------


def _unpacked(file: Path, into: Path, progress: Progress) -> dict[str, Any]:
    """Take a backup apart beside where it will go, every digest checked; its manifest."""
    try:
        packed = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError.at(shown(file), "is not there or no backup; name the file that cpitg backup wrote") from error
    with packed:
        manifest = manifest_of(packed, shown(file))
        if shutil.disk_usage(into).free < sum(entry.file_size for entry in packed.infolist()):
            raise UserError(f"{shown(into.parent)}: has no room for what the backup holds; make room, then restore")
        told = progress.start("checking the backup", len(manifest["files"]))
        for name, digest in sorted(manifest["files"].items()):
            unpack(packed, name, into, digest, shown(file))
            told(1)
    return manifest


def _standing(place: Place, into: Path) -> list[str]:
    """What is there already and would be another after the restore."""
    store = backup.store_file(place.store)
    told = [shown(store)] if store and store.exists() else []
    if store is None:
        open_store(place.store)
        told += ["the store at DATABASE_URL"] if backup.holds_anything() else []
    for path in sorted(path for path in (into / SURVEYS).rglob("*") if path.is_file()):
        here = place.root / path.relative_to(into)
        if here.exists() and here.read_bytes() != path.read_bytes():
            told.append(shown(here))
    return told


def restore(place: Place, file: Path, now: dt.datetime, progress: Progress, *, replace: bool) -> Restored:
    """Put a backup in place, once every byte of it is checked; nothing that is there goes without `replace`."""
    place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _beside(place.data) as into:
        manifest = _unpacked(file, into, progress)
        if not replace and (there := _standing(place, into)):
            more = f" and {len(there) - 3} more" if len(there) > 3 else ""
            raise UserError(f"{', '.join(there[:3])}{more}: would be replaced; say --replace, or name another --data")
        rows = _checked_rows(place, into, manifest)
        _note_withdrawn(place)
        lists = _lists(place, into)
        again = _store_back(place, into, lists, now)
        _lay(place, into)
    open_store(place.store)
    return Restored(str(manifest["made_at"]), rows, len(manifest["files"]), again, _finish(place, now))


def _finish(place: Place, now: dt.datetime) -> tuple[str, ...]:
    """Make the files of records whole, and go through those of whoever was erased again; the rounds where that must
    wait for a person."""
    for name in filter(decisions.head, place.rounds()):
        # What is wrong with a round is said by the next command that reads it.
        with contextlib.suppress(UserError):
            make_whole(round_here(place, name))
    with contextlib.suppress(UserError):
        carry_out_erasures(place, now)
    return tuple(erasing.rounds_waiting())


def _checked_rows(place: Place, into: Path, manifest: Mapping[str, Any]) -> int:
    """How many rows the copy holds; refused where they are other than were counted, or of another kind of database."""
    wanted = backup.POSTGRESQL if backup.is_server(place.store) else backup.SQLITE
    if not (into / STORE / wanted).exists():
        other = "a server's database" if wanted == backup.SQLITE else "a file"
        raise UserError(f"the backup is of {other}; set DATABASE_URL to the same kind of store, then restore")
    if wanted == backup.SQLITE:
        counts = backup.check_copy(into / STORE / wanted)
        if counts != manifest["counts"]:
            raise InputError.at(wanted, "the copy of the store has other rows than were counted; take another backup")
    return sum(manifest["counts"].values())


def _note_withdrawn(place: Place) -> None:
    """Put on the lists who withdrew from the store that goes now, which no file may say yet."""
    for name, days in backup.withdrawn_here(place.store).items():
        if place.round(name).survey.exists():
            note_erased(place.round(name), days)


def _lists(place: Place, into: Path) -> dict[str, dict[str, str]]:
    """Round -> who was erased, by the list that is here and the one in the backup; the longer one is laid back."""
    folders = {path.parent.name for root in (into, place.root) for path in (root / SURVEYS).glob("*/survey.yml")}
    told: dict[str, dict[str, str]] = {}
    for name in sorted(folders):
        kept = into / SURVEYS / name / "erased.csv"
        old = (
            {row["response"]: row.get("on", "") for _, row in csv_rows(kept.read_text("utf-8"))}
            if kept.exists()
            else {}
        )
        if both := {**old, **erased_ids(place.round(name))}:
            told[name] = both
            write_bytes(kept, csv_text(HEADER, sorted(both.items())).encode())
            write_bytes(place.round(name).folder / "erased.csv", csv_text(HEADER, sorted(both.items())).encode())
    return told


def _store_back(place: Place, into: Path, lists: Mapping[str, Mapping[str, str]], now: dt.datetime) -> int:
    """Put the copy in the store's place, without the words of anybody who was erased since; how many those were."""
    path = backup.store_file(place.store)
    if path is None:
        open_store(place.store)
        backup.load_store(into / STORE / backup.POSTGRESQL)
        open_store(place.store)
        return _erase_listed(into, lists, now)
    close_store()
    backup.check_unused(path)
    open_store(into / STORE)
    again = _erase_listed(into, lists, now)
    close_store()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    backup.put_in_place(into / STORE / backup.SQLITE, path)
    return again


def _erase_listed(into: Path, lists: Mapping[str, Mapping[str, str]], now: dt.datetime) -> int:
    """Erase again whoever stands on a list and has words in the store that was restored, and in its releases."""
    many = 0
    for name, listed in lists.items():
        for id, public in _with_words(name, listed):
            # The first day stays the one that is told.
            day = dt.datetime.fromisoformat(listed[public]).replace(tzinfo=dt.UTC)
            with writing():
                erasing.ask_erasure(name, id, "erased since the backup", "system", day)
                audit.write("system", "erased again", public, {"round": name}, now)
            many += 1
        _clean_releases(into, name, listed)
    if many:
        erasing.sweep(whole=True)
    return many


def _with_words(name: str, listed: Collection[str]) -> list[tuple[str, str]]:
    found = erasing.with_words(name)
    key = tables.round_key(name) if found else ""
    told = ((id, public_id(key, "r", id)) for id in found)
    return [(id, public) for id, public in told if public in listed]


def _clean_releases(into: Path, name: str, listed: Mapping[str, str]) -> None:
    """Take the words of those erased out of releases of the backup that still hold them."""
    gone = erasing.withdrawn(name)
    key = tables.round_key(name) if gone else ""
    known = [(id, public_id(key, "r", id), sent) for id, sent in gone]
    known = [(id, public, sent) for id, public, sent in known if public in listed]
    points = erasing.points_by_response(name, [id for id, _, _ in known])
    here = RoundPlace(name=name, folder=into / SURVEYS / name, build=into)
    for path in (*here.kept(), here.published):
        value = read_json(path) if path.exists() else {}
        if "release" in value:
            inside = [(id, public) for id, public, sent in known if took_in(value, sent)]
            theirs = {point: listed[public] for id, public in inside for point in points[id]}
            clean = without_responses(value, {public: listed[public] for _, public in inside}, theirs)
            write_bytes(path, json_text(clean).encode())


def _lay(place: Place, into: Path) -> None:
    """Write keys and the folders of rounds where they belong; files that only this machine has stay."""
    for path in sorted(path for path in (into / DATA).rglob("*") if path.is_file()):
        write_bytes(place.data / path.name, read_bytes(path))
        (place.data / path.name).chmod(0o600)
    for path in sorted(path for path in (into / SURVEYS).rglob("*") if path.is_file()):
        write_bytes(place.root / path.relative_to(into), read_bytes(path))
