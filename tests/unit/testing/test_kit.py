"""The rest of the test kit: laws to come, the recording registry, drawing by type, and what importing it costs."""

import json
import subprocess
import sys
import warnings
from pathlib import Path
from textwrap import indent
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcare.errors import UnknownName
from gridcare.examination import Plugin
from gridcare.extensions import StepExtension
from gridcare.facts.fact import Fact
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.plugins.three_three_four import THREE_THREE_FOUR
from gridcare.registry import Quarantined
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.reconcile import Identity
from gridcare.rules.parameters import Parameter
from gridcare.testing import hypothesis_plugin, laws
from gridcare.testing.conformance import PlaybookConformance
from gridcare.testing.laws import LawToCome, binding_from
from gridcare.testing.recording import Inquiry, RecordingRegistry


class TestLawsToCome:
    def test_a_breach_warns_before_the_release_and_fails_from_it_on(self) -> None:
        def broken() -> None:
            raise AssertionError("no scenario")

        with pytest.warns(LawToCome, match=r"broken fails from gridcare 99\.0 on: no scenario"):
            binding_from("99.0")(broken)()
        with pytest.raises(AssertionError, match="no scenario"):
            binding_from("0.0")(broken)()

    def test_a_law_that_is_kept_says_nothing(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            binding_from("99.0")(lambda: None)()

    @pytest.mark.parametrize("now", ["0.2", "0.2.0", "0.2.1", "0.2rc1", "0.2.dev3+g12", "0.10.0", "1"])
    def test_a_release_is_read_however_it_is_written(self, now: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken() -> None:
            raise AssertionError("no scenario")

        monkeypatch.setattr(laws, "version", lambda package: now)
        with pytest.raises(AssertionError, match="no scenario"):
            binding_from("0.2")(broken)()


class TestRecordingRegistry:
    def test_it_answers_as_a_registry_and_keeps_every_question(self) -> None:
        registry = RecordingRegistry([FOUR_STEP])
        assert registry.playbook("four-step") == FOUR_STEP
        assert registry.provider("four-step").name == "double:double"
        with pytest.raises(UnknownName, match="'three-step' is no playbook"):
            registry.playbook("three-step")
        assert registry.asked == (
            Inquiry("playbook", "four-step"),
            Inquiry("provider", "four-step"),
            Inquiry("playbook", "three-step", found=False),
        )

    def test_it_may_hold_a_plugin_in_quarantine(self) -> None:
        registry = RecordingRegistry(plugins=[attrs.evolve(Plugin("a:lakeside"), faults=(ValueError("x"),))])  # type: ignore[arg-type]
        with pytest.raises(Quarantined):
            registry.playbook("lakeside")
        assert registry.asked == (Inquiry("playbook", "lakeside", found=False),)

    def test_each_remembers_only_its_own(self) -> None:
        one, other = RecordingRegistry([FOUR_STEP]), RecordingRegistry([FOUR_STEP])
        one.playbook("four-step")
        assert (len(one.asked), len(other.asked)) == (1, 0)


class TestDrawingByType:
    @settings(max_examples=5)
    @given(st.data())
    def test_each_type_is_drawn_by_its_strategy(self, data: st.DataObject) -> None:
        hypothesis_plugin.register()
        for kind in (Fact, Playbook, StepExtension):
            assert isinstance(data.draw(st.from_type(kind)), kind)

    def test_importing_hypothesis_imports_no_strategy(self) -> None:
        loaded = loaded_by("from gridcare.testing.hypothesis_plugin import register; import hypothesis; register()")
        assert not {name for name in loaded if name.startswith("gridcare.testing.strategies.")}


class TestCost:
    def test_the_plugin_of_pytest_imports_no_room_at_the_start(self) -> None:
        loaded = loaded_by("import gridcare.testing.pytest_plugin")
        rooms = {name for name in loaded if name.startswith("gridcare.")}
        assert rooms == {"gridcare.testing", "gridcare.testing.pytest_plugin"}
        assert not loaded & {"hypothesis", "attrs", "pluggy._manager_of_gridcare"}


def loaded_by(statement: str) -> set[str]:
    probe = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True, timeout=120)
    return set(json.loads(answer.stdout))


PUBLISHED = FOUR_STEP.figures.members
BLANK = Figure("odd", None, unit="person")


class TestConformance:
    def laws(self, **members: object) -> PlaybookConformance:
        kit: PlaybookConformance = type("Kit", (PlaybookConformance,), {"playbook": FOUR_STEP, **members})()
        return kit

    def test_private_names_are_found_however_they_are_imported(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.syspath_prepend(str(tmp_path))
        for number, lines in enumerate(PRIVATE):
            home = tmp_path / f"stranger_{number}"
            home.mkdir()
            (home / "__init__.py").write_text("", encoding="utf-8")
            (home / "parts.py").write_text("def never():\n" + indent(lines, "    "), encoding="utf-8")
            with pytest.raises(AssertionError, match=r"names are private.*in parts\.py, line [23]"):
                self.laws(module=f"stranger_{number}").test_it_uses_public_names_only()

    @pytest.mark.parametrize("module", ["gridcare.plugins.four_step", "gridcare.plugins"])
    def test_public_names_are_let_through(self, module: str) -> None:
        self.laws(module=module).test_it_uses_public_names_only()

    def test_a_law_that_lacks_what_it_looks_at_is_skipped_and_says_what_to_give(self) -> None:
        for law in ("it_uses_public_names_only", "it_is_declared_alike_in_every_process"):
            with pytest.raises(pytest.skip.Exception, match="say in 'module'"):
                getattr(self.laws(), f"test_{law}")()
        for law in ("its_scenarios_hold", "every_outcome_is_reached_by_a_scenario"):
            with pytest.raises(pytest.skip.Exception, match="say in 'scenarios'"):
                getattr(self.laws(), f"test_{law}")()

    @pytest.mark.parametrize(
        ("changes", "law", "told"),
        [
            ({"contract": 99}, "it_keeps_this_contract", "says contract=99, and this gridcare keeps 1: bring it there"),
            (
                {"settings": (Parameter("hours", 3),)},
                "its_numbers_come_from_somewhere",
                r"numbers of \['hours'\] come from: give each parameter its 'sources'",
            ),
            (
                {"figures": Figures((*PUBLISHED, Figure("odd", 3)))},
                "its_figures_cite_a_source",
                r"give the figures \['odd'\] the 'source'",
            ),
            (
                {
                    "identities": (Identity("odd", "home = odd"),),
                    "figures": Figures((*PUBLISHED, BLANK)),
                },
                "its_identities_can_be_judged",
                r"read a figure that is not given: .*'odd'.*declare it in 'figures'",
            ),
        ],
    )
    def test_what_breaks_a_law_is_told_with_what_to_do(self, changes: dict[str, Any], law: str, told: str) -> None:
        bent = attrs.evolve(FOUR_STEP, **changes)
        with pytest.raises(AssertionError, match=told):
            getattr(self.laws(playbook=bent), f"test_{law}")()
        getattr(self.laws(), f"test_{law}")()

    def test_a_part_without_a_title_that_its_neighbours_have_is_told(self) -> None:
        workflow = FOUR_STEP.workflow
        parts = (attrs.evolve(workflow.parts[0], titles={"en": "door to door"}), *workflow.parts[1:])
        track = attrs.evolve(FOUR_STEP.tracks[0], workflow=attrs.evolve(workflow, parts=parts))
        bent = attrs.evolve(FOUR_STEP, tracks=(track, *FOUR_STEP.tracks[1:]))
        with pytest.raises(AssertionError, match=r"give the part 'door' of 'four-step' a title in \['zh'\]"):
            self.laws(playbook=bent).test_its_steps_are_titled_alike()

    def test_another_process_declares_the_same(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.laws(module="gridcare.plugins.four_step").test_it_is_declared_alike_in_every_process()

    def test_a_package_of_nothing_but_a_file_declares_what_is_installed_under_its_name(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.laws(module="gridcare.plugins").test_it_is_declared_alike_in_every_process()

    def test_a_playbook_that_another_process_declares_otherwise_is_told(self) -> None:
        other = attrs.evolve(FOUR_STEP, version="2")
        kit = self.laws(module="gridcare.plugins.four_step", playbook=other)
        with pytest.warns(LawToCome, match="declared_alike"):
            kit.test_it_is_declared_alike_in_every_process()

    def test_outcomes_that_no_scenario_reaches_are_told(self, tmp_path: Path) -> None:
        (tmp_path / "a.scenario.toml").write_text(SHORT, encoding="utf-8")
        kit = self.laws(scenarios=tmp_path)
        kit.test_its_scenarios_hold()
        with pytest.warns(LawToCome, match="four-step / door / notice") as caught:
            kit.test_every_outcome_is_reached_by_a_scenario()
        assert "four-step / door / met" not in str(caught[0].message)

    def test_a_scenario_that_fails_tells_its_line(self, tmp_path: Path) -> None:
        (tmp_path / "a.scenario.toml").write_text(SHORT.replace('"phone"', '"door"'), encoding="utf-8")
        with pytest.raises(AssertionError, match="line 13"):
            self.laws(scenarios=tmp_path).test_its_scenarios_hold()

    def test_a_directory_without_scenarios_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(AssertionError, match="there is no"):
            self.laws(scenarios=tmp_path).test_its_scenarios_hold()

    def test_parts_without_a_name_in_a_declared_language_are_told(self) -> None:
        french = attrs.evolve(FOUR_STEP, titles=(*FOUR_STEP.titles, ("fr", "Quatre étapes")))
        with pytest.warns(LawToCome, match="have no name in 'fr'"):
            self.laws(playbook=french).test_it_names_its_parts_in_every_language_it_declares()

    def test_a_parameter_that_takes_no_effect_is_told(self) -> None:
        hours = attrs.evolve(FOUR_STEP, settings=(*FOUR_STEP.settings.members, Parameter("hours", 3, reading=True)))
        said = ("disinfection_within",)
        self.laws(read_elsewhere=said).test_its_parameters_take_effect()
        with pytest.warns(
            LawToCome, match=r"accepts \['hours'\], and no declaration reads them: write `param\('hours'\)`"
        ):
            self.laws(playbook=hours, read_elsewhere=said).test_its_parameters_take_effect()
        with pytest.warns(LawToCome, match=r"reads \['hours'\], or nothing declares them; drop them from"):
            self.laws(read_elsewhere=(*said, "hours")).test_its_parameters_take_effect()

    def test_what_a_report_does_not_tell_in_a_declared_language_is_told(self) -> None:
        korean = attrs.evolve(FOUR_STEP, titles=(*FOUR_STEP.titles, ("ko", "4단계 방문 조사법")))
        kit = self.laws(playbook=korean)
        kit.test_it_speaks_its_languages()
        with pytest.warns(
            LawToCome, match="not told in 'ko', in which the playbook has a title: .*bulletin 'screening'"
        ):
            kit.test_its_reports_speak_its_languages()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.laws().test_its_reports_speak_its_languages()

    def test_what_its_papers_leave_open_is_told_in_its_languages_too(self) -> None:
        (question,) = THREE_THREE_FOUR.open_readings
        untold = attrs.evolve(question, titles={"zh": "十七还是十一"})
        kit = self.laws(playbook=attrs.evolve(THREE_THREE_FOUR, open_readings=(untold,)))
        with pytest.warns(LawToCome, match=f"not told in 'en', .*: \\[\"question '{question.id}'\"\\]"):
            kit.test_its_reports_speak_its_languages()


PRIVATE = (
    "from gridcare.playbook import _words",
    "import gridcare._private",
    "from gridcare._inner import x",
    "from gridcare import playbook\nplaybook._words(())",
    "import gridcare.playbook as method\nmethod._words(())",
)

SHORT = """\
opened = "2020-02-03 08:00"
[[given.household]]
id = "h1"
vacant = false
[[when]]
at = "2020-02-03 09:00"
who = "h1"
step = "door"
outcome = "met"
[[then]]
at = "2020-02-03 10:00"
coverage = { "in progress" = 1 }
state = { h1 = "phone" }
"""
