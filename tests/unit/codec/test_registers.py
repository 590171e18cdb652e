"""Registers and lists of units out of sheets."""

from datetime import date
from pathlib import Path

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.codec.issues import Issue, UnreadableInput
from gridcare.codec.registers import read_register, read_units
from gridcare.people.presence import Presence
from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, KINDS, RESIDENT, SITE, Field
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.privacy import PrivacyClass

DATA = Path(__file__).parents[2] / "data"
STREET = Hierarchy(
    Level.ordered("street", "community", "grid"),
    [
        Unit("s", "Jinxue", "street", code="2224"),
        Unit("c1", "文明", "community", "s"),
        Unit("c2", "团结", "community", "s"),
        Unit("g1", "Grid 1", "grid", "c1"),
        Unit("g2", "Grid 1", "grid", "c2", code="222402"),
    ],
)


def places_of(issues: tuple[Issue, ...]) -> list[tuple[int | None, str, str]]:
    return [(issue.row, issue.column, issue.code) for issue in issues]


class TestUnits:
    def test_the_national_list_loads_whole(self) -> None:
        """31 roots, placeholder nodes, repeated names, and codes that collide when they are padded."""
        source = (DATA / "cn_units_small.csv").read_bytes()
        hierarchy, issues, sheet = read_units(source)
        assert source.count(b"\n") - 1 == len(hierarchy) == len(sheet.rows) == 8887
        assert 31 == len(hierarchy.roots)
        assert sheet.bad == ()
        assert {"hierarchy.colliding-codes"} == {issue.code for issue in issues}
        assert "street" == hierarchy["441900003"].level, "it stands right under a city of counties"

    def test_an_issue_bears_the_number_that_the_sheet_shows(self) -> None:
        _, issues, _ = read_units("title\n\ncode,name,parent,level\n1,a,,top\n1,b,,top\n2,c,9,low\n")
        assert [(5, "hierarchy.duplicate-id"), (6, "hierarchy.orphan")] == [(each.row, each.code) for each in issues]
        assert "row 4 has this id already" in issues[0].message

    def test_levels_are_judged_when_given(self) -> None:
        _, issues, _ = read_units("id,level,parent\ns,street,\ng,grid,s\n", Level.ordered("street", "community"))
        assert [(3, "hierarchy.unknown-level")] == [(each.row, each.code) for each in issues]

    def test_other_columns_become_attributes(self) -> None:
        hierarchy, _, _ = read_units("id,level,name,property firm\ng,grid,G,yes\nh,grid,H,\n")
        assert ["property firm"] == [each.name for each in hierarchy["g"].attributes]
        assert hierarchy["h"].attributes == ()

    def test_a_cell_that_decides_nothing_costs_no_unit(self) -> None:
        hierarchy, issues, _ = read_units("id,level,opened\na,grid,11.21\nb,grid,2020-02-03\n3E5,grid,\n")
        assert ["a", "b"] == list(hierarchy)
        assert hierarchy["a"].opened is None
        assert date(2020, 2, 3) == hierarchy["b"].opened
        assert [(2, "opened", "cell.unclear-day"), (4, "id", "cell.spoilt-code")] == places_of(issues)

    def test_headings_may_be_given(self) -> None:
        hierarchy, _, _ = read_units("no;kind of unit\na;grid\n", columns={"id": "no", "level": "kind of unit"})
        assert "grid" == hierarchy["a"].level

    def test_a_given_heading_takes_the_place_of_the_common_ones(self) -> None:
        hierarchy, issues, _ = read_units("no,编号,level\na,7,grid\n", columns={"id": "no"})
        assert (["a"], ()) == (list(hierarchy), issues)
        assert ["编号"] == [each.name for each in hierarchy["a"].attributes]

    def test_a_second_root_is_told_where_one_tree_is_asked_for(self) -> None:
        source = "id,level\na,grid\n\nb,grid\n"
        assert () == read_units(source).issues
        assert [(4, "hierarchy.second-root")] == [
            (each.row, each.code) for each in read_units(source, one_tree=True).issues
        ]

    @pytest.mark.parametrize(
        ("source", "match"), [("name,level\na,b\n", "'id' or 'code'"), ("id,name\na,b\n", "'level'")]
    )
    def test_without_ids_or_levels_nothing_is_read(self, source: str, match: str) -> None:
        with pytest.raises(UnreadableInput, match=match):
            read_units(source)


