"""A round decided and settled on the board, and by worksheets: the same lines, and the same release byte for byte."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from boarding import analysed_round, boarded, stand_in
from releasing_board import no_book

from pipeline.board import acts, ticked
from pipeline.board.asks import Wanted
from pipeline.board.conflicts import KEEP, conflicts_of, cures, settle
from pipeline.board.release import Wanted as Signature
from pipeline.board.release import sign
from pipeline.board.releasejobs import check, publish
from pipeline.board.ruling import board_of, rule
from pipeline.ids import public_id
from pipeline.opening import Round
from pipeline.place import read_bytes, write_text
from pipeline.progress import Silent
from pipeline.publishing import publish_round, sign_release
from pipeline.review.worksheet import to_csv
from pipeline.reviewing import apply_worksheet, find_conflicts, read_worksheet, undo_lines, write_worksheets
from pipeline.run import analyse
from pipeline.standing import standing_of
from pipeline.store.setup import close_store

pytestmark = pytest.mark.slow
AT, BY, DAY = "2020-11-30T12:00:00Z", "editor", "2020-11-30"
NOW = dt.datetime(2020, 11, 30, 12, tzinfo=dt.UTC)
WHY = "read again"
TITLES = ("Cards that open the day", "Lines that fail", "Words to whoever prescribes")
IDS = [f"small-2020-T{number:03d}" for number in (1, 2, 3)]


def chosen(round: Round) -> tuple[list[str], str, str]:
    """The three largest candidates, a point of the first that may be quoted, and one of the third."""
    shot = board_of(round).shot
    large = sorted(shot.themes, key=lambda theme: (-len(shot.inside[theme]), theme))[:3]
    alone = [[point for point in shot.inside[id] if len(shot.themes_of[point]) == 1] for id in large]
    return large, next(point for point in alone[0] if point in shot.consented), alone[2][0]


def decided_on_the_board(round: Round, large: list[str], quoted: str, moved: str) -> None:
    """Three themes are accepted, one point may be quoted, and one is moved out of its theme."""

    def do(make) -> None:
        rule(round, make, seen=standing_of(round).no, by=BY, now=NOW)

    for id, title in zip(large, TITLES, strict=True):
        wanted = Wanted(title=title, items=("WS2a",), marks=("small",), reason=WHY)
        do(partial(acts.accept, id=id, wanted=wanted))
    do(lambda board: ticked.quote(board, IDS[0], [quoted], True, WHY))
    do(lambda board: ticked.move(board, IDS[2], [moved], ticked.NOWHERE, WHY))


def fill(round: Round, key: tuple[str, str], **cells: str) -> None:
    """Write the worksheet, fill one row of it in, and apply it."""
    path, _, _ = write_worksheets(round)
    rows = [row for _, row in read_worksheet(path)]
    mine = [row for row in rows if (row["kind"], row["id"]) == key]
    mine[0].update(cells, reason=WHY)
    write_text(path, to_csv(rows))
    apply_worksheet(round, path, BY, AT)


def decided_by_worksheets(round: Round, large: list[str], quoted: str, moved: str) -> None:
    for id, title in zip(large, TITLES, strict=True):
        fill(round, ("theme", id), decision="accept", title=title, items="WS2a", marks="small")
    fill(round, ("point", quoted), decision="approve-quote")
    fill(round, ("point", moved), decision="move", into="none")


def changed(round: Round, quoted: str, moved: str) -> None:
    """Two people take their responses back, a third agrees no more to be quoted; the round is analysed again."""
    from pipeline.store.models import Response

    shot = board_of(round).shot
    inside = next(theme for theme in standing_of(round).agreed.themes if theme.id == IDS[1]).members
    gone = {shot.points[point]["response"] for point in (inside[0].point, moved)}
    silent = shot.points[quoted]["response"]
    assert silent not in gone
    for response in Response.objects.all():
        public = public_id(round.key, "r", response.store_id)
        response.withdrawn, response.consent_quote = public in gone, response.consent_quote and public != silent
        response.save()
    analyse(round, Silent())


def settled_on_the_board(round: Round) -> list[str]:
    """What each conflict was, in the order in which they were settled: one act each, until none is left."""
    told = []
    while found := conflicts_of(board_of(round)):
        one, (how,) = found[0], cures(found[0])
        assert found == find_conflicts(round)
        make = partial(settle, on=one.on, how=how, reason=WHY)
        rule(round, make, seen=standing_of(round).no, by=BY, now=NOW)
        # Taking a move back may bring the theme that the point goes back to: that is the next one.
        assert one not in conflicts_of(board_of(round))
        told.append(f"{one.kind} {how} {one.on}")
    return told


def settled_by_commands(round: Round) -> list[str]:
    """The same by what each conflict of the command says: keep in the worksheet, or --undo."""
    told = []
    while found := find_conflicts(round):
        (how,) = cures(found[0])
        if how == KEEP:
            fill(round, ("agreed", found[0].on), decision="keep")
        else:
            undo_lines(round, found[0].lines, WHY, BY, AT)
        told.append(f"{found[0].kind} {how} {found[0].on}")
    return told


@contextmanager
def at_the_desk(root) -> Iterator[Round]:
    """The round with no service: its files are the record."""
    yield analysed_round(root)
    close_store()


def written(round: Round) -> dict[str, bytes]:
    """Every file of the round that leaves the store, by its path there."""
    here = round.here
    files = (here.decisions, here.members, here.published, here.release("1"))
    return {path.relative_to(here.folder).as_posix(): read_bytes(path) for path in files}


def test_conflicts_settled_one_by_one_on_the_board_give_the_release_of_the_worksheet(tmp_path):
    with stand_in(), no_book(), at_the_desk(tmp_path / "desk") as round:
        points = chosen(round)
        decided_by_worksheets(round, *points)
        changed(round, *points[1:])
        by_command = settled_by_commands(round)
        analyse(round, Silent())
        sign_release(round, "1", DAY, "", BY, AT)
        publish_round(round, None, Silent())
        by_sheet = written(round)
    with no_book():
        for served in boarded(tmp_path / "board"):
            round = served.round
            assert chosen(round) == points
            decided_on_the_board(round, *points)
            changed(round, *points[1:])
            assert settled_on_the_board(round) == by_command
            analyse(round, Silent())
            assert check(round.place, round, lambda *_: None, date=DAY) == "nothing to be mended"
            wanted = Signature(version="1", again="1", date=DAY, last="")
            sign(round, wanted, standing_of(round).no, BY, NOW)
            publish(round.place, round, lambda *_: None)
            assert written(round) == by_sheet
    assert {one.split()[0] for one in by_command} == {"theme", "point", "consent"}
