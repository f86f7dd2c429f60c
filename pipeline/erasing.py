"""Erasing a response: out of the store, then out of every file the product wrote; what cannot be reached is told.

The store forgets first and notes what waits. Each step through the files may be done twice, so that work that was
broken off, by a kill or by a file held open, is taken up by the next run; what reads texts comes before what removes
them.
"""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.definitions.glossary import expand
from pipeline.embed.cache import forget
from pipeline.erasedlist import note_erased
from pipeline.errors import InputError, MissingError, UserError
from pipeline.ids import digest, public_id
from pipeline.load import load_definitions
from pipeline.opening import Round, files_held, personal_in, read_table
from pipeline.place import Place, RoundPlace, json_text, read_json, read_text, remove, shown, what_is_held, write_text
from pipeline.progress import Progress, Silent
from pipeline.publish.givenout import given_out
from pipeline.publish.withdrawn import shows, took_in, without_responses, words_shown
from pipeline.scrubbing import TABLES, Sought, scrub
from pipeline.standing import standing_of
from pipeline.store import audit, erasing, tables
from pipeline.store.erasing import Waiting
from pipeline.store.writing import writing
from pipeline.tag.terms import sentences

UNDER_WAY = "an analysis is under way; when it ended, the words leave its files: cpitg erase ROUND --pending"
_AT_ONCE = 200  # responses emptied in one commit
_TABLES = ("answers", "points")
_TEXTS = ("raw", "repaired", "text")
_WRITTEN = ("*.md", "*.yml", "*.csv", "*.ipynb")
_LONG = 20  # letters: shorter texts are looked for in no file that people wrote, since many would hold them by chance


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done, what a person must do themselves, and whether files still wait (one was held open, say)."""

    responses: int
    done: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    finished: bool = True


@dataclass(slots=True)
class _Work:
    """Erasures of one round under way: whose they are, their words as far as they are known, what was done."""

    round: Round
    waiting: tuple[Waiting, ...]
    points: Mapping[str, frozenset[str]]
    texts: list[str]
    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    @property
    def all_points(self) -> frozenset[str]:
        """Every public id of a point of theirs."""
        return frozenset().union(*self.points.values())

    def public(self, store_id: str) -> str:
        """The id under which a response leaves the store."""
        return public_id(self.round.key, "r", store_id)


# --- what is asked ----------------------------------------------------------------------------------------------------


def _check(round: Round, reason: str) -> None:
    if not reason.strip():
        raise UserError('--reason: is empty; say in a few words why: --reason "asked by letter"')
    if kinds := personal_in(round)(reason):
        raise UserError(f"--reason: holds what looks like personal data ({', '.join(kinds)}); name people by role")


def _found(round: Round, told: Sequence[str]) -> list[str]:
    known = erasing.store_ids_of(round.name, told)
    unknown = sum(id is None for id in known.values())
    if unknown:
        which = "the response" if len(known) == 1 else f"{unknown} of the {len(known)} responses"
        said = "give a reference, an id of the store, or the public id (r and 12 characters); nothing was erased"
        raise MissingError(f"round {round.name} does not know {which} you named: {said}")
    return sorted({id for id in known.values() if id})


def erase(round: Round, told: Sequence[str], reason: str, by: str, now: dt.datetime, progress: Progress) -> Erased:
    """Erase these responses (by reference, store id or public id) from the store and every file of the product."""
    _check(round, reason)
    return erase_ids(round, _found(round, told), reason, by, now, progress)


def erase_ids(
    round: Round, store_ids: Sequence[str], reason: str, by: str, now: dt.datetime, progress: Progress
) -> Erased:
    """Erase responses by their ids in the store."""
    texts = [text for id in store_ids for text in erasing.texts_of(round.name, id)]
    note_erased(round.here, {public_id(round.key, "r", id): now.date().isoformat() for id in store_ids})
    for start in range(0, len(store_ids), _AT_ONCE):
        with writing():
            for id in store_ids[start : start + _AT_ONCE]:
                _ask(round, id, reason, by, now)
    return carry_out(round, now, progress, texts)


def _ask(round: Round, store_id: str, reason: str, by: str, now: dt.datetime) -> None:
    if erasing.ask_erasure(round.name, store_id, reason, by, now):
        told = {"round": round.name, "reason": reason}
        audit.write(by, "erased", public_id(round.key, "r", store_id), told, now)


def carry_out_erasures(place: Place, now: dt.datetime) -> tuple[str, ...]:
    """Go through the files of every round in which somebody withdrew; what was done, and what a person must do.

    The store is open: a service that runs may call it between two requests.
    """
    told: list[str] = []
    for name in erasing.rounds_waiting():
        done = carry_out(_at_work(place, name), now, Silent(), whole=False)
        told += [f"{name}: {said}" for said in (*done.done, *done.left)]
    return tuple(told)


def _at_work(place: Place, name: str) -> Round:
    definitions = load_definitions(place, name)
    return Round(place=place, here=place.round(name), definitions=definitions, key=tables.round_key(name))


# --- what is done -----------------------------------------------------------------------------------------------------


def carry_out(
    round: Round, now: dt.datetime, progress: Progress, texts: Sequence[str] = (), *, whole: bool = True
) -> Erased:
    """Take the words of all who wait out of every file; each step may be done twice, an unfinished one is done again.

    `texts` are words the store held until now. `whole` writes the store's file anew; without it deleted rows are
    overwritten in place, which a running service hardly feels.
    """
    waiting = erasing.waiting(round.name)
    if not waiting:
        return Erased(0)
    points = erasing.points_by_response(round.name, [one.store_id for one in waiting])
    work = _Work(round=round, waiting=waiting, points=points, texts=list(texts))
    steps = (_list, _vectors, _translations, _sheets, _releases, _book, _tables, _look, partial(_sweep, whole=whole))
    bar = progress.start("erasing", len(steps))
    with files_held(round, 0) as mine:
        work.held += [] if mine else [UNDER_WAY]
        work.texts += [*_texts_of_tables(work), *_texts_of_releases(work)] if mine else []
        for step in steps if mine else (_list,):
            step(work)
            bar(1)
    return _ended(work, now)


def _ended(work: _Work, now: dt.datetime) -> Erased:
    if not work.held:
        report = {"done": work.done, "left": len(work.left)}
        erasing.note_done([one.id for one in work.waiting], report, now)
    return Erased(len(work.waiting), tuple(work.done), (*work.held, *work.left), not work.held)


def _texts_of_tables(work: _Work) -> Iterator[str]:
    """The words that outputs of stages still hold, in whatever state cleaning left them."""
    wanted = {one.store_id for one in work.waiting}
    for name in _TABLES:
        if not work.round.here.table(name).exists():
            continue
        frame = read_table(work.round.here, name)
        mine = frame[frame["response"].isin(wanted)]
        for column in (column for column in _TEXTS if column in mine):
            yield from (text for text in mine[column] if text)


def _files_of(here: RoundPlace) -> tuple[Path, ...]:
    return (*here.kept(), *([here.published] if here.published.exists() else []))


def _texts_of_releases(work: _Work) -> Iterator[str]:
    for path in _files_of(work.round.here):
        yield from words_shown(read_json(path), work.all_points)


def _list(work: _Work) -> None:
    note_erased(work.round.here, {work.public(one.store_id): one.on for one in work.waiting})


def _vectors(work: _Work) -> None:
    """Forget the vectors of their texts; where the texts are known no more, of all texts: they are made again."""
    folder = work.round.place.vectors
    expansions = work.round.definitions.glossary.expansions()
    forms = {form for text in work.texts for form in (text, expand(text, expansions))}
    forms |= {part for form in forms for part in sentences(form)}
    forget(folder, map(digest, sorted(forms)))
    if not work.texts and work.all_points:
        for path in sorted(folder.glob("*.sqlite3")):
            remove(path)


def _translations(work: _Work) -> None:
    """Empty translations of their answers, unless the same words stand for another answer."""
    ids = {public_id(work.round.key, "a", answer) for one in work.waiting for answer in _answers(work, one)}
    lines = [line for line in standing_of(work.round).record if line.act == "translate"]
    mine = {line.value for line in lines if line.on in ids}
    erasing.empty_words(work.round.name, mine - {line.value for line in lines if line.on not in ids})


def _answers(work: _Work, one: Waiting) -> Iterator[str]:
    return (f"{one.store_id}/{question.id}" for question in work.round.survey.open_questions)


def _ids(work: _Work) -> Iterator[str]:
    """Every id that a row of theirs may stand under."""
    yield from work.all_points
    for one in work.waiting:
        yield from (one.store_id, work.public(one.store_id))
        for answer in _answers(work, one):
            yield from (answer, public_id(work.round.key, "a", answer))


def _built(work: _Work, *endings: str) -> list[Path]:
    files = (path for path in work.round.here.build.rglob("*") if path.is_file())
    return sorted(path for path in files if path.suffix.lower() in endings)


def _sheets(work: _Work) -> None:
    """Take their rows and words out of worksheets and tables under build/; what a person filled in elsewhere stays."""
    sought, many = Sought.of(work.texts, _ids(work)), 0
    for path in _built(work, *TABLES):
        try:
            many += scrub(path, sought)
        except UserError as error:
            work.held.append(str(error))
    if many:
        work.done.append(f"their words left {many} worksheets and tables of the round")


def _rewrite(path: Path, value: Mapping[str, Any]) -> bool:
    text = json_text(value)
    if read_text(path) == text:
        return False
    write_text(path, text)
    return True


def _marked(work: _Work, release: Mapping[str, Any]) -> Mapping[str, Any]:
    inside = [one for one in work.waiting if took_in(release, one.submitted_at)]
    points = {point: one.on for one in inside for point in work.points[one.store_id]}
    return without_responses(release, {work.public(one.store_id): one.on for one in inside}, points)


def _releases(work: _Work) -> None:
    """Take their quotes out of every release that took them in, and mark it; a release of a later round that was
    laid beside one of these is marked, too, since it cannot be made again either."""
    here = work.round.here
    many = sum(_rewrite(path, _marked(work, read_json(path))) for path in _files_of(here))
    if many:
        work.done.append(f"{many} files of releases say who withdrew and when, without their words")
    for name in work.round.place.rounds():
        for path in _files_of(work.round.place.round(name)):
            _mark_later(work, path)


def _mark_later(work: _Work, path: Path) -> None:
    value = read_json(path)
    before = value["release"].get("follows") or {}
    if before.get("round") != work.round.name:
        return
    old = work.round.here.release(str(before.get("version")))
    if old.exists():
        theirs = read_json(old)
        inside = [one for one in work.waiting if took_in(theirs, one.submitted_at)]
        marks = {work.public(one.store_id): one.on for one in inside}
        _rewrite(path, without_responses(value, marks, {}))


def _book(work: _Work) -> None:
    """Take the built book and its generated pages away where it may show their words."""
    place = work.round.place
    told = (*map(read_json, _files_of(work.round.here)), *given_out(place, work.round.name))
    if not any(shows(each, work.all_points) for each in told):
        return
    built = place.html.parent
    if built.exists() or place.generated.exists():
        shutil.rmtree(built, ignore_errors=True)
        shutil.rmtree(place.generated, ignore_errors=True)
        work.done.append("the built book held their words and was taken away; next: cpitg build")
    if built.exists():
        work.held.append(f"{shown(built)}: is held open by another program; close it, then give the command again")


def _tables(work: _Work) -> None:
    """Take the outputs of stages away: themes and titles were made from all texts, so analysing makes them anew."""
    begun = (path for path in work.round.here.build.rglob(".*.????????") if path.is_file())
    # A preview of the book shows quotes that no release holds yet.
    preview = (path for path in (work.round.here.build / "preview").rglob("*") if path.is_file())
    gone = [*_built(work, ".parquet", ".json"), *begun, *preview]
    work.held += what_is_held(*(partial(remove, path) for path in gone))
    if gone:
        work.done.append(f"the outputs of the analysis were taken away; next: cpitg analyse {work.round.name}")


def _look(work: _Work) -> None:
    """Name what the product cannot or must not change: files people wrote or handed in, and copies elsewhere."""
    names = erasing.files_of(work.round.name, [one.store_id for one in work.waiting])
    work.left += [f"{name}: was imported; take their row out of that file yourself" for name in names]
    sought = Sought.of(text for text in work.texts if len(text) >= _LONG)
    for path in _written(work.round.place):
        lines = _lines_that(path, sought.stands_in)
        work.left += [f"{shown(path)}:{line}: a person wrote their words here; change it" for line in lines]
    titles = (f"{theme.id}" for theme in standing_of(work.round).agreed.themes if sought.stands_in(theme.title))
    work.left += [f"theme {id}: its title holds their words; rename it in the worksheet" for id in titles]
    work.left.append(
        "backups made before today, the version history of published quotes, and files that were exported or copied "
        "cannot be reached: replace them, or delete them when their time is over"
    )


def _written(place: Place) -> list[Path]:
    folders = (place.root / "surveys", place.root / "book")
    files = {path for folder in folders for kind in _WRITTEN for path in folder.rglob(kind)}
    return sorted(path for path in files if not path.is_relative_to(place.generated))


def _lines_that(path: Path, holds: Callable[[str], bool]) -> list[int]:
    try:
        text = read_text(path)
    except InputError:
        return []
    return [number for number, line in enumerate(text.split("\n"), 1) if holds(line)]


def _sweep(work: _Work, *, whole: bool) -> None:
    swept = erasing.sweep(whole=whole)
    (work.done if swept.clean else work.held).append(swept.said)
