"""The first mention of each term of the glossary on a page, made a link to what it means."""

import html
import re
from collections.abc import Iterator, Mapping

# What is no running text, or is a text of its own that nothing is added to: heads, captions, marks of figures.
_APART = {
    "a", "button", "blockquote", "caption", "code", "data", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "label", "legend",
    "pre", "select", "summary", "textarea", "thead", "time",
}  # fmt: skip
# What is passed over to its end, whatever tags seem to be in it; people's own words too.
_WHOLE = {"script", "style", "svg"}
_PEOPLE = ('<span data-key="/points/', '<span data-key="/quotes/')
_TOKEN = re.compile(r"<!--|-->|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_LINKED = re.compile(r'href="[^"#]*#(term-[^"]+)"')


def link_terms(body: str, terms: Mapping[str, str], glossary: str) -> str:
    """The text of a page in which the first mention of each term leads to its place on the glossary page.

    `terms` holds the place of each form; forms are matched by case and as whole words, the longest first.
    """
    pattern, done, told, at = _forms(terms), set(_LINKED.findall(body)), [], 0
    for start, end, apart in _stretches(body):
        text = body[start:end]
        told += [body[at:start], text if apart else _linked(text, pattern, terms, done, glossary)]
        at = end
    return "".join([*told, body[at:]])


def _stretches(body: str) -> Iterator[tuple[int, int, bool]]:
    """Each stretch of text between two tags, and whether it stands apart from the running text."""
    at, depth, until = 0, 0, ""
    for token in _TOKEN.finditer(body):
        if token.start() > at:
            yield at, token.start(), bool(depth or until)
        at = token.end()
        if until:
            until = "" if token.group().startswith(until) else until
        elif token["name"] in _APART:
            depth += -1 if token["end"] else 1
        else:
            until = _end(token)


def _end(token: re.Match[str]) -> str:
    """How what a token opens ends, where it is passed over whole."""
    if token.group() == "<!--":
        return "-->"
    if token["end"] or not (token["name"] in _WHOLE or token.group().startswith(_PEOPLE)):
        return ""
    return f"</{token['name']}"


def _forms(terms: Mapping[str, str]) -> re.Pattern[str]:
    longest = sorted(terms, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w/.@&#])(?:{'|'.join(_escaped(form) for form in longest)})(?![\w@]|\.\w)")


def _escaped(form: str) -> str:
    return re.escape(html.escape(form, quote=False))


def _linked(text: str, pattern: re.Pattern[str], terms: Mapping[str, str], done: set[str], glossary: str) -> str:
    """A stretch of text with a link at each term that has none yet."""

    def linked(found: re.Match[str]) -> str:
        place = terms[html.unescape(found.group())]
        if place in done:
            return found.group()
        done.add(place)
        return f'<a href="{html.escape(glossary)}#{html.escape(place)}">{found.group()}</a>'

    return pattern.sub(linked, text)
