"""Assignment: trios from a manpower pool, turns at a gate, and who is not available and why."""

from datetime import date

import pytest

from gridcare.errors import DefinitionError
from gridcare.people.assignment import Because, Task, WhyNot, Worker, assign, seats_to_fill, turns_to_fill
from gridcare.people.duties import Demand, Hours, Owed
from gridcare.people.rosters import Absence
from gridcare.people.staffing import WorkLimits, prove
from gridcare.people.teams import Seat, TeamRule, check
from gridcare.timing.periods import Interval, moment

ZONE = "Asia/Shanghai"
TRIO = TeamRule(
    "trio", (Seat("community worker"), Seat("health professional"), Seat(("government cadre", "volunteer")))
)


def gate(days: int = 2, at_once: int = 1) -> Owed:
    within = Interval(moment("2020-02-03 06:00", ZONE), moment(f"2020-02-{3 + days:02} 06:00", ZONE))
    return Owed(within=within, demands=[Demand(place="g", duty="gate", hours=within, by="guard", at_once=at_once)])


TURNS = (Hours("06:00", "14:00"), Hours("14:00", "22:00"), Hours("22:00", "06:00"))


class TestTrios:
    """NB-11: trios are drawn from a manpower pool of six sources."""

    def pool(self, *also: Worker) -> list[Worker]:
        made = [
            Worker(id="c1", roles="community worker", source="community"),
            Worker(id="c2", roles=("community worker", "volunteer"), source="community"),
            Worker(id="h1", roles="health professional", source="health"),
            Worker(id="h2", roles="health professional", source="health"),
            Worker(id="g1", roles="government cadre", source="seconded"),
            *also,
        ]
        return [Worker(id=each.id, roles=each.roles, source=each.source, at_most=1) for each in made]

    def test_nb11_each_person_sits_in_one_team_only(self) -> None:
        plan = assign(seats_to_fill(TRIO, ["u1", "u2"]), self.pool(Worker(id="v1", roles="volunteer")))
        assert () == plan.findings
        for unit in ("u1", "u2"):
            assert () == check(TRIO, [each.role for each in plan.given if each.task.startswith(f"{unit}/")])
        assert 6 == len({each.person for each in plan.given})

    def test_nb11_a_seat_that_nobody_is_left_for_is_a_finding(self) -> None:
        (finding,) = assign(seats_to_fill(TRIO, ["u1", "u2"]), self.pool()).findings
        assert ((WhyNot.ROLE, 3), (WhyNot.LOAD, 2)) == finding.reasons
        assert "nobody is available (3 no such role, 2 fully loaded)" in str(finding)

    def test_somebody_who_could_sit_elsewhere_moves(self) -> None:
        both, one = Worker(id="a", roles=("x", "y"), at_most=1), Worker(id="b", roles="x", at_most=1)
        plan = assign([Task(id="1", by="x"), Task(id="2", by="y")], [both, one])
        assert {"1": "b", "2": "a"} == {each.task: each.person for each in plan.given}
        assert {Because.PASSED_ON} == {each.because for each in plan.given}


class TestTurns:
    def test_turns_follow_each_other_fairly(self) -> None:
        people = [Worker(id=id, roles="guard") for id in "abc"]
        plan = assign(
            turns_to_fill(gate(), changes=TURNS, zone=ZONE), people, limits=WorkLimits(longest="8h", rest="16h")
        )
        assert [*"abcabc"] == [each.person for each in plan.given]
        assert prove(plan.roster(), gate()).holds

    def test_with_an_allowance_the_same_face_is_at_the_gate(self) -> None:
        people = [Worker(id=id, roles="guard") for id in "ab"]
        plan = assign(turns_to_fill(gate(), changes=TURNS, zone=ZONE), people, allowance=24 * 60)
        assert "aaaa" == "".join(each.person for each in plan.given)[:4]
        assert Because.CONTINUES is plan.given[1].because

    def test_whoever_was_last_in_the_plan_before_goes_on(self) -> None:
        people = [Worker(id=id, roles="guard") for id in "ab"]
        plan = assign(turns_to_fill(gate(1), changes=TURNS, zone=ZONE), people, last={("g", "gate"): "b"})
        assert "b" == plan.given[0].person

    def test_turns_leave_no_minute_whatever_the_changes_are(self) -> None:
        turns = turns_to_fill(gate(1, at_once=2), changes=[Hours("08:00", "12:00")], zone=ZONE)
        told = [(f"{turn.hours.start:%H:%M}", turn.weight) for turn in turns if turn.hours]
        assert [("06:00", 120), ("08:00", 240), ("12:00", 1080)] == told[::2] == told[1::2]

    def test_c14_nobody_available_is_a_finding_with_the_reasons(self) -> None:
        day = Interval.of_day(date(2020, 2, 3), ZONE)
        people = [
            Worker(id="a", roles="volunteer"),
            Worker(id="b", roles="guard", places="elsewhere"),
            Worker(id="c", roles="guard"),
        ]
        plan = assign(
            turns_to_fill(gate(1), changes=TURNS, zone=ZONE), people, absences=[Absence(person="c", hours=day)]
        )
        assert ((WhyNot.ROLE, 1), (WhyNot.PLACE, 1), (WhyNot.ABSENT, 1)) == plan.findings[0].reasons
        assert 3 == len(plan.findings)
        assert "nobody is available (there is nobody)" in str(assign([Task(id="t", by="guard")], []).findings[0])


class TestRefused:
    def test_ids_twice_and_weights_below_zero(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            assign(
                [Task(id="t", by="x"), Task(id="t", by="y", weight=-1)],
                [Worker(id="w", roles="x"), Worker(id="w", roles="x")],
            )
        assert ("assignment.task-id", "assignment.worker-id", "assignment.weight") == caught.value.codes
