"""The small cells of a street by age, 16 communities of 6 grids; beside hiding what a linear programme asks for."""

from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any, Final

import numpy
import scipy
from scipy.optimize import linprog

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.suppression import TOTAL, AdditiveTable, Breakdown, SmallCells, Suppression, suppress

COMMUNITIES: Final = 16
GRIDS: Final = 6
AGES: Final = ("under 18", "18 to 59", "60 to 79", "80 and over")
RULE: Final = SmallCells(limit=5)
SEED: Final = 2020

Cell = tuple[str, str]


@cache
def street(communities: int = COMMUNITIES) -> Hierarchy:
    told = [f"c{number}" for number in range(communities)]
    return Hierarchy(
        Level.ordered("street", "community", "grid"),
        [
            Unit("s", "", "street"),
            *(Unit(each, "", "community", "s") for each in told),
            *(Unit(f"{each}g{number}", "", "grid", each) for each in told for number in range(GRIDS)),
        ],
    )


@cache
def table(communities: int = COMMUNITIES) -> AdditiveTable:
    """Most cells are large; about one of twenty is small."""
    chance = Random(SEED)
    grids = street(communities).leaves("s")
    counts = {
        grid: {age: chance.randint(1, 4) if chance.random() < 0.05 else chance.randint(5, 300) for age in AGES}
        for grid in grids
    }
    return AdditiveTable(street(communities), "s", [Breakdown("age", AGES)], counts)


def ours() -> Suppression:
    return suppress(table(), RULE)


def sums() -> Iterator[tuple[Cell, ...]]:
    """Every sum of the table, the whole first."""
    told, tree = table(), street()
    for unit in told.units:
        yield ((unit, TOTAL), *((unit, age) for age in AGES))
        for column in (TOTAL, *AGES) if tree.children(unit) else ():
            yield ((unit, column), *((child, column) for child in tree.children(unit)))


def width(cell: Cell, hidden: list[Cell]) -> float:
    """How far apart the least and the greatest value are that a reader finds for a hidden cell."""
    told, place = table(), {each: number for number, each in enumerate(hidden)}
    rows, right = [], []
    for whole, *parts in sums():
        row, known = numpy.zeros(len(hidden)), 0
        for key, sign in [(whole, -1), *((part, 1) for part in parts)]:
            if key in place:
                row[place[key]] += sign
            else:
                known -= sign * told[key]
        if row.any():
            rows.append(row)
            right.append(known)
    aim = numpy.zeros(len(hidden))
    aim[place[cell]] = 1
    ends = [linprog(sign * aim, A_eq=numpy.array(rows), b_eq=right, method="highs") for sign in (1, -1)]
    return float("inf") if ends[1].status in (3, 4) else -ends[1].fun - ends[0].fun


def by_programme() -> set[Cell]:
    """Hide the smallest other cell of every sum that holds one too narrow, until no small cell is; the naive way."""
    told = table()
    small = [key for key in told if RULE.is_small(told[key])]
    hidden = dict.fromkeys(small)
    while narrow := [cell for cell in small if width(cell, list(hidden)) < RULE.width]:
        for whole in sums():
            alone = [key for key in whole if key in hidden]
            if alone and (len(alone) == 1 or set(narrow) & set(alone)) and len(alone) < len(whole):
                hidden[min((key for key in whole if key not in hidden), key=lambda key: told[key])] = None
    return set(hidden)


def check() -> None:
    """Neither leaves a small cell in the open, and nobody computes ours back."""
    made = ours()
    assert made.primary <= by_programme()
    hidden = sorted(made.released.hidden)
    assert all(width(cell, hidden) >= RULE.width - 1e-6 for cell in sorted(made.primary))


def ratio_suppression(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    check()
    ours_s, peer_s = versus(ours, by_programme, rounds=3)
    hidden, more = len(ours().released.hidden), len(by_programme())
    return {
        "ours_s": ours_s,
        "peer": f"scipy {scipy.__version__} linear programmes; {hidden} cells hidden beside {more}",
        "peer_s": peer_s,
        "floor": 20,
        "goal": 100,
    }


def test_the_small_cells_of_a_street(benchmark: Any) -> None:
    assert benchmark(ours).primary


def test_beside_a_linear_programme(benchmark: Any) -> None:
    assert ours().primary <= benchmark.pedantic(by_programme, rounds=1)
