"""Occupancy, domicile, special groups and freshness: what is asked of the register of a day."""

from datetime import date, datetime
from typing import Any

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, UnknownName
from gridcare.facts.fact import Amendment, Fact, Precision
from gridcare.facts.journal import Journal
from gridcare.people import movements
from gridcare.people.domicile import Separation, handed_over, owners, separated
from gridcare.people.freshness import Confirmation, confirmations, stale
from gridcare.people.groups import GroupMember, SpecialGroup, call_groups, count_groups
from gridcare.people.occupancy import Mover, OtherPlaces, occupancy
from gridcare.people.register import Register
from gridcare.people.residence import Residence
from gridcare.people.subjects import Subject
from gridcare.people.transfers import TransferSlip
from gridcare.people.whereabouts import Whereabouts
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.timing.periods import moment

ZONE = "Asia/Shanghai"
TOWN = Hierarchy(
    Level.ordered("town", "street", "grid"),
    [
        Unit("t", "", "town"),
        Unit("n", "", "street", "t"),
        Unit("s", "", "street", "t"),
        Unit("n1", "", "grid", "n"),
        Unit("n2", "", "grid", "n"),
        Unit("s1", "", "grid", "s"),
    ],
)
SINCE = date(2020, 2, 1)


def at(day: int, hour: int = 0) -> datetime:
    return moment(f"2020-02-{day:02} {hour:02}:00", ZONE)


def feb(day: int) -> date:
    return date(2020, 2, day)


FIRST = Register(
    TOWN,
    [
        Subject(id="h1", kind="household", unit="n1"),
        Subject(id="h2", kind="household", unit="s1"),
        Subject(id="h3", kind="household", unit="n2", persons=4),
        Subject(id="h4", kind="household", unit="n"),
        Subject(id="r1", kind="resident", unit="n1", containers=("h1",), attributes=Attributes(age=80)),
        Subject(id="r2", kind="resident", unit="n2", containers=("h2",), attributes=Attributes(age=66)),
        Subject(id="r3", kind="resident", unit="n1", containers=("h4",), attributes=Attributes(age=90)),
        Subject(id="r4", kind="resident", unit="s1", containers=("h2",)),
    ],
)
RESIDENCE = Residence(FIRST, SINCE, zone=ZONE)


