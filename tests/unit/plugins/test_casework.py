"""The ready workflows for what stands beside a screening, walked as the published methods tell it."""

from datetime import datetime, timedelta
from typing import ClassVar

import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.codec.documents import from_json, to_json
from gridcare.errors import DefinitionError
from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.people.transfers import Transfers
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.playbook import Playbook
from gridcare.plugins.casework.care import relief, services, support
from gridcare.plugins.casework.control import emergencies, inspections, repeats, venues
from gridcare.plugins.casework.intake import LEAD, TIP, ReplyState, leads, received, replies, tips
from gridcare.plugins.casework.papers import cards, slips, transfer
from gridcare.timing.deadlines import NOT_STATED, Punctuality
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.effects import Open
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.steps import On, Settled, Step
from gridcare.work.workflow import Workflow

ZONE = "Asia/Shanghai"
START = moment("2020-02-03 08:00", ZONE)
HOUR = timedelta(hours=1)
STREET = Hierarchy(
    Level.ordered("street", "community"),
    (Unit("s", "Street", "street"), Unit("c1", "One", "community", "s"), Unit("c2", "Two", "community", "s")),
)


def desk(workflow: Workflow, kind: str, *more: Track, routes: tuple[Route, ...] = ()) -> Campaign:
    """Open a campaign of one kind of case, with nobody registered."""
    tracks = (Track(workflow, kind=kind, beside=True), *more)
    return Campaign(STREET, Register(STREET, ()), tracks, opened=START, zone=ZONE, routes=routes)


def arrives(subject: str, kind: str, hours: float = 0, **answers: Scalar) -> Fact:
    when = START + hours * HOUR
    told = Attributes({"kind": kind, "unit": "c1", **answers})
    return Fact(id=f"in {subject}", kind="joined", subjects=(subject,), happened=when, known=when, answers=told)


def fact(subject: str, kind: str, outcome: str, hours: float, **answers: Scalar) -> Fact:
    when = START + hours * HOUR
    return Fact(
        id=f"{subject} {kind} {hours}",
        kind=kind,
        subjects=(subject,),
        happened=when,
        known=when,
        outcome=outcome,
        answers=Attributes(answers),
    )


def tell(campaign: Campaign, *facts: Fact) -> Campaign:
    for each in facts:
        campaign.record(each)
    return campaign


