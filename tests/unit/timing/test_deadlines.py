"""Deadlines, punctuality and targets: examples as methods publish them, and ugly input."""

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from gridcare.errors import NaiveMoment
from gridcare.given import WrongType
from gridcare.rules.parameters import param
from gridcare.timing.deadlines import (
    NOT_STATED,
    OPENED,
    Deadline,
    InvalidDeadline,
    InvalidTarget,
    NotStated,
    Overdue,
    Punctuality,
    Target,
    TargetState,
    punctuality,
)
from gridcare.timing.periods import Interval, UnreadableTime, moment

ZONE = "Asia/Shanghai"


def at(text: str) -> datetime:
    return moment(f"2020-02-{text}", ZONE)


class TestNotStated:
    def test_copies_and_pickles_are_itself(self) -> None:
        assert NOT_STATED is copy.copy(NOT_STATED)
        assert NOT_STATED is copy.deepcopy(NOT_STATED)
        assert NOT_STATED is pickle.loads(pickle.dumps(NOT_STATED))  # noqa: S301

    def test_it_is_written_and_read_as_a_text(self) -> None:
        assert NOT_STATED is NotStated("not stated")
        assert ("NOT_STATED", "not stated") == (repr(NOT_STATED), str(NOT_STATED))

    def test_it_cannot_pass_for_a_blank(self) -> None:
        with pytest.raises(TypeError, match="compare with 'is NOT_STATED'"):
            bool(NOT_STATED)


class TestDeadline:
    def test_48_hours_from_the_order(self) -> None:
        deadline = Deadline(within="48h", anchor=OPENED)
        assert at("05 08:00") == deadline.moment(at("03 08:00"), ZONE)
        assert "48h after opened" == str(deadline)

    def test_a_parameter_is_told_where_it_may_stand(self) -> None:
        with pytest.raises(
            WrongType, match=r"'Deadline.within' is a Param; .* a parameter stands in place of the whole"
        ):
            Deadline(within=param("report_within"), anchor=OPENED)

    def test_48_hours_are_elapsed_hours_where_clocks_change(self) -> None:
        anchor = moment("2020-03-28 08:00", "Europe/Berlin")
        assert moment("2020-03-30 09:00", "Europe/Berlin") == Deadline(within="48h").moment(anchor, "Europe/Berlin")

    @pytest.mark.parametrize(
        ("anchor", "nth", "expected"),
        [
            ("03 08:00", 1, "03 20:00"),
            ("03 08:00", 2, "04 20:00"),
            ("03 20:00", 1, "04 20:00"),
            ("03 21:00", 1, "04 20:00"),
        ],
    )
    def test_the_second_evening_is_the_second_from_the_anchor(self, anchor: str, nth: int, expected: str) -> None:
        assert at(expected) == Deadline(clock="20:00", nth=nth).moment(at(anchor), ZONE)

    def test_the_end_of_the_day_is_the_next_midnight(self) -> None:
        assert at("04 00:00") == Deadline(clock="00:00").moment(at("03 08:00"), ZONE)

    @pytest.mark.parametrize(
        ("nth", "expected"),
        [(1, "20:00 after entered"), (2, "20:00 for the 2nd time after entered")]
        + [(nth, f"20:00 for the {text} time after entered") for nth, text in ((3, "3rd"), (11, "11th"), (21, "21st"))],
    )
    def test_it_is_told_in_words(self, nth: int, expected: str) -> None:
        assert expected == str(Deadline(clock=time(20), nth=nth))

    def test_it_says_either_a_length_or_an_hour(self) -> None:
        with pytest.raises(InvalidDeadline, match="give either 'within', such as '48h', or 'clock'"):
            Deadline()
        with pytest.raises(InvalidDeadline, match="give either"):
            Deadline(within="48h", clock="20:00")

    @pytest.mark.parametrize("wrong", [{"clock": "20:00", "nth": 0}, {"within": "48h", "nth": 2}])
    def test_counting_needs_a_clock_and_starts_at_one(self, wrong: dict[str, object]) -> None:
        with pytest.raises(InvalidDeadline, match="1 being the next"):
            Deadline(**wrong)  # type: ignore[arg-type]  # drawn from a table

    def test_a_clock_is_local(self) -> None:
        with pytest.raises(InvalidDeadline, match="a deadline's clock is local"):
            Deadline(clock=time(20, tzinfo=UTC))

    def test_an_anchor_has_a_name(self) -> None:
        with pytest.raises(InvalidDeadline, match="the anchor of a deadline has no name"):
            Deadline(within="48h", anchor="")

    def test_a_text_of_no_time_is_refused(self) -> None:
        with pytest.raises(UnreadableTime, match=r"'24:00' is no time of day; .*the end of the day is '00:00'"):
            Deadline(clock="24:00")
        with pytest.raises(UnreadableTime, match="is no duration"):
            Deadline(within="two days")

    def test_a_naive_anchor_is_refused(self) -> None:
        with pytest.raises(NaiveMoment, match="'anchor'"):
            Deadline(within="48h").moment(datetime(2020, 2, 3), ZONE)  # noqa: DTZ001


