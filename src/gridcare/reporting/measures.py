"""
Indicators computed from roll-ups: which figures a name means at a unit and a period, and what is absent from them.

A name in an expression is the figure that travels up from the unit: what it stated, else the sum of the units below.
An identity may ask for what the unit stated itself. The axes are ``child`` (the units whose figures it adds up),
``unit`` (the lowest units inside it that report), and ``period``, also called by its own name such as ``day``; shifts
and windows look at earlier periods of the form. A unit that owed nothing on some day of a window, because it did not
exist yet, is passed over on that day; a figure that was owed and not stated is missing, and never zero.

A value made of sums that lack somebody is a value all the same, and says who is absent.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import attrs

from gridcare.errors import Fault
from gridcare.reporting.columns import Carried
from gridcare.reporting.filings import Said
from gridcare.reporting.forms import Form, OwnAndChildren
from gridcare.reporting.indicators import Indicator
from gridcare.reporting.returns import Returns
from gridcare.reporting.rollup import Cell, RollUp, roll_up
from gridcare.rules.checking import check
from gridcare.rules.contexts import Axis, Context, Number
from gridcare.rules.evaluation import Resolver, evaluate
from gridcare.rules.parameters import Parameters
from gridcare.rules.scopes import Given, Value
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import Duration, Shift, Window
from gridcare.timing.periods import Period

__all__ = ["Measure", "ReportScope", "RollUps", "check_indicators", "measure", "report_context"]


class RollUps:
    """
    The roll-ups of one form for any period, each made once when it is first asked for.

    Args:
        returns: The returns as of a moment.
        source: Read only filings from this source; empty for any.
    """

    __slots__ = ("_made", "returns", "source")

    def __init__(self, returns: Returns, *, source: str = "") -> None:
        self.returns = returns
        self.source = source
        self._made: dict[Period, RollUp] = {}

    @property
    def form(self) -> Form:
        """The form."""
        return self.returns.form

    def on(self, period: Period) -> RollUp:
        """
        Return the roll-up for a period of the form, or for a longer one that holds whole periods of it.

        Raises:
            WrongCadence: When the period does not consist of whole periods of the form.
        """
        made = self._made.get(period)
        if made is None:
            made = self._made[period] = roll_up(self.returns, period, source=self.source)
        return made

    def before(self, period: Period) -> tuple[Period, ...]:
        """Return the periods before one in which the form was in force, the newest first."""
        known = self.returns.periods
        found = []
        while known and (period := period.previous()).end > known[0].first:
            found.append(period)
        return tuple(found)

    def scope(self, unit: str, period: Period, *, stated: bool = False) -> "ReportScope":
        """
        Return where expressions about a unit and a period are read, as `gridcare.reporting.reconcile` does.

        Args:
            unit: The unit.
            period: The period.
            stated: Whether a name means only what the unit itself stated, so that it can be held against the sum of
                the units below. Along ``child`` and ``unit`` a name means what travels up in any case.
        """
        return ReportScope(self, unit, period, stated=stated)


def report_context(form: Form) -> Context:
    """Say what expressions over the figures of a form may read: its items, axes, other periods and windows."""
    names = {
        f"{item.name}.{category}" if category else item.name: Number.of(item.counts)
        for item in form.items
        for _, category in item.cells
    }
    axes = {name: Axis(counts="unit") for name in ("child", "unit", "below", "inside")}
    axes |= {name: Axis(timed=True) for name in _period_axes(form)}
    return Context(names=names, axes=axes, shifts=True, windows=True)


def check_indicators(indicators: Iterable[Indicator], form: Form, parameters: Parameters | None = None) -> list[Fault]:
    """Find everything that is wrong with indicators over the figures of a form, which may read parameters too."""
    context = (parameters or Parameters()).read_in(report_context(form))
    return [
        fault
        for indicator in indicators
        for fault in check(indicator.says, context, where=indicator.name, expects=None)
    ]


def _period_axes(form: Form) -> tuple[str, ...]:
    own = form.every.name
    return ("period", own) if own.isidentifier() else ("period",)


@attrs.frozen(kw_only=True)
class Measure:
    """
    What an indicator came to for a unit and a period.

    Attributes:
        indicator: The indicator.
        unit: The unit.
        period: The period.
        value: The exact value, or unknown with every reason.
        absent: The units whose figures are lacking in the sums that it was made of.
    """

    indicator: Indicator
    unit: str
    period: Period
    value: Value
    absent: tuple[str, ...] = ()


def measure(
    indicator: Indicator, rollups: RollUps, unit: str, period: Period, *, resolver: Resolver | None = None
) -> Measure:
    """
    Compute an indicator for a unit and a period.

    Args:
        indicator: The indicator.
        rollups: Where its figures come from.
        unit: The unit; one that has no figures gives an unknown value.
        period: A period of the form, or a longer one that holds whole periods of it.
        resolver: What stands behind its references, if it has any.

    Raises:
        WrongCadence: When the period does not consist of whole periods of the form.
    """
    scope = rollups.scope(unit, period)
    value = evaluate(indicator.says, scope, resolver)
    absent = tuple(sorted(scope.lacking))
    return Measure(indicator=indicator, unit=unit, period=period, value=value, absent=absent)


class ReportScope:
    """
    Where expressions about a unit and a period are read; made by `RollUps.scope`.

    Attributes:
        unit: The unit.
        period: The period.
        lacking: The units that were absent from the sums read so far, here and in every scope led to from here.
    """

    __slots__ = ("_last", "_over", "_rollups", "_stated", "lacking", "period", "unit")

    def __init__(self, rollups: RollUps, unit: str, period: Period, *, stated: bool = False) -> None:
        self.unit = unit
        self.period = period
        self.lacking: set[str] = set()
        self._rollups = rollups
        self._stated = stated
        self._over: tuple[Period, ...] | None = None
        self._last = False

    def _led(self, *, unit: str = "", period: Period | None = None, stated: bool | None = None) -> "ReportScope":
        """Lead to another unit or period; what is absent there is absent here."""
        there = ReportScope(self._rollups, unit or self.unit, period or self.period)
        there._stated = self._stated if stated is None else stated
        there._over = self._over
        there.lacking = self.lacking
        return there

    @property
    def label(self) -> str:
        """The id of the unit and the key of the period."""
        return f"{self.unit} {self.period}"

    def value(self, name: str, /) -> Given:
        """Answer an item, or ``item.category``."""
        item, _, category = name.partition(".")
        if (item, category) not in self._rollups.form.cells:
            return Unknown.because("missing", name)
        if self._last:
            return self._last_stated(item, category)
        cell = self._cell(item, category, self.period)
        if cell is None:
            return Unknown.because("missing", name)
        figure = self._read(cell)
        if figure is None:
            return Unknown.because("blank" if cell.said is Said.BLANK else "missing", name)
        return figure

    def definition(self, name: str) -> str:
        """Return the edition of an item's definition that holds in the period; empty where none is named."""
        item = self._rollups.form.item(name.partition(".")[0])
        return "" if item is None else " / ".join(item.definitions(self.period.first, self.period.end))

    def _last_stated(self, item: str, category: str) -> Given:
        """Look for a figure through earlier periods, the newest first, within one definition."""
        name = f"{item}.{category}" if category else item
        for period in self._rollups.before(self.period):
            cell = self._cell(item, category, period)
            if cell is not None and (figure := self._read(cell)) is not None:
                return figure if cell.definition == self.definition(name) else Unknown.because("definition", name)
        return Unknown.because("missing", name)

    def _cell(self, item: str, category: str, period: Period) -> Cell | None:
        rolled = self._rollups.on(period)
        return rolled.cell(item, self.unit, category) if self.unit in rolled else None

    def _read(self, cell: Cell) -> Given:
        """Return the figure that is asked for, and note who is absent from it."""
        if self._stated:
            return cell.own
        if cell.carried is Carried.DERIVED:
            self.lacking.update(cell.absent)
        plus = self._rollups.form.own_and_children is OwnAndChildren.PLUS
        if cell.carried is Carried.FORWARD or (cell.gaps and (plus or cell.carried is Carried.STATED)):
            self.lacking.add(cell.unit)
        return cell.figure

    def along(self, axis: str, /) -> "Iterable[ReportScope] | Unknown":
        """Lead to the units below, to the lowest units inside, or to the periods of the window."""
        if axis in _period_axes(self._rollups.form):
            return [self._led(period=period) for period in self._periods() if self._existed(period)]
        if axis == "inside":
            return [self._led(stated=False)]
        rolled = self._rollups.on(self.period)
        if axis not in _UNIT_AXES or self.unit not in rolled:
            return Unknown.because("axis", axis)
        units = rolled.lowest(self.unit) if axis == "unit" else rolled.children(self.unit)
        return [self._led(unit=unit, stated=False) for unit in units] or Unknown.because("axis", axis)

    def _existed(self, period: Period) -> bool:
        """Tell whether the unit owed anything in a period; one in which nobody did is missing altogether."""
        rolled = self._rollups.on(period)
        return self.unit in rolled or not rolled.units

    def _periods(self) -> Iterable[Period]:
        """Name the periods of the window; without one, those inside a longer period, or all up to the present one."""
        form = self._rollups.form
        if self._over is not None:
            return self._over
        if self.period.cadence != form.every:
            return form.every.between(self.period.first, self.period.end)
        return [*reversed(self._rollups.before(self.period)), self.period]

    def shifted(self, by: Shift, /) -> "ReportScope | Unknown":
        """Lead to another period, to the one a year earlier, or to what was last stated of each name."""
        if by.by == "last":
            there = self._led()
            there._last = True
            return there
        period = (
            _year_before(self.period) if by.by == "year" else Period(self.period.cadence, self.period.number + by.by)
        )
        return Unknown.because("shift", str(by)) if period is None else self._led(period=period)

    def windowed(self, over: Window, /) -> "ReportScope | Unknown":
        """Lead to the periods of a window; within another window, to those of both."""
        periods = _window(self._present(), over)
        if periods is None:
            return Unknown.because("window", str(over))
        there = self._led()
        held = self._over
        there._over = periods if held is None else tuple(period for period in periods if period in held)
        return there

    def _present(self) -> Period:
        """Return the period of the form from which a window reaches back: the last one of a longer period."""
        form = self._rollups.form
        if self.period.cadence == form.every:
            return self.period
        return [*form.every.between(self.period.first, self.period.end)][-1]


