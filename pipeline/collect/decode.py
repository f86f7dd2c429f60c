"""The text of a file's bytes, by evidence: a mark at its start, UTF-8, else the older encoding that reads as words."""

import codecs
import re
from dataclasses import dataclass

from pipeline.errors import Fault, InputError

# Longer marks first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
          "utf-32": "UTF-32", "cp1252": "Windows-1252", "mac_roman": "Mac Roman"}  # fmt: skip
_KINDS = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old .xls workbook, or a workbook with a password"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a rich text document"),
    (b"MIME-Version:", "a web archive or an e-mail"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
# Marks of Mac Roman that stand in no text: they are letters of another encoding.
_NOBODYS = "\uf8ffˆ˜¯˘˙˚¸˝˛ˇ◊ı"
# How much stranger Windows-1252 must look before Mac Roman is believed: far more files come from Windows.
_DOUBT = 0.2
# Real texts measured 0 to 0.1; texts of other encodings 0.3 and up.
_STRANGE = 0.3
_SAMPLE = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a file, and what was seen on the way."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def _refuse(name: str, said: str, line: int = 0) -> InputError:
    return InputError([Fault(name, line, said)])


def _check_kind(data: bytes, name: str) -> None:
    for start, kind in _KINDS:
        if data.startswith(start):
            raise _refuse(name, f"is {kind}; a table is wanted: save it as .xlsx without a password, or as CSV (UTF-8)")
    head = data[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise _refuse(name, "is a web page or XML; a table is wanted: open it and save it as .xlsx or CSV (UTF-8)")


def _by_mark(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    even, odd = data[:4000:2].count(0), data[1:4000:2].count(0)
    if max(even, odd) * 5 > len(data[:4000]) and min(even, odd) * 20 < max(even, odd):
        return "utf-16-be" if even > odd else "utf-16-le"
    return ""


def _strange(before: str, letter: str, after: str) -> bool:
    """Whether no writer would put this letter between these two, as a wrong encoding does."""
    if before in "ÃÂâ" and not letter.isascii():
        return False  # UTF-8 once read wrongly and saved again: the cleaning mends that, the encoding is right
    if letter in "ÃÂâ" and not after.isascii():
        return False
    if letter in "¥¢":
        return not before.isdigit() and not after.isdigit()
    if ord(letter) < 0xA0 or letter in _NOBODYS or letter in "ÐÞþð¤¦¨¬¯¸ˆ˜‡†ƒ":
        return True
    if letter.isupper():
        return before.islower()
    if letter.isalpha():
        return not before.isalpha() and not after.isalpha() and letter not in "àâáéèêíóôöåøæªº"
    return before.isalpha() and after.isalpha() and letter not in "’‘·–—\xa0"


def strangeness(text: str) -> float:
    """The share of letters beyond ASCII that stand where no writer puts them; 0 for plain text."""
    padded = f" {text} "
    places = [i for i, letter in enumerate(padded) if not letter.isascii()]
    bad = sum(_strange(padded[i - 1], padded[i], padded[i + 1]) for i in places)
    return bad / len(places) if places else 0.0


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _mostly_utf8(data: bytes) -> bool:
    """Whether the letters beyond ASCII are UTF-8 but for a few broken ones."""
    beyond = sum(byte > 127 for byte in data)
    whole = data.decode("utf-8", "ignore")
    kept = sum(len(letter.encode()) for letter in whole if not letter.isascii())
    return kept * 10 > beyond * 9


def _older(data: bytes, name: str) -> str:
    seen = {each: text for each in ("cp1252", "mac_roman") if (text := _try(data, each)) is not None}
    scores = {each: strangeness(text[:_SAMPLE]) for each, text in seen.items()}
    windows = scores.get("cp1252", 1.0)
    found = "mac_roman" if scores["mac_roman"] + _DOUBT < windows or "cp1252" not in scores else "cp1252"
    if scores[found] >= _STRANGE and sum(byte > 127 for byte in data) > 3:
        said = "is text in no encoding known here (UTF-8, UTF-16, Windows-1252, Mac Roman); save it as CSV (UTF-8)"
        raise _refuse(name, said)
    return found


def _encoding(data: bytes, name: str) -> str:
    if marked := _by_mark(data):
        return marked
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            said = "is not UTF-8 on this line, though the rest of the file is; export it again as CSV (UTF-8)"
            raise _refuse(name, said, line) from None
        return _older(data, name)
    return "utf-8"


def decode(data: bytes, name: str) -> Decoded:
    """The text of a file; raise InputError naming the file where it is no text at all."""
    _check_kind(data, name)
    encoding = _encoding(data, name)
    text = _try(data, encoding)
    if text is None:
        raise _refuse(name, f"begins as {_NAMES[encoding]} but does not go on so; export it again as CSV (UTF-8)")
    nuls = text.count("\0")
    if len(_CONTROLS.findall(text[:_SAMPLE])) * 100 > len(text[:_SAMPLE]):
        raise _refuse(name, "is not a text file; a table is wanted: CSV (UTF-8) or .xlsx")
    notes: tuple[str, ...] = ()
    if nuls:
        # No database keeps this character, and it stands for nothing a person wrote.
        text = text.replace("\0", "")
        notes = (f"{nuls} NUL characters were taken out",)
    return Decoded(text=text, encoding=_NAMES[encoding], notes=notes)
