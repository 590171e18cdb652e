"""A deadline may count from a day that is known of the subject: when a prescription ends, when a permit lapses."""

from datetime import date, datetime

import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Fact
from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, Field, Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.playbook import Playbook
from gridcare.privacy import PrivacyClass
from gridcare.timing.deadlines import NOT_STATED, Deadline
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.steps import On, Settled, Step
from gridcare.work.workflow import Workflow

HOME = HOUSEHOLD.with_fields(
    Field("ends", date, PrivacyClass.PERSONAL),
    Field("pump_until", datetime, PrivacyClass.PERSONAL),
    Field("floor", int, PrivacyClass.PERSONAL),
)
PARISH = Hierarchy((Level("parish"),), [Unit("p", "", "parish")])


def at(text: str) -> datetime:
    return moment(f"2024-03-{text}", "Europe/Lisbon")


def owed(by: Deadline, **known: date | datetime) -> Campaign:
    medicine = Workflow("medicine", start="deliver", parts=(
        Step("deliver", deadline=by, moves=(On("delivered", go="call"),)),
        Step("call", deadline=NOT_STATED, moves=(On("well", go="done"),)),
        Settled("done"),
    ))  # fmt: skip
    homes = Register(PARISH, [Subject(id="h1", kind="household", unit="p", attributes=Attributes(known))], (HOME,))
    return Campaign(PARISH, homes, medicine, opened=at("01 08:00"), zone="Europe/Lisbon")


class TestDayOfASubject:
    def test_an_hour_of_that_day_is_the_deadline(self) -> None:
        campaign = owed(Deadline(clock="17:00", anchor="subject.ends"), ends=date(2024, 3, 10))
        assert [at("10 17:00")] == [due.deadline for due in campaign.due("p")]

    def test_a_length_counts_from_the_beginning_of_the_day(self) -> None:
        campaign = owed(Deadline(within="24h", anchor="subject.ends"), ends=date(2024, 3, 10))
        assert [at("11 00:00")] == [due.deadline for due in campaign.due("p")]

    def test_a_length_counts_from_a_moment_that_is_known(self) -> None:
        campaign = owed(Deadline(within="2h", anchor="subject.pump_until"), pump_until=at("04 22:00"))
        assert [at("05 00:00")] == [due.deadline for due in campaign.due("p")]

    def test_what_is_not_known_sets_no_deadline(self) -> None:
        assert [None] == [due.deadline for due in owed(Deadline(clock="17:00", anchor="subject.ends")).due("p")]

    def test_it_is_overdue_from_then_on_and_passed_stays_tell_it(self) -> None:
        campaign = owed(Deadline(clock="17:00", anchor="subject.ends"), ends=date(2024, 3, 10))
        campaign.advance(at("10 17:00"))
        assert ["h1"] == [late.who for late in campaign.overdue("p")]
        late = at("10 18:00")
        campaign.record(Fact(id="f1", kind="deliver", subjects=("h1",), happened=late, known=late, outcome="delivered"))
        assert [at("10 17:00")] == [stay.deadline for stay in campaign.case("h1").passages]

    @pytest.mark.parametrize(
        ("anchor", "told"),
        [
            ("subject.end", "'subject.end' is no day of the subject; did you mean 'subject.ends'?"),
            ("subject.floor", "'subject.floor' is no day of the subject; did you mean 'subject.ends'?"),
        ],
    )
    def test_what_is_no_day_of_the_kind_is_a_fault(self, anchor: str, told: str) -> None:
        workflow = Workflow("medicine", start="deliver", parts=(
            Step("deliver", deadline=Deadline(clock="17:00", anchor=anchor), moves=(On("delivered", go="done"),)),
            Settled("done"),
        ))  # fmt: skip
        with pytest.raises(DefinitionError) as caught:
            Playbook(name="medicine", zone="Europe/Lisbon", tracks=workflow, kinds=(HOME,))
        assert [told] == [fault.problem for fault in caught.value.faults]
