"""A register counts every subject and every person once, whatever the order of the rows."""

import pickle
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.errors import DefinitionError
from gridcare.people.presence import Presence, PresenceCounts, PresenceState
from gridcare.people.register import Register
from gridcare.people.subjects import KINDS, Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.testing.strategies.people import bent_subjects, kinds, presences, registers, subjects
from gridcare.testing.strategies.places import LEVELS, hierarchies

MAP = Hierarchy(LEVELS, [Unit("u0", "A", "area"), Unit("u1", "B", "block", "u0"), Unit("u2", "C", "block", "u0")])
DAY = date(2020, 2, 17)


def listed(hierarchy: Hierarchy) -> st.SearchStrategy[tuple[Hierarchy, tuple[Subject, ...]]]:
    return st.tuples(st.just(hierarchy), subjects(hierarchy))


LISTS = hierarchies(max_size=6).flatmap(listed)
BENT = hierarchies(max_size=6).flatmap(lambda each: st.tuples(st.just(each), bent_subjects(each)))


@given(LISTS, st.data())
def test_the_order_of_the_rows_does_not_matter(
    drawn: tuple[Hierarchy, tuple[Subject, ...]], data: st.DataObject
) -> None:
    hierarchy, rows = drawn
    one, other = Register(hierarchy, rows), Register(hierarchy, data.draw(st.permutations(rows)))
    assert one == other
    assert (hash(one), one.digest, list(one)) == (hash(other), other.digest, list(other))
    assert sorted(each.id for each in rows) == sorted(one)


@given(registers())
def test_the_rows_of_a_kind_run_along_the_hierarchy(register: Register) -> None:
    for kind in register.kinds:
        ids = register.ids(kind)
        assert list(range(len(ids))) == [register.row(each) for each in ids]
        positions = list(register.positions(kind))
        assert positions == sorted(positions)
        assert positions == [register.hierarchy.position(register[each].unit) for each in ids]
        for unit in register.hierarchy:
            inside = [row for row, each in enumerate(ids) if register.hierarchy.inside(register[each].unit, unit)]
            assert inside == list(register.rows(kind, unit))
            assert len(inside) == register.count(kind, unit)


def home_of(register: Register, person: Subject) -> str | None:
    homes = [each for each in person.containers if register[each].kind == "household"]
    return homes[0] if homes else None


@given(registers())
def test_persons_in_a_unit_are_those_who_live_there(register: Register) -> None:
    for unit in (None, *register.hierarchy):

        def within(subject: str, unit: str | None = unit) -> bool:
            return unit is None or register.hierarchy.inside(register[subject].unit, unit)

        residents = [register[each] for each in register.ids("resident")]
        expected = sum(within(home_of(register, each) or each.id) for each in residents)
        for household in register.ids("household"):
            if not register.members(household) and within(household):
                expected += register[household].persons or 0
        assert expected == register.persons_in(unit)


@given(registers())
def test_the_persons_of_all_dwellings_and_of_those_without_one_are_all_persons(register: Register) -> None:
    homeless = sum(home_of(register, register[each]) is None for each in register.ids("resident"))
    assert sum(register.weights("household")) + homeless == register.persons_in()
    assert [1] * register.count("resident") == list(register.weights("resident"))


@given(registers())
def test_an_unknown_number_of_persons_is_not_zero(register: Register) -> None:
    for kind in register.kinds:
        known = [register.persons(each) for each in register.ids(kind)]
        assert list(register.weights(kind)) == [count or 0 for count in known]
        unknown = [
            each
            for each in register.ids(kind)
            if kind != "resident" and register[each].persons is None and not register.members(each)
        ]
        assert unknown == list(register.unstated(kind))
        assert unknown == [each for each, count in zip(register.ids(kind), known, strict=True) if count is None]


@given(registers())
def test_members_and_containers_tell_the_same(register: Register) -> None:
    told = {(each.id, container) for each in register.values() for container in each.containers}
    assert told == {(member, each) for each in register for member in register.members(each)}


