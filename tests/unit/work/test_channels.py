"""Which channels a case is open to, and by which it was reached."""

from datetime import datetime

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, UnknownName
from gridcare.facts.fact import Fact, Origin
from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, Field, Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.privacy import PrivacyClass
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.coverage import Counted
from gridcare.work.steps import Channel, On, Settled, Step, Wait, marked
from gridcare.work.workflow import Workflow

ZONE = "Asia/Shanghai"
OLD = "not known(subject.compound) or subject.compound = 'old'"
NEW = "subject.compound = 'new'"
COMPOUND = (
    Channel("online", when=NEW),
    Channel("phone", when=OLD),
    Channel("door", when=OLD),
    Channel("robot", use="trial", when=OLD),
    Channel("phone", use="fall-back"),
    Channel("door", use="fall-back", when=NEW),
)
"""An old compound by telephone and at the door, a new one online; an unknown one as an old one (NB-05)."""
KIND = HOUSEHOLD.with_fields(Field("compound", str, PrivacyClass.INTERNAL, choices=("old", "new")))
TOWN = Hierarchy(Level.ordered("town"), [Unit("t", "", "town")])


def at(text: str) -> datetime:
    return moment(f"2020-02-{text}", ZONE)


def town(*channels: Channel) -> Campaign:
    subjects = [
        Subject(id="old", kind="household", unit="t", persons=1, attributes=Attributes(compound="old")),
        Subject(id="new", kind="household", unit="t", persons=2, attributes=Attributes(compound="new")),
        Subject(id="blank", kind="household", unit="t", persons=3, attributes=Attributes(compound=None)),
        Subject(id="unsaid", kind="household", unit="t", persons=4),
    ]
    step = Step("survey", moves=(On("reached", go="done"),), channels=channels, deadline=NOT_STATED)
    workflow = Workflow("w", start="survey", parts=(step, Settled("done")))
    return Campaign(TOWN, Register(TOWN, subjects, (KIND,)), workflow, opened=at("03 08:00"), zone=ZONE)


def reached(subject: str, channel: str, kind: str = "survey", outcome: str = "reached") -> Fact:
    happened = at("03 09:00")
    return Fact(
        id=f"{subject}/{kind}",
        kind=kind,
        subjects=(subject,),
        outcome=outcome,
        happened=happened,
        known=happened,
        origin=Origin(channel=channel),
    )


class TestNB05ChannelByCompound:
    @pytest.mark.parametrize(
        ("subject", "channels"),
        [
            ("old", "phone primary, door primary, robot trial"),
            ("new", "online primary, phone fall-back, door fall-back"),
            ("blank", "phone primary, door primary, robot trial"),
            ("unsaid", "phone primary, door primary, robot trial"),
        ],
    )
    def test_an_unknown_compound_has_the_channels_of_an_old_one(self, subject: str, channels: str) -> None:
        case = town(*COMPOUND).case(subject)
        assert ", ".join(f"{channel.name} {channel.use}" for channel in case.channels) == channels

    def test_a_condition_that_cannot_be_told_offers_nothing(self) -> None:
        assert [each.name for each in town(Channel("online", when=NEW)).case("unsaid").channels] == []

    def test_another_channel_stays_allowed(self) -> None:
        campaign = town(*COMPOUND)
        campaign.record(reached("new", "letter"))
        assert campaign.state("new").part == "done"
        assert campaign.by_channel("survey", "t") == {"letter": Counted(1, 2)}


