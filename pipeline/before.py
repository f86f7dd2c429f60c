"""A result of before beside one of now: which themes go on under their ids, what became of the rest, what moved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.embed.context import vectors_in_context
from pipeline.embed.protocol import PoolingEmbedder
from pipeline.errors import InputError
from pipeline.place import csv_rows, json_text, read_json, read_text, remove, shown, write_text
from pipeline.themes.following import followed

GIVEN = "given.json"  # every theme id that was ever given, so that none is given twice
RESPONSES = "responses.csv"  # which rows are one respondent's; there only where a column says so
_NEEDED = {
    "points.csv": ("id", "point", "text", "theme"),
    "answers.csv": ("id", "text"),
    "themes.csv": ("theme", "title"),
}


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier result as its folder holds it."""

    points: pd.DataFrame  # point, answer, response, text, theme
    wholes: Mapping[str, str]  # answer -> its redacted text
    titles: Mapping[str, str]
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """Today's themes beside those of before: their ids, what became of each, which shares moved, all ids ever given.

    `listed` names for each theme of today the one in whose line of `shifts` it is counted.
    """

    names: Mapping[str, str]
    lineage: pd.DataFrame
    shifts: pd.DataFrame
    titles: Mapping[str, str]
    given: tuple[str, ...]
    listed: Mapping[str, str]


def _rows(folder: Path, name: str) -> list[Mapping[str, str]]:
    rows = [row for _, row in csv_rows(read_text(folder / name))]
    missing = [column for column in _NEEDED[name] if rows and column not in rows[0]]
    if missing:
        said = f"has no column {', '.join(missing)}; name a folder that cpitg explore wrote"
        raise InputError.at(shown(folder / name), said)
    return rows


def _responses(folder: Path) -> dict[str, str]:
    path = folder / RESPONSES
    return {row["id"]: row["response"] for _, row in csv_rows(read_text(path))} if path.exists() else {}


def read_before(folder: Path) -> Before:
    """The earlier result in a folder; InputError where it is none."""
    if not folder.is_dir():
        raise InputError.at(shown(folder), "is no folder; name one that cpitg explore wrote")
    if missing := [name for name in _NEEDED if not (folder / name).exists()]:
        said = f"holds no result of explore ({', '.join(missing)} not there); name the --out of an earlier run"
        raise InputError.at(shown(folder), said)
    response = _responses(folder)
    rows = [
        (row["point"], row["id"], response.get(row["id"], row["id"]), row["text"], row["theme"])
        for row in _rows(folder, "points.csv")
    ]
    titles = {row["theme"]: row["title"] for row in _rows(folder, "themes.csv")}
    given = read_json(folder / GIVEN) if (folder / GIVEN).exists() else []
    return Before(
        points=pd.DataFrame(rows, columns=["point", "answer", "response", "text", "theme"], dtype=str),
        wholes={row["id"]: row["text"] for row in _rows(folder, "answers.csv")},
        titles=titles,
        given=tuple(sorted({*map(str, given), *titles})),
    )


def write_history(out: Path, given: Iterable[str], responses: Mapping[str, str]) -> None:
    """What the next comparison needs beside the tables: the ids given, and whose rows are whose where that is known."""
    write_text(out / GIVEN, json_text(sorted(given)))
    if not responses:
        remove(out / RESPONSES)
    else:
        frame = pd.DataFrame({"id": list(responses), "response": list(responses.values())})
        write_text(out / RESPONSES, frame.sort_values("id").to_csv(index=False, lineterminator="\n"))


def _themed(points: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Today's points with the main theme of each."""
    main = members[members["rank"] == 0]
    home = dict(zip(main["point"], main["theme"], strict=True))
    themes = pd.Series([home.get(point, "") for point in points["point"]], index=points.index, dtype=str)
    return points[["point", "answer", "response", "text"]].assign(theme=themes)


def since(
    before: Before,
    points: pd.DataFrame,
    wholes: Mapping[str, str],
    themes: pd.DataFrame,
    members: pd.DataFrame,
    embedder: PoolingEmbedder,
    expansions: Mapping[str, str],
) -> Since:
    """Compare today's themes (THEMES and MEMBERS of POINTS, whole answers by id) with those of before."""
    old = before.points
    answers = [*(before.wholes.get(each, "") for each in old["answer"]), *(wholes[each] for each in points["answer"])]
    # In one call, since what is rare is rare among all texts read together.
    vectors = vectors_in_context([*old["text"], *points["text"]], answers, embedder, expansions)
    told = followed(old, _themed(points, members), vectors, list(themes["theme"]), before.given)
    return Since(told.ids.names, told.lineage, told.shifts, before.titles, told.ids.given, told.listed)
