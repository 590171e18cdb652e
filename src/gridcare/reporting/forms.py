"""
Forms, and who owes one by when.

A *form* says what is asked, of whom, how often and by what hour (日报告). For each unit and each period it makes one
*obligation*. Obligations are dated: a unit that opened in the middle of a quarter owes the months from then on, not
nothing and not everything. An *arrangement* is a dated deviation for one unit: it owes though its level does not,
it does not though its level does, or it reports to another unit than the one it stands under. An *order* starts
reporting or stands it down (`gridcare.reporting.activations`); where it does not run nobody owes. An *excuse* leaves
the obligation as it is and says that silence is accepted for a time; a filing that comes all the same counts.

Figures *stand* as of a cut-off (截至), a local time on the last day of the period; the filing is owed from then on
within a declared time, and like every deadline that moment is the first that is too late.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

import attrs

from gridcare.errors import Fault, GridcareError, refuse
from gridcare.given import typed
from gridcare.places.hierarchy import Hierarchy
from gridcare.reporting.activations import Activation, Days, Running
from gridcare.reporting.indicators import Item
from gridcare.rules.evaluation import evaluate
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import expression
from gridcare.rules.scopes import Given
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import Shift, Window
from gridcare.timing.periods import (
    Cadence,
    Period,
    at_clock,
    aware,
    cadence,
    day_end,
    duration,
    time_zone,
)
from gridcare.titles import Titles, titles

__all__ = [
    "Arrangement",
    "CarriesUp",
    "Excuse",
    "Form",
    "Obligation",
    "Owing",
    "OwnAndChildren",
    "PartPeriod",
    "SilentChild",
    "WrongCadence",
    "ZeroNeeds",
]

_END_OF_DAY: Final = "24:00"
_DAY: Final = timedelta(days=1)


class OwnAndChildren(StrEnum):
    """How a unit's own figure and the figures of the units below it stand to each other."""

    INDEPENDENT = "independent"
    """Both are totals of the whole unit, to be reconciled."""
    PLUS = "plus"
    """The own figure is what the unit counted beside the units below it; both are added."""
    REPLACES = "replaces"
    """The own figure, once stated, stands for everything below it."""


class CarriesUp(StrEnum):
    """Which of two independent totals travels up the tree."""

    STATED = "stated"
    """The unit's own total, else the sum of the units below it."""
    SUM = "sum"
    """The sum of the units below it, else the own total."""


class SilentChild(StrEnum):
    """What a sum does about a unit below that stated nothing."""

    FLAG = "flag"
    """The sum is made without it, and names it."""
    FORBID = "forbid"
    """No sum is made."""
    CARRY = "carry"
    """The last figure that it stated stands in, where the item is a stock or cumulative; else as for `FLAG`."""


class ZeroNeeds(StrEnum):
    """What makes a zero explicit."""

    SIGNATURE = "signature"
    """Somebody signs for it (零报告)."""
    NOTHING = "nothing"
    """Zeros that are written down suffice."""


class PartPeriod(StrEnum):
    """When a unit owes a period in which it existed only for a part."""

    LAST_DAY = "last day"
    """When it exists on the last day: a unit that opened meanwhile owes it, one that closed meanwhile does not."""
    ANY_DAY = "any day"
    """When it existed on some day of it."""
    EVERY_DAY = "every day"
    """When it existed on every day of it."""


def _words(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) and given else tuple(given)


