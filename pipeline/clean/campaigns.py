"""The same words from different people: common phrases, copies, and letters that many sent with changes of their own.

Every text is compared with the letter it may be a copy of, never with another copy of it, so that no chain of small
likenesses ties together texts whose ends have nothing in common.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from pipeline.clean.copies_added import own_stretches
from pipeline.clean.copies_align import same_places
from pipeline.clean.copies_index import Leaders, runs_said_again
from pipeline.clean.copies_words import WORDS_OF_A_LETTER, in_order, plain_words
from pipeline.ids import digest
from pipeline.schemas import GROUPS, checked, empty

# Of the shorter text half must be in the other: two copies that each had a fifth of their words changed share that.
_SHARE = 0.5
# So many shared words are a copy within a longer answer. Fewer must be most of the longer one too, the more the fewer
# they are: people say a dozen common words alike by chance.
_LONG = 20
_NEARLY = 0.9
# Members that are asked which words of the canonical text are the letter's, and the share that must have them.
_ASKED = 40
_KNOWN_TO = 0.25
_SEVERAL = 3
_ROUNDS = 2
# A text must share so much with the canonical text itself, so that no letter shrinks to a stock phrase.
_GUARD = 0.4
# And so much of the letter: a sentence of it may have been said before anybody wrote the letter.
_PART = 0.35


@dataclass(frozen=True, slots=True)
class _Text:
    """One wording: its words as numbers, its runs for the index, and the answers that have it word for word."""

    words: list[int]
    runs: list[int]
    answers: list[tuple[str, str, str]]

    @property
    def first(self) -> tuple[tuple[int, str], ...]:
        return in_order(self.answers[0][0])


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a group's texts are compared with: its canonical text, and those of its words that others have too."""

    canonical: int
    words: list[int]


def _is_copy(shared: int, one: int, other: int) -> bool:
    """Whether so many shared words make copies of texts so long."""
    shorter, longer = sorted((one, other))
    if shared >= _LONG:
        return shared >= _SHARE * shorter
    chance = max(0, _LONG - shared) / (_LONG - WORDS_OF_A_LETTER)
    return shared >= (_SHARE + chance * (_NEARLY - _SHARE)) * longer


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    """How many words two texts share in one piece; none where they have too few in common to be copies at all."""
    shorter, longer = sorted((one, other), key=len)
    known = set(longer)
    if not _is_copy(sum(word in known for word in shorter), len(shorter), len(longer)):
        return 0
    return len(same_places(one, other))


def _wordings(answers: pd.DataFrame) -> dict[str, list[tuple[str, str, str]]]:
    """Plain words -> the answers (id, response, text) that have them, in the order of their ids."""
    alike: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    columns = (answers[column].to_list() for column in ("answer", "response", "text"))
    for answer, response, text in zip(*columns, strict=True):
        alike[" ".join(plain_words(text))].append((answer, response, text))
    alike.pop("", None)
    return {words: sorted(members, key=lambda row: in_order(row[0])) for words, members in sorted(alike.items())}


def _texts(wordings: dict[str, list[tuple[str, str, str]]]) -> list[_Text]:
    """Wordings long enough for a letter, those that most people sent first."""
    long = [words for words in wordings if words.count(" ") + 1 >= WORDS_OF_A_LETTER]
    long.sort(key=lambda words: -len(wordings[words]))
    numbers: dict[str, int] = {}
    told = [[numbers.setdefault(word, len(numbers)) for word in words.split(" ")] for words in long]
    runs = runs_said_again(told)
    return [_Text(one, again, wordings[words]) for one, again, words in zip(told, runs, long, strict=True)]


def _led(texts: Sequence[_Text], which: Iterable[int]) -> list[list[int]]:
    """Texts put under the first that they are copies of; the letter is not known yet."""
    leaders, led = Leaders(), dict[int, list[int]]()
    for number in which:
        text = texts[number]
        for leader in leaders.likely(text.runs):
            words = texts[leader].words
            if _is_copy(_shared(words, text.words), len(words), len(text.words)):
                led[leader].append(number)
                break
        else:
            led[number] = [number]
            leaders.add(number, text.runs)
    return list(led.values())


def _canonical(texts: Sequence[_Text], members: Sequence[int]) -> int:
    """The wording that most sent word for word; of equally many the one that has most of what all have, and no more."""
    times: Counter[tuple[int, int]] = Counter()
    for member in members:
        times.update(set(pairwise(texts[member].words)))

    def rank(member: int) -> tuple[int, int, int, Hashable]:
        text = texts[member]
        common = sum(2 * times[pair] - len(members) for pair in set(pairwise(text.words)))
        return -len(text.answers), -common, len(text.words), text.first

    return min(members, key=rank)


def _letter(texts: Sequence[_Text], members: Sequence[int]) -> _Letter:
    """The letter behind a group's texts: where all changed something, the words that stand in several of them."""
    canonical = _canonical(texts, members)
    words = texts[canonical].words
    if len(texts[canonical].answers) > 1 or len(members) == 1:
        return _Letter(canonical, words)
    known: Counter[int] = Counter()
    asked = [member for member in members if member != canonical][:_ASKED]
    for member in asked:
        known.update(place for place, _ in same_places(words, texts[member].words))
    return _Letter(canonical, [word for place, word in enumerate(words) if known[place] >= _KNOWN_TO * len(asked)])


