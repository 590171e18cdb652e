"""
The page of what the papers leave open is made of the scenarios, and every ambiguity has one.

    python tests/docs/test_readings.py

writes it anew.
"""

import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
SCENARIOS: Final = ROOT / "tests" / "scenarios"
PAGE: Final = ROOT / "docs" / "explanation" / "readings.md"
LISTED: Final = {
    "ningbo": [f"NB-G{number}" for number in range(1, 8)],
    "shaanxi": [f"SX-G{number}" for number in range(1, 7)],
    "xinqu": [f"XZ-E{number}" for number in range(1, 9)],
    "jinxue": [f"YJ-F{number}" for number in range(1, 11)],
    "yuxi": [f"YX-G{number}" for number in range(1, 11)],
}
"""What the published texts of the five leave open, by locality; what else was read is numbered with R."""

PLACES: Final = {"NB": "ningbo", "SX": "shaanxi", "XZ": "xinqu", "YJ": "jinxue", "YX": "yuxi"}
INTRODUCTION: Final = """\
# What the papers leave open

Five localities published how they work, and none of the papers was written for a machine. Where one can be read in
several ways, a reading had to be chosen. Here is each such place, with what was chosen, what was not, and the scenario
that shows it: a table of given, when and then in `tests/scenarios/`, which every run of the tests runs. Where the
alternative is another value of a parameter or another figure, the scenario also shows what comes of it (*both shown*).

This page is made of the scenarios by `python tests/docs/test_readings.py`.
"""


def ambiguities() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Give where each is shown, what it says, and the whole file."""
    for path in sorted(SCENARIOS.glob("*/*.scenario.toml")):
        if path.name.startswith("every-outcome"):  # shows what follows from each outcome, and no reading
            continue
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        yield f"{path.parent.name}/{path.name}", data["ambiguity"], data
    for told in tomllib.loads((SCENARIOS / "named.toml").read_text(encoding="utf-8"))["ambiguity"]:
        yield told["proved_by"], told, {}


def order(id: str) -> tuple[int, str, int]:
    place, kind, number = re.fullmatch(r"(\w\w)-([A-Z])(\d+)", id).groups()  # type: ignore[union-attr]  # an id it is
    return list(PLACES).index(place), kind, int(number)


def page() -> str:
    """Write the page."""
    text = [INTRODUCTION]
    rows = sorted(ambiguities(), key=lambda each: order(each[1]["id"]))
    for code, place in PLACES.items():
        text += [f"## [{place.title()}](locality-{place}.md)", ""]
        text += ["| | the paper | reading | not chosen | shown by |", "|---|---|---|---|---|"]
        for where, told, data in rows:
            if told["id"].startswith(code):
                shown = where.rpartition("/")[2].removesuffix(".scenario.toml").rpartition("::")[2]
                both = ", both shown" if "otherwise" in data else ""
                text.append(
                    f"| {told['id']} | {told['asks']} | {told['reading']} | {told['alternative']} | `{shown}`{both} |"
                )
        text.append("")
    return "\n".join(text)


def test_every_ambiguity_has_its_scenario_or_its_test() -> None:
    told = [each["id"] for _, each, _ in ambiguities()]
    assert len(told) == len(set(told))
    assert {id for ids in LISTED.values() for id in ids} == {id for id in told if "-R" not in id}


def test_a_scenario_stands_with_its_locality() -> None:
    for where, told, data in ambiguities():
        if data:
            assert PLACES[told["id"][:2]] == where.partition("/")[0]


def test_the_page_is_made_of_the_scenarios() -> None:
    assert page() == PAGE.read_text(encoding="utf-8"), "write it anew: python tests/docs/test_readings.py"


@pytest.mark.parametrize("place", LISTED)
def test_the_page_of_each_locality_leads_there(place: str) -> None:
    assert "(readings.md)" in (PAGE.parent / f"locality-{place}.md").read_text(encoding="utf-8")


def test_an_alternative_by_parameters_is_shown() -> None:
    for where, told, data in ambiguities():
        if told.get("parameters"):
            assert data["otherwise"], where


@pytest.mark.parametrize("proof", [told["proved_by"] for _, told, data in ambiguities() if not data])
def test_what_no_scenario_shows_is_proved_by_a_test_that_there_is(proof: str) -> None:
    file, _, test = proof.partition("::")
    source = (ROOT / file).read_text(encoding="utf-8")
    assert f"def {test}(self)" in source


def test_every_reading_that_is_a_parameter_names_what_was_not_chosen() -> None:
    for name in ("four_step.FOUR_STEP", "six_in_place.SIX_IN_PLACE", "three_three_three.THREE_THREE_THREE",
                 "three_three_four.THREE_THREE_FOUR", "ten_measures.TEN_MEASURES"):  # fmt: skip
        module, _, constant = name.partition(".")
        playbook = getattr(import_module(f"gridcare.plugins.{module}"), constant)
        silent = [each.name for each in playbook.parameters.members if each.reading and not each.alternatives]
        assert [] == silent


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
