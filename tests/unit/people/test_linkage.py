"""Linking row by row: keys, likeness, doubt, decisions, and sources as ugly as they come."""

from datetime import datetime
from typing import Any

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import DefinitionError, UnknownName
from gridcare.people.identification import IdentityDecision, IdentityDecisions, RowRef, ValueChoice
from gridcare.people.likeness import Agreement, Block, Comparison, ExactKey, Trait, digits, folded, in_any_order
from gridcare.people.linkage import Doubt, Linkage, PassedOver, link
from gridcare.people.merging import MergedSubject, MergeRule, Precedence, merge, subject_of
from gridcare.people.presence import Presence, PresenceState
from gridcare.people.sources import LinkRule, LinkSource, SourceRow
from gridcare.people.subjects import RESIDENT, Subject
from gridcare.privacy import REDACTED
from gridcare.timing.periods import moment

NOON = moment("2020-02-10 12:00", "Asia/Shanghai")
LATER = moment("2020-02-10 13:00", "Asia/Shanghai")


def identity_like(text: str) -> str:
    return folded(text) if folded(text).startswith("n") else ""


NUMBER = ExactKey("number", Trait("identity_number", identity_like), unique=True, confirm="name")
RULE = LinkRule(
    kind=RESIDENT,
    sources=(LinkSource("visit"), LinkSource("database", distinct=True), LinkSource("gate")),
    keys=(NUMBER,),
    blocks=(Block("phone", Trait(("phone", "identity_number"), digits), at_most=50),),
    comparisons=(
        Comparison("name", (Agreement("same", 8), Agreement("turned", 7, read=in_any_order)), differ=-10),
        Comparison(
            "phone",
            (Agreement("same", 6, read=digits), Agreement("swapped", 5, read=digits, crossed="identity_number")),
            differ=-1,
        ),
    ),
    same=12,
    ask=6,
)


def row(source: str, id: str, *, unit: str = "", told: datetime | None = None, **values: Scalar) -> SourceRow:
    return SourceRow(source=source, id=id, values=Attributes(values), unit=unit, told=told)


def clusters(linkage: Linkage) -> set[frozenset[str]]:
    return {frozenset(ref.id for ref in each.rows) for each in linkage.clusters}


