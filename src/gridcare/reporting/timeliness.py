"""
Completeness and timeliness over many units and periods: who reported, how much of it in time (报告及时率、完整率).

`Returns` tell each obligation with its papers. Here the same is held as columns, one byte for each unit that may owe
a period, so that a month of a district's grids is counted by unit, level and period in a moment, and any part of it
again at once. Every count is the one that `Returns.counts` gives.

How quickly units answered an order that started reporting is told by `responses`.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import attrs

from gridcare.facts.fact import Precision
from gridcare.places.hierarchy import Hierarchy
from gridcare.reporting.activations import Activation
from gridcare.reporting.filings import Content, Filing, content_of
from gridcare.reporting.forms import Form
from gridcare.reporting.papers import Papers
from gridcare.reporting.returns import AheadOfKnowledge, FilingBook, FilingCounts, Returns
from gridcare.timing.periods import Period, aware

__all__ = ["Response", "Timeliness", "responses", "timeliness"]

# One byte for each obligation. Filed in time or late, each with its content, then those that are not filed.
_NOT_OWED, _NOT_YET_DUE, _EARLY, _IN_TIME, _LATE, _MISSING, _EXCUSED = 0, 1, 2, 3, 6, 9, 10
_CONTENTS: Final = {Content.FIGURES: 0, Content.ZERO: 1, Content.INCOMPLETE: 2}
_CODES: Final = 11
_MINUTE: Final = Precision.MINUTE  # a name of its own is looked up quicker than a member

_Held = list[Filing | None]


class Timeliness:
    """
    Counts of what was owed on a form and what became of it, by unit, level and period; made by `timeliness`.

    Attributes:
        form: The form.
        hierarchy: The units.
        at: How far events had gone.
        known: Up to when knowledge counts.
        periods: The periods in which the form is in force, in order.
        unexpected: The filings that nobody owed.
    """

    __slots__ = ("_columns", "_levels", "_numbers", "at", "form", "hierarchy", "known", "periods", "unexpected")

    def __init__(self, columns: "_Columns", at: datetime, known: datetime) -> None:
        self.form: Form = columns.form
        self.hierarchy: Hierarchy = columns.hierarchy
        self.at = at
        self.known = known
        self.periods = columns.periods
        self.unexpected = tuple(columns.unexpected)
        self._columns = tuple(map(bytes, columns.columns))
        self._numbers = {period: number for number, period in enumerate(self.periods)}
        self._levels = columns.levels

    def __repr__(self) -> str:
        return f"Timeliness({self.form.name}, {len(self.periods)} periods, as known at {self.known})"

    def counts(self, *, within: str = "", level: str = "", period: Period | None = None) -> FilingCounts:
        """
        Count what was owed and what became of it.

        Args:
            within: Only units inside this one, itself included.
            level: Only units of this level.
            period: Only this period.

        Raises:
            UnknownUnit: When there is no such unit.
            UnknownName: When no such level is declared.
        """
        if level:
            self.hierarchy.at_level(level, within or None)
        parts = list(self._parts(within, level))
        numbers = range(len(self.periods)) if period is None else [self._numbers.get(period, -1)]
        tally = [0] * _CODES
        for column in (self._columns[number] for number in numbers if number >= 0):
            for start, end in parts:
                for code in range(1, _CODES):
                    tally[code] += column.count(code, start, end)
        strays = sum(period in (None, one.period) and self._holds(one.unit, within, level) for one in self.unexpected)
        return _counts(tally, strays)

    def by_unit(
        self, level: str, *, within: str = "", period: Period | None = None
    ) -> Iterator[tuple[str, FilingCounts]]:
        """Count for every unit of a level what was owed inside it, in the order of the hierarchy."""
        for unit in self.hierarchy.at_level(level, within or None):
            yield unit, self.counts(within=unit, period=period)

    def by_level(self, *, within: str = "", period: Period | None = None) -> Iterator[tuple[str, FilingCounts]]:
        """Count for every level what its own units owed, the widest first."""
        for level in self.hierarchy.levels:
            yield level.name, self.counts(within=within, level=level.name, period=period)

    def by_period(self, *, within: str = "", level: str = "") -> Iterator[tuple[Period, FilingCounts]]:
        """Count for every period in which the form is in force."""
        for period in self.periods:
            yield period, self.counts(within=within, level=level, period=period)

    def _parts(self, within: str, level: str) -> Iterator[tuple[int, int]]:
        """Find the runs of bytes that hold some units: within one level those inside a unit lie side by side."""
        first, last = self.hierarchy.span(within) if within else (0, len(self.hierarchy))
        for name, (start, positions) in self._levels.items():
            if level in ("", name):
                yield start + bisect_left(positions, first), start + bisect_left(positions, last)

    def _holds(self, unit: str, within: str, level: str) -> bool:
        if unit not in self.hierarchy:
            return not (within or level)
        return (not within or self.hierarchy.inside(unit, within)) and level in ("", self.hierarchy[unit].level)


def _counts(tally: list[int], unexpected: int) -> FilingCounts:
    in_time, late = sum(tally[_IN_TIME:_LATE]), sum(tally[_LATE:_MISSING])
    zero, incomplete = _CONTENTS[Content.ZERO], _CONTENTS[Content.INCOMPLETE]
    return FilingCounts(
        owed=in_time + late + tally[_MISSING] + tally[_EXCUSED],
        in_time=in_time,
        late=late,
        missing=tally[_MISSING],
        excused=tally[_EXCUSED],
        zero=tally[_IN_TIME + zero] + tally[_LATE + zero],
        incomplete=tally[_IN_TIME + incomplete] + tally[_LATE + incomplete],
        early=tally[_EARLY],
        not_yet_due=tally[_NOT_YET_DUE],
        unexpected=unexpected,
    )


def timeliness(book: FilingBook, at: datetime, known: datetime | None = None) -> Timeliness:
    """
    Count what was owed on a form and what became of it, as of a moment.

    Args:
        book: All that is known of the form.
        at: How far events had gone; what was filed later is not there yet.
        known: Up to when knowledge counts; the same moment when left out.

    Raises:
        NaiveMoment: When a moment has no time zone.
        AheadOfKnowledge: When `at` lies after `known`.
    """
    at = aware(at, "at")
    known = at if known is None else aware(known, "known")
    if at > known:
        raise AheadOfKnowledge(at, known)
    columns = _Columns(book, known)
    columns.silence(book, at, known)
    columns.file(Papers([filing for filing in book.filings if filing.known <= known]), at)
    return Timeliness(columns, at, known)


class _Columns:
    """One byte for each unit that owes the form in some period, by period; units by level and within it by place."""

    def __init__(self, book: FilingBook, known: datetime) -> None:
        self.form = book.form
        self.hierarchy = book.hierarchy
        self.periods = tuple(book.periods())
        self.dues = [self.form.due(period) for period in self.periods]
        owing = book.owing(known)
        self.owed = [owing.units(period) for period in self.periods]
        by_level: dict[str, list[str]] = {}
        for unit in sorted(set().union(*dict.fromkeys(self.owed)), key=self.hierarchy.position):
            by_level.setdefault(self.hierarchy[unit].level, []).append(unit)
        self.levels: dict[str, tuple[int, list[int]]] = {}
        self.rows: dict[str, int] = {}
        for level, units in by_level.items():
            self.levels[level] = len(self.rows), list(map(self.hierarchy.position, units))
            self.rows |= zip(units, range(len(self.rows), len(self.rows) + len(units)), strict=True)
        self.columns: list[bytearray] = []
        self.unexpected: list[Filing] = []

    def silence(self, book: FilingBook, at: datetime, known: datetime) -> None:
        """Mark what is owed as if nobody had filed anything."""
        last: tuple[str, ...] = ()
        flags = bytes(len(self.rows))
        for period, due, owed in zip(self.periods, self.dues, self.owed, strict=True):
            if owed != last:
                last, flags = owed, self._flags(owed)
            column = bytearray(flags.replace(b"\x01", bytes([_NOT_YET_DUE if due > at else _MISSING])))
            for unit in book.excused(period, known) if due <= at and book.excuses else ():
                if unit in self.rows and column[self.rows[unit]] == _MISSING:
                    column[self.rows[unit]] = _EXCUSED
            self.columns.append(column)

    def _flags(self, owed: tuple[str, ...]) -> bytes:
        flags = bytearray(len(self.rows))
        for row in map(self.rows.__getitem__, owed):
            flags[row] = 1
        return bytes(flags)

    def file(self, papers: Papers, at: datetime) -> None:
        """Mark what was filed."""
        firsts, lasts = self._sorted(papers, at)
        for number, (column, due, held) in enumerate(zip(self.columns, self.dues, firsts, strict=True)):
            for row, first in enumerate(held):
                if first is not None:
                    last = lasts.get((number, row), first) if lasts else first
                    column[row] = _EARLY if due > at else self._code(first, last, due)

    def _sorted(self, papers: Papers, at: datetime) -> tuple[list[_Held], dict[tuple[int, int], Filing]]:
        """Find the first filing of each obligation, by period and row, and the last one where there are several."""
        name, every, rows, columns = self.form.name, self.form.every, self.rows, self.columns
        firsts: list[_Held] = [[None] * len(rows) for _ in columns]
        several: dict[tuple[int, int], list[Filing]] = {}
        start = self.periods[0].number if columns else 0
        for filing in papers.counted:
            if filing.filed > at:
                continue
            period, row = filing.period, rows.get(filing.unit, -1)
            number, cadence = period.number - start, period.cadence
            asked = filing.form == name and (cadence is every or cadence == every)
            if not asked or row < 0 or not 0 <= number < len(columns) or not columns[number][row]:
                self.unexpected.append(filing)
            elif (before := firsts[number][row]) is None:
                firsts[number][row] = filing
            else:
                several.setdefault((number, row), [before]).append(filing)
        for (number, row), filings in several.items():
            filings.sort(key=papers.order)
            firsts[number][row] = filings[0]
        return firsts, {slot: filings[-1] for slot, filings in several.items()}

    def _code(self, first: Filing, last: Filing, due: datetime) -> int:
        moment = first.filed if first.precision is _MINUTE else first.stands(self.form.zone)
        return (_IN_TIME if moment < due else _LATE) + _CONTENTS[content_of(self.form, last)]


# Since the order


@attrs.frozen(kw_only=True)
class Response:
    """
    How a unit answered an order that started reporting.

    Attributes:
        unit: The unit.
        order: The order.
        first: When it first filed after the order; ``None`` while it has not.
    """

    unit: str
    order: Activation
    first: datetime | None

    @property
    def elapsed(self) -> timedelta | None:
        """The time from the order to the first filing; ``None`` while there is none."""
        return None if self.first is None else self.first - self.order.ordered


def responses(book: FilingBook, returns: Returns) -> Iterator[Response]:
    """
    Tell for each unit that owes because of an order how soon it filed after it.

    Args:
        book: All that is known of the form.
        returns: Its returns as of a moment.

    Yields:
        Each unit with each order that it obeyed, by unit and then by order.
    """
    running = book.owing(returns.known).running
    first: dict[tuple[str, Activation], datetime | None] = {}
    for member in returns.members:
        unit, period = member.obligation.unit, member.obligation.period
        orders = [order for order in running.reaching(unit) if order.since < period.end]
        if not orders or not orders[-1].starts:
            continue
        filed = [filing.filed for filing in member.filings if filing.filed >= orders[-1].ordered]
        if filed or (unit, orders[-1]) not in first:
            earlier = first.get((unit, orders[-1]))
            first[unit, orders[-1]] = min([*filed, *([earlier] if earlier else [])], default=None)
    for unit, order in sorted(first, key=lambda key: (returns.hierarchy.position(key[0]), key[1].turn)):
        yield Response(unit=unit, order=order, first=first[unit, order])