class TestOccupancy:
    def test_who_came_and_went_between_two_days(self) -> None:
        later = RESIDENCE.record(
            movements.move("f1", "r4", into="h1", happened=at(5)),
            movements.birth("f2", "b1", home="h1", happened=at(6)),
            movements.death("f3", "r1", happened=at(7)),
            movements.statement("f4", "h3", about={"persons": 3}, happened=at(7)),
        )
        lines = {each.unit: each for each in occupancy(later.on(feb(4)), later.on(feb(7)), level="grid")}
        north = lines["n1"]
        assert (1, 2) == (north.before, north.after)
        assert (Mover(person="b1", start="", to="n1"), Mover(person="r4", start="s1", to="n1")) == north.came
        assert (Mover(person="r1", start="n1", to=""),) == north.went
        assert (-1, True) == (lines["n2"].restated, lines["n2"].is_changed)
        assert (2, 1, 0) == (lines["s1"].before, lines["s1"].after, lines["s1"].restated)

    def test_nothing_changed_between_a_day_and_itself(self) -> None:
        assert not any(each.is_changed for each in occupancy(FIRST, FIRST, level="grid"))

    def test_inside_a_unit_only(self) -> None:
        assert ["n1", "n2"] == [each.unit for each in occupancy(FIRST, FIRST, level="grid", within="n")]

    def test_whoever_goes_where_no_place_is_went_outside(self) -> None:
        later = RESIDENCE.record(movements.move("f1", "r1", into="h4", happened=at(5))).on(feb(5))
        line = next(each for each in occupancy(FIRST, later, level="grid") if each.unit == "n1")
        assert (Mover(person="r1", start="n1", to=""),) == line.went

    def test_registers_over_other_maps_are_refused(self) -> None:
        other = Register(Hierarchy((Level("grid"),), [Unit("g", "", "grid")]), [])
        with pytest.raises(OtherPlaces, match="different hierarchies"):
            occupancy(FIRST, other, level="grid")

    def test_registers_over_as_many_other_units_are_refused_too(self) -> None:
        other = Hierarchy(TOWN.levels, [attrs.evolve(unit, name="x") for unit in TOWN.values()])
        with pytest.raises(OtherPlaces):
            occupancy(FIRST, Register(other, []), level="grid")

    def test_whoever_left_went_from_where_the_dwelling_was(self) -> None:
        later = RESIDENCE.record(movements.death("f1", "r2", happened=at(5))).on(feb(5))
        lines = {each.unit: each for each in occupancy(FIRST, later, level="grid")}
        assert (Mover(person="r2", start="s1", to=""),) == lines["s1"].went
        assert () == lines["n2"].went

    def test_one_who_works_in_a_site_lives_in_the_dwelling(self) -> None:
        rows = [Subject(id="w1", kind="site", unit="n2"), Subject(id="h1", kind="household", unit="n1")]
        worker = Subject(id="r1", kind="resident", unit="s1", containers=("w1", "h1"))
        places = Whereabouts(Register(TOWN, [*rows, worker]), "grid")
        assert ("n1", "s1") == (places.living("r1"), places.registered("r1"))

    def test_without_a_level_places_are_the_very_units(self) -> None:
        assert ["n1", "n", "s1", "s1"] == [Whereabouts(FIRST).living(each) for each in ("r1", "r3", "r2", "r4")]
        assert {"n1": 2, "n2": 1, "s1": 1} == owners(FIRST, at(2), level="")

    def test_unknown_levels_are_named(self) -> None:
        with pytest.raises(UnknownName, match="did you mean 'grid'"):
            Whereabouts(FIRST, "gird")


class TestDomicile:
    SLIP = TransferSlip(id="t1", subject="r2", sender="n", receiver="s", sent=at(3))

    def test_whoever_lives_in_another_street_is_listed(self) -> None:
        (found,) = separated(FIRST, at(2), level="street")
        assert Separation(person="r2", registered="n", living="s", owner="n") == found
        assert not found.is_settled

    def test_grids_of_one_street_are_another_question(self) -> None:
        assert ["r3", "r2"] == [each.person for each in separated(FIRST, at(2), level="grid")]

    def test_a_slip_on_the_way_is_named_and_a_receipt_settles(self) -> None:
        (waiting,) = separated(FIRST, at(4), level="street", slips=[self.SLIP])
        signed = attrs.evolve(self.SLIP, answered=at(5), accepted=True)
        (settled,) = separated(FIRST, at(6), level="street", slips=[signed])
        assert ("t1", "n", False) == (waiting.slip, waiting.owner, waiting.is_settled)
        assert ("", "s", True) == (settled.slip, settled.owner, settled.is_settled)

    def test_whom_a_third_unit_took_over_is_not_settled(self) -> None:
        town = Hierarchy(TOWN.levels, [*TOWN.values(), Unit("w", "", "street", "t")])
        third = attrs.evolve(self.SLIP, receiver="w", answered=at(5), accepted=True)
        (found,) = separated(Register(town, FIRST.values()), at(6), level="street", slips=[third])
        assert ("w", False) == (found.owner, found.is_settled)

    def test_everybody_has_one_owner(self) -> None:
        signed = attrs.evolve(self.SLIP, answered=at(5), accepted=True)
        assert {"n": 3, "s": 1} == owners(FIRST, at(4), level="street", slips=[signed])
        assert {"n": 2, "s": 2} == owners(FIRST, at(5), level="street", slips=[signed])

    def test_a_slip_to_what_is_no_unit_of_the_level_moves_nobody_and_is_named(self) -> None:
        lost = attrs.evolve(self.SLIP, receiver="s1", answered=at(5), accepted=True)
        (finding,) = handed_over(FIRST, level="street", slips=[lost]).findings
        assert ("unknown-unit", "t1") == (finding.code, finding.entry)
        assert "'s1' is no unit that takes people over; did you mean 's'" in finding.problem
        assert {"n": 3, "s": 1} == owners(FIRST, at(6), level="street", slips=[lost])

    def test_the_earliest_of_two_slips_on_the_way_is_named(self) -> None:
        other = attrs.evolve(self.SLIP, id="a9", sent=at(4))
        (found,) = separated(FIRST, at(5), level="street", slips=[other, self.SLIP])
        assert "t1" == found.slip

    def test_whoever_lives_in_none_of_the_level_is_apart_and_belongs_where_registered(self) -> None:
        found = {each.person: each for each in separated(FIRST, at(2), level="grid")}
        assert ("n1", "", "n1") == (found["r3"].registered, found["r3"].living, found["r3"].owner)
        assert {"n1": 2, "n2": 1, "s1": 1} == owners(FIRST, at(2), level="grid")