class TestLinking:
    def test_full_width_digits_and_a_family_name_written_last_change_nothing(self) -> None:
        linkage = link(
            RULE, [row("visit", "v", name="张伟", phone="138"), row("gate", "g", name="伟 张", phone="１３８")]
        )
        assert {frozenset("vg")} == clusters(linkage)
        assert () == linkage.uncertain

    def test_columns_that_were_swapped_are_found(self) -> None:
        told = [
            row("visit", "v", name="张伟", phone="138", identity_number="N1"),
            row("gate", "g", name="张伟", phone="N7", identity_number="138"),
        ]
        assert {frozenset("vg")} == clusters(link(RULE, told))

    def test_a_shared_telephone_is_not_enough(self) -> None:
        linkage = link(RULE, [row("visit", "v", name="张伟", phone="138"), row("gate", "g", phone="138")])
        assert {frozenset("v"), frozenset("g")} == clusters(linkage)
        (pair,) = linkage.uncertain
        assert (Doubt.ALIKE, 6) == (pair.doubt, pair.points)
        assert (("name", "not said"), ("phone", "same")) == pair.agreements
        assert str(pair).startswith("'visit/v' and 'gate/g': alike, 6 points (name not said, phone same)")

    def test_a_chain_between_two_identity_numbers_is_asked_about_and_not_joined(self) -> None:
        told = [
            row("visit", "a", name="张伟", phone="138", identity_number="N1"),
            row("gate", "b", name="张伟", phone="138"),
            row("visit", "c", name="张伟", phone="138", identity_number="N2"),
        ]
        linkage = link(RULE, told)
        assert {frozenset("a"), frozenset("b"), frozenset("c")} == clusters(linkage)
        assert {Doubt.CONTRADICTION} == {pair.doubt for pair in linkage.uncertain}
        assert {()} | {("number",)} == {pair.against for pair in linkage.uncertain}

    def test_a_key_that_the_name_does_not_confirm_is_asked_about(self) -> None:
        told = [
            row("visit", "v", name="张伟", identity_number="N1"),
            row("gate", "g", name="王芳", identity_number="n1"),
            row("gate", "h", identity_number="N1"),
        ]
        linkage = link(RULE, told)
        assert 3 == len(linkage.clusters), "who says no name could be either"
        assert {Doubt.KEY_ALONE} == {pair.doubt for pair in linkage.uncertain}
        assert 3 == len(linkage.uncertain)

    def test_a_source_that_lists_everybody_once_is_not_joined_with_itself(self) -> None:
        told = [row("database", id, name="张伟", phone="138") for id in "ab"]
        linkage = link(RULE, told)
        assert {frozenset("a"), frozenset("b")} == clusters(linkage)
        (pair,) = linkage.uncertain
        assert ("database",) == pair.against
        assert str(pair).endswith("(name same, phone same); against it: database")
        assert 1 == len(link(RULE, [attrs.evolve(each, source="gate") for each in told]).clusters)

    def test_a_crowd_in_one_block_is_passed_over_and_said_so(self) -> None:
        rule = attrs.evolve(RULE, blocks=(attrs.evolve(RULE.blocks[0], at_most=2),))
        told = [row("visit", str(number), name=f"张{number}", phone="138") for number in range(3)]
        linkage = link(rule, told)
        (crowd,) = linkage.passed_over
        assert ("phone", 1, 3, 3) == (crowd.name, crowd.shared, crowd.rows, crowd.largest)
        assert 0 == linkage.compared

    def test_a_number_that_a_crowd_shares_is_nobodys_own(self) -> None:
        """Somebody's placeholder; it neither joins them nor asks about any two of them."""
        bounded = tuple(attrs.evolve(key, at_most=2) if key is NUMBER else key for key in RULE.keys)
        names = ("张伟", "王芳", "李娜")
        crowd = [row("visit", name, name=name, identity_number="N0") for name in names]
        pair = [row(source, "p", name="刘洋", identity_number="N1") for source in ("visit", "gate")]
        linkage = link(attrs.evolve(RULE, keys=bounded), [*crowd, *pair])
        assert [PassedOver(name=NUMBER.name, shared=1, rows=3, largest=3)] == list(linkage.passed_over)
        assert () == linkage.uncertain
        assert [1, 1, 1, 2] == sorted(len(each.rows) for each in linkage.clusters)
        assert 3 == len(link(RULE, crowd).uncertain)

    def test_the_gaps_of_a_source_are_what_it_does_not_know(self) -> None:
        linkage = link(RULE, [row("visit", "v", name="张伟"), row("gate", "g", name="王芳")])
        assert ["gate/g"] == [each.id for each in linkage.without("visit")]
        with pytest.raises(UnknownName, match="'vist' is no source; did you mean 'visit'"):
            linkage.without("vist")
        with pytest.raises(UnknownName, match="'gate/x' is no row"):
            linkage.cluster_of("gate", "x")

    def test_no_name_shows(self) -> None:
        linkage = link(RULE, [row("visit", "v", name="张伟", phone="138"), row("gate", "g", phone="138")])
        rules = MergeRule(linked=RULE)
        assert "张" not in repr((linkage, linkage.rows, list(merge(rules, linkage))))


