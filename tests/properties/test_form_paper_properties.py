"""A blank form of any survey: it can be set, and a word processor finds every wording and option again."""

import io
import time

import docx
from forms import SURVEYS
from hypothesis import HealthCheck, given, settings

from pipeline.blankform import form_docx, form_pdf
from pipeline.collect.form.checking import cleaned, read_step
from pipeline.collect.form.fields import Field, Step
from pipeline.definitions.survey import Survey

FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(SURVEYS)
def test_any_survey_has_a_blank_form_with_every_wording_and_option(survey: Survey) -> None:
    assert form_pdf(survey).startswith(b"%PDF")
    lines = [paragraph.text for paragraph in docx.Document(io.BytesIO(form_docx(survey))).paragraphs]
    asked = [*survey.attributes, *survey.questions]
    starts = [
        f"{number}. {part.text if part in survey.questions else part.title} (" for number, part in enumerate(asked, 1)
    ]
    assert [line for line in lines if line[:1].isdecimal() and any(map(line.startswith, starts))] == [
        next(line for line in lines if line.startswith(start)) for start in starts
    ]
    for part in asked:
        assert all(lines.count(f"☐ {option.label}") >= 1 for option in part.options)


def test_megabytes_in_one_field_are_read_in_a_moment() -> None:
    kinds = ("text", "line", "email", "choice", "choices", "ranked")
    fields = tuple(Field(id=kind, kind=kind, label=kind, longest=100) for kind in kinds)
    began = time.process_time()
    for piece in ("a", "\r\n", " @.", "\0\ud800", "🙂"):
        text = piece * (500_000 // len(piece.encode("utf-8", "surrogatepass")))
        values, faults = read_step(Step(name="s", title="s", fields=fields), {kind: [text] for kind in kinds})
        assert values["text"] == cleaned(text)
        assert "text" in {fault.field for fault in faults}
        assert values["text"]
    assert time.process_time() - began < 8
