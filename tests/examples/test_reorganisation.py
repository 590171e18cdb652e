"""The reorganisation proves what it says it proves, for any seed, and stops where it cannot."""

import io
import json
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "reorganisation.py"


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


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    return run(tmp_path_factory.mktemp("reorganisation"), "--seed", "1")


class TestReorganisation:
    def test_three_and_five_are_eight_on_the_new_map_and_three_and_five_on_the_old(
        self, told: tuple[dict[str, Any], str]
    ) -> None:
        merger = told[0]["merger"]
        assert (merger["new"], merger["old"], merger["parts"]) == (8, [3, 5], {"420103003": 3, "420103004": 5})

    def test_reports_go_on_while_streets_merge(self, told: tuple[dict[str, Any], str]) -> None:
        # 15 streets for a week and 14 for the next; the merged one has two weeks of two and a week of its own.
        assert told[0]["reports"] == {"owed": [105, 98], "cases": 203, "merged": 21, "undivided": [7]}

    def test_it_is_done_to_the_whole_of_a_real_city(self, told: tuple[dict[str, Any], str]) -> None:
        assert told[0]["units"] == 3_702
        # The merger turns two streets into one and is taken back; each split turns one into two.
        assert told[0]["known"]["units"] == {
            "2020-07-01": 3_701,
            "2020-10-01": 3_703,
            "2021-01-01": 3_703,
            "2021-07-01": 3_704,
        }

    def test_what_nobody_can_divide_stays_visible_above(self, told: tuple[dict[str, Any], str]) -> None:
        assert [(line["from"], line["amount"], line["at"]) for line in told[0]["residue"]] == [
            ("420103012", "10", "420103"),
            ("420102018", "9", "420102"),
        ]

    def test_residue_is_told_by_the_names_of_the_streets_concerned(self, told: tuple[dict[str, Any], str]) -> None:
        lines = [line.strip() for line in told[1].splitlines() if "residue: " in line]
        assert lines == [
            "residue: 7 of 水塔民权街道 stand at 江汉区, undivided, for 水塔街街道 and 民权街街道",
            "residue: 10 of 常青街街道 stand at 江汉区, undivided, for 常青东街道 and 常青西街道",
            "residue: 9 of 塔子湖街道 stand at 江岸区, undivided, for 塔子湖街道 and 谌家矶街道",
        ]
        assert set(told[0]["residue"][0]["names"].values()) == {"常青街街道", "江汉区", "常青东街道", "常青西街道"}

    def test_no_total_changes_for_any_seed(self, told: tuple[dict[str, Any], str], tmp_path: Path) -> None:
        other, _ = run(tmp_path, "--seed", "2")
        for totals in (told[0]["totals"], other["totals"]):
            assert len({(line["persons"], line["reported"]) for line in totals.values()}) == 1
        assert other["totals"] != told[0]["totals"]

    def test_comparing_the_lists_finds_out_what_was_done(self, told: tuple[dict[str, Any], str]) -> None:
        assert told[0]["editions"] == {"merged": 1, "moved": 4, "recoded": 3, "split": 2}

    def test_what_does_not_hold_stops_it(self) -> None:
        prove = runpy.run_path(str(EXAMPLE))["prove"]
        with pytest.raises(SystemExit, match="this does not hold: two and two are five"):
            prove("two and two are five", False)
