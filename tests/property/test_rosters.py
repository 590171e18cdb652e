"""A roster's proof: the order of shifts is no matter, minutes are found one by one, a substitute keeps coverage."""

import itertools
from collections import Counter
from datetime import date, datetime, timedelta, tzinfo
from random import Random
from typing import TypeVar

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.people.duties import Demand, Duties, Hours, Owed
from gridcare.people.rosters import Absence, Roster, Turn
from gridcare.people.staffing import RosterProof, RosterTrouble, WorkLimits, prove
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.testing.strategies import rosters as made
from gridcare.testing.strategies.timing import days, zones
from gridcare.timing.cover import merged, total
from gridcare.timing.periods import Interval, day_start

STEP = timedelta(minutes=30)
Thing = TypeVar("Thing")


def instants(owed: Owed) -> list[datetime]:
    """The middle of every half hour, all bounds being half hours."""
    steps = owed.within.duration // STEP
    return [owed.within.start + STEP * step + STEP / 2 for step in range(steps)]


def away(person: str, at: datetime, absences: tuple[Absence, ...]) -> bool:
    return any(each.person == person and at in each.hours for each in absences)


def serving(demand: Demand, turns: tuple[Turn, ...], at: datetime, absences: tuple[Absence, ...]) -> set[str]:
    """Who is there at a moment, told by looking."""
    return {
        turn.person
        for turn in turns
        if (turn.place, turn.duty) == (demand.place, demand.duty)
        and at in turn.hours
        and turn.role in demand.by
        and not away(turn.person, at, absences)
    }


@st.composite
def planned(draw: st.DrawFn) -> tuple[Owed, Roster]:
    owed = draw(made.owed())
    return owed, draw(made.rosters(owed))


def found(proof: RosterProof, at: datetime, trouble: RosterTrouble) -> Counter[tuple[str, str, str]]:
    return Counter(
        (finding.place, finding.duty, finding.person) for finding in proof.of(trouble) if at in finding.hours
    )


@given(planned(), made.absences())
def test_every_moment_that_lacks_somebody_is_found_and_no_other(
    plan: tuple[Owed, Roster], absences: tuple[Absence, ...]
) -> None:
    owed, roster = plan
    proof, turns = prove(roster, owed, absences=absences), roster.turns()
    for at in instants(owed):
        lacking = {
            (demand.place, demand.duty): demand.at_once - len(serving(demand, turns, at, absences))
            for demand in owed.demands
            if at in demand.hours
        }
        told = {
            (finding.place, finding.duty): finding.lacking
            for finding in proof.of(RosterTrouble.UNCOVERED)
            if at in finding.hours
        }
        assert {key: count for key, count in lacking.items() if count > 0} == told


@given(planned(), made.absences())
def test_whoever_is_on_duty_serves_or_is_told_why_not(plan: tuple[Owed, Roster], absences: tuple[Absence, ...]) -> None:
    owed, roster = plan
    proof, turns = prove(roster, owed, absences=absences), roster.turns()
    for at in instants(owed):
        asked = {(demand.place, demand.duty): demand for demand in owed.demands if at in demand.hours}
        here = [turn for turn in turns if at in turn.hours]
        keys = [(turn.place, turn.duty, turn.person) for turn in here]
        absent = Counter(key for key in keys if away(key[2], at, absences))
        stray = Counter(key for key in keys if key[:2] not in asked)
        wrong = Counter(
            key for key, turn in zip(keys, here, strict=True) if key[:2] in asked and turn.role not in asked[key[:2]].by
        )
        assert absent == found(proof, at, RosterTrouble.UNAVAILABLE)
        assert stray == found(proof, at, RosterTrouble.NOT_OWED)
        assert wrong == found(proof, at, RosterTrouble.WRONG_ROLE)
        twice = {person for person, count in Counter(turn.person for turn in here).items() if count > 1}
        assert twice == {person for _, _, person in found(proof, at, RosterTrouble.DOUBLE_BOOKED)}


@given(planned(), made.work_limits())
def test_runs_and_rests_are_judged_as_they_follow_each_other(plan: tuple[Owed, Roster], limits: WorkLimits) -> None:
    owed, roster = plan
    proof = prove(roster, owed, limits=limits)
    tired, long = set(), set()
    for person in {turn.person for turn in roster.turns()}:
        runs = merged(turn.hours for turn in roster.turns() if turn.person == person)
        long |= {(person, run.start) for run in runs if run.duration > limits.longest}
        tired |= {
            (person, early.end) for early, late in itertools.pairwise(runs) if late.start - early.end < limits.rest
        }
        assert total(runs) == proof.workload[person]
    assert long == {(finding.person, finding.hours.start) for finding in proof.of(RosterTrouble.TOO_LONG)}
    assert tired == {(finding.person, finding.hours.start) for finding in proof.of(RosterTrouble.NO_REST)}


@given(planned(), made.absences(), made.work_limits(), st.randoms())
def test_the_order_in_which_anything_is_given_does_not_matter(
    plan: tuple[Owed, Roster], absences: tuple[Absence, ...], limits: WorkLimits, chance: Random
) -> None:
    owed, roster = plan

    def shuffled(things: tuple[Thing, ...]) -> list[Thing]:
        return chance.sample(things, len(things))

    again = prove(
        Roster(shifts=shuffled(roster.shifts), hand_overs=shuffled(roster.hand_overs)),
        Owed(within=owed.within, demands=shuffled(owed.demands)),
        limits=limits,
        absences=shuffled(absences),
    )
    first = prove(roster, owed, limits=limits, absences=absences)
    assert first == again
    assert [*map(str, first.findings)] == [*map(str, again.findings)]


