"""Every requirement of the Yuxi street's method (YX-01 to YX-17), proved on its playbook."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.codec.documents import from_json, to_json
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Fact, Origin
from gridcare.facts.journal import Journal
from gridcare.people.posts import Appointment, PostTrouble
from gridcare.people.register import Register
from gridcare.people.responsibility import Charge, responsibility
from gridcare.people.subjects import Subject
from gridcare.people.teams import Member, Team, check
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.playbook import Playbook
from gridcare.plugins.casework.intake import received
from gridcare.plugins.three_three_four import (
    COUNTERS,
    DAILY_FORM,
    FORMULA,
    GATE_POLICY,
    HOME,
    INSPECTION_ROUNDS,
    KIT_OF_FIVE_ONES,
    LEDGER_LEVELS,
    LINES,
    NOTICE_12,
    PATROLS,
    READINGS,
    RED_ARMBANDS,
    SERVICES,
    STATIONED_BODIES,
    TASK_FORCE,
    THREE_THREE_FOUR,
    VENUE_TYPES,
    WORKING_GROUPS,
    home_observation,
    organisation,
    three_three_four,
)
from gridcare.plugins.three_three_four_figures import FIGURES, IDENTITIES, active_readings
from gridcare.registry import Registry
from gridcare.reporting.bulletin import render
from gridcare.reporting.figures import Qualifier
from gridcare.reporting.filings import Filing
from gridcare.reporting.reconcile import Status, reconcile
from gridcare.reporting.returns import FilingBook
from gridcare.reporting.rollup import roll_up
from gridcare.rules.scopes import Given, Values
from gridcare.rules.unknowns import Unknown
from gridcare.testing.conformance import PlaybookConformance
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import DAILY, Interval, at_clock, moment
from gridcare.timing.slots import SlotState
from gridcare.work.campaign import Campaign
from gridcare.work.episodes import ENROLLED, EXIT, Exit
from gridcare.work.gatelog import GateLog, passage
from gridcare.work.gates import Entrances, Gate, GateClosing, unsupported
from gridcare.work.observation import Observations
from gridcare.work.passages import Verdict
from gridcare.work.protocols import KIT, Outings
from gridcare.work.steps import Standing
from gridcare.work.upkeep import Spot, UpkeepLog, activities

ZONE = THREE_THREE_FOUR.zone
OPENED = moment("2020-01-28 08:00", ZONE)
HOUR = timedelta(hours=1)
AREAS = tuple(f"a{number}" for number in range(1, 6))

STREET = Hierarchy(
    THREE_THREE_FOUR.levels,
    [
        Unit("s", "Yuxi", "street"),
        *(Unit(area, area, "area", "s") for area in AREAS),
        Unit("c1", "One", "community", "a1"),
        Unit("c2", "Two", "community", "a2"),
        Unit("y1", "Yard 1", "building yard", "c1"),
        Unit("y2", "Yard 2", "building yard", "c1"),
        Unit("y3", "Yard 3", "building yard", "c2"),
    ],
)


class TestThreeThreeFourConforms(PlaybookConformance):
    playbook = THREE_THREE_FOUR
    subject_attributes = Attributes(passed_through_epidemic_city=True)
    module = "gridcare.plugins.three_three_four"
    scenarios = Path(__file__).parents[2] / "scenarios" / "yuxi"
    read_elsewhere = ("second_round_takes_residue", *(each.name for each in FORMULA))


def street(*subjects: Subject) -> Campaign:
    """Open a campaign over the small street."""
    return THREE_THREE_FOUR.campaign(STREET, Register(STREET, subjects, THREE_THREE_FOUR.kinds), opened=OPENED)


def household(id: str, unit: str, persons: int = 3) -> Subject:
    return Subject(id=id, kind="household", unit=unit, persons=persons)


def fact(
    subject: str,
    about: str,
    /,
    outcome: str = "",
    hours: float = 1,
    track: str = "",
    roles: Iterable[str] = (),
    **answers: Scalar,
) -> Fact:
    when = OPENED + hours * HOUR
    return Fact(
        id=f"{subject} {about} {outcome} {hours}",
        kind=about,
        subjects=(subject,),
        happened=when,
        known=when,
        outcome=outcome,
        answers=Attributes(answers),
        origin=Origin(roles=tuple(roles)),
        track=track,
    )


def joins(subject: str, kind: str, track: str, hours: float = 0, unit: str = "y1", **answers: Scalar) -> Fact:
    told = Attributes({"kind": kind, "unit": unit, **answers})
    return attrs.evolve(fact(subject, "joined", hours=hours, track=track), answers=told)


def record(campaign: Campaign, *facts: Fact) -> Campaign:
    for each in facts:
        campaign.record(each)
    return campaign


def part(campaign: Campaign, subject: str, track: str) -> str:
    return campaign.state(subject, track=track).part


NORMAL = 36


class TestLinesOfDefence:
    def test_yx01_three_lines_from_the_motorway_to_the_own_door(self) -> None:
        assert [(1, "city gate"), (2, "unit door"), (3, "own door")] == [(line.number, line.name) for line in LINES]
        city, unit, own = LINES
        assert ("screen", "disinfect vehicles") == city.duties
        assert ("measure", "register", "dissuade") == unit.duties
        assert "post the contact card" in own.duties
        assert ("militia",) == city.forces(Values({}))
        assert ("neighbour",) == own.forces(Values({}))

    @pytest.mark.parametrize(("firm", "force"), [(True, "property manager"), (False, "resident")])
    def test_yx01_property_managers_man_the_doors_where_there_are_any(self, firm: bool, force: str) -> None:
        assert (force,) == LINES[1].forces(Values({"unit.property_firm": firm}))

    def test_yx01_where_nobody_said_whether_a_firm_serves_the_force_is_not_known(self) -> None:
        assert isinstance(LINES[1].forces(Values({})), Unknown)

    @pytest.mark.parametrize("kind", ["person", "vehicle"])
    def test_yx01_outside_people_and_vehicles_are_turned_back(self, kind: str) -> None:
        told = GATE_POLICY.decide(
            {
                "direction": "in",
                "traveller.kind": kind,
                "traveller.outside": True,
                "reading.value": 36,
                "reading.device": "thermometer",
            }
        )
        assert Verdict.DISSUADE == told.verdict
        assert told.registers is True

    def test_yx01_everybody_in_or_out_is_registered_and_a_fever_isolated(self) -> None:
        home: dict[str, Given] = {
            "traveller.outside": False,
            "traveller.essential": True,
            "reading.device": "thermometer",
        }
        for direction in ("in", "out"):
            well = GATE_POLICY.decide({**home, "direction": direction, "reading.value": NORMAL})
            assert (Verdict.REGISTER, True) == (well.verdict, well.registers)
        ill = GATE_POLICY.decide({**home, "direction": "in", "reading.value": READINGS["fever_from"]})  # type: ignore[dict-item]  # a decimal
        assert (Verdict.ISOLATE, ("health centre",)) == (ill.verdict, ill.notify)

    def test_yx01_an_infrared_reading_refers_nobody(self) -> None:
        told = GATE_POLICY.decide(
            {"direction": "in", "traveller.outside": False, "reading.value": 39, "reading.device": "infrared"}
        )
        assert Verdict.MEASURE_AGAIN == told.verdict


class TestRounds:
    def after_one_round(self) -> Campaign:
        campaign = street(household("h1", "y1", 3), household("h2", "y2", 2), household("h3", "y3", 4))
        return record(
            campaign,
            fact("h1", "visit", "screened", roles=("volunteer",)),
            fact("h2", "visit", "nobody there", roles=("volunteer",)),
        )

    def test_yx02_the_second_round_takes_what_the_first_left(self) -> None:
        first = self.after_one_round()
        assert READINGS["second_round_takes_residue"] is True
        second = first.next_round(opened=OPENED + 72 * HOUR)
        assert ["h2", "h3"] == sorted(second.subjects("s"))
        assert 6 == second.coverage("s").total.persons

    def test_yx02_households_and_persons_of_both_rounds_add_up(self) -> None:
        first = self.after_one_round()
        second = first.next_round(opened=OPENED + 72 * HOUR)
        record(second, *(fact(id, "visit", "screened", 73, roles=("volunteer",)) for id in ("h2", "h3")))
        rounds = [first.coverage("s").settled, second.coverage("s").settled]
        assert (3, 9) == (sum(each.subjects for each in rounds), sum(each.persons for each in rounds))

    def test_yx02_the_unit_slip_is_reported_and_nothing_else(self) -> None:
        findings = reconcile(THREE_THREE_FOUR.identities_of(), FIGURES)
        (slip,) = [finding for finding in findings if finding.status is not Status.PASS]
        assert ("rounds in households", Status.FAIL) == (slip.id, slip.status)
        assert (19_149, 19_149, 0) == (slip.left, slip.right, slip.difference)
        change = slip.candidates[0].changes[0]
        assert ("round_2_households", 5_816, "household") == (change.term.name, change.value, change.unit)

    def test_yx02_read_as_households_both_sums_hold(self) -> None:
        printed = FIGURES["round_2_households"]
        assert "person" == printed.unit
        mended = attrs.evolve(
            FIGURES,
            members=[attrs.evolve(each, unit="household") if each is printed else each for each in FIGURES.values()],
        )
        assert {Status.PASS} == {finding.status for finding in reconcile(IDENTITIES, mended)}


class TestKeyPeople:
    ORIGINS = (
        "returned_from_epidemic_city",
        "stayed_in_epidemic_city",
        "passed_through_epidemic_city",
        "back_from_travel",
    )

    def person(self, id: str, **origins: bool) -> Subject:
        return Subject(id=id, kind="resident", unit="y1", attributes=Attributes(origins))

    @pytest.mark.parametrize("origin", ORIGINS)
    def test_yx03_any_one_of_the_four_makes_a_key_person(self, origin: str) -> None:
        campaign = street(self.person("r1", **{origin: True}), self.person("r2", **dict.fromkeys(self.ORIGINS, False)))
        assert ["r1"] == list(campaign.subjects("s", track="key people"))

    def test_yx03_one_of_whom_nothing_is_known_is_none(self) -> None:
        assert [] == list(street(self.person("r1")).subjects("s", track="key people"))

    def test_yx03_one_to_be_observed_is_given_notice_and_care(self) -> None:
        campaign = street(self.person("r1", passed_through_epidemic_city=True))
        change = campaign.record(fact("r1", "follow up", "to be observed", track="key people"))
        assert [("leave", "isolation notice"), ("open", "observed household")] == [
            (effect.kind, effect.what) for effect in change.emitted
        ]
        (care,) = campaign.subjects("s", track="observed household")
        assert "r1" == campaign.attributes(care)["about"]


class TestLeads:
    def test_yx04_the_107_leads_each_end_in_exactly_one_outcome(self) -> None:
        published = FIGURES["leads"].value
        campaign = street()
        outcomes = ("came back", "observed already", "not concerned", "elsewhere", "wrong record", "no answer")
        for number in range(107):
            campaign.record(joins(f"l{number}", "lead", "lead", unit=f"y{1 + number % 3}"))
            campaign.record(fact(f"l{number}", "contact", outcomes[number % 6], 2, "lead"))
        for number in range(5, 107, 6):
            for attempt in (3, 4):
                campaign.record(fact(f"l{number}", "contact", "no answer", attempt, "lead"))
        told = received(campaign, "s", track="lead")
        assert published == 107 == told.received == sum(count for _, count in told.outcomes)
        assert 0 == told.under_way
        assert {18, 17} == {count for _, count in told.outcomes}

    def test_yx04_message_phone_and_visit_may_follow_one_another(self) -> None:
        campaign = record(street(), joins("l1", "lead", "lead"))
        record(campaign, fact("l1", "contact", "messaged", 1, "lead"), fact("l1", "contact", "no answer", 2, "lead"))
        assert "contact" == part(campaign, "l1", "lead")
        change = campaign.record(fact("l1", "contact", "came back", 3, "lead"))
        assert {"isolation notice", "publicity", "observation"} == {effect.what for effect in change.emitted}
        lead = next(track.workflow for track in campaign.tracks if track.name == "lead")
        assert ("message", "phone", "visit") == tuple(channel.name for channel in lead["contact"].channels)  # type: ignore[union-attr]  # a step

    def test_yx04_how_often_one_tries_is_a_reading(self) -> None:
        once = THREE_THREE_FOUR.with_parameters(lead_contacts=1)
        campaign = once.campaign(STREET, Register(STREET, (), once.kinds), opened=OPENED)
        record(campaign, joins("l1", "lead", "lead"), fact("l1", "contact", "no answer", 1, "lead"))
        assert Standing.OPEN == campaign.standing("l1")


FIVE = ("street", "community", "grid worker", "auxiliary police", "health centre")


def observed(*facts: Fact) -> Observations:
    return Observations(HOME, zone=ZONE, hierarchy=STREET).record(*facts)


def enrolled(person: str, day: int = 0) -> tuple[Fact, ...]:
    """Somebody who arrived and is enrolled, `day` days after the opening."""
    return (
        fact(person, "arrival", hours=24 * day),
        fact(person, ENROLLED, hours=24 * day + 2, unit="y1"),
    )


class TestObservation:
    def test_yx05_a_task_force_has_one_of_each_of_five_bodies(self) -> None:
        assert () == check(TASK_FORCE, FIVE)
        for missing in FIVE:
            (finding,) = check(TASK_FORCE, [role for role in FIVE if role != missing])
            assert missing == finding.seat
        assert check(TASK_FORCE, (*FIVE, "street"))

    def test_yx05_the_kit_and_the_task_force_are_five_ones(self) -> None:
        assert 5 == len(KIT_OF_FIVE_ONES) + 1
        assert TASK_FORCE.name == HOME.team
        watch = observed(*enrolled("p1"), fact("p1", KIT, hours=3, item="thermometer"))
        assert ("contact card", "disinfectant", "letter") == watch.watch("p1", OPENED + 4 * HOUR).missing_kit

    def test_yx05_four_meets_a_day_each_slot_in_exactly_one_state(self) -> None:
        rules = {rule.name: rule for rule in HOME.timeline.phases[0].slots}
        assert {"temperature": 2, "visit": 2} == {name: len(rule.windows) for name, rule in rules.items()}
        day = 24 - 8  # the second day begins 16 hours after the opening at 08:00
        watch = observed(
            *enrolled("p1"),
            fact("p1", "temperature", hours=day + 7.5, celsius=36.5, device="thermometer", site="axillary"),
            fact("p1", "visit", hours=day + 12),
        )
        rows = watch.watch("p1", OPENED + timedelta(hours=day + 18)).table.rows
        second = Interval.of_day(date(2020, 1, 29), ZONE)
        states = [row.state for row in rows if second.start <= row.slot.window.start < second.end]
        assert Counter({SlotState.DONE_ON_TIME: 2, SlotState.MISSED: 1, SlotState.NOT_YET_DUE: 1}) == Counter(states)

    def test_yx05_other_windows_are_another_reading(self) -> None:
        other = home_observation(READINGS.with_values(temperature_windows="06:00-12:00, 12:00-18:00, 18:00-22:00"))
        (rule, _) = other.timeline.phases[0].slots
        assert 3 == len(rule.windows)

    def test_yx05_an_observed_person_stays_at_home_for_the_national_14_days(self) -> None:
        assert 14 == HOME.timeline.phases[0].days == READINGS["observation_days"]
        assert READINGS.declared("observation_days").sources
        assert Outings.FORBIDDEN == HOME.restriction.outings


class TestExits:
    def everybody(self) -> Observations:
        """122 episodes: 99 completed, 6 transferred, 17 under observation."""
        end = timedelta(days=16)
        facts: list[Fact] = []
        for number in range(122):
            person = f"p{number}"
            facts += enrolled(person)
            leaves = OPENED + end
            if number < 99:
                facts += [
                    leave(person, "notice", leaves, authority="health centre"),
                    leave(person, EXIT, leaves + HOUR, outcome=Exit.RELEASED, authority="street"),
                ]
            elif number < 105:
                facts.append(leave(person, EXIT, OPENED + 50 * HOUR, outcome=Exit.TRANSFERRED))
        return observed(*facts)

    def test_yx06_122_enrolled_105_out_6_of_them_transferred_and_17_active(self) -> None:
        watch = self.everybody()
        stock = watch.stock(OPENED + timedelta(days=17))
        assert FIGURES["observed"].value == 122 == stock.enrolled
        assert FIGURES["ended"].value == 105 == stock.exits.total
        assert FIGURES["transferred"].value == 6 == stock.exits.transferred
        assert 17 == stock.active
        opened = [effect for effect in watch.effects(OPENED + timedelta(days=17)) if effect.kind == "open"]
        assert {"central observation"} == {effect.what for effect in opened}
        assert 6 == len(opened)

    def test_yx06_the_other_reading_is_reported_as_the_alternative(self) -> None:
        findings = {finding.id: finding for finding in reconcile(*active_readings())}
        active = findings["active"]
        assert (Status.FAIL, 17, 11) == (active.status, active.left, active.right)
        assert (99, 105) == (findings["completed"].left, findings["completed"].right)
        reading = READINGS.declared("transferred_among_released")
        assert reading.reading
        assert reading.value is True
        assert "11" in reading.alternatives[0]


def leave(person: str, kind: str, at: datetime, outcome: str = "", **answers: Scalar) -> Fact:
    told = fact(person, kind, outcome)
    return attrs.evolve(
        told, id=f"{person} {kind} {at.isoformat()}", happened=at, known=at, answers=Attributes(answers)
    )


class TestCare:
    def cared_for(self) -> Campaign:
        return record(
            street(),
            joins("o1", "observed household", "observed household"),
            fact("o1", "liaison", "named", 1, "observed household"),
            fact("o1", "commitment", "signed", 2, "observed household"),
        )

    def test_yx07_what_an_observed_household_needs_is_a_case_to_its_delivery(self) -> None:
        campaign = record(self.cared_for(), fact("o1", "ask", "something needed", 3, "observed household"))
        (request,) = campaign.subjects("s", track="service")
        record(campaign, fact(request, "request", "accepted", 4, "service"))
        assert Standing.IN_PROGRESS == campaign.standing(request)
        record(campaign, fact(request, "delivery", "delivered", 5, "service"))
        assert "delivered" == part(campaign, request, "service")
        assert ("shopping", "delivery", "rubbish") == SERVICES == HOME.services

    def test_yx12_the_formula_has_three_four_and_one_slots_that_are_not_stated_until_filled(self) -> None:
        names = [each.name.partition("_")[0] for each in FORMULA]
        assert Counter(responsibility=3, service=4, commitment=1) == Counter(names)
        assert {NOT_STATED} == {THREE_THREE_FOUR.parameters[each.name] for each in FORMULA}
        filled = THREE_THREE_FOUR.with_parameters(service_1="代购")
        assert "代购" == filled.parameters["service_1"]
        assert filled.parameters["service_2"] is NOT_STATED

    def test_yx12_the_commitment_is_a_signed_paper(self) -> None:
        campaign = self.cared_for()
        assert "ask" == part(campaign, "o1", "observed household")
        assert ["contact card", "letter"] == [effect.what for effect in campaign.effects if effect.kind == "leave"]
        unsigned = record(
            street(),
            joins("o2", "observed household", "observed household"),
            fact("o2", "liaison", "named", 1, "observed household"),
        )
        assert [("o2", "commitment")] == [(due.subject, due.part) for due in unsigned.due("s")]

    def test_yx17_the_liaison_cadre_asks_first_every_day(self) -> None:
        campaign = self.cared_for()
        (due,) = campaign.due("s", track="observed household")
        assert ("ask", OPENED + 26 * HOUR) == (due.part, due.deadline)
        record(campaign, fact("o1", "ask", "nothing needed", 10, "observed household"))
        (due,) = campaign.due("s", track="observed household")
        assert OPENED + 50 * HOUR == due.deadline

    def test_yx17_every_observed_household_has_a_named_cadre_or_is_listed(self) -> None:
        register = Register(
            STREET,
            [Subject(id=f"o{number}", kind="observed household", unit="y1") for number in (1, 2)],
            THREE_THREE_FOUR.kinds,
        )
        proof = responsibility(
            register,
            organisation("s", AREAS),
            kind="observed household",
            role="liaison cadre",
            day=date(2020, 2, 7),
            charges=[Charge(subject="o1", person="cadre 1")],
        )
        assert ("o2",) == tuple(gap.subject for gap in proof.gaps)
        assert "cadre 1" == proof.named["o1"][0].person


class TestOrganisation:
    DAY = date(2020, 2, 1)

    def test_yx08_every_seat_of_the_command_is_a_post(self) -> None:
        posts = organisation("s", AREAS).posts
        assert [2] == [post.count for post in posts if post.role == "head of the leading group"]
        assert 5 == len(WORKING_GROUPS) == sum(post.role.endswith(" group") and post.count == 1 for post in posts)
        assert ("prevention", "publicity", "data", "emergency", "logistics") == WORKING_GROUPS
        assert ("police station", "health service centre", "finance office", "justice office") == STATIONED_BODIES
        assert set(STATIONED_BODIES) <= {post.role for post in posts}
        assert list(AREAS) == [post.unit for post in posts if post.role == "area inspection team"]

    def test_yx08_unfilled_seats_are_listed(self) -> None:
        seats = organisation(
            "s",
            AREAS,
            [
                Appointment(post="heads", person="secretary"),
                *(Appointment(post=f"group/{group}", person=group) for group in WORKING_GROUPS[1:]),
                *(Appointment(post=f"body/{body}", person=body) for body in STATIONED_BODIES),
                *(Appointment(post=f"area/{area}", person=area) for area in AREAS),
            ],
        )
        vacant = seats.findings(self.DAY, self.DAY + timedelta(days=1))
        assert {PostTrouble.VACANT} == {finding.trouble for finding in vacant}
        assert ["group/prevention", "heads"] == [finding.post for finding in vacant]

    def test_yx08_before_the_joint_group_nobody_lacks_a_stationed_body(self) -> None:
        lacking = organisation("s", AREAS).findings(date(2020, 1, 22), date(2020, 1, 28))
        assert {"heads", *(f"group/{group}" for group in WORKING_GROUPS)} == {finding.post for finding in lacking}

    def test_yx08_yx16_five_area_teams_inspect_every_day_and_who_did_not_is_listed(self) -> None:
        day = date(2020, 2, 3)
        noon = at_clock(day, time(12), ZONE)
        log = UpkeepLog(
            hierarchy=STREET,
            spots=[Spot(id=f"area {area}", kind="area", unit=area, since=self.DAY) for area in AREAS],
            upkeeps=(INSPECTION_ROUNDS,),
            journal=Journal.of(
                [leave(f"area {area}", "inspection", noon) for area in AREAS[:4]],
            ),
            zone=ZONE,
        )
        evening = noon + 10 * HOUR
        assert ["area a5"] == [spot.id for spot in log.lacking("area inspections", "s", day, evening)]

    def test_yx16_what_an_inspection_finds_is_tracked_to_its_end(self) -> None:
        campaign = record(
            street(),
            joins("f1", "finding", "inspection", item="gate not staffed"),
            joins("f2", "finding", "inspection"),
            fact("f1", "finding", "solved on the spot", 1, "inspection"),
            fact("f2", "finding", "to be put right", 1, "inspection"),
            fact("f2", "rectification/put right", "done", 2, "inspection"),
        )
        assert "solved on the spot" == part(campaign, "f1", "inspection")
        assert ["f2"] == list(campaign.subjects("s", "in progress", track="inspection"))
        record(campaign, fact("f2", "rectification/check", "in order", 3, "inspection"))
        assert "put right" == part(campaign, "f2", "inspection")

    def test_yx16_what_is_not_put_right_twice_is_taken_up_higher(self) -> None:
        campaign = record(
            street(),
            joins("f1", "finding", "inspection"),
            fact("f1", "finding", "to be put right", 1, "inspection"),
        )
        for hours in (2, 4):
            assert "rectification/put right" == part(campaign, "f1", "inspection")
            record(campaign, fact("f1", "rectification/put right", "done", hours, "inspection"))
            record(campaign, fact("f1", "rectification/check", "not in order", hours + 1, "inspection"))
        assert "taken up higher" == part(campaign, "f1", "inspection")
        assert "next level" in [effect.what for effect in campaign.effects]


class TestVenues:
    def test_yx09_a_mahjong_parlour_still_open_or_reopened_is_shut_by_force(self) -> None:
        campaign = record(
            street(),
            joins("v1", "venue", "venue", type="mahjong parlour"),
            joins("v2", "venue", "venue", type="mahjong parlour"),
            fact("v1", "order", "still open", 1, "venue"),
            fact("v2", "order", "closed", 1, "venue"),
            fact("v2", "watch/visit", "open", 25, "venue"),
        )
        assert "forced handling" == part(campaign, "v1", "venue")
        assert "watch/forced handling" == part(campaign, "v2", "venue")

    def test_yx09_a_closed_venue_is_visited_again_every_day(self) -> None:
        campaign = record(street(), joins("v1", "venue", "venue"), fact("v1", "order", "closed", 0, "venue"))
        assert 3 == READINGS["venue_visits"]
        for day in range(3):
            (due,) = campaign.due("s", track="venue")
            assert OPENED + timedelta(days=day + 1) == due.deadline
            record(campaign, fact("v1", "watch/visit", "closed", 24 * day + 20, "venue"))
        assert "stays closed" == part(campaign, "v1", "venue")

    def test_yx09_counts_by_type_keep_their_own_units(self) -> None:
        closed = {name: (each.value, each.unit) for name, each in FIGURES.items() if name.startswith("closed_")}
        assert {77, 7, 1, 3, 21} == {value for value, _ in closed.values()}
        assert (21, "slaughter point") == closed["closed_poultry"]
        assert 5 == len({unit for _, unit in closed.values()})
        assert (
            "mahjong parlour",
            "tea house",
            "internet café",
            "bar",
            "bath or foot bath",
            "restaurant",
            "live poultry point",
        ) == VENUE_TYPES


class TestCounters:
    def test_yx10_about_and_over_may_stand_together(self) -> None:
        assert (10_000, (Qualifier.ABOUT, Qualifier.OVER)) == (
            FIGURES["vehicles"].value,
            FIGURES["vehicles"].qualifiers,
        )
        assert (Qualifier.OVER,) == FIGURES["distributed"].qualifiers
        assert FIGURES["banners"].exact

    def test_yx10_vehicles_and_publicity_are_counted_from_facts(self) -> None:
        facts = [
            fact("city gate", "vehicle disinfection", hours=1, amount=40),
            fact("city gate", "vehicle disinfection", hours=2, amount=2),
            fact("street", "poster", hours=1, amount=500),
            fact("street", "banner", hours=30, amount=135),
        ]
        assert {fact.kind for fact in facts} <= set(COUNTERS)
        assert {("banner",): 135, ("poster",): 500, ("vehicle disinfection",): 42} == activities(
            facts, by=("kind",), zone=ZONE, amount="amount"
        )

    def test_yx10_what_was_printed_and_what_was_distributed_are_not_made_to_agree(self) -> None:
        assert not any("distributed" in str(identity.says) for identity in IDENTITIES)
        printed = sum(int(FIGURES[name].value or 0) for name in ("posters", "boards", "booklets", "letters", "notices"))
        assert 4_150 == printed


class TestLedgers:
    def test_yx11_the_three_levels_are_views_of_the_same_records(self) -> None:
        campaign = street(household("h1", "y1"), household("h2", "y2"), household("h3", "y3"))
        record(
            campaign,
            *(
                fact(id, "visit", outcome, roles=("volunteer",))
                for id, outcome in (("h1", "screened"), ("h2", "nobody there"), ("h3", "screened"))
            ),
        )
        certificate = campaign.close("s", signed_by="street")
        for level in LEDGER_LEVELS:
            lines = [line.coverage.settled for line in certificate.at_level(level)]
            assert (2, 6) == (sum(each.subjects for each in lines), sum(each.persons for each in lines))
        assert ["h2"] == [each.subject for each in certificate.carry_over]

    def test_yx11_stated_ledgers_are_reconciled_level_by_level(self) -> None:
        assert LEDGER_LEVELS == DAILY_FORM.owed_by
        day = date(2020, 2, 3)
        period = DAILY.period_of(day)
        filed = at_clock(day, time(23), ZONE)
        stated = {"y1": 10, "y2": 20, "c1": 30, "y3": 7, "c2": 8, "s": 38}
        book = FilingBook(
            form=DAILY_FORM,
            hierarchy=STREET,
            since=day,
            until=day + timedelta(days=1),
            filings=[
                Filing(
                    id=f"{unit} {day}",
                    form=DAILY_FORM.name,
                    unit=unit,
                    period=period,
                    filed=filed,
                    known=filed,
                    figures={"households": households},
                )
                for unit, households in stated.items()
            ],
        )
        cells = roll_up(book.as_of(filed + 2 * HOUR), period).cells(item="households")
        apart = {cell.unit: cell.difference for cell in cells if cell.difference}
        assert {"c2": 1} == apart


class TestClosedManagement:
    def closing(self) -> GateClosing:
        return GateClosing(gate="north", start=OPENED, by="community", notice="12")

    def test_yx13_a_closing_cites_notice_12_whose_days_the_article_leaves_blank(self) -> None:
        assert NOTICE_12.in_force_from is None
        assert isinstance(NOTICE_12.applies(date(2020, 2, 1)), Unknown)
        over = Interval(OPENED, OPENED + 48 * HOUR)
        assert unsupported([self.closing()], {"12": NOTICE_12}, over, ZONE)
        dated = attrs.evolve(NOTICE_12, in_force_from=date(2020, 1, 29))
        (early,) = unsupported([self.closing()], {"12": dated}, over, ZONE)
        assert "did not apply on 2020-01-28" in early.problem

    def test_yx13_dissuasion_of_locals_is_recorded_at_the_gate(self) -> None:
        told = GATE_POLICY.decide(
            {
                "direction": "out",
                "traveller.outside": False,
                "traveller.essential": False,
                "reading.value": 36,
                "reading.device": "thermometer",
            }
        )
        assert Verdict.DISSUADE == told.verdict
        log = GateLog(
            entrances=(Entrances(unit="y1", gates=(Gate(id="south", unit="y1"),)),),
            zone=ZONE,
            journal=Journal.of(
                [
                    passage(
                        "p1",
                        gate="south",
                        traveller="r1",
                        direction="out",
                        happened=OPENED + HOUR,
                        verdict=told.verdict,
                        registered=told.registers is True,
                    )
                ]
            ),
        )
        assert [("y1", "dissuade", {"person": 1})] == list(log.counts(Interval(OPENED, OPENED + 24 * HOUR)))


class TestMarkets:
    def test_yx14_open_markets_owe_patrol_and_disinfection_every_day(self) -> None:
        day = date(2020, 2, 3)
        noon = at_clock(day, time(12), ZONE)
        log = UpkeepLog(
            hierarchy=STREET,
            spots=[
                Spot(id="m1", kind="farmers' market", unit="c1", since=day),
                Spot(id="k1", kind="convenience point", unit="c2", since=day),
            ],
            upkeeps=(PATROLS,),
            journal=Journal.of(
                [leave("m1", "patrol", noon), leave("m1", "disinfection", noon), leave("k1", "patrol", noon)]
            ),
            zone=ZONE,
        )
        evening = noon + 10 * HOUR
        assert ["k1"] == [spot.id for spot in log.lacking("markets", "s", day, evening)]
        told = log.compliance("markets", "s", evening + 3 * HOUR, days=Interval.of_day(day, ZONE))
        assert (3, 1) == (told.done, told[SlotState.MISSED])


class TestRedArmbands:
    def test_yx15_eleven_teams_with_103_members_and_their_tasks(self) -> None:
        members = [Member(f"m{number}", "volunteer" if number % 4 else "party member") for number in range(103)]
        teams = [
            Team(id=f"t{number}", rule=RED_ARMBANDS, members=members[number::11], unit="s") for number in range(11)
        ]
        assert (11, 103) == (FIGURES["red_armband_teams"].value, FIGURES["red_armbands"].value)
        assert 103 == sum(len(team.members) for team in teams)
        assert [()] * 11 == [team.seating().findings for team in teams]
        assert ("door screening", "publicity", "gate duty") == RED_ARMBANDS.duties
        assert check(RED_ARMBANDS, ("guard",))


class TestOtherReadings:
    def test_another_reading_makes_the_method_anew(self) -> None:
        other = three_three_four(
            READINGS.with_values(patrols_a_day=2, asks=3, put_right_rounds=3, visit_windows="08:00-20:00")
        )
        assert 2 == other.upkeeps[0].slots[0].times
        assert 3 == other.parameters["asks"]
        assert ("08:00-20:00",) == other.protocols[0].timeline.phases[0].slots[1].windows
        assert other != THREE_THREE_FOUR == three_three_four()

    def test_a_reading_that_no_workflow_holds_is_refused_rather_than_passed_over(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            THREE_THREE_FOUR.with_parameters(patrols_a_day=2)
        assert "patrols_a_day" in str(caught.value)

    def test_every_reading_names_what_was_not_chosen(self) -> None:
        assert [] == [each.name for each in READINGS.members if each.reading and not each.alternatives]

    def test_the_other_reading_of_the_six_is_told_first_where_it_is_chosen(self) -> None:
        (question,) = three_three_four(READINGS.with_values(transferred_among_released=False)).open_readings
        assert [11, 17] == [reading["active"].value for reading in question.readings]
        (question,) = THREE_THREE_FOUR.open_readings
        assert [17, 11] == [reading["active"].value for reading in question.readings]


class TestItIsInstalled:
    def test_a_host_finds_it_by_its_name(self) -> None:
        assert THREE_THREE_FOUR == Registry.load().playbook("three-three-four")

    def test_it_comes_back_from_json_as_it_was(self) -> None:
        assert THREE_THREE_FOUR == from_json(to_json(THREE_THREE_FOUR, kind=Playbook), Playbook)


class TestItIsToldInWords:
    def test_the_bulletin_tells_the_published_figures(self) -> None:
        values = {name: FIGURES[name] for name in THREE_THREE_FOUR.bulletin("state of affairs").figures}
        text = render(THREE_THREE_FOUR.bulletin("state of affairs"), {**values, "day": date(2020, 2, 7)}, "zh")
        assert "排查19149户51618人" in text
        assert "解除105人次（其中转集中医学观察6人次）" in text

    def test_no_outcome_is_left_in_english_in_the_chinese_text(self) -> None:
        told = THREE_THREE_FOUR.explain("zh").split("\n", 2)[2]
        assert [] == sorted({word for word in told.split() if word.isascii() and word.isalpha()})
