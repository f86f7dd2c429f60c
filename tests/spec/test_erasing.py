"""Who asks to be forgotten is: looked for byte by byte in every file the product wrote."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from searching import files_with
from small import AT, accept_largest, analysed, responses_csv, rows

from pipeline.accounting import Asked, told_of
from pipeline.desk import refresh_sheets, write_sheets
from pipeline.erasedlist import erased_ids
from pipeline.erasing import UNDER_WAY, carry_out, carry_out_erasures, erase
from pipeline.errors import MissingError, UserError
from pipeline.ids import text_digest
from pipeline.importing import bring_in
from pipeline.load import load_roadmap
from pipeline.opening import Round, files_held, open_round, read_agreed, read_table
from pipeline.place import find_place, read_json, read_text, write_bytes, write_text
from pipeline.progress import Silent
from pipeline.publish.book import write_pages
from pipeline.publish.bookdata import kept_releases
from pipeline.publish.downloads import download_files
from pipeline.publish.generated import book_data, generated_pages
from pipeline.publishing import publish_round, sign_release
from pipeline.review.apply import Act, lines_of
from pipeline.review.worksheet import from_csv, to_csv
from pipeline.run import _RUN, analyse
from pipeline.standing import standing, write_record
from pipeline.store import audit, erasing, tables
from pipeline.store.orm import Arrived, Erasure, Response
from pipeline.store.setup import close_store

pytestmark = pytest.mark.model
ROUND, NOW = "small-2020", dt.datetime(2020, 12, 1, 9, tzinfo=dt.UTC)
MARKER, ADDRESS, WHO = "zanzibarlamps", "quillfeather@marker.example", "r03"
SAID = f"Smartcards of zanzibarlamps lock at weekends and nobody unlocks them; write to {ADDRESS}"


def told() -> list[dict[str, str]]:
    made = rows()
    made[3] |= {
        "help": "Smartcards of Zanzibarlamps lock at weekends",
        "barrier": SAID,
        "email": ADDRESS,
        "quote": "yes",
    }
    return made


def _released(folder: Path) -> None:
    """A round taken all the way, its marked answer quoted in two releases and shown on pages and in downloads."""
    round = analysed(folder, told())
    write_sheets(round)
    accept_largest(round, 6)
    _approve_marked(round)
    sign_release(round, "1", "2020-07-31", "", "author", AT)
    sign_release(round, "2", "2020-08-31", "", "author", AT)
    published = publish_round(round, None, Silent()).value
    assert any(MARKER in quote["text"].lower() for quote in published["quotes"])
    analyse(round, Silent())
    refresh_sheets(round)
    list(told_of(round, Asked(line="usable"), "", round.here.build / "rows.csv", original=False))
    _lay_pages(round, published)
    (folder / "responses.csv").unlink()
    close_store()


def _approve_marked(round: Round) -> None:
    record, members = standing(round)
    points = read_table(round.here, "points")
    marked = points[points["text"].str.contains(MARKER, case=False)]
    acts = [
        Act(act="approve-quote", on=point, digest=text_digest(text))
        for point, text in zip(marked["point"], marked["text"], strict=True)
    ]
    write_record(round, [*record, *lines_of(acts, len(record), "author", AT)], members)


def _lay_pages(round: Round, published: dict) -> None:
    place, taxonomy = round.place, round.definitions.taxonomy
    data = book_data(
        {ROUND: published}, load_roadmap(place, taxonomy), taxonomy, kept_releases(place, {ROUND: published})
    )
    write_pages(place, generated_pages(data))
    for name, content in download_files(data).items():
        write_bytes(place.html / name, content)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The released round, made once; each test has its copy."""
    folder = tmp_path_factory.mktemp("made")
    _released(folder)
    return folder


