"""Laws of counting: however the work is parted, ordered or moved about, the sums are the same; absent is never zero."""

import pickle
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Counts, RunningTally, Tally
from gridcare.places.thresholds import Falls, GradeCause, Threshold, Whom, grade_places
from gridcare.places.units import Level, Unit
from gridcare.testing.strategies.places import LEVELS, Entry, Move, entries, hierarchies, moves, tallies, thresholds

KEYS = ("open", "settled", "left")
SCALE = ("low", "middle", "high")

placed = hierarchies(max_size=12).flatmap(lambda each: st.tuples(st.just(each), entries(each)))
"""A hierarchy with figures on it."""
three_tallies = hierarchies(max_size=8).flatmap(lambda each: st.tuples(tallies(each), tallies(each), tallies(each)))
"""Three tallies on one hierarchy."""


def recount(hierarchy: Hierarchy, figures: Iterable[Entry], unit: str) -> Counts:
    """The sums of a unit, counted anew from every figure inside it."""
    sums: Counts = {}
    for where, key, amounts in figures:
        if unit in hierarchy.path(where):
            for weight, amount in amounts.items():
                cell = sums.setdefault(key, {})
                cell[weight] = cell.get(weight, 0) + amount
    return sums


class TestSums:
    @given(placed)
    def test_a_unit_has_the_sum_of_every_figure_inside_it(self, drawn: tuple[Hierarchy, tuple[Entry, ...]]) -> None:
        hierarchy, figures = drawn
        tally = Tally.of(hierarchy, figures)
        for unit in hierarchy:
            assert recount(hierarchy, figures, unit) == tally.at(unit)

    @given(placed)
    def test_what_nobody_counted_is_absent_and_a_zero_is_there(
        self, drawn: tuple[Hierarchy, tuple[Entry, ...]]
    ) -> None:
        hierarchy, figures = drawn
        tally = Tally.of(hierarchy, figures)
        for unit in hierarchy:
            counted = {
                (key, weight) for where, key, amounts in figures for weight in amounts if hierarchy.inside(where, unit)
            }
            for key in KEYS:
                for weight in ("household", "person"):
                    assert ((key, weight) in counted) is (tally.get(unit, key, weight) is not None)

    @given(placed, st.data())
    def test_a_tally_over_any_partition_is_the_same(
        self, drawn: tuple[Hierarchy, tuple[Entry, ...]], data: st.DataObject
    ) -> None:
        hierarchy, figures = drawn
        parts: list[list[Entry]] = [[], [], []]
        for figure in data.draw(st.permutations(figures)):
            parts[data.draw(st.integers(0, 2))].append(figure)
        whole = Tally.of(hierarchy, figures)
        total = sum((Tally.of(hierarchy, part) for part in parts), Tally(hierarchy))
        assert whole == total
        assert all(whole.at(unit) == total.at(unit) for unit in hierarchy)

    @given(three_tallies)
    def test_addition_is_associative_commutative_and_has_a_neutral_tally(
        self, three: tuple[Tally, Tally, Tally]
    ) -> None:
        first, second, third = three
        assert (first + second) + third == first + (second + third)
        assert first + second == second + first
        assert first + Tally(first.hierarchy) == first
        assert hash(first + second) == hash(second + first)

    @given(placed)
    def test_a_tally_stays_what_it_is_whatever_is_asked_and_added(
        self, drawn: tuple[Hierarchy, tuple[Entry, ...]]
    ) -> None:
        hierarchy, figures = drawn
        tally = Tally.of(hierarchy, figures)
        own = {unit: tally.own(unit) for unit in hierarchy}
        sums = {unit: recount(hierarchy, figures, unit) for unit in hierarchy}
        for answers in ((tally + tally).at, tally.at, tally.own):
            for answer in (answers(unit) for unit in hierarchy):
                for amounts in answer.values():
                    amounts.clear()
                answer.clear()
        assert own == {unit: tally.own(unit) for unit in hierarchy}
        assert sums == {unit: tally.at(unit) for unit in hierarchy}

    @given(placed)
    def test_a_tally_is_made_again_from_its_entries(self, drawn: tuple[Hierarchy, tuple[Entry, ...]]) -> None:
        hierarchy, figures = drawn
        tally = Tally.of(hierarchy, figures)
        assert tally == Tally.of(hierarchy, tally.entries())
        assert tally == pickle.loads(pickle.dumps(tally))  # noqa: S301  # our own bytes

    @given(placed, st.data())
    def test_a_cross_cut_counts_the_same_at_the_units_it_shares(
        self, drawn: tuple[Hierarchy, tuple[Entry, ...]], data: st.DataObject
    ) -> None:
        hierarchy, figures = drawn
        leaves = hierarchy.leaves()
        at_leaves = [figure for figure in figures if figure[0] in leaves]
        levels = (Level("patch"), *(Level(level.name, "patch") for level in LEVELS))
        patches = [Unit("p1", "", "patch"), Unit("p2", "", "patch")]
        under = {leaf: data.draw(st.sampled_from(("p1", "p2"))) for leaf in leaves}
        cut = Tally.of(hierarchy.regroup(levels, patches, under), at_leaves)
        whole = Tally.of(hierarchy, at_leaves)
        assert all(whole.at(leaf) == cut.at(leaf) for leaf in leaves)
        assert sum_of(whole.at(root) for root in hierarchy.roots) == sum_of((cut.at("p1"), cut.at("p2")))


