"""Small cells: who said a thing is hidden where fewer than five did, also where a subtraction would show it."""

from collections.abc import Collection, Iterable, Mapping

SMALLEST = 5


def _small(count: int, before: int | None) -> bool:
    """Under five, or so near to what an earlier release showed that the difference is under five people."""
    grew = abs(count - before) if before is not None else 0
    return count < SMALLEST or 0 < grew < SMALLEST


def alone(count: int, before: Iterable[int | None] = ()) -> int | None:
    """A count that no sum holds: hidden where it is under five, or within five of one an earlier release showed."""
    return None if _hides(count, before) else count


def _hides(count: int, before: Iterable[int | None]) -> bool:
    return any(_small(count, earlier) for earlier in [None, *before])


def suppressed(
    counts: Mapping[str, int],
    *before: Mapping[str, int | None],
    least: int = 2,
    hidden: Collection[str] = (),
) -> dict[str, int | None]:
    """The cells that may be shown, None for each that is hidden; an empty cell is a small one, and says as much.

    The total of the cells is taken to be known. So where any cell is hidden, the smallest others are hidden with it
    until at least two are and they hold five people or more between them: then no subtraction tells one of them. Where
    more sums than the total are shown, `least` is one more than there are sums. Cells `hidden` elsewhere stay hidden.
    Of a cell that has not grown since one of the releases `before` showed it, hiding it again hides nothing.
    """
    earlier = {cell: [table.get(cell) for table in before] for cell in counts}
    found = {cell for cell, count in counts.items() if cell in hidden or _hides(count, earlier[cell])}
    rest = sorted((count in earlier[cell], count, cell) for cell, count in counts.items() if cell not in found)
    while found and rest and (len(found) < least or sum(counts[cell] for cell in found) < SMALLEST):
        found.add(rest.pop(0)[-1])
    return {cell: None if cell in found else count for cell, count in counts.items()}
