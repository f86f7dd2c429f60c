"""What collect promises, for any cells and any order of rows."""

import contextlib
import csv
import io
import zipfile
from pathlib import Path

import pytest
from collecting import COLUMNS, ROW, SHAPES_SEEN, csv_bytes, imported, small_survey, table, workbook_bytes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.collect.account import account_of
from pipeline.collect.layout import body
from pipeline.collect.preview import preview, safe
from pipeline.collect.responses import read_responses
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


def _spliced(good: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """The file with pieces of it taken out and others put in their places."""
    for at, length, noise in cuts:
        place = at % (len(good) + 1)
        good = good[:place] + noise + good[place + length :]
    return good


NOISE = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b'"', b",", b";", b"\n", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b'""', b"lfdn",
                     b'{"ImportId":"x"}',
                     b"99/99/9999", b"sep=;\n", "\u202e".encode(), "\u0663".encode(), b"\xed\xa0\x80", b"1" * 60]),
)  # fmt: skip
CUTS = st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 60), NOISE), min_size=1, max_size=6)


def _read_or_refused(data: bytes, header: int) -> None:
    """Read it with a survey and account for its rows, or be refused; nothing else may come of it."""
    with contextlib.suppress(InputError):
        sheet = read_sheet(data, "named")
        layout = recognise(sheet, header)
        became = {number: "new" for number, _ in body(sheet, layout)}
        account = account_of(sheet, layout, became)
        assert sum(len(line.rows) for line in account.lines) == len(sheet.rows)
        assert preview(sheet, layout, small_survey()).responses == len(became)
        read_responses(sheet, layout, small_survey())


@pytest.mark.slow
@settings(max_examples=4_000, deadline=None)
@given(st.sampled_from(sorted(SHAPES_SEEN)), CUTS, st.sampled_from([0, 0, 0, 1, 3]))
def test_shapes_of_tools_cut_anywhere_are_read_or_refused(
    tool: str, cuts: list[tuple[int, int, bytes]], header: int
) -> None:
    for encoding in ("utf-8", "utf-16"):
        _read_or_refused(_spliced(csv_bytes(SHAPES_SEEN[tool], encoding), cuts), header)


@pytest.mark.slow
@settings(max_examples=1_500, deadline=None)
@given(CUTS, st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "whole"]))
def test_a_workbook_cut_anywhere_is_read_or_refused(cuts: list[tuple[int, int, bytes]], part: str) -> None:
    good = workbook_bytes({"S": [COLUMNS, [*ROW.values()]]})
    if part == "whole":
        _read_or_refused(_spliced(good, cuts), 0)
        return
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, _spliced(old.read(name), cuts) if name == part else old.read(name))
    _read_or_refused(out.getvalue(), 0)


@pytest.mark.slow
@pytest.mark.real_data
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CUTS, st.integers(0, 1_000))
def test_real_exports_cut_anywhere_are_read_or_refused(
    shared_data: Path, cuts: list[tuple[int, int, bytes]], number: int
) -> None:
    files = sorted((shared_data / "survey_exports").glob("*.csv"))
    _read_or_refused(_spliced(files[number % len(files)].read_bytes()[:40_000], cuts), 0)


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
