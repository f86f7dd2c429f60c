"""Letters of an e-mail: by what the part says of itself, by UTF-8's own proof, else the older letters of Windows."""

import re
from email.errors import HeaderParseError
from email.header import decode_header

# Names a mail program may give to an encoding of text; Python knows others that unpack, count or escape.
_KNOWN = re.compile(
    r"u(tf|nicode-1-1-utf)[-_]?(7|8|16|32)([-_]?[lb]e)?|(iso[-_]?)?8859[-_]\d{1,2}(-[ie])?|latin[-_]?\d{1,2}"
    r"|(windows|cp|ibm)[-_]?\d{3,4}|koi8[-_][rut]|big5(-hkscs)?|gb(2312|k|18030)|euc[-_](jp|kr|cn)|shift[-_]jis"
    r"|iso[-_]2022[-_](jp|kr|cn)(-\d)?|hz-gb-2312|ks_c_5601-1987|mac(intosh|[-_]?roman|[-_]?cyrillic)|tis[-_]620"
)
# Encodings whose bytes are no proof of themselves as UTF-8 are: what the part says goes first.
_SAID_FIRST = re.compile(r"u.*(7|16|32)|iso[-_]?2022|hz|big5|gb|euc|shift|ks_c")
_PAIRED = re.compile(r"utf[-_]?16([-_]?[lb]e)?")
_LATIN = re.compile(r"(iso[-_]?)?8859[-_]1|latin[-_]?1|us-ascii|ascii")
_BROKEN = re.compile("[\udc80-\udcff]")
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_LONGEST_FIELD = 4_000
_META = re.compile(rb"<meta\s[^<>]{0,300}?charset\s{0,3}=\s{0,3}[\"']?(?P<said>[\w.:-]{2,40})", re.IGNORECASE)
_META_WITHIN = 4_000


def _tried(data: bytes, encoding: str) -> str | None:
    if _PAIRED.fullmatch(encoding):
        # A line end that was taken off with the boundary leaves half a letter.
        data = data[: len(data) - len(data) % 2]
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _windows(found: re.Match[str]) -> str:
    return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace")


def _by_evidence(data: bytes) -> str:
    """UTF-8 with single bytes of Windows where most of it is UTF-8, else Windows throughout."""
    text = data.decode("utf-8", "surrogateescape")
    broken, beyond = len(_BROKEN.findall(text)), sum(not letter.isascii() for letter in text)
    return _BROKEN.sub(_windows, text) if broken * 2 <= beyond else data.decode("cp1252", "replace")


def decoded(data: bytes, said: str) -> str:
    """The text of a part's bytes, whatever its header says; a byte that is no letter anywhere becomes U+FFFD."""
    name = said.strip().strip("'\"").casefold()
    known = name if _KNOWN.fullmatch(name) and not _LATIN.fullmatch(name) else ""
    first = (known, "utf-8") if _SAID_FIRST.match(known) else ("utf-8", known)
    for encoding in filter(None, first):
        if (text := _tried(data, encoding)) is not None:
            return fit(text)
    return fit(_by_evidence(data))


def said_by_page(data: bytes) -> str:
    """The encoding that a page of HTML says it is in; empty where it says none."""
    found = _META.search(data[:_META_WITHIN])
    return found["said"].decode("ascii", "replace") if found else ""


def fit(text: str) -> str:
    """The text without what no database keeps: NUL goes, half a letter becomes U+FFFD."""
    return _UNFIT.sub(lambda found: "" if found[0] == "\0" else "\ufffd", text)


def _piece(told: str | bytes, said: str | None) -> str:
    data = told if isinstance(told, bytes) else told.encode("utf-8", "surrogateescape")
    return decoded(data, said or "")


def header_text(raw: str) -> str:
    """A header field on one line, its encoded words in letters; a field that is broken stays as it is."""
    raw = raw[:_LONGEST_FIELD]
    try:
        pieces = decode_header(raw.replace("\r", " ").replace("\n", " "))
    except (HeaderParseError, ValueError, UnicodeError):
        pieces = [(raw, None)]
    return " ".join("".join(_piece(told, said) for told, said in pieces).split())
