"""Local days cut all of time into pieces without gap or overlap, in every zone and across every clock change."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gridcare.testing.strategies.timing import days, durations, intervals, moments, zones
from gridcare.timing.periods import (
    AmbiguousMoment,
    Interval,
    at_clock,
    aware,
    day_end,
    day_start,
    duration,
    duration_text,
    end_of_standing,
    local_day,
    moment,
    time_zone,
)

ZONED_DAYS = zones().flatmap(lambda zone: st.tuples(st.just(zone), days(zone)))
ZONED_MOMENTS = zones().flatmap(lambda zone: st.tuples(st.just(zone), moments(zone)))


@given(ZONED_MOMENTS)
@example((time_zone("America/St_Johns"), datetime(2010, 11, 7, 3, 15, tzinfo=UTC)))
def test_a_moment_lies_in_its_day_and_in_no_other(drawn: tuple[tzinfo, datetime]) -> None:
    zone, when = drawn
    day = local_day(when, zone)
    near = [day + timedelta(shift) for shift in range(-3, 4)]
    assert [day] == [each for each in near if when in Interval.of_day(each, zone)]


@given(ZONED_DAYS)
def test_a_day_ends_where_the_next_begins(drawn: tuple[tzinfo, date]) -> None:
    zone, day = drawn
    assert day_start(day + timedelta(1), zone) == day_end(day, zone)
    assert day_start(day, zone) <= day_end(day, zone)


@given(ZONED_DAYS)
def test_a_day_starts_at_the_first_moment_that_bears_its_date(drawn: tuple[tzinfo, date]) -> None:
    zone, day = drawn
    start = day_start(day, zone)
    assume(start < day_end(day, zone))
    assert day == start.astimezone(zone).date()
    assert day > (start - timedelta(seconds=1)).astimezone(zone).date()


@given(ZONED_MOMENTS)
def test_a_fact_of_a_day_stands_at_its_end(drawn: tuple[tzinfo, datetime]) -> None:
    zone, when = drawn
    assert day_end(local_day(when, zone), zone) == end_of_standing(when, zone)
    assert when < end_of_standing(when, zone)


@given(ZONED_MOMENTS)
def test_an_unambiguous_wall_clock_time_is_read_as_the_moment_that_it_names(drawn: tuple[tzinfo, datetime]) -> None:
    zone, when = drawn
    text = f"{when.astimezone(zone):%Y-%m-%d %H:%M}"
    local = datetime.fromisoformat(text)
    readings = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    assert when.astimezone(UTC) in readings
    if len(readings) == 1:
        assert when == moment(text, zone)
    else:
        with pytest.raises(AmbiguousMoment, match="happened twice"):
            moment(text, zone)


@given(ZONED_MOMENTS)
def test_a_text_with_an_offset_is_read_as_itself_in_every_zone(drawn: tuple[tzinfo, datetime]) -> None:
    zone, when = drawn
    assert when == moment(when.isoformat(), zone) == moment(when.isoformat())


@given(zones(), moments(), durations())
def test_elapsed_time_is_exact_across_clock_changes(zone: tzinfo, when: datetime, length: timedelta) -> None:
    start = aware(when.astimezone(zone), "start")
    end = aware((when.astimezone(UTC) + length).astimezone(zone), "end")
    assert length == end - start
    assert length == Interval(start, end).duration
    assert end == start + length


@given(ZONED_DAYS, st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_clocks_show_a_time_or_have_just_jumped_over_it(drawn: tuple[tzinfo, date], clock: time) -> None:
    zone, day = drawn
    when = at_clock(day, clock, zone)
    shown, wanted = when.astimezone(zone).replace(tzinfo=None), datetime.combine(day, clock)
    assert shown >= wanted
    before = (when - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert before < wanted


@given(durations(most=timedelta(days=800)))
def test_a_duration_is_read_back_from_its_text(length: timedelta) -> None:
    assert length == duration(duration_text(length))


@given(intervals(), intervals(), moments())
def test_the_intersection_is_what_lies_in_both(one: Interval, other: Interval, when: datetime) -> None:
    both = one.intersection(other)
    assert (when in one and when in other) == (both is not None and when in both)
    assert other.intersection(one) == both
    assert one.overlaps(other) == (both is not None)


@given(intervals(), zones())
def test_an_interval_touches_the_days_of_its_moments(interval: Interval, zone: tzinfo) -> None:
    assume(interval.duration < timedelta(days=5))
    touched = list(interval.days(zone))
    if interval.is_empty:
        assert [] == touched
    else:
        last = interval.end - timedelta(microseconds=1)
        assert (local_day(interval.start, zone), local_day(last, zone)) == (touched[0], touched[-1])
        assert touched == sorted(set(touched))
