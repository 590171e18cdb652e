"""The measurement of candidates measures: what it plants is there, and what it counts adds up."""

import io
import json
import re
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "candidates_measured.py"
PAGE = ROOT / "docs" / "explanation" / "how-good-are-candidates.md"
COMMAND = re.compile(r"candidates_measured.py --seed (\d+) --cases (\d+) --median (\d+)")
ALL = "all whose true reading can be known"


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


def published() -> list[tuple[tuple[int, ...], list[str]]]:
    """The tables of the page, each with the seed, the number of cases and the median of its command."""
    text = PAGE.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and " %" in line]
    commands = [tuple(map(int, numbers)) for numbers in COMMAND.findall(text)]
    length = len(rows) // len(commands)
    return [(command, rows[n * length : (n + 1) * length]) for n, command in enumerate(commands)]


class TestPublished:
    """What the page says is what the code gives now; else the ranking has changed, and the page is to be made anew."""

    @pytest.mark.parametrize(("kind", "median"), [("one digit wrong", 1100), ("a community left out of the total", 12)])
    def test_a_row_is_what_comes_out(self, kind: str, median: int) -> None:
        measure = runpy.run_path(str(EXAMPLE))
        (command, rows) = next(each for each in published() if each[0][2] == median)
        assert measure["row"](kind, measure["planted"](kind, *command)) in rows

    @pytest.mark.slow
    @pytest.mark.parametrize("table", published(), ids=lambda table: str(table[0]))
    def test_every_row_is_what_comes_out(self, table: tuple[tuple[int, ...], list[str]]) -> None:
        measure = runpy.run_path(str(EXAMPLE))
        command, rows = table
        counts = {kind: measure["planted"](kind, *command) for kind in (*measure["NAMEABLE"], *measure["NAMELESS"])}
        again = [measure["row"](kind, each) for kind, each in counts.items()]
        assert [*again, measure["row"](ALL, measure["together"](counts))] == rows
