"""
Administrative units and how they contain each other: a street with its communities, grids and buildings.

A `Unit` has an id that is nobody's code: codes, names and attributes change, and are given to others, while the
unit stays the one it was. A `Level` says what a unit is (street, community, grid ...) and under which levels such a
unit may stand; levels may be skipped. A `Hierarchy` is the map of one moment: a forest of any depth, so that a
country's provinces need no artificial root. Another map over the same grids, cut crosswise into patches or cells, is
a hierarchy of its own (`Hierarchy.regroup`).

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
from itertools import compress, pairwise
from typing import Any, Final, NamedTuple, Self, cast

import attrs

from gridcare.attributes import Scalar
from gridcare.errors import Fault, GridcareError, UnknownName, did_you_mean, refuse
from gridcare.given import texts, typed
from gridcare.places.forest import ROOT, cycles, depth_first, run_ends
from gridcare.places.slips import near_to

__all__ = ["DatedAttribute", "Hierarchy", "Level", "Loaded", "Oddity", "Unit", "UnknownUnit"]


@attrs.frozen(field_transformer=typed)
class Level:
    """
    A kind of unit, and under which levels such a unit may stand.

    Any unit may be a root, whatever its level; a level without `parents` can be nothing else.

    Attributes:
        name: The level's name, such as ``community``.
        parents: The levels that its units may stand directly under; naming several lets levels be skipped, and one
            alone may be given bare.
    """

    name: str
    parents: tuple[str, ...] = attrs.field(default=(), converter=texts)

    @classmethod
    def ordered(cls, *names: str) -> tuple[Self, ...]:
        """
        Make levels from the widest to the smallest, each allowed under any wider one.

        >>> Level.ordered("street", "community", "grid")[2]
        Level(name='grid', parents=('street', 'community'))
        """
        return tuple(cls(name, names[:rank]) for rank, name in enumerate(names))


@attrs.frozen
class DatedAttribute:
    """
    Something that is so of a unit for a time: whether a property firm serves it, say.

    Attributes:
        name: What is told.
        value: A plain value; ``None`` is a stated blank.
        since: The first day on which it is so; ``None`` for always so far.
        until: The first day on which it is so no longer; ``None`` for no end known.
    """

    name: str
    value: Scalar = attrs.field(repr=False)
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Say whether it is so on the given day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def _dated(given: "Mapping[str, Scalar] | Iterable[DatedAttribute]") -> tuple[DatedAttribute, ...]:
    if type(given) is tuple:
        return given  # by far the most: spare them the slow question after a mapping
    if isinstance(given, Mapping):
        return tuple(DatedAttribute(name, value) for name, value in given.items())
    return tuple(given)


@attrs.frozen
class Unit:
    """
    One administrative unit.

    Attributes:
        id: What the unit is known by in gridcare; opaque, and never a code that may pass to another unit.
        name: Its name; names repeat within a country and even within a county.
        level: The name of its level.
        parent: The id of the unit it stands directly under, or ``None`` for a root.
        code: The code that an authority gave it, empty when it has none. It is text and keeps its length.
        opened: The first day of its existence; ``None`` when not stated.
        closed: The first day on which it exists no longer; ``None`` when not stated.
        attributes: What else is known of it. A mapping may be given for what holds at all times.
    """

    id: str
    name: str = attrs.field(repr=False)
    level: str
    parent: str | None = None
    code: str = attrs.field(default="", kw_only=True)
    opened: date | None = attrs.field(default=None, kw_only=True)
    closed: date | None = attrs.field(default=None, kw_only=True)
    attributes: tuple[DatedAttribute, ...] = attrs.field(default=(), converter=_dated, kw_only=True)

    def exists(self, day: date) -> bool:
        """Say whether the unit exists on the given day, as far as its dates are stated."""
        return (self.opened is None or self.opened <= day) and (self.closed is None or day < self.closed)


@attrs.frozen(kw_only=True)
class Oddity:
    """
    One thing that is odd about a list of units; the row was used all the same wherever it could be.

    Attributes:
        code: A stable word for this kind of oddity, such as ``hierarchy.orphan``.
        row: The number of the row, counted from one without the heading.
        unit: The id in that row, empty when it has none.
        problem: What is odd and what was made of it.
        others: The ids that it has to do with: the missing parent, the members of a cycle, the other holders.
        left_out: The unit as the row tells it when it could not be taken into the hierarchy, else ``None``.
    """

    code: str
    row: int
    unit: str
    problem: str
    others: tuple[str, ...] = ()
    left_out: Unit | None = attrs.field(default=None, repr=False)


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
        table = _Table()
        for row, unit in enumerate(units, 1):
            table.add(row, unit)
        table.judge(declared, one_tree=one_tree)
        refuse("hierarchy", [*_level_faults(declared), *table.faults()])
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
        refuse("levels", _level_faults(declared or ()))
        table = _Table()
        for row, unit in enumerate(units, 1):
            table.add(row, unit)
        table.judge(declared, one_tree=one_tree)
        hierarchy = cls.__new__(cls)
        hierarchy._build(table.levels_found() if declared is None else declared, table)
        return Loaded(hierarchy, table.ordered())

    def _build(self, levels: tuple[Level, ...], table: "_Table") -> None:
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

    def get(self, key: str, /, default: Any = None) -> Any:
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


class _Details(NamedTuple):
    """What most units of a large list do not have; kept only for those that do."""

    opened: date | None
    closed: date | None
    attributes: tuple[DatedAttribute, ...]


_PLAIN: Final = _Details(None, None, ())
_MISSING: Final = -2
_HINTS: Final = 20
"""How many missing parents are compared with what is there; a wrong column makes every parent a missing one."""


class _Table:
    """Units as columns in the order given, with what is odd about them."""

    def __init__(self) -> None:
        self.at: dict[str, int] = {}
        self.ids: list[str] = []
        self.names: list[str] = []
        self.levels: list[str] = []
        self.parents: list[str | None] = []
        self.codes: list[str] = []
        self.rows: list[int] = []
        self.details: dict[int, _Details] = {}
        self.above: list[int] = []
        self.order: list[int] = []
        self.oddities: list[Oddity] = []

    def add(self, row: int, unit: Unit) -> None:
        """Append a unit, unless it has no id or one that is taken."""
        if not unit.id:
            self._odd("no-id", row, "", "it has no id; give it one that no other unit has", left_out=unit)
            return
        index = len(self.ids)
        if self.at.setdefault(unit.id, index) != index:
            problem = f"row {self.rows[self.at[unit.id]]} has this id already; give each unit an id of its own"
            self._odd("duplicate-id", row, unit.id, problem, left_out=unit)
            return
        self.ids.append(unit.id)
        self.names.append(unit.name)
        self.levels.append(unit.level)
        self.parents.append(unit.parent)
        self.codes.append(unit.code)
        self.rows.append(row)
        if unit.opened is not None or unit.closed is not None or unit.attributes:
            self.details[index] = _Details(unit.opened, unit.closed, unit.attributes)
            self._judge_dates(row, unit)

    def _odd(
        self, code: str, row: int, unit: str, problem: str, others: Iterable[str] = (), left_out: Unit | None = None
    ) -> None:
        found = Oddity(
            code=f"hierarchy.{code}", row=row, unit=unit, problem=problem, others=tuple(others), left_out=left_out
        )
        self.oddities.append(found)

    def _about(self, code: str, index: int, problem: str, others: Iterable[str] = ()) -> None:
        self._odd(code, self.rows[index], self.ids[index], problem, others)

    def ordered(self) -> tuple[Oddity, ...]:
        """Return the oddities in the order of the rows."""
        return tuple(sorted(self.oddities, key=lambda oddity: oddity.row))

    def faults(self) -> list[Fault]:
        """Tell the oddities as faults of a definition."""
        return [Fault(odd.code, odd.unit or f"row {odd.row}", odd.problem) for odd in self.ordered()]

    def judge(self, levels: tuple[Level, ...] | None, *, one_tree: bool) -> None:
        """Find what is odd, and mend the rows of the parents and their order so that a forest can be built."""
        self.above = self._find_parents()
        self.order = depth_first(self.above)
        if len(self.order) < len(self.ids):
            self._cut_cycles()
        if levels is not None:
            self._judge_levels({level.name: level for level in levels})
        self._judge_codes()
        if one_tree:
            self._judge_roots()

    def _judge_dates(self, row: int, unit: Unit) -> None:
        if unit.opened is not None and unit.closed is not None and unit.closed <= unit.opened:
            self._odd("closed-before-opened", row, unit.id, "it is closed no later than it is opened")
        stated: dict[str, list[DatedAttribute]] = defaultdict(list)
        for dated in unit.attributes:
            if dated.since is not None and dated.until is not None and dated.until <= dated.since:
                problem = f"its attribute '{dated.name}' ends no later than it begins"
                self._odd("attribute-dates", row, unit.id, problem)
            else:
                stated[dated.name].append(dated)
        for name, statements in stated.items():
            if len(statements) > 1 and _overlap(statements):
                problem = f"its attribute '{name}' is stated twice for one day; end one before the other begins"
                self._odd("attribute-twice", row, unit.id, problem)

    def _find_parents(self) -> list[int]:
        at = self.at
        rows = [ROOT if parent is None else at.get(parent, _MISSING) for parent in self.parents]
        hints: dict[str, str] = {}
        for index, row in enumerate(rows):
            if row == _MISSING:
                rows[index] = ROOT
                missing = cast(str, self.parents[index])
                if missing not in hints and len(hints) < _HINTS and (near := near_to(missing, at)):
                    hints[missing] = did_you_mean(missing, near)
                self._about("orphan", index, f"its parent '{missing}' is not there{hints.get(missing, '')}", (missing,))
        return rows

    def _cut_cycles(self) -> None:
        for ring in cycles(self.above, self.order):
            names = [self.ids[row] for row in ring]
            shown = names if len(names) <= 10 else [*names[:9], f"{len(names) - 9} more"]
            way = " in ".join(f"'{name}'" for name in (*shown, names[0]))
            self._about("cycle", ring[0], f"it lies inside itself: {way}; let one of them stand elsewhere", names)
            self.above[ring[0]] = ROOT
        self.order = depth_first(self.above)

    def _judge_levels(self, levels: Mapping[str, Level]) -> None:
        kinds = self.levels
        legal = {(level.name, above) for level in levels.values() for above in (*level.parents, None)}
        illegal = set(zip(kinds, (kinds[row] if row >= 0 else None for row in self.above), strict=True)) - legal
        for index, (named, row) in enumerate(zip(kinds, self.above, strict=True)) if illegal else ():
            above = kinds[row] if row >= 0 else None
            if named not in levels:
                self._about("unknown-level", index, f"'{named}' is no level{did_you_mean(named, levels)}")
            elif (named, above) in illegal and above in levels:
                allowed = " or ".join(f"a '{name}'" for name in levels[named].parents) or "nothing: it is a root"
                parent = self.ids[row]
                problem = f"a '{named}' may stand under {allowed}; '{parent}' is a '{above}'"
                self._about("illegal-parent", index, problem, (parent,))

    def _judge_codes(self) -> None:
        for side, strip, zeros in (("right", str.rstrip, str.endswith), ("left", str.lstrip, str.startswith)):
            # Of two codes that become one by filling, at least one has the zeros already.
            shared: dict[str, list[int]] = {strip(code, "0"): [] for code in self.codes if zeros(code, "0")}
            for index, code in enumerate(self.codes) if shared else ():
                if (bare := strip(code, "0")) in shared and code.isdecimal() and code.isascii():
                    shared[bare].append(index)
            if side == "left":
                shared.pop("", None)  # nothing but zeros, told already
            for rows in shared.values():
                if len({len(self.codes[row]) for row in rows}) > 1:
                    self._collide(rows, side)

    def _collide(self, rows: list[int], side: str) -> None:
        codes = ", ".join(f"'{self.codes[row]}'" for row in rows)
        problem = f"the codes {codes} become one when filled with zeros on the {side}; keep each at its own length"
        self._about("colliding-codes", rows[-1], problem, [self.ids[row] for row in rows])

    def _judge_roots(self) -> None:
        roots = [index for index, parent in enumerate(self.parents) if parent is None]
        if len(roots) > 1:
            shown = ", ".join(f"'{self.ids[row]}'" for row in roots[:5])
            more = f" and {len(roots) - 5} more" if len(roots) > 5 else ""
            problem = f"one tree was asked for and there are {len(roots)} roots: {shown}{more}"
            self._about("second-root", roots[1], problem, [self.ids[row] for row in roots])

    def levels_found(self) -> tuple[Level, ...]:
        """Make levels of what occurs, in the order of first mention."""
        found: dict[str, dict[str, None]] = {}
        for named, above in zip(self.levels, self.above, strict=True):
            parents = found.setdefault(named, {})
            if above >= 0:
                parents[self.levels[above]] = None
        return tuple(Level(name, parents) for name, parents in found.items())


def _level_faults(levels: tuple[Level, ...]) -> list[Fault]:
    faults, names = [], set()
    for level in levels:
        if level.name in names:
            faults.append(Fault("hierarchy.duplicate-level", level.name, "this level is declared twice"))
        names.add(level.name)
    for level in levels:
        for above in level.parents:
            if above not in {each.name for each in levels}:
                problem = f"its legal parent '{above}' is no level{did_you_mean(above, names)}"
                faults.append(Fault("hierarchy.unknown-level", level.name, problem))
    return faults


def _overlap(statements: list[DatedAttribute]) -> bool:
    ordered = sorted(statements, key=lambda dated: dated.since or date.min)
    return any(
        earlier.until is None or (later.since or date.min) < earlier.until for earlier, later in pairwise(ordered)
    )
