"""JSON as a table: Citizen Space's data interface, lists of objects, an object a line; broken ones are refused."""

import json

import pytest

from pipeline.collect.layout import body
from pipeline.collect.sheets import read_sheet
from pipeline.collect.tools import recognise
from pipeline.errors import InputError

SAID = "The queue at the counter is longer than it was a year ago"


def _citizen(number: int, *, completed: bool = True, deleted: bool = False) -> dict[str, object]:
    return {
        "id": f"ANON-XXXX-YYYY-{number}",
        "completed": completed,
        "deleted": deleted,
        "answers": {
            "What helps? (opsuite.survey.help_subquestion)": f"{SAID} {number}",
            "Which? (opsuite.survey.which_subquestion)": ["EPS", "Mail"],
            "IP Address (__userinfo_ip)": "",
        },
    }


def test_citizen_space_is_read_and_deleted_responses_are_none() -> None:
    told = [_citizen(1), _citizen(2, completed=False), _citizen(3, deleted=True)]
    sheet = read_sheet(json.dumps(told).encode(), "file")
    layout = recognise(sheet)
    assert (layout.tool, layout.responses, layout.unfinished_rows, layout.id_column) == ("Citizen Space", 2, (3,), "id")
    assert layout.skipped == {4: "a deleted one"}
    assert [column.wording for column in layout.text_columns] == ["What helps?"]
    assert [cells[4] for _, cells in body(sheet, layout)] == ["EPS;Mail"] * 2


ONE, TWO = '{"id": 1, "text": "a"}', '{"text": "b", "id": 2.50, "more": null}'


@pytest.mark.parametrize(
    "text", [f"[{ONE}, {TWO}]", f"{ONE}\n\n{TWO}\n", f'{{"total": 2, "responses": [{ONE}, {TWO}]}}']
)
def test_objects_are_rows_with_numbers_as_they_were_written(text: str) -> None:
    assert read_sheet(text.encode(), "file").rows == (("id", "text", "more"), ("1", "a", ""), ("2.50", "b", ""))


def test_what_no_database_keeps_is_taken_out() -> None:
    sheet = read_sheet(rb'[{"id": "a\u0000b", "text": "\ud800 x", "grid": {"a": "now"}, "yes": true}]', "file")
    assert sheet.rows[1] == ("ab", "\N{REPLACEMENT CHARACTER} x", '{"a": "now"}', "true")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"id": 1, "id": 2}]', "names one column of an object twice"),
        ('{"id": 1}\n{"id": 1, "id": 2}\n', "file:2: names one column twice"),
        ('[{"id": 1, "answers": {"id": 2}}]', "file:2: names one column twice"),
        ('[{"id": 1}, 2]', "is no list of JSON objects"),
        ('[{"id": 1}, {"id": ', "file:1: is no JSON object"),
        ('{"id": 1}\n{"id": 2\n', "file:2: is no JSON object"),
        ('{"a": ' * 50_000, "file:1: is no JSON object"),
        ('[{"a": ' + "[" * 50_000 + "]" * 50_000 + "}]", "file:1: is no JSON object"),
        ("[" + ", ".join(f'{{"k{n}": 1}}' for n in range(7_000)) + "]", "has 7,000 names for 7,000 objects"),
    ],
)
def test_json_that_is_no_table_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_sheet(text.encode(), "file")
