"""Moments, days, durations, intervals and periods: examples from published calendars, and ugly input."""

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from gridcare.errors import NaiveMoment, UnknownName
from gridcare.timing.periods import (
    DAILY,
    EPI_WEEKLY,
    MONTHLY,
    TWICE_DAILY,
    WEEKLY,
    AmbiguousMoment,
    BackwardInterval,
    Cadence,
    Interval,
    Period,
    UnreadableTime,
    add_months,
    at_clock,
    aware,
    cadence,
    day_end,
    day_start,
    duration,
    duration_text,
    end_of_standing,
    every,
    local_day,
    moment,
    of_one_zone,
    time_zone,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


class TestMoment:
    def test_a_local_time_is_read_in_its_zone(self) -> None:
        assert datetime(2020, 2, 3, 8, tzinfo=SHANGHAI) == moment("2020-02-03 08:00", "Asia/Shanghai")

    def test_a_moment_is_put_into_the_one_zone_of_its_offset(self) -> None:
        one, other = (datetime.fromisoformat(f"2020-02-03T0{hour}:00+08:00") for hour in (8, 9))
        assert one.tzinfo is not other.tzinfo
        assert of_one_zone(one).tzinfo is of_one_zone(other).tzinfo
        assert (of_one_zone(one), of_one_zone(one).isoformat()) == (one, one.isoformat())

    def test_what_is_read_has_a_fixed_offset(self) -> None:
        assert timezone(timedelta(hours=8)) == moment("2020-02-03 08:00", SHANGHAI).tzinfo

    def test_seconds_and_fractions_may_follow(self) -> None:
        read = moment("2020-02-03T08:00:05.25", SHANGHAI)
        assert datetime(2020, 2, 3, 0, 0, 5, 250_000, tzinfo=UTC) == read

    @pytest.mark.parametrize("text", ["2020-02-03 24:00", "2020-02-03T24:00:00", "2020-02-03 24:00+08:00"])
    def test_twenty_four_is_the_end_of_the_day(self, text: str) -> None:
        assert day_end(date(2020, 2, 3), SHANGHAI) == moment(text, SHANGHAI)

    def test_an_offset_of_its_own_goes_before_the_zone(self) -> None:
        read = moment("2020-02-03T00:00Z", SHANGHAI)
        assert "2020-02-03 08:00:00+08:00" == str(read)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "2020-02-03",
            "2020-02-03 8:00",
            "2020-02-03 08",
            "2020-02-03x08:00",
            "2020-02-30 08:00",
            "2020-02-03 24:01",
            "2020-02-03 25:00",
            "9999-12-31 24:00",
            "20-02-03 08:00",
            "02.03.2020 08:00",
            "２０２０-02-03 08:00",
            "2020年2月3日 08:00",
            " 2020-02-03 08:00",
            "2020-02-03 08:00 PM",
            "2020-W06-1 08:00",
        ],
    )
    def test_everything_else_is_refused(self, text: str) -> None:
        with pytest.raises(UnreadableTime, match="is no moment; write it like '2020-02-03 08:00'"):
            moment(text, SHANGHAI)

    def test_without_zone_and_offset_it_has_no_meaning(self) -> None:
        with pytest.raises(NaiveMoment, match="'2020-02-03 08:00' has no time zone"):
            moment("2020-02-03 08:00")

    def test_a_time_that_never_happened_is_refused(self) -> None:
        with pytest.raises(AmbiguousMoment, match=r"never happened in Europe/Berlin.*give the offset") as refused:
            moment("2020-03-29 02:30", BERLIN)
        assert (0, "Europe/Berlin") == (refused.value.times, refused.value.zone)

    def test_a_time_that_happened_twice_is_refused_unless_its_offset_is_given(self) -> None:
        with pytest.raises(AmbiguousMoment, match="happened twice"):
            moment("2020-10-25 02:30", BERLIN)
        assert timedelta(hours=1) == moment("2020-10-25 02:30+01:00") - moment("2020-10-25 02:30+02:00")


class TestTimeZone:
    def test_a_zone_is_found_by_name_and_returned_as_it_is(self) -> None:
        assert SHANGHAI is time_zone("Asia/Shanghai")
        assert UTC is time_zone(UTC)

    @pytest.mark.parametrize("name", ["Asia/Shangai", "", "../../etc/passwd", "Asia"])
    def test_an_unknown_name_is_refused(self, name: str) -> None:
        with pytest.raises(UnknownName, match="is no time zone"):
            time_zone(name)

    def test_a_near_name_is_proposed(self) -> None:
        with pytest.raises(UnknownName, match="did you mean 'Asia/Shanghai'"):
            time_zone("Asia/Shangai")


