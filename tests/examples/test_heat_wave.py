"""A city in a heat wave: no disease and nobody under observation, and still nobody is missed."""

import io
import json
import sys
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from gridcare.attributes import Attributes
from gridcare.testing.conformance import PlaybookConformance

EXAMPLE = Path(__file__).parents[2] / "examples" / "heat_wave.py"
sys.path.append(str(EXAMPLE.parent))
HEAT: Any = import_module("heat_wave")


class TestConformance(PlaybookConformance):
    """It keeps every law of a playbook, as one that is built in does."""

    playbook = HEAT.HEAT_WAVE
    subject_attributes = Attributes(age=80, lives_alone=True)
    module = "heat_wave"
    scenarios = EXAMPLE.parent / "scenarios" / "heat_wave"
    read_elsewhere = ("alert_from", "alarm_from")


def run(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the script, and return its figures and what it printed."""
    out, path = io.StringIO(), tmp_path / "out.json"
    with redirect_stdout(out):
        HEAT.main([*arguments, "--json", str(path)])
    return json.loads(path.read_text(encoding="utf-8")), out.getvalue()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    return run(tmp_path_factory.mktemp("heat"))


def check(figures: dict[str, Any]) -> None:
    """Hold what must add up whoever was drawn."""
    assert [day["level"] for day in figures["days"]] == ["yellow", "orange", "red", "red", "none"]
    listed = figures["listed"]
    for day in figures["days"]:
        if day["level"] not in ("orange", "red"):
            assert set(day) == {"day", "level"}
            continue
        assert day["listed"] == sum(day["ends"].values()) == listed
        listed -= len(day["leave"])
        assert len(day["leave"]) == day["ends"].get("cared for", 0) + day["ends"].get("dead", 0)
        assert len(day["carried_over"]) == day["ends"].get("not reached", 0)
        assert (day["noon"]["state"] == "met") is (day["noon"]["reached"] >= day["noon"]["needed"])
        assert day["volunteers"]["due"] == day["volunteers"]["given"] + day["volunteers"]["left"]
        assert day["volunteers"]["most"] <= HEAT.VISITS_EACH
        totals = day["reports"]["totals"]
        assert totals["seen"] + totals["unseen"] == totals["listed"] < day["listed"]
        assert day["reports"]["owed"] == day["reports"]["received"] + 1
        assert len(day["cool_rooms"]["lacking"]) == 1


class TestTheCity:
    def test_it_adds_up(self, told: tuple[dict[str, Any], str]) -> None:
        check(told[0])

    def test_another_seed_and_another_size_add_up_too(self, tmp_path: Path) -> None:
        check(run(tmp_path, "--people", "300", "--seed", "7")[0])

    def test_a_quarter_that_hands_in_nothing_keeps_the_day_open(self, told: tuple[dict[str, Any], str]) -> None:
        refused = [day["refused"] for day in told[0]["days"] if "refused" in day]
        assert [bool(each) for each in refused] == [False, True, False]
        assert "closing is refused" in told[1]

    def test_alerts_go_from_the_quarter_to_the_city(self, told: tuple[dict[str, Any], str]) -> None:
        raised = [each for day in told[0]["days"] for each in day.get("alerts", ())]
        assert raised
        for each in raised:
            grade, _, way = each.partition(" ")
            quarter, district, city = way.partition(": ")[2].split(" -> ")
            assert grade in ("alert", "alarm")
            assert (quarter[0], district[0], city) == ("q", "d", "city")

    def test_it_says_what_is_made_up_and_is_plain_in_a_pipe(self, told: tuple[dict[str, Any], str]) -> None:
        assert told[1].startswith("SYNTHETIC")
        assert "\x1b" not in told[1]

    def test_a_number_of_people_that_is_none_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        for count in ("7", "-1", "many"):
            with pytest.raises(SystemExit):
                HEAT.main(["--people", count])
            assert f"'{count}' is no number of people" in capsys.readouterr().err


class TestTheMethod:
    def test_who_reads_it_otherwise_makes_the_method_anew(self) -> None:
        other = HEAT.heat_wave(HEAT.READINGS.with_values(age_from=65, calls=3, alert_from=2))
        assert "subject.lives_alone and subject.age >= 65" == str(other.tracks[0].only)
        assert 3 == other.tracks[0].workflow.attempts("call")
        assert ((2, "alert"), (6, "alarm")) == HEAT.unreached_rule(other.parameters).steps
        assert HEAT.HEAT_WAVE == HEAT.heat_wave() != other

    @pytest.mark.parametrize(
        ("highest", "lowest", "level"),
        [
            (31, 25, "none"),
            (32, 15, "yellow"),
            (34, 25, "yellow"),
            (35, 21, "orange"),
            (35, 22, "red"),
            (38, 10, "red"),
        ],
    )
    def test_the_warning_follows_from_day_and_night(self, highest: int, lowest: int, level: str) -> None:
        assert HEAT.level_of(highest, lowest) == level

    def test_only_the_old_who_live_alone_are_on_the_list(self) -> None:
        city, register = HEAT.made_up(200, HEAT.Random(1))
        desk = HEAT.HEAT_WAVE.campaign(city, register, opened=HEAT.at_clock(HEAT.FIRST, HEAT.time(8), HEAT.ZONE))
        on_list = set(desk.subjects("city"))
        assert 0 < len(on_list) < 200
        for id in register:
            told = register[id].attributes
            assert (id in on_list) is (told["lives_alone"] and told["age"] >= 75)

    def test_there_is_no_disease_in_it(self) -> None:
        playbook = HEAT.HEAT_WAVE
        assert not playbook.protocols
        told = playbook.explain("en").lower()
        assert not any(word in told for word in ("fever", "observ", "isolat", "contact", "epidemic"))
        assert "household" not in told

    def test_who_is_in_hospital_or_dead_leaves_the_list(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The next day nobody calls the dead; all others are called again."""
        for end, leaves in (("dead", True), ("ill", True), ("away", False)):
            answers = {"call": {"no answer": 1}, "visit": {"nobody opens": 1}, "entry": {end: 1}}
            monkeypatch.setattr(HEAT, "ANSWERS", answers)
            city, register = HEAT.made_up(400, HEAT.Random(1))
            told = HEAT.hot_day(city, register, HEAT.FIRST, HEAT.Random(1))
            assert len(told["leave"]) == (told["listed"] if leaves else 0)
        assert "12:00 alarm: " in capsys.readouterr().out