def _fit(texts: Sequence[_Text], letter: _Letter, text: _Text) -> float:
    """How much of a letter a text has, or nothing where it is no copy of it, or not of the canonical text either."""
    shared = _shared(letter.words, text.words)
    whole = len(texts[letter.canonical].words)
    least = max(_GUARD * min(whole, len(text.words)), _PART * len(letter.words))
    if shared < least or not _is_copy(shared, len(letter.words), len(text.words)):
        return 0.0
    return shared / len(letter.words)


def _regrouped(texts: Sequence[_Text], groups: Sequence[Sequence[int]]) -> list[tuple[_Letter, list[int]]]:
    """Each text under the letter it has most of; a letter that is a copy of one that more people sent is that one."""
    found = [group for group in groups if len(group) > 1 or len(texts[group[0]].answers) > 1]
    found.sort(key=lambda group: (-sum(len(texts[member].answers) for member in group), group[0]))
    leaders, letters = Leaders(), list[_Letter]()
    letter_of: dict[int, int] = {}
    for group in found:
        letter = _letter(texts, group)
        runs = texts[letter.canonical].runs
        written = _Text(letter.words, runs, [])
        same = next((other for other in leaders.likely(runs) if _fit(texts, letters[other], written)), len(letters))
        if same == len(letters):
            leaders.add(same, runs)
            letters.append(letter)
        letter_of |= dict.fromkeys(group, same)
    under: dict[int, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        likely = {*leaders.likely(text.runs), *([letter_of[number]] if number in letter_of else [])}
        fits = [(_fit(texts, letters[other], text), -other) for other in likely]
        best, other = max(fits, default=(0.0, 0))
        if best:
            under[-other].append(number)
    return [(letters[number], members) for number, members in under.items()]


def _copies(texts: Sequence[_Text]) -> list[tuple[_Letter, list[int]]]:
    """Letters with their texts: found, then compared anew with the letter that their groups showed."""
    groups = _led(texts, range(len(texts)))
    told: list[tuple[_Letter, list[int]]] = []
    for _ in range(_ROUNDS):
        told = _regrouped(texts, groups)
        kept = {member for _, members in told for member in members}
        left = sorted(member for group in groups if len(group) > 1 for member in group if member not in kept)
        groups = [*(members for _, members in told), *_led(texts, left)]
    kept = {member for _, members in told for member in members}
    alone = [[number] for number, text in enumerate(texts) if number not in kept and len(text.answers) > 1]
    return [(_letter(texts, members), members) for members in [*(members for _, members in told), *alone]]


Row = tuple[str, str, str, str, str]


def _rows(texts: Sequence[_Text], letter: _Letter, members: Sequence[int], *, persons_known: bool) -> list[Row]:
    """GROUPS rows of one letter's members, if several people sent it."""
    rows = [row for member in members for row in texts[member].answers]
    if len({response for _, response, _ in rows}) < 2:
        return []
    kind = "campaign" if persons_known or len(members) > 1 else "exact"
    canonical, _, text = texts[letter.canonical].answers[0]
    plain = plain_words(text)
    group = _group(plain)
    # The letter's words as written, in their order in the canonical text.
    number_of = dict(zip(texts[letter.canonical].words, plain, strict=True))
    written = [number_of[number] for number in letter.words]
    known = _known([plain_words(texts[member].answers[0][2]) for member in members])
    return [
        (answer, kind, group, canonical, "" if len(members) == 1 else _added(told, written, known))
        for answer, _, told in rows
    ]


def _known(wordings: Sequence[Sequence[str]]) -> frozenset[tuple[str, str]]:
    """Pairs of words beside each other in so many wordings that they are the letter's."""
    times: Counter[tuple[str, str]] = Counter()
    several = max(_SEVERAL, _KNOWN_TO * len(wordings))
    for words in wordings:
        times.update(set(pairwise(words)))
    return frozenset(pair for pair, said in times.items() if said >= several)


def _added(text: str, letter: Sequence[str], known: frozenset[tuple[str, str]]) -> str:
    return "\n".join(text[start:end] for start, end in own_stretches(text, letter, known))


def _group(words: Sequence[str]) -> str:
    return f"G{digest(' '.join(words))[:12]}"


def _phrases(wordings: dict[str, list[tuple[str, str, str]]]) -> list[Row]:
    """GROUPS rows of short equal texts of several people."""
    rows = []
    for words, members in wordings.items():
        if words.count(" ") + 1 < WORDS_OF_A_LETTER and len({response for _, response, _ in members}) > 1:
            rows += [(answer, "phrase", _group([words]), members[0][0], "") for answer, _, _ in members]
    return rows


def same_words(answers: pd.DataFrame, *, persons_known: bool) -> pd.DataFrame:
    """GROUPS of answers of at least two responses whose redacted texts have the same words, or nearly; all count.

    Shorter texts are phrases and must be equal. A group's id is made from the words of its canonical text, so that it
    is the same in every order of the rows; `added` holds what a member wrote beside the letter, each piece on a line.
    """
    wordings = _wordings(answers)
    texts = _texts(wordings)
    rows = _phrases(wordings)
    for letter, members in _copies(texts):
        rows += _rows(texts, letter, members, persons_known=persons_known)
    if not rows:
        return empty(GROUPS)
    rows.sort(key=lambda row: in_order(row[0]))
    return checked(pd.DataFrame(rows, columns=[*GROUPS.columns]), GROUPS)