class TestAware:
    def test_a_naive_moment_is_refused_with_its_name(self) -> None:
        with pytest.raises(NaiveMoment, match="'happened' has no time zone") as refused:
            aware(datetime(2020, 2, 3, 8), "happened")  # noqa: DTZ001
        assert "happened" == refused.value.what

    def test_a_moment_with_an_offset_is_returned_as_it_is(self) -> None:
        when = datetime(2020, 2, 3, tzinfo=UTC)
        assert when is aware(when, "when")

    def test_the_offset_of_a_repeated_hour_is_kept(self) -> None:
        first, second = (datetime(2020, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold) for fold in (0, 1))
        assert timedelta(0) == second - first, "python compares the wall clock"
        assert timedelta(hours=1) == aware(second, "second") - aware(first, "first")
        assert 0 == aware(second, "second").fold

    def test_moments_of_one_offset_share_it_so_that_comparing_them_is_quick(self) -> None:
        winter, spring = (aware(datetime(2020, month, 10, 8, tzinfo=BERLIN), "when") for month in (1, 3))
        assert winter.tzinfo is spring.tzinfo


class TestDay:
    def test_a_day_has_twenty_three_or_twenty_five_hours_where_clocks_change(self) -> None:
        hours = [Interval.of_day(date(2020, month, day), BERLIN).duration for month, day in ((3, 29), (10, 25), (2, 3))]
        assert [timedelta(hours=23), timedelta(hours=25), timedelta(hours=24)] == hours

    def test_a_midnight_that_never_happened_is_where_clocks_resumed(self) -> None:
        assert "2018-11-04 01:00:00-02:00" == str(day_start(date(2018, 11, 4), "America/Sao_Paulo"))

    def test_a_midnight_that_happened_twice_is_the_first(self) -> None:
        start = day_start(date(2020, 10, 25), "Atlantic/Azores")
        assert "2020-10-25 00:00:00+00:00" == str(start)
        assert timedelta(hours=25) == Interval.of_day(date(2020, 10, 25), "Atlantic/Azores").duration

    def test_a_day_that_was_skipped_has_no_moment(self) -> None:
        assert Interval.of_day(date(2011, 12, 30), "Pacific/Apia").is_empty

    def test_a_moment_after_clocks_turned_back_across_midnight_lies_in_the_day_that_had_begun(self) -> None:
        again = moment("2010-11-06 23:30-03:30", "America/St_Johns")
        assert date(2010, 11, 7) == local_day(again, "America/St_Johns")

    def test_the_day_of_a_moment_is_that_of_the_asked_zone(self) -> None:
        when = moment("2020-02-03T20:00Z")
        assert (date(2020, 2, 3), date(2020, 2, 4)) == (local_day(when, "UTC"), local_day(when, SHANGHAI))

    def test_the_last_day_of_the_calendar_has_a_start(self) -> None:
        assert date.max == local_day(day_start(date.max, "UTC"), "UTC")

    def test_a_naive_moment_has_no_day(self) -> None:
        with pytest.raises(NaiveMoment):
            local_day(datetime(2020, 2, 3), SHANGHAI)  # noqa: DTZ001

    def test_a_fact_of_the_day_stands_at_its_end(self) -> None:
        assert moment("2020-02-04 00:00", SHANGHAI) == end_of_standing(moment("2020-02-03 00:00", SHANGHAI), SHANGHAI)


class TestAtClock:
    def test_a_time_that_is_skipped_is_where_clocks_resume(self) -> None:
        assert "2020-03-29 03:00:00+02:00" == str(at_clock(date(2020, 3, 29), time(2, 30), BERLIN))

    def test_a_time_that_happens_twice_is_the_first(self) -> None:
        assert "2020-10-25 02:30:00+02:00" == str(at_clock(date(2020, 10, 25), time(2, 30), BERLIN))


