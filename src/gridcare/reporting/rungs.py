"""
The rungs that a report climbs for one period: who owes it, and whose step stands above whose.

Which units have a step is said by the form; who owes depends on the day, and on what was known of arrangements, orders
and excuses. From both follow the nearest steps below each step, and the units without a step that it covers.
"""

from bisect import bisect_right
from collections.abc import Container, Iterator
from datetime import datetime

from gridcare.reporting.columns import Lines
from gridcare.reporting.forms import Form, Owing
from gridcare.reporting.returns import FilingBook
from gridcare.timing.periods import Period

__all__ = ["Rungs", "RungsByPeriod"]


class Rungs:
    """Who owes a period, unless he is excused, and who has a step in it."""

    def __init__(self, form: Form, owing: Owing, excused: Container[str], period: Period) -> None:
        owed = {each.unit: each for each in owing.of(period)}
        self.silent_allowed = {unit for unit in owed if unit in excused}
        lines = {unit: each.to for unit, each in owed.items() if each.rerouted}
        self.owed = owed.keys()
        self.tree = Lines(owing.hierarchy, owed, lines)
        units = self.tree.units
        self.has_step = [owing.hierarchy[unit].level in form.approved_by for unit in units]
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


class RungsByPeriod:
    """The rungs of every period, as far as arrangements, orders and excuses are known; each worked out once."""

    def __init__(self, book: FilingBook) -> None:
        self._book = book
        groups = (book.arrangements, book.activations, book.excuses)
        self._epochs = [sorted(each.known for each in group) for group in groups]
        self._owing: dict[tuple[int, ...], Owing] = {}
        self._found: dict[tuple[int, ...], Rungs] = {}

    def of(self, period: Period, known: datetime) -> Rungs:
        """Return the rungs of a period, as far as was known at a moment."""
        epoch = tuple(bisect_right(moments, known) for moments in self._epochs)
        key = (period.number, *epoch)
        if key not in self._found:
            arranged = epoch[:2]
            if arranged not in self._owing:
                self._owing[arranged] = self._book.owing(known)
            excused = self._book.excused(period, known)
            self._found[key] = Rungs(self._book.form, self._owing[arranged], excused, period)
        return self._found[key]
