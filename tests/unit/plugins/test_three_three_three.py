"""Every requirement of Ningbo's method (NB-01 to NB-14), proved on its playbook."""

from datetime import date, datetime, timedelta
from pathlib import Path

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.codec.documents import from_json, to_json
from gridcare.facts.fact import Fact, Origin
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.people.rosters import DutyShift, Roster
from gridcare.people.staffing import prove
from gridcare.people.subjects import Subject
from gridcare.people.teams import Member, Team, TeamRule, TeamTrouble, check
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Tally
from gridcare.places.units import Unit
from gridcare.playbook import Playbook
from gridcare.plugins.casework.clearing import base_count
from gridcare.plugins.three_three_three import (
    COMPOUND_GATE,
    DAILY_FORM,
    DISINFECTION,
    FIGURES,
    GATE_DUTIES,
    KEY_PEOPLE,
    LEVELS_OF_COMPLETION,
    LINES,
    PARTNERS,
    POOL,
    READINGS,
    STAIRWELL_DOOR,
    THREE_THREE_THREE,
    TRIO,
    VILLAGE_TRIO,
    clear,
    draw_trios,
    earlies,
    posting,
    uncovered,
    warnings,
)
from gridcare.registry import Registry
from gridcare.reporting.filings import Filing
from gridcare.reporting.ledgers import Ledger, LedgerForm
from gridcare.reporting.reconcile import reconcile
from gridcare.reporting.records import Records
from gridcare.reporting.returns import FilingBook
from gridcare.reporting.rollup import roll_up
from gridcare.rules.scopes import Given, Values
from gridcare.testing.conformance import PlaybookConformance
from gridcare.timing.periods import DAILY, Interval, moment
from gridcare.timing.slots import SlotState
from gridcare.work.campaign import Campaign
from gridcare.work.certificates import StillOpen
from gridcare.work.gatelog import GateLog, passage
from gridcare.work.gates import GATE_CLOSED, Entrances, Gate, GateClosing, LastEntrance, closings
from gridcare.work.passages import Verdict
from gridcare.work.steps import Standing, Use
from gridcare.work.upkeep import Spot, UpkeepLog

ZONE = THREE_THREE_THREE.zone
ORDER = moment("2020-02-04 08:00", ZONE)
HOUR = timedelta(hours=1)
DAY = date(2020, 2, 4)

CITY = Hierarchy(
    THREE_THREE_THREE.levels,
    [
        Unit("city", "Ningbo", "city"),
        Unit("d", "District", "district", "city"),
        Unit("s", "Street", "street", "d"),
        Unit("c1", "One", "community", "s"),
        Unit("c2", "Two", "community", "s"),
        Unit("v1", "Village", "village", "s"),
        Unit("g1", "Grid 1", "grid", "c1"),
        Unit("g2", "Grid 2", "grid", "v1"),
        Unit("old", "Old", "compound", "g1", attributes=Attributes(compound_type="old", property_firm=False)),
        Unit("new", "New", "compound", "g1", attributes=Attributes(compound_type="new", property_firm=True)),
        Unit("untold", "Untold", "compound", "g1"),
        Unit("w1", "Wall gate 1", "stairwell", "old"),
    ],
)


class TestThreeThreeThreeConforms(PlaybookConformance):
    playbook = THREE_THREE_THREE
    subject_attributes = Attributes(returned_from_epidemic_area=True)
    module = "gridcare.plugins.three_three_three"
    scenarios = Path(__file__).parents[2] / "scenarios" / "ningbo"
    read_elsewhere = ("min_teams_per_unit", "posted_within", "warning_from")


def city(*subjects: Subject) -> Campaign:
    """Open a campaign of the small city with the order."""
    return THREE_THREE_THREE.campaign(CITY, Register(CITY, subjects, THREE_THREE_THREE.kinds), opened=ORDER)


