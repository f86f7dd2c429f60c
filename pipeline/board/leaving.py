"""Responses on their way out of the round as the board shows them: redacted, and under the ids that leave the store."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from pipeline.board.ruling import Board
from pipeline.clean.redact import redact
from pipeline.clean.repair import repair
from pipeline.clean.rulings import NO_RULING, corrected
from pipeline.ids import public_id, text_digest
from pipeline.opening import clean_rules
from pipeline.store.leaving import Leaving

# What stands in place of an answer that no analysis has read as it is now: nobody knows yet what is personal in it.
NOT_ANALYSED = "(not analysed yet)"


def as_shown(board: Board) -> Callable[[Leaving], Leaving]:
    """What a response may leave as: its answers as the board shows them now, its own words beside options redacted.

    An answer that came, or was changed, after the last analysis is left out, and says so.
    """
    key, words = board.round.key, _own_words(board)

    def shown(response: Leaving) -> Leaving:
        return replace(
            response,
            id=public_id(key, "r", response.id),
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


def _own_words(board: Board) -> Callable[[str], str]:
    """What hides personal data in a word that stands where an option would: an option itself stays as it is."""
    rules, options = clean_rules(board.round, board.stands.agreed.on_answers), board.round.survey.offered

    @cache
    def words(value: str) -> str:
        if value in options:
            return value
        text = repair(value)
        return corrected(text, redact(text, rules.protected), NO_RULING, rules.rulings).text

    return words
