"""
Rows of figures added up a tree: the arithmetic of a roll-up.

Each unit that reported has a row, one number for each figure of the form, and beside it sets of figures: which are
stated, which are lacking. A set is a whole number whose n-th bit stands for the n-th figure. A number whose bit is
not set is 0 and means nothing, so that whole rows can be added without looking, and a district's thousands of
reports with their dozens of figures add up in a moment. What the numbers mean is said by `gridcare.reporting.rollup`.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from operator import add
from typing import NamedTuple

from gridcare.errors import GridcareError
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Number
from gridcare.reporting.filings import Statement
from gridcare.reporting.forms import CarriesUp, Form, OwnAndChildren, SilentChild
from gridcare.reporting.indicators import Adding
from gridcare.timing.periods import Period

__all__ = ["Carried", "CircularLine", "Columns", "Lines", "Row", "Values", "bits", "put_together"]

Values = tuple[Number, ...]
"""One number for each figure of a form, 0 where it means nothing."""


class Carried(StrEnum):
    """Where the figure that travels up from a unit comes from."""

    STATED = "stated"
    """The unit stated it."""
    DERIVED = "derived"
    """It is made of the figures below the unit, or of those and its own."""
    FORWARD = "carried forward"
    """It is what the unit last stated for an earlier period."""
    NOTHING = "nothing"
    """Nothing travels up."""


class CircularLine(GridcareError, ValueError):
    """Units were arranged to report to each other in a circle."""

    code = "circular-line"

    def __init__(self, units: Iterable[str]) -> None:
        self.units = tuple(sorted(units))
        shown = ", ".join(f"'{unit}'" for unit in self.units[:5])
        super().__init__(f"{shown} report to each other in a circle; let one of them report outside it")


class Row(NamedTuple):
    """
    What one unit has of its own; the sets of figures are bits as in a `Statement`.

    `gaps` are the figures owed and not stated in some period, `forward` those that an earlier period lends.
    """

    values: Values
    stated: int
    gaps: int
    told: tuple[tuple[Period, Statement | None], ...]
    lent: Values = ()
    forward: int = 0
    outside: bool = False


class Lines:
    """
    The units that take part, as numbers: each before those whose figures it adds up.

    Args:
        hierarchy: The units.
        owing: Those that owe a figure; what stands above them takes part too.
        lines: For units that report to another than the one above them, that other.

    Raises:
        UnknownUnit: When a unit is not there.
        CircularLine: When units report to each other in a circle.
    """

    __slots__ = ("children", "index", "parents", "units")

    def __init__(self, hierarchy: Hierarchy, owing: Iterable[str], lines: Mapping[str, str]) -> None:
        above = _above(hierarchy, owing, lines)
        self.units = _top_down(above, sorted(above, key=hierarchy.position))
        self.index = {unit: at for at, unit in enumerate(self.units)}
        self.parents = [self.index.get(above[unit] or "", -1) for unit in self.units]
        self.children: list[list[int]] = [[] for _ in self.units]
        for at, parent in enumerate(self.parents):
            if parent >= 0:
                self.children[parent].append(at)


def _above(hierarchy: Hierarchy, owing: Iterable[str], lines: Mapping[str, str]) -> dict[str, str | None]:
    """Find for each unit that takes part the one that adds up its figures."""
    above: dict[str, str | None] = {}
    for unit in owing:
        climbing: str | None = unit
        while climbing is not None and climbing not in above:
            above[climbing] = lines.get(climbing) or hierarchy.parent(climbing)
            climbing = above[climbing]
    return above


def _top_down(above: Mapping[str, str | None], units: Iterable[str]) -> tuple[str, ...]:
    below: dict[str | None, list[str]] = {}
    for unit in units:
        below.setdefault(above[unit], []).append(unit)
    order: list[str] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting.extend(reversed(below.get(order[-1], ())))
    if len(order) < len(above):
        raise CircularLine(above.keys() - set(order))
    return tuple(order)


class Columns:
    """
    Everything that a roll-up knows, as rows of numbers beside sets of bits.

    A number whose bit is not set is 0 and means nothing, so that whole rows can be added without looking. Units and
    figures go by their numbers.

    Args:
        form: The form.
        tree: The units that take part.
        rows: What each of them has of its own, in their order; ``None`` for one that owes nothing.
    """

    def __init__(self, form: Form, tree: Lines, rows: list[Row | None]) -> None:
        self.form = form
        self.tree = tree
        self.rows = rows
        width, size = len(form.cells), len(rows)
        numbers = {item.name: number for number, item in enumerate(form.items)}
        self.items = [numbers[name] for name, _ in form.cells]
        self.full = (1 << width) - 1
        self.nothing: Values = (0,) * width
        self.special = [
            (column, how)
            for column, item in enumerate(self.items)
            if (how := form.items[item].over_units) is not Adding.SUM
        ]
        self.alone = sum(1 << column for column, how in self.special if how is Adding.NONE)
        self.sums: list[Values | None] = [None] * size  # of the units below
        self.summed = [0] * size
        self.figures: list[Values] = [self.nothing] * size  # what travels up
        self.known = [0] * size
        self.from_own = [0] * size
        self.from_below = [0] * size
        self.silent = [0] * size  # figures that a sum above lacks because of the unit itself
        self.lacking = [0] * size  # figures that the sum of the units below lacks something of
        self.passed_on = [0] * size  # those of them that a sum above lacks therefore
        for at in range(size - 1, -1, -1):
            self._close(at)

    def _close(self, at: int) -> None:
        """Finish a unit when all units below it are finished, and add it to the one above."""
        row = self.rows[at]
        stated, gaps = (row.stated, row.gaps) if row else (0, 0)
        if self.form.silent_child is SilentChild.FORBID and self.summed[at] & self.lacking[at]:
            self._forbid(at)
        summed = self.summed[at]
        self.from_own[at], self.from_below[at] = own, below = self._choose(stated, summed)
        known = own | below
        values = self._values(at, row, own, below)
        if row and (forward := row.forward & ~known):
            values = tuple(map(add, values, _only(row.lent, forward)))
            known |= forward
        self.figures[at], self.known[at] = values, known
        self._lack(at, gaps, own)
        above = self.tree.parents[at]
        if above >= 0:
            self._add(above, values, known & ~self.alone)
            self.lacking[above] |= (self.silent[at] | self.passed_on[at]) & ~self.alone

    def _choose(self, stated: int, summed: int) -> tuple[int, int]:
        """Say which figures travel up from the unit's own row and which from the sum below it."""
        if self.form.own_and_children is OwnAndChildren.PLUS:
            return stated, summed
        independent = self.form.own_and_children is OwnAndChildren.INDEPENDENT
        if independent and self.form.carries_up is CarriesUp.SUM:
            return stated & ~summed, summed
        return stated, summed & ~stated

    def _values(self, at: int, row: Row | None, own: int, below: int) -> Values:
        mine = row.values if row else self.nothing
        sums = self.sums[at] or self.nothing
        if not below:
            return mine if own == (row.stated if row else 0) else _only(mine, own)
        if not own:
            return sums
        if row and own == row.stated and below == self.summed[at]:
            return self._joined(mine, own, sums, below)
        return self._joined(_only(mine, own), own, _only(sums, below), below)

    def _joined(self, ones: Values, known: int, others: Values, also: int) -> Values:
        """Put two rows together, each figure as it adds up over units."""
        made: Values = tuple(map(add, ones, others))
        both = known & also
        if not self.special or not both:
            return made
        corrected = list(made)
        for column, how in self.special:
            if both >> column & 1 and how is not Adding.NONE:
                corrected[column] = put_together(how, [ones[column], others[column]])
        return tuple(corrected)

    def _add(self, above: int, values: Values, known: int) -> None:
        if not known:
            return
        if self.alone:
            values = _only(values, known)
        sums = self.sums[above]
        self.sums[above] = values if sums is None else self._joined(sums, self.summed[above], values, known)
        self.summed[above] |= known

    def _forbid(self, at: int) -> None:
        self.summed[at] &= ~self.lacking[at]
        self.sums[at] = _only(self.sums[at] or self.nothing, self.summed[at])

    def _lack(self, at: int, gaps: int, own: int) -> None:
        """Say what a sum above lacks: because of this unit, or because of units below that it does not stand for."""
        lacking = self.lacking[at]
        if self.form.own_and_children is OwnAndChildren.PLUS:
            self.silent[at], self.passed_on[at] = gaps, lacking
            return
        unexplained = gaps & ~self.summed[at] & ~lacking
        self.silent[at] = (gaps & own) | (unexplained & ~own)
        self.passed_on[at] = lacking & ~own

    def own(self, at: int, column: int) -> Number | None:
        """Return what the unit itself stated."""
        row = self.rows[at]
        return row.values[column] if row and row.stated >> column & 1 else None

    def below(self, at: int, column: int) -> Number | None:
        """Return what the units below amount to."""
        sums = self.sums[at]
        return sums[column] if sums and self.summed[at] >> column & 1 else None

    def figure(self, at: int, column: int) -> Number | None:
        """Return what travels up."""
        return self.figures[at][column] if self.known[at] >> column & 1 else None

    def carried(self, at: int, column: int) -> Carried:
        """Tell where what travels up comes from."""
        bit = 1 << column
        if self.from_below[at] & bit:
            return Carried.DERIVED
        if self.from_own[at] & bit:
            return Carried.STATED
        return Carried.FORWARD if self.known[at] & bit else Carried.NOTHING

    def absent(self, at: int, column: int) -> Iterator[int]:
        """Go through the units below whose figures a sum lacks, each the nearest with nothing to show."""
        bit = 1 << column
        if self.alone & bit:
            return
        for child in self.tree.children[at]:
            if self.silent[child] & bit:
                yield child
            if self.passed_on[child] & bit:
                yield from self.absent(child, column)


def _only(values: Values, known: int) -> Values:
    """Keep the figures of a set and make the others 0."""
    return tuple(value if known >> column & 1 else 0 for column, value in enumerate(values))


def put_together(how: Adding, figures: list[Number]) -> Number:
    """Make one figure of several, in their order, as the item says."""
    if how is Adding.SUM:
        return sum(figures)
    if how is Adding.LAST:
        return figures[-1]
    return max(figures) if how is Adding.MAX else min(figures)


def bits(mask: int) -> Iterator[int]:
    """Go through the numbers of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
