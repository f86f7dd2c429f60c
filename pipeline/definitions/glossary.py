"""The glossary: one file for hover texts, acronym expansion in cleaning and tagging, and search."""

import re
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from pipeline.definitions.reader import Mapping, open_document, unique


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term: the first form is the one shown, `forms` holds every way it is written."""

    forms: tuple[str, ...]
    expansion: str
    gloss: str
    source: str
    checked: bool

    @property
    def name(self) -> str:
        """The form that is shown."""
        return self.forms[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """All terms, in the order of the file."""

    terms: tuple[Term, ...]

    def expansions(self) -> MappingType[str, str]:
        """Form -> expansion, for every term that stands for longer words."""
        return {form: term.expansion for term in self.terms for form in term.forms if term.expansion}

    def forms(self) -> tuple[str, ...]:
        """Every form and expansion: words that are names of things, never of persons."""
        told = [*(form for term in self.terms for form in term.forms), *(term.expansion for term in self.terms)]
        return tuple(dict.fromkeys(word for word in told if word))


def expand(text: str, expansions: MappingType[str, str]) -> str:
    """Write each acronym's expansion after the text, once, so that both forms are found.

    Matched as whole words and by case, since "IT" is a pronoun too; the text itself is not changed.
    """
    found = [full for form, full in expansions.items() if re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text)]
    missing = [full for full in dict.fromkeys(found) if full.casefold() not in text.casefold()]
    return " ".join([text, *missing])


def _term(entry: Mapping) -> Term:
    term = Term(
        forms=entry.texts("term", needed=True),
        expansion=entry.text("expansion", ""),
        gloss=entry.text("gloss"),
        source=entry.text("source", ""),
        checked=entry.flag("checked", default=True),
    )
    entry.close()
    return term


def parse_glossary(text: str, file: str) -> Glossary:
    """Read the glossary; raise DefinitionError with every fault in it."""
    top = open_document(text, file, "the glossary")
    seen: dict[str, int] = {}
    terms = []
    for entry in top.each("terms", "term"):
        term = _term(entry)
        for form in term.forms:
            unique(top.faults, seen, form, entry.line, "term")
        terms.append(term)
    top.close()
    top.faults.raise_if_any()
    return Glossary(terms=tuple(terms))