class TestDecisions:
    PAIR = (row("visit", "v", name="张伟", identity_number="N1"), row("gate", "g", name="王芳", identity_number="N2"))

    def same(self, *, same: bool = True, decided: datetime = NOON) -> IdentityDecision:
        return IdentityDecision(
            first=RowRef("visit", "v"), second=RowRef("gate", "g"), same=same, decided=decided, by="clerk"
        )

    def test_same_beats_different_numbers_and_no_shared_block(self) -> None:
        assert 1 == len(link(RULE, self.PAIR, IdentityDecisions([self.same()])).clusters)

    def test_different_beats_everything_and_is_not_asked_again(self) -> None:
        told = [attrs.evolve(each, values=self.PAIR[0].values) for each in self.PAIR]
        assert 1 == len(link(RULE, told).clusters)
        linkage = link(RULE, told, IdentityDecisions([self.same(same=False)]))
        assert 2 == len(linkage.clusters)
        assert () == linkage.uncertain

    def test_the_last_word_holds_and_undoing_it_brings_back_the_one_before(self) -> None:
        last = self.same(same=False, decided=LATER)
        decisions = IdentityDecisions([last, self.same()])
        assert [last] == list(decisions.identities())
        assert [self.same()] == list(decisions.undo(last, decided=LATER, by="head").identities())

    def test_words_that_contradict_each_other_join_nobody(self) -> None:
        third = row("gate", "h", name="李娜")
        words = [
            self.same(),
            IdentityDecision(first=("gate", "g"), second=third.ref, same=True, decided=NOON, by="a"),
            IdentityDecision(first=("visit", "v"), second=third.ref, same=False, decided=NOON, by="b"),
        ]
        linkage = link(RULE, [*self.PAIR, third], IdentityDecisions(words))
        assert 3 == len(linkage.clusters)
        assert {Doubt.CONTRADICTION} == {pair.doubt for pair in linkage.uncertain}

    def test_a_decision_about_rows_that_are_gone_is_kept_and_told(self) -> None:
        linkage = link(RULE, self.PAIR[:1], IdentityDecisions([self.same()]))
        assert (self.same(),) == linkage.unused

    def test_nothing_is_decided_about_one_row_or_undone_that_was_not_decided(self) -> None:
        with pytest.raises(ValueError, match="name two rows"):
            IdentityDecision(first=("a", "1"), second=("a", "1"), same=True, decided=NOON, by="clerk")
        with pytest.raises(ValueError, match="not decided on this list"):
            IdentityDecisions().undo(self.same(), decided=NOON, by="head")


