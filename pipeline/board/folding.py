"""Words as they are sought on the board, in every list alike."""

import unicodedata


def fold(text: str) -> str:
    """Words as they are sought: without accents, case, the width of spaces and the slant of apostrophes."""
    if not text.isascii():
        text = text.replace("’", "'")
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(text.casefold().split())
