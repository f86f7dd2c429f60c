"""Persons' names as the trained model sees them, with thin rules on top for what it cannot know."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.clean.kinds.words import ALSO_WORDS, EPONYMS, NEVER_NAMES, NOT_NAMES, PLACES, ROLES
from pipeline.clean.marks import Span
from pipeline.clean.names.beside import NO_PERSON, are_colours, is_none, is_person, labels_of, lives
from pipeline.clean.names.features import band, case_of, has_odd_capitals, is_like_a_word, kinds_of, listed, strangeness
from pipeline.clean.names.model import Model, shipped
from pipeline.clean.names.signs import (
    BODIES,
    BUILDINGS,
    DERIVED,
    INSIDE,
    JOINS,
    OF_FIRMS,
    OF_MAKERS,
    OF_OTHER_LANGUAGES,
    OF_PLACES,
    OFFERS,
    PARTICLES,
    SAINTS,
    SAYS,
    TITLES,
)
from pipeline.clean.names.tokens import Token, stretches, tokens

# Below it a token is no name; everyday first names need less. The bounds above it are for one word alone, by what
# speaks against it.
_LEAST = 0.4
_EVERYDAY = 0.2
_SURNAME_ALONE, _IN_NO_LIST, _FIRST_AND_IN_NO_LIST, _AGAINST, _NEVER = 0.5, 0.6, 0.85, 0.9, 2.0
_GROWS_FROM = 0.08
# By the words beside it; of a word in no list that lives as persons do; of a first name that is a place's too.
_BY_WORDS_BESIDE, _LIVES, _OF_PLACE_TOO = 0.95, 0.4, 0.6
_IN_PAIR = 0.3
_KNOWN, _COMMON, _OFTEN = 6, 8, 11
# Half of the words are not English.
_FOREIGN = 2
_SURE, _JOINED, _OF_PLACE_OR_FIRM = 0.8, 0.3, 0.97


@dataclass(frozen=True, slots=True)
class _Read:
    """One stretch as the model read it: tokens, how sure it is of each, and which of them cannot be a name."""

    told: list[Token]
    sure: list[float]
    barred: list[bool]
    kinds: list[str]
    case: str
    strange: bool

    def word(self, at: int) -> str:
        """The token at a place, empty outside."""
        return self.told[at].text if 0 <= at < len(self.told) else ""


def _is_barred(token: Token, kind: str, protected: Collection[str]) -> bool:
    told = token.text.casefold()
    if kind in ("thing", "drug") or told in protected or told in NEVER_NAMES:
        return True
    return not token.is_word and token.text not in INSIDE


def _foreign_words(told: list[Token], persons: Collection[int]) -> set[int]:
    """Places of the function words of another language, where two of them, or one in three words, tell of it."""
    all_ = [at for at, token in enumerate(told) if token.is_word]
    found = {at for at in all_ if told[at].text.casefold().replace("’", "'") in OF_OTHER_LANGUAGES}
    found -= set(persons)
    english = sum(band(told[at].text) >= _OFTEN for at in all_ if at not in found)
    return found if found and len(found) >= min(2, len(all_) / 3) and english * 2 < len(all_) else set()


def _is_surname(told: list[Token], sure: list[float], at: int) -> bool:
    """Whether a word that is a thing's name too stands as a surname behind what is surely a first name."""
    word, before = told[at].text, told[at - 1].text if at else ""
    if not word[0].isupper() or "l" not in listed(word) or word.casefold() in NEVER_NAMES:
        return False
    return before.istitle() and listed(before)[:1] == "f" and band(before) < _OFTEN and sure[at - 1] >= _SURE


def _read(told: list[Token], protected: Collection[str], model: Model) -> _Read:
    kinds = kinds_of(told)
    labels = labels_of(told)
    barred = [_is_barred(token, kind, protected) for token, kind in zip(told, kinds, strict=True)]
    sure = model.probabilities(told, kinds)
    barred = [(is_out and not _is_surname(told, sure, at)) or at in labels for at, is_out in enumerate(barred)]
    able = [at for at, token in enumerate(told) if token.is_word and token.text.casefold() not in protected]
    persons = [at for at in able if is_person(told, kinds, at)]
    foreign = _foreign_words(told, persons)
    barred = [is_out or at in foreign for at, is_out in enumerate(barred)]
    strange = bool(foreign) or strangeness(told) >= _FOREIGN
    if not strange:
        for at in persons:
            sure[at], barred[at] = max(sure[at], _BY_WORDS_BESIDE), False
    return _Read(told, sure, barred, kinds, case_of(told), strange)


def _is_pair(read: _Read, at: int) -> bool:
    """Whether a first name and a word that is no word but a name stand together, both with a capital."""
    first, last = read.word(at), read.word(at + 1)
    if not (first.istitle() and last.istitle() and "f" in listed(first) and _touch(read, at)):
        return False
    return not (read.kinds[at] or read.kinds[at + 1]) and band(last) == 0 and not last.casefold().endswith(OF_FIRMS)


