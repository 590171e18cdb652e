"""A registry finds plug-ins, quarantines what breaks the contract, and names whom it belongs to."""

from collections.abc import Iterable
from types import ModuleType

import attrs
import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.hookspecs import hookimpl
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP, WORKFLOW
from gridcare.registry import Quarantined, Registry
from gridcare.reporting.reconcile import Identity
from gridcare.work.rows import Track


def plugin(implementation: object) -> ModuleType:
    """Make a module out of one function."""
    module = ModuleType("stranger")
    setattr(module, getattr(implementation, "__name__", "gridcare_playbooks"), implementation)
    return module


@hookimpl
def gridcare_playbooks() -> Iterable[Playbook]:
    return [attrs.evolve(FOUR_STEP, name="lakeside")]


LAKESIDE = plugin(gridcare_playbooks)


def only(**plugins: object) -> Registry:
    return Registry.load(extra=plugins, installed=False)


class TestFinding:
    def test_the_built_in_method_comes_through_an_entry_point(self) -> None:
        registry = Registry.load()
        assert registry.playbook("four-step") == FOUR_STEP
        assert registry.provider("four-step").name == "gridcare:four-step"
        assert registry.quarantined == ()

    def test_a_strangers_method_stands_beside_it(self) -> None:
        registry = Registry.load(extra={"lakeside": LAKESIDE})
        assert {"four-step", "lakeside"} <= set(registry.playbooks)

    def test_some_may_be_left_out(self) -> None:
        assert "four-step" not in Registry.load(deny=["four-step"]).playbooks
        assert list(Registry.load(allow=["gridcare:four-step"]).playbooks) == ["four-step"]
        assert list(Registry.load(allow=["lakeside"], extra={"lakeside": LAKESIDE}).playbooks) == ["lakeside"]

    def test_a_name_to_leave_out_that_nobody_bears_is_told(self) -> None:
        registry = Registry.load(
            deny=["four-stpe", "four-step"], allow=["lakeside", "hills"], extra={"lakeside": LAKESIDE}
        )
        assert registry.unmatched == ("hills", "four-stpe")

    def test_a_name_that_nobody_brings_is_refused_with_a_hint(self) -> None:
        with pytest.raises(UnknownName, match="'fourstep' is no playbook; did you mean 'four-step'"):
            Registry.load().playbook("fourstep")

    def test_two_of_one_name_are_a_conflict_that_names_both(self) -> None:
        with pytest.raises(Quarantined, match=r"'a' and 'b' are at fault: .*several plug-ins bring a playbook"):
            only(a=LAKESIDE, b=plugin(gridcare_playbooks)).playbook("lakeside")


class TestQuarantine:
    def faults(self, implementation: object) -> str:
        registry = only(odd=plugin(implementation), lakeside=LAKESIDE)
        assert list(registry.playbooks) == ["lakeside"]
        (quarantined,) = registry.quarantined
        with pytest.raises(Quarantined, match="'odd' cannot be used, because 'odd' is at fault"):
            registry.playbook("odd")
        return "; ".join(map(str, quarantined.faults))

    def test_a_misspelt_hook(self) -> None:
        @hookimpl
        def gridcare_playbook() -> list[Playbook]:
            return []

        assert "did you mean 'gridcare_playbooks'?" in self.faults(gridcare_playbook)

    def test_an_argument_that_the_hook_does_not_have(self) -> None:
        @hookimpl
        def gridcare_playbooks(zone: str) -> list[Playbook]:
            return []

        assert "zone" in self.faults(gridcare_playbooks)

    def test_an_implementation_that_raises(self) -> None:
        @hookimpl
        def gridcare_playbooks() -> list[Playbook]:
            raise RuntimeError("no network")

        assert "'gridcare_playbooks' raised RuntimeError: no network" in self.faults(gridcare_playbooks)

    def test_something_else_than_playbooks(self) -> None:
        @hookimpl
        def gridcare_playbooks() -> list[object]:
            return [FOUR_STEP, WORKFLOW]

        assert "returned a Workflow; return gridcare.playbook.Playbook values" in self.faults(gridcare_playbooks)

    def test_nothing_at_all(self) -> None:
        @hookimpl
        def gridcare_playbooks() -> None:
            return None

        assert "raised TypeError" in self.faults(gridcare_playbooks)

    def test_another_contract(self) -> None:
        @hookimpl
        def gridcare_playbooks() -> list[Playbook]:
            return [attrs.evolve(FOUR_STEP, contract=99)]

        assert "written for contract 99, and this gridcare keeps contract 1" in self.faults(gridcare_playbooks)

    def test_a_wrapper(self) -> None:
        @hookimpl(wrapper=True)
        def gridcare_playbooks():  # type: ignore[no-untyped-def]
            return (yield)

        assert "cannot be wrapped" in self.faults(gridcare_playbooks)


class TestPlaybooks:
    def refusal(self, **changed: object) -> str:
        with pytest.raises(DefinitionError) as caught:
            attrs.evolve(FOUR_STEP, **changed)  # type: ignore[arg-type]
        return str(caught.value)

    def test_all_faults_are_told_at_once(self) -> None:
        told = self.refusal(name="", needs="some", forms=(FOUR_STEP.forms[0], FOUR_STEP.forms[0]), tracks=())
        for part in (
            "needs a name",
            "'some' is no way to join tracks",
            "two forms bear this name",
            "says nothing to do",
        ):
            assert part in told

    def test_an_identity_reads_declared_figures_only(self) -> None:
        assert "home" in self.refusal(identities=(Identity("odd", "hmoe = persons"),))

    def test_a_track_goes_through_subjects_of_a_known_kind(self) -> None:
        assert "did you mean 'household'?" in self.refusal(tracks=(Track(WORKFLOW, kind="houshold"),))

    def test_two_workflows_agree_on_a_parameter(self) -> None:
        changed = WORKFLOW.with_parameters(call_back_hours="9h")
        tracks = (Track(WORKFLOW), Track(changed, name="other"))
        assert "two parts of the method declare this parameter and differ" in self.refusal(tracks=tracks)

    def test_its_parameters_can_be_set(self) -> None:
        changed = FOUR_STEP.with_parameters(call_back_hours="12h")
        assert str(changed.parameters["call_back_hours"]) == "12:00:00"
        assert changed != FOUR_STEP

    def test_unknown_names_are_refused_with_a_hint(self) -> None:
        with pytest.raises(UnknownName, match="'dayly' is no form; did you mean 'daily'"):
            FOUR_STEP.form("dayly")
        with pytest.raises(UnknownName, match="'fr' is no language"):
            FOUR_STEP.explain("fr")

    def test_it_explains_itself_in_both_languages(self) -> None:
        assert "   - 无人接听：再次进行。" in FOUR_STEP.explain("zh")
        assert "   - refused if the household was registered at the door: on to ‘registered’." in FOUR_STEP.explain(
            "en"
        )
