"""
No hidden cell can be computed back: whatever a reader of the release can reckon leaves it an interval wide enough.

The reader is a linear programme: of all tables of counts that agree with what was published, the least and the
greatest value of each hidden cell.
"""

from collections.abc import Iterator

import numpy
import pytest
from hypothesis import given
from scipy.optimize import linprog

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.suppression import TOTAL, AdditiveTable, Breakdown, SmallCells, suppress
from gridcare.testing.strategies.suppression import additive_tables, small_cells


def sums(told: AdditiveTable, hierarchy: Hierarchy) -> Iterator[tuple[tuple[str, str], list[tuple[str, str]]]]:
    """Every sum that a reader knows: a cell and the cells that make it up."""
    for unit in told.units:
        for part in told.breakdowns:
            yield (unit, TOTAL), [(unit, category) for category in part.categories]
        if below := hierarchy.children(unit):
            for category in (TOTAL, *told.categories):
                yield (unit, category), [(child, category) for child in below]


def widths(told: AdditiveTable, hierarchy: Hierarchy, released: dict[tuple[str, str], int | None]) -> list[float]:
    """How far apart the least and the greatest value are that a reader finds for each hidden cell."""
    hidden = [key for key, count in released.items() if count is None]
    place = {key: number for number, key in enumerate(hidden)}
    rows, right = [], []
    for whole, parts in sums(told, hierarchy):
        row, known = numpy.zeros(len(hidden)), 0
        for key, sign in [(whole, -1), *((part, 1) for part in parts)]:
            count = released[key]
            if count is None:
                row[place[key]] += sign
            else:
                known -= sign * count
        if row.any():
            rows.append(row)
            right.append(known)
    found = []
    for number in range(len(hidden)):
        aim = numpy.zeros(len(hidden))
        aim[number] = 1
        equal = (numpy.array(rows), right) if rows else (None, None)
        least = linprog(aim, A_eq=equal[0], b_eq=equal[1], bounds=(0, None), method="highs")
        most = linprog(-aim, A_eq=equal[0], b_eq=equal[1], bounds=(0, None), method="highs")
        assert least.status == 0
        assert most.status in (0, 3, 4)
        found.append(-most.fun - least.fun if most.status == 0 else float("inf"))
    return found


@given(additive_tables(), small_cells())
def test_no_hidden_cell_can_be_computed_back(drawn: tuple[AdditiveTable, Hierarchy], rule: SmallCells) -> None:
    told, hierarchy = drawn
    released = suppress(told, rule).released
    assert all(width >= rule.width - 1e-6 for width in widths(told, hierarchy, dict(released)))


@given(additive_tables(), small_cells())
def test_every_small_cell_is_hidden_and_every_other_figure_is_true(
    drawn: tuple[AdditiveTable, Hierarchy], rule: SmallCells
) -> None:
    told, _ = drawn
    made = suppress(told, rule)
    assert made.primary | made.complementary == made.released.hidden
    assert not made.primary & made.complementary
    assert made.primary == {key for key in told if rule.is_small(told[key])}
    assert {key: told[key] for key in told if key not in made.released.hidden} == {
        key: count for key, count in made.released.items() if count is not None
    }
    if not made.primary:
        assert not made.complementary


def test_the_reader_finds_a_cell_that_was_hidden_alone() -> None:
    """Guards the law above: a linear programme that finds nothing would let everything pass."""
    lanes = Hierarchy(
        Level.ordered("street", "lane"),
        [Unit("s", "S", "street"), *(Unit(each, each, "lane", parent="s") for each in "ab")],
    )
    rows = {"a": {"old": 1, "young": 9}, "b": {"old": 8, "young": 7}}
    told = AdditiveTable(lanes, "s", [Breakdown("age", ("old", "young"))], rows)
    alone = {key: None if key == ("a", "old") else told[key] for key in told}
    assert [pytest.approx(0)] == widths(told, lanes, alone)
