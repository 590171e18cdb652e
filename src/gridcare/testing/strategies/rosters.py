"""
Hypothesis strategies for duty rules, what is owed, and rosters that walk what is owed and then bend it.

A roster is drawn as somebody would write it, turn after turn through each demand, and then bent: a shift left out or
late, somebody written down twice or at two places, in a wrong role, absent, replaced.
"""

import itertools
from datetime import UTC, datetime, time, timedelta
from typing import Final

import attrs
from hypothesis import strategies as st

from gridcare.people.duties import Demand, Duties, DutyRule, Hours, Owed
from gridcare.people.rosters import Absence, DutyShift, HandOver, Roster, Substitution
from gridcare.people.staffing import WorkLimits
from gridcare.timing.periods import Interval

__all__ = ["absences", "duties", "hours", "owed", "rosters", "substituted", "work_limits"]

_START: Final = datetime(2020, 2, 28, 22, tzinfo=UTC)
_ROLES: Final = ("firm", "head", "volunteer")
_PEOPLE: Final = ("a", "b", "c", "d")
_HOUR: Final = timedelta(hours=1)


def hours() -> st.SearchStrategy[Hours]:
    """Draw hours of the day, over midnight and round the clock among them."""
    clocks = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))
    return st.builds(Hours, clocks, clocks)


@st.composite
def duties(draw: st.DrawFn) -> Duties:
    """Draw rules of one duty each, on whether a property firm serves the place."""
    whens = st.sampled_from((None, "unit.property_firm", "not unit.property_firm"))
    rules = [
        DutyRule(
            duty=f"duty {number}",
            hours=draw(hours()),
            by=draw(st.lists(st.sampled_from(_ROLES), min_size=1, max_size=2, unique=True)),
            at_once=draw(st.integers(1, 2)),
            when=draw(whens),
            hand_over=draw(st.booleans()),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    return Duties(rules)


@st.composite
def owed(draw: st.DrawFn) -> Owed:
    """Draw what is owed at two places over two days, in stretches that meet or leave time between them."""
    demands = []
    for place in ("p1", "p2"):
        since = 0
        for _ in range(draw(st.integers(0, 3))):
            since += draw(st.sampled_from((0, 0, 5)))
            until = since + draw(st.integers(1, 14))
            demands.append(
                Demand(
                    place=place,
                    duty="gate",
                    hours=Interval(_START + _HOUR * since, _START + _HOUR * until),
                    by=draw(st.lists(st.sampled_from(_ROLES), min_size=1, max_size=2, unique=True)),
                    at_once=draw(st.integers(1, 2)),
                    hand_over=draw(st.booleans()),
                )
            )
            since = until
    return Owed(within=Interval(_START, _START + _HOUR * 48), demands=draw(st.permutations(demands)))


@st.composite
def rosters(draw: st.DrawFn, among: Owed | None = None) -> Roster:
    """Draw rosters that staff what is owed, and bend some of their shifts."""
    target = draw(owed()) if among is None else among
    shifts: list[DutyShift] = []
    for demand in target.demands:
        cuts = sorted({demand.hours.start, demand.hours.end, *draw(_cuts(demand.hours))})
        for start, end in itertools.pairwise(cuts):
            for person in draw(st.permutations(_PEOPLE))[: demand.at_once]:
                shift = DutyShift(
                    id=f"s{len(shifts)}",
                    person=person,
                    role=demand.by[0],
                    place=demand.place,
                    duty=demand.duty,
                    hours=Interval(start, end),
                )
                shifts += draw(_bent(shift))
    shifts = [attrs.evolve(shift, id=f"s{number}") for number, shift in enumerate(shifts)]
    notes = [HandOver(shift=shift.id, by=shift.person, at=shift.hours.end) for shift in shifts if draw(st.booleans())]
    return Roster(shifts=draw(st.permutations(shifts)), hand_overs=notes)


def _cuts(within: Interval) -> st.SearchStrategy[list[datetime]]:
    inner = int(within.duration / _HOUR)
    return st.lists(st.integers(0, inner).map(lambda hour: within.start + _HOUR * hour), max_size=2)


def _bent(shift: DutyShift) -> st.SearchStrategy[tuple[DutyShift, ...]]:
    late = attrs.evolve(shift, hours=Interval(shift.hours.start + _HOUR / 2, shift.hours.end + _HOUR / 2))
    longer = attrs.evolve(shift, hours=Interval(shift.hours.start, shift.hours.end + _HOUR))
    elsewhere = attrs.evolve(shift, place="p3")
    wrong = attrs.evolve(shift, role="passer-by")
    return st.sampled_from(
        ((shift,),) * 4 + ((), (late,), (longer,), (shift, shift), (shift, elsewhere), (elsewhere,), (wrong,))
    )


@st.composite
def substituted(draw: st.DrawFn, roster: Roster) -> Roster:
    """Draw substitutions of some shifts of a roster, by people who are not in it."""
    made = []
    for number, shift in enumerate(roster.shifts):
        if draw(st.booleans()):
            parts = sorted(draw(st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True)))
            since = [shift.hours.start + shift.hours.duration * part / 6 for part in parts]
            early = since[-1] + (shift.hours.end - since[-1]) / 2
            until = [*since[1:], draw(st.sampled_from((None, early, shift.hours.end)))]
            made += [
                Substitution(shift=shift.id, person=f"x{number}-{place}", since=start, until=end)
                for place, (start, end) in enumerate(zip(since, until, strict=True))
            ]
    return roster.replace(*draw(st.permutations(made)))


@st.composite
def absences(draw: st.DrawFn) -> tuple[Absence, ...]:
    """Draw absences of those who are in the rosters, perhaps overlapping."""
    spans = st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from(_PEOPLE))
    return tuple(
        Absence(person=person, hours=Interval(_START + _HOUR * since, _START + _HOUR * (since + length)))
        for since, length, person in draw(st.lists(spans, max_size=4))
    )


def work_limits() -> st.SearchStrategy[WorkLimits]:
    """Draw limits that some rosters break."""
    lengths = st.integers(1, 16).map(lambda count: _HOUR * count)
    return st.builds(WorkLimits, longest=lengths, rest=lengths)
