"""
Drawing a map from another one that differs from it in a few units.

Reading a country anew takes seconds, and from one day to the next a handful of its units change. So the new map is cut
out of one that is there: whatever lies inside a unit is one run of numbers, so what moves or goes is cut out whole, and
what comes is put among its new siblings. The numbers of the new map are then joined from the runs of the old, each run
raised or lowered as one; what is told of a unit that did not change is looked up on the first map.

Any map of a lineage can be drawn from any other, and how it was drawn must not show. So siblings have an order that is
only of the first map and of when they were first altered: those that stood under their parent on the first map come
first, as they stood there.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, Literal, NamedTuple

from gridcare.places.forest import ROOT
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit

__all__ = ["Drawing", "Run", "redraw", "undrawn"]


class Run(NamedTuple):
    """A run of a map's numbers, or one unit that the map does not have."""

    start: int
    end: int
    added: str = ""


class Drawing(NamedTuple):
    """
    A map, and how it is joined from runs of the first one.

    Attributes:
        first: The first map, from which all others come.
        drawn: The map.
        runs: What of the first map follows on what.
    """

    first: Hierarchy
    drawn: Hierarchy
    runs: tuple[Run, ...]


def undrawn(first: Hierarchy) -> Drawing:
    """Return the first map as it is."""
    return Drawing(first, first, (Run(0, len(first)),))


def redraw(last: Drawing, changed: Mapping[str, Unit | None], rank: Mapping[str, int]) -> Drawing:
    """
    Draw the map that another one becomes when some of its units are as given.

    Nothing is judged: the parents that the changed units name must be on the new map, and nothing may lie inside
    itself.

    Args:
        last: The map to start from; it stays as it is.
        changed: The units that differ from it, by id; ``None`` for one that is not on the new map.
        rank: Where those stand among their siblings that do not stand under the parent of the first map. It has every
            unit that differs from the first map, on any map drawn from it.
    """
    changes = {unit: new for unit, new in changed.items() if last.drawn.get(unit) != new}
    if not changes:
        return last
    pattern = _Pattern(last, changes, rank)
    drawn = Hierarchy.__new__(Hierarchy)
    runs = last.runs
    if pattern.is_as_it_was:
        _share_numbers(last.drawn, drawn)
    else:
        runs = tuple(_composed(last.runs, pattern.runs))
        _number(last.drawn, drawn, pattern)
        drawn._position = _Positions(last.first, drawn._ids, runs)
    drawn._levels = last.first._levels
    drawn._first = last.first
    drawn._altered = _altered(last, changes)
    drawn._at_levels = {}
    _classify(last.drawn, drawn, pattern.runs, [unit for unit in changes.values() if unit is not None])
    return Drawing(last.first, drawn, runs)


class _Stretch(NamedTuple):
    """A run of the old map, the units in it that stand directly under a unit above, and the new number of that unit."""

    start: int
    end: int
    heads: Sequence[int]
    above: int


class _Node(NamedTuple):
    """A unit of the old map that is taken apart."""

    position: int
    above: int


class _Comer(NamedTuple):
    """A unit that the old map does not have."""

    unit: str
    above: int


class _End(NamedTuple):
    begins: int


_Piece = _Stretch | _Node | _Comer | _End
_NOWHERE: Final = -1


