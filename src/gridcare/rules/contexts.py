"""
What the names of an expression stand for in one place of the work.

A guard reads the subject, the case's facts and parameters; a report reads figures of a unit, its children and its
days. Each room declares its *context* once: the names with their types, the axes that lead to further scopes, and
whether other times may be looked at. `gridcare.rules.checking.check` holds an expression against a context before
anything is evaluated.

Numbers carry what they count: persons are not households, and only like adds to like. Multiplying and dividing
make new units, so ``1000 * new_fever / persons`` counts nothing and says so.

>>> print(Number.of("person") / Number.of("household"))
number of person per household
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import attrs

__all__ = [
    "DAY",
    "MOMENT",
    "NUMBER",
    "TEXT",
    "TRUTH",
    "Axis",
    "Context",
    "Number",
    "Plain",
    "Signature",
    "Text",
    "Type",
]


class Plain(StrEnum):
    """A type without particulars."""

    TRUTH = "truth"
    DAY = "day"
    MOMENT = "moment"


@attrs.frozen
class Text:
    """
    The type of coded texts.

    Attributes:
        options: The only values there are, in order; empty when any text may stand.
    """

    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "text"


def _ordered(units: Mapping[str, int] | tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((unit, power) for unit, power in dict(units).items() if power))


@attrs.frozen
class Number:
    """
    The type of numbers that count the same thing.

    Attributes:
        units: Each unit with its power: persons per household are ``(("household", -1), ("person", 1))``. A number
            without units, such as a share, counts nothing.
        written: Whether it is a number written in the expression, which counts whatever it meets.
    """

    units: tuple[tuple[str, int], ...] = attrs.field(default=(), converter=_ordered)
    written: bool = attrs.field(default=False, kw_only=True)

    @classmethod
    def of(cls, unit: str) -> "Number":
        """
        Give the type of numbers that count `unit`; nothing when it is empty.

        >>> print(Number.of("dose/vial") * Number.of("vial"))
        number of dose
        """
        above, *below = (each.strip() for each in unit.split("/"))
        counted = cls(((above, 1),) if above else ())
        for each in below:
            counted /= cls.of(each)
        return counted

    def __mul__(self, other: "Number") -> "Number":
        return self._times(other, 1)

    def __truediv__(self, other: "Number") -> "Number":
        return self._times(other, -1)

    def _times(self, other: "Number", power: int) -> "Number":
        units = dict(self.units)
        for unit, own in other.units:
            units[unit] = units.get(unit, 0) + power * own
        return Number(_ordered(units), written=self.written and other.written)

    def __str__(self) -> str:
        above = [_power(unit, power) for unit, power in self.units if power > 0]
        below = [_power(unit, -power) for unit, power in self.units if power < 0]
        of = f" of {' '.join(above)}" if above else ""
        return f"number{of}{' per ' if below else ''}{' per '.join(below)}"


def _power(unit: str, power: int) -> str:
    return unit if power == 1 else f"{unit}^{power}"


Type = Number | Text | Plain
"""What an expression may come to."""

NUMBER: Final = Number()
"""A number that counts nothing, such as a share."""
TEXT: Final = Text()
"""Any text."""
TRUTH: Final = Plain.TRUTH
"""True or false."""
DAY: Final = Plain.DAY
"""A local day."""
MOMENT: Final = Plain.MOMENT
"""An instant."""


@attrs.frozen
class Axis:
    """
    A way from one scope to several.

    Attributes:
        context: What names stand for in those scopes; none when they are as here.
        counts: What one of those scopes is counted as, such as ``person`` for members.
        timed: Whether they lie in time, so that a window holds some of them.
    """

    context: "Context | None" = None
    counts: str = ""
    timed: bool = False


@attrs.frozen
class Signature:
    """
    What a callable takes and gives.

    Attributes:
        inputs: The types of its declared inputs.
        result: The type of what it returns.
    """

    inputs: tuple[Type, ...]
    result: Type


_NAMES: Final[Mapping[str, Type]] = MappingProxyType({})
_AXES: Final[Mapping[str, Axis]] = MappingProxyType({})
_CALLABLES: Final[Mapping[str, Signature]] = MappingProxyType({})


def _fixed_names(names: Mapping[str, Type]) -> Mapping[str, Type]:
    return MappingProxyType(dict(names))


def _fixed_axes(axes: Mapping[str, Axis]) -> Mapping[str, Axis]:
    return MappingProxyType(dict(axes))


def _fixed_callables(callables: Mapping[str, Signature]) -> Mapping[str, Signature]:
    return MappingProxyType(dict(callables))


@attrs.frozen(kw_only=True, eq=False)
class Context:
    """
    What an expression may read in one place of the work.

    Attributes:
        names: The type of each name.
        open: Prefixes, such as ``fact.``, under which any name may stand; its type is only known from its values.
        axes: The axes by name; ``below(x)`` and ``inside(x)`` need axes of those names.
        shifts: Whether other periods may be looked at (``[-1]``, ``[last]``, ``[year]``).
        windows: Whether stretches of time may be looked at (``[7d]``).
        callables: The callables that may be cited, by reference.
    """

    names: Mapping[str, Type] = attrs.field(default=_NAMES, converter=_fixed_names)
    open: tuple[str, ...] = ()
    axes: Mapping[str, Axis] = attrs.field(default=_AXES, converter=_fixed_axes)
    shifts: bool = False
    windows: bool = False
    callables: Mapping[str, Signature] = attrs.field(default=_CALLABLES, converter=_fixed_callables)

    def admits(self, name: str) -> bool:
        """Tell whether a name may be read here."""
        return name in self.names or name.startswith(self.open)

    def along(self, axis: str) -> "Context":
        """Give the context of the scopes along an axis that is declared here."""
        return self.axes[axis].context or self
