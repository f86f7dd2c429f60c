"""What is no answer in the plainest sense: fingers on a keyboard, filler text, code pasted into the box."""

import re

from pipeline.clean.lists import words

# Runs of neighbouring keys that no English word holds; "erty" and "were" are left out.
_KEYS = re.compile(
    "asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwert|tyui|yuio|uiop|zxcv|xcvb|cvbn|vbnm|fdsa|gfds|hgfd|jhgf|kjhg|lkjh|poiu|oiuy|"
    "iuyt|trewq|vcxz|bvcx|nbvc|mnbv|^jkl$"
)
_WORD = re.compile(r"[^\W_]+")
# "strengths" has five, "Knightsbridge" six among more vowels than one in five letters.
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvxz]{6}")
_VOWELS = frozenset("aeiouyw")
_VOWEL_SHARE = 0.2
_REPEATED = re.compile(r"\A(?:(\w{1,3})\1{3,}|(\w{3})\2\2)\w{0,2}\Z")
# Two short runs are as telling as a long one.
_FEW_KEYS = re.compile("asd|sdf|dfg|fgh|ghj|hjk|jkl|qwe|zxc|xcv|cvb|vbn|lkj|kjh|jhg|dsa|fds")
_DRAWN_OUT = re.compile(r"(.)\1{3}")
_FEWEST_REPEATED = 6
_BLAH = words("blah bla blahblah blablabla yada")
_MASHED_SHARE = 0.75
# Nobody leans on the keys for longer; beyond it only repeats come.
_LONGEST = 2000

_FILLER = re.compile(
    r"\blorem ipsum\b|\bdolor sit amet\b|\bquick brown fox jump(?:s|ed) over\b"
    r"|\bas an ai(?: language)? model\b|\bi am an ai(?: language)? model\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"<script\b|<\?php\b|#include\s{0,3}<|\bselect\b.{1,60}\bfrom\b|\bdrop table\b|\bfunction\b.{0,30}\("
    r"|\bdef \w{1,30}\(|\bconsole\.log\(|\bimport \w{1,30}\s{0,3};|\bprint(?:f|ln)?\(|\bpublic static\b|\bcmd\|"
    r"|^\s{0,5}\{\s{0,5}[\"']"
    r"|\bor 1 ?= ?1\b|</?(?:div|span|html|body|table|iframe)\b",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[;(){}=<>\[\]|$]")
_FEWEST_SIGNS = 3
_SIGNS_BESIDE_A_WORD = 0.25
_FORMULA = re.compile(r"\A\s{0,5}[=+@-](?:cmd|dde|hyperlink)\b", re.IGNORECASE)
# Words of speech that code has no use for; two of them and a person is talking.
_SPEECH = words(
    "the and is are we our my to of it that have with would you us they was when then but so because very too"
)
_MOST_SPEECH = 1


def _is_mashed(word: str) -> bool:
    small = word.casefold()
    if small in _BLAH or _KEYS.search(small) or len(_FEW_KEYS.findall(small)) > 1:
        return True
    if len(small) >= _FEWEST_REPEATED and _REPEATED.search(small):
        return not small.isdigit()
    if word.isupper() or _DRAWN_OUT.search(small) or not _CONSONANTS.search(small):
        return False
    return sum(letter in _VOWELS for letter in small) <= _VOWEL_SHARE * len(small)


def is_mashed(text: str) -> bool:
    """Whether nearly all the words of a text are what fingers leave on a keyboard."""
    told = _WORD.findall(text[:_LONGEST])
    return sum(map(_is_mashed, told)) >= max(1, _MASHED_SHARE * len(told))


def is_code(text: str) -> bool:
    """Whether a text is code without a person's words beside it; a fair answer with a tag in it is an answer."""
    if _FORMULA.search(text):
        return True
    told, signs = _WORD.findall(text), len(_SIGNS.findall(text))
    if signs < max(_FEWEST_SIGNS, _SIGNS_BESIDE_A_WORD * len(told)) or not _CODE.search(text):
        return False
    return sum(word.casefold() in _SPEECH for word in told) <= _MOST_SPEECH


def is_off_topic(text: str) -> bool:
    """Whether a text is no answer to anything: mashed keys, filler, pasted code."""
    return is_mashed(text) or bool(_FILLER.search(text)) or is_code(text)
