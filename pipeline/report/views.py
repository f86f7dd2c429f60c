"""What a page shows of each theme, ready to be written down: counts in words, lists in their order, cut where long."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipeline.ids import canonical
from pipeline.report.material import Material
from pipeline.report.words import (
    KINDS,
    flag_words,
    found_again,
    listed,
    percent,
    shift_words,
    short_shift,
    stance_words,
)
from pipeline.schemas import records

MOST_TEXTS = 150  # a theme on the page; all are in points.csv
MOST_VALUES = 15  # of an attribute
MOST_UNTHEMED = 500
NEIGHBOURS = 3

Row = Mapping[str, Any]
Grouped = Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Text:
    """A distinct text, the answer it stands in first, and how often it was written."""

    text: str
    answer: str
    times: int
    second: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """One value of an attribute: `share` of its responses speak of the theme, `bar` is that in steps of a hundred."""

    value: str
    responses: int
    of: int
    share: str
    bar: int


@dataclass(frozen=True, slots=True)
class Voices:
    """One attribute of those who speak of a theme; `more` values are not shown."""

    attribute: str
    rows: tuple[Voice, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Link:
    """Another theme, by id and title; `said` is what stands before or behind it."""

    theme: str
    title: str
    said: str = ""
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """What a rule found: what it says of the theme, why that matters, what to do, and whom it concerns beside."""

    rule: str
    says: str
    why: str
    cure: str
    measured: str
    others: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-theme."""

    subtheme: str
    title: str
    keywords: str
    responses: int
    points: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """One theme as the page shows it; what is not known is empty."""

    theme: str
    title: str
    keywords: str
    responses: int
    points: int
    texts: int
    organisations: int | None
    share: float
    found: str
    stability: float
    separation: float
    cohesion: float
    intruder: float | None
    stance: str
    stance_said: str
    flags: tuple[Flag, ...]
    change: str
    change_short: str
    change_size: float
    exemplars: tuple[Text, ...]
    voices: tuple[Voices, ...]
    parts: tuple[Part, ...]
    nearest: tuple[Link, ...]
    lineage: tuple[Link, ...]
    verbatims: tuple[Text, ...]
    more: int


def grouped(frame: pd.DataFrame, by: str) -> Grouped:
    """The rows of a table by a column, each group in the table's order."""
    told: dict[str, list[Row]] = {}
    for row in records(frame):
        told.setdefault(row[by], []).append(row)
    return told


