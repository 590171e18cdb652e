"""
When reporting runs: orders that start it somewhere and stand it down again (启动、终止).

In quiet times nobody files an outbreak form. An order starts reporting in a unit and everything inside it from a day
on, another stands it down; both are dated acts by somebody, and the time that passes until the first report arrives
is counted from the moment of the order. A unit obeys the last order that reaches it, whoever above it gave that
order: when the county stands down and one of its communities is ordered to go on the week after, that community goes
on alone.

What is told here is the days on which reporting runs, as half-open stretches; who owes what on them is said by
`gridcare.reporting.forms`.
"""

from collections.abc import Iterable
from datetime import date, datetime

import attrs

from gridcare.given import typed
from gridcare.places.hierarchy import Hierarchy
from gridcare.timing.periods import aware

__all__ = ["Activation", "Days", "Running"]

Days = tuple[date | None, date | None]
"""The first day and the first day no longer; ``None`` where there is no bound."""


def _ordered(when: datetime) -> datetime:
    return aware(when, "ordered")


def _known(when: datetime) -> datetime:
    return aware(when, "known")


@attrs.frozen(kw_only=True, field_transformer=typed)
class Activation:
    """
    An order that starts reporting, or stands it down.

    Attributes:
        unit: The unit that it reaches, with everything inside it; empty for every unit.
        starts: Whether reporting starts; otherwise it is stood down.
        since: The first day from which it is so.
        ordered: The moment of the order, from which elapsed time is counted.
        by: Opaque id of who ordered it.
        reason: A coded reason, such as the level of response.
        known: When it was recorded.

    Raises:
        NaiveMoment: When a moment has no time zone.
    """

    unit: str = ""
    starts: bool = True
    since: date
    ordered: datetime = attrs.field(converter=_ordered)
    by: str = ""
    reason: str = ""
    known: datetime = attrs.field(converter=_known)

    @property
    def turn(self) -> tuple[date, datetime, datetime, bool, str, str, str]:
        """A key that sorts orders by when they take effect, and those of one day in one way for everybody."""
        return self.since, self.known, self.ordered, self.starts, self.unit, self.by, self.reason


class Running:
    """
    The days on which reporting runs in each unit, worked out once.

    Args:
        hierarchy: The units.
        orders: The orders, as far as they are known.
        at_first: Whether reporting runs before the first order.

    Raises:
        UnknownUnit: When an order names a unit that is not there.
    """

    __slots__ = ("_at_first", "_days", "_hierarchy", "_orders")

    def __init__(self, hierarchy: Hierarchy, orders: Iterable[Activation], *, at_first: bool) -> None:
        self._hierarchy = hierarchy
        self._at_first = at_first
        self._orders: dict[str, list[Activation]] = {}
        for order in orders:
            if order.unit:
                hierarchy.position(order.unit)
            self._orders.setdefault(order.unit, []).append(order)
        self._days: dict[str, tuple[Days, ...]] = {}

    def reaching(self, unit: str) -> tuple[Activation, ...]:
        """Return the orders that reach a unit, by when they take effect."""
        named = ("", unit, *self._hierarchy.ancestors(unit)) if self._orders else ()
        return tuple(sorted((order for each in named for order in self._orders.get(each, ())), key=_turn))

    def days(self, unit: str) -> tuple[Days, ...]:
        """Return the stretches of days on which reporting runs in a unit; neighbouring ones are one."""
        if unit not in self._days:
            above = self._hierarchy.parent(unit)
            plain = above is not None and unit not in self._orders
            self._days[unit] = self.days(above) if plain and above else self._stretches(unit)
        return self._days[unit]

    def _stretches(self, unit: str) -> tuple[Days, ...]:
        found: list[Days] = []
        runs, since = self._at_first, None
        for order in _last_of_each_day(self.reaching(unit)):
            if order.starts == runs:
                continue
            if runs:
                found.append((since, order.since))
            runs, since = order.starts, order.since
        return tuple([*found, (since, None)] if runs else found)


def _turn(order: Activation) -> tuple[date, datetime, datetime, bool, str, str, str]:
    return order.turn


def _last_of_each_day(orders: Iterable[Activation]) -> Iterable[Activation]:
    return {order.since: order for order in orders}.values()
