"""One act on a record, done again and again in a process that is killed in each of its gaps in turn.

Called with the folder of a round that a service keeps, a folder for copies, and the name of an act. Says a line for
each gap: the copy's folder, whether the process was killed there, and where the gap is.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path

from pipeline.opening import open_round
from pipeline.place import find_place
from pipeline.standing import standing_of, take_in_lines

AT = "2020-11-30T12:00:00Z"


def accept(round, number=2):
    """Accept a candidate as the board does, with its members and its line of the log."""
    from pipeline.board.ruling import Ruling, board_of, rule
    from pipeline.review.asked import Act
    from pipeline.review.suggest import theme_digest

    def make(board):
        one = sorted(board.shot.themes)[number]
        digest = theme_digest(board.shot.inside[one])
        act = Act(act="accept", on=one, digest=digest, value=f"{round.name}-T{number + 1:03d}: Cards {number}")
        return Ruling(acts=(act,), about=frozenset({one}))

    rule(round, make, seen=board_of(round).stands.no, by="anna", now=datetime.now(UTC))


def undo(round):
    """Take back the second accept."""
    from pipeline.reviewing import undo_lines

    undo_lines(round, [2], "not meant", "anna", AT)


def sign(round, version="3"):
    """Sign a release, with the machine's joins."""
    from pipeline.publishing import sign_release

    sign_release(round, version, "2020-11-30", "", "anna", AT)


def roll_back(round):
    """Put the first release in force again."""
    from pipeline.board.release import back

    back(round, "1", "1", standing_of(round).no, "anna", datetime.now(UTC))


def take_in(round):
    """Take in what stands in the files beyond the store's record."""
    take_in_lines(round, round.here.decisions)


ACTS: dict[str, Callable] = {
    "accept": accept,
    "undo": undo,
    "sign": sign,
    "roll back": roll_back,
    "take in": take_in,
}


def prepare(round):
    """A record with two accepted themes and two releases."""
    accept(round, 0)
    accept(round, 1)
    sign(round, "1")
    sign(round, "2")


def lay_ahead(round):
    """Files with a line and members beyond the store's record, from another machine, in the form of a spreadsheet."""
    from pipeline.board.ruling import board_of
    from pipeline.place import write_bytes
    from pipeline.review.asked import Act
    from pipeline.review.lines import lines_of
    from pipeline.review.record import Member, members_text, record_text

    stands, shot = standing_of(round), board_of(round).shot
    one = sorted(shot.themes)[2]
    lines = lines_of([Act(act="reject", on=one, reason="of another subject")], stands.no, "ben", AT)
    mine = [Member(theme=one, point=point, by="person", since=lines[0].no) for point in shot.inside[one]]
    told = {round.here.members: members_text([*stands.members, *mine])}
    told[round.here.decisions] = record_text([*stands.record, *lines])
    for path, text in told.items():
        write_bytes(path, text.replace("\n", "\r\n").encode("utf-8-sig"))


def opened(root):
    """The round in a copy of the folder."""
    return open_round(find_place(root, root / "var", root / "build"), "small-2020")


class Gaps:
    """Counts what an act does to the disk, and kills the process just before or just after one of these things."""

    def __init__(self, at: int) -> None:
        self.at, self.found = at, []

    def gap(self, where: str) -> None:
        """One gap between two things."""
        self.found.append(where)
        if len(self.found) == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, what: str, does: Callable) -> Callable:
        """The same function, with a gap before and one after."""

        @wraps(does)
        def done(*args, **kwargs):
            name = f"{what} {Path(str(args[1])).name}" if what == "rename" else what
            self.gap(f"before {name}")
            told = does(*args, **kwargs)
            self.gap(f"after {name}")
            return told

        return done

    def patch(self) -> None:
        """From now on every commit, every sync and every rename of this process has its gaps."""
        from django.db import DEFAULT_DB_ALIAS, connections

        made = type(connections[DEFAULT_DB_ALIAS])
        made._commit = self.around("commit", made._commit)
        os.fsync = self.around("sync", os.fsync)
        Path.replace = self.around("rename", Path.replace)


def once(root: Path, act: str, at: int) -> tuple[bool, list[str]]:
    """Do an act in a process of its own that is killed at a gap; whether it was, and the gaps that were passed."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        round = opened(root)
        gaps = Gaps(at)
        gaps.patch()
        gap = gaps.gap

        def told(where):
            os.write(write, f"{where}\n".encode())
            gap(where)

        gaps.gap = told
        ACTS[act](round)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as said:
        found = said.read().splitlines()
    status = os.waitpid(child, 0)[1]
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not killed and status:
        sys.exit(f"{act} failed at gap {at}")
    return killed, found


def main(root: Path, copies: Path, act: str) -> None:
    """Kill an act in every gap that it has."""
    killed, number = True, 0
    while killed:
        number += 1
        copy = copies / f"{number:02d}"
        shutil.copytree(root, copy)
        killed, found = once(copy, act, number)
        sys.stdout.write(f"{copy.name}\t{int(killed)}\t{found[-1]}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
