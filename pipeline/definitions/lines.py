"""Changing a single value of a file that people write, and no other byte of it."""

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_BLANK = " \t\r\n\x85\u2028\u2029"
# What a reader of YAML takes for the end of a line, or refuses, is written as an escape.
_ESCAPED = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
# What is taken for itself without quotes; what comes out is read again all the same.
_PLAIN = re.compile(r"\d{1,9}|\d{4}-\d\d-\d\d|[^\W\d_][\w .,;!?()'’/&%+-]*")
_HEAD = re.compile(r"([|>])[0-9+-]*")
_NULL = "tag:yaml.org,2002:null"
_WIDTH = 100

Key = tuple[str, ...]


class LinesError(ValueError):
    """A value is written in a way in which it cannot be changed by itself."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a value stands in a text, or is to: its bounds, the column of its key, whether brackets stand around."""

    text: str
    start: int
    end: int
    column: int
    flow: bool

    def put(self, written: str) -> str:
        """The text with this in the place."""
        return self.text[: self.start] + written + self.text[self.end :]


def plain_text(data: bytes) -> str:
    """The text of a file as definitions are read: without a byte order mark, line ends as \\n."""
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def with_value(data: bytes, key: Key, value: str, after: str = "") -> bytes:
    """The file with another value under a key (of a key), every other byte as it was; `value` has no blanks around it.

    A key that is missing is added, at the top level below the key `after`. Raises LinesError where this cannot be done
    without changing anything else, since the value is shared with another one, say.
    """
    text = data.decode("utf-8")
    try:
        node = _composed(text)
        wanted = _with_leaf(_tree(node), key, value)
        # What comes out is read again, as it is and as definitions are read: what says anything else is not taken.
        for changed in _candidates(text, node, key, value, after):
            out = changed.encode("utf-8")
            if _says(changed, wanted) and _says(plain_text(out), wanted):
                return out
    except (yaml.YAMLError, RecursionError):
        pass
    raise LinesError(".".join(key))


def _composed(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode):
        raise LinesError("the file is not a mapping")
    return node


# --- what a file says -------------------------------------------------------------------------------------------------


