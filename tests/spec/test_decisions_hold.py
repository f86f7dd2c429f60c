"""A hundred decisions, five and more of each act, hold after other rows, another seed, more answers, another model.

After the points of ten decided themes are withdrawn, exactly those ten are conflicts, each with its cure.
"""

import csv
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from small import AT, checkout, responses_csv

from pipeline import opening, releasing, run, tagging
from pipeline.desk import apply_sheet, take_back, write_sheets
from pipeline.embed.hashed import HashedWords
from pipeline.errors import RecordError
from pipeline.ids import public_id, text_digest
from pipeline.importing import bring_in
from pipeline.load import load_embedder
from pipeline.opening import Round, open_round, read_agreed, read_members, read_record, read_table
from pipeline.place import find_place, read_json, read_text, shown, write_text
from pipeline.progress import Silent
from pipeline.publishing import publish_round, sign_release
from pipeline.review.apply import Act, lines_of
from pipeline.review.record import ACTS, parse_members, parse_record
from pipeline.review.replay import Agreed, replay
from pipeline.review.worksheet import to_csv
from pipeline.reviewing import apply_worksheet, find_conflicts, read_worksheet, undo_lines, write_worksheets
from pipeline.run import analyse
from pipeline.schemas import records
from pipeline.standing import standing, write_record
from pipeline.store import tables
from pipeline.store.models import Response
from pipeline.store.setup import close_store
from pipeline.themes.stage import ThemeSettings

pytestmark = pytest.mark.slow
ROUND = "small-2020"
BY = "illustration"
SUBJECTS = [
    "smartcard readers", "broadband lines", "discharge letters", "label printers", "prescription tokens",
    "shared mailboxes", "stock orders", "dispensing robots", "patient records", "vaccination bookings",
    "training courses", "supplier contracts", "owing slips", "repeat requests", "barcode scanners",
    "delivery drivers", "consultation rooms", "controlled drugs", "home visits", "invoice checks",
    "allergy notes", "weekend rotas", "password resets", "website forms",
]  # fmt: skip
SAYS = [
    "{} stop working most mornings", "Nobody mends {} in a week", "We lose an hour to {} daily",
    "Better {} would help the whole team", "Please replace {} across the county", "{} confuse every locum we have",
]  # fmt: skip
WELSH = "Mae'r system yn araf iawn ac mae angen un newydd arnom ni"


