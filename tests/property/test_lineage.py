"""Laws of lineage: the map of a day depends on what was known of it, and on nothing else."""

import pickle
from array import array
from datetime import date, timedelta
from random import Random
from typing import Any

import attrs
from hypothesis import event, given
from hypothesis import strategies as st

from gridcare.places.alterations import Alteration
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Lineage
from gridcare.places.redrawing import raised, redraw, undrawn
from gridcare.places.units import Unit
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


def same_order(expected: Hierarchy, drawn: Hierarchy) -> None:
    """Compare two maps to the last number, and all that is told of their units."""
    assert list(expected.items()) == list(drawn.items())
    assert [expected.span(unit) for unit in expected] == [drawn.span(unit) for unit in drawn]
    assert [expected.parent(unit) for unit in expected] == [drawn.parent(unit) for unit in drawn]
    assert hash(expected) == hash(drawn)
    for level in {unit.level for unit in expected.values()}:
        assert expected.at_level(level) == drawn.at_level(level)
    for unit in expected.values():
        for name in {dated.name for dated in unit.attributes}:
            asked: dict[str, Any] = {"inherited": True, "default": "nobody"}
            assert expected.attribute(unit.id, name, SINCE, **asked) == drawn.attribute(unit.id, name, SINCE, **asked)


def _grown(chance: Random, size: int) -> list[Unit]:
    parents = [None, *(chance.choice([None, *range(at)]) for at in range(1, size))]
    return [Unit(f"u{at}", "", "area", None if above is None else f"u{above}") for at, above in enumerate(parents)]


class TestRedrawing:
    @given(hierarchies(), units())
    def test_a_map_drawn_from_another_is_the_map_made_of_its_units(
        self, base: Hierarchy, others: tuple[Unit, ...]
    ) -> None:
        changed: dict[str, Unit | None] = dict.fromkeys(base) | {unit.id: unit for unit in others}
        rank = {unit: place for place, unit in enumerate(changed)}
        same_map(Hierarchy(LEVELS, others), redraw(undrawn(base), changed, rank).drawn)

    @given(hierarchies(), st.lists(units(), min_size=1, max_size=4), st.randoms(use_true_random=False))
    def test_by_which_way_a_map_was_drawn_does_not_show(
        self, base: Hierarchy, maps: list[tuple[Unit, ...]], chance: Random
    ) -> None:
        ids = sorted({*base, *(unit.id for each in maps for unit in each)})
        chance.shuffle(ids)
        rank = {unit: place for place, unit in enumerate(ids)}
        drawing, wanted = undrawn(base), dict[str, Unit | None]()
        for others in maps:
            wanted = dict.fromkeys(ids) | {unit.id: unit for unit in others}
            drawing = redraw(drawing, wanted, rank)
        alone = redraw(undrawn(base), wanted, rank).drawn
        same_order(alone, drawing.drawn)
        same_order(Hierarchy(LEVELS, alone.values()), drawing.drawn)
        assert alone == drawing.drawn

    @given(lineages(), st.sampled_from(DAYS))
    def test_every_map_of_a_lineage_is_a_sound_hierarchy(self, lineage: Lineage, day: date) -> None:
        drawn = lineage.as_of(day)
        same_map(Hierarchy(LEVELS, drawn.values()), drawn)
        same_order(Hierarchy(LEVELS, drawn.values()), drawn)

    @given(lineages(max_alterations=8), st.data())
    def test_what_was_asked_before_does_not_show_in_a_map(self, lineage: Lineage, data: st.DataObject) -> None:
        altered = [settlement.day for settlement in lineage.settled().settlements]
        days = data.draw(st.just(altered[::-1]) | st.permutations([lineage.since, *altered]))
        asked = [lineage.as_of(day) for day in days]
        for day, drawn in zip(days, asked, strict=True):
            same_order(Lineage(lineage.base, lineage.since, lineage.entries).as_of(day), drawn)

    @given(lineages(max_alterations=8), st.data())
    def test_nor_does_what_was_asked_as_known_at_another_moment(self, lineage: Lineage, data: st.DataObject) -> None:
        moments = [None, *(entry.known for entry in lineage.entries)]
        questions = st.tuples(st.sampled_from(DAYS), st.sampled_from(moments))
        asked = data.draw(st.lists(questions, min_size=4, max_size=9))
        kept = Lineage.load(lineage.base, lineage.since, lineage.entries).lineage
        for day, known in asked:
            same_order(
                Lineage.load(lineage.base, SINCE, lineage.entries).lineage.as_of(day, known), kept.as_of(day, known)
            )

    @given(st.randoms(use_true_random=False), st.integers(60, 200))
    def test_a_large_map_is_drawn_like_a_small_one(self, chance: Random, size: int) -> None:
        base = Hierarchy.load(_grown(chance, size)).hierarchy
        drawing, ids = undrawn(base), sorted(base)
        rank = {unit: place for place, unit in enumerate(ids)}
        for _ in range(3):
            drawn = drawing.drawn
            closing = chance.choice(drawn.leaves())
            mover = chance.choice([unit for unit in drawn if unit != closing])
            above = [unit for unit in (None, *drawn) if unit != closing and not (unit and drawn.inside(unit, mover))]
            moved = attrs.evolve(drawn[mover], parent=chance.choice(above))
            drawing = redraw(drawing, {closing: None, mover: moved}, rank)
            same_order(Hierarchy.load(drawing.drawn.values()).hierarchy, drawing.drawn)

    @given(st.lists(st.integers(0, 2**31 - 1), max_size=9), st.integers(1, 20), st.integers(-(2**31), 2**31))
    def test_a_column_raised_as_one_is_each_of_its_numbers_raised(self, few: list[int], times: int, by: int) -> None:
        numbers = few * times
        low, high = min(numbers, default=0), max(numbers, default=0)
        by = max(-low, min(by, 2**31 - 1 - high))
        assert [number + by for number in numbers] == list(raised(array("i", numbers), by))


class TestKnowledge:
    @given(bent_alterations(), st.randoms(use_true_random=False), st.sampled_from(DAYS))
    def test_the_order_of_arrival_does_not_matter(
        self, history: tuple[Hierarchy, tuple[Alteration, ...]], chance: Random, day: date
    ) -> None:
        base, arrived = history
        other = list(arrived)
        chance.shuffle(other)
        first, second = Lineage.load(base, SINCE, arrived), Lineage.load(base, SINCE, [*other, *arrived[:2]])
        assert first.lineage == second.lineage
        same_order(first.lineage.as_of(day), second.lineage.as_of(day))
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
