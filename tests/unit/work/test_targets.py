"""A campaign stands against a target by the moments at which its cases were settled."""

from datetime import datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.errors import UnknownName
from gridcare.facts.fact import Fact, Precision
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.timing.deadlines import NOT_STATED, OPENED, Deadline, Target, TargetState
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.rows import Track
from gridcare.work.steps import After, Excluded, On, OpenForVerification, Part, Settled, Step
from gridcare.work.workflow import Workflow

ZONE = "Asia/Shanghai"
SECOND_EVENING = Deadline(clock="20:00", nth=2, anchor=OPENED)
NINE_IN_TEN = Target(share="9/10", by=SECOND_EVENING)
MET, MISSED, NOT_YET = TargetState.MET, TargetState.MISSED, TargetState.NOT_YET
STREET = Hierarchy(
    Level.ordered("street", "grid"),
    [Unit("s", "", "street"), Unit("g1", "", "grid", "s"), Unit("g2", "", "grid", "s")],
)
REGISTER = Register(
    STREET,
    [
        Subject(id=f"h{n}", kind="household", unit="g1" if n < 9 else "g2", persons=11 if n == 9 else 1)
        for n in range(10)
    ],
)


def workflow(name: str, *extra: On | After, parts: tuple[Part, ...] = ()) -> Workflow:
    moves = (On("met", go="done"), On("moved", go="elsewhere"), On("shut", go="left open"), *extra)
    ends = (Settled("done"), Excluded("elsewhere"), OpenForVerification("left open"))
    return Workflow(name, start=name, parts=(Step(name, moves=moves, deadline=NOT_STATED), *ends, *parts))


DOOR, PHONE = workflow("door"), workflow("phone")


def at(text: str) -> datetime:
    return moment(f"2020-02-{text}", ZONE)


def campaign(*tracks: Workflow, needs: str = "all") -> Campaign:
    given = [Track(each) for each in tracks or (DOOR,)]
    return Campaign(STREET, REGISTER, given, opened=at("03 08:00"), zone=ZONE, needs=needs)


def visit(number: int, when: str, outcome: str = "met", kind: str = "door") -> Fact:
    happened = at(when)
    id = f"{kind}{number}"
    return Fact(id=id, kind=kind, subjects=(f"h{number}",), outcome=outcome, happened=happened, known=happened)


def standing(campaign: Campaign, unit: str = "s", target: Target = NINE_IN_TEN, track: str = "") -> tuple[object, ...]:
    line = campaign.target(target, unit, track=track)
    return (line.subjects.state, line.subjects.short, line.persons.state, line.persons.short)


