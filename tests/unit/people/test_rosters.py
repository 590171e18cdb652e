"""Rosters: who is on duty at gates by day and by night, what a proof finds, and sheets as they are written."""

import re
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

import attrs
import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.people.duties import Demand, Duties, DutyRule, DutyTrouble, Hours, Owed
from gridcare.people.rosters import Absence, DutyShift, HandOver, Roster, Substitution
from gridcare.people.staffing import RosterProof, RosterTrouble, WorkLimits, prove
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import DatedAttribute, Level, Unit
from gridcare.rules.parameters import Param, Parameter, Parameters
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import BackwardInterval, Interval, UnreadableTime, moment

ZONE = "Asia/Shanghai"
STREET = Hierarchy(
    Level.ordered("street", "compound", "entrance"),
    [
        Unit("street", "", "street"),
        Unit("old", "", "compound", "street", attributes={"property_firm": False}),
        Unit("new", "", "compound", "street", attributes={"property_firm": True}),
        Unit("north", "", "entrance", "new"),
    ],
)
DAY, NIGHT = Param("day_begins"), Param("night_begins")
DUTIES = Duties(
    (
        DutyRule(duty="gate", hours=Hours(DAY, NIGHT), by="property firm", when="unit.property_firm"),
        DutyRule(duty="patrol", hours=Hours(NIGHT, DAY), by=("head", "volunteer"), when="unit.property_firm"),
        DutyRule(duty="checkpoint", hours=Hours("00:00", "24:00"), by="street", when="not unit.property_firm"),
    )
)
BOUNDARY = Parameters((Parameter("day_begins", "06:00"), Parameter("night_begins", "22:00")))


def between(start: str, end: str, zone: str = ZONE) -> Interval:
    return Interval(moment(start, zone), moment(end, zone))


TWO_DAYS = between("2020-02-03 00:00", "2020-02-05 00:00")


def owed(*places: str, within: Interval = TWO_DAYS, parameters: Parameters = BOUNDARY) -> Owed:
    return DUTIES.owed(places, within, hierarchy=STREET, zone=ZONE, parameters=parameters)


def shift(id: str, person: str, start: str, end: str, **other: str) -> DutyShift:
    told = {"role": "street", "place": "old", "duty": "checkpoint", **other}
    return DutyShift(id=id, person=person, hours=between(f"2020-02-{start}", f"2020-02-{end}"), **told)


CHECKPOINT = (
    shift("s1", "a", "03 00:00", "03 12:00"),
    shift("s2", "b", "03 12:00", "03 24:00"),
    shift("s3", "c", "04 00:00", "04 12:00"),
    shift("s4", "b", "04 12:00", "04 24:00"),
)


def found(proof: RosterProof) -> list[tuple[str, str, timedelta]]:
    return [(each.trouble.value, each.person or each.place, each.hours.duration) for each in proof.findings]


