"""What registers of many hands bring: each oddity is named by its fact, nobody is lost, and a correction cures it."""

from collections import Counter
from datetime import date, datetime
from itertools import permutations

import pytest

from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.people import movements
from gridcare.people.register import Register
from gridcare.people.residence import Residence
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.timing.periods import moment

ZONE = "Asia/Shanghai"
STREET = Hierarchy(
    Level.ordered("street", "grid"),
    [Unit("s", "", "street"), Unit("g1", "", "grid", "s"), Unit("g2", "", "grid", "s")],
)
ROWS = (
    Subject(id="h1", kind="household", unit="g1"),
    Subject(id="h2", kind="household", unit="g2"),
    Subject(id="h3", kind="household", unit="g2"),
    Subject(id="r1", kind="resident", unit="g1", containers=("h1",)),
    Subject(id="r2", kind="resident", unit="g2", containers=("h2",)),
    Subject(id="r3", kind="resident", unit="g1"),
)
SINCE, LAST = date(2020, 2, 1), date(2020, 3, 1)


def at(day: int) -> datetime:
    return moment(f"2020-02-{day:02} 00:00", ZONE)


def told(*facts: Fact) -> Residence:
    """The residence of facts as others recorded them; any order tells the same, and the journal keeps them all."""
    first = Residence(Register(STREET, ROWS), SINCE, zone=ZONE)
    found = first.with_(Journal.of(facts))
    assert len(facts) == len(found.journal.facts())
    for other in permutations(facts):
        again = first.with_(Journal.of(other))
        assert (found.on(LAST), found.findings()) == (again.on(LAST), again.findings())
    return found


def named(residence: Residence) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.code, each.entry, each.subjects) for each in residence.findings()]


class TestTwoHomes:
    def test_one_who_joins_two_households_at_one_moment_lives_in_the_first_told(self) -> None:
        facts = [movements.joining(f"f{n}", "r3", container=f"h{n}", happened=at(5)) for n in (1, 2)]
        found = told(*facts)
        assert [("second-membership", "f2", ("r3",))] == named(found)
        assert (("h1",), 3) == (found.on(LAST)["r3"].containers, found.on(LAST).persons_in())
        cured = found.with_(Journal.of([Amendment(id="k", of="f1", known=at(9))]))
        assert ([], ("h2",)) == (named(cured), cured.on(LAST)["r3"].containers)

    def test_one_who_comes_to_two_units_belongs_to_one_and_counts_once(self) -> None:
        facts = [movements.arrival(f"f{n}", "n", kind="resident", unit=f"g{n}", happened=at(5)) for n in (1, 2)]
        found = told(*facts)
        assert [("already-there", "f2", ("n",))] == named(found)
        last = found.on(LAST)
        assert ("g1", 4, 3, 1) == (last["n"].unit, last.persons_in(), last.persons_in("g1"), last.persons_in("g2"))

    def test_one_row_for_each_unit_is_one_row_too_many(self) -> None:
        rows = [{"id": "r", "kind": "resident", "unit": unit} for unit in ("g1", "g2")]
        loaded = Register.load(STREET, rows)
        assert [(2, "register.duplicate-id")] == [(bad.row, fault.code) for bad in loaded.bad for fault in bad.faults]
        assert "g1" == loaded.register["r"].unit