def fact(
    *subjects: str,
    about: str,
    outcome: str = "",
    hours: float = 1,
    track: str = "",
    channel: str = "",
    roles: tuple[str, ...] = (),
    answers: dict[str, Scalar] | None = None,
) -> Fact:
    when = ORDER + hours * HOUR
    return Fact(
        id=f"{' '.join(subjects)} {about} {outcome} {hours} {track}",
        kind=about,
        subjects=subjects,
        happened=when,
        known=when,
        outcome=outcome,
        answers=Attributes(answers or {}),
        origin=Origin(channel=channel, roles=roles),
        track=track,
    )


def joins(subject: str, kind: str, track: str, hours: float = 0, unit: str = "g1", **answers: Scalar) -> Fact:
    return fact(subject, about="joined", hours=hours, track=track, answers={"kind": kind, "unit": unit, **answers})


def record(campaign: Campaign, *facts: Fact) -> Campaign:
    for each in facts:
        campaign.record(each)
    return campaign


def resident(id: str, /, *containers: str, **attributes: Scalar) -> Subject:
    return Subject(id=id, kind="resident", unit="old", containers=containers, attributes=Attributes(attributes))


class TestTrios:
    @pytest.mark.parametrize("last", ["government cadre", "volunteer"])
    def test_nb01_one_worker_one_health_professional_and_a_cadre_or_volunteer(self, last: str) -> None:
        assert () == check(TRIO, ("community worker", "health professional", last))
        assert () == check(VILLAGE_TRIO, ("village cadre", "health professional", last))

    def test_nb01_another_make_up_names_the_seat_that_is_wrong(self) -> None:
        (finding,) = check(TRIO, ("community worker", "police officer", "volunteer"))
        assert (TeamTrouble.WRONG_ROLE, "health professional") == (finding.trouble, finding.seat)
        (finding,) = check(TRIO, ("village cadre", "health professional", "volunteer"))
        assert "community worker" == finding.seat
        (surplus,) = check(TRIO, ("community worker", "health professional", "volunteer", "volunteer"))
        assert TeamTrouble.SURPLUS == surplus.trouble

    @pytest.mark.parametrize("rule", [TRIO, VILLAGE_TRIO], ids=lambda rule: rule.name)
    def test_nb01_no_other_role_takes_any_seat_and_no_seat_stays_empty(self, rule: TeamRule) -> None:
        right = (rule.seats[0].any_of[0], "health professional", "volunteer")
        for seat, role in enumerate(right):
            without = [each for each in right if each != role]
            assert [TeamTrouble.MISSING] == [each.trouble for each in check(rule, without)]
            for other in ("police officer", "grid worker", "property firm", "neighbour", right[(seat + 1) % 3]):
                (wrong, *_) = check(rule, [*without, other])
                assert str(rule.seats[seat]) == wrong.seat

    def pool(self) -> list[Member]:
        return [
            *(Member(f"w{number}", "community worker") for number in range(2)),
            Member("k1", "village cadre"),
            *(Member(f"h{number}", "health professional") for number in range(3)),
            Member("b1", ("volunteer", "community worker")),
            Member("v1", "volunteer"),
            Member("p1", "government cadre"),
        ]

    def test_nb02_every_community_and_village_has_a_valid_trio(self) -> None:
        teams = draw_trios(CITY, self.pool(), ("c1", "c2", "v1"))
        assert () == uncovered(CITY, teams)
        assert 9 == len({member.id for team in teams for member in team.members})

    def test_nb02_uncovered_units_are_listed_with_what_is_wrong(self) -> None:
        short = [member for member in self.pool() if member.id != "h2"]
        (shortage,) = uncovered(CITY, draw_trios(CITY, short, ("c1", "c2", "v1")))
        assert ("v1", "village trio", 0, 1) == (shortage.unit, shortage.rule, shortage.valid, shortage.wanted)
        assert ["health professional"] == [finding.seat for _, finding in shortage.findings]
        assert ["c1", "c2", "v1"] == [each.unit for each in uncovered(CITY, ())]

    def test_nb02_a_community_trio_does_not_cover_a_village(self) -> None:
        team = Team(
            id="t",
            rule=TRIO,
            members=[Member("1", "community worker"), Member("2", "health professional"), Member("3", "volunteer")],
            unit="v1",
        )
        assert "v1" in [each.unit for each in uncovered(CITY, [team])]

    def test_nb02_each_of_3106_units_has_its_trio_and_one_without_a_nurse_is_listed(self) -> None:
        levels = {"community": 629, "village": 2_477}
        units = [Unit(f"{level} {number}", "", level) for level, count in levels.items() for number in range(count)]
        whole = Hierarchy(THREE_THREE_THREE.levels, units)
        wanted = [unit.id for unit in units]
        assert 3_106 == len(wanted)
        first = {"community": "community worker", "village": "village cadre"}
        pool = [
            Member(f"{role} {unit.id}", role)
            for unit in units
            for role in (first[unit.level], "health professional", "volunteer")
        ]
        assert () == uncovered(whole, draw_trios(whole, pool, wanted))
        nobody = next(member for member in pool if member.roles == ("health professional",))
        (short,) = uncovered(whole, draw_trios(whole, [each for each in pool if each is not nobody], wanted))
        assert ("village 2476", 0, 1) == (short.unit, short.valid, short.wanted)

    def test_nb02_how_many_teams_a_unit_needs_is_a_reading(self) -> None:
        two = READINGS.with_values(min_teams_per_unit=2)
        lacking = uncovered(CITY, draw_trios(CITY, self.pool(), ("c1", "c2", "v1")), readings=two)
        assert [("c1", 1, 2), ("c2", 1, 2), ("v1", 1, 2)] == [(each.unit, each.valid, each.wanted) for each in lacking]
        assert READINGS.declared("min_teams_per_unit").reading

    def test_nb02_published_are_629_communities_and_2477_villages(self) -> None:
        assert (629, 2_477) == (FIGURES["communities"].value, FIGURES["villages"].value)
        assert 1 == READINGS["min_teams_per_unit"]
        assert () == reconcile(THREE_THREE_THREE.identities_of(), FIGURES)

    def test_nb03_duties_and_hats_are_visible_on_the_team(self) -> None:
        (team, *_) = draw_trios(CITY, self.pool(), ("c1",))
        assert ("visit", "screen", "publicise", "serve") == team.rule.duties
        assert ("information officer", "liaison officer", "publicist", "fighter") == team.rule.hats
        assert (TRIO.duties, TRIO.hats) == (VILLAGE_TRIO.duties, VILLAGE_TRIO.hats)

    def test_nb11_the_pool_has_six_sources_and_nobody_is_drawn_twice(self) -> None:
        assert {
            "government cadre",
            "community worker",
            "property firm",
            "police officer",
            "grid worker",
            "volunteer",
        } == set(POOL)
        assert 6 == len(POOL)
        assert set(TRIO.roles) - {"health professional"} <= set(POOL)
        pool = [Member("1", POOL[5]), Member("2", POOL[1]), Member("3", "health professional")]
        first, second = draw_trios(CITY, pool, ("c1", "c2"))
        assert (3, 0) == (len(first.members), len(second.members))


