"""Maps of units: what they answer, what they refuse, and what they cost."""

import tracemalloc
from collections.abc import Callable
from datetime import date

import pytest
from anytree import Node

from gridcare.errors import DefinitionError, UnknownName
from gridcare.places.hierarchy import Hierarchy, Loaded, UnknownUnit
from gridcare.places.units import DatedAttribute, Level, Unit

LEVELS = Level.ordered("street", "community", "grid", "building")
STREET = (
    Unit("jinxue", "进学街道", "street"),
    Unit("wenming", "文明社区", "community", "jinxue", attributes={"property_firm": False}),
    Unit("w1", "第一网格", "grid", "wenming"),
    Unit("w1-3", "3", "building", "w1", attributes={"property_firm": True}),
    Unit("w1-4", "4", "building", "w1"),
    Unit("tower", "4", "building", "wenming"),
    Unit("yuanfa", "园法社区", "community", "jinxue"),
)


@pytest.fixture
def street() -> Hierarchy:
    return Hierarchy(LEVELS, STREET, one_tree=True)


def refusal(units: list[Unit], levels: tuple[Level, ...] = LEVELS, *, one_tree: bool = False) -> DefinitionError:
    with pytest.raises(DefinitionError) as refused:
        Hierarchy(levels, units, one_tree=one_tree)
    return refused.value


class TestQuestions:
    def test_a_unit_is_found_by_its_id(self, street: Hierarchy) -> None:
        assert STREET[3] == street["w1-3"]
        assert "w1-3" in street
        assert "w1-5" not in street
        assert len(street) == 7

    def test_a_level_may_be_skipped(self, street: Hierarchy) -> None:
        assert street.children("wenming") == ("w1", "tower")
        assert street.at_level("building", "wenming") == ("w1-3", "w1-4", "tower")
        assert street.depth("tower") == 2

    def test_ways_go_up_and_down(self, street: Hierarchy) -> None:
        assert street.ancestors("w1-3") == ("w1", "wenming", "jinxue")
        assert street.path("w1-3") == ("jinxue", "wenming", "w1", "w1-3")
        assert street.parent("jinxue") is None
        assert street.common_ancestor("w1-3", "tower") == "wenming"
        assert street.common_ancestor("w1-3", "w1") == "w1"

    def test_a_unit_is_inside_itself_and_not_below_itself(self, street: Hierarchy) -> None:
        assert street.inside("w1", "w1")
        assert "w1" not in street.descendants("w1")
        assert street.count("w1") == 2
        assert street.count("jinxue", "community") == 2

    def test_units_of_different_trees_have_nothing_in_common(self) -> None:
        forest = Hierarchy(LEVELS, [Unit("a", "", "street"), Unit("b", "", "street")])
        assert forest.common_ancestor("a", "b") is None
        assert forest.roots == ("a", "b")

    def test_an_empty_map_is_a_map(self) -> None:
        empty = Hierarchy(LEVELS, [], one_tree=True)
        assert (len(empty), empty.roots, empty.leaves(), empty.at_level("grid")) == (0, (), (), ())

    def test_the_same_name_may_stand_for_many_units(self, street: Hierarchy) -> None:
        assert [street[unit].name for unit in ("w1-4", "tower")] == ["4", "4"]

    def test_a_very_deep_tree_needs_no_recursion(self) -> None:
        deep = Hierarchy(
            [Level("part", "part")], [Unit(str(n), "", "part", str(n - 1) if n else None) for n in range(20_000)]
        )
        assert deep.depth("19999") == 19_999
        assert deep.count("0") == 19_999

    def test_more_levels_than_a_byte_can_number(self) -> None:
        levels = [Level(f"l{n}") for n in range(300)]
        wide = Hierarchy(levels, [Unit(f"u{n}", "", f"l{n}") for n in range(300)])
        assert wide["u299"].level == "l299"
        assert wide.at_level("l299") == ("u299",)

    @pytest.mark.parametrize(
        "ask",
        [
            lambda h, unit: h[unit],
            lambda h, unit: h.position(unit),
            lambda h, unit: h.children(unit),
            lambda h, unit: h.inside(unit, "w1"),
            lambda h, unit: h.inside("w1", unit),
            lambda h, unit: h.common_ancestor("w1", unit),
            lambda h, unit: h.at_level("grid", unit),
            lambda h, unit: h.attribute(unit, "property_firm", date(2020, 2, 3)),
            lambda h, unit: h.regroup(LEVELS, [], {unit: "w1"}),
        ],
    )
    def test_a_unit_that_is_not_there_is_named_with_its_likeness(
        self, street: Hierarchy, ask: Callable[[Hierarchy, str], object]
    ) -> None:
        with pytest.raises(
            UnknownUnit, match=r"^'w1-33' is no unit of this hierarchy; did you mean 'w1-3'\?$"
        ) as error:
            ask(street, "w1-33")
        assert (error.value.code, error.value.name) == ("unknown-unit", "w1-33")

    def test_get_answers_nothing_for_a_unit_that_is_not_there(self, street: Hierarchy) -> None:
        assert street.get("w9") is None

    def test_an_unknown_level_is_no_empty_answer(self, street: Hierarchy) -> None:
        with pytest.raises(UnknownName, match="'grids' is no level; did you mean 'grid'"):
            street.at_level("grids")
        with pytest.raises(UnknownName, match="'grids' is no level"):
            street.count("jinxue", "grids")


