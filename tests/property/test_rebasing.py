"""Laws of re-basing: totals are conserved, and what can be told exactly is told exactly."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import assume, event, given
from hypothesis import strategies as st

from gridcare.places.alterations import TYPE, Alteration, Closed, Extracted, Merged, Opened, Part, Reclassified, Split
from gridcare.places.lineage import Lineage
from gridcare.places.rebasing import Rebased, rebase
from gridcare.places.reversal import undoing
from gridcare.places.tally import Number, Tally
from gridcare.testing.strategies.lineage import KNOWN, SINCE, alterations, bent_alterations, figures_of, lineages

DAYS = tuple(SINCE + timedelta(days=days) for days in range(0, 60, 3))
FROM = st.just(DAYS[0]) | st.sampled_from(DAYS)
TO = st.just(DAYS[-1]) | st.sampled_from(DAYS)


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


def loaded() -> st.SearchStrategy[Lineage]:
    """Lineages of alterations as they are found, shares that leave something over among them."""
    return bent_alterations().map(lambda history: Lineage.load(history[0], SINCE, history[1]).lineage)


class TestTotals:
    @given(lineages() | loaded(), FROM, TO, st.data())
    def test_totals_are_conserved_residue_included(
        self, lineage: Lineage, counted: date, on: date, data: st.DataObject
    ) -> None:
        figures = data.draw(figures_of(lineage.as_of(counted), lineage.settled().altered()))
        rebased = rebase(figures, lineage, counted=counted, on=on)
        assert total(figures) == total(rebased)
        outside = [piece for piece in rebased.pieces if piece.unit is None]
        for key, amount in total(figures).items():
            drawn = rebased.tally.hierarchy
            roots = sum(rebased.tally.get(root, key, "person") or 0 for root in drawn.roots)
            assert amount == roots + sum(piece.amount for piece in outside if piece.key == key)
        event(f"residue: {bool(rebased.residue)}; outside: {bool(outside)}")

    @given(lineages(), FROM, TO, st.data())
    def test_what_was_carried_comes_home_by_the_same_way(
        self, lineage: Lineage, counted: date, on: date, data: st.DataObject
    ) -> None:
        figures = data.draw(figures_of(lineage.as_of(counted), lineage.settled().altered()))
        there = rebase(figures, lineage, counted=counted, on=on)
        back = rebase(there, lineage, on=counted)
        assert figures == back.tally
        assert back.residue == ()
        event(f"moved: {any(piece.trail for piece in there.pieces)}")


class TestShares:
    @given(lineages(max_alterations=0), st.lists(st.integers(0, 4), min_size=2, max_size=3), st.booleans(), st.data())
    def test_a_count_divided_by_any_declared_shares_is_conserved(
        self, lineage: Lineage, shares: list[int], lives_on: bool, data: st.DataObject
    ) -> None:
        base, day = lineage.base, SINCE + timedelta(days=5)
        source = base[data.draw(st.sampled_from(sorted(base)))]
        parts = [
            Part(attrs.evolve(source, id=f"part {number}"), (), Fraction(share, 12))
            for number, share in enumerate(shares)
        ]
        stamp: dict[str, Any] = {"day": day, "known": KNOWN, "source": source.id}
        extracted, split = Extracted(**stamp, id="x", part=parts[0]), Split(**stamp, id="x", parts=parts)
        said: list[Alteration] = [extracted if lives_on else split]
        after = Lineage.load(base, SINCE, said).lineage
        figures = Tally.of(base, [(source.id, "fever", {"person": 7})])
        there = rebase(figures, after, counted=SINCE, on=day)
        assert total(there) == {"fever": 7}
        assert rebase(there, after, on=SINCE).tally == figures
        for part, share in zip(parts[:1] if lives_on else parts, shares, strict=False):
            assert there.tally.get(part.target, "fever", "person") == 7 * Fraction(share, 12)


LATER = SINCE + timedelta(days=100)


@st.composite
def undone(draw: st.DrawFn) -> tuple[Lineage, Lineage, Alteration]:
    """Draw a lineage, one with one more alteration that is taken back later, and that alteration."""
    lineage = draw(lineages(max_alterations=2))
    day = SINCE + timedelta(days=60)
    before = lineage.as_of(day)
    assume(len(before))
    said = draw(alterations(before, 99, day))
    back = undoing(lineage.with_(said), said.id, id="back", day=LATER, known=KNOWN + timedelta(days=90))
    return lineage, lineage.with_(said, *back), said


class TestUndoing:
    @given(undone())
    def test_merge_then_undo_is_the_identity_of_maps(self, drawn: tuple[Lineage, Lineage, Alteration]) -> None:
        before, after, said = drawn
        event(type(said).__name__)
        then, now = before.as_of(LATER), after.as_of(LATER)
        if isinstance(said, Reclassified):  # that a type was another for a while stays told
            unit = said.unit
            assert now[unit].attributes != then[unit].attributes
            assert then.attribute(unit, TYPE, LATER) == now.attribute(unit, TYPE, LATER)
            assert then[unit] == attrs.evolve(now[unit], attributes=then[unit].attributes)
        else:
            assert then == now

    @given(undone(), st.data())
    def test_merge_then_undo_is_the_identity_of_figures(
        self, drawn: tuple[Lineage, Lineage, Alteration], data: st.DataObject
    ) -> None:
        _, after, said = drawn
        eve = said.day - timedelta(days=1)
        for counted, on in ((eve, LATER), (LATER, eve)):
            figures = data.draw(figures_of(after.as_of(counted), said.altered))
            assume(not isinstance(said, Reclassified))
            rebased = rebase(figures, after, counted=counted, on=on)
            if isinstance(said, Opened | Closed):
                continue
            assert {unit: figures.own(unit) for unit, _, _ in figures.entries()} == {
                unit: rebased.tally.own(unit) for unit, _, _ in rebased.tally.entries()
            }
            assert rebased.residue == ()

    @given(lineages(max_alterations=0), st.lists(st.integers(1, 9), min_size=1, max_size=3), st.data())
    def test_a_merger_taken_back_sends_every_count_home(
        self, lineage: Lineage, counts: list[int], data: st.DataObject
    ) -> None:
        base = lineage.base
        level = data.draw(st.sampled_from(sorted({unit.level for unit in base.values()})))
        sources = base.at_level(level)[: len(counts)]
        into = attrs.evolve(base[sources[0]], id="heir")
        after = lineage.with_(Merged(id="x", day=SINCE + timedelta(days=5), known=KNOWN, sources=sources, into=into))
        after = after.with_(*undoing(after, "x", id="back", day=LATER, known=KNOWN))
        figures = Tally.of(
            base, [(unit, "fever", {"person": count}) for unit, count in zip(sources, counts, strict=False)]
        )
        rebased = rebase(figures, after, counted=SINCE, on=LATER)
        assert rebased.residue == ()
        assert {unit: figures.own(unit) for unit in sources} == {unit: rebased.tally.own(unit) for unit in sources}


class TestOneToOne:
    @given(lineages(max_alterations=0), st.data())
    def test_rebasing_and_back_is_the_identity_where_one_source_closed_and_one_target_opened(
        self, lineage: Lineage, data: st.DataObject
    ) -> None:
        base = lineage.base
        source = base[data.draw(st.sampled_from(sorted(base)))]
        day, heir = SINCE + timedelta(days=5), attrs.evolve(source, id="heir", name="heir")
        kinds = {
            "merged": Merged(id="x", day=day, known=KNOWN, sources=source.id, into=heir),
            "split": Split(
                id="x", day=day, known=KNOWN, source=source.id, parts=[Part(heir, base.children(source.id))]
            ),
        }
        after = lineage.with_(kinds[data.draw(st.sampled_from(sorted(kinds)))])
        for counted, on in ((SINCE, day), (day, SINCE)):
            figures = data.draw(figures_of(after.as_of(counted)))
            there = rebase(figures, after, counted=counted, on=on)
            back = rebase(there.tally, after, counted=on, on=counted)  # the bare tally, which remembers nothing
            assert there.residue == back.residue == ()
            assert figures == back.tally