class TestDutyRules:
    """XZ-06: property firm by day; building heads and volunteers by night; street, 24 hours, where none serves."""

    def test_xz06_by_day_the_property_firm_and_by_night_the_patrol(self) -> None:
        told = [(each.duty, f"{each.hours.start:%d %H:%M}", each.by) for each in owed("new").demands]
        firm, patrol = ("property firm",), ("head", "volunteer")
        expected = [
            ("gate", "03 06:00", firm),
            ("gate", "04 06:00", firm),
            ("patrol", "03 00:00", patrol),
            ("patrol", "03 22:00", patrol),
            ("patrol", "04 22:00", patrol),
        ]
        assert expected == told

    def test_xz06_without_a_property_firm_the_street_round_the_clock(self) -> None:
        demands = owed("old").demands
        assert {("checkpoint", ("street",))} == {(each.duty, each.by) for each in demands}
        assert timedelta(hours=48) == sum((each.hours.duration for each in demands), timedelta())

    def test_xz06_the_boundary_of_the_day_is_a_parameter(self) -> None:
        later = owed("new", parameters=BOUNDARY.with_values(day_begins="07:00"))
        assert {"07:00"} == {f"{each.hours.start:%H:%M}" for each in later.demands if each.duty == "gate"}

    def test_xz06_day_and_night_leave_nothing_over(self) -> None:
        demands = owed("new").demands
        assert TWO_DAYS.duration == sum((each.hours.duration for each in demands), timedelta())

    def test_an_entrance_inherits_what_is_known_of_its_compound(self) -> None:
        assert {"gate", "patrol"} == {each.duty for each in owed("north").demands}
        named = DUTIES.owed({"gate 7": "north"}, TWO_DAYS, hierarchy=STREET, zone=ZONE, parameters=BOUNDARY)
        assert {"gate 7"} == {each.place for each in named.demands}

    def test_the_fact_of_the_day_decides_and_a_night_belongs_to_the_day_it_starts_on(self) -> None:
        left = DatedAttribute("property_firm", True, until=date(2020, 2, 4))
        since = DatedAttribute("property_firm", False, since=date(2020, 2, 4))
        street = Hierarchy([Level("compound")], [Unit("c", "", "compound", attributes=(left, since))])
        within = between("2020-02-03 12:00", "2020-02-04 12:00")
        demands = DUTIES.owed(["c"], within, hierarchy=street, zone=ZONE, parameters=BOUNDARY).demands
        expected = [("checkpoint", "00:00"), ("gate", "12:00"), ("patrol", "22:00")]
        assert expected == [(each.duty, f"{each.hours.start:%H:%M}") for each in demands]
        assert moment("2020-02-04 06:00", ZONE) == demands[-1].hours.end

    def test_a_place_of_which_the_fact_is_not_known_is_found(self) -> None:
        told = [(each.trouble, each.duty, each.since) for each in owed("street").findings]
        eve, first = date(2020, 2, 2), date(2020, 2, 3)
        assert [("patrol", eve), ("checkpoint", first), ("gate", first)] == [(duty, since) for _, duty, since in told]
        assert {DutyTrouble.UNDECIDED} == {trouble for trouble, _, _ in told}
        assert {date(2020, 2, 5)} == {each.until for each in owed("street").findings}
        assert "'unit.property_firm' is not stated" in str(owed("street").findings[0])
        assert not prove(Roster(shifts=()), owed("street")).holds

    def test_a_place_owes_nothing_before_it_opens_or_after_it_closes(self) -> None:
        gate = Unit("n", "", "entrance", opened=date(2020, 2, 4), attributes={"property_firm": False})
        told = DUTIES.owed(["n"], TWO_DAYS, hierarchy=Hierarchy([Level("entrance")], [gate]), zone=ZONE)
        assert [between("2020-02-04 00:00", "2020-02-05 00:00")] == [each.hours for each in told.demands]
        assert () == told.findings

    def test_nb08_in_rotation_by_three_bodies_or_by_volunteers_where_no_property_firm_serves(self) -> None:
        day, bodies = Hours("00:00", "24:00"), ("property firm", "self-help station", "owners' committee")
        gates = Duties(
            (
                DutyRule(duty="gate", hours=day, by=bodies, when="unit.property_firm"),
                DutyRule(duty="gate", hours=day, by="volunteer", when="not unit.property_firm"),
            )
        )
        asked = gates.owed(["new", "old"], between("2020-02-03 00:00", "2020-02-04 00:00"), hierarchy=STREET, zone=ZONE)
        rotation = [
            shift(f"{n}", f"p{n}", f"03 {8 * n:02}:00", f"03 {8 * n + 8:02}:00", place="new", duty="gate", role=role)
            for n, role in enumerate(bodies)
        ]
        guard = shift("v", "v", "03 00:00", "03 24:00", place="old", duty="gate", role="volunteer")
        assert prove(Roster(shifts=[*rotation, guard]), asked).holds
        wrong = attrs.evolve(guard, role="property firm")
        assert not prove(Roster(shifts=[*rotation, wrong]), asked).holds

    def test_a_boundary_that_is_not_stated_leaves_the_duty_undecided(self) -> None:
        unstated = Parameters((Parameter("day_begins", "06:00"), Parameter("night_begins", NOT_STATED)))
        findings = owed("new", parameters=unstated).findings
        assert ["gate", "patrol"] == [each.duty for each in findings]
        assert "param(night_begins)" in findings[0].reason

    def test_a_place_of_which_no_rule_speaks_is_found(self) -> None:
        only_gates = Duties(DUTIES.rules[:1])
        told = only_gates.owed(["old"], TWO_DAYS, hierarchy=STREET, zone=ZONE, parameters=BOUNDARY)
        assert [DutyTrouble.NO_RULE] == [each.trouble for each in told.findings]
        assert "no rule says who is on duty from 2020-02-03 until 2020-02-05" in str(told.findings[0])

    def test_a_rule_may_be_for_one_level(self) -> None:
        rule = DutyRule(duty="watch", hours=Hours("00:00", "24:00"), by="street", level="entrance")
        told = Duties((rule,)).owed(["new", "north"], TWO_DAYS, hierarchy=STREET, zone=ZONE)
        assert {"north"} == {each.place for each in told.demands}

    def test_a_night_on_which_clocks_change_is_as_long_as_it_is(self) -> None:
        night = Hours("22:00", "06:00")
        forward, back = (night.on(day, "Europe/Berlin") for day in (date(2020, 3, 28), date(2020, 10, 24)))
        assert forward is not None
        assert back is not None
        assert (timedelta(hours=7), timedelta(hours=9)) == (forward.duration, back.duration)

    def test_all_faults_of_the_rules_at_once(self) -> None:
        rules = (
            DutyRule(duty="", hours=(), by=()),
            DutyRule(duty="gate", hours=Hours("00:00", "24:00"), by="volonteer", when="subject.rooms > 2"),
        )
        with pytest.raises(DefinitionError) as caught:
            Duties(rules, roles=("volunteer", "street"))
        assert ("duty.no-name", "duty.nobody", "duty.unknown-role", "duty.name") == caught.value.codes
        assert "did you mean 'volunteer'?" in str(caught.value)

    def test_one_duty_owed_twice_at_once_is_a_fault_of_the_rules(self) -> None:
        twice = Duties(DUTIES.rules[2:] * 2)
        with pytest.raises(DefinitionError) as caught:
            twice.owed(["old"], TWO_DAYS, hierarchy=STREET, zone=ZONE)
        assert {"duty.twice"} == set(caught.value.codes)

    @pytest.mark.parametrize("clock", ["24:30", "7:00", "", "07:00+08:00"])
    def test_what_is_no_time_of_day(self, clock: str) -> None:
        with pytest.raises(UnreadableTime, match="07:00"):
            Hours(clock, "08:00")

    def test_a_boundary_that_nobody_declared_and_one_that_is_no_time(self) -> None:
        with pytest.raises(UnknownName, match="night_begins"):
            owed("new", parameters=Parameters((Parameter("day_begins", "06:00"),)))
        with pytest.raises(UnreadableTime, match="night_begins=22"):
            owed("new", parameters=Parameters((Parameter("day_begins", "06:00"), Parameter("night_begins", 22))))

    def test_an_unknown_place(self) -> None:
        with pytest.raises(UnknownUnit, match="'nwe'"):
            owed("nwe")


