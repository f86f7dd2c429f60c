"""What collect promises, for any cells and any order of rows."""

import contextlib
import csv
import io

import pytest
from collecting import COLUMNS, ROW, csv_bytes, imported, small_survey, table, workbook_bytes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.collect.preview import safe
from pipeline.collect.sheets import read_sheet
from pipeline.collect.tools import recognise
from pipeline.errors import InputError
from pipeline.store import tables

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Control characters but line breaks and tabs make a file no text file; those are refused, see tests/faulty.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\r\n\t"), max_size=40)
# Rows that are not blank: blank ones keep their number but are no rows of cells.
FEWER = settings(QUICK, max_examples=20)
CELLS = st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=8)
TEXTS = st.lists(TEXT.filter(lambda text: text.strip() != ""), min_size=1, max_size=6)


@QUICK
@given(CELLS, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_every_cell_of_a_csv_arrives_as_it_was_written(cells: list[tuple[str, ...]], mark: str, encoding: str) -> None:
    rows = [("first column", "second column", "third column"), *cells]
    assert read_sheet(csv_bytes(rows, encoding, mark), "f").rows == tuple(rows)


@QUICK
@given(TEXTS)
def test_every_text_of_a_workbook_arrives_as_it_was_written(texts: list[str]) -> None:
    plain = [text for text in texts if text.isprintable() and not text.startswith("=")] or ["text"]
    rows = read_sheet(workbook_bytes({"S": [["text", "n"], *[[text, 1] for text in plain]]}), "f").rows
    assert [row[0] for row in rows[1:]] == plain


@QUICK
@given(st.binary(max_size=400), st.integers(0, 3000))
def test_any_bytes_are_read_or_refused(noise: bytes, at: int) -> None:
    good = table({}, {"who": "supplier"})
    for data in (noise, good[: at % len(good)] + noise + good[at % len(good) :], b"PK\x03\x04" + noise):
        with contextlib.suppress(InputError):
            recognise(read_sheet(data, "named"))


@FEWER
@given(st.permutations(range(6)))
def test_the_order_of_rows_never_matters_to_the_store(store: object, order: list[int]) -> None:
    from pipeline.store.orm import Arrived, Response

    Response.objects.all().delete()
    survey = small_survey("  id: ref\n", "")
    # Rows 4 and 5 are equal: their numbers among equal rows tell them apart in any order.
    rows = [[*{**ROW, "What would help?": f"text {min(n, 4)}"}.values()] for n in range(6)]
    tables.ensure_round("small", survey.key)
    tables.add_import("small", imported(csv_bytes([COLUMNS, *rows]), survey))
    before = tables.answers("small", survey)
    added = tables.add_import("small", imported(csv_bytes([COLUMNS, *[rows[n] for n in order]]), survey))
    assert (added.new, added.known) == (0, 6)
    assert tables.answers("small", survey).equals(before)
    assert Arrived.objects.count() == 6


@FEWER
@given(TEXTS)
def test_an_answer_is_stored_byte_for_byte(store: object, texts: list[str]) -> None:
    from pipeline.store.orm import Response

    Response.objects.all().delete()
    tables.ensure_round("small", small_survey().key)
    tables.add_import("small", imported(table(*[{"What would help?": text} for text in texts])))
    assert tables.answers("small", small_survey()).set_index("answer")["raw"].to_dict() == {
        f"R{n}/help": text for n, text in enumerate(texts, start=1)
    }


@QUICK
@given(TEXT)
def test_a_sample_is_one_short_line_that_no_terminal_obeys(cell: str) -> None:
    shown = safe(cell)
    assert len(shown) <= 60
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in shown)


@QUICK
@given(st.lists(st.text("abc,;\"' \n", max_size=12), min_size=2, max_size=5))
def test_a_file_python_writes_is_the_file_we_read(cells: list[str]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([[f"column {n}" for n in range(len(cells))], cells])
    assert read_sheet(out.getvalue().encode(), "f").rows[1] == tuple(cells)


@pytest.mark.usefixtures("store")
def test_a_longer_export_in_any_cut_is_the_same_store() -> None:
    survey = small_survey("  id: ref\n", "")
    rows = [[*{**ROW, "What would help?": text}.values()] for text in ("a b", "c d", "a b", "e f")]
    tables.ensure_round("small", survey.key)
    for cut in (1, 2, 3, 4):
        tables.add_import("small", imported(csv_bytes([COLUMNS, *rows[:cut]]), survey))
        assert len(tables.responses("small")) == cut
