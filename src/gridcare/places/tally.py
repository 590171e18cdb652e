"""
Counts that add up the tree: how many households are settled in this grid, this community, this street.

A *figure* is counted at a unit, under a key (a state, an item), in one or several weights (households, persons).
A `Tally` holds the figures that units have of their own and answers for any unit with everything inside it. Two
tallies of two parts of the work add up to the tally of the whole, in any order and however the work was parted.
What nobody counted is absent, and absent is never zero: a zero is a figure somebody gave.

A `RunningTally` holds the same sums while the work goes on. It counts a known population, each member under exactly
one key at a time, and each change costs a few additions on the way to the root.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, cast

from gridcare.errors import Fault, GridcareError, UnknownName, refuse
from gridcare.places.hierarchy import Hierarchy

__all__ = ["Counts", "NotAdditive", "Number", "OtherHierarchy", "RunningTally", "Tally"]

Number = int | Fraction
"""What can be added in any order to the same sum; a float cannot."""

Counts = dict[str, dict[str, Number]]
"""Sums by key and then by weight; a key or weight that nobody counted is not in it."""


class NotAdditive(GridcareError, TypeError):
    """A figure was given that is neither a whole number nor an exact fraction."""

    code = "not-additive"

    def __init__(self, unit: str, key: str, weight: str, kind: str) -> None:
        super().__init__(
            f"'{key}' of '{unit}' in '{weight}' is a {kind}; counts are whole numbers or exact fractions, "
            "so that they add up alike in any order"
        )
        self.unit = unit
        self.key = key
        self.weight = weight
        self.kind = kind


class OtherHierarchy(GridcareError, ValueError):
    """Two tallies were to be added that count on different hierarchies."""

    code = "other-hierarchy"

    def __init__(self) -> None:
        super().__init__("these tallies count on different hierarchies; count the figures of one on the other's first")


class Tally:
    """
    Figures by unit, key and weight, and their sums up the tree; a frozen value.

    `Tally.of` makes one from figures; ``Tally(hierarchy)`` holds none and changes no sum it is added to.

    Args:
        hierarchy: The units that are counted at.

    >>> from gridcare.places.units import Level, Unit
    >>> street = Hierarchy(
    ...     Level.ordered("street", "grid"),
    ...     [Unit("s", "", "street"), Unit("g1", "", "grid", "s"), Unit("g2", "", "grid", "s")],
    ... )
    >>> morning = Tally.of(street, [("g1", "fever", {"person": 2})])
    >>> evening = Tally.of(street, [("g1", "fever", {"person": 1}), ("g2", "fever", {"person": 0})])
    >>> (morning + evening).at("s")
    {'fever': {'person': 3}}
    >>> morning.at("g2"), evening.at("g2")
    ({}, {'fever': {'person': 0}})
    """

    __slots__ = ("_hierarchy", "_own", "_sums")

    _sums: dict[str, Counts]

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self._own: dict[str, Counts] = {}

    @classmethod
    def of(cls, hierarchy: Hierarchy, entries: Iterable[tuple[str, str, Mapping[str, Number]]]) -> "Tally":
        """
        Make a tally of figures.

        Args:
            hierarchy: The units that are counted at.
            entries: For each figure the unit, the key, and the amount by weight; what comes twice is added.

        Raises:
            UnknownUnit: When a figure is of a unit outside the hierarchy.
            NotAdditive: When an amount is neither an integer nor a fraction.
        """
        tally = cls(hierarchy)
        for unit, key, amounts in entries:
            hierarchy.position(unit)
            _check(unit, key, amounts)
            if amounts:
                _add(tally._own, unit, key, amounts)
        return tally

    @property
    def hierarchy(self) -> Hierarchy:
        """The units that are counted at."""
        return self._hierarchy

    def __add__(self, other: "Tally") -> "Tally":
        if not isinstance(other, Tally):
            return NotImplemented
        if self.hierarchy != other.hierarchy:
            raise OtherHierarchy
        total = Tally(self.hierarchy)
        for unit, key, amounts in (*self.entries(), *other.entries()):
            _add(total._own, unit, key, amounts)
        return total

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tally):
            return NotImplemented
        return self._own == other._own and self.hierarchy == other.hierarchy

    def __hash__(self) -> int:
        return hash(frozenset(self._own))

    def __repr__(self) -> str:
        keys = sorted({key for counts in self._own.values() for key in counts})
        return f"Tally({len(self._own)} units; {', '.join(keys)})"

    def entries(self) -> Iterator[tuple[str, str, Mapping[str, Number]]]:
        """Return the units' own figures, from which an equal tally can be made, also on another hierarchy."""
        for unit, counts in self._own.items():
            for key, amounts in counts.items():
                yield unit, key, dict(amounts)

    def own(self, unit: str) -> Counts:
        """Return what was counted at the unit itself."""
        self.hierarchy.position(unit)
        return _copy(self._own.get(unit, {}))

    def at(self, unit: str) -> Counts:
        """Return the sums of the unit with everything inside it; what nobody counted there is absent."""
        self.hierarchy.position(unit)
        return _copy(self._rolled_up().get(unit, {}))

    def get(self, unit: str, key: str, weight: str) -> Number | None:
        """Return one sum of the unit with everything inside it, or ``None`` when nobody counted it there."""
        self.hierarchy.position(unit)
        return self._rolled_up().get(unit, {}).get(key, {}).get(weight)

    def _rolled_up(self) -> dict[str, Counts]:
        try:
            return self._sums
        except AttributeError:
            self._sums = _roll_up(self.hierarchy, self._own)
            return self._sums