class TestLeads:
    """YX-04: 107 leads from big data."""

    OUTCOMES = ("came back", "observed already", "not concerned", "elsewhere", "wrong record")

    def pushed_down(self, count: int) -> Campaign:
        campaign = desk(leads(contacts=2, closes_within="48h"), "lead")
        for number in range(count):
            campaign.record(arrives(f"l{number}", "lead", unit="c1" if number % 3 else "c2"))
        return campaign

    def test_yx04_the_outcomes_of_107_leads_add_up_to_the_leads_received(self) -> None:
        campaign = self.pushed_down(107)
        for number in range(0, 107, 2):
            tell(campaign, fact(f"l{number}", "contact", self.OUTCOMES[number % 5], 1 + number / 100))
        told = received(campaign, "s", track="lead")
        assert 107 == told.received == told.under_way + sum(count for _, count in told.outcomes)
        assert 53 == told.under_way
        parts = [received(campaign, unit, track="lead") for unit in ("c1", "c2")]
        assert 107 == sum(part.received for part in parts)
        assert dict(told.outcomes) == {
            name: sum(dict(part.outcomes)[name] for part in parts) for name, _ in told.outcomes
        }

    def test_several_contacts_are_counted_and_spent(self) -> None:
        campaign = tell(
            self.pushed_down(1), fact("l0", "contact", "messaged", 1), fact("l0", "contact", "no answer", 2)
        )
        assert "not traced" == campaign.state("l0", track="lead").part
        assert ["message"] == [effect.what for effect in campaign.effects]

    def test_isolation_notice_and_publicity_are_recorded_for_the_lead(self) -> None:
        campaign = tell(self.pushed_down(1), fact("l0", "contact", "came back", 1))
        assert {("leave", "isolation notice"), ("count", "publicity"), ("open", "observation")} == {
            (effect.kind, effect.what) for effect in campaign.effects
        }

    def test_a_second_outcome_changes_nothing(self) -> None:
        campaign = tell(
            self.pushed_down(1), fact("l0", "contact", "came back", 1), fact("l0", "contact", "wrong record", 2)
        )
        assert "isolating" == campaign.state("l0", track="lead").part
        assert ["after-final"] == [each.code for each in campaign.discrepancies]

    def test_nb07_each_clue_has_48_hours_from_its_own_arrival(self) -> None:
        campaign = self.pushed_down(1)
        tell(campaign, arrives("late clue", "lead", 30))
        campaign.advance(START + 50 * HOUR)
        assert ["l0"] == [each.who for each in campaign.overdue("s", track="lead")]
        campaign.advance(START + 78 * HOUR)
        assert ["l0", "late clue"] == [each.who for each in campaign.overdue("s", track="lead")]

    def test_the_bound_of_contacts_must_be_a_number(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            leads(contacts=0)
        assert "at least 1" in str(caught.value)


class TestTips:
    """C-07: one intake, a reply deadline, the result told back, the source protected."""

    def taken_in(self, **answers: Scalar) -> Campaign:
        campaign = desk(tips(reply_within="24h"), "tip")
        return tell(campaign, arrives("t1", "tip", 1, came_by="hotline", **answers))

    def state(self, campaign: Campaign) -> ReplyState:
        (reply,) = replies(campaign, "s", track="tip")
        return reply.state

    def test_the_result_is_told_in_time(self) -> None:
        campaign = tell(
            self.taken_in(anonymous=False),
            fact("t1", "intake", "assigned", 2),
            fact("t1", "check", "confirmed", 10),
            fact("t1", "reply", "told", 20),
        )
        assert ReplyState.ON_TIME is self.state(campaign)
        assert "confirmed" == campaign.state("t1", track="tip").part
        assert ("notify", "reporter") in {(effect.kind, effect.what) for effect in campaign.effects}

    def test_what_is_told_a_day_after_the_call_is_late_however_long_the_check_took(self) -> None:
        campaign = tell(
            self.taken_in(anonymous=False), fact("t1", "intake", "assigned", 2), fact("t1", "check", "unfounded", 24.5)
        )
        assert ReplyState.PENDING is self.state(campaign)
        campaign.advance(START + 25 * HOUR)
        assert ReplyState.OVERDUE is self.state(campaign)
        tell(campaign, fact("t1", "reply", "told", 25))
        assert ReplyState.LATE is self.state(campaign)
        assert "unfounded" == campaign.state("t1", track="tip").part

    def test_nobody_is_owed_an_answer_who_gave_no_name(self) -> None:
        campaign = tell(
            self.taken_in(anonymous=True), fact("t1", "intake", "assigned", 2), fact("t1", "check", "confirmed", 3)
        )
        assert ReplyState.NOT_OWED is self.state(campaign)

    def test_where_nothing_is_said_of_a_name_an_answer_is_owed(self) -> None:
        campaign = tell(self.taken_in(), fact("t1", "intake", "assigned", 2), fact("t1", "check", "confirmed", 3))
        assert ReplyState.PENDING is self.state(campaign)
        tell(campaign, fact("t1", "reply", "not reachable", 4))
        assert ReplyState.NOT_REACHABLE is self.state(campaign)

    def test_a_reply_without_a_stated_deadline_is_done_and_never_late(self) -> None:
        campaign = desk(tips(reply_within=NOT_STATED), "tip")
        tell(campaign, arrives("t1", "tip"), fact("t1", "intake", "answered at once", 9000))
        assert ReplyState.DONE is self.state(campaign)
        assert set(map(str, Punctuality)) < set(map(str, ReplyState))

    def test_the_source_stays_out_of_everything_but_the_register(self) -> None:
        secret = {"reporter": "Zhao Protected", "reporter_phone": "13900000001"}
        held = Subject(id="t1", kind="tip", unit="c1", identity=Attributes(secret), attributes=Attributes())
        register = Register(STREET, (held,), (TIP,))
        track = Track(tips(reply_within="24h"), kind="tip", beside=True)
        campaign = Campaign(STREET, register, (track,), opened=START, zone=ZONE)
        tell(campaign, fact("t1", "intake", "assigned", 2), fact("t1", "check", "confirmed", 3))
        case = campaign.case("t1", track="tip")
        shown = repr((case, case.facts, case.effects, campaign.journal, tuple(replies(campaign, "s", track="tip"))))
        assert not any(value in shown or value in str(campaign.attributes("t1")) for value in secret.values())
        before = tuple(replies(campaign, "s", track="tip"))
        campaign.redact(("t1",))
        assert before == tuple(replies(campaign, "s", track="tip"))


class TestServicesAndRelief:
    def test_yx07_a_delivery_is_tried_again_and_then_said_to_have_failed(self) -> None:
        campaign = desk(services(attempts=2), "service")
        tell(campaign, arrives("d1", "service"), fact("d1", "request", "accepted", 1))
        tell(campaign, fact("d1", "delivery", "out of stock", 2), fact("d1", "delivery", "nobody there", 3))
        assert "not delivered" == campaign.state("d1", track="service").part

    def test_xz10_a_request_is_delivered_to_the_door(self) -> None:
        campaign = desk(services(attempts=2, deliver_within="4h"), "service")
        tell(campaign, arrives("d1", "service"), fact("d1", "request", "accepted", 1))
        assert [START + 4 * HOUR] == [each.deadline for each in campaign.due("s")]
        tell(campaign, fact("d1", "delivery", "delivered", 2))
        assert "delivered" == campaign.state("d1", track="service").part

    def test_sx09_stepping_in_and_relieving_are_owed_from_the_finding(self) -> None:
        campaign = desk(relief(step_in_within="4h", relieve_within="24h"), "relief")
        tell(campaign, arrives("p1", "relief", 1), fact("p1", "step in", "in need", 4))
        assert [START + 25 * HOUR] == [each.deadline for each in campaign.due("s")]
        campaign.advance(START + 25 * HOUR)
        assert ["relieve"] == [each.what for each in campaign.overdue("s")]

    def test_a_request_may_turn_out_to_need_relief(self) -> None:
        campaign = desk(
            services(attempts=1),
            "service",
            Track(relief(), kind="relief", beside=True),
            routes=(Route("relief", track="relief", level="street"),),
        )
        tell(campaign, arrives("d1", "service"), fact("d1", "request", "relief needed", 1))
        (case,) = campaign.subjects("s", track="relief")
        assert "s" == campaign.case(case, track="relief").unit
        assert "d1" == campaign.attributes(case)["about"]

    def test_sx08_whoever_asked_for_support_is_told_its_end(self) -> None:
        campaign = desk(support(), "support")
        tell(campaign, arrives("q1", "support", requester="health"), fact("q1", "answer", "accepted", 1))
        tell(campaign, fact("q1", "carry out", "done in part", 5))
        assert ["requester"] == [effect.what for effect in campaign.effects]
        assert "open" == campaign.state("q1", track="support").standing


class TestVenues:
    """YX-09: closed; still open or reopened, shut by force; visited again."""

    def closed(self, *, handlings: int = 2) -> Campaign:
        workflow = venues(visit_every="7d", visits=2, handlings=handlings, handle_within="24h")
        return tell(desk(workflow, "venue"), arrives("v1", "venue", type="mahjong parlour"))

    def part(self, campaign: Campaign) -> str:
        return campaign.state("v1", track="venue").part

    def test_no_round_of_visits_is_refused(self) -> None:
        with pytest.raises(DefinitionError):
            self.closed(handlings=0)

    def test_it_stays_closed_after_the_visits_that_found_it_so(self) -> None:
        campaign = tell(self.closed(), fact("v1", "order", "closed", 1), fact("v1", "watch/visit", "closed", 100))
        assert [START + HOUR + timedelta(days=14)] == [each.deadline for each in campaign.due("s")]
        tell(campaign, fact("v1", "watch/visit", "closed", 300))
        assert "stays closed" == self.part(campaign)

    def test_one_that_reopens_is_shut_by_force_and_watched_anew(self) -> None:
        campaign = tell(
            self.closed(),
            fact("v1", "order", "still open", 1),
            fact("v1", "forced handling", "shut", 2),
            fact("v1", "watch/visit", "closed", 100),
            fact("v1", "watch/visit", "open", 150),
            fact("v1", "watch/forced handling", "shut", 151),
        )
        assert "watch/visit" == self.part(campaign)
        assert 0 == campaign.state("v1", track="venue").attempts
        tell(campaign, fact("v1", "watch/visit", "open", 200), fact("v1", "watch/forced handling", "shut", 201))
        assert "handed over" == self.part(campaign)

    def test_the_rounds_have_a_bound(self) -> None:
        campaign = tell(
            self.closed(handlings=1),
            fact("v1", "order", "closed", 1),
            fact("v1", "watch/visit", "open", 5),
            fact("v1", "watch/forced handling", "shut", 6),
        )
        assert "handed over" == self.part(campaign)


class TestInspections:
    """C-12 and YX-16: a finding has an owner and a deadline, and is looked at again."""

    def found(self, subject: str, hours: float = 0, **answers: Scalar) -> tuple[Fact, Fact]:
        return arrives(subject, "finding", hours, **answers), fact(subject, "finding", "to be put right", hours + 1)

    def test_what_is_not_put_right_twice_is_taken_up_higher_and_a_hazard_opens_an_emergency(self) -> None:
        campaign = desk(
            inspections(rounds=2, put_right_within="72h"),
            "finding",
            Track(emergencies(tell={"hazard": ("fire brigade",)}), kind="emergency", beside=True),
            routes=(Route("emergency", track="emergency"),),
        )
        tell(campaign, *self.found("i1", place="market", item="exit blocked"))
        for hours in (10, 20):
            tell(
                campaign,
                fact("i1", "rectification/put right", "done", hours),
                fact("i1", "rectification/check", "not in order", hours + 1, hazard=True, trigger="hazard"),
            )
        assert "taken up higher" == campaign.state("i1", track="inspection").part
        (emergency,) = campaign.subjects("s", track="emergency")
        tell(campaign, fact(emergency, "respond", "acted", 22))
        assert "fire brigade" in {effect.what for effect in campaign.effects}

    def test_what_is_found_again_at_one_place_is_listed(self) -> None:
        campaign = desk(inspections(rounds=1), "finding")
        tell(
            campaign, *self.found("i1", 2, place="market", item="rubbish"), *self.found("i2", place="market", item="x")
        )
        tell(campaign, *self.found("i3", 1, place="market", item="rubbish"), *self.found("i4", item="rubbish"))
        (again,) = repeats(campaign, "s", track="inspection", by=("place", "item"))
        assert ("market", "rubbish") == again.what
        assert ["i3", "i1"] == [finding for finding, _ in again.findings]

    def test_solved_on_the_spot_needs_no_owner(self) -> None:
        campaign = desk(inspections(rounds=1), "finding")
        tell(campaign, arrives("i1", "finding"), fact("i1", "finding", "solved on the spot", 1))
        assert "settled" == campaign.state("i1", track="inspection").standing


class TestEmergencies:
    """XZ-11 and XZ-13: an observed person seen at the gate opens one at once."""

    WATCH = Workflow(
        "watch",
        start="gate",
        parts=(
            Step(
                "gate",
                deadline=NOT_STATED,
                attempts=9,
                moves=(On("seen outside", go="breach", do=Open("emergency")), On("released", go="released")),
            ),
            Settled("breach"),
            Settled("released"),
        ),
    )
    TELL: ClassVar = {"breach": ("police", "health centre"), "checkpoint rushed": ("police",)}

    def campaign(self) -> Campaign:
        playbook = Playbook(
            name="test",
            zone=ZONE,
            tracks=(
                Track(self.WATCH),
                Track(emergencies(tell=self.TELL, respond_within="1h"), kind="emergency", beside=True),
            ),
            routes=(Route("emergency", track="emergency"),),
        )
        assert "Starting emergency means to follow ‘emergency’." in playbook.explain()
        register = Register(STREET, (Subject(id="h1", kind="household", unit="c1", persons=2),))
        return playbook.campaign(STREET, register, opened=START)

    def test_a_breach_opens_an_emergency_that_names_whom_to_tell(self) -> None:
        campaign = self.campaign()
        change = campaign.record(fact("h1", "gate", "seen outside", 5, trigger="breach"))
        (opened,) = change.emitted
        assert (opened.id,) == tuple(campaign.subjects("s", track="emergency"))
        assert [START + 6 * HOUR] == [each.deadline for each in campaign.due("c1", track="emergency")]
        tell(campaign, fact(opened.id, "respond", "acted", 5.5))
        told = {effect.what for effect in campaign.case(opened.id, track="emergency").effects}
        assert {"police", "health centre"} == told

    def test_a_breach_that_is_withdrawn_takes_its_emergency_with_it(self) -> None:
        campaign = self.campaign()
        (opened,) = campaign.record(fact("h1", "gate", "seen outside", 5, trigger="breach")).emitted
        tell(campaign, fact(opened.id, "respond", "acted", 5.5))
        later = START + 7 * HOUR
        change = campaign.amend(Amendment(id="k", of="h1 gate 5", known=later, fact=None))
        assert {opened.id} < {effect.id for effect in change.revoked}
        assert () == tuple(campaign.subjects("s", track="emergency"))
        assert ["unknown-subject"] == [each.code for each in change.discrepancies]

    def test_emergencies_are_not_counted_among_the_households(self) -> None:
        campaign = self.campaign()
        tell(campaign, fact("h1", "gate", "seen outside", 5, trigger="breach"))
        assert 1 == campaign.coverage("s").total.subjects
        campaign.close("s", signed_by="deputy head")

    def test_it_may_come_from_nowhere(self) -> None:
        campaign = tell(self.campaign(), arrives("e1", "emergency", 2, trigger="checkpoint rushed"))
        tell(
            campaign,
            fact("e1", "respond", "acted", 2.5),
            fact("e1", "inform", "informed", 3),
            fact("e1", "close", "over", 4),
        )
        assert ["police"] == [effect.what for effect in campaign.case("e1", track="emergency").effects]


class TestCards:
    """C-10: numbered cards issued, lost, revoked; a number never used twice."""

    def stock(self) -> Campaign:
        campaign = desk(cards(), "card")
        return tell(campaign, *(arrives(f"No. {number}", "card") for number in range(3)))

    def test_a_number_is_in_one_state_and_never_issued_again(self) -> None:
        campaign = tell(self.stock(), fact("No. 1", "blank", "issued", 1), fact("No. 1", "held", "lost", 2))
        campaign.merge(Journal.of([fact("No. 1", "blank", "issued", 3), arrives("No. 1", "card", 4)]))
        assert "lost" == campaign.state("No. 1", track="card").part
        assert {"after-final", "variant"} <= {each.code for each in campaign.discrepancies}

    def test_a_number_printed_twice_is_one_number(self) -> None:
        campaign = self.stock()
        again = arrives("No. 1", "card", 4)
        campaign.merge(
            Journal.of(
                [
                    Fact(
                        id="other",
                        kind="joined",
                        subjects=again.subjects,
                        happened=again.happened,
                        known=again.known,
                        answers=again.answers,
                    )
                ]
            )
        )
        assert 3 == len(tuple(campaign.subjects("s", track="card")))
        assert ["joined-already"] == [each.code for each in campaign.discrepancies]

    def test_a_number_nobody_printed_cannot_be_issued(self) -> None:
        with pytest.raises(Refused, match=r"'No\. 9' has no case"):
            self.stock().record(fact("No. 9", "blank", "issued", 1))


class TestTransferSlips:
    """C-08: nobody counted twice, nobody dropped between two."""

    def sent(self) -> Campaign:
        campaign = desk(transfer(receipt_within="24h"), "slip")
        return tell(campaign, arrives("x1", "slip", 1, about="r7", sender="c1", receiver="c2"))

    def owner(self, campaign: Campaign, hours: float) -> str:
        told = Transfers({"r7": "c1"}, slips(campaign, "s", track="transfer slip"))
        return told.owner("r7", START + hours * HOUR)

    def test_until_the_other_street_signs_the_person_stays_with_the_first(self) -> None:
        campaign = tell(self.sent(), fact("x1", "receipt", "signed for", 5))
        assert ["c1", "c1", "c2"] == [self.owner(campaign, hours) for hours in (0, 4, 5)]

    def test_a_slip_that_was_sent_back_moves_nobody(self) -> None:
        campaign = tell(self.sent(), fact("x1", "receipt", "sent back", 5))
        assert "c1" == self.owner(campaign, 50)

    def test_a_receipt_that_does_not_come_is_overdue(self) -> None:
        campaign = self.sent()
        campaign.advance(START + 25 * HOUR)
        assert ["x1"] == [each.who for each in campaign.overdue("s")]


def test_every_ready_workflow_is_told_and_drawn() -> None:
    made = (
        leads(contacts=3),
        tips(reply_within="48h"),
        services(attempts=2),
        relief(),
        support(),
        venues(visit_every="7d", visits=3, handlings=2),
        inspections(rounds=2),
        emergencies(tell={}),
        cards(),
        transfer(),
    )
    tracks = tuple(Track(each, kind=each.name, beside=True) for each in made)
    playbook = Playbook(name="all", zone=ZONE, tracks=tracks, kinds=(LEAD, TIP))
    assert all(f'title: "{each.name}"' in playbook.diagram() for each in made)
    assert playbook == from_json(to_json(playbook), Playbook)
    assert "每7天一次" in playbook.explain("zh")
    assert "Due every 7 days." in playbook.explain()


def test_cases_of_different_kinds_do_not_take_each_others_facts() -> None:
    campaign = desk(tips(reply_within="24h"), "tip", Track(services(attempts=1), kind="service", beside=True))
    tell(campaign, arrives("t1", "tip"), arrives("d1", "service"))
    assert ("t1",) == tuple(campaign.subjects("s", track="tip"))
    assert ("d1",) == tuple(campaign.subjects("s", track="service"))
    campaign.merge(Journal.of([fact("t1", "request", "accepted", 1), fact("t1", "nonsense", "x", 1)]))
    assert {"unknown-step"} == {each.code for each in campaign.discrepancies}


def test_a_case_joins_only_the_kind_that_it_says() -> None:
    campaign = desk(tips(reply_within="24h"), "tip")
    when: datetime = START
    nameless = Fact(id="j", kind="joined", subjects=("t1",), happened=when, known=when, answers=Attributes(unit="c1"))
    campaign.merge(Journal.of([nameless]))
    assert () == tuple(campaign.subjects("s", track="tip"))
    assert ["unknown-subject"] == [each.code for each in campaign.discrepancies]
