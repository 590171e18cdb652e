"""
What is owed by when, and whether it was done in time.

A *deadline* says by when: so long after an anchor (48 hours after the order), or at the n-th time that clocks show an
hour after it (the second evening at eight). Where a published method states no deadline, the declaration says
`NOT_STATED`, and nothing can then be late. Once a deadline is a moment, `punctuality` compares it with the moment at
which the thing was done, as one sees it at a third moment.

The rule at the very moment is the same everywhere: a deadline is the first moment that is too late. What is done
then is late, and what is not done by then is overdue then. A fact that names only its day answers every deadline of
that day.

A *target* is owed by many together: a share of a population by a deadline.
"""

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction
from itertools import repeat
from math import ceil
from typing import Final

import attrs

from gridcare.errors import GridcareError
from gridcare.given import WrongType, typed
from gridcare.timing.periods import (
    Interval,
    UnreadableTime,
    Zone,
    at_clock,
    aware,
    duration,
    duration_text,
    local_day,
)

__all__ = [
    "ENTERED",
    "NOT_STATED",
    "OPENED",
    "Deadline",
    "InvalidDeadline",
    "InvalidTarget",
    "NotStated",
    "Overdue",
    "Punctuality",
    "Target",
    "TargetStanding",
    "TargetState",
    "ordinal",
    "punctuality",
    "since_opening",
]

ENTERED: Final = "entered"
"""The anchor at which the thing owed began to be owed, such as entering a step."""
OPENED: Final = "opened"
"""The anchor at which the whole began, such as the opening of a campaign or the order behind it."""


class NotStated(Enum):
    """
    The class of `NOT_STATED`: the source was asked, and it states nothing.

    It is neither true nor false, so that it cannot pass for a blank or for zero; compare with ``is NOT_STATED``.
    Copies and pickles of it are itself, and it is written as ``not stated``.
    """

    NOT_STATED = "not stated"

    def __repr__(self) -> str:
        return "NOT_STATED"

    def __str__(self) -> str:
        return str(self.value)

    def __bool__(self) -> bool:
        raise TypeError("'NOT_STATED' is neither true nor false; compare with 'is NOT_STATED'")


NOT_STATED: Final = NotStated.NOT_STATED


class InvalidDeadline(GridcareError, ValueError):
    """A deadline was declared that says neither or both of a length and an hour, or counts from nothing."""

    code = "invalid-deadline"


class InvalidTarget(GridcareError, ValueError):
    """A target was declared with a share that is no share, or judged on a population that cannot be."""

    code = "invalid-target"


_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def _length(length: object) -> timedelta | None:
    if length is None:
        return None
    if isinstance(length, str | timedelta):
        return duration(length)
    allowed = "a text such as '48h', or a timedelta; a parameter stands in place of the whole deadline"
    raise WrongType("Deadline.within", length, allowed)


