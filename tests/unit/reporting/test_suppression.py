from collections.abc import Mapping

import pytest

from gridcare.codec.documents import from_json, to_json
from gridcare.codec.issues import UnreadableInput
from gridcare.errors import DefinitionError
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.suppression import TOTAL, AdditiveTable, Breakdown, ReleasedTable, SmallCells, suppress

LANES = Hierarchy(
    Level.ordered("street", "lane"),
    [Unit("s", "S", "street"), *(Unit(each, each.upper(), "lane", parent="s") for each in "abc")],
)
AGE = Breakdown("age", ("young", "old"))


def table(rows: Mapping[str, tuple[int, int]]) -> AdditiveTable:
    filled = {**dict.fromkeys("abc", (0, 0)), **rows}
    return AdditiveTable(LANES, "s", [AGE], {lane: {"young": y, "old": o} for lane, (o, y) in filled.items()})


class TestTotals:
    def test_every_total_is_computed(self) -> None:
        told = table({"a": (1, 9), "b": (8, 7), "c": (6, 5)})
        assert (36, 15, 21, 10) == (told["s", TOTAL], told["s", "old"], told["s", "young"], told["a", TOTAL])

    def test_a_table_may_have_totals_only(self) -> None:
        told = AdditiveTable(LANES, "s", [], {"a": {TOTAL: 1}, "b": {TOTAL: 20}, "c": {TOTAL: 30}})
        made = suppress(told, SmallCells(limit=5))
        assert {("a", TOTAL), ("b", TOTAL)} == made.released.hidden


class TestWhatIsSmall:
    def test_a_count_below_the_limit_is_small_and_the_limit_is_not(self) -> None:
        rule = SmallCells(limit=5)
        assert [False, True, True, False, False] == [rule.is_small(count) for count in (0, 1, 4, 5, 6)]
        assert [True, True, False] == [SmallCells(limit=5, zeros=True).is_small(count) for count in (0, 4, 5)]

    def test_the_limit_itself_is_published_and_one_less_is_not(self) -> None:
        assert frozenset() == suppress(table({"a": (5, 9), "b": (8, 7), "c": (60, 50)}), SmallCells(limit=5)).primary
        assert {("a", "old")} == suppress(table({"a": (4, 9), "b": (8, 7), "c": (60, 50)}), SmallCells(limit=5)).primary


class TestHiding:
    def test_a_small_cell_takes_three_others_with_it(self) -> None:
        made = suppress(table({"a": (1, 9), "b": (8, 7), "c": (60, 50)}), SmallCells(limit=5))
        assert {("a", "old")} == made.primary
        assert {("a", "young"), ("b", "old"), ("b", "young")} == made.complementary
        assert (10, None, 15) == (
            made.released["a", TOTAL],
            made.released["a", "old"],
            made.released["b", TOTAL],
        )

    def test_a_swap_that_is_just_wide_enough_is_taken_and_one_less_is_not(self) -> None:
        told = table({"a": (1, 4), "b": (8, 7), "c": (60, 50)})
        wide = {width: suppress(told, SmallCells(limit=3, width=width)).released.hidden for width in (5, 6)}
        assert {("a", "old"), ("a", "young"), ("b", "old"), ("b", "young")} == wide[5]
        assert ("a", TOTAL) in wide[6]

    def test_what_is_hidden_already_is_taken_before_what_is_not(self) -> None:
        lanes = Hierarchy(
            Level.ordered("street", "lane"),
            [Unit("s", "S", "street"), *(Unit(each, each, "lane", parent="s") for each in "abcd")],
        )
        rows = {"a": (1, 30), "b": (8, 7), "c": (2, 30), "d": (3, 3)}
        counts = {lane: {"old": old, "young": young} for lane, (old, young) in rows.items()}
        made = suppress(AdditiveTable(lanes, "s", [AGE], counts), SmallCells(limit=3, width=5))
        assert {(lane, category) for lane in "abc" for category in ("old", "young")} == made.released.hidden

    def test_a_table_without_small_cells_is_released_as_it_is(self) -> None:
        told = table({"a": (10, 9), "b": (8, 7), "c": (6, 5)})
        assert dict(told) == dict(suppress(told, SmallCells(limit=5)).released)

    def test_zeros_are_published_unless_the_rule_says_otherwise(self) -> None:
        told = table({"a": (0, 90), "b": (80, 70), "c": (60, 50)})
        assert frozenset() == suppress(told, SmallCells(limit=5)).released.hidden
        assert ("a", "old") in suppress(told, SmallCells(limit=5, zeros=True)).primary

    def test_a_whole_street_of_few_is_hidden_with_its_total(self) -> None:
        made = suppress(table({"a": (1, 0)}), SmallCells(limit=5))
        assert {("a", "old"), ("a", TOTAL), ("s", "old"), ("s", TOTAL)} <= made.released.hidden

    def test_neither_the_repr_nor_the_release_says_which_cells_are_small(self) -> None:
        made = suppress(table({"a": (3, 9), "b": (8, 7), "c": (60, 50)}), SmallCells(limit=5))
        assert "ReleasedTable(12 cells, 4 hidden)" == repr(made.released)
        assert "AdditiveTable('s', 4 units, 2 categories)" == repr(table({}))


