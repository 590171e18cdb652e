"""Every requirement of the Jinxue street's method (YJ-01 to YJ-14), proved on its playbook."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Fact, Origin
from gridcare.facts.journal import Journal
from gridcare.people.posts import Appointment, Establishment, Post
from gridcare.people.presence import AT_HOME, UNREACHABLE, DestinationCount, Presence
from gridcare.people.register import Register
from gridcare.people.responsibility import WhyNobody, responsibility
from gridcare.people.subjects import Subject
from gridcare.people.teams import check
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.plugins.four_step import (
    AWAY_LEDGER,
    CONTRACT_ROLES,
    DESTINATIONS,
    FIGURES,
    FOUR_STEP,
    IDENTITIES,
    READINGS,
    SELF_ISOLATION,
    disinfection,
    four_step,
    returned,
    self_isolation,
)
from gridcare.privacy import PrivacyClass
from gridcare.reporting.access import AccessScope
from gridcare.reporting.figures import Qualifier
from gridcare.reporting.ledgers import Ledger
from gridcare.reporting.reconcile import Finding, Status, reconcile
from gridcare.testing.conformance import PlaybookConformance
from gridcare.timing.periods import Interval, moment
from gridcare.work.campaign import Campaign
from gridcare.work.coverage import Counted
from gridcare.work.observation import Observations
from gridcare.work.protocols import OUTING
from gridcare.work.steps import Standing, Step
from gridcare.work.upkeep import Spot, UpkeepLog

ZONE = FOUR_STEP.zone
OPENED = moment("2020-02-03 08:00", ZONE)
HOUR = timedelta(hours=1)
DAY = date(2020, 2, 17)
NOW = moment("2020-02-17 18:00", ZONE)

STREET = Hierarchy(
    FOUR_STEP.levels,
    [
        Unit("s", "Jinxue", "street"),
        Unit("c1", "One", "community", "s"),
        Unit("c2", "Two", "community", "s"),
        Unit("g1", "Grid 1", "grid", "c1"),
        Unit("g2", "Grid 2", "grid", "c2"),
    ],
)


class TestFourStepConforms(PlaybookConformance):
    playbook = FOUR_STEP
    module = "gridcare.plugins.four_step"
    scenarios = Path(__file__).parents[2] / "scenarios" / "jinxue"
    read_elsewhere = ("disinfection_within",)


def household(id: str, unit: str = "g1", persons: int = 3, vacant: bool = False) -> Subject:
    return Subject(id=id, kind="household", unit=unit, persons=persons, attributes=Attributes(vacant=vacant))


def street(*subjects: Subject, **parameters: str) -> Campaign:
    """Open a campaign over the small street."""
    playbook = FOUR_STEP.with_parameters(**parameters) if parameters else FOUR_STEP
    return playbook.campaign(STREET, Register(STREET, subjects, FOUR_STEP.kinds), opened=OPENED)


def fact(
    subject: str,
    about: str,
    outcome: str = "",
    hours: float = 1,
    *,
    track: str = "",
    roles: Iterable[str] = (),
    channel: str = "",
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
        origin=Origin(roles=tuple(roles), channel=channel),
        track=track,
    )


def record(campaign: Campaign, *facts: Fact) -> Campaign:
    for each in facts:
        campaign.record(each)
    return campaign


def effects(campaign: Campaign) -> Counter[tuple[str, str]]:
    return Counter((each.kind, each.what) for each in campaign.effects)


def roles_of(step: str) -> set[str]:
    part = FOUR_STEP.workflow[step]
    assert isinstance(part, Step)
    return {role for seat in FOUR_STEP.team(part.team).seats for role in seat.any_of}


DOOR = ("grid head", "building head", "stairwell head")


class TestTheDoor:
    def test_yj01_the_door_is_for_grid_head_building_head_and_stairwell_head_together(self) -> None:
        assert set(DOOR) == roles_of("door")
        assert () == check(FOUR_STEP.team("grid"), DOOR)
        for missing in DOOR:
            (finding,) = check(FOUR_STEP.team("grid"), [role for role in DOOR if role != missing])
            assert missing == finding.seat

    def test_yj01_every_household_but_a_vacant_dwelling_begins_at_its_door(self) -> None:
        campaign = street(household("h1"), household("v1", vacant=True))
        assert ("door", "linkage") == tuple(campaign.state(id).part for id in ("h1", "v1"))

    @pytest.mark.parametrize(
        ("outcome", "part", "marks"),
        [
            ("met", "phone", ("registered",)),
            ("relayed", "call-back", ()),
            ("notice", "call-back", ()),
            ("refused", "phone", ()),
            ("vacant", "linkage", ()),
        ],
    )
    def test_yj01_each_answer_at_the_door_leads_on(self, outcome: str, part: str, marks: tuple[str, ...]) -> None:
        campaign = record(street(household("h1")), fact("h1", "door", outcome, roles=DOOR))
        state = campaign.state("h1")
        assert (part, marks) == (state.part, state.marks)

    @pytest.mark.parametrize(
        ("outcome", "recorded"),
        [("relayed", ("count", "relay by neighbour")), ("notice", ("leave", "door notice"))],
    )
    def test_yj01_relay_or_notice_is_recorded_as_what_it_was(self, outcome: str, recorded: tuple[str, str]) -> None:
        campaign = record(street(household("h1")), fact("h1", "door", outcome, roles=DOOR))
        assert Counter([recorded]) == effects(campaign)


class TestTheLadder:
    def test_yj02_the_telephone_is_for_community_staff_and_takes_those_met_too(self) -> None:
        assert {"community worker"} == roles_of("phone")
        campaign = record(
            street(household("h1"), household("h2")), fact("h1", "door", "met"), fact("h2", "door", "refused")
        )
        assert ["phone", "phone"] == [campaign.state(id).part for id in ("h1", "h2")]

    def test_yj02_the_automatic_caller_settles_inside_the_totals(self) -> None:
        campaign = record(
            street(household("h1"), household("h2")),
            fact("h1", "door", "met"),
            fact("h1", "phone", "reached", 2, channel="automatic caller"),
        )
        step = FOUR_STEP.workflow["phone"]
        assert isinstance(step, Step)
        assert {"phone": "primary", "automatic caller": "trial"} == {
            channel.name: str(channel.use) for channel in step.channels
        }
        assert Counted(2, 6) == campaign.coverage("s").total
        assert Counted(1, 3) == campaign.coverage("s").settled

    def test_yj03_the_joint_visit_is_for_community_police_and_health_centre(self) -> None:
        assert {"community worker", "police officer", "health centre worker"} == roles_of("joint visit")

    @pytest.mark.parametrize("door", ["notice", "relayed", "refused"])
    @pytest.mark.parametrize("phone", [("no answer", "no answer"), ("refused",)], ids=["unreachable", "refusing"])
    def test_yj03_only_who_is_registered_by_neither_is_visited_jointly(self, door: str, phone: tuple[str, ...]) -> None:
        campaign = record(street(household("h1")), fact("h1", "door", door))
        campaign.advance(OPENED + 30 * HOUR)
        for number, outcome in enumerate(phone):
            record(campaign, fact("h1", "phone", outcome, 31 + number))
        assert "joint visit" == campaign.state("h1").part

    def test_yj04_linkage_takes_whom_the_joint_visit_did_not_find(self) -> None:
        assert {"community worker", "heating company", "housing department"} == roles_of("linkage")
        for outcome, part in (("met", "done"), ("shut", "linkage"), ("refused", "linkage")):
            campaign = record(
                street(household("h1")),
                fact("h1", "door", "refused"),
                fact("h1", "phone", "refused", 2),
                fact("h1", "joint visit", outcome, 3),
            )
            assert part == campaign.state("h1").part

    def test_yj04_vacant_dwellings_go_to_linkage_directly(self) -> None:
        campaign = street(household("v1", vacant=True))
        assert ("linkage", Standing.NOT_STARTED) == (campaign.state("v1").part, campaign.standing("v1"))
        (due,) = campaign.due("s")
        assert "linkage" == due.team

    def test_yj05_what_linkage_cannot_settle_is_open_and_neither_an_error_nor_dropped(self) -> None:
        campaign = record(street(household("v1", vacant=True, persons=2)), fact("v1", "linkage", "not found"))
        assert Standing.OPEN == campaign.standing("v1")
        assert () == campaign.discrepancies
        certificate = campaign.close("s", signed_by="deputy head")
        assert (Counted(1, 2), Counted(1, 2)) == (certificate.coverage.total, certificate.coverage.open)
        assert ["v1"] == [case.subject for case in certificate.carry_over]
        assert (7_822, "person") == (FIGURES["unreached"].value, FIGURES["unreached"].unit)

    def test_yj07_notices_leaflets_and_cards_are_counted_and_taken_back_with_their_visit(self) -> None:
        campaign = record(
            street(household("h1"), household("h2"), household("h3")),
            fact("h1", "door", "met"),
            fact("h2", "door", "met"),
            fact("h3", "door", "notice"),
        )
        assert {("leave", "leaflet"): 2, ("leave", "access card"): 2, ("leave", "door notice"): 1} == effects(campaign)

    def test_yj12_relay_and_notice_wait_for_a_call_by_a_deadline_that_may_be_set(self) -> None:
        campaign = record(street(household("h1"), call_back_hours="48h"), fact("h1", "door", "notice"))
        campaign.advance(OPENED + 48 * HOUR)
        assert "call-back" == campaign.state("h1").part
        campaign.advance(OPENED + 49 * HOUR)
        assert "phone" == campaign.state("h1").part

    def test_yj12_who_calls_back_is_registered_and_is_not_visited_jointly(self) -> None:
        campaign = record(
            street(household("h1")),
            fact("h1", "door", "relayed"),
            fact("h1", "call-back", "called", 5),
            fact("h1", "phone", "no answer", 6),
            fact("h1", "phone", "no answer", 7),
        )
        assert "done" == campaign.state("h1").part

    @pytest.mark.parametrize("community", ["c1", "c2"])
    def test_yj13_each_community_carries_over_its_own_into_its_next_campaign(self, community: str) -> None:
        campaign = record(
            street(household("v1", "g1", vacant=True), household("v2", "g2", vacant=True), household("h1", "g1")),
            fact("v1", "linkage", "not found"),
            fact("v2", "linkage", "not found"),
            fact("h1", "door", "vacant"),
            fact("h1", "linkage", "found", 2),
        )
        own = {"c1": ["v1"], "c2": ["v2"]}[community]
        certificate = campaign.close(community, signed_by="head of the community")
        assert own == [case.subject for case in certificate.carry_over]
        following = campaign.next_round(opened=OPENED + 72 * HOUR)
        assert own == list(following.subjects(community))
        assert Standing.NOT_STARTED == following.standing(own[0])


def resident(id: str, presence: Presence | None, unit: str = "g1") -> Subject:
    return Subject(id=id, kind="resident", unit=unit, presence=presence)


AWAY = Register(
    STREET,
    [
        resident("still", Presence("away", "hubei")),
        resident("expected", Presence("away", "province", date(2020, 2, 20))),
        resident("listed", Presence("away", "province", date(2020, 2, 10)), "g2"),
        resident("home again", Presence("home", "hubei", date(2020, 2, 16))),
        resident("no day", Presence("home", "prefecture")),
        resident("home", AT_HOME),
        resident("lost", UNREACHABLE),
        resident("nothing said", None),
    ],
    FOUR_STEP.kinds,
)


def watched(*facts: Fact) -> Observations:
    return FOUR_STEP.observations(STREET).record(*returned(AWAY, DAY, known=NOW), *facts)


class TestTheAway:
    def test_yj06_the_away_are_counted_by_destination_with_how_many_have_returned(self) -> None:
        told = {each.destination: each for each in AWAY.presence(day=DAY).destinations}
        assert DestinationCount(destination="hubei", away=1, returned=0, back=1) == told["hubei"]
        assert DestinationCount(destination="province", away=2, returned=1, back=0) == told["province"]
        assert set(told) < set(DESTINATIONS)

    def test_yj06_the_classes_are_the_four_that_were_published(self) -> None:
        assert ("hubei", "other_provinces", "province", "prefecture") == DESTINATIONS
        assert [1_317, 3_433, 4_865, 1_558] == [FIGURES[f"away_{name}"].value for name in DESTINATIONS]
        assert [80, 1_606, 2_322, 840] == [FIGURES[f"returned_{name}"].value for name in DESTINATIONS]

    def test_yj06_whoever_has_returned_is_isolated_and_nobody_who_is_still_away(self) -> None:
        stock = watched().stock(NOW)
        assert (2, 2) == (stock.enrolled, stock.active)
        assert {"listed", "home again"} == {each.person for each in watched().episodes(NOW)}

    def test_yj06_the_isolation_lasts_14_days_from_the_return(self) -> None:
        watch = watched().watch("home again", NOW)
        assert 14 == SELF_ISOLATION.timeline.phases[0].days == READINGS["isolation_days"]
        assert READINGS.declared("isolation_days").sources
        assert moment("2020-03-02 00:00", ZONE) == watch.earliest_end.moment
        assert "self-isolation" == SELF_ISOLATION.kind

    def test_yj06_from_the_departure_is_the_other_reading_of_the_clock(self) -> None:
        reading = READINGS.declared("isolation_counts_from")
        assert reading.reading
        assert reading.alternatives[0].startswith("departure")
        left = attrs.evolve(fact("home again", "departure"), happened=moment("2020-02-14 12:00", ZONE), known=NOW)
        other = self_isolation(READINGS.with_values(isolation_counts_from="departure"))
        facts = (*returned(AWAY, DAY, known=NOW), left)
        ends = [
            Observations((protocol,), zone=ZONE).merge(Journal.of(facts)).watch("home again", NOW).earliest_end.moment
            for protocol in (SELF_ISOLATION, other)
        ]
        assert [moment("2020-03-02 00:00", ZONE), moment("2020-02-29 00:00", ZONE)] == ends

    def test_who_reads_it_otherwise_makes_the_method_anew(self) -> None:
        other = four_step(READINGS.with_values(isolation_days=21, temperatures_a_day=1, fever_from=Decimal("37.5")))
        (protocol,) = other.protocols
        assert (21, 1) == (protocol.timeline.phases[0].days, protocol.timeline.phases[0].slots[0].times)
        assert Decimal("37.5") == protocol.readings[0].cut_offs[0].at
        assert other != FOUR_STEP == four_step()

    @pytest.mark.parametrize("name", [each.name for each in READINGS.members if each.name != "disinfection_within"])
    def test_a_reading_that_would_change_nothing_is_refused_rather_than_passed_over(self, name: str) -> None:
        with pytest.raises(DefinitionError) as caught:
            FOUR_STEP.with_parameters(**{name: READINGS[name]})
        assert f"'{name}' is no parameter" in str(caught.value)

    def test_what_the_playbook_holds_of_them_takes_effect(self) -> None:
        sooner = FOUR_STEP.with_parameters(disinfection_within="24h").parameters
        assert disinfection(OPENED, sooner) == disinfection(OPENED, READINGS.with_values(disinfection_within="24h"))
        assert disinfection(OPENED, sooner) != disinfection(OPENED)

    def test_yj06_the_look_of_the_next_day_opens_nobody_twice(self) -> None:
        later = NOW + 96 * HOUR
        again = list(returned(AWAY, date(2020, 2, 21), known=later, after=DAY))
        assert {"expected"} == {each.subjects[0] for each in again}

    def test_yj11_the_away_ledger_shows_destination_return_and_the_temperatures_since(self) -> None:
        measured = fact("home again", "temperature", hours=24 * 14, celsius=36)
        ledger = Ledger(FOUR_STEP.ledger("away"), FOUR_STEP.records(AWAY, [measured], at=NOW))
        assert {"still", "expected", "listed", "home again", "no day"} == set(ledger.ids())
        scope = AccessScope(
            viewer="w1", unit="s", purposes="response", clearance=PrivacyClass.IDENTIFYING, until=NOW + HOUR
        )
        view = ledger.view(scope, at=NOW)
        line = view.column("returns").index(date(2020, 2, 16))
        told = [str(view.column(column.name)[line]) for column in AWAY_LEDGER.columns]
        assert ["home", "hubei", "2020-02-16", "1", "36"] == told

    def test_yj11_a_temperature_is_owed_twice_a_day_after_the_return_and_a_fever_is_told(self) -> None:
        (rule,) = SELF_ISOLATION.timeline.phases[0].slots
        assert ("temperature", 2) == (rule.name, rule.times)
        for celsius, told in (("37.2", set()), ("37.3", {("notify", "health centre")})):
            taken = fact("home again", "temperature", hours=24 * 15, celsius=Decimal(celsius))
            assert told == {(each.kind, each.what) for each in watched(taken).effects(NOW + 24 * HOUR)}

    def test_yj11_an_outing_in_isolation_is_told_to_the_police(self) -> None:
        out = fact("home again", OUTING, hours=24 * 15)
        assert {("notify", "police")} == {(each.kind, each.what) for each in watched(out).effects(NOW + 24 * HOUR)}

    @pytest.mark.parametrize(
        ("away", "count"), [(0, {("count", "advice"): 1}), (2, {("count", "entry in the away ledger"): 1})]
    )
    def test_yj11_nobody_away_is_advised_and_somebody_away_is_entered(
        self, away: int, count: dict[tuple[str, str], int]
    ) -> None:
        campaign = record(
            street(household("h1")), fact("h1", "door", "refused"), fact("h1", "phone", "reached", 2, away=away)
        )
        assert count == effects(campaign)

    def test_yj11_where_nobody_asked_nothing_is_counted(self) -> None:
        campaign = record(street(household("h1")), fact("h1", "door", "refused"), fact("h1", "phone", "reached", 2))
        assert {} == effects(campaign)

    @pytest.mark.parametrize(
        ("step", "outcome"),
        [("call-back", "called"), ("phone", "reached")],
        ids=["by calling back", "on the telephone"],
    )
    def test_yj11_a_call_for_help_becomes_a_case_to_its_end(self, step: str, outcome: str) -> None:
        campaign = record(street(household("h1")), fact("h1", "door", "notice"))
        if step == "phone":
            campaign.advance(OPENED + 30 * HOUR)
        record(campaign, fact("h1", step, outcome, 31 if step == "phone" else 2, needs_help=True))
        (call,) = campaign.subjects("g1", track="service")
        assert "request" == campaign.state(call, track="service").part
        record(
            campaign,
            fact(call, "request", "accepted", 32, track="service"),
            fact(call, "delivery", "delivered", 33, track="service"),
        )
        assert Standing.SETTLED == campaign.standing(call)

    def test_yj11_a_call_that_nobody_visited_for_is_a_case_as_well(self) -> None:
        campaign = street()
        joined = attrs.evolve(fact("call 1", "joined", track="service"), answers=Attributes(kind="request", unit="c1"))
        record(campaign, joined)
        assert ["call 1"] == list(campaign.subjects("c1", track="service"))
        assert Standing.NOT_STARTED == campaign.standing("call 1")


class TestThePublishedFigures:
    def findings(self) -> dict[str, Finding]:
        return {finding.id: finding for finding in reconcile(FOUR_STEP.identities_of(), FIGURES)}

    def test_yj08_where_everybody_is_holds_and_so_do_the_buildings(self) -> None:
        found = self.findings()
        assert (Status.PASS, 102_696, 102_696) == (found["where"].status, found["where"].left, found["where"].right)
        assert [83_781, 11_093, 7_822] == [FIGURES[name].value for name in ("home", "away", "unreached")]
        assert (Status.PASS, 768) == (found["buildings"].status, found["buildings"].left)

    def test_yj08_the_destinations_are_80_too_many_and_nothing_else_fails(self) -> None:
        found = self.findings()
        assert ["destinations"] == [id for id, finding in found.items() if finding.status is not Status.PASS]
        failing = found["destinations"]
        assert (11_173, 11_093, 80) == (failing.left, failing.right, failing.difference)

    def test_yj08_the_candidates_are_the_80_netted_out_a_weak_misprint_and_not_allocated(self) -> None:
        candidates = self.findings()["destinations"].candidates
        told = [
            (each.code, each.weak, [(change.term.name, change.value) for change in each.changes]) for each in candidates
        ]
        assert ("companion.netted", False, [("away", 11_173)]) == told[0]
        assert "returned_hubei" in str(candidates[0])
        assert any(weak and ("away_hubei", 1_237) in changes for _, weak, changes in told)
        assert ("unallocated", []) == (told[-1][0], told[-1][2])

    def test_yj08_a_candidate_changes_no_figure(self) -> None:
        reconcile(IDENTITIES, FIGURES)
        assert (1_317, 11_093) == (FIGURES["away_hubei"].value, FIGURES["away"].value)

    def test_yj14_the_workforce_is_carried_by_category_and_not_added_up(self) -> None:
        assert [(208, "person"), (1_234, "person")] == [
            (FIGURES[name].value, FIGURES[name].unit) for name in ("staff", "volunteers")
        ]
        assert 1_442 not in {figure.value for figure in FIGURES.values()}

    @pytest.mark.parametrize(
        ("name", "value", "unit", "qualifiers"),
        [
            ("automatic_calls", 3_000, "person", ("about",)),
            ("leaflets", 30_000, "leaflet", ("exact",)),
            ("access_cards", 45_000, "card", ("exact",)),
            ("ring_back_tones", 94, "person", ("exact",)),
            ("communities", 14, "community", ("exact",)),
            ("area_disinfected", 459_900, "square metre", ("exact",)),
            ("disinfection_days", 2, "day", ("exact",)),
        ],
    )
    def test_yj14_the_other_counters_stand_as_published(
        self, name: str, value: int, unit: str, qualifiers: tuple[str, ...]
    ) -> None:
        figure = FIGURES[name]
        assert (value, unit, qualifiers) == (figure.value, figure.unit, tuple(map(str, figure.qualifiers)))
        assert figure.source is not None
        assert DAY == figure.as_of == figure.source.date

    def test_yj14_no_counter_claims_to_cover_every_household(self) -> None:
        read = {name for identity in IDENTITIES for name in str(identity.says).split()}
        assert not read & {"leaflets", "access_cards", "automatic_calls", "staff", "volunteers"}
        assert Qualifier.ABOUT in FIGURES["automatic_calls"].qualifiers


class TestDisinfection:
    SPOTS = (
        *(
            Spot(id=f"office {number}", kind="community office", unit="c1", since=OPENED.date(), area=Decimal(500))
            for number in range(14)
        ),
        *(
            Spot(id=f"building {number}", kind="residential building", unit="g2", since=OPENED.date())
            for number in range(768)
        ),
        Spot(id="market", kind="market", unit="g1", since=OPENED.date()),
    )

    def log(self, *done: str, hours: float = 10) -> UpkeepLog:
        facts = [fact(spot, "disinfected", hours=hours) for spot in done]
        return UpkeepLog(hierarchy=STREET, spots=self.SPOTS, zone=ZONE, journal=Journal.of(facts))

    def everything(self) -> list[str]:
        return [spot.id for spot in self.SPOTS if spot.kind != "market"]

    def test_yj09_offices_and_768_buildings_are_owed_in_two_days(self) -> None:
        progress = self.log().progress(disinfection(OPENED), "s", OPENED)
        assert 14 + FIGURES["buildings"].value == progress.spots == len(progress.left)  # type: ignore[operator]  # a number
        assert OPENED + FIGURES["disinfection_days"].value * 24 * HOUR == progress.deadline  # type: ignore[operator]

    def test_yj09_it_is_followed_to_its_completion_with_what_is_left_by_name(self) -> None:
        drive, end = disinfection(OPENED), OPENED + 48 * HOUR
        whole = self.log(*self.everything()).progress(drive, "s", end)
        assert (782, (), False, Decimal(7_000)) == (whole.done, whole.left, whole.overdue, whole.area_done)
        but_one = self.log(*self.everything()[:-1]).progress(drive, "s", end)
        assert (781, ("building 767",), True) == (but_one.done, but_one.left, but_one.overdue)
        late = self.log("building 0", hours=48).progress(drive, "g2", end + HOUR)
        assert (1, 1) == (late.done, late.late)

    def test_yj09_another_length_of_time_may_be_set(self) -> None:
        drive = disinfection(OPENED, READINGS.with_values(disinfection_within="24h"))
        assert OPENED + 24 * HOUR == self.log().progress(drive, "s", OPENED).deadline


class TestTheGridContract:
    POSTS = (
        Post(id="head of g1", role="grid head", unit="g1"),
        Post(id="head of g2", role="grid head", unit="g2"),
    )

    def test_yj10_every_household_has_its_responsible_person_or_is_listed(self) -> None:
        register = Register(STREET, [household("h1"), household("h2", "g2"), household("h3", "c2")], FOUR_STEP.kinds)
        office = Establishment(posts=self.POSTS, appointments=[Appointment(post="head of g1", person="p1")])
        proof = responsibility(register, office, kind="household", role=CONTRACT_ROLES[0], day=DAY)
        assert ["p1"] == [named.person for named in proof.named["h1"]]
        assert {"h2": WhyNobody.VACANT, "h3": WhyNobody.NO_POST} == {gap.subject: gap.why for gap in proof.gaps}
        assert not proof.is_whole

    def test_yj10_whoever_takes_over_the_post_takes_its_households(self) -> None:
        register = Register(STREET, [household("h1"), household("h2", "g2")], FOUR_STEP.kinds)
        held = [Appointment(post="head of g1", person="p1", until=DAY), Appointment(post="head of g2", person="p2")]
        office = Establishment(
            posts=self.POSTS, appointments=[*held, Appointment(post="head of g1", person="p3", since=DAY)]
        )
        proof = responsibility(register, office, kind="household", role="grid head", day=DAY)
        assert proof.is_whole
        assert {"h1": "p3", "h2": "p2"} == {id: named[0].person for id, named in proof.named.items()}

    def test_yj10_the_roles_are_those_of_the_door_and_the_head_of_the_lane(self) -> None:
        assert (*DOOR, "lane head") == CONTRACT_ROLES


class TestTheDays:
    def test_no_return_is_taken_for_one_of_an_earlier_day(self) -> None:
        (arrival, enrolled) = (each for each in returned(AWAY, DAY, known=NOW) if "home again" in each.subjects)
        assert Interval.of_day(date(2020, 2, 16), ZONE).start == arrival.happened
        assert (NOW, "self-isolation") == (enrolled.happened, enrolled.track)