def _items(given: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(given)


def _cadence(given: Cadence | str) -> Cadence:
    return cadence(given) if isinstance(given, str) else given


@attrs.frozen(kw_only=True, field_transformer=typed)
class Form:
    """
    What is asked, of whom, how often and by when.

    Attributes:
        name: The form's name, which its filings repeat.
        items: What is asked.
        every: The cadence, or its text (``day``, ``half day``, ``week``, ``month`` ...).
        zone: The zone whose days and hours are meant.
        owed_by: The levels whose units owe it.
        units: Units that owe it by name, whatever their level.
        where: A condition on the attributes of a unit, asked on the last day of each period; a unit of the levels
            for which it holds owes the form. One for which it cannot be told owes it too: nobody is let off by a
            blank in the register.
        to: The level of the unit that receives it; empty sends it to the unit directly above.
        cut_off: The local time on the last day of a period as of which the figures stand, such as ``17:00``; one for
            each part where the cadence cuts the day. Empty stands for the end of the period.
        due_after: How long after the cut-off the filing is late.
        part_period: When a unit owes a period in which it existed, or reporting ran, only for a part.
        on_order: Whether it is owed only where reporting was started by an order (`Activation`); otherwise it is owed
            until it is stood down.
        approved_by: The levels whose units approve what they and the units below them filed; empty when nobody does.
        own_and_children: How own figures and the figures of units below stand to each other.
        carries_up: Which of two independent totals travels up.
        silent_child: What a sum does about a unit below that stated nothing.
        zero_needs: What makes a zero explicit.
        titles: What it is called, by language.

    Raises:
        DefinitionError: Naming every fault of the declaration.
        UnknownName: When there is no such time zone.
        UnreadableTime: When the cadence or `due_after` cannot be read.
        ParseError: When `where` is no expression.
    """

    name: str = attrs.field(kw_only=False)
    items: tuple[Item, ...] = attrs.field(converter=_items)
    every: Cadence = attrs.field(converter=_cadence)
    zone: str
    owed_by: tuple[str, ...] = attrs.field(default=(), converter=_words)
    units: tuple[str, ...] = attrs.field(default=(), converter=_words)
    where: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(expression))
    to: str = ""
    cut_off: tuple[str, ...] = attrs.field(default=(), converter=_words)
    due_after: timedelta = attrs.field(default=timedelta(0), converter=duration)
    part_period: PartPeriod = attrs.field(default=PartPeriod.LAST_DAY, converter=PartPeriod)
    on_order: bool = False
    approved_by: tuple[str, ...] = attrs.field(default=(), converter=_words)
    own_and_children: OwnAndChildren = attrs.field(default=OwnAndChildren.INDEPENDENT, converter=OwnAndChildren)
    carries_up: CarriesUp = attrs.field(default=CarriesUp.STATED, converter=CarriesUp)
    silent_child: SilentChild = attrs.field(default=SilentChild.FLAG, converter=SilentChild)
    zero_needs: ZeroNeeds = attrs.field(default=ZeroNeeds.SIGNATURE, converter=ZeroNeeds)
    titles: Titles = attrs.field(default=(), converter=titles)
    cells: tuple[tuple[str, str], ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        time_zone(self.zone)
        refuse(f"form '{self.name}'", self._faults())
        object.__setattr__(self, "cells", tuple(cell for item in self.items for cell in item.cells))

    def _faults(self) -> Iterator[Fault]:
        names = [item.name for item in self.items]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Fault("form.item-twice", f"{self.name}/{name}", "this item is asked twice; keep one")
        for code, wrong, problem in self._rules():
            if wrong:
                yield Fault(f"form.{code}", self.name, problem)
        for clock in self.cut_off:
            if clock != _END_OF_DAY and _read_clock(clock) is None:
                yield Fault("form.cut-off", self.name, f"'{clock}' is no time of day; write it like '17:00'")

    def _rules(self) -> tuple[tuple[str, bool, str], ...]:
        parts = self.every.parts
        carried = self.own_and_children is OwnAndChildren.INDEPENDENT or self.carries_up is CarriesUp.STATED
        return (
            ("name", not self.name, "a form needs a name, which its filings repeat"),
            ("no-items", not self.items, "it asks for nothing; give at least one item"),
            ("owed-by-nobody", not (self.owed_by or self.units), "nobody owes it; give owed_by or units"),
            (
                "where",
                self.where is not None and not self.owed_by,
                "'where' chooses among units of levels; give owed_by",
            ),
            (
                "cut-off",
                len(self.cut_off) not in (0, parts),
                f"each of the {parts} parts of a day needs a cut-off",
            ),
            (
                "approved-by",
                len(set(self.approved_by)) < len(self.approved_by),
                "a level approves twice in approved_by; name each once",
            ),
            ("carries-up", not carried, "only independent totals leave a choice of what travels up; drop carries_up"),
        )

    def item(self, name: str) -> Item | None:
        """Return the item of that name, or ``None`` when the form does not ask for it."""
        return next((item for item in self.items if item.name == name), None)

    def cut_off_of(self, period: Period) -> datetime:
        """Return the moment as of which the figures of a period stand."""
        if not self.cut_off:
            return period.interval(self.zone).end
        clock, last = self.cut_off[period.part - 1], period.end - _DAY
        read = _read_clock(clock)
        return day_end(last, self.zone) if read is None else at_clock(last, read, self.zone)

    def due(self, period: Period) -> datetime:
        """Return the first moment at which a filing for a period is late."""
        return self.cut_off_of(period) + self.due_after


def _read_clock(clock: str) -> time | None:
    try:
        return time.fromisoformat(clock)
    except ValueError:
        return None


def _known(when: datetime) -> datetime:
    return aware(when, "known")


@attrs.frozen(kw_only=True, field_transformer=typed)
class Arrangement:
    """
    A dated deviation of one unit from what the form says.

    Where several hold on a day, the one known last counts.

    Attributes:
        unit: The unit's id.
        owes: Whether the unit owes the form meanwhile, whatever its level.
        to: The unit that receives its filings and adds them up, where that is not the one above it.
        since: The first day; ``None`` for always so far.
        until: The first day on which it holds no longer; ``None`` for no end known.
        reason: A coded reason.
        known: When it was recorded.
    """

    unit: str
    owes: bool = True
    to: str = ""
    since: date | None = None
    until: date | None = None
    reason: str = ""
    known: datetime = attrs.field(converter=_known)

    def holds(self, day: date) -> bool:
        """Say whether it holds on the given day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Excuse:
    """
    Leave for a unit to file nothing for a time; what it files all the same counts.

    Attributes:
        unit: The unit's id.
        since: The first day.
        until: The first day that it does not cover; a period is excused when it lies wholly between the two.
        reason: A coded reason, such as ``road closed``.
        by: Opaque id of who granted it.
        known: When it was recorded.
    """

    unit: str
    since: date
    until: date
    reason: str
    by: str = ""
    known: datetime = attrs.field(converter=_known)

    def covers(self, period: Period) -> bool:
        """Say whether the whole period is excused."""
        return self.since <= period.first and period.end <= self.until


@attrs.frozen
class Obligation:
    """
    One filing that is owed.

    Attributes:
        unit: The unit that owes it.
        period: The period that it is about.
        due: The first moment that is too late.
        to: The unit that receives it; empty when there is none above.
        rerouted: Whether an arrangement, and not the tree, says who receives it.
    """

    unit: str
    period: Period
    due: datetime
    to: str = ""
    rerouted: bool = False


class WrongCadence(GridcareError, ValueError):
    """A period was given that is not one of the form's own."""

    code = "wrong-cadence"

    def __init__(self, form: Form, period: Period) -> None:
        super().__init__(f"'{period}' is a {period.cadence}, and '{form.name}' is filed every {form.every}")
        self.form = form.name
        self.period = period


class _Member(NamedTuple):
    """A unit that owes the form, or would but for its dates, a condition or an arrangement."""

    unit: str
    days: tuple[Days, ...]
    to: str
    arranged: bool


def _hold(stretches: tuple[Days, ...], rule: PartPeriod, first: date, last: date) -> bool:
    """Tell whether stretches of days hold so much of a period, given by its first and last day, as the rule asks."""
    by = first if rule is PartPeriod.EVERY_DAY else last
    still = first if rule is PartPeriod.ANY_DAY else last
    return any((since is None or since <= by) and (until is None or still < until) for since, until in stretches)


class Owing:
    """
    Who owes a form, worked out once for many periods.

    Args:
        form: The form.
        hierarchy: The units.
        arrangements: The deviations, as far as they are known.
        activations: The orders that start reporting and stand it down, as far as they are known.

    Raises:
        UnknownName: When the hierarchy has no such level.
        UnknownUnit: When a unit that the form, an arrangement or an order names is not there.
    """

    __slots__ = ("_arranged", "_days", "_levels", "_members", "_named", "_units", "form", "hierarchy", "running")

    def __init__(
        self,
        form: Form,
        hierarchy: Hierarchy,
        arrangements: Iterable[Arrangement] = (),
        activations: Iterable[Activation] = (),
    ) -> None:
        self.form = form
        self.hierarchy = hierarchy
        self.running = Running(hierarchy, activations, at_first=not form.on_order)
        self._arranged: dict[str, list[Arrangement]] = {}
        for arrangement in sorted(arrangements, key=_turn):
            self._arranged.setdefault(arrangement.unit, []).append(arrangement)
        self._levels = frozenset(unit for level in form.owed_by for unit in hierarchy.at_level(level))
        self._named = frozenset(form.units)
        members = sorted({*self._levels, *self._named, *self._arranged}, key=hierarchy.position)
        self._members = tuple(map(self._member, members))
        self._days = frozenset(member.days for member in self._members)
        self._units: dict[frozenset[tuple[Days, ...]], tuple[str, ...]] = {}

    def _member(self, unit: str) -> _Member:
        stands = self.hierarchy[unit]
        days = tuple(_lived(self.running.days(unit), stands.opened, stands.closed))
        return _Member(unit, days, self._receiver(unit), unit in self._arranged)

    def _receiver(self, unit: str) -> str:
        above = self.hierarchy.ancestors(unit)
        if not self.form.to:
            return above[0] if above else ""
        return next((each for each in above if self.hierarchy[each].level == self.form.to), "")

    def of(self, period: Period) -> Iterator[Obligation]:
        """
        Say what is owed for a period, in the order of the hierarchy.

        Raises:
            WrongCadence: When the period is of another cadence than the form's.
        """
        due, last = self.form.due(period), period.end - _DAY
        plain = self.form.where is None
        living = self._living(period)
        for member in self._members:
            if member.days not in living:
                continue
            if plain and not member.arranged:
                yield Obligation(member.unit, period, due, member.to)
            elif obligation := self._judged(member, period, due, last):
                yield obligation

    def units(self, period: Period) -> tuple[str, ...]:
        """
        Name who owes a period, in the order of the hierarchy; the same units as `of`, faster.

        Raises:
            WrongCadence: When the period is of another cadence than the form's.
        """
        if self._arranged or self.form.where is not None:
            return tuple(owed.unit for owed in self.of(period))
        living = self._living(period)
        if living not in self._units:
            self._units[living] = tuple(member.unit for member in self._members if member.days in living)
        return self._units[living]

    def _living(self, period: Period) -> frozenset[tuple[Days, ...]]:
        """Tell which stretches of days hold so much of a period as the form asks."""
        if period.cadence != self.form.every:
            raise WrongCadence(self.form, period)
        rule, first, last = self.form.part_period, period.first, period.end - _DAY
        return frozenset(days for days in self._days if _hold(days, rule, first, last))

    def _judged(self, member: _Member, period: Period, due: datetime, last: date) -> Obligation | None:
        holding = [each for each in self._arranged.get(member.unit, ()) if each.holds(last)]
        if not holding:
            return Obligation(member.unit, period, due, member.to) if self._chosen(member.unit, last) else None
        newest = holding[-1]
        if not newest.owes:
            return None
        return Obligation(member.unit, period, due, newest.to or member.to, bool(newest.to))

    def _chosen(self, unit: str, day: date) -> bool:
        """Tell whether the form itself says that the unit owes it."""
        if unit in self._named:
            return True
        if unit not in self._levels:
            return False
        where = self.form.where
        return where is None or evaluate(where, _UnitOnDay(self.hierarchy, unit, day)) is not False


def _lived(stretches: Iterable[Days], opened: date | None, closed: date | None) -> Iterator[Days]:
    """Cut stretches of days to those on which a unit exists."""
    for since, until in stretches:
        first = max(since or date.min, opened or date.min)
        end = min(until or date.max, closed or date.max)
        if first < end:
            yield (None if first == date.min else first), (None if end == date.max else end)


_UNSTATED: Final = Decimal("NaN")  # told by identity from whatever a unit may state


@attrs.frozen
class _UnitOnDay:
    """The attributes of a unit on a day, its own or inherited, for the condition of a form."""

    hierarchy: Hierarchy
    unit: str
    day: date

    @property
    def label(self) -> str:
        return self.unit

    def value(self, name: str, /) -> Given:
        stated = self.hierarchy.attribute(self.unit, name, self.day, inherited=True, default=_UNSTATED)
        return Unknown.because("missing", name) if stated is _UNSTATED else stated

    def along(self, axis: str, /) -> Unknown:
        return Unknown.because("axis", axis)

    def shifted(self, by: Shift, /) -> Unknown:
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Unknown:
        return Unknown.because("window", str(over))


def _turn(arrangement: Arrangement) -> tuple[datetime, bool, str, date, date, str]:
    """Sort arrangements by when they were known, and those of one moment in a way that depends on nothing else."""
    since, until = arrangement.since or date.min, arrangement.until or date.max
    return arrangement.known, arrangement.owes, arrangement.to, since, until, arrangement.reason