class TestKeyPeople:
    @pytest.mark.parametrize("why", ["returned_from_epidemic_area", "registered_in_epidemic_area"])
    def test_nb04_either_predicate_suffices(self, why: str) -> None:
        other = {"returned_from_epidemic_area": False, "registered_in_epidemic_area": False}
        campaign = city(resident("r1", **{**other, why: True}), resident("r2", **other), resident("r3"))
        assert ["r1"] == list(campaign.subjects("city", track="key people"))

    def test_nb04_one_by_one_with_police_and_health_into_the_ledger(self) -> None:
        campaign = city(*(resident(f"r{number}", registered_in_epidemic_area=True) for number in (1, 2, 3)))
        assert () == check(PARTNERS, ("community worker", "police officer", "health professional"))
        assert ["police officer"] == [each.seat for each in check(PARTNERS, ("village cadre", "health professional"))]
        record(
            campaign,
            fact("r1", about="check", outcome="no risk", track="key people"),
            fact("r2", about="check", outcome="to be isolated", track="key people"),
        )
        ledger = {id: campaign.state(id, track="key people").part for id in campaign.subjects("s", track="key people")}
        assert {"r1": "registered", "r2": "isolated", "r3": "check"} == ledger
        (found,) = campaign.subjects("s", track="four earlies")
        assert "r2" == campaign.attributes(found)["about"]

    def test_nb04_police_and_health_are_partners_in_every_check(self) -> None:
        campaign = city(resident("r1", returned_from_epidemic_area=True))
        assert [("check", PARTNERS.name)] == [(due.part, due.team) for due in campaign.due("s", track="key people")]
        left = campaign.record(fact("r1", about="check", outcome="not found", track="key people"))
        assert [("notify", "police")] == [(each.kind, each.what) for each in left.emitted]

    def test_nb04_the_key_person_ledger_lists_them_and_nobody_else(self) -> None:
        here = resident("r1", returned_from_epidemic_area=False, registered_in_epidemic_area=True)
        other = resident("r2", returned_from_epidemic_area=False, registered_in_epidemic_area=False)
        register = Register(CITY, [here, other], THREE_THREE_THREE.kinds)
        form = LedgerForm("key persons", of="resident", columns=("name",), where=KEY_PEOPLE)
        ledger = Ledger(form, Records(register, (), at=ORDER, zone=ZONE))
        assert (("r1",), ("r1",)) == (ledger.ids(), register.select(KEY_PEOPLE, kind="resident").found)

    def test_nb04_a_day_without_a_report_is_not_a_zero_report(self) -> None:
        period = DAILY.period_of(DAY)
        due = DAILY_FORM.due(period)
        zero = Filing(
            id="z", form="daily", unit="g1", period=period, filed=due - HOUR, known=due - HOUR, figures={}, zero="head"
        )
        book = FilingBook(form=DAILY_FORM, hierarchy=CITY, since=DAY, until=DAY + timedelta(days=1), filings=[zero])
        returns = book.as_of(due + HOUR)
        rolled = roll_up(returns, period)
        assert 0 == rolled.cell("key_people", "g1").own
        assert rolled.cell("key_people", "g2").own is None
        unsigned = attrs.evolve(zero, id="u", unit="g2", zero="", figures={item.name: 0 for item in DAILY_FORM.items})
        assert 1 == returns.counts().zero == book.with_filings(unsigned).as_of(due + HOUR).counts().zero


