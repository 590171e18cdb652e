"""
Roll-up: what grids, communities and streets reported, added up the tree and held against each other.

For every figure and every unit the roll-up shows, side by side, what the unit itself stated, what the units below
it amount to, and which of those have nothing to show. Nothing is put in their place: a sum is the sum of what was
stated, and names who is absent from it. Absent is never zero.

Which of the two travels up is declared by the form (`gridcare.reporting.forms.OwnAndChildren`). By default they are
independent totals: the stated one travels, the sum stands in where there is none and is marked as derived, and their
difference is there to be explained. What travels up and no child explains is the *residue*, so that nothing appears
or disappears on the way: the figure at the top is what the lowest units carry up and every residue above them.

Within each unit periods are put together first, then units up the tree. A roll-up is a value: it stays what it was
when more is known; `gridcare.reporting.publications` freezes its figures and says what differs in a later one.
"""

from collections.abc import Container, Iterator, Mapping
from datetime import datetime
from typing import Final

import attrs

from gridcare.errors import GridcareError, UnknownName
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.tally import Number
from gridcare.reporting.columns import Carried, Columns, Lines, Row, Values, bits, put_together
from gridcare.reporting.filings import Said, Statement, read
from gridcare.reporting.forms import Form, OwnAndChildren, SilentChild, WrongCadence
from gridcare.reporting.indicators import Adding
from gridcare.reporting.returns import Return, Returns
from gridcare.timing.periods import Period

__all__ = ["Cell", "Contradiction", "RollUp", "roll_up"]


@attrs.frozen(kw_only=True)
class Cell:
    """
    One figure at one unit.

    Attributes:
        item: The item.
        category: Its category, empty where the form asks for none.
        unit: The unit.
        level: The unit's level.
        period: The period.
        source: The source that was asked for; empty for any.
        definition: The edition of the item's definition; both, where the definition changed within the period.
        said: What became of the unit's own figure.
        own: What the unit itself stated; ``None`` when it did not.
        children: What the units below it amount to; ``None`` when none of them has a figure.
        absent: The units below whose figures are lacking in `children`: each the nearest with nothing to show.
        figure: What travels up; ``None`` when nothing does.
        carried: Where that comes from.
        difference: `own` less `children`; ``None`` when one of them is not there or they are not meant to agree.
        residue: What of `figure` no unit below explains; ``None`` for a lowest unit and where figures do not add up.
        gaps: The periods for which the unit owed its own figure and did not state it.
    """

    item: str
    category: str
    unit: str
    level: str
    period: Period
    source: str
    definition: str
    said: Said
    own: Number | None
    children: Number | None
    absent: tuple[str, ...]
    figure: Number | None
    carried: Carried
    difference: Number | None
    residue: Number | None
    gaps: tuple[Period, ...]

    @property
    def key(self) -> tuple[str, str, str, Period, str, str]:
        """What tells it from every other cell: item, category, unit, period, source and definition."""
        return self.item, self.category, self.unit, self.period, self.source, self.definition


class Contradiction(GridcareError, ValueError):
    """Two roll-ups were to be merged that do not belong together, or state different things for one unit."""

    code = "contradiction"


def roll_up(returns: Returns, period: Period, *, source: str = "", units: Container[str] | None = None) -> "RollUp":
    """
    Add up what was reported for a period.

    Args:
        returns: The returns of a form as of a moment.
        period: A period of the form, or a longer one that holds whole periods of it, such as the week of daily
            reports.
        source: Read only filings from this source; empty for any, the last filing counts.
        units: Read only the filings of these units, to merge the parts later; all when left out.

    Raises:
        WrongCadence: When the period does not consist of whole periods of the form.
        CircularLine: When arrangements let units report to each other in a circle.
    """
    form = returns.form
    parts = _parts(form, period)
    owed: dict[str, list[Return]] = {}
    lines: dict[str, str] = {}
    for part in parts:
        for member in returns.for_period(part):
            unit = member.obligation.unit
            owed.setdefault(unit, []).append(member)
            if member.obligation.rerouted:
                lines[unit] = member.obligation.to
    reader = _Reader(returns, source, parts)
    rows = {
        unit: reader.row(unit, members) if units is None or unit in units else reader.outside(members)
        for unit, members in owed.items()
    }
    return RollUp(returns.hierarchy, form, period, source, returns.at, returns.known, rows, lines)


