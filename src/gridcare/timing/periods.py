"""
Moments, local days, stretches of time, and the periods that reports and duties are counted in.

A *moment* is an instant: an aware datetime. Every moment that leaves this module carries a fixed offset, such as
``+08:00``, because Python compares and subtracts two datetimes of one `zoneinfo.ZoneInfo` by the wall clock, which
lies when clocks change; with fixed offsets elapsed time is elapsed time. A *day* is a local date, and needs a zone
before it means a stretch of time: it may have 23, 25 or no hours at all. An *interval* is half-open: its end is the
first moment that no longer belongs to it, so that neighbouring intervals neither overlap nor leave a gap.

A *cadence* cuts the calendar into numbered periods: half days, days, weeks, months, or so many days or months from
an anchor. The n-th period is always computed from the anchor, never from the one before, so that "the 31st of each
month" comes back to the 31st after February.

This is the one module that imports dateutil.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache, total_ordering
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

import attrs
from dateutil.relativedelta import relativedelta

from gridcare.errors import GridcareError, NaiveMoment, UnknownName
from gridcare.given import AWARE, WrongType, typed

__all__ = [
    "DAILY",
    "EPI_WEEKLY",
    "MONTHLY",
    "TWICE_DAILY",
    "WEEKLY",
    "AmbiguousMoment",
    "BackwardInterval",
    "Cadence",
    "Interval",
    "Period",
    "UnreadableTime",
    "Zone",
    "add_months",
    "at_clock",
    "aware",
    "cadence",
    "day_end",
    "day_start",
    "duration",
    "duration_text",
    "end_of_standing",
    "every",
    "local_day",
    "moment",
    "of_one_zone",
    "time_zone",
]

Zone = str | tzinfo
"""A time zone, or its name in the IANA database such as ``Asia/Shanghai``."""

_DAY: Final = timedelta(days=1)
_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:?\d\d)?", re.ASCII)
_DURATION: Final = re.compile(r"(?=\d)(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)
_CUSTOM: Final = re.compile(r"(\d+) (days?|months?) from (\d{4}-\d\d-\d\d)", re.ASCII)


class UnreadableTime(GridcareError, ValueError):
    """A text was given that is no moment, duration, period or cadence as gridcare writes them."""

    code = "unreadable-time"

    def __init__(self, kind: str, text: str, allowed: str) -> None:
        super().__init__(f"'{text}' is no {kind}; {allowed}")
        self.kind = kind
        self.text = text


class AmbiguousMoment(GridcareError, ValueError):
    """A wall-clock time was given that happened twice in its zone, or never, because clocks changed."""

    code = "ambiguous-moment"

    def __init__(self, text: str, zone: str, *, times: int) -> None:
        often = "never happened" if times == 0 else "happened twice"
        super().__init__(f"'{text}' {often} in {zone}, where clocks changed; give the offset, such as '{text}+01:00'")
        self.text = text
        self.zone = zone
        self.times = times


class BackwardInterval(GridcareError, ValueError):
    """An interval was given that ends before it starts."""

    code = "backward-interval"

    def __init__(self, start: datetime, end: datetime) -> None:
        super().__init__(f"'{start} to {end}' ends before it starts; an interval runs from its start up to its end")
        self.start = start
        self.end = end


# Moments and days


def time_zone(zone: Zone) -> tzinfo:
    """
    Find a time zone by its name.

    Args:
        zone: A name of the IANA database, or a time zone, which is returned as it is.

    Raises:
        UnknownName: When the database has no such name.
    """
    if isinstance(zone, tzinfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        raise UnknownName("time zone", zone, available_timezones()) from None


def aware(when: datetime, what: str) -> datetime:
    """
    Require that a moment has a time zone, and fix its offset.

    Args:
        when: The moment.
        what: The name of the argument or field, for the error.

    Returns:
        The same instant and wall clock with a fixed offset, so that comparing and subtracting are exact.

    Raises:
        NaiveMoment: When it has no time zone.
        WrongType: When it is no datetime.
    """
    try:
        zone = when.tzinfo
    except AttributeError:
        raise WrongType(what, when, AWARE) from None
    if type(zone) is timezone:
        return when
    offset = when.utcoffset()
    if offset is None:
        raise NaiveMoment(what)
    return _in_zone(when, _fixed(offset))


def of_one_zone(when: datetime) -> datetime:
    """
    Put an aware moment into the one zone object of its offset; `datetime.fromisoformat` makes a new one each time.

    The moment stays equal. Moments that share a zone object are compared ten times as fast.
    """
    return _in_zone(when, _fixed(when.utcoffset() or timedelta()))


def _in_zone(when: datetime, zone: timezone) -> datetime:
    clock = when.time()  # to combine is ten times as fast as to replace
    return datetime.combine(when, clock.replace(fold=0) if clock.fold else clock, zone)


@lru_cache(maxsize=1024)
def _fixed(offset: timedelta) -> timezone:
    """Return one and the same zone for each offset."""
    return timezone(offset)


def moment(text: str, zone: Zone | None = None) -> datetime:
    """
    Read a moment such as ``2020-02-03 08:00``.

    The hour ``24:00`` is the end of the day, as bulletins write it (截至24时). With an offset in the text the instant
    is the text's own and the zone only says in which offset it is told.

    >>> print(moment("2020-02-03 08:00", "Asia/Shanghai"))
    2020-02-03 08:00:00+08:00
    >>> print(moment("2020-02-03T24:00+08:00"))
    2020-02-04 00:00:00+08:00

    Args:
        text: Date, ``T`` or a blank, hours and minutes; seconds and an offset may follow.
        zone: The zone whose wall clock the text names.

    Raises:
        UnreadableTime: When the text is anything else; a date alone is a day and no moment.
        NaiveMoment: When neither the text nor the argument names a zone.
        AmbiguousMoment: When that wall-clock time happened twice or never in the zone.
    """
    told_in = None if zone is None else time_zone(zone)
    read, fixed = _read_moment(text)
    if fixed:
        return read if told_in is None else aware(read.astimezone(told_in), text)
    if told_in is None:
        raise NaiveMoment(text)
    first, second = (read.replace(tzinfo=told_in, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        exists = first.astimezone(UTC).astimezone(told_in).replace(tzinfo=None) == read
        raise AmbiguousMoment(text, str(told_in), times=2 if exists else 0)
    return aware(first, text)


def _read_moment(text: str) -> tuple[datetime, bool]:
    """Read a text as it stands, and tell whether it states an offset."""
    found = _MOMENT.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        day, clock, offset = found.groups()
        if clock in ("24:00", "24:00:00"):
            return datetime.fromisoformat(f"{day}T00:00{offset or ''}") + _DAY, offset is not None
        return datetime.fromisoformat(f"{day}T{clock}{offset or ''}"), offset is not None
    except (ValueError, OverflowError):
        allowed = "write it like '2020-02-03 08:00', with an offset such as '+08:00' where it has its own"
        raise UnreadableTime("moment", text, allowed) from None


def local_day(when: datetime, zone: Zone) -> date:
    """
    Return the local day that a moment lies in.

    Where clocks once turned back across midnight, the repeated stretch belongs to the day that had begun, so that
    days stay intervals: a moment's day is always the one whose `day_start` and `day_end` enclose it.
    """
    local = aware(when, "when").astimezone(time_zone(zone))
    day = local.date()
    if local.fold and day < date.max and when >= day_start(day + _DAY, zone):
        return day + _DAY
    return day


def day_start(day: date, zone: Zone) -> datetime:
    """
    Return the first moment of a local day, in the offset that holds then.

    A day that a zone skipped altogether starts where the next one starts.
    """
    return _first_at(day, time.min, time_zone(zone))


def day_end(day: date, zone: Zone) -> datetime:
    """Return the end of a local day, which is the start of the next and does not belong to it."""
    return _first_at(day + _DAY, time.min, time_zone(zone))


def at_clock(day: date, clock: time, zone: Zone) -> datetime:
    """
    Return the moment at which clocks show a time on a local day.

    A time that happens twice is taken at its first, one that is skipped where clocks resume.

    Args:
        day: The local day.
        clock: The time of day, without a zone of its own.
        zone: The zone of the clocks.
    """
    return _first_at(day, clock, time_zone(zone))


def end_of_standing(when: datetime, zone: Zone) -> datetime:
    """Return the moment at which a fact that names only its day stands: the end of the local day of `when`."""
    return day_end(local_day(when, zone), zone)


@lru_cache(maxsize=4096)
def _first_at(day: date, clock: time, zone: tzinfo) -> datetime:
    wanted = datetime.combine(day, clock).replace(fold=0)
    local = wanted.replace(tzinfo=zone)
    resumed = local.astimezone(UTC).astimezone(zone)
    if resumed.replace(tzinfo=None) <= wanted:
        return aware(local, "day")
    return aware(_end_of_gap(local.astimezone(UTC) - 2 * _DAY, local.astimezone(UTC), zone), "day")


def _end_of_gap(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Find, to the second, the first moment of the offset that holds at `after` and not yet at `before`."""
    new = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0).astimezone(zone)