class TestCodes:
    def test_codes_that_several_units_have_are_told_with_their_units(self) -> None:
        codes = {"a": "1", "b": "2", "c": "1", "d": "", "e": ""}
        units = [Unit(unit, "", "street", code=code) for unit, code in codes.items()]
        assert Hierarchy(Level.ordered("street"), units).shared_codes() == {"1": ("a", "c")}


class TestCutCrosswise:
    def test_a_unit_is_in_one_group_and_what_overlaps_is_refused(self, street: Hierarchy) -> None:
        levels = (Level("patch"), Level("grid", "patch"))
        groups = [Unit("east", "", "patch"), Unit("west", "", "patch")]
        with pytest.raises(DefinitionError) as refusal:
            street.regroup(levels, [*groups, Unit("w1", "", "grid", "east")], {"w1": "west"})
        assert refusal.value.codes == ("hierarchy.duplicate-id",)
        assert street.regroup(levels, groups, {"w1": "west"}).path("w1") == ("west", "w1")


class TestUnknownInALargeMap:
    large = Hierarchy([Level("grid")], [Unit(f"g{number:05d}", "", "grid") for number in range(2_000)])

    @pytest.mark.parametrize("slip", ["g0123", "g001234", "g10234", "g0123x", "h01234"])
    def test_one_slip_is_recognised_without_comparing_with_every_unit(self, slip: str) -> None:
        with pytest.raises(UnknownUnit, match="did you mean 'g0"):
            self.large[slip]

    def test_nothing_alike_suggests_nothing(self) -> None:
        with pytest.raises(UnknownUnit, match=r"^'somewhere' is no unit of this hierarchy$"):
            self.large["somewhere"]


class TestAttributes:
    day = date(2020, 2, 3)

    def test_an_attribute_is_inherited_only_on_request(self, street: Hierarchy) -> None:
        assert street.attribute("w1-4", "property_firm", self.day, default="not stated") == "not stated"
        assert street.attribute("w1-4", "property_firm", self.day, inherited=True) is False
        assert street.attribute("w1-3", "property_firm", self.day, inherited=True) is True

    def test_what_nobody_states_is_the_default(self, street: Hierarchy) -> None:
        assert street.attribute("yuanfa", "property_firm", self.day, inherited=True, default="?") == "?"

    def test_a_stated_blank_is_an_answer_and_hides_what_is_stated_above(self) -> None:
        community = Unit("c", "", "community", attributes={"property_firm": True})
        grid = Unit("g", "", "grid", "c", attributes={"property_firm": None})
        answer = Hierarchy(LEVELS, [community, grid]).attribute(
            "g", "property_firm", self.day, inherited=True, default="nobody says"
        )
        assert answer is None

    def test_a_value_holds_from_its_first_day_to_the_day_before_its_end(self) -> None:
        served = (
            DatedAttribute("firm", "A", None, date(2020, 1, 10)),
            DatedAttribute("firm", "B", date(2020, 1, 10), date(2020, 1, 20)),
        )
        grid = Hierarchy(LEVELS, [Unit("g", "", "grid", attributes=served)])
        days = [date(1990, 1, 1), date(2020, 1, 9), date(2020, 1, 10), date(2020, 1, 19), date(2020, 1, 20)]
        assert [grid.attribute("g", "firm", day) for day in days] == ["A", "A", "B", "B", None]

    def test_a_unit_exists_from_its_first_day_to_the_day_before_its_closing(self) -> None:
        unit = Unit("g", "", "grid", opened=date(2020, 2, 1), closed=date(2020, 2, 3))
        days = [date(2020, 1, 31), date(2020, 2, 1), date(2020, 2, 2), date(2020, 2, 3)]
        assert [unit.exists(day) for day in days] == [False, True, True, False]
        assert Hierarchy(LEVELS, [unit])["g"] == unit
        assert Unit("g", "", "grid").exists(date(1, 1, 1))

    def test_no_value_and_no_name_appears_in_what_is_printed(self) -> None:
        unit = Unit("g", "王家大院", "grid", attributes={"contact": "13900000000"})
        hierarchy = Hierarchy(LEVELS, [unit])
        loaded = Hierarchy.load([unit, unit], LEVELS)
        for shown in (repr(unit), repr(hierarchy), repr(loaded)):
            assert "王家" not in shown
            assert "139" not in shown


