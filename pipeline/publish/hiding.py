"""Tables of counts whose sums are known: which cells are hidden so that the small ones cannot be worked out.

A hidden cell can be worked out as closely as the shown ones and the sums leave it room to move. It moves up where cells
of its row and of its column move down, and these by others: ways through the table, as much on each as its cells allow.
So the room of a cell is a flow between its row and its column, and where hidden cells leave too little of it, the ways
that cost the least are opened by hiding what lies on them.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.publish.suppress import SMALLEST

Cell = tuple[int, int]
# A row or a column: rows are nought and above, columns below it.
_Node = int
_Arc = tuple[_Node, _Node]


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of counts, row by row, and the most that each cell can hold; every sum of it is taken to be known."""

    counts: Sequence[Sequence[int]]
    most: Sequence[Sequence[int]]

    @property
    def cells(self) -> list[Cell]:
        """Every cell, row by row."""
        return [(r, c) for r, row in enumerate(self.counts) for c in range(len(row))]

    def __getitem__(self, cell: Cell) -> int:
        return self.counts[cell[0]][cell[1]]

    def down(self, cell: Cell) -> int:
        """How much less it could hold."""
        return self[cell]

    def up(self, cell: Cell) -> int:
        """How much more it could hold."""
        return self.most[cell[0]][cell[1]] - self[cell]


def _nodes(cell: Cell) -> _Arc:
    return cell[0], -1 - cell[1]


def _cell(arc: _Arc) -> Cell:
    return max(arc), -1 - min(arc)


class _Flow:
    """Units that move through a table, between the row and the column of one cell, at the least cost."""

    def __init__(self, table: Counts, free: set[Cell], cell: Cell, payable: bool) -> None:
        # From its row to its column a cell gives, and back it takes.
        self._left: dict[_Arc, int] = {}
        self._out: dict[_Node, list[_Node]] = {}
        self._cost: dict[Cell, int] = {}
        for each in table.cells:
            if each == cell or not (payable or each in free):
                continue
            row, column = _nodes(each)
            self._left |= {(row, column): table.down(each), (column, row): table.up(each)}
            self._out.setdefault(row, []).append(column)
            self._out.setdefault(column, []).append(row)
            self._cost[each] = 0 if each in free else 1 + table[each]
        self.used: set[Cell] = set()

    def push(self, start: _Node, goal: _Node, units: int) -> int:
        """Move so many units, or as many as can be; how many they were."""
        for moved in range(units):
            way = self._way(start, goal)
            if not way:
                return moved
            for arc in way:
                self._left[arc] -= 1
                self._left[arc[::-1]] += 1
                self._cost[_cell(arc)] = 0
                self.used.add(_cell(arc))
        return units

    def _way(self, start: _Node, goal: _Node) -> list[_Arc]:
        """The cheapest way that has room for one unit more; nothing where there is none."""
        came: dict[_Node, _Node] = {}
        heap: list[tuple[int, _Node, _Node]] = [(0, start, start)]
        while heap:
            cost, node, source = heapq.heappop(heap)
            if node in came:
                continue
            came[node] = source
            if node == goal:
                return list(_back(came, goal))
            for far in self._out.get(node, ()):
                if far not in came and self._left[node, far] > 0:
                    heapq.heappush(heap, (cost + self._cost[_cell((node, far))], far, node))
        return []


def _back(came: dict[_Node, _Node], goal: _Node) -> Iterator[_Arc]:
    node = goal
    while came[node] != node:
        yield came[node], node
        node = came[node]


def _moved(table: Counts, free: set[Cell], cell: Cell, enough: int, *, payable: bool) -> tuple[int, set[Cell]]:
    """How far a cell may move, up to what is enough, and over which others."""
    row, column = _nodes(cell)
    rising = _Flow(table, free, cell, payable)
    up = rising.push(row, column, min(enough, table.up(cell)))
    if up == enough or not table.down(cell):
        return up, rising.used
    falling = _Flow(table, free, cell, payable)
    down = falling.push(column, row, min(enough - up, table.down(cell)))
    return up + down, rising.used | falling.used


def room(table: Counts, hidden: set[Cell], cell: Cell, enough: int = SMALLEST) -> int:
    """Between how many values more than one a hidden cell may lie, as all but the hidden is known; at most `enough`."""
    return _moved(table, hidden, cell, enough, payable=False)[0]


def hide(table: Counts, hidden: set[Cell], small: set[Cell]) -> set[Cell]:
    """The cells to hide: those given, the small ones, and what must be hidden so that no small one can be worked out.

    A small one keeps room for five values beside its own, one that is hidden for it room for one; less only where the
    sums alone leave less.
    """
    found = set(hidden | small)
    waiting = sorted(small, reverse=True)
    whole = set(table.cells)
    while waiting:
        cell = waiting.pop()
        wanted = SMALLEST if cell in small else 1
        free = room(table, found, cell, wanted)
        if free < wanted and free < (wanted := room(table, whole, cell, wanted)):
            more = _moved(table, found, cell, wanted, payable=True)[1] - found
            found |= more
            waiting = sorted({*waiting, *more}, reverse=True)
    return found
