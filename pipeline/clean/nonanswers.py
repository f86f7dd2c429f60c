"""Answers that say nothing, read with what their question asks."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from pipeline.clean.lists import words
from pipeline.clean.marks import MARK
from pipeline.clean.sayings import ANYWHERE, FILLER, LONGEST, NOTHING_RULE, RULE_OF, RULES

EMPTY = "empty cell"
PERSONAL_ONLY = "personal data only"

_WORD = re.compile(r"[^\W_]")
# Longer texts say something, if only by their length; the longest hedge met had ninety characters.
_LONGEST_TEXT = 200
_NOT_APPLICABLE = re.compile(r"(?<!\w)n ?[/\\.|-] ?a(?:pp(?:l|lic|licable)?)?(?!\w)")
_TOKEN = re.compile(r"n/a|[^\W_]+(?:'[^\W_]+)*")

# Ways of writing that mean the same: what stands on the right is what the sayings are written in.
_SAME = {
    "dont": "don't", "didnt": "don't", "didn't": "don't", "donot": "don't", "doesnt": "doesn't", "isnt": "isn't",
    "cant": "can't", "cannot": "can't", "couldnt": "can't", "couldn't": "can't", "havent": "haven't",
    "hasn't": "haven't", "wouldnt": "wouldn't", "im": "i'm", "we're": "i'm", "we": "i", "us": "me", "our": "my",
    "theres": "there's",
    "thats": "that's", "ive": "i've", "we've": "i've", "id": "i'd", "we'd": "i'd", "we'll": "i'll", "nothin": "nothing",
    "nuthin": "nothing", "nuffin": "nothing", "nout": "nowt", "nonne": "none", "noen": "none", "nome": "none",
    "nne": "none", "anythink": "anything", "thankyou": "thank", "thx": "thanks", "thnx": "thanks", "sry": "sorry",
    "soz": "sorry", "its": "it's", "aint": "isn't",
}  # fmt: skip
_PAIRS = {
    ("do", "not"): "don't", ("does", "not"): "doesn't", ("did", "not"): "don't", ("is", "not"): "isn't",
    ("can", "not"): "can't", ("could", "not"): "can't", ("have", "not"): "haven't", ("i", "am"): "i'm",
    ("there", "is"): "there's", ("there", "are"): "there's", ("that", "is"): "that's", ("any", "thing"): "anything",
    ("no", "thing"): "nothing", ("don't", "no"): "don't know", ("i", "have"): "i have", ("are", "not"): "isn't",
}  # fmt: skip
# Change nothing wherever they stand in a saying.
_WEAK = words(
    """
    really honestly actually currently personally particularly especially specifically just quite very immediately
    genuinely simply truly literally presently obviously basically absolutely
    """
)
# Words that slips of the finger are mended to; all are rare in answers that say something as briefly.
_MENDED = sorted(
    words(
        """
        nothing anything comment comments know applicable relevant sure idea ideas above question answer previous
        suggestions suggestion opinion unsure think moment mentioned ditto thanks further honest
        preference sorry unknown
        """
    )
)
_SHORTEST_MENDED = 4


_KNOWN = frozenset(word for saying in (*RULE_OF, *FILLER) for word in saying)


@lru_cache(maxsize=20_000)
def _mended(word: str) -> str:
    """A word with one slip of the finger taken back, if that makes it one of the sayings' main words."""
    if len(word) < _SHORTEST_MENDED or word in _KNOWN:
        return word
    near = (known for known in _MENDED if known[0] == word[0] and OSA.distance(word, known, score_cutoff=1) <= 1)
    return next(near, word)


def _small(text: str) -> str:
    small = _NOT_APPLICABLE.sub("n/a", text.casefold().replace("’", "'").replace("`", "'"))
    if small.isascii():
        return small
    return "".join(one for one in unicodedata.normalize("NFD", small) if not unicodedata.combining(one))


def plain_words(text: str) -> list[str]:
    """The words of a text in the form that sayings are written in: one spelling, no marks, no weak words."""
    told: list[str] = []
    for found in _TOKEN.findall(_small(MARK.sub(" ", text))):
        word = _mended(_SAME.get(found, found))
        if word in _WEAK:
            continue
        pair = _PAIRS.get((told[-1], word)) if told else None
        if pair:
            told[-1:] = pair.split()
        else:
            told.append(word)
    return told


def _rank(rule: str) -> int:
    return RULES.index(rule) if rule else len(RULES)


def _said(told: list[str]) -> str:
    """The rule of words that are sayings and courtesies from end to end, the first in the order of rules, or ""."""
    # best[n]: the rule that the first n words come to, "" with courtesies only, missing where a word is left over.
    best: dict[int, str] = {0: ""}
    for start in range(len(told)):
        if start not in best:
            continue
        for end in range(start + 1, min(start + LONGEST, len(told)) + 1):
            saying = tuple(told[start:end])
            if saying not in RULE_OF and saying not in FILLER:
                continue
            rule = min(best[start], RULE_OF.get(saying, ""), key=_rank)
            best[end] = min(best.get(end, ""), rule, key=_rank)
    return best.get(len(told), "")


def _anywhere(text: str) -> str | None:
    told = tuple(_SAME.get(word, word) for word in _TOKEN.findall(_small(text)))
    return next((rule for rule, known in ANYWHERE.items() if told in known), None)


def non_answer(text: str, asks: str) -> str | None:
    """The name of the rule by which a redacted text says nothing to its question, or None where it says something.

    Where no question is known (`asks` is empty) only what says nothing to any question goes: no word at all, n/a,
    none. A bare "nothing" is a statement to a question about barriers, and no answer to the others.
    """
    if not _WORD.search(text):
        return "no word"
    if not _WORD.search(MARK.sub("", text)):
        return PERSONAL_ONLY
    if len(text) > _LONGEST_TEXT:
        return None
    if not asks:
        return _anywhere(text)
    rule = _said(plain_words(text))
    return None if rule == NOTHING_RULE and asks == "barrier" else rule or None
