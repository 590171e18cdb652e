"""
Drawing a map from another one that differs from it in a few units.

Reading a country anew takes seconds, and from one day to the next a handful of its units change. So the new map is cut
out of the old one: whatever lies inside a unit is one run of numbers, so what moves or goes is cut out whole, and what
comes is put behind its new siblings. The columns of the new map are then joined from the runs of the old.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import filterfalse
from typing import Any, Final, NamedTuple, TypeVar

from gridcare.places.forest import ROOT
from gridcare.places.hierarchy import Hierarchy, Unit, _Details

__all__ = ["redraw"]

T = TypeVar("T")


def redraw(base: Hierarchy, changed: Mapping[str, Unit | None]) -> Hierarchy:
    """
    Draw the map that a base becomes when some of its units are as given.

    Nothing is judged: the parents that the changed units name must be on the new map, and nothing may lie inside
    itself.

    Args:
        base: The map to start from; it stays as it is.
        changed: The units that differ, by id; ``None`` for one that is not on the new map.
    """
    changes = {unit: new for unit, new in changed.items() if base.get(unit) != new}
    if not changes:
        return base
    pattern = _Pattern(base, changes)
    drawn = Hierarchy.__new__(Hierarchy)
    _number(base, drawn, pattern)
    _describe(base, drawn, pattern, changes)
    return drawn


class _Run(NamedTuple):
    """A run of the old map's numbers, or one unit that the old map does not have."""

    start: int
    end: int
    added: str = ""


class _Node(NamedTuple):
    position: int


class _End(NamedTuple):
    begins: int


_Piece = _Run | _Node | _End
_NOWHERE: Final = -2


class _Pattern:
    """
    How the new map is joined from runs of the old.

    Attributes:
        runs: What follows on what.
        length: How many units the new map has.
        fresh: The new number of each unit of the old map, below zero when it is gone.
        ends: Where the run of each unit ends that is no longer as long as it was, by its new number.
    """

    def __init__(self, base: Hierarchy, changes: Mapping[str, Unit | None]) -> None:
        self._base = base
        self._cuts: set[int] = set()
        self._arrivals: defaultdict[str | None, list[_Piece]] = defaultdict(list)
        for unit, new in changes.items():
            position = base._position.get(unit, _NOWHERE)
            if position >= 0 and (new is None or new.parent != base.parent(unit)):
                self._cuts.add(position)
            if new is not None and (position < 0 or position in self._cuts):
                self._arrivals[new.parent].append(_Run(0, 1, unit) if position < 0 else _Node(position))
        self._touched = self._climb()
        self.fresh = array("i", [_NOWHERE]) * (len(base) + 1)
        self.fresh[-1] = ROOT  # where a root's parent, which is -1 on either map, is looked up
        self.runs: list[_Run] = []
        self.length = 0
        self.ends: dict[int, int] = {}
        self._join([*self._below(0, 0, len(base)), *self._arrivals.get(None, ())])

    def _climb(self) -> set[int]:
        """Find the units whose runs cannot be taken over whole, up to the roots."""
        parents, position = self._base._parents, self._base._position
        touched: set[int] = set()
        for start in (*self._cuts, *(position[unit] for unit in self._arrivals if unit in position)):
            climbed = start
            while climbed >= 0 and climbed not in touched:
                touched.add(climbed)
                climbed = parents[climbed]
        return touched

    def _join(self, pieces: list[_Piece]) -> None:
        waiting = pieces[::-1]
        while waiting:
            piece = waiting.pop()
            if isinstance(piece, _Node):
                waiting += reversed(self._node(piece.position))
            elif isinstance(piece, _End):
                self.ends[piece.begins] = self.length
            else:
                self.runs.append(piece)
                if piece.added in self._arrivals and piece.added:
                    waiting += [_End(self.length), *reversed(self._arrivals[piece.added])]
                self.length += piece.end - piece.start

    def _node(self, position: int) -> list[_Piece]:
        unit, end = self._base._ids[position], self._base._ends[position]
        below = self._below(position, position + 1, end)
        return [*below, *self._arrivals.get(unit, ()), _End(self.length)]

    def _below(self, pending: int, position: int, end: int) -> list[_Piece]:
        """Part what lies below a unit into runs that are taken over and units that are taken apart."""
        ends, pieces = self._base._ends, list[_Piece]()
        while position < end:
            after = ends[position]
            if position in self._touched:
                if pending < position:
                    pieces.append(_Run(pending, position))
                if position not in self._cuts:
                    pieces.append(_Node(position))
                pending = after
            position = after
        return [*pieces, _Run(pending, end)] if pending < end else pieces


