"""Responses on their way out of the round as the board shows them: redacted, and under the ids that leave the store."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from pipeline.board.ruling import Board
from pipeline.clean.redact import names_in, redact
from pipeline.clean.repair import repair
from pipeline.clean.rulings import NO_RULING, Rulings, corrected
from pipeline.ids import public_id, text_digest
from pipeline.opening import clean_rules
from pipeline.store.leaving import Leaving

# What stands in place of an answer that no analysis has read as it is now: nobody knows yet what is personal in it.
NOT_ANALYSED = "(not analysed yet)"


def as_shown(board: Board) -> Callable[[Leaving], Leaving]:
    """What a response may leave as: its answers as the board shows them now, its own words beside options redacted.

    An answer that came, or was changed, after the last analysis is left out, and says so.
    """
    key, own = board.round.key, _OwnWords(board)

    def shown(response: Leaving) -> Leaving:
        words = own.of(response)
        return replace(
            response,
            id=public_id(key, "r", response.id),
            source=words(response.source),
            answers={
                question: _answer(board, public_id(key, "a", f"{response.id}/{question}"), raw)
                for question, raw in response.answers.items()
            },
            closed=[(question, part, words(str(value)), rank) for question, part, value, rank in response.closed],
            about={attribute: words(value) for attribute, value in response.about.items()},
        )

    return shown


def _answer(board: Board, id: str, raw: str) -> str:
    """The text of an answer as the board shows it; an empty one stays empty, one that is another now is left out."""
    if not raw.strip():
        return ""
    row: Mapping[str, object] = board.shot.answers.get(id, {})
    if row.get("raw_digest") != text_digest(repair(raw), board.round.key):
        return NOT_ANALYSED
    return str(row["text"])


class _OwnWords:
    """What hides personal data in a word that stands where an option would: an option itself stays as it is."""

    def __init__(self, board: Board) -> None:
        self._board, self._options = board, board.round.survey.offered
        self._rules = clean_rules(board.round, board.stands.agreed.on_answers)
        self._hidden = cache(self._redacted)

    def of(self, response: Leaving) -> Callable[[str], str]:
        """The words of one response, without the names that are hidden in anything else that it says."""
        said = [str(value) for _, _, value, _ in response.closed] + [*response.about.values()]
        own = [value for value in said if value.strip() and value not in self._options]
        behind = frozenset((*self._behind(response), *self._names(own))) if own else frozenset[tuple[str, str]]()
        return lambda value: value if value in self._options else self._hidden(value, behind)

    def _redacted(self, value: str, behind: frozenset[tuple[str, str]]) -> str:
        text, rules = repair(value), self._rules
        names = {words for words, kind in behind if kind == "PERSON"}
        found = redact(text, rules.protected, names)
        return corrected(text, found, NO_RULING, replace(rules.rulings, hidden=_joined(rules.rulings, behind))).text

    def _names(self, own: list[str]) -> Iterator[tuple[str, str]]:
        for text in map(repair, own):
            yield from ((name, "PERSON") for name in names_in(text, redact(text, self._rules.protected)))

    def _behind(self, response: Leaving) -> Iterator[tuple[str, str]]:
        """What is hidden in the answers of a response, by the analysis or a person, each with its kind.

        An answer that no analysis has read as it is now is read for names here.
        """
        key, shot = self._board.round.key, self._board.shot
        for question, raw in response.answers.items():
            id, text = public_id(key, "a", f"{response.id}/{question}"), repair(raw)
            if shot.answers.get(id, {}).get("raw_digest") == text_digest(text, key):
                told = ((text[start:end], kind) for start, end, kind, *_ in shot.spans.get(id, ()))
                yield from ((words.strip(), kind) for words, kind in told if words.strip())
            else:
                yield from self._names([raw])


def _joined(rulings: Rulings, behind: frozenset[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Words hidden everywhere, and those hidden in the same response, the longest first."""
    return (*rulings.hidden, *sorted(behind, key=lambda one: (-len(one[0]), one)))
