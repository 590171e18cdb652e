"""What is owed by a deadline is in exactly one state at any moment, and states follow one another in one direction."""

from datetime import datetime, timedelta, tzinfo
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gridcare.testing.strategies.timing import deadline_moments, deadlines, durations, moments, targets, zones
from gridcare.timing.deadlines import NOT_STATED, Deadline, NotStated, Punctuality, Target, TargetState, punctuality
from gridcare.timing.periods import Interval, aware, local_day

DONE = st.one_of(st.none(), moments())


@given(deadline_moments(), DONE, moments())
def test_it_is_done_or_not_and_its_deadline_has_come_or_not(
    deadline: datetime | NotStated, done: datetime | None, at: datetime
) -> None:
    state = punctuality(deadline, done, at)
    is_done = done is not None and done <= at
    assert is_done == (state in {Punctuality.ON_TIME, Punctuality.LATE, Punctuality.DONE})
    assert (deadline is NOT_STATED) == (state is Punctuality.DONE) or not is_done
    if not is_done:
        has_come = deadline is not NOT_STATED and deadline <= at
        assert has_come == (state is Punctuality.OVERDUE)


@given(moments(), moments(), moments(), durations())
def test_what_was_on_time_or_late_once_stays_so(
    deadline: datetime, done: datetime, at: datetime, later: timedelta
) -> None:
    once = punctuality(deadline, done, at)
    if once in {Punctuality.ON_TIME, Punctuality.LATE}:
        assert once is punctuality(deadline, done, at + later)
    if once is Punctuality.OVERDUE:
        assert punctuality(deadline, done, at + later) in {Punctuality.OVERDUE, Punctuality.LATE}


@given(zones(), st.data())
def test_a_fact_of_a_day_answers_every_deadline_of_that_day(zone: tzinfo, data: st.DataObject) -> None:
    deadline = data.draw(moments(zone))
    day = Interval.of_day(local_day(deadline, zone), zone)
    on_time = punctuality(deadline, day, day.end) is Punctuality.ON_TIME
    assert on_time == (deadline != day.start), "nothing of a day is before its first moment"


@given(deadlines(), zones(), st.data())
def test_a_deadline_never_comes_before_its_anchor(deadline: Deadline, zone: tzinfo, data: st.DataObject) -> None:
    anchor = data.draw(moments(zone))
    when = deadline.moment(anchor, zone)
    assert when >= anchor
    if deadline.clock is not None:
        assert when > anchor


@given(deadlines(), zones(), st.data())
def test_the_next_time_of_a_clock_is_one_day_before_the_one_after_it(
    deadline: Deadline, zone: tzinfo, data: st.DataObject
) -> None:
    anchor = data.draw(moments(zone))
    if deadline.clock is None:
        return
    after = Deadline(clock=deadline.clock, nth=deadline.nth + 1)
    one, other = (local_day(each.moment(anchor, zone), zone) for each in (deadline, after))
    assert timedelta(1) <= other - one <= timedelta(2), "two only where a day was skipped"


@given(
    targets(), st.lists(st.tuples(moments(), st.integers(0, 5)), max_size=12), moments(), moments(), st.integers(0, 9)
)
def test_a_target_counts_what_was_done_before_its_deadline(
    target: Target, done: list[tuple[datetime, int]], anchor: datetime, at: datetime, others: int
) -> None:
    population = sum(weight for _, weight in done) + others
    whens, weights = [when for when, _ in done], [weight for _, weight in done]
    standing = target.judge(population, whens, anchor=anchor, at=at, zone="UTC", weights=weights)
    deadline = target.by.moment(anchor, "UTC")
    assert sum(weight for when, weight in done if when <= at and when < deadline) == standing.reached
    assert (standing.reached >= target.share * population) == (standing.state is TargetState.MET)
    assert (standing.short == 0) == (standing.state is TargetState.MET)
    assert (standing.state is TargetState.NOT_YET) <= (at < deadline)
    assert (standing.state is TargetState.MISSED) <= (at >= deadline)


@given(targets(), st.integers(1, 60), moments())
def test_a_target_that_everybody_meets_is_met_and_one_that_nobody_meets_is_not(
    target: Target, population: int, anchor: datetime
) -> None:
    at = aware(target.by.moment(anchor, "UTC"), "deadline")
    early = [at - timedelta(minutes=1)] * population
    assert TargetState.MET is target.judge(population, early, anchor=anchor, at=at, zone="UTC").state
    nobody = target.judge(population, (), anchor=anchor, at=at, zone="UTC")
    assert TargetState.MISSED is nobody.state
    assert nobody.short == nobody.needed >= Fraction(population, 20)
