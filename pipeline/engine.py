"""A function over partitions, on every core: the only place that knows how the work is spread."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
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


# Fewer partitions are done before a second process is awake.
_WORTH_SPREADING = 12


def spread(function: Callable[[Part], Out], partitions: Sequence[Part], workers: int = 0) -> Iterator[Out]:
    """What `function` makes of each partition, in their order and as they come, whatever the number of workers.

    Without a number, one process a core where that is worth it. With more than one, `function` and the partitions go to
    fresh processes (spawned, the same on every system), the function once a worker: it may carry a model.
    """
    workers = min(workers or (cores() if len(partitions) >= _WORTH_SPREADING else 1), len(partitions))
    if workers <= 1:
        yield from map(function, partitions)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (function,))
    try:
        yield from pool.map(_work, partitions)
    finally:
        pool.shutdown(cancel_futures=True)


def _start(function: Callable[[Any], Any]) -> None:
    threadpool_limits(1)  # the cores are taken by the other workers
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
    _of_worker["function"] = function


def _end_with_parent() -> None:
    """A pool whose process was killed would wait for work for ever, with a model in its memory."""
    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)


def _work(part: Any) -> Any:
    return _of_worker["function"](part)
