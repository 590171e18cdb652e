"""Everybody is somewhere once: one owner, one line of occupants, one list of a special group, one confirmation."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gridcare.people.domicile import owners, separated
from gridcare.people.freshness import confirmations, stale
from gridcare.people.groups import SpecialGroup, call_groups
from gridcare.people.occupancy import occupancy
from gridcare.people.register import Register
from gridcare.people.residence import Residence
from gridcare.people.transfers import TransferSlip
from gridcare.people.whereabouts import Whereabouts
from gridcare.testing.strategies.residence import FIRST, days, moments_of, residences, special_groups


def of_levels(register: Register) -> st.SearchStrategy[str]:
    return st.sampled_from([level.name for level in register.hierarchy.levels])


@given(residence=residences(), data=st.data(), first=days(), second=days())
def test_each_line_of_occupants_adds_up(residence: Residence, data: st.DataObject, first: date, second: date) -> None:
    before, after = residence.on(min(first, second)), residence.on(max(first, second))
    level = data.draw(of_levels(before))
    lines = occupancy(before, after, level=level)
    places, now = Whereabouts(before, level), Whereabouts(after, level)
    for line in lines:
        held = {person for person in places.persons() if places.living(person) == line.unit}
        left = held - {each.person for each in line.went} | {each.person for each in line.came}
        assert left == {person for person in now.persons() if now.living(person) == line.unit}
        assert not {each.person for each in line.came} & held
        assert line.before + len(line.came) - len(line.went) + line.restated == line.after
        unnamed = [sum(_unnamed(each, line.unit)) for each in (before, after)]
        assert unnamed[1] - unnamed[0] == line.restated
    came = {each for line in lines for each in line.came if each.start}
    assert came == {each for line in lines for each in line.went if each.to}


def _unnamed(register: Register, unit: str) -> list[int]:
    """The persons that are stated without records for the dwellings inside a unit."""
    rows, ids = register.rows("household", unit), register.ids("household")
    return [register[ids[row]].persons or 0 for row in rows if not register.members(ids[row])]


@given(residence=residences(), data=st.data(), day=days(), at=moments_of())
def test_everybody_has_one_owner(residence: Residence, data: st.DataObject, day: date, at: datetime) -> None:
    register = residence.on(day)
    level = data.draw(of_levels(register))
    units = st.sampled_from(tuple(register.hierarchy))
    places = Whereabouts(register, level)
    persons = tuple(places.persons())
    slips = [
        TransferSlip(
            id=f"t{number}",
            subject=data.draw(st.sampled_from((*persons, "nobody"))),
            sender=places.registered(persons[0]) if persons else "",
            receiver=data.draw(units),
            sent=at,
            answered=data.draw(st.sampled_from((None, at, at + timedelta(hours=1)))),
            accepted=True,
        )
        for number in range(data.draw(st.integers(0, 3)))
    ]
    counted = owners(register, at, level=level, slips=slips)
    assert len(persons) == sum(counted.values())
    apart = {each.person for each in separated(register, at, level=level, slips=slips)}
    assert apart == {person for person in persons if places.registered(person) != places.living(person)}


@given(residence=residences(), data=st.data(), day=days(), group=special_groups())
def test_everybody_of_a_special_group_is_in_one_list(
    residence: Residence, data: st.DataObject, day: date, group: SpecialGroup
) -> None:
    register = residence.on(day)
    level = data.draw(of_levels(register))
    listed = residence.listed("frail", day)
    (call,) = call_groups(register, [group], level=level, listed={"frail": listed})
    chosen = register.select("false" if group.condition is None else group.condition, kind="resident")
    assigned, gaps = {each.person for each in call.assigned}, set(call.gaps)
    unclear = {each.subject for each in call.unclear}
    assert {*chosen.found, *listed} == assigned | gaps
    assert not assigned & gaps
    assert not (assigned | gaps) & unclear
    assert {each.subject for each in chosen.unclear} - set(listed) == unclear
    places = Whereabouts(register, level)
    assert all(each.unit == places.living(each.person) for each in call.assigned)


@given(residence=residences(), day=days(), known=st.none() | moments_of(), limit=st.integers(0, 9))
def test_every_record_is_fresh_or_stale(residence: Residence, day: date, known: datetime | None, limit: int) -> None:
    found = confirmations(residence, day, known=known)
    assert list(residence.on(day, known)) == list(found)
    assert all(FIRST <= each.day <= day for each in found.values())
    old = stale(residence, day, older_than=limit, known=known)
    assert {each.subject for each in old} == {id for id, each in found.items() if (day - each.day).days > limit}
    assert sorted(old, key=lambda each: each.day) == list(old)
