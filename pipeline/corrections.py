"""What the record rules on answers, in the form in which cleaning does it; the words of it come from the store."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.clean.rulings import Correction, Ruling, Rulings
from pipeline.errors import Fault, RecordError
from pipeline.ids import canonical
from pipeline.review.record import ON_WORDS, STRETCH, WORDS_DIGEST, Decision


def in_force(lines: Sequence[Decision], then: Sequence[Decision]) -> tuple[Decision, ...]:
    """The lines that hold for a release: `then`, those that held when it was signed, and whatever was hidden since.

    A name that was found too late is hidden in every release made again, unless it was shown again; so is one that was
    shown by a line taken back since. `lines` are those that hold now.
    """
    shown: dict[str, list[Decision]] = {}
    for line in lines:
        if line.act == "unredact":
            shown.setdefault(line.on, []).append(line)
    now = {line.no for line in lines}
    kept = {line.no: line for line in then if line.act != "unredact" or line.no in now}
    for line in lines:
        again = (later for later in shown.get(line.on, ()) if later.no > line.no and _same_place(line, later))
        if line.act == "redact" and line.no not in kept and not any(again):
            kept[line.no] = line
    return tuple(kept[no] for no in sorted(kept))


def _same_place(one: Decision, other: Decision) -> bool:
    if one.on != other.on:
        return False
    if one.on == ON_WORDS:
        return one.value.split()[0] == other.value.split()[0]
    mine, theirs = STRETCH.match(one.value), STRETCH.match(other.value)
    assert mine
    assert theirs
    return int(mine[1]) < int(theirs[2]) and int(theirs[1]) < int(mine[2])


def words_named(lines: Iterable[Decision]) -> dict[str, int]:
    """The digests of words that lines name, each with the first line that does."""
    named: dict[str, int] = {}
    for line in lines:
        if found := WORDS_DIGEST.match(line.value):
            named.setdefault(found[1], line.no)
    return named


def _check_words(lines: Sequence[Decision], words: Mapping[str, str], file: str) -> None:
    said = "names words that this store does not hold; restore the backup that holds them, or take the line back (undo)"
    faults = [Fault(file, no + 1, said) for told, no in words_named(lines).items() if told not in words]
    if faults:
        raise RecordError(faults)


def _correction(line: Decision, words: Mapping[str, str]) -> Correction:
    if line.act == "translate":
        return Correction(no=line.no, of=line.on_digest, translation=words[line.value])
    found = STRETCH.match(line.value)
    assert found
    return Correction(no=line.no, of=line.on_digest, start=int(found[1]), end=int(found[2]), kind=found[3] or "")


def rulings(lines: Sequence[Decision], words: Mapping[str, str], key: str, file: str) -> Rulings:
    """The rulings that lines of the record come to; `words` are the store's, by digest under the round's key.

    Raises RecordError naming each line whose words the store does not hold: without them something could be shown that
    a person hid.
    """
    _check_words(lines, words, file)
    let_in: dict[str, bool] = {}
    corrections: dict[str, list[Correction]] = {}
    listed: dict[str, tuple[str, str]] = {}
    for line in lines:
        if line.act in ("let-in", "hold-back"):
            let_in[line.on] = line.act == "let-in"
            if line.act == "let-in":
                corrections.setdefault(line.on, []).append(Correction(no=line.no, of=line.on_digest))
        elif line.on == ON_WORDS:
            told, _, kind = line.value.partition(" ")
            # The last word on words holds, in whatever case they were typed.
            listed[canonical(words[told])] = (words[told], kind)
        else:
            corrections.setdefault(line.on, []).append(_correction(line, words))
    answers = sorted(id for id in {*let_in, *corrections} if id.startswith("a"))
    return Rulings(
        answers={
            id: Ruling(let_in=let_in.get(id), corrections=tuple(corrections.get(id, ())), key=key) for id in answers
        },
        responses={id: told for id, told in sorted(let_in.items()) if id.startswith("r")},
        shown=tuple(sorted(told for told, kind in listed.values() if not kind)),
        hidden=tuple(sorted((told, kind) for told, kind in listed.values() if kind)),
    )
