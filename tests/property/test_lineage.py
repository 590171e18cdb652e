"""Laws of lineage: the map of a day depends on what was known of it, and on nothing else."""

import pickle
from datetime import date, timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from gridcare.places.alterations import Alteration
from gridcare.places.hierarchy import Hierarchy, Unit
from gridcare.places.lineage import Lineage
from gridcare.places.redrawing import redraw
from gridcare.testing.strategies.lineage import KNOWN, SINCE, bent_alterations, lineages
from gridcare.testing.strategies.places import LEVELS, hierarchies, units

DAYS = tuple(SINCE + timedelta(days=days) for days in range(0, 60, 3))


def same_map(expected: Hierarchy, drawn: Hierarchy) -> None:
    """Compare everything that a map answers, from its numbering up."""
    assert expected == drawn
    assert dict(expected) == dict(drawn)
    for unit in expected:
        assert set(expected.children(unit)) == set(drawn.children(unit))
        assert expected.path(unit) == drawn.path(unit)
        assert set(expected.descendants(unit)) == set(drawn.descendants(unit))
        assert {unit, *drawn.descendants(unit)} == set(list(drawn)[slice(*drawn.span(unit))])
    for level in LEVELS:
        assert set(expected.at_level(level.name)) == set(drawn.at_level(level.name))
    assert set(expected.roots) == set(drawn.roots)
    for stranger in ("u1", "gone", "n0"):
        assert (stranger in expected) is (stranger in drawn)
    assert drawn == pickle.loads(pickle.dumps(drawn))  # noqa: S301  # our own bytes


class TestRedrawing:
    @given(hierarchies(), units())
    def test_a_map_drawn_from_another_is_the_map_made_of_its_units(
        self, base: Hierarchy, others: tuple[Unit, ...]
    ) -> None:
        changed: dict[str, Unit | None] = dict.fromkeys(base) | {unit.id: unit for unit in others}
        same_map(Hierarchy(LEVELS, others), redraw(base, changed))

    @given(lineages(), st.sampled_from(DAYS))
    def test_every_map_of_a_lineage_is_a_sound_hierarchy(self, lineage: Lineage, day: date) -> None:
        drawn = lineage.as_of(day)
        same_map(Hierarchy(LEVELS, drawn.values()), drawn)


class TestKnowledge:
    @given(bent_alterations(), st.randoms(use_true_random=False), st.sampled_from(DAYS))
    def test_the_order_of_arrival_does_not_matter(
        self, history: tuple[Hierarchy, tuple[Alteration, ...]], chance: object, day: date
    ) -> None:
        base, arrived = history
        other = list(arrived)
        chance.shuffle(other)  # type: ignore[attr-defined]
        first, second = Lineage.load(base, SINCE, arrived), Lineage.load(base, SINCE, [*other, *arrived[:2]])
        assert first.lineage.as_of(day) == second.lineage.as_of(day)
        assert first.irregularities == second.irregularities
        event(f"{len({odd.code for odd in first.irregularities})} kinds of irregularity")

    @given(bent_alterations(), st.integers(0, 45), st.sampled_from(DAYS))
    def test_later_knowledge_never_changes_an_earlier_answer(
        self, history: tuple[Hierarchy, tuple[Alteration, ...]], days: int, day: date
    ) -> None:
        base, arrived = history
        moment = KNOWN + timedelta(days=days)
        then = Lineage.load(base, SINCE, [each for each in arrived if each.known <= moment]).lineage
        now = Lineage.load(base, SINCE, arrived).lineage
        assert then.as_of(day) == now.as_of(day, moment)
        assert then.irregularities() == now.irregularities(moment)

    @given(bent_alterations(), st.sampled_from(DAYS))
    def test_whatever_is_loaded_every_map_is_sound(
        self, history: tuple[Hierarchy, tuple[Alteration, ...]], day: date
    ) -> None:
        base, arrived = history
        drawn = Lineage.load(base, SINCE, arrived).lineage.as_of(day)
        same_map(Hierarchy.load(drawn.values(), LEVELS).hierarchy, drawn)
        assert not {odd.code for odd in Hierarchy.load(drawn.values(), LEVELS).oddities} & {
            "hierarchy.orphan",
            "hierarchy.cycle",
            "hierarchy.duplicate-id",
        }


class TestHistory:
    @given(lineages(), st.sampled_from(DAYS))
    def test_history_unit_and_map_tell_the_same(self, lineage: Lineage, day: date) -> None:
        drawn = lineage.as_of(day)
        for unit in {*lineage.base, *lineage.settled().altered()}:
            spells = [s.unit for s in lineage.history(unit) if s.since <= day and (s.until is None or day < s.until)]
            assert [each for each in [drawn.get(unit)] if each] == spells
            assert drawn.get(unit) == lineage.unit(unit, day)
