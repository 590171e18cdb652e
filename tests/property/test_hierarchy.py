"""Laws of the map: containment, whatever is asked of it, is one relation; and a list is read without loss."""

import pickle
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import attrs
import networkx as nx
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from gridcare.errors import DefinitionError
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.listing import load_rows
from gridcare.places.units import Level, Unit
from gridcare.testing.strategies.places import LEVELS, bent_units, hierarchies, units


def graph(hierarchy: Iterable[Unit]) -> "nx.DiGraph[str]":
    """The same forest in networkx, made from the units alone."""
    arrows: nx.DiGraph[str] = nx.DiGraph()
    for unit in hierarchy:
        arrows.add_node(unit.id)
        if unit.parent is not None:
            arrows.add_edge(unit.parent, unit.id)
    return arrows


class TestContainment:
    @given(hierarchies())
    def test_every_question_is_answered_as_networkx_answers_it(self, hierarchy: Hierarchy) -> None:
        arrows = graph(hierarchy.values())
        for unit in hierarchy:
            assert nx.descendants(arrows, unit) == set(hierarchy.descendants(unit))
            assert nx.ancestors(arrows, unit) == set(hierarchy.ancestors(unit))
            assert set(arrows.successors(unit)) == set(hierarchy.children(unit))
            assert list(arrows.predecessors(unit)) == [above for above in [hierarchy.parent(unit)] if above]
        assert {unit for unit in arrows if not arrows.in_degree(unit)} == set(hierarchy.roots)
        assert {unit for unit in arrows if not arrows.out_degree(unit)} == set(hierarchy.leaves())

    @given(hierarchies())
    def test_inside_path_and_common_ancestor_agree_with_the_units_above(self, hierarchy: Hierarchy) -> None:
        for first in hierarchy:
            path = hierarchy.path(first)
            assert (*reversed(hierarchy.ancestors(first)), first) == path
            assert len(path) - 1 == hierarchy.depth(first)
            for second in hierarchy:
                shared = [unit for unit in path if unit in hierarchy.path(second)]
                assert (second in path) is hierarchy.inside(first, second)
                assert (shared[-1] if shared else None) == hierarchy.common_ancestor(first, second)

    @given(hierarchies())
    def test_a_span_is_the_unit_and_everything_inside_it(self, hierarchy: Hierarchy) -> None:
        order = tuple(hierarchy)
        for unit in hierarchy:
            start, end = hierarchy.span(unit)
            assert hierarchy.position(unit) == start
            assert (unit, *hierarchy.descendants(unit)) == order[start:end]
            assert end - start - 1 == hierarchy.count(unit)

    @given(hierarchies())
    def test_levels_partition_the_units(self, hierarchy: Hierarchy) -> None:
        for within in (None, *hierarchy):
            inside = tuple(hierarchy) if within is None else (within, *hierarchy.descendants(within))
            for level in LEVELS:
                of_level = tuple(unit for unit in inside if hierarchy[unit].level == level.name)
                assert of_level == hierarchy.at_level(level.name, within)
                if within is not None:
                    below = [unit for unit in of_level if unit != within]
                    assert len(below) == hierarchy.count(within, level.name)
            assert tuple(unit for unit in inside if not hierarchy.children(unit)) == hierarchy.leaves(within)


class TestOrderOfInput:
    @given(units().flatmap(lambda each: st.tuples(st.just(each), st.permutations(each))))
    def test_a_hierarchy_does_not_depend_on_the_order_of_its_units(
        self, orders: tuple[tuple[Unit, ...], list[Unit]]
    ) -> None:
        given_units, other = orders
        first, second = Hierarchy(LEVELS, given_units), Hierarchy(LEVELS[::-1], other)
        assert first == second
        assert hash(first) == hash(second)
        assert {unit.id: unit for unit in given_units} == dict(second)

    @given(units())
    def test_siblings_keep_the_order_in_which_they_were_given(self, given_units: tuple[Unit, ...]) -> None:
        hierarchy = Hierarchy(LEVELS, given_units)
        assert tuple(unit.id for unit in given_units if unit.parent is None) == hierarchy.roots
        for above in hierarchy:
            assert tuple(unit.id for unit in given_units if unit.parent == above) == hierarchy.children(above)

    @given(units())
    def test_another_unit_makes_another_hierarchy(self, given_units: tuple[Unit, ...]) -> None:
        hierarchy = Hierarchy(LEVELS, given_units)
        assert hierarchy != Hierarchy(LEVELS, [*given_units, Unit("more", "", LEVELS[0].name)])
        renamed = Unit(given_units[0].id, "renamed", given_units[0].level, given_units[0].parent)
        assert hierarchy != Hierarchy(LEVELS, [renamed, *given_units[1:]])
        assert hierarchy != Hierarchy((*LEVELS, Level("more")), given_units)

    @given(hierarchies())
    def test_a_copy_from_another_process_is_equal(self, hierarchy: Hierarchy) -> None:
        assert hierarchy == pickle.loads(pickle.dumps(hierarchy))  # noqa: S301  # our own bytes


def first_holders(given_units: Iterable[Unit]) -> dict[str, Unit]:
    """The first unit of each id."""
    holders: dict[str, Unit] = {}
    for unit in given_units:
        if unit.id:
            holders.setdefault(unit.id, unit)
    return holders


