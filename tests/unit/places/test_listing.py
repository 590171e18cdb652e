"""Lists of units as they are found, the real ones of a country among them."""

import csv
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from gridcare.codec.dhis2 import read_organisation_units
from gridcare.errors import DefinitionError
from gridcare.places.hierarchy import Hierarchy, Loaded
from gridcare.places.listing import load_rows
from gridcare.places.units import DatedAttribute, Level

DATA = Path(__file__).parents[2] / "data" / "cn_units_small.csv"
COUNTRY = tuple(
    Level(name, above)
    for name, above in zip(
        ("province", "city", "county", "street", "village"), ((), "province", "city", "county", "street"), strict=True
    )
)


@pytest.fixture(scope="module")
def country() -> Loaded:
    """8,887 real units: every province, city and county of a country, and two provinces' streets and villages."""
    with DATA.open(encoding="utf-8", newline="") as text:
        return load_rows(csv.DictReader(text), COUNTRY, columns={"parent": "parent_code"})


class TestRealUnits:
    def test_the_list_loads_whole(self, country: Loaded) -> None:
        hierarchy = country.hierarchy
        assert len(hierarchy) == 8_887
        assert len(hierarchy.roots) == 31
        counts = {level.name: len(hierarchy.at_level(level.name)) for level in COUNTRY}
        assert counts == {"province": 31, "city": 342, "county": 2_978, "street": 277, "village": 5_259}

    def test_codes_that_collide_when_padded_are_all_that_is_odd(self, country: Loaded) -> None:
        assert [(oddity.code, oddity.row, oddity.others) for oddity in country.oddities] == [
            ("hierarchy.colliding-codes", 2313, ("4419", "441900")),
            ("hierarchy.colliding-codes", 2314, ("4420", "442000")),
            ("hierarchy.colliding-codes", 2450, ("4604", "460400")),
        ]

    def test_units_whose_codes_collide_stay_two(self, country: Loaded) -> None:
        assert country.hierarchy.path("441900") == ("44", "4419", "441900")

    def test_placeholders_and_repeated_names_stay_units_of_their_own(self, country: Loaded) -> None:
        names = Counter(unit.name for unit in country.hierarchy.values())
        assert names["市辖区"] == 4
        assert names["新建村委会"] == 8
        assert country.hierarchy.children("1101")[0] == "110101"

    def test_a_hierarchy_written_with_these_codes_is_refused_with_every_fault(self, country: Loaded) -> None:
        with pytest.raises(DefinitionError, match="hierarchy has 4 faults") as refusal:
            Hierarchy(COUNTRY, country.hierarchy.values(), one_tree=True)
        assert refusal.value.codes == ("hierarchy.second-root", *["hierarchy.colliding-codes"] * 3)

    def test_codes_of_other_lengths_are_not_taken_for_each_other(self, country: Loaded) -> None:
        assert "110000" not in country.hierarchy
        assert country.hierarchy["11"].code == "11"


