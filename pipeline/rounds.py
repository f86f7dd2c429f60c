"""Rounds as a person begins and checks them."""

from functools import partial
from pathlib import Path

from pipeline.definitions.survey import parse_survey
from pipeline.errors import UserError
from pipeline.load import check_all, load_definitions
from pipeline.newround import Wanted, like_text, missing_questions, survey_text
from pipeline.opening import read_agreed, read_record
from pipeline.place import Place, read_text, write_text


def begin_round(place: Place, wanted: Wanted, like: str) -> Path:
    """Write the survey.yml of a new round, once it is sure to pass the check; an existing one is never touched."""
    here = place.round(wanted.round)
    if here.survey.exists():
        raise UserError(f"surveys/{wanted.round}/survey.yml is there already; give the new round another name")
    if like and wanted.questions:
        raise UserError("--like takes the other round's questions; leave --question out, or --like, and edit the file")
    if like:
        model = place.round(like)
        text = like_text(wanted, read_text(model.survey), load_definitions(place, like).survey)
    elif missing_questions(wanted.questions):
        raise UserError("a round asks at least one question; give it with --question, or take a round's with --like")
    else:
        text = survey_text(wanted)
    partial(parse_survey, round=wanted.round)(text, f"surveys/{wanted.round}/survey.yml")
    write_text(here.survey, text)
    return here.survey


def check_files(place: Place, rounds: tuple[str, ...]) -> tuple[int, int]:
    """Read every definition and every record; return how many files and lines of decisions were read."""
    files, lines = check_all(place, rounds), 0
    for round in rounds:
        here = place.round(round)
        lines += len(read_record(here))
        read_agreed(here)
        files += here.decisions.exists() + here.members.exists()
    return files, lines
