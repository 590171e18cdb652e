"""What an expression over a record gives away, name by name and put together."""

from datetime import UTC, datetime

import pytest

from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, RESIDENT, SITE, Field
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.privacy import PrivacyClass
from gridcare.reporting.disclosure import Disclosure
from gridcare.reporting.records import Records
from gridcare.rules.contexts import TEXT
from gridcare.rules.grammar import parse

STREET = Hierarchy(Level.ordered("street", "yard"), [Unit("s", "", "street"), Unit("y", "", "yard", "s")])
KIN = RESIDENT.with_fields(
    Field("ward", str, PrivacyClass.PERSONAL, choices=("a", "b")),
    Field("trade", str, PrivacyClass.IDENTIFYING, mask="name"),
)
SHOP = SITE.with_fields(
    Field("ward", int, PrivacyClass.SENSITIVE), Field("trade", str, PrivacyClass.INTERNAL, mask="phone")
)


def disclosure(lists: str = "subjects", *of: str, hierarchy: Hierarchy = STREET) -> Disclosure:
    records = Records(
        Register(hierarchy, (), (HOUSEHOLD, KIN, SHOP)),
        at=datetime(2020, 2, 10, tzinfo=UTC),
        zone="Asia/Shanghai",
        answers={"goods": PrivacyClass.INTERNAL, "where": PrivacyClass.IDENTIFYING, "outcome": PrivacyClass.PERSONAL},
        kinds_of_facts={"delivery": PrivacyClass.INTERNAL, "reading": PrivacyClass.SENSITIVE},
    )
    return Disclosure(records, lists, of)


RESIDENTS = disclosure("subjects", "resident")


def told(text: str, among: Disclosure = RESIDENTS) -> str:
    return among.of(parse(text)).value


class TestNames:
    @pytest.mark.parametrize(
        ("lists", "expected"),
        [
            (
                "subjects",
                {
                    "internal": "subject.id subject.kind subject.unit subject.persons unit.served home.trade",
                    "public": "place.id place.name place.street",
                    "personal": "subject.age subject.ward",
                    "sensitive": "subject.presence subject.destination subject.returns home.presence home.ward",
                    "identifying": "subject.name home.address subject.unheard home.unheard subject",
                },
            ),
            (
                "facts",
                {
                    "internal": "fact.id fact.kind fact.channel fact.source fact.happened fact.known fact.goods",
                    "sensitive": "fact.temperature fact.answers.unheard",
                    "personal": "fact.outcome",
                    "identifying": "fact.where fact.answers.where goods",
                },
            ),
            (
                "episodes",
                {
                    "internal": "episode.id",
                    "sensitive": "episode.number episode.protocol episode.start episode.end episode.active "
                    "episode.reason",
                    "identifying": "episode.unheard episode",
                },
            ),
            (
                "cases",
                {
                    "internal": "case.track case.standing case.attempts case.opened case.since",
                    "sensitive": "case.part",
                    "identifying": "case.unheard case",
                },
            ),
        ],
    )
    def test_each_name_gives_away_what_it_tells(self, lists: str, expected: dict[str, str]) -> None:
        of = ("resident",) if lists == "subjects" else ()
        among = disclosure(lists, *of)
        found = {text: told(text, among) for texts in expected.values() for text in texts.split()}
        assert {text: level for level, texts in expected.items() for text in texts.split()} == found

    def test_the_outcome_of_a_fact_is_sensitive_where_nothing_else_is_said(self) -> None:
        records = Records(
            Register(STREET, (), (HOUSEHOLD, SITE, KIN)), at=datetime(2020, 2, 10, tzinfo=UTC), zone="UTC"
        )
        assert "sensitive" == told("fact.outcome", Disclosure(records, "facts", ()))

    def test_a_field_of_several_kinds_gives_away_what_the_most_private_of_them_does(self) -> None:
        both = disclosure("subjects", "resident", "site")
        assert ["sensitive", "personal"] == [told("subject.ward", each) for each in (both, RESIDENTS)]
        assert ["whole", "name"] == [each.mask(parse("subject.trade")) for each in (both, RESIDENTS)]


