"""Two methods are compared exactly and by simulation, and the two ways agree whatever the seed."""

import importlib.util
import io
import json
import sys
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "compare_methods.py"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compare_methods", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Run:
    """The script, run once on a small street: its figures, what it printed, and its picture."""

    def __init__(self, example: ModuleType, directory: Path) -> None:
        self.json, self.svg, out = directory / "out.json", directory / "out.svg", io.StringIO()
        with redirect_stdout(out):
            example.main(["--scale", "0.02", "--seed", "1", "--json", str(self.json), "--svg", str(self.svg)])
        self.told: dict[str, Any] = json.loads(self.json.read_text(encoding="utf-8"))
        self.printed = out.getvalue()


@pytest.fixture(scope="module")
def run(example: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(example, tmp_path_factory.mktemp("compared"))


class TestAssumptions:
    def test_outcomes_of_a_hundred_attempts_are_a_hundred(self, example: ModuleType) -> None:
        for outcomes in (example.FOUR_STEP, example.SCREENING):
            for channels in outcomes.values():
                for channel, words in channels.items():
                    assert sum(words.values()) == 100 or channel == "their call"

    def test_they_are_said_to_be_ours(self, run: Run) -> None:
        assert run.printed.count("ASSUMPTIONS OF OURS") == 2
        assert run.printed.startswith("SYNTHETIC")
        assert "assumed" in run.svg.read_text(encoding="utf-8")

    def test_teams_are_as_strong_as_the_methods_say(self, example: ModuleType) -> None:
        four, three = example.both_methods(example.Registry.load())
        assert (four.people["door"], four.people["joint visit"], four.people["phone"]) == (3, 3, 1)
        assert three.people["door"] == 3


class TestExactly:
    def test_a_reachable_household_by_hand(self, run: Run) -> None:
        """One call at 83 in a hundred, then the door twice at 67: what is left is 0.17 x 0.33 x 0.33."""
        ever = run.told["methods"]["three-three-three"]["ever"]
        assert ever["reachable, old compound"] == pytest.approx(1 - 0.17 * 0.33 * 0.33)
        assert ever["reachable, new compound"] == pytest.approx(1 - 0.41 * 0.17 * 0.33)
        assert ever["vacant, old compound"] == pytest.approx(1 - 0.4 * 0.4)

    def test_visits_and_hours_of_one_household_by_hand(self, example: ModuleType) -> None:
        _, three = example.both_methods(example.Registry.load())
        group = example.Group("old", "reachable")
        visits, calls, hours = (example.one_household(three, group, what).person_hours for what in example.COSTS)
        assert float(visits) == pytest.approx(0.17 + 0.17 * 0.33)
        assert calls == 1
        assert float(hours) == pytest.approx(0.1 + 0.5 * (0.17 + 0.17 * 0.33))

    def test_nobody_waits_longer_than_the_method_does(self, example: ModuleType) -> None:
        """Then visits and calls may be forecast without a clock; a household that calls too late would be called."""
        four, _ = example.both_methods(example.Registry.load())
        assert max(example.AFTER_HOURS["their call"]) < 24
        timers = [timer.delay for timers in four.workflow.table.timers for timer in timers]
        assert timers
        assert min(timers) == 24 * example.HOUR

    def test_curves_rise_to_what_is_ever_closed(self, run: Run) -> None:
        groups = run.told["groups"]
        for method in run.told["methods"].values():
            shares = list(method["curve"].values())
            assert shares == sorted(shares)
            ever = sum(count * method["ever"][group] for group, count in groups.items()) / sum(groups.values())
            assert shares[0] == 0 < shares[-1] <= ever + 1e-9
            assert method["figures"]["closed by 48 h"]["exact"] == pytest.approx(method["curve"]["48"])

    def test_groups_make_up_the_register(self, run: Run) -> None:
        groups = run.told["groups"]
        assert sum(groups.values()) == 861 + 25
        assert {group.split(",")[0] for group in groups} == {"reachable", "unreached", "vacant"}


class TestBySimulation:
    @pytest.mark.parametrize(("number", "seed"), [(0, 2), (0, 3), (1, 0), (1, 1), (1, 2), (1, 3)])
    def test_it_agrees_with_what_is_exact(self, example: ModuleType, number: int, seed: int) -> None:
        options = example._options(["--scale", "0.01", "--seed", str(seed)])
        registry = example.Registry.load()
        hierarchy, register = example.one_register(registry.playbook("four-step"), options)
        groups = example.grouped(hierarchy, register)
        method = example.both_methods(registry)[number]
        drawn = example.simulated(method, hierarchy, register, groups, seed)
        told = example.Told.of(method, Counter(groups.values()), drawn)
        assert len(told.figures) == len(example.COSTS) + len(example.JUDGED_AT)
        assert [each.what for each in told.figures if each.errors > example.TIMES] == []

    def test_all_figures_of_both_agree_in_the_run(self, run: Run, example: ModuleType) -> None:
        figures = [each for method in run.told["methods"].values() for each in method["figures"].values()]
        assert len(figures) == 16
        assert all(each["errors"] <= example.TIMES for each in figures)
        assert all(each["error"] > 0 for each in figures)
        assert "Exact and simulated agree" in run.printed

    def test_every_attempt_is_counted_by_its_channel(self, run: Run) -> None:
        for method in run.told["methods"].values():
            made, figures = method["by_channel"], method["figures"]
            assert figures["visits"]["drawn"] == made["door"] + made.get("joint visit", 0)
            desk = made["phone"] + made.get("their call", 0) + made.get("online sign-up", 0)
            assert figures["calls and messages"]["drawn"] == desk

    def test_a_simulation_too_far_off_is_a_failure(self, example: ModuleType) -> None:
        _, three = example.both_methods(example.Registry.load())
        figure = example.Figure("visits", exact=100.0, error=2.0, drawn=109.0)
        told = example.Told(three, (figure,), {}, None, (), example.Drawn({}, {}))
        with pytest.raises(
            SystemExit, match="more than 4 standard errors from what is exact: three-three-three, visits"
        ):
            example.judge([told])

    def test_what_is_certain_leaves_no_room(self, example: ModuleType) -> None:
        assert example.Figure("visits", exact=3.0, error=0.0, drawn=3.0).errors == 0
        assert example.Figure("visits", exact=3.0, error=0.0, drawn=4.0).errors == float("inf")


class TestPictures:
    def test_the_curves_in_letters_lie_where_the_shares_are(self, run: Run, example: ModuleType) -> None:
        """Every column holds each method's mark, or a star for both, at the height of its share."""
        lines = [line[7:] for line in run.printed.splitlines() if line[6:7] == "|"]
        assert len(lines) == 21
        marks = {"4": "four-step", "3": "three-three-three"}
        for mark, name in marks.items():
            for column, share in enumerate(run.told["methods"][name]["curve"].values()):
                assert lines[20 - round(20 * share)].ljust(len(example.CURVE))[column] in (mark, "*")

    def test_a_pipe_gets_plain_text(self, run: Run) -> None:
        assert "\x1b" not in run.printed
        assert run.printed.isascii()

    def test_the_picture_has_both_lines_and_says_what_it_shows(self, run: Run, example: ModuleType) -> None:
        root = ElementTree.parse(run.svg).getroot()  # noqa: S314  # our own picture
        lines = [line.attrib["points"].split() for line in root.iter(f"{SVG}polyline")]
        assert [len(points) for points in lines] == [len(example.CURVE)] * 2
        told = [method["curve"]["48"] for method in run.told["methods"].values()]
        words = "".join(root.itertext())
        assert all(f"{share:.1%} by 48" in words for share in told)
        at = example.CURVE.index(48)
        assert [float(points[at].split(",")[1]) for points in lines] == [example._y(share) for share in told]

    def test_the_picture_shows_what_was_drawn_too(self, run: Run) -> None:
        root = ElementTree.parse(run.svg).getroot()  # noqa: S314  # our own picture
        assert len(list(root.iter(f"{SVG}circle"))) == 2 * 21


def test_a_scale_that_is_none_is_refused(example: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    for scale in ("0", "2", "1/0", "tall"):
        with pytest.raises(SystemExit):
            example.main(["--scale", scale])
        assert f"'{scale}' is no scale" in capsys.readouterr().err