class TestDuration:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("48h", timedelta(hours=48)),
            ("30m", timedelta(minutes=30)),
            ("14d", timedelta(days=14)),
            ("1h30m", timedelta(minutes=90)),
            ("2w", timedelta(days=14)),
            ("1w2d3h4m5s", timedelta(days=9, hours=3, minutes=4, seconds=5)),
            ("0h", timedelta(0)),
        ],
    )
    def test_it_is_read(self, text: str, expected: timedelta) -> None:
        assert expected == duration(text)

    @pytest.mark.parametrize("text", ["", "48", "h", "30m1h", "1.5h", "-1h", "1 h", "48H", "1mo", "1h1h", "４h", "P1D"])
    def test_everything_else_is_refused(self, text: str) -> None:
        with pytest.raises(UnreadableTime, match="is no duration; write it like '48h'"):
            duration(text)

    def test_a_length_beyond_any_calendar_is_refused(self) -> None:
        with pytest.raises(UnreadableTime, match="longer than any calendar"):
            duration("9999999999d")

    @pytest.mark.parametrize("length", [timedelta(seconds=-1), timedelta(microseconds=1)])
    def test_what_is_negative_or_too_fine_is_refused(self, length: timedelta) -> None:
        with pytest.raises(UnreadableTime, match="not below zero"):
            duration(length)

    @pytest.mark.parametrize(
        ("length", "expected"),
        [("0m", "0m"), ("2d", "48h"), ("72h", "72h"), ("5d", "5d"), ("168h", "7d"), ("101h", "4d5h"), ("90s", "1m30s")],
    )
    def test_it_is_printed_in_hours_below_a_hundred(self, length: str, expected: str) -> None:
        assert expected == duration_text(duration(length))


class TestInterval:
    START = moment("2020-02-03 08:00", SHANGHAI)

    def test_the_start_belongs_to_it_and_the_end_does_not(self) -> None:
        interval = Interval(self.START, self.START + timedelta(hours=1))
        assert (True, False) == (self.START in interval, interval.end in interval)

    def test_one_that_ends_before_it_starts_is_refused(self) -> None:
        with pytest.raises(BackwardInterval, match="ends before it starts"):
            Interval(self.START, self.START - timedelta(seconds=1))

    def test_a_naive_bound_is_refused_with_its_name(self) -> None:
        with pytest.raises(NaiveMoment, match="'end' has no time zone"):
            Interval(self.START, datetime(2020, 2, 4))  # noqa: DTZ001

    def test_a_repeated_hour_runs_forward(self) -> None:
        first, second = (datetime(2020, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold) for fold in (0, 1))
        assert timedelta(hours=1) == Interval(first, second).duration

    def test_neighbours_do_not_overlap(self) -> None:
        middle, end = self.START + timedelta(hours=1), self.START + timedelta(hours=2)
        assert not Interval(self.START, middle).overlaps(Interval(middle, end))
        assert Interval(self.START, middle).intersection(Interval(middle, end)) is None

    def test_it_prints_its_bounds(self) -> None:
        interval = Interval(self.START, self.START + timedelta(hours=1))
        assert "2020-02-03 08:00:00+08:00 to 2020-02-03 09:00:00+08:00" == str(interval)


