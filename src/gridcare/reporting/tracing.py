"""
A total followed down to the papers that it was made of.

Somebody asks where the 41 of the street come from. The roll-up knows which way each figure travelled: stated by a unit
itself, made of the units below, lent by an earlier period. Following those ways back ends at filings, and each filing
can name the facts that its figures were counted from. Every figure of a roll-up can be traced so, and what its sum
lacks stands beside it.
"""

from collections.abc import Iterator, Mapping

import attrs

from gridcare.places.tally import Number
from gridcare.reporting.columns import Carried
from gridcare.reporting.filings import Filing, Statement, read
from gridcare.reporting.forms import OwnAndChildren
from gridcare.reporting.indicators import Adding
from gridcare.reporting.returns import Return, Returns
from gridcare.reporting.rollup import Cell, RollUp, roll_up
from gridcare.timing.periods import Period

__all__ = ["TracedFigure", "Trail", "trace"]


@attrs.frozen(kw_only=True)
class TracedFigure:
    """
    One stated figure that a total is made of.

    Attributes:
        unit: The unit that stated it.
        period: The period that it was stated for; an earlier one where it was carried forward.
        amount: What was stated.
        filing: The filing that states it, as its corrections left it.
        papers: The ids of all papers behind that filing, corrections included, in the order in which they became known.
        facts: The ids of the facts that it was counted from, where somebody said so.
    """

    unit: str
    period: Period
    amount: Number
    filing: Filing = attrs.field(repr=False)
    papers: tuple[str, ...]
    facts: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Trail:
    """
    Where a figure comes from.

    Attributes:
        cell: The figure.
        figures: The stated figures that it is made of; empty when nothing travels up.
        absent: The units below whose figures are lacking in it.
    """

    cell: Cell = attrs.field(repr=False)
    figures: tuple[TracedFigure, ...]
    absent: tuple[str, ...] = ()

    @property
    def papers(self) -> tuple[str, ...]:
        """The ids of all filings and corrections behind it, each once."""
        return tuple(dict.fromkeys(paper for figure in self.figures for paper in figure.papers))

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts behind it, each once."""
        return tuple(dict.fromkeys(fact for figure in self.figures for fact in figure.facts))


_NO_FACTS: Mapping[str, tuple[str, ...]] = {}


def trace(
    returns: Returns,
    item: str,
    unit: str,
    period: Period,
    *,
    category: str = "",
    source: str = "",
    facts: Mapping[str, tuple[str, ...]] = _NO_FACTS,
) -> Trail:
    """
    Follow what travels up from a unit down to the filings behind it.

    Args:
        returns: The returns of the form as of a moment.
        item: The item.
        unit: The unit.
        period: A period of the form, or a longer one that holds whole periods of it.
        category: The category of the item; empty where the form asks for none.
        source: Read only filings from this source; empty for any.
        facts: The ids of the facts that a filing was counted from, by the id of the first filing.

    Returns:
        The stated figures, each before those below it. Put together over time within each unit and then up the tree,
        as the item says, they are the figure.

    Raises:
        UnknownUnit: When the unit has no figures.
        UnknownName: When the form does not ask for this figure.
        WrongCadence: When the period does not consist of whole periods of the form.
    """
    rolled = roll_up(returns, period, source=source)
    cell = rolled.cell(item, unit, category)
    figures = tuple(_Tracer(returns, rolled, (item, category), facts).behind(cell))
    return Trail(cell=cell, figures=figures, absent=cell.absent if cell.carried is Carried.DERIVED else ())


@attrs.frozen
class _Tracer:
    returns: Returns
    rolled: RollUp
    name: tuple[str, str]
    facts: Mapping[str, tuple[str, ...]]

    @property
    def column(self) -> int:
        return self.rolled.form.cells.index(self.name)

    def behind(self, cell: Cell) -> Iterator[TracedFigure]:
        plus = self.rolled.form.own_and_children is OwnAndChildren.PLUS
        if cell.carried is Carried.STATED or (cell.carried is Carried.DERIVED and plus):
            yield from self.own(cell.unit)
        if cell.carried is Carried.FORWARD:
            yield self.lent(cell.unit)
        if cell.carried is Carried.DERIVED:
            for child in self.rolled.children(cell.unit):
                yield from self.behind(self.rolled.cell(self.name[0], child, self.name[1]))

    def own(self, unit: str) -> tuple[TracedFigure, ...]:
        """Find what a unit stated; of a stock only what it stated last counts."""
        found = tuple(self.stated(unit, period) for period in self.periods())
        figures = tuple(figure for figure in found if figure is not None)
        return figures[-1:] if self.over_time is Adding.LAST else figures

    def lent(self, unit: str) -> TracedFigure:
        period = next(iter(self.periods()))
        while True:
            period = period.previous()
            if (figure := self.stated(unit, period)) is not None:
                return figure

    def periods(self) -> tuple[Period, ...]:
        every, period = self.rolled.form.every, self.rolled.period
        return (period,) if period.cadence == every else tuple(every.between(period.first, period.end))

    @property
    def over_time(self) -> Adding:
        return next(item.over_time for item in self.rolled.form.items if item.name == self.name[0])

    def stated(self, unit: str, period: Period) -> TracedFigure | None:
        member = self.returns.of(unit, period)
        filing, statement = self.read(member) if member is not None else (None, None)
        if member is None or filing is None or statement is None or not statement.stated >> self.column & 1:
            return None
        root = filing.root
        return TracedFigure(
            unit=unit,
            period=period,
            amount=statement.values[self.column],
            filing=filing,
            papers=tuple(dict.fromkeys(paper.id for paper in member.history if paper.root == root)),
            facts=tuple(self.facts.get(root, ())),
        )

    def read(self, member: Return) -> tuple[Filing | None, Statement | None]:
        """Give the last filing of the source that was asked for, and what it states."""
        source = self.rolled.source
        filings = [filing for filing in member.filings if not source or filing.source == source]
        return (filings[-1], read(member.form, filings[-1])) if filings else (None, None)
