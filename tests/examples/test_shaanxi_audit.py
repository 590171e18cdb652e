"""A street is audited by the ten measures on its records; what was left out is found, and nothing else."""

import io
import json
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "shaanxi_audit.py"


def run(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the script as somebody would, and return its findings and what it printed."""
    out, path = io.StringIO(), tmp_path / "out.json"
    argv = sys.argv
    sys.argv = [str(EXAMPLE), "--communities", "5", *arguments, "--json", str(path)]
    try:
        with redirect_stdout(out):
            runpy.run_path(str(EXAMPLE), run_name="__main__")
    finally:
        sys.argv = argv
    return json.loads(path.read_text(encoding="utf-8")), out.getvalue()


def check(found: dict[str, Any]) -> None:
    reasons = {(each["unit"], each["measure"]): each for each in found["reasons"]}
    assert {
        ("street", "duty"): ["c1 2022-03-16"],
        ("c4", "co-operation"): ["s4"],
        ("c3", "training"): [],
        ("street", "supervision"): [],
    } == {key: each["against"] for key, each in reasons.items() if key != ("c2", "training")}
    assert "not met" == reasons["c2", "training"]["result"]
    assert ["not kept: drill of c3"] == reasons["c3", "training"]["lacks"]
    assert ["no record: supervision of c4"] == reasons["street", "supervision"]["lacks"]


class TestShaanxiAudit:
    def test_every_fault_that_was_made_up_is_found_and_no_other(self, tmp_path: Path) -> None:
        check(run(tmp_path)[0])

    def test_a_street_rolls_its_communities_up(self, tmp_path: Path) -> None:
        found, told = run(tmp_path, "--lang", "zh")
        training = found["measures"]["training"]
        assert (["c0", "c1", "c4"], ["c2"], ["c3"]) == tuple(
            training[each] for each in ("met", "not met", "cannot be told")
        )
        assert 12 == len(found["measures"])
        assert "\n10. 强化培训（社区）：90天内开展过培训，180天内开展过实战演练。\n" in told
        assert "\n   应审核5个，符合3个，不符合1个，无法判定1个。\n" in told
        assert "\n     Community 3未提交“演练”记录簿，无从判定。\n" in told
        assert "Five haves: complete in all 5 communities" in told

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", ["1", "2"])
    def test_another_seed_changes_the_records_and_not_the_findings(self, tmp_path: Path, seed: str) -> None:
        check(run(tmp_path, "--seed", seed)[0])