class TestPutTogether:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("1 + 1", "public"),
            ("subject.persons + subject.age", "personal"),
            ("if subject.presence = 'away' then 1 otherwise 0", "sensitive"),
            ("known(subject.name)", "identifying"),
            ("count(1 = 1 per delivery)", "internal"),
            ("count(known(goods) per delivery)", "internal"),
            ("count(known(goods) per reading)", "sensitive"),
            ("count(known(goods) per fact)", "sensitive"),
            ("any(known(where) per delivery)", "identifying"),
            ("any(known(temperature) per delivery)", "sensitive"),
            ("any(happened > known per delivery)", "internal"),
            ("any(outcome = 'given' per delivery)", "personal"),
            ("any(any(known(goods) per delivery) and known(goods) per delivery)", "internal"),
        ],
    )
    def test_it_gives_away_as_much_as_the_most_private_thing_it_reads(self, text: str, expected: str) -> None:
        assert expected == told(text)


class TestListing:
    @pytest.mark.parametrize(
        ("lists", "of", "expected"),
        [
            ("subjects", ("resident",), "internal"),
            ("facts", ("delivery",), "internal"),
            ("facts", ("delivery", "reading"), "sensitive"),
            ("facts", ("unheard",), "sensitive"),
            ("facts", (), "sensitive"),
            ("episodes", (), "sensitive"),
            ("cases", (), "sensitive"),
        ],
    )
    def test_to_stand_in_a_list_gives_away_what_its_kinds_do(
        self, lists: str, of: tuple[str, ...], expected: str
    ) -> None:
        assert expected == disclosure(lists, *of).listing(None).value

    def test_a_condition_gives_away_more_and_never_less(self) -> None:
        found = [RESIDENTS.listing(parse(text)).value for text in ("place.id = 'y'", "subject.age > 60")]
        assert ["internal", "personal"] == found


class TestCondition:
    def faults(self, text: str) -> list[str]:
        return [fault.code for fault in RESIDENTS.condition_faults(parse(text), "where")]

    def test_it_may_read_what_is_sensitive_and_no_identity(self) -> None:
        assert [] == self.faults("subject.presence = 'away'")
        assert ["ledger.identity"] == self.faults("subject.name = 'Zhang San'")

    def test_a_name_that_nobody_declared_is_told_once(self) -> None:
        assert ["expression.name"] == self.faults("subject.nmae = 'Zhang San'")

    def test_a_kind_that_is_not_there_is_told_with_the_near_one(self) -> None:
        (subject,) = disclosure("subjects", "residnet").unknown_kinds("ledger")
        (fact,) = disclosure("facts", "delivry").unknown_kinds("ledger")
        assert ("resident" in subject.problem, "delivery" in fact.problem) == (True, True)
        assert [] == list(disclosure("facts", "delivery").unknown_kinds("ledger"))


class TestWhatMayBeRead:
    def test_a_field_that_kinds_type_otherwise_may_be_read_and_has_no_one_type(self) -> None:
        both = disclosure("subjects", "resident", "site")
        assert TEXT == RESIDENTS.type_of(parse("subject.ward"))
        assert both.type_of(parse("subject.ward")) is None
        assert [] == list(both.condition_faults(parse("subject.ward = 3"), "where"))

    def test_a_field_of_a_kind_that_is_not_listed_may_not(self) -> None:
        assert ["expression.name"] == [
            fault.code for fault in RESIDENTS.condition_faults(parse("subject.title = 'x'"), "where")
        ]

    def test_a_home_has_the_fields_of_what_its_kind_may_live_in(self) -> None:
        assert [] == list(RESIDENTS.condition_faults(parse("home.ward = 3"), "where"))
        assert ["expression.name"] == [
            fault.code for fault in disclosure("subjects", "site").condition_faults(parse("home.ward = 3"), "where")
        ]

    def test_levels_are_known_where_they_are_declared(self) -> None:
        nowhere = disclosure("subjects", "resident", hierarchy=Hierarchy((), ()))
        faults = [list(each.condition_faults(parse("place.strete = 'x'"), "w")) for each in (RESIDENTS, nowhere)]
        assert [1, 0] == list(map(len, faults))

    def test_a_mask_is_that_of_the_field_shown_as_it_is(self) -> None:
        texts = (
            "subject.phone",
            "home.address",
            "subject.age",
            "place.name",
            "if 1 = 1 then subject.phone otherwise ''",
        )
        assert ["phone", "address", "whole", "whole", "whole"] == [RESIDENTS.mask(parse(text)) for text in texts]