def distinct(rows: Iterable[Row]) -> list[Text]:
    """Points as texts, each once, in the order of their first; told how often each was written."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(canonical(row["text"]), []).append(row)
    return [
        Text(same[0]["text"], same[0]["answer"], len(same), all(row.get("rank", 0) for row in same))
        for same in found.values()
    ]


def member_rows(material: Material) -> pd.DataFrame:
    """Points in their themes, the most central first."""
    joined = material.members.merge(material.points[["point", "answer", "response", "question", "text"]], on="point")
    place = {theme: number for number, theme in enumerate(material.themes["theme"])}
    ordered = joined.assign(place=joined["theme"].map(place), far=-joined["score"])
    return ordered.sort_values(["place", "rank", "far", "point"]).drop(columns=["place", "far"])


def unthemed_rows(material: Material) -> pd.DataFrame:
    """Points in no theme, by id."""
    return material.points[material.points["point"].isin(material.unthemed)].sort_values("point")


class Views:
    """Every table of the material by theme, looked up once."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._titles = dict(zip(material.themes["theme"], material.themes["title"], strict=True))
        self._whole = max(1, material.points["response"].nunique())
        self._text = {row["point"]: row for row in records(material.points[["point", "answer", "text"]])}
        self._members = grouped(member_rows(material), "theme")
        self._quality = {row["theme"]: row for row in records(material.quality)}
        self._stance = {row["theme"]: row for row in records(material.stances)}
        self._shift = {row["theme"]: row for row in records(material.shifts)}
        self._voices = grouped(material.voices, "theme")
        self._flags = grouped(material.flags, "theme")
        self._parts = grouped(material.subthemes, "theme")
        self._lineage = grouped(material.lineage, "theme")
        self._part_titles = dict(zip(material.subthemes["subtheme"], material.subthemes["title"], strict=True))

    def link(self, theme: str, said: str = "") -> Link:
        """A theme or sub-theme as something to follow."""
        return Link(theme, self._titles.get(theme) or self._part_titles.get(theme, ""), said)

    def themes(self) -> list[ThemeView]:
        """All themes in their order."""
        return [self._theme(number, row) for number, row in enumerate(records(self._material.themes))]

    def _theme(self, number: int, row: Row) -> ThemeView:
        theme = row["theme"]
        texts = distinct(self._members.get(theme, []))
        return ThemeView(
            theme=theme,
            title=row["title"],
            keywords=", ".join(listed(row["keywords"])),
            responses=row["responses"],
            points=row["points"],
            texts=row["texts"],
            organisations=self._material.organisations.get(theme),
            share=row["responses"] / self._whole,
            flags=tuple(map(self._flag, self._flags.get(theme, []))),
            exemplars=self._examples(row["examples"]),
            voices=tuple(self._voices_of(theme)),
            parts=tuple(map(self._part, self._parts.get(theme, []))),
            nearest=self._nearest(number),
            lineage=tuple(map(self._came, self._lineage.get(theme, []))),
            verbatims=tuple(texts[:MOST_TEXTS]),
            more=max(0, len(texts) - MOST_TEXTS),
            **self._judged(theme),
            **self._changed(theme),
        )

    def _judged(self, theme: str) -> dict[str, Any]:
        """How good the theme is, and its stance."""
        quality = self._quality[theme]
        told = {name: quality[name] for name in ("stability", "separation", "cohesion")}
        stance = self._stance[theme]["stance"] if theme in self._stance else ""
        said = {"stance": stance, "stance_said": self._stance_said(theme)}
        return told | said | {"found": found_again(quality), "intruder": quality.get("intruder")}

    def _changed(self, theme: str) -> dict[str, Any]:
        """What became of its share since before, alone or counted with another."""
        spoken = self._material.counted_with.get(theme, theme)
        shift = self._shift.get(spoken)
        return {
            "change": shift_words(shift, "" if spoken == theme else spoken) if shift else "",
            "change_short": short_shift(shift) if shift else "",
            "change_size": shift["now"] - shift["before"] if shift else 0.0,
        }

    def _stance_said(self, theme: str) -> str:
        row = self._stance.get(theme)
        return stance_words(row["stance"], row["share"], self._material.stances_shown.get(theme, 0.0)) if row else ""

    def _examples(self, told: str) -> tuple[Text, ...]:
        rows = [self._text[point] for point in listed(told) if point in self._text]
        return tuple(Text(row["text"], row["answer"], 1) for row in rows)

    def _flag(self, row: Row) -> Flag:
        words = flag_words(row["rule"], self._material.rules)
        others = tuple(self.link(other) for other in listed(row["others"]))
        return Flag(
            row["rule"],
            words.says,
            words.why,
            words.cure,
            f"{row['value']:.2f}; the bound is {row['bound']:.2f}",
            others,
        )

    def _part(self, row: Row) -> Part:
        texts = tuple(text.text for text in self._examples(row["examples"]))
        keywords = ", ".join(listed(row["keywords"]))
        return Part(row["subtheme"], row["title"], keywords, row["responses"], row["points"], texts)

    def _voices_of(self, theme: str) -> Iterable[Voices]:
        by_attribute: dict[str, list[Row]] = {}
        for row in self._voices.get(theme, []):
            by_attribute.setdefault(row["attribute"], []).append(row)
        for attribute, rows in by_attribute.items():
            ordered = sorted(rows, key=lambda row: (-row["responses"], -row["responses"] / row["of"], row["value"]))
            shown = tuple(self._voice(attribute, row) for row in ordered[:MOST_VALUES])
            yield Voices(attribute, shown, max(0, len(rows) - MOST_VALUES))

    def _voice(self, attribute: str, row: Row) -> Voice:
        value = (
            self._material.head.questions.get(row["value"], row["value"]) if attribute == "question" else row["value"]
        )
        share = row["responses"] / row["of"]
        return Voice(value, row["responses"], row["of"], percent(share), max(1, round(100 * share)))

    def _nearest(self, number: int) -> tuple[Link, ...]:
        names = list(self._material.themes["theme"])
        likeness = self._material.likeness[number]
        others = sorted((n for n in range(len(names)) if n != number), key=lambda n: (-likeness[n], n))
        return tuple(self.link(names[n], f"{likeness[n]:.2f}") for n in others[:NEIGHBOURS])

    def _came(self, row: Row) -> Link:
        before = row["before"]
        shared = f"{percent(row['overlap'])} of the points of both" if row["overlap"] else ""
        return Link(before, self._material.titles_before.get(before, ""), KINDS[row["kind"]], shared)

    def retired(self) -> list[Link]:
        """Themes of before that are not there any more."""
        gone = [self._came(row) for row in records(self._material.lineage) if row["kind"] == "retired"]
        return [replace(each, shared=shift_words(self._shift[each.theme])) if each.theme in self._shift else each
                for each in gone]  # fmt: skip


def unthemed_texts(material: Material) -> tuple[list[Text], int]:
    """The texts in no theme, and how many more there are than are shown."""
    texts = distinct(records(unthemed_rows(material)))
    return texts[:MOST_UNTHEMED], max(0, len(texts) - MOST_UNTHEMED)
