"""Which points are drawn for people to read: in fair parts of every kind, and by chance within a kind."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping


def drawn(strata: Mapping[str, str], count: int, kept: Collection[str] = (), *, last: bool = False) -> tuple[str, ...]:
    """So many points, each stratum in proportion to its size, in the order of their ids.

    `strata` names the stratum of each point. Within a stratum the first by id are taken (with `last` the last): an id
    is a keyed digest, as good as chance, and the same on every machine. What is `kept` of an earlier draw counts first
    and stays, even where that is more than `count`.
    """
    waiting: dict[str, list[str]] = {}
    # Taken from the end of each list, so that a list is never searched.
    for point in sorted(set(strata) - set(kept), reverse=not last):
        waiting.setdefault(strata[point], []).append(point)
    fair = {stratum: count * size / len(strata) for stratum, size in Counter(strata.values()).items()}
    have = Counter(strata[point] for point in set(kept) & set(strata))
    taken = set(kept) & set(strata)
    while len(taken) < count and waiting:
        stratum = min(waiting, key=lambda name: (round(have[name] - fair[name], 9), name))
        taken.add(waiting[stratum].pop())
        have[stratum] += 1
        if not waiting[stratum]:
            del waiting[stratum]
    return tuple(sorted(taken))


def least_sure(scores: Mapping[str, float], count: int, without: Collection[str] = ()) -> tuple[str, ...]:
    """So many points of the lowest scores, the least sure first; equal ones by id."""
    left: Iterable[str] = set(scores) - set(without)
    return tuple(sorted(left, key=lambda point: (scores[point], point))[:count])
