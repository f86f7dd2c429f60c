"""The same person's response again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.clean.copies_words import WORDS_OF_A_LETTER, in_order

_WITHIN = dt.timedelta(hours=1)


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