def _clock(clock: str | time | None) -> time | None:
    if not isinstance(clock, str):
        return clock
    if not _CLOCK.fullmatch(clock):
        raise UnreadableTime("time of day", clock, "write it like '20:00'; the end of the day is '00:00'")
    return time.fromisoformat(clock)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Deadline:
    """
    By when something is owed, as a rule says it before the anchor has happened.

    >>> str(Deadline(within="48h")), str(Deadline(clock="20:00", nth=2, anchor=OPENED))
    ('48h after entered', '20:00 for the 2nd time after opened')

    Attributes:
        within: Elapsed time after the anchor, such as ``48h``. A parameter takes the place of the whole deadline, and
            counts from `ENTERED`.
        clock: Or a local time of day; ``00:00`` is the end of a day.
        nth: With `clock`, the how-manieth such time after the anchor it is; 1 is the next.
        anchor: What it counts from: `ENTERED`, `OPENED`, or another name that the declaring room resolves.

    Raises:
        InvalidDeadline: When not exactly one of `within` and `clock` is given, `nth` is below 1 or given without
            a clock, the clock has a zone of its own, or the anchor has no name.
        UnreadableTime: When a text is no duration or no time of day.
    """

    within: timedelta | None = attrs.field(default=None, converter=_length)
    clock: time | None = attrs.field(default=None, converter=_clock)
    nth: int = 1
    anchor: str = ENTERED

    def __attrs_post_init__(self) -> None:
        if (self.within is None) == (self.clock is None):
            raise InvalidDeadline(f"'{self}' is no deadline; give either 'within', such as '48h', or 'clock'")
        if self.nth < 1 or (self.nth > 1 and self.clock is None):
            raise InvalidDeadline(f"'nth={self.nth}' counts times of a 'clock' after the anchor, 1 being the next")
        if self.clock is not None and self.clock.tzinfo is not None:
            raise InvalidDeadline(f"'{self.clock}' has a zone of its own; a deadline's clock is local")
        if not self.anchor:
            raise InvalidDeadline(f"the anchor of a deadline has no name; give '{ENTERED}', '{OPENED}' or another")

    def __str__(self) -> str:
        if self.within is not None:
            return f"{duration_text(self.within)} after {self.anchor}"
        if self.clock is None:
            return f"nothing after {self.anchor}"
        nth = f" for the {ordinal(self.nth)} time" if self.nth > 1 else ""
        return f"{self.clock:%H:%M}{nth} after {self.anchor}"

    def moment(self, anchor: datetime, zone: Zone) -> datetime:
        """
        Return the deadline as a moment.

        Args:
            anchor: When the anchor happened.
            zone: The zone of the clocks; elapsed time does not depend on it.

        Raises:
            NaiveMoment: When the anchor has no time zone.
        """
        anchor = aware(anchor, "anchor")
        if self.within is not None:
            return anchor + self.within
        clock = self.clock or time.min
        day = local_day(anchor, zone)
        ahead = self.nth - 1 if at_clock(day, clock, zone) > anchor else self.nth
        return at_clock(day + timedelta(days=ahead), clock, zone)


def ordinal(number: int) -> str:
    """Write an ordinal number in English, such as ``2nd``."""
    teens = 10 < number % 100 < 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


class Punctuality(StrEnum):
    """How something owed once stands against its deadline, as seen at a moment; exactly one of these holds."""

    PENDING = "pending"
    """Not done, and its deadline has not come or was not stated."""
    OVERDUE = "overdue"
    """Not done, and its deadline has come."""
    ON_TIME = "on time"
    """Done before its deadline."""
    LATE = "late"
    """Done at its deadline or after it."""
    DONE = "done"
    """Done, and no deadline was stated."""


def punctuality(deadline: datetime | NotStated, done: datetime | Interval | None, at: datetime) -> Punctuality:
    """
    Tell how something owed once stands against its deadline.

    Args:
        deadline: The first moment that is too late, or `NOT_STATED`.
        done: When it was done: a moment, the day for a fact that names only its day, or ``None``.
        at: The moment from which one looks; what is done after it is not done yet.

    Raises:
        NaiveMoment: When a moment has no time zone.
    """
    at = aware(at, "at")
    passed = deadline is not NOT_STATED and aware(deadline, "deadline") <= at
    when = done.start if isinstance(done, Interval) else done and aware(done, "done")
    if when is None or when > at:
        return Punctuality.OVERDUE if passed else Punctuality.PENDING
    if deadline is NOT_STATED:
        return Punctuality.DONE
    return Punctuality.ON_TIME if when < aware(deadline, "deadline") else Punctuality.LATE


@attrs.frozen(kw_only=True)
class Overdue:
    """
    Something that is owed and not done although its deadline has come, as seen at a moment.

    Attributes:
        who: The id of the subject or unit that it is owed for.
        what: What is owed, such as the name of a step or of a form.
        turn: Whose turn it is, such as the name of a team or a unit; empty when nobody is named.
        deadline: The deadline that has come.
        at: The moment from which one looks.
    """

    who: str
    what: str
    turn: str = ""
    deadline: datetime
    at: datetime

    @property
    def late_by(self) -> timedelta:
        """The time elapsed since the deadline."""
        return aware(self.at, "at") - aware(self.deadline, "deadline")