def _least(read: _Read, at: int) -> float:
    """How sure the model must be of a token at least: less of a first name with a capital that is no word besides."""
    word = read.word(at)
    told = word.casefold()
    is_clear = word[:1].isupper() if read.case == "mixed" else word.islower() and read.word(at + 1) in SAYS
    is_everyday = is_clear and "f" in listed(word) and not read.kinds[at]
    if read.case == "mixed" and (_is_pair(read, at) or _is_pair(read, at - 1)):
        return _IN_PAIR
    return _EVERYDAY if is_everyday and told not in ALSO_WORDS and told not in NOT_NAMES else _LEAST


def _groups(read: _Read) -> Iterator[tuple[int, int]]:
    """Neighbours that are each sure enough, as places from the first to behind the last."""
    is_in = [not barred and read.sure[at] >= _least(read, at) for at, barred in enumerate(read.barred)]
    for inside, places in groupby(range(len(is_in)), is_in.__getitem__):
        if inside:
            all_ = list(places)
            yield all_[0], all_[-1] + 1


def _touch(read: _Read, left: int) -> bool:
    """Whether one space at most parts a token from the next."""
    return left + 1 < len(read.told) and read.told[left + 1].start - read.told[left].end <= 1


def _is_next_part(read: _Read, at: int) -> bool:
    word = read.word(at)
    if not word or read.barred[at] or not word[0].isupper() or len(word) < 2 or word.casefold() in NOT_NAMES:
        return False
    return read.sure[at] >= _GROWS_FROM or band(word) == 0 or listed(word) == "l"


def _skipped(read: _Read, at: int) -> int:
    """How many tokens stand between the parts of a name: a particle, or an initial and its full stop."""
    word = read.word(at)
    if word.casefold() in PARTICLES and _touch(read, at):
        return 1
    if len(word) == 1 and word.isupper() and word != "I":
        return 2 if read.word(at + 1) == "." else 1
    return 0


def _grown(read: _Read, start: int, end: int) -> tuple[int, int]:
    """With the parts of a name that follow directly, and the initials before it."""
    while end < len(read.told) and _touch(read, end - 1):
        skips = _skipped(read, end)
        if not read.word(end - 1)[0].isalpha() or not _is_next_part(read, end + skips):
            break
        end += 1 + skips
    while start and read.word(start)[:1].isupper():
        back = 2 if read.word(start - 1) == "." else 1
        before = read.word(start - back) if start >= back else ""
        if len(before) != 1 or not before.isupper() or before == "I" or not _touch(read, start - back):
            break
        start -= back
    return start, end


def _ends_name(read: _Read, start: int, at: int) -> bool:
    if not read.told[at].is_word:
        return False
    word = read.word(at)
    is_small = at > start and read.word(start)[0].isupper() and word.islower()
    return not is_small or (word not in PARTICLES and band(word) < _COMMON)


def _trimmed(read: _Read, start: int, end: int) -> tuple[int, int]:
    """Without signs at its ends, and without common words in small letters behind words with capitals."""
    while start < end and not read.told[start].is_word:
        start += 1
    while end > start and not _ends_name(read, start, end - 1):
        end -= 1
    return start, end


def _names_a_building(read: _Read, end: int) -> bool:
    after = read.word(end)
    if after in ("'", "’") and read.word(end + 1) == "s":
        after = read.word(end + 2)
    told = after.casefold()
    return told in BUILDINGS or (told in PLACES and after[:1].isupper())


def _is_body(read: _Read, found: list[int]) -> bool:
    last = read.word(found[-1])
    return read.case == "mixed" and last[0].isupper() and last.casefold() in BODIES


def _is_saint(read: _Read, start: int) -> bool:
    return read.word(start - 1 - (read.word(start - 1) == ".")) in SAINTS


def _names_a_maker(read: _Read, start: int, end: int) -> bool:
    """Whether a word inside or right behind says that this is a firm or its product, or odd capitals do."""
    last = end + 1 if end < len(read.told) and _touch(read, end - 1) else end
    if any(read.word(at)[:1].isupper() and read.word(at).casefold() in OF_MAKERS for at in range(start + 1, last)):
        return True
    return end - start == 1 and has_odd_capitals(read.word(start)) and not listed(read.word(start))


def _shows_itself(read: _Read, at: int) -> bool:
    """Whether a word of a text that is not English has a capital, if the text has any, and is in a list of names."""
    word = read.word(at)
    return bool(listed(word)) and (read.case != "mixed" or word[0].isupper())


def _speaks_against(read: _Read, at: int) -> bool:
    """Whether a word that stands alone is rather something else than a name."""
    word = read.word(at)
    told, names = word.casefold(), listed(word)
    starts = at == 0 or not read.told[at - 1].is_word
    if told in NO_PERSON:
        return True
    if told in ALSO_WORDS and word[0].isupper():
        return starts and read.case == "mixed" and read.word(at + 1) not in SAYS
    if told in NOT_NAMES or (read.kinds[at] == "place" and "f" not in names):
        return True
    if names:
        return "f" not in names and band(word) >= _OFTEN
    return (starts and band(word) >= _KNOWN) or is_like_a_word(word) or word.isupper()


