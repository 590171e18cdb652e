"""The same table, driven by two well-known state machine libraries, ends where a campaign ends and refuses alike."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from statemachine import State as PeerState
from statemachine import StateMachine
from statemachine.exceptions import TransitionNotAllowed
from transitions import Machine, MachineError

from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.testing.strategies.work import OPENED, SUBJECTS, ZONE, street, workflows
from gridcare.work.campaign import Campaign
from gridcare.work.workflow import Workflow

HIERARCHY, REGISTER = street()
SUBJECT = SUBJECTS[0]

Moves = dict[tuple[str, str], dict[int, int]]


def moves_of(workflow: Workflow) -> Moves:
    """List what each outcome of each part does in each state that can be reached without time passing."""
    table = workflow.table
    moves: Moves = defaultdict(dict)
    reached, frontier = set[int](), [table.entries[-1][1]]
    while frontier:
        position = frontier.pop()
        if position not in reached:
            reached.add(position)
            for outcome, branches in table.moves[position].items():
                moves[table.states[position].part, outcome][position] = branches[0].target
                frontier.append(branches[0].target)
    return moves


@st.composite
def attempts(draw: st.DrawFn) -> tuple[Workflow, list[tuple[str, str]]]:
    """Draw a workflow without conditions and timers, and outcomes in some order, in turn and out of turn."""
    workflow = draw(workflows(guards=False).filter(lambda drawn: not any(drawn.table.timers) and not _waits(drawn)))
    moves = moves_of(workflow)
    position = workflow.table.entries[-1][1]
    made: list[tuple[str, str]] = []
    for _ in range(draw(st.integers(1, 8))):
        here = [key for key, ways in moves.items() if position in ways]
        astray = not here or draw(st.integers(0, 3)) == 0
        key = draw(st.sampled_from(sorted(moves) if astray else here))
        made.append(key)
        position = moves[key].get(position, position)
    return workflow, made


def _waits(workflow: Workflow) -> bool:
    return bool(workflow.table.gaps) or any(
        branch.guard is not None for moves in workflow.table.moves for branches in moves.values() for branch in branches
    )


def in_campaign(workflow: Workflow, made: list[tuple[str, str]]) -> tuple[str, list[int]]:
    """Where a campaign ends, and which attempts it could not use."""
    campaign = Campaign(HIERARCHY, REGISTER, workflow, opened=OPENED, zone=ZONE)
    refused = []
    for number, (part, outcome) in enumerate(made):
        when = OPENED + timedelta(minutes=number + 1)
        fact = Fact(id=f"{number}", kind=part, subjects=(SUBJECT,), outcome=outcome, happened=when, known=when)
        if campaign.merge(Journal.of([fact])).discrepancies:
            refused.append(number)
    return str(campaign.state(SUBJECT)), refused


def in_transitions(workflow: Workflow, made: list[tuple[str, str]]) -> tuple[str, list[int]]:
    """The same in transitions."""
    moves = moves_of(workflow)
    names = {key: f"e{number}" for number, key in enumerate(moves)}
    machine = Machine(
        states=[str(position) for position in range(len(workflow.table.states))],
        transitions=[
            {"trigger": names[key], "source": str(source), "dest": str(target)}
            for key, ways in moves.items()
            for source, target in ways.items()
        ],
        initial=str(workflow.table.entries[-1][1]),
        auto_transitions=False,
    )
    model: Any = machine
    refused = []
    for number, key in enumerate(made):
        try:
            model.trigger(names[key])
        except MachineError:
            refused.append(number)
    return str(workflow.table.states[int(model.state)]), refused


def in_statemachine(workflow: Workflow, made: list[tuple[str, str]]) -> tuple[str, list[int]]:
    """The same in python-statemachine."""
    moves = moves_of(workflow)
    start = workflow.table.entries[-1][1]
    used = {start} | {position for ways in moves.values() for way in ways.items() for position in way}
    states = {
        position: PeerState(initial=position == start, final=workflow.table.is_final(position)) for position in used
    }
    body: dict[str, Any] = {f"s{position}": state for position, state in states.items()}
    names = {key: f"e{number}" for number, key in enumerate(moves)}
    for key, ways in moves.items():
        (first, *others) = [states[source].to(states[target]) for source, target in ways.items()]
        for other in others:
            first = first | other
        body[names[key]] = first
    machine: Any = type("Drawn", (StateMachine,), body)()
    refused = []
    for number, key in enumerate(made):
        try:
            machine.send(names[key])
        except TransitionNotAllowed:
            refused.append(number)
    (ended,) = machine.configuration
    return str(workflow.table.states[int(ended.id.removeprefix("s"))]), refused


@settings(max_examples=min(30, settings().max_examples))
@given(attempts())
def test_a_campaign_ends_where_transitions_ends(story: tuple[Workflow, list[tuple[str, str]]]) -> None:
    assert in_campaign(*story) == in_transitions(*story)


@settings(max_examples=min(20, settings().max_examples))
@given(attempts())
def test_a_campaign_ends_where_statemachine_ends(story: tuple[Workflow, list[tuple[str, str]]]) -> None:
    assert in_campaign(*story) == in_statemachine(*story)
