"""The words of a round that its survey.yml holds, changed on the board: those lines, and no other byte of the file."""

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.board.ruling import AskedError
from pipeline.board.words import say
from pipeline.definitions.lines import Key, LinesError, plain_text, with_value
from pipeline.definitions.survey import Survey, parse_survey
from pipeline.errors import DefinitionError, UserError
from pipeline.opening import Round
from pipeline.place import Place, read_bytes, shown, write_bytes
from pipeline.store import audit
from pipeline.store.kept_definitions import keep_definition
from pipeline.store.writing import file_locked, writing

_PATIENCE = 20.0
# A new wording wants a new version where people were shown the old one; so many are tried above the file's own.
_VERSIONS = 5
# Each field of the page with its key in the file.
FIELDS: Mapping[str, Key] = {
    "title": ("title",),
    "about_the_round": ("about_the_round",),
    "opens": ("opens",),
    "closes": ("closes",),
    "introduction": ("form", "introduction"),
    "privacy": ("form", "privacy"),
    "thanks": ("form", "thanks"),
}
_BELOW = {"about_the_round": "title", "closes": "opens", "version": "closes", "form": "closes"}
_DAYS = ("opens", "closes")
_ONE_LINE = ("title", *_DAYS)


class ChangedError(UserError):
    """The file was changed since the person opened the page; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyWords:
    """What the file says under each field, and the digest that tells whether it is still the same file."""

    values: Mapping[str, str]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Which keys were changed; `version` is the new version of the wording where one was begun, else 0."""

    keys: tuple[str, ...]
    version: int = 0


def words_of(round: Round) -> SurveyWords:
    """The words of the round's file as they stand now."""
    data = read_bytes(round.here.survey)
    return SurveyWords(values=_values(_parsed(round.place, round.name, data)), digest=_digest(data))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _parsed(place: Place, name: str, data: bytes) -> Survey:
    return parse_survey(plain_text(data), shown(place.round(name).survey), name)


def _values(survey: Survey) -> dict[str, str]:
    form = survey.form
    return {
        "title": survey.title,
        "about_the_round": survey.about,
        "opens": survey.opens.isoformat(),
        "closes": survey.closes.isoformat(),
        "introduction": form.introduction,
        "privacy": form.privacy,
        "thanks": form.thanks,
    }


def save_words(round: Round, asked: Mapping[str, str], digest: str, by: str, now: datetime) -> Saved:
    """Write the fields that say something else than the file does, or nothing at all.

    Raises AskedError with what is wrong beside each field, ChangedError where `digest` is not the file's any more.
    """
    with file_locked(round.place.data / f"{round.name}.survey.lock", time.monotonic() + _PATIENCE):
        data = read_bytes(round.here.survey)
        if _digest(data) != digest:
            raise ChangedError("survey.yml was changed since you opened this page; nothing of yours was written")
        old = _parsed(round.place, round.name, data)
        told = {name: _clean(name, text) for name, text in asked.items() if name in FIELDS}
        changes = {name: text for name, text in told.items() if text != _values(old)[name]}
        if not changes:
            return Saved(keys=())
        changed, version = _versioned(round, _changed(round, data, changes), old)
        _write(round, changed, tuple(changes), by, now)
    return Saved(keys=tuple(changes), version=version)


def _clean(name: str, text: str) -> str:
    """What a field of a page sends, as it is written: one line where the file has one."""
    told = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return " ".join(told.split()) if name in _ONE_LINE else told


def _changed(round: Round, data: bytes, changes: Mapping[str, str]) -> bytes:
    """The file with these changes; AskedError where it could not be read with them."""
    days = {name: text for name, text in changes.items() if name in _DAYS}
    rest = [{name: text} for name, text in changes.items() if name not in _DAYS]
    # The two days are right or wrong together; every other field by itself.
    faults = dict(fault for part in [*rest, days] for fault in _faults(round, data, part))
    if faults:
        raise AskedError(faults)
    return _all(data, changes)


def _all(data: bytes, changes: Mapping[str, str]) -> bytes:
    for name, text in changes.items():
        data = _with(data, FIELDS[name], text)
    return data


def _faults(round: Round, data: bytes, part: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each field of a part that is at fault, with what is wrong."""
    try:
        _parsed(round.place, round.name, _all(data, part))
    except LinesError as error:
        field = next(name for name, key in FIELDS.items() if ".".join(key) == str(error))
        yield field, "This is written in the file in a way that cannot be changed here; change it in survey.yml."
    except DefinitionError as error:
        for fault in error.faults:
            yield next((name for name in part if fault.said.startswith(f"'{name}'")), [*part][-1]), fault.said


def _said(error: DefinitionError) -> str:
    return "; ".join(dict.fromkeys(fault.said for fault in error.faults))


def _with(data: bytes, key: Key, value: str) -> bytes:
    return with_value(data, key, value, _BELOW.get(key[0], ""))


def _versioned(round: Round, data: bytes, old: Survey) -> tuple[bytes, int]:
    """The file with a higher version where people have the old wording before them, and that version, else 0."""
    try:
        _kept(round, data)
    except DefinitionError:
        return _raised(round, data, old.version)
    return data, 0


def _raised(round: Round, data: bytes, version: int) -> tuple[bytes, int]:
    for number in range(version + 1, version + 1 + _VERSIONS):
        try:
            raised = _with(data, ("version",), str(number))
            _kept(round, raised)
        except DefinitionError as error:
            last = error
            continue
        except LinesError:
            raise AskedError(
                {"board": say("The version in survey.yml cannot be raised here; change the file.")}
            ) from None
        return raised, number
    raise AskedError({"board": _said(last)})


def _kept(round: Round, data: bytes) -> None:
    """Keep the wording before it is served; an unused one is put right by the next that is served."""
    keep_definition(round.name, _parsed(round.place, round.name, data), plain_text(data))


def _write(round: Round, data: bytes, keys: tuple[str, ...], by: str, now: datetime) -> None:
    """Write the file and the line of the log that says which keys, or neither."""
    with writing():
        audit.write(by, "changed survey.yml", round.name, {"keys": ", ".join(keys)}, now)
        write_bytes(round.here.survey, data)
