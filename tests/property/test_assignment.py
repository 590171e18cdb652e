"""Who does what: the same in any order, never two things at once, nobody available only when nobody is."""

from random import Random

import attrs
import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from gridcare.people.assignment import Assignments, Availability, Because, Task, WhyNot, Worker, assign, turns_to_fill
from gridcare.people.duties import Hours, Owed
from gridcare.people.rosters import Absence
from gridcare.people.staffing import RosterTrouble, WorkLimits, prove
from gridcare.testing.strategies import rosters as made
from gridcare.testing.strategies.assignment import tasks, workers
from gridcare.timing.cover import total

TURNS = (Hours("06:00", "14:00"), Hours("14:00", "22:00"), Hours("22:00", "06:00"))


def replayed(plan: Assignments, people: tuple[Worker, ...], limits: WorkLimits | None) -> Availability:
    """Everybody's tasks as they stand in the end, each looked at without itself."""
    available = Availability(people, limits)
    by_id = {task.id: task for task in plan.tasks}
    for each in plan.given:
        available.give(each.person, by_id[each.task])
    return available


@given(tasks(), workers(), st.one_of(st.none(), made.work_limits()), st.integers(0, 3))
def test_each_task_is_given_to_somebody_who_can_or_is_a_finding(
    drawn: tuple[Task, ...], people: tuple[Worker, ...], limits: WorkLimits | None, allowance: int
) -> None:
    plan = assign(drawn, people, limits=limits, allowance=allowance)
    assert sorted(task.id for task in drawn) == sorted(
        [*(each.task for each in plan.given), *(each.task for each in plan.findings)]
    )
    available = replayed(plan, people, limits)
    by_id = {worker.id: worker for worker in people}
    told = {task.id: task for task in plan.tasks}
    for each in plan.given:
        task = told[each.task]
        assert available.why_not(by_id[each.person], task, without=task) is None
        assert each.role in task.by
        assert each.role in by_id[each.person].roles
    for finding in plan.findings:
        assert len(people) == sum(count for _, count in finding.reasons), "everybody is refused for a reason"
    assert plan.loads == tuple(sorted(available.loads.items()))


@given(tasks(), workers(), st.one_of(st.none(), made.work_limits()), st.randoms())
def test_the_order_in_which_tasks_and_people_are_named_does_not_matter(
    drawn: tuple[Task, ...], people: tuple[Worker, ...], limits: WorkLimits | None, chance: Random
) -> None:
    shuffled = chance.sample(drawn, len(drawn)), chance.sample(people, len(people))
    assert assign(drawn, people, limits=limits) == assign(*shuffled, limits=limits)


@given(tasks(), workers())
def test_where_each_takes_one_as_many_tasks_as_possible_are_given_out(
    drawn: tuple[Task, ...], people: tuple[Worker, ...]
) -> None:
    seats = [attrs.evolve(task, hours=None, weight=1) for task in drawn]
    each_one = [attrs.evolve(worker, at_most=1) for worker in people]
    available = Availability(each_one)
    graph = nx.Graph()
    graph.add_nodes_from(seat.id for seat in seats)
    graph.add_edges_from(
        (seat.id, worker.id) for seat in seats for worker in each_one if available.why_never(worker, seat) is None
    )
    most = nx.bipartite.maximum_matching(graph, top_nodes=[seat.id for seat in seats])
    assert len(most) // 2 == len(assign(seats, each_one).given)


@given(st.integers(1, 5), st.integers(0, 17))
def test_equal_people_get_equal_loads(people: int, count: int) -> None:
    plan = assign(
        [Task(id=f"t{number}", by="guard") for number in range(count)],
        [Worker(id=f"w{number}", roles="guard") for number in range(people)],
    )
    loads = [load for _, load in plan.loads]
    assert max(loads) - min(loads) <= 1
    assert count == sum(loads)


@given(made.owed(), workers(), st.integers(0, 4000))
def test_whoever_continues_is_loaded_no_more_than_the_allowance_above_the_lightest(
    owed: Owed, people: tuple[Worker, ...], allowance: int
) -> None:
    free = [attrs.evolve(worker, roles="firm", places=(), at_most=None) for worker in people]
    turns = [
        attrs.evolve(task, by="firm") for task in turns_to_fill(owed, changes=TURNS, zone="UTC") if task.place == "p1"
    ]
    plan = assign(turns, free, allowance=allowance)
    told = {task.id: task for task in plan.tasks}
    loads = dict.fromkeys((worker.id for worker in free), 0)
    for each in plan.given:
        if each.because is Because.CONTINUES:
            assert loads[each.person] <= min(loads.values()) + allowance
        loads[each.person] += told[each.task].weight


@st.composite
def manned(draw: st.DrawFn) -> tuple[Owed, tuple[Worker, ...], tuple[Absence, ...]]:
    people = [Worker(id=id, roles=draw(st.sampled_from((("firm", "head"), "volunteer", "firm")))) for id in "abcd"]
    return draw(made.owed()), tuple(people[: draw(st.integers(0, 4))]), draw(made.absences())


@given(manned(), st.one_of(st.none(), made.work_limits()))
def test_a_roster_of_assigned_turns_proves_but_for_what_is_a_finding(
    plan: tuple[Owed, tuple[Worker, ...], tuple[Absence, ...]], limits: WorkLimits | None
) -> None:
    owed, people, absences = plan
    turns = turns_to_fill(owed, changes=TURNS, zone="UTC")
    assert total(demand.hours for demand in owed.demands for _ in range(demand.at_once)) == total(
        task.hours for task in turns if task.hours is not None
    )
    given_out = assign(turns, people, limits=limits, absences=absences)
    proof = prove(given_out.roster(), owed, limits=limits, absences=absences)
    fine = {RosterTrouble.UNCOVERED, RosterTrouble.NO_HAND_OVER}
    assert {finding.trouble for finding in proof.findings} <= fine
    told = {task.id: task for task in turns}
    lacking = sum(told[finding.task].weight for finding in given_out.findings)
    assert lacking == sum(
        finding.lacking * finding.hours.duration.total_seconds() // 60 for finding in proof.of(RosterTrouble.UNCOVERED)
    )
    assert not given_out.findings or WhyNot.LOAD not in dict(given_out.findings[0].reasons)
