"""Sources as they come: blank and repeated keys, numbers from spreadsheets, crowds of equal rows."""

from collections.abc import Iterable, Sequence

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.codec.cells import CODE
from gridcare.codec.rows import Column, read_rows
from gridcare.errors import DefinitionError
from gridcare.people.identification import IdentityDecision, IdentityDecisions, ValueChoice
from gridcare.people.likeness import Agreement, Block, Comparison, ExactKey, Likeness, Trait, digits, folded
from gridcare.people.linkage import Doubt, Linkage, link
from gridcare.people.merging import MergeRule, Precedence, merge
from gridcare.people.sources import LinkRule, LinkSource, SourceRow
from gridcare.people.subjects import RESIDENT
from gridcare.plugins.cn_codes import check_identity_number
from gridcare.plugins.cn_readings import read_identity_number
from gridcare.timing.periods import moment

NOON = moment("2020-02-10 12:00", "Asia/Shanghai")
NUMBER = ExactKey("number", Trait("identity_number", read_identity_number), unique=True, confirm="name")
RULE = LinkRule(
    kind=RESIDENT,
    sources=(LinkSource("visit"), LinkSource("database", distinct=True), LinkSource("gate")),
    keys=(NUMBER,),
    blocks=(Block("phone", Trait("phone", digits), at_most=50),),
    comparisons=(
        Comparison("name", Agreement("same", 8), differ=-10),
        Comparison("phone", Agreement("same", 6, read=digits), differ=-1),
    ),
    same=12,
    ask=6,
)
SPECIMEN = "11010519491231002X"
WIDE = SPECIMEN.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
FROM_A_SPREADSHEET = ("1.10105194912310E+17", "110105194912310000", "11010519491231002.0")


def row(source: str, id: str, **values: Scalar) -> SourceRow:
    return SourceRow(source=source, id=id, values=Attributes(values))


def clusters(linkage: Linkage) -> set[frozenset[str]]:
    return {frozenset(ref.id for ref in each.rows) for each in linkage.clusters}


