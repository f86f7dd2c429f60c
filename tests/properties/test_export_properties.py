"""What export promises: what comes out goes in again the same, and no cell of it is a formula anywhere."""

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
from forms import surveys_with_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.collect.form.escaping import MARK, as_written, escaped, escaped_row, unescaped
from pipeline.collect.form.sending import received
from pipeline.collect.responses import read_responses
from pipeline.collect.sheets import read_sheet
from pipeline.collect.tools import recognise
from pipeline.definitions.survey import Survey
from pipeline.exporting import write_responses
from pipeline.exportsheets import Table, write_csv, write_xlsx
from pipeline.store import tables
from pipeline.store.orm import Response
from pipeline.store.records import Import

AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
QUICK = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
CELL = st.text(st.sampled_from("=+-@\t\r\n'\" 5.,a|%＝＠\0"), max_size=6) | st.text(max_size=12)
# What an exporter writes of texts that passed a form or an import: no sign that nobody sees.
CLEAN = CELL.map(lambda text: "".join(sign for sign in text if sign in "\t\n" or (sign.isprintable() or sign == " ")))
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@given(CELL)
def test_no_text_that_leaves_starts_as_a_formula_and_each_comes_back(text: str) -> None:
    told = escaped(text)
    assert unescaped(told) == text
    bare = told.strip(" \"'\xa0")
    assert not told.startswith(STARTS) or bare.lstrip("+-").replace(",", ".").replace(".", "", 1).isdecimal()


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_table_of_ours_reads_as_it_was_and_another_stays_as_it_is(rows: list[list[str]]) -> None:
    head, *body = [tuple(row) for row in rows]
    ours = ((*map(escaped, head), MARK), *map(escaped_row, body))
    assert as_written(ours) == (head, *body)
    assert as_written((head, *body)) == (head, *body)


@QUICK
@given(st.lists(st.tuples(CLEAN, CLEAN), min_size=1, max_size=4))
def test_every_cell_of_both_forms_arrives_and_none_is_a_formula(rows: list[tuple[str, str]]) -> None:
    head, table = ("key", "first =1", "=second"), [("row", *row) for row in rows]
    for form in ("csv", "xlsx"):
        out = io.BytesIO()
        if form == "csv":
            write_csv(Table("T", head, table), out)
        else:
            write_xlsx([Table("T", head, table)], out)
            cells = [cell for row in openpyxl.load_workbook(io.BytesIO(out.getvalue())).active for cell in row]
            assert {cell.data_type for cell in cells} <= {"s", "n"}
            assert all(cell.value is None for cell in cells if cell.data_type == "n")
        again = read_sheet(out.getvalue(), f"t.{form}").rows
        assert again == (head, *table)


def _stored(survey: Survey, values: dict[str, Any]) -> Response:
    """The one response of an empty store, as the form sends it."""
    Response.objects.all().delete()
    tables.ensure_round(survey.round)
    sent, _ = received(survey, values, id="R-1", at=AT, source="form")
    tables.add_import(survey.round, Import(file="form", sha256=sent.fields, tool="form", responses=(sent,)))
    return Response.objects.get()


@QUICK
@given(surveys_with_values(), st.sampled_from(["csv", "xlsx"]))
def test_a_response_that_was_exported_is_imported_the_same(
    store: object, told: tuple[Survey, dict[str, Any]], form: str
) -> None:
    survey, values = told
    one, out = _stored(survey, values), io.BytesIO()
    assert write_responses(survey, form, out) == 1
    sheet = read_sheet(out.getvalue(), f"out.{form}", "Responses" if form == "xlsx" else None)
    (again,) = read_responses(sheet, recognise(sheet), survey).responses
    assert (again.id, again.source, again.submitted_at) == (one.store_id, one.source, one.submitted_at)
    assert again.consent_quote == one.consent_quote
    assert (again.answers, again.about) == (one.answers, one.about)
    assert sorted(map(list, again.closed)) == sorted(one.closed)
    head = next(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig")))) if form == "csv" else []
    assert len(set(head)) == len(head)
