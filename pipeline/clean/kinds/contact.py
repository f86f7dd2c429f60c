"""E-mail addresses, telephone numbers, and addresses of the web and the net that point at somebody."""

import re
from collections.abc import Iterator

from pipeline.clean.marks import Span

_AT = re.compile(r" ?(?:@|[(\[{] ?at ?[)\]}]) ?| at (?=[\w-]{1,63} dot )", re.IGNORECASE)
_LOCAL = re.compile(r"(?<![\w.%+'’-])[\w.%+'’-]{1,64}$")
_DOMAIN = re.compile(
    r"[\w-]{1,63}(?:(?:\.| ?[(\[{] ?dot ?[)\]}] ?| dot )[\w-]{1,63}){1,5}", re.IGNORECASE
)  # fmt: skip
_LAST_LABEL = re.compile(r"[^\W\d_]{2,24}$")


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also those written with (at) and dot to hide from machines."""
    for at in _AT.finditer(text):
        local = _LOCAL.search(text, max(0, at.start() - 65), at.start())
        domain = _DOMAIN.match(text, at.end())
        if local and domain and _LAST_LABEL.search(domain[0].rstrip("-_")):
            start = local.start() + len(local[0]) - len(local[0].lstrip("'’.-"))
            yield Span(start, domain.end(), "EMAIL", "e-mail", 0.99 if "@" in at[0] else 0.9)


_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\ue000]{1,2000}", re.IGNORECASE)
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
_VERSION = re.compile(r"(?:\bv|ver|version|release|build)\W{0,3}$", re.IGNORECASE)


def net_addresses(text: str) -> Iterator[Span]:
    """Addresses of computers on the net, but for versions of programs."""
    for found in _IP.finditer(text):
        parts = [int(part) for part in found[0].split(".")]
        if max(parts) < 256 and not _VERSION.search(text, max(0, found.start() - 12), found.start()):
            yield Span(found.start(), found.end(), "IP_ADDRESS", "four numbers", 0.8)


_GAP = r"[ ()\-–.]{0,3}"
_PHONE = re.compile(
    r"(?<![\w.£$€#])(?<!\d[,/-])(?:"
    rf"(?:\(?(?:\+|00)44\)?{_GAP}(?:\(?0\)?{_GAP})?|\(?0\)?{_GAP})"
    rf"(?:[1235789](?:{_GAP}\d){{9}}|[18](?:{_GAP}\d){{8}}(?!{_GAP}\d))"
    rf"|\+[1-9](?:{_GAP}\d){{8,14}}(?!{_GAP}\d))(?!\w)"
)
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}\b")


def phones(text: str) -> Iterator[Span]:
    """Telephone numbers of the United Kingdom in every grouping, and others that begin with +."""
    for found in _PHONE.finditer(text):
        bracket = found[0].startswith("(") and ")" not in found[0]
        if not _DATE.match(text, found.start()):
            yield Span(found.start() + bracket, found.end(), "PHONE", "telephone number", 0.97)
