"""Lists of words written as text: easy to read, to extend and to compare."""

import re


def words(*texts: str) -> frozenset[str]:
    """The words of texts, between spaces."""
    return frozenset(word for text in texts for word in text.split())


def phrases(*texts: str) -> frozenset[str]:
    """The phrases of texts, between commas."""
    return frozenset(" ".join(phrase.split()) for text in texts for phrase in text.split(",") if phrase.strip())


def any_of(*texts: str) -> str:
    """A pattern for any of the phrases of texts, between commas, the longest first; they may hold patterns."""
    return rf"(?:{'|'.join(sorted(phrases(*texts), key=lambda phrase: (-len(phrase), phrase)))})"


def one_of(text: str, *, ignore_case: bool = True) -> re.Pattern[str]:
    """A compiled pattern for any of the phrases of a text as whole words."""
    return re.compile(rf"\b{any_of(text)}\b", re.IGNORECASE if ignore_case else 0)