class TestBadTables:
    def test_every_fault_of_a_table_is_told(self) -> None:
        sex = Breakdown("sex", ("f", "m"))
        rows = {
            "a": {"young": 1, "old": 2, "f": 1, "m": 1},
            "b": {"young": -1, "old": 2, "f": 1, "m": 0},
            "s": {},
            "c": {"young": 1, "old": 1, "f": 1, "m": 1, "x": 4},
        }
        with pytest.raises(DefinitionError) as refused:
            AdditiveTable(LANES, "s", [AGE, sex], rows)
        assert (
            "suppression.unit",
            "suppression.not-additive",
            "suppression.count",
            "suppression.category",
        ) == refused.value.codes

    def test_a_missing_count_is_no_zero(self) -> None:
        with pytest.raises(DefinitionError, match=r"table of 's'") as refused:
            AdditiveTable(LANES, "s", [AGE], {"a": {"young": 1, "old": 2}, "b": {"young": 1, "old": 2}})
        assert ("suppression.count", "suppression.count") == refused.value.codes

    def test_a_category_stands_in_one_breakdown(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            AdditiveTable(LANES, "s", [AGE, AGE, Breakdown("none", ())], {})
        assert "'old': each category has a name and stands in one breakdown, once" in str(refused.value)

    @pytest.mark.parametrize(
        ("breakdown", "told"),
        [
            (Breakdown("none", ()), "it breaks down into nothing"),
            (Breakdown("age", (TOTAL, "old")), "each category has a name"),
        ],
    )
    def test_a_breakdown_has_categories_with_names(self, breakdown: Breakdown, told: str) -> None:
        with pytest.raises(DefinitionError) as refused:
            AdditiveTable(LANES, "s", [breakdown], {})
        assert told in str(refused.value)

    def test_yes_is_no_count(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            table({"a": (True, 2)})
        assert ("suppression.count",) == refused.value.codes

    def test_a_limit_that_hides_nothing_is_refused(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            SmallCells(limit=1, width=0)
        assert ("suppression.limit", "suppression.width") == refused.value.codes


class TestStored:
    def test_what_was_released_is_read_again_and_tells_no_more(self) -> None:
        released = suppress(table({"a": (1, 9), "b": (8, 7), "c": (6, 5)}), SmallCells(limit=5)).released
        text = to_json(released)
        assert (from_json(text, ReleasedTable), '{"category":"young","unit":"c"}' in text) == (released, True)
        assert list(from_json(text, ReleasedTable)) == list(released)

    def test_a_cell_that_is_told_twice_is_refused(self) -> None:
        twice = '{"cells": [{"unit": "a", "category": "old"}, {"unit": "a", "category": "old", "count": 7}]}'
        with pytest.raises(UnreadableInput, match="'a', 'old'"):
            from_json(twice, ReleasedTable)