SHEET = """\
户号,community,网格,居民,姓名,年龄,电话,人员状态,去向,返回日期,地址,人数
h1,文明,Grid 1,r1,张三,61,１３８００１３８０００,在家,,,A1,
h1,文明,Grid 1,r2,李四,,,外出,hubei,2020/2/5,,
h2,团结,,,,,,,,,,4
h3,,g1,,,,110,,,,,
"""


class TestResidentsWithTheirHousehold:
    def test_become_a_register(self) -> None:
        register, issues, sheet = read_register(SHEET, STREET)
        assert issues == ()
        assert sheet.unread == ()
        assert {"h1", "h2", "h3", "r1", "r2"} == set(register)
        first, second = register["r1"], register["r2"]
        assert ("resident", "g1", ("h1",)) == (first.kind, first.unit, first.containers)
        assert Presence("home") == first.presence
        assert Presence("away", "hubei", date(2020, 2, 5)) == second.presence
        assert {"age": 61} == dict(first.attributes)
        assert {"name": "张三", "phone": "13800138000"} == _known(register, "r1")
        assert {"address": "A1"} == _known(register, "h1")
        assert {"phone": "110"} == _known(register, "h3")
        assert (4, "c2") == (register["h2"].persons, register["h2"].unit)

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
    def test_in_whatever_encoding(self, encoding: str) -> None:
        assert read_register(SHEET, STREET)[0] == read_register(SHEET.encode(encoding), STREET)[0]

    def test_a_bad_row_is_reported_and_every_good_one_used(self) -> None:
        bad = {
            5: "h1,团结,,r9,,,,,,,,",
            6: "h1,文明,Grid 1,r3,,,,,,,A2,",
            7: "h4,团结,,r4,,old,,,,,,",
            8: "h5,,Grid 1,,,,,,,,,",
            9: "h6,,nowhere,,,,,,,,,",
            10: "h7,,,,,,,,,,,",
            11: "h8,,g1,,王,,,,,,,",
            12: ",,g1,,,,,,,,,",
            13: "h9,,g1,r1,,,,,,,,",
            14: "h9,,g1,r5,,,,未联系上,hubei,,,",
            15: "h9,,g1,r6,,,,,,2.5,,",
            16: "h11,,g1,,,,,,,,,-1",
        }
        good = SHEET.splitlines()[:4]
        register, issues, _ = read_register("\n".join([*good, *bad.values(), "h10,,g1,r10,,,,,,,,"]), STREET)
        assert {"h1", "h2", "h9", "h10", "r1", "r2", "r10"} == set(register)
        assert [
            (5, "网格", "register.differs"),
            (6, "地址", "register.differs"),
            (7, "年龄", "cell.whole"),
            (8, "网格", "register.unclear-unit"),
            (9, "网格", "register.unknown-unit"),
            (10, "网格", "register.no-unit"),
            (11, "姓名", "register.no-member"),
            (12, "", "register.no-id"),
            (13, "", "register.duplicate-id"),
            (14, "人员状态", "register.presence"),
            (15, "返回日期", "cell.unclear-day"),
            (16, "人数", "register.persons"),
        ] == places_of(issues)

    def test_a_household_is_told_of_in_all_its_rows(self) -> None:
        rows = "户号,网格,居民,地址,人数\nh1,g1,r1,,\nh1,g1,r2,A1,\nh1,g1,r3,A2,\nh1,g1,r4,A1,-1\n"
        _, issues, _ = read_register(rows, STREET)
        assert (4, "地址", "register.differs") in places_of(issues)
        assert "row 3 tells otherwise" in next(each.message for each in issues if each.row == 4)
        assert (5, "人数", "register.persons") in places_of(issues), "it stands there, not where the household began"

    def test_an_issue_tells_no_value(self) -> None:
        _, issues, _ = read_register(
            "户号,网格,居民,姓名,年龄\nh1,g1,r1,王小明,61\nh1,g2,r2,王小红,62\nh2,g2,r3,王小青,六十一\n", STREET
        )
        assert 2 == len(issues)
        assert not [word for word in ("王小明", "六十一", "王小红", "王小青") for issue in issues if word in str(issue)]

    def test_another_row_is_named_by_the_number_that_the_sheet_shows(self) -> None:
        _, issues, _ = read_register("title\n户号,网格,居民\n\nh1,g1,r1\nh2,g1,r1\nh1,g2,r3\n", STREET)
        assert [
            "row 4 has the same id; ids must differ. Who belongs to several containers stands in one row of a sheet "
            "with 'id', 'kind', 'unit' and 'containers'",
            "row 4 tells otherwise of the same household; make them agree",
        ] == [issue.message for issue in issues]


