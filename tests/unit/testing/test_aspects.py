"""What a scenario tells besides steps comes out as the method makes it, and otherwise is told with its line."""

import tomllib
from pathlib import Path

import attrs
import pytest

from gridcare.plugins.four_step import FOUR_STEP
from gridcare.registry import Registry
from gridcare.testing.aspects import ASPECTS
from gridcare.testing.scenarios import Scenario, UnreadableScenario, read_scenario
from gridcare.testing.telling import SENTENCES

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = sorted(SCENARIOS.glob("*/*.scenario.toml"))
REGISTRY = Registry.load()


def read(path: Path) -> Scenario:
    return read_scenario(path.read_text(encoding="utf-8"), REGISTRY.playbook, name=path.stem)


def bent(scenario: Scenario, key: str, who: str, *, otherwise: bool = False) -> Scenario:
    """Expect of one aspect what cannot come."""
    tables = tuple(
        attrs.evolve(then, expected={**then.expected, key: {**then.expected[key], who: "something else"}})
        if who in then.expected.get(key, {})
        else then
        for then in (scenario.otherwise if otherwise else scenario.then)
    )
    return attrs.evolve(scenario, otherwise=tables) if otherwise else attrs.evolve(scenario, then=tables)


def expected(path: Path) -> set[tuple[str, str, bool]]:
    scenario = read(path)
    return {
        (key, who, otherwise)
        for otherwise, tables in ((False, scenario.then), (True, scenario.otherwise))
        for then in tables
        for key in ASPECTS
        for who in then.expected.get(key, {})
    }


class TestEveryScenario:
    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.partition(".")[0])
    def test_what_it_expects_of_an_aspect_could_fail(self, path: Path) -> None:
        for key, who, otherwise in expected(path):
            found = bent(read(path), key, who, otherwise=otherwise).run()
            assert {key} == {each.code for each in found}
            assert all(each.line is not None for each in found)

    def test_every_aspect_is_expected_somewhere(self) -> None:
        assert set(ASPECTS) - {"rules"} == {key for path in FILES for key, _, _ in expected(path)}

    def test_every_aspect_has_its_sentence(self) -> None:
        assert {f"of.{key}" for key in ASPECTS} <= set(SENTENCES)


CALL_BACK = (SCENARIOS / "jinxue" / "call-back.scenario.toml").read_text(encoding="utf-8")


def call_back(old: str, new: str) -> str:
    assert old in CALL_BACK
    return CALL_BACK.replace(old, new)


class TestAmbiguities:
    def test_the_reading_and_its_alternative_are_told(self) -> None:
        told = read_scenario(CALL_BACK, FOUR_STEP).ambiguity
        assert told is not None
        assert ("YJ-R1", (("call_back_hours", "48h"),)) == (told.id, told.parameters)
        assert tomllib.loads(CALL_BACK)["ambiguity"]["alternative"] == told.alternative

    def test_an_alternative_that_makes_no_difference_is_told(self) -> None:
        same = call_back('parameters = { call_back_hours = "48h" }', 'parameters = { call_back_hours = "24h" }')
        (fault,) = read_scenario(same.replace('h1 = "call-back"', 'h1 = "phone"'), FOUR_STEP).run()
        assert ("same", 26) == (fault.code, fault.line)
        assert "comes to the same as the reading" in fault.told

    def test_what_is_expected_otherwise_is_held_against_the_alternative(self) -> None:
        (fault,) = read_scenario(call_back('h1 = "call-back"', 'h1 = "linkage"'), FOUR_STEP).run()
        assert "it is 'call back'" in fault.told

    def test_a_parameter_that_the_method_has_not_is_told(self) -> None:
        with pytest.raises(UnreadableScenario, match="call_back_days"):
            read_scenario(call_back("call_back_hours", "call_back_days"), FOUR_STEP)

    def test_a_scenario_may_be_told_under_other_parameters(self) -> None:
        longer = call_back("[ambiguity]", 'parameters = { call_back_hours = "72h" }\n\n[ambiguity]')
        fault, _ = read_scenario(longer, FOUR_STEP).run()
        assert "the state of 'h1' was expected to be 'telephone, everybody', and it is 'call back'" in fault.told

    @pytest.mark.parametrize("key", ["id", "asks", "reading", "alternative"])
    def test_an_ambiguity_says_what_it_leaves_open_and_what_was_chosen(self, key: str) -> None:
        lines = [line for line in CALL_BACK.splitlines() if not line.startswith(f"{key} = ") or "h1" in line]
        with pytest.raises(UnreadableScenario, match=f"'{key}' is missing"):
            read_scenario("\n".join(lines), FOUR_STEP)


BESIDE = """
opened = "2020-02-03 08:00"

[[when]]
at = "2020-02-03 09:00"
{what}

[[then]]
at = "2020-02-03 10:00"
{then}
"""


class TestMistakes:
    @pytest.mark.parametrize(
        ("what", "told"),
        [
            ('observed = "enrolled"\nwho = 3', "'who' must be a list of texts"),
            ('observed = "enrolled"\nwho = "p"\nstep = "door"', "'step' means nothing here"),
            ('passes = "gate"', "'id' is missing"),
            ('files = "daily"\nunit = "street"', "'day' is missing"),
            ('joins = "request"\nwho = "r"', "'unit' is missing"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, what: str, told: str) -> None:
        with pytest.raises(UnreadableScenario, match=told):
            read_scenario(BESIDE.format(what=what, then="findings = []"), FOUR_STEP)

    @pytest.mark.parametrize(
        ("then", "told"),
        [
            ('figures = { "no such figure" = 3 }', "it is"),
            ("figures = { nobody = 3 }", "nobody"),
            ("missing = { weekly = [] }", "'weekly' is no form"),
            ("gates = { p1 = 'admit' }", "'p1' is no passage"),
            ("stock = { happy = 1 }", "happy"),
        ],
    )
    def test_what_cannot_be_told_says_why(self, then: str, told: str) -> None:
        text = BESIDE.format(what='observed = "enrolled"\nwho = "p"', then=then)
        (fault,) = read_scenario(text, FOUR_STEP).run()
        assert told in fault.told
