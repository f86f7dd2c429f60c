"""Any table of texts, without a survey or a store: explored for themes, tagged to a frame, or redacted."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np
import pandas as pd

from pipeline.before import Before, Since, read_before, since, write_history
from pipeline.clean import AskedQuestion, Cleaned, CleanRules, clean, dropped
from pipeline.clean.redact import redact
from pipeline.clean.repair import repair
from pipeline.columns import Rows, read_known, read_rows
from pipeline.columns import Texts as Texts
from pipeline.definitions.glossary import Glossary
from pipeline.definitions.survey import asks_by_wording
from pipeline.embed.context import vectors_in_context
from pipeline.embed.protocol import PoolingEmbedder
from pipeline.engine import spread
from pipeline.errors import InputError, UserError
from pipeline.frames import frame_csv
from pipeline.load import load_embedder, load_glossary, load_taxonomy
from pipeline.place import Place, json_text, shown, write_bytes, write_text
from pipeline.progress import Progress
from pipeline.report.material import Head, Material, RuleWords, likeness_of_themes
from pipeline.report.page import report_html
from pipeline.report.workbook import themes_workbook
from pipeline.schemas import ANSWERS, RESPONSES, checked, records
from pipeline.tag.tagger import Tagger
from pipeline.tagfile import context_of, read_examples
from pipeline.themes.assign import main_themes
from pipeline.themes.laid import numbered
from pipeline.themes.merging import Detail
from pipeline.themes.rules import RULES
from pipeline.themes.stage import Themes, ThemeSettings, find_themes
from pipeline.themes.stance import shown_shares, stances
from pipeline.themes.voices import QUESTION, organisations, voices


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
        questions={id: AskedQuestion(text=text, asks=asks_by_wording(text)) for text, id in read.questions.items()},
        key=None,
        persons_known=False,
        protected=glossary.forms(),
        expansions=glossary.expansions(),
    )
    told = progress.start("cleaning answers", len(answers))
    return clean(checked(responses, RESPONSES), checked(answers, ANSWERS), rules, told, spread)


def _assignments(cleaned: Cleaned, found: Themes) -> pd.DataFrame:
    main = main_themes(found.members, cleaned.points).to_dict()
    ids = cleaned.answers["answer"]
    return pd.DataFrame({"id": ids, "theme": [main.get(id, "") for id in ids]})


def _points(cleaned: Cleaned, found: Themes) -> pd.DataFrame:
    ordered = found.members.sort_values(["point", "rank"])
    home = ordered.groupby("point")["theme"].agg(";".join).to_dict()
    frame = cleaned.points.rename(columns={"answer": "id"})
    frame = frame.assign(theme=[home.get(point, "") for point in frame["point"]])
    return frame[["id", "point", "start", "end", "text", "theme"]]


def _themes(found: Themes) -> pd.DataFrame:
    frame = found.themes.rename(columns={"responses": "size"})
    keywords = frame["keywords"].map(lambda told: ", ".join(json.loads(told)))
    frame = frame.assign(keywords=keywords).sort_values("theme")
    return frame[["theme", "title", "keywords", "size", "points", "texts", "examples"]]


def theme_settings(detail: str, seed: int) -> ThemeSettings:
    """The dial as a person turned it."""
    if detail not in get_args(Detail):
        raise UserError(f"--detail: '{detail}' is not known; one of {', '.join(get_args(Detail))}")
    return ThemeSettings(seed=seed, detail=cast(Detail, detail))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What exploring has in hand before it writes: themes under their ids, and what came of those of before."""

    texts: Texts
    settings: Mapping[str, str]  # in words
    read: Rows
    cleaned: Cleaned
    vectors: np.ndarray
    themes: Themes
    before: Path | None
    since: Since | None


def _voices(found: _Found) -> pd.DataFrame:
    """Who said it; which question was asked tells nothing where all rows answer one."""
    told = voices(found.themes.members, found.cleaned.points, found.read.about)
    return told if len(found.read.questions) > 1 else told[told["attribute"] != QUESTION].reset_index(drop=True)


def _head(found: _Found) -> Head:
    return Head(
        file=found.texts.file.name,
        questions={id: text for text, id in found.read.questions.items()},
        settings=found.settings,
        respondents=found.texts.respondent,
        before=found.before.name if found.before else "",
    )


def _stances(found: _Found) -> dict[str, Any]:
    """The stances of the themes, and what of them the texts show by themselves."""
    members, points = found.themes.members, found.cleaned.points
    told = stances(members, points, {id: asks_by_wording(text) for text, id in found.read.questions.items()})
    return {"stances": told, "stances_shown": shown_shares(members, points, told)}


def _changes(since: Since | None) -> dict[str, Any]:
    """What became of the themes of before, where there are any."""
    if since is None:
        return {}
    return {"lineage": since.lineage, "shifts": since.shifts, "titles_before": since.titles,
            "counted_with": since.listed}  # fmt: skip


def _material(found: _Found) -> Material:
    """What the workbook and the report show."""
    points, themes = found.cleaned.points, found.themes
    return Material(
        head=_head(found),
        points=points,
        themes=themes.themes,
        members=themes.members,
        unthemed=themes.unthemed,
        quality=themes.quality,
        likeness=likeness_of_themes(themes.themes, themes.members, points, found.vectors),
        dropped=dropped(found.cleaned.answers),
        ledger=found.cleaned.ledger.as_json(),
        organisations=organisations(themes.members, points, found.read.bodies),
        voices=_voices(found),
        flags=themes.flags,
        rules={name: RuleWords(rule.says, rule.why, rule.cure) for name, rule in RULES.items()},
        subthemes=themes.subthemes,
        submembers=themes.submembers,
        **_stances(found),
        **_changes(found.since),
    )