class TestLists:
    @given(units())
    def test_a_sound_list_has_nothing_odd(self, given_units: tuple[Unit, ...]) -> None:
        hierarchy, oddities = Hierarchy.load(given_units, LEVELS)
        assert oddities == ()
        assert Hierarchy(LEVELS, given_units) == hierarchy

    @given(bent_units())
    def test_every_unit_is_taken_or_handed_back(self, given_units: tuple[Unit, ...]) -> None:
        hierarchy, oddities = Hierarchy.load(given_units, LEVELS)
        left_out = [oddity.left_out for oddity in oddities if oddity.left_out is not None]
        assert Counter(given_units) == Counter([*first_holders(given_units).values(), *left_out])
        cut_loose = {oddity.unit for oddity in oddities if oddity.code in {"hierarchy.orphan", "hierarchy.cycle"}}
        for unit in first_holders(given_units).values():
            expected = attrs.evolve(unit, parent=None) if unit.id in cut_loose else unit
            assert expected == hierarchy[unit.id]
        assert len(first_holders(given_units)) == len(hierarchy)

    @given(bent_units())
    def test_a_list_is_refused_where_a_hierarchy_is_written_exactly_when_it_is_odd(
        self, given_units: tuple[Unit, ...]
    ) -> None:
        oddities = Hierarchy.load(given_units, LEVELS).oddities
        event(f"{len({oddity.code for oddity in oddities})} kinds of oddity")
        if oddities:
            with pytest.raises(DefinitionError) as refusal:
                Hierarchy(LEVELS, given_units)
            assert tuple(oddity.code for oddity in oddities) == refusal.value.codes
        else:
            assert dict(Hierarchy(LEVELS, given_units)) == first_holders(given_units)

    @given(bent_units())
    def test_what_a_list_gave_loads_again_unchanged(self, given_units: tuple[Unit, ...]) -> None:
        hierarchy, oddities = Hierarchy.load(given_units, LEVELS)
        again = Hierarchy.load(hierarchy.values(), LEVELS)
        assert hierarchy == again.hierarchy
        mended = {"hierarchy.orphan", "hierarchy.cycle", "hierarchy.duplicate-id", "hierarchy.no-id"}
        assert not mended.intersection(oddity.code for oddity in again.oddities)
        assert len(again.oddities) <= len(oddities)

    @given(bent_units())
    def test_levels_found_in_a_list_allow_what_is_in_it(self, given_units: tuple[Unit, ...]) -> None:
        hierarchy, _ = Hierarchy.load(given_units)
        judged = Hierarchy.load(hierarchy.values(), hierarchy.levels).oddities
        assert {"hierarchy.colliding-codes"} >= {oddity.code for oddity in judged}

    @given(bent_units())
    def test_rows_of_plain_values_are_read_like_units(self, given_units: tuple[Unit, ...]) -> None:
        bare = [Unit(each.id, each.name, each.level, each.parent, code=each.code) for each in given_units]
        rows = [
            {"id": each.id, "name": each.name, "level": each.level, "parent": each.parent, "code": each.code}
            for each in bare
            if each.id
        ]
        assert Hierarchy.load([each for each in bare if each.id], LEVELS) == load_rows(rows, LEVELS)


class TestAttributes:
    @given(hierarchies(), st.integers(-5, 70), st.sampled_from(("served", "kind", "unheard of")))
    def test_an_inherited_attribute_is_the_nearest_one_stated_for_the_day(
        self, hierarchy: Hierarchy, turn: int, name: str
    ) -> None:
        day, nobody = date(2020, 1, 1) + timedelta(turn), "nobody says"
        for unit in hierarchy:
            stated = [
                dated.value
                for above in reversed(hierarchy.path(unit))
                for dated in hierarchy[above].attributes
                if dated.name == name and dated.holds(day)
            ]
            own = [d.value for d in hierarchy[unit].attributes if d.name == name and d.holds(day)]
            assert (stated or [nobody])[0] == hierarchy.attribute(unit, name, day, inherited=True, default=nobody)
            assert (own or [nobody])[0] == hierarchy.attribute(unit, name, day, default=nobody)


class TestSharedLeaves:
    @given(hierarchies(), st.data())
    def test_a_cross_cut_keeps_what_the_shared_units_are(self, hierarchy: Hierarchy, data: st.DataObject) -> None:
        shared = data.draw(st.sets(st.sampled_from(hierarchy.leaves())))
        under = {leaf: data.draw(st.sampled_from(("patch 1", "patch 2"))) for leaf in sorted(shared)}
        levels = (Level("patch"), *(Level(level.name, "patch") for level in LEVELS))
        cut = hierarchy.regroup(levels, [Unit("patch 1", "", "patch"), Unit("patch 2", "", "patch")], under)
        assert shared | {"patch 1", "patch 2"} == set(cut)
        for leaf, patch in under.items():
            assert cut.parent(leaf) == patch
            assert hierarchy[leaf].attributes == cut[leaf].attributes
            assert (hierarchy[leaf].name, hierarchy[leaf].code) == (cut[leaf].name, cut[leaf].code)
