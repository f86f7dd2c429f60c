"""Words: what they have in common, which of them carry sense, and how a text falls into them."""

import functools
import re

from nltk.stem.snowball import SnowballStemmer

from pipeline.themes.lists import GLUE, NEGATIONS

MARK = re.compile(r"\[[A-Z][A-Z0-9 _-]*\]")  # what redaction leaves: never part of a title
WORD = re.compile(r"[^\W_]+(?:['’&+-][^\W_]+)*")
BLANKED = re.compile(r"(.)\1{2,}")  # "xxxx": somebody took a name out before we saw it

_snowball = SnowballStemmer("english")


@functools.lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """What the forms of one word share, by Snowball; words with a digit or of two letters stay as they are."""
    plain = word.casefold().replace("’", "'")
    if len(plain) <= 3 or not plain.isalpha():
        return plain
    return str(_snowball.stem(plain))


def is_glue(word: str) -> bool:
    """Whether the word only holds a sentence together, a lone letter or a number included."""
    plain = word.casefold().replace("’", "'")
    if plain in NEGATIONS:
        return False
    return plain in GLUE or len(plain) < 2 or plain.isdigit() or BLANKED.fullmatch(plain) is not None


def tokens(text: str) -> list[tuple[str, bool]]:
    """The words of a text in order, each with whether it follows on the word before without a stop between."""
    plain = MARK.sub(" . ", text)
    found = []
    end = -1
    for match in WORD.finditer(plain):
        found.append((match.group(), end >= 0 and not plain[end : match.start()].strip(" \t\n\"'’‘“”()")))
        end = match.end()
    return found
