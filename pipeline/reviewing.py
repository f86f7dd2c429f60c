"""The review of a round: the worksheet out, the filled worksheet back into the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.collect.decode import decode
from pipeline.erasedlist import gone_for_good
from pipeline.errors import InputError, UserError
from pipeline.ids import public_id, text_digest
from pipeline.load import load_roadmap
from pipeline.opening import Round, personal_in, read_agreed, read_record, read_table
from pipeline.place import csv_text, read_bytes, read_json, shown, write_bytes, write_text
from pipeline.review.apply import Act, Known, acts_of, lines_of, members_of, turned_down_of
from pipeline.review.carry import followers, places
from pipeline.review.conflicts import HEADER, Conflict, Now, conflicts
from pipeline.review.earlier import cleared
from pipeline.review.record import Decision, Member
from pipeline.review.replay import Agreed
from pipeline.review.suggest import known_parts, suggested_rows
from pipeline.review.undoing import in_two, undo_acts
from pipeline.review.worksheet import REVIEW, Form, from_csv, from_xlsx, merge, to_csv, to_xlsx
from pipeline.schemas import records
from pipeline.standing import Standing, standing, standing_of, write_record
from pipeline.store import tables
from pipeline.themes.rules import RULES

_SHEET_TABLES = ("themes", "members", "theme_tags", "points", "point_marks", "unfitted", "quality", "flags",
                 "subthemes", "submembers", "voices", "stances", "lineage", "shifts")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applied:
    """What a worksheet added to the record."""

    lines: tuple[Decision, ...]
    members: int
    joined: int


def read_worksheet(path: Path, form: Form = REVIEW) -> list[tuple[int, dict[str, str]]]:
    """The rows of a worksheet: XLSX, or CSV in whatever encoding and with whatever separator it was saved."""
    kind, file = path.suffix.lower(), shown(path)
    if kind in (".csv", ".tsv", ".txt"):
        return from_csv(decode(read_bytes(path), file).text, file, form)
    if kind == ".xlsx":
        return from_xlsx(read_bytes(path), file, form)
    raise InputError.at(file, "is neither .csv nor .xlsx; hand in the worksheet that 'cpitg review' wrote")


def _consented(round: Round) -> set[str]:
    responses = tables.responses(round.name)
    return set(responses.loc[responses["consent_quote"], "response"])


def newest(*paths: Path) -> Path:
    """Of the forms of one worksheet the one that was saved last."""
    return max(paths, key=lambda path: path.stat().st_mtime if path.exists() else 0.0)


def kept_cells(path: Path, form: Form = REVIEW) -> list[dict[str, str]]:
    """The rows of a worksheet written before, if there is one."""
    return [row for _, row in read_worksheet(path, form)] if path.exists() else []


def _titles(round: Round) -> dict[str, str]:
    return {item.code: item.title for item in round.definitions.taxonomy.cards}


def write_worksheets(round: Round) -> tuple[Path, Path, int]:
    """Write review.csv and review.xlsx; cells that a person filled in either stay as they are."""
    here = round.here
    frames = {name: read_table(here, name) for name in _SHEET_TABLES}
    responses = tables.responses(round.name)
    organisations = dict(zip(responses["response"], responses["organisation"], strict=True))
    rows = suggested_rows(frames, read_agreed(here), _consented(round), organisations, _rules())
    csv_path, xlsx_path = here.worksheet("csv"), here.worksheet("xlsx")
    record = read_record(here)
    merged = merge(rows, [cleared(row, record) for row in kept_cells(newest(csv_path, xlsx_path))])
    write_text(csv_path, to_csv(merged))
    write_bytes(xlsx_path, to_xlsx(merged, round.survey.closes, _titles(round)))
    return csv_path, xlsx_path, len(frames["themes"])


def _rules() -> dict[str, str]:
    """Each rule of quality as it is told to a reviewer: what it says, and what to do."""
    return {name: f"{rule.says} {rule.cure}" for name, rule in RULES.items()}


def _inside(members: pd.DataFrame) -> dict[str, frozenset[str]]:
    return {str(theme): frozenset(group["point"]) for theme, group in members.groupby("theme")}


def _taken(agreed: Agreed, known: Known) -> list[str]:
    """The points that have an agreed theme; one that came in beside its main theme still waits for that."""
    return [
        member.point
        for theme in agreed.themes
        for member in theme.members
        if member.point not in known.seconds.get(theme.candidate, ())
    ]


def _known(round: Round, stands: Standing) -> Known:
    members = read_table(round.here, "members")
    points = records(read_table(round.here, "points"))
    consented, here = _consented(round), round.here
    themes, tags = records(read_table(here, "themes")), records(read_table(here, "theme_tags"))
    items = {tag["unit"]: tag["items"] for tag in tags}
    frames = {name: read_table(here, name) for name in ("subthemes", "submembers", "members")}
    return Known(
        round=round.name,
        candidates=_inside(members),
        seconds=_inside(members[members["rank"] > 0]),
        points={point["point"]: text_digest(point["text"]) for point in points},
        consented={point["point"] for point in points if point["response"] in consented},
        codes=round.definitions.taxonomy.codes,
        personal=personal_in(round),
        suggested={theme["theme"]: (theme["title"], items.get(theme["theme"], "")) for theme in themes},
        parts=known_parts(frames, stands.agreed),
        record=stands.record,
    )


@dataclass(frozen=True, slots=True)
class Joins:
    """The points that the last analysis proposes for agreed themes: theme and point of each."""

    pairs: tuple[tuple[str, str], ...]

    @property
    def acts(self) -> list[Act]:
        """The line that tells of them, so that a release signed before it does not hold them."""
        said = f"{len(self.pairs)} {'point' if len(self.pairs) == 1 else 'points'} joined by the machine"
        return [Act(act="note", on="joins", value=said)] if self.pairs else []

    def members(self, since: int) -> list[Member]:
        """The points as members, since that line."""
        return [Member(theme=theme, point=point, by="machine", since=since) for theme, point in self.pairs]


def join_acts(round: Round, agreed: Agreed, taken: Sequence[str]) -> Joins:
    """What the last analysis proposes and nobody has placed."""
    known, placed = {theme.id for theme in agreed.themes}, set(taken) | set(agreed.moves)
    joins = records(read_table(round.here, "joins"))
    pairs = [(join["theme"], join["point"]) for join in joins if join["theme"] in known and join["point"] not in placed]
    return Joins(tuple(sorted(pairs)))


def apply_worksheet(round: Round, path: Path, by: str, at: str) -> Applied:
    """Turn the filled cells of a worksheet into lines of the record; all of them, or none where a cell is at fault."""
    stands = standing_of(round)
    record, members, agreed = [*stands.record], [*stands.members], stands.agreed
    known = _known(round, stands)
    acts = acts_of(read_worksheet(path), agreed, known, shown(path))
    lines = lines_of(acts, len(record), by, at)
    given = {line.no: act.points for line, act in zip(lines, acts, strict=True) if act.points}
    inside = {(theme.id, member.point) for theme in agreed.themes for member in theme.members}
    told = members_of(lines, known.candidates, _taken(agreed, known), known.seconds, given)
    fixed = [member for member in told if (member.theme, member.point) not in inside]
    taken = [point for _, point in inside] + [member.point for member in fixed]
    joins = join_acts(round, agreed, taken)
    lines += lines_of(joins.acts, len(record) + len(lines), by, at)
    joined = joins.members(len(record) + len(lines))
    if lines:
        turned_down = turned_down_of(lines, known.candidates)
        write_record(round, [*record, *lines], [*members, *fixed, *turned_down, *joined])
    return Applied(tuple(lines), len(fixed), len(joined))


@dataclass(frozen=True, slots=True)
class Undone:
    """The lines that were taken back, and what a person should look at now."""

    lines: tuple[Decision, ...]
    look: tuple[str, ...]


def undo_lines(round: Round, nos: Sequence[int], reason: str, by: str, at: str) -> Undone:
    """Take lines of the record back, all of them or none where one is not there or others rest on it."""
    if not reason.strip():
        raise UserError('--reason: is empty; say in a few words why the line is taken back: --reason "..."')
    if kinds := personal_in(round)(reason):
        raise UserError(f"--reason: holds what looks like personal data ({', '.join(kinds)}); name people by role")
    record, members = standing(round)
    file = shown(round.here.decisions)
    lines = lines_of(undo_acts(record, set(nos), reason, file, round.name), len(record), by, at)
    before, twice = in_two(record, members, file), in_two([*record, *lines], members, file)
    evidence = _evidence(round)
    write_record(round, [*record, *lines], members)
    themes = sorted({" and ".join(homes) for point, homes in twice.items() if point not in before})
    look = [f"points of {told} are the same now: merge the two, or move points in the worksheet" for told in themes]
    return Undone(tuple(lines), (*look, *_without_evidence(round, evidence)))


def _evidence(round: Round) -> list[tuple[str, str]]:
    """Each roadmap item with each theme that it names as its evidence."""
    if not round.place.roadmap.exists():
        return []
    items = load_roadmap(round.place, round.definitions.taxonomy).items
    return [(item.id, theme) for item in items for theme in item.evidence]


def _without_evidence(round: Round, evidence: Sequence[tuple[str, str]]) -> list[str]:
    """Roadmap items that name a theme of the round that is agreed no more."""
    agreed = read_agreed(round.here)
    gone = {id for id in agreed.given if agreed.theme(id) is None}
    said = f"is agreed no more; change its evidence in {shown(round.place.roadmap)} before the next build"
    return [f"roadmap item {item}: {theme} {said}" for item, theme in evidence if theme in gone]


def _now(round: Round) -> Now:
    """What there is of the round today, by the ids that leave the store."""
    points, answers = records(read_table(round.here, "points")), records(read_table(round.here, "answers"))
    given, consented = places(tables.points_given(round.name)), _consented(round)
    a = {row["answer"]: public_id(round.key, "a", row["answer"]) for row in answers}
    r = {row["response"]: public_id(round.key, "r", row["response"]) for row in answers}
    response_of = {row["answer"]: row["response"] for row in answers}
    here = [row for row in answers if row["state"] != "withdrawn"]
    today = {point["point"]: text_digest(point["text"]) for point in points}
    return Now(
        round=round.name,
        points=today,
        consented={point["point"] for point in points if point["response"] in consented},
        there={a[row["answer"]] for row in here} | {r[row["response"]] for row in here},
        stands={point: told for point, told in followers(given, today).items() if told},
        response_of={a[row["answer"]]: r[row["response"]] for row in answers}
        | {place.point: r[response_of[place.answer]] for place in given if place.answer in a},
        codes=round.definitions.taxonomy.codes,
        unfit=frozenset(no for no, _ in read_json(round.here.unfit)) if round.here.unfit.exists() else frozenset(),
        erased=gone_for_good(round, given),
    )


def find_conflicts(round: Round) -> tuple[Conflict, ...]:
    """What was decided on and has changed or gone; written as conflicts.csv beside the worksheets, and told."""
    found = conflicts(read_record(round.here), read_agreed(round.here), _now(round))
    rows = [tuple(getattr(conflict, name) for name in HEADER) for conflict in found]
    write_text(round.here.conflicts, csv_text(HEADER, rows))
    return found
