"""The stage: responses and answers in; answers in their states, spans, points, groups and the ledger out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pa

from pipeline.clean.campaigns import same_words
from pipeline.clean.copies_added import added_in
from pipeline.clean.copies_words import in_order, plain_words
from pipeline.clean.duplicates import Sent, sent_again
from pipeline.clean.judge import judge_all, points_of
from pipeline.clean.ledger import ledger
from pipeline.clean.records import Cell, Cleaned, CleanRules, Judged
from pipeline.clean.rulings import NO_RULING, Ruling
from pipeline.ids import public_id
from pipeline.schemas import ANSWERS, ASIDES, CLEAN, POINTS, RESPONSES, SPANS, checked, empty

Partition = Sequence[Sequence[Cell]]
Spread = Callable[[Callable[[Partition], list[list[Judged]]], Sequence[Partition]], Iterable[list[list[Judged]]]]

# Responses judged between two words to whoever waits.
_PARTITION = 500
_WITHDRAWN = Judged(state="withdrawn", rule="withdrawn")


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Rows of some columns as plain tuples; ten times as fast as asking the frame for each."""
    return zip(*(frame[column].to_list() for column in columns), strict=True)


def _ordered(frame: pd.DataFrame, id: str) -> pd.DataFrame:
    order = sorted(range(len(frame)), key=[in_order(told) for told in frame[id].to_list()].__getitem__)
    return frame.iloc[order].reset_index(drop=True)


def _ruling(rules: CleanRules, answer: str, response: str) -> Ruling:
    if not (rules.rulings and rules.key):
        return NO_RULING
    own, whole = public_id(rules.key, "a", answer), public_id(rules.key, "r", response)
    if response in rules.noticed and rules.rulings.responses.get(whole):
        # Let in although the form noticed something: it is read as any other now, and no "none" becomes an answer.
        return rules.rulings.answers.get(own, NO_RULING)
    return rules.rulings.of(own, whole)


def _judged(
    answers: pd.DataFrame, rules: CleanRules, told: Callable[[int], None] | None, spread: Spread
) -> dict[str, Judged]:
    """Answer -> what it came to by itself and the answers beside it."""
    cells: dict[str, list[tuple[str, Cell]]] = {}
    for answer, response, question, raw in _rows(answers, "answer", "response", "question", "raw"):
        ruling, waits = _ruling(rules, answer, response), rules.noticed.get(response, False)
        cells.setdefault(response, []).append((answer, Cell(question=question, raw=raw, ruling=ruling, waits=waits)))
    beside = list(cells.values())
    parts = [beside[start : start + _PARTITION] for start in range(0, len(beside), _PARTITION)]
    plain = [[[cell for _, cell in response] for response in part] for part in parts]
    judged: dict[str, Judged] = {}
    for part, results in zip(parts, spread(partial(judge_all, rules=rules), plain), strict=True):
        for response, result in zip(part, results, strict=True):
            judged |= zip((answer for answer, _ in response), result, strict=True)
        if told:
            told(sum(map(len, part)))
    return judged


def _again(
    responses: pd.DataFrame, answers: pd.DataFrame, judged: dict[str, Judged], rules: CleanRules
) -> dict[str, str]:
    """Response -> the one kept in its place, but for those that a person let in."""
    texts: dict[str, list[str]] = {response: [] for response in responses["response"]}
    by_question = answers.sort_values(["response", "question", "answer"])
    for answer, response in _rows(by_question, "answer", "response"):
        texts[response].append(" ".join(plain_words(judged[answer].repaired)))
    kept = responses[~responses["withdrawn"]]
    again = sent_again(
        [
            Sent(response=response, person=person, fields=fields, submitted_at=time, texts=tuple(texts[response]))
            for response, person, fields, time in _rows(kept, "response", "person", "fields", "submitted_at")
        ]
    )
    let_in = {
        response
        for answer, response in _rows(answers, "answer", "response")
        if again and _ruling(rules, answer, response).let_in
    }
    return {response: first for response, first in again.items() if response not in let_in}


def _stated(judged: Judged, kept: str | None) -> tuple[str, str]:
    if kept is None or judged.state == "blank":
        return judged.state, judged.rule
    return "duplicate", f"sent again: {kept}"


