"""
Hypothesis strategies for scales and for what happens to places that are graded.

`grade_facts` walks a scale from grade to grade as an authority would, with adverse facts and rounds of tests between,
and then bends the walk: lifts too early, by another authority, to a grade that is none, learnt days later, told with
their day only.
"""

import datetime as dt
from typing import Final

import attrs
from hypothesis import strategies as st

from gridcare.facts.fact import Fact, Precision
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.timing.anchors import Latest
from gridcare.work.grades import grading
from gridcare.work.scales import All, CleanDays, Fall, Has, LastRound, Rise, Scale, WhoeverSet

__all__ = ["FIRST_HOUR", "PLACES", "ZONES", "counts_of", "grade_facts", "hours", "scales"]

FIRST_HOUR: Final = dt.datetime(2022, 7, 1, tzinfo=dt.timezone(dt.timedelta(hours=8)))
"""The first hour of the walks; all moments are whole hours after it."""

PLACES: Final = Hierarchy(
    Level.ordered("area", "quarter", "block"),
    [Unit("a", "", "area"), Unit("q", "", "quarter", "a"), Unit("b1", "", "block", "q"), Unit("b2", "", "block", "q")],
)
"""The places that are graded: an area, a quarter in it, two blocks in that."""

_SPAN: Final = 20 * 24
_AUTHORITIES: Final = ("upper", "lower")


def scales() -> st.SearchStrategy[Scale]:
    """Draw scales of three grades with short clocks, different guards and different authorities."""
    return st.builds(
        _scale,
        days=st.tuples(st.integers(1, 3), st.integers(1, 2)),
        counts=st.sampled_from(("local days", "elapsed")),
        within=st.sampled_from((None, "24h", "2d")),
        day=st.sampled_from((None, 1, 2)),
        free=st.booleans(),
    )


def _scale(*, days: tuple[int, int], counts: str, within: str | None, day: int | None, free: bool) -> Scale:
    since = Latest(("entered", "positive"))
    first, second = (CleanDays(each, since=since, counts=counts) for each in days)
    rounds = LastRound("negative", within=within, from_day=day, since=None if day is None else since)
    return Scale(
        "zone",
        ("low", "middle", "high"),
        rises=(Rise(to="high", when=Has("positive")), Rise(to="middle", when=Has("suspect", at_least=2, within="3d"))),
        falls=(
            Fall("high", "middle", when=All(first, rounds), by=WhoeverSet()),
            Fall("middle", "low", when=second, by=() if free else WhoeverSet()),
        ),
    )


ZONES: Final = _scale(days=(2, 1), counts="local days", within="2d", day=None, free=False)
"""A scale like those of `scales`, for tests that want one."""


def hours() -> st.SearchStrategy[dt.datetime]:
    """Draw whole hours of the walk and a little after."""
    return st.integers(0, _SPAN + 48).map(lambda hour: FIRST_HOUR + dt.timedelta(hours=hour))


@st.composite
def grade_facts(draw: st.DrawFn, *, max_size: int = 12) -> tuple[Fact, ...]:
    """Draw gradings, adverse facts and rounds in the places of `PLACES`, known at once or late, in any order."""
    hour, made = 0, []
    grades = iter(("middle", "high", "middle", "low") * max_size)
    for number in range(draw(st.integers(1, max_size))):
        hour += draw(st.sampled_from((0, 1, 30, 60, 90)))
        at = FIRST_HOUR + dt.timedelta(hours=hour)
        late = dt.timedelta(hours=draw(st.sampled_from((0, 0, 0, 5, 50))))
        kind = draw(st.sampled_from(("graded", "graded", "graded", "positive", "suspect", "round", "round")))
        if kind == "graded":
            bent = draw(st.sampled_from(("", "", "", "", "hihg", "low", "high")))
            fact = grading(
                f"f{number}",
                scale="zone",
                unit=draw(st.sampled_from(("q", "q", "b1"))),
                grade=bent or next(grades),
                by=draw(st.sampled_from((_AUTHORITIES[0], *_AUTHORITIES))),
                happened=at,
                known=at + late,
            )
        else:
            fact = Fact(
                id=f"f{number}",
                kind=kind,
                subjects=(draw(st.sampled_from(("q", "b1", "b2", "a"))),),
                happened=at,
                known=at + late,
                outcome=draw(st.sampled_from(("negative", "negative", "positive"))) if kind == "round" else "",
            )
        made.append(attrs.evolve(fact, precision=draw(st.sampled_from((*Precision, Precision.MINUTE)))))
    return tuple(draw(st.permutations(made)))


def counts_of(names: tuple[str, ...], *, most: int = 60) -> st.SearchStrategy[dict[str, int]]:
    """Draw figures of a place by name, often small ones."""
    amounts = st.one_of(st.integers(0, 3), st.integers(0, most))
    return st.fixed_dictionaries(dict.fromkeys(names, amounts))
