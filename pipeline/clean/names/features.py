"""What the model reads of a word: its shape, how common it is, lists it is in, its neighbours; seldom the word itself.

A word enters as itself only where it is common and no name, so that the model cannot learn names by heart.
"""

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import combining, normalize

from pipeline.clean.kinds.words import ALSO_WORDS, PLACES, ROLES
from pipeline.clean.lists import words
from pipeline.clean.marks import BLANK
from pipeline.clean.names.lists import bands, drugs, first_names, last_names, phrases
from pipeline.clean.names.tokens import Token

_CUES = {
    "title": words("mr mrs ms miss mx dr drs prof professor rev revd sir dame nurse sister doctor"),
    "kin": words(
        """
        wife husband mother mum mam mom dad father son daughter brother sister nan gran grandma granddad
        grandad aunt auntie uncle niece nephew grandson granddaughter partner friend neighbour carer hubby
        mums dads
        """
    ),
    "end": words("thanks thank regards wishes sincerely faithfully cheers signed rgds ta yours best ty"),
    "said": words(
        """
        said says told tells asked asks rang rings thinks thought explained showed left works worked does
        helped helps went came comes has had was is did gave gives always never retired deserves knows knew
        called
        """
    ),
    "touch": words(
        """
        ask tell ring call contact email phone text speak spoke talk talked asked told rang phoned emailed
        met see saw seen visited served
        """
    ),
    "intro": words("name called named i'm im i’m here fao attn cc dear hi hello hey signed from by"),
    "part": words("van von de der den da di la le el al bin bint ap ab ferch dos du ter af abu ibn"),
    "time": words(
        """
        monday tuesday wednesday thursday friday saturday sunday january february march april may june july
        august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
        """
    ),
    "gear": words(
        """
        system systems pmr app apps software portal platform supplier suppliers helpdesk support robot
        terminal screen update login password website tool provider version interface api integration module
        robot server licence
        """
    ),
    "strength": words("mg mcg ml tablets tablet capsules inhaler patches patch cream injection mr xl sr strength"),
}
_CUE_OF = {
    word: tuple(sorted(cue for cue, told in _CUES.items() if word in told)) for told in _CUES.values() for word in told
}
_DRUG_ENDS = (
    "pril statin olol azole mycin cillin oxacin sartan dipine prazole gliptin gliflozin tidine triptan mab nib zepam "
    "barbital profen caine setron terol sone olone parin xaban tadine zine amine idone apine oxetine cycline"
)
_ENDS_AS_DRUG = tuple(_DRUG_ENDS.split())
_COMMON, _KNOWN, _SELDOM, _READ_AS_ITSELF = 8, 6, 5, 8
_LONG = 24
_READ_FAR = ("sh=", "w=", "cue=", "in=")
_READ_NEAR = (*_READ_FAR, "b=", "n=", "like=", "also")
_EDGE = "\x00"
_SIGNS = {BLANK: "mark", "\n": "line", _EDGE: "edge"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _shape_of(word: str) -> str:
    if not word[0].isalpha():
        return _SIGNS.get(word[0]) or ("digit" if word[0].isdigit() else word if word.isascii() else "sign")
    if len(word) == 1:
        return "X" if word.isupper() else "x"
    if word.isupper():
        return "XX" if len(word) > 3 else "XXX"
    if word.islower():
        return "xx"
    parts = word.replace("’", "-").replace("'", "-").split("-")
    if len(parts) > 1:
        return "-".join("X" if part[:1].isupper() else "x" for part in parts[:3])
    if word[0].isupper() and word[1:].islower():
        return "Xx"
    if word.startswith(("Mc", "Mac", "De", "Fitz")) and sum(map(str.isupper, word)) == 2:
        return "McX"
    return "xXx"


def _is_misspelt(told: str) -> bool:
    """Whether one letter more, less, other or swapped makes a common word of a word that is not known."""
    if not 4 <= len(told) <= _LONG:
        return False
    known = bands()
    for at in range(len(told)):
        left, right = told[:at], told[at:]
        near = [left + right[1:], left + right[1:2] + right[:1] + right[2:]]
        near += [left + letter + right[1:] for letter in _LETTERS]
        near += [left + letter + right for letter in _LETTERS]
        if any(known.get(word, 0) >= _COMMON for word in near):
            return True
    return False


def _is_compound(told: str) -> bool:
    known = bands()
    cuts = range(3, len(told) - 2) if len(told) <= _LONG else ()
    return any(known.get(told[:at], 0) >= _COMMON and known.get(told[at:], 0) >= _COMMON for at in cuts)


def has_odd_capitals(word: str) -> bool:
    """Whether capitals stand inside a word as they do in names of products."""
    return _shape_of(word) == "xXx"


def is_like_a_word(word: str) -> bool:
    """Whether a word in no list of names looks like a misspelt common word, or like two of them joined."""
    told = word.casefold()
    return band(word) <= _KNOWN and (_is_misspelt(told) or _is_compound(told))


@lru_cache(maxsize=50_000)
def listed(word: str) -> str:
    """Whether a word, or the first and the last part of it, stand in the lists of first names (f) and surnames (l)."""
    told = word.casefold().replace("’", "'")
    if word[0].isupper() and not told.isascii() and told not in first_names() and told not in last_names():
        told = "".join(sign for sign in normalize("NFD", told) if not combining(sign))  # a list may lack the accents
    parts = told.split("-")
    found = "f" if told in first_names() or parts[0] in first_names() else ""
    found += "l" if told in last_names() or parts[-1] in last_names() else ""
    if (
        found
        or len(told) < 5
        or not told.endswith("s")
        or bands().get(told, 0) > _SELDOM
        or bands().get(told[:-1], 0) >= _COMMON
    ):
        return found
    # A possessive without its apostrophe, or a family.
    stem = told[:-1]
    return ("f" if stem in first_names() else "") + ("l" if stem in last_names() else "")


@lru_cache(maxsize=50_000)
def band(word: str) -> int:
    """How common a word is, 0 for what is in no list; of a word with hyphens the rarest part counts."""
    told = word.casefold().replace("’", "'")
    known = bands()
    if told in known or "-" not in told:
        return known.get(told, 0)
    return min(known.get(part, 0) for part in told.split("-")[:4])


def _affixes(told: str) -> list[str]:
    return [f"p2={told[:2]}", f"s2={told[-2:]}", f"s3={told[-3:]}", f"p3={told[:3]}"]


@lru_cache(maxsize=50_000)
def _own(word: str, hidden: bool) -> tuple[str, ...]:
    """What a word says of itself; `hidden` makes believe that it is in no list of names."""
    told = word.casefold()
    shape, common = _shape_of(word), band(word)
    names = "" if hidden else listed(word)
    found = [f"sh={shape}", f"b={common}", f"n={names}", f"shb={shape}|{common // 2}", f"shn={shape}|{names}"]
    found += [f"nb={names}|{common}"]
    if told in ALSO_WORDS:
        found.append("also")
    found += [f"cue={cue}" for cue in _CUE_OF.get(told, ())]
    found += [f"in={kind}" for kind, there in (("role", ROLES), ("place", PLACES)) if told in there]
    if not word[0].isalpha():
        return tuple(found)
    if common >= _READ_AS_ITSELF and told not in first_names() and (told not in last_names() or common >= 10):
        found.append(f"w={told}")
    if common <= _KNOWN:
        found += _affixes(told)
        if not names:
            found += [f"like={like}" for like, is_ in (("typo", _is_misspelt), ("pair", _is_compound)) if is_(told)]
        if told.endswith(_ENDS_AS_DRUG):
            found.append("like=drug")
    return tuple(found)


@lru_cache(maxsize=100_000)
def _near(word: str, hidden: bool, at: int, kept: frozenset[str] | None) -> tuple[str, ...]:
    """What a word says of itself, or of the one `at` places before it or behind it, as far as it is kept."""
    told = _own(word, hidden)
    if at:
        read = _READ_FAR if abs(at) > 1 else _READ_NEAR
        told = tuple(f"{at}:{own}" for own in told if own.startswith(read))
    return told if kept is None else tuple(own for own in told if own in kept)


@lru_cache(maxsize=50_000)
def _key(word: str, hidden: bool) -> str:
    return f"{_shape_of(word)}|{'' if hidden else listed(word)}"


def kinds_of(told: Sequence[Token]) -> list[str]:
    """For each token `thing`, `place` or `drug` where a list knows it, alone or with its neighbours."""
    words_ = [token.text.casefold().replace("’", "'") for token in told]
    of_drugs = drugs()
    kinds = ["drug" if word in of_drugs else "" for word in words_]
    for name, kind in (("places.txt", "place"), ("things.txt", "thing")):
        starts = phrases(name)
        for at, word in enumerate(words_):
            for phrase in starts.get(word, ()):
                if _stands(phrase, words_, at) and (len(phrase) > 1 or _is_meant(told[at].text)):
                    kinds[at : at + len(phrase)] = [kind] * len(phrase)
                    break
    return kinds


def _stands(phrase: tuple[str, ...], words_: Sequence[str], at: int) -> bool:
    return all(words_[at + step : at + step + 1] == [part] for step, part in enumerate(phrase))


def _is_meant(word: str) -> bool:
    """A word that is common as a word names a thing or a place only where it has a capital."""
    return not word.islower() or band(word) < _COMMON


def case_of(told: Sequence[Token]) -> str:
    """Whether a text is written in capitals, in small letters, or as is usual."""
    found = [token.text for token in told if token.is_word and len(token.text) > 1]
    upper = sum(word.isupper() for word in found)
    lower = sum(word.islower() for word in found)
    return "caps" if upper * 2 > len(found) else "small" if lower == len(found) else "mixed"


def strangeness(told: Sequence[Token]) -> int:
    """The share of words that are not English, in quarters; short texts are not judged."""
    found = [token.text for token in told if token.is_word]
    return 4 * sum(band(word) == 0 for word in found) // len(found) if len(found) >= 6 else 0


_STARTS = frozenset(".!?\n:;-–•*)>")
_ENDS = frozenset((".", "!", "?", "\n", ",", _EDGE))


def features(
    told: Sequence[Token], kinds: Sequence[str], *, hidden: bool = False, kept: frozenset[str] | None = None
) -> list[list[str]]:
    """The features of each token in order, those alone that are `kept`: the rest would cost time and say nothing.

    `hidden` makes believe that no word is in a list of names.
    """
    case, strange = case_of(told), strangeness(told)
    texts = [_EDGE, _EDGE, *(token.text for token in told), _EDGE, _EDGE]
    keys = [_key(text, hidden) for text in texts]
    found = []
    for at in range(len(told)):
        row: list[str] = []
        for step in (0, -1, 1, -2, 2):
            row += _near(texts[at + 2 + step], hidden, step, kept)
        before, key, after = keys[at + 1 : at + 4]
        common = band(texts[at + 2])
        starts = texts[at + 1] in _STARTS or not at
        alone = len(told) == 1 or (starts and texts[at + 3] in _ENDS)
        mixed = ["bias", f"start={starts}|{key}|{common // 2}", f"case={case}|{key}", f"case={case}|b={common}"]
        mixed += [f"odd={strange}|{key}", f"l={before}>{key}", f"r={key}>{after}", f"alone={alone}|{key}"]
        mixed += [f"lc={cue}|{key}" for cue in _CUE_OF.get(texts[at + 1].casefold(), ())]
        mixed += [f"rc={key}|{cue}" for cue in _CUE_OF.get(texts[at + 3].casefold(), ())]
        mixed += [f"{step}:kind={kind}" for step, kind in _kinds_near(kinds, at)]
        row += mixed if kept is None else [one for one in mixed if one in kept]
        found.append(row)
    return found


def _kinds_near(kinds: Sequence[str], at: int) -> list[tuple[int, str]]:
    near = range(max(at - 1, 0), min(at + 2, len(kinds)))
    return [(place - at, kinds[place]) for place in near if kinds[place]]
