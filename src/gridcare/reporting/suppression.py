"""
Small cells: counts so low that they tell who somebody is, hidden so that nobody can compute them back.

A table of units and categories says that one woman of a lane is pregnant, and the lane knows who she is. Hiding the
one (primary suppression) is not enough: the total of the lane less the other cells gives it back. So further cells are
hidden with it (complementary suppression), until everything that is published leaves each hidden cell a whole interval
of possible values, as wide as the rule asks.

How that is made sure: if some hidden counts are raised by one and others lowered by one so that every published sum
stays as it is, whoever reads the table cannot tell the two apart. Such a *swap* takes one person from a category to
another in one unit, and back in another unit. A swap may be repeated until one of the lowered counts is zero, and
undone until one of the raised counts is, and this tells how wide an interval it leaves. For each small cell the
cheapest of the near swaps that are wide enough is looked for, and every cell that it touches is hidden; so every hidden
cell lies on a wide enough swap and never has to be looked at again. Where no swap is wide enough, the cell is hidden
together with all totals above it, which leaves it open upwards.

This is a heuristic: it hides enough and not always as little as possible. It looks at one release: whoever publishes
another table of the same people publishes both, or must hide in the second what the first one hid. That a cell lies
between bounds may be worth knowing even so; no suppression helps against somebody who knows all but one of a lane.

The problem and the intervals that prove a solution are those of L. H. Cox, Suppression Methodology and Statistical
Disclosure Control, Journal of the American Statistical Association 75 (1980); the search is ours.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice, pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.given import texts, typed
from gridcare.places.hierarchy import Hierarchy
from gridcare.rules.notices import Source

__all__ = ["TOTAL", "AdditiveTable", "Breakdown", "ReleasedTable", "SmallCells", "Suppression", "suppress"]

TOTAL: Final = ""
"""What stands for a category in the cell of a unit's total."""

_MOST_UNITS: Final = 400
_MOST_PARTS: Final = 12

CellKey = tuple[str, str]
"""A unit and a category, or `TOTAL`."""


@attrs.frozen
class Breakdown:
    """
    Categories of which each person is in exactly one, such as age groups; in each unit they add up to its total.

    Attributes:
        name: Its name.
        categories: The categories, which no other breakdown of the release has.
    """

    name: str
    categories: tuple[str, ...] = attrs.field(converter=texts)


@attrs.frozen(kw_only=True, field_transformer=typed)
class SmallCells:
    """
    Which counts are small, and how much must stay open about a hidden one.

    Attributes:
        limit: The least count that may be published; whatever lies between zero and it is small.
        width: The least difference between the bounds that a reader can find for a hidden cell; `limit` when left out.
        zeros: Whether a zero is small as well, where it gives away that nobody is.
        sources: The papers that set the limit.

    Raises:
        DefinitionError: When the limit is below 2, which hides nothing, or the width below 1.
    """

    limit: int
    width: int = attrs.field()
    zeros: bool = False
    sources: tuple[Source, ...] = ()

    @width.default
    def _limit(self) -> int:
        return self.limit

    def __attrs_post_init__(self) -> None:
        faults = []
        if self.limit < 2:
            faults.append(Fault("suppression.limit", "limit", "it must be 2 or more; a lower one hides nothing"))
        if self.width < 1:
            faults.append(Fault("suppression.width", "width", "it must be 1 or more; a lower one protects nothing"))
        refuse("the rule of small cells", faults)

    def is_small(self, count: int) -> bool:
        """Tell whether a count may not be published."""
        return count < self.limit and (count > 0 or self.zeros)


