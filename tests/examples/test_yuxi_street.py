"""The Yuxi street at its published size, for any seed."""

import io
import json
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "yuxi_street.py"


def run(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the script as somebody would, and return its figures and what it printed."""
    out, path = io.StringIO(), tmp_path / "out.json"
    argv = sys.argv
    sys.argv = [str(EXAMPLE), *arguments, "--json", str(path)]
    try:
        with redirect_stdout(out):
            runpy.run_path(str(EXAMPLE), run_name="__main__")
    finally:
        sys.argv = argv
    return json.loads(path.read_text(encoding="utf-8")), out.getvalue()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    return run(tmp_path_factory.mktemp("yuxi"))


def check(figures: dict[str, Any]) -> None:
    """Hold what was made up against what the street published."""
    rounds = figures["rounds"]
    assert [{"households": 13_333, "persons": 35_710}, {"households": 5_816, "persons": 15_908}] == rounds["rounds"]
    assert (19_149, 51_618) == (rounds["households"], rounds["persons"])
    assert 5_816 == rounds["carried_over"] == rounds["left"]
    assert [[13_333, 35_710]] * 3 == list(rounds["levels"].values())
    leads = figures["leads"]
    assert 107 == leads["received"] == leads["under_way"] + sum(leads["outcomes"].values())
    assert leads["outcomes"]["isolating"] == leads["notices"]["isolation notice"]
    observation = figures["observation"]
    assert (122, 17) == (observation["enrolled"], observation["active"])
    assert (99, 6) == (observation["exits"]["released"], observation["exits"]["transferred"])
    assert 4 * 17 == sum(observation["meets"].values())
    assert {"done on time", "missed"} == set(observation["meets"])
    venues = figures["venues"]
    assert [77, 7, 1, 3, 21] == list(venues["closed"].values())
    assert 5 == venues["forced"]
    assert {"stays closed": 109} == venues["ends"]
    lines = figures["lines"]
    assert lines["passages"] == lines["registered"] == sum(lines["verdicts"].values())
    assert lines["verdicts"]["dissuade"] > 0


class TestYuxiStreet:
    def test_it_adds_up_at_the_published_size(self, told: tuple[dict[str, Any], str]) -> None:
        check(told[0])

    @pytest.mark.slow
    def test_another_seed_changes_the_people_and_not_the_figures(self, tmp_path: Path) -> None:
        check(run(tmp_path, "--seed", "1")[0])

    def test_the_findings_are_the_unit_slip_and_the_two_readings(self, told: tuple[dict[str, Any], str]) -> None:
        failing = {each["id"]: each["difference"] for each in told[0]["findings"] if each["status"] != "pass"}
        assert {"rounds in households": 0, "completed": -6, "active": 6} == failing
        assert "active: 17 in the reading chosen, 11 in the other" in told[1]

    def test_what_is_lacking_is_named(self, told: tuple[dict[str, Any], str]) -> None:
        organisation = told[0]["organisation"]
        assert 1 == len(organisation["vacant"])
        assert "justice office" in organisation["vacant"][0]
        assert {"area inspections": ["area a5"], "markets": ["market a1"]} == organisation["lacking"]
