"""Six in place (Xuzhou Xinqu): one test at least for every line of the method."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Fact, Origin
from gridcare.facts.journal import Journal
from gridcare.people.duties import Owed
from gridcare.people.linkage import link
from gridcare.people.merging import MergedSubject, merge, subject_of
from gridcare.people.posts import Appointment, Establishment, PostTrouble
from gridcare.people.register import Register
from gridcare.people.rosters import DutyShift, Roster
from gridcare.people.sources import SourceRow
from gridcare.people.staffing import RosterTrouble, prove
from gridcare.people.subjects import Subject
from gridcare.people.teams import Member, Seat, Team, TeamRule, TeamTrouble, check, shortages
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.plugins.cn_national import CONTACTS
from gridcare.plugins.six_in_place import (
    COMFORTER,
    COMPOUND_GROUPS,
    DUTIES,
    EMERGENCY_GROUP,
    ENTRY_DISINFECTED,
    FIGURES,
    FOUR_TO_ONE,
    GATE_LINE,
    HEADINGS,
    HOME_OBSERVATION,
    JOINT_VISIT,
    MORNING_AND_EVENING,
    PREVENTION_GROUP,
    ROSTER_HOURS,
    SCREENING_FORM,
    SCREENING_FORMS,
    SIX_IN_PLACE,
    THREE_IN_ONE,
    THREE_SOURCES,
    UPKEEPS,
    WATCHED,
    after_merge,
    home_observation,
    leader_posts,
    six_in_place,
    undisinfected,
)
from gridcare.reporting.reconcile import reconcile
from gridcare.rules.expressions import names
from gridcare.rules.grammar import expression
from gridcare.rules.scopes import Values
from gridcare.testing.conformance import PlaybookConformance
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import Interval, moment
from gridcare.timing.slots import SlotState
from gridcare.work.campaign import Campaign
from gridcare.work.episodes import ENROLLED, EXIT, Exit
from gridcare.work.gatelog import GateLog, Observed, breaches, outing, passage
from gridcare.work.gates import Entrances, Gate
from gridcare.work.observation import Observations, ReleaseRefused
from gridcare.work.protocols import OUTING, Outings
from gridcare.work.steps import Standing
from gridcare.work.upkeep import Spot, UpkeepLog
from gridcare.work.workflow import Workflow

ZONE = "Asia/Shanghai"
DAY = date(2020, 2, 10)
STREET = Hierarchy(
    SIX_IN_PLACE.levels,
    (
        Unit("street", "", "street"),
        Unit("community", "", "community", "street"),
        Unit("firm", "", "compound", "community", attributes={"property_firm": True}),
        Unit("none", "", "compound", "community", attributes={"property_firm": False}),
    ),
)
COMPOUNDS = ("firm", "none")
FIVE = ("property firm", "residents' committee", "community police officer", "grid worker", "urban management")
FOUR = ("community police officer", "community cadre", "grid worker", "community doctor")
IN_FULL: Final[dict[str, Scalar]] = {"answer": "opened", "persons": 3, "recent_outings": False, "rented": False}


def at(clock: str, day: int = 0) -> datetime:
    return moment(f"{DAY + timedelta(days=day)} {clock}", ZONE)


def fact(
    subject: str, kind: str, outcome: str, when: datetime, /, roles: Iterable[str] = (), **answers: Scalar
) -> Fact:
    return Fact(
        id=f"{subject} {kind} {when} {outcome}",
        kind=kind,
        subjects=(subject,),
        happened=when,
        known=when,
        outcome=outcome,
        answers=Attributes(answers),
        origin=Origin(roles=tuple(roles)),
    )


def screening(**household: Scalar) -> Campaign:
    subject = Subject(id="h", kind="household", unit="firm", persons=3, attributes=Attributes(household))
    register = Register(STREET, (subject,), SIX_IN_PLACE.kinds)
    return SIX_IN_PLACE.campaign(STREET, register, opened=at("08:00"))


def visit(clock: str, answers: Mapping[str, Scalar], kind: str = "joint visit") -> Fact:
    told = fact("h", kind, "", at(clock), FIVE)
    return attrs.evolve(told, answers=Attributes(answers))


SHUT: Final[dict[str, Scalar]] = {"answer": "none"}
TENANTS: Final = IN_FULL | {"rented": True}
FROM_HUBEI: Final = IN_FULL | {"recent_outings": True, "outing_to": "hubei"}


def joined(id: str, kind: str, when: datetime, **told: Scalar) -> Fact:
    answers = Attributes({"kind": kind, "unit": "firm", **told})
    return attrs.evolve(fact(id, "joined", "", when), answers=answers)


def opened(campaign: Campaign, track: str) -> tuple[str, ...]:
    return tuple(campaign.subjects("street", track=track))


def kept(*spots: tuple[str, str], facts: Iterable[Fact] = ()) -> UpkeepLog:
    listed = (Spot(id=id, kind=kind, unit="firm", since=DAY) for id, kind in spots)
    return UpkeepLog(hierarchy=STREET, spots=listed, upkeeps=UPKEEPS, journal=Journal.of(facts), zone=ZONE)


class TestSixInPlaceConforms(PlaybookConformance):
    playbook = SIX_IN_PLACE
    module = "gridcare.plugins.six_in_place"
    scenarios = Path(__file__).parents[2] / "scenarios" / "xinqu"
    read_elsewhere = ("tenant_register_year",)


class TestOrganisation:
    def test_xz01_a_compound_without_a_group_led_by_a_party_cadre_is_listed(self) -> None:
        led = Team(
            id="a", rule=PREVENTION_GROUP, unit="firm", members=(Member("c", "party cadre"), Member("v", "volunteer"))
        )
        unled = attrs.evolve(led, id="b", unit="none", members=(Member("g", "property firm"), Member("v", "volunteer")))
        (short,) = shortages(COMPOUNDS, (led, unled), PREVENTION_GROUP)
        assert "none" == short.unit
        assert "leader" == short.findings[0][1].seat

    def test_xz01_the_leader_is_the_link_to_the_property_office(self) -> None:
        assert "link with the street's property office" in PREVENTION_GROUP.duties

    def test_xz01_a_compound_whose_leader_is_not_named_is_seen(self) -> None:
        named = Appointment(person="c", post="leader of firm", since=DAY)
        establishment = Establishment(posts=leader_posts(COMPOUNDS), appointments=(named,))
        found = establishment.findings(DAY, DAY + timedelta(days=1))
        assert [("none", PostTrouble.VACANT)] == [(each.unit, each.trouble) for each in found]

    def test_xz12_five_bodies_go_together_and_the_missing_one_is_named(self) -> None:
        assert () == check(JOINT_VISIT, FIVE)
        (finding,) = check(JOINT_VISIT, FIVE[:-1])
        assert (TeamTrouble.MISSING, "urban management") == (finding.trouble, finding.seat)

    def test_xz15_two_groups_each_with_an_owner_a_daily_duty_and_an_order_channel(self) -> None:
        told = [(group.owner, group.daily, group.orders) for group in COMPOUND_GROUPS]
        assert [("leader", "posted", "finding"), ("property firm", "orders collected", "request")] == told
        tracks = {track.kind for track in SIX_IN_PLACE.tracks}
        assert {group.orders for group in COMPOUND_GROUPS} <= tracks

    def test_xz15_the_daily_duty_of_one_group_is_not_done_in_the_other(self) -> None:
        spots = [(group.name, group.name) for group in COMPOUND_GROUPS]
        log = kept(*spots, facts=[fact(COMPOUND_GROUPS[0].name, COMPOUND_GROUPS[0].daily, "", at("09:00"))])
        late = [log.lacking(f"{name} daily", "street", DAY, at("20:00")) for name, _ in spots]
        assert [0, 1] == [len(each) for each in late]


class TestPublicity:
    def test_xz02_a_compound_without_a_daily_post_today_is_listed(self) -> None:
        log = kept(
            ("north", "prevention group chat"),
            ("south", "prevention group chat"),
            facts=[fact("north", "posted", "", at("09:00")), fact("south", "posted", "", at("09:00", 1))],
        )
        assert ["south"] == [each.id for each in log.lacking("prevention group chat daily", "street", DAY, at("18:00"))]

    @pytest.mark.parametrize("kind", ["broadcast", "slogan", "banner", "loudspeaker patrol"])
    def test_xz02_any_form_of_publicity_covers_a_compound(self, kind: str) -> None:
        log = kept(("firm", "compound"), ("none", "compound"), facts=[fact("firm", kind, "", at("10:00"))])
        assert ["none"] == [each.id for each in log.lacking("publicity", "street", DAY, at("18:00"))]


class TestScreening:
    def test_xz04_who_is_fully_recorded_is_not_visited_again(self) -> None:
        campaign = screening()
        campaign.record(visit("09:00", IN_FULL))
        assert Standing.SETTLED is campaign.state("h").standing
        assert [] == list(campaign.due("street"))
        again = campaign.record(visit("10:00", IN_FULL))
        assert ["after-final"] == [each.code for each in again.discrepancies]

    def test_xz04_a_partial_household_says_which_fields_are_missing(self) -> None:
        campaign = screening()
        campaign.record(visit("09:00", {"answer": "opened", "persons": 3, "recent_outings": True}))
        assert "merge" == campaign.state("h").part
        (owed,) = campaign.case("h").owed_answers.values()
        assert ["outing_to", "rented"] == [each.field for each in owed.missing]

    def test_xz04_one_field_that_is_missing_keeps_a_household_open(self) -> None:
        for field in ("persons", "recent_outings", "rented", "outing_to"):
            campaign = screening()
            campaign.record(visit("09:00", {name: told for name, told in FROM_HUBEI.items() if name != field}))
            assert "merge" == campaign.state("h").part

    def test_xz03_what_the_merge_lacks_is_the_next_visit_list(self) -> None:
        campaign = screening()
        campaign.record(visit("09:00", SHUT))
        campaign.record(fact("h", "merge", "gaps", at("12:00"), ("grid worker",)))
        assert [("h", "gap visit")] == [(each.subject, each.part) for each in campaign.due("street")]
        campaign.record(visit("15:00", IN_FULL, "gap visit"))
        assert "recorded" == campaign.state("h").part

    def test_xz03_a_household_that_the_merge_completes_needs_no_visit(self) -> None:
        campaign = screening()
        campaign.record(visit("09:00", SHUT))
        campaign.record(fact("h", "merge", "complete", at("12:00"), ("grid worker",)))
        assert "recorded" == campaign.state("h").part

    def test_xz03_what_stays_incomplete_is_open_for_verification(self) -> None:
        campaign = screening()
        campaign.record(visit("09:00", SHUT))
        campaign.record(fact("h", "merge", "gaps", at("12:00"), ("grid worker",)))
        for clock in ("13:00", "15:00"):
            campaign.record(visit(clock, SHUT, "gap visit"))
        assert Standing.OPEN is campaign.state("h").standing

    def test_xz05_tenants_are_checked_against_the_floating_population_register(self) -> None:
        campaign = screening(rented=False)
        campaign.record(visit("09:00", TENANTS))
        assert "tenant check" == campaign.state("h").part
        assert 2019 == SIX_IN_PLACE.parameters["tenant_register_year"]

    def test_xz05_a_household_known_as_rented_is_checked_after_the_merge(self) -> None:
        campaign = screening(rented=True)
        campaign.record(visit("09:00", SHUT))
        campaign.record(fact("h", "merge", "complete", at("12:00"), ("grid worker",)))
        assert "tenant check" == campaign.state("h").part

    def test_xz05_a_hazard_is_reported_up_at_once_and_its_handling_recorded(self) -> None:
        campaign = screening()
        campaign.record(visit("09:00", TENANTS))
        campaign.record(fact("h", "tenant check", "hazard", at("11:00"), ("grid worker",)))
        assert ("notify", "street office", at("11:00")) in {
            (each.kind, each.what, each.moment) for each in campaign.effects
        }
        (finding,) = opened(campaign, "inspection")
        assert "h" == campaign.attributes(finding)["about"]
        campaign.record(fact(finding, "finding", "solved on the spot", at("12:00")))
        assert "solved on the spot" == campaign.state(finding, track="inspection").part

    def test_xz12_the_form_is_versioned_and_asks_for_recent_outings(self) -> None:
        (edition,) = SCREENING_FORMS.editions
        assert edition.rules is SCREENING_FORM
        assert date(2020, 2, 1) == edition.in_force_from
        unasked = Attributes(answer="opened", persons=3, rented=False)
        missing = [(each.field, each.code) for each in SCREENING_FORM.completeness(unasked).missing]
        assert [("recent_outings", "missing"), ("outing_to", "undecided")] == missing
        assert "met in part" == SCREENING_FORM.outcome(unasked)

    def test_xz12_the_visit_is_the_turn_of_the_five_and_who_came_is_told(self) -> None:
        (due,) = screening().due("street")
        assert ("joint visit", JOINT_VISIT.name) == (due.part, due.team)
        came = attrs.evolve(visit("09:00", IN_FULL), origin=Origin(roles=FIVE[:-1]))
        assert ["urban management"] == [finding.seat for finding in check(JOINT_VISIT, came.origin.roles)]


class TestThreeInOne:
    ROWS: Final[tuple[tuple[str, str, dict[str, Scalar]], ...]] = (
        ("grid", "1", {"address": "3号楼二单元501", "phone": "13800138000", "people": 2, "rented": False}),
        ("grid", "2", {"address": "3-2-502", "rented": True}),
        ("visit", "1", {"address": "3-2-501", "people": 3, "recent_outings": False}),
        ("gate", "1", {"phone": "138 0013 8000", "recent_outings": True}),
        ("gate", "2", {"address": "4-1-101", "phone": "13900139000"}),
    )

    def merged(self, *more: tuple[str, str, dict[str, Scalar]]) -> dict[str, MergedSubject]:
        rows = [
            SourceRow(source=source, id=id, unit="firm", values=Attributes({"compound": "firm", **told}))
            for source, id, told in (*self.ROWS, *more)
        ]
        return {each.id: each for each in merge(THREE_IN_ONE, link(THREE_SOURCES, rows))}

    def test_xz03_rows_of_three_sources_become_one_dwelling(self) -> None:
        merged = self.merged()
        assert ["grid/1", "grid/2", "gate/2"] == list(merged)
        assert ["grid/1", "visit/1", "gate/1"] == [str(ref) for ref in merged["grid/1"].rows]

    def test_xz03_every_value_keeps_where_it_comes_from(self) -> None:
        told = {each.field: [str(ref) for ref in each.rows] for each in self.merged()["grid/1"].values}
        assert ["grid/1", "visit/1"] == told["address"]
        assert ["gate/1", "grid/1"] == told["phone"]
        assert ["visit/1"] == told["people"]

    def test_xz03_contradictions_are_listed_and_the_visit_holds(self) -> None:
        dwelling = self.merged()["grid/1"]
        assert {"people", "recent_outings"} == {each.field for each in dwelling.conflicts}
        assert (3, False) == (dwelling.value("people"), dwelling.value("recent_outings"))

    def test_xz03_what_nobody_tells_is_a_gap(self) -> None:
        merged = self.merged()
        assert ("people", "recent_outings") == merged["grid/2"].gaps
        assert ("visit", "gate") == merged["grid/2"].absent
        assert ("people", "recent_outings", "rented") == merged["gate/2"].gaps

    def test_xz03_two_addresses_are_never_one_dwelling(self) -> None:
        shared: dict[str, Scalar] = {"address": "9-9-901", "phone": "13800138000"}
        (pair,) = link(
            THREE_SOURCES,
            [
                SourceRow(source=source, id=id, values=Attributes({"compound": "firm", **told}))
                for source, id, told in (*self.ROWS[:1], ("gate", "9", shared))
            ],
        ).uncertain
        assert ("dwelling",) == pair.against

    def test_xz03_the_gap_list_is_the_next_visit_list(self) -> None:
        merged = self.merged(("visit", "2", {"address": "3-2-502", "people": 1, "recent_outings": False}))
        dwellings = [subject_of(merged[id], THREE_IN_ONE) for id in ("grid/1", "grid/2")]
        register = Register(STREET, dwellings, SIX_IN_PLACE.kinds)
        campaign = SIX_IN_PLACE.campaign(STREET, register, opened=at("08:00"))
        for id in ("grid/1", "grid/2"):
            campaign.record(attrs.evolve(visit("09:00", SHUT), id=id, subjects=(id,)))
        for each in after_merge(merged.values(), campaign, at=at("12:00")):
            campaign.record(each)
        told = {due.subject: due.part for due in campaign.due("street")}
        assert {"gate/2": "joint visit", "grid/1": "gap visit", "grid/2": "tenant check"} == told

    def test_xz04_who_is_recorded_already_is_passed_over_by_the_merge(self) -> None:
        merged = self.merged()
        register = Register(STREET, [subject_of(merged["grid/1"], THREE_IN_ONE)], SIX_IN_PLACE.kinds)
        campaign = SIX_IN_PLACE.campaign(STREET, register, opened=at("08:00"))
        campaign.record(attrs.evolve(visit("09:00", IN_FULL), subjects=("grid/1",)))
        assert [] == list(after_merge([merged["grid/1"]], campaign, at=at("12:00")))


class TestControl:
    TWO_DAYS = Interval(at("00:00"), at("00:00", 2))

    def roster(self, *left_out: str) -> Roster:
        """Staff both compounds for two days, without the shifts left out."""
        shifts = []
        for day in (0, 1):
            start, dawn, dusk, end = at("00:00", day), at("06:00", day), at("22:00", day), at("00:00", day + 1)
            for id, person, role, place, duty, since, until in (
                (f"gate {day}", "firm", "property firm", "firm", "gate", dawn, dusk),
                (f"early {day}", "head", "building head", "firm", "patrol", start, dawn),
                (f"late {day}", "volunteer", "volunteer", "firm", "patrol", dusk, end),
                (f"am {day}", "s1", "street", "none", "checkpoint", start, at("12:00", day)),
                (f"pm {day}", "s2", "street", "none", "checkpoint", at("12:00", day), end),
            ):
                shifts.append(
                    DutyShift(id=id, person=person, role=role, place=place, duty=duty, hours=Interval(since, until))
                )
        return Roster(shifts=[each for each in shifts if each.id not in left_out])

    def owed(self, **clocks: str) -> Owed:
        hours = ROSTER_HOURS.with_values(**clocks)
        return DUTIES.owed(COMPOUNDS, self.TWO_DAYS, hierarchy=STREET, zone=ZONE, parameters=hours)

    def test_xz06_property_firm_by_day_patrol_by_night_checkpoint_where_no_firm_serves(self) -> None:
        proof = prove(self.roster(), self.owed())
        assert proof.holds
        assert {("firm", "gate"), ("firm", "patrol"), ("none", "checkpoint")} == {
            (each.place, each.duty) for each in proof.covers
        }
        assert timedelta(days=4) == sum((each.required for each in proof.covers), timedelta())

    @pytest.mark.parametrize("shift", ["gate 1", "late 0", "pm 1"])
    def test_xz06_every_shift_left_out_is_a_gap(self, shift: str) -> None:
        (finding,) = prove(self.roster(shift), self.owed()).findings
        assert RosterTrouble.UNCOVERED is finding.trouble

    def test_xz06_a_guard_who_also_patrols_is_booked_twice(self) -> None:
        roster = self.roster()
        twice = DutyShift(
            id="twice",
            person="s1",
            role="volunteer",
            place="firm",
            duty="patrol",
            hours=Interval(at("00:00"), at("06:00")),
        )
        found = prove(attrs.evolve(roster, shifts=(*roster.shifts, twice)), self.owed()).findings
        assert [(RosterTrouble.DOUBLE_BOOKED, "s1")] == [(each.trouble, each.person) for each in found]

    def test_xz06_the_boundary_of_day_and_night_is_a_parameter(self) -> None:
        (gap, *_) = prove(self.roster(), self.owed(day_begins="05:00")).findings
        assert ("gate", timedelta(hours=1)) == (gap.duty, gap.hours.duration)
        assert all(parameter.reading for parameter in ROSTER_HOURS.members)

    def test_xz07_four_are_in_charge_of_one(self) -> None:
        assert () == check(FOUR_TO_ONE, FOUR)
        assert ["community doctor"] == [finding.seat for finding in check(FOUR_TO_ONE, FOUR[:-1])]

    def test_xz07_another_locality_names_another_four_and_watches_the_same(self) -> None:
        others = TeamRule("three-to-one", (Seat("cadre"), Seat("nurse"), Seat("neighbour")))
        playbook = six_in_place(four_to_one=others)
        (charge,) = [track.workflow for track in playbook.tracks if track.name == "charge"]
        assert "three-to-one" == charge["taking in charge"].team == playbook.protocols[0].team  # type: ignore[union-attr]
        assert playbook.tracks[0] == SIX_IN_PLACE.tracks[0]

    def test_xz07_who_is_watched_does_not_read_who_is_in_charge(self) -> None:
        assert {"fact.outing_to"} == names(expression(WATCHED))
        campaign = screening()
        campaign.record(visit("09:00", FROM_HUBEI))
        (charge,) = opened(campaign, "charge")
        assert "h" == campaign.attributes(charge)["about"]
        other = screening()
        other.record(visit("09:00", FROM_HUBEI | {"outing_to": "elsewhere"}))
        assert () == opened(other, "charge")

    def test_xz08_one_volunteer_of_its_own_comforts_the_household_every_day(self) -> None:
        campaign = screening()
        campaign.record(visit("09:00", FROM_HUBEI))
        (charge,) = opened(campaign, "charge")
        campaign.record(fact(charge, "taking in charge", "in charge", at("10:00"), FOUR))
        (due,) = campaign.due("street", track="charge")
        assert ("comfort", COMFORTER.name, at("10:00", 1)) == (due.part, due.team, due.deadline)
        for day in range(14):
            assert "comfort" == campaign.state(charge, track="charge").part
            campaign.record(fact(charge, "comfort", "comforted", at("18:00", day), ("party-member volunteer",)))
        assert "release" == campaign.state(charge, track="charge").part
        assert set(COMFORTER.roles).isdisjoint(FOUR_TO_ONE.roles)


class TestObservation:
    def enrolled(self, *facts: Fact, days: int = 14) -> Observations:
        left = fact("p", "departure", "", at("12:00", -1))
        return Observations(home_observation(days=days), zone=ZONE).record(
            left, fact("p", ENROLLED, "", at("06:30")), *facts
        )

    def temperature(self, clock: str, celsius: float, day: int = 0) -> Fact:
        return fact("p", "temperature", "", at(clock, day), celsius=celsius)

    def test_xz08_the_incubation_period_is_counted_from_leaving_the_area(self) -> None:
        watched = self.enrolled().watch("p", at("12:00"))
        assert moment("2020-02-24 00:00", ZONE) == watched.earliest_end.moment
        shorter = self.enrolled(days=7).watch("p", at("12:00"))
        assert moment("2020-02-17 00:00", ZONE) == shorter.earliest_end.moment

    def test_xz08_the_arrival_and_then_the_registration_stand_in_for_an_unknown_departure(self) -> None:
        arrived = Observations(HOME_OBSERVATION, zone=ZONE).record(
            fact("p", "arrival", "", at("12:00", -2)), fact("p", ENROLLED, "", at("06:30"))
        )
        registered = Observations(HOME_OBSERVATION, zone=ZONE).record(fact("p", ENROLLED, "", at("06:30")))
        ends = [each.watch("p", at("12:00")).earliest_end.moment for each in (arrived, registered)]
        assert [moment("2020-02-23 00:00", ZONE), moment("2020-02-25 00:00", ZONE)] == ends

    def test_xz08_the_temperature_is_owed_morning_and_evening(self) -> None:
        watch = self.enrolled(self.temperature("08:00", 36.5))
        rows = [row for row in watch.watch("p", at("23:00")).table.rows if row.slot.window.start.date() == DAY]
        assert [SlotState.DONE_ON_TIME, SlotState.MISSED] == [row.state for row in rows]
        assert 2 == len(MORNING_AND_EVENING) == FIGURES["temperatures_a_day"].value

    def test_xz08_nobody_goes_out(self) -> None:
        assert Outings.FORBIDDEN is HOME_OBSERVATION.restriction.outings
        assert (HOME_OBSERVATION.name,) == tuple(each.name for each in SIX_IN_PLACE.protocols)
        watch = self.enrolled(fact("p", OUTING, "", at("09:00")))
        assert ["breach"] == [each.code for each in watch.findings(at("10:00"))]

    def test_xz08_nobody_is_released_before_the_period_is_over(self) -> None:
        watch = self.enrolled()
        early = fact("p", EXIT, Exit.RELEASED, at("12:00", 3), authority="street")
        with pytest.raises(ReleaseRefused):
            watch.record(early)

    def test_xz11_an_abnormal_temperature_opens_an_emergency_and_tells_the_doctor(self) -> None:
        watch = self.enrolled(self.temperature("08:00", 37.3))
        assert {("notify", "community doctor"), ("open", "emergency")} == {
            (each.kind, each.what) for each in watch.effects(at("09:00"))
        }
        assert frozenset() == self.enrolled(self.temperature("08:00", 37.2)).effects(at("09:00"))

    def test_xz13_an_observed_person_seen_at_the_gate_is_a_breach_raised_at_once(self) -> None:
        log = GateLog(
            entrances=(Entrances(unit="firm", gates=(Gate(id="gate", unit="firm"),)),),
            zone=ZONE,
            journal=Journal.of([passage("out", gate="gate", traveller="p", direction="out", happened=at("15:00"))]),
        )
        (breach,) = breaches(log, (Observed(subject="p", start=at("06:30"), known=at("06:30")),))
        assert timedelta() == breach.late
        watch = self.enrolled(outing(breach))
        assert ["breach"] == [each.code for each in watch.findings(at("15:00"))]
        told = {(each.what, each.moment) for each in watch.effects(at("15:00")) if each.kind == "notify"}
        assert {("community police officer", at("15:00")), ("prevention group", at("15:00"))} == told

    def test_xz13_nobody_can_approve_an_outing(self) -> None:
        watch = self.enrolled(fact("p", OUTING, "approved", at("15:00")))
        assert ["breach"] == [each.code for each in watch.findings(at("15:00"))]


class TestProtection:
    TARGETS = (
        ("home", "surroundings of an observed home", "observed homes sprayed"),
        ("square", "public area", "public areas disinfected"),
        ("lift", "lift", "contact points disinfected"),
        ("door", "unit door", "contact points disinfected"),
        ("rail", "common part", "contact points disinfected"),
        ("bins", "rubbish station", "rubbish stations disinfected"),
    )

    @pytest.mark.parametrize(("id", "kind", "upkeep"), TARGETS, ids=[id for id, *_ in TARGETS])
    def test_xz09_every_target_has_its_rule(self, id: str, kind: str, upkeep: str) -> None:
        log = kept((id, kind), facts=[fact(id, "disinfected", "", at("09:00"))])
        told = log.compliance(upkeep, "street", at("12:00", 1), at("12:00", 1))
        assert (1, 1) == (told["done on time"], told["due"])
        assert 1 == kept((id, kind)).compliance(upkeep, "street", at("12:00", 1), at("12:00", 1))["missed"]

    def test_xz09_persons_and_vehicles_that_come_in_are_registered_and_disinfected(self) -> None:
        assert ("register", "disinfect") == GATE_LINE.duties
        came = [
            passage(id, gate="gate", traveller=id, direction=way, happened=at("10:00"), kind=kind)
            for id, way, kind in (("car", "in", "vehicle"), ("man", "in", "person"), ("woman", "out", "person"))
        ]
        done = fact("gate", ENTRY_DISINFECTED, "", at("10:01"), passage="car")
        log = GateLog(
            entrances=(Entrances(unit="firm", gates=(Gate(id="gate", unit="firm"),)),),
            zone=ZONE,
            journal=Journal.of([*came, done]),
        )
        day = Interval.of_day(DAY, ZONE)
        assert ["man"] == [each.fact for each in undisinfected(log, day)]
        assert ["car", "man"] == [each.fact for each in undisinfected(log, day, known=at("10:00"))]

    def test_xz09_the_property_firm_mans_the_gate_and_else_the_street(self) -> None:
        by = [GATE_LINE.forces(Values({"unit.property_firm": firm})) for firm in (True, False)]
        assert [("property firm",), ("street",)] == by

    def test_xz14_hauling_and_cleaning_are_no_disinfection(self) -> None:
        hauled = kept(("bins", "rubbish station"), facts=[fact("bins", "hauled", "", at("09:00"))])
        later = at("12:00", 1)
        assert 1 == hauled.compliance("rubbish hauled", "street", later)["done on time"]
        assert 1 == hauled.compliance("rubbish stations disinfected", "street", later)["missed"]
        cleaned = kept(("yard", "compound"), facts=[fact("yard", "cleaned", "", at("09:00"))])
        assert 1 == cleaned.compliance("compounds cleaned", "street", later)["done on time"]
        sprayed = kept(("bins", "rubbish station"), facts=[fact("bins", "disinfected", "", at("09:00"))])
        assert 1 == sprayed.compliance("rubbish hauled", "street", later)["missed"]
        wiped = kept(("yard", "compound"), facts=[fact("yard", "disinfected", "", at("09:00"))])
        assert 1 == wiped.compliance("compounds cleaned", "street", later)["missed"]


class TestService:
    def desk(self, *facts: Fact) -> Campaign:
        campaign = screening()
        for each in facts:
            campaign.record(each)
        return campaign

    def test_xz10_supplies_come_to_the_door_on_request_of_any_resident(self) -> None:
        campaign = self.desk(
            joined("rice", "request", at("09:00"), about="h"),
            fact("rice", "request", "accepted", at("10:00")),
            fact("rice", "delivery", "nobody there", at("11:00")),
            fact("rice", "delivery", "delivered", at("15:00")),
        )
        assert "delivered" == campaign.state("rice", track="service").part
        assert ("count", "delivery") in {(each.kind, each.what) for each in campaign.effects}

    def test_xz10_what_could_not_be_delivered_stays_open(self) -> None:
        tries = [fact("rice", "delivery", "out of stock", at(clock)) for clock in ("11:00", "15:00")]
        campaign = self.desk(
            joined("rice", "request", at("09:00")), fact("rice", "request", "accepted", at("10:00")), *tries
        )
        assert Standing.OPEN is campaign.state("rice", track="service").standing

    TOLD = (
        ("checkpoint rushed", {"community police officer", "street office"}),
        ("abnormal temperature", {"community doctor", "health centre", "street office"}),
        ("other", {"street office"}),
    )

    @pytest.mark.parametrize(("trigger", "told"), TOLD, ids=[trigger for trigger, _ in TOLD])
    def test_xz11_the_response_names_whom_to_tell_by_its_trigger(self, trigger: str, told: set[str]) -> None:
        group = ("owner representative", "property firm", "community staff")
        campaign = self.desk(
            joined("e", "emergency", at("09:00"), trigger=trigger), fact("e", "respond", "acted", at("09:05"), group)
        )
        assert told == {each.what for each in campaign.effects if each.kind == "notify"}
        assert "inform" == campaign.state("e", track="emergency").part

    def test_xz11_owners_property_and_community_respond_together(self) -> None:
        (finding,) = check(EMERGENCY_GROUP, ("property firm", "community staff"))
        assert "owner representative" == finding.seat
        campaign = self.desk(joined("e", "emergency", at("09:00"), trigger="other"))
        assert [EMERGENCY_GROUP.name] == [each.team for each in campaign.due("street", track="emergency")]


class TestWhatIsStated:
    def test_six_headings_and_no_identity(self) -> None:
        assert 6 == len(HEADINGS) == FIGURES["headings"].value
        assert 4 == len(FOUR_TO_ONE.seats) == FIGURES["in_charge_of_one"].value
        assert () == tuple(reconcile(SIX_IN_PLACE.identities_of(), SIX_IN_PLACE.figures))
        assert CONTACTS.editions[0].rules["observation_days"] == SIX_IN_PLACE.parameters["incubation_days"]

    def test_every_number_that_was_read_into_it_says_so(self) -> None:
        unstated = [each for each in SIX_IN_PLACE.parameters.members if not each.sources and not each.reading]
        assert {NOT_STATED} == {each.value for each in unstated}
        assert all(each.alternatives for each in SIX_IN_PLACE.parameters.members if each.reading)

    def test_a_step_that_names_no_team_is_refused(self) -> None:
        with pytest.raises(DefinitionError):
            Workflow("charge", start="taking in charge", parts=SIX_IN_PLACE.tracks[1].workflow.parts)