_UNIT_AXES: Final = frozenset(("child", "below", "unit"))


def _in_calendar(period: Period, by: int) -> bool:
    """Tell whether the calendar has the period so many away."""
    there = Period(period.cadence, period.number + by)
    try:
        return there.first < there.end
    except (OverflowError, ValueError):
        return False


def _year_before(period: Period) -> Period | None:
    """Return the period of the day one year earlier; none for 29 February and for parts of days."""
    if period.cadence.parts > 1:
        return None
    try:
        return period.cadence.period_of(period.first.replace(year=period.first.year - 1))
    except ValueError:
        return None


def _window(present: Period, over: Window) -> tuple[Period, ...] | None:
    """Name the periods of a window; none when it does not cut between periods."""
    first, last = over.first, over.last
    if isinstance(first, int) and isinstance(last, int):
        steps = range(first, last + 1)
    elif isinstance(first, Duration) and not isinstance(last, int):
        start = _steps(present, first)
        end = 0 if last is None else _steps(present, last)
        if start is None or end is None:
            return None
        steps = range((start if last is not None else -start) + 1, end + 1)
    else:
        return None
    if any(not _in_calendar(present, step) for step in (*steps[:1], *steps[-1:])):
        return None
    return tuple(Period(present.cadence, present.number + step) for step in steps)


def _steps(present: Period, length: Duration) -> int | None:
    """Count the periods of a duration; none when it is not so many whole ones, as never in months."""
    cadence = present.cadence
    if cadence.months:
        return None
    whole, rest = divmod(length.elapsed * cadence.parts, timedelta(days=cadence.days))
    return None if rest else whole