class TestKeys:
    def test_rows_of_one_source_with_one_key_and_other_content_are_joined_and_their_conflict_is_listed(self) -> None:
        told = [
            row("visit", "a", name="张伟", identity_number=SPECIMEN, phone="138", age=40),
            row("visit", "b", name="张伟", identity_number=SPECIMEN, phone="139", age=41),
        ]
        linkage = link(RULE, told)
        assert {frozenset("ab")} == clusters(linkage)
        (subject,) = merge(MergeRule(linked=RULE), linkage)
        assert {"phone", "age"} == {each.field for each in subject.conflicts}

    def test_in_a_source_that_lists_everybody_once_they_are_asked_about(self) -> None:
        told = [row("database", id, name="张伟", identity_number=SPECIMEN, age=age) for id, age in (("a", 1), ("b", 2))]
        linkage = link(RULE, told)
        assert {frozenset("a"), frozenset("b")} == clusters(linkage)
        (pair,) = linkage.uncertain
        assert (Doubt.CONTRADICTION, ("database",)) == (pair.doubt, pair.against)

    @pytest.mark.parametrize("blank", ["", " ", "　", "-", "—", "无", None])
    def test_a_blank_key_is_no_key(self, blank: str | None) -> None:
        told = [row("gate", id, name=name, identity_number=blank) for id, name in (("a", "张伟"), ("b", "张伟"))]
        linkage = link(RULE, told)
        assert {frozenset("a"), frozenset("b")} == clusters(linkage)
        assert () == linkage.uncertain
        blank_phones = [attrs.evolve(each, values=Attributes(name="张伟", phone=blank)) for each in told]
        assert 0 == link(RULE, blank_phones).compared

    def test_full_width_digits_are_the_same_key(self) -> None:
        told = [
            row("visit", "a", name="张伟", identity_number=SPECIMEN),
            row("gate", "b", name="张伟", identity_number=WIDE),
        ]
        assert {frozenset("ab")} == clusters(link(RULE, told))

    @pytest.mark.parametrize("number", FROM_A_SPREADSHEET)
    def test_an_identity_number_that_was_a_number_in_a_spreadsheet_is_flagged_and_links_nobody(
        self, number: str
    ) -> None:
        assert "identity.number" in [finding.code for finding in check_identity_number(number)]
        told = [row("visit", id, name="张伟", identity_number=number) for id in "ab"]
        told.append(row("database", "c", name="张伟", identity_number=SPECIMEN))
        linkage = link(RULE, told)
        assert 3 == len(linkage.clusters)
        rule = MergeRule(linked=RULE, precedences=[Precedence("identity_number", read=read_identity_number)])
        subjects = list(merge(rule, linkage))
        assert 2 == sum(bool(each.unread) for each in subjects), "it is listed"
        assert [None, None, SPECIMEN] == [each.value("identity_number") for each in subjects], "and not repaired"

    def test_whole_numbers_are_turned_away_with_their_row(self) -> None:
        taken = RULE.take("visit", [{"id": "1", "identity_number": 110105194912310000}, {"id": "2"}])
        assert ["2"] == [each.id for each in taken.rows]
        assert [1] == [each.row for each in taken.bad]

    def test_a_source_without_any_key_is_linked_by_likeness_alone(self) -> None:
        keyless = attrs.evolve(RULE, keys=())
        told = [row("visit", "a", name="张伟", phone="138"), row("gate", "b", name="张伟", phone="１３８")]
        assert {frozenset("ab")} == clusters(link(keyless, told))
        silent = [row("visit", "c", age=40), row("gate", "d", age=40)]
        assert {frozenset("c"), frozenset("d")} == clusters(link(keyless, silent))

    def test_a_trait_of_no_field_is_a_fault(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            attrs.evolve(RULE, blocks=(Block("b", (Trait("phone"), Trait(())), at_most=50),))
        assert ("linkage.no-trait",) == caught.value.codes

    def test_equal_values_that_are_worded_differently_are_read_each_by_itself(self) -> None:
        likeness = Likeness((), [Trait("age", str)])
        assert [("True",), ("1",), ("1.0",)] == [likeness.columns({"age": each}) for each in (True, 1, 1.0)]


class TestRows:
    def test_what_the_kind_has_no_field_for_is_refused_and_not_lost(self) -> None:
        told = [row("visit", "a", name="张伟"), row("visit", "b", name="王芳", tenure="rented", ages=40)]
        with pytest.raises(DefinitionError) as caught:
            link(RULE, told)
        assert [str(each) for each in caught.value.exceptions] == [
            "'row 2, ages': 'ages' is no field of 'resident'; did you mean 'age'?",
            "'row 2, tenure': 'tenure' is no field of 'resident'; there are 'age', 'identity_number', 'name', 'phone'",
        ]


class TestSheets:
    SHEET = "编号,姓名,身份证号\n1,张伟,１１０１０５１９４９１２３１００２Ｘ\n2,王芳,\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_a_sheet_in_any_usual_encoding_gives_the_same_rows(self, encoding: str) -> None:
        columns = [Column("id", CODE, ("编号",)), Column("name", headings=("姓名",))]
        columns.append(Column("identity_number", headings=("身份证号",)))
        sheet = read_rows(self.SHEET.encode(encoding), columns)
        taken = RULE.take("visit", [each.cells for each in sheet.rows])
        assert () == taken.bad
        linkage = link(RULE, [*taken.rows, row("gate", "g", name="张伟", identity_number=SPECIMEN)])
        assert {frozenset("1g"), frozenset("2")} == clusters(linkage)
        assert "王芳" == linkage.rows[taken.rows[1].ref].values["name"]


class Counted:
    """A similarity that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, one: str, other: str) -> float:
        self.asked += 1
        return 0.0


def counting() -> tuple[LinkRule, Counted]:
    similarity = Counted()
    names = (Agreement("same", 8), Agreement("alike", 4, similarity=similarity, at_least=0.5))
    comparisons = (Comparison("name", names, differ=-10), *RULE.comparisons[1:])
    blocks = (*RULE.blocks, Block("name", Trait("name", folded), at_most=50))
    return attrs.evolve(RULE, comparisons=comparisons, blocks=blocks), similarity


CROWD = 3_000


class TestCrowds:
    @pytest.mark.parametrize("source", ["gate", "database"])
    @pytest.mark.parametrize(
        "values",
        [
            {"name": "张伟", "identity_number": SPECIMEN, "phone": "138"},
            {"name": "张伟", "phone": "138"},
            {"name": "张伟"},
            {},
        ],
        ids=["a key", "alike enough", "a name alone", "nothing"],
    )
    def test_equal_rows_are_not_compared_each_with_each(self, source: str, values: dict[str, Scalar]) -> None:
        rule, similarity = counting()
        linkage = link(rule, [row(source, f"{place:05}", **values) for place in range(CROWD)])
        assert linkage.compared + similarity.asked + len(linkage.uncertain) <= CROWD
        joined = source == "gate" and "phone" in values
        assert (1 if joined else CROWD) == len(linkage.clusters)

    def test_every_text_is_read_once_however_many_rows_hold_it(self) -> None:
        read: list[str] = []

        def reading(text: str) -> str:
            read.append(text)
            return text

        rule = attrs.evolve(RULE, blocks=(Block("phone", Trait("phone", reading), at_most=50),))
        link(rule, [row("gate", str(place), phone=str(place % 3)) for place in range(CROWD)])
        assert ["0", "1", "2"] == sorted(read)

    def test_a_crowd_in_one_block_is_passed_over_and_a_pair_beside_it_is_not(self) -> None:
        rule, _ = counting()
        told = [row("gate", str(place), name=f"张{place}", phone="138") for place in range(CROWD)]
        told += [row("gate", "a", name="李娜", phone="139"), row("visit", "b", name="李 娜", phone="1-39")]
        linkage = link(rule, told)
        assert 1 >= linkage.compared
        assert frozenset("ab") in clusters(linkage)
        assert [("phone", 1, CROWD)] == [(each.name, each.shared, each.largest) for each in linkage.passed_over]

    def test_a_block_of_just_as_many_as_allowed_is_compared(self) -> None:
        rule = attrs.evolve(RULE, keys=(), blocks=(Block("phone", Trait("phone", digits), at_most=3),))
        told = [row("gate", str(place), name=f"张{place}", phone="138") for place in range(3)]
        linkage = link(rule, told)
        assert (3, ()) == (linkage.compared, linkage.passed_over)


class TestQuestions:
    def asked(self, rows: Iterable[SourceRow], *words: IdentityDecision) -> Sequence[object]:
        return [(pair.doubt, pair.points) for pair in link(RULE, rows, IdentityDecisions(words)).uncertain]

    def test_the_ends_of_a_disputed_chain_do_not_meet_by_a_detour(self) -> None:
        """One number, two names, and a row without a name that likeness would join to either."""
        told = [
            row("visit", "a", name="张伟", identity_number=SPECIMEN, phone="138"),
            row("gate", "b", name="王芳", identity_number=SPECIMEN, phone="139"),
            row("gate", "c", identity_number=SPECIMEN, phone="138"),
            row("gate", "d", name="张伟", phone="138"),
        ]
        linkage = link(RULE, told)
        assert {frozenset("ad"), frozenset("b"), frozenset("c")} == clusters(linkage)
        assert {Doubt.KEY_ALONE} == {pair.doubt for pair in linkage.uncertain}

    def test_a_key_that_is_not_confirmed_holds_its_rows_apart_in_later_steps_too(self) -> None:
        told = [
            row("visit", "a", name="张伟", identity_number=SPECIMEN, phone="138"),
            row("gate", "b", name="王芳", identity_number=SPECIMEN, phone="139"),
            row("gate", "c", identity_number=SPECIMEN, phone="138"),
        ]
        assert 3 == len(link(attrs.evolve(RULE, same=6), told).clusters)

    def test_what_is_alike_most_is_joined_first(self) -> None:
        told = [
            row("visit", "a", name="张伟", phone="138", identity_number=SPECIMEN),
            row("gate", "b", name="张伟", phone="138"),
            row("gate", "c", phone="138", identity_number="110105194912310054"),
        ]
        assert {frozenset("ab"), frozenset("c")} == clusters(link(attrs.evolve(RULE, same=6), told))

    def test_a_name_between_two_others_confirms_a_key_for_both(self) -> None:
        def common(one: str, other: str) -> float:
            return len(set(one) & set(other)) / 2

        names = (Agreement("same", 8), Agreement("alike", 2, similarity=common, at_least=0.5))
        rule = attrs.evolve(RULE, comparisons=(Comparison("name", names, differ=-10), *RULE.comparisons[1:]))
        told = [
            row("gate", id, name=name, identity_number=SPECIMEN)
            for id, name in (("a", "张伟"), ("b", "王芳"), ("c", "张芳"))
        ]
        assert {frozenset("abc")} == clusters(link(rule, told))
        assert {frozenset("a"), frozenset("b")} == clusters(link(rule, told[:2]))

    def test_who_can_be_held_against_nobody_does_not_join_those_who_differ(self) -> None:
        """Two names under one number, and a row that tells a telephone only: it may be either, or neither."""
        rule = attrs.evolve(RULE, keys=(attrs.evolve(NUMBER, confirm=("name", "phone")),))
        wei, fang, nameless = (
            row("gate", "a", name="张伟", identity_number=SPECIMEN),
            row("gate", "b", name="王芳", identity_number=SPECIMEN),
            row("gate", "c", phone="138", identity_number=SPECIMEN),
        )
        assert {frozenset("a"), frozenset("b"), frozenset("c")} == clusters(link(rule, [wei, fang, nameless]))
        assert {frozenset("ac")} == clusters(link(rule, [wei, nameless])), "nothing speaks against it"
        whole = row("gate", "d", name="张伟", phone="138", identity_number=SPECIMEN)
        assert {frozenset("acd"), frozenset("b")} == clusters(link(rule, [wei, fang, nameless, whole]))

    def test_rows_of_one_content_need_no_block(self) -> None:
        told = [row("visit", "a", name="张伟"), row("database", "b", name="张伟")]
        assert {frozenset("ab")} == clusters(link(attrs.evolve(RULE, same=8), told))

    def test_the_last_choice_among_the_rows_of_a_subject_holds(self) -> None:
        told = [
            row("visit", id, name="张伟", identity_number=SPECIMEN, phone=phone)
            for id, phone in (("a", "138"), ("b", "139"))
        ]
        later = NOON.replace(hour=13)
        choices = IdentityDecisions(
            [
                ValueChoice(row=("visit", "b"), field="phone", decided=NOON, by="east"),
                ValueChoice(row=("visit", "a"), field="phone", decided=later, by="west"),
            ]
        )
        (subject,) = merge(MergeRule(linked=RULE), link(RULE, told), choices)
        assert "138" == subject.value("phone")

    def test_what_was_taken_back_at_one_moment_has_no_order(self) -> None:
        words = [
            IdentityDecision(first=("gate", "1"), second=("gate", id), same=True, decided=NOON, by="clerk")
            for id in "23"
        ]
        lists = [
            IdentityDecisions(words).undo(one, decided=NOON, by="head").undo(other, decided=NOON, by="head")
            for one, other in (words, words[::-1])
        ]
        assert lists[0] == lists[1]

    def test_the_points_of_same_and_of_ask_are_enough(self) -> None:
        exactly = attrs.evolve(RULE, same=14, ask=6)
        told = [
            row("visit", "a", name="张伟", phone="138"),
            row("gate", "b", name="张伟", phone="138", identity_number=SPECIMEN),
        ]
        assert 1 == len(link(exactly, told).clusters)
        assert [(Doubt.ALIKE, 6)] == self.asked([told[0], row("gate", "c", phone="138")])

    def test_the_likeliest_pair_of_two_clusters_is_the_one_that_is_shown(self) -> None:
        told = [
            row("visit", "a", name="张伟", phone="138"),
            row("gate", "b", phone="138"),
            row("visit", "c", name="张伟", phone="139", identity_number=SPECIMEN),
            row("gate", "d", name="张伟", phone="138", identity_number=SPECIMEN),
        ]
        linkage = link(RULE, told)
        assert {frozenset("acd"), frozenset("b")} == clusters(linkage)
        (pair,) = linkage.uncertain
        assert ("a", "b", 6) == (pair.first.id, pair.second.id, pair.points)

    def test_alike_rows_with_two_numbers_are_not_asked_about(self) -> None:
        other = "110105194912310054"
        assert read_identity_number(other), "it is a number"
        lone = attrs.evolve(RULE, same=20)
        told = [
            row("visit", "a", name="张伟", phone="138", identity_number=SPECIMEN),
            row("gate", "b", name="张伟", phone="138", identity_number=other),
        ]
        assert () == link(lone, told).uncertain

    def test_a_word_about_a_row_of_a_crowd_leaves_the_others_together(self) -> None:
        told = [row("gate", str(place), name="张伟", identity_number=SPECIMEN) for place in range(4)]
        apart = IdentityDecision(first=("gate", "1"), second=("gate", "2"), same=False, decided=NOON, by="clerk")
        linkage = link(RULE, told, IdentityDecisions([apart]))
        assert linkage.cluster_of("gate", "0") == linkage.cluster_of("gate", "3")
        assert linkage.cluster_of("gate", "1") != linkage.cluster_of("gate", "2")

    def test_several_words_that_rows_differ_all_hold(self) -> None:
        told = [row("gate", id, name="张伟", identity_number=SPECIMEN) for id in "abc"]
        words = [
            IdentityDecision(first=("gate", one), second=("gate", other), same=False, decided=NOON, by="clerk")
            for one, other in ("ab", "bc", "ac")
        ]
        linkage = link(RULE, told, IdentityDecisions(words))
        assert (3, ()) == (len(linkage.clusters), linkage.uncertain)
