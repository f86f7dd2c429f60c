"""A function over partitions, on every core: the only place that knows how the work is spread."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Part = TypeVar("Part")
Out = TypeVar("Out")

_of_worker: dict[str, Callable[[Any], Any]] = {}


def cores() -> int:
    """How many cores this process may use; a container's share counts where the system tells it."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Windows and macOS
        return os.cpu_count() or 1


def map_partitions(
    function: Callable[[Part], Out],
    partitions: Sequence[Part],
    workers: int = 1,
    told: Callable[[int], None] | None = None,
) -> list[Out]:
    """What `function` makes of each partition, in their order, whatever the number of workers.

    With more than one worker, `function` and the partitions go to fresh processes (spawned, the same on every system),
    the function once a worker: it may carry a model. `told` hears 1 for each partition done.
    """
    workers = min(workers, len(partitions))
    if workers <= 1:
        return [_heard(function(part), told) for part in partitions]
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (function,))
    try:
        return [_heard(out, told) for out in pool.map(_work, partitions)]
    finally:
        pool.shutdown(cancel_futures=True)


def _start(function: Callable[[Any], Any]) -> None:
    threadpool_limits(1)  # the cores are taken by the other workers
    _of_worker["function"] = function


def _work(part: Any) -> Any:
    return _of_worker["function"](part)


def _heard(out: Out, told: Callable[[int], None] | None) -> Out:
    if told is not None:
        told(1)
    return out
