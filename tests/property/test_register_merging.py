"""Merging registers loses nothing and does not depend on order; forgetting a person changes no state and no count."""

from datetime import date
from functools import reduce
from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.privacy import REDACTED
from gridcare.testing.strategies.people import subjects

MAP = Hierarchy(
    Level.ordered("street", "grid"), [Unit("s", "S", "street"), *(Unit(f"g{n}", "G", "grid", "s") for n in (1, 2))]
)
BASE = (
    Subject(id="h1", kind="household", unit="g1", persons=2),
    Subject(id="h2", kind="household", unit="g2"),
    Subject(id="r1", kind="resident", unit="g1", containers=("h1",), identity=Attributes(name="a")),
)
"""What every register holds, so that changed copies of it meet."""


@st.composite
def copies(draw: st.DrawFn) -> Register:
    """Draw registers that hold some of `BASE`, changed or not, and perhaps more; some persons are redacted."""
    households, person = list(BASE[:2]), BASE[2]
    for number, each in enumerate(households):
        if draw(st.booleans()):
            households[number] = attrs.evolve(
                each, persons=draw(st.integers(0, 3)), unit=draw(st.sampled_from(("g1", "g2")))
            )
    containers = draw(st.sampled_from((("h1",), ("h2",), ("h2", "h1"), ())))
    person = attrs.evolve(
        person,
        containers=containers,
        attributes=draw(st.sampled_from((person.attributes, Attributes(age=3), Attributes(age=4)))),
        identity=draw(st.sampled_from((person.identity, Attributes(name="b"), Attributes(name="b", phone="1")))),
    )
    more = draw(subjects(MAP, first=10, max_size=3))
    register = Register(MAP, [*households, *([person] if draw(st.booleans()) else []), *more])
    return register.redact(draw(st.lists(st.sampled_from(sorted(register)), max_size=2)))


@given(copies(), copies())
def test_merging_does_not_depend_on_who_merges_whom(one: Register, other: Register) -> None:
    assert one.merge(other) == other.merge(one)
    assert one.merge(other).digest == other.merge(one).digest


@given(st.lists(st.text("abc", min_size=1, max_size=3), min_size=2, max_size=4, unique=True), st.randoms())
def test_of_contents_that_differ_in_the_identity_alone_one_is_in_force_whatever_the_order(
    names: list[str], chance: Random
) -> None:
    each = [Register(MAP, [attrs.evolve(BASE[2], containers=(), identity=Attributes(name=name))]) for name in names]
    turned = chance.sample(each, len(each))
    assert reduce(Register.merge, each) == reduce(Register.merge, turned)


@given(copies(), copies(), copies())
def test_merging_does_not_depend_on_the_order(one: Register, two: Register, three: Register) -> None:
    assert one.merge(two).merge(three) == one.merge(two.merge(three))


@given(copies(), copies())
def test_merging_again_changes_nothing(one: Register, other: Register) -> None:
    both = one.merge(other)
    assert one == one.merge(one)
    assert both == both.merge(other) == one.merge(both)


@given(copies(), copies())
def test_merging_loses_nothing(one: Register, other: Register) -> None:
    both = one.merge(other)
    assert set(one) | set(other) == set(both)
    others = {conflict.id: conflict.others for conflict in both.conflicts}
    for register in (one, other):
        for each, subject in register.items():
            held = {both[each], *others.get(each, ())}
            kept = attrs.evolve(subject, identity=REDACTED) if each in both.redacted else subject
            assert kept in held


@given(copies(), copies())
def test_a_conflict_is_listed_exactly_where_contents_differ(one: Register, other: Register) -> None:
    both = one.merge(other)
    differing = set()
    for each in set(one) & set(other):
        pair = [one[each], other[each]]
        if each in both.redacted:
            pair = [attrs.evolve(subject, identity=REDACTED) for subject in pair]
        if pair[0] != pair[1]:
            differing.add(each)
    assert differing == {conflict.id for conflict in both.conflicts}


@given(copies(), copies(), st.data())
def test_forgetting_before_or_after_merging_is_the_same(one: Register, other: Register, data: st.DataObject) -> None:
    forgotten = data.draw(st.lists(st.sampled_from(sorted(one)), max_size=3))
    assert one.redact(forgotten).merge(other) == one.merge(other).redact(forgotten)


@given(copies(), st.data())
def test_forgetting_erases_the_identity_and_nothing_else(register: Register, data: st.DataObject) -> None:
    forgotten = data.draw(st.lists(st.sampled_from(sorted(register)), max_size=3))
    after = register.redact(forgotten)
    for each, subject in register.items():
        assert after[each] == (attrs.evolve(subject, identity=REDACTED) if each in forgotten else subject)
    assert register.digest == after.digest
    for kind in register.kinds:
        assert (register.ids(kind), register.weights(kind)) == (after.ids(kind), after.weights(kind))
        assert register.positions(kind) == after.positions(kind)
    for unit in MAP:
        assert register.persons_in(unit) == after.persons_in(unit)
        assert register.presence(unit, day=date(2020, 2, 17)) == after.presence(unit, day=date(2020, 2, 17))


@given(copies(), st.data())
def test_whoever_was_forgotten_comes_back_without_identity(register: Register, data: st.DataObject) -> None:
    free = [each for each in register if not register.members(each)]
    if not free:
        return
    person = data.draw(st.sampled_from(free))
    back = register.redact([person]).leave(person).join(register[person])
    assert back[person].identity is REDACTED