def sum_of(parts: Iterable[Counts]) -> Counts:
    total: Counts = {}
    for counts in parts:
        for key, amounts in counts.items():
            for weight, amount in amounts.items():
                cell = total.setdefault(key, {})
                cell[weight] = cell.get(weight, 0) + amount
    return total


@st.composite
def populations(draw: st.DrawFn) -> tuple[Hierarchy, list[tuple[str, int, int]], tuple[Move, ...]]:
    """A hierarchy, members as (unit, households, persons), and moves of theirs."""
    hierarchy = draw(hierarchies(max_size=10))
    member = st.tuples(st.sampled_from(tuple(hierarchy)), st.just(1), st.integers(0, 7))
    members = draw(st.lists(member, max_size=8))
    return hierarchy, members, draw(moves(members=len(members), keys=len(KEYS)))


def run(hierarchy: Hierarchy, members: list[tuple[str, int, int]], made: Iterable[Move]) -> RunningTally:
    running = RunningTally(hierarchy, KEYS)
    for unit, households, persons in members:
        running.add(hierarchy.position(unit), 0, running.pack(household=households, person=persons))
    for member, old, new in made:
        unit, households, persons = members[member]
        running.move(hierarchy.position(unit), old, new, running.pack(household=households, person=persons))
    return running


def at_once(members: list[tuple[str, int, int]], made: Iterable[Move]) -> list[Entry]:
    """Where everybody is in the end; whoever is counted is counted under every key, mostly as none."""
    where = dict.fromkeys(range(len(members)), 0)
    where.update((member, new) for member, _, new in made)
    return [
        (unit, key, {"household": households * (where[member] == index), "person": persons * (where[member] == index)})
        for member, (unit, households, persons) in enumerate(members)
        for index, key in enumerate(KEYS)
    ]


class TestRunning:
    @given(populations())
    def test_counting_as_it_goes_is_counting_at_once(self, drawn: Any) -> None:
        hierarchy, members, made = drawn
        running = run(hierarchy, members, made)
        tally = Tally.of(hierarchy, at_once(members, made))
        assert tally == running.snapshot()
        for unit in hierarchy:
            assert tally.at(unit) == running.at(unit)

    @given(populations())
    def test_a_move_changes_no_total(self, drawn: Any) -> None:
        hierarchy, members, made = drawn
        running, still = run(hierarchy, members, made), run(hierarchy, members, ())
        for unit in hierarchy:
            moved, before = running.at(unit), still.at(unit)
            for weight in ("household", "person"):
                total = sum(counts[weight] for counts in moved.values())
                assert sum(counts[weight] for counts in before.values()) == total

    @given(populations(), st.data())
    def test_the_order_of_moves_of_different_members_does_not_matter(self, drawn: Any, data: st.DataObject) -> None:
        hierarchy, members, made = drawn
        order = data.draw(st.permutations(range(len(members))))
        regrouped = sorted(made, key=lambda move: order.index(move[0]))  # each member's own moves keep their order
        assert run(hierarchy, members, made).cells == run(hierarchy, members, regrouped).cells

    @given(populations())
    def test_whoever_is_counted_out_leaves_no_trace(self, drawn: Any) -> None:
        hierarchy, members, made = drawn
        running = run(hierarchy, members, made)
        where = dict.fromkeys(range(len(members)), 0)
        where.update((member, new) for member, _, new in made)
        for member, (unit, households, persons) in enumerate(members):
            weight = running.pack(household=households, person=persons)
            running.remove(hierarchy.position(unit), where[member], weight)
        assert Tally(hierarchy) == running.snapshot()
        assert all(running.at(unit) == {} for unit in hierarchy)

    @given(populations())
    def test_a_snapshot_stays_what_it_was(self, drawn: Any) -> None:
        hierarchy, members, made = drawn
        running = run(hierarchy, members, ())
        taken = running.snapshot()
        for member, old, new in made:
            unit, households, persons = members[member]
            running.move(hierarchy.position(unit), old, new, running.pack(household=households, person=persons))
        assert run(hierarchy, members, ()).snapshot() == taken