ALONE = SpecialGroup("elderly living alone", "subject.age >= 60 and home.persons = 1", titles=(("zh", "独居老人"),))
DISABLED = SpecialGroup("disabled")


class TestGroups:
    def test_each_has_the_grid_he_lives_in_and_gaps_are_listed(self) -> None:
        (call,) = call_groups(FIRST, [ALONE], level="grid")
        assert (GroupMember("r1", "n1"),) == call.assigned
        assert ("r3",) == call.gaps
        assert ("r4",) == tuple(each.subject for each in call_groups(FIRST, [_old()], level="grid")[0].unclear)
        assert not call.is_whole

    def test_a_group_may_be_a_list_that_facts_keep(self) -> None:
        later = RESIDENCE.record(movements.listing("f1", "r4", "r2", group="disabled", happened=at(5)))
        listed = {"disabled": later.listed("disabled", feb(5))}
        (call,) = call_groups(later.on(feb(5)), [DISABLED], level="grid", listed=listed)
        assert (GroupMember("r2", "s1"), GroupMember("r4", "s1")) == call.assigned
        assert call.is_whole

    def test_whoever_is_listed_and_nobody_in_the_register_is_named(self) -> None:
        (call,) = call_groups(FIRST, [DISABLED], level="grid", listed={"disabled": ["nobody", "r4", "h1"]})
        assert ("h1", "nobody") == call.strangers
        assert (GroupMember("r4", "s1"),) == call.assigned
        assert not call.is_whole

    def test_each_of_the_gaps_the_unclear_and_the_strangers_leaves_a_call_open(self) -> None:
        for group, listed in ((_old(), {}), (DISABLED, {"disabled": ["r3"]}), (DISABLED, {"disabled": ["nobody"]})):
            assert not call_groups(FIRST, [group], level="grid", listed=listed)[0].is_whole
        only_unclear = SpecialGroup("rich", "subject.age > 95")
        (call,) = call_groups(FIRST, [only_unclear], level="grid")
        assert ((), (), False) == (call.assigned, call.gaps, call.is_whole)

    def test_members_come_in_the_order_of_the_register(self) -> None:
        rows = [
            Subject(id="h1", kind="household", unit="n1"),
            Subject(id="h2", kind="household", unit="n2"),
            Subject(id="r1", kind="resident", unit="n2", containers=("h2",)),
            Subject(id="r2", kind="resident", unit="n1", containers=("h1",)),
        ]
        (call,) = call_groups(Register(TOWN, rows), [SpecialGroup("all", "true")], level="grid")
        assert ["r2", "r1"] == [each.person for each in call.assigned]

    def test_a_group_may_be_of_another_kind(self) -> None:
        (call,) = call_groups(FIRST, [SpecialGroup("large", "subject.persons > 3", kind="household")], level="grid")
        assert (GroupMember("h3", "n2"),) == call.assigned

    def test_a_list_of_no_group_is_refused(self) -> None:
        with pytest.raises(UnknownName, match="did you mean 'disabled'"):
            call_groups(FIRST, [DISABLED], level="grid", listed={"disabeld": ["r4"]})

    def test_a_list_decides_what_the_register_cannot(self) -> None:
        (call,) = call_groups(FIRST, [_old()], level="grid", listed={"old": ["r4"]})
        assert () == call.unclear
        assert GroupMember("r4", "s1") in call.assigned

    def test_groups_are_counted_up_the_tree(self) -> None:
        calls = call_groups(FIRST, [ALONE, _old()], level="grid")
        counts = count_groups(FIRST, calls).at("t")
        assert {"elderly living alone": {"person": 2}, "old": {"person": 3}} == counts

    def test_a_gap_counts_in_the_unit_that_the_person_lives_in(self) -> None:
        counts = count_groups(FIRST, call_groups(FIRST, [_old()], level="grid"))
        told = {unit: counts.at(unit).get("old", {}).get("person", 0) for unit in ("n1", "n2", "n", "s1", "s")}
        assert {"n1": 1, "n2": 0, "n": 2, "s1": 1, "s": 1} == told

    def test_a_condition_reads_what_there_is(self) -> None:
        with pytest.raises(DefinitionError):
            call_groups(FIRST, [SpecialGroup("odd", "subject.wealth > 3")], level="grid")