class TestScreening:
    def offered(self, unit: str) -> dict[Use, list[str]]:
        campaign = city(Subject(id="h", kind="household", unit=unit))
        told: dict[Use, list[str]] = {}
        for channel in campaign.case("h", track="households").channels:
            told.setdefault(channel.use, []).append(channel.name)
        return told

    def test_nb05_an_old_compound_is_screened_by_phone_and_door(self) -> None:
        assert {Use.PRIMARY: ["phone", "door"], Use.FALL_BACK: ["online sign-up", "online survey"]} == self.offered(
            "old"
        )

    def test_nb05_grid_workers_wall_gate_leaders_or_volunteers_do_it(self) -> None:
        campaign = city(Subject(id="h", kind="household", unit="old"))
        (due,) = campaign.due("old", track="households")
        (rule,) = (each for each in campaign.tracks[0].workflow.teams if each.name == due.team)
        for role in ("grid worker", "wall-gate leader", "volunteer"):
            assert () == check(rule, (role,))
        assert check(rule, ("police officer",))

    def test_nb05_a_new_compound_is_screened_online_and_others_stay_allowed(self) -> None:
        assert {Use.PRIMARY: ["online sign-up", "online survey"], Use.FALL_BACK: ["phone", "door"]} == self.offered(
            "new"
        )

    def test_nb05_a_compound_of_unknown_type_is_taken_for_an_old_one(self) -> None:
        assert self.offered("old") == self.offered("untold")
        assert READINGS.declared("unknown_compound").reading

    def test_nb05_the_other_reading_takes_it_for_a_new_one(self) -> None:
        other = THREE_THREE_THREE.with_parameters(unknown_compound="new")
        register = Register(CITY, [Subject(id="h", kind="household", unit="untold")], other.kinds)
        case = other.campaign(CITY, register, opened=ORDER).case("h", track="households")
        assert "online sign-up" == case.channels[0].name

    def test_nb06_completion_is_judged_at_family_household_and_person_level(self) -> None:
        campaign = city(
            Subject(id="h1", kind="household", unit="old"),
            Subject(id="f1", kind="family", unit="old", containers=("h1",)),
            Subject(id="f2", kind="family", unit="old", containers=("h1",)),
            *(resident(f"r{number}", "f1" if number < 3 else "f2") for number in (1, 2, 3)),
        )
        assert ("families", "households", "persons") == LEVELS_OF_COMPLETION
        for track, subjects in (("households", ("h1",)), ("families", ("f1",)), ("persons", ("r1", "r2"))):
            record(campaign, *(fact(each, about="screen", outcome="screened", track=track) for each in subjects))
        done = {track: campaign.coverage("c1", track=track) for track in LEVELS_OF_COMPLETION}
        assert {"families": (1, 2), "households": (1, 1), "persons": (2, 3)} == {
            track: (told.settled.subjects, told.total.subjects) for track, told in done.items()
        }
        assert campaign.close("c1", signed_by="head", track="households").coverage.closed
        with pytest.raises(StillOpen, match="'f2'"):
            campaign.close("c1", signed_by="head", track="families")
        with pytest.raises(StillOpen, match="'r3'"):
            campaign.close("c1", signed_by="head", track="persons")


