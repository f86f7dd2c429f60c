"""Kill -9 in every gap of an act on the record: it is whole or was never done, and the next start goes on."""

import os
import subprocess
import sys
from pathlib import Path

import killing
import pytest
from boarding import BOARDED, analysed_round

from pipeline.place import read_text
from pipeline.review.record import members_text, record_text
from pipeline.review.recordfiles import AheadError
from pipeline.standing import keep_records, standing_of
from pipeline.store import audit
from pipeline.store.orm import DecisionRow
from pipeline.store.setup import close_store

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="a process is forked and killed")]


@pytest.fixture
def round(tmp_path):
    made = analysed_round(tmp_path / "here")
    keep_records(made.place)
    killing.prepare(made)
    yield made
    close_store()


def killed_everywhere(round, act: str, copies: Path) -> list[tuple[Path, bool, str]]:
    """Each copy in which the act was killed, the last one in which it was not, with the gap."""
    root = round.place.root
    command = [sys.executable, killing.__file__, str(root), str(copies), act]
    path = f"{Path(killing.__file__).parents[2]}"
    close_store()
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=500, check=False, env={**os.environ, "PYTHONPATH": path}
    )
    assert done.returncode == 0, done.stderr
    told = [line.split("\t") for line in done.stdout.splitlines()]
    return [(copies / name, bool(int(killed)), where) for name, killed, where in told]


def started(root):
    """A service starts over the folder; the round, once its files are whole."""
    from pipeline.opening import open_round
    from pipeline.place import find_place

    round = open_round(find_place(root, root / "var", root / "build"), BOARDED)
    try:
        assert keep_records(round.place) == []
    except AheadError:
        # Taken in was nothing yet: the command is given again.
        killing.take_in(round)
        assert keep_records(round.place) == []
    return round


def whole(round):
    """Files and table say the same, no line is there twice, the log is unbroken and nothing is left lying about."""
    stands = standing_of(round)
    assert read_text(round.here.decisions) == record_text(stands.record)
    assert read_text(round.here.members) == members_text(stands.members)
    numbers = list(DecisionRow.objects.filter(round=BOARDED).order_by("no").values_list("no", flat=True))
    assert numbers == list(range(1, stands.no + 1))
    assert audit.verify() is None
    left = [path.name for path in round.here.folder.iterdir() if path.name.startswith(".")]
    assert [name for name in left if name != ".record.lock"] == []
    return stands


@pytest.mark.parametrize("act", list(killing.ACTS))
def test_killed_in_any_gap_of_an_act_it_is_whole_or_was_never_done(round, tmp_path, act):
    if act == "take in":
        killing.lay_ahead(round)
    before = standing_of(round).record
    copies = tmp_path / "copies"
    copies.mkdir()
    told = killed_everywhere(round, act, copies)
    gaps = [where for _, killed, where in told if killed]
    for wanted in ("before commit", "after commit", "before sync", "before rename decisions.csv"):
        assert wanted in gaps, gaps
    came = []
    for copy, _killed, where in told:
        again = started(copy)
        stands = whole(again)
        assert stands.record[: len(before)] == before, where
        came.append(len(stands.record) > len(before))
        assert act == "take in" or came[-1] == (where != "before commit"), where
        if not came[-1]:
            killing.ACTS[act](again)
            assert len(whole(again).record) > len(before)
        close_store()
    assert came[-1]
