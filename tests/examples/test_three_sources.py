"""Three sources become one register, whose gaps are the next visit list; what it proves holds for any seed."""

import io
import json
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "three_sources.py"

pytest.importorskip("rapidfuzz")
pytest.importorskip("pypinyin")


def run(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the script as somebody would, and return its figures and what it printed."""
    out, path, argv = io.StringIO(), tmp_path / "out.json", sys.argv
    sys.argv = [str(EXAMPLE), *arguments, "--json", str(path)]
    try:
        with redirect_stdout(out):
            runpy.run_path(str(EXAMPLE), run_name="__main__")
    finally:
        sys.argv = argv
    return json.loads(path.read_text(encoding="utf-8")), out.getvalue()


@pytest.fixture(scope="module", params=["1", "2"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    return run(tmp_path_factory.mktemp("sources"), "--scale", "0.2", "--seed", request.param)


class TestThreeSources:
    def test_it_says_that_everybody_is_made_up(self, told: tuple[dict[str, Any], str]) -> None:
        assert told[1].startswith("SYNTHETIC")

    def test_xz03_sources_are_linked_with_conflicts_and_gaps_listed(self, told: tuple[dict[str, Any], str]) -> None:
        figures = told[0]["linkage"]
        assert figures["precision"] > 0.99
        assert 0.8 < figures["recall"] < 1
        assert figures["to_decide"] > 0
        assert {"name", "phone"} <= set(figures["conflicts"])
        assert "identity_number" in figures["gaps"]

    def test_xz03_what_is_missing_is_the_next_visit_list(self, told: tuple[dict[str, Any], str]) -> None:
        screening = told[0]["screening"]
        assert screening["next_visits"]
        for visit in screening["next_visits"]:
            assert visit["unit"].startswith("b"), "it says where to knock"
            assert visit["missing"], "and of whom to ask"
            assert all(visit["missing"].values()), "what"
        assert told[0]["standings"]["in progress"] == len(screening["next_visits"])

    def test_nobody_is_lost_between_the_register_and_the_visit_list(self, told: tuple[dict[str, Any], str]) -> None:
        nowhere = told[0]["nowhere"]
        assert 0 < nowhere["with_a_telephone"] < nowhere["subjects"] <= told[0]["linkage"]["gaps"]["address"]
        assert f"{nowhere['subjects']} subjects have no address" in told[1]

    def test_xz04_who_is_recorded_is_not_visited_again_and_a_partial_home_says_what_it_owes(
        self, told: tuple[dict[str, Any], str]
    ) -> None:
        screening = told[0]["screening"]
        assert screening["recorded_at_once"] > screening["homes"] / 3
        assert {"persons"} == set(screening["partial_at_the_door"])
        assert screening["completed_by_the_merge"] > 0

    def test_xz05_tenants_are_checked_and_every_hazard_is_handled(self, told: tuple[dict[str, Any], str]) -> None:
        tenants = told[0]["tenants"]
        assert 0 < tenants["not_on_the_register"] < tenants["tenants"]
        assert sum(tenants["outcomes"].values()) == tenants["homes"]
        assert sum(tenants["handled"].values()) == tenants["outcomes"].get("hazard", 0)

    def test_a_decision_joins_two_subjects_and_undoing_it_parts_them(self, told: tuple[dict[str, Any], str]) -> None:
        before, decided, undone = told[0]["decision"]["subjects"]
        assert (before - 1, before) == (decided, undone)

    def test_nobody_is_named_in_what_is_printed(self, told: tuple[dict[str, Any], str]) -> None:
        assert "1400" not in told[1]
        assert "990000" not in told[1]


def test_the_same_seed_tells_the_same(tmp_path: Path) -> None:
    assert run(tmp_path, "--scale", "0.1") == run(tmp_path, "--scale", "0.1")