def said(number: int, which: int) -> str:
    """One of the answers: a subject in one of six phrases, with a word of its own."""
    subject = SUBJECTS[(number + 7 * which) % len(SUBJECTS)]
    return SAYS[(number // len(SUBJECTS) + which) % len(SAYS)].format(subject) + f" at branch {number + 1}"


def is_barrier(number: int) -> bool:
    """Each response gives one answer, so that it has points of one theme; the first twenty-five say what would help."""
    return number >= 25 and number % 2 == 1


def rows(count: int) -> list[dict[str, str]]:
    told = [
        {
            "ref": f"r{number:03d}", "sent": f"2020-06-{number % 28 + 1:02d}T09:00:{number % 60:02d}Z",
            "channel": "web", "email": f"person{number}@example.org", "body": f"Pharmacy {number}", "quote": "yes",
            "who": "team", "rate": "2",
            "help": "" if is_barrier(number) else said(number, 0), "barrier": said(number, 1) * is_barrier(number),
        }
        for number in range(count)
    ]  # fmt: skip
    for number in range(5):
        told[number]["help"] = f"{WELSH} {number}"
        told[5 + number]["help"] = f"You are all idiots, the lot of you {number}"
        told[10 + number]["help"] += f"; ring 0770090012{number}"
        told[15 + number]["help"] += " says Grizzlewick"
    return told


COUNT, LAST = 200, "2020-06-30T23:59:59Z"
STAND_IN_FOR = (opening, releasing, run, tagging)  # whatever asks for the model while a round is walked


@dataclass(frozen=True)
class Decided:
    """The round with its hundred decisions, and what was published of it."""

    round: Round
    agreed: Agreed
    published: Mapping[str, object]


def answered(round: Round, ref: str) -> str:
    return public_id(round.key, "a", f"{ref}/help")


def on_answers(round: Round) -> list[Act]:
    """Five of each act on answers, on twenty-five answers of their own."""
    answers = {row["answer"]: row for row in records(read_table(round.here, "answers"))}
    keyed = partial(text_digest, key=round.key)
    translated = tables.keep_words(ROUND, [f"The system is slow, number {number}" for number in range(5)])

    def act(kind: str, number: int, value: str = "") -> Act:
        text = answers[f"r{number:03d}/help"]["repaired"]
        return Act(act=kind, on=answered(round, f"r{number:03d}"), digest=keyed(text), value=value, reason="as read")

    def stretch(number: int, words: str) -> str:
        start = re.search(words, answers[f"r{number:03d}/help"]["repaired"])
        assert start
        return f"{start.start()}-{start.end()}"

    return [
        *(act("translate", number, translated[number]) for number in range(5)),
        *(act("let-in", number) for number in range(5, 10)),
        *(act("unredact", number, stretch(number, "0770090012[0-9]")) for number in range(10, 15)),
        *(act("redact", number, f"{stretch(number, 'Grizzlewick')} PERSON") for number in range(15, 20)),
        *(act("hold-back", number) for number in range(20, 25)),
    ]


def add(round: Round, *acts: Act) -> None:
    record, members = standing(round)
    write_record(round, [*record, *lines_of(acts, len(record), BY, AT)], members)


def fill(round: Round, choose: Callable[[list[dict[str, str]]], Mapping[str, Mapping[str, str]]]) -> None:
    """Write the sheet, fill some of its rows, and apply it."""
    path, _, _ = write_worksheets(round)
    sheet = [row for _, row in read_worksheet(path)]
    cells = choose(sheet)
    write_text(path, to_csv([{**row, **cells.get(f"{row['kind']} {row['id']}", {})} for row in sheet]))
    apply_worksheet(round, path, BY, AT)


def of_kind(sheet: list[dict[str, str]], kind: str) -> list[str]:
    return [row["id"] for row in sheet if row["kind"] == kind]


def on_candidates(sheet: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """All candidates accepted but ten: five of them merged, five rejected."""
    found = of_kind(sheet, "theme")
    assert len(found) >= 28
    cells = {
        f"theme {id}": {"decision": "accept", "title": f"Theme {n}: =as typed ", "marks": "small"}
        for n, id in enumerate(found)
    }
    cells |= {f"theme {id}": {"decision": "merge", "into": found[0]} for id in found[-5:]}
    return cells | {f"theme {id}": {"decision": "reject", "reason": "no one subject"} for id in found[-10:-5]}


def on_agreed(ids: list[str], sheet: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Agreed themes renamed, tagged and marked; points quoted, refused as quotes, and moved."""
    chance = random.Random(20)
    cells = {
        f"agreed {id}": {"title": f"Another name of {id}", "items": chance.choice(["WS2a", "WS1d;WS3b", "NONE"])}
        for id in ids[:5]
    }
    cells |= {f"agreed {id}": {"marks": "minority; safety;small"} for id in ids[5:10]}
    points = of_kind(sheet, "point")
    cells |= {f"point {id}": {"decision": "approve-quote"} for id in points[:7]}
    cells |= {f"point {id}": {"decision": "refuse-quote"} for id in points[7:12]}
    return cells | {f"point {id}": {"decision": "move", "into": ids[1]} for id in points[12:17]}


def decide(round: Round) -> None:
    """A hundred decisions and more, through the worksheet where it can say them."""
    add(round, *on_answers(round))
    analyse(round, Silent())
    fill(round, on_candidates)
    ids = [theme.id for theme in read_agreed(round.here).themes]
    fill(round, partial(on_agreed, ids))
    split_and_tag(round)
    for number in range(5):
        add(round, Act(act="note", on=ids[number], value=f"seen in meeting {number}"))
        add(round, Act(act="rename", on=ids[5], value=f"A name for a day {number}"))
        undo_lines(round, [len(read_record(round.here))], "not meant", BY, AT)
    for _ in range(5):
        sign_release(round, "1", "2020-07-31", LAST, BY, AT)


def split_and_tag(round: Round) -> None:
    """Five themes give two of their points to a new one; ten points are tagged one by one."""
    record, members = standing(round)
    agreed = read_agreed(round.here)
    large = [theme for theme in agreed.themes if len(theme.members) >= 4][-5:]
    points = {row["point"]: text_digest(row["text"]) for row in records(read_table(round.here, "points"))}
    acts, given = [], []
    for number, theme in enumerate(large, start=len(agreed.given) + 1):
        id = f"{ROUND}-T{number:03d}"
        acts.append(Act(act="split", on=theme.id, value=f"{id}: A part of {theme.id}"))
        since = len(record) + len(acts)
        given += [replace(member, theme=id, since=since) for member in theme.members[:2]]
    acts += [Act(act="retag", on=id, digest=points[id], value="WS1a;WS2a") for id in sorted(points)[:10]]
    write_record(round, [*record, *lines_of(acts, len(record), BY, AT)], [*members, *given])


def walked(folder: Path, told: list[dict[str, str]], name: str) -> Round:
    """The round of this checkout from a file of these rows, in a store of its own."""
    place = find_place(folder, folder / f"{name}-data", folder / f"{name}-build")
    write_text(folder / f"{name}.csv", responses_csv(told))
    bring_in(place, ROUND, folder / f"{name}.csv", "", Silent())
    round = open_round(place, ROUND)
    # What a backup carries: the words that lines name by digest.
    tables.keep_words(ROUND, [f"The system is slow, number {number}" for number in range(5)])
    analyse(round, Silent())
    return round


def with_stand_in(patch: pytest.MonkeyPatch) -> None:
    for module in STAND_IN_FOR:
        patch.setattr(module, "load_embedder", lambda _place: HashedWords())


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """A checkout in which all was decided and published."""
    folder = tmp_path_factory.mktemp("decided")
    checkout(folder, rows(COUNT))
    with pytest.MonkeyPatch.context() as patch:
        with_stand_in(patch)
        round = walked(folder, rows(COUNT), "first")
        decide(round)
        publish_round(round, None, Silent())
        close_store()
    return folder


@pytest.fixture
def decided(base, tmp_path, monkeypatch):
    """A copy of that checkout, open."""
    with_stand_in(monkeypatch)
    folder = shutil.copytree(base, tmp_path / "copy")
    round = open_round(find_place(folder, folder / "first-data", folder / "first-build"), ROUND)
    yield Decided(round, read_agreed(round.here), read_json(round.here.published))
    close_store()


def test_every_act_was_done_five_times_and_a_hundred_in_all(decided):
    done = Counter(line.act for line in read_record(decided.round.here))
    assert min(done[act] for act in ACTS) >= 5
    assert sum(done.values()) >= 100


def ruled(value: Mapping[str, object]) -> dict[str, object]:
    """What people ruled, as a release shows it."""
    themes = {theme["id"]: [theme[name] for name in ("title", "items", "points", "minority", "safety", "by_person")]
              for theme in value["themes"]}  # fmt: skip
    return {"themes": themes, "quotes": [(quote["point"], quote["text"]) for quote in value["quotes"]],
            "points": {point["id"]: (point["themes"], point["items"]) for point in value["points"]}}  # fmt: skip


def shuffled(told: list[dict[str, str]]) -> list[dict[str, str]]:
    return random.Random(7).sample(told, len(told))


def more(told: list[dict[str, str]]) -> list[dict[str, str]]:
    new = [{**row, "sent": "2020-07-15T10:00:00Z"} for row in rows(len(told) + len(told) // 5)[len(told) :]]
    return [*told, *new]


WAYS = {
    "shuffled rows": (shuffled, {}, False),
    "another seed": (list, {"seed": 11}, False),
    "a fifth more answers": (more, {}, False),
    "the model": (list, {}, True),
}


@pytest.mark.parametrize("way", [pytest.param(way, marks=[pytest.mark.model] if WAYS[way][2] else []) for way in WAYS])
def test_all_decisions_hold(decided, tmp_path, monkeypatch, way):
    change, settings, model = WAYS[way]
    if model:
        for module in STAND_IN_FOR:
            monkeypatch.setattr(module, "load_embedder", load_embedder)
    monkeypatch.setattr(run, "ThemeSettings", partial(ThemeSettings, **settings))
    monkeypatch.setattr(releasing, "ThemeSettings", partial(ThemeSettings, **settings))
    close_store()
    again = walked(decided.round.place.root, change(rows(COUNT)), "again")
    assert read_agreed(again.here) == decided.agreed
    published = publish_round(again, tmp_path / "out", Silent())
    assert ruled(published.value) == ruled(decided.published)
    assert find_conflicts(again) == ()
    states = read_table(again.here, "answers").set_index("answer")
    assert set(states.loc[[f"r{number:03d}/help" for number in range(20)], "state"]) == {"usable"}
    assert set(states.loc[[f"r{number:03d}/help" for number in range(20, 25)], "state"]) == {"held back"}
    assert not states["text"].str.contains("Grizzlewick").any()
    # A sheet written now asks for nothing, and may be applied.
    write_sheets(again)
    before = len(read_record(again.here))
    apply_sheet(again, again.here.worksheet("csv"), BY, AT)
    assert [line.act for line in read_record(again.here)[before:]] in ([], ["note"])


def withdraw(round: Round, themes: set[str]) -> None:
    """Take back every response that has a point in one of these themes."""
    points = {
        member.point for theme in read_agreed(round.here).themes if theme.id in themes for member in theme.members
    }
    frame = read_table(round.here, "points")
    mine = set(frame.loc[frame["point"].isin(points), "response"])
    Response.objects.filter(store_id__in=mine).update(withdrawn=True)
    analyse(round, Silent())


def test_after_the_points_of_ten_decided_themes_are_withdrawn_those_ten_are_conflicts_each_with_its_cure(decided):
    round = decided.round
    frame = read_table(round.here, "points")
    response = dict(zip(frame["point"], frame["response"], strict=True))
    mine = {theme.id: {response[member.point] for member in theme.members} for theme in decided.agreed.themes}
    ten = ten_apart(mine)
    withdraw(round, ten)
    found = find_conflicts(round)
    assert {conflict.on for conflict in found} == ten
    assert len(found) == 10
    assert all(conflict.cure and f"cpitg review {ROUND}" in conflict.cure for conflict in found)
    with (round.here.build / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        assert [row["on"] for row in csv.DictReader(file)] == [conflict.on for conflict in found]
    cure(round, sorted(ten))
    assert find_conflicts(round) == ()


def ten_apart(mine: Mapping[str, set[str]]) -> set[str]:
    """Ten themes that share no response with any other."""
    shared = Counter(response for responses in mine.values() for response in responses)
    apart = [id for id in sorted(mine) if mine[id] and all(shared[response] == 1 for response in mine[id])]
    return set(apart[:10])


def cure(round: Round, themes: list[str]) -> None:
    """Half of the themes are kept without their points, half are rejected."""
    said = {f"agreed {id}": {"decision": "keep" if number % 2 else "reject"} for number, id in enumerate(themes)}
    fill(round, lambda _sheet: said)


def test_the_record_and_the_members_alone_give_the_agreed_themes(decided):
    here = decided.round.here
    record = parse_record(read_text(here.decisions), shown(here.decisions), lambda _text: [])
    members = parse_members(read_text(here.members), shown(here.members))
    close_store()
    assert replay(record, members[::-1], "decisions.csv") == decided.agreed


def test_a_line_that_others_rest_on_is_taken_back_with_them(decided):
    round = decided.round
    with pytest.raises(
        RecordError, match=r"rest on what line 26 says; take them back together: cpitg review"
    ) as caught:
        take_back(round, [26], "not meant", BY, AT)
    numbers = [int(no) for no in re.findall(r"--undo (\d+)", str(caught.value))]
    take_back(round, numbers, "not meant", BY, AT)
    assert len(read_agreed(round.here).themes) == len(decided.agreed.themes) - 1
    assert read_members(round.here)