class _Pattern:
    """
    How a new map is joined from runs of an old one.

    Attributes:
        runs: What of the old map follows on what.
        loose: The units of the old map whose numbers cannot be raised along with the run that they are in.
        hung: The new numbers of units, and of their parents, where a run does not tell.
        ends: Where the run of each unit ends that may no longer be as long as it was, by its new number.
    """

    def __init__(self, last: Drawing, changes: Mapping[str, Unit | None], rank: Mapping[str, int]) -> None:
        self._old = last.drawn
        self._first = last.first
        self._rank = rank
        self._cuts: set[int] = set()
        self._arrivals: defaultdict[str | None, list[str]] = defaultdict(list)
        for unit, new in changes.items():
            position = self._at(unit)
            if position >= 0 and (new is None or new.parent != self._old.parent(unit)):
                self._cuts.add(position)
            if new is not None and (position < 0 or position in self._cuts):
                self._arrivals[new.parent].append(unit)
        self.is_as_it_was: Final = not self._cuts and not self._arrivals
        self.runs: list[Run] = []
        self.loose: list[int] = []
        self.hung: list[tuple[int, int]] = []
        self.ends: dict[int, int] = {}
        self._length = 0
        if self.is_as_it_was:
            self.runs.append(Run(0, len(self._old)))
        else:
            self._touched = self._climb()
            self._join(self._below(None, (0, 0, len(self._old)), ROOT))

    def _at(self, unit: str) -> int:
        found: int = self._old._position.get(unit, _NOWHERE)
        return found

    def _climb(self) -> set[int]:
        """Find the units whose runs cannot be taken over whole, up to the roots."""
        parents, touched = self._old._parents, set[int]()
        holders = (self._at(unit) for unit in self._arrivals if unit is not None)
        for start in (*self._cuts, *holders):
            climbed = start
            while climbed >= 0 and climbed not in touched:
                touched.add(climbed)
                climbed = parents[climbed]
        return touched

    def _join(self, pieces: list[_Piece]) -> None:
        waiting = pieces[::-1]
        while waiting:
            piece = waiting.pop()
            match piece:
                case _Node():
                    waiting += reversed(self._node(piece))
                case _Comer():
                    waiting += reversed(self._comer(piece))
                case _End():
                    self.ends[piece.begins] = self._length
                case _Stretch(start=start, end=end):
                    raised = self._length - start
                    self.hung += [(head + raised, piece.above) for head in piece.heads]
                    self.runs.append(Run(start, end))
                    self._length += end - start

    def _node(self, node: _Node) -> list[_Piece]:
        unit, end, begins = self._old._ids[node.position], self._old._ends[node.position], self._length
        self.hung.append((begins, node.above))
        self.loose.append(node.position)
        below = self._below(unit, (node.position, node.position + 1, end), begins)
        return [*below, _End(begins)]

    def _comer(self, comer: _Comer) -> list[_Piece]:
        begins = self._length
        self.hung.append((begins, comer.above))
        self.runs.append(Run(0, 1, comer.unit))
        self._length += 1
        return [*(piece for _, piece in self._arriving(comer.unit, begins)), _End(begins)]

    def _arriving(self, parent: str | None, above: int) -> list[tuple[tuple[int, int], _Piece]]:
        """Make a piece of each unit that comes to stand under another, in their order."""
        arrivals = sorted((self._place(unit, parent), unit) for unit in self._arrivals.get(parent, ()))
        placed = ((place, unit, self._at(unit)) for place, unit in arrivals)
        return [(place, _Comer(unit, above) if at < 0 else _Node(at, above)) for place, unit, at in placed]

    def _place(self, unit: str, parent: str | None) -> tuple[int, int]:
        """Tell where a unit stands among the others under a parent."""
        at: int = self._first._position.get(unit, _NOWHERE)
        if at >= 0:
            above = self._first._parents[at]
            if (None if above < 0 else self._first._ids[above]) == parent:
                return 0, at
        return 1, self._rank[unit]

    def _below(self, parent: str | None, span: tuple[int, int, int], above: int) -> list[_Piece]:
        """
        Part what lies below a unit into runs that are taken over and units that are taken apart.

        Args:
            parent: The unit.
            span: From where on the runs begin, where the first unit below is, and where the last one ends.
            above: The unit's new number.
        """
        pending, position, last = span
        ids, ends, touched, cuts = self._old._ids, self._old._ends, self._touched, self._cuts
        children: list[int] = []
        while position < last:
            children.append(position)
            position = ends[position]
        coming: defaultdict[int, list[_Piece]] = defaultdict(list)
        for place, piece in self._arriving(parent, above):
            coming[bisect_left(children, place, key=lambda child: self._place(ids[child], parent))].append(piece)
        pieces: list[_Piece] = []
        since = 0
        for index in sorted({*coming, *(n for n, child in enumerate(children) if child in touched), len(children)}):
            child = children[index] if index < len(children) else last
            if pending < child:
                heads = children[since:index]
                pieces.append(_Stretch(pending, child, heads, above))
                self.loose += heads
            pending, since = child, index
            pieces += coming.get(index, ())
            if child in touched and index < len(children):
                if child not in cuts:
                    pieces.append(_Node(child, above))
                pending, since = ends[child], index + 1
        return pieces


def _composed(runs: Sequence[Run], taken: Iterable[Run]) -> Iterator[Run]:
    """Tell runs of a map, which is itself joined from runs, as runs of the map that those are of."""
    begins = [0, *accumulate(end - start for start, end, _ in runs)]
    pending = Run(0, 0)
    for start, end, added in taken:
        index = 0 if added else bisect_right(begins, start) - 1
        while start < end:
            run = Run(0, 1, added) if added else runs[index]
            offset = 0 if added else start - begins[index]
            length = min(end - start, run.end - run.start - offset)
            begin = run.start + offset
            if pending.added or run.added or pending.end != begin:
                if pending.start < pending.end:
                    yield pending
                pending = Run(begin, begin + length, run.added)
            else:
                pending = pending._replace(end=begin + length)
            start += length
            index += 1
    if pending.start < pending.end:
        yield pending


