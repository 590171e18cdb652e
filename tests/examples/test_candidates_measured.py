"""The measurement of candidates measures: what it plants is there, and what it counts adds up."""

import io
import json
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[2] / "examples" / "candidates_measured.py"


def run(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the script as somebody would, and return its counts and what it printed."""
    out, path, argv = io.StringIO(), tmp_path / "out.json", sys.argv
    sys.argv = [str(EXAMPLE), *arguments, "--json", str(path)]
    try:
        with redirect_stdout(out):
            runpy.run_path(str(EXAMPLE), run_name="__main__")
    finally:
        sys.argv = argv
    return json.loads(path.read_text(encoding="utf-8")), out.getvalue()


def test_a_run_can_be_repeated_and_adds_up(tmp_path: Path) -> None:
    counts, told = run(tmp_path, "--cases", "3", "--seed", "7")
    assert (counts, told) == run(tmp_path, "--cases", "3", "--seed", "7")
    for each in counts.values():
        assert 3 == each["cases"] >= each["first"] + each["false"]
        assert each["tied"] <= each["first"] <= each["three"]
        assert each["strong"] <= each["false"]


def test_a_planted_error_that_can_be_known_is_found(tmp_path: Path) -> None:
    counts, _ = run(tmp_path, "--cases", "3", "--seed", "7")
    for kind in ("a community left out of the total", "the total is yesterday's", "one digit written twice"):
        assert 3 == counts[kind]["three"], kind
    assert 0 == counts["the total off by any number"]["first"]
