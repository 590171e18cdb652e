"""Rosters that a solver made: they prove, they are the same again, and what cannot be staffed is told."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcare.adapters.rostering import make_roster
from gridcare.errors import MissingExtra
from gridcare.people.assignment import WhyNot, Worker, assign, turns_to_fill
from gridcare.people.duties import Demand, Hours, Owed
from gridcare.people.rosters import Absence
from gridcare.people.staffing import RosterTrouble, WorkLimits
from gridcare.testing.strategies import rosters as made
from gridcare.timing.periods import Interval, moment

ZONE = "Asia/Shanghai"
TURNS = (Hours("06:00", "14:00"), Hours("14:00", "22:00"), Hours("22:00", "06:00"))
LIMITS = WorkLimits(longest="8h", rest="16h")


def gates(count: int, days: int) -> Owed:
    within = Interval(moment("2020-02-03 06:00", ZONE), moment(f"2020-02-{3 + days:02} 06:00", ZONE))
    demands = [Demand(place=f"g{number}", duty="gate", hours=within, by="guard") for number in range(count)]
    return Owed(within=within, demands=demands)


def guards(count: int, places: tuple[str, ...] = ()) -> list[Worker]:
    return [Worker(id=f"{''.join(places)}w{number}", roles="guard", places=places) for number in range(count)]


class TestMade:
    def test_it_proves_and_is_even(self) -> None:
        pytest.importorskip("ortools")
        told = make_roster(gates(2, 4), guards(6), changes=TURNS, zone=ZONE, limits=LIMITS)
        assert told.proof.holds
        assert told.best
        assert {4 * 8 * 3600.0} == {time.total_seconds() for time in told.proof.workload.values()}

    def test_the_same_faces_are_at_each_gate(self) -> None:
        pytest.importorskip("ortools")
        told = make_roster(gates(2, 3), guards(6), changes=TURNS, zone=ZONE, limits=LIMITS)
        faces = {(shift.place, shift.person) for shift in told.roster.shifts}
        assert 6 == len(faces), "three people to each gate, where any of six could be"

    def test_the_same_question_gets_the_same_roster_in_any_order(self) -> None:
        pytest.importorskip("ortools")
        people = guards(5)
        first = make_roster(gates(2, 3), people, changes=TURNS, zone=ZONE, limits=LIMITS, effort=1)
        again = make_roster(gates(2, 3), people[::-1], changes=TURNS, zone=ZONE, limits=LIMITS, effort=1)
        assert first == again

    def test_looking_ahead_fills_what_one_turn_after_the_other_leaves_empty(self) -> None:
        pytest.importorskip("ortools")
        start = moment("2020-02-03 06:00", ZONE)
        owed = gates(1, 1)
        away = [Absence(person="w1", hours=Interval(moment("2020-02-03 14:00", ZONE), owed.within.end))]
        people = [
            Worker(id="w0", roles="guard", at_most=16 * 60),
            Worker(id="w1", roles="guard", at_most=16 * 60),
            Worker(id="w2", roles="guard", at_most=8 * 60),
        ]
        limits = WorkLimits(longest="8h", rest="8h")
        told = make_roster(owed, people, changes=TURNS, zone=ZONE, limits=limits, absences=away)
        assert told.proof.holds
        assert "w1" == next(shift.person for shift in told.roster.shifts if shift.hours.start == start)

    def test_what_cannot_be_staffed_is_a_finding_with_its_reasons(self) -> None:
        pytest.importorskip("ortools")
        told = make_roster(gates(1, 1), guards(2), changes=TURNS, zone=ZONE, limits=LIMITS)
        (finding,) = told.findings
        assert ((WhyNot.REST, 2),) == finding.reasons
        assert [RosterTrouble.UNCOVERED] == [each.trouble for each in told.proof.findings]

    def test_nobody_at_all(self) -> None:
        pytest.importorskip("ortools")
        told = make_roster(gates(1, 1), [], changes=TURNS, zone=ZONE)
        assert 3 == len(told.findings)
        assert ("g0",) == told.proof.empty_places

    def test_without_the_extra_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
        with pytest.raises(MissingExtra, match=r"gridcare\[rosters\]"):
            make_roster(gates(1, 1), guards(1), changes=TURNS, zone=ZONE)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Owed, tuple[Worker, ...], tuple[Absence, ...], WorkLimits | None]:
    people = [
        Worker(
            id=id,
            roles=draw(st.sampled_from((("firm", "head"), ("volunteer", "firm"), ("firm",)))),
            places=draw(st.sampled_from(((), ("p1",)))),
            at_most=draw(st.sampled_from((None, 600))),
        )
        for id in "abcd"
    ]
    limits = draw(st.one_of(st.none(), made.work_limits()))
    return draw(made.owed()), tuple(people[: draw(st.integers(0, 4))]), draw(made.absences()), limits


@settings(max_examples=25, deadline=None)
@given(questions())
def test_a_made_roster_always_proves_but_for_its_findings_and_is_no_worse_than_one_turn_after_the_other(
    question: tuple[Owed, tuple[Worker, ...], tuple[Absence, ...], WorkLimits | None],
) -> None:
    pytest.importorskip("ortools")
    owed, people, absences, limits = question
    told = make_roster(owed, people, changes=TURNS, zone="UTC", limits=limits, absences=absences, effort=2)
    fine = {RosterTrouble.UNCOVERED, RosterTrouble.NO_HAND_OVER}
    assert {finding.trouble for finding in told.proof.findings} <= fine
    turns = {task.id: task for task in turns_to_fill(owed, changes=TURNS, zone="UTC")}
    assert len(turns) == len(told.findings) + len(told.roster.shifts)
    lacking = sum(turns[finding.task].weight for finding in told.findings)
    assert lacking == sum(
        finding.lacking * finding.hours.duration.total_seconds() // 60
        for finding in told.proof.of(RosterTrouble.UNCOVERED)
    )
    for finding in told.findings:
        assert len(people) == sum(count for _, count in finding.reasons)
    greedy = assign(turns.values(), people, limits=limits, absences=absences)
    assert len(told.findings) <= len(greedy.findings)
