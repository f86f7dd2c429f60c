"""A filled worksheet of cleaning becomes lines of the record; the words it holds go to the store alone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import Fault, RecordError
from pipeline.review.apply import Act
from pipeline.review.asked import doubts
from pipeline.review.cleaning import BY_PERSON, CLEANING, Told
from pipeline.review.record import ON_WORDS, STRETCH, Decision

Rows = Sequence[tuple[int, Mapping[str, str]]]
# What a ruling keeps of a whole response, by its id in the store.
Whole = Callable[[str], str]
# Where words stand in a text.
Places = Callable[[str, str], Sequence[tuple[int, int]]]

_KIND = re.compile(r"([A-Z][A-Z_]{2,20}): ?(?=\S)")
_PERSON = "PERSON"
# Shorter words stand in too many others to be hidden in a whole round.
_SHORTEST = 3
_MARK = re.compile(r"\[[A-Z][A-Z_]*\]")


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
    places: Places
    digest: Callable[[str], str]
    whole: Whole
    stands: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)

    def fault(self, line: int, cell: str, said: str) -> None:
        self.faults.append(Fault(self.file, line, f"{cell}: {said}"))

    def named(self, words: str) -> str:
        self.words.append(words)
        return self.digest(words)


def _kind_and_words(sheet: _Sheet, line: int, told: str) -> tuple[str, str]:
    """'PHONE: 01632 960123' as kind and words; a person's name where no kind stands before."""
    found = _KIND.match(told)
    if found and found[1] not in sheet.kinds:
        sheet.fault(line, "words", f"no kind of personal data stands before ':'; one of {', '.join(sheet.kinds)}")
    kind, words = (found[1], told[found.end() :].strip()) if found else (_PERSON, told)
    if _MARK.search(words):
        sheet.fault(
            line, "words", "hold a mark of what is hidden already; write the words beside it, or those behind it"
        )
    return kind, words


def _answer_of(sheet: _Sheet, line: int, id: str) -> str | None:
    answer = sheet.point_of.get(id, id)
    if answer not in sheet.told:
        sheet.fault(line, "id", "is that of no answer and no point of the last analysis; write the sheet again")
        return None
    return answer


def _redact(sheet: _Sheet, line: int, row: Mapping[str, str], id: str) -> Iterator[Act]:
    told = sheet.told[id]
    if not row["words"]:
        sheet.fault(line, "words", "is empty beside redact; write what is to be hidden, as it stands in the answer")
    for each in (each.strip() for each in row["words"].splitlines() if each.strip()):
        kind, words = _kind_and_words(sheet, line, each)
        places = sheet.places(told.repaired, words)
        sheet.hidden.add(words)
        if not places:
            sheet.fault(line, "words", "do not stand in that answer letter by letter; copy them from its text")
        for start, end in places:
            value = f"{start}-{end} {kind}"
            yield Act(act="redact", on=id, digest=told.digest, value=value, reason=row["reason"])


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
        sheet.fault(line, "id", "the text it names changed since; write the sheet again and read it anew")
    elif row["decision"] == "redact":
        yield from _redact(sheet, line, row, id)
    elif row["decision"] == "translate":
        yield from _translate(sheet, line, row, id)
    elif row["words"]:
        sheet.fault(line, "words", "are for redact and translate; clear them, or change the decision")
    elif row["decision"] == "let-in" and sheet.stands.get(told.response) == "hold-back":
        said = "is that of an answer whose response is held back whole; take that line of the record back first"
        sheet.fault(line, "id", said)
    elif row["decision"]:
        yield Act(act=row["decision"], on=id, digest=told.raw_digest, reason=row["reason"])


