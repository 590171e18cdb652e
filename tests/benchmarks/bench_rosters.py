"""A street's roster of 300 gates and 14 days in three shifts, proved to the minute; beside interval arithmetic."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from typing import Any, Final

import portion

from gridcare.people.duties import Duties, DutyRule, Hours, Owed
from gridcare.people.rosters import DutyShift, Roster
from gridcare.people.staffing import RosterProof, WorkLimits, prove
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.timing.periods import Interval, day_start

GATES: Final = 300
DAYS: Final = 14
ZONE: Final = "Asia/Shanghai"
FIRST: Final = date(2020, 2, 3)
TURNS: Final = (Hours("06:00", "14:00"), Hours("14:00", "22:00"), Hours("22:00", "06:00"))
LIMITS: Final = WorkLimits(longest="8h", rest="16h")
MISSING: Final = 97
"""Every so manieth shift is nobody's, so that there is something to find."""


@cache
def street() -> Owed:
    gates = [f"g{number}" for number in range(GATES)]
    hierarchy = Hierarchy([Level("gate")], [Unit(gate, "", "gate") for gate in gates])
    within = Interval(day_start(FIRST, ZONE), day_start(FIRST + timedelta(days=DAYS), ZONE))
    duties = Duties([DutyRule(duty="gate", hours=Hours("00:00", "24:00"), by="guard")])
    return duties.owed(gates, within, hierarchy=hierarchy, zone=ZONE)


@cache
def roster() -> Roster:
    days = [FIRST + timedelta(days=ahead) for ahead in range(-1, DAYS)]
    hours = [(number, each.on(day, ZONE)) for day in days for number, each in enumerate(TURNS)]
    told = [
        (f"{gate}/{place}", f"{gate}/{number}", gate, stretch)
        for gate in range(GATES)
        for place, (number, stretch) in enumerate(hours[2:])
        if stretch is not None
    ]
    return Roster(
        shifts=[
            DutyShift(id=id, person=person, role="guard", place=f"g{gate}", duty="gate", hours=stretch)
            for number, (id, person, gate, stretch) in enumerate(told)
            if number % MISSING
        ]
    )


def ours() -> RosterProof:
    return prove(roster(), street(), limits=LIMITS)


def with_portion() -> timedelta:
    """Uncovered time, and who is on duty twice at once; neither roles, rests, absences nor hand-overs."""
    by_place: dict[str, list[Any]] = defaultdict(list)
    by_person: dict[str, list[Any]] = defaultdict(list)
    for shift in roster().shifts:
        stretch = portion.closedopen(shift.hours.start, shift.hours.end)
        by_place[shift.place].append(stretch)
        by_person[shift.person].append(stretch)
    asked: dict[str, list[Any]] = defaultdict(list)
    for demand in street().demands:
        asked[demand.place].append(portion.closedopen(demand.hours.start, demand.hours.end))
    uncovered = timedelta()
    for place, stretches in asked.items():
        gaps = portion.Interval(*stretches) - portion.Interval(*by_place[place])
        uncovered += sum((gap.upper - gap.lower for gap in gaps), timedelta())
    for own in by_person.values():
        whole = sum((piece.upper - piece.lower for piece in own), timedelta())
        assert whole == sum((piece.upper - piece.lower for piece in portion.Interval(*own)), timedelta())
    return uncovered


def check() -> None:
    """Both find the same uncovered time."""
    told = ours()
    assert with_portion() == told.uncovered > timedelta()
    assert len(told.covers) == GATES
    assert {"uncovered"} == {finding.trouble.value for finding in told.findings}


def ratio_roster_proof(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    check()
    ours_s, peer_s = versus(ours, with_portion, rounds=5)
    return {
        "ours_s": ours_s,
        "peer": f"portion {version('portion')}, uncovered time and double bookings only",
        "peer_s": peer_s,
        "floor": "<= 1 s",
        "goal": "<= 0.5 s",
    }


def test_a_streets_roster_is_proved(benchmark: Any) -> None:
    assert benchmark(ours).uncovered > timedelta()


def test_beside_interval_arithmetic(benchmark: Any) -> None:
    assert benchmark(with_portion) == ours().uncovered
