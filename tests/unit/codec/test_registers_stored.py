"""Registers, residences and the grades of places, stored as plain data and read again as they were."""

import json
from datetime import UTC, date, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from gridcare.attributes import Attributes
from gridcare.codec.documents import from_json, to_json
from gridcare.codec.issues import UnreadableInput, UnwritableValue
from gridcare.codec.plain import from_plain, to_plain
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.people import movements
from gridcare.people.register import Register
from gridcare.people.residence import Residence
from gridcare.people.subjects import HOUSEHOLD, RESIDENT, SITE, Field, Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.privacy import PrivacyClass
from gridcare.rules.editions import RuleEdition, RuleSet
from gridcare.testing.strategies.grades import PLACES, ZONES, grade_facts
from gridcare.timing.periods import moment
from gridcare.work.grades import Gradings

ZONE = "Asia/Shanghai"
STREET = Hierarchy(
    Level.ordered("street", "grid"), [Unit("s", "", "street"), Unit("a", "", "grid", "s"), Unit("b", "", "grid", "s")]
)
TENURE = Field("tenure", str, PrivacyClass.PERSONAL, choices=("owned", "rented"))
KINDS = (HOUSEHOLD.with_fields(TENURE), RESIDENT, SITE)
ROWS = (
    Subject(id="h1", kind="household", unit="a", attributes=Attributes(tenure="rented")),
    Subject(id="h2", kind="household", unit="b", persons=3),
    Subject(id="r1", kind="resident", unit="a", containers=("h1",), identity=Attributes(name="张三")),
    Subject(id="r2", kind="resident", unit="b", containers=("h1",), identity=Attributes(name="李四")),
)
REGISTER = Register(STREET, ROWS, KINDS)
SINCE = date(2020, 2, 1)


class TestRegisters:
    def test_it_comes_back_whole(self) -> None:
        back = from_json(to_json(REGISTER), Register)
        assert REGISTER == back
        assert REGISTER.digest == back.digest
        assert REGISTER.kinds == back.kinds

    def test_what_was_told_in_two_ways_and_who_was_forgotten_come_back(self) -> None:
        other = Register(STREET, [Subject(id="h2", kind="household", unit="b", persons=4)], KINDS)
        held = REGISTER.merge(other).redact(["r1", "r2"]).leave("r2")
        text = to_json(held)
        assert held == from_json(text, Register)
        assert held.conflicts == from_json(text, Register).conflicts
        assert {"r1", "r2"} == from_json(text, Register).redacted
        assert "张三" not in text
        assert "李四" not in text

    @pytest.mark.parametrize(
        ("rival", "problem"),
        [
            (Subject(id="h9", kind="household", unit="b"), "rivals nobody in force"),
            (Subject(id="h2", kind="household", unit="z"), "'z' is no unit"),
            (Subject(id="h2", kind="hosehold", unit="b"), "did you mean 'household'"),
        ],
    )
    def test_a_rival_that_could_not_stand_is_refused(self, rival: Subject, problem: str) -> None:
        data = to_plain(REGISTER) | {"rivals": [to_plain(rival)]}
        with pytest.raises(UnreadableInput, match=problem):
            from_plain(data, Register)

    def test_a_subject_that_could_not_stand_is_refused_with_its_row(self) -> None:
        data = to_plain(REGISTER)
        data["subjects"][0]["unit"] = "z"
        with pytest.raises(UnreadableInput, match="'z' is no unit"):
            from_plain(data, Register)


class TestResidences:
    MOVED = movements.move("f1", "r2", into="h2x", happened=moment("2020-02-03 00:00", ZONE))
    SPLIT = movements.split("f0", "h1", "r2", into="h2x", happened=moment("2020-02-02 00:00", ZONE))

    def test_every_day_is_answered_as_before(self) -> None:
        newcomer = Subject(id="n1", kind="resident", unit="", identity=Attributes(name="王五"))
        held = Residence(
            REGISTER, SINCE, Journal.of([self.SPLIT, self.MOVED]), zone=ZONE, newcomers=[newcomer], single=["site"]
        )
        back = from_json(to_json(held), Residence)
        assert held == back
        assert held.on(date(2020, 2, 9)) == back.on(date(2020, 2, 9))
        assert held.findings() == back.findings()
        assert to_json(held) == to_json(back)

    def test_what_was_mended_in_the_first_register_is_still_told(self) -> None:
        crowded = Register(STREET, [*ROWS, Subject(id="r3", kind="resident", unit="a", containers=("h1", "h2"))], KINDS)
        held = Residence(crowded, SINCE, zone=ZONE)
        back = from_json(to_json(held), Residence)
        assert ["second-membership"] == [each.code for each in back.findings()]
        assert held == back

    def test_a_zone_is_stored_by_its_name(self) -> None:
        held = Residence(REGISTER, SINCE, zone=ZoneInfo(ZONE))
        assert ZONE == json.loads(to_json(held))["zone"]
        for nameless in (timezone(timedelta(hours=8)), UTC):
            with pytest.raises(UnwritableValue, match="a zone that has a name"):
                to_json(Residence(REGISTER, SINCE, zone=nameless))


class TestGradings:
    @given(grade_facts())
    def test_they_stand_as_before(self, facts: tuple[Fact, ...]) -> None:
        held = Gradings(hierarchy=PLACES, scale=ZONES, zone=ZONE, journal=Journal.of(facts))
        text = to_json(held)
        back = from_json(text, Gradings)
        assert (held.hierarchy, held.scale, held.zone, held.journal) == (
            back.hierarchy,
            back.scale,
            back.zone,
            back.journal,
        )
        assert {unit: held.moves(unit) for unit in PLACES} == {unit: back.moves(unit) for unit in PLACES}
        assert text == to_json(back)

    def test_editions_come_back_as_editions(self) -> None:
        editions = RuleSet(name="zone", editions=(RuleEdition(name="old", rules=ZONES, in_force_from=SINCE),))
        held = Gradings(hierarchy=PLACES, scale=editions, zone=ZONE, journal=Journal())
        assert editions == from_json(to_json(held), Gradings).scale

    def test_one_scale_is_needed(self) -> None:
        data = to_plain(Gradings(hierarchy=PLACES, scale=ZONES, zone=ZONE, journal=Journal()))
        del data["scale"]
        with pytest.raises(UnreadableInput, match="either 'scale' or 'editions'"):
            from_plain(data, Gradings)
