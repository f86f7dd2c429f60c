"""The committed release against its sources, with plain pandas: nothing of ours is imported here."""

import csv
import hashlib
import hmac
import html
import io
import json
import unicodedata
from base64 import b32encode
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "surveys" / "illustrative-2020"
SMALL = 5
LETTER = 8
TEXTS = ["q_help", "q_barrier", "q_future", "feasibility_comment"]


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((FOLDER / name).read_text(encoding="utf-8"), newline="")))


SURVEY = yaml.safe_load((FOLDER / "survey.yml").read_text(encoding="utf-8"))
DECISIONS = rows("decisions.csv")
SIGNS = [line for line in DECISIONS if line["act"] == "sign"]
VERSIONS = [dict(part.strip().split("=", 1) for part in line["value"].split(";")) for line in SIGNS]


def release(version: str) -> dict:
    return json.loads((FOLDER / "releases" / f"{version}.json").read_text(encoding="utf-8"))


def responses(last: str) -> pd.DataFrame:
    """What counts of a release: all that came up to a moment, less what one person sent twice."""
    frame = pd.read_csv(FOLDER / "responses.csv", dtype=str, keep_default_na=False)
    frame = frame[frame["submitted_at"] <= last]
    told = [column for column in frame if column not in ("response_id", "submitted_at")]
    long = frame[TEXTS].apply(" ".join, axis=1).str.split().str.len() >= 8
    return frame[~(frame.duplicated(told) & long)]


@pytest.mark.parametrize("version", VERSIONS, ids=lambda told: told["version"])
def test_closed_questions_are_counted_from_the_responses(version):
    frame, published = responses(version["last"]), release(version["version"])
    tables = {table["question"]: table for table in published["closed"]}
    for question in SURVEY["questions"]:
        if question["kind"] not in ("rating", "ranked"):
            continue
        cells = frame[question["column"]]
        given = Counter(value for cell in cells for value in cell.split(";") if value)
        table = tables[question["id"]]
        assert table["answered"] == int((cells != "").sum())
        assert {row["value"]: row["count"] for row in table["rows"]} == {
            value: given[value] for value in map(str, question["options"])
        }
        for row in table["rows"]:
            assert row["share"] == round(row["count"] / table["answered"], 4)


def test_what_suppliers_said_is_shown_only_where_five_or_more_said_it():
    frame = responses(VERSIONS[-1]["last"])
    told = [json.loads(cell) for cell in frame["feasibility"] if cell]
    grid = next(table for table in release(VERSIONS[-1]["version"])["closed"] if table["question"] == "feasibility")
    assert grid["answered"] == len(told)
    for row in grid["rows"]:
        count = sum(answer.get(row["part"]) == row["value"] for answer in told)
        assert row["count"] in (None, count)
        assert row["count"] is None or row["count"] >= SMALL


def group_of(attribute: dict, value: str) -> str:
    named = (title for title, values in attribute.get("groups", {}).items() if value in values)
    return next(named, attribute["options"].get(value, value))


def test_cross_tabs_are_counted_from_the_responses_and_show_no_few():
    frame, published = responses(VERSIONS[-1]["last"]), release(VERSIONS[-1]["version"])
    about = {attribute["id"]: attribute for attribute in SURVEY["about"]}
    columns = {question["id"]: question["column"] for question in SURVEY["questions"]}
    told = [table for table in published["crosstabs"] if table["rows"]]
    assert {table["question"] for table in told} >= {"rate_ws1", "top_priorities"}
    for table in told:
        attribute = about[table["attribute"]]
        groups = frame[attribute["column"]].map(lambda value, of=attribute: group_of(of, value))
        cells = frame[columns[table["question"]]]
        for row in table["rows"]:
            mine = [set(cell.split(";")) for cell in cells[(groups == row["group"]) & (cells != "")]]
            assert row["answered"] in (None, len(mine))
            for option, cell in zip(table["options"], row["cells"], strict=True):
                count = sum(bool(chosen & set(option["value"].split(";"))) for chosen in mine)
                assert cell["count"] in (None, count)
                assert cell["count"] is None or cell["count"] >= SMALL
                assert cell["share"] is None or cell["share"] == round(count / len(mine), 4)
    assert not any(table["rows"] for table in release(VERSIONS[0]["version"])["crosstabs"])


def test_the_days_of_the_round_in_thirds_hold_all_its_responses():
    moments = responses(VERSIONS[-1]["last"])["submitted_at"]
    days = pd.to_datetime(moments, utc=True).dt.tz_convert("Europe/London").dt.date.astype(str)
    spread = release(VERSIONS[-1]["version"])["spread"]
    assert [spread[0]["from"], spread[-1]["to"]] == [str(SURVEY["opens"]), str(SURVEY["closes"])]
    for part in spread:
        assert part["responses"] == int(days.between(part["from"], part["to"]).sum())
    for theme in release(VERSIONS[-1]["version"])["themes"]:
        shown = [part["responses"] for part in theme["spread"]]
        assert sum(count or 0 for count in shown) <= theme["responses"]
        assert all(count is None or count >= SMALL for count in shown)
        hidden = theme["responses"] - sum(count or 0 for count in shown)
        assert hidden == 0 if None not in shown else hidden >= SMALL


