"""Titles judged by two readers: python -m benchmarks.themes_titles --draw FOLDER, then --score FOLDER SHEET SHEET.

`--draw` writes sheet.csv, the ten largest themes of each development set in a random order, title and keywords on
random sides, with what was said to judge them against; and key.csv, which says what each line is and is not for
readers. Both stay out of the checkout: they hold texts of the shared sets. A reader fills both verdict columns.
`--score` prints shares and agreement and writes benchmarks/marks/titles.csv: set, theme, digest of title and keywords,
verdicts; no text.
"""

import argparse
import csv
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sets import ROOT, SEED, SETS, labelled_set
from benchmarks.themes_ways import Cut, embedder, expansions, ours, split_points
from pipeline.ids import digest
from pipeline.themes.stage import Themes

LARGEST = 10
EXAMPLES = 5
VERDICTS = ("usable", "half", "unusable")
MARKS = ROOT / "benchmarks" / "marks" / "titles.csv"
LEFT, RIGHT = "left", "right"
PARTS = ("title", "keywords")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One theme as it is put before readers."""

    set: str
    theme: str  # T001 is the largest of its set
    title: str
    keywords: str
    examples: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Says whether a verdict is about today's words."""
        return digest(self.title, self.keywords)[:16]


def _more(found: Themes, cut: Cut, theme: str, examples: Sequence[str]) -> Iterator[str]:
    """The theme's own examples, then others of its points, drawn by the seed."""
    texts = dict(zip(cut.points["point"], cut.points["text"], strict=True))
    yield from (texts[point] for point in examples)
    mine = sorted({texts[point] for point in found.members.loc[found.members["theme"] == theme, "point"]})
    yield from random.Random(SEED).sample(mine, len(mine))


def shown_themes(name: str) -> list[Shown]:
    """The largest themes of one set as the product finds them at the dial's normal stop."""
    cut = split_points(labelled_set(name).frame, expansions())
    found = ours(cut, embedder(), expansions(), "normal")
    out = []
    for number, row in enumerate(found.themes.head(LARGEST).itertuples(), start=1):
        told = list(dict.fromkeys(_more(found, cut, str(row.theme), json.loads(str(row.examples)))))[:EXAMPLES]
        keywords = ", ".join(json.loads(str(row.keywords)))
        out.append(Shown(name, f"T{number:03d}", str(row.title), keywords, tuple(told)))
    return out


def drawn(themes: Sequence[Shown], seed: int) -> tuple[list[Row], list[Row]]:
    """The sheet for readers and its key, in a random order with random sides."""
    rng = random.Random(seed)
    sheet, key = [], []
    for number, one in enumerate(rng.sample(list(themes), len(themes)), start=1):
        sides = dict(zip(rng.sample([LEFT, RIGHT], 2), PARTS, strict=True))
        told = {"title": one.title, "keywords": one.keywords}
        blank = {f"verdict {LEFT}": "", f"verdict {RIGHT}": "", "remark": ""}
        said = [*one.examples, *[""] * EXAMPLES][:EXAMPLES]
        examples = {f"said {place}": text for place, text in enumerate(said, start=1)}
        words = {side: told[sides[side]] for side in (LEFT, RIGHT)}
        sheet.append({"no": str(number), **words, **blank, **examples})
        key.append({"no": str(number), "set": one.set, "theme": one.theme, "digest": one.digest, LEFT: sides[LEFT]})
    return sheet, key


def _write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def verdicts(sheet: Sequence[Row], key: Mapping[str, Row]) -> dict[tuple[str, str], str]:
    """A reader's verdict by number of the line and part; a line left out or a verdict unknown is refused."""
    told = {row["no"]: row for row in sheet}
    out, faults = {}, []
    for no, line in key.items():
        sides = {line[LEFT]: LEFT, next(part for part in PARTS if part != line[LEFT]): RIGHT}
        for part, side in sides.items():
            verdict = told.get(no, {}).get(f"verdict {side}", "").strip().lower()
            if verdict not in VERDICTS:
                faults.append(f"{no}, {side}: '{verdict}'")
            out[no, part] = verdict
    if faults:
        raise ValueError(f"verdict is one of {', '.join(VERDICTS)}; line " + "; ".join(faults))
    return out


def kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """Cohen's kappa: agreement beyond what chance gives at the readers' shares; 1 where both say one thing only."""
    size = len(one)
    same = sum(a == b for a, b in zip(one, other, strict=True)) / size
    mine, theirs = Counter(one), Counter(other)
    chance = sum(mine[verdict] * theirs[verdict] for verdict in VERDICTS) / size**2
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def marks(
    key: Mapping[str, Row], one: Mapping[tuple[str, str], str], other: Mapping[tuple[str, str], str]
) -> list[Row]:
    """The committed lines, by set and theme."""
    rows = [
        {"set": line["set"], "theme": line["theme"], "digest": line["digest"]}
        | {f"{part} {reader}": told[no, part] for part in PARTS for reader, told in (("a", one), ("b", other))}
        for no, line in key.items()
    ]
    return sorted(rows, key=lambda row: (list(SETS).index(row["set"]), row["theme"]))


def summary(rows: Sequence[Row]) -> list[str]:
    """What two readers said, part by part and set by set: usable by each and by both, and how far they agree."""
    out = ["| part | set | themes | usable, a | usable, b | usable, both | same verdict | kappa |", "|---" * 8 + "|"]
    for part in PARTS:
        for name in [*dict.fromkeys(row["set"] for row in rows), "all"]:
            mine = [row for row in rows if name in (row["set"], "all")]
            out.append(f"| {part} | {name} | {len(mine)} | " + " | ".join(_cells(mine, part)) + " |")
    return out


def _cells(rows: Sequence[Row], part: str) -> list[str]:
    one, other = [row[f"{part} a"] for row in rows], [row[f"{part} b"] for row in rows]
    pairs = list(zip(one, other, strict=True))
    usable = [one.count("usable"), other.count("usable"), pairs.count(("usable", "usable"))]
    same = sum(a == b for a, b in pairs)
    return [*[f"{count / len(rows):.0%}" for count in [*usable, same]], f"{kappa(one, other):.2f}"]


def today(rows: Sequence[Row], themes: Sequence[Shown]) -> str:
    """How many of today's themes have a verdict about these very words."""
    judged = {row["digest"] for row in rows}
    return (
        f"{sum(one.digest in judged for one in themes)} of today's {len(themes)} largest themes were judged as they are"
    )


def _all_shown() -> list[Shown]:
    return [one for name in SETS for one in shown_themes(name)]


def draw(folder: Path, seed: int) -> None:
    """Write the sheet and its key."""
    folder.mkdir(parents=True, exist_ok=True)
    sheet, key = drawn(_all_shown(), seed)
    _write(folder / "sheet.csv", sheet)
    _write(folder / "key.csv", key)
    print(f"{len(sheet)} themes in {folder / 'sheet.csv'}; give each reader a copy, without key.csv")


def score(folder: Path, sheets: Sequence[Path]) -> None:
    """Print what both readers said, and keep the verdicts."""
    key = {row["no"]: row for row in _read(folder / "key.csv")}
    one, other = (verdicts(_read(path), key) for path in sheets)
    rows = marks(key, one, other)
    _write(MARKS, rows)
    print("\n".join(summary(rows)))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", type=Path, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=SEED, help="of the order and the sides")
    parser.add_argument("--score", type=Path, nargs=3, metavar=("FOLDER", "SHEET_A", "SHEET_B"))
    asked = parser.parse_args()
    if asked.draw:
        draw(asked.draw, asked.seed)
    elif asked.score:
        score(asked.score[0], asked.score[1:])
    elif MARKS.is_file():
        rows = _read(MARKS)
        print("\n".join([*summary(rows), "", today(rows, _all_shown())]))
    else:
        sys.exit("no verdicts yet; see --help")


if __name__ == "__main__":
    main()