Graded = tuple[Hierarchy, tuple[Threshold, Threshold], tuple[Tally, ...]]


@st.composite
def graded_maps(draw: st.DrawFn, *, tallies: int) -> Graded:
    """A hierarchy, two thresholds at levels that it has, and tallies of what they count: few pass by unnoticed."""
    hierarchy = draw(hierarchies(min_size=2, max_size=5))
    levels = sorted({unit.level for unit in hierarchy.values()})
    rules = draw(thresholds(levels=levels)), draw(thresholds(levels=levels, name="other"))
    figures = entries(hierarchy, keys=("open", "open", "left"), max_size=6)
    return hierarchy, rules, tuple(Tally.of(hierarchy, draw(figures)) for _ in range(tallies))


class TestGrades:
    @given(graded_maps(tallies=2))
    def test_more_never_grades_lower(self, drawn: Graded) -> None:
        hierarchy, rules, (tally, added) = drawn
        more = tally + added
        before, after = grade_places(tally, rules, SCALE), grade_places(more, rules, SCALE)
        for unit in hierarchy:
            low, high = before.effective(unit), after.effective(unit)
            assert low is None or (high is not None and SCALE.index(low.grade) <= SCALE.index(high.grade))

    @given(graded_maps(tallies=1))
    def test_the_effective_grade_is_the_highest_on_the_way_to_the_root(self, drawn: Graded) -> None:
        hierarchy, rules, (tally,) = drawn
        graded = grade_places(tally, rules, SCALE)
        for unit in hierarchy:
            grades = [SCALE.index(cause.grade) for cause in graded.causes if cause.unit in hierarchy.path(unit)]
            effective = graded.effective(unit)
            assert (max(grades) if grades else None) == (effective and SCALE.index(effective.grade))
            assert effective is None or effective in graded.causes

    @given(graded_maps(tallies=1))
    def test_every_grade_comes_from_its_count_and_every_count_gets_its_grade(self, drawn: Graded) -> None:
        hierarchy, (rule, _), (tally,) = drawn
        graded = grade_places(tally, [rule], SCALE)
        expected = set()
        for counted in hierarchy.at_level(rule.level):
            count = tally.get(counted, "open", "person")
            grade = None if count is None else rule.grade(count)
            for unit in graded_by_hand(tally, rule, counted) if grade else ():
                expected.add((unit, grade, counted, count))
        found = [(each.unit, each.grade, each.counted, each.count) for each in (*graded.causes, *graded.unplaced)]
        assert len(found) == len(set(found))
        assert expected == set(found)

    @given(graded_maps(tallies=2))
    def test_a_grade_falls_with_its_count_or_stands_until_decided_as_declared(self, drawn: Graded) -> None:
        _, (rule, _), (earlier, now) = drawn
        before = grade_places(earlier, [rule], SCALE)
        after = grade_places(now, [rule], SCALE, standing=before.causes)
        anew = grade_places(now, [rule], SCALE)
        if rule.falls is Falls.WITH_COUNT:
            assert anew == after
        else:
            expected = highest(before.causes, anew.causes)
            assert expected == highest(after.causes)
            assert len(expected) == len(after.causes)


def graded_by_hand(tally: Tally, rule: Threshold, counted: str) -> list[str]:
    hierarchy = tally.hierarchy
    if rule.whom is Whom.UNIT:
        return [counted]
    if rule.whom is Whom.ANCESTOR:
        way = [unit for unit in hierarchy.path(counted) if hierarchy[unit].level == rule.ancestor]
        return way[-1:] or [""]
    inside = (counted, *hierarchy.descendants(counted))
    return [unit for unit in inside if tally.own(unit).get("open", {}).get("person", 0) > 0]


def highest(*sets: tuple[GradeCause, ...]) -> dict[tuple[str, str], int]:
    ranks: dict[tuple[str, str], int] = {}
    for cause in (cause for causes in sets for cause in causes):
        place = (cause.unit, cause.counted)
        ranks[place] = max(ranks.get(place, -1), SCALE.index(cause.grade))
    return ranks