def _parts(form: Form, period: Period) -> tuple[Period, ...]:
    """Cut a period into the periods of the form."""
    if period.cadence == form.every:
        return (period,)
    parts = tuple(form.every.between(period.first, period.end))
    if period.cadence.parts > 1 or parts[0].first != period.first or parts[-1].end != period.end:
        raise WrongCadence(form, period)
    return parts


class _Reader:
    """Makes the rows of units from their returns."""

    def __init__(self, returns: Returns, source: str, parts: tuple[Period, ...]) -> None:
        self.returns = returns
        self.form = returns.form
        self.source = source
        self.first = parts[0]
        self.full = (1 << len(self.form.cells)) - 1
        self.nothing: Values = (0,) * len(self.form.cells)
        items = {item.name: item for item in self.form.items}
        self.over_time = [items[name].over_time for name, _ in self.form.cells]
        self.stocks = sum(1 << cell for cell, how in enumerate(self.over_time) if how is Adding.LAST)
        self.carries = self.form.silent_child is SilentChild.CARRY

    def row(self, unit: str, members: list[Return]) -> Row:
        told = tuple((member.obligation.period, self.statement(member)) for member in members)
        values, stated, gaps = self.put_together(told)
        wanted = self.stocks & ~stated if self.carries else 0
        lent, forward = self.lent(unit, wanted) if wanted else ((), 0)
        return Row(values, stated, gaps, told, lent, forward)

    def outside(self, members: list[Return]) -> Row:
        told = tuple((member.obligation.period, None) for member in members)
        return Row(self.nothing, 0, self.full, told, outside=True)

    def statement(self, member: Return) -> Statement | None:
        """Read what the last filing of the wanted source states."""
        if not self.source or all(filing.source == self.source for filing in member.filings):
            return member.statement
        filings = [filing for filing in member.filings if filing.source == self.source]
        return read(self.form, filings[-1]) if filings else None

    def put_together(self, told: tuple[tuple[Period, Statement | None], ...]) -> tuple[Values, int, int]:
        """Make one figure of several periods, for every figure of the form."""
        statements = [statement for _, statement in told if statement is not None]
        if len(told) == 1:
            if not statements:
                return self.nothing, 0, self.full
            return statements[0].values, statements[0].stated, self.full & ~statements[0].stated
        values: list[Number] = list(self.nothing)
        stated, gaps = 0, self.full if len(statements) < len(told) else 0
        for statement in statements:
            gaps |= self.full & ~statement.stated
        for cell, how in enumerate(self.over_time):
            figures = [statement.values[cell] for statement in statements if statement.stated >> cell & 1]
            if figures and how is not Adding.NONE:
                values[cell] = put_together(how, figures)
                stated |= 1 << cell
        return tuple(values), stated, gaps

    def lent(self, unit: str, wanted: int) -> tuple[Values, int]:
        """Find the figures that the unit stated last before, for stocks and cumulative items."""
        values, found, period = list(self.nothing), 0, self.first.previous()
        while wanted & ~found and (member := self.returns.of(unit, period)) is not None:
            statement = self.statement(member)
            here = wanted & ~found & statement.stated if statement is not None else 0
            if statement is not None and here:
                for cell in bits(here):
                    values[cell] = statement.values[cell]
                found |= here
            period = period.previous()
        return tuple(values), found