def homes(up_to: int) -> dict[str, set[str]]:
    """Agreed theme -> its points, line after line: those that come with it, less what was split off or moved away."""
    came: dict[str, list[dict[str, str]]] = {}
    for member in rows("members.csv"):
        came.setdefault(member["since"], []).append(member)
    themes: dict[str, set[str]] = {}
    for line in DECISIONS[:up_to]:
        if line["act"] in ("accept", "split"):
            themes[line["value"].split(":")[0]] = set()
        if line["act"] in ("merge", "reject") and line["on"] in themes:
            gone = themes.pop(line["on"])
            themes.get(line["value"], set()).update(gone)
        for member in came.get(line["no"], []):
            if line["act"] == "split":
                themes[line["on"]].discard(member["point"])
            if member["theme"] in themes:  # what a rejected candidate held is kept under the candidate's own id
                themes[member["theme"]].add(member["point"])
        if line["act"] == "move":
            for points in themes.values():
                points.discard(line["on"])
            if line["value"] != "none":
                themes[line["value"]].add(line["on"])
    return themes


@pytest.mark.parametrize("sign", SIGNS, ids=lambda line: line["no"])
def test_themes_hold_the_points_that_people_put_there(sign):
    version = dict(part.strip().split("=", 1) for part in sign["value"].split(";"))["version"]
    published = release(version)
    listed = {point["id"]: point for point in published["points"]}
    wanted = homes(int(sign["no"]))
    if sign == SIGNS[-1]:
        assert set().union(*wanted.values()) <= set(listed)
    shown = {theme["id"] for theme in published["themes"]}
    assert shown <= set(wanted)
    assert len(wanted) - len(shown) == published["totals"]["small_themes_withheld"]
    assert {theme for point in listed.values() for theme in point["themes"]} == shown
    for theme in published["themes"]:
        mine = {id for id, point in listed.items() if theme["id"] in point["themes"]}
        # What came after the release's last day was put into the theme later, and is not listed.
        assert mine == wanted[theme["id"]] & set(listed)
        assert theme["responses"] >= SMALL
        assert theme["points"] == len(mine)
        asked = Counter(listed[id]["question"] for id in mine)
        assert {row["question"]: row["points"] for row in theme["questions"]} == asked


def repaired(text: str) -> str:
    """A cell as its sender typed it: no code of a web page, no letters read in the wrong alphabet."""
    plain = html.unescape(text)
    try:
        return plain.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return plain


def test_a_quote_is_part_of_an_answer_whose_sender_agreed():
    frame = responses(VERSIONS[-1]["last"])
    agreed = frame[frame["consent_quote"] == "yes"]
    key = bytes.fromhex(SURVEY["key"])
    for quote in release(VERSIONS[-1]["version"])["quotes"]:
        found = agreed[agreed[quote["question"]].map(repaired).str.contains(quote["text"], regex=False)]
        ids = []
        for response in found["response_id"]:
            told = "\x1f".join(["p", f"{response}/{quote['question']}", quote["text"], "1"]).encode()
            ids.append("p" + b32encode(hmac.new(key, told, hashlib.sha256).digest()).decode().lower()[:12])
        assert quote["point"] in ids


def test_who_said_it_is_never_told_of_fewer_than_five():
    for version in VERSIONS:
        published = release(version["version"])
        for table in [*published["who"], *(who for theme in published["themes"] for who in theme["who"])]:
            shown = [row["responses"] for row in table["rows"]]
            assert all(count is None or count >= SMALL for count in shown)
            assert shown.count(None) != 1


def same_words(texts: pd.Series) -> pd.Series:
    """Texts without what nobody means: letter forms, case and spacing."""
    return texts.map(lambda text: " ".join(unicodedata.normalize("NFKC", text).casefold().split()))


@pytest.mark.parametrize("version", VERSIONS, ids=lambda told: told["version"])
def test_distinct_texts_are_the_usable_responses_less_those_that_say_what_another_says(version):
    published, frame = release(version["version"]), responses(version["last"])
    said = frame[TEXTS].apply(same_words)
    said = said[(said != "").any(axis=1)]
    again = int(said.duplicated().sum())
    usable, told = published["ledger"]["responses"]["usable"], published["campaigns"]
    smaller = told["smaller"]["responses"]
    copies = told["responses"] + (SMALL if smaller is None else smaller)
    assert usable - again - copies <= published["totals"]["distinct_texts"] <= usable


@pytest.mark.parametrize("version", VERSIONS, ids=lambda told: told["version"])
def test_words_that_five_or_more_sent_are_told_as_a_letter(version):
    published, frame = release(version["version"]), responses(version["last"])
    said = same_words(frame[TEXTS].stack())
    sent = Counter(text for text in said if len(text.split()) >= LETTER)
    equal = [count for count in sent.values() if count >= SMALL]
    letters = [row["responses"] for row in published["campaigns"]["rows"]]
    assert len(letters) >= len(equal)
    for count, largest in zip(sorted(equal, reverse=True), sorted(letters, reverse=True), strict=False):
        assert largest >= count
    assert all(SMALL <= count <= len(frame) for count in letters)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda told: told["version"])
def test_organisations_are_counted_where_the_survey_reads_them_and_hidden_under_five(version):
    published, frame = release(version["version"]), responses(version["last"])
    column = SURVEY["columns"].get("organisation")
    shown = [part["organisations"] for part in [*published["themes"], *published["campaigns"]["rows"]]]
    if column is None:
        assert published["totals"]["organisations_asked"] is False
        assert {published["totals"]["organisations"], *shown} == {None}
        return
    named = same_words(frame[column])
    assert published["totals"]["organisations"] in (None, named[named != ""].nunique())
    assert all(count is None or SMALL <= count <= named.nunique() for count in shown)


def test_the_release_in_force_is_the_last_one_signed():
    assert (FOLDER / "published.json").read_bytes() == (
        FOLDER / "releases" / f"{VERSIONS[-1]['version']}.json"
    ).read_bytes()
