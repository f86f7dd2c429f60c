"""Words of a text as copies are told by: without case and punctuation, with the places where they stand."""

import re

# Shorter texts are said alike by chance; longer ones only by copying (DESIGN 2).
WORDS_OF_A_LETTER = 8

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DIGITS = re.compile(r"(\d+)")


def in_order(id: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts ids as a person would: row 9 before row 10."""
    parts = _DIGITS.split(id)
    return (*((int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts), (-2, id))


def plain_words(text: str) -> list[str]:
    """A text's words without case and punctuation: what must be equal for two texts to be the same."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def placed_words(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """A text's words, and the stretch of the text that each one is."""
    # Case is folded word by word: folding a whole text can move its letters.
    found = list(_WORD.finditer(text.replace("’", "'")))
    return [word[0].casefold() for word in found], [word.span() for word in found]
