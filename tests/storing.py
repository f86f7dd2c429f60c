"""What tests of the service's store need: the small round's wording, and answers as a form hands them over."""

import datetime as dt
from dataclasses import dataclass

from collecting import ROUND, small_survey

from pipeline.definitions.survey import Survey
from pipeline.store import drafts, submissions
from pipeline.store.kept_definitions import keep_definition
from pipeline.store.records import Received

NOW = dt.datetime(2020, 6, 20, 9, 30, tzinfo=dt.UTC)
KEEP = dt.date(2022, 6, 20)


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody said they are."""

    name: str = ""
    email: str = ""
    organisation: str = ""


NOBODY = Person()


def answered(text: str, *, quote: bool = False) -> Received:
    """What the form makes of one open answer and one closed one."""
    return Received(
        id="",
        row=0,
        source="form",
        submitted_at="2020-06-20T09:30:00Z",
        sender="",
        organisation="",
        fields="",
        consent_quote=quote,
        raw={"What would help?": text},
        answers={"help": text},
        closed=(("rate", "", "3", 0),),
        about={"type": "pharmacist"},
    )


def served(survey: Survey | None = None, text: str = ROUND) -> int:
    """Keep the small round's wording."""
    return keep_definition("small", survey or small_survey(), text)


def write(text: str) -> drafts.DraftNow:
    """A draft with one answer, saved once."""
    begun = drafts.begin("small", served(), NOW)
    return drafts.save(begun.id, 0, {"help": text}, "help", NOW)


def send(draft: drafts.DraftNow, text: str | None = None, who: Person = NOBODY) -> submissions.Sent:
    """Send a draft with what stands in it, or with another text."""
    said = draft.values["help"] if text is None else text
    return submissions.send(draft.id, draft.version, answered(said), who, (), KEEP, NOW)
