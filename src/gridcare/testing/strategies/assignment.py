"""Hypothesis strategies for workers and tasks, of which some nobody can take."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from gridcare.people.assignment import Task, Worker
from gridcare.timing.periods import Interval

__all__ = ["tasks", "workers"]

_ROLES: Final = ("cadre", "doctor", "volunteer")
_PLACES: Final = ("p1", "p2")
_START: Final = datetime(2020, 2, 3, tzinfo=UTC)


@st.composite
def workers(draw: st.DrawFn, *, max_size: int = 5) -> tuple[Worker, ...]:
    """Draw people with one role or two, some bound to a place or to a load."""
    return tuple(
        Worker(
            id=f"w{number}",
            roles=draw(st.lists(st.sampled_from(_ROLES), min_size=1, max_size=2, unique=True)),
            source=draw(st.sampled_from(("", "retired", "seconded"))),
            places=draw(st.sampled_from(((), (), ("p1",), _PLACES))),
            at_most=draw(st.sampled_from((None, None, 1, 3))),
        )
        for number in range(draw(st.integers(0, max_size)))
    )


@st.composite
def tasks(draw: st.DrawFn, *, max_size: int = 8) -> tuple[Task, ...]:
    """Draw tasks with hours and without, that meet, overlap and leave little rest."""
    drawn = []
    for number in range(draw(st.integers(0, max_size))):
        since, length = draw(st.integers(0, 40)), draw(st.sampled_from((4, 8)))
        hours = Interval(_START + timedelta(hours=since), _START + timedelta(hours=since + length))
        drawn.append(
            Task(
                id=f"t{number}",
                by=draw(st.lists(st.sampled_from(_ROLES), min_size=1, max_size=2, unique=True)),
                hours=draw(st.sampled_from((None, hours, hours))),
                place=draw(st.sampled_from(_PLACES)),
                duty=draw(st.sampled_from(("gate", ""))),
                weight=draw(st.integers(0, 2)),
            )
        )
    return tuple(draw(st.permutations(drawn)))
