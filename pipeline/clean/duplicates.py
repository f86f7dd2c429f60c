"""The same person's response again, and the same words from different people."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.ids import digest
from pipeline.schemas import GROUPS, checked, empty

# Shorter texts are said alike by chance; longer ones only by copying (DESIGN 2).
WORDS_OF_A_LETTER = 8
_WITHIN = dt.timedelta(hours=1)

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DIGITS = re.compile(r"(\d+)")


def in_order(id: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts ids as a person would: row 9 before row 10."""
    parts = _DIGITS.split(id)
    return (*((int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts), (-2, id))


def plain_words(text: str) -> list[str]:
    """A text's words without case and punctuation: what must be equal for two texts to be the same."""
    return _WORD.findall(text.casefold().replace("’", "'"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What tells one sending of a response from another."""

    response: str
    person: str
    fields: str
    submitted_at: str
    texts: tuple[str, ...]

    @property
    def words(self) -> int:
        """How many words it holds."""
        return sum(len(text.split()) for text in self.texts)


def _time(told: str) -> dt.datetime | None:
    try:
        time = dt.datetime.fromisoformat(told)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def _first(sent: Iterable[Sent]) -> list[Sent]:
    return sorted(sent, key=lambda one: (one.submitted_at, in_order(one.response)))


def _alike(sent: Iterable[Sent], key: Callable[[Sent], Hashable]) -> list[list[Sent]]:
    alike: dict[Hashable, list[Sent]] = defaultdict(list)
    for one in sent:
        alike[key(one)].append(one)
    return [_first(group) for group in alike.values() if len(group) > 1]


def _soon_after(earlier: Sent, later: Sent) -> bool:
    before, after = _time(earlier.submitted_at), _time(later.submitted_at)
    return bool(before and after and after - before <= _WITHIN)


def sent_again(sent: Sequence[Sent]) -> dict[str, str]:
    """Response -> the one kept in its place, for each that the same person sent before.

    The same person and the same words; or, where the person is not named, every field but id and time equal, at
    least eight words of text, within an hour of the one kept.
    """
    again: dict[str, str] = {}
    for group in _alike((one for one in sent if one.person and one.words), lambda one: (one.person, one.texts)):
        again |= {one.response: group[0].response for one in group[1:]}
    left = [one for one in sent if one.response not in again and one.fields and one.words >= WORDS_OF_A_LETTER]
    for group in _alike(left, lambda one: one.fields):
        kept = group[0]
        for one in group[1:]:
            if _soon_after(kept, one):
                again[one.response] = kept.response
            else:
                kept = one
    return {response: _end_of_trace(kept, again) for response, kept in again.items()}


def _end_of_trace(kept: str, again: Mapping[str, str]) -> str:
    while kept in again:
        kept = again[kept]
    return kept


def _kind(words: int, *, persons_known: bool) -> str:
    if words < WORDS_OF_A_LETTER:
        return "phrase"
    return "campaign" if persons_known else "exact"


def same_words(answers: pd.DataFrame, *, persons_known: bool) -> pd.DataFrame:
    """GROUPS of answers whose redacted texts have the same words, from at least two responses; all of them count.

    A group's id is made from its words, so that it is the same in every order of the rows.
    """
    alike: dict[str, list[tuple[str, str]]] = defaultdict(list)
    columns = (answers[column].to_list() for column in ("answer", "response", "text"))
    for answer, response, text in zip(*columns, strict=True):
        alike[" ".join(plain_words(text))].append((answer, response))
    rows = []
    for words, members in alike.items():
        if words and len({response for _, response in members}) > 1:
            ids = sorted((answer for answer, _ in members), key=in_order)
            kind, group = _kind(words.count(" ") + 1, persons_known=persons_known), f"G{digest(words)[:12]}"
            rows += [(answer, kind, group, ids[0], "") for answer in ids]
    if not rows:
        return empty(GROUPS)
    rows.sort(key=lambda row: in_order(row[0]))
    return checked(pd.DataFrame(rows, columns=[*GROUPS.columns]), GROUPS)