class AdditiveTable(Mapping[CellKey, int]):
    """
    Counts of persons by unit and category, with all their totals, for one release.

    The counts are given for the smallest units; every total is computed, so that the table adds up by itself. It is a
    mapping from unit and category to count, unit by unit in their order, the total of each first; its ``repr`` shows
    no count.

    Args:
        hierarchy: The units.
        unit: The unit that the table is about, with all units below it.
        breakdowns: How persons are broken down, each in its own way; none for totals only.
        counts: For each unit that has none below it, the count of each category, or of `TOTAL` without breakdowns.

    Raises:
        UnknownUnit: When the unit is not there.
        DefinitionError: When a count is missing, is no whole number or is negative, stands at a unit or in a category
            that is none of the table's, or two breakdowns of one unit do not add up to one total; every fault.
    """

    def __init__(
        self,
        hierarchy: Hierarchy,
        unit: str,
        breakdowns: Iterable[Breakdown],
        counts: Mapping[str, Mapping[str, int]],
    ) -> None:
        self.unit = unit
        self.breakdowns = tuple(breakdowns)
        self.units = (unit, *hierarchy.descendants(unit))
        self.leaves = hierarchy.leaves(unit)
        self.path = {
            leaf: tuple(each for each in reversed(hierarchy.path(leaf)) if hierarchy.inside(each, unit))
            for leaf in self.leaves
        }
        self.categories = tuple(chain.from_iterable(each.categories for each in self.breakdowns))
        refuse(f"the table of '{unit}'", self._faults(counts))
        self._counts = self._summed(counts)

    def __repr__(self) -> str:
        return f"AdditiveTable({self.unit!r}, {len(self.units)} units, {len(self.categories)} categories)"

    def __getitem__(self, key: CellKey) -> int:
        return self._counts[key]

    def __iter__(self) -> Iterator[CellKey]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)

    def _faults(self, counts: Mapping[str, Mapping[str, int]]) -> Iterator[Fault]:
        names = [*self.categories]
        for name in sorted({each for each in names if names.count(each) > 1 or each == TOTAL}):
            yield Fault("suppression.category", name, "each category has a name and stands in one breakdown, once")
        for each in self.breakdowns:
            if not each.categories:
                yield Fault("suppression.category", each.name, "it breaks down into nothing; give it categories")
        wanted = self.categories or (TOTAL,)
        for unit in counts:
            if unit not in self.path:
                problem = f"it is none of the smallest units of the table{did_you_mean(unit, self.leaves)}"
                yield Fault("suppression.unit", unit, problem)
        for leaf in self.leaves:
            yield from self._row_faults(leaf, counts.get(leaf, {}), wanted)

    def _row_faults(self, leaf: str, row: Mapping[str, int], wanted: tuple[str, ...]) -> Iterator[Fault]:
        for category in row:
            if category not in wanted:
                problem = f"it is no category of the table{did_you_mean(category, wanted)}"
                yield Fault("suppression.category", f"{leaf}/{category}", problem)
        bad = [each for each in wanted if type(row.get(each)) is not int or row[each] < 0]
        for category in bad:
            problem = "a whole number, zero or more, must stand here; a zero is written"
            yield Fault("suppression.count", f"{leaf}/{category or 'total'}", problem)
        if not bad and len({sum(row[each] for each in part.categories) for part in self.breakdowns}) > 1:
            listed = ", ".join(f"'{part.name}'" for part in self.breakdowns)
            yield Fault("suppression.not-additive", leaf, f"{listed} do not add up to one total here; mend the counts")

    def _summed(self, counts: Mapping[str, Mapping[str, int]]) -> Mapping[CellKey, int]:
        sums = {(unit, category): 0 for unit in self.units for category in (TOTAL, *self.categories)}
        first = self.breakdowns[0].categories if self.breakdowns else (TOTAL,)
        for leaf in self.leaves:
            row = {**counts[leaf], TOTAL: sum(counts[leaf][each] for each in first)}
            for category, count in row.items():
                for unit in self.path[leaf]:
                    sums[unit, category] += count
        return MappingProxyType(sums)


class ReleasedTable(Mapping[CellKey, int | None]):
    """
    What may leave the office: each cell with its count, or ``None`` where it is hidden.

    Which cells were hidden for their own sake and which with them is not in it, because that would say which are small.
    """

    __slots__ = ("_cells",)

    def __init__(self, cells: Mapping[CellKey, int | None]) -> None:
        self._cells = MappingProxyType(dict(cells))

    def __getitem__(self, key: CellKey) -> int | None:
        return self._cells[key]

    def __iter__(self) -> Iterator[CellKey]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __repr__(self) -> str:
        return f"ReleasedTable({len(self)} cells, {len(self.hidden)} hidden)"

    @property
    def hidden(self) -> frozenset[CellKey]:
        """The cells that are hidden."""
        return frozenset(key for key, count in self.items() if count is None)


class Suppression(NamedTuple):
    """
    A table made ready for release.

    `primary` are the cells hidden because they are small, `complementary` those hidden with them; neither of the two
    leaves the office.
    """

    released: ReleasedTable
    primary: frozenset[CellKey]
    complementary: frozenset[CellKey]


def suppress(table: AdditiveTable, rule: SmallCells) -> Suppression:
    """
    Hide the small cells of a table, and as many others as it takes.

    Args:
        table: The table, all of which is to be published together.
        rule: Which counts are small, and how wide the interval of each hidden cell must be.

    Returns:
        The table to release. Every hidden cell could be at least `SmallCells.width` apart, for all that its reader
        can compute.
    """
    primary = [key for key in table if rule.is_small(table[key])]
    hidden: set[CellKey] = set()
    search = _Search(table, rule.width, hidden)
    for key in sorted(primary, key=lambda key: table[key]):
        if key not in hidden:
            hidden |= search.cheapest(key)
    cells = {key: None if key in hidden else table[key] for key in table}
    return Suppression(ReleasedTable(cells), frozenset(primary), frozenset(hidden) - frozenset(primary))


