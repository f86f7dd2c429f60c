"""Repair: the words a person wrote, freed of what machines did to them on the way."""

import html
import re
import unicodedata

import ftfy

# Quotes, dashes and wide letters stay as written; entities are ours, since ftfy leaves them be beside any "<".
_FTFY = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, fix_character_width=False)
# Each round mends what the one before uncovered (an entity inside broken encoding); more than four were never seen.
_ROUNDS = 10

_AMPERSANDS = re.compile(r"&(?:(?:amp|#0{0,4}38|#x0{0,4}26);)+", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&nbsp(?![A-Za-z])")
_RETURN = re.compile(r"_x000[Dd]_\n?|\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ESCAPE = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")
# Control characters, soft hyphens, marks of direction and byte order; tags of flag emoji (U+E0000 ..) stay.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]"
)
# Joiners shape emoji and the scripts of South Asia; between Latin letters they only hide.
_JOINER = re.compile(r"(?<![^\x00-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\u024f])")
# Pictures of a word processor's own letters, which elsewhere are empty boxes: bullets, ticks, arrows and faces.
_OWN_LETTERS = str.maketrans(
    dict.fromkeys("\uf0b7\uf0a7\uf0a8\uf0d8\uf076\uf06e", "•")
    | {"\uf0fc": "✓", "\uf0fb": "✗", "\uf0e0": "→", "\uf0df": "←", "\uf04a": "☺", "\uf04c": "☹"}
)
_SPACE = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")


def _entities(text: str) -> str:
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda found: html.unescape(found[0]), _AMPERSANDS.sub("&", text))


def _spaces(text: str) -> str:
    text = _SPACE.sub(" ", _RETURN.sub("\n", text))
    return _EMPTY_LINES.sub("\n\n", _LINE_ENDS.sub("\n", text)).strip()


def _once(text: str) -> str:
    text = _entities(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _JOINER.sub("", ftfy.fix_text(text, _FTFY).translate(_OWN_LETTERS)))
    return _spaces(_UNSEEN.sub("", _ESCAPE.sub("", text)))


def repair(raw: str) -> str:
    """The same words with broken encoding, entities, unseen characters and stray spaces mended; twice is as once.

    Nothing a person typed goes: signs, accents, emoji and every script stay, and so does text that looks like code.
    """
    text = raw
    for _ in range(_ROUNDS):
        mended = _once(text)
        if mended == text:
            break
        text = mended
    return text