def _check(unit: str, key: str, amounts: Mapping[str, Number]) -> None:
    for weight, amount in amounts.items():
        if isinstance(amount, bool) or not isinstance(amount, (int, Fraction)):
            raise NotAdditive(unit, key, weight, type(amount).__name__)


def _add(sums: dict[str, Counts], unit: str, key: str, amounts: Mapping[str, Number]) -> None:
    cell = sums.setdefault(unit, {}).setdefault(key, {})
    for weight, amount in amounts.items():
        cell[weight] = cell.get(weight, 0) + amount


def _copy(counts: Counts) -> Counts:
    return {key: dict(amounts) for key, amounts in counts.items()}


def _roll_up(hierarchy: Hierarchy, own: dict[str, Counts]) -> dict[str, Counts]:
    sums = {unit: _copy(counts) for unit, counts in own.items()}
    for unit in own:
        sums.update((above, {}) for above in hierarchy.ancestors(unit) if above not in sums)
    for unit in sorted(sums, key=hierarchy.position, reverse=True):  # whatever lies inside comes before it
        above = hierarchy.parent(unit)
        for key, amounts in sums[unit].items() if above is not None else ():
            _add(sums, cast(str, above), key, amounts)
    return sums


_BITS: Final = 32
_LOW: Final = (1 << _BITS) - 1


