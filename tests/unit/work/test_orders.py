"""Orders: facts that concern a case wherever it stands."""

from datetime import datetime

import pytest

from gridcare.errors import DefinitionError
from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.work.announcements import announced
from gridcare.work.campaign import Campaign
from gridcare.work.grades import Gradings, grading
from gridcare.work.scales import Fall, Has, Scale
from gridcare.work.steps import On, OpenForVerification, Order, Part, Settled, Step, Wait
from gridcare.work.workflow import StateMap, Workflow

PARTS: tuple[Part, ...] = (
    Wait("watch", until=NOT_STATED, go="dry", moves=(On("orange", go="knock"), On("over", go="dry"))),
    Step(
        "knock",
        deadline="12h",
        requires="performers.warden >= 1",
        moves=(On("left", go="away"), On("refused", go="stays"), On("lowered", go="inspection")),
    ),
    Wait("away", until=NOT_STATED, go="inspection", moves=(On("lowered", go="inspection"),)),
    Step("inspection", deadline="24h", moves=(On("sound", go="back"),)),
    Settled("dry"),
    Settled("back"),
    OpenForVerification("stays"),
)
LOW = Has("low water")
LEVEL = Order("level", ("orange", "lowered", "over"))
FLOOD = Workflow("flood", start="watch", parts=PARTS, orders=(LEVEL,))
VALLEY = Hierarchy((Level("valley"),), [Unit("v", "", "valley")])
HOMES = Register(VALLEY, [Subject(id=f"h{number}", kind="household", unit="v", persons=2) for number in range(3)])
EVERYBODY = tuple(HOMES)


def at(text: str) -> datetime:
    return moment(f"2024-10-{text}", "Europe/Madrid")


def fact(id: str, kind: str, when: str, outcome: str, *whom: str) -> Fact:
    return Fact(id=id, kind=kind, subjects=whom or EVERYBODY, happened=at(when), known=at(when), outcome=outcome)


def campaign() -> Campaign:
    return Campaign(VALLEY, HOMES, FLOOD, opened=at("28 20:00"), zone="Europe/Madrid")


class TestOrder:
    def test_one_fact_moves_everybody_whose_part_says_what_follows(self) -> None:
        valley = campaign()
        valley.record(fact("o1", "level", "29 06:00", "orange"))
        assert ["knock"] * 3 == [valley.state(each).part for each in EVERYBODY]

    def test_it_asks_nobody_to_be_entitled_to_the_step(self) -> None:
        valley = campaign()
        valley.record(fact("o1", "level", "29 06:00", "orange"))
        assert ("not-entitled",) == tuple(
            found.code for found in valley.record(fact("v1", "knock", "29 07:00", "left", "h0")).discrepancies
        )
        valley.record(fact("o2", "level", "29 12:00", "lowered"))
        assert ["inspection"] * 3 == [valley.state(each).part for each in EVERYBODY]

    def test_it_changes_nothing_elsewhere_and_after_the_end_and_is_no_discrepancy(self) -> None:
        valley = campaign()
        valley.record(fact("o1", "level", "29 06:00", "orange", "h0", "h1"))
        valley.record(fact("o2", "level", "29 07:00", "over", "h2"))
        valley.record(fact("o3", "level", "29 08:00", "orange"))
        assert ["knock", "knock", "dry"] == [valley.state(each).part for each in EVERYBODY]
        assert () == valley.discrepancies

    def test_a_deadline_counts_from_it(self) -> None:
        valley = campaign()
        valley.record(fact("o1", "level", "29 06:00", "orange"))
        assert {at("29 18:00")} == {due.deadline for due in valley.due("v")}

    def test_one_that_comes_late_is_folded_in_where_it_happened(self) -> None:
        valley = campaign()
        valley.record(fact("o2", "level", "29 12:00", "lowered"))
        assert "watch" == valley.state("h0").part
        valley.record(fact("o1", "level", "29 06:00", "orange"))
        assert "inspection" == valley.state("h0").part

    def test_what_it_does_not_say_is_refused_at_the_door(self) -> None:
        with pytest.raises(Refused, match="'lowred' is no outcome of 'level'; did you mean 'lowered'"):
            campaign().record(fact("o1", "level", "29 06:00", "lowred"))

    def test_one_that_says_nothing_is_a_discrepancy(self) -> None:
        assert ("undecided",) * 3 == tuple(
            found.code for found in campaign().record(fact("o1", "level", "29 06:00", "")).discrepancies
        )

    def test_conditions_may_read_it(self) -> None:
        parts = (
            Step("knock", deadline="1h", moves=(
                On("raised", go="door", when="fact.kind = 'level'"), On("raised", go="open"), On("met", go="done"))),
            Step("door", deadline="1h", moves=(
                On("met", go="done", when="count(kind = 'level' per fact) > 1"), On("met", go="open"))),
            Settled("done"), OpenForVerification("open"),
        )  # fmt: skip
        twice = Workflow("twice", start="knock", parts=parts, orders=(Order("level", "raised"),))
        valley = Campaign(VALLEY, HOMES, twice, opened=at("28 20:00"), zone="Europe/Madrid")
        valley.record(fact("o1", "level", "29 06:00", "raised"))
        valley.record(fact("o2", "level", "29 07:00", "raised", "h0"))
        valley.record(fact("v1", "door", "29 08:00", "met"))
        assert ["done", "open", "open"] == [valley.state(each).part for each in EVERYBODY]