class TestPunctuality:
    DEADLINE = at("05 08:00")

    @pytest.mark.parametrize(
        ("done", "seen", "expected"),
        [
            (None, "05 07:59", Punctuality.PENDING),
            (None, "05 08:00", Punctuality.OVERDUE),
            ("05 07:59", "05 07:59", Punctuality.ON_TIME),
            ("05 07:59", "06 00:00", Punctuality.ON_TIME),
            ("05 08:00", "05 08:00", Punctuality.LATE),
            ("05 09:00", "05 08:30", Punctuality.OVERDUE),
            ("05 09:00", "05 09:00", Punctuality.LATE),
            ("04 09:00", "04 08:00", Punctuality.PENDING),
        ],
    )
    def test_the_deadline_is_the_first_moment_that_is_too_late(
        self, done: str | None, seen: str, expected: Punctuality
    ) -> None:
        assert expected is punctuality(self.DEADLINE, done and at(done), at(seen))  # type: ignore[arg-type]  # text or None

    def test_nothing_is_late_where_no_deadline_is_stated(self) -> None:
        assert Punctuality.PENDING is punctuality(NOT_STATED, None, at("28 00:00"))
        assert Punctuality.DONE is punctuality(NOT_STATED, at("27 00:00"), at("28 00:00"))

    def test_a_fact_of_the_day_answers_the_deadline_of_that_morning(self) -> None:
        day = Interval.of_day(date(2020, 2, 5), ZONE)
        assert Punctuality.ON_TIME is punctuality(self.DEADLINE, day, at("06 00:00"))

    def test_a_fact_of_the_next_day_is_late(self) -> None:
        day = Interval.of_day(date(2020, 2, 6), ZONE)
        assert Punctuality.LATE is punctuality(self.DEADLINE, day, at("07 00:00"))
        assert Punctuality.LATE is punctuality(at("06 00:00"), day, at("07 00:00"))

    def test_naive_moments_are_refused(self) -> None:
        naive = datetime(2020, 2, 3)  # noqa: DTZ001
        for deadline, done, seen, name in (
            (naive, None, at("05 00:00"), "deadline"),
            (NOT_STATED, naive, at("05 00:00"), "done"),
            (NOT_STATED, None, naive, "at"),
        ):
            with pytest.raises(NaiveMoment, match=f"'{name}'"):
                punctuality(deadline, done, seen)


class TestOverdue:
    def test_it_tells_by_how_much(self) -> None:
        overdue = Overdue(who="h1", what="phone", turn="phone", deadline=at("05 08:00"), at=at("06 09:00"))
        assert timedelta(hours=25) == overdue.late_by


class TestTarget:
    TARGET = Target(share="9/10", by=Deadline(clock="20:00", nth=2, anchor=OPENED))
    OPENING = at("03 08:00")

    def judge(self, done: int, seen: str, *, when: str = "04 12:00", population: int = 95) -> tuple[TargetState, int]:
        standing = self.TARGET.judge(population, [at(when)] * done, anchor=self.OPENING, at=at(seen), zone=ZONE)
        return standing.state, standing.short

    def test_nine_in_ten_by_the_second_evening(self) -> None:
        assert (TargetState.MET, 0) == self.judge(86, "04 20:00")
        assert (TargetState.MISSED, 1) == self.judge(85, "04 20:00")
        assert (TargetState.NOT_YET, 1) == self.judge(85, "04 19:59")

    def test_it_can_be_met_before_its_deadline(self) -> None:
        assert (TargetState.MET, 0) == self.judge(86, "04 12:00")

    def test_what_comes_later_does_not_mend_a_missed_one(self) -> None:
        assert (TargetState.MISSED, 86) == self.judge(86, "05 12:00", when="04 20:00")

    def test_a_target_over_nobody_is_met(self) -> None:
        assert (TargetState.MET, 0) == self.judge(0, "03 08:00", population=0)

    @pytest.mark.parametrize("share", [Fraction(9, 10), Decimal("0.9"), "0.9", "90e-2"])
    def test_a_share_is_exact_however_it_is_written(self, share: Fraction | Decimal | str) -> None:
        assert self.TARGET == Target(share=share, by=self.TARGET.by)

    @pytest.mark.parametrize("share", ["0", "-1/2", "11/10", "nine", "", "1/0", "nan", 0.9])
    def test_what_is_no_share_is_refused(self, share: str) -> None:
        with pytest.raises(InvalidTarget, match="is no share; give more than 0 and at most 1 exactly"):
            Target(share=share, by=self.TARGET.by)

    def test_more_done_than_there_is_is_refused(self) -> None:
        with pytest.raises(InvalidTarget, match="more is done than the population of 1"):
            self.judge(2, "04 20:00", population=1)

    def test_negative_numbers_are_refused(self) -> None:
        with pytest.raises(InvalidTarget, match="not below zero"):
            self.judge(0, "04 20:00", population=-1)
        with pytest.raises(InvalidTarget, match="not below zero"):
            self.TARGET.judge(3, [self.OPENING], anchor=self.OPENING, at=self.OPENING, zone=ZONE, weights=[-1])

    def test_weights_belong_to_what_is_done_one_by_one(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            self.TARGET.judge(3, [self.OPENING] * 2, anchor=self.OPENING, at=self.OPENING, zone=ZONE, weights=[1])
