"""Changing one value of survey.yml changes that value and no other byte."""

import re

import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.definitions.lines import plain_text, with_value
from pipeline.definitions.survey import parse_survey
from pipeline.errors import DefinitionError

_TITLES = (
    "title: {t} # kept",
    "title: '{t}'",
    'title: "{t}"   # kept',
    "title:\n  {t}\n  again",
    "title: >2-  # a\n    {t}\n  b",
)
_PRIVACY = (
    "",
    "\nform:",
    "\nform: # all of it",
    "\nform:\n  # introduction: words\n  privacy: {t}  # beside\n  # after\n",
    "\nform:\n    privacy: |+\n      {t}\n\n       more\n\n\n    # after\n    contact: a@b.example\n",
    '\nform: {{contact: "a@b.example", privacy: {t}}}',
    "\nform: {{}} # none",
)
# What no definition may hold.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_REST = """
opens: 2020-06-15   # the first day
closes: '2020-09-30'
columns: {{joined_by: ";"}}
# a comment with words: of its own


questions:
- {{id: help, kind: text, text: "What 'one' thing: would help? Ŵŷ العربية 😀", column: help}}
"""
_KEYS = ((("title",), ""), (("form", "privacy"), ""), (("about_the_round",), "title"), (("form", "introduction"), ""))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A survey.yml in one of the many ways to write it."""
    title, privacy = draw(st.sampled_from(_TITLES)), draw(st.sampled_from(_PRIVACY))
    text = f"# first\nformat: 1\nround: small\n{title}{privacy}{_REST}".format(t="Old words")
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return draw(st.sampled_from(["", "\ufeff"])).encode() + text.encode()


def _words() -> st.SearchStrategy[str]:
    hard = [
        "",
        "#",
        "a: b",
        "- a",
        "'",
        '"',
        "null",
        "~",
        "{a}",
        "|",
        "\u2028",
        "\x85",
        "\t",
        "\\n",
        "a\n\n  b\nc",
        "ŵ",
    ]
    some = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
    words = st.lists(st.sampled_from([*hard, "digital", "records"]), min_size=40, max_size=60).map(" ".join)
    return st.one_of(some, st.sampled_from(hard), words, words.map(lambda told: f"{told}\n{told}")).map(str.strip)


def _flat(data: bytes) -> dict[str, str]:
    """What a file says, by path."""
    told: dict[str, str] = {}

    def walk(node: yaml.Node, at: str) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                walk(value, f"{at}/{key.value}")
        elif isinstance(node, yaml.SequenceNode):
            for number, each in enumerate(node.value):
                walk(each, f"{at}/{number}")
        elif node.value:
            told[at] = node.value.strip()

    walk(yaml.compose(plain_text(data), Loader=yaml.SafeLoader), "")
    return told


def _is_survey(data: bytes) -> bool:
    try:
        return bool(parse_survey(plain_text(data), "survey.yml", "small"))
    except DefinitionError:
        return False


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes two stretches begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@given(files(), st.sampled_from(_KEYS), _words())
def test_an_edit_says_what_was_asked_and_every_other_byte_stays(
    data: bytes, where: tuple[tuple[str, ...], str], words: str
) -> None:
    key, after = where
    changed = with_value(data, key, words, after)
    path = "/" + "/".join(key)
    now = _flat(changed)
    assert now.pop(path, "") == words
    before = _flat(data)
    before.pop(path, None)
    assert now == before
    # One stretch was put in the place of another; what stands around it is as it was, line ends and mark included.
    head = _shared(data, changed)
    tail = _shared(data[head:][::-1], changed[head:][::-1])
    gone = data[head : len(data) - tail]
    assert not [kept for kept in (b"first day", b"questions", b"# kept", b"# after", b"# beside") if kept in gone]
    assert (b"\r\n" in changed) == (b"\r\n" in data)
    assert changed.count(b"\r\n") in (0, changed.count(b"\n"))
    if (words or key[0] != "title") and not _CONTROL.search(words) and _is_survey(data):
        assert _is_survey(changed)


@given(files(), _words())
def test_an_edit_and_its_return_leave_the_meaning(data: bytes, words: str) -> None:
    there = with_value(data, ("title",), words)
    assert _flat(with_value(there, ("title",), _flat(data)["/title"])) == _flat(data)
