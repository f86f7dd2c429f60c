"""What an author is shown of a mailbox before anything is taken: where words go, three of them, and every doubt."""

from collections.abc import Iterator, Sequence

from pipeline.collect.post.account import TAKEN
from pipeline.collect.post.mail import Mail
from pipeline.collect.post.reading import TOOL, Left, Mailbox, read_mailbox
from pipeline.collect.preview import ROWS, Preview, PreviewRow, safe
from pipeline.definitions.survey import Survey
from pipeline.errors import InputError
from pipeline.store.records import Received

_HIDDEN = "(kept apart)"
_LONG = 120


def _row(column: str, role: str, samples: Sequence[str], wording: str = "") -> PreviewRow:
    told = tuple(safe(sample) for sample in (*samples, "", "", "")[:ROWS])
    return PreviewRow(column=column, wording=safe(wording or column, _LONG), role=role, samples=told)


def _rows(first: Sequence[Received], read: Mailbox, survey: Survey) -> Iterator[PreviewRow]:
    yield _row("Message-ID", "id", ["(its digest)" for _ in first])
    yield _row("From", "who sent it", [_HIDDEN if each.sender else "" for each in first])
    yield _row("Date", "time sent", [each.submitted_at for each in first])
    yield _row("Subject", "not read", [_HIDDEN if each.raw.get("Subject") else "" for each in first])
    for question in survey.open_questions:
        whole = question.id == read.question.id
        if whole or any(question.id in each.answers for each in read.taken.responses):
            name = "Text" if whole else "Text below its question"
            told = [each.answers.get(question.id, "") for each in first]
            yield _row(name, f"question {question.id}", told, question.text)


def _outside(read: Mailbox, survey: Survey) -> Iterator[str]:
    opens, closes = survey.opens.isoformat(), survey.closes.isoformat()
    days = [each.submitted_at[:10] for each in read.taken.responses if each.submitted_at]
    if outside := sum(not opens <= day <= closes for day in days):
        yield f"{outside} messages lie outside the round ({opens} to {closes})"
    if read.split:
        yield f"{read.split} messages are the survey filled in; their answers go to the questions they stand under"


def preview_of(mails: Sequence[Mail], survey: Survey, name: str, left_of: Left) -> Preview:
    """What a mailbox holds and how it would be read; a survey that takes no e-mail stands against an import."""
    try:
        read = read_mailbox(mails, survey, name, "", left_of)
    except InputError as error:
        return _preview(name, f"{len(mails)} messages", faults=tuple(map(str, error.faults)))
    rows = tuple(_rows(read.taken.responses[:ROWS], read, survey))
    return _preview(
        name,
        f"{len(mails)} messages",
        responses=read.account.count(TAKEN),
        text_columns=tuple(row.wording for row in rows if row.role.startswith("question")),
        rows=rows,
        warnings=(read.account.sum(), *read.account.told(), *_outside(read, survey)),
    )


def _preview(
    file: str,
    form: str,
    *,
    responses: int = 0,
    text_columns: tuple[str, ...] = (),
    rows: tuple[PreviewRow, ...] = (),
    warnings: tuple[str, ...] = (),
    faults: tuple[str, ...] = (),
) -> Preview:
    return Preview(
        file=file, form=form, tool=TOOL, header_rows=0, responses=responses, text_columns=text_columns,
        short_columns=(), rows=rows, warnings=warnings, faults=faults,
    )  # fmt: skip
