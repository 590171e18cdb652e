"""
Windows compiled to offsets of (day, minute), and placed on the calendar from a first day.

Where clocks do not change from the first of the days to the last, placing a window is one addition of a stored
offset, which is why a timetable is compiled once and placed for many. Where they do change, each window is opened and
closed by what clocks show.

>>> from datetime import date
>>> table = timetable(((420, 540), (1200, 1320)), (1, 2))
>>> print(*table.offsets, sep=", ")
day 1 07:00-09:00, day 1 20:00-22:00, day 2 07:00-09:00, day 2 20:00-22:00
>>> [str(start) for start in table.starts(date(2020, 2, 3), "Asia/Shanghai")][:2]
['2020-02-03 07:00:00+08:00', '2020-02-03 20:00:00+08:00']
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

import attrs

from gridcare.timing.periods import Zone, at_clock, day_start, time_zone

__all__ = ["Offset", "Timetable", "at_minute", "timetable"]

_DAY: Final = timedelta(days=1)
_MINUTES: Final = 24 * 60
_FAR: Final = 100


@attrs.frozen
class Offset:
    """
    A window, compiled: which day after which, and from which minute of the clock to which.

    Attributes:
        day: The number of the day.
        opens: Minutes of the clock on that day.
        closes: Minutes of the clock, more than a day's where the window ends on the next.
    """

    day: int
    opens: int
    closes: int

    def __str__(self) -> str:
        return f"day {self.day} {_clock(self.opens)}-{_clock(self.closes)}"


def _clock(minute: int) -> str:
    hours, minutes = divmod(minute if minute <= _MINUTES else minute - _MINUTES, 60)
    return f"{hours:02}:{minutes:02}"


@attrs.frozen
class Timetable:
    """
    Windows on numbered days, compiled.

    Attributes:
        offsets: The windows, in order.
    """

    offsets: tuple[Offset, ...]
    _opens: tuple[timedelta, ...] = attrs.field(init=False, eq=False, repr=False)
    _closes: tuple[timedelta, ...] = attrs.field(init=False, eq=False, repr=False)
    _days: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        opens = tuple(timedelta(days=each.day - 1, minutes=each.opens) for each in self.offsets)
        closes = tuple(timedelta(days=each.day - 1, minutes=each.closes) for each in self.offsets)
        object.__setattr__(self, "_opens", opens)
        object.__setattr__(self, "_closes", closes)
        object.__setattr__(self, "_days", max((each.day + 1 for each in self.offsets), default=0))

    def starts(self, first: date, zone: Zone) -> list[datetime]:
        """
        Tell when the windows open.

        Args:
            first: The day that bears number 1.
            zone: The zone of the clocks.
        """
        base, steady = _base(first, zone)
        if self._days <= steady and (not self.offsets or self.offsets[0].day > 0):
            return [base + offset for offset in self._opens]
        return [at_minute(first + (each.day - 1) * _DAY, each.opens, zone) for each in self.offsets]

    def windows(self, first: date, zone: Zone) -> list[tuple[int, datetime, datetime]]:
        """
        Tell when the windows open and close, with the number of the day of each.

        Args:
            first: The day that bears number 1.
            zone: The zone of the clocks.
        """
        base, steady = _base(first, zone)
        if self._days <= steady and (not self.offsets or self.offsets[0].day > 0):
            rows = zip(self.offsets, self._opens, self._closes, strict=True)
            return [(each.day, base + opens, base + closes) for each, opens, closes in rows]
        found = []
        for each in self.offsets:
            day = first + (each.day - 1) * _DAY
            found.append((each.day, at_minute(day, each.opens, zone), at_minute(day, each.closes, zone)))
        return found


@lru_cache(maxsize=1024)
def timetable(clocks: Sequence[tuple[int, int]], numbers: Sequence[int]) -> Timetable:
    """
    Compile windows of the clock on numbered days.

    Args:
        clocks: From which minute to which each window runs, in order.
        numbers: The numbers of the days, in order.
    """
    return Timetable(tuple(Offset(number, opens, closes) for number in numbers for opens, closes in clocks))


def at_minute(day: date, minute: int, zone: Zone) -> datetime:
    """Return when clocks show a minute of a local day; minutes past midnight belong to the days after it."""
    days, minute = divmod(minute, _MINUTES)
    day += days * _DAY
    return at_clock(day, time(minute // 60, minute % 60), zone) if minute else day_start(day, zone)


@lru_cache(maxsize=4096)
def _base(first: date, zone: Zone) -> tuple[datetime, int]:
    """Return the start of a day, and for how many days from it on clocks do not change, up to a hundred."""
    there: tzinfo = time_zone(zone)
    base = day_start(first, there)
    offset = base.utcoffset()
    if base.replace(tzinfo=None) != datetime.combine(first, time.min):
        return base, 0
    steady = 0
    while steady < _FAR and (base + (steady + 1) * _DAY).astimezone(there).utcoffset() == offset:
        steady += 1
    return base, steady