class TestNineInTenByTheSecondEvening:
    def test_it_is_not_yet_met_then_missed_by_how_many(self) -> None:
        street = campaign()
        for number in range(7):
            street.record(visit(number, f"03 1{number}:00"))
        assert standing(street) == (NOT_YET, 2, NOT_YET, 11)
        street.record(visit(8, "04 20:00"))
        assert standing(street) == (NOT_YET, 2, NOT_YET, 11)
        street.advance(at("03 20:00"))
        assert standing(street) == (NOT_YET, 2, NOT_YET, 11)
        street.advance(at("04 20:00"))
        assert standing(street) == (MISSED, 2, MISSED, 11)
        street.record(visit(7, "04 20:00"))
        assert standing(street) == (MISSED, 2, MISSED, 11)

    def test_nine_households_may_hold_too_few_persons(self) -> None:
        street = campaign()
        for number in range(9):
            street.record(visit(number, "03 12:00"))
        street.advance(at("04 08:00"))
        line = street.target(NINE_IN_TEN, "s")
        assert (line.subjects.state, line.persons.state, line.met) == (MET, NOT_YET, False)
        assert (line.unit, line.level) == ("s", "street")

    def test_each_unit_is_judged_by_its_own(self) -> None:
        street = campaign()
        street.record(visit(9, "03 12:00"))
        street.advance(at("04 21:00"))
        assert street.target(NINE_IN_TEN, "g2").met
        assert standing(street, "g1") == (MISSED, 9, MISSED, 9)

    def test_who_does_not_belong_is_no_part_of_it_and_who_stays_open_is(self) -> None:
        street = campaign()
        for number in range(8):
            street.record(visit(number, "03 12:00"))
        street.record(visit(8, "03 12:00", "moved"))
        street.record(visit(9, "03 12:00", "shut"))
        street.advance(at("04 21:00"))
        assert standing(street) == (MISSED, 1, MISSED, 10)
        assert street.target(NINE_IN_TEN, "g1").met

    def test_a_paper_form_of_the_day_answers_every_hour_of_it(self) -> None:
        street = campaign()
        for number in range(9):
            street.record(attrs.evolve(visit(number, "04 12:00"), precision=Precision.DAY))
        street.advance(at("04 21:00"))
        assert street.target(NINE_IN_TEN, "g1").met

    def test_time_that_passes_after_a_paper_form_is_no_such_day(self) -> None:
        timed = workflow(
            "door", On("later", go="wait"), parts=(Step("wait", moves=(After("24h", go="done"),), deadline="1h"),)
        )
        street = campaign(timed)
        for number in range(9):
            street.record(attrs.evolve(visit(number, "03 12:00", "later"), precision=Precision.DAY))
        street.advance(at("06 08:00"))
        assert standing(street, "g1") == (MISSED, 9, MISSED, 9)

    def test_a_late_fact_changes_what_is_known_and_a_campaign_as_of_then_does_not_know_it(self) -> None:
        street = campaign()
        for number in range(9):
            street.record(attrs.evolve(visit(number, "04 12:00"), known=at("06 12:00")))
        street.advance(at("06 12:00"))
        assert street.target(NINE_IN_TEN, "g1").met
        assert standing(street.as_of(known=at("05 00:00")), "g1") == (MISSED, 9, MISSED, 9)


class TestSeveralTracks:
    @pytest.mark.parametrize(("needs", "state"), [("all", MISSED), ("any", MET)])
    def test_the_last_or_the_first_to_settle_counts_as_declared(self, needs: str, state: TargetState) -> None:
        street = campaign(DOOR, PHONE, needs=needs)
        street.record(visit(9, "03 12:00"))
        street.record(visit(9, "05 12:00", kind="phone"))
        street.advance(at("06 12:00"))
        assert street.target(NINE_IN_TEN, "g2").subjects.state is state
        assert street.target(NINE_IN_TEN, "g2", track="door").subjects.state is MET
        assert street.target(NINE_IN_TEN, "g2", track="phone").subjects.state is MISSED


def test_a_target_counts_from_the_opening_only() -> None:
    odd = Target(share=1, by=Deadline(within="48h", anchor="order"))
    with pytest.raises(UnknownName, match="'order'"):
        campaign().target(odd, "s")


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), max_size=12),
    st.integers(0, 72),
    st.sampled_from(("1/10", "1/2", "9/10", "1")),
)
def test_a_target_at_the_clock_agrees_with_coverage(visits: list[tuple[int, int]], hours: int, share: str) -> None:
    street = campaign()
    target = Target(share=share, by=Deadline(within=f"{max(hours, 1)}h", anchor=OPENED))
    for number, hour in sorted(visits, key=lambda each: each[1]):
        try:
            street.record(visit(number, f"{3 + (8 + hour) // 24:02} {(8 + hour) % 24:02}:00"))
        except ValueError:
            continue
    clock = street.opened + max(target.by.within or street.now - street.opened, street.now - street.opened)
    street.advance(clock)
    before = street.as_of(happened=clock - datetime.resolution, known=clock)
    for unit in ("s", "g1", "g2"):
        line = street.target(target, unit)
        settled = before.coverage(unit).settled
        assert (settled.subjects, settled.persons) == (line.subjects.reached, line.persons.reached)
