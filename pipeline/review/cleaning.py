"""The worksheet of cleaning: what was hidden, held back or not understood, and a person's word on each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.review.record import ON_WORDS, Decision
from pipeline.review.worksheet import Form
from pipeline.schemas import records

_HOW_TO = (
    "How to fill in this sheet",
    "KEEP THIS FILE TO YOURSELF: the column 'hidden' shows personal data, so that you can see what was taken for it.",
    "Grey columns are the machine's; leave them. White columns on the right are yours; leave a cell empty for later.",
    "A row of kind 'hidden' is a stretch of an answer that was hidden; [PERSON] and the like stand in its place.",
    "unredact: it is nothing personal, show it in this answer.",
    "A row of kind 'answer' is an answer that went no further, with the rule that stopped it.",
    "let-in: it goes on. hold-back: it stays out, whatever the machine finds next time.",
    "translate: write the English text in 'words'; the original is kept beside it.",
    "redact: write in 'words' what is to be hidden in that answer, letter by letter; one stretch a line.",
    "It is taken for a person's name unless a kind stands before it, as in  PHONE: 01632 960123",
    "You may add rows of kind 'answer' for any answer: its id, or the id of one of its points (from the review sheet).",
    "You may add rows of kind 'response': its id, or the id of one of its answers. hold-back: nothing of it counts,",
    "its choices neither. To have it counted again take that line back (cpitg review SURVEY --undo LINE).",
    "A row of kind 'words' is yours: hide or show words in every answer of the round; a kind may stand before them.",
    "Words hidden or shown in the whole round are listed so, too: the opposite decision in such a row turns them back.",
    "reason: why, in a few words; name people by role, never by name.",
    "Then: cpitg review SURVEY --apply this file, and: cpitg analyse SURVEY",
)
CLEANING = Form(
    sheet="cleaning",
    machine=("kind", "id", "digest", "now", "state", "rule", "language", "question", "hidden", "text"),
    human=("decision", "words", "reason"),
    decisions={
        "answer": ("let-in", "hold-back", "translate", "redact"),
        "response": ("hold-back",),
        "hidden": ("unredact",),
        "words": ("hide", "show"),
    },
    how_to=_HOW_TO,
)
# Rows a person may write words in; more can be added.
_WORD_ROWS = 5
# What stands around a hidden stretch, in characters to each side.
_CONTEXT = 60
# Nobody wonders about these.
_PLAIN_RULES = ("empty cell", "no word")
BY_PERSON = "by a person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One answer as the sheet knows it: texts with the digest a ruling keeps of them, and its stretches."""

    answer: str
    response: str
    state: str
    rule: str
    language: str
    question: str
    raw_digest: str
    digest: str
    repaired: str
    text: str
    spans: tuple[tuple[int, int, str, str], ...]


def told_answers(
    answers: pd.DataFrame,
    spans: pd.DataFrame,
    ids: Callable[[str, str], str],
    repaired: Callable[[str], str],
    digest: Callable[[str], str],
) -> dict[str, Told]:
    """Public id -> answer, of CLEAN and SPANS.

    `ids` makes public ids, `repaired` repairs a raw text, `digest` makes what a ruling keeps of a text.
    """
    hidden: dict[str, list[tuple[int, int, str, str]]] = {}
    for span in records(spans):
        hidden.setdefault(span["answer"], []).append((span["start"], span["end"], span["kind"], span["recogniser"]))
    told = {}
    for row in records(answers):
        original = repaired(row["raw"]) if row["rule"].startswith("translated") else row["repaired"]
        told[ids("a", row["answer"])] = Told(
            answer=row["answer"],
            response=ids("r", row["response"]),
            **{name: row[name] for name in ("state", "rule", "language", "question", "repaired", "text")},
            raw_digest=digest(original),
            digest=digest(row["repaired"]),
            spans=tuple(hidden.get(row["answer"], ())),
        )
    return told


def _row(**cells: object) -> dict[str, str]:
    return {name: str(cells.get(name, "")) for name in CLEANING.machine}


def _ruled(lines: Sequence[Decision]) -> dict[str, str]:
    """Answer -> the acts in force on it, in their order."""
    told: dict[str, list[str]] = {}
    for line in lines:
        told.setdefault(line.on, []).append(line.act)
    return {on: "; ".join(dict.fromkeys(acts)) for on, acts in told.items()}