def _old() -> SpecialGroup:
    return SpecialGroup("old", "subject.age >= 60")


class TestFreshness:
    DOOR = Fact(id="d1", kind="door", subjects=("h1", "r1"), happened=at(4), known=at(4))
    LATER = RESIDENCE.with_(
        Journal.of(
            [
                DOOR,
                movements.statement("f1", "r2", happened=at(6)),
                movements.statement("f2", "r3", about={"age": "old"}, happened=at(6)),
                movements.birth("f3", "b1", home="h1", happened=at(7)),
                movements.move("f4", "r4", into="h1", happened=at(7)),
            ]
        )
    )

    def test_the_last_fact_that_went_through_a_record_confirms_it(self) -> None:
        found = confirmations(self.LATER, feb(9), by="door")
        assert Confirmation(subject="r1", unit="n1", day=feb(4), fact="d1") == found["r1"]
        assert Confirmation(subject="r2", unit="n2", day=feb(6), fact="f1") == found["r2"]
        assert Confirmation(subject="b1", unit="n1", day=feb(7), fact="f3") == found["b1"]
        assert list(self.LATER.on(feb(9))) == list(found)

    def test_only_the_kinds_that_were_named_confirm(self) -> None:
        assert SINCE == confirmations(self.LATER, feb(9))["r1"].day
        assert SINCE == confirmations(self.LATER, feb(9), by=["phone"])["r1"].day
        assert SINCE == confirmations(self.LATER, feb(9))["r4"].day

    def test_what_could_not_be_done_confirms_nothing(self) -> None:
        assert "" == confirmations(self.LATER, feb(9))["r3"].fact

    def test_what_happened_or_became_known_later_does_not_count(self) -> None:
        assert SINCE == confirmations(self.LATER, feb(5))["r2"].day
        assert SINCE == confirmations(self.LATER, feb(9), known=at(5))["r2"].day

    def test_a_household_is_confirmed_by_the_split_that_founded_it(self) -> None:
        split = RESIDENCE.record(movements.split("s1", "h2", "r4", into="h9", happened=at(5)))
        found = confirmations(split, feb(9))
        assert Confirmation(subject="h9", unit="s1", day=feb(5), fact="s1") == found["h9"]
        assert (SINCE, SINCE) == (found["h2"].day, found["r4"].day)

    def test_a_stay_that_ends_another_was_done_and_confirms(self) -> None:
        stays = (
            movements.stay("k1", "r1", place="x", until=feb(9), happened=at(3)),
            movements.stay("k2", "r1", place="y", happened=at(5)),
        )
        both = RESIDENCE.with_(Journal.of(stays))
        assert ["overlapping-stays"] == [each.code for each in both.findings()]
        assert frozenset() == both.undone()
        assert "k2" == confirmations(both, feb(9), by="stayed")["r1"].fact

    def test_what_is_odd_in_the_first_list_touches_no_fact_of_the_same_id(self) -> None:
        crowded = Register(TOWN, [*FIRST.values(), Subject(id="7", kind="resident", unit="n", containers=("h1", "h2"))])
        residence = Residence(crowded, SINCE, zone=ZONE).with_(
            Journal.of([movements.statement("7", "r1", happened=at(4))])
        )
        assert ["7"] == [each.entry for each in residence.findings()]
        assert "7" == confirmations(residence, feb(9))["r1"].fact

    def test_whoever_comes_back_is_confirmed_by_coming(self) -> None:
        back = RESIDENCE.record(
            movements.departure("f1", "r4", happened=at(3)), movements.arrival("f2", "r4", home="h1", happened=at(6))
        )
        assert "f2" == confirmations(back, feb(9))["r4"].fact
        assert "r4" not in confirmations(back, feb(5))

    def test_the_day_of_a_fact_is_one_on_which_it_confirms(self) -> None:
        assert "f1" == confirmations(self.LATER, feb(6))["r2"].fact

    def test_facts_confirm_in_the_order_of_their_days_and_those_are_local(self) -> None:
        facts = (
            movements.statement("a", "r1", happened=at(6)),
            movements.statement("b", "r1", happened=moment("2020-02-04 23:30", "UTC")),
        )
        found = confirmations(RESIDENCE.record(*facts), feb(9))["r1"]
        assert ("a", feb(6)) == (found.fact, found.day)
        assert feb(5) == confirmations(RESIDENCE.record(facts[1]), feb(9))["r1"].day

    def test_going_confirms_nobody(self) -> None:
        exact: dict[str, Any] = {"precision": Precision.MINUTE}
        left = movements.departure("z1", "r4", happened=at(3, 8), **exact)
        back = movements.arrival("a1", "r4", home="h1", happened=at(3, 9), **exact)
        assert "a1" == confirmations(RESIDENCE.record(left, back), feb(9))["r4"].fact

    def test_what_is_stale_is_told_as_known_then(self) -> None:
        assert "r2" in {each.subject for each in stale(self.LATER, feb(9), older_than=5, known=at(5))}
        assert "r2" not in {each.subject for each in stale(self.LATER, feb(9), older_than=5)}

    def test_what_was_done_as_known_then_confirmed_then(self) -> None:
        died = movements.death("f9", "r2", happened=at(5), known=at(8))
        late = self.LATER.with_(Journal.of([died]))
        assert "f1" == confirmations(late, feb(9), known=at(7))["r2"].fact
        assert {"f1"} < late.undone()
        assert "r2" not in confirmations(late, feb(9))

    def test_a_return_that_was_not_known_confirmed_nobody(self) -> None:
        gone = movements.departure("f8", "r4", happened=at(3), known=at(8))
        back = movements.arrival("f9", "r4", home="h1", happened=at(6), known=at(8))
        told = RESIDENCE.with_(Journal.of([gone, back]))
        assert ("f9", "") == tuple(confirmations(told, feb(9), known=known)["r4"].fact for known in (None, at(7)))

    def test_a_void_fact_confirms_nothing(self) -> None:
        void = Amendment(id="k1", of="f1", known=at(8))
        assert SINCE == confirmations(self.LATER.with_(Journal.of([void])), feb(9))["r2"].day

    def test_old_records_are_listed_the_oldest_first(self) -> None:
        old = stale(self.LATER, feb(9), older_than=2, kind="resident", by="door")
        assert [("r3", 8), ("r4", 8), ("r1", 5), ("r2", 3)] == [(each.subject, each.age(feb(9))) for each in old]
        assert ["r3", "r4"] == [
            each.subject for each in stale(self.LATER, feb(9), older_than=5, kind="resident", by="door")
        ]
