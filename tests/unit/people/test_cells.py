"""Cells: lanes and buildings, remainders, fall-backs, reasons, and cells as units."""

from datetime import date

import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.people.cells import FallBack, Outside, Remainder, SizeBand, WhyNone, as_units, partition
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit

TEN = SizeBand(8, 12, 10)


def lane(length: int) -> list[str]:
    return [f"h{number}" for number in range(length)]


class TestRemainder:
    def test_it_is_spread_or_stands_in_the_last(self) -> None:
        assert [9, 9, 8] == [cell.size for cell in partition(lane(26), TEN).cells]
        assert [10, 8, 8] == [cell.size for cell in partition(lane(26), TEN, remainder=Remainder.LAST).cells]

    def test_weights_decide_sizes(self) -> None:
        buildings = {"b1": 6, "b2": 6, "b3": 4, "b4": 9}
        assert [("b1", "b2"), ("b3",), ("b4",)] == [
            cell.members for cell in partition(buildings, SizeBand(4, 12), remainder=Remainder.LAST).cells
        ]

    def test_nobody_needs_no_cell(self) -> None:
        assert partition([], TEN).is_whole
        assert partition([], TEN, adjacent=[]).is_whole


class TestFallBack:
    def test_without_one_the_reason_is_told(self) -> None:
        (why,) = partition(lane(13), TEN).none
        assert (WhyNone.NO_SUM, 13) == (why.why, why.size)
        (why,) = partition(lane(7), TEN).none
        assert "too few: 'h0', 'h1', 'h2', 'h3', 'h4' and 2 more, 7 together" == str(why)

    def test_a_member_too_large_is_named(self) -> None:
        (why,) = partition({"b1": 8, "b2": 30, "b3": 8}, TEN).none
        assert (WhyNone.TOO_LARGE, ("b2",)) == (why.why, why.members)
        told = partition({"b1": 8, "b2": 30, "b3": 8}, TEN, fall_back=FallBack.LONG)
        assert [None, Outside.LONG, None] == [cell.outside for cell in told.cells]

    @pytest.mark.parametrize(("fall_back", "sizes"), [(FallBack.SHORT, {5, 8}), (FallBack.LONG, {13})])
    def test_as_few_cells_as_possible_lie_outside_the_band(self, fall_back: FallBack, sizes: set[int]) -> None:
        told = partition(lane(13), SizeBand(8, 8), fall_back=fall_back)
        assert sizes == {cell.size for cell in told.cells}
        assert 1 == sum(cell.outside is not None for cell in told.cells)

    def test_no_cut_although_the_sum_fits(self) -> None:
        (why,) = partition({"b1": 2, "b2": 1, "b3": 2, "b4": 1}, SizeBand(2, 2)).none
        assert WhyNone.NO_CUT is why.why
        star = [("hub", f"leaf {n}") for n in range(3)]
        (why,) = partition(["hub", "leaf 0", "leaf 1", "leaf 2"], SizeBand(2, 2), adjacent=star).none
        assert WhyNone.NO_CUT is why.why

    def test_a_search_that_was_given_up_says_so(self) -> None:
        pairs = [(f"h{n}", f"h{m}") for n in range(30) for m in range(n)]
        (why,) = partition(lane(30), SizeBand(10, 10), adjacent=pairs, effort=3).none
        assert WhyNone.NOT_FOUND is why.why

    def test_groups_that_are_not_connected_are_told_apart(self) -> None:
        told = partition(["a", "b", "c"], SizeBand(2, 2), adjacent=[("a", "b")])
        assert [("a", "b")] == [cell.members for cell in told.cells]
        assert [("c",)] == [each.members for each in told.none]


class TestUnits:
    """Cells are dated units of a hierarchy that cuts across the administrative one."""

    def test_a_hierarchy_of_cells_over_households(self) -> None:
        levels = Level.ordered("grid", "house")
        grid = Hierarchy(levels, [Unit("g", "", "grid"), *(Unit(each, "", "house", "g") for each in lane(20))])
        day = date(2020, 2, 3)
        made = as_units(partition(lane(20), TEN).cells, level="cell", opened=day)
        cells = grid.regroup(Level.ordered("cell", "house"), *made)
        assert ("cell 1", "cell 2") == cells.roots
        assert 10 == cells.count("cell 1", "house")
        assert not cells["cell 1"].exists(date(2020, 2, 2))
        assert cells["cell 1"].exists(day)


class TestRefused:
    @pytest.mark.parametrize("given", [(0, 3), (4, 3), (2, 3, 9)])
    def test_a_band_that_is_none(self, given: tuple[int, ...]) -> None:
        with pytest.raises(DefinitionError) as caught:
            SizeBand(*given)
        assert ("cells.band",) == caught.value.codes

    def test_a_member_twice_and_a_size_below_zero(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            partition(["a", "b", "a"], TEN)
        assert ("cells.member-twice",) == caught.value.codes
        with pytest.raises(DefinitionError) as caught:
            partition({"a": -1}, TEN)
        assert ("cells.size",) == caught.value.codes

    def test_a_neighbour_who_is_no_member(self) -> None:
        with pytest.raises(UnknownName, match="'h99' is no member"):
            partition(lane(3), TEN, adjacent=[("h0", "h99")])
