"""What stages read of a round and what they leave with the store; `setup.open_store` first."""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd
from django.db import transaction

from pipeline.definitions.survey import Survey
from pipeline.errors import Fault, InputError, MissingError, UserError
from pipeline.ids import canonical, digest, keyed_digest, new_key
from pipeline.schemas import ABOUT, ANSWERS, CLOSED, RESPONSES, checked
from pipeline.store.changing import changed_of, replace_rows
from pipeline.store.offsets import Hidden, repaired_span
from pipeline.store.orm import Arrived, File, PointGiven, Response, Round, Words
from pipeline.store.records import Added, Choice, Import, Received

_BATCH = 2_000
# The digest of a stored response's row, and the file, row and tool that brought it.
_Row = tuple[str, str, int, str]
# A table of no known tool may be any tool's export, put in order by hand.
_ANY_TABLE = "table"
# What becomes of a known response that comes back with other content.
REFUSE, KEEP, TAKE = "refuse", "keep", "take"
_DERIVED = ("source", "submitted_at", "person", "organisation", "fields", "consent_quote", "answers", "closed", "about")


def _round(name: str) -> Round:
    found = Round.objects.filter(name=name).first()
    if found is None:
        raise MissingError(f"round {name} has nothing in the store yet; run: cpitg import {name} FILE")
    return found


def ensure_round(name: str, key: str | None = None) -> str:
    """The round's key: the one it has, else the one given, else a fresh one; kept for ever."""
    found, _ = Round.objects.get_or_create(name=name, defaults={"key": key or new_key()})
    if key and found.key != key:
        raise UserError(
            f"round {name}: survey.yml shows another key than the store; ids would change: restore the key, or use "
            "another data folder (--data)"
        )
    return str(found.key)


def round_key(name: str) -> str:
    """The key under which the round's ids leave the store."""
    return str(_round(name).key)


# --- importing ------------------------------------------------------------------------------------------------------


def person_digest(key: str, sender: str) -> str:
    """Who sent a response, as a digest under the round's key: equal for one address in any capitals, else no clue."""
    told = sender.strip().casefold()
    return hmac.digest(bytes.fromhex(key), b"person\x1f" + told.encode(), "sha256").hex() if told else ""


def organisation_digest(key: str, organisation: str) -> str:
    """The body a response speaks for, as a digest under the round's key: equal in any capitals and spacing."""
    told = canonical(organisation)
    return hmac.digest(bytes.fromhex(key), b"organisation\x1f" + told.encode(), "sha256").hex() if told else ""


def _content(received: Received) -> str:
    return digest(*sorted(f"{name}\x1e{cell}" for name, cell in received.raw.items()))


def response_values(round: int, key: str, received: Received) -> dict[str, object]:
    """What the row of a response holds; what names the person and the body goes in as digests under the round's key."""
    return {
        "round_id": round,
        "store_id": received.id,
        "source": received.source,
        "submitted_at": received.submitted_at,
        "person": person_digest(key, received.sender),
        "organisation": organisation_digest(key, received.organisation),
        "fields": received.fields,
        "consent_quote": received.consent_quote,
        "answers": dict(received.answers),
        "closed": [list(choice) for choice in received.closed],
        "about": dict(received.about),
    }


def response_row(round: Round, received: Received) -> Response:
    """The row of a response, not yet stored."""
    return Response(**response_values(round.pk, round.key, received))


def _known(round: Round) -> dict[str, _Row]:
    """Of every stored response the digest of its row, and the file, row and tool that brought it; "" without a row."""
    rows = Response.objects.filter(round=round)
    told = rows.values_list(
        "store_id", "arrived__content", "arrived__file__name", "arrived__row_number", "arrived__file__tool"
    )
    return {each[0]: (each[1] or "", each[2] or "", each[3] or 0, each[4] or "") for each in told.iterator(_BATCH)}


def _check_tools(told: Import, came_back: Sequence[Received], known: Mapping[str, _Row]) -> None:
    """Refuse responses whose ids another tool gave to other responses, as tools do that count from one."""
    tools = {each.id: known[each.id][3] for each in came_back}
    foreign = [each for each in came_back if _ANY_TABLE not in (tools[each.id], told.tool) and tools[each.id]]
    if faults := [_foreign(told, each, known[each.id]) for each in foreign if tools[each.id] != told.tool]:
        raise InputError(faults)


def _foreign(told: Import, received: Received, known: _Row) -> Fault:
    said = (
        f"id {received.id} is that of a response from {known[3]} ({known[1]}, row {known[2]}), and both tools count "
        "by themselves; nothing was taken: import this file with --without id, now and whenever it comes again"
    )
    return Fault(told.file, received.row, said)


