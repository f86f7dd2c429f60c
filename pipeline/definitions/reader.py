"""A YAML mapping read key by key: each fault is kept with its line, none stops the reading."""

import contextlib
import datetime as dt
import difflib
import re
from collections.abc import Iterator, Sequence

import yaml

from pipeline.errors import DefinitionError, Fault

FORMAT = 1
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z")
# The quick reader where it came with the library; how deep a text may be for it, since it stops at no depth of its own.
_QUICK = getattr(yaml, "CSafeLoader", None)
_DEPTH = 100
_INDENT = re.compile(r"^[ ?:-]+", re.MULTILINE)
_SHORT_LIST = re.compile(r"\[[^\[\]{}\"'#\n]*\]")


class Faults:
    """The faults of one file, in the making."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Fault] = []

    def add(self, line: int, said: str) -> None:
        """Keep one fault."""
        self.found.append(Fault(self.file, line, said))

    def raise_if_any(self) -> None:
        """Raise DefinitionError with all that was found, or nothing."""
        if self.found:
            raise DefinitionError(self.found)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


class Mapping:
    """One mapping of the file; `close` tells of every key that nobody asked for."""

    def __init__(self, node: yaml.Node, faults: Faults, what: str) -> None:
        self.faults = faults
        self.line = _line(node)
        self.what = what
        self._asked: list[str] = []
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        if not isinstance(node, yaml.MappingNode):
            faults.add(self.line, f"{what} is not a mapping; write it as 'key: value' lines")
            return
        for key, value in node.value:
            self._take(key, value)

    def _take(self, key: yaml.Node, value: yaml.Node) -> None:
        name = str(key.value)
        if name in self._nodes:
            said = f"key '{name}' is used twice in {self.what}; first on line {self._lines[name]}: keep one"
            self.faults.add(_line(key), said)
            return
        self._nodes[name] = value
        self._lines[name] = _line(key)

    def line_of(self, key: str) -> int:
        """The line a key stands on, or the mapping's own where it is missing."""
        return self._lines.get(key, self.line)

    def names(self) -> list[str]:
        """Every key, in the file's order; asked for, so that `close` accepts them."""
        self._asked.extend(self._nodes)
        return list(self._nodes)

    def fault(self, key: str, said: str) -> None:
        """Keep a fault at the line of a key."""
        self.faults.add(self.line_of(key), said)

    def _node(self, key: str, *, needed: bool) -> yaml.Node | None:
        self._asked.append(key)
        node = self._nodes.get(key)
        if node is None and needed:
            self.faults.add(self.line, f"{self.what} has no '{key}'; add a line '{key}: ...'")
        return node

    def text(self, key: str, default: str | None = None) -> str:
        """The text of a key; without a default it must be there and say something."""
        node = self._node(key, needed=default is None)
        if node is None:
            return default or ""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(key, f"'{key}' is a list or a mapping; write one text")
            return default or ""
        told = node.value.strip() if node.tag != "tag:yaml.org,2002:null" else ""
        if not told and default is None:
            self.fault(key, f"'{key}' is empty; write its text")
        return told

    def id(self, key: str = "id") -> str:
        """A name that may stand in a file name and an address."""
        told = self.text(key)
        if told and not _ID.match(told):
            self.fault(key, f"'{key}' is {told!r}; use letters, digits, '-', '_' and '.' only, no spaces")
        return told

    def choice(self, key: str, options: Sequence[str], default: str | None = None) -> str:
        """One of the words allowed here."""
        told = self.text(key, default)
        if told and told not in options and told != default:
            self.fault(key, f"{key} '{told}' is not known{hint(told, options)}; one of {', '.join(options)}")
        return told

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        told = self.text(key, "true" if default else "false").lower()
        if told not in ("true", "false"):
            self.fault(key, f"'{key}' is '{told}'; write true or false")
        return told == "true"

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        told = self.text(key, None if default is None else str(default))
        if not re.fullmatch(r"-?\d+", told):
            if told:
                self.fault(key, f"'{key}' is '{told}'; write a whole number")
            return default or 0
        return int(told)

    def date(self, key: str, *, needed: bool = True) -> dt.date | None:
        """A day, written 2020-11-30; None where it may be missing and is."""
        told = self.text(key, None if needed else "")
        if not told:
            return None
        try:
            return dt.date.fromisoformat(told)
        except ValueError:
            self.fault(key, f"'{key}' is '{told}'; write the day as 2020-11-30")
            return None

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts; empty where it is missing and may be."""
        node = self._node(key, needed=needed)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode) or any(not isinstance(each, yaml.ScalarNode) for each in node.value):
            self.fault(key, f"'{key}' is not a list of texts; write '{key}: [one, two]' or a '- ' line for each")
            return ()
        return tuple(str(each.value).strip() for each in node.value)

    def codes(self, key: str, known: Sequence[str], *, needed: bool = False) -> tuple[str, ...]:
        """A list of codes, each of them known."""
        told = self.texts(key, needed=needed)
        for code in told:
            if code not in known:
                self.fault(key, f"'{code}' in '{key}' is not known{hint(code, known)}; one of {', '.join(known)}")
        return told

    def says(self, key: str) -> bool:
        """Whether anything at all is written under a key, which counts as asked for."""
        node = self._node(key, needed=False)
        if isinstance(node, yaml.ScalarNode):
            return node.tag != "tag:yaml.org,2002:null" and bool(node.value.strip())
        return node is not None and bool(node.value)

    def is_part(self, key: str) -> bool:
        """Whether a mapping stands under a key, where a word may stand in its place."""
        return isinstance(self._nodes.get(key), yaml.MappingNode)

    def part(self, key: str, *, needed: bool = True) -> "Mapping | None":
        """The mapping under a key."""
        node = self._node(key, needed=needed)
        return None if node is None else Mapping(node, self.faults, f"'{key}'")

    def each(self, key: str, what: str, *, needed: bool = True) -> "Iterator[Mapping]":
        """Each mapping of the list under a key."""
        node = self._node(key, needed=needed)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.fault(key, f"'{key}' is not a list; write a '- ' line for each {what}")
            return
        for child in node.value:
            yield Mapping(child, self.faults, what)

    def close(self) -> None:
        """Refuse every key that is not part of the format."""
        for key in self._nodes:
            if key not in self._asked:
                known = ", ".join(dict.fromkeys(self._asked))
                said = f"unknown key '{key}' in {self.what}{hint(key, self._asked)}; one of {known}"
                self.faults.add(self._lines[key], said)


def hint(told: str, options: Sequence[str]) -> str:
    """' (did you mean X?)' where one option is near, else nothing."""
    near = difflib.get_close_matches(told, options, n=1, cutoff=0.75)
    return f" (did you mean '{near[0]}'?)" if near else ""


def unique(faults: Faults, seen: dict[str, int], told: str, line: int, what: str) -> None:
    """Refuse an id used before, naming the line of its first use."""
    if told in seen:
        faults.add(line, f"{what} '{told}' is used twice; first on line {seen[told]}: give one of them another")
    seen.setdefault(told, line)


def _flat(text: str) -> bool:
    """Whether a text is surely not nested deep: by its indents, and by brackets not closed on their line."""
    indent = max((len(found) for found in _INDENT.findall(text)), default=0)
    left = _SHORT_LIST.sub("", text)
    return indent + left.count("[") + left.count("{") < _DEPTH


def _composed(text: str) -> yaml.Node | None:
    """The nodes of a text, read quickly where that can be; of one at fault the slow reader says what is wrong."""
    if _QUICK is not None and _flat(text):
        with contextlib.suppress(yaml.YAMLError, UnicodeError):
            return yaml.compose(text, Loader=_QUICK)
    return yaml.compose(text, Loader=yaml.SafeLoader)


def open_document(text: str, file: str, what: str) -> Mapping:
    """The top mapping of a YAML file of format 1; raise DefinitionError where it cannot be read at all."""
    faults = Faults(file)
    try:
        node = _composed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        faults.add(line, f"not YAML: {error.problem}; check indents, colons and quotes near this line")
        raise DefinitionError(faults.found) from None
    except yaml.YAMLError as error:
        faults.add(0, f"not YAML: {str(error).splitlines()[0]}; save the file as plain UTF-8 text")
        raise DefinitionError(faults.found) from None
    if node is None:
        faults.add(0, f"the file is empty; write {what} in it")
        raise DefinitionError(faults.found)
    top = Mapping(node, faults, what)
    if (told := top.text("format")) and told != str(FORMAT):
        top.fault("format", f"format {told} is not known here; this version reads format {FORMAT}")
    return top