class TestUglyRows:
    def test_a_row_without_an_id_goes_by_its_code(self) -> None:
        hierarchy, oddities = load_rows([{"code": "0101", "name": "x", "level": "grid", "parent": None}])
        assert (hierarchy["0101"].code, oddities) == ("0101", ())

    def test_a_number_where_text_belongs_is_taken_and_told(self) -> None:
        hierarchy, (oddity,) = load_rows([{"code": 101, "level": "grid"}])
        assert "101" in hierarchy
        assert (oddity.code, oddity.row, oddity.unit) == ("hierarchy.not-text", 1, "101")
        assert oddity.problem == "column 'code' holds a int, not text; zeros in front may be lost"

    def test_a_row_without_anything_is_handed_back(self) -> None:
        hierarchy, (oddity,) = load_rows([{}])
        assert len(hierarchy) == 0
        assert (oddity.code, oddity.row) == ("hierarchy.no-id", 1)
        assert oddity.left_out is not None

    def test_a_repeated_id_keeps_the_first_row_and_hands_the_other_back(self) -> None:
        rows = [{"id": "g", "name": "first", "level": "grid"}, {"id": "g", "name": "second", "level": "grid"}]
        hierarchy, (oddity,) = load_rows(rows)
        assert hierarchy["g"].name == "first"
        assert oddity.left_out is not None
        assert (oddity.row, oddity.left_out.name) == (2, "second")
        assert oddity.problem == "row 1 has this id already; give each unit an id of its own"

    def test_an_orphan_becomes_a_root_and_keeps_what_is_below_it(self) -> None:
        rows = [{"id": "a", "level": "grid", "parent": "gone"}, {"id": "b", "level": "building", "parent": "a"}]
        hierarchy, (oddity,) = load_rows(rows)
        assert hierarchy.roots == ("a",)
        assert hierarchy.descendants("a") == ("b",)
        assert (oddity.code, oddity.others) == ("hierarchy.orphan", ("gone",))

    def test_a_cycle_is_cut_at_its_first_row(self) -> None:
        rows = [{"id": each, "level": "grid", "parent": above} for each, above in ("xa", "ab", "bc", "ca")]
        hierarchy, (oddity,) = load_rows(rows)
        assert (hierarchy.roots, hierarchy.path("x")) == (("a",), ("a", "x"))
        assert (hierarchy.path("b"), oddity.row, oddity.others) == (("a", "c", "b"), 2, ("a", "b", "c"))

    def test_a_wrong_parent_column_makes_every_unit_a_root_without_comparing_all_with_all(self) -> None:
        rows = [{"id": f"g{number}", "level": "grid", "parent": f"x{number}"} for number in range(3_000)]
        hierarchy, oddities = load_rows(rows)
        assert len(hierarchy.roots) == len(oddities) == 3_000

    def test_dates_are_days(self) -> None:
        rows: list[dict[str, object]] = [
            {"id": "a", "opened": "2020-02-03", "closed": date(2020, 3, 1)},
            {"id": "b", "opened": "3.2.2020", "closed": ""},
            {"id": "c", "opened": datetime(2020, 2, 3), "closed": None},  # noqa: DTZ001  # a spreadsheet's cell
        ]
        hierarchy, oddities = load_rows(rows)
        assert (hierarchy["a"].opened, hierarchy["a"].closed) == (date(2020, 2, 3), date(2020, 3, 1))
        assert [(hierarchy[unit].opened, hierarchy[unit].closed) for unit in "bc"] == [(None, None)] * 2
        assert [(oddity.code, oddity.row) for oddity in oddities] == [
            ("hierarchy.not-a-day", 2),
            ("hierarchy.not-a-day", 3),
        ]

    def test_other_columns_become_attributes(self) -> None:
        hierarchy, oddities = load_rows([{"id": "a", "property_firm": True, "area": Decimal("3.5"), "note": ""}])
        assert oddities == ()
        assert hierarchy["a"].attributes == (
            DatedAttribute("property_firm", True),
            DatedAttribute("area", Decimal("3.5")),
            DatedAttribute("note", ""),
        )

    def test_cells_beyond_the_heading_are_told(self) -> None:
        rows = csv.DictReader(["id,name", "a,x,surplus,more", "b"])
        hierarchy, oddities = load_rows(rows)
        assert tuple(hierarchy) == ("a", "b")
        assert [(oddity.code, oddity.row) for oddity in oddities] == [("hierarchy.surplus-cell", 1)]

    def test_oddities_come_in_the_order_of_the_rows(self) -> None:
        rows: list[dict[str, object]] = [
            {"id": "a", "parent": "gone"},
            {"id": 2},
            {"id": "a"},
            {"id": "", "opened": "?"},
        ]
        assert [oddity.row for oddity in load_rows(rows).oddities] == [1, 2, 3, 4, 4]

    def test_what_is_told_holds_no_name(self) -> None:
        rows = [{"id": "a", "name": "王家大院", "opened": "王家", "surplus": ["王家"], "parent": "gone"}] * 2
        loaded = load_rows(rows)
        assert {oddity.code for oddity in loaded.oddities} == {
            "hierarchy.not-a-day",
            "hierarchy.surplus-cell",
            "hierarchy.orphan",
            "hierarchy.duplicate-id",
        }
        assert "王家" not in repr(loaded)