def _conflicts(told: Import, came_back: Sequence[Received], known: Mapping[str, _Row]) -> InputError:
    def said(id: str) -> str:
        _, name, row, _ = known[id]
        return (
            f"response {id} is in the store with other content ({name}, row {row}); nothing was taken: restore the row "
            "as it was, give it an id of its own where it is another response, or import the file with --changed take "
            "(the new content counts) or --changed keep (the old stays)"
        )

    return InputError(Fault(told.file, received.row, said(received.id)) for received in came_back)


def _derived(response: Response) -> tuple[object, ...]:
    return tuple(getattr(response, field) for field in _DERIVED)


def _read_anew(round: Round, told: list[Received]) -> int:
    """Bring known responses up to a survey.yml that reads more of their rows than it did; the rows are the same."""
    fresh = {received.id: response_row(round, received) for received in told}
    changed = []
    for response in Response.objects.filter(round=round).iterator(_BATCH):
        made = fresh.get(response.store_id)
        if made and not response.withdrawn and _derived(made) != _derived(response):
            made.pk = response.pk
            changed.append(made)
    Response.objects.bulk_update(changed, _DERIVED, batch_size=200)
    return len(changed)


def _file(round: Round, told: Import) -> File:
    found, _ = File.objects.get_or_create(
        round=round, sha256=told.sha256, defaults={"name": told.file, "tool": told.tool}
    )
    return found


def _row(response: Response, file: File, received: Received) -> Arrived:
    cells = dict(received.raw)
    return Arrived(response=response, file=file, row_number=received.row, cells=cells, content=_content(received))


def _add_new(round: Round, file: File, new: Sequence[Received]) -> None:
    for start in range(0, len(new), _BATCH):
        some = new[start : start + _BATCH]
        stored = Response.objects.bulk_create([response_row(round, received) for received in some])
        rows = (_row(response, file, received) for response, received in zip(stored, some, strict=True))
        Arrived.objects.bulk_create(rows)


def _take_changed(round: Round, file: File, came_back: Sequence[Received], taken: set[str]) -> None:
    fresh = {each.id: (response_row(round, each), each) for each in came_back if each.id in taken}
    rows = {id: (response, _row(response, file, received)) for id, (response, received) in fresh.items()}
    replace_rows(round, file, rows, _DERIVED)


def add_import(name: str, told: Import, changed: str = REFUSE, *, whole: bool = True) -> Added:
    """Keep what is new in a file, in one transaction; raise InputError and keep none where a known one differs.

    `changed` says what becomes of known responses that come back with other content: REFUSE, KEEP or TAKE.
    Without `whole` the file was read for some questions alone, and known responses keep what they said to the others.
    """
    ensure_round(name)
    with transaction.atomic():
        round = _round(name)
        known = _known(round)
        new = [received for received in told.responses if received.id not in known]
        old = [received for received in told.responses if received.id in known]
        other = [each for each in old if known[each.id][0] and known[each.id][0] != _content(each)]
        _check_tools(told, other, known)
        if other and changed == REFUSE:
            raise _conflicts(told, other, known)
        file, differ = _file(round, told), changed_of(round, other, taken=changed == TAKE)
        same = [each for each in old if known[each.id][0] == _content(each)] if old else []
        read_anew = _read_anew(round, same) if same and whole else 0
        _take_changed(round, file, other, {each.id for each in differ if each.taken})
        _add_new(round, file, new)
    rows = tuple(received.row for received in new)
    return Added(new=len(new), known=len(old), read_anew=read_anew, changed=differ, new_rows=rows)


def knows_file(name: str, sha256: str) -> bool:
    """Whether a file of these bytes was imported into the round."""
    return File.objects.filter(round__name=name, sha256=sha256).exists()


# --- reading --------------------------------------------------------------------------------------------------------


