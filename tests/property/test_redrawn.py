"""A register on another day's map: nobody is lost or counted twice, and the counts are those that re-basing tells."""

from collections import Counter
from datetime import date, timedelta

import attrs
from hypothesis import assume, event, given
from hypothesis import strategies as st

from gridcare.people.redrawn import NowhereOnTheMap, Redrawn, headcount, redrawn
from gridcare.people.register import Register
from gridcare.places.alterations import Extracted, Split
from gridcare.places.lineage import Lineage
from gridcare.places.rebasing import rebase
from gridcare.places.tally import Tally
from gridcare.testing.strategies.lineage import SINCE, lineages
from gridcare.testing.strategies.people import subjects

DAYS = tuple(SINCE + timedelta(days=days) for days in range(0, 60, 3))
ENDS = st.sampled_from(((DAYS[0], DAYS[-1]), (DAYS[-1], DAYS[0]))) | st.tuples(
    st.sampled_from(DAYS), st.sampled_from(DAYS)
)


@st.composite
def settled(draw: st.DrawFn) -> tuple[Register, Lineage, date, date]:
    lineage = draw(lineages())
    drawn, on = draw(ENDS)
    hierarchy = lineage.as_of(drawn)
    assume(hierarchy)
    return Register(hierarchy, draw(subjects(hierarchy, max_size=12))), lineage, drawn, on


def read(register: Register, lineage: Lineage, drawn: date, on: date) -> Redrawn:
    try:
        return redrawn(register, lineage, drawn=drawn, on=on)
    except NowhereOnTheMap:
        event("parts without a common unit")
        assume(False)
        raise


def sums(tally: Tally) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for _, key, amounts in tally.entries():
        for weight, amount in amounts.items():
            found[key, weight] += amount  # type: ignore[assignment]
    return found


def shares(lineage: Lineage) -> bool:
    parts = [part for each in lineage.entries if isinstance(each, Split) for part in each.parts]
    parts += [each.part for each in lineage.entries if isinstance(each, Extracted)]
    return any(part.share is not None for part in parts)


@given(settled())
def test_nobody_is_lost_and_nothing_but_units_changes(told: tuple[Register, Lineage, date, date]) -> None:
    register, lineage, drawn, on = told
    found = read(*told)
    assert lineage.as_of(on) == found.register.hierarchy
    assert sorted(register) == sorted(found.register)
    for id, subject in register.items():
        assert subject == attrs.evolve(found.register[id], unit=subject.unit)
    assert sums(headcount(register)) == sums(headcount(found.register))
    assert register.persons_in() == found.register.persons_in()
    if drawn == on:
        assert register == found.register


@given(settled())
def test_the_counts_are_those_that_rebasing_tells_unless_shares_divide_them(
    told: tuple[Register, Lineage, date, date],
) -> None:
    register, lineage, drawn, on = told
    assume(not shares(lineage))
    found = read(*told)
    figures = Tally.of(register.hierarchy, ((s.unit, s.kind, {"subject": 1}) for s in register.values()))
    expected = rebase(figures, lineage, counted=drawn, on=on)
    units = found.register.hierarchy
    assert [expected.tally.at(unit) for unit in units] == [
        {k: v for k, v in headcount(found.register).at(unit).items() if k != "persons"} for unit in units
    ]
    residue = Counter({(each.origin, each.key): each.amount for each in expected.residue})
    assert residue == Counter((each.was, register[each.subject].kind) for each in found.undecided)


@given(settled())
def test_whoever_has_one_heir_is_with_it_and_else_above_all_of_them(told: tuple[Register, Lineage, date, date]) -> None:
    register, lineage, drawn, on = told
    found = read(*told)
    listed = {each.subject: each for each in found.undecided}
    event("somebody is undecided" if listed else "everybody is decided")
    units = found.register.hierarchy
    for id, subject in register.items():
        heirs = lineage.heirs(subject.unit, drawn, on)
        if id not in listed and heirs:
            assert found.register[id].unit in heirs
        elif id in listed:
            assert (subject.unit, found.register[id].unit) == (listed[id].was, listed[id].unit)
            assert all(units.inside(heir, listed[id].unit) for heir in listed[id].heirs)


@given(settled(), st.data())
def test_a_decision_goes_before_all_else(told: tuple[Register, Lineage, date, date], data: st.DataObject) -> None:
    register, lineage, drawn, on = told
    units = st.sampled_from(tuple(lineage.as_of(on)))
    placed = {each: data.draw(units) for each in register}
    found = redrawn(register, lineage, drawn=drawn, on=on, placed=placed)
    assert placed == {id: subject.unit for id, subject in found.register.items()}
    assert () == found.undecided


@given(settled())
def test_the_headcount_is_what_the_register_counts(told: tuple[Register, Lineage, date, date]) -> None:
    register = told[0]
    tally = headcount(register)
    for unit in register.hierarchy:
        counts = tally.at(unit)
        for kind in register.kinds:
            assert register.count(kind, unit) == counts.get(kind, {}).get("subject", 0)
        assert register.persons_in(unit) == counts.get("persons", {}).get("person", 0)
