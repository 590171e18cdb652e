"""Laws of re-basing: totals are conserved, and what can be told exactly is told exactly."""

from datetime import date, timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from gridcare.places.lineage import Lineage
from gridcare.places.rebasing import Rebased, rebase
from gridcare.places.tally import Number, Tally
from gridcare.testing.strategies.lineage import SINCE, figures_of, lineages

DAYS = tuple(SINCE + timedelta(days=days) for days in range(0, 60, 3))


def total(figures: Tally | Rebased) -> dict[str, Number]:
    """Everything that was counted, by key, residue included."""
    sums: dict[str, Number] = {}
    if isinstance(figures, Rebased):
        amounts = [(piece.key, piece.amount) for piece in figures.pieces]
    else:
        amounts = [(key, amount) for _, key, cells in figures.entries() for amount in cells.values()]
    for key, amount in amounts:
        sums[key] = sums.get(key, 0) + amount
    return sums


class TestTotals:
    @given(lineages(), st.sampled_from(DAYS), st.sampled_from(DAYS), st.data())
    def test_totals_are_conserved_residue_included(
        self, lineage: Lineage, counted: date, on: date, data: st.DataObject
    ) -> None:
        figures = data.draw(figures_of(lineage.as_of(counted)))
        rebased = rebase(figures, lineage, counted=counted, on=on)
        assert total(figures) == total(rebased)
        outside = [piece for piece in rebased.pieces if piece.unit is None]
        for key, amount in total(figures).items():
            drawn = rebased.tally.hierarchy
            roots = sum(rebased.tally.get(root, key, "person") or 0 for root in drawn.roots)
            assert amount == roots + sum(piece.amount for piece in outside if piece.key == key)
        event(f"residue: {bool(rebased.residue)}; outside: {bool(outside)}")

    @given(lineages(), st.sampled_from(DAYS), st.sampled_from(DAYS), st.data())
    def test_what_was_carried_comes_home_by_the_same_way(
        self, lineage: Lineage, counted: date, on: date, data: st.DataObject
    ) -> None:
        figures = data.draw(figures_of(lineage.as_of(counted)))
        there = rebase(figures, lineage, counted=counted, on=on)
        back = rebase(there, lineage, on=counted)
        assert figures == back.tally
        assert back.residue == ()
        event(f"moved: {any(piece.trail for piece in there.pieces)}")
