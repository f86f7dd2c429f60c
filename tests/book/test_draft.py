"""A draft of an unfinished roadmap: built, with what is missing told on the item's page and the roadmap's."""

import pytest
from books import TODAY, lay_out
from numbers_read import soup, told

from pipeline.errors import DefinitionError
from pipeline.publish.book import build_book

# Each line that the first item of the small roadmap may lack, and what is then said of it.
LINES = {
    "    owner: Practical IT lead\n": "has no owner; write one",
    "    status: in progress\n": "has no status; write one",
    "    review_by: 2021-03-31\n": "has no review_by; write the day by which it is looked at again",
    "    evidence: [example-round-T001]\n": "has no evidence; name at least one agreed theme",
}


def test_a_draft_of_an_unfinished_item_says_what_it_lacks_and_a_plain_build_stops(tmp_path):
    place = lay_out(tmp_path / "checkout")
    text = place.roadmap.read_text("utf-8")
    for line in LINES:
        assert line in text
        text = text.replace(line, "", 1)
    place.roadmap.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as found:
        build_book(place, TODAY)
    assert str(found.value).count("roadmap.yml:5: roadmap item has no ") == len(LINES)
    assert not place.html.exists()
    built = build_book(place, TODAY, draft=True)
    faults = [str(fault) for fault in built.faults]
    assert all(any(f"roadmap.yml:5: roadmap item rm-01 {said}" in fault for fault in faults) for said in LINES.values())
    page = soup(place.html / "book/generated/items/rm-01.html")
    marked = told(page.select_one("article .notice"))
    assert all(said in marked for said in LINES.values())
    assert "not named yet" in told(page.article)
    assert "no day yet" in told(page.article)
    assert "No theme yet." in told(page.article)
    other = soup(place.html / "book/generated/items/rm-02.html")
    assert "has no owner" not in told(other.article)
