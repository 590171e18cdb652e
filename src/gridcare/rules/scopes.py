"""
Where the names of an expression get their values.

An expression is read *somewhere*: at a household, for a unit's report of a day, on a fact. That somewhere is a
`Scope`. It answers a dotted name, leads along an axis to further scopes (each child, each reading, each day) and to
itself at another time. Rooms with their own storage answer straight from it; `Values` is the plain scope over
mappings, and `Series` the plain scope over days or other equal periods.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Protocol

import attrs

from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import Shift, Window

__all__ = ["NOWHERE", "Given", "Scope", "Value", "Values"]

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
