"""
Windows in which something is owed, and how each of them stands.

A *rule* says at which windows of which days something is owed: four times every day, on days 1, 7 and the last,
twice a day at least four hours apart, every third day, on Mondays. Days are numbered from the first day of a phase,
or from an anchor of the rule's own. A rule is checked when it is made part of a timeline, and compiled once to offsets
of (day, minute); the windows of one rule never overlap.

A *slot* is one window of one day, or one of the so many times that a window asks for. At any moment it is in exactly
one of seven states (`SlotState`). An act that answers no slot is *surplus*.

>>> meets = Daily("meet", windows=("07:00-09:00", "20:00-22:00"), late="1h", entry="12h")
>>> print(*meets.timetable((1, 2)).offsets, sep=", ")
day 1 07:00-09:00, day 1 20:00-22:00, day 2 07:00-09:00, day 2 20:00-22:00
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

import attrs

from gridcare.errors import Fault
from gridcare.given import texts, typed
from gridcare.timing.anchors import Anchor
from gridcare.timing.periods import Interval, duration
from gridcare.timing.timetables import Timetable, timetable

__all__ = [
    "LAST",
    "SURPLUS",
    "Beyond",
    "Daily",
    "EveryDays",
    "OnDays",
    "Slot",
    "SlotRule",
    "SlotState",
    "Weekly",
]

LAST: Final = -1
"""The last day of a phase, for `OnDays`; -2 is the day before it."""
SURPLUS: Final = "surplus"
"""The row of a count in which acts stand that answer no slot that is owed."""

_DAY: Final = 24 * 60
_WINDOW: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class SlotState(StrEnum):
    """How a slot stands, as seen at a moment by what was known at another; exactly one of these holds."""

    NOT_YET_DUE = "not yet due"
    """Its window has not opened."""
    DUE = "due"
    """Its window is open, or closed and still in its late time, and nothing has answered it."""
    DONE_ON_TIME = "done on time"
    """Answered in its window, and entered before the grace for entering was over."""
    ENTERED_LATE = "entered late"
    """Answered in its window, and entered only after the grace for entering."""
    DONE_LATE = "done late"
    """Answered after its window, in its late time."""
    MISSED = "missed"
    """Its window and its late time are over, and nothing has answered it."""
    NOT_OWED = "not owed"
    """Its window closed before anything was owed, after everything was over, or under another plan."""


class Beyond(StrEnum):
    """What becomes of a numbered day that lies past the end of its phase."""

    DROPPED = "dropped"
    """It is not owed."""
    CARRIED_ON = "carried on"
    """It is owed although the phase is over."""
    HOLDS_THE_END = "holds the end"
    """The phase goes on to the end of that day."""


@attrs.frozen(kw_only=True)
class Slot:
    """
    One thing owed once, in a window.

    Attributes:
        rule: The name of its rule.
        phase: The name of the phase that it belongs to.
        run: Which run of the timeline it belongs to; 0 is the first, each reset begins another.
        number: The number of its day, as its rule counts days.
        part: Which of the window's times it is, from 1 on.
        window: The window.
        lapses: When its late time is over; the end of the window where there is none.
        required: Whether the end waits for it.
    """

    rule: str
    phase: str
    run: int
    number: int
    part: int
    window: Interval
    lapses: datetime
    required: bool = False


def _numbers(given: int | Iterable[int]) -> tuple[int, ...]:
    return (given,) if isinstance(given, int) else tuple(given)


def _minutes(window: str) -> tuple[int, int] | None:
    found = _WINDOW.fullmatch(window)
    if found is None:
        return None
    first, second, third, fourth = map(int, found.groups())
    opens, closes = first * 60 + second, third * 60 + fourth
    if closes > _DAY:
        return None
    return opens, closes if closes > opens else closes + _DAY


@attrs.frozen(kw_only=True, field_transformer=typed)
class SlotRule:
    """
    What every rule of slots shares.

    Attributes:
        name: What is owed.
        windows: Windows of the clock on each of its days, such as ``07:00-09:00``; ``22:00-02:00`` ends on the next
            day. The whole day by default.
        times: How many times each window asks for it.
        spacing: With several times, how far apart two of them must be.
        late: How long after its window something still counts as done late.
        entry: How long after its window what happened in it may still be entered; for ever when left out.
        answered_by: The kinds of act that answer it; the rule's own name when left out.
        required: Whether the end of the timeline waits for one that was missed, until an act makes up for it.
    """

    name: str = attrs.field(kw_only=False)
    windows: tuple[str, ...] = attrs.field(default=("00:00-24:00",), converter=texts)
    times: int = 1
    spacing: timedelta = attrs.field(default=timedelta(0), converter=duration)
    late: timedelta = attrs.field(default=timedelta(0), converter=duration)
    entry: timedelta | None = attrs.field(default=None, converter=attrs.converters.optional(duration))
    answered_by: tuple[str, ...] = attrs.field(default=(), converter=texts)
    required: bool = False
    clocks: tuple[tuple[int, int], ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        compiled = tuple(sorted(filter(None, map(_minutes, self.windows))))
        object.__setattr__(self, "clocks", compiled)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of act that answer it."""
        return self.answered_by or (self.name,)

    @property
    def counts_from(self) -> Anchor | None:
        """The anchor that its days are numbered from; none where that is the first day of the phase."""
        return None

    @property
    def past_its_phase(self) -> Beyond:
        """What becomes of its days past the end of their phase."""
        return Beyond.DROPPED

    @property
    def reach(self) -> int:
        """Within how many days the next of its days comes, in a phase without an end."""
        return 1

    def numbers(self, first: date, start: int, until: int, *, last: int | None) -> Sequence[int]:
        """
        Tell which days it falls on.

        Args:
            first: The date of day number 1.
            start: The first day number asked for.
            until: The last day number asked for.
            last: The number of the last day of the phase, for days counted from the end; none while it is open.
        """
        raise TypeError(f"'{type(self).__name__}' does not say on which days it falls; use one of its subclasses")

    def timetable(self, numbers: Iterable[int]) -> Timetable:
        """Compile the windows of some days, once for each choice of days."""
        return timetable(self.clocks, tuple(numbers))

    def faults(self, where: str, days: int | None) -> Iterator[Fault]:
        """
        Tell what is wrong with it.

        Args:
            where: The place of its phase.
            days: The length of the phase in days; none where that is not fixed.
        """
        here = f"{where}/{self.name}"
        if not self.name:
            yield Fault("slots.name", where, "a rule of slots has no name; say what is owed")
        yield from self._window_faults(here)
        if self.times < 1:
            yield Fault("slots.times", here, f"{self.times} times is not owed at all; ask for at least one")
        if self.times == 1 and self.spacing:
            yield Fault("slots.spacing", here, "a spacing needs several times in one window; give 'times' too")
        shortest = min((closes - opens for opens, closes in self.clocks), default=None)
        if shortest is not None and (self.times - 1) * self.spacing > timedelta(minutes=shortest):
            problem = f"{self.times} times with the spacing asked for do not fit into a window of {shortest} minutes"
            yield Fault("slots.spacing", here, problem)

    def _window_faults(self, here: str) -> Iterator[Fault]:
        for window in self.windows:
            if _minutes(window) is None:
                problem = (
                    f"'{window}' is no window of a day; write it like '07:00-09:00', the end of the day is '24:00'"
                )
                yield Fault("slots.window", here, problem)
        if not self.windows:
            yield Fault("slots.window", here, "it has no window; leave 'windows' out for the whole day")
        ordered = sorted(
            (clock, text) for clock, text in zip(map(_minutes, self.windows), self.windows, strict=True) if clock
        )
        for ((_, closes), text), ((opens, _), other) in pairwise(ordered):
            if opens < closes:
                yield Fault("slots.overlap", here, f"its windows '{text}' and '{other}' overlap; cut them apart")
        if len(ordered) > 1 and ordered[-1][0][1] - _DAY > ordered[0][0][0]:
            problem = f"its window '{ordered[-1][1]}' runs into '{ordered[0][1]}' of the next day; cut them apart"
            yield Fault("slots.overlap", here, problem)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Daily(SlotRule):
    """A rule for every day of its phase."""

    def numbers(self, first: date, start: int, until: int, *, last: int | None) -> Sequence[int]:
        """Answer every day."""
        return range(start, until + 1)


