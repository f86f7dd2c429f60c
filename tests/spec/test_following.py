"""A round that follows another: what was agreed before is found again, and the page says what became of it."""

import pandas as pd
import pytest
import small
from small import AT, SURVEY, accept_largest, checkout, responses_csv, rows

from pipeline.errors import DefinitionError, MissingError
from pipeline.following import known_before
from pipeline.importing import bring_in
from pipeline.load import check_all, load_roadmap
from pipeline.opening import Round, open_round, read_agreed, read_table
from pipeline.place import Place, csv_rows, write_text
from pipeline.progress import Silent
from pipeline.publish.generated import book_data, generated_pages
from pipeline.publishing import publish_round, sign_release
from pipeline.reviewing import write_worksheets
from pipeline.run import analyse, status
from pipeline.store.setup import close_store

pytestmark = pytest.mark.model
OLD, NEW = "small-2020", "small-2021"


def later(told: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{**row, "sent": row["sent"].replace("2020", "2021"), "ref": f"n{row['ref']}"} for row in told]


def second(place: Place, follows: str = OLD) -> None:
    text = (
        SURVEY.format(key="6b" * 32).replace("2020", "2021").replace("format: 1\n", f"format: 1\nfollows: {follows}\n")
    )
    write_text(place.round(NEW).survey, text)
    write_text(place.root / "later.csv", responses_csv(later(rows())))


def analysed(place: Place, name: str, file: str) -> Round:
    bring_in(place, name, place.root / file, "", Silent())
    round = open_round(place, name)
    analyse(round, Silent())
    return round


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("following")
    old = small.analysed(folder)
    place = old.place
    accept_largest(old, most=9)
    sign_release(old, "1", "2020-07-31", "", "author", AT)
    first = publish_round(old, None, Silent()).value
    second(place)
    new = analysed(place, NEW, "later.csv")
    yield new, first
    close_store()


def test_themes_that_people_raise_again_are_told_from_new_ones(both):
    new, _ = both
    told = read_table(new.here, "lineage")
    agreed = {theme.id for theme in read_agreed(new.place.round(OLD)).themes}
    assert {row.before for row in told.itertuples() if row.before} <= agreed
    assert set(told["kind"]) <= {"same", "new", "split", "merged", "retired"}
    again = told[told["kind"] == "same"]
    assert len(again) >= 0.9 * len(agreed)


def test_nothing_is_called_a_change_where_the_same_was_said(both):
    assert not read_table(both[0].here, "shifts")["real"].any()


def test_the_worksheet_says_which_theme_of_before_a_candidate_is(both):
    sheet = csv_rows(write_worksheets(both[0])[0].read_text())
    told = [row["before"] for _, row in sheet if row["kind"] == "theme"]
    assert any(f"the same as {OLD}-T0" in cell for cell in told)
    assert any("no change beyond chance" in cell for cell in told)


def test_the_page_of_a_theme_leads_to_the_one_before_it(both):
    new, first = both
    accept_largest(new, most=3)
    sign_release(new, "1", "2021-07-31", "", "author", AT)
    value = publish_round(new, None, Silent()).value
    assert value["release"]["follows"] == {"round": OLD, "version": "1"}
    shown = {theme["id"] for theme in first["themes"]}
    assert {link["before"] for theme in value["themes"] for link in theme["lineage"]} <= shown
    assert set(value["retired"]) <= shown
    for told in value["themes"]:
        if told["change"]:
            assert abs(told["change"]["now"] - told["responses"] / value["totals"]["responses"]) < 0.15
    theme = next(theme for theme in value["themes"] if theme["lineage"])
    pages = generated_pages(
        book_data({OLD: first, NEW: value}, load_roadmap(new.place, new.definitions.taxonomy), new.definitions.taxonomy)
    )
    page = next(text for name, text in pages.items() if name.endswith(f"{theme['id'].lower()}.md"))
    assert "## Since the round before" in page
    assert f"{theme['lineage'][0]['before'].lower()}.md" in page


def test_what_is_agreed_later_in_the_round_before_changes_no_signed_release(both):
    new, _ = both
    kept = new.here.release("1").read_bytes()
    accept_largest(open_round(new.place, OLD), most=12)
    again = publish_round(new, None, Silent())
    assert new.here.release("1").read_bytes() == kept
    assert not [said for said in again.conflicts if "otherwise" in said]


def test_a_stage_of_the_earlier_round_that_changed_makes_the_comparison_stale(both):
    new, _ = both
    analyse(new, Silent())
    assert dict(status(new))["rounds"] == "fresh"
    path = new.place.round(OLD).decisions
    kept = path.read_bytes()
    path.write_bytes(kept + b"\n")
    assert dict(status(new))["rounds"].startswith("input changed")
    path.write_bytes(kept)


def test_a_round_that_follows_what_is_not_there_says_which_there_are(tmp_path):
    place = checkout(tmp_path)
    second(place, "small-1999")
    with pytest.raises(DefinitionError, match="follows 'small-1999', which is no round here"):
        open_round(place, NEW)


def test_a_round_before_that_was_not_analysed_here_is_named_with_the_cure(tmp_path):
    place = checkout(tmp_path)
    second(place)
    with pytest.raises(MissingError, match="run: cpitg analyse small-2020"):
        analysed(place, NEW, "later.csv")
    close_store()


def test_an_invented_round_is_followed_by_no_real_one(tmp_path):
    place = checkout(tmp_path)
    second(place)
    path = place.round(NEW).survey
    kept = [line for line in path.read_text().splitlines() if not line.startswith(("illustrative", "key", "about_the"))]
    write_text(path, "\n".join(kept) + "\n")
    with pytest.raises(DefinitionError, match="which was made up"):
        check_all(place, (NEW,))


def test_rounds_that_follow_one_another_in_a_circle_are_a_fault(tmp_path):
    place = checkout(tmp_path)
    second(place)
    path = place.round(OLD).survey
    write_text(path, path.read_text().replace("format: 1\n", f"format: 1\nfollows: {NEW}\n"))
    with pytest.raises(DefinitionError, match="follows in a circle"):
        check_all(place, (OLD, NEW))


def test_a_candidate_that_comes_from_nothing_agreed_is_new():
    told = pd.DataFrame(
        {
            "theme": ["", "a", "b"],
            "before": ["T1", "c1", "T2"],
            "kind": ["retired", "same", "same"],
            "shared": [0, 4, 5],
            "overlap": [0.0, 0.5, 0.6],
        }
    )
    kept = known_before(told, ["T1", "T2"])
    assert list(zip(kept["theme"], kept["before"], kept["kind"], strict=True)) == [
        ("", "T1", "retired"),
        ("a", "", "new"),
        ("b", "T2", "same"),
    ]