def _tree(node: yaml.Node) -> object:
    """What a file says, without how it is written; keys in no order."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _tree(value) for key, value in node.value} | {"": len(node.value)}
    if isinstance(node, yaml.SequenceNode):
        return [_tree(each) for each in node.value]
    return "" if node.tag == _NULL else str(node.value).strip()


def _with_leaf(tree: object, key: Key, value: str) -> object:
    """What a file is to say."""
    if not key:
        return value
    told = tree if isinstance(tree, dict) else {"": 0}
    many = told[""] + (key[0] not in told)
    return {**told, "": many, key[0]: _with_leaf(told.get(key[0]), key[1:], value)}


def _says(text: str, wanted: object) -> bool:
    try:
        return _tree(_composed(text)) == wanted
    except (yaml.YAMLError, LinesError):
        return False


# --- where a value stands ---------------------------------------------------------------------------------------------


def _candidates(text: str, node: yaml.MappingNode, key: Key, value: str, after: str) -> Iterator[str]:
    """The file with the value written in each way that there is, the most like the old one first."""
    pair = _pair(node, key[0])
    if pair is None:
        yield from _added(text, node, key, value, after)
        return
    name, found = pair
    flow = bool(node.flow_style)
    if isinstance(found, yaml.MappingNode) and key[1:]:
        yield from _candidates(text, found, key[1:], value, "")
    elif isinstance(found, yaml.ScalarNode):
        spot = _Spot(text, found.start_mark.index, _end(text, found), name.start_mark.column, flow)
        yield from _begun(spot, key[1:], value) if key[1:] else _rewritten(spot, found, value)


def _pair(node: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    return next(((key, value) for key, value in node.value if key.value == name), None)


def _end(text: str, node: yaml.Node) -> int:
    """The end of a value; of a block of lines that of its last line which says something."""
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        start = _line_end(text, start)
        return start + len(text[start:end].rstrip(_BLANK))
    return end


def _line_end(text: str, index: int) -> int:
    found = _BREAK.search(text, index)
    return found.start() if found else len(text)


def _newline(text: str) -> str:
    found = _BREAK.search(text)
    return found[0] if found else "\n"


def _begun(spot: _Spot, key: Key, value: str) -> Iterator[str]:
    """A part that says nothing so far, with its first key."""
    if spot.flow:
        yield spot.put(" {" + _in_brackets(key, value) + "}")
        return
    gap = _newline(spot.text) + " " * (spot.column + 2)
    for written in _ways(spot.text, value, spot.column + 2):
        yield spot.put(f"{gap}{key[0]}: {written}")


def _rewritten(spot: _Spot, node: yaml.ScalarNode, value: str) -> Iterator[str]:
    """Another value where one stands."""
    head = _HEAD.match(spot.text, spot.start) if node.style in ("|", ">") else None
    if head:
        # A comment may stand beside the sign of a block: it stays.
        beside = spot.text[head.end() : _line_end(spot.text, head.end())]
        for block in _blocks(spot, head[1], value):
            yield spot.put(f"{head[1]}-{beside}{block}")
        yield spot.put(_double(value) + beside)
        return
    gap = " " if spot.start == spot.end else ""
    if node.style == "'":
        yield spot.put(_single(value))
    if node.style is None:
        for written in _ways(spot.text, value, spot.column, flow=spot.flow):
            yield spot.put(gap + written)
    yield spot.put(gap + _double(value))


def _added(text: str, node: yaml.MappingNode, key: Key, value: str, after: str) -> Iterator[str]:
    """A key that was missing: below another one, else below the last, else above the first."""
    start, column = node.start_mark.index, node.start_mark.column
    if node.flow_style:
        spot = _Spot(text, start + 1, start + 1, column, flow=True)
        yield spot.put(_in_brackets(key, value) + (", " if node.value else ""))
        return
    gap = _newline(text) + " " * column
    above = _pair(node, after) or node.value[-1]
    below = _line_end(text, _end(text, above[1]))
    for written in _ways(text, value, column + 2 * (len(key) - 1)):
        entry = f"{gap}  ".join(f"{name}:" for name in key) + f" {written}"
        if isinstance(above[1], yaml.ScalarNode):
            yield _Spot(text, below, below, column, flow=False).put(gap + entry)
        yield _Spot(text, start, start, column, flow=False).put(entry + gap)


# --- how a value is written -------------------------------------------------------------------------------------------


def _ways(text: str, value: str, column: int, *, flow: bool = False) -> Iterator[str]:
    """A value as a person would write it anew: without quotes, as a block of lines, in quotes."""
    long = "\n" in value or len(value) > _WIDTH
    if _PLAIN.fullmatch(value) and not long:
        yield value
    if long and not flow:
        spot = _Spot(text, 0, 0, column, flow=False)
        sign = "|" if "\n" in value else ">"
        for block in _blocks(spot, sign, value):
            yield f"{sign}-{block}"
    yield _double(value)


def _blocks(spot: _Spot, sign: str, value: str) -> Iterator[str]:
    """A value as the lines of a block, wrapped where that changes nothing."""
    if not value:
        return
    newline, gap = _newline(spot.text), " " * _indent(spot)
    lines = value.split("\n")
    if sign == ">":
        wrapped = [
            part
            for line in lines
            for part in (*textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False), "")
        ]
        yield "".join(newline + (gap + line if line else "") for line in wrapped[:-1])
        lines = "\n\n".join(lines).split("\n")
    yield "".join(newline + (gap + line if line else "") for line in lines)


def _indent(spot: _Spot) -> int:
    """How far the lines of the old block stand in, else as is usual here."""
    for line in _BREAK.split(spot.text[spot.start : spot.end])[1:]:
        if line.strip():
            return len(line) - len(line.lstrip(" "))
    return spot.column + 2


def _in_brackets(key: Key, value: str) -> str:
    inside = f"{json.dumps(key[-1])}: {_double(value)}"
    return inside if len(key) == 1 else f"{json.dumps(key[0])}: {{{inside}}}"


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _double(value: str) -> str:
    """A text in double quotes, on one line, whatever it holds."""
    return '"' + _ESCAPED.sub(_escape, value.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _escape(found: re.Match[str]) -> str:
    return "\\n" if found[0] == "\n" else f"\\U{ord(found[0]):08X}"