class TestClearing:
    def under_way(self) -> Campaign:
        """Two of the stock, one found late, one inflow and a late clue; one of the stock is cleared."""
        return record(
            city(),
            joins("a1", "arrival", "clearing"),
            joins("a2", "arrival", "clearing"),
            joins("a3", "arrival", "clearing", 30),
            joins("a4", "arrival", "clearing", 40, inflow=True),
            joins("clue", "lead", "lead", 30),
            fact("a1", about="trace", outcome="cleared", hours=10, track="clearing"),
        )

    def test_nb07_48_hours_from_the_order_for_the_stock(self) -> None:
        campaign = self.under_way()
        campaign.advance(ORDER + 48 * HOUR - timedelta(minutes=1))
        assert () == clear(campaign, "city").overdue
        campaign.advance(ORDER + 48 * HOUR)
        told = clear(campaign, "city")
        assert ORDER + 48 * HOUR == told.deadline == told.at
        assert ("a2",) == told.overdue
        assert 48 == FIGURES["clearing_hours"].value

    def test_nb07_each_new_clue_has_48_hours_from_its_own_arrival(self) -> None:
        campaign = self.under_way()
        campaign.advance(ORDER + 78 * HOUR)
        assert ("a2", "a3", "clue") == clear(campaign, "city").overdue

    def test_nb07_the_certificate_says_zero_or_lists_what_is_outstanding(self) -> None:
        campaign = self.under_way()
        campaign.advance(ORDER + 48 * HOUR)
        assert "4 outstanding: a2, a3, a4, clue; an inflow of 1" in str(clear(campaign, "city"))
        record(
            campaign,
            *(fact(id, about="trace", outcome="cleared", hours=49, track="clearing") for id in ("a2", "a3", "a4")),
        )
        assert ("clue",) == clear(campaign, "city").outstanding
        record(campaign, fact("clue", about="contact", outcome="not concerned", hours=50, track="lead"))
        assert "zero outstanding" in str(clear(campaign, "city"))

    def test_nb13_stock_new_cleared_and_inflow_are_separate_figures(self) -> None:
        told = base_count(self.under_way(), "city", track="clearing")
        assert (2, 1, 1, 1) == (told.stock, told.new, told.inflow, told.cleared)
        assert len(told.outstanding) == told.stock + told.new + told.inflow - told.cleared

    def test_nb13_the_certificate_states_both_zeros(self) -> None:
        campaign = record(
            city(),
            joins("a1", "arrival", "clearing"),
            fact("a1", about="trace", outcome="cleared", hours=10, track="clearing"),
        )
        campaign.advance(ORDER + 48 * HOUR)
        told = clear(campaign, "city")
        assert told.both_zeros
        assert "zero outstanding; zero inflow" in str(told)
        record(campaign, joins("a2", "arrival", "clearing", 49, inflow=True))
        record(campaign, fact("a2", about="trace", outcome="cleared", hours=50, track="clearing"))
        later = clear(campaign, "city")
        assert (True, False, False) == (later.base.stock_cleared, later.base.zero_inflow, later.both_zeros)


