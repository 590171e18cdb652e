"""Hypothesis strategies for additive tables of small and large counts, and for rules of small cells."""

from hypothesis import strategies as st

from gridcare.places.hierarchy import Hierarchy
from gridcare.reporting.suppression import TOTAL, AdditiveTable, Breakdown, SmallCells
from gridcare.testing.strategies.places import hierarchies

__all__ = ["additive_tables", "breakdowns", "small_cells"]


def breakdowns() -> st.SearchStrategy[tuple[Breakdown, ...]]:
    """Draw no, one or two breakdowns of one to four categories."""
    sizes = st.lists(st.integers(1, 4), max_size=2)
    return sizes.map(
        lambda drawn: tuple(
            Breakdown(f"b{number}", [f"b{number}c{place}" for place in range(size)])
            for number, size in enumerate(drawn)
        )
    )


def small_cells() -> st.SearchStrategy[SmallCells]:
    """Draw limits from 2 to 10, of which zeros are sometimes small too."""
    return st.builds(SmallCells, limit=st.integers(2, 10), zeros=st.booleans()) | st.builds(
        SmallCells, limit=st.integers(2, 6), width=st.integers(1, 12)
    )


@st.composite
def additive_tables(draw: st.DrawFn, *, max_units: int = 8) -> tuple[AdditiveTable, Hierarchy]:
    """Draw tables over hierarchies of one tree, with the hierarchy; many counts are small, and many are zero."""
    hierarchy = draw(hierarchies(min_size=1, max_size=max_units, one_tree=True))
    parts = draw(breakdowns())
    counts = st.one_of(st.integers(0, 4), st.integers(0, 40), st.just(0))
    rows = {}
    for leaf in hierarchy.leaves():
        first = {each: draw(counts) for each in (parts[0].categories if parts else (TOTAL,))}
        row, total = dict(first), sum(first.values())
        for part in parts[1:]:
            cuts = sorted(draw(st.integers(0, total)) for _ in part.categories[1:])
            bounds = [0, *cuts, total]
            row |= {each: bounds[at + 1] - bounds[at] for at, each in enumerate(part.categories)}
        rows[leaf] = row
    return AdditiveTable(hierarchy, hierarchy.roots[0], parts, rows), hierarchy
