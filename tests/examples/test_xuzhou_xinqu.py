"""The Xinqu sub-district merges three sources, visits the gaps and proves its rosters, for any seed."""

import io
import json
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "xuzhou_xinqu.py"


def run(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the script as somebody would, and return its figures and what it printed."""
    out, path = io.StringIO(), tmp_path / "out.json"
    argv = sys.argv
    sys.argv = [str(EXAMPLE), "--compounds", "4", *arguments, "--json", str(path)]
    try:
        with redirect_stdout(out):
            runpy.run_path(str(EXAMPLE), run_name="__main__")
    finally:
        sys.argv = argv
    return json.loads(path.read_text(encoding="utf-8")), out.getvalue()


def check(figures: dict[str, Any]) -> None:
    coverage = figures["coverage"]
    assert figures["dwellings"] == coverage["total"] == coverage["settled"] + coverage["open"]
    assert figures["dwellings"] > figures["unregistered"] > 0
    assert sum(figures["gaps"].values()) > figures["unregistered"]
    planned, handed_in = figures["rosters"]["as planned"], figures["rosters"]["as handed in"]
    assert (4 * 7 * 24, 0, []) == (planned["hours"], planned["uncovered_minutes"], planned["findings"])
    assert {"uncovered", "double booked"} == set(handed_in["findings"])
    assert 4 * 60 == handed_in["uncovered_minutes"]


class TestXuzhouXinqu:
    def test_nobody_is_missed_and_the_rosters_are_proved(self, tmp_path: Path) -> None:
        figures, told = run(tmp_path)
        check(figures)
        assert f"Next visit list: {sum(figures['gaps'].values())} dwellings" in told
        assert "as planned: 672 hours owed, proved" in told

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", ["1", "2"])
    def test_another_seed_changes_the_dwellings_and_not_the_proof(self, tmp_path: Path, seed: str) -> None:
        check(run(tmp_path, "--seed", seed)[0])

    def test_a_street_needs_two_compounds(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            run(tmp_path, "--compounds", "1")
        assert "give 2 to 400" in capsys.readouterr().err