def add_months(day: date, months: int) -> date:
    """
    Return the day so many months later, clipped to the last day of a shorter month.

    Chaining is not adding: 31 January plus one month plus one month is 29 March, plus two months 31 March.
    """
    return day + relativedelta(months=months)


# Durations


def duration(length: str | timedelta) -> timedelta:
    """
    Read a length of elapsed time such as ``48h``, ``30m``, ``14d`` or ``1h30m``.

    >>> duration("1h30m")
    datetime.timedelta(seconds=5400)

    Args:
        length: Weeks ``w``, days ``d`` of 24 hours, hours ``h``, minutes ``m`` and seconds ``s``, in this order; or
            a timedelta.

    Raises:
        UnreadableTime: When it cannot be read, is negative, or is finer than a second.
        WrongType: When it is neither a text nor a timedelta.
    """
    allowed = "write it like '48h', '30m', '14d' or '1h30m', in whole seconds and not below zero"
    if isinstance(length, timedelta):
        if length < timedelta(0) or length.microseconds:
            raise UnreadableTime("duration", str(length), allowed)
        return length
    if not isinstance(length, str):
        raise WrongType("duration", length, "a text such as '48h', or a timedelta")
    found = _DURATION.fullmatch(length)
    if found is None:
        raise UnreadableTime("duration", length, allowed)
    weeks, days, hours, minutes, seconds = (int(count or 0) for count in found.groups())
    try:
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise UnreadableTime("duration", length, "it is longer than any calendar") from None