def _settings(settings: ThemeSettings, model: str) -> dict[str, str]:
    """How the themes were found, in words."""
    return {
        "Detail": settings.detail,
        "Seed": str(settings.seed),
        "Model": model,
        "Made by": f"cpitg {version('cpitg')}",
    }


def _write(out: Path, found: _Found, material: Material) -> None:
    cleaned = found.cleaned
    groups = cleaned.groups.rename(columns={"answer": "id", "canonical": "canonical_id"})
    frames = {
        "answers": cleaned.answers.rename(columns={"answer": "id"})[["id", "text"]],
        "points": _points(cleaned, found.themes),
        "assignments": _assignments(cleaned, found.themes),
        "themes": _themes(found.themes),
        "groups": groups[["id", "kind", "group", "canonical_id", "added"]],
        "dropped": material.dropped,
    }
    for name, frame in frames.items():
        write_text(out / f"{name}.csv", frame_csv(frame))
    write_text(out / "ledger.json", json_text(material.ledger))
    given = found.since.given if found.since else material.themes["theme"]
    whose = dict(zip(cleaned.answers["answer"], cleaned.answers["response"], strict=True))
    write_history(out, given, whose if found.texts.respondent else {}, numbered=not found.texts.id)
    write_bytes(out / "themes.xlsx", themes_workbook(material))
    write_text(out / "report.html", report_html(material))


def _wholes(cleaned: Cleaned) -> dict[str, str]:
    """Each answer's redacted text."""
    return dict(zip(cleaned.answers["answer"], cleaned.answers["text"], strict=True))


def _vectors(cleaned: Cleaned, embedder: PoolingEmbedder, glossary: Glossary, progress: Progress) -> np.ndarray:
    points = cleaned.points
    told = progress.start("reading points", len(points))
    wholes = list(points["answer"].map(_wholes(cleaned)))
    return vectors_in_context(list(points["text"]), wholes, embedder, glossary.expansions(), told)


class _Clock:
    """How long each part took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.monotonic()

    def ends(self, part: str) -> None:
        """The part that began where the last one ended is done."""
        now = time.monotonic()
        self.seconds[part], self._last = now - self._last, now


def _compared(past: Before | None, cleaned: Cleaned, themes: Themes, embedder: PoolingEmbedder,
              glossary: Glossary, *, numbered: bool) -> Since | None:  # fmt: skip
    if past is None:
        return None
    found, expansions = (themes.themes, themes.members), glossary.expansions()
    return since(past, cleaned.points, _wholes(cleaned), *found, embedder, expansions, numbered=numbered)


def _check_options(texts: Texts, out: Path, before: Path | None) -> None:
    if out.exists() and not out.is_dir():
        raise InputError.at(shown(out), "is a file; name a folder for the results")
    if before and before.resolve() == out.resolve():
        raise UserError("--before: is the folder of --out; name another for the results, nothing was written")
    if texts.question and texts.question_column:
        raise UserError("--question: every row has its own in --question-column; give one of the two")


def _find(place: Place, texts: Texts, settings: ThemeSettings, progress: Progress, before: Path | None,
          clock: _Clock) -> _Found:  # fmt: skip
    past = read_before(before) if before else None
    glossary = load_glossary(place)
    read = read_known(texts, glossary.forms())
    cleaned = _cleaned(read, glossary, progress)
    clock.ends("clean")
    embedder = load_embedder(place)
    vectors = _vectors(cleaned, embedder, glossary, progress)
    clock.ends("embedding")
    told = progress.start("finding themes", None)
    themes = find_themes(cleaned.points, vectors, settings, glossary.expansions())
    told(1)
    compared = _compared(past, cleaned, themes, embedder, glossary, numbered=not texts.id)
    names = compared.names if compared else numbered(themes.themes)
    named = themes.renamed(names) if names else themes
    clock.ends("themes")
    return _Found(texts=texts, settings=_settings(settings, embedder.name), read=read, cleaned=cleaned,
                  vectors=vectors, themes=named, before=before, since=compared)  # fmt: skip


def explore(
    place: Place, texts: Texts, out: Path, settings: ThemeSettings, progress: Progress, before: Path | None = None
) -> Explored:
    """Clean, find themes and write the files of the contract, a workbook and a report into `out`.

    A row is never lost without a reason. With the folder of a result of `before`, themes that go on keep their ids.
    """
    _check_options(texts, out, before)
    clock = _Clock()
    found = _find(place, texts, settings, progress, before, clock)
    material = _material(found)
    _write(out, found, material)
    clock.ends("writing")
    return Explored(
        answers=len(found.cleaned.answers),
        points=len(material.points),
        themes=len(material.themes),
        unthemed=len(material.unthemed),
        dropped=len(material.dropped),
        seconds=clock.seconds,
    )


def tag_file(
    place: Place,
    texts: Texts,
    out: Path,
    taxonomy: Path | None,
    examples: Path | None,
    progress: Progress,
    *,
    who_column: str = "",
    learn_from_file: bool = False,
) -> int:
    """Tag each row to the items of a frame; a row's result depends on no other row unless `learn_from_file`."""
    _check_out(texts, out)
    rows = read_rows(texts)
    context = context_of(texts, rows, who_column)
    tagger = Tagger.from_taxonomy(load_taxonomy(place, taxonomy), load_embedder(place))
    repaired = [repair(text) for text in rows["text"]]
    if examples:
        tagger = tagger.learned_from(read_examples(examples), repaired if learn_from_file else ())
    elif learn_from_file:
        raise UserError("--learn-from-file: needs --examples to learn beside them; name a file of id, text, items")
    tags = tagger.tags(list(rows["id"]), repaired, progress.start("tagging", len(rows)), context)
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
