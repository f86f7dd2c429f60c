"""Any table of texts, without a survey or a store: explored for themes, tagged to a frame, or redacted."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import cast, get_args

import numpy as np
import pandas as pd

from pipeline.clean import AskedQuestion, Cleaned, CleanRules, clean, dropped
from pipeline.clean.redact import redact
from pipeline.clean.repair import repair
from pipeline.collect.table import read_texts
from pipeline.columns import Rows, read_known, read_rows
from pipeline.columns import Texts as Texts
from pipeline.definitions.glossary import Glossary
from pipeline.definitions.survey import asks_by_wording
from pipeline.embed.context import vectors_in_context
from pipeline.embed.protocol import PoolingEmbedder
from pipeline.engine import spread
from pipeline.errors import InputError, UserError
from pipeline.load import load_embedder, load_glossary, load_taxonomy
from pipeline.place import Place, frame_csv, json_text, read_bytes, shown, write_bytes, write_text
from pipeline.progress import Progress
from pipeline.report.material import Head, Material, likeness_of_themes
from pipeline.report.page import report_html
from pipeline.report.workbook import themes_workbook
from pipeline.schemas import ANSWERS, RESPONSES, checked, records
from pipeline.tag.tagger import Tagger
from pipeline.themes.assign import main_themes
from pipeline.themes.stage import Detail, Themes, ThemeSettings, find_themes, numbered
from pipeline.themes.voices import organisations, voices


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """What exploring made, and how long each part of it took, in seconds."""

    answers: int
    points: int
    themes: int
    unthemed: int
    dropped: int
    seconds: Mapping[str, float]


def _check_out(texts: Texts, out: Path) -> None:
    if out.suffix.lower() in (".xlsx", ".xls", ".ods"):
        raise InputError.at(shown(out), "would be no workbook: results are written as CSV; name a file ending in .csv")
    if out.resolve() == texts.file.resolve():
        raise InputError.at(shown(out), "is the file that is read; name another for the results, nothing was written")


def _asked(question: str) -> AskedQuestion:
    """What a question wants to hear, as far as its wording tells; nothing where there is no question."""
    return AskedQuestion(text=question, asks=asks_by_wording(question))


def _cleaned(read: Rows, glossary: Glossary, progress: Progress) -> Cleaned:
    rows = read.rows
    responses = pd.DataFrame(
        {
            "response": read.responses.drop_duplicates(),
            "source": "file",
            "submitted_at": "",
            "person": "",
            "organisation": "",
            "fields": "",
            "consent_quote": False,
            "withdrawn": False,
        }
    )
    asked = rows["question"].map(read.questions)
    answers = pd.DataFrame({"answer": rows["id"], "response": read.responses, "question": asked, "raw": rows["text"]})
    rules = CleanRules(
        questions={id: _asked(text) for text, id in read.questions.items()},
        key=None,
        persons_known=False,
        protected=glossary.forms(),
        expansions=glossary.expansions(),
    )
    told = progress.start("cleaning answers", len(answers))
    return clean(checked(responses, RESPONSES), checked(answers, ANSWERS), rules, told, spread)


def _assignments(cleaned: Cleaned, found: Themes) -> pd.DataFrame:
    main = main_themes(found.members, cleaned.points)
    ids = cleaned.answers["answer"]
    return pd.DataFrame({"id": ids, "theme": ids.map(main).fillna("")})


def _points(cleaned: Cleaned, found: Themes) -> pd.DataFrame:
    ordered = found.members.sort_values(["point", "rank"])
    home = ordered.groupby("point")["theme"].agg(";".join)
    frame = cleaned.points.rename(columns={"answer": "id"})
    frame = frame.assign(theme=frame["point"].map(home).fillna(""))
    return frame[["id", "point", "start", "end", "text", "theme"]]


def _themes(found: Themes) -> pd.DataFrame:
    frame = found.themes.rename(columns={"responses": "size"})
    keywords = frame["keywords"].map(lambda told: ", ".join(json.loads(told)))
    frame = frame.assign(keywords=keywords).sort_values("theme")
    return frame[["theme", "title", "keywords", "size", "points", "texts", "examples"]]


def _numbered(found: Themes) -> Themes:
    """The themes as T001, T002 ... by falling size."""
    names = numbered(found.themes)
    return Themes(
        themes=found.themes.assign(theme=found.themes["theme"].map(names)),
        members=found.members.assign(theme=found.members["theme"].map(names)),
        unthemed=found.unthemed,
        quality=found.quality.assign(theme=found.quality["theme"].map(names)),
    )


def theme_settings(detail: str, seed: int) -> ThemeSettings:
    """The dial as a person turned it."""
    if detail not in get_args(Detail):
        raise UserError(f"--detail: '{detail}' is not known; one of {', '.join(get_args(Detail))}")
    return ThemeSettings(seed=seed, detail=cast(Detail, detail))


def _material(
    texts: Texts, settings: Mapping[str, str], read: Rows, cleaned: Cleaned, found: Themes, vectors: np.ndarray
) -> Material:
    """What the workbook and the report show."""
    points = cleaned.points
    head = Head(
        file=texts.file.name,
        questions={id: text for text, id in read.questions.items()},
        settings=settings,
        respondents=texts.respondent,
    )
    return Material(
        head=head,
        points=points,
        themes=found.themes,
        members=found.members,
        unthemed=found.unthemed,
        quality=found.quality,
        likeness=likeness_of_themes(found.themes, found.members, points, vectors),
        dropped=dropped(cleaned.answers),
        ledger=cleaned.ledger.as_json(),
        organisations=organisations(found.members, points, read.bodies),
        voices=voices(found.members, points, read.about),
    )


def _settings(settings: ThemeSettings, model: str) -> dict[str, str]:
    """How the themes were found, in words."""
    return {
        "Detail": settings.detail,
        "Seed": str(settings.seed),
        "Model": model,
        "Made by": f"cpitg {version('cpitg')}",
    }


def _write(out: Path, cleaned: Cleaned, found: Themes, material: Material) -> None:
    groups = cleaned.groups.rename(columns={"answer": "id", "canonical": "canonical_id"})
    frames = {
        "answers": cleaned.answers.rename(columns={"answer": "id"})[["id", "text"]],
        "points": _points(cleaned, found),
        "assignments": _assignments(cleaned, found),
        "themes": _themes(found),
        "groups": groups[["id", "kind", "group", "canonical_id", "added"]],
        "dropped": material.dropped,
    }
    for name, frame in frames.items():
        write_text(out / f"{name}.csv", frame_csv(frame))
    write_text(out / "ledger.json", json_text(material.ledger))
    write_bytes(out / "themes.xlsx", themes_workbook(material))
    write_text(out / "report.html", report_html(material))


def _vectors(cleaned: Cleaned, embedder: PoolingEmbedder, glossary: Glossary, progress: Progress) -> np.ndarray:
    points = cleaned.points
    told = progress.start("reading points", len(points))
    whole = dict(zip(cleaned.answers["answer"], cleaned.answers["text"], strict=True))
    wholes = [whole[answer] for answer in points["answer"]]
    return vectors_in_context(list(points["text"]), wholes, embedder, glossary.expansions(), told)


def explore(place: Place, texts: Texts, out: Path, settings: ThemeSettings, progress: Progress) -> Explored:
    """Clean, find themes and write the files of the contract, a workbook and a report into `out`.

    A row is never lost without a reason.
    """
    if out.exists() and not out.is_dir():
        raise InputError.at(shown(out), "is a file; name a folder for the results")
    began = time.monotonic()
    glossary = load_glossary(place)
    read = read_known(texts)
    cleaned = _cleaned(read, glossary, progress)
    at_clean = time.monotonic()
    embedder = load_embedder(place)
    vectors = _vectors(cleaned, embedder, glossary, progress)
    at_read = time.monotonic()
    told = progress.start("finding themes", None)
    found = _numbered(find_themes(cleaned.points, vectors, settings, glossary.expansions()))
    told(1)
    at_found = time.monotonic()
    material = _material(texts, _settings(settings, embedder.name), read, cleaned, found, vectors)
    _write(out, cleaned, found, material)
    ended = time.monotonic()
    return Explored(
        answers=len(cleaned.answers),
        points=len(cleaned.points),
        themes=len(found.themes),
        unthemed=len(found.unthemed),
        dropped=len(material.dropped),
        seconds={
            "clean": at_clean - began,
            "embedding": at_read - at_clean,
            "themes": at_found - at_read,
            "writing": ended - at_found,
        },
    )


def _examples(place: Place, path: Path) -> pd.DataFrame:
    rows = read_texts(read_bytes(path), shown(path), "text", "id", "items")
    return rows.rename(columns={"question": "items"})


def tag_file(
    place: Place,
    texts: Texts,
    out: Path,
    taxonomy: Path | None,
    examples: Path | None,
    progress: Progress,
    *,
    learn_from_file: bool = False,
) -> int:
    """Tag each row to the items of a frame; a row's result depends on no other row unless `learn_from_file`."""
    _check_out(texts, out)
    rows = read_rows(texts)
    tagger = Tagger.from_taxonomy(load_taxonomy(place, taxonomy), load_embedder(place))
    repaired = [repair(text) for text in rows["text"]]
    if examples:
        tagger = tagger.learned_from(_examples(place, examples), repaired if learn_from_file else ())
    elif learn_from_file:
        raise UserError("--learn-from-file: needs --examples to learn beside them; name a file of id, text, items")
    told = progress.start("tagging", len(rows))
    tags = tagger.tags(list(rows["id"]), repaired, told)
    write_text(out, frame_csv(tags.rename(columns={"unit": "id"})))
    return len(rows)


def redact_file(place: Place, texts: Texts, out: Path, progress: Progress) -> tuple[int, int]:
    """Redact each row, as it came; return how many rows there are and how many were changed."""
    _check_out(texts, out)
    rows, protected = read_rows(texts), load_glossary(place).forms()
    told = progress.start("redacting", len(rows))
    lines = []
    for row in records(rows):
        redacted = redact(row["text"], protected)
        spans = [
            {"start": span.start, "end": span.end, "type": span.kind, "score": round(span.score, 2)}
            for span in redacted.spans
        ]
        lines.append({"id": row["id"], "text": redacted.text, "spans": json.dumps(spans)})
        told(1)
    frame = pd.DataFrame(lines, columns=["id", "text", "spans"])
    write_text(out, frame_csv(frame))
    return len(frame), int((frame["spans"] != "[]").sum())