class TestOutOfTurn:
    def test_leaving_a_container_before_joining_it_is_named_and_the_joining_stands(self) -> None:
        found = told(
            movements.leaving("f1", "r3", container="h1", happened=at(4)),
            movements.joining("f2", "r3", container="h1", happened=at(6)),
        )
        assert [("not-member", "f1", ("r3",))] == named(found)
        assert ("h1",) == found.on(LAST)["r3"].containers

    def test_leaving_the_register_before_coming_is_named_and_the_coming_stands(self) -> None:
        found = told(
            movements.departure("f1", "n", happened=at(4)),
            movements.arrival("f2", "n", kind="resident", unit="g1", happened=at(6)),
        )
        assert [("not-there", "f1", ("n",))] == named(found)
        assert 4 == found.on(LAST).persons_in()

    @pytest.mark.parametrize(
        "fact",
        [
            movements.move("f", "nobody", into="h1", happened=at(5)),
            movements.death("f", "nobody", happened=at(5)),
            movements.stay("f", "nobody", place="hubei", happened=at(5)),
            movements.return_("f", "nobody", happened=at(5)),
            movements.statement("f", "nobody", about={"age": 3}, happened=at(5)),
            movements.listing("f", "nobody", group="frail", happened=at(5)),
            movements.relocation("f", "nobody", unit="g1", happened=at(5)),
            movements.joining("f", "r1", "nobody", container="h2", happened=at(5)),
            movements.leaving("f", "nobody", container="h2", happened=at(5)),
            movements.split("f", "h1", "r1", "nobody", into="h9", happened=at(5)),
        ],
        ids=lambda fact: fact.kind,
    )
    def test_a_change_of_somebody_unknown_is_named_and_changes_nobody(self, fact: Fact) -> None:
        found = told(fact)
        assert [("not-there", "f", fact.subjects)] == named(found)
        assert found.on(SINCE) == found.on(LAST) == found.register
        with pytest.raises(Refused, match="'nobody' is not in the register on that day"):
            Residence(found.register, SINCE, zone=ZONE).record(fact)


class TestMerged:
    GONE = movements.merger("f1", "h2", into="h1", happened=at(5))

    def test_nobody_joins_a_household_that_was_merged(self) -> None:
        found = told(
            self.GONE,
            movements.joining("f2", "r3", container="h2", happened=at(6)),
            movements.move("f3", "r1", into="h2", happened=at(7)),
        )
        assert [("unknown-container", "f2", ("r3",)), ("unknown-container", "f3", ("r1",))] == named(found)
        assert [("h1",), ("h1",), ()] == [found.on(LAST)[each].containers for each in ("r1", "r2", "r3")]

    def test_it_may_be_merged_once_only(self) -> None:
        found = told(self.GONE, movements.merger("f2", "h2", into="h3", happened=at(6)))
        assert [("unknown-container", "f2", ("h2",))] == named(found)
        assert Counter(resident=3, household=2) == Counter(each.kind for each in found.on(LAST).values())

    def test_it_may_come_back_and_is_empty_then(self) -> None:
        found = told(
            self.GONE,
            movements.arrival("f2", "h2", unit="g1", happened=at(6)),
            movements.joining("f3", "r3", container="h2", happened=at(7)),
        )
        assert [] == named(found)
        assert ("g1", ("r3",)) == (found.on(LAST)["h2"].unit, found.on(LAST).members("h2"))


class TestLongStays:
    @pytest.mark.parametrize("until", [date(2030, 1, 1), date.max])
    def test_a_stay_may_outlast_every_register(self, until: date) -> None:
        found = told(movements.stay("f", "r1", place="hubei", until=until, happened=at(5)))
        assert [] == named(found)
        assert ["r1"] == [each.person for each in found.stayed("hubei", date(2029, 1, 1), date(2029, 1, 2))]
        assert 1 == found.on(date(2029, 1, 1)).presence(day=date(2029, 1, 1)).away
        assert (3, ("h1",)) == (found.on(date(2029, 1, 1)).persons_in(), found.on(LAST)["r1"].containers)

    def test_one_that_began_before_the_first_list_is_named(self) -> None:
        early = moment("2020-01-20 00:00", ZONE)
        found = told(movements.stay("f", "r1", place="hubei", until=date(2020, 2, 9), happened=early))
        assert [("before-first-list", "f", ("r1",))] == named(found)


class TestWhoSomebodyIs:
    def test_a_fact_that_tells_it_is_refused_and_says_where_it_belongs(self) -> None:
        named_child = movements.birth("f1", "b1", home="h1", about={"name": "小宝"}, happened=at(5))
        with pytest.raises(Refused) as caught:
            told().record(named_child)
        problem = "'name': it tells who somebody is, which no fact may; a newcomer's record in 'newcomers' may"
        assert str(caught.value) == f"'f1': {problem}"
