"""
Hypothesis strategies for zones, days, moments, durations, intervals, cadences, deadlines and targets.

Days and moments prefer the neighbourhood of clock changes, among them the awkward ones: midnights that happen twice
or never, half an hour at a time, a day that was skipped, a change across midnight.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from typing import Final

from hypothesis import strategies as st

from gridcare.timing.deadlines import ENTERED, NOT_STATED, OPENED, Deadline, NotStated, Target
from gridcare.timing.periods import (
    DAILY,
    EPI_WEEKLY,
    MONTHLY,
    TWICE_DAILY,
    WEEKLY,
    Cadence,
    Interval,
    Period,
    aware,
    day_start,
    every,
    time_zone,
)

__all__ = [
    "cadences",
    "days",
    "deadline_moments",
    "deadlines",
    "durations",
    "intervals",
    "moments",
    "periods",
    "pieces",
    "targets",
    "zones",
]

_AWKWARD: Final = {
    "Asia/Shanghai": (date(1986, 5, 4), date(1991, 9, 15)),
    "Europe/Berlin": (date(2020, 3, 29), date(2020, 10, 25)),
    "America/Sao_Paulo": (date(2018, 11, 4), date(2019, 2, 17)),  # midnight never happened, then twice
    "Atlantic/Azores": (date(2020, 3, 29), date(2020, 10, 25)),  # its turning back starts at one and ends at midnight
    "Australia/Lord_Howe": (date(2020, 4, 5), date(2020, 10, 4)),  # half an hour
    "Pacific/Apia": (date(2011, 12, 30), date(2011, 12, 31)),  # the first of them was skipped
    "America/St_Johns": (date(2010, 3, 14), date(2010, 11, 7)),  # changed at one minute past midnight
    "Asia/Kathmandu": (date(1986, 1, 1),),
    "UTC": (),
}


def zones() -> st.SearchStrategy[tzinfo]:
    """Draw time zones, the awkward ones of the world among them."""
    return st.sampled_from(sorted(_AWKWARD)).map(time_zone)


def days(zone: tzinfo | None = None) -> st.SearchStrategy[date]:
    """Draw days from 1971 to 2037, often near a clock change of the zone."""
    near = _AWKWARD.get(str(zone), ()) or (date(2020, 2, 29), date(2020, 12, 31))
    shifts = st.integers(-2, 2).map(timedelta)
    close = st.builds(lambda day, shift: day + shift, st.sampled_from(near), shifts)
    return st.one_of(close, st.dates(date(1971, 1, 1), date(2037, 12, 28)))


@st.composite
def moments(draw: st.DrawFn, zone: tzinfo | None = None) -> datetime:
    """Draw moments to the minute, told in the offset that holds in the zone, which is drawn when not given."""
    told_in = draw(zones()) if zone is None else zone
    minutes = draw(st.one_of(st.just(0), st.integers(-180, 180), st.integers(0, 24 * 60)))
    there = day_start(draw(days(told_in)), told_in).astimezone(UTC) + timedelta(minutes=minutes)
    return aware(there.astimezone(told_in), "moment")


def durations(*, most: timedelta = timedelta(days=40)) -> st.SearchStrategy[timedelta]:
    """Draw durations in whole seconds, often round ones."""
    seconds = int(most.total_seconds())
    whole = st.integers(0, seconds).map(lambda count: timedelta(seconds=count))
    hours = st.integers(0, seconds // 3600).map(lambda count: timedelta(hours=count))
    return st.one_of(hours, whole)


@st.composite
def intervals(draw: st.DrawFn, zone: tzinfo | None = None) -> Interval:
    """Draw intervals, empty ones among them."""
    start = draw(moments(zone))
    return Interval(start, start + draw(durations()))


@st.composite
def pieces(draw: st.DrawFn, *, max_size: int = 6) -> tuple[Interval, ...]:
    """Draw pieces of a few days that meet, overlap, repeat, lie inside each other and are empty."""
    start = datetime(2020, 2, 3, tzinfo=UTC)
    hours = st.builds(
        lambda hour, half: timedelta(hours=hour, minutes=half), st.integers(0, 80), st.sampled_from((0, 30))
    )
    bounds = draw(st.lists(st.tuples(hours, hours), max_size=max_size))
    return tuple(Interval(start + min(pair), start + max(pair)) for pair in bounds)


def cadences() -> st.SearchStrategy[Cadence]:
    """Draw cadences, named ones and ones from an anchor, often the end of a month."""
    anchors = st.one_of(st.sampled_from((date(2020, 1, 31), date(2020, 2, 29))), days())
    named = st.sampled_from((DAILY, TWICE_DAILY, WEEKLY, EPI_WEEKLY, MONTHLY))
    by_days = st.builds(lambda anchor, count: every(anchor=anchor, days=count), anchors, st.integers(1, 20))
    by_months = st.builds(lambda anchor, count: every(anchor=anchor, months=count), anchors, st.integers(1, 14))
    return st.one_of(named, by_days, by_months)


def periods(cadence: Cadence | None = None) -> st.SearchStrategy[Period]:
    """Draw periods near the anchor of their cadence, which is drawn when not given."""
    drawn = cadences() if cadence is None else st.just(cadence)
    return st.builds(Period, drawn, st.integers(-200, 200))


def deadlines(anchors: Sequence[str] = (ENTERED, OPENED)) -> st.SearchStrategy[Deadline]:
    """Draw deadlines of both forms."""
    named = st.sampled_from(tuple(anchors))
    within = st.builds(Deadline, within=durations(), anchor=named)
    clocks = st.builds(time, st.integers(0, 23), st.sampled_from((0, 1, 30, 59)))
    return st.one_of(within, st.builds(Deadline, clock=clocks, nth=st.integers(1, 9), anchor=named))


def deadline_moments(zone: tzinfo | None = None) -> st.SearchStrategy[datetime | NotStated]:
    """Draw deadlines as moments, or `NOT_STATED`."""
    return st.one_of(st.just(NOT_STATED), moments(zone))


def targets() -> st.SearchStrategy[Target]:
    """Draw targets; their shares are exact fractions, the whole among them."""
    shares = st.one_of(st.just(Fraction(1)), st.fractions(Fraction(1, 20), 1, max_denominator=20))
    return st.builds(Target, share=shares, by=deadlines())