class RollUp:
    """
    The figures of a form for a period, up the tree; a frozen value made by `roll_up`.

    Units that owed nothing have no cells unless something below them owed.

    Attributes:
        hierarchy: The units.
        form: The form.
        period: The period.
        source: The source that was asked for; empty for any.
        at: How far events had gone.
        known: Up to when knowledge counted.
        units: The units with cells, each before those below it.
    """

    __slots__ = (
        "_columns",
        "_lines",
        "_rows",
        "_tree",
        "at",
        "form",
        "hierarchy",
        "known",
        "period",
        "source",
        "units",
    )

    def __init__(
        self,
        hierarchy: Hierarchy,
        form: Form,
        period: Period,
        source: str,
        at: datetime,
        known: datetime,
        rows: Mapping[str, Row],
        lines: Mapping[str, str],
    ) -> None:
        self.hierarchy = hierarchy
        self.form = form
        self.period = period
        self.source = source
        self.at = at
        self.known = known
        self._rows = rows
        self._lines = lines
        self._tree = Lines(hierarchy, rows, lines)
        self.units = self._tree.units
        self._columns = Columns(form, self._tree, [rows.get(unit) for unit in self.units])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RollUp):
            return NotImplemented
        return self._about == other._about and self._rows == other._rows and self._lines == other._lines

    def __hash__(self) -> int:
        return hash((self.period, self.at, self.known, self.units))

    def __repr__(self) -> str:
        return f"RollUp({self.form.name} {self.period}, {len(self.units)} units, as known at {self.known})"

    def __contains__(self, unit: object) -> bool:
        """Say whether a unit has cells here."""
        return unit in self._tree.index

    @property
    def _about(self) -> tuple[object, ...]:
        return self.form, self.hierarchy, self.period, self.source, self.at, self.known

    @property
    def unowed(self) -> tuple[Period, ...]:
        """The form's periods in this one for which nobody owed: no reporting then, or another book has them."""
        owed = {period for row in self._rows.values() for period, _ in row.told}
        return tuple(each for each in _parts(self.form, self.period) if each not in owed)

    @property
    def roots(self) -> tuple[str, ...]:
        """The units at the top."""
        return tuple(unit for unit, above in zip(self.units, self._tree.parents, strict=True) if above < 0)

    def children(self, unit: str) -> tuple[str, ...]:
        """
        Return the units whose figures a unit adds up.

        Raises:
            UnknownUnit: When the unit has no cells here.
        """
        return tuple(self.units[child] for child in self._tree.children[self._at(unit)])

    def lowest(self, unit: str) -> tuple[str, ...]:
        """
        Return the units inside one, itself included, that add up nobody's figures.

        Raises:
            UnknownUnit: When the unit has no cells here.
        """
        found, waiting = [], [self._at(unit)]
        while waiting:
            at = waiting.pop()
            waiting.extend(reversed(self._tree.children[at]))
            if not self._tree.children[at]:
                found.append(self.units[at])
        return tuple(found)

    def cell(self, item: str, unit: str, category: str = "") -> Cell:
        """
        Return one cell.

        Raises:
            UnknownUnit: When the unit has no cells here.
            UnknownName: When the form does not ask for this figure.
        """
        return self._cell(self._at(unit), self._column(item, category))

    def cells(self, *, item: str = "", unit: str = "", level: str = "") -> Iterator[Cell]:
        """
        Go through the cells figure by figure, units above before those below.

        Args:
            item: Only this item, with all its categories.
            unit: Only this unit.
            level: Only units of this level.
        """
        chosen = [self._at(unit)] if unit else range(len(self.units))
        for column, (name, _) in enumerate(self.form.cells):
            if item in ("", name):
                cells = (self._cell(at, column) for at in chosen)
                yield from (cell for cell in cells if level in ("", cell.level))

    def figure(self, item: str, unit: str, category: str = "") -> Number | None:
        """
        Return what travels up from a unit, or ``None`` when nothing does.

        Raises:
            UnknownUnit: When the unit has no cells here.
            UnknownName: When the form does not ask for this figure.
        """
        at, column = self._at(unit), self._column(item, category)
        return self._columns.figure(at, column)

    def carried(self, unit: str) -> tuple[tuple[Number | None, Carried], ...]:
        """
        Return every figure that travels up from a unit, in the order of `Form.cells`, and where each comes from.

        Raises:
            UnknownUnit: When the unit has no cells here.
        """
        at, columns = self._at(unit), range(len(self.form.cells))
        return tuple((self._columns.figure(at, column), self._columns.carried(at, column)) for column in columns)

    def merge(self, other: "RollUp") -> "RollUp":
        """
        Return the roll-up of two parts that read different units.

        Raises:
            Contradiction: When they are not parts of one roll-up, or both read a unit and found different things.
        """
        if self._about != other._about:
            raise Contradiction(f"{self!r} and {other!r} are no parts of one roll-up; make both from the same returns")
        rows = dict(self._rows)
        for unit, row in other._rows.items():
            held = rows.setdefault(unit, row)
            if held.outside:
                rows[unit] = row
            elif not row.outside and held != row:
                raise Contradiction(f"'{unit}' states different things in the two parts; read each unit once")
        lines = {**self._lines, **other._lines}
        return RollUp(self.hierarchy, self.form, self.period, self.source, self.at, self.known, rows, lines)

    def _at(self, unit: str) -> int:
        try:
            return self._tree.index[unit]
        except KeyError:
            raise UnknownUnit(unit, self.units[:500]) from None

    def _column(self, item: str, category: str) -> int:
        try:
            return self.form.cells.index((item, category))
        except ValueError:
            names = [f"{name}/{part}" if part else name for name, part in self.form.cells]
            raise UnknownName("figure", f"{item}/{category}" if category else item, names) from None

    def _cell(self, at: int, column: int) -> Cell:
        columns, row, unit = self._columns, self._columns.rows[at], self.units[at]
        name, category = self.form.cells[column]
        item = self.form.items[columns.items[column]]
        own, children = columns.own(at, column), columns.below(at, column)
        figure = columns.figure(at, column)
        agree = self.form.own_and_children is not OwnAndChildren.PLUS
        explained = item.over_units is Adding.SUM and bool(self._tree.children[at])
        return Cell(
            item=name,
            category=category,
            unit=unit,
            level=self.hierarchy[unit].level,
            period=self.period,
            source=self.source,
            definition=" / ".join(item.definitions(self.period.first, self.period.end)),
            said=_said(row, column),
            own=own,
            children=children,
            absent=tuple(self.units[each] for each in columns.absent(at, column)),
            figure=figure,
            carried=columns.carried(at, column),
            difference=own - children if agree and own is not None and children is not None else None,
            residue=figure - (children or 0) if explained and figure is not None else None,
            gaps=_gaps(row, column),
        )


def _gaps(row: Row | None, column: int) -> tuple[Period, ...]:
    told = row.told if row else ()
    return tuple(period for period, statement in told if statement is None or not statement.stated >> column & 1)


def _said(row: Row | None, column: int) -> Said:
    """Tell what became of a unit's own figure, over all periods that it owed."""
    if row is None:
        return Said.NOT_OWED
    if row.outside:
        return Said.OUTSIDE
    heard = [Said.NO_REPORT if told is None else told.said(column) for _, told in row.told]
    if not row.stated >> column & 1:
        return min(heard, key=_WORST_FIRST.index) if set(heard) - _NUMBERS else Said.NOT_ADDITIVE
    return Said.ZERO if set(heard) & _NUMBERS == {Said.ZERO} else Said.FIGURE


_NUMBERS: Final = frozenset((Said.FIGURE, Said.ZERO))
_WORST_FIRST: Final = (Said.UNUSABLE, Said.BLANK, Said.NOT_LISTED, Said.NO_REPORT, Said.FIGURE, Said.ZERO)
