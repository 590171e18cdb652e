"""The judge of the benchmarks: what a floor is, and what happens when one is broken."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def ratios() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ratios", Path(__file__).with_name("ratios.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bench(ratios: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Replace the benchmarks by one file with the given text."""
    collect = ratios.collect

    def write(text: str) -> None:
        (tmp_path / "bench_planted.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(ratios, "collect", lambda: collect(tmp_path))

    return write


class TestBounds:
    @pytest.mark.parametrize(
        ("bound", "ours_s", "peer_s", "met"),
        [
            (5, 1.0, 5.0, True),
            (5, 1.0, 4.9, False),
            ("<= 2.0x", 2.0, 1.0, True),
            ("<= 2.0x its time", 2.1, 1.0, False),
            ("<= 0.5 s", 0.5, 0.0001, True),
            ("<= 0.5 s", 0.6, 9.0, False),
            ("<= 50 us", 49e-6, 1.0, True),
            ("<= 50 us", 51e-6, 1.0, False),
            ("<= 20 ms", 0.021, 1.0, False),
        ],
    )
    def test_a_bound_is_a_least_ratio_or_a_limit(
        self, ratios: ModuleType, bound: float | str, ours_s: float, peer_s: float, met: bool
    ) -> None:
        assert met is ratios.meets(bound, ours_s, peer_s)

    @pytest.mark.parametrize("bound", [">= 2x", "<= much", "2.0x", "<= 5 B"])
    def test_a_bound_that_cannot_be_judged_is_refused(self, ratios: ModuleType, bound: str) -> None:
        with pytest.raises(ValueError, match="is no bound"):
            ratios.meets(bound, 1.0, 1.0)


LINE = "def ratio_a_b(versus):\n    return {{'ours_s': 1.0, 'peer': 'x', 'peer_s': 4.0, 'floor': {floor}, 'goal': 9}}\n"


class TestRun:
    def test_a_line_has_the_seven_keys(
        self, ratios: ModuleType, bench: Callable[[str], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        bench(LINE.format(floor=4))
        assert ratios.main([]) == 0
        expected = {"name": "a-b", "ours_s": 1.0, "peer": "x", "peer_s": 4.0, "ratio": 4.0, "floor": 4, "goal": 9}
        assert expected == json.loads(capsys.readouterr().out)

    def test_a_broken_floor_fails_and_a_missed_goal_does_not(
        self, ratios: ModuleType, bench: Callable[[str], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        bench(LINE.format(floor=5))
        assert ratios.main(["a-b"]) == 1
        assert "a-b (floor 5, ratio 4.0)" in capsys.readouterr().err

    def test_a_line_may_have_a_case_per_peer(
        self, ratios: ModuleType, bench: Callable[[str], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        row = "{'case': '%s', 'ours_s': 1.0, 'peer': '', 'peer_s': 2.0, 'floor': 1, 'goal': 1}"
        bench(f"def ratio_tree(versus):\n    return [{row % 'up'}, {row % 'down'}]\n")
        assert ratios.main([]) == 0
        assert ["tree-up", "tree-down"] == [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()]

    def test_an_unknown_name_is_no_success(self, ratios: ModuleType, bench: Callable[[str], None]) -> None:
        bench(LINE.format(floor=4))
        assert ratios.main(["b-a"]) == 2

    def test_nothing_to_measure_is_no_success(self, ratios: ModuleType, bench: Callable[[str], None]) -> None:
        bench("")
        assert ratios.main([]) == 2

    def test_both_sides_are_measured(self, ratios: ModuleType) -> None:
        calls: list[str] = []
        ours_s, peer_s = ratios.versus(lambda: calls.append("ours"), lambda: calls.append("peer"), rounds=3)
        assert calls == ["ours", "peer"] * 4
        assert ours_s > 0
        assert peer_s > 0