class TestThorough:
    """What may well be right, and often is not."""

    ROWS = (
        {"code": "1", "name": "P", "level": "city", "parent": ""},
        {"code": "11", "name": "A", "level": "county", "parent": "1"},
        {"code": "12", "name": "B", "level": "county", "parent": "1"},
        {"code": "111", "name": "新村", "level": "street", "parent": "11"},
        {"code": "112", "name": "新村", "level": "street", "parent": "11"},
        {"code": "121", "name": "新村", "level": "street", "parent": "12"},
        {"code": "13", "name": "新城", "level": "street", "parent": "1"},
        {"code": "１２２", "name": "x\u200by", "level": "street", "parent": "12"},
        {"code": "123", "name": " z", "level": "street", "parent": "12"},
    )

    def test_namesakes_gaps_and_strange_characters_are_told_when_asked(self) -> None:
        found = load_rows(self.ROWS, thorough=True).oddities
        assert [(oddity.row, oddity.code) for oddity in found] == [
            (5, "hierarchy.namesakes"),
            (7, "hierarchy.level-gap"),
            (8, "hierarchy.strange-characters"),
            (8, "hierarchy.strange-characters"),
            (9, "hierarchy.strange-characters"),
        ]
        assert found[0].others == ("111", "112")
        told = " ".join(oddity.problem for oddity in found)
        assert "U+200B" in told
        assert "U+FF11, U+FF12" in told
        assert load_rows(self.ROWS).oddities == ()

    def test_a_unit_under_nothing_is_told_where_its_level_stands_under_something(self) -> None:
        counties = [{"code": f"1{n}", "name": f"{n}", "level": "county", "parent": "1"} for n in range(1, 4)]
        stray = {"code": "14", "name": "4", "level": "county", "parent": ""}
        rows = [{"code": "1", "name": "P", "level": "city", "parent": ""}, *counties, stray]
        (odd,) = load_rows(rows, thorough=True).oddities
        assert (odd.row, odd.unit, odd.code, odd.others) == (5, "14", "hierarchy.level-gap", ())
        assert odd.problem == "it stands under nothing; most of its level stand under a 'city'"
        roots = [{"code": f"2{n}", "name": f"2{n}", "level": "county", "parent": ""} for n in range(5)]
        assert load_rows([*roots, *rows], thorough=True).oddities == ()

    def test_units_under_one_code_are_told_when_asked(self) -> None:
        rows = [{"id": unit, "code": "7", "name": unit, "level": "street", "parent": ""} for unit in "abc"]
        (odd,) = load_rows(rows, thorough=True).oddities
        assert (odd.row, odd.unit, odd.code, odd.others) == (3, "c", "hierarchy.shared-code", ("a", "b", "c"))
        assert load_rows(rows).oddities == ()

    def test_a_real_list_has_none_of_these(self) -> None:
        with DATA.open(encoding="utf-8", newline="") as text:
            loaded = load_rows(csv.DictReader(text), COUNTRY, columns={"parent": "parent_code"}, thorough=True)
        assert {oddity.code for oddity in loaded.oddities} == {"hierarchy.colliding-codes"}

    def test_a_unit_that_is_its_own_parent_and_one_that_is_there_twice_are_told_once_each(self) -> None:
        rows = [
            {"code": "1", "name": "", "level": "a", "parent": "1"},
            {"code": "1", "name": "", "level": "a", "parent": ""},
        ]
        found = load_rows(rows, thorough=True).oddities
        assert [(odd.row, odd.code) for odd in found] == [(1, "hierarchy.cycle"), (2, "hierarchy.duplicate-id")]


class TestEveryOddity:
    """One of each in one list: each is told with its row, and every row that can be taken is."""

    ROWS = (
        {"code": "1", "name": "P", "level": "city", "parent": ""},
        {"code": "11", "name": "A", "level": "county", "parent": "1"},
        {"code": "12", "name": "A", "level": "county", "parent": "1"},
        {"code": "13", "name": "B", "level": "county", "parent": "13"},
        {"code": "11", "name": "C", "level": "county", "parent": "1"},
        {"code": "21", "name": "D", "level": "street", "parent": "1"},
        {"code": "111", "name": "E", "level": "street", "parent": "11"},
        {"code": "112", "name": "F", "level": "street", "parent": "11"},
        {"code": "110", "name": "G", "level": "street", "parent": "11"},
        {"code": "31", "name": "H", "level": "street", "parent": "nowhere"},
        {"code": "113", "name": "I\ufffd", "level": "street", "parent": "11"},
    )
    TOLD = (
        (3, "12", "namesakes"),
        (4, "13", "cycle"),
        (5, "11", "duplicate-id"),
        (6, "21", "level-gap"),
        (9, "110", "colliding-codes"),
        (10, "31", "orphan"),
        (11, "113", "strange-characters"),
    )

    def test_each_is_told_with_its_row_and_every_other_row_is_taken(self) -> None:
        hierarchy, oddities = load_rows(self.ROWS, thorough=True)
        assert tuple((odd.row, odd.unit, odd.code.removeprefix("hierarchy.")) for odd in oddities) == self.TOLD
        assert set(hierarchy) == {row["code"] for row in self.ROWS}
        assert [odd.left_out.name for odd in oddities if odd.left_out] == ["C"]

    def test_organisation_units_as_json_tell_the_same(self) -> None:
        levels = [{"level": depth, "name": name} for depth, name in enumerate(("city", "county", "street"), 1)]
        depths = {each["name"]: each["level"] for each in levels}
        units = [
            {
                "id": row["code"],
                "code": row["code"],
                "name": row["name"],
                "level": depths[row["level"]],
                "parent": {"id": row["parent"]},
            }
            for row in self.ROWS
        ]
        document = {"organisationUnitLevels": levels, "organisationUnits": units}
        assert read_organisation_units(document, thorough=True) == load_rows(self.ROWS, thorough=True)