def duration_text(length: timedelta) -> str:
    """
    Print a duration so that `duration` reads it back, in days from a hundred hours on.

    >>> duration_text(duration("90m")), duration_text(duration("2d")), duration_text(duration("14d"))
    ('1h30m', '48h', '14d')
    """
    minutes, seconds = divmod(duration(length) // timedelta(seconds=1), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24) if hours >= 100 else (0, hours)
    counts = ((days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{count}{unit}" for count, unit in counts if count) or "0m"


# Intervals


def _start(when: datetime) -> datetime:
    return aware(when, "start")


def _end(when: datetime) -> datetime:
    return aware(when, "end")


@attrs.frozen
class Interval:
    """
    A stretch of time from its start up to its end, which does not belong to it.

    Attributes:
        start: The first moment.
        end: The first moment after it; equal to the start when the interval is empty.

    Raises:
        NaiveMoment: When a bound has no time zone.
        BackwardInterval: When it ends before it starts.
    """

    start: datetime = attrs.field(converter=_start)
    end: datetime = attrs.field(converter=_end)

    def __attrs_post_init__(self) -> None:
        if self.end < self.start:
            raise BackwardInterval(self.start, self.end)

    def __contains__(self, when: datetime) -> bool:
        return self.start <= aware(when, "when") < self.end

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"

    @classmethod
    def of_day(cls, day: date, zone: Zone) -> "Interval":
        """Return the interval of a local day."""
        return cls(day_start(day, zone), day_end(day, zone))

    @property
    def duration(self) -> timedelta:
        """The elapsed time from start to end."""
        return self.end - self.start

    @property
    def is_empty(self) -> bool:
        """Whether no moment lies in it."""
        return self.start == self.end

    def overlaps(self, other: "Interval") -> bool:
        """Tell whether some moment lies in both."""
        return max(self.start, other.start) < min(self.end, other.end)

    def intersection(self, other: "Interval") -> "Interval | None":
        """Return what lies in both, or ``None`` when nothing does."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None

    def days(self, zone: Zone) -> Iterator[date]:
        """Go through the local days that it touches, in order."""
        day = local_day(self.start, zone)
        while max(self.start, day_start(day, zone)) < self.end:
            if not Interval.of_day(day, zone).is_empty:
                yield day
            day += _DAY


# Cadences and periods


@attrs.frozen(kw_only=True, cache_hash=True, field_transformer=typed)
class Cadence:
    """
    How the calendar is cut into periods.

    Use `DAILY`, `TWICE_DAILY`, `WEEKLY`, `EPI_WEEKLY`, `MONTHLY`, or make one with `every`; `cadence` reads one from
    its text, and ``str`` prints it.

    Attributes:
        name: Its text, such as ``day`` or ``3 days from 2020-02-03``.
        days: The length of a period in days; 0 when it is counted in months.
        months: The length of a period in months; 0 when it is counted in days.
        anchor: The first day of period number 0.
        parts: The number of equal parts that each day is cut into by the clock.

    Raises:
        UnreadableTime: When not exactly one of the lengths is a whole number above zero.
    """

    name: str
    days: int = 0
    months: int = 0
    anchor: date = date(1970, 1, 1)
    parts: int = 1

    def __attrs_post_init__(self) -> None:
        if min(self.days, self.months) != 0 or max(self.days, self.months) < 1:
            given = f"days={self.days}, months={self.months}"
            raise UnreadableTime("cadence", given, "give either days or months, as a whole number above zero")

    def __str__(self) -> str:
        return self.name

    def period_of(self, when: date | datetime, zone: Zone | None = None) -> "Period":
        """
        Return the period that a day or a moment lies in.

        Args:
            when: A local day, or a moment.
            zone: The zone whose days count; needed for a moment.

        Raises:
            UnreadableTime: When a moment comes without a zone, or a day where days are cut into parts.
        """
        if not isinstance(when, datetime):
            if self.parts > 1:
                raise UnreadableTime(f"period of cadence '{self}'", str(when), "a day has several; give a moment")
            return Period(self, self._number(when))
        if zone is None:
            raise UnreadableTime(f"period of cadence '{self}'", str(when), "a moment needs the zone whose days count")
        day = local_day(when, zone)
        latest = Period(self, self._number(day) * self.parts + self.parts - 1)
        when = aware(when, "when")
        while latest.interval(zone).start > when:
            latest = latest.previous()
        return latest

    def read(self, key: str) -> "Period":
        """
        Find a period by its key, such as ``2020-02-17``, ``2020-W07`` or ``2020-02``.

        Raises:
            UnreadableTime: When this cadence has no period of that key.
        """
        try:
            period = Period(self, self._number_of_key(key))
            if period.key == key:
                return period
        except (ValueError, OverflowError):
            pass
        example = Period(self, self._number(date(2020, 2, 3)) * self.parts).key
        raise UnreadableTime(f"period of cadence '{self}'", key, f"write it like '{example}'")

    def between(self, first: date, end: date) -> Iterator["Period"]:
        """
        Go through the periods that have a day from `first` up to `end`, which does not count.

        Args:
            first: The first day.
            end: The day after the last.
        """
        if first < end:
            for number in range(self._number(first) * self.parts, (self._number(end - _DAY) + 1) * self.parts):
                yield Period(self, number)

    def _first_day(self, number: int) -> date:
        if self.months:
            return add_months(self.anchor, number * self.months)
        return self.anchor + timedelta(days=number * self.days)

    def _number(self, day: date) -> int:
        """Count whole periods from the anchor to a day, a part of a day not counted."""
        if not self.months:
            return (day - self.anchor).days // self.days
        months = (day.year - self.anchor.year) * 12 + day.month - self.anchor.month
        number = months // self.months
        return number if self._first_day(number) <= day else number - 1

    def _number_of_key(self, key: str) -> int:
        if self == EPI_WEEKLY:
            year, week = key.split("-EW")
            return self._number(date(int(year), 1, 4)) + int(week) - 1
        if self.parts > 1:
            day, part = key.split("/")
            return self._number(date.fromisoformat(day)) * self.parts + int(part) - 1
        if self == MONTHLY:
            return self._number(date.fromisoformat(f"{key}-01"))
        if self == WEEKLY:
            return self._number(date.fromisoformat(f"{key}-1"))
        return self._number(date.fromisoformat(key.split("/")[0]))


@total_ordering
@attrs.frozen
class Period:
    """
    One period of a cadence.

    Attributes:
        cadence: The cadence that it belongs to.
        number: Its number, counted from the cadence's anchor; it may be negative.
    """

    cadence: Cadence
    number: int

    def __str__(self) -> str:
        return self.key

    def __lt__(self, other: Any) -> bool:
        if not isinstance(other, Period) or other.cadence != self.cadence:
            return NotImplemented
        return self.number < other.number

    @property
    def first(self) -> date:
        """The first local day."""
        return self.cadence._first_day(self.number // self.cadence.parts)

    @property
    def end(self) -> date:
        """The local day after the last."""
        return self.cadence._first_day(self.number // self.cadence.parts + 1)

    @property
    def part(self) -> int:
        """Which part of its day it is, from 1 on; 1 where days are not cut."""
        return self.number % self.cadence.parts + 1

    @property
    def key(self) -> str:
        """
        Its name, unique within the cadence and readable by `Cadence.read`.

        ``2020-02-17`` (a day), ``2020-02-17/2`` (its second half), ``2020-W07`` (a week from Monday, ISO 8601),
        ``2020-EW07`` (a week from Sunday; it belongs to the year of its Wednesday), ``2020-02`` (a month),
        ``2020-02-03/P3D`` (three days from an anchor).
        """
        first, cadence = self.first, self.cadence
        if cadence == DAILY:
            return first.isoformat()
        if cadence.parts > 1:
            return f"{first.isoformat()}/{self.part}"
        if cadence == WEEKLY:
            year, week, _ = first.isocalendar()
            return f"{year:04}-W{week:02}"
        if cadence == EPI_WEEKLY:
            wednesday = first + timedelta(days=3)
            return f"{wednesday.year:04}-EW{(wednesday.timetuple().tm_yday - 1) // 7 + 1:02}"
        if cadence == MONTHLY:
            return f"{first:%Y-%m}"
        return f"{first.isoformat()}/P{cadence.months or cadence.days}{'M' if cadence.months else 'D'}"

    def interval(self, zone: Zone) -> Interval:
        """Return the stretch of time that it covers in a zone."""
        if self.cadence.parts == 1:
            return Interval(day_start(self.first, zone), day_start(self.end, zone))
        return Interval(self._part_start(zone), self.next()._part_start(zone))

    def next(self) -> "Period":
        """Return the period after this one."""
        return Period(self.cadence, self.number + 1)

    def previous(self) -> "Period":
        """Return the period before this one."""
        return Period(self.cadence, self.number - 1)

    def _part_start(self, zone: Zone) -> datetime:
        minutes = 24 * 60 * (self.part - 1) // self.cadence.parts
        return at_clock(self.first, time(minutes // 60, minutes % 60), zone)


DAILY: Final = Cadence(name="day", days=1)
TWICE_DAILY: Final = Cadence(name="half day", days=1, parts=2)
"""Mornings and afternoons, cut at noon."""
WEEKLY: Final = Cadence(name="week", days=7, anchor=date(1970, 1, 5))
"""Weeks from Monday to Sunday, numbered as in ISO 8601."""
EPI_WEEKLY: Final = Cadence(name="epi week", days=7, anchor=date(1970, 1, 4))
"""Weeks from Sunday to Saturday; week 1 has at least four days in the new year, as the MMWR weeks of the US CDC."""
MONTHLY: Final = Cadence(name="month", months=1)

_NAMED: Final = {each.name: each for each in (DAILY, TWICE_DAILY, WEEKLY, EPI_WEEKLY, MONTHLY)}


def every(*, anchor: date, days: int = 0, months: int = 0) -> Cadence:
    """
    Make a cadence of so many days, or of so many months, from an anchor.

    >>> third = every(days=3, anchor=date(2020, 2, 3))
    >>> third.period_of(date(2020, 2, 8)).key, str(third)
    ('2020-02-06/P3D', '3 days from 2020-02-03')

    Args:
        anchor: The first day of one of its periods.
        days: The length in days.
        months: The length in months; an anchor late in the month is clipped to the end of shorter months.

    Raises:
        UnreadableTime: When not exactly one of the lengths is a whole number above zero.
    """
    unit, count = ("month", months) if months else ("day", days)
    name = f"{count} {unit}{'' if count == 1 else 's'} from {anchor.isoformat()}"
    return Cadence(name=name, days=days, months=months, anchor=anchor)


def cadence(text: str) -> Cadence:
    """
    Read a cadence from its text.

    It is ``day``, ``half day``, ``week``, ``epi week``, ``month``, or such as ``3 days from 2020-02-03``.

    Raises:
        UnreadableTime: When it is none of these.
    """
    if text in _NAMED:
        return _NAMED[text]
    found = _CUSTOM.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        count, unit, anchor = int(found[1]), found[2].rstrip("s"), date.fromisoformat(found[3])
    except ValueError:
        names = ", ".join(f"'{name}'" for name in _NAMED)
        raise UnreadableTime("cadence", text, f"write {names} or '3 days from 2020-02-03'") from None
    return every(anchor=anchor, **{f"{unit}s": count})
