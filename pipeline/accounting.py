"""The account of a round as a person asks for it: the whole of it, the rows of one line, or one answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.clean.ledger import ledger_faults, reason, response_states, rule_name
from pipeline.clean.marks import Span, to_repaired
from pipeline.clean.origin import origin
from pipeline.collect.preview import safe
from pipeline.errors import MissingError, PromiseError, UserError
from pipeline.ids import public_id
from pipeline.manifest import FRESH
from pipeline.opening import Round, read_table
from pipeline.place import csv_text, shown, write_text
from pipeline.review.worksheet import escaped
from pipeline.run import ledger_value, status
from pipeline.schemas import STATES, records
from pipeline.store import tables

_WIDTH = 70
_RECEIVED = "received"
_LINES = (_RECEIVED, *STATES)
_SENT_AGAIN = "sent again"
_TRANSLATED = "translated"

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the account: what it is, its header and its rows; `whole` where no cell may be cut."""

    title: str
    header: Row
    rows: Sequence[Row]
    whole: bool = False

    def lines(self) -> Iterator[str]:
        """The table in plain lines, whatever the window's width: figures stand right, all else left."""
        yield self.title
        if not self.rows:
            yield "none"
            return
        cells = [self.header, *(tuple(self._shown(cell) for cell in row) for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        figures = [all(row[n].isdigit() for row in self.rows) for n in range(len(self.header))]
        for row in cells:
            told = zip(row, widths, figures, strict=True)
            yield "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in told).rstrip()

    def _shown(self, cell: str) -> str:
        return safe(cell, len(cell) if self.whole else _WIDTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows a person wants: of one line of the account, of one source or question, answers or responses."""

    line: str
    source: str = ""
    question: str = ""
    responses: bool = False

    @property
    def unit(self) -> str:
        """What is listed."""
        return "responses" if self.responses else "answers"

    @property
    def narrowed(self) -> bool:
        """Whether more was asked than the whole account tells."""
        return bool(self.source or self.question or self.responses)

    @property
    def title(self) -> str:
        """The line in words."""
        parts = (("source", self.source), ("question", self.question))
        return self.line + "".join(f", {name} {value}" for name, value in parts if value)


def _ledger(round: Round) -> Mapping[str, Any]:
    """The account of what is in the store now, sure to add up."""
    told = ledger_value(round)
    stale = dict(status(round))["clean"]
    if stale != FRESH:
        raise MissingError(f"the account of {round.name} is stale ({stale}); run: cpitg analyse {round.name}")
    if wrong := ledger_faults(told):
        said = "".join(f"\n{round.here.ledger.name}: {each}" for each in wrong)
        raise PromiseError(f"the ledger does not add up; make it again: cpitg analyse {round.name} --force{said}")
    return told


# ------------------------------------------------------------------ the whole account


def _states(account: Mapping[str, int]) -> Row:
    return tuple(str(account[line]) for line in _LINES)


def account(round: Round) -> list[Table]:
    """The account of the round: in all, by source, by question and by rule."""
    told = _ledger(round)
    whole = [(line, str(told["responses"][line]), str(told["answers"][line])) for line in _LINES]
    sources = [(one["source"], unit, *_states(one[unit])) for one in told["by_source"]
               for unit in ("responses", "answers")]  # fmt: skip
    questions = [(one["question"], *_states(one["answers"])) for one in told["by_question"]]
    rules = [(rule["state"], rule["rule"], str(rule["answers"])) for rule in told["rules"]]
    return [
        Table(f"Round {round.name}: each response and each answer once", ("line", "responses", "answers"), whole),
        Table("By source", ("source", "of", *_LINES), sources),
        Table("By question: answers", ("question", *_LINES), questions),
        Table("By rule: answers", ("state", "rule", "answers"), rules),
    ]


# ------------------------------------------------------------------ the rows of one line


def _known_lines(told: Mapping[str, Any], asked: Asked) -> list[str]:
    """The lines that a person may ask for, as the account names them."""
    rules = [] if asked.responses else [rule["rule"] for rule in told["rules"]]
    return list(dict.fromkeys([*_LINES, *rules]))


def _check_known(told: Mapping[str, Any], asked: Asked) -> None:
    reasons = () if asked.responses else tuple(reason(rule["state"], rule["rule"]) for rule in told["rules"])
    known = _known_lines(told, asked)
    if asked.line not in (*known, *reasons):
        raise UserError(f"--list: the account has no line '{asked.line}' of {asked.unit}; one of {', '.join(known)}")
    for name, value in (("source", asked.source), ("question", asked.question)):
        there = [one[name] for one in told[f"by_{name}"]]
        if value and value not in there:
            raise UserError(f"--{name}: the account has no {name} '{value}'; one of {', '.join(there)}")
    if asked.responses and asked.question:
        raise UserError("--question: a response answers all questions; leave it out, or leave out --responses")


def _figure(told: Mapping[str, Any], asked: Asked) -> int | None:
    """What the account itself says of the line; None where it holds no such sum."""
    rules = [
        rule["answers"] for rule in told["rules"] if asked.line in (rule["rule"], reason(rule["state"], rule["rule"]))
    ]
    if asked.line not in _LINES:
        return None if asked.source or asked.question else sum(rules)
    if asked.source and asked.question:
        return None
    name, value = ("source", asked.source) if asked.source else ("question", asked.question)
    part = next((one for one in told[f"by_{name}"] if one[name] == value), told) if value else told
    return int(part[asked.unit][asked.line])


def _in_line(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    names = frame["rule"].map(rule_name)
    reasons = [reason(state, rule) for state, rule in zip(frame["state"], names, strict=True)]
    mine = (frame["state"] == asked.line) | (names == asked.line) | pd.Series(reasons, dtype=str).eq(asked.line)
    kept = frame[mine | (asked.line == _RECEIVED)]
    for name, value in (("source", asked.source), ("question", asked.question)):
        kept = kept[kept[name] == value] if value else kept
    return kept


def _rule(round: Round, rule: str) -> str:
    """A rule with the id under which another response may leave the store."""
    name, _, of = rule.partition(": ")
    return f"{name}: {public_id(round.key, 'r', of)}" if name == _SENT_AGAIN and of else rule


def _answers_table(round: Round, asked: Asked) -> Table:
    rows = [
        (public_id(round.key, "a", row["answer"]), row["source"], row["question"], row["state"],
         _rule(round, row["rule"]), row["language"], " ".join(row["text"].split()))
        for row in records(_in_line(read_table(round.here, "answers"), asked))
    ]  # fmt: skip
    return Table(asked.title, ("answer", "source", "question", "state", "rule", "language", "text"), rows)


def _with_states(round: Round) -> pd.DataFrame:
    """Each response as the account sees it: its state, and the states of its answers as its rule."""
    responses, answers = tables.responses(round.name), read_table(round.here, "answers")
    states = response_states(responses, answers)
    said = answers.groupby("response")["state"].agg(lambda each: ", ".join(sorted(set(each), key=STATES.index)))
    frame = responses[["response", "source"]].assign(question="", rule="", state=states.to_numpy())
    return frame.assign(answers=frame["response"].map(said).fillna("none"))


def _responses_table(round: Round, asked: Asked) -> Table:
    rows = [
        (public_id(round.key, "r", row["response"]), row["source"], row["state"], row["answers"])
        for row in records(_in_line(_with_states(round), asked))
    ]
    return Table(asked.title, ("response", "source", "state", "states of its answers"), rows)


def listed(round: Round, asked: Asked) -> tuple[Table, str]:
    """Every row of one line of the account, and a sentence with its count; as many as the account says."""
    told = _ledger(round)
    _check_known(told, asked)
    table = _responses_table(round, asked) if asked.responses else _answers_table(round, asked)
    figure = _figure(told, asked)
    if figure is not None and figure != len(table.rows):
        said = f"{len(table.rows)} rows are listed under '{asked.line}', the account has {figure}"
        raise PromiseError(f"ledger: {said}; make both again: cpitg analyse {round.name} --force")
    return table, f"{len(table.rows)} {asked.unit}: {table.title}"


def _write_rows(table: Table, out: Path) -> None:
    """The rows as a CSV, so that no spreadsheet takes a text for a formula."""
    write_text(out, csv_text(table.header, [tuple(map(escaped, row)) for row in table.rows]))


# ------------------------------------------------------------------ one answer


def _of(round: Round, name: str, answer: str) -> list[dict[str, Any]]:
    frame = read_table(round.here, name)
    return records(frame[frame["answer"] == answer])


def _find(round: Round, id: str) -> dict[str, Any]:
    """The answer of an id, be it the store's or the one under which it leaves the store."""
    for row in records(read_table(round.here, "answers")):
        if id in (row["answer"], public_id(round.key, "a", row["answer"])):
            return row
    raise UserError(
        f"--answer: no answer '{id}' in {round.name}; take an id from: cpitg ledger {round.name} --list usable"
    )


def _raw_stretches(round: Round, row: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> list[str]:
    """The stretch of the answer as it arrived that each point came from; the whole of it where it was translated."""
    if rule_name(row["rule"]) == _TRANSLATED:
        return [row["raw"] for _ in points]
    spans = [
        Span(s["start"], s["end"], s["kind"], s["recogniser"], s["score"]) for s in _of(round, "spans", row["answer"])
    ]
    way = origin(row["raw"], row["repaired"])
    ends = [way.raw_span(to_repaired(point["start"], spans), to_repaired(point["end"], spans)) for point in points]
    return [row["raw"][start:end] for start, end in ends]


def one_answer(round: Round, id: str, *, original: bool) -> list[Table]:
    """One answer whole: what was made of it, its redacted text, its points and its groups; as it arrived if asked."""
    row = _find(round, id)
    points, groups = _of(round, "points", row["answer"]), _of(round, "groups", row["answer"])
    raw = _raw_stretches(round, row, points) if original else []
    facts = [
        ("answer", public_id(round.key, "a", row["answer"])),
        ("response", public_id(round.key, "r", row["response"])),
        *((name, row[name]) for name in ("source", "question", "state", "language")),
        ("rule", _rule(round, row["rule"]) or "none"),
    ]
    head, extra = ("point", "start", "end", "text"), ("as it arrived",) if original else ()
    told = [
        (point["point"], str(point["start"]), str(point["end"]), point["text"], *raw[n : n + 1])
        for n, point in enumerate(points)
    ]
    linked = [
        (each["kind"], each["group"], public_id(round.key, "a", each["canonical"]), each["added"] or "nothing")
        for each in groups
    ]
    return [
        Table("Answer", ("of", "is"), facts, whole=True),
        Table("Text", ("redacted",), [(line,) for line in row["text"].splitlines()], whole=True),
        Table("Points", (*head, *extra), told, whole=True),
        Table("Said by others too", ("as", "group", "like answer", "added"), linked, whole=True),
    ]


# ------------------------------------------------------------------ what is said


def _printed(parts: Sequence[Table]) -> Iterator[str]:
    for number, table in enumerate(parts):
        yield from ["", *table.lines()] if number else table.lines()


def _told_line(round: Round, asked: Asked, out: Path | None) -> Iterator[str]:
    table, said = listed(round, asked)
    if out:
        _write_rows(table, out)
        yield f"{said}; written to {shown(out)}"
        return
    yield from table.lines()
    more = "" if asked.responses else f"; next: cpitg ledger {round.name} --answer ID"
    yield f"{said}{more}"


def told_of(round: Round, asked: Asked, answer: str, out: Path | None, *, original: bool) -> Iterator[str]:
    """What a person asked for, line by line: one answer, the rows of one line, or the whole account."""
    if original and not answer:
        raise UserError("--original: shows how one answer arrived; name it with --answer ID")
    if answer:
        yield from _printed(one_answer(round, answer, original=original))
    elif asked.line:
        yield from _told_line(round, asked, out)
    elif asked.narrowed or out:
        raise UserError("--list: name the line to be listed (a state or a rule); without it the whole account is shown")
    else:
        yield from _printed(account(round))
        yield f"it adds up; next: cpitg ledger {round.name} --list LINE"