class TestCompoundGate:
    def entrances(self) -> Entrances:
        gates = tuple(Gate(id=name, unit="new") for name in ("north", "south", "east"))
        return Entrances(unit="new", gates=gates)

    def test_nb08_exactly_one_entrance_stays_open(self) -> None:
        until = ORDER + 24 * HOUR
        closed = self.entrances()
        for gate in ("north", "east"):
            closed = closed.close(GateClosing(gate=gate, start=ORDER, end=until, by="community"))
        assert closed.proof(Interval(ORDER, until)).holds
        assert ["gate.several-open"] == [
            finding.code for finding in closed.proof(Interval(ORDER, until + HOUR)).findings
        ]
        with pytest.raises(LastEntrance, match="'south' is the last open entrance of 'new'"):
            closed.close(GateClosing(gate="south", start=ORDER, by="community"))

    def test_nb08_a_closing_says_from_when_until_when_and_by_whom(self) -> None:
        until = ORDER + 24 * HOUR
        told = fact("east", about=GATE_CLOSED, answers={"until": until, "by": "community"})
        (closed,) = closings([told], ZONE)
        assert ("east", ORDER + HOUR, until, "community") == (closed.gate, closed.start, closed.end, closed.by)

    @pytest.mark.parametrize(
        ("compound", "forces"),
        [("new", ("property firm", "self-help station", "owners' committee")), ("old", ("volunteer",))],
    )
    def test_nb08_staffed_24_hours_by_the_firm_or_by_volunteers(self, compound: str, forces: tuple[str, ...]) -> None:
        day = Interval.of_day(DAY, ZONE)
        owed = GATE_DUTIES.owed([compound], day, hierarchy=CITY, zone=ZONE)
        assert [(forces, timedelta(hours=24))] == [(demand.by, demand.hours.duration) for demand in owed.demands]
        third = timedelta(hours=8)
        shifts = [
            DutyShift(
                id=f"s{number}",
                person=f"p{number}",
                role=forces[number % len(forces)],
                place=compound,
                duty="compound gate",
                hours=Interval(day.start + number * third, day.start + (number + 1) * third),
            )
            for number in range(3)
        ]
        assert prove(Roster(shifts=shifts), owed).holds
        assert third == prove(Roster(shifts=shifts[:2]), owed).uncovered

    @pytest.mark.parametrize("kind", ["person", "vehicle"])
    @pytest.mark.parametrize("direction", ["in", "out"])
    def test_nb08_outside_persons_and_vehicles_are_registered(self, kind: str, direction: str) -> None:
        told = COMPOUND_GATE.decide(
            {
                "direction": direction,
                "traveller.kind": kind,
                "traveller.outside": True,
                "reading.value": 36,
                "reading.device": "thermometer",
            }
        )
        assert (Verdict.REGISTER, True) == (told.verdict, told.registers)

    @pytest.mark.parametrize("direction", ["in", "out"])
    @pytest.mark.parametrize("outside", [True, False])
    def test_nb08_everybody_is_measured_and_a_fever_isolated(self, direction: str, outside: bool) -> None:
        passing: dict[str, Given] = {"direction": direction, "traveller.outside": outside}
        unmeasured = COMPOUND_GATE.decide({**passing, "reading.value": None})
        assert Verdict.MEASURE_AGAIN == unmeasured.verdict
        ill = COMPOUND_GATE.decide({**passing, "reading.value": 38, "reading.device": "thermometer"})
        assert (Verdict.ISOLATE, ("community",)) == (ill.verdict, ill.notify)
        well = COMPOUND_GATE.decide({**passing, "reading.value": 36, "reading.device": "thermometer"})
        assert (Verdict.REGISTER if outside else Verdict.ADMIT) == well.verdict
        assert "measure" in LINES[0].duties

    def test_nb08_the_line_is_manned_by_who_serves_the_compound(self) -> None:
        assert ("volunteer",) == LINES[0].forces(Values({"unit.property_firm": False}))
        assert "property firm" in LINES[0].forces(Values({"unit.property_firm": True}))  # type: ignore[operator]  # it is known


