"""A book far larger than ours: the checkout with a round of 500 themes and a roadmap of 200 items in place of its own.

Titles and quotes are put together from halves of the illustrative round's own, so that words, lengths and marks are
those of real pages; everything else of a theme or an item is that of one of ours.
"""

import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.sets import ROOT, SEED
from pipeline.place import Place, find_place

ROUND = "illustrative-2020"
THEMES, POINTS, ITEMS, QUOTES = 500, 10_000, 200, 600
# What a book is built from; nothing of a store.
_OWN = ("_config.yml", "_toc.yml", "book", "surveys")
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def lay_out_large(root: Path, *, themes: int = THEMES, points: int = POINTS, items: int = ITEMS) -> Place:
    """A checkout with the real pages, a round of so many themes and points, and so many roadmap items."""
    root.mkdir(parents=True)
    for name in _OWN:
        source = ROOT / name
        left_out = shutil.ignore_patterns("generated", "_build")
        (shutil.copytree(source, root / name, ignore=left_out) if source.is_dir() else shutil.copy(source, root))
    place = find_place(root)
    rng = random.Random(SEED)
    _write_round(place, rng, themes, points)
    plan = yaml.safe_load(place.roadmap.read_text("utf-8"))
    not_taken = {each["theme"] for each in plan.get("not_on_roadmap", ())}
    evidence = [_name(number) for number in range(themes) if _name(number) not in not_taken]
    plan["items"] = _items(rng, plan["items"], items, evidence)
    place.roadmap.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False, width=120), "utf-8")
    return place


def _write_round(place: Place, rng: random.Random, themes: int, points: int) -> None:
    home = place.round(ROUND)
    value = json.loads(home.published.read_text("utf-8"))
    value["themes"] = _themes(rng, value["themes"], themes)
    value["points"] = _points(rng, value["points"], value["themes"], points)
    value["quotes"] = _quotes(rng, value, QUOTES * themes // THEMES)
    for theme in value["themes"]:
        _count(theme, [point for point in value["points"] if theme["id"] in point["themes"]])
    themed = sum(bool(point["themes"]) for point in value["points"])
    value["totals"] |= {"themes": themes, "points": points, "themed_points": themed, "quotes": len(value["quotes"])}
    for path in (home.published, home.release(value["release"]["version"])):
        path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _name(number: int) -> str:
    return f"{ROUND}-T{number + 1:03d}"


def _mixed(rng: random.Random, texts: Sequence[str], size: int) -> list[str]:
    """Texts of which each joins the first words of one to the last words of another; no more than a fifth twice."""
    known: dict[str, None] = {}
    out: list[str] = []
    while len(out) < size:
        first, last = (each.split() for each in rng.sample(texts, 2))
        text = " ".join([*first[: rng.randint(2, len(first))], *last[-rng.randint(2, len(last)) :]])
        if text not in known or len(out) - len(known) < size // 5:
            known.setdefault(text)
            out.append(text)
    return out


def _themes(rng: random.Random, ours: Sequence[Any], size: int) -> list[Any]:
    titles = _mixed(rng, [theme["title"] for theme in ours], size)
    made = [{**json.loads(json.dumps(ours[n % len(ours)])), "id": _name(n), "title": titles[n]} for n in range(size)]
    return [{**theme, "lineage": [], "since": "2"} if n >= len(ours) else theme for n, theme in enumerate(made)]


def _points(rng: random.Random, ours: Sequence[Any], themes: Sequence[Any], size: int) -> list[Any]:
    """Points under ids of their own, each theme with one at least, else as many as chance gives."""
    plain = [{key: value for key, value in point.items() if key != "text"} for point in ours]
    ids: dict[str, None] = {}
    while len(ids) < size:
        ids.setdefault("p" + "".join(rng.choices(_ALPHABET, k=12)))
    out = []
    for number, name in enumerate(sorted(ids)):
        chosen = themes[number] if number < len(themes) else rng.choice(themes)
        model = plain[number % len(plain)]
        out.append({**model, "id": name, "themes": [chosen["id"]] if model["themes"] or number < len(themes) else []})
    return out


def _quotes(rng: random.Random, value: Any, size: int) -> list[Any]:
    """Quotes with new words at points of themes, the words also at the point, as in a release."""
    texts = _mixed(rng, [quote["text"] for quote in value["quotes"]], size)
    themed = [point for point in value["points"] if point["themes"]]
    quoted = sorted(rng.sample(themed, size), key=lambda point: str(point["id"]))
    out = []
    for point, text in zip(quoted, texts, strict=True):
        point["text"] = text
        own = {"point": point["id"], "theme": point["themes"][0], "question": point["question"], "text": text}
        out.append({**value["quotes"][0], **own, "translated_from": ""})
    return out


def _count(theme: Any, points: Sequence[Any]) -> None:
    """Set a theme's counts to its points."""
    asked = sorted({point["question"] for point in points})
    told = [{"question": name, "points": sum(point["question"] == name for point in points)} for name in asked]
    count = len(points)
    theme |= {"questions": told, "points": count, "by_person": count, "by_machine": 0, "texts": count}


def _items(rng: random.Random, ours: Sequence[Any], size: int, themes: Sequence[str]) -> list[Any]:
    """Roadmap items under ids and titles of their own, each on two themes or three."""
    titles = _mixed(rng, [item["title"] for item in ours], size)
    out = []
    for number, title in enumerate(titles):
        rests = {"evidence": sorted(rng.sample(themes, rng.choice((2, 3))))}
        out.append({**ours[number % len(ours)], "id": f"rm-{number + 1:02d}", "title": title, **rests})
    return out