@given(registers())
def test_presence_adds_up_to_the_registered_persons_of_every_unit(register: Register) -> None:
    assert register.count("resident") == register.presence(day=DAY).total
    for unit in register.hierarchy:
        parts = [register.presence(child, day=DAY) for child in register.hierarchy.children(unit)]
        whole = register.presence(unit, day=DAY)
        own = [
            each
            for each in map(register.get, register.ids("resident"))
            if each and register[home_of(register, each) or each.id].unit == unit
        ]
        assert whole.total == sum(part.total for part in parts) + len(own)
        assert whole.away == sum(part.away for part in parts) + sum(
            each.presence is not None and each.presence.state is PresenceState.AWAY for each in own
        )


@given(st.lists(st.one_of(st.none(), presences()), max_size=20), st.dates(date(2020, 1, 20), date(2020, 3, 10)))
def test_presence_counts_each_person_once(persons: list[Presence | None], day: date) -> None:
    counts = PresenceCounts.of(persons, day)
    assert len(persons) == counts.total
    states = Counter(each and each.state for each in persons)
    assert (states[PresenceState.HOME], states[PresenceState.UNREACHABLE], states[None]) == (
        counts.home,
        counts.unreachable,
        counts.not_stated,
    )
    for each in counts.destinations:
        there = [one for one in persons if one and one.destination == each.destination]
        away = [one for one in there if one.state is PresenceState.AWAY]
        assert len(away) == each.away
        assert len([one for one in away if one.returns and one.returns <= day]) == each.returned


@given(BENT)
def test_the_strict_door_names_all_that_the_tolerant_one_leaves_out(
    drawn: tuple[Hierarchy, tuple[Subject, ...]],
) -> None:
    """Both doors agree: nothing is bad for the tolerant one exactly when the strict one lets all in."""
    hierarchy, rows = drawn
    loaded = Register.load(hierarchy, [as_row(each) for each in rows])
    assert len(rows) == len(loaded.register) + len(loaded.bad)
    good = [each for number, each in enumerate(rows, 1) if number not in {bad.row for bad in loaded.bad}]
    assert loaded.register == Register(hierarchy, good)
    if loaded.bad:
        with pytest.raises(DefinitionError) as refused:
            Register(hierarchy, rows)
        strict = {fault.where.split(" ")[1].rstrip(",") for fault in refused.value.faults}
        spread = {str(bad.row) for bad in loaded.bad if bad.faults[-1].code == "register.lost-container"}
        assert {str(bad.row) for bad in loaded.bad} == strict | spread
    else:
        assert loaded.register == Register(hierarchy, rows)


def as_row(subject: Subject) -> dict[str, object]:
    """Write a subject as a row of typed values."""
    where = subject.presence
    told = {"presence": where.state, "destination": where.destination, "returns": where.returns} if where else {}
    identity = subject.identity if isinstance(subject.identity, dict | type(subject.attributes)) else {}
    return {
        "id": subject.id,
        "kind": subject.kind,
        "unit": subject.unit,
        "containers": list(subject.containers),
        "persons": subject.persons,
        **told,
        **subject.attributes,
        **identity,
    }


@given(st.data())
def test_a_register_is_loaded_back_from_its_rows(data: st.DataObject) -> None:
    declared = data.draw(kinds())
    register = Register(MAP, data.draw(subjects(MAP, declared)), declared)
    loaded = Register.load(MAP, [as_row(each) for each in register.values()], declared)
    assert register == loaded.register
    assert () == loaded.bad


@given(LISTS)
def test_leaving_and_joining_again_changes_nothing(drawn: tuple[Hierarchy, tuple[Subject, ...]]) -> None:
    hierarchy, rows = drawn
    register = Register(hierarchy, rows)
    free = [each.id for each in rows if not register.members(each.id)]
    less = register.leave(*free)
    assert set(register) - set(free) == set(less)
    assert register == less.join(*(register[each] for each in free))


@given(registers())
def test_a_pickled_register_is_equal(register: Register) -> None:
    assert register == pickle.loads(pickle.dumps(register))  # noqa: S301


def test_the_shipped_kinds_are_sound() -> None:
    assert ["household", "resident", "site"] == [kind.name for kind in KINDS]