def _is_joined(read: _Read, at: int) -> bool:
    """Whether a sign or a word of a list joins a word with a capital to what is surely a first name."""
    if not read.word(at)[:1].isupper():
        return False
    beside = (at - 2, at + 2)
    return any(
        read.word((at + other) // 2).casefold() in JOINS
        and 0 <= other < len(read.told)
        and read.sure[other] >= _SURE
        and "f" in listed(read.word(other))
        for other in beside
    )


def _bound(read: _Read, at: int) -> float:
    """How sure the model must be of a word that stands alone."""
    if is_person(read.told, read.kinds, at):
        return _LEAST
    return _NEVER if is_none(read.told, read.kinds, at) else _bound_by_itself(read, at)


def _bound_by_itself(read: _Read, at: int) -> float:
    word, names = read.word(at), listed(read.word(at))
    if read.case == "mixed" and word.isupper() and ("f" not in names or len(word) == 2):
        return _NEVER
    if not names and word.casefold().endswith(OF_FIRMS + OF_PLACES):
        return _OF_PLACE_OR_FIRM
    if "f" not in names and read.kinds[at] == "place":
        return _OF_PLACE_OR_FIRM
    if word.islower() and (read.case != "small" or word.casefold() in NOT_NAMES):
        return _AGAINST if "f" in names and band(word) <= _COMMON else _NEVER
    if not names and word.casefold().endswith(DERIVED):
        return _NEVER
    if _speaks_against(read, at):
        return _AGAINST
    if _is_joined(read, at):
        return _JOINED
    if word.islower() and not names and read.word(at + 1) == "/":
        return _NEVER  # what one logs in with, before a slash and the secret
    return _bound_of_listed(read, at, names) if names else _bound_of_unlisted(read, at)


def _bound_of_listed(read: _Read, at: int, names: str) -> float:
    if "f" not in names:
        return _SURNAME_ALONE
    return _OF_PLACE_TOO if read.kinds[at] == "place" else _least(read, at)


def _bound_of_unlisted(read: _Read, at: int) -> float:
    if read.word(at)[0].isupper() and lives(read.told, at):
        return _LIVES
    return _IN_NO_LIST if at and read.told[at - 1].is_word else _FIRST_AND_IN_NO_LIST


def _is_name(read: _Read, start: int, end: int) -> bool:
    titled = read.word(start - 1 - (read.word(start - 1) == ".")).casefold() in TITLES
    found = [at for at in range(start, end) if len(read.word(at)) > 1]
    if not found or all(read.word(at).casefold() in ROLES for at in found):
        return False
    if _names_a_building(read, end) or _is_saint(read, start):
        return False
    if titled:
        return read.word(end).casefold() not in OFFERS
    if _names_a_maker(read, start, end) or _is_body(read, found):
        return False
    if read.strange and not any(_shows_itself(read, at) for at in found):
        return False
    if are_colours([read.word(at) for at in found]):
        return False
    if len(found) == 1:
        is_eponym = read.word(found[0]).casefold() in EPONYMS
        return not is_eponym and read.sure[found[0]] >= _bound(read, found[0])
    if read.case == "mixed" and all(read.word(at).isupper() and "f" not in listed(read.word(at)) for at in found):
        return False
    return any(not is_plain(read.word(at)) for at in found)


def is_plain(word: str) -> bool:
    """Whether a word is a common one that no list of names holds, or one known to be no name."""
    told = word.casefold()
    return (told in NOT_NAMES and told not in ALSO_WORDS) or (not listed(word) and band(word) >= _OFTEN)


def could_be_name(token: Token, case: str, *, starts: bool) -> bool:
    """Whether a token is no plain word in a text of this case; without one the text is not given to the model."""
    word = token.text
    if not word[0].isalpha():
        return False
    common, told = band(word), word.casefold()
    if word.islower():
        if "f" in listed(word):
            return common <= _COMMON + 1 and told not in NOT_NAMES
        return case != "mixed" and common <= _KNOWN
    if case == "mixed" and word.isupper() and "f" not in listed(word):
        return False
    if told in ALSO_WORDS:
        return True
    if told in NOT_NAMES:
        return False
    return bool(listed(word)) if common > _KNOWN else not (starts and not listed(word) and told.endswith(DERIVED))


def _candidates(told: list[Token]) -> bool:
    case = case_of(told)
    return any(could_be_name(token, case, starts=not at) for at, token in enumerate(told))


def trained(text: str, protected: Collection[str] = (), model: Model | None = None) -> Iterator[Span]:
    """Names of persons in a text by the trained model; marks in it are already unreadable."""
    for told in stretches(tokens(text)):
        if not _candidates(told):
            continue
        read = _read(told, protected, model or shipped())
        for group in _groups(read):
            start, end = _trimmed(read, *_grown(read, *_trimmed(read, *group)))
            if start < end and _is_name(read, start, end):
                score = max(read.sure[start:end])
                yield Span(told[start].start, told[end - 1].end, "PERSON", "trained", round(score, 3))
