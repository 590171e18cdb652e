"""The ledgers that the five methods keep, drawn over their own records, and when who somebody is must be gone."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Fact
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.playbook import Playbook
from gridcare.plugins.casework.ledgers import STAND_DOWN
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.plugins.six_in_place import SIX_IN_PLACE
from gridcare.plugins.ten_measures import STOOD_DOWN, TEN_MEASURES
from gridcare.plugins.three_three_four import LEDGER_LEVELS, THREE_THREE_FOUR
from gridcare.plugins.three_three_three import THREE_THREE_THREE
from gridcare.privacy import REDACTED, PrivacyClass
from gridcare.reporting.access import AccessRefused, AccessScope
from gridcare.reporting.doublets import same_columns
from gridcare.reporting.keeping import ANY_MOMENT
from gridcare.reporting.ledgers import Ledger, LedgerView, Treatment
from gridcare.reporting.levels import level_gaps
from gridcare.reporting.records import Records
from gridcare.reporting.retention import RetentionState, erase, erasure_gaps, retentions
from gridcare.rules.unknowns import Unknown
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.episodes import ENROLLED, EXIT
from gridcare.work.gatelog import passage

METHODS: Final = (THREE_THREE_THREE, TEN_MEASURES, SIX_IN_PLACE, FOUR_STEP, THREE_THREE_FOUR)
every_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)

START: Final = moment("2020-02-03 08:00", "Asia/Shanghai")
HOUR: Final = timedelta(hours=1)


def place(method: Playbook, *units: Unit) -> Hierarchy:
    return Hierarchy(method.levels, units)


def fact(subject: str, about: str, hours: float, /, outcome: str = "", track: str = "", **answers: Scalar) -> Fact:
    when = START + hours * HOUR
    return Fact(
        id=f"{subject}/{about}/{hours}",
        kind=about,
        subjects=(subject,),
        happened=when,
        known=when,
        outcome=outcome,
        answers=Attributes(answers),
        track=track,
    )


def dwelling(id: str, unit: str, address: str, phone: str = "", **told: Scalar) -> Subject:
    named = {"address": address, **({"phone": phone} if phone else {})}
    return Subject(id=id, kind="household", unit=unit, attributes=Attributes(told), identity=Attributes(named))


def person(id: str, unit: str, name: str, *homes: str, phone: str = "", number: str = "", **told: Scalar) -> Subject:
    named = {"name": name} | ({"phone": phone} if phone else {}) | ({"identity_number": number} if number else {})
    return Subject(
        id=id, kind="resident", unit=unit, containers=homes, attributes=Attributes(told), identity=Attributes(named)
    )


def opened(method: Playbook, hierarchy: Hierarchy, people: Iterable[Subject], *facts: Fact) -> Campaign:
    campaign = method.campaign(hierarchy, Register(hierarchy, people, method.kinds), opened=START)
    for each in facts:
        campaign.record(each)
    return campaign


def drawn(method: Playbook, campaign: Campaign, *beside: Fact) -> Records:
    root = campaign.register.hierarchy.roots[0]
    observed = [each for each in beside if each.kind in (ENROLLED, EXIT)]
    tracks = [track.name for track in campaign.tracks]
    return method.records(
        campaign.register,
        [*campaign.journal.facts(), *beside],
        at=START + 100 * HOUR,
        episodes=method.observations(campaign.register.hierarchy).record(*beside).episodes() if observed else (),
        cases=[campaign.case(each, track=track) for track in tracks for each in campaign.subjects(root, track=track)],
    )


def view(
    method: Playbook, name: str, records: Records, clearance: PrivacyClass = PrivacyClass.IDENTIFYING, unit: str = ""
) -> LedgerView:
    root = unit or records.hierarchy.roots[0]
    scope = AccessScope(
        viewer="w7", unit=root, purposes="response", clearance=clearance, until=START + timedelta(days=999)
    )
    return Ledger(method.ledger(name), records).view(scope, at=records.at)


def lines(method: Playbook, name: str, records: Records) -> list[tuple[object, ...]]:
    """What stands in each line, with ``None`` where nobody can tell."""
    told = view(method, name, records).lines
    return [tuple(None if isinstance(cell, Unknown) else cell for cell in line.cells) for line in told]


class TestThreeThreeThree:
    CITY: Final = place(
        THREE_THREE_THREE,
        Unit("n", "Ningbo", "city"),
        Unit("c", "One", "community", "n"),
        Unit("k", "Old compound", "compound", "c"),
        Unit("w1", "Gate 1", "stairwell", "k"),
        Unit("w2", "Gate 2", "stairwell", "k"),
    )
    PEOPLE: Final = (
        dwelling("h1", "w1", "1号301"),
        person(
            "r1",
            "w1",
            "赵大",
            "h1",
            phone="13800138000",
            number="11010519491231002X",
            returned_from_epidemic_area=True,
            registered_in_epidemic_area=False,
        ),
        person("r2", "w2", "钱二", returned_from_epidemic_area=False, registered_in_epidemic_area=True),
        person("r3", "w2", "孙三", returned_from_epidemic_area=False, registered_in_epidemic_area=False),
        person("r4", "c", "李四", returned_from_epidemic_area=False),
    )

    def records(self, *beside: Fact) -> Records:
        campaign = opened(
            THREE_THREE_THREE,
            self.CITY,
            self.PEOPLE,
            fact("a1", "joined", 1, track="clearing", kind="arrival", unit="c", inflow=False),
            fact("a2", "joined", 30, track="clearing", kind="arrival", unit="c", inflow=True),
            fact("a1", "trace", 5, "cleared", "clearing"),
        )
        return drawn(THREE_THREE_THREE, campaign, *beside)

    def test_nb04_the_method_keeps_the_ledger_of_key_people(self) -> None:
        records = self.records()
        assert [
            ("赵大", "13800138000", "11010519491231002X", "1号301", "Gate 1", True, False),
            ("钱二", None, None, None, "Gate 2", False, True),
        ] == lines(THREE_THREE_THREE, "key people", records)
        assert ("r4",) == view(THREE_THREE_THREE, "key people", records).undecided

    def test_nb13_the_ledger_of_arrivals_follows_their_clearing(self) -> None:
        assert [
            (False, START + HOUR, "settled", "cleared"),
            (True, START + 30 * HOUR, "not started", "trace"),
        ] == lines(THREE_THREE_THREE, "arrivals", self.records())

    def test_nb14_who_lives_on_each_stairwell_is_in_a_ledger(self) -> None:
        assert [("Gate 1", "赵大", "1号301"), ("Gate 2", "钱二", None), ("Gate 2", "孙三", None)] == lines(
            THREE_THREE_THREE, "stairwells", self.records()
        )

    def test_nb08_outside_persons_and_vehicles_stand_in_the_book_of_the_gate(self) -> None:
        at = START + 9 * HOUR
        beside = (
            passage("p1", gate="k", traveller="r1", direction="out", happened=at),
            passage("p2", gate="k", traveller="x1", direction="in", happened=at, outside=True, registered=True),
            passage(
                "p3",
                gate="k",
                traveller="x2",
                direction="in",
                happened=at,
                outside=True,
                kind="vehicle",
                verdict="dissuade",
            ),
        )
        assert [
            (at, "in", "person", None, None, True, "admit"),
            (at, "in", "vehicle", None, None, True, "dissuade"),
        ] == lines(THREE_THREE_THREE, "gate book", self.records(*beside))


class TestTenMeasures:
    SHAANXI: Final = place(
        TEN_MEASURES,
        Unit("s", "Street", "street"),
        Unit("c", "One", "community", "s"),
        Unit("g", "Grid 1", "grid", "c"),
    )
    PEOPLE: Final = (
        dwelling("h1", "g", "3号楼501室"),
        person("r1", "g", "赵大", "h1", phone="13800138000", age=81, special_group="living alone", needs="food"),
        person("r2", "c", "钱二", age=30, special_group="disabled", checked_on=date(2022, 3, 1)),
        person("r3", "g", "孙三", age=20),
        Subject(
            id="o1",
            kind="organisation",
            unit="c",
            attributes=Attributes(title="North Gate Market", trade="retail"),
            identity=Attributes(contact="周五", phone="13900139000"),
        ),
    )

    def records(self) -> Records:
        return drawn(TEN_MEASURES, opened(TEN_MEASURES, self.SHAANXI, self.PEOPLE))

    def test_sx03_the_resident_ledger_says_when_each_was_checked(self) -> None:
        assert [
            ("钱二", None, None, 30, date(2022, 3, 1)),
            ("赵大", "13800138000", "3号楼501室", 81, None),
            ("孙三", None, None, 20, None),
        ] == lines(TEN_MEASURES, "residents", self.records())

    def test_sx03_sx09_the_ledger_of_special_groups_says_what_each_needs_and_the_grid(self) -> None:
        records = self.records()
        assert [
            ("钱二", None, None, "disabled", None, None, date(2022, 3, 1)),
            ("赵大", "13800138000", "3号楼501室", "living alone", "food", "Grid 1", None),
        ] == lines(TEN_MEASURES, "special groups", records)
        with pytest.raises(AccessRefused, match="who stands in it is sensitive"):
            view(TEN_MEASURES, "special groups", records, PrivacyClass.PERSONAL)

    def test_sx03_the_second_ledger_is_that_of_organisations(self) -> None:
        records = self.records()
        assert [("North Gate Market", "retail", "周五", "13900139000")] == lines(TEN_MEASURES, "organisations", records)
        open_view = view(TEN_MEASURES, "organisations", records, PrivacyClass.INTERNAL)
        assert [("North Gate Market", "retail", "周**", "139****9000")] == [line.cells for line in open_view.lines]


class TestSixInPlace:
    XINQU: Final = place(
        SIX_IN_PLACE,
        Unit("s", "Xinqu", "street"),
        Unit("c", "One", "community", "s"),
        Unit("k", "Garden", "compound", "c"),
    )
    PEOPLE: Final = (
        dwelling("h1", "k", "1-101", phone="13800138000", people=3, recent_outings=False, rented=False),
        dwelling("h2", "k", "1-102", rented=True),
        dwelling("h3", "k", "1-103"),
    )

    def met(self, household: str, hours: float) -> Fact:
        told: dict[str, Scalar] = {"answer": "opened", "persons": 2, "recent_outings": False, "rented": True}
        return attrs.evolve(fact(household, "joint visit", hours, "met in full"), answers=Attributes(told))

    def records(self, *beside: Fact) -> Records:
        campaign = opened(
            SIX_IN_PLACE,
            self.XINQU,
            self.PEOPLE,
            self.met("h2", 2),
            self.met("h3", 3),
            fact("h3", "tenant check", 9, "newly registered"),
        )
        return drawn(SIX_IN_PLACE, campaign, *beside)

    def test_xz03_the_database_of_a_compound_shows_its_gaps(self) -> None:
        assert [
            ("1-101", "13800138000", "Garden", 3, False, False),
            ("1-102", None, "Garden", None, None, True),
            ("1-103", None, "Garden", None, None, None),
        ] == lines(SIX_IN_PLACE, "compound database", self.records())

    def test_xz05_the_ledger_of_tenants_holds_who_is_known_to_rent_or_said_so_at_the_door(self) -> None:
        assert [
            ("1-102", "Garden", "tenant check", None),
            ("1-103", "Garden", "recorded", "newly registered"),
        ] == lines(SIX_IN_PLACE, "tenants", self.records())

    def test_xz03_the_book_of_the_gate_holds_persons_and_vehicles(self) -> None:
        at = START + 4 * HOUR
        beside = (
            passage("p1", gate="k", traveller="h1", direction="out", happened=at),
            passage("p2", gate="k", traveller="x", direction="in", happened=at, kind="vehicle", outside=True),
        )
        told = lines(SIX_IN_PLACE, "gate book", self.records(*beside))
        assert [("out", "person", "13800138000"), ("in", "vehicle", None)] == [
            (direction, what, phone) for _, direction, what, _, phone, *_ in told
        ]


class TestThreeThreeFour:
    YUXI: Final = place(
        THREE_THREE_FOUR,
        Unit("s", "Yuxi", "street"),
        Unit("c1", "One", "community", "s"),
        Unit("c2", "Two", "community", "s"),
        Unit("y1", "Yard 1", "building yard", "c1"),
        Unit("y2", "Yard 2", "building yard", "c2"),
    )
    PEOPLE: Final = (
        dwelling("h1", "y1", "玉溪路1号"),
        dwelling("h2", "y2", "玉溪路2号"),
        person("r1", "y1", "赵大", "h1", phone="13800138000", passed_through_epidemic_city=True),
        person("r2", "y2", "钱二", "h2", back_from_travel=False),
        Subject(
            id="l1",
            kind="lead",
            unit="c2",
            attributes=Attributes(feed="push 7"),
            identity=Attributes(name="孙三", phone="13900139000"),
        ),
        Subject(id="v1", kind="venue", unit="c1", attributes=Attributes(type="bar")),
    )

    def records(self) -> Records:
        campaign = opened(
            THREE_THREE_FOUR,
            self.YUXI,
            self.PEOPLE,
            fact("h1", "visit", 2, "screened"),
            fact("h2", "visit", 2, "nobody there"),
            fact("l1", "contact", 3, "no answer", "lead"),
            fact("l1", "contact", 4, "not concerned", "lead"),
            fact("v1", "order", 5, "closed", "venue"),
        )
        under = "home medical observation"
        observed = (
            fact("r1", ENROLLED, 6, track=under, unit="y1"),
            *(fact("r1", "temperature", hours, celsius=36 + hours // 24) for hours in (24, 36)),
            fact("r1", "visit", 28),
            fact("r1", EXIT, 50, "transferred"),
        )
        return drawn(THREE_THREE_FOUR, campaign, *observed)

    EXPECTED: Final[Mapping[str, list[tuple[object, ...]]]] = {
        "households": [("玉溪路1号", "Yard 1", None, "screened"), ("玉溪路2号", "Yard 2", None, "nobody there")],
        "key people": [("赵大", "13800138000", "玉溪路1号", None, None, True, None)],
        "big-data leads": [("孙三", "13900139000", "push 7", 2, "not concerned")],
        "venues": [("bar", "One", "watch/visit")],
        "observation": [
            ("赵大", "玉溪路1号", START + 6 * HOUR, 2, 37, 1, START + 50 * HOUR, "transferred"),
        ],
    }

    @pytest.mark.parametrize("name", EXPECTED)
    def test_yx04_yx05_yx09_each_ledger_is_drawn_from_the_one_set_of_records(self, name: str) -> None:
        assert self.EXPECTED[name] == lines(THREE_THREE_FOUR, name, self.records())

    def test_yx03_whoever_may_be_a_key_person_is_named_as_undecided(self) -> None:
        assert ("r2",) == view(THREE_THREE_FOUR, "key people", self.records()).undecided

    def test_yx09_a_venue_is_no_person_and_its_ledger_is_open_to_those_who_work(self) -> None:
        told = view(THREE_THREE_FOUR, "venues", self.records(), PrivacyClass.INTERNAL)
        assert self.EXPECTED["venues"] == [line.cells for line in told.lines]

    def test_yx11_street_community_and_yard_see_one_ledger_each_by_its_scope(self) -> None:
        records = self.records()
        ledger = Ledger(THREE_THREE_FOUR.ledger("households"), records)
        seen = {
            unit: tuple(line.id for line in view(THREE_THREE_FOUR, "households", records, unit=unit).lines)
            for level in LEDGER_LEVELS
            for unit in self.YUXI.at_level(level)
        }
        assert {"s": ("h1", "h2"), "c1": ("h1",), "c2": ("h2",), "y1": ("h1",), "y2": ("h2",)} == seen
        assert () == level_gaps(self.YUXI, seen)
        assert seen == {unit: ledger.ids(unit) for unit in seen}


class TestEveryMethod:
    @every_method
    def test_c05_each_ledger_cites_the_paper_that_asks_for_it(self, method: Playbook) -> None:
        assert [list(method.sources)] * len(method.ledgers) == [list(form.sources) for form in method.ledgers]

    @every_method
    def test_c05_no_two_ledgers_call_one_thing_by_two_names(self, method: Playbook) -> None:
        assert () == same_columns(method.ledgers)

    @every_method
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_c05_each_column_has_a_title(self, method: Playbook, language: str) -> None:
        for form in method.ledgers:
            assert language in dict(form.titles), form.name
            assert all(language in dict(column.titles) for column in form.columns), form.name

    @every_method
    def test_c15_nothing_that_tells_who_somebody_is_is_shown_below_that_clearance(self, method: Playbook) -> None:
        register = Register(Hierarchy(method.levels, ()), (), method.kinds)
        for form in method.ledgers:
            ledger = Ledger(form, method.records(register, at=ANY_MOMENT))
            assert PrivacyClass.PUBLIC < ledger.listing < PrivacyClass.IDENTIFYING, form.name
            told = {column.name: ledger.privacy(column.name) for column in form.columns}
            for name in {"name", "phone", "identity_number", "address", "contact"} & told.keys():
                assert PrivacyClass.IDENTIFYING is told[name], f"{form.name}/{name}"

    @every_method
    def test_c15_who_somebody_is_is_kept_until_a_host_says_for_how_long(self, method: Playbook) -> None:
        (rule,) = method.retention
        assert NOT_STATED is rule.keep.value
        root = Unit("u", "Place", method.levels[0].name)
        hierarchy = Hierarchy(method.levels, [root])
        register = Register(hierarchy, [person("r1", "u", "赵大"), dwelling("h1", "u", "1号")], method.kinds)
        ended = fact("u", STOOD_DOWN if method is TEN_MEASURES else STAND_DOWN, 0)
        (resident, household) = (RetentionState.UNDECIDED,) * 2
        after = {days: method.records(register, [ended], at=START + timedelta(days=days)) for days in (29, 30, 9999)}
        assert {resident, household} == {each.state for each in retentions(after[9999], method.retention)}
        decided = method.with_parameters(identities_kept="30d").retention
        assert {RetentionState.KEPT} == {each.state for each in retentions(after[29], decided)}
        due = retentions(after[30], decided)
        assert {RetentionState.DUE} == {each.state for each in due}
        gone, proof = erase(register, due, at=after[30].at, by="clerk 2")
        assert () == erasure_gaps(proof, gone)
        assert {REDACTED} == {gone[id].identity for id in ("r1", "h1")}

    @every_method
    def test_c15_every_kind_that_bears_an_identity_is_under_the_rule(self, method: Playbook) -> None:
        (rule,) = method.retention
        bearing = {kind.name for kind in method.kinds if any(not each.privacy.is_kept for each in kind.fields)}
        assert bearing == set(rule.of)


def test_a_mask_stands_where_a_field_has_one_and_nothing_where_it_has_none() -> None:
    records = TestThreeThreeThree().records()
    shown = view(THREE_THREE_THREE, "key people", records, PrivacyClass.PERSONAL)
    assert [("赵**", "138****8000", "1****X", "****", "Gate 1", True, False)] == [shown.lines[0].cells]
    assert {Treatment.MASKED} == {heading.treatment for heading in shown.headings[:4]}