def _answers(
    responses: pd.DataFrame, answers: pd.DataFrame, judged: dict[str, Judged], rules: CleanRules
) -> pd.DataFrame:
    source_of = dict(zip(responses["response"], responses["source"], strict=True))
    again = _again(responses, answers, judged, rules) if rules.persons_known else {}
    rows = []
    for answer, response, question, raw in _rows(answers, "answer", "response", "question", "raw"):
        one = judged[answer]
        told = "" if one.state == "withdrawn" else raw
        state, rule = _stated(one, again.get(response))
        rows.append(
            (answer, response, question, source_of[response], told, one.repaired, one.text, state, rule, one.language)
        )
    return _frame(rows, CLEAN)


def _spans(cleaned: pd.DataFrame, judged: dict[str, Judged]) -> pd.DataFrame:
    rows = [
        (answer, span.start, span.end, span.kind, span.recogniser, span.score)
        for answer in cleaned["answer"].to_list()
        for span in judged[answer].spans
    ]
    return _frame(rows, SPANS)


def _asides(cleaned: pd.DataFrame, judged: dict[str, Judged]) -> pd.DataFrame:
    rows = [
        (answer, one.start, one.end, one.kind)
        for answer in cleaned["answer"].to_list()
        for one in judged[answer].asides
    ]
    return _frame(rows, ASIDES)


def _with_own_words(judged: dict[str, Judged], groups: pd.DataFrame) -> dict[str, Judged]:
    """What senders of a letter added to it, in points of its own even where no full stop parts them.

    Only where no decision rests on points: a response that comes later can make an earlier one a copy, and in a round
    its points must stay what they are (docs/decisions/0009-copies.md).
    """
    added = groups[groups["added"] != ""]
    told = dict(judged)
    for answer, words in _rows(added, "answer", "added"):
        told[answer] = replace(judged[answer], points=points_of(judged[answer], added_in(judged[answer].text, words)))
    return told


def _points(cleaned: pd.DataFrame, judged: dict[str, Judged], key: str | None) -> pd.DataFrame:
    usable = cleaned[cleaned["state"] == "usable"]
    rows = []
    for answer, response, question, text in _rows(usable, "answer", "response", "question", "text"):
        repeats: dict[str, int] = {}
        for number, (start, end) in enumerate(judged[answer].points, start=1):
            words = text[start:end]
            repeats[words] = repeats.get(words, 0) + 1
            point = public_id(key, "p", answer, words, str(repeats[words])) if key else f"{answer}.{number}"
            rows.append((point, answer, response, question, number, start, end, words))
    return _frame(rows, POINTS)


def _frame(rows: Sequence[tuple[object, ...]], schema: pa.DataFrameSchema) -> pd.DataFrame:
    return checked(pd.DataFrame(rows, columns=[*schema.columns]), schema) if rows else empty(schema)


def _fit_together(responses: pd.DataFrame, answers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables by id, checked one by one and against one another."""
    responses = _ordered(checked(responses, RESPONSES), "response")
    answers = _ordered(checked(answers, ANSWERS), "answer")
    lost = ~answers["response"].isin(responses["response"])
    if lost.any():
        raise TypeError(f"{lost.sum()} answers belong to no response")
    return responses, answers


def clean(
    responses: pd.DataFrame,
    answers: pd.DataFrame,
    rules: CleanRules,
    told: Callable[[int], None] | None = None,
    spread: Spread = map,
) -> Cleaned:
    """Clean one round (RESPONSES, ANSWERS): every answer comes out once, in one state, with the rule that put it there.

    The order of the rows never matters. `told` hears how many answers are done since it last heard; `spread` maps a
    function over partitions, here or on other processors.
    """
    responses, answers = _fit_together(responses, answers)
    gone = set(responses.loc[responses["withdrawn"], "response"])
    withdrawn = answers["response"].isin(gone)
    judged = dict.fromkeys(answers.loc[withdrawn, "answer"], _WITHDRAWN)
    judged |= _judged(answers[~withdrawn], rules, told, spread)
    cleaned = _answers(responses, answers, judged, rules)
    account = ledger(responses, answers, cleaned)
    account.check()
    groups = same_words(cleaned[cleaned["state"] == "usable"], persons_known=rules.persons_known)
    return Cleaned(
        answers=cleaned,
        spans=_spans(cleaned, judged),
        asides=_asides(cleaned, judged),
        points=_points(cleaned, judged if rules.key else _with_own_words(judged, groups), rules.key),
        groups=groups,
        ledger=account,
        unfit=tuple(sorted((no, answer) for answer, one in judged.items() for no in one.unfit)),
    )
