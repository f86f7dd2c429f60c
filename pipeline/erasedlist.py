"""Who was erased, by public id and day alone: beside the survey, so that an older store brings nobody's words back."""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.ids import public_id
from pipeline.opening import Round
from pipeline.place import RoundPlace, csv_rows, csv_text, read_text, write_text
from pipeline.review.carry import Place
from pipeline.store import erasing

HEADER = ("response", "on")


def erased_file(here: RoundPlace) -> Path:
    """Where the list lies."""
    return here.folder / "erased.csv"


def erased_ids(here: RoundPlace) -> dict[str, str]:
    """The public id of each response that was erased, and the day."""
    path = erased_file(here)
    rows = csv_rows(read_text(path)) if path.exists() else []
    return {row["response"]: row.get("on", "") for _, row in rows if row.get("response")}


def gone_for_good(round: Round, given: Iterable[Place]) -> frozenset[str]:
    """Responses that the list names, with their answers and every point they ever had, of all that was `given`."""
    listed = erased_ids(round.here)
    if not listed:
        return frozenset()
    store_ids = {id for id, _ in erasing.withdrawn(round.name) if public_id(round.key, "r", id) in listed}
    questions = [question.id for question in round.survey.open_questions]
    answers = {public_id(round.key, "a", f"{id}/{question}") for id in store_ids for question in questions}
    points = {place.point for place in given if place.answer.rpartition("/")[0] in store_ids}
    return frozenset({*listed, *answers, *points})


def note_erased(here: RoundPlace, more: Mapping[str, str]) -> None:
    """Add ids to the list; the first day of each stays."""
    known = erased_ids(here)
    told = {**more, **known}
    if told != known:
        write_text(erased_file(here), csv_text(HEADER, sorted(told.items())))


def _listed_again(round: Round) -> list[str]:
    """The store ids of responses that were erased once and whose words this store holds again."""
    known = erased_ids(round.here)
    return [id for id in erasing.with_words(round.name) if public_id(round.key, "r", id) in known]


def forget_listed(round: Round) -> int:
    """Erase again whoever stands on the round's list and came back into the store, by a file imported anew, say."""
    known, many = erased_ids(round.here), 0
    for id in _listed_again(round):
        day = dt.datetime.fromisoformat(known[public_id(round.key, "r", id)]).replace(tzinfo=dt.UTC)
        erasing.ask_erasure(round.name, id, "erased before", "system", day)
        # Nothing but the store has seen the words yet.
        erasing.note_done([one.id for one in erasing.waiting(round.name) if one.store_id == id], {}, day)
        many += 1
    if many:
        erasing.sweep(whole=False)
    return many
