"""Timelines count from their anchors, wait while those are open, and are never shortened by a reset that may not."""

from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Final

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.testing.strategies.timelines import AUTHORITY, anchors, schedules
from gridcare.testing.strategies.timing import days, moments, zones
from gridcare.timing.acts import Act, hear
from gridcare.timing.anchors import Anchor, Earliest, Found, Latest, Need
from gridcare.timing.courses import course
from gridcare.timing.periods import Zone, at_clock, day_start, local_day
from gridcare.timing.schedules import Schedule
from gridcare.timing.slots import Daily
from gridcare.timing.timelines import Counts, DayOne, Extension, From, OwnEnd, Phase, Reset, Timeline
from gridcare.timing.timetables import timetable

NOON = time(12)


def told(kind: str, day: date, zone: Zone, *, id: str = "", **more: Any) -> Act:
    """An act at noon, known at once."""
    happened = at_clock(day, NOON, zone)
    return attrs.evolve(Act(id=id or f"{kind} {day}", kind=kind, happened=happened, known=happened), **more)


@given(schedules())
def test_phases_follow_one_another_and_an_end_is_told_or_what_is_needed(schedule: Schedule) -> None:
    stages = schedule.course().stages
    assert sorted(stage.since for stage in stages) == [stage.since for stage in stages]
    for stage in stages:
        plan = stage.plan
        for first, second in pairwise(plan.placed):
            assert first.end is not None
            assert first.start <= first.end <= second.start
        last = plan.placed[-1].end if plan.placed else None
        assert (plan.end is None) == bool(plan.needs)
        assert plan.needs or last == plan.end
        assert not plan.held or plan.needs


@given(schedules())
def test_a_reset_never_shortens_unless_it_may(schedule: Schedule) -> None:
    timeline = schedule.timeline
    heard = [each for each in hear(schedule.acts, schedule.zone) if each.act.kind in timeline.kinds]
    assume(len({each.stands for each in heard}) == len(heard))
    for before, after in pairwise(schedule.course().stages):
        ends = before.plan.end, after.plan.end
        if after.plan.run > before.plan.run and None not in ends and not timeline.resets[0].may_shorten:
            assert ends[0] <= ends[1], "a new run ends no earlier than the old"  # type: ignore[operator]


LONG: Final = Timeline(
    anchor=Earliest("contact"),
    phases=(Phase("first", days=2), Phase("second", days=2)),
    extensions=(Extension("sign", days=9),),
)


@given(
    schedules(LONG),
    st.sampled_from(("start", "first", "second")),
    st.sampled_from(("after fact", "on fact", "next anchor")),
)
def test_a_reset_after_an_extension_keeps_what_was_added(schedule: Schedule, to: str, day_one: str) -> None:
    timeline = attrs.evolve(LONG, resets=(Reset("breach", to=to, day_one=day_one),))
    heard = [each for each in hear(schedule.acts, schedule.zone) if each.act.kind in timeline.kinds]
    assume(heard)
    first = local_day(heard[0].stands, schedule.zone)
    again = [
        told(kind, first + timedelta(days=n), schedule.zone) for n, kind in ((2, "sign"), (3, "breach"), (4, "contact"))
    ]
    ends = [
        stage.plan.end
        for stage in course(timeline, (*schedule.acts, *again), zone=schedule.zone).stages
        if stage.plan.end is not None
    ]
    assert sorted(ends) == ends, "no act of these kinds makes the end come earlier"


@given(anchors(), schedules())
def test_an_anchor_waits_or_lies_where_some_act_puts_it(anchor: Anchor, schedule: Schedule) -> None:
    heard = hear(schedule.acts, schedule.zone)
    found = anchor.find(heard, schedule.zone)
    if isinstance(found, Found):
        act = next(each.act for each in heard if each.act.id == found.act)
        assert act.kind in anchor.kinds
        assert found.day in {local_day(act.happened, schedule.zone), act.stated.get("on")}
    else:
        assert found.kinds, "what waits says for what"
        assert set(found.kinds) <= anchor.kinds


