"""A new round: a survey.yml that passes the check, written from a few answers or after another round."""

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.definitions.survey import ASKS, Survey, asks_by_wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person said of the new round."""

    round: str
    title: str
    opens: dt.date
    closes: dt.date
    questions: tuple[str, ...] = ()


def _quoted(text: str) -> str:
    """A text as YAML reads it whatever it holds: a JSON string is one."""
    return json.dumps(text, ensure_ascii=False)


def _head(wanted: Wanted) -> str:
    return "\n".join(
        [
            "format: 1",
            f"round: {wanted.round}",
            f"title: {_quoted(wanted.title)}",
            f"opens: {wanted.opens.isoformat()}",
            f"closes: {wanted.closes.isoformat()}",
        ]
    )


_COLUMNS = """
# Which column of an imported file holds what about a whole response; empty where the file has none.
columns:
  id: response_id
  submitted_at: submitted_at
  source: channel
  person: contact_email
  # organisation: ods_code # name or code of the sender's organisation; only ever counted
  consent_quote: consent_quote
  yes: ["yes"]
  times: iso # or day-first, month-first: never guessed
  joined_by: ";"

about:
  - id: respondent_type
    title: Who answered # what pages call it; the form asks it by the next line
    ask: Which of these describes you best?
    column: respondent_type
    options:
      pharmacy_team: Pharmacy team
      contractor: Contractor or head office
      supplier: System supplier
      nhs: NHS body, GP practice or hospital
      patient: Patient or member of the public
      other: Other
"""


_FORM = """
# Which wording this is: raise it by one whenever a wording changes after the first answer came.
version: 1

# What the form says beside its questions: take out a '#' and write your own words.
form:
  # introduction: What this is about, and what becomes of the answers; how long it takes is said below it.
  # privacy: Who reads the answers, and whom to ask to see, change or delete them.
  # thanks: What happens next, and when.
  # contact: views@group.example
  # asks_organisation: true
  retain_months: 24 # answers are deleted so long after they came
  grace_hours: 24 # a form begun before the last day ends may still be sent for so long
"""


def _question(number: int, text: str) -> str:
    asks = f'{asks_by_wording(text)} # one of {", ".join(ASKS)}: to a barrier a bare "Nothing" is an answer'
    more = "    # hint: What stands below the question, in small letters.\n    # required: true\n    # longest: 2000\n"
    head = f"  - id: q{number}\n    kind: text\n    asks: {asks}\n"
    return f"{head}    text: {_quoted(text)}\n    column: q{number}\n{more if number == 1 else ''}"


def survey_text(wanted: Wanted) -> str:
    """A survey of open questions, with the usual columns and one attribute to be changed at will."""
    questions = "".join(_question(number, text) for number, text in enumerate(wanted.questions, start=1))
    return f"{_head(wanted)}\n{_FORM}{_COLUMNS}\nquestions:\n{questions}"


_ASKED = """  # The form asks by these titles, unless an `ask: Which of these describes you best?` stands below a title.
"""


def like_text(wanted: Wanted, text: str, survey: Survey) -> str:
    """Another round's file with this round's name, title and dates; its key and its invented mark stay behind."""
    own = (
        "round",
        "title",
        "opens",
        "closes",
        "illustrative",
        "key",
        "about_the_round",
        "format",
        "follows",
        "version",
    )
    blocks = re.split(r"(?m)^(?=[a-z_]+:)", text)
    kept = [block for block in blocks[1:] if block.split(":", 1)[0] not in own]
    rest = re.sub(r"(?m)^#.*\n", "", "".join(kept))
    if not any(attribute.ask for attribute in survey.attributes):
        rest = re.sub(r"(?m)^about:\n", f"about:\n{_ASKED}", rest, count=1)
    # What people say is never laid beside what was made up.
    follows = "" if survey.illustrative else f"# Its themes are compared with that round's.\nfollows: {survey.round}\n"
    return f"# After round {survey.round}.\n{_head(wanted)}\n{follows}\n{rest}"


def missing_questions(questions: Sequence[str]) -> bool:
    """Whether a new round would ask nothing."""
    return not any(question.strip() for question in questions)