class TestFaults:
    def test_every_fault_is_named_at_once(self) -> None:
        refused = refusal(
            [
                Unit("a", "", "community", "b"),
                Unit("b", "", "community", "c"),
                Unit("c", "", "community", "a"),
                Unit("d", "", "grid", "bb"),
                Unit("d", "", "grid", "a"),
                Unit("e", "", "street", "d"),
                Unit("f", "", "gird", "a"),
                Unit("", "", "grid", "a"),
                Unit("r1", "", "street"),
                Unit("r2", "", "street"),
                Unit("k1", "", "grid", "a", code="4419"),
                Unit("k2", "", "grid", "a", code="441900"),
            ],
            (*LEVELS, Level("community", "street")),
            one_tree=True,
        )
        assert sorted(refused.codes) == [
            "hierarchy.colliding-codes",
            "hierarchy.cycle",
            "hierarchy.duplicate-id",
            "hierarchy.duplicate-level",
            *["hierarchy.illegal-parent"] * 3,
            "hierarchy.no-id",
            "hierarchy.orphan",
            "hierarchy.second-root",
            "hierarchy.unknown-level",
        ]

    def test_a_cycle_names_its_members_and_not_what_hangs_below(self) -> None:
        part = (Level("part", "part"),)
        ring = [Unit("x", "", "part", "b"), *(Unit(unit, "", "part", above) for unit, above in ("bc", "cd", "db"))]
        (fault,) = refusal(ring, part).faults
        assert fault.where == "b"
        assert fault.problem == "it lies inside itself: 'b' in 'c' in 'd' in 'b'; let one of them stand elsewhere"

    def test_a_unit_may_not_be_its_own_parent(self) -> None:
        (fault,) = refusal([Unit("a", "", "part", "a")], (Level("part", "part"),)).faults
        assert fault.problem.startswith("it lies inside itself: 'a' in 'a';")

    def test_every_cycle_is_named(self) -> None:
        rings = [Unit(unit, "", "part", above) for unit, above in ("ab", "ba", "cd", "dc", "ee")]
        assert [fault.where for fault in refusal(rings, (Level("part", "part"),)).faults] == ["a", "c", "e"]

    def test_a_long_cycle_is_shortened_in_words_and_whole_in_the_oddity(self) -> None:
        ring = [Unit(str(n), "", "part", str((n + 1) % 1000)) for n in range(1000)]
        (oddity,) = Hierarchy.load(ring).oddities
        assert "in '8' in '991 more' in '0'" in oddity.problem
        assert len(oddity.others) == 1000

    def test_an_orphan_is_shown_whom_it_may_have_meant(self) -> None:
        (fault,) = refusal([*STREET, Unit("y1", "", "grid", "yaunfa")]).faults
        assert (fault.code, fault.where) == ("hierarchy.orphan", "y1")
        assert fault.problem == "its parent 'yaunfa' is not there; did you mean 'yuanfa'?"

    def test_an_illegal_parent_is_told_with_what_was_allowed(self) -> None:
        (fault,) = refusal([Unit("g", "", "grid"), Unit("c", "", "community", "g")]).faults
        assert fault.problem == "a 'community' may stand under a 'street'; 'g' is a 'grid'"
        (fault,) = refusal([Unit("g", "", "grid"), Unit("s", "", "street", "g")]).faults
        assert fault.problem == "a 'street' may stand under nothing: it is a root; 'g' is a 'grid'"

    def test_a_second_root_is_refused_only_where_one_tree_was_asked_for(self) -> None:
        roots = [Unit(f"r{number}", "", "street") for number in range(7)]
        assert len(Hierarchy(LEVELS, roots).roots) == 7
        (fault,) = refusal(roots, one_tree=True).faults
        assert fault.where == "r1"
        assert fault.problem.endswith("there are 7 roots: 'r0', 'r1', 'r2', 'r3', 'r4' and 2 more")

    @pytest.mark.parametrize(
        ("codes", "collide"),
        [
            (("4419", "441900"), True),
            (("101", "0101"), True),
            (("0", "00"), True),
            (("12", "1200", "120000"), True),
            (("120", "120"), False),  # one code twice is a matter of dates, not of padding
            (("A1", "A10"), False),  # letters are never filled with zeros
            (("12", "123"), False),
            (("", "0"), False),
            (("१", "१०"), False),
        ],
    )
    def test_codes_that_padding_would_make_one_are_told(self, codes: tuple[str, ...], collide: bool) -> None:
        units = [Unit(f"u{place}", "", "grid", code=code) for place, code in enumerate(codes)]
        oddities = Hierarchy.load(units, LEVELS).oddities
        assert [("hierarchy.colliding-codes", tuple(unit.id for unit in units))] * collide == [
            (oddity.code, oddity.others) for oddity in oddities
        ]

    def test_ids_are_no_codes_and_may_look_like_anything(self) -> None:
        assert len(Hierarchy(LEVELS, [Unit("1", "", "grid"), Unit("10", "", "grid")])) == 2

    @pytest.mark.parametrize(
        ("attributes", "code"),
        [
            ((DatedAttribute("a", 1), DatedAttribute("a", 2)), "attribute-twice"),
            (
                (DatedAttribute("a", 1, date(2020, 1, 1)), DatedAttribute("a", 2, None, date(2020, 1, 2))),
                "attribute-twice",
            ),
            ((DatedAttribute("a", 1, date(2020, 1, 2), date(2020, 1, 2)),), "attribute-dates"),
        ],
    )
    def test_an_attribute_has_one_value_a_day(self, attributes: tuple[DatedAttribute, ...], code: str) -> None:
        assert refusal([Unit("g", "", "grid", attributes=attributes)]).codes == (f"hierarchy.{code}",)

    def test_a_unit_is_opened_before_it_is_closed(self) -> None:
        day = date(2020, 1, 1)
        assert refusal([Unit("g", "", "grid", opened=day, closed=day)]).codes == ("hierarchy.closed-before-opened",)

    def test_the_levels_themselves_are_judged(self) -> None:
        refused = refusal([], (Level("grid", ("comunity",)), Level("community"), Level("grid")))
        assert [(fault.where, fault.problem) for fault in refused.faults] == [
            ("grid", "this level is declared twice"),
            ("grid", "its legal parent 'comunity' is no level; did you mean 'community'?"),
        ]
        with pytest.raises(DefinitionError, match="levels has 1 fault"):
            Hierarchy.load([], [Level("grid"), Level("grid")])