@given(schedules(), st.data())
def test_an_undecided_anchor_waits(schedule: Schedule, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(("contact", "arrival")))
    either: tuple[Anchor, ...] = (Earliest(name, tagged="close"), Latest(name, tagged="close"))
    anchor = data.draw(st.sampled_from(either))
    timeline = attrs.evolve(schedule.timeline, anchor=anchor)
    undecided = [attrs.evolve(act, tags=(), undecided=("close",)) if act.kind == name else act for act in schedule.acts]
    waiting = attrs.evolve(schedule, timeline=timeline, acts=tuple(undecided)).course()
    for stage in waiting.stages:
        assert stage.plan.placed == ()
        assert stage.plan.end is None
        assert all(isinstance(need, Need) for need in stage.plan.needs)
        assert stage.plan.needs
    assert (
        not attrs.evolve(schedule, timeline=timeline, acts=tuple(undecided))
        .table(data.draw(moments()), forecast=True)
        .rows
    )


@given(zones(), st.data(), st.integers(1, 40), st.sampled_from((DayOne.AFTER_ANCHOR, DayOne.ON_ANCHOR)))
def test_local_days_are_counted_from_the_day_of_the_anchor(
    zone: tzinfo, data: st.DataObject, length: int, day_one: DayOne
) -> None:
    day = data.draw(days(zone))
    timeline = Timeline(anchor=Latest("contact"), phases=(Phase("p", days=length),), day_one=day_one)
    act = told("contact", day, zone)
    after = 1 if day_one is DayOne.AFTER_ANCHOR else 0
    anchor = local_day(act.happened, zone)
    (stage,) = course(timeline, [act], zone=zone).stages
    assert day_start(anchor + timedelta(days=after), zone) == stage.plan.placed[0].start
    assert day_start(anchor + timedelta(days=after + length), zone) == stage.plan.end


@given(moments(), zones(), st.integers(1, 40))
def test_elapsed_days_are_counted_from_the_moment_of_the_anchor(when: datetime, zone: tzinfo, length: int) -> None:
    timeline = Timeline(anchor=Latest("contact"), phases=(Phase("p", days=length),), counts=Counts.ELAPSED)
    act = Act(id="a", kind="contact", happened=when, known=when)
    (stage,) = course(timeline, [act], zone=zone).stages
    assert when == stage.plan.placed[0].start
    assert when + timedelta(days=length) == stage.plan.end


PLAIN = Timeline(
    anchor=Latest("contact"),
    phases=(Phase("first", days=5), Phase("second", days=3)),
    resets=(Reset("breach"),),
    own_end=OwnEnd(by=AUTHORITY, may_shorten=True),
)


@given(days(), st.lists(st.integers(1, 12), max_size=4), st.sampled_from(tuple(From)), st.integers(1, 6))
def test_an_extension_lengthens_the_phase_it_lies_in(first: date, shifts: list[int], counted: From, more: int) -> None:
    zone = "Asia/Shanghai"
    timeline = attrs.evolve(PLAIN, extensions=(Extension("sign", days=more, counted=counted),))
    acts = [told("contact", first, zone)]
    end = day_start(first + timedelta(days=9), zone)
    for number, shift in enumerate(sorted(shifts)):
        acts.append(told("sign", first + timedelta(days=shift), zone, id=str(number)))
        drawn = course(timeline, acts, zone=zone)
        now = drawn.stages[-1].plan.end
        assert now is not None
        in_force = drawn.stages[-1].plan.phase(acts[-1].happened)
        assert now >= end
        if in_force is not None and counted is From.FACT:
            reached = day_start(first + timedelta(days=shift + more + 1), zone)
            placed = next(each for each in drawn.stages[-1].plan.placed if each.index == in_force.index)
            assert placed.end is not None
            assert placed.end >= reached
        if counted is From.END:
            assert (now - end) in {timedelta(0), timedelta(days=more)}
            assert (now == end) == any(remark.act == str(number) for remark in drawn.remarks)
        end = now


