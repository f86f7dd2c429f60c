"""A small round and small files, for tests of collect and store."""

import csv
import io
from collections.abc import Mapping, Sequence

import openpyxl

from pipeline.collect.responses import read_responses
from pipeline.collect.sheets import Sheet, read_sheet
from pipeline.collect.tools import recognise
from pipeline.definitions.survey import Survey, parse_survey
from pipeline.store.records import Import

KEY = "ab" * 32

ROUND = f"""
format: 1
round: small
title: A small round
illustrative: true
opens: 2020-06-01
closes: 2020-06-30
key: {KEY}
columns:
  id: ref
  submitted_at: sent
  source: channel
  person: email
  organisation: pharmacy
  consent_quote: may we quote you?
  yes: [Yes]
  times: day-first
  zone: Europe/London
about:
  - {{id: type, title: Who, column: who, options: {{pharmacist: A pharmacist, supplier: A supplier}}}}
questions:
  - id: rate
    kind: rating
    text: How useful?
    column: rate
    options: {{"1": not at all, "2": somewhat, "3": very}}
  - id: uses
    kind: choices
    text: Which do you use?
    column: uses
    options: {{eps: EPS, mail: "Mail, secure", none: None}}
  - {{id: first, kind: ranked, most: 2, text: "What first?", column: first, options: {{a: Alpha, b: Beta, c: Gamma}}}}
  - id: when
    kind: grid
    text: When?
    column: when
    shown_to: {{type: [supplier]}}
    rows: {{a: Alpha, b: Beta}}
    options: {{now: Now, later: Later}}
  - {{id: help, kind: text, asks: help, text: "What would help?", column: "What would help?"}}
  - {{id: sooner, kind: text, text: "What would make it sooner?", column: sooner, shown_to: {{type: [supplier]}}}}
"""

ROW = {
    "ref": "R1",
    "sent": "15/06/2020 09:23",
    "channel": "web",
    "email": " Someone@Example.org ",
    "pharmacy": " Corner  Pharmacy ",
    "May we  quote you?": "yes",
    "who": "pharmacist",
    "rate": "very",
    "uses": "eps;Mail, secure",
    "first": "b;a",
    "when": "",
    "What would help?": "Faster systems, please",
    "sooner": "",
}
COLUMNS = tuple(ROW)

SAID = "The queue at the counter is longer than it was a year ago"
# One small sheet of each tool, as its own headers say.
SHAPES_SEEN = {
    "Microsoft Forms": [["ID", "Start time", "Completion time", "Email", "Name", "What helps?"],
                        ["1", "7/27/26 19:06:23", "7/27/26 19:08:23", "anonymous", "", SAID]],
    "Google Forms": [["Timestamp", "Email address", "What helps?"],
                     ["2026/09/27 3:00:00 PM GMT+3", "a@example.org", SAID]],
    "LimeSurvey": [["id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "Q01. What helps?"],
                   ["1", "2020-01-01 10:00:00", "3", SAID]],
    "SurveyGizmo / Alchemer": [["Response ID", "Time Started", "Date Submitted", "Status", "What helps?"],
                               ["1", "2020-01-01", "2020-01-01", "Complete", SAID]],
    "GOV.UK Forms": [["Reference", "Submitted at", "What helps?"], ["ABCD1234", "2026-01-01T10:00:00Z", SAID]],
    "Kobo": [["What helps?", "_id", "_uuid", "_submission_time"], [SAID, "1", "u-1", "2026-01-01T10:00:00"]],
    "Formbricks": [["No.", "Response ID", "Timestamp", "Finished", "Survey ID", "1. What helps?"],
                   ["1", "r1", "2026-01-01", "true", "s1", SAID]],
    "Typeform": [["#", "What helps?", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"],
                 ["ab12", SAID, "2026-01-01 10:00:00", "2026-01-01 10:01:00", "n1"]],
    "HeyForm": [["#", "What helps?", "Start Date (UTC)", "Submit Date (UTC)"],
                ["ab12", SAID, "2026-01-01", "2026-01-01"]],
    "Decidim": [["id", "created_at", "ip_hash", "user_status", "1. What helps?"],
                ["a", "2026-01-01", "b", "registered", SAID]],
    "Citizen Space": [["What helps? (text_subquestion)", "IP Address (__userinfo_ip)"], [SAID, ""]],
    "SurveyMonkey": [["Respondent ID", "Collector ID", "End Date", "What helps?"], ["", "", "", "Open-Ended Response"],
                     ["11", "22", "01/02/2026", SAID]],
    "Qualtrics": [["StartDate", "Status", "ResponseId", "Q1"],
                  ["Start Date", "Response Type", "Response ID", "What helps?"],
                  ['{"ImportId":"startDate"}', '{"ImportId":"status"}', '{"ImportId":"_recordId"}',
                   '{"ImportId":"QID1_TEXT"}'],
                  ["2026-01-01 10:00:00", "IP Address", "R_1", SAID]],
    "Unipark": [["", "What helps?"], ["number", "Reasons"], ["lfdn", "v_1"], ["1", SAID]],
}  # fmt: skip


def small_survey(old: str = "", new: str = "") -> Survey:
    """The small round, with one piece of its definition put another way."""
    assert old in ROUND
    return parse_survey(ROUND.replace(old, new) if old else ROUND, "survey.yml", "small")


def survey_of(questions: str, id: str = "") -> Survey:
    """A round that asks these questions and nothing else, its column of ids where it has one."""
    told = f"""
format: 1
round: small
title: A small round
illustrative: true
opens: 2025-11-01
closes: 2025-11-30
key: {KEY}
columns: {{id: "{id}", submitted_at: ""}}
about: []
questions:
{questions}
"""
    return parse_survey(told, "survey.yml", "small")


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Rows as a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def table(*changes: Mapping[str, str]) -> bytes:
    """The small round's CSV: the usual row with each of the changes."""
    rows = [{**ROW, "ref": f"R{n}", **change} for n, change in enumerate(changes, start=1)]
    return csv_bytes([COLUMNS, *[[row[column] for column in COLUMNS] for row in rows]])


def sheet_of(rows: Sequence[Sequence[str]], name: str = "file.csv") -> Sheet:
    """Rows as a sheet that came through a CSV file."""
    return read_sheet(csv_bytes(rows), name)


def imported(data: bytes, survey: Survey | None = None, name: str = "small.csv") -> Import:
    """A CSV read for the small round."""
    sheet = read_sheet(data, name)
    return read_responses(sheet, recognise(sheet), survey or small_survey())


def workbook_bytes(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """An .xlsx workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if title in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
