"""The longest time to closure is that of the slowest walk, gone through one by one."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.testing.strategies.work import OPENED as START
from gridcare.testing.strategies.work import ZONE, workflows
from gridcare.timing.deadlines import ENTERED, NOT_STATED, OPENED, Deadline
from gridcare.work.cases import due_at
from gridcare.work.steps import Step
from gridcare.work.table import Table
from gridcare.work.workflow import Workflow

NEVER = datetime.max.replace(tzinfo=START.tzinfo)
LENGTHS = tuple(Deadline(within=f"{hours}h", anchor=anchor) for hours in (1, 20, 70) for anchor in (ENTERED, OPENED))
HOURS = tuple(Deadline(clock="17:00", nth=nth, anchor=anchor) for nth in (1, 3) for anchor in (ENTERED, OPENED))
OTHERS = (NOT_STATED, Deadline(within="20h", anchor="subject.due"))


@st.composite
def owed(draw: st.DrawFn, deadlines: tuple[object, ...]) -> Workflow:
    """Draw a workflow whose steps are owed by drawn deadlines, or again and again."""
    drawn = draw(workflows(guards=draw(st.booleans())))
    given = st.one_of(*(st.just({"deadline": each}) for each in deadlines), st.just({"deadline": None, "every": "9h"}))
    parts = (attrs.evolve(part, **draw(given)) if isinstance(part, Step) else part for part in drawn.parts)
    return attrs.evolve(drawn, parts=tuple(parts))


def ends(table: Table, position: int, since: datetime) -> Iterator[datetime]:
    """Go every way from a state that was entered so late; leave each part as late as its deadline or timer allows."""
    if table.is_final(position):
        yield since
        return
    due = due_at(table, position, since=since, opened=START, zone=ZONE, told=lambda _: None)
    sure = [since + timer.delay for timer in table.timers[position] if timer.branches[-1].guard is None]
    left = min([*sure, *([max(since, due)] if due is not None else [])], default=NEVER)
    if left == NEVER:
        yield NEVER
        return
    for target in table.targets(position):
        yield from ends(table, target, since if table.stays(position, target) else left)


def slowest(table: Table) -> timedelta | None:
    last = max(end for _, position in table.entries for end in ends(table, position, START))
    return None if last == NEVER else last - START


@given(owed((*LENGTHS, *OTHERS)))
def test_it_is_that_of_the_slowest_walk(workflow: Workflow) -> None:
    assert slowest(workflow.table) == workflow.closure.if_deadlines_kept


@given(owed((*LENGTHS, *HOURS)))
def test_no_walk_is_slower_where_hours_of_the_day_count(workflow: Workflow) -> None:
    told, walked = workflow.closure.if_deadlines_kept, slowest(workflow.table)
    assert told is not None
    assert walked is not None
    assert walked <= told


@given(owed((*LENGTHS, *HOURS, *OTHERS)))
def test_where_it_cannot_be_proven_the_steps_are_named(workflow: Workflow) -> None:
    closure = workflow.closure
    assert closure.if_deadlines_kept is not None or closure.without_deadline or closure.by_subject
    for step in workflow.steps:
        subjects = isinstance(step.deadline, Deadline) and step.deadline.anchor == "subject.due"
        assert subjects or step.name not in closure.by_subject
        assert step.deadline is NOT_STATED or step.name not in closure.without_deadline
