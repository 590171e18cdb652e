"""Who lived where on a day: one home each, nobody lost by a split or merger, and later knowledge changes nothing."""

from collections import Counter
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.journal import Journal
from gridcare.people.movements import turn
from gridcare.people.register import Register
from gridcare.people.residence import Residence
from gridcare.people.traces import Aspect, Tie
from gridcare.testing.strategies.residence import FIRST, NEWCOMERS, ZONE, days, moments_of, residences
from gridcare.timing.periods import local_day

END = date(2020, 3, 1)


def homes(register: Register, person: str) -> list[str]:
    return [each for each in register[person].containers if register.kinds[register[each].kind].dwelling]


@given(residence=residences(), data=st.data(), day=days(), known=st.none() | moments_of())
def test_the_order_of_arrival_does_not_matter(
    residence: Residence, data: st.DataObject, day: date, known: datetime | None
) -> None:
    journal = Journal.of(data.draw(st.permutations(residence.journal.entries())))
    other = Residence(residence.register, FIRST, journal, zone=ZONE, newcomers=NEWCOMERS)
    assert residence.on(day, known) == other.on(day, known)
    assert residence.changes(FIRST, END, known) == other.changes(FIRST, END, known)
    assert other.findings(known) == residence.findings(known)


@given(residence=residences(), day=days(), known=moments_of())
def test_later_knowledge_changes_nothing_that_was_known(residence: Residence, day: date, known: datetime) -> None:
    then = Residence(residence.register, FIRST, residence.journal.as_of(known=known), zone=ZONE, newcomers=NEWCOMERS)
    now = residence.on(day)
    assert then.on(day) == residence.on(day, known)
    assert now == residence.on(day)
    assert then.stayed("hubei", FIRST, day) == residence.stayed("hubei", FIRST, day, known)


@given(residence=residences(), day=days())
def test_what_happens_later_changes_nothing_before(residence: Residence, day: date) -> None:
    facts = [fact for fact in residence.journal.facts() if local_day(fact.happened, ZONE) <= day]
    earlier = Residence(residence.register, FIRST, Journal.of(facts), zone=ZONE, newcomers=NEWCOMERS)
    assert earlier.on(day) == residence.on(day)


@given(residence=residences(), day=days())
def test_everybody_lives_in_one_dwelling_or_nowhere_known(residence: Residence, day: date) -> None:
    register = residence.on(day)
    for person in register.ids("resident"):
        held = homes(register, person)
        assert len(held) <= 1
        assert held == list(register[person].containers[: len(held)])


@given(residence=residences(), day=days())
def test_the_register_of_a_day_is_sound(residence: Residence, day: date) -> None:
    """It could be made anew from its rows, and everybody is counted once in it."""
    register = residence.on(day)
    assert register == Register(register.hierarchy, register.values(), register.kinds.values()).redact(
        register.redacted
    )
    roots = [unit for unit in register.hierarchy if register.hierarchy.parent(unit) is None]
    assert register.persons_in() == sum(register.persons_in(root) for root in roots)


@given(residence=residences(bent=False))
def test_splits_mergers_and_moves_conserve_persons(residence: Residence) -> None:
    within = {"split household", "merged households", "moved home", "relocated"}
    before, told = residence.register.persons_in(), Journal()
    for fact in residence.journal.replay(ZONE, turn):
        told = told.append(fact)
        now = Residence(residence.register, FIRST, told, zone=ZONE, newcomers=NEWCOMERS).on(END)
        if fact.kind in within:
            assert before == now.persons_in(), fact.kind
        before = now.persons_in()


@given(residence=residences())
def test_every_change_is_told(residence: Residence) -> None:
    """Who came, went, moved and changed units between two days follows from the changes alone."""
    first, last = residence.register, residence.on(END)
    there = Counter(first.keys())
    units = {id: subject.unit for id, subject in first.items()}
    ends = {id: (homes(first, id) or [""])[0] for id in first.ids("resident")}
    for change in residence.changes(FIRST, END):
        if change.aspect is Aspect.THERE:
            there[change.subject] += 1 if change.after else -1
            units[change.subject] = change.after
            ends[change.subject] = "" if not change.after else ends.get(change.subject, "")
        elif change.aspect is Aspect.UNIT:
            assert units[change.subject] == change.before
            units[change.subject] = change.after
        elif change.aspect is Aspect.HOME:
            assert ends.get(change.subject, "") == change.before
            ends[change.subject] = change.after
    assert sorted(last) == sorted(+there)
    assert {id: subject.unit for id, subject in last.items()} == {id: unit for id, unit in units.items() if unit}
    for person in last.ids("resident"):
        assert ends.get(person, "") == (homes(last, person) or [""])[0]


@given(residence=residences(), day=days(), data=st.data())
def test_redaction_leaves_every_count(residence: Residence, day: date, data: st.DataObject) -> None:
    ids = sorted({*residence.register, *residence.cards})
    erased = data.draw(st.lists(st.sampled_from(ids), unique=True))
    forgotten = residence.redact(erased)
    before, after = residence.on(day), forgotten.on(day)
    assert all(after[id].is_redacted for id in erased if id in after)
    assert [before.count(kind) for kind in before.kinds] == [after.count(kind) for kind in after.kinds]
    assert before.persons_in() == after.persons_in()
    assert before.digest == after.digest
    assert residence.changes(FIRST, END) == forgotten.changes(FIRST, END)
    assert residence.findings() == forgotten.findings()


@given(residence=residences(), day=days())
def test_sojourns_agree_with_the_register_of_each_day(residence: Residence, day: date) -> None:
    register = residence.on(day)
    for person in {*residence.register.ids("resident"), *register.ids("resident")}:
        spans = residence.sojourns(person)
        held = {each.place for each in spans if each.since <= day and (each.until is None or day < each.until)}
        stays = {each.place for each in spans if each.tie is Tie.STAY}
        if person not in register:
            assert not held - stays
        else:
            assert set(register[person].containers) <= held
            assert held - stays <= {*register[person].containers, register[person].unit}


@given(residence=residences(), data=st.data(), since=days())
def test_whoever_was_at_a_unit_is_found(residence: Residence, data: st.DataObject, since: date) -> None:
    """Whoever any day's register shows to live or be registered as a member inside a unit was there."""
    hierarchy = residence.register.hierarchy
    unit = data.draw(st.sampled_from(tuple(hierarchy)))
    until = since + timedelta(days=data.draw(st.integers(1, 4)))
    found = {each.person for each in residence.stayed(unit, since, until)}
    shown = set()
    for number in range((until - since).days):
        register = residence.on(since + timedelta(days=number))
        for person in register.ids("resident"):
            containers = register[person].containers
            places = [register[each].unit for each in containers]
            places += [] if homes(register, person) else [register[person].unit]
            if any(hierarchy.inside(place, unit) for place in places):
                shown.add(person)
    assert shown <= found
    whole = {each.person for each in residence.stayed(hierarchy.path(unit)[0], since, until)}
    assert found <= whole
