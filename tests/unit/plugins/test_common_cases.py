"""What every locality's method must do (C-05 to C-15): ledgers, cases, papers, notices, supplies and privacy."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import DefinitionError
from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Fact
from gridcare.people.assignment import Worker, assign, seats_to_fill, turns_to_fill
from gridcare.people.domicile import owners, separated
from gridcare.people.duties import Demand, Hours, Owed
from gridcare.people.presence import Presence, PresenceState
from gridcare.people.register import Register
from gridcare.people.rosters import Absence, DutyShift, HandOver, Roster
from gridcare.people.staffing import RosterTrouble, prove
from gridcare.people.subjects import ORGANISATION, Subject
from gridcare.people.teams import check
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.playbook import Playbook
from gridcare.plugins.casework.control import follow_ups, inspections, repeats
from gridcare.plugins.casework.intake import TIP, ReplyState, received, replies, tips
from gridcare.plugins.casework.papers import cards, slips, transfer
from gridcare.plugins.cn_national import CONTACTS
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.plugins.six_in_place import SCREENING_FORM, SCREENING_FORMS, SIX_IN_PLACE
from gridcare.plugins.ten_measures import TEN_MEASURES
from gridcare.plugins.three_three_four import HOME, KIT_OF_FIVE_ONES, NOTICE_12, THREE_THREE_FOUR
from gridcare.plugins.three_three_four import KEY_PEOPLE as CAME_FROM_THERE
from gridcare.plugins.three_three_three import THREE_THREE_THREE
from gridcare.privacy import REDACTED, PrivacyClass
from gridcare.reporting.access import AccessLog, AccessRefused, AccessScope
from gridcare.reporting.doublets import counted_items, same_columns
from gridcare.reporting.ledgers import Ledger, LedgerColumn, LedgerForm
from gridcare.reporting.records import Records
from gridcare.reporting.retention import RetentionRule, RetentionState, erase, erasure_gaps, retentions
from gridcare.reporting.supplies import ISSUED, RECEIVED, Kit, SupplyRule, kit_gaps, supply_book
from gridcare.rules.notices import Lifting, Notice, PassedDown, Source, applied, unheard
from gridcare.rules.parameters import Parameter
from gridcare.rules.unknowns import Unknown
from gridcare.timing.periods import Interval, moment
from gridcare.work.campaign import Campaign
from gridcare.work.episodes import ENROLLED, EXIT, history
from gridcare.work.gatelog import PASSAGE, passage
from gridcare.work.gates import GateClosing, unsupported
from gridcare.work.observation import Observations, ReleaseRefused
from gridcare.work.protocols import KIT
from gridcare.work.rows import Track
from gridcare.work.workflow import Workflow

METHODS: Final = (THREE_THREE_THREE, TEN_MEASURES, SIX_IN_PLACE, FOUR_STEP, THREE_THREE_FOUR)
every_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)

ZONE: Final = "Asia/Shanghai"
START: Final = moment("2020-02-03 08:00", ZONE)
HOUR: Final = timedelta(hours=1)
STREET: Final = Hierarchy(
    THREE_THREE_FOUR.levels,
    [
        Unit("s", "Yuxi", "street"),
        Unit("c1", "One", "community", "s"),
        Unit("c2", "Two", "community", "s"),
        Unit("y1", "Yard", "building yard", "c1"),
    ],
)


def at(hours: float) -> datetime:
    return START + hours * HOUR


def fact(subject: str, kind: str, outcome: str = "", hours: float = 1, track: str = "", **answers: Scalar) -> Fact:
    return Fact(
        id=f"{subject} {kind} {outcome} {hours}",
        kind=kind,
        subjects=(subject,),
        happened=at(hours),
        known=at(hours),
        outcome=outcome,
        answers=Attributes(answers),
        track=track,
    )


def joins(subject: str, kind: str, hours: float = 0, **answers: Scalar) -> Fact:
    told = Attributes({"kind": kind, "unit": "c1", **answers})
    return attrs.evolve(fact(subject, "joined", hours=hours), answers=told)


def tell(campaign: Campaign, *facts: Fact) -> Campaign:
    for each in facts:
        campaign.record(each)
    return campaign


def desk(workflow: Workflow, kind: str) -> Campaign:
    """Open a campaign of one kind of case, with nobody registered."""
    return Campaign(STREET, Register(STREET, ()), (Track(workflow, kind=kind, beside=True),), opened=START, zone=ZONE)


def scope(
    clearance: PrivacyClass = PrivacyClass.IDENTIFYING, unit: str = "s", purpose: str = "response"
) -> AccessScope:
    return AccessScope(viewer="v1", unit=unit, purposes=(purpose,), clearance=clearance, until=at(400))


NOT_TOLD: Final = Unknown.because("missing", "home.address")


class TestLedgers:
    """C-05: eleven ledgers over one set of records; each typed, none typed twice."""

    def campaign(self) -> Campaign:
        """A street of the three-three-four method with a lead and a venue."""
        kinds = (*THREE_THREE_FOUR.kinds, ORGANISATION)
        people = (
            Subject(id="h1", kind="household", unit="y1", identity=Attributes(address="3号楼501室", phone="0832")),
            Subject(
                id="r1",
                kind="resident",
                unit="y1",
                containers=("h1",),
                attributes=Attributes(age=80, returned_from_epidemic_city=True, passed_through_epidemic_city=False),
                identity=Attributes(name="Zhao Da", phone="13800138000"),
            ),
            Subject(
                id="r2",
                kind="resident",
                unit="c2",
                presence=Presence(PresenceState.AWAY, "province"),
                attributes=Attributes(age=30),
                identity=Attributes(name="Qian Er", phone="13900139000"),
            ),
            Subject(id="o1", kind="organisation", unit="c2", attributes=Attributes(title="Yuxi Pharmacy")),
        )
        campaign = Campaign(
            STREET,
            Register(STREET, people, kinds),
            THREE_THREE_FOUR.tracks,
            opened=START,
            zone=ZONE,
            routes=THREE_THREE_FOUR.routes,
        )
        return tell(
            campaign,
            attrs.evolve(joins("l1", "lead", feed="push 7"), track="lead"),
            attrs.evolve(joins("v1", "venue", type="tea house"), track="venue"),
            fact("l1", "contact", "observed already", 2, "lead"),
        )

    def records(self, register: Register | None = None, *more: Fact) -> Records:
        campaign = self.campaign()
        enrolled = fact("r1", ENROLLED, hours=3, unit="y1")
        facts = (
            *campaign.journal.facts(),
            enrolled,
            passage("p1", gate="y1", traveller="r1", direction="out", happened=at(4), verdict="dissuade"),
            fact("s", RECEIVED, hours=1, item="mask", quantity=500),
            fact("s", "notice", hours=1, number="12"),
            *more,
        )
        cases = [campaign.case("l1", track="lead"), campaign.case("v1", track="venue")]
        open_ones = ("item", "quantity", "number", "direction", "feed", "type")
        return Records(
            register or campaign.register,
            facts,
            at=at(24),
            zone=ZONE,
            episodes=history("r1", [enrolled], ZONE).episodes,
            cases=cases,
            answers=dict.fromkeys(open_ones, PrivacyClass.INTERNAL),
            kinds_of_facts=dict.fromkeys((RECEIVED, "notice", PASSAGE), PrivacyClass.INTERNAL),
        )

    FORMS: Final = (
        LedgerForm("key persons", of="resident", columns=("name", "phone"), where=CAME_FROM_THERE),
        LedgerForm("residents", of="resident", columns=("name", "age", LedgerColumn("lives at", "home.address"))),
        LedgerForm("special groups", of="resident", columns=("name", "age"), where="subject.age >= 65"),
        LedgerForm("organisations", of="organisation", columns=("title",)),
        LedgerForm("observation", lists="episodes", columns=("name", LedgerColumn("active", "episode.active"))),
        LedgerForm(
            "away persons",
            of="resident",
            columns=("name", LedgerColumn("to", "subject.destination")),
            where="subject.presence = 'away'",
        ),
        LedgerForm("leads", lists="cases", of="lead", columns=(LedgerColumn("outcome", "case.part"),)),
        LedgerForm("venues", lists="cases", of="venue", columns=(LedgerColumn("outcome", "case.part"),)),
        LedgerForm("gate log", lists="facts", of=PASSAGE, columns=("name", LedgerColumn("verdict", "fact.outcome"))),
        LedgerForm("supplies", lists="facts", of=RECEIVED, columns=(LedgerColumn("in", "fact.quantity"),)),
        LedgerForm("notices", lists="facts", of="notice", columns=(LedgerColumn("number", "fact.number"),)),
    )
    LINES: Final[Mapping[str, list[tuple[object, ...]]]] = {
        "key persons": [("Zhao Da", "13800138000")],
        "residents": [("Zhao Da", 80, "3号楼501室"), ("Qian Er", 30, NOT_TOLD)],
        "special groups": [("Zhao Da", 80)],
        "organisations": [("Yuxi Pharmacy",)],
        "observation": [("Zhao Da", True)],
        "away persons": [("Qian Er", "province")],
        "leads": [("observed already",)],
        "venues": [("order",)],
        "gate log": [("Zhao Da", "dissuade")],
        "supplies": [(500,)],
        "notices": [("12",)],
    }

    def lines(self, form: LedgerForm, records: Records) -> list[tuple[object, ...]]:
        return [line.cells for line in Ledger(form, records).view(scope(), at=at(24)).lines]

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
    def test_c05_every_ledger_is_drawn_from_the_one_set_of_records(self, form: LedgerForm) -> None:
        assert self.LINES[form.name] == self.lines(form, self.records())

    def test_c05_what_is_corrected_once_is_corrected_in_every_ledger(self) -> None:
        register = self.campaign().register
        told = register["r1"]
        renamed = attrs.evolve(told, identity=Attributes(name="Zhao Xiaoda", phone="13811138111"))
        corrected = Register(
            STREET, [renamed if id == "r1" else register[id] for id in register], register.kinds.values()
        )
        records = self.records(corrected)
        shown = [form for form in self.FORMS if "Zhao Da" in str(self.LINES[form.name])]
        assert ["key persons", "residents", "special groups", "observation", "gate log"] == [
            each.name for each in shown
        ]
        for form in shown:
            text = str(self.lines(form, records))
            assert "Zhao Xiaoda" in text
            assert "Zhao Da" not in text
            assert "13800138000" not in text

    def test_c05_nothing_that_could_be_drawn_is_typed(self) -> None:
        assert () == same_columns(self.FORMS)
        twice = LedgerForm("elders", of="resident", columns=(LedgerColumn("years", "subject.age"),))
        assert {("age", "years")} == {(each.column, each.other_column) for each in same_columns((*self.FORMS, twice))}
        counted = counted_items(THREE_THREE_FOUR.forms, self.FORMS)
        assert ("leads", "leads") in {(each.item, each.ledger) for each in counted}

    @pytest.mark.parametrize(
        ("column", "code"),
        [("subject.age + subject.name", "type"), ("subject.agee", "name"), ("subject.unit + 1", "type")],
    )
    def test_c05_every_column_is_typed(self, column: str, code: str) -> None:
        form = LedgerForm("wrong", of="resident", columns=(LedgerColumn("x", column),))
        with pytest.raises(DefinitionError) as caught:
            Ledger(form, self.records())
        assert any(code in each for each in caught.value.codes)


class TestTips:
    """C-07: hotline, complaint and tip come in by one door; the source is protected, the result told back in time."""

    SECRET: Final = {"reporter": "Zhao Protected", "reporter_phone": "13900000001"}

    def taken_in(self, *ways: str) -> Campaign:
        tip = [
            Subject(
                id=f"t {way}",
                kind="tip",
                unit="c1",
                identity=Attributes(self.SECRET),
                attributes=Attributes(came_by=way),
            )
            for way in ways
        ]
        register = Register(STREET, tip, THREE_THREE_FOUR.kinds)
        return THREE_THREE_FOUR.campaign(STREET, register, opened=START)

    def test_c07_hotline_complaint_and_tip_have_one_intake_and_one_outcome_each(self) -> None:
        ways = ("hotline", "complaint", "tip")
        campaign = self.taken_in(*ways)
        assert {"intake"} == {due.part for due in campaign.due("s", track="tip")}
        for way, found in zip(ways, ("confirmed", "unfounded", "cannot be told"), strict=True):
            subject = f"t {way}"
            tell(campaign, fact(subject, "intake", "assigned", 1), fact(subject, "check", found, 2))
            tell(campaign, fact(subject, "reply", "told", 3))
        told = received(campaign, "s", track="tip")
        assert (3, 0) == (told.received, told.under_way)
        assert {"confirmed": 1, "unfounded": 1, "undecided": 1} == {name: n for name, n in told.outcomes if n}

    def test_c07_what_a_neighbour_told_rightly_is_inspected(self) -> None:
        campaign = self.taken_in("tip")
        tell(campaign, fact("t tip", "intake", "assigned", 1), fact("t tip", "check", "confirmed", 2))
        (finding,) = campaign.subjects("s", track="inspection")
        assert "t tip" == campaign.attributes(finding)["about"]

    def test_c07_the_result_is_told_back_by_the_deadline_or_that_is_seen(self) -> None:
        campaign = self.taken_in("hotline", "complaint")
        tell(campaign, fact("t hotline", "intake", "assigned", 1), fact("t hotline", "check", "confirmed", 2))
        change = campaign.record(fact("t hotline", "reply", "told", 23))
        assert [("notify", "reporter")] == [(effect.kind, effect.what) for effect in change.emitted]
        states = {}
        for hours in (23.5, 24):
            campaign.advance(at(hours))
            states[hours] = [reply.state for reply in replies(campaign, "s", track="tip")]
        assert {
            23.5: [ReplyState.PENDING, ReplyState.ON_TIME],
            24: [ReplyState.OVERDUE, ReplyState.ON_TIME],
        } == states
        assert ["t complaint"] == [each.who for each in campaign.overdue("s", track="tip")]

    def test_c07_who_reported_is_nowhere_but_in_the_register(self) -> None:
        campaign = self.taken_in("hotline")
        tell(campaign, fact("t hotline", "intake", "assigned", 1), fact("t hotline", "check", "confirmed", 2))
        case = campaign.case("t hotline", track="tip")
        told = (case, case.facts, case.effects, tuple(campaign.journal.facts()), campaign.attributes("t hotline"))
        shown = repr((told, campaign.register["t hotline"], tuple(replies(campaign, "s", track="tip"))))
        assert not any(value in shown for value in self.SECRET.values())
        with pytest.raises(DefinitionError):
            Playbook(
                name="x",
                zone=ZONE,
                kinds=(TIP,),
                tracks=(Track(tips(reply_within="24h"), kind="tip", only="subject.reporter = 'x'", beside=True),),
            )
        open_scope = scope(PrivacyClass.INTERNAL)
        ledger = LedgerForm("tips", of="tip", columns=("reporter", "reporter_phone", "came_by"))
        records = Records(campaign.register, (), at=at(3), zone=ZONE)
        view = Ledger(ledger, records).view(open_scope, at=at(3))
        assert [("Z**", "139****0001", "hotline")] == [line.cells for line in view.lines]


class TestRegisteredHereLivingThere:
    """C-08: one owner a person; a slip to another street and its receipt; nobody twice, nobody dropped."""

    TOWN: Final = Hierarchy(
        THREE_THREE_THREE.levels,
        [
            Unit("city", "", "city"),
            Unit("north", "", "street", "city"),
            Unit("south", "", "street", "city"),
            Unit("n1", "", "community", "north"),
            Unit("s1", "", "community", "south"),
        ],
    )
    REGISTER: Final = Register(
        TOWN,
        [
            Subject(id="hn", kind="household", unit="n1"),
            Subject(id="hs", kind="household", unit="s1"),
            Subject(id="stays", kind="resident", unit="n1", containers=("hn",)),
            Subject(id="moved", kind="resident", unit="n1", containers=("hs",)),
        ],
    )

    def desk(self, *facts: Fact) -> Campaign:
        track = Track(transfer(receipt_within="24h"), kind="slip", beside=True)
        campaign = Campaign(self.TOWN, Register(self.TOWN, ()), (track,), opened=START, zone=ZONE)
        sent = attrs.evolve(
            joins("x1", "slip", 1),
            answers=Attributes(kind="slip", unit="north", about="moved", sender="north", receiver="south"),
        )
        return tell(campaign, sent, *facts)

    def counts(self, campaign: Campaign, hours: float) -> dict[str, int]:
        sent = tuple(slips(campaign, "city", track="transfer slip"))
        return dict(owners(self.REGISTER, at(hours), level="street", slips=sent))

    @pytest.mark.parametrize(
        ("answer", "after"),
        [("signed for", {"north": 1, "south": 1}), ("sent back", {"north": 2}), ("withdrawn", {"north": 2})],
    )
    def test_c08_a_person_has_one_owner_before_between_and_after(self, answer: str, after: dict[str, int]) -> None:
        campaign = self.desk(fact("x1", "receipt", answer, 5))
        assert [{"north": 2}, {"north": 2}, after] == [self.counts(campaign, hours) for hours in (0, 4.9, 5)]

    def test_c08_whoever_lives_elsewhere_is_listed_until_the_receipt_settles_it(self) -> None:
        campaign = self.desk()
        sent = tuple(slips(campaign, "city", track="transfer slip"))
        (apart,) = separated(self.REGISTER, at(2), level="street", slips=sent)
        assert ("moved", "north", "south", "north", "x1", False) == (
            apart.person,
            apart.registered,
            apart.living,
            apart.owner,
            apart.slip,
            apart.is_settled,
        )
        tell(campaign, fact("x1", "receipt", "signed for", 5))
        sent = tuple(slips(campaign, "city", track="transfer slip"))
        (apart,) = separated(self.REGISTER, at(6), level="street", slips=sent)
        assert ("south", "", True) == (apart.owner, apart.slip, apart.is_settled)

    def test_c08_a_receipt_that_does_not_come_is_overdue(self) -> None:
        campaign = self.desk()
        campaign.advance(at(25))
        assert [("x1", at(25))] == [
            (each.who, each.deadline) for each in campaign.overdue("city", track="transfer slip")
        ]


class TestPapers:
    """C-10: screening form, notice, commitment, contact card, release notice; numbered cards."""

    def test_c10_the_screening_form_is_a_versioned_paper_that_says_what_it_lacks(self) -> None:
        edition = SCREENING_FORMS.on(date(2020, 2, 10)).edition
        assert edition is not None
        assert SCREENING_FORM == edition.rules
        half = edition.rules.completeness(Attributes(answer="opened", persons=3))
        assert {"recent_outings", "rented"} <= {each.field for each in half.missing}

    def test_c10_notices_commitments_and_contact_cards_are_left_where_a_step_says_so(self) -> None:
        door = FOUR_STEP.campaign(
            Hierarchy(FOUR_STEP.levels, [Unit("g", "", "grid")]),
            Register(
                Hierarchy(FOUR_STEP.levels, [Unit("g", "", "grid")]),
                [Subject(id="h1", kind="household", unit="g", attributes=Attributes(vacant=False))],
                FOUR_STEP.kinds,
            ),
            opened=START,
        )
        assert ["door notice"] == [each.what for each in door.record(fact("h1", "door", "notice", 1)).emitted]
        care = THREE_THREE_FOUR.campaign(STREET, Register(STREET, (), THREE_THREE_FOUR.kinds), opened=START)
        kind = track = "observed household"
        tell(care, attrs.evolve(joins("o1", kind), track=track))
        named = care.record(fact("o1", "liaison", "named", 1, track))
        assert [("leave", "contact card")] == [(each.kind, each.what) for each in named.emitted]
        assert ["commitment"] == [due.part for due in care.due("s", track=track)]
        refused = care.record(fact("o1", "commitment", "refused", 2, track))
        assert [("notify", "police")] == [(each.kind, each.what) for each in refused.emitted]

    def test_c10_nobody_is_released_without_a_signed_release_notice(self) -> None:
        watch = Observations(HOME, zone=ZONE, hierarchy=STREET).record(
            fact("p1", "arrival", hours=0), fact("p1", ENROLLED, hours=2, unit="y1")
        )
        over = 24 * 16
        release = attrs.evolve(fact("p1", EXIT, "released", over + 1), answers=Attributes(authority="street"))
        for papers in ((), (fact("p1", "notice", hours=over, authority="street"),)):
            with pytest.raises(ReleaseRefused, match="notice"):
                watch.record(*papers, release)
        released = watch.record(fact("p1", "notice", hours=over, authority="health centre"), release)
        assert (1, 0) == (released.stock(at(over + 2)).exits.released, released.stock(at(over + 2)).active)

    def test_c10_a_numbered_card_is_issued_once_lost_or_revoked_and_replaced_by_another_number(self) -> None:
        campaign = desk(cards(), "card")
        tell(campaign, *(joins(f"No. {number}", "card") for number in range(4)))
        issued = campaign.record(fact("No. 1", "blank", "issued", 1))
        assert [("leave", "access card")] == [(each.kind, each.what) for each in issued.emitted]
        lost = campaign.record(fact("No. 1", "held", "lost", 2))
        assert [("open", "access card")] == [(each.kind, each.what) for each in lost.emitted]
        tell(campaign, fact("No. 2", "blank", "issued", 3), fact("No. 2", "held", "revoked", 4))
        tell(campaign, fact("No. 3", "blank", "issued", 3))
        assert ["blank", "lost", "revoked", "held"] == [
            campaign.state(f"No. {number}", track="card").part for number in range(4)
        ]
        for number in (1, 2):
            again = campaign.record(fact(f"No. {number}", "blank", "issued", 5))
            assert ["after-final"] == [each.code for each in again.discrepancies]
            assert () == again.emitted
        with pytest.raises(Refused, match="has no case"):
            campaign.record(fact("No. 9", "blank", "issued", 5))


class TestNotices:
    """C-11: received, passed down, in force from and until, lifted; which applied on a day; a rule cites its notice."""

    PAPER: Final = Source(body="Neijiang command", title="notice on closed management", number="12")
    NOTICE: Final = Notice(
        id="12",
        source=PAPER,
        received=at(0),
        passed_down=(PassedDown(to="c1", at=at(2)),),
        in_force_from=date(2020, 2, 4),
        in_force_until=date(2020, 2, 20),
        lifted=Lifting(on=date(2020, 2, 15), received=at(24 * 11)),
    )

    @pytest.mark.parametrize(
        ("day", "holds"), [(3, False), (4, True), (14, True), (15, False), (20, False)], ids=lambda each: str(each)
    )
    def test_c11_which_notice_applied_on_a_day_can_be_asked(self, day: int, holds: bool) -> None:
        assert holds is bool(applied((self.NOTICE,), date(2020, 2, day)).certain)

    def test_c11_as_known_then_it_was_not_received_or_not_lifted_yet(self) -> None:
        assert () == applied((self.NOTICE,), date(2020, 2, 4), known=at(-1)).certain
        before_lifting = applied((self.NOTICE,), date(2020, 2, 16), known=at(24 * 10))
        assert (self.NOTICE,) == before_lifting.certain
        unlifted = attrs.evolve(self.NOTICE, lifted=None)
        assert [True, False] == [bool(unlifted.applies(date(2020, 2, day))) for day in (19, 20)]

    def test_c11_who_was_not_told_is_listed(self) -> None:
        assert ("c2",) == unheard(self.NOTICE, ("c1", "c2"))
        with pytest.raises(DefinitionError):
            attrs.evolve(self.NOTICE, passed_down=(PassedDown(to="c1", at=at(-2)),))

    def test_c11_a_rule_cites_its_notice_and_a_day_without_it_is_found(self) -> None:
        closing = GateClosing(gate="north", start=at(0), by="community", notice=self.NOTICE.id)
        over = Interval(moment("2020-02-03 00:00", ZONE), moment("2020-02-06 00:00", ZONE))
        (unborne,) = unsupported([closing], {"12": self.NOTICE}, over, ZONE)
        assert "closed under notice '12', which did not apply on 2020-02-03" in unborne.problem
        assert isinstance(NOTICE_12.applies(date(2020, 2, 10)), Unknown)

    @pytest.mark.parametrize(
        ("day", "edition", "days"), [(date(2020, 2, 10), None, 14), (date(2022, 11, 20), "cn-2022-11", 5)]
    )
    def test_c11_which_rule_applied_on_a_day_is_told_with_its_paper(
        self, day: date, edition: str | None, days: int
    ) -> None:
        told = CONTACTS.on(day).edition
        assert told is not None
        assert edition in (None, told.name)
        assert days == told.rules["observation_days"]
        assert told.source.title
        assert str(told.source) in str(CONTACTS.on(day))

    @every_method
    def test_c11_each_method_cites_its_paper_for_its_numbers(self, method: Playbook) -> None:
        assert all(source.body and source.title for source in method.sources)
        with pytest.raises(DefinitionError):
            attrs.evolve(
                SIX_IN_PLACE,
                sources=(),
                protocols=tuple(attrs.evolve(each, sources=()) for each in SIX_IN_PLACE.protocols),
            )


INSPECTING: Final = {
    method.name: method for method in METHODS if any(track.name == "inspection" for track in method.tracks)
}


class TestInspections:
    """C-12: finding, owner, deadline; on the spot or referred; looked at again; closed; repeats listed."""

    def test_c12_three_methods_inspect(self) -> None:
        assert {"ten-measures", "six-in-place", "three-three-four"} == set(INSPECTING)

    @pytest.mark.parametrize("name", INSPECTING)
    def test_c12_a_finding_has_an_owner_and_is_looked_at_again_until_it_is_closed(self, name: str) -> None:
        method = INSPECTING[name]
        low = method.levels[-1].name
        place = Hierarchy(method.levels, [Unit("c1", "", low)])
        campaign = method.campaign(place, Register(place, (), method.kinds), opened=START)
        findings = ("spot", "mended", "referred", "nobody's")
        tell(campaign, *(attrs.evolve(joins(each, "finding"), track="inspection") for each in findings))
        told = (
            fact("spot", "finding", "solved on the spot", 1, "inspection"),
            fact("mended", "finding", "to be put right", 1, "inspection", owner="office 7"),
            fact("referred", "finding", "referred", 1, "inspection", owner="bureau 2"),
            fact("nobody's", "finding", "to be put right", 1, "inspection"),
            fact("mended", "rectification/put right", "done", 2, "inspection"),
            fact("mended", "rectification/check", "not in order", 3, "inspection"),
        )
        tell(campaign, *told)
        lines = {each.finding: each for each in follow_ups(campaign, "c1", track="inspection")}
        assert {"spot": "", "mended": "office 7", "referred": "bureau 2", "nobody's": ""} == {
            finding: line.owner for finding, line in lines.items()
        }
        assert ("solved on the spot", "", "") == tuple(lines[each].closed_as for each in ("spot", "mended", "referred"))
        assert [("owner", "mended"), ("office in charge", "referred"), ("owner", "nobody's")] == [
            (each.what, each.subject) for each in campaign.effects
        ]
        tell(campaign, fact("mended", "rectification/put right", "done", 4, "inspection"))
        tell(campaign, fact("mended", "rectification/check", "in order", 5, "inspection"))
        (line,) = (each for each in follow_ups(campaign, "c1", track="inspection") if each.finding == "mended")
        assert (2, "put right") == (line.checks, line.closed_as)

    def test_c12_it_has_a_deadline_and_what_is_late_is_told(self) -> None:
        campaign = desk(inspections(rounds=2, assign_within="4h", put_right_within="24h"), "finding")
        tell(campaign, joins("f1", "finding"), joins("f2", "finding"))
        tell(campaign, fact("f1", "finding", "to be put right", 1, owner="office 7"))
        assert {"f1": at(25), "f2": at(4)} == {
            each.finding: each.deadline for each in follow_ups(campaign, "s", track="inspection")
        }
        campaign.advance(at(4))
        assert ["f2"] == [each.finding for each in follow_ups(campaign, "s", track="inspection") if each.is_overdue]
        campaign.advance(at(25))
        assert {"f1", "f2"} == {
            each.finding for each in follow_ups(campaign, "s", track="inspection") if each.is_overdue
        }

    def test_c12_what_is_found_again_at_one_place_is_listed(self) -> None:
        campaign = desk(inspections(rounds=1), "finding")
        for number, (place, item) in enumerate([("market", "rubbish"), ("gate", "rubbish"), ("market", "rubbish")]):
            tell(campaign, joins(f"f{number}", "finding", number, place=place, item=item))
        (again,) = repeats(campaign, "s", track="inspection", by=("place", "item"))
        assert (("market", "rubbish"), ["f0", "f2"]) == (again.what, [finding for finding, _ in again.findings])


class TestSupplies:
    """C-13: received, issued, balance, days of stock, shortage; kits."""

    FACTS: Final = (
        fact("s", RECEIVED, hours=1, item="mask", quantity=500),
        fact("s", ISSUED, hours=25, item="mask", quantity=100),
        fact("s", ISSUED, hours=49, item="mask", quantity=140),
    )

    def test_c13_received_less_issued_is_the_balance_and_lasts_so_many_days(self) -> None:
        rule = SupplyRule("mask", over=2, cover=3)
        (line,) = supply_book(self.FACTS, date(2020, 2, 3), date(2020, 2, 5), ZONE, [rule]).lines
        assert (0, 500, 240, 260) == (line.opening, line.received, line.issued, line.balance)
        assert (Fraction(120), Fraction(260, 120), Fraction(100)) == (line.daily_use, line.days_of_stock, line.shortage)

    def test_c13_more_issued_than_held_is_found(self) -> None:
        more = (*self.FACTS, fact("s", ISSUED, hours=50, item="mask", quantity=300))
        book = supply_book(more, date(2020, 2, 3), date(2020, 2, 5), ZONE)
        assert ["supply.overdrawn"] == [each.code for each in book.findings]
        assert [-40] == [line.balance for line in book.lines]

    def test_c13_who_lacks_what_of_the_kit_is_listed(self) -> None:
        people = [Subject(id=id, kind="resident", unit="y1") for id in ("p1", "p2")]
        given = [fact("p1", KIT, hours=number, item=item) for number, item in enumerate(KIT_OF_FIVE_ONES)]
        records = Records(
            Register(STREET, people, THREE_THREE_FOUR.kinds),
            [*given, fact("p2", KIT, hours=1, item="thermometer")],
            at=at(48),
            zone=ZONE,
        )
        (gap,) = kit_gaps(records, Kit("five ones", KIT_OF_FIVE_ONES, of="resident"))
        assert ("p2", ("contact card", "disinfectant", "letter")) == (gap.subject, gap.lacks)


class TestPrivacy:
    """C-15: purpose, scope, access log, masking; kept for a time, then provably destroyed."""

    SECRETS: Final = {"name": "Zhao Da", "phone": "13800138000", "identity_number": "11010519491231002X"}

    def register(self, method: Playbook) -> Register:
        places = Hierarchy(
            method.levels,
            [Unit("one", "", method.levels[-1].name), Unit("two", "", method.levels[-1].name)],
        )
        people = [
            Subject(
                id="p1", kind="resident", unit="one", attributes=Attributes(age=70), identity=Attributes(self.SECRETS)
            ),
            Subject(id="p2", kind="resident", unit="two", attributes=Attributes(age=30), identity=Attributes(name="Q")),
        ]
        return Register(places, people, method.kinds)

    def ledger(self, method: Playbook, **more: str) -> Ledger:
        form = LedgerForm("residents", of="resident", columns=(*self.SECRETS, "age"), purposes=more.get("purpose", ()))
        return Ledger(form, Records(self.register(method), (), at=at(1), zone=ZONE))

    @every_method
    def test_c15_who_has_no_clearance_sees_masks_and_nothing_private(self, method: Playbook) -> None:
        view = self.ledger(method).view(scope(PrivacyClass.INTERNAL, "one"), at=at(1))
        assert {"name": "masked", "phone": "masked", "identity_number": "masked", "age": "dropped"} == {
            heading.name: str(heading.treatment) for heading in view.headings
        }
        assert [("Z**", "138****8000", "1****X")] == [line.cells for line in view.lines]
        told = repr((view, self.register(method)["p1"], view.preview()))
        assert not any(secret in told for secret in self.SECRETS.values())
        plain = self.ledger(method).view(scope(unit="one"), at=at(1))
        assert [(*self.SECRETS.values(), 70)] == [line.cells for line in plain.lines]

    @every_method
    def test_c15_a_look_has_a_purpose_a_unit_and_an_end(self, method: Playbook) -> None:
        ledger = self.ledger(method, purpose="response")
        assert ["p1"] == [line.id for line in ledger.view(scope(unit="one"), at=at(1)).lines]
        with pytest.raises(AccessRefused, match="lies outside 'one'"):
            ledger.view(scope(unit="one"), at=at(1), unit="two")
        with pytest.raises(AccessRefused, match="it serves 'response'"):
            ledger.view(scope(unit="one", purpose="marketing"), at=at(1))
        with pytest.raises(AccessRefused, match="ran out"):
            ledger.view(scope(unit="one"), at=at(400))

    @every_method
    def test_c15_every_look_is_in_the_log_of_whom_it_showed(self, method: Playbook) -> None:
        look = self.ledger(method).view(scope(PrivacyClass.INTERNAL, "one"), at=at(1)).access
        log = AccessLog().with_(look)
        assert (look,) == log.of("p1")
        assert () == log.of("p2")
        assert ("v1", "response", "one", (), ("name", "phone", "identity_number")) == (
            look.viewer,
            look.purpose,
            look.unit,
            look.plain,
            look.masked,
        )

    @every_method
    def test_c15_after_the_epidemic_identities_go_and_it_can_be_proved(self, method: Playbook) -> None:
        register = self.register(method)
        rule = RetentionRule(
            "after the response", of="resident", keep=Parameter("keep", "30d", unit="duration"), since="stand-down"
        )

        def states(days: int) -> tuple[RetentionState, ...]:
            records = Records(register, [fact("one", "stand-down", hours=0)], at=at(24 * days), zone=ZONE)
            return tuple(each.state for each in retentions(records, [rule]))

        assert (RetentionState.KEPT, RetentionState.RUNNING) == states(29)
        assert (RetentionState.DUE, RetentionState.RUNNING) == states(30)
        records = Records(register, [fact("one", "stand-down", hours=0)], at=at(24 * 30), zone=ZONE)
        after, proof = erase(register, retentions(records, [rule]), at=at(24 * 30), by="clerk 2")
        assert (REDACTED, Attributes(name="Q")) == (after["p1"].identity, after["p2"].identity)
        assert (("p1", "after the response"),) == proof.erased
        assert () == erasure_gaps(proof, after)
        assert ["identity"] == [gap.code for gap in erasure_gaps(proof, register)]
        assert register.persons_in() == after.persons_in()
        assert after.merge(register)["p1"].identity is REDACTED


class TestStaff:
    """C-14: source, team, task and load; notes at hand-over; the ill and the observed; nobody in two places at once."""

    WATCH: Final = Interval(at(0), at(24))
    GATE: Final = Owed(
        within=WATCH, demands=[Demand(place="g", duty="gate", hours=WATCH, by="volunteer", hand_over=True)]
    )
    POOL: Final = (
        Worker(id="a", roles="volunteer", source="residents"),
        Worker(id="b", roles="volunteer", source="party members"),
        Worker(id="c", roles="community worker", source="community"),
    )

    def shift(self, person: str, hours: Interval, place: str = "g", duty: str = "gate") -> DutyShift:
        return DutyShift(
            id=f"{person} {place} {hours.start}", person=person, role="volunteer", place=place, duty=duty, hours=hours
        )

    @every_method
    def test_c14_every_team_has_seats_that_are_drawn_from_a_pool_with_its_sources(self, method: Playbook) -> None:
        rules = {rule.name: rule for track in method.tracks for rule in track.workflow.teams}
        rules |= {rule.name: rule for rule in method.teams}
        for rule in rules.values():
            pool = [
                Worker(id=f"{number}", roles=place.any_of[-1], source=f"source {number}", at_most=1)
                for number, place in enumerate(rule.seats)
            ]
            plan = assign(seats_to_fill(rule, ["u"]), pool)
            assert () == plan.findings
            assert () == check(rule, [each.role for each in plan.given])
            assert {f"source {number}" for number in range(len(pool))} == {
                next(worker.source for worker in pool if worker.id == each.person) for each in plan.given
            }

    def test_c14_task_and_load_of_each_are_told(self) -> None:
        turns = turns_to_fill(self.GATE, changes=[Hours("08:00", "16:00"), Hours("16:00", "08:00")], zone=ZONE)
        plan = assign(turns, self.POOL)
        assert [("a", "volunteer"), ("b", "volunteer")] == sorted((each.person, each.role) for each in plan.given)
        assert {"a": 8 * 60, "b": 16 * 60, "c": 0} == dict(plan.loads)

    @pytest.mark.parametrize("why", ["sick", "under observation"])
    def test_c14_who_is_ill_or_observed_is_not_on_duty_and_is_not_given_any(self, why: str) -> None:
        away = Absence(person="a", hours=self.WATCH, reason=why)
        turns = turns_to_fill(self.GATE, changes=[Hours("08:00", "16:00"), Hours("16:00", "08:00")], zone=ZONE)
        plan = assign(turns, self.POOL, absences=[away])
        assert {"b"} == {each.person for each in plan.given}
        on_duty = Roster(shifts=[self.shift("a", self.WATCH)])
        proof = prove(on_duty, self.GATE, absences=[away])
        assert {RosterTrouble.UNAVAILABLE, RosterTrouble.UNCOVERED} == {each.trouble for each in proof.findings}
        assert why not in repr((proof, away))

    def test_c14_nobody_is_in_two_places_at_once(self) -> None:
        twice = self.shift("a", Interval(at(2), at(3)), place="market", duty="patrol")
        proof = prove(Roster(shifts=[self.shift("a", self.WATCH), twice]), self.GATE)
        (booked,) = proof.of(RosterTrouble.DOUBLE_BOOKED)
        assert ("a", twice.hours) == (booked.person, booked.hours)

    def test_c14_who_hands_over_leaves_a_note(self) -> None:
        early, late = (
            self.shift(who, Interval(at(since), at(until))) for who, since, until in (("a", 0, 8), ("b", 8, 24))
        )
        silent = prove(Roster(shifts=[early, late]), self.GATE)
        assert [("a", (early.id,))] == [(each.person, each.shifts) for each in silent.of(RosterTrouble.NO_HAND_OVER)]
        note = HandOver(shift=early.id, by="a", to="b", at=at(8), note="two keys")
        assert prove(Roster(shifts=[early, late], hand_overs=[note]), self.GATE).holds
