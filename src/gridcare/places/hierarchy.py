"""
How administrative units contain each other: a street with its communities, grids and buildings.

A `Hierarchy` is the map of one moment, made of `places.units`: a forest of any depth, so that a country's provinces
need no artificial root. Another map over the same grids, cut crosswise into patches or cells, is a hierarchy of its own
(`Hierarchy.regroup`).

A hierarchy is numbered once, depth first, so that whatever lies inside a unit is one run of numbers, from the unit's
own to the end of its span. Containment is then a comparison and everything inside a unit a slice; `places.tally`
adds up along the same numbers.

There are two doors. `Hierarchy(levels, units)` is for maps somebody wrote: it refuses a faulty one and names every
fault. `Hierarchy.load(units)` is for lists as they are found: it takes everything and returns what was odd beside
it; `places.listing` reads such lists from plain rows.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import compress
from typing import Final, NamedTuple, TypeVar, overload

import attrs

from gridcare.attributes import Scalar
from gridcare.errors import GridcareError, UnknownName, did_you_mean, refuse
from gridcare.places.forest import ROOT, run_ends
from gridcare.places.oddities import Oddity, UnitDetails, UnitTable, level_faults
from gridcare.places.slips import near_to
from gridcare.places.units import DatedAttribute, Level, Unit

__all__ = ["Hierarchy", "Loaded", "UnknownUnit"]

_Other = TypeVar("_Other")


class Loaded(NamedTuple):
    """What a list of rows gave: the hierarchy of everything usable, and what was odd, in the order of the rows."""

    hierarchy: "Hierarchy"
    oddities: tuple[Oddity, ...]


class UnknownUnit(UnknownName, KeyError):
    """A unit was asked for that the hierarchy does not hold."""

    code = "unknown-unit"

    def __init__(self, name: str, allowed: Iterable[str]) -> None:
        near = tuple(allowed)
        GridcareError.__init__(self, f"'{name}' is no unit of this hierarchy{did_you_mean(name, near) if near else ''}")
        self.kind = "unit"
        self.name = name
        self.allowed = near

    __str__ = Exception.__str__


class Hierarchy(Mapping[str, Unit]):
    """
    The units of one moment and how they contain each other.

    It is a frozen mapping from id to `Unit`. Units are kept as columns and made when asked for, so that a country of
    several hundred thousand costs little more than its texts. Iteration goes depth first, each unit before what lies
    inside it; roots and siblings keep the order in which they were given.

    Args:
        levels: The levels that occur, with their legal parents.
        units: The units, in any order.
        one_tree: Refuse more than one root.

    Raises:
        DefinitionError: Naming every fault: a cycle with its members, a parent that is not there, an id given twice,
            an unknown level, an illegal parent, dates that contradict each other, codes that would be one if they
            were padded to a common length, a second root where one tree was asked for.

    >>> street = Hierarchy(
    ...     Level.ordered("street", "community", "grid"),
    ...     [Unit("s", "Jinxue", "street"), Unit("c", "Wenming", "community", "s"), Unit("g", "1", "grid", "c")],
    ... )
    >>> street.ancestors("g")
    ('c', 's')
    >>> street.inside("g", "s")
    True
    """

    __slots__ = (
        "_altered",
        "_at_levels",
        "_codes",
        "_details",
        "_ends",
        "_first",
        "_ids",
        "_kinds",
        "_level_names",
        "_levels",
        "_names",
        "_parents",
        "_position",
    )

    def __init__(self, levels: Iterable[Level], units: Iterable[Unit], *, one_tree: bool = False) -> None:
        declared = tuple(levels)
        table = UnitTable()
        for row, unit in enumerate(units, 1):
            table.add(row, unit)
        table.judge(declared, one_tree=one_tree)
        refuse("hierarchy", [*level_faults(declared), *table.faults()])
        self._build(declared, table)

    @classmethod
    def load(cls, units: Iterable[Unit], levels: Iterable[Level] | None = None, *, one_tree: bool = False) -> Loaded:
        """
        Take a list of units as it is found, and tell what is odd about it.

        Nothing is lost. A unit whose parent is missing becomes a root; a cycle is cut at its first row; a unit under
        an illegal parent or of an unknown level stays where it is; one without an id, or with an id that an earlier
        row has, is handed back in its oddity.

        Args:
            units: The units in the order of the list.
            levels: The levels to judge by; without any, the levels and parents that occur are taken as they are.
            one_tree: Report more than one root as an oddity.

        Raises:
            DefinitionError: When the levels themselves are faulty.
        """
        declared = None if levels is None else tuple(levels)
        refuse("levels", level_faults(declared or ()))
        table = UnitTable()
        for row, unit in enumerate(units, 1):
            table.add(row, unit)
        table.judge(declared, one_tree=one_tree)
        hierarchy = cls.__new__(cls)
        hierarchy._build(table.levels_found() if declared is None else declared, table)
        return Loaded(hierarchy, table.ordered())

    def _build(self, levels: tuple[Level, ...], table: UnitTable) -> None:
        order, above = table.order, table.above
        at = [ROOT] * (len(order) + 1)  # the last one answers for the parent of a root
        for position, row in enumerate(order):
            at[row] = position
        parents = list(map(at.__getitem__, map(above.__getitem__, order)))
        self._first: Hierarchy | None = None
        self._altered: dict[str, Unit] = {}  # of a map that is drawn from a first one: what differs from that
        self._at_levels: dict[str, array[int]] = {}
        self._levels = levels
        self._ids: Sequence[str] = tuple(map(table.ids.__getitem__, order))
        self._position = dict(zip(self._ids, range(len(order)), strict=True))
        self._names = tuple(map(table.names.__getitem__, order))
        self._codes = tuple(map(table.codes.__getitem__, order)) if any(table.codes) else ()
        self._parents = array("i", parents)
        self._ends = run_ends(parents)
        self._details = {table.ids[row]: details for row, details in table.details.items()}
        self._level_names = tuple(dict.fromkeys((*(level.name for level in levels), *table.levels)))
        number = {name: index for index, name in enumerate(self._level_names)}
        kinds = list(map(number.__getitem__, map(table.levels.__getitem__, order)))
        self._kinds = array("B" if len(number) <= 256 else "i", kinds)

    def __getitem__(self, unit: str) -> Unit:
        if (altered := self._altered.get(unit)) is not None:
            return altered
        position = self.position(unit)
        if self._first is not None:
            return self._first[unit]
        above = self._parents[position]
        opened, closed, attributes = self._details.get(unit, _PLAIN)
        return Unit(
            unit,
            self._names[position],
            self._level_names[self._kinds[position]],
            None if above < 0 else self._ids[above],
            code=self._codes[position] if self._codes else "",
            opened=opened,
            closed=closed,
            attributes=attributes,
        )

    def __contains__(self, unit: object) -> bool:
        return unit in self._position

    @overload
    def get(self, key: str, /) -> Unit | None: ...

    @overload
    def get(self, key: str, /, default: Unit) -> Unit: ...

    @overload
    def get(self, key: str, /, default: _Other) -> Unit | _Other: ...

    def get(self, key: str, /, default: Unit | _Other | None = None) -> Unit | _Other | None:
        """Return a unit, or the default when it is not there; nobody looks for what its id may have meant."""
        return self[key] if key in self._position else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __eq__(self, other: object) -> bool:
        """Compare levels and units; the order in which they were given does not matter."""
        if not isinstance(other, Hierarchy):
            return NotImplemented
        if self is other:
            return True
        if len(self) != len(other) or set(self.levels) != set(other.levels):
            return False
        return self._told() == other._told() or all(unit == other.get(unit.id) for unit in self.values())

    def __hash__(self) -> int:
        return hash((len(self), frozenset(self.roots)))

    def __repr__(self) -> str:
        named = ", ".join(level.name for level in self.levels)
        return f"Hierarchy(units: {len(self)}, roots: {len(self.roots)}, levels: {named})"

    def _told(self) -> tuple[object, ...]:
        if self._first is not None:
            return id(self._first), frozenset(self._ids), self._altered
        named = [self._level_names[kind] for kind in self._kinds]
        return self._ids, self._parents, named, self._names, self._codes, self._details

    @property
    def levels(self) -> tuple[Level, ...]:
        """The declared levels."""
        return self._levels

    @property
    def roots(self) -> tuple[str, ...]:
        """The units that stand under no other."""
        found, position = [], 0
        while position < len(self._ids):
            found.append(self._ids[position])
            position = self._ends[position]
        return tuple(found)

    def position(self, unit: str) -> int:
        """
        Return the unit's number in depth-first order, from zero.

        Raises:
            UnknownUnit: When there is no such unit.
        """
        try:
            return self._position[unit]
        except KeyError:
            raise self._unknown(unit) from None

    def _unknown(self, *units: str) -> UnknownUnit:
        unit = next(unit for unit in units if unit not in self._position)
        return UnknownUnit(unit, near_to(unit, self._position))

    def span(self, unit: str) -> tuple[int, int]:
        """Return the half-open run of numbers that covers the unit itself and everything inside it."""
        position = self.position(unit)
        return position, self._ends[position]

    def parent(self, unit: str) -> str | None:
        """Return the unit directly above, or ``None`` for a root."""
        above = self._parents[self.position(unit)]
        return None if above < 0 else self._ids[above]

    def children(self, unit: str) -> tuple[str, ...]:
        """Return the units directly below, in the order in which they were given."""
        start, end = self.span(unit)
        ids, ends = self._ids, self._ends
        found, position = [], start + 1
        while position < end:
            found.append(ids[position])
            position = ends[position]
        return tuple(found)

    def ancestors(self, unit: str) -> tuple[str, ...]:
        """Return the units above, the nearest first."""
        ids, parents = self._ids, self._parents
        above = parents[self.position(unit)]
        found = []
        while above >= 0:
            found.append(ids[above])
            above = parents[above]
        return tuple(found)

    def path(self, unit: str) -> tuple[str, ...]:
        """Return the way from the root down to the unit, both included."""
        return (*self.ancestors(unit)[::-1], unit)

    def depth(self, unit: str) -> int:
        """Return how many units stand above: zero for a root."""
        return len(self.ancestors(unit))

    def inside(self, unit: str, other: str) -> bool:
        """Say whether a unit is another one or lies anywhere below it."""
        positions = self._position
        try:
            start = positions[other]
            return start <= positions[unit] < self._ends[start]
        except KeyError:
            raise self._unknown(unit, other) from None

    def common_ancestor(self, first: str, second: str) -> str | None:
        """Return the smallest unit that both lie inside, which may be one of them; ``None`` in different trees."""
        position, sought = self.position(first), self.position(second)
        parents, ends = self._parents, self._ends
        while position >= 0 and not position <= sought < ends[position]:
            position = parents[position]
        return None if position < 0 else self._ids[position]

    def descendants(self, unit: str) -> tuple[str, ...]:
        """Return every unit below, depth first, without the unit itself."""
        start, end = self.span(unit)
        return tuple(self._ids[start + 1 : end])

    def count(self, unit: str, level: str | None = None) -> int:
        """Return how many units lie below, or how many of one level, without the unit itself."""
        start, end = self.span(unit)
        if level is None:
            return end - start - 1
        positions = self._of_level(level)
        return bisect_left(positions, end) - bisect_left(positions, start + 1)

    def at_level(self, level: str, within: str | None = None) -> tuple[str, ...]:
        """
        Return the units of one level, depth first.

        Args:
            level: The level's name.
            within: Only those inside this unit, itself included if it is of the level.

        Raises:
            UnknownName: When no such level is declared and none occurs.
        """
        positions: Sequence[int] = self._of_level(level)
        if within is not None:
            start, end = self.span(within)
            positions = positions[bisect_left(positions, start) : bisect_left(positions, end)]
        return tuple(map(self._ids.__getitem__, positions))

    def _of_level(self, level: str) -> "array[int]":
        found = self._at_levels.get(level)
        if found is None:
            kind = self._level_names.index(level) if level in self._level_names else -1
            found = array("i", compress(range(len(self)), map(kind.__eq__, self._kinds)))
            if not found and level not in (names := [each.name for each in self._levels]):
                others = {self._level_names[kind] for kind in set(self._kinds)}.difference(names)
                raise UnknownName("level", level, (*names, *sorted(others)))
            self._at_levels[level] = found
        return found

    def leaves(self, within: str | None = None) -> tuple[str, ...]:
        """Return the units with none below them, depth first; with `within`, those inside that unit."""
        start, end = (0, len(self)) if within is None else self.span(within)
        ids, ends = self._ids, self._ends
        return tuple(ids[position] for position in range(start, end) if ends[position] == position + 1)

    def shared_codes(self) -> dict[str, tuple[str, ...]]:
        """Return the codes that more than one unit has, each with those units, depth first."""
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for unit in self.values():
            if unit.code:
                holders[unit.code].append(unit.id)
        return {code: tuple(units) for code, units in holders.items() if len(units) > 1}

    def attribute(self, unit: str, name: str, day: date, *, inherited: bool = False, default: Scalar = None) -> Scalar:
        """
        Return what an attribute of a unit is on a day.

        A blank that is stated is an answer: it is returned as ``None``, and ends the search for an inherited one.

        Args:
            unit: The unit's id.
            name: The attribute's name.
            day: The day in question.
            inherited: Ask the units above, the nearest first, while none before has stated it for the day.
            default: What to return when nobody states it.
        """
        position = self.position(unit)
        while position >= 0:
            for dated in self._stated(self._ids[position]):
                if dated.name == name and dated.holds(day):
                    return dated.value
            position = self._parents[position] if inherited else -1
        return default

    def _stated(self, unit: str) -> tuple[DatedAttribute, ...]:
        if (altered := self._altered.get(unit)) is not None:
            return altered.attributes
        return self._details.get(unit, _PLAIN).attributes if self._first is None else self._first._stated(unit)

    def regroup(self, levels: Iterable[Level], groups: Iterable[Unit], under: Mapping[str, str]) -> "Hierarchy":
        """
        Make another hierarchy over some of the same units, cut crosswise: patches (包片), lanes, cells.

        Args:
            levels: The levels of the new hierarchy, that of the shared units among them.
            groups: The units of its own that stand above the shared ones.
            under: For each shared unit the unit above it in the new hierarchy; units not named are not part of it.

        Raises:
            UnknownUnit: When a shared unit is not in this hierarchy.
            DefinitionError: As for a hierarchy made from its units.
        """
        shared = (attrs.evolve(self[unit], parent=above) for unit, above in under.items())
        return Hierarchy(levels, [*groups, *shared])


_PLAIN: Final = UnitDetails(None, None, ())
