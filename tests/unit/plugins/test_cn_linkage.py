"""The rule for residents of a Chinese street: what each way of agreeing counts, and what it joins, asks and leaves."""

import pytest

from gridcare.adapters.pinyin import pinyin
from gridcare.adapters.similarity import similarity
from gridcare.attributes import Attributes
from gridcare.people.identification import RowRef
from gridcare.people.likeness import Likeness
from gridcare.people.linkage import Doubt, Linkage, link
from gridcare.people.merging import MergeRule, merge
from gridcare.people.sources import LinkRule, LinkSource, SourceRow
from gridcare.plugins.cn_linkage import residents_rule

pytest.importorskip("rapidfuzz")
pytest.importorskip("pypinyin")

ONE, OTHER = "11010519491231002X", "110105194912310054"
FLAT, PHONE = "3-2-501", "14000000001"
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@pytest.fixture(scope="module")
def rule() -> LinkRule:
    return residents_rule(
        [LinkSource("visit"), LinkSource("database", distinct=True), LinkSource("gate")],
        sound=pinyin(ordered=False),
        loose_sound=pinyin(variants=True, ordered=False),
        edit=similarity("edit"),
    )


def linked(rule: LinkRule, *rows: dict[str, str]) -> Linkage:
    return link(
        rule, [SourceRow(source="gate", id=str(place), values=Attributes(row)) for place, row in enumerate(rows)]
    )


def person(name: str = "", number: str = "", phone: str = "", address: str = "") -> dict[str, str]:
    told = {"name": name, "identity_number": number, "phone": phone, "address": address}
    return {field: value for field, value in told.items() if value}


class TestAgreements:
    @pytest.mark.parametrize(
        ("one", "other", "field", "agreement", "points"),
        [
            (person("张伟"), person("张　伟"), "name", "same", 9),
            (person("张伟"), person("伟张"), "name", "turned", 8),
            (person("张伟"), person("章玮"), "name", "same sound", 7),
            (person("张伟"), person("Wei Zhang"), "name", "same sound", 7),
            (person("林静"), person("凌进"), "name", "like sound", 5),
            (person("欧阳娜"), person("欧阳静"), "name", "one character", -4),
            (person("张伟"), person("王伟"), "name", "differs", -10),
            (person("张伟"), person(), "name", "not said", 0),
            (person(number=ONE), person(number=ONE.translate(WIDE)), "identity_number", "same", 18),
            (person(number="11010519491231002x"), person(number="110105491231002"), "identity_number", "same", 18),
            (person(number=ONE), person(phone=ONE), "identity_number", "swapped", 17),
            (person(number=ONE), person(number="11010519491231003X"), "identity_number", "slip", 8),
            (person(number=ONE), person(number="1101051949123100X2"), "identity_number", "slip", 8),
            (person(number=ONE), person(number="1101051949123102X"), "identity_number", "slip", 8),
            (person(number=ONE), person(number="34052419800101001X"), "identity_number", "differs", -8),
            (person(number=ONE), person(number=PHONE), "identity_number", "not said", 0),
            (person(phone=PHONE), person(phone="+86 1400-000-0001".translate(WIDE)), "phone", "same", 6),
            (person(phone=PHONE), person(number=PHONE), "phone", "swapped", 6),
            (person(phone=PHONE), person(phone="14000000010"), "phone", "slip", 4),
            (person(phone=PHONE), person(phone="14000000023"), "phone", "differs", -2),
            (person(phone=PHONE), person(phone="0433-2255"), "phone", "not said", 0),
            (person(address=FLAT), person(address="３号楼二单元五〇一室"), "address", "same", 6),
            (person(address=FLAT), person(address="3-2-502"), "address", "differs", -2),
            (person(address=FLAT), person(address="村委会旁"), "address", "not said", 0),
            (person("张伟"), person(address="张伟"), "name", "swapped", 8),
            (person("张伟"), person("3号楼2单元501室"), "name", "not said", 0),
            (person("张伟"), person("三号楼二单元５０１"), "name", "not said", 0),
            (person("张伟"), person("张伟13800138000"), "name", "same sound", 7),
        ],
    )
    def test_each_field_agrees_in_its_own_way(
        self, rule: LinkRule, one: dict[str, str], other: dict[str, str], field: str, agreement: str, points: float
    ) -> None:
        likeness = Likeness(rule.comparisons)
        mine, its = likeness.columns(one), likeness.columns(other)
        assert agreement == dict(likeness.told(mine, its))[field] == dict(likeness.told(its, mine))[field]
        if len({*one, *other}) == 1:
            assert points == likeness.points(mine, its)


