"""The queue of writers: the order of asking, no turn lost, no turn twice."""

import threading
import time

from pipeline.store.turns import Turns


def _waiting(turns: Turns, so_many: int) -> None:
    end = time.monotonic() + 10
    while len(turns._waiting) < so_many:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_turns_come_in_the_order_of_asking() -> None:
    turns, served = Turns(), list[int]()
    assert turns.take(1)

    def ask(number: int) -> None:
        assert turns.take(10)
        served.append(number)
        turns.hand_on()

    threads = []
    for number in range(12):
        threads.append(threading.Thread(target=ask, args=(number,)))
        threads[-1].start()
        _waiting(turns, number + 1)
    turns.hand_on()
    for thread in threads:
        thread.join()
    assert served == list(range(12))
    assert turns.take(0)


def test_who_cannot_wait_longer_leaves_the_queue_and_loses_nobody_the_turn() -> None:
    turns = Turns()
    assert turns.take(1)
    assert not turns.take(0.01)
    got = list[bool]()
    thread = threading.Thread(target=lambda: got.append(turns.take(10)))
    thread.start()
    _waiting(turns, 1)
    turns.hand_on()
    thread.join()
    assert got == [True]
    assert not turns.take(0.01)


def test_a_turn_that_comes_as_one_gives_up_is_taken() -> None:
    """Many ask with hardly any patience: at every moment at most one has the turn, and it is never lost."""
    turns, at_once, most = Turns(), [0], [0]

    def ask() -> None:
        for _ in range(200):
            if turns.take(0.0001):
                at_once[0] += 1
                most[0] = max(most[0], at_once[0])
                time.sleep(0.0001)
                at_once[0] -= 1
                turns.hand_on()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert turns.take(0)
