"""Periods of a cadence follow one another without gap or overlap, each computed from the anchor."""

from datetime import date, timedelta, tzinfo

from hypothesis import given
from hypothesis import strategies as st

from gridcare.testing.strategies.timing import cadences, days, moments, periods, zones
from gridcare.timing.periods import EPI_WEEKLY, WEEKLY, Cadence, Period, add_months, cadence, every


@given(periods(), zones())
def test_a_period_ends_where_the_next_begins(period: Period, zone: tzinfo) -> None:
    assert period.interval(zone).end == period.next().interval(zone).start
    assert period == period.next().previous()
    assert period < period.next()
    assert period.first < period.end


@given(cadences(), zones(), st.data())
def test_a_moment_lies_in_its_period(each: Cadence, zone: tzinfo, data: st.DataObject) -> None:
    when = data.draw(moments(zone))
    assert when in each.period_of(when, zone).interval(zone)


@given(cadences(), days())
def test_a_day_lies_in_its_period(each: Cadence, day: date) -> None:
    if each.parts == 1:
        period = each.period_of(day)
        assert period.first <= day < period.end


@given(periods())
def test_a_period_is_found_by_its_key(period: Period) -> None:
    assert period == period.cadence.read(period.key)


@given(periods(), periods())
def test_periods_of_one_cadence_with_one_key_are_one(one: Period, other: Period) -> None:
    if one.cadence == other.cadence:
        assert (one == other) == (one.key == other.key)


@given(cadences())
def test_a_cadence_is_read_back_from_its_text(each: Cadence) -> None:
    assert each == cadence(str(each))


@given(cadences(), days(), st.integers(0, 100))
def test_the_periods_of_a_stretch_are_those_of_its_days(each: Cadence, first: date, length: int) -> None:
    end = first + timedelta(length)
    touching = [first + timedelta(shift) for shift in range(length)]
    expected = sorted({(period.number // each.parts) for period in each.between(first, end)})
    if each.parts == 1:
        assert expected == sorted({each.period_of(day).number for day in touching})
    assert len(list(each.between(first, end))) == len(expected) * each.parts


@given(st.integers(-500, 500), st.integers(1, 14))
def test_months_are_counted_from_the_anchor_and_not_from_one_another(number: int, months: int) -> None:
    anchor = date(2020, 1, 31)
    period = Period(every(anchor=anchor, months=months), number)
    assert add_months(anchor, number * months) == period.first
    turned = (anchor.year * 12 + anchor.month - 1) + number * months
    assert divmod(turned, 12) == (period.first.year, period.first.month - 1)
    assert (period.first + timedelta(1)).day == 1, "an anchor on the last day of a month stays on last days"


@given(days())
def test_an_epi_week_is_numbered_by_the_rule_of_the_mmwr(day: date) -> None:
    """If 1 January is Sunday to Wednesday its week is week 1, else the last week of the year before."""
    sunday = day - timedelta((day.weekday() + 1) % 7)
    saturday = sunday + timedelta(6)
    year = saturday.year if date(saturday.year, 1, 1).weekday() in (6, 0, 1, 2) else sunday.year
    new_year = date(year, 1, 1)
    first_sunday = new_year - timedelta((new_year.weekday() + 1) % 7)
    if new_year.weekday() not in (6, 0, 1, 2):
        first_sunday += timedelta(7)
    week = (sunday - first_sunday).days // 7 + 1
    assert f"{year}-EW{week:02}" == EPI_WEEKLY.period_of(day).key


@given(days())
def test_a_week_is_numbered_as_in_the_iso_calendar(day: date) -> None:
    assert day.strftime("%G-W%V") == WEEKLY.period_of(day).key