class _Swap(NamedTuple):
    """Cells whose counts can be changed together; `raised` and `lowered` are those of the smallest units."""

    cells: frozenset[CellKey]
    raised: tuple[CellKey, ...]
    lowered: tuple[CellKey, ...]


class _Search:
    """The search for swaps; `hidden` grows while it is used, and what is hidden already costs nothing."""

    def __init__(self, table: AdditiveTable, width: int, hidden: set[CellKey]) -> None:
        self._table = table
        self._width = width
        self._hidden = hidden
        self._siblings = {each: part for part in table.breakdowns for each in part.categories}
        self._leaves: dict[str, list[str]] = {unit: [] for unit in table.units}
        for leaf in table.leaves:
            for unit in table.path[leaf]:
                self._leaves[unit].append(leaf)

    def cheapest(self, key: CellKey) -> frozenset[CellKey]:
        """Find the cells to hide so that one cell is protected, all totals above it if need be."""
        unit, category = key
        parts = self._parts(unit, category)
        for near in self._by_distance(unit, category, parts):
            wide = [swap for swap in near if self._is_wide(swap)]
            if wide:
                return min(wide, key=self._cost).cells
        return min((self._upwards(part, category) for part in parts), key=self._cost).cells

    def _by_distance(self, unit: str, category: str, parts: list[str]) -> Iterator[Iterable[_Swap]]:
        """Give the swaps within the nearest unit above, then within the next, then those that touch them all."""
        path = self._table.path[self._leaves[unit][0]]
        for inner, outer in pairwise(path[path.index(unit) :]):
            yield self._within(parts, inner, outer, category)
        yield (swap for part in parts for swap in self._through(part, category))

    def _parts(self, unit: str, category: str) -> list[str]:
        """Choose smallest units of a unit where the change may happen, those with the highest counts first."""
        leaves = sorted(self._leaves[unit], key=lambda leaf: -self._table[leaf, category])
        return leaves[:_MOST_PARTS]

    def _within(self, parts: list[str], inner: str, outer: str, category: str) -> Iterator[_Swap]:
        """Exchange between a part of one unit and the parts of the others right below the same unit."""
        inside = set(self._leaves[inner])
        others = list(islice((leaf for leaf in self._leaves[outer] if leaf not in inside), _MOST_UNITS))
        for part in parts:
            for other in others:
                rows = (*self._up_to(part, outer), *self._up_to(other, outer))
                yield from self._exchanges(part, other, rows, category)
                taken = self._taken(category, part, other)
                columns = (TOTAL, *taken)
                keys = frozenset((row, column) for row in rows for column in columns)
                yield _Swap(keys, tuple((part, each) for each in columns), tuple((other, each) for each in columns))

    def _exchanges(self, part: str, other: str, rows: tuple[str, ...], category: str) -> Iterator[_Swap]:
        for twin in self._twins(category):
            keys = frozenset((row, column) for row in rows for column in (category, twin))
            yield _Swap(keys, ((part, category), (other, twin)), ((part, twin), (other, category)))

    def _through(self, part: str, category: str) -> Iterator[_Swap]:
        """Exchange two categories of one unit, which changes them in all units above."""
        for twin in self._twins(category):
            keys = frozenset((row, column) for row in self._table.path[part] for column in (category, twin))
            yield _Swap(keys, ((part, category),), ((part, twin),))

    def _upwards(self, part: str, category: str) -> _Swap:
        """Let one more person be there, which changes every total above and has no upper bound."""
        columns = (TOTAL, *self._taken(category, part, part))
        return _Swap(frozenset((row, column) for row in self._table.path[part] for column in columns), (), ())

    def _up_to(self, leaf: str, outer: str) -> tuple[str, ...]:
        path = self._table.path[leaf]
        return path[: path.index(outer)]

    def _twins(self, category: str) -> Iterator[str]:
        part = self._siblings.get(category)
        return (each for each in part.categories if each != category) if part else iter(())

    def _taken(self, category: str, part: str, other: str) -> list[str]:
        """Choose a category of each breakdown to change together with a total: this one, else the fullest."""
        table = self._table
        return [
            category
            if category in each.categories
            else max(each.categories, key=lambda name: min(table[part, name], table[other, name]))
            for each in table.breakdowns
        ]

    def _is_wide(self, swap: _Swap) -> bool:
        table = self._table
        up, down = (min(table[key] for key in keys) for keys in (swap.lowered, swap.raised))
        return up + down >= self._width

    def _cost(self, swap: _Swap) -> tuple[int, list[CellKey]]:
        table = self._table
        return sum(1 + table[key] for key in swap.cells if key not in self._hidden), sorted(swap.cells)
