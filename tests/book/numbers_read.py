"""A reader of built pages who knows published.json and nothing of the pipeline: every figure found at fault."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup, Tag
from priorities_read import ranking_faults, reckoned

# What may hold digits: marked values, times, ids and code, and what a browser does not show as text.
ALLOWED = "data, time, code, [data-key], [data-from], script, style, svg"
AGREEMENT = "/evaluation/coding/"  # figures from 0 to 1 that are no shares, and stand as they are


@cache
def release(root: Path, round: str) -> Any:
    """The release in force of a round, or as `round@version` one that is kept."""
    name, _, version = round.partition("@")
    file = f"releases/{version}.json" if version else "published.json"
    return json.loads((root / "surveys" / name / file).read_text("utf-8"))


@cache
def texts_of(path: Path) -> frozenset[str]:
    """Every text in a YAML file, white space folded."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)
        else:
            found.add(" ".join(str(value).split()))

    walk(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))
    return frozenset(found)


def pages(root: Path) -> list[Path]:
    return sorted((root / "_build" / "html" / "book").rglob("*.html"))


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def at(value: Any, pointer: str) -> Any:
    """RFC 6901."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def told(element: Tag) -> str:
    return " ".join(element.get_text().split())


def round_of(element: Tag) -> str:
    home = element if element.has_attr("data-round") else element.find_parent(attrs={"data-round": True})
    return str(home["data-round"]) if home else ""


def as_shown(value: Any, text: str) -> str:
    """How a page writes a value."""
    if value is None:
        return "not shown"
    if isinstance(value, float):
        if text.isdigit():  # so many of a hundred
            return f"{100 * value:.0f}"
        return f"{100 * value:.1f}%" if text.endswith("%") else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else " ".join(value.split())


def value_faults(root: Path, page: BeautifulSoup) -> Iterator[str]:
    """Every mark whose text or value is not what its path leads to."""
    for element in page.select("[data-key]"):
        key, round = str(element["data-key"]), round_of(element)
        if not round:
            yield f"{key}: stands under no round"
            continue
        value = at(release(root, round), key)
        if told(element) != as_shown(value, told(element)):
            yield f"{key}: shows {told(element)!r}, the release says {value!r}"
        if element.name == "data" and element["value"] != ("null" if value is None else str(value)):
            yield f"{key}: carries {element['value']!r}, the release says {value!r}"


def row_faults(page: BeautifulSoup) -> Iterator[str]:
    for element in page.select("[data-rows]"):
        table = element.find_parent("table")
        rows = len(table.select("tbody tr")) if table else -1
        if element["value"] != str(rows) or told(element) != f"{rows:,}":
            yield f"a caption says {told(element)} rows, its table has {rows}"


def written_faults(root: Path, page: BeautifulSoup) -> Iterator[str]:
    for element in page.select("[data-from]"):
        if told(element) not in texts_of(root / str(element["data-from"])):
            yield f"{element['data-from']} does not say {told(element)!r}"


def chart_faults(root: Path, page: BeautifulSoup) -> Iterator[str]:
    """Bars whose length is not the value of their path, or whose words are not drawn in both pictures."""
    for chart in page.select("figure[data-chart='']"):
        bars = json.loads(chart.select_one("script").string)
        for bar in bars:
            value = at(release(root, round_of(chart)), bar["key"])
            if bar["value"] != value:
                yield f"{bar['key']}: a bar of {bar['value']}, the release says {value}"
        for picture in chart.select("svg"):
            drawn = [text for text in map(told, picture.select("text")) if re.fullmatch(r"[\d,.]+%?", text)]
            ends = [as_shown(bar["value"], "" if bar["key"].startswith(AGREEMENT) else "%") for bar in bars]
            if any(end not in drawn for end in ends):
                yield f"a picture shows {drawn}, its bars are {ends}"


def range_faults(root: Path, page: BeautifulSoup) -> Iterator[str]:
    """Ranges whose dot or ends are not what their path leads to, or whose words are not drawn in both pictures."""
    for chart in page.select("figure[data-chart='ranges']"):
        ranges = json.loads(chart.select_one("script").string)
        for each in ranges:
            entry = at(release(root, round_of(chart)), each["key"])
            if (each["value"], each["low"], each["high"]) != (entry["share"], entry["low"], entry["high"]):
                yield f"{each['key']}: a range of {each}, the release says {entry}"
        ends = [f"{100 * each['low']:.0f} to {100 * each['high']:.0f}" for each in ranges]
        for picture in chart.select("svg"):
            drawn = [text.removesuffix(", weighted") for text in map(told, picture.select("text"))]
            if [text for text in drawn if re.fullmatch(r"\d+ to \d+", text)] != ends:
                yield f"a picture shows {drawn}, its ranges are {ends}"


def priority_faults(root: Path, page: BeautifulSoup) -> Iterator[str]:
    """Rankings that do not come out of the release."""
    for ranking in page.select("[data-priorities]"):
        yield from ranking_faults(release(root, round_of(ranking)), ranking.select("[data-priority]"))


def cell_faults(root: Path, page: BeautifulSoup) -> Iterator[str]:
    """Pages said to have, or to have run, other than the cells that their source has."""
    for element in page.select("[data-cells], [data-ran]"):
        source = str(element.get("data-cells") or element["data-ran"])
        cells = (root / f"{source}.md").read_text("utf-8").count("\n```{code-cell}")
        if told(element) != f"{cells:,}" or element["value"] != str(cells):
            yield f"{source}: {told(element)} cells told, its source has {cells}"


def place_faults(root: Path, page: BeautifulSoup) -> Iterator[str]:
    """Places in the ranking that a page names outside it, and rows of a picture that are not in its order."""
    for mark in page.select("[data-place]"):
        want = reckoned(release(root, round_of(mark))).get((str(mark["data-place"]), "rank"))
        if (str(mark["value"]), told(mark)) != (str(want), str(want)):
            yield f"{mark['data-place']}: shows place {told(mark)!r}, the release comes to {want}"
    for chart in page.select("figure[data-rows-drawn]"):
        places = reckoned(release(root, round_of(chart)))
        ranks = [places[item, "rank"] for item in str(chart["data-rows-drawn"]).split() if (item, "rank") in places]
        if ranks != sorted(ranks) or len(ranks) != len([key for key in places if key[1] == "rank"]):
            yield f"a picture has rows in the order {ranks}"


def titles(root: Path) -> set[str]:
    """The title of every round that is published: a heading may bear it."""
    rounds = [path.parent.name for path in (root / "surveys").glob("*/published.json")]
    return {" ".join(release(root, round)["release"]["title"].split()) for round in rounds}


def stray_digits(root: Path, page: BeautifulSoup) -> Iterator[str]:
    """Digits in what the machine wrote that stand in no mark; prose that people wrote may hold any."""
    scopes = page.select("main .stripe")
    generated = "generated" in (page.body.get("class") or [])
    scopes += page.select("main article") if generated else page.select("main .cell_output")
    for scope in scopes:
        bare = BeautifulSoup(str(scope), "html.parser")
        # The title of a generated page is checked by the page's own id.
        for element in bare.select(ALLOWED + (", h1, h2 > .headerlink" if generated else "")):
            element.decompose()
        for heading in bare.select("h2"):
            if told(heading) in titles(root):
                heading.decompose()
        for link in bare.select("a[href^='http']"):
            if told(link) in str(link["href"]):
                link.decompose()
        if found := re.findall(r".{0,20}\d.{0,20}", bare.get_text(" ")):
            yield f"digits without a mark: {found[:3]}"


def faults(root: Path, page: BeautifulSoup) -> list[str]:
    checks = (value_faults, written_faults, chart_faults, range_faults, priority_faults, cell_faults)
    return [*(fault for check in checks for fault in check(root, page)), *row_faults(page), *stray_digits(root, page)]