class TestProof:
    """SX-01, NB-08: no uncovered minute, nobody placed twice at once."""

    def test_sx01_a_roster_without_a_gap_holds(self) -> None:
        proof = prove(Roster(shifts=CHECKPOINT), owed("old"), limits=WorkLimits(longest="12h", rest="12h"))
        assert proof.holds
        assert timedelta(0) == proof.uncovered
        assert {"a": 12, "b": 24, "c": 12} == {who: time // timedelta(hours=1) for who, time in proof.workload.items()}

    def test_sx01_one_uncovered_minute_is_found(self) -> None:
        early = attrs.evolve(CHECKPOINT[0], hours=between("2020-02-03 00:00", "2020-02-03 11:59"))
        proof = prove(Roster(shifts=(early, *CHECKPOINT[1:])), owed("old"))
        assert [("uncovered", "old", timedelta(minutes=1))] == found(proof)
        assert [1] == [each.uncovered_minutes for each in proof.covers]
        assert "uncovered: 'checkpoint' at 'old', 1 lacking, 2020-02-03 11:59" in str(proof.findings[0])

    def test_a_place_without_anyone(self) -> None:
        proof = prove(Roster(shifts=CHECKPOINT), owed("old", "new"))
        assert ("new",) == proof.empty_places
        assert timedelta(hours=48) == proof.uncovered

    def test_xz06_whoever_stands_at_the_gate_does_not_patrol(self) -> None:
        gate = [
            shift("n1", "v", "03 22:00", "04 06:00", place="new", duty="gate", role="volunteer"),
        ]
        proof = prove(Roster(shifts=gate), owed("new"))
        assert ("not owed", "v", timedelta(hours=8)) in found(proof)
        assert ("uncovered", "new", timedelta(hours=8)) in found(proof)

    def test_a_role_that_may_not_take_the_duty_does_not_cover_it(self) -> None:
        guard = attrs.evolve(CHECKPOINT[0], role="property firm")
        proof = prove(Roster(shifts=(guard, *CHECKPOINT[1:])), owed("old"))
        assert [("uncovered", "old", timedelta(hours=12)), ("wrong role", "a", timedelta(hours=12))] == found(proof)

    def test_c14_nobody_is_placed_twice_at_once(self) -> None:
        twice = shift("s5", "a", "03 11:00", "03 13:00", place="street", duty="office")
        proof = prove(Roster(shifts=(*CHECKPOINT, twice)), owed("old"))
        (booked,) = proof.of(RosterTrouble.DOUBLE_BOOKED)
        assert ("a", ("s1", "s5"), between("2020-02-03 11:00", "2020-02-03 12:00")) == (
            booked.person,
            booked.shifts,
            booked.hours,
        )
        assert not proof.holds

    def test_c14_somebody_under_observation_is_not_on_duty(self) -> None:
        observed = Absence(person="b", hours=between("2020-02-03 20:00", "2020-02-17 20:00"), reason="observed")
        proof = prove(Roster(shifts=CHECKPOINT), owed("old"), absences=[observed])
        expected = [
            ("uncovered", "old", timedelta(hours=4)),
            ("uncovered", "old", timedelta(hours=12)),
            ("unavailable", "b", timedelta(hours=4)),
            ("unavailable", "b", timedelta(hours=12)),
        ]
        assert expected == found(proof)
        assert "observed" not in repr(observed), "why somebody is away is nobody's business"

    def test_too_little_rest_and_too_long_a_run(self) -> None:
        tired = [attrs.evolve(each, person=who) for each, who in zip(CHECKPOINT, "abba", strict=True)]
        proof = prove(Roster(shifts=tired), owed("old"), limits=WorkLimits(longest="12h", rest="24h"))
        assert [("too long", "b", timedelta(hours=24))] == found(proof)
        proof = prove(Roster(shifts=CHECKPOINT), owed("old"), limits=WorkLimits(longest="12h", rest="13h"))
        assert [("no rest", "b", timedelta(hours=12))] == found(proof)
        assert "shifts s2, s4" in str(proof.findings[0])

    def test_over_midnight_the_end_of_february_and_a_change_of_clocks(self) -> None:
        for zone, days in (
            ("Asia/Shanghai", ("2020-02-29", "2020-03-01")),
            ("Europe/Berlin", ("2020-10-24", "2020-10-25")),
        ):
            first, last = (date.fromisoformat(day) for day in days)
            hours = [Hours(*each) for each in (("06:00", "14:00"), ("14:00", "22:00"), ("22:00", "06:00"))]
            within = Interval(hours[0].on(first, zone).start, hours[2].on(last, zone).end)  # type: ignore[union-attr]
            shifts = [
                DutyShift(id=f"{day}{n}", person=f"p{n}", role="street", place="old", duty="checkpoint", hours=stretch)
                for day in (first, last)
                for n, each in enumerate(hours)
                if (stretch := each.on(day, zone)) is not None
            ]
            asked = DUTIES.owed(["old"], within, hierarchy=STREET, zone=zone)
            assert prove(Roster(shifts=shifts), asked).holds

    def test_two_at_once_are_two_people(self) -> None:
        demand = Demand(place="old", duty="checkpoint", hours=TWO_DAYS, by="street", at_once=2)
        twice = [attrs.evolve(each, id=f"{each.id}x") for each in CHECKPOINT]
        proof = prove(Roster(shifts=(*CHECKPOINT, *twice)), Owed(within=TWO_DAYS, demands=[demand]))
        assert [1] == [each.lacking for each in proof.of(RosterTrouble.UNCOVERED)]

    def test_nothing_owed_and_nobody_there(self) -> None:
        assert prove(Roster(shifts=()), Owed(within=TWO_DAYS, demands=())).holds


class TestSubstitution:
    """Who replaced whom, from when."""

    def test_a_substitute_takes_the_rest_of_the_shift(self) -> None:
        swap = Substitution(shift="s1", person="x", since=moment("2020-02-03 09:00", ZONE))
        changed = Roster(shifts=CHECKPOINT).replace(swap)
        assert [("a", 9), ("x", 3)] == [
            (turn.person, turn.hours.duration // timedelta(hours=1)) for turn in changed.turns() if turn.shift == "s1"
        ]
        assert prove(changed, owed("old")).holds

    def test_the_first_comes_back_when_the_substitute_leaves(self) -> None:
        swap = Substitution(
            shift="s1", person="x", since=moment("2020-02-03 03:00", ZONE), until=moment("2020-02-03 04:00", ZONE)
        )
        turns = Roster(shifts=CHECKPOINT[:1], substitutions=(swap,)).turns()
        assert ["a", "x", "a"] == [turn.person for turn in turns]

    def test_a_substitute_of_another_role_does_not_cover(self) -> None:
        swap = Substitution(shift="s1", person="x", since=CHECKPOINT[0].hours.start, role="volunteer")
        proof = prove(Roster(shifts=CHECKPOINT, substitutions=(swap,)), owed("old"))
        assert timedelta(hours=12) == proof.uncovered

    def test_a_substitute_makes_good_an_absence(self) -> None:
        sick = Absence(person="a", hours=TWO_DAYS)
        roster = Roster(shifts=CHECKPOINT)
        assert not prove(roster, owed("old"), absences=[sick]).holds
        swap = Substitution(shift="s1", person="x", since=CHECKPOINT[0].hours.start)
        assert prove(roster.replace(swap), owed("old"), absences=[sick]).holds

    def test_faults_of_substitutions_all_at_once(self) -> None:
        swaps = [
            Substitution(shift="s9", person="x", since=moment("2020-02-03 09:00", ZONE)),
            Substitution(shift="s1", person="x", since=moment("2020-02-03 12:00", ZONE)),
            Substitution(shift="s2", person="x", since=moment("2020-02-03 13:00", ZONE)),
            Substitution(shift="s2", person="y", since=moment("2020-02-03 13:00", ZONE)),
            Substitution(shift="s3", person="x", since=moment("2020-02-04 01:00", ZONE), role="clerk"),
        ]
        with pytest.raises(DefinitionError) as caught:
            Roster(shifts=CHECKPOINT, substitutions=swaps, roles=("street",))
        expected = {
            "roster.unknown-shift",
            "roster.substitution-outside",
            "roster.two-substitutes",
            "roster.unknown-role",
        }
        assert expected == set(caught.value.codes)

    def test_two_substitutes_at_once(self) -> None:
        first = Substitution(
            shift="s1", person="x", since=moment("2020-02-03 01:00", ZONE), until=moment("2020-02-03 03:00", ZONE)
        )
        second = attrs.evolve(first, person="y", since=moment("2020-02-03 02:00", ZONE), until=None)
        with pytest.raises(DefinitionError) as caught:
            Roster(shifts=CHECKPOINT, substitutions=(second, first))
        assert ("roster.two-substitutes",) == caught.value.codes


class TestHandOver:
    """C-14: hand-over notes."""

    DUTY = Duties((DutyRule(duty="checkpoint", hours=Hours("00:00", "24:00"), by="street", hand_over=True),))

    def test_c14_whoever_leaves_while_the_duty_goes_on_leaves_a_note(self) -> None:
        note = HandOver(shift="s1", by="a", to="b", at=moment("2020-02-03 12:00", ZONE), note="key lent to no. 7")
        asked = self.DUTY.owed(["old"], TWO_DAYS, hierarchy=STREET, zone=ZONE)
        proof = prove(Roster(shifts=CHECKPOINT, hand_overs=(note,)), asked)
        missed = [(each.person, each.shifts) for each in proof.of(RosterTrouble.NO_HAND_OVER)]
        assert [("b", ("s2",)), ("c", ("s3",))] == missed, "the last shift ends with the duty"
        assert "no. 7" not in repr(note)

    def test_a_note_about_no_shift_is_refused(self) -> None:
        note = HandOver(shift="s0", by="a", at=moment("2020-02-03 12:00", ZONE))
        with pytest.raises(DefinitionError) as caught:
            Roster(shifts=CHECKPOINT, hand_overs=(note,))
        assert "'s0': there is no such shift; there are 's1'" in str(caught.value)


class TestRefused:
    def test_a_shift_that_ends_before_it_starts(self) -> None:
        with pytest.raises(BackwardInterval, match="ends before it starts"):
            shift("s1", "a", "03 12:00", "03 08:00")

    def test_faults_of_shifts_all_at_once(self) -> None:
        shifts = [
            CHECKPOINT[0],
            CHECKPOINT[0],
            shift("s5", "", "03 08:00", "03 12:00"),
            shift("s6", "a", "03 08:00", "03 08:00", role="steet"),
        ]
        with pytest.raises(DefinitionError) as caught:
            Roster(shifts=shifts, roles=("street",))
        codes = {"roster.shift-twice", "roster.blank", "roster.empty-shift", "roster.unknown-role"}
        assert codes == set(caught.value.codes)
        assert "did you mean 'street'?" in str(caught.value)

    def test_limits_that_let_nobody_work(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            WorkLimits(longest="0m", rest="8h")
        assert ("roster.limits",) == caught.value.codes

    def test_a_demand_of_nobody(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Owed(within=TWO_DAYS, demands=[Demand(place="old", duty="gate", hours=TWO_DAYS, by=())])
        assert ("duty.nobody",) == caught.value.codes


class TestSheet:
    """A duty sheet as people write it."""

    ROW: Final = MappingProxyType({"person": "a", "role": "street", "place": "old", "duty": "checkpoint"})

    def test_days_and_clocks_run_over_midnight(self) -> None:
        rows = [self.ROW | {"day": "2020-02-29", "from": "22:00", "to": "06:00"}]
        loaded = Roster.load(rows, zone=ZONE)
        assert () == loaded.bad_rows
        (only,) = loaded.roster.shifts
        assert ("row 1", between("2020-02-29 22:00", "2020-03-01 06:00")) == (only.id, only.hours)

    def test_moments(self) -> None:
        rows = [self.ROW | {"id": "s1", "start": "2020-02-03 08:00", "end": "2020-02-03 24:00"}]
        assert [between("2020-02-03 08:00", "2020-02-04 00:00")] == [
            each.hours for each in Roster.load(rows, zone=ZONE).roster.shifts
        ]

    def test_nothing_is_lost_and_each_row_tells_all_that_is_wrong(self) -> None:
        rows = [
            self.ROW | {"id": "s1", "day": "2020-02-03", "from": "08:00", "to": "12:00"},
            self.ROW | {"id": "s1", "day": "2020-02-04", "from": "08:00", "to": "12:00"},
            self.ROW | {"start": "2020-02-03 12:00", "end": "2020-02-03 08:00", "person": ""},
            self.ROW | {"day": "30 Feb", "from": "08:00", "to": "12:00"},
            self.ROW | {"day": "2020-02-03", "from": "8", "to": "12:00"},
            self.ROW | {"day": "2020-02-03", "from": "08:00", "to": "12:00", "role": "steet"},
            self.ROW,
        ]
        loaded = Roster.load(rows, zone=ZONE, roles=("street",))
        assert ["s1"] == [each.id for each in loaded.roster.shifts]
        told = {bad.row: [fault.code for fault in bad.faults] for bad in loaded.bad_rows}
        expected = {
            2: ["roster.shift-twice"],
            3: ["roster.blank", "roster.hours"],
            4: ["roster.hours"],
            5: ["roster.hours"],
            6: ["roster.unknown-role"],
            7: ["roster.hours"],
        }
        assert expected == told
        assert rows[1:] == [bad.given for bad in loaded.bad_rows]
        assert re.search(r"'row 3': .*ends before it starts", str(loaded.bad_rows[1].faults[1]))