class TestVersions:
    """The next version reads the gauge itself, and no longer hears of levels."""

    GAUGED = Workflow(
        "flood",
        version="2",
        start="watch",
        parts=(
            Wait("watch", until=NOT_STATED, go="dry", moves=(On("orange", go="knock"), On("over", go="dry"))),
            *PARTS[1:],
        ),
        orders=(Order("gauge", ("orange", "over")),),
        former=StateMap(FLOOD),
    )

    def _migrated(self) -> Campaign:
        valley = campaign()
        valley.advance(at("30 00:00"))
        valley.migrate(self.GAUGED)
        return valley

    def test_an_order_of_the_version_before_is_taken_when_it_is_learnt_of_late(self) -> None:
        valley = self._migrated()
        valley.record(fact("o1", "level", "29 06:00", "orange"))
        assert () == valley.discrepancies
        assert ["knock"] * 3 == [valley.state(each).part for each in EVERYBODY]

    def test_it_is_refused_once_the_version_before_is_no_longer_in_force(self) -> None:
        valley = self._migrated()
        with pytest.raises(Refused, match="'level' is no step of the workflow"):
            valley.record(fact("o1", "level", "30 06:00", "orange"))

    def test_what_the_version_before_never_said_is_refused_still(self) -> None:
        valley = self._migrated()
        with pytest.raises(Refused, match="'red' is no outcome of 'level'"):
            valley.record(fact("o1", "level", "29 06:00", "red"))


class TestDeclaring:
    def test_every_fault_of_orders_is_told_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Workflow("flood", start="watch", parts=PARTS, orders=(Order("knock", ()), Order("level", "lowred")))
        assert ["workflow.order"] * 2 == [fault.code for fault in caught.value.faults]
        assert "'level/lowred': no part says what becomes of a case then; did you mean 'lowered'?" in str(caught.value)


class TestAnnouncedByGrades:
    """A valley with two banks is graded by the county; its households go by what they hear."""

    BANKS = Hierarchy(
        Level.ordered("valley", "bank"), [Unit("v", "", "valley"), *(Unit(bank, "", "bank", "v") for bank in "lr")]
    )
    HOMES = Register(BANKS, [Subject(id=f"h{bank}", kind="household", unit=bank, persons=2) for bank in "lr"])
    SCALE = Scale(
        "river", ("green", "amber", "red"), falls=(Fall("red", "amber", when=LOW), Fall("amber", "green", when=LOW))
    )

    def _orders(self, *graded: tuple[str, str, str]) -> tuple[Fact, ...]:
        facts = [
            grading(f"g{n}", scale="river", unit=unit, grade=grade, by="county", happened=at(when))
            for n, (unit, grade, when) in enumerate(graded)
        ]
        told = Gradings(hierarchy=self.BANKS, scale=self.SCALE, zone="Europe/Madrid", journal=Journal.of(facts))
        units = {home: self.HOMES[home].unit for home in self.HOMES}
        return announced(told, units, order="level", outcomes={"red": "orange", "green": "over"})

    def test_one_of_the_whole_says_nothing_to_a_part_that_stands_there_already(self) -> None:
        orders = self._orders(("l", "red", "29 06:00"), ("v", "red", "29 07:00"), ("r", "red", "29 08:00"))
        assert [("level/g0/orange", ("hl",)), ("level/g1/orange", ("hr",))] == [
            (order.id, order.subjects) for order in orders
        ]

    def test_the_cases_go_by_them(self) -> None:
        valley = Campaign(self.BANKS, self.HOMES, FLOOD, opened=at("28 20:00"), zone="Europe/Madrid")
        for order in self._orders(("l", "red", "29 06:00"), ("v", "green", "29 07:00"), ("r", "amber", "29 08:00")):
            valley.record(order)
        assert ["knock", "dry"] == [valley.state(home).part for home in ("hl", "hr")]
        assert () == valley.discrepancies