def _around(told: Told, start: int, end: int, kind: str) -> str:
    before, after = told.repaired[max(0, start - _CONTEXT) : start], told.repaired[end : end + _CONTEXT]
    return f"{before}[{kind}]{after}"


def _listed(lines: Sequence[Decision], words: Mapping[str, str]) -> list[dict[str, str]]:
    """The words that are hidden or shown in the whole round now, each with the line's digest as its id."""
    acts = {line.value.split(" ")[0]: line.act for line in lines if line.on == ON_WORDS}
    said = {"redact": "hidden in the whole round", "unredact": "shown in the whole round"}
    return [
        _row(kind="words", id=f"words-{named[:12]}", now=said[act], hidden=words[named])
        for named, act in acts.items()
        if named in words
    ]


def _stopped(told: Mapping[str, Told], ruled: Mapping[str, str]) -> list[dict[str, str]]:
    """Answers that went no further, and those that a person ruled on, by state and rule."""
    rows = [
        _row(
            kind="answer",
            id=id,
            digest=one.raw_digest,
            now=ruled.get(id, ""),
            state=one.state,
            rule=one.rule,
            language=one.language,
            question=one.question,
            text=one.text,
        )
        for id, one in told.items()
        if (one.state != "usable" and one.rule not in _PLAIN_RULES and one.state != "withdrawn") or id in ruled
    ]
    return sorted(rows, key=lambda row: (row["state"], row["rule"], row["id"]))


def _hidden(told: Mapping[str, Told]) -> list[dict[str, str]]:
    """Every stretch that was hidden, equal ones side by side."""
    rows = [
        _row(
            kind="hidden",
            id=f"{id}@{start}-{end}",
            digest=one.digest,
            now=recogniser if recogniser == BY_PERSON else "",
            state=one.state,
            rule=f"{kind}: {recogniser}",
            question=one.question,
            hidden=one.repaired[start:end],
            text=_around(one, start, end, kind),
        )
        for id, one in told.items()
        for start, end, kind, recogniser in one.spans
    ]
    return sorted(rows, key=lambda row: (row["rule"].partition(":")[0], row["hidden"].casefold(), row["id"]))


def suggested_cleaning(
    told: Mapping[str, Told], lines: Sequence[Decision], words: Mapping[str, str]
) -> list[dict[str, str]]:
    """Every row of the sheet: answers that went no further, what was hidden, and words of the whole round.

    `words` are the store's, by the digest that lines name them by.
    """
    blank = [_row(kind="words", id=f"words-{number}") for number in range(1, _WORD_ROWS + 1)]
    return [*_stopped(told, _ruled(lines)), *_hidden(told), *_listed(lines, words), *blank]


def _asks(row: Mapping[str, str], named: Callable[[str], str]) -> set[tuple[str, str, str]]:
    """The lines by which a row shows something."""
    if row["decision"] == "let-in":
        return {("let-in", row["id"], "")}
    if row["decision"] == "show":
        return {("unredact", ON_WORDS, named(each.strip())) for each in row["words"].splitlines()}
    on, _, stretch = row["id"].partition("@")
    return {("unredact", on, stretch)} if row["decision"] == "unredact" else set()


def still_asked(
    kept: Iterable[Mapping[str, str]],
    rows: Iterable[Mapping[str, str]],
    record: Sequence[Decision],
    lines: Sequence[Decision],
    named: Callable[[str], str],
) -> list[Mapping[str, str]]:
    """A person's rows of the sheet before, but for those that would show what a person hid since.

    Such are a stretch that a person hid after the row was written, and what a line of the record showed until it was
    taken back; `rows` are those suggested now, `lines` those of the record that hold; `named` is the digest of words.
    """
    hidden = {row["id"] for row in rows if row["kind"] == "hidden" and row["now"] == BY_PERSON}
    standing = {line.no for line in lines}
    back = {(line.act, line.on, line.value) for line in record if line.no not in standing}
    back -= {(line.act, line.on, line.value) for line in lines}
    return [
        row
        for row in kept
        if not _asks(row, named) & back and not (row["id"] in hidden and row["now"] != BY_PERSON and row["decision"])
    ]