class TestJoining:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (person("张伟", phone=PHONE), person("伟张", phone=PHONE)),
            (person("张伟", phone=PHONE), person("章玮", phone=PHONE)),
            (person("张伟", address=FLAT), person("章玮", address="３号楼二单元501")),
            (person("张伟", phone=PHONE), person("张伟", phone="14000000010")),  # found by the head of the telephone
            (person("张伟", phone="14900000001"), person("张伟", phone=PHONE)),  # and by its tail
            (person("张伟", ONE, PHONE), person("张伟", PHONE, ONE)),
            (person("张伟", ONE), person("张伟", phone=ONE)),
            (person("张伟", ONE), person("章玮", "110105491231002")),
            (person("张伟", ONE, address=FLAT), person("张玮", "11010519491231003X", address=FLAT)),
            (person("张伟", phone=PHONE, address=FLAT), person(FLAT, phone=PHONE, address="张伟")),
        ],
    )
    def test_what_agrees_well_enough_is_one(self, rule: LinkRule, one: dict[str, str], other: dict[str, str]) -> None:
        linkage = linked(rule, one, other)
        assert (1, ()) == (len(linkage.clusters), linkage.uncertain)

    @pytest.mark.parametrize(
        ("one", "other", "points"),
        [
            (person("张伟", phone=PHONE, address=FLAT), person(phone=PHONE, address=FLAT), 12),
            (person("林静", phone=PHONE), person("凌进", phone=PHONE), 11),
            (person("欧阳娜", phone=PHONE, address=FLAT), person("欧阳静", phone=PHONE, address=FLAT), 8),
            (person("张伟", phone=PHONE, address=FLAT), person("张伟", phone="14000000002", address="9-9-909"), 11),
        ],
    )
    def test_what_agrees_a_little_less_is_asked_about(
        self, rule: LinkRule, one: dict[str, str], other: dict[str, str], points: float
    ) -> None:
        (pair,) = linked(rule, one, other).uncertain
        assert (Doubt.ALIKE, points) == (pair.doubt, pair.points)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (person("张伟", phone=PHONE, address=FLAT), person("李娜", phone=PHONE, address=FLAT)),  # a family
            (person("张伟", phone=PHONE), person("张伟", phone="15912345678")),  # a common name
            (person("张伟"), person("张伟")),
            (person(phone=PHONE), person(phone=PHONE)),
        ],
    )
    def test_families_and_namesakes_are_left_alone(
        self, rule: LinkRule, one: dict[str, str], other: dict[str, str]
    ) -> None:
        linkage = linked(rule, one, other)
        assert (2, ()) == (len(linkage.clusters), linkage.uncertain)

    def test_a_number_under_another_name_is_asked_about(self, rule: LinkRule) -> None:
        linkage = linked(rule, person("张伟", ONE), person("李娜", ONE))
        assert [(2, Doubt.KEY_ALONE)] == [(len(linkage.clusters), pair.doubt) for pair in linkage.uncertain]

    def test_a_number_whose_name_stands_in_the_column_of_addresses_is_joined(self, rule: LinkRule) -> None:
        linkage = linked(rule, person("张伟", ONE, address=FLAT), person(FLAT, ONE, address="章玮"))
        assert 1 == len(linkage.clusters)

    def test_two_numbers_are_never_one_by_likeness(self, rule: LinkRule) -> None:
        linkage = linked(rule, person("张伟", ONE, PHONE, FLAT), person("章玮", OTHER, PHONE, FLAT))
        assert 2 == len(linkage.clusters)

    def test_a_number_that_sixty_rows_share_may_be_somebodys_and_one_that_more_share_is_nobodys(
        self, rule: LinkRule
    ) -> None:
        def shared(rows: int) -> Linkage:
            return linked(rule, *(person("张伟", ONE, address=f"1-1-{place + 100}") for place in range(rows)))

        assert 1 == len(shared(60).clusters)
        crowd = shared(61)
        assert (61, ["identity number"]) == (len(crowd.clusters), [each.name for each in crowd.passed_over])

    def test_values_stay_as_they_were_written_whichever_column_they_were_found_in(self, rule: LinkRule) -> None:
        linkage = linked(rule, person("张伟", ONE.translate(WIDE)), person("章玮", phone=ONE))
        (subject,) = merge(MergeRule(linked=rule), linkage)
        assert {
            "name": ("张伟", (RowRef("gate", "0"),)),
            "identity_number": (ONE.translate(WIDE), (RowRef("gate", "0"),)),
            "phone": (ONE, (RowRef("gate", "1"),)),
        } == {each.field: (each.value, each.rows) for each in subject.values}