def _frame(rows: Sequence[tuple[object, ...]], columns: list[str], by: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(by, kind="stable").reset_index(drop=True)


def _texts(frame: pd.DataFrame, but: tuple[str, ...] = ()) -> pd.DataFrame:
    return frame.astype({name: "str" for name in frame.columns if name not in but})


def responses(name: str) -> pd.DataFrame:
    """Every response of the round, by id."""
    fields = ["store_id", "source", "submitted_at", "person", "organisation", "fields", "consent_quote", "withdrawn"]
    rows = list(Response.objects.filter(round__name=name).values_list(*fields).iterator(_BATCH))
    frame = _frame(rows, list(RESPONSES.columns), ["response"])
    flags = ("consent_quote", "withdrawn")
    return checked(_texts(frame, flags).astype(dict.fromkeys(flags, bool)), RESPONSES)


def _chosen(closed: Iterable[Choice]) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for question, _, value, _ in closed:
        told.setdefault(question, set()).add(value)
    return told


def _shown(survey: Survey, name: str) -> Iterator[tuple[str, str, str, str]]:
    # What was chosen is read only where a question hangs on it.
    more = ("closed",) if any(question.only_if for question in survey.open_questions) else ()
    rows = Response.objects.filter(round__name=name).values_list("store_id", "answers", "about", *more)
    for response, answers, about, *closed in rows.iterator(_BATCH):
        chosen = _chosen(closed[0]) if closed else {}
        for question in survey.open_questions:
            text = answers.get(question.id, "")
            # What somebody wrote counts as shown, whatever the survey says of whom it asked.
            if text or question.was_shown(about, chosen):
                yield f"{response}/{question.id}", response, question.id, text


def answers(name: str, survey: Survey) -> pd.DataFrame:
    """One row for each open question that a response was shown, also where nothing was written, by id."""
    return checked(_texts(_frame(list(_shown(survey, name)), list(ANSWERS.columns), ["answer"])), ANSWERS)


def closed(name: str) -> pd.DataFrame:
    """One row for each value chosen in a closed question, by response, question, part and rank."""
    rows = Response.objects.filter(round__name=name).values_list("store_id", "closed").iterator(_BATCH)
    told = [(response, *choice) for response, choices in rows for choice in choices]
    columns = list(CLOSED.columns)
    frame = _frame(told, columns, ["response", "question", "part", "rank", "value"])
    return checked(_texts(frame, ("rank",)).astype({"rank": "int64"}), CLOSED)


def about(name: str) -> pd.DataFrame:
    """One row for each attribute a response has, by response and attribute."""
    rows = Response.objects.filter(round__name=name).values_list("store_id", "about").iterator(_BATCH)
    told = [(response, attribute, value) for response, values in rows for attribute, value in values.items()]
    return checked(_texts(_frame(told, list(ABOUT.columns), ["response", "attribute"])), ABOUT)


# --- words that decisions name ---------------------------------------------------------------------------------------


def keep_words(name: str, texts: Iterable[str]) -> list[str]:
    """Keep words that decisions rest on, each once, and return their digests under the round's key, in their order."""
    round, told = _round(name), list(texts)
    named = {text: keyed_digest(round.key, text) for text in told}
    rows = [Words(round=round, digest=named[text], text=text) for text in named]
    Words.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    return [named[text] for text in told]


def words(name: str) -> dict[str, str]:
    """Every text that decisions of the round may name, by its digest."""
    return dict(Words.objects.filter(round__name=name).values_list("digest", "text"))


# --- points ---------------------------------------------------------------------------------------------------------


def _hidden(spans: pd.DataFrame) -> dict[str, list[Hidden]]:
    told: dict[str, list[Hidden]] = {}
    for answer, start, end, kind in zip(spans["answer"], spans["start"], spans["end"], spans["kind"], strict=True):
        told.setdefault(answer, []).append((int(start), int(end), len(kind) + 2))
    return told


def keep_points(name: str, points: pd.DataFrame, spans: pd.DataFrame) -> int:
    """Keep every point id with its answer and its place in the repaired text; one known already stays as it was.

    Returns how many are new.
    """
    round, hidden = _round(name), _hidden(spans)
    told = [
        PointGiven(round=round, point=point, answer=answer, start=first, end=last)
        for point, answer, start, end in zip(
            points["point"], points["answer"], points["start"], points["end"], strict=True
        )
        for first, last in [repaired_span(int(start), int(end), hidden.get(answer, ()))]
    ]
    with transaction.atomic():
        before = PointGiven.objects.filter(round=round).count()
        PointGiven.objects.bulk_create(told, batch_size=_BATCH, ignore_conflicts=True)
        return PointGiven.objects.filter(round=round).count() - before


def has_responses(name: str) -> bool:
    """Whether anything was received for the round."""
    return Response.objects.filter(round__name=name).exists()


def count_points(name: str) -> int:
    """How many point ids the round ever gave."""
    return PointGiven.objects.filter(round__name=name).count()


def points_given(name: str) -> pd.DataFrame:
    """Every point id the round ever gave, with its answer and place in the repaired text, by id."""
    rows = list(PointGiven.objects.filter(round__name=name).values_list("point", "answer", "start", "end"))
    frame = _frame(rows, ["point", "answer", "start", "end"], ["point"])
    return frame.astype({"point": "str", "answer": "str", "start": "int64", "end": "int64"})
