"""
What movements leave behind: the changes that they made, and the stretches of days that people spent somewhere.

Both hold ids and the names of fields, never what a field says, so that they can be told to whoever may not see more.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

import attrs

__all__ = ["Aspect", "Pile", "Sojourn", "Tie", "Trace"]


class Aspect(StrEnum):
    """What about a subject changed."""

    THERE = "there"
    """It came into the register (to a unit) or went out of it (from one)."""
    UNIT = "unit"
    """It belongs to another unit."""
    HOME = "home"
    """It lives elsewhere; nowhere where it is empty."""
    MEMBER = "member"
    """It is a member of another container, or of one less."""
    PERSONS = "persons"
    """How many persons are stated for it."""
    PRESENCE = "presence"
    """Where it is; not told here."""
    FIELD = "field"
    """A field of its record; the name is told, the value is not."""
    GROUP = "group"
    """It is on the list of a special group, or off it."""


@attrs.frozen(kw_only=True)
class Trace:
    """
    One thing that a movement changed.

    Attributes:
        fact: The id of the movement.
        day: The local day from which it holds.
        subject: The id of the subject.
        aspect: What about it changed.
        before: The id, number or name that held before; empty for none, or for what is not told.
        after: The one that holds now.
    """

    fact: str
    day: date
    subject: str
    aspect: Aspect
    before: str = ""
    after: str = ""


class Tie(StrEnum):
    """What ties a person to a place."""

    HOME = "home"
    """The dwelling the person lives in."""
    UNIT = "unit"
    """The unit that a person belongs to of whom no dwelling is known."""
    MEMBER = "member"
    """A container besides: employer, crew, class."""
    STAY = "stay"
    """A place the person stayed at for a while."""


@attrs.frozen(kw_only=True)
class Sojourn:
    """
    A stretch of days that somebody spent at a place.

    Attributes:
        person: The id of the person.
        place: The id of the subject or unit, or a coded place outside.
        tie: What tied the person to it.
        since: The first day.
        until: The day on which it ended, a part of which was still spent there; ``None`` while it lasts.
    """

    person: str
    place: str
    tie: Tie
    since: date
    until: date | None = None


T = TypeVar("T", Sojourn, Trace)


class Pile(Generic[T]):
    """
    Traces or sojourns of which only the fields are kept until somebody asks.

    Most who fold movements want the register of a day and nothing else, and a value for each change would cost more
    than the fold.

    Args:
        kind: `Trace` or `Sojourn`.
    """

    __slots__ = ("_fields", "_kind", "_made", "_names")

    def __init__(self, kind: type[T]) -> None:
        self._kind: type[T] = kind
        self._names = tuple(field.name for field in attrs.fields(kind))
        self._fields: list[object] = []
        self._made: list[T] = []

    def add(self, *fields: object) -> None:
        """Put one on, by its fields in their order."""
        self._fields += fields

    def made(self) -> Sequence[T]:
        """Return all of them, in the order in which they came."""
        rows = zip(*[iter(self._fields)] * len(self._names), strict=True)
        self._made += [self._kind(**dict(zip(self._names, row, strict=True))) for row in rows]
        self._fields.clear()
        return self._made
