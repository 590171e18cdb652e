"""Slots are in exactly one state at any moment and knowledge, and what is settled stays settled."""

from datetime import datetime, timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.testing.strategies.timelines import disturbances, schedules
from gridcare.timing.acts import Act, hear
from gridcare.timing.periods import local_day, time_zone
from gridcare.timing.schedules import AskedAhead, Schedule, SlotRow
from gridcare.timing.slots import SURPLUS, SlotState

FAR = timedelta(days=30)


def moments_of(schedule: Schedule) -> list[datetime]:
    """The moments worth asking about: the edges of windows and of knowledge, and a little beside them."""
    asked = [act.happened for act in schedule.acts] + [act.known for act in schedule.acts]
    if not asked:
        return []
    for row in schedule.table(max(asked) + timedelta(days=3)).rows[:60]:
        asked += [row.slot.window.start, row.slot.window.end, row.slot.lapses]
    return sorted({moment + timedelta(minutes=minute) for moment in asked for minute in (-1, 0, 1)})


@st.composite
def asked(draw: st.DrawFn) -> tuple[Schedule, datetime, datetime]:
    """A schedule with acts, a moment and a knowledge not before it."""
    schedule = draw(schedules().filter(lambda schedule: bool(schedule.acts)))
    pool = moments_of(schedule)
    at, known = sorted((draw(st.sampled_from(pool)), draw(st.sampled_from(pool))))
    return schedule, at, draw(st.sampled_from((at, known, known + FAR)))


def key(row: SlotRow) -> tuple[str, datetime, datetime, int]:
    return row.slot.rule, row.slot.window.start, row.slot.window.end, row.slot.part


def states(schedule: Schedule, at: datetime, known: datetime) -> dict[tuple[str, datetime, datetime, int], SlotState]:
    table = schedule.table(at, known, forecast=True)
    return {key(row): row.state for row in table.rows}


@given(asked())
def test_every_slot_is_in_one_state_and_every_act_has_one_place(
    question: tuple[Schedule, datetime, datetime],
) -> None:
    schedule, at, known = question
    table = schedule.table(at, known)
    assert len(table.rows) == len({key(row) for row in table.rows})
    assert sum(table.counts.values()) == len(table.rows) + len(table.surplus)
    assert len(table.surplus) == table.counts[SURPLUS]
    kinds = {kind for phase in schedule.timeline.phases for rule in phase.slots for kind in rule.kinds}
    heard = [each for each in hear(schedule.acts, schedule.zone, known) if each.act.kind in kinds]
    seen = {each.act.id for each in heard if each.begins(schedule.zone) <= at}
    places = [row.answer for row in table.rows if row.answer]
    places += [id for row in table.rows for id in (*row.confirmations, *row.set_aside)]
    assert sorted(seen) == sorted([*places, *table.surplus])


@given(asked())
def test_a_state_says_what_the_moment_and_the_acts_say(question: tuple[Schedule, datetime, datetime]) -> None:
    schedule, at, known = question
    heard = {each.act.id: each for each in hear(schedule.acts, schedule.zone, known)}
    for row in schedule.table(at, known).rows:
        window, lapses = row.slot.window, row.slot.lapses
        if row.state in {SlotState.NOT_YET_DUE, SlotState.DUE, SlotState.MISSED}:
            expected = "not yet due" if at < window.start else "due" if at < lapses else "missed"
            assert expected == row.state
        assert row.is_answered == bool(row.answer)
        if not row.answer:
            continue
        answer = heard[row.answer]
        assert answer.act.acceptable
        assert answer.act.kind in next(
            rule.kinds for phase in schedule.timeline.phases for rule in phase.slots if rule.name == row.slot.rule
        )
        if answer.act.whole_day:
            assert row.state is not SlotState.DONE_LATE
        elif row.state is SlotState.DONE_LATE:
            assert window.end <= answer.stands < lapses
        else:
            assert answer.stands in window


@given(asked())
def test_windows_of_one_rule_that_are_owed_never_overlap(question: tuple[Schedule, datetime, datetime]) -> None:
    schedule, at, known = question
    owed = [
        row.slot for row in schedule.table(at, known).rows if row.state is not SlotState.NOT_OWED and row.slot.part == 1
    ]
    for rule in {slot.rule for slot in owed}:
        windows = [slot.window for slot in owed if slot.rule == rule]
        assert all(first.end <= second.start for first, second in pairwise(windows))


@given(asked())
def test_nothing_is_owed_that_closed_before_there_was_a_plan_that_asked_for_it(
    question: tuple[Schedule, datetime, datetime],
) -> None:
    schedule, at, known = question
    stages = schedule.course(known).stages
    for row in schedule.table(at, known).rows:
        if row.state is not SlotState.NOT_OWED:
            close = row.slot.window.end
            in_force = [stage.plan for stage in stages if stage.since < min(close, at + timedelta(microseconds=1))]
            assert in_force, "some plan was in force before it closed"
            assert row.slot.run == in_force[-1].run or row.slot.phase in {each.name for each in in_force[-1].placed}


@given(asked(), st.data())
def test_a_closed_window_is_settled(question: tuple[Schedule, datetime, datetime], data: st.DataObject) -> None:
    schedule, at, known = question
    zone = time_zone(schedule.zone)
    act = data.draw(disturbances(local_day(at, zone), zone, id="new", days=0))
    act = attrs.evolve(act, happened=max(act.happened, at), whole_day=False)
    disturbed = attrs.evolve(schedule, acts=(*schedule.acts, act))
    later = max(known, act.known, act.happened)
    before, after = states(schedule, later, later), states(disturbed, later, later)
    closed = {slot for slot in {*before, *after} if slot[2] <= act.happened}
    assert {slot for slot in closed if before.get(slot, SlotState.NOT_OWED) is not SlotState.NOT_OWED} == {
        slot for slot in closed if after.get(slot, SlotState.NOT_OWED) is not SlotState.NOT_OWED
    }, "what happens later cannot rewrite what closed before"


