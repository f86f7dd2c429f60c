"""Blocks that programs packed into a text: PGP's armour, and files as older programs packed them (uuencode)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

SEALED = "a part of it is encrypted: open it in the mail program and save its text as a file"
PACKED = "a file is packed into its text (uuencode): open it in the mail program and save what it says"
_BEGIN = re.compile(r"-----BEGIN (?P<name>(?:PGP|PKCS7|CERTIFICATE|SIGNED)[A-Z0-9 ,/]{0,40})-----\s*$")
_SIGNED = "PGP SIGNED MESSAGE"
_ENCRYPTED = ("PGP MESSAGE", "PKCS7")
# A line of such a block: packed letters, or one that says with what they were packed; others are a person's.
_WITHIN = re.compile(r"[A-Za-z0-9+/]{0,100}={0,3}\s*$|=[A-Za-z0-9+/]{4}\s*$|[A-Z][A-Za-z]{2,20}: .{0,100}$")
_HASH = re.compile(r"(?:Hash|Charset|NotDashEscaped): .{0,60}$")
_UU_BEGIN = re.compile(r"begin(?:-base64)? [0-7]{3,4} \S.{0,200}$")
_UU_LINE = re.compile(r"[ -`]{1,62}$|[A-Za-z0-9+/=]{1,80}$")
_UU_END = re.compile(r"(?:end|====)\s*$")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A text without such blocks, and what is to be said of them."""

    text: str
    notes: tuple[str, ...] = ()


def _end_of_block(lines: Sequence[str], at: int, name: str) -> int:
    """The line after a block that begins on the one before `at`; that of a block cut short is where a person writes."""
    for end in range(at, len(lines)):
        line = lines[end]
        if line.startswith(f"-----END {name}"):
            return end + 1
        if len(line) > 200 or not _WITHIN.match(line):
            return end
    return len(lines)


def _end_of_file(lines: Sequence[str], at: int) -> int:
    """The line after a file that was packed into the text and begins on the one before `at`; 0 where it is none."""
    for end in range(at, len(lines)):
        if _UU_END.match(lines[end]):
            return end + 1 if end > at else 0
        if len(lines[end]) > 100 or not _UU_LINE.match(lines[end]):
            return 0
    return 0


def _after_hash(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and _HASH.match(lines[at][:200]):
        at += 1
    return at


def without_blocks(text: str) -> Unpacked:
    """The words of a text without signatures, keys and packed files; of what cannot be read there is a note."""
    if "-----BEGIN " not in text and "begin" not in text:
        return Unpacked(text)
    lines, kept, notes, at = text.split("\n"), list[str](), list[str](), 0
    signed = False
    while at < len(lines):
        line = lines[at]
        found = _BEGIN.match(line[:200])
        if found and found["name"] == _SIGNED:
            signed, at = True, _after_hash(lines, at + 1)
        elif found:
            notes += [SEALED] if found["name"].startswith(_ENCRYPTED) else []
            at = _end_of_block(lines, at + 1, found["name"])
        elif _UU_BEGIN.match(line[:300]) and (end := _end_of_file(lines, at + 1)):
            notes.append(PACKED)
            at = end
        else:
            # Lines that begin with a hyphen have another before them in a signed text.
            kept.append(line.removeprefix("- ") if signed and line.startswith("- -") else line)
            at += 1
    return Unpacked("\n".join(kept), tuple(dict.fromkeys(notes)))