class TestStairwellDoor:
    def log(self, *facts: Fact, kinds: tuple[str, ...] = ("lift", "corridor", "stairwell door")) -> UpkeepLog:
        return UpkeepLog(
            hierarchy=CITY,
            spots=[Spot(id=kind, kind=kind, unit="w1", since=DAY) for kind in kinds],
            upkeeps=(DISINFECTION,),
            journal=Journal.of(facts),
            zone=ZONE,
        )

    def test_nb09_lifts_and_corridors_are_disinfected_twice_a_day_by_slot(self) -> None:
        log = self.log(
            fact("lift", about="disinfection", hours=1),
            fact("lift", about="disinfection", hours=8),
            fact("corridor", about="disinfection", hours=2),
        )
        told = log.compliance("disinfection", "city", ORDER + 20 * HOUR, days=Interval.of_day(DAY, ZONE))
        assert (3, 1) == (told[SlotState.DONE_ON_TIME], told[SlotState.MISSED])
        assert ["corridor"] == [spot.id for spot in log.lacking("disinfection", "w1", DAY, ORDER + 12 * HOUR)]

    @pytest.mark.parametrize("kind", ["lift", "corridor", "key place"])
    def test_nb09_each_kind_of_place_owes_two_a_day(self, kind: str) -> None:
        once = self.log(fact(kind, about="disinfection", hours=1), kinds=(kind,))
        told = once.compliance("disinfection", "city", ORDER + 20 * HOUR, days=Interval.of_day(DAY, ZONE))
        assert (1, 1) == (told[SlotState.DONE_ON_TIME], told[SlotState.MISSED])
        assert (DISINFECTION,) == THREE_THREE_THREE.upkeeps

    def test_nb09_knowledge_is_posted_at_every_stairwell_door(self) -> None:
        drive = posting(ORDER)
        before = self.log().progress(drive, "city", ORDER + 48 * HOUR)
        assert (("stairwell door",), True) == (before.left, before.overdue)
        after = self.log(fact("stairwell door", about="knowledge posted", hours=5))
        assert (1, ()) == (
            after.progress(drive, "city", ORDER + 48 * HOUR).done,
            after.progress(drive, "city", ORDER + 48 * HOUR).left,
        )

    def door(self, *passages: Fact) -> GateLog:
        return GateLog(
            entrances=(Entrances(unit="w1", gates=(Gate(id="door", unit="w1"),)),),
            zone=ZONE,
            journal=Journal.of(passages),
        )

    def test_nb14_occupants_of_a_stairwell_with_changes(self) -> None:
        log = self.door(
            self.through("1", "r1", "out", ORDER + HOUR), self.through("2", "guest", "in", ORDER + 2 * HOUR)
        )
        inside = [sorted(log.inside("w1", ORDER + hours * HOUR, before=("r1", "r2"))) for hours in (0, 1, 2)]
        assert [["r1", "r2"], ["r2"], ["guest", "r2"]] == inside

    def test_nb14_unrelated_persons_kept_out_are_recorded(self) -> None:
        told = STAIRWELL_DOOR.decide({"direction": "in", "traveller.outside": True, "traveller.related": False})
        assert Verdict.DISSUADE == told.verdict
        related = STAIRWELL_DOOR.decide({"direction": "in", "traveller.outside": True, "traveller.related": True})
        assert Verdict.REGISTER == related.verdict
        log = self.door(self.through("1", "stranger", "in", ORDER + HOUR, told.verdict))
        assert [("w1", "dissuade", {"person": 1})] == list(log.counts(Interval(ORDER, ORDER + 24 * HOUR)))
        assert frozenset() == log.inside("w1", ORDER + 2 * HOUR)

    def through(self, id: str, who: str, direction: str, at: datetime, verdict: Verdict = Verdict.ADMIT) -> Fact:
        return passage(id, gate="door", traveller=who, direction=direction, happened=at, verdict=verdict)


