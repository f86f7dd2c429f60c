import base64
import hashlib
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from reporting import HOSTILE, full_material, no_themes, small_material

from pipeline.report import views as cut
from pipeline.report.page import report_html
from pipeline.schemas import SHIFTS

VOID = {"meta", "link", "img", "br", "hr", "input"}
SHOWN = {"T001": 0.8, "T003": 1.0}
FULL, SMALL = report_html(replace(full_material(), stances_shown=SHOWN)), report_html(small_material())
PAGES = {"full": FULL, "small": SMALL, "none": report_html(no_themes())}


class Tree(HTMLParser):
    """Tags with their attributes, ids, and the first tag that closes what is not open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_page_is_well_made(page):
    tree = Tree(page)
    assert tree.wrong == []
    assert tree.open == []
    ids = tree.values("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.values("href")} <= set(ids), "each link leads to a place on the page"
    assert {told for line in tree.values("aria-labelledby") for told in line.split()} <= set(ids)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_nothing_is_asked_of_any_other_place(page):
    tree = Tree(page)
    assert all(href.startswith("#") for href in tree.values("href"))
    assert tree.values("src") == []
    assert tree.values("style") == [], "the policy would refuse a style in a tag"
    assert not any(name.startswith("on") for _, attrs in tree.tags for name in attrs)
    assert "url(" not in page
    assert "@import" not in page
    assert tree.count("script") == tree.count("style") == 1


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_policy_lets_our_own_script_and_style_run_and_no_other(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.S)[1]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_texts_that_would_like_to_act_are_shown_as_they_stand():
    shown = "".join(Tree(FULL).text)
    assert all(text in shown for text in HOSTILE)
    assert "<script>window" not in FULL
    assert "<img" not in FULL
    assert "<b>" not in FULL
    assert "{{ 7 * 7 }}" in shown


def test_what_people_wrote_is_announced():
    for page in PAGES.values():
        assert "Redacted texts, for the analyst only" in page


def test_headings_go_down_one_step_at_a_time():
    for page in PAGES.values():
        levels = [int(tag[1]) for tag, _ in Tree(page).tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_each_table_has_a_caption_and_each_head_a_scope():
    for page in PAGES.values():
        tree = Tree(page)
        assert tree.count("table") == tree.count("caption")
        assert all("scope" in attrs for tag, attrs in tree.tags if tag == "th")


def test_columns_of_what_is_not_known_are_not_there():
    for word in ("Organisations</th>", "Stance</th>", "Change</th>", "Look at</th>"):
        assert word in FULL
        assert word not in SMALL


def test_the_counts_stand_in_the_head():
    words = " ".join(" ".join(Tree(FULL).text).split())
    assert "15 answers: 13 used, 2 set aside with a reason" in words
    assert "3; 2 points in none" in words
    assert "What <em>would</em> help?" in words
    assert "Compared with found last year" in words
    assert "problem, dashed outline" in words


def test_a_theme_tells_all_that_is_known_of_it():
    section = re.search(r'<article class="theme" id="T001".*?</article>', FULL, re.S)[0]
    words = " ".join(" ".join(Tree(section).text).split())
    for told in (
        "5 responses (", "5 points, 5 distinct texts, 3 organisations",
        "Found again in 19 of 20 reruns; separation 0.40", "those of the next theme in 97 % of pairs",
        "Stance: problem, shown by 80 % of its points.",
        "20 % before, 35 % now: +15.0 points (+5.0 to +25.0), more than chance",
        "As before: B01 Cards", "Most alike: T002 Broadband outages (0.60)", "Weekend locks : 2 responses",
        "By region: responses that speak of this", "north", "What <em>would</em> help?",
    ):  # fmt: skip
        assert told in words, told
    assert 'class="problem"' in FULL


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (0.8, "Stance: problem, shown by 80 % of its points."),
        (0.3, "problem, shown by 30 % of its points and assumed of others, since the question asks for problems."),
        (0.0, "Stance: problem, since the question asks for problems."),
    ],
)
def test_what_texts_show_and_what_was_asked_are_told_apart(shown, said):
    page = report_html(replace(full_material(), stances_shown={"T001": shown}))
    assert said in " ".join(page.split())


def test_a_flag_says_why_and_what_to_do():
    section = re.search(r'<article class="theme" id="T002".*?</article>', FULL, re.S)[0]
    words = " ".join(" ".join(Tree(section).text).split())
    assert "Look at this: unsteady. It is found in few reruns. Measured 0.40; the bound is 0.60." in words
    assert "It may be chance. Read its texts. See" in words
    assert 'href="#T001.a"' in section
    assert "Split off from: B02 Lines" in words


def test_a_rule_without_words_is_told_by_its_name():
    page = report_html(replace(full_material(), rules={}))
    assert "Look at this: unsteady.</strong> Measured" in page


def test_a_theme_counted_with_another_says_so():
    page = report_html(replace(full_material(), counted_with={"T003": "T001"}))
    section = re.search(r'<article class="theme" id="T003".*?</article>', page, re.S)[0]
    assert "more than chance, counted together with T001." in section


def test_themes_not_found_again_are_listed_with_what_became_of_their_share():
    assert "<li>B09 Fax</li>" in FULL
    gone = pd.DataFrame([("B09", 0.3, 0.01, -0.4, -0.2, True)], columns=[*SHIFTS.columns])
    page = report_html(replace(full_material(), shifts=gone))
    said = "30 % before, 1.0 % now: −29.0 points (−40.0 to −20.0), more than chance"
    assert f"<li>B09 Fax: {said}</li>" in page


def test_a_point_of_a_second_theme_is_marked():
    section = re.search(r'<article class="theme" id="T003".*?</article>', FULL, re.S)[0]
    assert "Smartcards lock at weekends <small>(T001-1; second theme)</small>" in section


def test_long_lists_are_cut_and_say_so(monkeypatch):
    monkeypatch.setattr(cut, "MOST_TEXTS", 2)
    monkeypatch.setattr(cut, "MOST_UNTHEMED", 1)
    page = report_html(full_material())
    words = " ".join(" ".join(Tree(page).text).split())
    assert "2 of 5 texts, the most central first" in words
    assert "3 more texts in points.csv and themes.xlsx" in words
    assert "1 of 2 texts" in words


def test_the_same_text_is_shown_once_and_counted():
    small = small_material()
    points = small.points.copy()
    points.loc[points["point"] == "T001-2.1", "text"] = "smartcards  LOCK at weekends"
    page = report_html(replace(small, points=points))
    assert "Smartcards lock at weekends <small>(T001-1 and 1 more)</small>" in page


def test_the_same_material_gives_the_same_page():
    assert report_html(replace(full_material(), stances_shown=SHOWN)) == FULL


def test_without_themes_the_page_says_so():
    assert "No theme was found" in PAGES["none"]
    assert "<svg" not in PAGES["none"]
