"""
Administrative units (行政单位): what each is called, what it is, and under which unit it stands.

A `Unit` has an id that is nobody's code: codes, names and attributes change, and are given to others, while the
unit stays the one it was. A `Level` says what a unit is (street, community, grid ...) and under which levels such a
unit may stand; levels may be skipped. How units contain each other is told by `places.hierarchy`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Self

import attrs

from gridcare.attributes import Scalar
from gridcare.given import texts, typed

__all__ = ["DatedAttribute", "Level", "Unit"]


@attrs.frozen(field_transformer=typed)
class Level:
    """
    A kind of unit, and under which levels such a unit may stand.

    Any unit may be a root, whatever its level; a level without `parents` can be nothing else.

    Attributes:
        name: The level's name, such as ``community``.
        parents: The levels that its units may stand directly under; naming several lets levels be skipped, and one
            alone may be given bare.
    """

    name: str
    parents: tuple[str, ...] = attrs.field(default=(), converter=texts)

    @classmethod
    def ordered(cls, *names: str) -> tuple[Self, ...]:
        """
        Make levels from the widest to the smallest, each allowed under any wider one.

        >>> Level.ordered("street", "community", "grid")[2]
        Level(name='grid', parents=('street', 'community'))
        """
        return tuple(cls(name, names[:rank]) for rank, name in enumerate(names))


@attrs.frozen
class DatedAttribute:
    """
    Something that is so of a unit for a time: whether a property firm serves it, say.

    Attributes:
        name: What is told.
        value: A plain value; ``None`` is a stated blank.
        since: The first day on which it is so; ``None`` for always so far.
        until: The first day on which it is so no longer; ``None`` for no end known.
    """

    name: str
    value: Scalar = attrs.field(repr=False)
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Say whether it is so on the given day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def _dated(given: "Mapping[str, Scalar] | Iterable[DatedAttribute]") -> tuple[DatedAttribute, ...]:
    if type(given) is tuple:
        return given  # by far the most: spare them the slow question after a mapping
    if isinstance(given, Mapping):
        return tuple(DatedAttribute(name, value) for name, value in given.items())
    return tuple(given)


@attrs.frozen
class Unit:
    """
    One administrative unit.

    Attributes:
        id: What the unit is known by in gridcare; opaque, and never a code that may pass to another unit.
        name: Its name; names repeat within a country and even within a county.
        level: The name of its level.
        parent: The id of the unit it stands directly under, or ``None`` for a root.
        code: The code that an authority gave it, empty when it has none. It is text and keeps its length.
        opened: The first day of its existence; ``None`` when not stated.
        closed: The first day on which it exists no longer; ``None`` when not stated.
        attributes: What else is known of it. A mapping may be given for what holds at all times.
    """

    id: str
    name: str = attrs.field(repr=False)
    level: str
    parent: str | None = None
    code: str = attrs.field(default="", kw_only=True)
    opened: date | None = attrs.field(default=None, kw_only=True)
    closed: date | None = attrs.field(default=None, kw_only=True)
    attributes: tuple[DatedAttribute, ...] = attrs.field(default=(), converter=_dated, kw_only=True)

    def exists(self, day: date) -> bool:
        """Say whether the unit exists on the given day, as far as its dates are stated."""
        return (self.opened is None or self.opened <= day) and (self.closed is None or day < self.closed)
