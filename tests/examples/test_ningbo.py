"""Ningbo at its published size, for any seed."""

import io
import json
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "ningbo.py"


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
    return run(tmp_path_factory.mktemp("ningbo"))


def check(figures: dict[str, Any]) -> None:
    """Hold what was made up against what the city published and the script promises."""
    assert (629, 2_477) == (figures["units"]["community"], figures["units"]["village"])
    trios = figures["trios"]
    assert {"uncovered_first": 12, "uncovered": 0, "teams": 3_106, "seats": 9_318} == trios
    clearing = figures["clearing"]
    for certificate in clearing.values():
        arrivals = certificate["stock"] + certificate["new"] + certificate["inflow"]
        left = [each for each in certificate["outstanding"] if each.startswith("arrival")]
        assert arrivals == certificate["cleared"] + len(left)
    assert [f"arrival {number:05}" for number in range(5)] == clearing["deadline"]["overdue"]
    assert set(clearing["deadline"]["overdue"]) < set(clearing["deadline"]["outstanding"])
    assert ["clue 000"] == clearing["after"]["outstanding"] == clearing["after"]["overdue"]
    assert [False, False, True] == [clearing[each]["both_zeros"] for each in ("deadline", "after", "second")]
    reports = figures["reports"]
    assert reports["owed"] == 629 + 2_477 + figures["units"]["street"] + 1
    assert reports["missing"] == 3 == reports["owed"] - reports["received"]
    assert reports["zero"] > 0


@pytest.mark.slow
class TestNingbo:
    def test_it_adds_up_at_the_published_size(self, told: tuple[dict[str, Any], str]) -> None:
        check(told[0])

    def test_another_seed_changes_who_and_not_how_many(self, tmp_path: Path) -> None:
        check(run(tmp_path, "--seed", "1")[0])

    def test_what_is_outstanding_at_the_deadline_is_named(self, told: tuple[dict[str, Any], str]) -> None:
        assert "arrival 00000, arrival 00001" in told[1]
        assert "zero outstanding; zero inflow; both zeros: True" in told[1]

    def test_an_untold_compound_is_screened_like_an_old_one(self, told: tuple[dict[str, Any], str]) -> None:
        channels = told[0]["channels"]
        assert channels["old compound"] == channels["untold compound"] != channels["new compound"]

    def test_one_entrance_is_open_and_staffed_around_the_clock(self, told: tuple[dict[str, Any], str]) -> None:
        assert {"one_open": True, "staffed": True, "gap_hours": 8} == told[0]["gate"]

    def test_the_warning_goes_from_grid_to_community_to_street(self, told: tuple[dict[str, Any], str]) -> None:
        assert {"grid 1": ["grid 1", "community 0", "s0"]} == told[0]["warning"]