class TestYJ02ATrialInsideTheTotals:
    def test_every_channel_of_the_step_adds_up_to_those_who_passed_it(self) -> None:
        campaign = town(*COMPOUND)
        for subject, channel in (("old", "phone"), ("blank", "robot"), ("unsaid", "")):
            campaign.record(reached(subject, channel))
        counts = campaign.by_channel("survey", "t")
        assert counts == {"": Counted(1, 4), "phone": Counted(1, 1), "robot": Counted(1, 3)}
        assert sum(counts.values(), Counted()) == campaign.settled_at("t")["survey"]

    def test_the_fact_that_led_out_counts_and_not_the_attempts_before_it(self) -> None:
        register = Register(TOWN, [Subject(id="h", kind="household", unit="t", persons=5)], FOUR_STEP.kinds)
        campaign = Campaign(TOWN, register, FOUR_STEP.workflow, opened=at("03 08:00"), zone=ZONE)
        campaign.record(reached("h", "", "door", "met"))
        first = attrs.evolve(reached("h", "automatic caller", "phone", "no answer"), id="1")
        campaign.record(attrs.evolve(first, happened=at("03 10:00"), known=at("03 10:00")))
        assert campaign.by_channel("phone", "t") == {}
        assert [each.name for each in campaign.case("h").channels] == ["phone", "automatic caller"]
        second = reached("h", "phone", "phone")
        campaign.record(attrs.evolve(second, happened=at("03 11:00"), known=at("03 11:00")))
        assert campaign.by_channel("phone", "t") == {"phone": Counted(1, 5)}

    def test_a_case_that_passes_the_step_twice_counts_by_the_last_time(self) -> None:
        again = (On("later", go="done", when=marked("tried")), On("later", go="rest", mark="tried"))
        call = Step("call", moves=(On("reached", go="done"), *again), deadline=NOT_STATED)
        parts = (call, Wait("rest", until="30m", go="call"), Settled("done"))
        register = Register(TOWN, [Subject(id="h", kind="household", unit="t", persons=5)])
        workflow = Workflow("w", start="call", parts=parts)
        campaign = Campaign(TOWN, register, workflow, opened=at("03 08:00"), zone=ZONE)
        campaign.record(reached("h", "phone", "call", "later"))
        second = attrs.evolve(reached("h", "door", "call"), id="2", happened=at("03 10:00"), known=at("03 10:00"))
        campaign.record(second)
        assert campaign.state("h").part == "done"
        assert campaign.by_channel("call", "t") == {"door": Counted(1, 5)}

    def test_a_step_that_is_none_is_refused(self) -> None:
        with pytest.raises(UnknownName, match="did you mean 'survey'"):
            town().by_channel("survy", "t")


class TestDeclaringThem:
    def test_a_use_that_is_none(self) -> None:
        with pytest.raises(UnknownName, match="'fallback' is no use of a channel; did you mean 'fall-back'"):
            Channel("phone", use="fallback")

    def test_an_entry_that_can_never_be_taken(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            town(Channel("phone"), Channel("phone", when=NEW))
        assert [fault.code for fault in caught.value.faults] == ["workflow.channel"]

    def test_no_step_no_channels(self) -> None:
        campaign = town(Channel("phone"))
        campaign.record(reached("old", "phone"))
        assert campaign.case("old").channels == ()

    def test_a_channel_may_follow_from_what_happened_before(self) -> None:
        door = Step("door", moves=(On("met", go="call", mark="number"), On("shut", go="call")), deadline=NOT_STATED)
        tried = Channel("letter", use="fall-back", when="any(outcome = 'nobody' per fact)")
        call = Step(
            "call",
            moves=(On("reached", go="done"), On("nobody", go="rest")),
            channels=(tried, Channel("phone", when=marked("number"))),
            deadline=NOT_STATED,
        )
        rest = Wait("rest", until="1h", go="again")
        again = attrs.evolve(call, name="again", moves=call.moves[:1])
        workflow = Workflow("w", start="door", parts=(door, call, rest, again, Settled("done")))
        register = Register(TOWN, [Subject(id="h", kind="household", unit="t", persons=5)])
        campaign = Campaign(TOWN, register, workflow, opened=at("03 08:00"), zone=ZONE)
        campaign.record(reached("h", "", "door", "met"))
        assert [each.name for each in campaign.case("h").channels] == ["phone"]
        nobody = reached("h", "phone", "call", "nobody")
        campaign.record(attrs.evolve(nobody, happened=at("03 10:00"), known=at("03 10:00")))
        assert campaign.case("h").channels == ()
        campaign.advance(at("03 11:00"))
        assert [each.name for each in campaign.case("h").channels] == ["phone", "letter"]