@pytest.fixture
def round(made: Path, tmp_path: Path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    yield open_round(find_place(tmp_path, tmp_path / "var", tmp_path / "build"), ROUND)
    close_store()


def test_before_it_is_erased_the_search_finds_the_words_in_every_kind_of_file(round):
    found = files_with(round.place.root, MARKER)
    for kind in (
        ".sqlite3",
        ".parquet",
        "review.csv",
        "review.xlsx",
        "1.json",
        "2.json",
        "published.json",
        ".md",
        "rows.csv",
    ):
        assert [name for name in found if name.endswith(kind)], kind
    assert [name for name in found if name.startswith("_build/")]


def test_an_erased_response_is_in_no_file_and_no_release_is_changed_but_for_it(round):
    before = {path.name: json.loads(path.read_text()) for path in round.here.kept()}
    done = erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    assert done.finished
    assert files_with(round.place.root, MARKER, ADDRESS) == []
    assert any("responses.csv: was imported" in said for said in done.left)
    assert any("version history" in said for said in done.left)
    after = {path.name: path.read_text() for path in round.here.kept()}
    for name, old in before.items():
        assert json.loads(after[name]) == _but_withdrawn(old, round)
    assert audit.verify() is None
    assert [line.act for line in audit.lines()] == ["erased"]


@pytest.mark.slow
def test_publishing_again_after_an_erasure_writes_the_same_bytes(round):
    erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    after = {path.name: path.read_text() for path in round.here.kept()}
    analyse(round, Silent())
    assert read_json(round.here.ledger)["responses"]["withdrawn"] == 1
    refresh_sheets(round)
    published = publish_round(round, None, Silent())
    assert {path.name: path.read_text() for path in round.here.kept()} == after
    assert not [said for said in published.conflicts if "comes out otherwise" in said]
    assert read_text(round.here.published) == after["2.json"]
    _lay_pages(round, published.value)
    assert any("withdrawn since by who said it" in path.read_text() for path in round.place.generated.rglob("*.md"))
    assert files_with(round.place.root, MARKER, ADDRESS) == []


def _but_withdrawn(release: dict, round: Round) -> dict:
    """A release as it is to be read once the marked response is out of it: all else stays."""
    points = erasing.points_by_response(ROUND, [WHO])[WHO]
    gone = [quote["point"] for quote in release["quotes"] if quote["point"] in points]
    assert gone
    for point in (point for point in release["points"] if point["id"] in gone):
        point["withdrawn_on"] = "2020-12-01"
        point.pop("text")
    release["quotes"] = [quote for quote in release["quotes"] if quote["point"] not in points]
    release["totals"]["quotes"] -= len(gone)
    release["release"]["withdrawn"] = [{"response": next(iter(erased_ids(round.here))), "on": "2020-12-01"}]
    return release


@pytest.mark.slow
def test_the_next_release_counts_it_as_withdrawn_and_is_made_again_byte_for_byte(round):
    erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    analyse(round, Silent())
    sign_release(round, "3", "2020-12-02", "", "author", AT)
    value = publish_round(round, None, Silent()).value
    assert value["ledger"]["responses"]["withdrawn"] == 1
    assert "withdrawn" not in value["release"]
    third = round.here.release("3").read_bytes()
    publish_round(round, None, Silent())
    assert round.here.release("3").read_bytes() == third


@pytest.mark.slow
def test_a_quote_refused_after_a_release_leaves_every_release_also_one_that_somebody_withdrew_from(round):
    erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    analyse(round, Silent())
    quote = read_json(round.here.published)["quotes"][0]
    record, members = standing(round)
    refused = Act(act="refuse-quote", on=quote["point"])
    write_record(round, [*record, *lines_of([refused], len(record), "author", AT)], members)
    publish_round(round, None, Silent())
    for path in (*round.here.kept(), round.here.published):
        assert quote["point"] not in {each["point"] for each in read_json(path)["quotes"]}


def test_what_a_person_filled_in_beside_other_rows_stays(round):
    csv = round.here.worksheet("csv")
    sheet = [row for _, row in from_csv(read_text(csv), "review.csv")]
    write_text(csv, to_csv([{**row, "reason": f"mine {number}"} for number, row in enumerate(sheet)]))
    erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    kept = {row["id"]: row["reason"] for _, row in from_csv(read_text(csv), "review.csv")}
    points = erasing.points_by_response(ROUND, [WHO])[WHO]
    assert kept == {row["id"]: f"mine {n}" for n, row in enumerate(sheet) if row["id"] not in points}


def test_work_broken_off_at_any_step_is_finished_by_the_next_run(round, monkeypatch):
    names = ["_vectors", "_sheets", "_releases", "_book", "_tables", "_sweep"]
    for name in names:
        monkeypatch.setattr(f"pipeline.erasing.{name}", _killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out(round, NOW, Silent()) if name != names[0] else erase(
                round, [WHO], "asked", "author", NOW, Silent()
            )
        with pytest.raises(MissingError, match="--pending"):
            publish_round(round, None, Silent())
        monkeypatch.undo()
    done = carry_out_erasures(round.place, NOW)
    assert any(ROUND in said for said in done)
    assert files_with(round.place.root, MARKER, ADDRESS) == []
    assert carry_out(round, NOW, Silent()).responses == 0


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_the_same_file_imported_again_brings_nobody_back_into_this_store_or_a_fresh_one(round, tmp_path):
    erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    again = tmp_path / "again.csv"
    again.write_text(responses_csv(told()))
    assert bring_in(round.place, ROUND, again, "", Silent()).added.new == 0
    assert Response.objects.get(store_id=WHO).answers == {}
    assert Arrived.objects.get(response__store_id=WHO).cells == {}


def test_erasing_twice_is_as_erasing_once_and_what_is_unknown_erases_nothing(round):
    public = tables.responses(ROUND).set_index("response").index[3]
    erase(round, [public], "asked by letter", "author", NOW, Silent())
    files = {path.name: path.read_bytes() for path in round.here.kept()}
    later = NOW + dt.timedelta(days=9)
    erase(round, list(erased_ids(round.here)), "asked again", "author", later, Silent())
    assert {path.name: path.read_bytes() for path in round.here.kept()} == files
    assert list(erased_ids(round.here).values()) == ["2020-12-01"]
    assert Erasure.objects.count() == 1
    with pytest.raises(MissingError, match="nothing was erased"):
        erase(round, ["r04", "no such response"], "asked", "author", NOW, Silent())
    assert not Response.objects.get(store_id="r04").withdrawn


@pytest.mark.parametrize("reason", ["", "asked by jo.bloggs@example.org"])
def test_a_reason_is_given_and_names_nobody(round, reason):
    with pytest.raises(UserError, match="--reason"):
        erase(round, [WHO], reason, "author", NOW, Silent())
    assert not Response.objects.get(store_id=WHO).withdrawn


def test_what_a_person_wrote_is_named_and_not_changed(round):
    notes = round.place.root / "book" / "notes.md"
    write_text(notes, f"A page.\n\nSomebody said: {SAID}\n")
    record, members = standing(round)
    theme = read_agreed(round.here).themes[0].id
    title = Act(act="rename", on=theme, value="Smartcards of Zanzibarlamps lock at weekends")
    write_record(round, [*record, *lines_of([title], len(record), "author", AT)], members)
    done = erase(round, [WHO], "asked by letter", "author", NOW, Silent())
    assert any("notes.md:3: a person wrote their words here" in said for said in done.left)
    assert any(f"theme {theme}: its title holds their words" in said for said in done.left)
    assert not [said for said in (*done.left, *done.done) if MARKER in said.lower() or ADDRESS in said]
    assert SAID in read_text(notes)


def test_who_withdraws_while_an_analysis_runs_is_erased_when_it_ended(round, monkeypatch):
    def meanwhile(here: Round, progress: Silent) -> None:
        erasing.ask_erasure(ROUND, WHO, "withdrawn", "respondent", NOW)
        told = carry_out(round, NOW, Silent())
        assert (told.left, told.finished) == ((UNDER_WAY,), False)
        themes(here, progress)

    themes = _RUN["themes"]
    monkeypatch.setitem(_RUN, "themes", meanwhile)
    analyse(round, Silent(), forced=True)
    assert erasing.rounds_waiting() == [ROUND]
    carry_out_erasures(round.place, NOW)
    assert erasing.rounds_waiting() == []
    assert files_with(round.place.root, MARKER, ADDRESS) == []


def test_two_analyses_of_a_round_do_not_run_at_once(round, monkeypatch):
    monkeypatch.setattr("pipeline.run._PATIENCE", 0)
    with files_held(round, 0), pytest.raises(UserError, match="is under way"):
        analyse(round, Silent())