class TestMerging:
    ROWS = (
        row("visit", "v", name="张伟", phone="138", unit="b1", told=NOON),
        row("database", "d", name="张伟", phone="139", identity_number="N1", age=40, unit="b2"),
        row("gate", "g", name="张 伟", phone="１３９", identity_number="138", told=LATER),
    )
    WORDS = IdentityDecisions(
        [
            IdentityDecision(first=("visit", "v"), second=(source, id), same=True, decided=NOON, by="clerk")
            for source, id in (("database", "d"), ("gate", "g"))
        ]
    )

    def merged(self, *words: ValueChoice, **precedence: Any) -> MergedSubject:
        rule = MergeRule(
            linked=RULE,
            precedences=(
                Precedence("name", read=folded),
                Precedence("identity_number", read=identity_like),
                Precedence("phone", read=digits, **precedence),
            ),
            needs=("name", "phone", "age"),
        )
        (subject,) = merge(rule, link(RULE, self.ROWS, self.WORDS), self.WORDS.with_(*words))
        return subject

    def test_the_declared_source_holds_and_every_value_names_its_rows(self) -> None:
        subject = self.merged(sources=("database",))
        told = {value.field: (value.value, [str(ref) for ref in value.rows]) for value in subject.values}
        assert ("139", ["database/d", "gate/g"]) == told["phone"]
        assert ("张伟", ["visit/v", "database/d", "gate/g"]) == told["name"]

    def test_the_newest_holds_where_that_is_declared(self) -> None:
        assert "１３９" == self.merged(newest=True).value("phone")

    def test_a_conflict_is_listed_until_somebody_chooses(self) -> None:
        (conflict,) = self.merged().conflicts
        assert "'visit/v': visit/v against database/d, gate/g on 'phone'" == str(conflict)
        chosen = self.merged(ValueChoice(row=("gate", "g"), field="phone", decided=NOON, by="clerk"))
        assert () == chosen.conflicts
        assert "139" == chosen.value("phone")
        assert [True] == [value.chosen for value in chosen.values if value.field == "phone"]

    def test_what_cannot_be_read_as_its_field_is_listed_and_not_used(self) -> None:
        subject = self.merged()
        assert ((RowRef("gate", "g"), "identity_number"),) == subject.unread
        assert "N1" == subject.value("identity_number")

    def test_units_that_differ_are_told(self) -> None:
        subject = self.merged()
        assert subject.clash is not None
        assert ("b1", ("b1", "b2")) == (subject.unit, subject.clash.units)

    def test_what_nobody_tells_is_a_gap_and_a_source_that_knows_nothing_is_absent(self) -> None:
        (subject,) = merge(MergeRule(linked=RULE, needs=("name", "age")), link(RULE, self.ROWS[:1]))
        assert (("age",), ("database", "gate")) == (subject.gaps, subject.absent)
        assert not subject.is_full

    def test_a_subject_keeps_what_identifies_apart(self) -> None:
        subject = subject_of(self.merged(), MergeRule(linked=RULE))
        assert isinstance(subject.identity, Attributes)
        assert ({"age"}, {"name", "phone", "identity_number"}) == (set(subject.attributes), set(subject.identity))

    @pytest.mark.parametrize("blank", ["", " ", "\u3000", None])
    def test_a_blank_is_no_value_and_leaves_its_gap(self, blank: str | None) -> None:
        rows = [
            row("visit", "v", name="张伟", phone=blank, identity_number="N1"),
            row("gate", "g", identity_number="N1"),
        ]
        rule = MergeRule(linked=RULE, needs=("name", "phone"))
        (subject,) = merge(rule, link(RULE, rows))
        assert (("phone",), None, (), ()) == (subject.gaps, subject.value("phone"), subject.conflicts, subject.unread)
        told = [*rows, row("gate", "h", name="张伟", phone="138", identity_number="N1", age=0)]
        (subject,) = merge(MergeRule(linked=RULE, needs=("age",)), link(RULE, told))
        assert ("138", (), ()) == (subject.value("phone"), subject.conflicts, subject.gaps)

    def test_who_is_full_has_neither_gaps_nor_conflicts(self) -> None:
        rows = [row("visit", id, name="张伟", identity_number="N1", phone=phone) for id, phone in ("a1", "b2")]
        rule = MergeRule(linked=RULE, needs=("name", "phone"))
        (full,), (torn,) = (merge(rule, link(RULE, some)) for some in (rows[:1], rows))
        assert (True, False) == (full.is_full, torn.is_full)
        assert ((), ()) == (torn.gaps, full.conflicts)

    def test_of_one_source_the_newest_row_holds_and_of_one_moment_the_better_source(self) -> None:
        rows = [
            row("gate", "a", identity_number="N1", phone="1", told=NOON),
            row("gate", "b", identity_number="N1", phone="2", told=LATER),
            row("gate", "c", identity_number="N1", phone="3"),
            row("visit", "d", identity_number="N1", phone="4", told=LATER),
        ]
        linkage = link(RULE, rows)

        def order(**precedence: Any) -> list[Scalar]:
            (subject,) = merge(MergeRule(linked=RULE, precedences=[Precedence("phone", **precedence)]), linkage)
            (conflict,) = subject.conflicts
            return [each.value for each in conflict.values]

        assert ["2", "1", "3", "4"] == order(sources=("gate",))
        assert ["4", "2", "1", "3"] == order(newest=True) == order()
        assert ["2", "4", "1", "3"] == order(sources=("gate",), newest=True)

    def test_each_field_of_a_row_may_be_chosen_by_itself(self) -> None:
        rows = [
            row(source, "1", identity_number="N1", name="张伟", phone=phone, age=age)
            for source, phone, age in (("visit", "138", 40), ("gate", "139", 41))
        ]
        choices = [ValueChoice(row=("gate", "1"), field=field, decided=NOON, by="clerk") for field in ("phone", "age")]
        (subject,) = merge(MergeRule(linked=RULE), link(RULE, rows), IdentityDecisions(choices))
        assert ("139", 41, ()) == (subject.value("phone"), subject.value("age"), subject.conflicts)

    def test_values_of_two_types_are_two_values(self) -> None:
        rows = [row("gate", id, identity_number="N1", age=age) for id, age in (("a", 1), ("b", True))]
        (subject,) = merge(MergeRule(linked=RULE), link(RULE, rows))
        assert ["age"] == [each.field for each in subject.conflicts]

    def test_unit_and_containers_are_those_of_the_best_row_that_says(self) -> None:
        one = {"name": "张伟", "identity_number": "N1"}
        rows = [
            SourceRow(source=source, id=id, values=Attributes(one), unit=unit, containers=containers)
            for source, id, unit, containers in (
                ("visit", "a", "", ()),
                ("visit", "b", "b1", ()),
                ("database", "c", "b1", ("h1",)),
                ("gate", "d", "b2", ("h2",)),
                ("gate", "e", "b2", ()),
            )
        ]
        rule = MergeRule(linked=RULE)
        (subject,) = merge(rule, link(RULE, rows))
        assert ("b1", ("h1",)) == (subject.unit, subject.containers)
        assert subject.clash is not None
        assert (RowRef("visit", "b"), RowRef("gate", "d")) == subject.clash.rows
        (agreed,) = merge(rule, link(RULE, rows[:3]))
        assert agreed.clash is None
        held = subject_of(subject, rule)
        assert ("b1", ("h1",), "visit/a") == (held.unit, held.containers, held.id)

    def test_a_field_with_two_precedences_is_a_fault(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            MergeRule(linked=RULE, precedences=[Precedence("phone"), Precedence("phone", "gate")])
        assert ("merge.field-twice",) == caught.value.codes

    def test_a_bad_rule_names_every_fault(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            MergeRule(linked=RULE, precedences=(Precedence("fone"), Precedence("name", "gaet")), needs="age_")
        assert ("merge.field", "merge.field", "merge.source") == caught.value.codes
        assert "did you mean 'phone'" in str(caught.value)


class TestOverARegister:
    """A register is one of the sources, and takes what the others tell."""

    HELD = Subject(
        id="r1",
        kind="resident",
        unit="g1",
        containers=("h1", "school"),
        presence=Presence(PresenceState.AWAY, "hubei"),
        attributes=Attributes(age=71),
        identity=Attributes(name="张伟", phone="13800000001"),
    )
    TOLD = attrs.evolve(
        row("visit", "1", unit="g2", name="张伟", phone="13800000001", identity_number="11010519491231002X"),
        containers=("h9",),
    )

    def merged(self, held: Subject) -> MergedSubject:
        (subject,) = merge(MergeRule(linked=RULE), link(RULE, [SourceRow.of(held, "database"), self.TOLD]))
        return subject

    def test_a_row_of_it_says_what_the_subject_does(self) -> None:
        told = SourceRow.of(self.HELD, "database")
        assert (told.ref, told.unit, told.containers) == (RowRef("database", "r1"), "g1", ("h1", "school"))
        assert dict(told.values) == {"age": 71, "name": "张伟", "phone": "13800000001"}

    def test_what_no_row_tells_stays_as_the_register_has_it(self) -> None:
        subject = subject_of(self.merged(self.HELD), MergeRule(linked=RULE), held=self.HELD)
        assert (subject.id, subject.presence, subject.attributes["age"]) == ("r1", self.HELD.presence, 71)
        assert subject.identity["identity_number"] == "11010519491231002X"  # type: ignore[index]  # nobody is forgotten

    def test_of_unit_and_containers_the_source_is_believed_that_comes_first(self) -> None:
        subject = subject_of(self.merged(self.HELD), MergeRule(linked=RULE), held=self.HELD)
        assert (subject.unit, subject.containers) == ("g2", ("h9",))

    def test_a_blank_that_was_stated_stays(self) -> None:
        identity = Attributes(name="张伟", phone="13800000001", identity_number=None)
        stated = attrs.evolve(self.HELD, attributes=Attributes(age=None), identity=identity)
        bare = attrs.evolve(self.TOLD, values=self.TOLD.values.without("identity_number"))
        (merged,) = merge(MergeRule(linked=RULE), link(RULE, [SourceRow.of(stated, "database"), bare]))
        subject = subject_of(merged, MergeRule(linked=RULE), held=stated)
        assert (subject.attributes, subject.identity) == (stated.attributes, stated.identity)

    def test_who_was_forgotten_stays_so_whatever_the_others_tell(self) -> None:
        forgotten = attrs.evolve(self.HELD, identity=REDACTED)
        assert dict(SourceRow.of(forgotten, "database").values) == {"age": 71}
        same = IdentityDecision(first=("visit", "1"), second=("database", "r1"), same=True, decided=NOON, by="w")
        rows = [SourceRow.of(forgotten, "database"), self.TOLD]
        (subject,) = merge(MergeRule(linked=RULE), link(RULE, rows, IdentityDecisions([same])))
        assert subject_of(subject, MergeRule(linked=RULE), held=forgotten).is_redacted

    def test_persons_that_were_stated_stay(self) -> None:
        home = Subject(id="r1", kind="resident", unit="g1", persons=4)
        assert subject_of(self.merged(self.HELD), MergeRule(linked=RULE), held=home).persons == 4


class TestUglyInput:
    def test_every_bad_row_is_named_and_every_other_one_taken(self) -> None:
        taken = RULE.take(
            "visit",
            [
                {"id": "1", "name": "张伟", "unit": "b1", "told": NOON},
                {"id": "1", "name": "王芳"},
                {"name": "王芳"},
                {"id": "4", "nmae": "王芳", "identity_number": 110105194912310000},
                {"id": "5", "age": "40", "told": datetime(2020, 2, 10), "containers": [3]},  # noqa: DTZ001  # naive
                {"id": "6", "name": None},
            ],
        )
        assert ["1", "6"] == [each.id for each in taken.rows]
        assert [2, 3, 4, 5] == [each.row for each in taken.bad]
        told = [fault.code for each in taken.bad for fault in each.faults]
        assert [
            "linkage.duplicate-id",
            "linkage.no-id",
            "linkage.field",
            "linkage.value",
            "linkage.told",
            "linkage.containers",
            "linkage.value",
        ] == told
        assert "王芳" not in str(taken) + "".join(str(fault) for each in taken.bad for fault in each.faults)
        assert "1101" not in str(taken)

    def test_a_good_row_keeps_all_that_it_says_and_nothing_of_it_is_taken_for_a_field(self) -> None:
        given = {"id": "1", "name": "张伟", "age": 0, "unit": "b1", "containers": ["h1"], "told": NOON}
        blank = {"id": "2", "name": "王芳", "unit": None, "containers": None, "told": None}
        full, bare = RULE.take("visit", [given, blank]).rows
        assert ("b1", ("h1",), NOON) == (full.unit, full.containers, full.told)
        assert Attributes(name="张伟", age=0) == full.values
        assert ("", (), None, Attributes(name="王芳")) == (bare.unit, bare.containers, bare.told, bare.values)

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"id": ""}, "linkage.no-id"),
            ({"id": 7}, "linkage.no-id"),
            ({"id": "1", "unit": 3}, "linkage.unit"),
            ({"id": "1", "told": "2020-02-10"}, "linkage.told"),
            ({"id": "1", "told": datetime(2020, 2, 10)}, "linkage.told"),  # noqa: DTZ001  # naive
            ({"id": "1", "containers": 3}, "linkage.containers"),
            ({"id": "1", "containers": ["h1", 3]}, "linkage.containers"),
        ],
    )
    def test_a_bad_row_comes_back_as_it_was_given_with_its_fault(self, given: dict[str, object], code: str) -> None:
        taken = RULE.take("visit", [given, {"id": "1", "name": "张伟"}])
        (bad,) = taken.bad
        assert [code] == [fault.code for fault in bad.faults]
        assert (1, given, given["id"] if isinstance(given["id"], str) else "") == (bad.row, bad.given, bad.id)
        assert ["1"] == [each.id for each in taken.rows], "a bad row does not take the id from a good one"

    def test_rows_of_a_source_that_nobody_declared_are_not_taken(self) -> None:
        with pytest.raises(UnknownName, match="'vist' is no source; did you mean 'visit'"):
            RULE.take("vist", [])

    def test_a_source_that_nobody_declared_and_an_id_twice_are_refused_together(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            link(RULE, [row("vist", "1"), row("gate", "2"), row("gate", "2")])
        assert ("linkage.source", "linkage.duplicate-id") == caught.value.codes
        assert "did you mean 'visit'" in str(caught.value)

    def test_a_bad_rule_names_every_fault(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            LinkRule(
                kind=RESIDENT,
                sources=(LinkSource("a"), LinkSource("a")),
                keys=(ExactKey("k", Trait("nmae"), confirm="phone"), ExactKey("none", (), at_most=1)),
                blocks=(Block("b", Trait("name"), at_most=1),),
                comparisons=(
                    Comparison("name", (Agreement("x", 1, at_least=2.0), Agreement("x", 1, crossed="name")), differ=1),
                    Comparison("age", ()),
                ),
                same=1,
                ask=2,
                margin=0,
            )
        assert {
            "linkage.source-twice",
            "linkage.points",
            "linkage.margin",
            "linkage.no-trait",
            "linkage.field",
            "linkage.confirm",
            "linkage.block",
            "linkage.differ",
            "linkage.similarity",
            "linkage.agreement-twice",
            "linkage.crossed",
            "linkage.agreement",
        } == set(caught.value.codes)
        assert 2 == caught.value.codes.count("linkage.block"), "of a key and of a block"

    @pytest.mark.parametrize(
        ("bent", "codes"),
        [
            ({"blocks": RULE.blocks * 2}, ("linkage.block-twice",)),
            ({"keys": RULE.keys * 2}, ("linkage.key-twice",)),
            ({"comparisons": RULE.comparisons * 2}, ("linkage.comparison-twice",) * 2),
            ({"comparisons": (), "keys": ()}, ("linkage.no-comparison",)),
            ({"ask": 0}, ("linkage.points",)),
            ({"ask": 12}, ()),
            ({"ask": 12.5}, ("linkage.points",)),
            ({"comparisons": (Comparison("nmae", Agreement("same", 1)), *RULE.comparisons)}, ("linkage.field",)),
            (
                {"comparisons": (Comparison("age", Agreement("same", 1, crossed="hpone")), *RULE.comparisons)},
                ("linkage.field",),
            ),
            ({"comparisons": (Comparison("age", Agreement("same", 1), differ=0), *RULE.comparisons)}, ()),
            (
                {"comparisons": (Comparison("age", Agreement("same", 1, at_least=0)), *RULE.comparisons)},
                ("linkage.similarity",),
            ),
            ({"blocks": (Block("phone", Trait("phone"), at_most=2),)}, ()),
        ],
    )
    def test_each_fault_of_a_rule_is_told_and_nothing_else_is_one(
        self, bent: dict[str, Any], codes: tuple[str, ...]
    ) -> None:
        if not codes:
            assert isinstance(attrs.evolve(RULE, **bent), LinkRule)
            return
        with pytest.raises(DefinitionError) as caught:
            attrs.evolve(RULE, **bent)
        assert codes == caught.value.codes

    def test_nothing_to_link_by_is_a_fault(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            LinkRule(kind=RESIDENT, sources=())
        assert ("linkage.no-source", "linkage.no-key") == caught.value.codes

    def test_no_rows_are_no_clusters(self) -> None:
        assert () == link(RULE, []).clusters