@given(planned(), st.data())
def test_a_substitute_keeps_coverage(plan: tuple[Owed, Roster], data: st.DataObject) -> None:
    owed, roster = plan
    changed = data.draw(made.substituted(roster))
    before, after = prove(roster, owed), prove(changed, owed)
    assert total(turn.hours for turn in roster.turns()) == total(turn.hours for turn in changed.turns())
    for at in instants(owed):
        there = Counter((turn.place, turn.duty, turn.role) for turn in roster.turns() if at in turn.hours)
        assert there == Counter((turn.place, turn.duty, turn.role) for turn in changed.turns() if at in turn.hours)
    assert after.uncovered <= before.uncovered, "those who are replaced were counted once where they stood twice"


@given(planned())
def test_a_shift_written_twice_covers_no_more(plan: tuple[Owed, Roster]) -> None:
    owed, roster = plan
    twice = [attrs.evolve(shift, id=f"{shift.id}-again") for shift in roster.shifts]
    before, after = prove(roster, owed), prove(Roster(shifts=(*roster.shifts, *twice)), owed)
    assert before.covers == after.covers
    assert before.workload == after.workload


@given(planned())
def test_a_note_is_missed_where_somebody_leaves_a_duty_that_goes_on(plan: tuple[Owed, Roster]) -> None:
    owed, roster = plan
    proof, turns = prove(roster, owed), roster.turns()
    notes = {(note.shift, note.by) for note in roster.hand_overs}
    missed: Counter[str] = Counter()
    for turn in turns:
        left = turn.hours.end
        key = turn.place, turn.duty
        here = [each.hours for each in owed.demands if (each.place, each.duty) == key and each.hand_over]
        goes_on = any(piece.start < left < piece.end for piece in merged(here))
        following = [each for each in turns if each.hours.start == left and (each.place, each.duty) == key]
        stays = turn.person in {each.person for each in following}
        if goes_on and not stays and (turn.shift, turn.person) not in notes:
            missed[turn.shift] += 1
    assert missed == Counter(finding.shifts[0] for finding in proof.of(RosterTrouble.NO_HAND_OVER))


LEVELS = Level.ordered("street", "compound")
STREET = Hierarchy(
    LEVELS,
    [
        Unit("s", "", "street"),
        Unit("c1", "", "compound", "s", attributes={"property_firm": True}),
        Unit("c2", "", "compound", "s", attributes={"property_firm": False}),
        Unit("c3", "", "compound", "s"),
    ],
)


@given(zones(), st.data(), made.hours())
def test_hours_and_the_rest_of_the_day_partition_time_also_when_clocks_change(
    zone: tzinfo, data: st.DataObject, day_hours: Hours
) -> None:
    first: date = data.draw(days(zone))
    pieces = []
    for ahead in range(4):
        day = first + timedelta(days=ahead)
        pieces += [day_hours.on(day, zone)]
        if day_hours.start != day_hours.end:
            pieces += [Hours(day_hours.end, day_hours.start).on(day, zone)]
    told = [piece for piece in pieces if piece is not None]
    covered = merged(told)
    assert 1 == len(covered)
    inner = Interval(day_start(first + timedelta(days=1), zone), day_start(first + timedelta(days=3), zone))
    assert covered[0].start <= inner.start
    assert inner.end <= covered[0].end
    assert total(told) == covered[0].duration, "no moment is in both"


@given(made.duties(), days(), st.permutations(("c1", "c2", "c3")), st.integers(0, 30), st.integers(1, 60))
def test_each_place_is_owed_what_its_facts_say_or_is_found(
    rules: Duties, day: date, places: list[str], start: int, length: int
) -> None:
    since = day_start(day, "Asia/Shanghai") + timedelta(hours=start)
    within = Interval(since, since + timedelta(hours=length))
    owed = rules.owed(places, within, hierarchy=STREET, zone="Asia/Shanghai")
    assert owed == rules.owed(sorted(places), within, hierarchy=STREET, zone="Asia/Shanghai")
    held = {"c1": "unit.property_firm", "c2": "not unit.property_firm"}
    for place in places:
        due = {rule.duty for rule in rules.rules if rule.when is None or str(rule.when) == held.get(place)}
        asked = {demand.duty for demand in owed.demands if demand.place == place}
        assert asked <= due
        undecided = {finding.duty for finding in owed.findings if finding.place == place}
        silent = {rule.duty for rule in rules.rules if rule.when is not None} if place == "c3" else set()
        unruled = {""} if not due and not silent else set()
        assert undecided <= silent | unruled
        if length >= 48:
            assert undecided == silent | unruled
        for rule in (rule for rule in rules.rules if rule.duty in due):
            around = [day + timedelta(days=ahead) for ahead in range(-2, 6)]
            every_day = [each.on(at, "Asia/Shanghai") for each in rule.hours for at in around]
            wanted = [cut for stretch in every_day if stretch and (cut := stretch.intersection(within))]
            given_out = [each.hours for each in owed.demands if (each.place, each.duty) == (place, rule.duty)]
            assert merged(wanted) == merged(given_out)
            assert total(wanted) == total(given_out)
    assert all(within.start <= demand.hours.start < demand.hours.end <= within.end for demand in owed.demands)
    if length >= 48:
        full = {rule.duty for rule in rules.rules if rule.when is None}
        assert full <= {demand.duty for demand in owed.demands if demand.place == "c3"}