class TestFrozen:
    def test_levels_cannot_be_set(self, street: Hierarchy) -> None:
        with pytest.raises(AttributeError):
            street.levels = ()  # type: ignore[misc]

    def test_a_mapping_of_attributes_and_a_bare_parent_level_become_tuples(self) -> None:
        assert Unit("g", "", "grid", attributes={"a": 1}).attributes == (DatedAttribute("a", 1),)
        assert Level("grid", "community").parents == ("community",)


class TestCost:
    def test_a_map_takes_less_than_half_the_memory_of_a_tree_of_objects(self) -> None:
        """Counted for 20,000 units with id, name and level each; the texts are there before and belong to neither."""
        rows = [(f"u{n}", f"n{n}", "part", f"u{(n - 1) // 20}" if n else None) for n in range(20_000)]

        def ours() -> Hierarchy:
            return Hierarchy([Level("part", "part")], (Unit(*row) for row in rows))

        def peer() -> dict[str, Node]:
            nodes: dict[str, Node] = {}
            for unit, name, level, parent in rows:
                above = nodes[parent] if parent is not None else None
                nodes[unit] = Node(unit, above, title=name, level=level)
            return nodes

        assert allocated(ours) < 120 * len(rows)
        assert allocated(ours) < allocated(peer) / 2


def allocated(make: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        made = make()
        held, _ = tracemalloc.get_traced_memory()
        del made
    finally:
        tracemalloc.stop()
    return held


def test_loading_from_units_needs_no_levels() -> None:
    loaded = Hierarchy.load(STREET)
    assert isinstance(loaded, Loaded)
    assert [level.name for level in loaded.hierarchy.levels] == ["street", "community", "grid", "building"]
    assert loaded.hierarchy.levels[3].parents == ("grid", "community")
