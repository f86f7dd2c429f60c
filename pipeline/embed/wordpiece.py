"""Word pieces of the uncased BERT vocabulary: the same ids as the model was trained with."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

LONGEST_WORD = 100  # characters; the model's makers call a longer word unknown
SPECIAL = re.compile(r"(\[(?:PAD|UNK|CLS|SEP|MASK)\])")

# Blocks that the model's makers call Chinese: each character is a word of its own.
CHINESE = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class _Table(dict[int, str]):
    """A table for `str.translate` that works out each character once, when it is first met."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = self._rule(chr(code))
        return self[code]


def _cleaned(char: str) -> str:
    if char in "\t\n\r":
        return " "
    if char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cf", "Co"):
        return ""
    if char.isspace():
        return " "
    return f" {char} " if any(first <= ord(char) <= last for first, last in CHINESE) else char


def _bare(char: str) -> str:
    if unicodedata.category(char) == "Mn":
        return ""
    return f" {char} " if _parts_words(char) else char.lower()


def _parts_words(char: str) -> bool:
    is_ascii_sign = char.isascii() and char.isprintable() and not char.isalnum() and char != " "
    return is_ascii_sign or unicodedata.category(char).startswith("P")


class WordPiece:
    """Splits text into the numbers of word pieces; pure, and the same for a text wherever it stands."""

    def __init__(self, vocabulary: str, longest: int) -> None:
        """`vocabulary` is the text of vocab.txt; a text keeps its first `longest` pieces, both ends counted."""
        self.ids = {piece: number for number, piece in enumerate(vocabulary.removesuffix("\n").split("\n"))}
        self._room = longest - 2
        self._clean = _Table(_cleaned)
        self._strip = _Table(_bare)
        self._of_word = lru_cache(maxsize=1 << 16)(self._split_word)

    def __call__(self, text: str) -> tuple[int, ...]:
        """The ids from [CLS] to [SEP]; a text without a word has these two alone."""
        ids: list[int] = []
        for part in SPECIAL.split(text):
            if SPECIAL.fullmatch(part):
                ids.append(self.ids[part])
            else:
                for word in self._words(part):
                    ids.extend(self._of_word(word))
        return (self.ids["[CLS]"], *ids[: self._room], self.ids["[SEP]"])

    def _words(self, text: str) -> list[str]:
        plain = unicodedata.normalize("NFD", text.translate(self._clean))
        return plain.translate(self._strip).split()

    def _split_word(self, word: str) -> tuple[int, ...]:
        pieces = tuple(self._pieces(word)) if len(word) <= LONGEST_WORD else (None,)
        return (self.ids["[UNK]"],) if None in pieces else tuple(piece for piece in pieces if piece is not None)

    def _pieces(self, word: str) -> Iterator[int | None]:
        """The longest known piece, then the longest that follows; None where no piece fits."""
        start = 0
        while start < len(word):
            head = "##" if start else ""
            ends = (end for end in range(len(word), start, -1) if head + word[start:end] in self.ids)
            end = next(ends, None)
            if end is None:
                yield None
                return
            yield self.ids[head + word[start:end]]
            start = end