@attrs.frozen(kw_only=True, field_transformer=typed)
class OnDays(SlotRule):
    """
    A rule for some days of its phase, by their numbers.

    Attributes:
        days: The numbers, from 1 on; `LAST` is the last day of the phase, -2 the day before it.
        numbered_from: The anchor whose day is number 0, or 1 where the timeline counts so; the first day of the
            phase is number 1 when left out.
        beyond: What becomes of a number past the end of the phase.
    """

    days: tuple[int, ...] = attrs.field(converter=_numbers)
    numbered_from: Anchor | None = None
    beyond: Beyond = attrs.field(default=Beyond.DROPPED, converter=Beyond)

    @property
    def counts_from(self) -> Anchor | None:
        """The anchor that its days are numbered from."""
        return self.numbered_from

    @property
    def past_its_phase(self) -> Beyond:
        """What becomes of a number past the end of the phase."""
        return self.beyond

    def numbers(self, first: date, start: int, until: int, *, last: int | None) -> Sequence[int]:
        """Answer the declared days; those counted from the end only once the end is known."""
        found = {day for day in self.days if day > 0}
        if last is not None:
            found.update(number for day in self.days if day < 0 and (number := last + 1 + day) > 0)
        return sorted(number for number in found if start <= number <= until)

    @property
    def reach(self) -> int:
        """The greatest number counted from the beginning; 0 when all are counted from the end."""
        return max((day for day in self.days if day > 0), default=0)

    def faults(self, where: str, days: int | None) -> Iterator[Fault]:
        """Tell what is wrong with it, ordinals outside its phase among other things."""
        yield from super().faults(where, days)
        here = f"{where}/{self.name}"
        if not self.days:
            yield Fault("slots.days", here, "it falls on no day; name day numbers, such as 1, 7 and LAST")
        for day in sorted(set(self.days)):
            if day == 0:
                yield Fault("slots.days", here, "there is no day 0; days are numbered from 1, and from -1 backwards")
            elif days is not None and abs(day) > days and (day < 0 or self.numbered_from is None):
                yield Fault("slots.days", here, f"day {day} lies outside its phase of {days} days")
        if days is not None and self.numbered_from is None:
            for day in sorted({day for day in self.days if -days <= day < 0 and days + 1 + day in self.days}):
                problem = f"days {days + 1 + day} and {day} are one day, and its windows overlap; name it once"
                yield Fault("slots.overlap", here, problem)
        if len(set(self.days)) < len(self.days):
            yield Fault("slots.overlap", here, "it names a day twice, and its windows overlap; name it once")
        if self.numbered_from is not None:
            yield from self.numbered_from.faults(here)


