"""Cover: a gate day and night, checks that must be repeated, and what cannot be asked."""

from datetime import date, datetime, timedelta

import pytest

from gridcare.errors import NaiveMoment
from gridcare.timing.cover import Gap, InvalidCover, cover, depths, lasting, merged
from gridcare.timing.periods import Interval, UnreadableTime, day_start, moment

ZONE = "Asia/Shanghai"


def between(start: str, end: str, zone: str = ZONE) -> Interval:
    return Interval(moment(start, zone), moment(end, zone))


DAY = Interval.of_day(date(2020, 2, 3), ZONE)


class TestDuty:
    """A gate staffed 24 hours in turns."""

    def test_three_turns_of_eight_hours_leave_no_minute(self) -> None:
        turns = [
            between("2020-02-03 16:00", "2020-02-03 24:00"),
            between("2020-02-03 00:00", "2020-02-03 08:00"),
            between("2020-02-03 08:00", "2020-02-03 16:00"),
        ]
        proof = cover([DAY], turns)
        assert proof.is_whole
        assert (DAY,) == proof.covered

    def test_the_minute_between_two_turns_is_found(self) -> None:
        turns = [between("2020-02-03 00:00", "2020-02-03 11:59"), between("2020-02-03 12:00", "2020-02-03 24:00")]
        proof = cover([DAY], turns)
        assert (Gap(between("2020-02-03 11:59", "2020-02-03 12:00"), 0, 1),) == proof.gaps
        assert timedelta(minutes=1) == proof.uncovered

    def test_where_two_are_needed_one_is_a_gap_that_says_so(self) -> None:
        proof = cover([DAY], [DAY, between("2020-02-03 08:00", "2020-02-03 20:00")], at_once=2)
        assert [(1, 1), (1, 1)] == [(gap.serving, gap.lacking) for gap in proof.gaps]
        assert timedelta(hours=12) == proof.uncovered == proof.lacking

    def test_nobody_where_two_are_needed_lacks_twice(self) -> None:
        assert timedelta(hours=48) == cover([DAY], [], at_once=2).lacking

    def test_a_night_on_which_clocks_go_forward_is_an_hour_shorter(self) -> None:
        night = between("2020-03-28 22:00", "2020-03-29 06:00", "Europe/Berlin")
        assert timedelta(hours=7) == cover([night], []).uncovered

    def test_a_day_on_which_clocks_go_back_is_covered_for_25_hours(self) -> None:
        day = Interval.of_day(date(2020, 10, 25), "Europe/Berlin")
        halves = [between("2020-10-25 00:00", "2020-10-25 12:00", "Europe/Berlin")]
        proof = cover([day], halves)
        assert (timedelta(hours=25), timedelta(hours=12)) == (proof.required, proof.uncovered)

    def test_nothing_required_is_covered_by_nobody(self) -> None:
        assert cover([], []).is_whole
        assert cover([Interval(DAY.start, DAY.start)], []).is_whole

    def test_offsets_do_not_matter(self) -> None:
        abroad = Interval(moment("2020-02-02 16:00", "UTC"), moment("2020-02-03 16:00", "UTC"))
        assert cover([DAY], [abroad]).is_whole


class TestChecks:
    """A check at least every so many hours."""

    def test_a_check_is_good_up_to_its_last_moment_and_not_at_it(self) -> None:
        first = moment("2020-02-03 08:00", ZONE)
        (piece,) = lasting([first], "48h")
        assert first in piece
        assert moment("2020-02-05 08:00", ZONE) not in piece

    def test_a_check_that_names_its_day_serves_from_its_first_moment(self) -> None:
        (piece,) = lasting([DAY], "24h")
        assert Interval(DAY.start, DAY.end + timedelta(hours=24)) == piece

    def test_by_when_the_next_is_due(self) -> None:
        checks = lasting([moment("2020-02-03 08:00", ZONE)], "48h")
        proof = cover([between("2020-02-03 08:00", "2020-02-10 08:00")], checks)
        due = proof.next_gap(moment("2020-02-04 00:00", ZONE))
        assert due is not None
        assert moment("2020-02-05 08:00", ZONE) == due.interval.start
        assert proof.next_gap(moment("2020-02-10 08:00", ZONE)) is None

    def test_elapsed_hours_do_not_change_with_the_clocks(self) -> None:
        (piece,) = lasting([moment("2020-03-28 12:00", "Europe/Berlin")], "24h")
        assert moment("2020-03-29 13:00", "Europe/Berlin") == piece.end


class TestRefused:
    @pytest.mark.parametrize("at_once", [0, -1])
    def test_nobody_at_once(self, at_once: int) -> None:
        with pytest.raises(InvalidCover, match="require at least one at once"):
            cover([DAY], [], at_once=at_once)

    @pytest.mark.parametrize("valid", ["0m", timedelta()])
    def test_a_check_good_for_no_time(self, valid: str | timedelta) -> None:
        with pytest.raises(InvalidCover, match="no time to be good for"):
            lasting([], valid)

    def test_a_length_that_cannot_be_read(self) -> None:
        with pytest.raises(UnreadableTime, match="two days"):
            lasting([], "two days")

    def test_a_naive_moment(self) -> None:
        naive = datetime(2020, 2, 3, 8)  # noqa: DTZ001  # what is refused
        with pytest.raises(NaiveMoment):
            lasting([naive], "48h")
        with pytest.raises(NaiveMoment, match="at"):
            cover([DAY], []).next_gap(naive)


class TestDepths:
    def test_pieces_that_meet_are_one_stretch(self) -> None:
        noon = moment("2020-02-03 12:00", ZONE)
        halves = [Interval(noon, DAY.end), Interval(day_start(date(2020, 2, 3), ZONE), noon)]
        assert [1] == [stretch.at_once for stretch in depths(halves)]
        assert (DAY,) == merged(halves)

    def test_an_empty_piece_runs_at_no_moment(self) -> None:
        assert () == depths([Interval(DAY.start, DAY.start)])
        assert (DAY,) == merged([DAY, Interval(DAY.start + timedelta(hours=1), DAY.start + timedelta(hours=1))])
