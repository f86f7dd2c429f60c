"""A filled worksheet of cleaning becomes lines of the record; the words it holds go to the store alone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import Fault, RecordError
from pipeline.ids import digest, text_digest
from pipeline.review.apply import Act
from pipeline.review.cleaning import BY_PERSON, CLEANING, Told
from pipeline.review.record import ON_WORDS, STRETCH, Decision

Rows = Sequence[tuple[int, Mapping[str, str]]]

_KIND = re.compile(r"([A-Z][A-Z_]{2,20}): ?(?=\S)")
_PERSON = "PERSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What a filled sheet asks for: acts, and the words that they name by digest."""

    acts: tuple[Act, ...]
    words: tuple[str, ...]


@dataclass(slots=True)
class _Sheet:
    file: str
    told: Mapping[str, Told]
    point_of: Mapping[str, str]
    kinds: Sequence[str]
    personal: Callable[[str], Sequence[str]]
    faults: list[Fault] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def fault(self, line: int, cell: str, said: str) -> None:
        self.faults.append(Fault(self.file, line, f"{cell}: {said}"))

    def named(self, words: str) -> str:
        self.words.append(words)
        return digest(words)


def _kind_and_words(sheet: _Sheet, line: int, told: str) -> tuple[str, str]:
    """'PHONE: 01632 960123' as kind and words; a person's name where no kind stands before."""
    found = _KIND.match(told)
    if found and found[1] not in sheet.kinds:
        sheet.fault(line, "words", f"'{found[1]}' is no kind of personal data; one of {', '.join(sheet.kinds)}")
    return (found[1], told[found.end() :].strip()) if found else (_PERSON, told)


def _answer_of(sheet: _Sheet, line: int, id: str) -> str | None:
    answer = sheet.point_of.get(id, id)
    if answer not in sheet.told:
        sheet.fault(line, "id", f"'{id}' is no answer and no point of the last analysis; write the sheet again")
        return None
    return answer


def _places(text: str, words: str) -> list[tuple[int, int]]:
    exact = [found.span() for found in re.finditer(re.escape(words), text)]
    return exact or [found.span() for found in re.finditer(re.escape(words), text, re.IGNORECASE)]


def _redact(sheet: _Sheet, line: int, row: Mapping[str, str], id: str) -> Iterator[Act]:
    told = sheet.told[id]
    if not row["words"]:
        sheet.fault(line, "words", "is empty beside redact; write what is to be hidden, as it stands in the answer")
    for each in (each.strip() for each in row["words"].splitlines() if each.strip()):
        kind, words = _kind_and_words(sheet, line, each)
        places = _places(told.repaired, words)
        known = {(start, end) for start, end, _, recogniser in told.spans if recogniser == BY_PERSON}
        if not places:
            sheet.fault(line, "words", "do not stand in that answer letter by letter; copy them from its text")
        for start, end in places:
            if (start, end) not in known:
                value = f"{start}-{end} {kind}"
                yield Act(act="redact", on=id, digest=text_digest(told.repaired), value=value, reason=row["reason"])


def _translate(sheet: _Sheet, line: int, row: Mapping[str, str], id: str) -> Iterator[Act]:
    told = sheet.told[id]
    if not row["words"]:
        sheet.fault(line, "words", "is empty beside translate; write the English text")
    else:
        yield Act(act="translate", on=id, digest=told.raw_digest, value=sheet.named(row["words"]), reason=row["reason"])


def _answer(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    id = _answer_of(sheet, line, row["id"])
    if id is None:
        return
    told = sheet.told[id]
    if row["digest"] and row["digest"] != told.raw_digest:
        sheet.fault(line, "id", f"the text of {row['id']} changed since; write the sheet again and read it anew")
    elif row["decision"] == "redact":
        yield from _redact(sheet, line, row, id)
    elif row["decision"] == "translate":
        yield from _translate(sheet, line, row, id)
    elif row["decision"]:
        yield Act(act=row["decision"], on=id, digest=told.raw_digest, reason=row["reason"])


def _hidden(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    id, _, stretch = row["id"].partition("@")
    found = STRETCH.match(stretch)
    if id not in sheet.told or not found:
        sheet.fault(line, "id", f"'{row['id']}' is no stretch of the last analysis; write the sheet again")
        return
    if text_digest(sheet.told[id].repaired) != row["digest"]:
        sheet.fault(line, "id", f"the text of {id} changed since; write the sheet again and read it anew")
        return
    # One that is shown already is listed no more; the row of an older sheet asks for nothing.
    if any((start, end) == (int(found[1]), int(found[2])) for start, end, _, _ in sheet.told[id].spans):
        yield Act(act="unredact", on=id, digest=row["digest"], value=stretch, reason=row["reason"])


def _words(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    if not row["words"]:
        sheet.fault(line, "words", f"is empty beside {row['decision']}; write the words it is about")
        return
    kind, words = _kind_and_words(sheet, line, row["words"])
    act, more = ("redact", f" {kind}") if row["decision"] == "hide" else ("unredact", "")
    yield Act(act=act, on=ON_WORDS, value=sheet.named(words) + more, reason=row["reason"])


_ROWS = {"answer": _answer, "hidden": _hidden, "words": _words}


def _of_row(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    allowed = CLEANING.decisions.get(row["kind"])
    if allowed is None:
        sheet.fault(line, "kind", f"'{row['kind']}' is no kind; one of {', '.join(CLEANING.decisions)}")
    elif not row["decision"] and row["words"]:
        sheet.fault(line, "decision", f"is empty beside words; one of {', '.join(allowed)}, or clear the words")
    elif row["decision"] and row["decision"] not in allowed:
        sheet.fault(line, "decision", f"'{row['decision']}'; one of {', '.join(allowed)} (leave it empty for later)")
    elif row["decision"]:
        yield from _ROWS[row["kind"]](sheet, line, row)


def cleaning_acts(
    rows: Rows,
    told: Mapping[str, Told],
    points: Mapping[str, str],
    lines: Sequence[Decision],
    kinds: Sequence[str],
    personal: Callable[[str], Sequence[str]],
    file: str,
) -> Ruled:
    """The acts that a filled sheet asks for beyond the lines in force; applying it twice asks for none.

    `points` names each point's answer by public ids, `kinds` the kinds of personal data there are. Raises RecordError
    with every cell at fault; a fault never repeats what a cell says, since it may be personal.
    """
    sheet = _Sheet(file=file, told=told, point_of=points, kinds=kinds, personal=personal)
    acts: list[Act] = []
    for line, row in rows:
        for kind in personal(row["reason"]):
            sheet.fault(line, "reason", f"holds what looks like personal data ({kind}); name people by role")
        acts += _of_row(sheet, line, row)
    if sheet.faults:
        raise RecordError(sheet.faults)
    new = [act for act in dict.fromkeys(acts) if not _holds(act, lines)]
    named = {act.value.split(" ")[0] for act in new}
    return Ruled(acts=tuple(new), words=tuple(words for words in dict.fromkeys(sheet.words) if digest(words) in named))


_OPPOSED = {"let-in": "hold-back", "hold-back": "let-in", "redact": "unredact", "unredact": "redact"}


def _holds(act: Act, lines: Sequence[Decision]) -> bool:
    """Whether the last line of its kind on the same thing says the same already."""
    same = [
        line
        for line in lines
        if line.on == act.on
        and line.act in (act.act, _OPPOSED.get(act.act, ""))
        and (line.act == "translate" or line.value.split(" ")[0] == act.value.split(" ")[0])
    ]
    return bool(same) and same[-1].act == act.act and same[-1].value == act.value and same[-1].on_digest == act.digest
