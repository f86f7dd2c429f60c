"""A mailbox as a whole: copies are told from messages, and what was quoted from one message in another is found."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz import fuzz

from pipeline.collect.post.heads import bare, heads_of
from pipeline.collect.post.mail import Mail
from pipeline.collect.post.quoting import HEAD, OWN, QUOTED, Line, Sorted
from pipeline.ids import canonical, digest

_WORD = re.compile(r"[^\W_]+")
_RUN = 3
# So much of a line's runs of words stand in an earlier message where the line was taken from it; links are rewritten.
_SHARE = 0.7
_SURE_WORDS = 8
_ASKED_WORDS = 4
_MOST_EARLIER = 8
_ALIKE = 90
_COMPARED = 5_000
_ID_LENGTH = 24
# A mailbox of fewer messages does not show whose it is.
_FEWEST = 4


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@dataclass(frozen=True)
class _Text:
    """The words of one message, as runs of three."""

    text: str

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(_runs(_words(self.text)))


class _Earlier:
    """What the messages before one said."""

    def __init__(self, texts: Iterable[_Text]) -> None:
        self._texts = list(texts)
        self._told: dict[str, bool | None] = {}

    def __bool__(self) -> bool:
        return bool(self._texts)

    def has(self, line: str) -> bool | None:
        """Whether a line was taken from one of them; None where it is too short to tell."""
        if line not in self._told:
            self._told[line] = self._has(line)
        return self._told[line]

    def _has(self, line: str) -> bool | None:
        runs = _runs(_words(bare(line)))
        if not runs:
            return None
        return any(sum(run in text.runs for run in runs) >= _SHARE * len(runs) for text in self._texts)


def _stretches(told: Sequence[tuple[Line, bool | None]], kind: str) -> list[range]:
    """Stretches of lines of one kind that were taken from elsewhere; short lines go with what stands before them."""
    found, start = [], -1
    for at, (line, taken) in enumerate((*told, (Line("", ""), False))):
        goes_on = line.kind == kind and (taken or (taken is None and start >= 0))
        if goes_on and start < 0:
            start = at
        elif not goes_on and start >= 0:
            found.append(range(start, at))
            start = -1
    return found


def _is_sure(lines: Sequence[str]) -> bool:
    """Whether a stretch is too long to agree by chance: a sentence, or a question of some words."""
    words = sum(len(_words(line)) for line in lines)
    return words >= _SURE_WORDS or (words >= _ASKED_WORDS and any(line.rstrip().endswith("?") for line in lines))


def _take_away(told: list[tuple[Line, bool | None]]) -> list[Line]:
    """The lines, those that stand in an earlier message no longer their sender's own."""
    lines = [line for line, _ in told]
    for stretch in _stretches(told, OWN):
        if _is_sure([lines[at].text for at in stretch]):
            for at in stretch:
                lines[at] = replace(lines[at], kind=QUOTED)
    return lines


def _give_back(lines: list[Line], told: Sequence[tuple[Line, bool | None]]) -> list[Line]:
    """The lines, those between quoted ones without signs given back to their sender: answers written in between."""
    below = [at for at, line in enumerate(lines) if line.kind == QUOTED and not line.marked]
    known = sum(len(_words(lines[at].text)) for at in below if told[at][1])
    new = [at for at in below if told[at][1] is False or (told[at][1] is None and lines[at].text.strip())]
    if known <= sum(len(_words(lines[at].text)) for at in new if told[at][1] is False):
        return lines
    heading = {at for head in heads_of([line.text for line in lines]) for at in range(head.start, head.end)}
    for at in new:
        if told[at][1] is False and at not in heading:
            lines[at] = replace(lines[at], kind=OWN)
    return lines


def _own_apart(mail: Mail, earlier: _Earlier) -> Mail:
    told = [(line, earlier.has(line.text)) for line in mail.sorted.lines]
    lines = _give_back(_take_away(told), told)
    return replace(mail, sorted=Sorted(lines=tuple(lines), forwarded=mail.sorted.forwarded))


def own_apart(mails: Sequence[Mail]) -> tuple[Mail, ...]:
    """The messages, each with what it took from those before it in its thread told apart from its own words."""
    texts = {mail.message_id: _Text(mail.text) for mail in mails if mail.message_id}
    topics: dict[str, list[Mail]] = {}
    for mail in mails:
        topics.setdefault(mail.topic, []).append(mail)
    told = []
    for mail in mails:
        named = [texts[id] for id in mail.answers_to if id in texts and id != mail.message_id]
        if not named and _quotes_visibly(mail):
            before = [one for one in topics[mail.topic][:_MOST_EARLIER] if one.sent_at < mail.sent_at]
            named = [texts[one.message_id] for one in before if one.message_id]
        earlier = _Earlier(named[:_MOST_EARLIER])
        told.append(_own_apart(mail, earlier) if earlier else mail)
    return tuple(told)


def _quotes_visibly(mail: Mail) -> bool:
    """Whether a reply that names no message shows what it answers: a letter that many send under one title does not."""
    return bool(mail.replies and mail.topic) and any(line.kind == HEAD for line in mail.sorted.lines)


def _alike(one: str, other: str) -> bool:
    return one == other or fuzz.ratio(one[:_COMPARED], other[:_COMPARED]) >= _ALIKE


def copies_apart(mails: Sequence[Mail]) -> tuple[tuple[Mail, bool], ...]:
    """Each message, and whether it came before; two that share an id by a program's fault are given one each."""
    seen: dict[str, str] = {}
    said: dict[tuple[str, str], str] = {}
    originals = {(mail.sender, canonical(mail.own)) for mail in mails if not mail.is_inside}
    told = []
    for mail in mails:
        words = canonical(mail.own)
        if mail.id in seen and not _alike(words, seen[mail.id]):
            mail = replace(mail, id=digest(mail.id, words)[:_ID_LENGTH])
        forwarded_too = mail.is_inside and not mail.message_id
        again = bool(words) and forwarded_too and ((mail.sender, words) in originals or (mail.sender, words) in said)
        told.append((mail, mail.id in seen or again))
        seen.setdefault(mail.id, words)
        said.setdefault((mail.sender, words), mail.id)
    return tuple(told)


def owners(mails: Sequence[Mail]) -> frozenset[str]:
    """The addresses that the mailbox belongs to: most of its messages were sent to them, and not most of them by them.

    A list that puts its own address before every message it passes on owns no mailbox.
    """
    arrived = [mail for mail in mails if not mail.is_inside and mail.receivers]
    times = Counter(address for mail in arrived for address in set(mail.receivers))
    most = len(arrived) / 2
    sent = Counter(mail.sender for mail in arrived)
    known = [address for address, count in times.items() if count > most and sent[address] <= most]
    return frozenset(known if len(arrived) >= _FEWEST else ())