@given(asked(), st.data())
def test_what_is_not_yet_known_does_not_reach_back(
    question: tuple[Schedule, datetime, datetime], data: st.DataObject
) -> None:
    schedule, at, known = question
    zone = time_zone(schedule.zone)
    act = data.draw(disturbances(local_day(at, zone), zone, id="new", days=2))
    unknown = attrs.evolve(act, happened=min(act.happened, at), known=known + timedelta(minutes=1))
    told = attrs.evolve(schedule, acts=(*schedule.acts, unknown))
    assert schedule.table(at, known) == told.table(at, known)
    assert schedule.earliest_end(at, known) == told.earliest_end(at, known)
    known_then = attrs.evolve(schedule, acts=tuple(act for act in schedule.acts if act.known <= known))
    assert known_then.table(at, known) == schedule.table(at, known)


@given(asked(), st.data())
def test_the_order_in_which_acts_arrive_does_not_matter(
    question: tuple[Schedule, datetime, datetime], data: st.DataObject
) -> None:
    schedule, at, known = question
    other = attrs.evolve(schedule, acts=tuple(data.draw(st.permutations(schedule.acts))))
    assert schedule.table(at, known) == other.table(at, known)
    assert schedule.course(known) == other.course(known)
    assert schedule.shortenings(known) == other.shortenings(known)


@given(asked(), st.data())
def test_correcting_a_value_keeps_its_time_and_correcting_the_moment_does_not(
    question: tuple[Schedule, datetime, datetime], data: st.DataObject
) -> None:
    schedule, at, _ = question
    answering = [each for each in hear(schedule.acts, schedule.zone) if each.act.kind in {"meet", "check"}]
    assume(answering)
    root = data.draw(st.sampled_from(answering))
    at = max(at, *(act.known for act in schedule.acts))
    later = at + FAR
    value = attrs.evolve(root.act, known=later, stated=Attributes(degrees=37))
    corrected = attrs.evolve(schedule, acts=(*schedule.acts, value))
    assert states(schedule, later, later) == states(corrected, later, later)
    moved = attrs.evolve(root.act, known=later, happened=root.act.happened + timedelta(microseconds=1))
    shifted = attrs.evolve(schedule, acts=(*schedule.acts, moved)).table(later, later)
    graces = {rule.name: rule.entry for phase in schedule.timeline.phases for rule in phase.slots}
    for row in shifted.rows:
        if row.answer == root.act.id and graces[row.slot.rule] is not None:
            assert row.state is not SlotState.DONE_ON_TIME, "it was entered where it stands only much later"


@given(asked())
def test_to_look_ahead_of_what_is_known_is_refused_or_called_a_forecast(
    question: tuple[Schedule, datetime, datetime],
) -> None:
    schedule, at, known = question
    assert not schedule.table(at, known).forecast
    if at < known:
        with pytest.raises(AskedAhead, match="ask for a forecast"):
            schedule.table(known, at)
        assert schedule.table(known, at, forecast=True).forecast


@given(asked(), st.data())
def test_nothing_changes_before_the_next_change(
    question: tuple[Schedule, datetime, datetime], data: st.DataObject
) -> None:
    schedule, at, known = question
    change = schedule.next_change(at, known)
    pool = [moment for moment in moments_of(schedule) if at < moment and (change is None or moment < change)]
    if change is not None:
        pool.append(change - timedelta(microseconds=1))
    else:
        pool.append(at + FAR)
    later = data.draw(st.sampled_from(pool))
    before, after = states(schedule, at, known), states(schedule, later, known)
    upcoming = {SlotState.NOT_YET_DUE, SlotState.NOT_OWED}
    assert {slot: state for slot, state in after.items() if slot in before or state not in upcoming} == before
    course = schedule.course(known)
    assert course.phase(at) == course.phase(later)
    assert course.earliest_end(at) == course.earliest_end(later)
    assert schedule.earliest_end(at, known) == schedule.earliest_end(later, known, forecast=True)


@given(asked(), st.data())
def test_phases_change_no_earlier_than_the_next_change_where_nothing_is_owed(
    question: tuple[Schedule, datetime, datetime], data: st.DataObject
) -> None:
    schedule, at, known = question
    phases = tuple(attrs.evolve(phase, slots=()) for phase in schedule.timeline.phases)
    bare = attrs.evolve(schedule, timeline=attrs.evolve(schedule.timeline, phases=phases))
    change = bare.next_change(at, known)
    until = at + timedelta(days=data.draw(st.integers(1, 9))) if change is None else change - timedelta(microseconds=1)
    course = bare.course(known)
    assert course.phase(at) == course.phase(until)
    assert course.plan(at) == course.plan(until)


def test_acts_are_versions_of_one_another_by_their_id() -> None:
    first = Act(
        id="a",
        kind="meet",
        happened=datetime.fromisoformat("2020-02-03T08:00+08:00"),
        known=datetime.fromisoformat("2020-02-03T09:00+08:00"),
    )
    second = attrs.evolve(first, known=first.known + FAR, acceptable=False)
    (heard,) = hear((second, first), "Asia/Shanghai")
    assert (second, first.known, first.known) == (heard.act, heard.recorded, heard.entered)
