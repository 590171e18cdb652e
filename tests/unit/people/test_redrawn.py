"""A register on another map: what is decided, what nobody can place, late knowledge, and the forgotten."""

from datetime import date
from fractions import Fraction

import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError
from gridcare.people.redrawn import NowhereOnTheMap, redrawn
from gridcare.people.register import Register, UnknownSubject
from gridcare.people.subjects import Subject
from gridcare.places.alterations import Closed, Merged, Part, Split
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Lineage
from gridcare.places.units import Level, Unit
from gridcare.timing.periods import moment

SINCE, NEW = date(2020, 1, 1), date(2020, 7, 1)
KNOWN = moment("2020-06-01 00:00", "Asia/Shanghai")
STREET = Hierarchy(
    Level.ordered("street", "grid"),
    [Unit("s", "", "street"), *(Unit(each, "", "grid", "s") for each in ("a", "b", "c"))],
)
TWO, ONE = (
    Split(
        id="x",
        day=NEW,
        known=KNOWN,
        source="a",
        parts=(
            Part(Unit("a1", "", "grid", "s"), share=Fraction(2, 3)),
            Part(Unit("a2", "", "grid", "s"), share=Fraction(1, 3)),
        ),
    ),
    Merged(id="y", day=NEW, known=KNOWN, sources=("b", "c"), into=Unit("d", "", "grid", "s")),
)
REGISTER = Register(
    STREET,
    [
        Subject(id="h1", kind="household", unit="a", persons=3),
        Subject(id="h2", kind="household", unit="b"),
        Subject(id="r1", kind="resident", unit="c", containers=("h2",), identity=Attributes(name="nobody")),
    ],
)
LINEAGE = Lineage(STREET, SINCE, [TWO, ONE])


def test_merged_units_are_one_and_shares_divide_no_household() -> None:
    found = redrawn(REGISTER, LINEAGE, drawn=SINCE, on=NEW)
    assert {"h1": "s", "h2": "d", "r1": "d"} == {id: subject.unit for id, subject in found.register.items()}
    assert [("h1", "a", "s", ("a1", "a2"))] == [(e.subject, e.was, e.unit, e.heirs) for e in found.undecided]


def test_what_became_known_later_was_not_known_then() -> None:
    early = moment("2020-05-01 00:00", "Asia/Shanghai")
    assert REGISTER == redrawn(REGISTER, LINEAGE, drawn=SINCE, on=NEW, known=early).register


def test_whoever_is_forgotten_stays_forgotten() -> None:
    found = redrawn(REGISTER.redact(["r1"]), LINEAGE, drawn=SINCE, on=NEW).register
    assert found["r1"].is_redacted
    assert {"r1"} == found.redacted


def test_whoever_was_forgotten_and_left_stays_forgotten() -> None:
    gone = REGISTER.redact(["r1"]).leave("r1")
    assert {"r1"} == redrawn(gone, LINEAGE, drawn=SINCE, on=NEW).register.redacted


def test_who_is_placed_where_nothing_is_refused() -> None:
    with pytest.raises(DefinitionError) as caught:
        redrawn(REGISTER, LINEAGE, drawn=SINCE, on=NEW, placed={"h1": "a"})
    assert ["h1"] == [fault.where for fault in caught.value.faults]
    assert "'a' is no unit of this hierarchy" in str(caught.value)


def test_what_two_sources_tell_of_one_household_is_told_by_both_on_the_new_map() -> None:
    other = Register(STREET, [Subject(id="h1", kind="household", unit="b", persons=4)])
    found = redrawn(REGISTER.merge(other), LINEAGE, drawn=SINCE, on=NEW)
    (conflict,) = found.register.conflicts
    assert {("s", 3), ("d", 4)} == {(each.unit, each.persons) for each in (conflict.kept, *conflict.others)}
    assert ["a"] * (conflict.kept.unit == "s") == [each.was for each in found.undecided]


def test_a_decision_settles_where_both_contents_are() -> None:
    other = Register(STREET, [Subject(id="h1", kind="household", unit="b", persons=3)])
    placed = redrawn(REGISTER.merge(other), LINEAGE, drawn=SINCE, on=NEW, placed={"h1": "a1"})
    assert ((), "a1", ()) == (placed.register.conflicts, placed.register["h1"].unit, placed.undecided)


def test_the_undecided_come_in_the_order_of_the_register_each_once() -> None:
    rows = [Subject(id=each, kind="household", unit="a", persons=1) for each in ("h3", "h1", "h2")]
    other = Register(STREET, [Subject(id="h1", kind="household", unit="a", persons=2)])
    found = redrawn(Register(STREET, rows).merge(other), LINEAGE, drawn=SINCE, on=NEW)
    assert ["h1", "h2", "h3"] == [each.subject for each in found.undecided]
    assert 2 == len({found.register.conflicts[0].kept.persons, found.register.conflicts[0].others[0].persons})


def test_whoever_is_told_in_two_ways_is_one_who_is_nowhere() -> None:
    alone = Hierarchy((Level("grid"),), [Unit("a", "", "grid")])
    parts = (Part(Unit("a1", "", "grid")), Part(Unit("a2", "", "grid")))
    lineage = Lineage(alone, SINCE, [Split(id="x", day=NEW, known=KNOWN, source="a", parts=parts)])
    one, two = (Register(alone, [Subject(id="r1", kind="resident", unit="a", attributes=Attributes(age=age))])
                for age in (1, 2))  # fmt: skip
    with pytest.raises(NowhereOnTheMap) as caught:
        redrawn(one.merge(two), lineage, drawn=SINCE, on=NEW)
    assert 1 == caught.value.subjects


def test_whose_unit_closed_without_heirs_stands_above_and_is_listed() -> None:
    lineage = Lineage(STREET, SINCE, [Closed(id="x", day=NEW, known=KNOWN, unit="a")])
    (found,) = redrawn(REGISTER, lineage, drawn=SINCE, on=NEW).undecided
    assert ("h1", "a", "s", ("s",)) == (found.subject, found.was, found.unit, found.heirs)


def test_a_stranger_cannot_be_placed() -> None:
    with pytest.raises(UnknownSubject, match="'h9'"):
        redrawn(REGISTER, LINEAGE, drawn=SINCE, on=NEW, placed={"h9": "a1"})


def test_parts_without_a_unit_in_common_need_a_decision() -> None:
    alone = Hierarchy((Level("grid"),), [Unit("a", "", "grid")])
    parts = (Part(Unit("a1", "", "grid")), Part(Unit("a2", "", "grid")))
    lineage = Lineage(alone, SINCE, [Split(id="x", day=NEW, known=KNOWN, source="a", parts=parts)])
    register = Register(alone, [Subject(id="h1", kind="household", unit="a")])
    with pytest.raises(NowhereOnTheMap, match="holds all that became of 'a'") as caught:
        redrawn(register, lineage, drawn=SINCE, on=NEW)
    assert (("a",), 1, NEW) == (caught.value.units, caught.value.subjects, caught.value.day)
    assert "a2" == redrawn(register, lineage, drawn=SINCE, on=NEW, placed={"h1": "a2"}).register["h1"].unit
