"""Killed at any moment, under load: what was confirmed is there, sent again it has the same reference."""

import random
from pathlib import Path

import pytest
from crashing import check, crash, loading


@pytest.mark.parametrize("rounds", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_nothing_confirmed_is_lost_to_a_kill(rounds: int, tmp_path: Path) -> None:
    where, log = tmp_path / "data", tmp_path / "log"
    chance = random.Random(rounds)
    with loading(where, log) as load:
        for _ in range(rounds):
            crash(load, chance)
    told = check(where, log)
    assert len(told.sent) >= rounds