@attrs.frozen(kw_only=True, field_transformer=typed)
class EveryDays(SlotRule):
    """
    A rule for every so many days.

    Attributes:
        n: Every how many days.
        first: The number of the first of them.
        numbered_from: The anchor to number from, as in `OnDays`.
    """

    n: int
    first: int = 1
    numbered_from: Anchor | None = None

    @property
    def counts_from(self) -> Anchor | None:
        """The anchor that its days are numbered from."""
        return self.numbered_from

    @property
    def reach(self) -> int:
        """Its rhythm, or its first day where that comes later."""
        return max(self.n, self.first)

    def numbers(self, first: date, start: int, until: int, *, last: int | None) -> Sequence[int]:
        """Answer every n-th day, counted from the first and never from the one before."""
        skipped = max(0, -((self.first - start) // self.n))
        return range(self.first + skipped * self.n, until + 1, self.n)

    def faults(self, where: str, days: int | None) -> Iterator[Fault]:
        """Tell what is wrong with it."""
        yield from super().faults(where, days)
        here = f"{where}/{self.name}"
        if self.n < 1:
            yield Fault("slots.days", here, f"every {self.n} days is no rhythm; give 1 or more")
        if self.first < 1 or (days is not None and self.numbered_from is None and self.first > days):
            yield Fault("slots.days", here, f"its first day {self.first} lies outside its phase")
        if self.numbered_from is not None:
            yield from self.numbered_from.faults(here)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Weekly(SlotRule):
    """
    A rule for some days of the week.

    Attributes:
        on: The days, such as ``monday``.
    """

    on: tuple[str, ...] = attrs.field(converter=texts)

    @property
    def reach(self) -> int:
        """A week."""
        return len(WEEKDAYS)

    def numbers(self, first: date, start: int, until: int, *, last: int | None) -> Sequence[int]:
        """Answer the days that fall on its days of the week."""
        wanted = {WEEKDAYS.index(day) for day in self.on}
        monday = first.weekday() - 1
        return [number for number in range(start, until + 1) if (monday + number) % len(WEEKDAYS) in wanted]

    def faults(self, where: str, days: int | None) -> Iterator[Fault]:
        """Tell what is wrong with it."""
        yield from super().faults(where, days)
        here = f"{where}/{self.name}"
        for day in self.on:
            if day not in WEEKDAYS:
                yield Fault("slots.days", here, f"'{day}' is no day of the week; write one of {', '.join(WEEKDAYS)}")
        if not self.on:
            yield Fault("slots.days", here, "it falls on no day of the week; name at least one")
