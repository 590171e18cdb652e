"""Counts up the tree, and counts that move."""

from fractions import Fraction

import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.tally import NotAdditive, Number, OtherHierarchy, RunningTally, Tally
from gridcare.places.units import Level, Unit

LEVELS = Level.ordered("street", "community", "grid")


@pytest.fixture
def street() -> Hierarchy:
    units = [
        Unit("s", "", "street"),
        Unit("c1", "", "community", "s"),
        Unit("g1", "", "grid", "c1"),
        Unit("g2", "", "grid", "c1"),
        Unit("c2", "", "community", "s"),
    ]
    return Hierarchy(LEVELS, units)


class TestTally:
    def test_a_unit_adds_its_own_figures_to_those_inside_it(self, street: Hierarchy) -> None:
        figures: list[tuple[str, str, dict[str, Number]]] = [
            ("g1", "settled", {"household": 2, "person": 5}),
            ("g2", "settled", {"household": 1}),
            ("c1", "open", {"household": 1, "person": 2}),
            ("g1", "settled", {"household": 1, "person": 1}),
        ]
        tally = Tally.of(street, figures)
        assert tally.at("c1") == {"settled": {"household": 4, "person": 6}, "open": {"household": 1, "person": 2}}
        assert tally.at("s") == tally.at("c1")
        assert tally.own("c1") == {"open": {"household": 1, "person": 2}}

    def test_absent_is_not_zero(self, street: Hierarchy) -> None:
        tally = Tally.of(street, [("g1", "fever", {"person": 0})])
        assert tally.get("c1", "fever", "person") == 0
        assert tally.get("c2", "fever", "person") is None
        assert tally.get("c1", "fever", "household") is None
        assert tally != Tally(street)

    def test_a_figure_without_any_weight_says_nothing(self, street: Hierarchy) -> None:
        assert Tally.of(street, [("g1", "fever", {})]) == Tally(street)

    def test_shares_stay_exact(self, street: Hierarchy) -> None:
        tally = Tally.of(street, [(unit, "persons", {"person": Fraction(1, 3)}) for unit in ("g1", "g2", "c2")])
        assert tally.get("s", "persons", "person") == 1

    @pytest.mark.parametrize("amount", [0.5, True, "3", None])
    def test_what_does_not_add_exactly_is_refused(self, street: Hierarchy, amount: object) -> None:
        kind = type(amount).__name__
        with pytest.raises(NotAdditive, match=f"'fever' of 'g1' in 'person' is a {kind}; counts are whole") as error:
            Tally.of(street, [("g1", "fever", {"person": amount})])  # type: ignore[dict-item]
        assert (error.value.unit, error.value.key, error.value.weight) == ("g1", "fever", "person")

    def test_a_figure_outside_the_hierarchy_is_refused(self, street: Hierarchy) -> None:
        with pytest.raises(UnknownUnit, match="'g3' is no unit"):
            Tally.of(street, [("g3", "fever", {"person": 1})])
        tally = Tally(street)
        for ask in (tally.at, tally.own, lambda unit: tally.get(unit, "fever", "person")):
            with pytest.raises(UnknownUnit):
                ask("g3")

    def test_tallies_of_different_maps_do_not_add(self, street: Hierarchy) -> None:
        other = Tally(Hierarchy(LEVELS, [Unit("s", "", "street")]))
        with pytest.raises(OtherHierarchy, match="different hierarchies"):
            Tally(street) + other
        with pytest.raises(TypeError):
            Tally(street) + 1  # type: ignore[operator]

    def test_tallies_of_equal_maps_add(self, street: Hierarchy) -> None:
        same = Hierarchy(LEVELS, reversed(list(street.values())))
        total = Tally.of(street, [("g1", "x", {"person": 1})]) + Tally.of(same, [("g2", "x", {"person": 2})])
        assert total.at("s") == {"x": {"person": 3}}

    def test_it_shows_what_it_counts_and_no_figure(self, street: Hierarchy) -> None:
        tally = Tally.of(street, [("g1", "open", {"person": 12345}), ("g2", "left", {"person": 1})])
        assert repr(tally) == "Tally(2 units; left, open)"
        assert tally.hierarchy is street


class TestRunningTally:
    def test_a_move_reaches_every_unit_above(self, street: Hierarchy) -> None:
        running = RunningTally(street, ("door", "done"))
        family = running.pack(household=1, person=4)
        running.add(street.position("g1"), 0, family)
        running.add(street.position("c2"), 0, running.pack(household=1))
        running.move(street.position("g1"), 0, 1, family)
        assert running.at("c1") == {"door": {"household": 0, "person": 0}, "done": {"household": 1, "person": 4}}
        assert running.at("s") == {"door": {"household": 1, "person": 0}, "done": {"household": 1, "person": 4}}
        assert running.at("g2") == {}

    def test_persons_are_packed_above_households(self, street: Hierarchy) -> None:
        running = RunningTally(street, ("door",))
        assert running.pack(household=1, person=3) == 3 << 32 | 1
        assert running.unpack(running.pack(household=2**32 - 1, person=7)) == {"household": 2**32 - 1, "person": 7}

    def test_cells_and_offsets_are_where_a_hot_loop_expects_them(self, street: Hierarchy) -> None:
        running = RunningTally(street, ("a", "b", "c"))
        g1, c1, s = (street.position(unit) for unit in ("g1", "c1", "s"))
        assert running.offsets[g1] == (3 * g1, 3 * c1, 3 * s)
        running.add(g1, 2, 5)
        assert [place for place, cell in enumerate(running.cells) if cell] == [3 * s + 2, 3 * c1 + 2, 3 * g1 + 2]

    def test_weights_may_be_others(self, street: Hierarchy) -> None:
        running = RunningTally(street, ("due",), weights=("building",))
        running.add(0, 0, running.pack(building=768))
        assert running.at("s") == {"due": {"building": 768}}
        with pytest.raises(UnknownName, match="'household' is no weight"):
            running.pack(household=1)

    @pytest.mark.parametrize("amount", [-1, 2**32])
    def test_a_weight_that_does_not_fit_is_refused(self, street: Hierarchy, amount: int) -> None:
        with pytest.raises(ValueError, match="'person' is outside 0 to 4294967295"):
            RunningTally(street, ("a",)).pack(person=amount)

    def test_a_key_named_twice_is_refused(self, street: Hierarchy) -> None:
        with pytest.raises(DefinitionError, match="running tally has 1 fault") as refusal:
            RunningTally(street, ("a", "b", "a"))
        assert refusal.value.codes == ("tally.duplicate-key",)

    def test_an_unknown_unit_is_refused(self, street: Hierarchy) -> None:
        with pytest.raises(UnknownUnit):
            RunningTally(street, ("a",)).at("nowhere")

    def test_a_change_touches_one_cell_a_unit_on_the_way_up(self, street: Hierarchy) -> None:
        """What bounds the cost of a record, whatever the size of the map: a count, not a time."""
        wide = Hierarchy(LEVELS, [*street.values(), *(Unit(f"g{n}", "", "grid", "c2") for n in range(3, 500))])
        running = RunningTally(wide, ("a", "b"))
        assert max(map(len, running.offsets)) == 3
        before = list(running.cells)
        running.add(wide.position("g400"), 0, 1)
        assert sum(now != then for now, then in zip(running.cells, before, strict=True)) == 3
