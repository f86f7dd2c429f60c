"""Redaction: personal data go, typed marks stand in their place, and what was hidden is told by its characters."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from pipeline.clean.kinds import contact, numbers, passwords, places
from pipeline.clean.kinds.persons import persons
from pipeline.clean.marks import BLANK, Redacted, Span, apart, masked, moved_back, with_marks

# Of spans of one length the first kind stands.
KINDS = (
    "EMAIL",
    "URL",
    "NHS_NUMBER",
    "SMARTCARD",
    "CARD",
    "BANK_ACCOUNT",
    "PHONE",
    "POSTCODE",
    "NINO",
    "DATE_OF_BIRTH",
    "ODS_CODE",
    "GPHC_NUMBER",
    "VEHICLE",
    "PASSWORD",
    "ADDRESS",
    "IP_ADDRESS",
    "PERSON",
)

_WITH_DIGITS: tuple[Callable[[str], Iterator[Span]], ...] = (
    numbers.nhs_numbers,
    numbers.smartcards,
    numbers.bank_cards,
    numbers.bank_accounts,
    contact.phones,
    places.postcodes,
    numbers.insurance_numbers,
    numbers.birth_dates,
    numbers.site_codes,
    numbers.register_numbers,
    numbers.plates,
    places.addresses,
    contact.net_addresses,
)
# Read as their plain neighbours, one for one, so that no offset moves: spaces that do not break, odd hyphens, @.
_ALIKE = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\t", " ") | dict.fromkeys("\u2010\u2011", "-") | {"＠": "@"}
)
# A line end that an export wrote out as a backslash and an n would join the word after it.
_WRITTEN_OUT = ("\\n", " \n")
_DIGIT = re.compile(r"\d")
_MAY_ADDRESS = re.compile(
    r"@|[(\[{] ?at ?[)\]}]| at (?:[\w-]{1,63} dot |[\w.-]{1,190}\.(?:org|com|net|uk)\b)", re.IGNORECASE
)
_MAY_LINK = re.compile(r"https?:|www\.|linkedin|facebook|twitter|instagram|tiktok", re.IGNORECASE)
_MAY_SECRET = re.compile(r"\b(?:pass|pw|pin|log|sign)|\bcode\b", re.IGNORECASE)
_MAY_HOME = re.compile(r"\b(?:cottage|farm|lodge|villa|bungalow|house)\b", re.IGNORECASE)


def _structured(text: str) -> Iterator[Span]:
    if _MAY_ADDRESS.search(text):
        yield from contact.emails(text)
    if _MAY_LINK.search(text):
        yield from contact.links(text)
    if _MAY_SECRET.search(text):
        yield from passwords.passwords(text)
    if _DIGIT.search(text):
        for recogniser in _WITH_DIGITS:
            yield from recogniser(text)
    elif _MAY_HOME.search(text):
        yield from places.addresses(text)


@lru_cache(maxsize=64)
def _words_of(protected: Collection[str]) -> frozenset[str]:
    return frozenset(word.casefold() for form in protected for word in form.split())


def _clear_of_marks(found: Iterator[Span], text: str) -> list[Span]:
    """Spans that neither overlap one another nor reach into a mark."""
    without_marks = masked(text)
    return apart((span for span in found if BLANK not in without_marks[span.start : span.end]), KINDS)


def _readable(text: str) -> str:
    return text.translate(_ALIKE).replace(*_WRITTEN_OUT)


def redact(text: str, protected: tuple[str, ...] = (), names: Collection[str] = ()) -> Redacted:
    """Put a mark for every stretch of personal data in one repaired text; a redacted text comes back as it is.

    `protected` are forms that are never a person's name; `names` are names found in the same person's other answers.
    Rounds go on until nothing more is found, since a mark can show what a stretch beside it is.
    """
    words = _words_of(protected)
    spans: list[Span] = []
    told = set(names)
    current = text
    while True:
        readable = _readable(current)
        found = _clear_of_marks(_structured(masked(readable)), readable)
        if not found:
            emails = sorted({text[span.start : span.end] for span in spans if span.kind == "EMAIL"})
            found = _clear_of_marks(persons(readable, words, told, emails), readable)
        if not found:
            return Redacted(current, tuple(spans))
        spans = sorted([*spans, *moved_back(found, spans)])
        told |= {text[span.start : span.end] for span in spans if span.kind == "PERSON"}
        current = with_marks(text, spans)


def names_in(text: str, redacted: Redacted) -> frozenset[str]:
    """The names of persons that were hidden, as they stood in the text."""
    return frozenset(text[span.start : span.end] for span in redacted.spans if span.kind == "PERSON")
