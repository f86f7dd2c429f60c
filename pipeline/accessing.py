"""Giving somebody what is held of them: one archive that a program and a person can read."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import MissingError, UserError
from pipeline.opening import Round
from pipeline.place import json_text, read_json, write_bytes
from pipeline.publish.zipped import zipped
from pipeline.retaining import usual_day
from pipeline.store import access, audit, erasing

_HEAD = (
    "What is held about you",
    "",
    "This is all that this survey's organisers hold of you in this program: what you sent, how it came here, what was",
    "made of it, how long it is kept and whom it was given to. The same stands in held.json for a program to read.",
    "You may have it put right, or taken out: ask those who run the survey, with the reference or id below.",
)


def give(round: Round, told: Sequence[str], address: str, path: Path, by: str, now: dt.datetime) -> int:
    """Write everything that is held of these responses, and of an address, into one archive; how many responses."""
    if bool(told) == bool(address):
        raise UserError("cpitg access wants a response, or --email ADDRESS; name one of the two")
    ids = access.by_address(round.name, address) if address else _found(round, told)
    beside: dict[str, list[Mapping[str, Any]]] = {}
    for kind, each in access.held_of_address(round.name, address) if address else ():
        beside.setdefault(kind, []).append(each)
    if not ids and not beside:
        raise MissingError(f"round {round.name}: nothing is held that was asked for; no file was written")
    value = _value(round, ids, beside, now)
    files = {"held.json": json_text(value).encode(), "held.txt": ("\n".join(_text(value)) + "\n").encode()}
    write_bytes(path, zipped(files, now.date()))
    path.chmod(0o600)
    for each in value["responses"]:
        audit.write(by, "copy given", each["public_id"], {"round": round.name}, now)
    return len(ids)


def _found(round: Round, told: Sequence[str]) -> list[str]:
    known = erasing.store_ids_of(round.name, told)
    if None in known.values():
        said = "give a reference, an id of the store, or the public id (r and 12 characters)"
        raise MissingError(f"round {round.name} does not know a response you named: {said}; no file was written")
    return sorted({id for id in known.values() if id})


def _value(
    round: Round, ids: Sequence[str], beside: Mapping[str, Sequence[Mapping[str, Any]]], now: dt.datetime
) -> dict[str, Any]:
    return {
        "round": round.name,
        "title": round.survey.title,
        "asked_on": now.date().isoformat(),
        "questions": {question.id: question.text for question in round.survey.questions},
        "responses": [_response(round, id) for id in ids],
        "beside_responses": dict(beside),
    }


def _response(round: Round, id: str) -> dict[str, Any]:
    held = access.held_of(round.name, id)
    held["keep_until"] = held["keep_until"] or usual_day(round).isoformat()
    return held | {"given_to": _given(round, set(held["points"]))}


def _given(round: Round, points: set[str]) -> list[dict[str, Any]]:
    """Whom it was given to: every release, which anybody may read, with what of it stands there in words."""
    told = []
    for path in round.here.kept():
        release = read_json(path)
        mine = [point for point in release["points"] if point["id"] in points]
        if mine:
            quoted = [point["text"] for point in mine if "text" in point]
            themes = sorted({theme for point in mine for theme in point["themes"]})
            name = f"release {release['release']['version']} of {release['release']['date']}, public"
            told.append({"whom": name, "counted_in_themes": themes, "quoted": quoted})
    return told


def _text(value: Mapping[str, Any]) -> Iterator[str]:
    yield from _HEAD
    yield from ("", f"Survey: {value['title']} ({value['round']})", f"Asked on: {value['asked_on']}")
    for number, held in enumerate(value["responses"], 1):
        yield from ("", f"Response {number}", "==========", *_told_of(value, held))
    for kind, rows in value["beside_responses"].items():
        yield from ("", kind.capitalize(), "=" * len(kind))
        yield from (f"  {line}" for row in rows for line in _lines(row))


def _told_of(value: Mapping[str, Any], held: Mapping[str, Any]) -> Iterator[str]:
    yield f"Kept until: {held['keep_until']}"
    for question, answer in held["answers"].items():
        yield from ("", value["questions"].get(question, question), f"  {answer}")
    yield ""
    yield from _lines({name: told for name, told in held.items() if name not in ("answers", "keep_until")})


def _lines(told: Any, depth: int = 0) -> Iterator[str]:
    """A value as indented lines, names in plain words."""
    pad = "  " * depth
    rows = told.items() if isinstance(told, Mapping) else enumerate(told, 1)
    for name, value in rows:
        label = str(name).replace("_", " ")
        if isinstance(value, (Mapping, list, tuple)) and value:
            yield f"{pad}{label}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{pad}{label}: {_word(value)}"


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "", [], {}, ()) else str(value)
