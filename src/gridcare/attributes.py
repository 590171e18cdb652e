"""
Named plain values that cannot change: what a unit is like, what a subject is like, what a visit answered.

One class serves all three, because they are read the same way everywhere: by a name, holding one scalar.
Its ``repr`` shows the names and never the values, since the values may be somebody's.
"""

from collections.abc import ItemsView, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeVar, overload

__all__ = ["EMPTY", "Attributes", "Scalar"]

Scalar = str | bool | int | float | Decimal | date | datetime | None
"""A plain value; ``None`` is a stated blank, which differs from a name that is not there."""

Default = TypeVar("Default")


class Attributes(Mapping[str, Scalar]):
    """
    A frozen, hashable mapping from names to plain values; the order of the names does not matter.

    >>> Attributes(rooms=3, lift=True)
    Attributes(lift, rooms)
    >>> Attributes({"rooms": 3}) == Attributes(rooms=3)
    True
    >>> Attributes(rooms=3).with_(lift=False)["lift"]
    False
    """

    __slots__ = ("_hash", "_values")

    _hash: int
    _values: Mapping[str, Scalar]

    def __init__(self, values: Mapping[str, Scalar] = MappingProxyType({}), /, **named: Scalar) -> None:
        merged = {**values, **named}
        object.__setattr__(self, "_values", {name: merged[name] for name in sorted(merged)})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"'{name}' cannot be set: Attributes are frozen; use with_() for a changed copy")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"'{name}' cannot be deleted: Attributes are frozen; use without() for a changed copy")

    def __getitem__(self, name: str) -> Scalar:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    @overload
    def get(self, name: str, default: None = None, /) -> Scalar: ...
    @overload
    def get(self, name: str, default: Default, /) -> Scalar | Default: ...
    def get(self, name: str, default: Any = None, /) -> Any:
        """Return a value, or the default for a name that is not there."""
        return self._values.get(name, default)

    def items(self) -> ItemsView[str, Scalar]:
        """The names with their values; registers go through millions, which the mixin's view is too slow for."""
        return self._values.items()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Attributes):
            return _typed(self._values) == _typed(other._values)
        return NotImplemented

    def __hash__(self) -> int:
        try:
            return self._hash  # filled on first use
        except AttributeError:
            object.__setattr__(self, "_hash", hash(_typed(self._values)))
            return self._hash

    def __reduce__(self) -> tuple[type["Attributes"], tuple[dict[str, Scalar]]]:
        return Attributes, (dict(self._values),)

    def __repr__(self) -> str:
        return f"Attributes({', '.join(self._values)})"

    def with_(self, **changed: Scalar) -> "Attributes":
        """Return a copy in which the named values are set."""
        return Attributes(self._values, **changed)

    def without(self, *names: str) -> "Attributes":
        """Return a copy that lacks the given names; names that are not there are passed over."""
        return Attributes({name: value for name, value in self._values.items() if name not in names})


def _typed(values: Mapping[str, Scalar]) -> tuple[tuple[str, type, Scalar], ...]:
    """Tell ``1``, ``1.0`` and ``True`` apart: they are different answers."""
    return tuple((name, type(value), value) for name, value in values.items())


EMPTY: Final = Attributes()
"""Attributes that name nothing; equal to ``Attributes()``."""