class _Positions(dict[str, int]):
    """
    The numbers of a new map, each looked up by way of the first one when it is asked for the first time.

    To fill a dict with the ids of a country takes longer than everything else here.
    """

    __slots__ = ("_first", "_ids", "_raised", "_starts", "_stops")

    def __init__(self, first: Hierarchy, ids: Sequence[str], runs: Iterable[Run]) -> None:
        super().__init__()
        self._first, self._ids = first._position, ids
        begins, taken = 0, list[tuple[int, int, int]]()
        for start, end, added in runs:
            if added:
                self[added] = begins
            else:
                taken.append((start, end, begins - start))
            begins += end - start
        taken.sort()
        self._starts = [start for start, _, _ in taken]
        self._stops = [end for _, end, _ in taken]
        self._raised = [raised for _, _, raised in taken]

    def __missing__(self, unit: str) -> int:
        at = self._first[unit]
        index = bisect_right(self._starts, at) - 1
        if index < 0 or at >= self._stops[index]:
            raise KeyError(unit)
        number = self[unit] = at + self._raised[index]
        return number

    def __contains__(self, unit: object) -> bool:
        return self.get(unit) is not None

    def get(self, unit: object, default: Any = None) -> Any:
        try:
            return self[unit]  # type: ignore[index]  # whatever is no id is not found
        except KeyError:
            return default

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __reduce__(self) -> tuple[type[dict[str, int]], tuple[dict[str, int]]]:
        return dict, (dict(zip(self._ids, range(len(self._ids)), strict=True)),)


def _share_numbers(old: Hierarchy, drawn: Hierarchy) -> None:
    drawn._ids, drawn._position = old._ids, old._position
    drawn._parents, drawn._ends = old._parents, old._ends


def _number(old: Hierarchy, drawn: Hierarchy, pattern: _Pattern) -> None:
    parents, ends = old._parents[:], old._ends[:]
    for position in pattern.loose:
        parents[position] = position  # whatever stays within its run can be raised along with it
    drawn._ids = _joined(old._ids, pattern.runs)
    drawn._parents = _raised(parents, pattern.runs)
    drawn._ends = _raised(ends, pattern.runs)
    for position, above in pattern.hung:
        drawn._parents[position] = above
    for position, end in pattern.ends.items():
        drawn._ends[position] = end


def _joined(column: Sequence[str], runs: Iterable[Run]) -> list[str]:
    joined: list[str] = []
    for start, end, added in runs:
        joined += (added,) if added else column[start:end]
    return joined


def _raised(column: "array[int]", runs: Iterable[Run]) -> "array[int]":
    joined, begins = array(column.typecode), 0
    for start, end, added in runs:
        joined += array(column.typecode, [begins]) if added else raised(column[start:end], begins - start)
        begins += end - start
    return joined


_SHORT: Final = 50
"""Of how many numbers on it is faster to raise them as one."""


def raised(column: "array[int]", by: int) -> "array[int]":
    """
    Add one number to every number of a column; neither they nor the sums may be below zero.

    A long column is read as one number of many digits, to which one more is added.
    """
    if not by or not column:
        return column
    if len(column) < _SHORT:
        return array(column.typecode, [number + by for number in column])
    size = column.itemsize
    one = array(column.typecode, [1]).tobytes()
    order: Literal["little", "big"] = "little" if one[0] else "big"
    whole = int.from_bytes(column.tobytes(), order) + by * int.from_bytes(one * len(column), order)
    return array(column.typecode, whole.to_bytes(size * len(column), order))


def _classify(old: Hierarchy, drawn: Hierarchy, runs: Iterable[Run], present: Iterable[Unit]) -> None:
    """Join the levels of the units, by the numbers that the names of the levels have."""
    drawn._level_names = tuple(dict.fromkeys((*old._level_names, *(unit.level for unit in present))))
    number = {name: index for index, name in enumerate(drawn._level_names)}
    kinds = array("B" if len(number) <= 256 else "i")
    for start, end, added in runs:
        kinds += array(kinds.typecode, [0] if added else old._kinds[start:end])
    for unit in present:
        kinds[drawn._position[unit.id]] = number[unit.level]
    drawn._kinds = kinds


def _altered(last: Drawing, changes: Mapping[str, Unit | None]) -> dict[str, Unit]:
    """Tell which units of the new map are not as they are on the first one."""
    altered = dict(last.drawn._altered) if last.drawn is not last.first else {}
    for unit, new in changes.items():
        altered.pop(unit, None)
        if new is not None and last.first.get(unit) != new:
            altered[unit] = new
    return altered