class RunningTally:
    """
    The counts of a known population while it moves from key to key; mutable, and owned by whoever moves it.

    Every member of the population is at one unit, under one key, and weighs one packed integer:
    ``persons << 32 | households``. Each unit has a row of cells, one per key, holding the packed sum of itself and
    everything inside it.

    Args:
        hierarchy: The units that are counted at.
        keys: The keys, such as the states of a workflow, in the order of their indexes; fixed.
        weights: The names of the weights, from the lowest 32 bits up.

    Raises:
        DefinitionError: When a key is named twice.

    Attributes:
        hierarchy: The units that are counted at.
        keys: The keys in the order of their indexes.
        weights: The names of the weights, from the lowest 32 bits up.
        offsets: For each unit, by its position in the hierarchy, where in `cells` the rows of the unit and of
            everything above it begin. A hot loop may read it together with `cells` instead of calling `move`.
        cells: The packed sums, row after row; the cell of a key is at the row's offset plus the key's index.

    >>> from gridcare.places.units import Level, Unit
    >>> street = Hierarchy(Level.ordered("street", "grid"), [Unit("s", "", "street"), Unit("g", "", "grid", "s")])
    >>> running = RunningTally(street, ("open", "settled"))
    >>> running.add(street.position("g"), 0, running.pack(household=1, person=3))
    >>> running.move(street.position("g"), 0, 1, running.pack(household=1, person=3))
    >>> running.at("s")
    {'open': {'household': 0, 'person': 0}, 'settled': {'household': 1, 'person': 3}}
    """

    __slots__ = ("cells", "hierarchy", "keys", "offsets", "weights")

    def __init__(
        self, hierarchy: Hierarchy, keys: Iterable[str], weights: Iterable[str] = ("household", "person")
    ) -> None:
        self.hierarchy = hierarchy
        self.keys = tuple(keys)
        refuse(
            "running tally",
            [Fault("tally.duplicate-key", key, "this key is named twice") for key in _repeated(self.keys)],
        )
        self.weights = tuple(weights)
        self.offsets = _offsets(hierarchy, len(self.keys))
        self.cells = [0] * (len(hierarchy) * len(self.keys))

    def pack(self, **amounts: int) -> int:
        """
        Pack the weights of one member into one integer; a weight not named counts zero.

        Raises:
            UnknownName: When a weight is named that the tally does not keep.
            ValueError: When an amount is negative or does not fit 32 bits.
        """
        packed = 0
        for weight, amount in amounts.items():
            if weight not in self.weights:
                raise UnknownName("weight", weight, self.weights)
            if not 0 <= amount <= _LOW:
                raise ValueError(f"'{weight}' is outside 0 to {_LOW}: a member's weight must fit {_BITS} bits")
            packed |= amount << _BITS * self.weights.index(weight)
        return packed

    def unpack(self, packed: int) -> dict[str, int]:
        """Return a packed sum by weight."""
        return {weight: packed >> _BITS * place & _LOW for place, weight in enumerate(self.weights)}

    def add(self, position: int, key: int, weight: int) -> None:
        """Count a member in at a unit's position, under the key with this index, with its packed weight."""
        cells = self.cells
        for offset in self.offsets[position]:
            cells[offset + key] += weight

    def remove(self, position: int, key: int, weight: int) -> None:
        """Count a member out again; position, key and packed weight are those under which it counts."""
        self.add(position, key, -weight)

    def move(self, position: int, old: int, new: int, weight: int) -> None:
        """Move a member that counts under one key to another."""
        cells = self.cells
        for offset in self.offsets[position]:
            cells[offset + old] -= weight
            cells[offset + new] += weight

    def at(self, unit: str) -> dict[str, dict[str, int]]:
        """
        Return the sums of the unit with everything inside it.

        All keys are there, zeros among them, since the population is known; nothing is there for a unit that holds
        no member at all.
        """
        row = self._row(self.hierarchy.position(unit))
        return {key: self.unpack(cell) for key, cell in zip(self.keys, row, strict=True)} if any(row) else {}

    def _row(self, position: int) -> Sequence[int]:
        start = position * len(self.keys)
        return self.cells[start : start + len(self.keys)]

    def snapshot(self) -> Tally:
        """Return the counts of this moment as a frozen tally, which answers alike for every unit."""
        return Tally.of(self.hierarchy, self._entries())

    def _entries(self) -> Iterator[tuple[str, str, dict[str, int]]]:
        own, width = list(self.cells), len(self.keys)
        for mine, above in (offsets[:2] for offsets in self.offsets if len(offsets) > 1):
            for place in range(width):
                own[above + place] -= self.cells[mine + place]
        for position, unit in enumerate(self.hierarchy):
            row = own[position * width : (position + 1) * width]
            for key, cell in zip(self.keys, row, strict=True) if any(row) else ():
                yield unit, key, self.unpack(cell)


def _repeated(keys: tuple[str, ...]) -> list[str]:
    return [key for index, key in enumerate(keys) if key in keys[:index]]


def _offsets(hierarchy: Hierarchy, width: int) -> tuple[tuple[int, ...], ...]:
    rows: list[tuple[int, ...]] = []
    for position, unit in enumerate(hierarchy):
        above = hierarchy.parent(unit)
        higher = () if above is None else rows[hierarchy.position(above)]
        rows.append((position * width, *higher))
    return tuple(rows)