class TestOneSubjectARow:
    def test_becomes_a_register(self) -> None:
        rows = ("id,kind,unit,containers,persons,age", "h1,户,g1,,3,", "r1,居民,g1,h1,,61", "w,site,g2,,,")
        sheet = "\n".join((*rows, "r2,resident,g1,h1;w,,"))
        register, issues, _ = read_register(sheet, STREET)
        assert issues == ()
        assert ["household", "resident", "site", "resident"] == [
            register[each].kind for each in ("h1", "r1", "w", "r2")
        ]
        assert ("h1", "w") == register["r2"].containers
        assert 3 == register["h1"].persons

    def test_a_household_beside_the_id_is_the_container(self) -> None:
        register, issues, _ = read_register("id,kind,unit,household\nh1,household,g1,h1\nr1,resident,g1,h1\n", STREET)
        assert issues == ()
        assert (("h1",), ()) == (register["r1"].containers, register["h1"].containers)

    def test_containers_that_are_told_count_before_a_household_beside_the_id(self) -> None:
        sheet = "id,kind,unit,containers,household\nh1,household,g1,,h1\nh2,household,g1,,\nr1,resident,g1,h2,h1\n"
        register, issues, _ = read_register(sheet, STREET)
        assert (("h2",), ()) == (register["r1"].containers, issues)

    def test_faults_of_the_register_bear_the_place_in_the_sheet(self) -> None:
        rows = ("id,kind,unit,containers,persons", "h1,household,g1,,-3", "r1,resident,g1,h1,", "r2,resident,g1,h9,")
        sheet = "\n".join((*rows, "x,vehicle,g1,,"))
        _, issues, _ = read_register(sheet, STREET)
        assert [
            (2, "persons", "register.persons"),
            (3, "containers", "register.lost-container"),
            (4, "containers", "register.unknown-container"),
            (5, "kind", "cell.word"),
        ] == places_of(issues)
        assert "'h1' in row 2" in issues[1].message

    @pytest.mark.parametrize("cell", ["王小明", "h1 h2", "h1、h2"])
    def test_a_container_that_is_none_is_not_quoted_and_it_is_told_how_several_are_parted(self, cell: str) -> None:
        rows = ("id,kind,unit,containers", "h1,household,g1,", "h2,household,g1,", f"r1,resident,g1,{cell}")
        _, (issue,), _ = read_register("\n".join(rows), STREET)
        assert issue.code == "register.unknown-container"
        assert issue.message == "it names a container that no row lists; list that too, and part several with ';'"

    def test_an_id_given_twice_is_told_as_it_is(self) -> None:
        _, (issue,), _ = read_register("id,kind,unit\nh1,household,g1\nh1,household,g2\n", STREET)
        assert issue.message == "row 2 has the same id; ids must differ"


class TestWhereARowLies:
    @pytest.mark.parametrize(
        ("cell", "unit"),
        [
            ("g1", "g1"),
            ("222402", "g2"),
            ("２２２４０２", "g2"),
            ("团结", "c2"),
            ("文明/Grid 1", "g1"),
            ("Jinxue > 团结 > grid 1", "g2"),
            ("2224/g2", "g2"),
        ],
    )
    def test_is_told_by_id_code_or_path(self, cell: str, unit: str) -> None:
        register, issues, _ = read_register(f"household,unit\nh,{cell}\n", STREET)
        assert issues == ()
        assert unit == register["h"].unit

    @pytest.mark.parametrize("cell", ["Grid 1", "文明/g2", "文明/", "Nowhere", "g1/文明"])
    def test_is_told_once(self, cell: str) -> None:
        register, issues, _ = read_register(f"household,unit\nh,{cell}\n", STREET)
        assert not register
        assert issues[0].code in {"register.unclear-unit", "register.unknown-unit"}

    def test_an_id_comes_before_a_name_and_a_name_before_a_path(self) -> None:
        units = [
            Unit("1", "x", "community"),
            Unit("g1", "g2", "grid", "1"),
            Unit("g2", "1/2", "grid", "1"),
            Unit("g4", "2", "grid", "1"),
        ]
        hierarchy = Hierarchy(Level.ordered("community", "grid"), units)
        register, issues, _ = read_register("户号,网格\nh1,g2\nh2,1/2\nh3,x/2\n", hierarchy)
        assert () == issues
        assert ["g2", "g2", "g4"] == [register[id].unit for id in ("h1", "h2", "h3")]

    def test_or_by_columns_that_are_called_after_levels(self) -> None:
        sheet = "household,grid,community,street\na,Grid 1,文明,Jinxue\nb,Grid 1,团结,\nc,,团结,\n"
        register, issues, _ = read_register(sheet, STREET)
        assert issues == ()
        assert ["g1", "g2", "c2"] == [register[each].unit for each in "abc"]


