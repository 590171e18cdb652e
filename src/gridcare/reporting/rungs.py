"""
The rungs that a report climbs for one period: who owes it, and whose step stands above whose.

Which units have a step is said by the form; who owes depends on the day, and on what was known of arrangements, orders
and excuses. From both follow the nearest steps below each step, and the units without a step that it covers.
"""

from collections.abc import Iterator
from datetime import datetime

from gridcare.reporting.columns import Lines
from gridcare.reporting.returns import FilingBook
from gridcare.timing.periods import Period

__all__ = ["Rungs"]


class Rungs:
    """Who owes a period and who has a step in it, as far as arrangements, orders and excuses are known."""

    def __init__(self, book: FilingBook, period: Period, known: datetime) -> None:
        owed = {each.unit: each for each in book.owing(known).of(period)}
        excused = book.excused(period, known)
        self.silent_allowed = excused.keys() & owed.keys()
        lines = {unit: each.to for unit, each in owed.items() if each.rerouted}
        self.owed = owed.keys()
        self.tree = Lines(book.hierarchy, owed, lines)
        form, units = book.form, self.tree.units
        self.has_step = [book.hierarchy[unit].level in form.approved_by for unit in units]
        self.below: list[list[int]] = [[] for _ in units]  # the nearest steps below a step
        self.covers: list[list[int]] = [[] for _ in units]  # the units without a step that one covers
        self.must = [unit in owed and unit not in excused for unit in units]  # something below has no excuse
        self.above = [-1] * len(units)
        for at, parent in enumerate(self.tree.parents):
            step = -1 if parent < 0 else parent if self.has_step[parent] else self.above[parent]
            self.above[at] = step
            if step >= 0:
                (self.below if self.has_step[at] else self.covers)[step].append(at)
        for at in range(len(units) - 1, -1, -1):
            parent = self.tree.parents[at]
            if parent >= 0 and self.must[at]:
                self.must[parent] = True

    def inside(self, at: int) -> Iterator[int]:
        """Go through a unit and all that report to it, at any distance."""
        waiting = [at]
        while waiting:
            at = waiting.pop()
            yield at
            waiting += self.tree.children[at]

    def is_below(self, unit: str, other: str) -> bool:
        """Tell whether a unit reports to another, at any distance."""
        at, above = self.tree.index.get(unit, -1), self.tree.index.get(other, -1)
        if min(at, above) < 0 or at == above:
            return False
        while at > above:  # a unit's number is greater than that of the one it reports to
            at = self.tree.parents[at]
        return at == above
