"""E-mail addresses, telephone numbers, and addresses of the web and the net that point at somebody."""

import re
from collections.abc import Iterator

from pipeline.clean.marks import Span

_AT = re.compile(r" ?(?:@|[(\[{] ?at ?[)\]}]) ?| at (?=[\w-]{1,63} dot )", re.IGNORECASE)
_LOCAL = re.compile(r"(?<![\w.%+'’-])[\w.%+'’-]{1,64}$")
_DOMAIN = re.compile(
    r"[\w-]{1,63}(?:(?:\.| ?[(\[{] ?dot ?[)\]}] ?| dot |(?: \.|,)(?=(?:net|com|org|co|uk)\b))[\w-]{1,63}){1,5}",
    re.IGNORECASE,
)
_LAST_LABEL = re.compile(r"[^\W\d_]{2,24}$")


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also those written with (at) and dot to hide from machines."""
    for at in _AT.finditer(text):
        local = _LOCAL.search(text, max(0, at.start() - 65), at.start())
        domain = _DOMAIN.match(text, at.end())
        if local and domain and _LAST_LABEL.search(domain[0].rstrip("-_")):
            start = local.start() + len(local[0]) - len(local[0].lstrip("'’.-"))
            yield Span(start, domain.end(), "EMAIL", "e-mail", 0.99 if "@" in at[0] else 0.9)


_LINK = re.compile(
    r"(?:https?://|www\.|(?<![\w.@-])(?:[a-z]{2}\.)?(?:linkedin|facebook|twitter|instagram|tiktok)\.com/)"
    r"[^\s<>\ue000]{1,2000}",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}'\"’”"
_POINTS_AT_SOMEBODY = re.compile(
    r"@|[?&#;][^=&#]{0,20}(?:user|mail|fullname|surname|uid|token|patient|nhs|session|auth|member|account)[^=&#]{0,20}="
    r"|/(?:in|u|user|users|profile|people|patient|patients)/[\w.%-]+|/~\w"
    r"|(?:facebook|twitter|instagram|tiktok|x)\.com/\w",
    re.IGNORECASE,
)


def links(text: str) -> Iterator[Span]:
    """Web addresses that name a person or carry a key to somebody's record; other addresses stay."""
    for found in _LINK.finditer(text):
        link = found[0].rstrip(_TRAILING)
        if _POINTS_AT_SOMEBODY.search(link):
            yield Span(found.start(), found.start() + len(link), "URL", "link to a person", 0.9)


_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)")
# Six groups, or fewer with a gap that stands for the rest; a time of day has three at most.
_IP_LONG = re.compile(r"(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,5}(?![\w:])", re.IGNORECASE)
_VERSION = re.compile(r"(?:\bv|ver|version|release|build)\W{0,3}$", re.IGNORECASE)


def net_addresses(text: str) -> Iterator[Span]:
    """Addresses of computers on the net, but for versions of programs."""
    for found in _IP.finditer(text):
        parts = [int(part) for part in found[0].split(".")]
        if max(parts) < 256 and not _VERSION.search(text, max(0, found.start() - 12), found.start()):
            yield Span(found.start(), found.end(), "IP_ADDRESS", "four numbers", 0.8)
    for found in _IP_LONG.finditer(text):
        if "::" in found[0] or found[0].count(":") >= 5:
            yield Span(found.start(), found.end(), "IP_ADDRESS", "groups", 0.8)


_GAP = r"[ ()\-–._]{0,3}"
_PHONE = re.compile(
    r"(?:(?<![\w.£$€#])|(?<=[TtMm][EeOo][LlBb]))(?<!\d[,/-])(?:"
    rf"(?:\(?(?:\+|00)44\)?{_GAP}(?:\(?0\)?{_GAP})?|\(?[0Oo]\)?{_GAP})"
    rf"(?:[1235789](?:{_GAP}\d){{9}}|[18](?:{_GAP}\d){{8}}(?!{_GAP}\d))"
    rf"|44{_GAP}7(?:{_GAP}\d){{9}}"
    rf"|0\d{{2,4}}/\d{{3,4}} ?\d{{3,4}}"
    rf"|\+[1-9](?:{_GAP}\d){{8,14}}(?!{_GAP}\d))(?![\d_]|[^\W\d_]{{2}})"
)
# Without its nought, or without its area, a number is one to ring only where a word says so.
_TO_RING = re.compile(
    r"\b(?:call(?: me)?|ring|phone|telephone|tel|mob(?:ile)?|whatsapp|text(?: me)?|contact)\b[ .:]{0,3}"
    r"(?:(?:is|on|at|no|number|num)\b[ .:]{0,3}){0,3}"
    r"(?P<number>7\d{3} ?\d{3} ?\d{3}|(?<=tel )\d{3} ?\d{3}|(?<=tel: )\d{3} ?\d{3}|(?<=phone )\d{3} ?\d{3}"
    r"|(?<=ring )\d{3} ?\d{3})(?![\d%]|[.,/-]\d| ?(?:times|people|patients|items|calls))",
    re.IGNORECASE,
)
# A date, or a fraction with more numbers after it.
_NO_PHONE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}\b|0\.\d")
_REFERENCE_BEFORE = re.compile(
    r"\b(?:ref|reference|incident|ticket|case|order|invoice|job|claim|batch|barcode|pip|ean|gtin|serial|snomed|dm\+?d)\b"
    r"\W{0,3}(?:no|number|id|ref|code)?\W{0,3}(?:is|was)?\W{0,2}$",
    re.IGNORECASE,
)


def _is_reference(text: str, found: re.Match[str]) -> bool:
    """Whether digits without a gap follow a word for an order, a ticket or a product."""
    before = max(0, found.start() - 30)
    return found[0].isdigit() and _REFERENCE_BEFORE.search(text, before, found.start()) is not None


def phones(text: str) -> Iterator[Span]:
    """Telephone numbers of the United Kingdom in every grouping, and others that begin with +."""
    for found in _PHONE.finditer(text):
        bracket = found[0].startswith("(") and ")" not in found[0]
        if not _NO_PHONE.match(text, found.start()) and not _is_reference(text, found):
            yield Span(found.start() + bracket, found.end(), "PHONE", "telephone number", 0.97)
    for found in _TO_RING.finditer(text):
        yield Span(*found.span("number"), "PHONE", "word before", 0.8)
