"""Fourteen days of the Yuxi street's home observation add up, for any seed."""

import io
import json
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "home_observation.py"


def run(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str, Path]:
    """Run the script as somebody would, and return its figures, what it printed, and its picture."""
    out, path, picture = io.StringIO(), tmp_path / "out.json", tmp_path / "out.svg"
    argv = sys.argv
    sys.argv = [str(EXAMPLE), *arguments, "--json", str(path), "--svg", str(picture)]
    try:
        with redirect_stdout(out):
            runpy.run_path(str(EXAMPLE), run_name="__main__")
    finally:
        sys.argv = argv
    return json.loads(path.read_text(encoding="utf-8")), out.getvalue(), picture


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str, Path]:
    return run(tmp_path_factory.mktemp("observation"), "--lang", "zh")


def check(figures: dict[str, Any]) -> None:
    assert (figures["enrolled"], figures["active"], figures["active_other_reading"]) == (122, 17, 11)
    assert {"released": 99, "transferred": 6, "escalated": 0, "left": 0, "lost": 0} == figures["exits"]
    days = figures["daily"]
    assert [14, "2020-01-25", "2020-02-07"] == [len(days), days[0]["day"], days[-1]["day"]]
    active = 0
    for day in days:
        active += day["enrolled"] - day["released"] - day["transferred"]
        assert active == day["active"]
    assert 122 == sum(day["enrolled"] for day in days)
    assert (99, 6) == (sum(day["released"] for day in days), sum(day["transferred"] for day in days))
    states = {"not yet due", "due", "done on time", "entered late", "done late", "missed", "not owed", "surplus"}
    assert states == set(figures["slots"])
    assert figures["slots"]["missed"] > 0
    assert figures["slots"]["entered late"] > 0


class TestHomeObservation:
    def test_the_published_figures_follow_from_the_episodes(self, told: tuple[dict[str, Any], str, Path]) -> None:
        check(told[0])

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", ["1", "2"])
    def test_another_seed_changes_the_people_and_not_the_figures(self, tmp_path: Path, seed: str) -> None:
        check(run(tmp_path, "--seed", seed)[0])

    def test_the_story_of_one_episode_is_told(self, told: tuple[dict[str, Any], str, Path]) -> None:
        printed = told[1]
        assert "without one: 'task force': nobody takes the seat 'health centre'" in printed
        assert "refused: the period is not complete before 2020-02-07 00:00" in printed
        assert "refused: 'notice' is not signed; have 'health centre' sign it" in printed
        assert "fever on 01 February" in printed
        assert ": confirmed by 1 further reading" in printed
        assert "breach: an observed person was out" in printed
        assert "open central observation" in printed
        assert "vegetables delivered, rubbish delivered, medicine delivery" in printed

    def test_the_calendar_is_drawn_in_both_forms(self, told: tuple[dict[str, Any], str, Path]) -> None:
        lines = {line[:10]: line for line in told[1].splitlines() if line.startswith("2020-0") and "  ●" in line}
        assert "✗" in lines["2020-01-26"]
        assert "◍" in lines["2020-01-28"]
        assert lines["2020-01-29"].endswith("擅自外出")
        assert lines["2020-02-01"].endswith("体温异常")
        assert lines["2020-02-02"].endswith("转集中观察")
        assert ElementTree.parse(told[2]).getroot().tag.endswith("svg")  # noqa: S314  # it is our own text
