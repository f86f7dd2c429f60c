"""Correcting what cleaning did: its worksheet out, a person's words on it back into the record and the store."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from pipeline.clean.redact import KINDS
from pipeline.clean.repair import repair
from pipeline.clean.rulings import BY_PERSON, holds, places
from pipeline.errors import RecordError
from pipeline.ids import keyed_digest, public_id, text_digest
from pipeline.noticed import whole_digest
from pipeline.opening import Round, personal_in, read_agreed, read_record, read_table
from pipeline.place import shown, write_bytes, write_text
from pipeline.review.apply import lines_of
from pipeline.review.cleaning import CLEANING, Told, still_asked, suggested_cleaning, told_answers
from pipeline.review.cleaning_apply import cleaning_acts
from pipeline.review.record import ON_WORDS, Decision
from pipeline.review.worksheet import merge, to_csv, to_xlsx
from pipeline.reviewing import kept_cells, newest, read_worksheet
from pipeline.schemas import records
from pipeline.standing import standing, standing_of, write_record
from pipeline.store import tables


def _told(round: Round) -> dict[str, Told]:
    def ids(prefix: str, store_id: str) -> str:
        return public_id(round.key, prefix, store_id)

    answers, spans = read_table(round.here, "answers"), read_table(round.here, "spans")
    return told_answers(answers, spans, ids, repair, partial(text_digest, key=round.key))


def write_cleaning_sheets(round: Round) -> tuple[Path, Path, int]:
    """Write cleaning.csv and cleaning.xlsx, and return how many rows there are to look at; a person's cells stay."""
    here = round.here
    lines = read_agreed(here).on_answers
    rows = suggested_cleaning(_told(round), lines, tables.words(round.name))
    csv_path, xlsx_path = here.cleaning_sheet("csv"), here.cleaning_sheet("xlsx")
    filled = kept_cells(newest(csv_path, xlsx_path), CLEANING)
    kept = still_asked(filled, rows, read_record(here), lines, partial(keyed_digest, round.key))
    merged = merge(rows, kept, CLEANING)
    write_text(csv_path, to_csv(merged, CLEANING))
    write_bytes(xlsx_path, to_xlsx(merged, round.survey.closes, {}, CLEANING))
    return csv_path, xlsx_path, sum(row["kind"] != ON_WORDS for row in rows)


def is_cleaning_sheet(path: Path) -> bool:
    """Whether a worksheet has the columns of cleaning, whatever its name."""
    try:
        read_worksheet(path, CLEANING)
    except RecordError:
        return False
    return True


def apply_cleaning(round: Round, path: Path, by: str, at: str) -> tuple[Decision, ...]:
    """Turn the filled cells into lines of the record; all of them, or none where a cell is at fault.

    The words go to the store before the lines that name them, so that no line stands without its words.
    """
    record, members = standing(round)
    # Every id ever given: a sheet may name a point by the id it had before its text changed.
    points = tables.points_given(round.name)
    owners = (public_id(round.key, "a", answer) for answer in points["answer"])
    ruled = cleaning_acts(
        read_worksheet(path, CLEANING),
        _told(round),
        dict(zip(points["point"], owners, strict=True)),
        standing_of(round).agreed.on_answers,
        KINDS,
        personal_in(round),
        places,
        partial(keyed_digest, round.key),
        shown(path),
        partial(whole_digest, round.name, round.key),
    )
    lines = lines_of(ruled.acts, len(record), by, at)
    tables.keep_words(round.name, ruled.words)
    if lines:
        write_record(round, [*record, *lines], members)
    return tuple(lines)


def titles_that_show(round: Round, titles: Mapping[str, str]) -> list[str]:
    """The themes whose titles hold words that a person hid in an answer: no machine changes what a person wrote."""
    spans, answers = read_table(round.here, "spans"), read_table(round.here, "answers")
    repaired = dict(zip(answers["answer"], answers["repaired"], strict=True))
    mine = records(spans[spans["recogniser"] == BY_PERSON])
    hidden = {repaired[span["answer"]][span["start"] : span["end"]] for span in mine}
    said = f"its title holds words that were hidden by a person; rename it in {shown(round.here.worksheet('xlsx'))}"
    return [f"theme {id}: {said}" for id, title in titles.items() if any(holds(title, words) for words in hidden)]
