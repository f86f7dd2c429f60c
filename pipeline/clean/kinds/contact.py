"""E-mail addresses, telephone numbers, and addresses of the web and the net that point at somebody."""

import re
from collections.abc import Iterator

from pipeline.clean.marks import Span

_AT = re.compile(
    r" ?(?:@{1,2}|[(\[{] ?at ?[)\]}]) ?| at (?=[\w-]{1,63}(?: dot |(?:\.[\w-]{1,63}){0,3}\.(?:org|com|net|uk)\b))",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"(?<![\w.%+'’-])[\w.%+'’-]{1,64}$")
_DOMAIN = re.compile(
    r"[\w-]{1,63}(?:(?:\.| ?[(\[{] ?dot ?[)\]}] ?| dot |(?: \. ?|,)(?=(?:net|com|org|co|uk)\b))[\w-]{1,63}){1,5}",
    re.IGNORECASE,
)
_DOTTED_BEFORE = re.compile(r"(?<![\w-])(?:[\w-]{1,30} dot ){1,2}$", re.IGNORECASE)
# The tail of an address that a dot was left out of; only beside a name with a dot.
_JOINED = re.compile(r"(?<=@)[a-z]{3,20}(?![\w-])", re.IGNORECASE)
_NAME_WITH_DOT = re.compile(r"[^\W\d_][\w-]*[._][\w.-]*$")
_LAST_LABEL = re.compile(r"[^\W\d_]{2,24}$")


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also those written with (at) and dot to hide from machines."""
    for at in _AT.finditer(text):
        local = _LOCAL.search(text, max(0, at.start() - 65), at.start())
        domain = _DOMAIN.match(text, at.end())
        if not local:
            continue
        with_dot = _NAME_WITH_DOT.match(local[0]) is not None
        in_words = at[0].strip().isalpha() and (domain is None or " dot " not in domain[0].casefold())
        if in_words and not with_dot:
            continue
        if with_dot and not domain:
            domain = _JOINED.match(text, at.end())
        if domain and _LAST_LABEL.search(domain[0].rstrip("-_")):
            if at[0].strip().isalpha() and (
                dotted := _DOTTED_BEFORE.search(text, 0 if local.start() < 70 else local.start() - 70, local.start())
            ):
                yield Span(dotted.start(), domain.end(), "EMAIL", "e-mail", 0.9)
                continue
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
    r"|[?&](?:key|sid|apikey|otp|jwt|hash|signature|invite)=[\w.%-]{4}"
    r"|(?:facebook|twitter|instagram|tiktok|x)\.com/\w",
    re.IGNORECASE,
)

_LONG_RUN = re.compile(r"[\w-]{24,}")


def _is_key(part: str) -> bool:
    """Whether a part of a web address is a long run of mixed characters that nobody would make up to be read."""
    mixed = part != part.lower() and part != part.upper() and any(char.isdigit() for char in part)
    return mixed and _LONG_RUN.fullmatch(part) is not None


def links(text: str) -> Iterator[Span]:
    """Web addresses that name a person or carry a key to somebody's record; other addresses stay."""
    for found in _LINK.finditer(text):
        link = found[0].rstrip(_TRAILING)
        if _POINTS_AT_SOMEBODY.search(link) or any(_is_key(part) for part in link.split("/")[3:]):
            yield Span(found.start(), found.start() + len(link), "URL", "link to a person", 0.9)


_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)")
# Six groups, or fewer with a gap that stands for the rest; a time of day has three at most.
_IP_LONG = re.compile(r"(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,5}(?![\w:])", re.IGNORECASE)
_DEVICE = re.compile(
    r"\b(?:ip|print\w*|pcs?|computers?|servers?|routers?|tills?|terminals?|machines?|laptops?|switch|hosts?|address\w*|ping|"
    r"network|gateway|dns|proxy|scanners?|workstations?|modem|hub|devices?|connect\w*|tablet|ipad|screen)\b",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"\b(?:v|ver|versions?|release|build|firmware|driver|software|section|sections|paragraph|para|clause|chapter|update)\W{0,3}$",
    re.IGNORECASE,
)


def net_addresses(text: str) -> Iterator[Span]:
    """Addresses of computers on the net, but for versions of programs."""
    for found in _IP.finditer(text):
        parts = [int(part) for part in found[0].split(".")]
        # Groups of one figure number the parts of a book as well.
        near = max(parts) > 9 or _DEVICE.search(text, max(0, found.start() - 45), found.end() + 30)
        if near and max(parts) < 256 and not _VERSION.search(text, max(0, found.start() - 14), found.start()):
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
    rf"|\+[1-9](?:{_GAP}\d){{8,14}}(?!{_GAP}\d))(?![\d_]|(?!ext|pls|plz|or|and)[^\W\d_]{{2}})"
    r"|(?<![\w.£$€,])07\d{3}(?:[ ,]{1,2}|\n)\d{3}\s?\d{3}(?![\d_,])"
)
_FIGURE = r"(?:double|treble|triple|oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|\d)"
_SPOKEN = re.compile(
    rf"(?<![\w£.])(?:0|oh|zero|nought)[ ,-]{{1,2}}(?:{_FIGURE}[ ,-]{{0,2}}){{7,14}}(?!\w)", re.IGNORECASE
)
_DOUBLED = re.compile(r"double|treble|triple|seven|nine|eight", re.IGNORECASE)
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
    for found in _SPOKEN.finditer(text):
        if _DOUBLED.search(found[0]):
            yield Span(found.start(), found.start() + len(found[0].rstrip(" ,-")), "PHONE", "said aloud", 0.8)
    for found in _TO_RING.finditer(text):
        yield Span(*found.span("number"), "PHONE", "word before", 0.8)
