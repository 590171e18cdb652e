"""A board says of every schedule what the schedule says of itself."""

from collections import Counter
from datetime import datetime, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.testing.strategies.timelines import disturbances, schedules
from gridcare.timing.boards import board
from gridcare.timing.periods import day_start, local_day, time_zone
from gridcare.timing.schedules import Schedule
from gridcare.timing.slots import SlotState


def slowly(schedule: Schedule, at: datetime, known: datetime) -> tuple[int, int]:
    """Count what is due, and what became missed today, row by row."""
    morning = day_start(local_day(at, schedule.zone), schedule.zone)
    rows = schedule.table(at, known, forecast=True).rows
    counts = Counter(row.state for row in rows if row.state is not SlotState.MISSED or row.slot.lapses >= morning)
    return counts[SlotState.DUE], counts[SlotState.MISSED]


@given(schedules().filter(lambda schedule: bool(schedule.acts)), st.data())
def test_compiled_rows_say_what_the_schedules_say(schedule: Schedule, data: st.DataObject) -> None:
    moments = sorted({moment for act in schedule.acts for moment in (act.happened, act.known)})
    known = data.draw(st.sampled_from(moments))
    if data.draw(st.booleans()):
        ahead = data.draw(disturbances(local_day(known, schedule.zone), time_zone(schedule.zone), id="ahead", days=2))
        schedule = attrs.evolve(schedule, acts=(*schedule.acts, attrs.evolve(ahead, known=known)))
    until = known + timedelta(days=8)
    edges = {known}
    for row in schedule.table(known, ahead=until).rows:
        edges.update((row.slot.window.start, row.slot.window.end, row.slot.lapses))
    near = sorted(edge + timedelta(minutes=shift) for edge in edges for shift in (-1, 0, 1))
    asked = [at for at in near if known <= at < until] or [known]
    compiled = board({"a": schedule}, zone=schedule.zone, known=known, until=until)
    for at in data.draw(st.lists(st.sampled_from(asked), min_size=1, max_size=5)):
        today = compiled.today(at)
        assert slowly(schedule, at, known) == (today.due_in_all, today.missed_in_all)