@given(schedules(PLAIN), st.data())
def test_an_own_end_binds_the_run_it_was_decided_in(schedule: Schedule, data: st.DataObject) -> None:
    stages = schedule.course().stages
    last = stages[-1].plan if stages else None
    assume(last is not None and last.placed)
    at = max(act.happened for act in schedule.acts) + timedelta(days=2)
    until = data.draw(st.integers(1, 40).map(lambda count: local_day(at, schedule.zone) + timedelta(days=count)))
    stated = Attributes(until=until, reason="agreed")
    own = Act(id="own", kind="own end", happened=at, known=at, by=AUTHORITY, stated=stated)
    plan = attrs.evolve(schedule, acts=(*schedule.acts, own)).course().stages[-1].plan
    assert day_start(until + timedelta(days=1), schedule.zone) == plan.end
    breach = Act(id="after", kind="breach", happened=at + timedelta(hours=1), known=at + timedelta(hours=1))
    again = attrs.evolve(schedule, acts=(*schedule.acts, own, breach)).course().stages[-1].plan
    assert plan.run + 1 == again.run
    assert again.end is not None
    day = local_day(breach.happened, schedule.zone)
    following = day + timedelta(days=1)
    assume(local_day(day_start(following, schedule.zone), schedule.zone) == following)  # Samoa once skipped a day
    assert max(plan.end, day_start(day + timedelta(days=9), schedule.zone)) == again.end


@given(days(), st.lists(st.integers(0, 20), min_size=1, max_size=4), st.integers(-9, 9))
def test_only_a_correction_makes_the_end_come_earlier_and_is_listed(first: date, shifts: list[int], moved: int) -> None:
    zone = "Asia/Shanghai"
    timeline = Timeline(anchor=Latest("contact"), phases=(Phase("p", days=14),), resets=(Reset("contact"),))
    acts = [told("contact", first + timedelta(days=shift), zone, id=str(n)) for n, shift in enumerate(shifts)]
    assert Schedule(timeline, acts, zone=zone).shortenings() == ()
    latest = max(acts, key=lambda act: (act.happened, act.id))
    known = latest.known + timedelta(days=30)
    corrected = attrs.evolve(latest, happened=latest.happened + timedelta(days=moved), known=known)
    schedule = Schedule(timeline, [*acts, corrected], zone=zone)
    ends = [schedule.course(moment).stages[-1].plan.end for moment in (latest.known, known)]
    assert None not in ends
    shorter = ends[1] < ends[0]  # type: ignore[operator]
    assert shorter == bool(schedule.shortenings())
    if shorter:
        (listed,) = schedule.shortenings()
        assert (known, (latest.id,), *ends) == (listed.known, listed.acts, listed.before, listed.after)


@given(schedules())
def test_acts_of_other_kinds_change_no_course(schedule: Schedule) -> None:
    others = [attrs.evolve(act, id=f"{act.id}'", kind=f"other {act.kind}") for act in schedule.acts]
    assert schedule.course() == attrs.evolve(schedule, acts=(*others, *schedule.acts)).course()


CLOCKS = st.lists(st.integers(0, 2879), min_size=2, max_size=6, unique=True).map(sorted)


@given(zones(), st.data(), CLOCKS, st.sets(st.integers(1, 40), min_size=1, max_size=8))
def test_compiled_windows_open_when_clocks_show_it(
    zone: tzinfo, data: st.DataObject, minutes: list[int], numbers: set[int]
) -> None:
    first = data.draw(days(zone))
    clocks = tuple((opens % 1440, opens % 1440 + 1 + closes % 1440) for opens, closes in pairwise(minutes))
    table = timetable(clocks, tuple(sorted(numbers)))
    windows = table.windows(first, zone)
    assert [opens for _, opens, _ in windows] == table.starts(first, zone)
    for offset, (number, opens, closes) in zip(table.offsets, windows, strict=True):
        day = first + timedelta(days=offset.day - 1)
        assert offset.day == number
        assert at_clock(day, time(offset.opens // 60, offset.opens % 60), zone) == opens
        over, minute = divmod(offset.closes, 1440)
        assert at_clock(day + timedelta(days=over), time(minute // 60, minute % 60), zone) == closes


@given(zones(), st.data(), st.integers(1, 20))
def test_a_day_begins_and_ends_with_its_only_window(zone: tzinfo, data: st.DataObject, length: int) -> None:
    day = data.draw(days(zone))
    timeline = Timeline(anchor=Latest("contact"), phases=(Phase("p", days=length, slots=(Daily("meet"),)),))
    table = Schedule(timeline, [told("contact", day, zone)], zone=zone).table(at_clock(day, NOON, zone))
    windows = [row.slot.window for row in table.rows]
    assert all(first.end == second.start for first, second in pairwise(windows)), "days leave no gap"
    assert sum((window.duration for window in windows), timedelta(0)) == windows[-1].end - windows[0].start