def since_opening(given: str | timedelta | Deadline) -> Deadline:
    """Take a deadline as it is, and a length of time as one that counts from the opening."""
    return Deadline(within=given, anchor=OPENED) if isinstance(given, str | timedelta) else given


def _share(share: str | int | Decimal | Fraction) -> Fraction:
    try:
        exact = Fraction(share)
    except (ValueError, ZeroDivisionError):
        exact = Fraction(-1)
    if isinstance(share, float) or not 0 < exact <= 1:
        raise InvalidTarget(f"'{share}' is no share; give more than 0 and at most 1 exactly, such as '9/10' or '0.9'")
    return exact


class TargetState(StrEnum):
    """Where a target stands, as seen at a moment; exactly one of these holds."""

    MET = "met"
    MISSED = "missed"
    NOT_YET = "not yet"


@attrs.frozen(kw_only=True)
class TargetStanding:
    """
    Where a target stands.

    Attributes:
        state: Met, missed or not yet.
        needed: How many the share asks for, rounded up.
        reached: How many were done before the deadline, as seen at the moment of asking.
        deadline: The deadline of the target as a moment.
    """

    state: TargetState
    needed: int
    reached: int
    deadline: datetime

    @property
    def short(self) -> int:
        """By how many it is missed, or how many are still to come; 0 when it is met."""
        return max(0, self.needed - self.reached)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Target:
    """
    A share of a population that is owed by a deadline, such as nine in ten by the second evening.

    >>> target = Target(share="9/10", by=Deadline(clock="20:00", nth=2, anchor=OPENED))

    Attributes:
        share: More than 0 and at most 1, exactly: a fraction, a decimal number or the text of one.
        by: The deadline; a length of time counts from the opening.

    Raises:
        InvalidTarget: When the share is anything else; a float such as 0.9 is not exact.
    """

    share: Fraction = attrs.field(converter=_share)
    by: Deadline = attrs.field(converter=since_opening)

    def judge(
        self,
        population: int,
        done: Iterable[datetime | Interval],
        *,
        anchor: datetime,
        at: datetime,
        zone: Zone,
        weights: Iterable[int] | None = None,
    ) -> TargetStanding:
        """
        Tell where the target stands; what is done at the deadline or later does not count towards it.

        Args:
            population: How many there are; a target over nobody is met.
            done: When each of those that are done was done, in any order; a day for a fact that names only its day.
            anchor: When the deadline's anchor happened.
            at: The moment from which one looks; what is done after it is not done yet.
            zone: The zone of the clocks.
            weights: What each of `done` counts for, in its order, such as the persons of a household; 1 by default.

        Raises:
            InvalidTarget: When the population or a weight is negative, or more is done than there is.
            NaiveMoment: When a moment has no time zone.
        """
        deadline, at = self.by.moment(anchor, zone), aware(at, "at")
        pairs = zip(done, weights, strict=True) if weights is not None else zip(done, repeat(1), strict=False)
        counts = [(punctuality(deadline, when, at), weight) for when, weight in pairs]
        if population < 0 or any(weight < 0 for _, weight in counts):
            raise InvalidTarget("a population and its weights count members; they are not below zero")
        if sum(weight for _, weight in counts) > population:
            raise InvalidTarget(f"more is done than the population of {population}; count each member once")
        needed = ceil(self.share * population)
        reached = sum(weight for state, weight in counts if state is Punctuality.ON_TIME)
        unmet = TargetState.MISSED if deadline <= at else TargetState.NOT_YET
        state = TargetState.MET if reached >= needed else unmet
        return TargetStanding(state=state, needed=needed, reached=reached, deadline=deadline)