class _Positions(dict[str, int]):
    """
    The numbers of a new map, each looked up by way of the old one when it is first asked for.

    To fill a dict with the ids of a country takes longer than everything else here.
    """

    __slots__ = ("_fresh", "_ids", "_old")

    def __init__(self, base: Hierarchy, drawn: Hierarchy, pattern: _Pattern) -> None:
        super().__init__()
        self._old, self._fresh, self._ids = base._position, pattern.fresh, drawn._ids
        begins = 0
        for start, end, added in pattern.runs:
            if added:
                self[added] = begins
            begins += end - start

    def __missing__(self, unit: str) -> int:
        number = self._fresh[self._old[unit]]
        if number < 0:
            raise KeyError(unit)
        self[unit] = number
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


def _number(base: Hierarchy, drawn: Hierarchy, pattern: _Pattern) -> None:
    fresh, begins, ends = pattern.fresh, 0, array("i")
    for start, end, added in pattern.runs:
        if not added:
            fresh[start:end] = array("i", range(begins, begins + end - start))
        ends += (
            array("i", map((begins - start).__add__, base._ends[start:end])) if not added else array("i", [begins + 1])
        )
        begins += end - start
    for begins, end in pattern.ends.items():
        ends[begins] = end
    above = array("i", map(fresh.__getitem__, base._parents))
    drawn._ends = ends
    drawn._parents = _joined_array(above, pattern.runs, ROOT)
    drawn._details = {at: details for old, details in base._details.items() if (at := fresh[old]) >= 0}
    drawn._ids = _joined(base._ids, pattern.runs, lambda added: added)
    drawn._position = _Positions(base, drawn, pattern)


def _joined(column: Sequence[T], runs: Iterable[_Run], add: Callable[[str], T]) -> tuple[T, ...]:
    joined: list[T] = []
    for start, end, added in runs:
        joined += (add(added),) if added else column[start:end]
    return tuple(joined)


def _joined_array(column: "array[int]", runs: Iterable[_Run], blank: int) -> "array[int]":
    joined = array(column.typecode)
    for start, end, added in runs:
        joined += array(column.typecode, [blank]) if added else column[start:end]
    return joined


def _describe(base: Hierarchy, drawn: Hierarchy, pattern: _Pattern, changes: Mapping[str, Unit | None]) -> None:
    present = {drawn._position[unit]: new for unit, new in changes.items() if new is not None}
    names = list(_joined(base._names, pattern.runs, str))
    coded = bool(base._codes) or any(unit.code for unit in present.values())
    codes = list(_joined(base._codes or ("",) * len(base), pattern.runs, str)) if coded else []
    drawn._levels = base._levels
    drawn._level_names = tuple(dict.fromkeys((*base._level_names, *(unit.level for unit in present.values()))))
    number = {name: index for index, name in enumerate(drawn._level_names)}
    kinds = _joined_array(array("B" if len(number) <= 256 else "i", base._kinds), pattern.runs, 0)
    for position, unit in present.items():
        names[position] = unit.name
        kinds[position] = number[unit.level]
        drawn._parents[position] = ROOT if unit.parent is None else drawn._position[unit.parent]
        if coded:
            codes[position] = unit.code
        drawn._details.pop(position, None)
        if unit.opened is not None or unit.closed is not None or unit.attributes:
            drawn._details[position] = _Details(unit.opened, unit.closed, unit.attributes)
    drawn._names, drawn._codes, drawn._kinds = tuple(names), tuple(codes), kinds
    drawn._positions_by_level = _by_level(base, drawn, pattern, changes)


def _by_level(
    base: Hierarchy, drawn: Hierarchy, pattern: _Pattern, changes: Mapping[str, Unit | None]
) -> "dict[str, array[int]]":
    """Take over the positions of each level, and sort those of the changed units in."""
    altered = {pattern.fresh[base._position[unit]] for unit in changes if unit in base._position}
    comers: defaultdict[str, list[int]] = defaultdict(list)
    for unit, new in changes.items():
        if new is not None:
            comers[new.level].append(drawn._position[unit])
    positions: dict[str, array[int]] = {}
    for level in drawn._level_names:
        stayed = map(pattern.fresh.__getitem__, base._positions_by_level.get(level, ()))
        positions[level] = array("i", sorted([*filterfalse(altered.__contains__, stayed), *comers[level]]))
    return positions
