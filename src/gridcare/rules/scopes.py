"""
Where the names of an expression get their values.

An expression is read *somewhere*: at a household, for a unit's report of a day, on a fact. That somewhere is a
`Scope`. It answers a dotted name, leads along an axis to further scopes (each child, each reading, each day) and to
itself at another time. Rooms with their own storage answer straight from it; `Values` is the plain scope over
mappings, and `Series` the plain scope over days or other equal periods.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Protocol

import attrs

from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import Duration, Shift, Window

__all__ = ["NOWHERE", "Given", "Scope", "Series", "Value", "Values"]

Value = bool | int | Fraction | str | date | datetime | Unknown
"""What an expression evaluates to; numbers are exact, an integral one is an ``int``."""

Given = bool | int | float | Decimal | Fraction | str | date | datetime | Unknown | None
"""What a scope may answer; ``None`` is a stated blank, and a float stands for the decimal it is written as."""


class Scope(Protocol):
    """
    What a room must answer so that expressions can be read in it.

    Nothing here raises: what cannot be answered is an `Unknown` with its reason.
    """

    @property
    def label(self) -> str:
        """An opaque id that tells this scope from the others along its axis."""

    def value(self, name: str, /) -> Given:
        """Answer a dotted name; a name that nobody stated is ``Unknown.because("missing", name)``."""

    def along(self, axis: str, /) -> "Iterable[Scope] | Unknown":
        """
        Lead to each scope along an axis, in its order.

        The axes ``below`` and ``inside`` lead to scopes whose figures add up to the units below this one, without and
        with its own; a scope that keeps such totals leads to one scope that holds them.
        """

    def shifted(self, by: Shift, /) -> "Scope | Unknown":
        """Lead to this scope at another time."""

    def windowed(self, over: Window, /) -> "Scope | Unknown":
        """Lead to this scope seen over a stretch of time: its timed axes hold only what lies inside."""


_EMPTY: Final[Mapping[str, Given]] = MappingProxyType({})
_NO_AXES: Final[Mapping[str, "tuple[Scope, ...]"]] = MappingProxyType({})
_NO_TIMES: Final[Mapping["Shift | Window", "Scope"]] = MappingProxyType({})


@attrs.frozen(eq=False)
class Values:
    """
    A plain scope over mappings.

    Attributes:
        values: The values by name; a value of ``None`` is a stated blank, a name that is not there is missing.
        axes: The scopes along each axis, in order.
        times: This scope at other times, each by the shift or window that leads there.
        label: Its opaque id.
    """

    values: Mapping[str, Given] = attrs.field(default=_EMPTY, repr=lambda values: f"<{', '.join(values)}>")
    axes: Mapping[str, Sequence[Scope]] = attrs.field(default=_NO_AXES, kw_only=True, repr=False)
    times: Mapping[Shift | Window, Scope] = attrs.field(default=_NO_TIMES, kw_only=True, repr=False)
    label: str = attrs.field(default="", kw_only=True)

    def value(self, name: str, /) -> Given:
        """Answer a name from `values`."""
        values = self.values
        return values[name] if name in values else Unknown.because("missing", name)

    def along(self, axis: str, /) -> Iterable[Scope] | Unknown:
        """Lead along an axis of `axes`."""
        return self.axes[axis] if axis in self.axes else Unknown.because("axis", axis)

    def shifted(self, by: Shift, /) -> Scope | Unknown:
        """Lead to another time of `times`."""
        return self.times[by] if by in self.times else Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Scope | Unknown:
        """Lead to a window of `times`."""
        return self.times[over] if over in self.times else Unknown.because("window", str(over))


NOWHERE: Final = Values()
"""A scope that knows nothing; good for expressions without names."""


@attrs.frozen(eq=False)
class Series:
    """
    A plain scope over equal periods of one place: days, or stretches of as many days.

    A name is answered by the present period. Along its axis lie the periods up to the present one, or those of the
    window; a window may reach beyond what is there, and the periods missing then are missing, not zero.

    Attributes:
        periods: The values of each period, in order.
        first: The first day of the first period.
        days: How many days a period has.
        axis: The name of the axis along the periods.
        present: Which period is the present one; the last one when left out.
    """

    periods: Sequence[Mapping[str, Given]] = attrs.field(repr=False)
    first: date
    days: int = attrs.field(default=1, kw_only=True)
    axis: str = attrs.field(default="day", kw_only=True)
    present: int = attrs.field(kw_only=True)
    _over: range | None = attrs.field(default=None, kw_only=True, repr=False)

    @present.default
    def _newest(self) -> int:
        return len(self.periods) - 1

    @property
    def label(self) -> str:
        """The first day of the present period."""
        return (self.first + timedelta(days=self.present * self.days)).isoformat()

    def value(self, name: str, /) -> Given:
        """Answer a name from the present period."""
        there = self.periods[self.present] if 0 <= self.present < len(self.periods) else _EMPTY
        return there[name] if name in there else Unknown.because("missing", name)

    def along(self, axis: str, /) -> Iterable[Scope] | Unknown:
        """Lead to each period of the window, or to each up to the present one."""
        if axis != self.axis:
            return Unknown.because("axis", axis)
        over = range(self.present + 1) if self._over is None else self._over
        return [attrs.evolve(self, present=period, over=None) for period in over]

    def shifted(self, by: Shift, /) -> Scope | Unknown:
        """Lead to another period, to the one a year earlier, or to what was last stated of each name."""
        if by.by == "last":
            return _LastStated(self)
        if by.by == "year":
            return self._year_before()
        return attrs.evolve(self, present=self.present + by.by)

    def windowed(self, over: Window, /) -> Scope | Unknown:
        """Lead to the periods of a window; within another window, to those of both."""
        bounds = self._bounds(over)
        if bounds is None:
            return Unknown.because("window", str(over))
        start, stop = self.present + bounds[0], self.present + bounds[1]
        if self._over is not None:
            start, stop = max(start, self._over.start), min(stop, self._over.stop)
        return attrs.evolve(self, over=range(start, stop))

    def _bounds(self, over: Window) -> tuple[int, int] | None:
        """Give the first period of a window and the one behind its last, counted from the present one."""
        first, last = over.first, over.last
        if isinstance(first, int) and isinstance(last, int):
            return first, last + 1
        start = self._periods(first) if last is not None else self._periods(first, -1)
        stop = self._periods(last) if last is not None else 0
        return None if start is None or stop is None else (start + 1, stop + 1)

    def _periods(self, length: int | Duration | None, sign: int = 1) -> int | None:
        """Count the periods of a duration; none when it is not so many whole periods."""
        if not isinstance(length, Duration):
            return None
        whole, rest = divmod(length.elapsed, timedelta(days=self.days))
        return None if rest else sign * whole

    def _year_before(self) -> Scope | Unknown:
        today = self.first + timedelta(days=self.present * self.days)
        try:
            then = today.replace(year=today.year - 1)
        except ValueError:
            return Unknown.because("shift", "year")
        back, rest = divmod((today - then).days, self.days)
        return Unknown.because("shift", "year") if rest else attrs.evolve(self, present=self.present - back)


@attrs.frozen(eq=False)
class _LastStated:
    """A series as it was last stated, name by name, before its present period."""

    series: Series

    @property
    def label(self) -> str:
        return f"last before {self.series.label}"

    def value(self, name: str, /) -> Given:
        for period in reversed(self.series.periods[: max(self.series.present, 0)]):
            value = period.get(name)
            if value is not None and not isinstance(value, Unknown):
                return value
        return Unknown.because("missing", name)

    def along(self, axis: str, /) -> Iterable[Scope] | Unknown:
        return Unknown.because("axis", axis)

    def shifted(self, by: Shift, /) -> Scope | Unknown:
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Scope | Unknown:
        return Unknown.because("window", str(over))