class TestOwnDoor:
    @pytest.mark.parametrize(
        ("migrant", "advice"),
        [
            ("back in the epidemic area", {"delay return"}),
            ("stayed", {"stay calm", "no family visit"}),
            (None, {"no gatherings", "no visits", "fewer outings"}),
        ],
    )
    def test_nb10_each_is_advised_by_kind_one_by_one_and_counted(self, migrant: str | None, advice: set[str]) -> None:
        told = {} if migrant is None else {"migrant_worker": migrant}
        campaign = city(resident("r1", **told))
        change = campaign.record(
            fact(
                "r1",
                about="contact",
                outcome="advised",
                track="own door",
                channel="WeChat",
                roles=("community worker",),
            )
        )
        assert {("count", each) for each in advice} == {(effect.kind, effect.what) for effect in change.emitted}
        assert 1 == campaign.by_channel("contact", "city", track="own door")["WeChat"].subjects

    def test_nb10_by_wechat_or_phone(self) -> None:
        campaign = city(resident("r1"))
        assert ["WeChat", "phone"] == [each.name for each in campaign.case("r1", track="own door").channels]
        assert ("community worker",) == LINES[2].forces(Values({}))


class TestFourEarlies:
    def test_nb12_intervals_from_found_to_reported_isolated_and_treated(self) -> None:
        campaign = record(
            city(),
            joins("p1", "found person", "four earlies", 2),
            fact("p1", about="report", outcome="reported", hours=3, track="four earlies"),
            fact("p1", about="isolate", outcome="isolated", hours=6, track="four earlies"),
        )
        assert (("report", HOUR), ("isolate", 3 * HOUR)) == earlies(campaign.case("p1", track="four earlies"))
        record(campaign, fact("p1", about="treat", outcome="treated", hours=10, track="four earlies"))
        assert ("treat", 4 * HOUR) == earlies(campaign.case("p1", track="four earlies"))[-1]
        assert Standing.SETTLED == campaign.standing("p1")

    def test_nb12_a_warning_is_told_from_grid_to_community_to_street(self) -> None:
        graded, (alert,) = warnings(Tally.of(CITY, [("old", "found", {"person": 1})]))
        assert ("g1", ("g1", "c1", "s")) == (alert.unit, alert.told)
        _, again = warnings(Tally.of(CITY, [("old", "found", {"person": 2})]), graded)
        assert () == again
        _, none = warnings(Tally.of(CITY, [("old", "found", {"person": 0})]))
        assert () == none


class TestItIsInstalled:
    def test_a_host_finds_it_by_its_name(self) -> None:
        assert THREE_THREE_THREE == Registry.load().playbook("three-three-three")

    def test_it_comes_back_from_json_as_it_was(self) -> None:
        assert THREE_THREE_THREE == from_json(to_json(THREE_THREE_THREE, kind=Playbook), Playbook)


class TestItIsToldInWords:
    def test_no_outcome_is_left_in_english_in_the_chinese_text(self) -> None:
        told = THREE_THREE_THREE.explain("zh").split("\n", 2)[2]
        assert [] == sorted({word for word in told.split() if word.isascii() and word.isalpha()})

    def test_how_often_a_day_is_told(self) -> None:
        assert "每天消毒2次。" in THREE_THREE_THREE.explain("zh")
        assert "disinfection 2 times every day." in THREE_THREE_THREE.explain("en")

    def test_every_reading_names_what_was_not_chosen(self) -> None:
        readings = [each for each in READINGS.members if each.reading]
        assert [] == [each.name for each in readings if not each.alternatives]

    def test_another_reading_of_a_setting_is_used(self) -> None:
        other = THREE_THREE_THREE.with_parameters(min_teams_per_unit=2, posted_within="24h", warning_from=2).parameters
        assert {2} == {each.wanted for each in uncovered(CITY, (), readings=other)}
        assert ORDER + 24 * HOUR == posting(ORDER, other).by.moment(ORDER, ZONE)
        _, none = warnings(Tally.of(CITY, [("old", "found", {"person": 1})]), readings=other)
        assert () == none