class TestCadence:
    @pytest.mark.parametrize(
        ("each", "day", "key"),
        [
            (DAILY, date(2020, 2, 17), "2020-02-17"),
            (WEEKLY, date(2020, 2, 17), "2020-W08"),
            (WEEKLY, date(2021, 1, 3), "2020-W53"),
            (WEEKLY, date(2019, 12, 30), "2020-W01"),
            (EPI_WEEKLY, date(2020, 2, 16), "2020-EW08"),
            (EPI_WEEKLY, date(2020, 2, 15), "2020-EW07"),
            (EPI_WEEKLY, date(2021, 1, 2), "2020-EW53"),
            (EPI_WEEKLY, date(2015, 1, 3), "2014-EW53"),
            (EPI_WEEKLY, date(2019, 12, 29), "2020-EW01"),
            (MONTHLY, date(2020, 2, 29), "2020-02"),
            (every(anchor=date(2020, 2, 3), days=3), date(2020, 2, 2), "2020-01-31/P3D"),
            (every(anchor=date(2020, 1, 31), months=1), date(2020, 2, 29), "2020-02-29/P1M"),
            (every(anchor=date(2020, 1, 31), months=1), date(2020, 4, 29), "2020-03-31/P1M"),
        ],
    )
    def test_a_day_lies_in_the_period_of_the_calendar(self, each: Cadence, day: date, key: str) -> None:
        assert key == each.period_of(day).key == str(each.period_of(day))

    def test_halves_of_a_day_are_cut_at_noon(self) -> None:
        before, noon = moment("2020-02-17 11:59", SHANGHAI), moment("2020-02-17 12:00", SHANGHAI)
        assert "2020-02-17/1" == TWICE_DAILY.period_of(before, SHANGHAI).key
        assert "2020-02-17/2" == TWICE_DAILY.period_of(noon, SHANGHAI).key
        assert (date(2020, 2, 17), date(2020, 2, 18)) == (
            TWICE_DAILY.read("2020-02-17/2").first,
            TWICE_DAILY.read("2020-02-17/2").end,
        )

    def test_halves_of_a_longer_day_are_cut_at_noon_too(self) -> None:
        first = TWICE_DAILY.read("2020-10-25/1")
        assert timedelta(hours=13) == first.interval(BERLIN).duration
        assert timedelta(hours=12) == first.next().interval(BERLIN).duration

    def test_a_moment_needs_a_zone(self) -> None:
        with pytest.raises(UnreadableTime, match="a moment needs the zone whose days count"):
            DAILY.period_of(datetime(2020, 2, 17, tzinfo=UTC))

    def test_a_day_alone_is_not_in_one_half(self) -> None:
        with pytest.raises(UnreadableTime, match="a day has several; give a moment"):
            TWICE_DAILY.period_of(date(2020, 2, 17))

    @pytest.mark.parametrize(
        ("each", "key"),
        [
            (DAILY, "2020-2-17"),
            (DAILY, "2020-02-30"),
            (DAILY, "20200217"),
            (DAILY, "2020-02"),
            (WEEKLY, "2021-W53"),
            (WEEKLY, "2020-W54"),
            (WEEKLY, "2020-07"),
            (EPI_WEEKLY, "2020-EW54"),
            (EPI_WEEKLY, "2020-EW00"),
            (EPI_WEEKLY, "2020-W07"),
            (MONTHLY, "2020-13"),
            (MONTHLY, "2020-02-17"),
            (TWICE_DAILY, "2020-02-17/3"),
            (TWICE_DAILY, "2020-02-17"),
            (every(anchor=date(2020, 2, 3), days=3), "2020-02-04/P3D"),
            (every(anchor=date(2020, 2, 3), days=3), "2020-02-03/P4D"),
            (DAILY, ""),
        ],
    )
    def test_a_key_of_no_period_is_refused(self, each: Cadence, key: str) -> None:
        with pytest.raises(UnreadableTime, match=f"is no period of cadence '{each}'; write it like"):
            each.read(key)

    @pytest.mark.parametrize("text", ["", "daily", "3 days", "0 days from 2020-02-03", "3 days from 2020-02-30"])
    def test_a_text_of_no_cadence_is_refused(self, text: str) -> None:
        with pytest.raises(UnreadableTime, match="is no cadence"):
            cadence(text)

    @pytest.mark.parametrize("lengths", [{}, {"days": 1, "months": 1}, {"days": -1}, {"days": 3, "months": -1}])
    def test_a_length_that_is_none_is_refused(self, lengths: dict[str, int]) -> None:
        with pytest.raises(UnreadableTime, match="give either days or months"):
            every(anchor=date(2020, 2, 3), **lengths)

    def test_one_of_anything_is_written_in_the_singular(self) -> None:
        assert "1 month from 2020-01-31" == str(every(anchor=date(2020, 1, 31), months=1))


class TestPeriod:
    def test_periods_of_one_cadence_are_in_order(self) -> None:
        february = MONTHLY.read("2020-02")
        assert [february.previous(), february, february.next()] == sorted(
            [february.next(), february, february.previous()]
        )
        assert february >= february

    def test_periods_of_two_cadences_are_not(self) -> None:
        with pytest.raises(TypeError):
            assert MONTHLY.read("2020-02") < DAILY.read("2020-02-03")

    def test_a_stretch_that_ends_where_it_starts_has_none(self) -> None:
        assert [] == list(DAILY.between(date(2020, 2, 3), date(2020, 2, 3)))

    def test_a_stretch_includes_the_periods_that_it_only_touches(self) -> None:
        weeks = [week.key for week in WEEKLY.between(date(2020, 2, 9), date(2020, 2, 11))]
        assert ["2020-W06", "2020-W07"] == weeks

    def test_copies_and_pickles_are_equal(self) -> None:
        period = Period(every(anchor=date(2020, 1, 31), months=1), 3)
        assert period == copy.deepcopy(period) == pickle.loads(pickle.dumps(period))  # noqa: S301
        assert hash(period) == hash(copy.deepcopy(period))


class TestAddMonths:
    @pytest.mark.parametrize(
        ("months", "expected"),
        [(1, date(2020, 2, 29)), (2, date(2020, 3, 31)), (13, date(2021, 2, 28)), (-2, date(2019, 11, 30))],
    )
    def test_the_end_of_a_month_is_clipped_from_the_anchor(self, months: int, expected: date) -> None:
        assert expected == add_months(date(2020, 1, 31), months)
