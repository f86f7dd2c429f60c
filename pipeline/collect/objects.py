"""Rows of a JSON file: a list of objects, or one object a line; each becomes a row under the names of all."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.collect.delimited import Rows
from pipeline.errors import Fault, InputError

_STARTS = re.compile(r'\s*(\[\s*\{\s*"|\{\s*")')
# Objects in which tools keep the answers; their names stand beside the others.
_INSIDE = ("answers", "data", "demographic_data")
_MOST_CELLS = 40_000_000
_NO_TEXT = re.compile("[\ud800-\udfff]")
_Object = Mapping[str, Any]


class _TwiceError(ValueError):
    """An object that says one name twice."""


def is_objects(text: str) -> bool:
    """Whether a text begins as JSON objects do and no table does."""
    return bool(_STARTS.match(text))


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise _TwiceError
    return told


def _load(text: str) -> Any:
    # Numbers stay as they were written.
    return json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=str)


def _lines(text: str, name: str) -> list[Any]:
    told = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            told += [_load(line)] if line.strip() else []
        except _TwiceError:
            raise InputError([Fault(name, number, "names one column twice; give each its own name")]) from None
        except (ValueError, RecursionError):
            said = "is no JSON object; wanted is a list of objects, or one object a line: export it again, or as CSV"
            raise InputError([Fault(name, number, said)]) from None
    return told


def _objects(text: str, name: str) -> list[_Object]:
    try:
        told = _load(text)
    except _TwiceError:
        raise InputError([Fault(name, 0, "names one column of an object twice; give each its own name")]) from None
    except (ValueError, RecursionError):
        told = _lines(text, name)
    if isinstance(told, dict):
        lists = [value for value in told.values() if isinstance(value, list)]
        told = lists[0] if len(lists) == 1 else [told]
    if not all(isinstance(each, dict) for each in told):
        raise InputError([Fault(name, 0, "is no list of JSON objects, one a response; export it again, or as CSV")])
    return list(told)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", value.replace("\0", ""))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return ";".join(map(_text, value))
    return _text(json.dumps(value, ensure_ascii=False))


def _flat(told: _Object) -> Iterator[tuple[str, str]]:
    for name, value in told.items():
        if name in _INSIDE and isinstance(value, dict):
            yield from ((_text(each), _text(inner)) for each, inner in value.items())
        else:
            yield _text(name), _text(value)


def parse_objects(text: str, name: str) -> Rows:
    """The names of all objects, in the order they come in, as row 1, and each object as a row; nothing is left out."""
    rows = []
    for number, told in enumerate(_objects(text, name), 2):
        pairs = list(_flat(told))
        rows.append(dict(pairs))
        if len(rows[-1]) < len(pairs):
            raise InputError([Fault(name, number, "names one column twice; give each its own name")])
    names = list(dict.fromkeys(each for row in rows for each in row))
    if len(names) * len(rows) > _MOST_CELLS:
        raise InputError([Fault(name, 0, f"has {len(names):,} names for {len(rows):,} objects; is it one table?")])
    return (tuple(names), *(tuple(row.get(each, "") for each in names) for row in rows))
