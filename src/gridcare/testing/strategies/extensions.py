"""
Hypothesis strategies for what a package offers to somebody's method.

A drawn extension fits the playbook that it is drawn for: it puts a step of its own before a part, so that a move or an
entry that led there comes past the step, or replaces a step by one that is done sooner. To see a refusal, bend it with
`attrs.evolve`, or offer two that reach for one move.
"""

from collections.abc import Iterator

import attrs
from hypothesis import strategies as st

from gridcare.extensions import Redirect, StepExtension
from gridcare.people.teams import Seat, TeamRule
from gridcare.playbook import Playbook
from gridcare.rules.parameters import Parameter, param
from gridcare.testing.strategies.playbooks import playbooks
from gridcare.testing.strategies.rules import sources
from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.rows import Track
from gridcare.work.steps import Final, On, Spent, Step

__all__ = ["offered_extensions", "step_extensions"]


@st.composite
def step_extensions(draw: st.DrawFn, playbook: Playbook, name: str = "caller") -> StepExtension:
    """
    Draw an extension that fits a playbook: a step that it adds, or one that it replaces.

    Args:
        draw: Hypothesis's own.
        playbook: The playbook that it is for.
        name: What the extension is called, and the step and what else it brings.
    """
    track = draw(st.sampled_from([track for track in playbook.tracks if not track.beside]))
    bare = StepExtension(
        name,
        playbook=playbook.name,
        track=track.name,
        version=draw(st.sampled_from(("1", "2020.2"))),
        titles={"zh": "智能外呼", "en": "automatic caller"},
        redirects=(draw(st.sampled_from(tuple(_past(track, name)))),),
        sources=draw(st.lists(sources(), max_size=1)),
        words={f"{name} answered": {"zh": "已接听"}} if draw(st.booleans()) else {},
        in_flight=draw(st.sampled_from((None, {}))),
    )
    steps = [part for part in track.workflow.parts if isinstance(part, Step)]
    if draw(st.booleans()):
        sooner = attrs.evolve(draw(st.sampled_from(steps)), deadline="1h")
        return attrs.evolve(bare, replaces=(sooner,), redirects=())
    staffed, counted = draw(st.booleans()), draw(st.booleans())
    tries = Parameter(f"{name}_tries", 2, unit="attempt", reading=True, alternatives=("one",))
    onward = bare.redirects[0].was
    step = Step(
        name,
        team=f"{name} team" if staffed else "",
        attempts=param(tries.name) if counted else 2,
        deadline="2h" if draw(st.booleans()) else NOT_STATED,
        moves=(On(f"{name} answered", go=onward), On(f"{name} silent", again=True), Spent(go=onward)),
    )
    return attrs.evolve(
        bare,
        adds=(step,),
        teams=(TeamRule(f"{name} team", (Seat("operator"),)),) if staffed else (),
        parameters=(tries,) if counted else (),
    )


def offered_extensions() -> st.SearchStrategy[StepExtension]:
    """Draw a playbook, and an extension that fits it."""
    return playbooks().flatmap(step_extensions)


def _past(track: Track, name: str) -> Iterator[Redirect]:
    """Go through the entries and moves of a track, each led past a part of a name."""
    for entry in track.workflow.start:
        yield Redirect(to=name, was=entry.part)
    for part in track.workflow.parts:
        for move in () if isinstance(part, Final) else part.moves:
            if move.go:
                yield Redirect(part.name, to=name, on=move.outcome if isinstance(move, On) else "", was=move.go)
