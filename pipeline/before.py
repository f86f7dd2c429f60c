"""A result of before beside one of now: which themes go on under their ids, what became of the rest, what moved."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pandas as pd

from pipeline.embed.context import vectors_in_context
from pipeline.embed.protocol import PoolingEmbedder
from pipeline.errors import InputError
from pipeline.place import csv_rows, json_text, read_json, read_text, remove, shown, write_text
from pipeline.themes.carry import LONGEST, countable
from pipeline.themes.following import followed

GIVEN = "given.json"  # every theme id that was ever given, so that none is given twice
RESPONSES = "responses.csv"  # which rows are one respondent's; there only where a column says so
HISTORY = "history.json"  # where the ids of the rows came from
OF_ROWS, OF_COLUMN = "row numbers", "a column"
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
    numbered: bool = False  # its ids are row numbers, which say nothing of another file


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


def _refused(path: Path, said: str, line: int = 0) -> InputError:
    return InputError.at(shown(path), f"{said}; name a folder as cpitg explore wrote it", line)


def _rows(path: Path, columns: Sequence[str], key: str = "id") -> list[Mapping[str, str]]:
    """The rows of a table that has these columns and names each `key` once; InputError where it is another."""
    text = read_text(path)
    if text and not text.endswith("\n"):
        raise _refused(path, "ends in the middle of a line")
    try:
        header, rows = next(csv.reader(StringIO(text)), []), csv_rows(text)
    except csv.Error as error:
        raise _refused(path, f"is no CSV ({error})") from None
    if missing := [column for column in columns if column not in header]:
        raise _refused(path, f"has no column {', '.join(missing)}")
    seen: set[str] = set()
    for line, row in rows:
        if not row[key] or row[key] in seen:
            raise _refused(path, f"has a {key} that is {'there twice' if row[key] else 'empty'}", line)
        seen.add(row[key])
    return [row for _, row in rows]


def _responses(folder: Path, answers: Iterable[str]) -> dict[str, str]:
    """Whose each answer is: its own, or what its respondent sent in several rows."""
    path = folder / RESPONSES
    if not path.exists():
        return {answer: answer for answer in answers}
    told = {row["id"]: row["response"] for row in _rows(path, ("id", "response"))}
    if lost := [answer for answer in answers if not told.get(answer)]:
        raise _refused(path, f"does not say whose {len(lost)} rows of answers.csv are")
    return told


def _given(folder: Path) -> list[str]:
    """The ids that were ever given; a result of an older version has no list of them."""
    path = folder / GIVEN
    told = read_json(path) if path.exists() else []
    if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
        raise _refused(path, "is no list of ids")
    return told


def _numbered(folder: Path, answers: Sequence[str]) -> bool:
    """Whether the ids are row numbers; where an older version does not say so, what counts from 1 is taken for them."""
    path = folder / HISTORY
    if not path.exists():
        return set(answers) == {str(number) for number in range(1, len(answers) + 1)}
    told = read_json(path)
    if not isinstance(told, dict) or told.get("ids") not in (OF_ROWS, OF_COLUMN):
        raise _refused(path, f"does not say that ids are '{OF_ROWS}' or '{OF_COLUMN}'")
    return bool(told["ids"] == OF_ROWS)


def _check_points(folder: Path, points: pd.DataFrame, answers: Collection[str]) -> None:
    path = folder / "points.csv"
    if lost := int((~points["answer"].isin(set(answers))).sum()):
        raise _refused(path, f"has {lost} points of answers that are not in answers.csv")


def _check_themes(folder: Path, points: pd.DataFrame, themes: Sequence[Mapping[str, str]]) -> None:
    """Each theme is in both tables with as many points: a table that was cut or edited would be a false past."""
    of_points = Counter(told.split(";", 1)[0] for told in points["theme"])
    named = {row["theme"] for row in themes}
    if lost := sorted({id for told in points["theme"] for id in told.split(";") if told} - named):
        raise _refused(folder / "points.csv", f"has {len(lost)} themes that are not in themes.csv")
    for row in themes:
        count = of_points[row["theme"]]
        if not count or row.get("points", str(count)) != str(count):
            said = f"has {count} points of theme {row['theme']}, themes.csv {row.get('points') or 'more'}"
            raise _refused(folder / "points.csv", said)


def _check_ids(folder: Path, name: str, ids: Iterable[str]) -> None:
    if any(not countable(id) for id in ids):
        raise _refused(folder / name, f"has a theme id whose number is longer than {LONGEST} digits: none follows it")


def _points(folder: Path, response: Mapping[str, str]) -> pd.DataFrame:
    rows = [
        (row["point"], row["id"], response.get(row["id"], row["id"]), row["text"], row["theme"])
        for row in _rows(folder / "points.csv", _NEEDED["points.csv"], "point")
    ]
    return pd.DataFrame(rows, columns=["point", "answer", "response", "text", "theme"], dtype=str)


def read_before(folder: Path) -> Before:
    """The earlier result in a folder; InputError where it is none, or was damaged since it was written."""
    if not folder.is_dir():
        raise InputError.at(shown(folder), "is no folder; name one that cpitg explore wrote")
    if missing := [name for name in _NEEDED if not (folder / name).exists()]:
        said = f"holds no result of explore ({', '.join(missing)} not there); name the --out of an earlier run"
        raise InputError.at(shown(folder), said)
    wholes = {row["id"]: row["text"] for row in _rows(folder / "answers.csv", _NEEDED["answers.csv"])}
    themes = _rows(folder / "themes.csv", _NEEDED["themes.csv"], "theme")
    points, given = _points(folder, _responses(folder, list(wholes))), _given(folder)
    _check_points(folder, points, wholes)
    _check_themes(folder, points, themes)
    titles = {row["theme"]: row["title"] for row in themes}
    _check_ids(folder, "themes.csv", titles)
    _check_ids(folder, GIVEN, given)
    return Before(points, wholes, titles, tuple(sorted({*given, *titles})), _numbered(folder, list(wholes)))


def write_history(out: Path, given: Iterable[str], responses: Mapping[str, str], *, numbered: bool = False) -> None:
    """What the next comparison needs beside the tables: the ids given, and whose rows are whose where that is known.

    `numbered` says that the rows had no ids of their own: the same number in another file is another row.
    """
    write_text(out / GIVEN, json_text(sorted(given)))
    write_text(out / HISTORY, json_text({"ids": OF_ROWS if numbered else OF_COLUMN}))
    if not responses:
        remove(out / RESPONSES)
    else:
        frame = pd.DataFrame({"id": list(responses), "response": list(responses.values())})
        write_text(out / RESPONSES, frame.sort_values("id").to_csv(index=False, lineterminator="\n"))


def _side(points: pd.DataFrame, side: str) -> pd.DataFrame:
    """The points under ids that no point of the other side has."""
    return points.assign(point=side + points["point"], response=side + points["response"])


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
    *,
    numbered: bool = False,
) -> Since:
    """Compare today's themes (THEMES and MEMBERS of POINTS, whole answers by id) with those of before.

    Where the ids of either side are row numbers (`numbered`: today's are), the two share points only if all of their
    answers are the same.
    """
    old, new = before.points, _themed(points, members)
    answers = [*(before.wholes.get(each, "") for each in old["answer"]), *(wholes[each] for each in points["answer"])]
    # In one call, since what is rare is rare among all texts read together.
    vectors = vectors_in_context([*old["text"], *points["text"]], answers, embedder, expansions)
    if (numbered or before.numbered) and before.wholes != wholes:
        old, new = _side(old, "before "), _side(new, "now ")
    told = followed(old, new, vectors, list(themes["theme"]), before.given)
    return Since(told.ids.names, told.lineage, told.shifts, before.titles, told.ids.given, told.listed)