def _response(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    """A response whole: with it those of its answers that somebody let in by themselves, else they would stay in."""
    mine = {id: told for id, told in sheet.told.items() if told.response == row["id"]}
    if not mine:
        id = _answer_of(sheet, line, row["id"])
        mine = {each: told for each, told in sheet.told.items() if id and told.response == sheet.told[id].response}
    if row["words"]:
        sheet.fault(line, "words", "are for redact and translate; clear them, or change the decision")
    elif mine:
        first = next(iter(mine.values()))
        digest = sheet.whole(first.answer.rpartition("/")[0])
        yield Act(act=row["decision"], on=first.response, digest=digest, reason=row["reason"])
        for id in sorted(mine):
            if sheet.stands.get(id) == "let-in":
                yield Act(act=row["decision"], on=id, digest=mine[id].raw_digest, reason=row["reason"])


def _hidden(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    id, _, stretch = row["id"].partition("@")
    found = STRETCH.match(stretch)
    if id not in sheet.told or not found:
        sheet.fault(line, "id", "is that of no stretch of the last analysis; write the sheet again")
        return
    if sheet.told[id].digest != row["digest"]:
        sheet.fault(line, "id", f"the text of {id} changed since; write the sheet again and read it anew")
        return
    # One that is shown already is listed no more; the row of an older sheet asks for nothing. Nor does the row of one
    # that a person hid since the sheet was written.
    by = [by for start, end, _, by in sheet.told[id].spans if (start, end) == (int(found[1]), int(found[2]))]
    if by and (BY_PERSON not in by or row["now"] == BY_PERSON):
        yield Act(act="unredact", on=id, digest=row["digest"], value=stretch, reason=row["reason"])


def _words(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    told = row["words"] or row["hidden"]
    if not told:
        sheet.fault(line, "words", f"is empty beside {row['decision']}; write the words it is about")
    for each in (each.strip() for each in told.splitlines() if each.strip()):
        kind, words = _kind_and_words(sheet, line, each)
        hide = row["decision"] == "hide"
        if hide and sum(map(str.isalnum, words)) < _SHORTEST:
            said = f"are too short to hide in every answer; {_SHORTEST} letters or more, or redact them in one answer"
            sheet.fault(line, "words", said)
        if hide:
            sheet.hidden.add(words)
        value = sheet.named(words) + (f" {kind}" if hide else "")
        yield Act(act="redact" if hide else "unredact", on=ON_WORDS, value=value, reason=row["reason"])


_ROWS = {"answer": _answer, "response": _response, "hidden": _hidden, "words": _words}


def _of_row(sheet: _Sheet, line: int, row: Mapping[str, str]) -> Iterator[Act]:
    allowed = CLEANING.decisions.get(row["kind"])
    if allowed is None:
        sheet.fault(line, "kind", f"is none of {', '.join(CLEANING.decisions)}")
    elif not row["decision"] and row["words"]:
        sheet.fault(line, "decision", f"is empty beside words; one of {', '.join(allowed)}, or clear the words")
    elif row["decision"] and row["decision"] not in allowed:
        sheet.fault(line, "decision", f"is none of {', '.join(allowed)} (leave it empty for later)")
    elif row["decision"]:
        yield from _ROWS[row["kind"]](sheet, line, row)


def cleaning_acts(
    rows: Rows,
    told: Mapping[str, Told],
    points: Mapping[str, str],
    lines: Sequence[Decision],
    kinds: Sequence[str],
    personal: Callable[[str], Sequence[str]],
    places: Places,
    named: Callable[[str], str],
    file: str,
    whole: Whole = lambda _response: "",
) -> Ruled:
    """The acts that a filled sheet asks for beyond the lines in force; applying it twice asks for none.

    `points` names each point's answer by public ids, `kinds` the kinds of personal data there are, `named` gives the
    digest by which a line names words, `whole` what a line keeps of a response; `words` are all that the sheet names,
    so that a store that lost some has them again. Raises RecordError with every cell at fault; a fault never repeats
    what a cell says: it may be personal.
    """
    stands = {line.on: line.act for line in lines if line.act in ("let-in", "hold-back")}
    sheet = _Sheet(file, told, points, kinds, personal, places, named, whole, stands)
    asked = _asked(sheet, rows)
    _check_opposed(sheet, asked)
    _check_reasons(sheet, rows)
    if sheet.faults:
        raise RecordError(sheet.faults)
    last = {key: line for line in lines for key in (_key(line.act, line.on, line.value),)}
    new = tuple(act for act in asked if not _holds(act, last.get(_key(act.act, act.on, act.value))))
    return Ruled(acts=new, words=tuple(dict.fromkeys(sheet.words)))


def _asked(sheet: _Sheet, rows: Rows) -> dict[Act, int]:
    """Each act that a row asks for, with the first line that does."""
    asked: dict[Act, int] = {}
    for line, row in rows:
        for said in doubts(row["reason"], sheet.personal):
            sheet.fault(line, "reason", said)
        for act in _of_row(sheet, line, row):
            asked.setdefault(act, line)
    return asked


def _check_opposed(sheet: _Sheet, asked: Mapping[Act, int]) -> None:
    """No two rows may say the opposite of one another: which of them holds would hang on their order."""
    first: dict[tuple[str, ...], tuple[str, int]] = {}
    for act, line in asked.items():
        before, at = first.setdefault(_key(act.act, act.on, act.value), (act.act, line))
        if before != act.act:
            sheet.fault(line, "decision", f"says the opposite of row {at} on the same words; clear one of the two")


def _check_reasons(sheet: _Sheet, rows: Rows) -> None:
    """No reason may repeat what is to be hidden: the record is read by everybody."""
    for line, row in rows:
        found = (
            {place for words in sheet.hidden for place in sheet.places(row["reason"], words)} if row["reason"] else ()
        )
        if any(not row["reason"][max(0, start - 1) : start].isalpha() for start, _ in found):
            sheet.fault(line, "reason", "repeats words that are to be hidden; name people by role")


_FAMILY = {"hold-back": "let-in", "unredact": "redact"}


def _key(act: str, on: str, value: str) -> tuple[str, ...]:
    """What an act is on, with acts that are opposites told as one; a new translation takes an older one's place."""
    return (_FAMILY.get(act, act), on, "" if act == "translate" else value.split(" ")[0])


def _holds(act: Act, last: Decision | None) -> bool:
    """Whether the last line of its kind on the same thing says the same already."""
    return last is not None and (last.act, last.value, last.on_digest) == (act.act, act.value, act.digest)