class TestWhatALocalityDeclares:
    KINDS = (
        HOUSEHOLD.with_fields(
            Field("vacant", bool, PrivacyClass.INTERNAL, titles=(("zh", "空置"),)),
            Field("tenure", str, PrivacyClass.INTERNAL, choices=("owned", "rented")),
        ),
        RESIDENT,
        SITE,
    )

    def test_what_no_unit_goes_by_is_told_at_the_smallest_level(self) -> None:
        _, issues, _ = read_register("户号,community,grid\nh1,文明,Nowhere\n", STREET)
        assert [(2, "grid", "register.unknown-unit")] == places_of(issues)

    def test_numbers_that_are_codes_are_read_as_codes(self) -> None:
        sheet = "id,kind,unit,identity_number,phone\nr1,resident,g1,1.1E+17,１３８\nr2,resident,g1,１１,1.38E10\n"
        register, issues, _ = read_register(sheet, STREET)
        assert [(2, "identity_number", "cell.spoilt-code"), (3, "phone", "cell.spoilt-code")] == places_of(issues)
        assert 0 == len(register)

    def test_of_several_kinds_of_dwelling_none_stands_in_the_rows_of_its_members(self) -> None:
        dormitory = attrs.evolve(HOUSEHOLD, name="dormitory", titles=(("zh", "宿舍"),))
        kinds = (HOUSEHOLD, dormitory, RESIDENT.inside("dormitory"), SITE)
        _, issues, sheet = read_register("resident,unit,household\nr1,g1,h1\n", STREET, kinds)
        assert (("household",), ()) == (sheet.unread, issues)

    def test_its_fields_are_columns(self) -> None:
        register, issues, _ = read_register(
            "户号,网格,空置,tenure\nh1,g1,是,Rented\nh2,g1,,\nh3,g1,,lent\n", STREET, self.KINDS
        )
        assert {"vacant": True, "tenure": "rented"} == dict(register["h1"].attributes)
        assert {} == dict(register["h2"].attributes)
        assert [(4, "tenure", "cell.word")] == places_of(issues)

    def test_headings_and_words_of_a_sheet_can_be_given(self) -> None:
        register, issues, _ = read_register(
            "门牌,网格,居民,状态,目的地\nh1,g1,r1,away,外省\nh1,g1,r2,away,Mars\n",
            STREET,
            columns={"household": "门牌", "presence": "状态", "destination": "目的地"},
            meanings={"destination": {"外省": "other provinces"}},
        )
        assert Presence("away", "other provinces") == register["r1"].presence
        assert [(3, "目的地", "cell.word")] == places_of(issues)

    @pytest.mark.parametrize(
        ("sheet", "match"),
        [
            ("姓名,网格\nx,g1\n", "no heading is 'id', 'household', 'resident', which tells what subjects go by"),
            ("户号,姓名\nh1,x\n", "no heading is 'unit', 'street', 'community', 'grid'"),
        ],
    )
    def test_without_ids_or_units_nothing_is_read(self, sheet: str, match: str) -> None:
        with pytest.raises(UnreadableInput, match=match):
            read_register(sheet, STREET, KINDS)


def _known(register: Register, subject: str) -> dict[str, object]:
    identity = register[subject].identity
    assert isinstance(identity, Attributes)
    return dict(identity)
