"""What will be gone works until then, and names who uses it, what to write instead, and the release that lacks it."""

import linecache
import sys
import warnings
from collections.abc import Mapping
from importlib.metadata import version
from types import ModuleType
from typing import Any

import attrs
import pytest

from gridcare import deprecations
from gridcare.deprecations import DEPRECATIONS, Deprecation, ToBeRemoved, old_name, warn_of
from gridcare.extensions import StepExtension
from gridcare.facts.fact import Fact
from gridcare.hookspecs import hookimpl
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.registry import Registry

OLD = {
    "contract 0": Deprecation(stops="0.3", instead="contract 1; see the changelog of 0.2"),
    "gridcare_playbooks": Deprecation(stops="0.4", instead="gridcare_methods"),
    "gridcare_steps(playbook)": Deprecation(stops="0.5", instead="take no playbook"),
    "lakeside.Observation": Deprecation(stops="0.3", instead="gridcare.facts.fact.Fact"),
}


def lists(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    monkeypatch.setattr(deprecations, "DEPRECATIONS", {key: OLD[key] for key in keys})


def plugin(**hooks: object) -> ModuleType:
    module = ModuleType("stranger")
    vars(module).update(hooks)
    return module


def bringing(contract: int) -> ModuleType:
    @hookimpl
    def gridcare_playbooks() -> list[Playbook]:
        return [attrs.evolve(FOUR_STEP, name="lakeside", contract=contract)]

    return plugin(gridcare_playbooks=gridcare_playbooks)


def load(module: ModuleType) -> Registry:
    return Registry.load(extra={"lakeside:method": module}, installed=False)


class TestContract:
    def test_an_old_one_is_read_and_its_plug_in_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lists(monkeypatch, "contract 0")
        told = "'contract 0', which 'lakeside:method' uses, stops in gridcare 0.3; instead: contract 1"
        with pytest.warns(ToBeRemoved, match=told) as caught:
            registry = load(bringing(0))
        assert 1 == len(caught)
        assert registry.playbook("lakeside").contract == 0

    def test_one_that_is_read_no_longer_is_refused(self) -> None:
        (refused,) = load(bringing(0)).quarantined
        assert ["registry.contract"] == [fault.code for fault in refused.faults]

    def test_one_of_the_future_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lists(monkeypatch, "contract 0")
        assert load(bringing(2)).quarantined

    def test_a_plug_in_of_today_is_not_warned_of(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lists(monkeypatch, "contract 0")
        assert not load(bringing(1)).quarantined  # a warning would be an error here


class TestHook:
    def test_an_old_hook_is_called_and_its_plug_in_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lists(monkeypatch, "gridcare_playbooks")
        with pytest.warns(ToBeRemoved, match="'gridcare_playbooks', which 'lakeside:method' uses, stops in") as caught:
            registry = load(bringing(1))
        (warned,) = caught
        assert isinstance(warned.message, ToBeRemoved)
        assert ("0.4", "gridcare_methods") == attrs.astuple(warned.message.deprecation)
        assert ["lakeside"] == list(registry.playbooks)

    def test_an_old_parameter_is_handed_over_and_its_plug_in_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lists(monkeypatch, "gridcare_steps(playbook)")
        given = []

        @hookimpl
        def gridcare_steps(playbook: Playbook) -> list[StepExtension]:
            given.append(playbook)
            return []

        with pytest.warns(ToBeRemoved, match=r"'gridcare_steps\(playbook\)', which 'lakeside:method' uses, stops"):
            registry = load(plugin(gridcare_steps=gridcare_steps))
        both = Registry.load(extra={"street:four-step": sys.modules["gridcare.plugins.four_step"]}, installed=False)
        attrs.evolve(both, plugins=(*both.plugins, *registry.plugins)).extensions("four-step")
        assert [FOUR_STEP] == given

    def test_who_does_not_take_it_is_not_warned_of(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lists(monkeypatch, "gridcare_steps(playbook)")

        @hookimpl
        def gridcare_steps() -> list[StepExtension]:
            return []

        assert not load(plugin(gridcare_steps=gridcare_steps)).quarantined

    def test_an_installed_plug_in_is_named_with_its_version(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lists(monkeypatch, "gridcare_playbooks")
        with pytest.warns(ToBeRemoved) as caught:
            Registry.load(allow=["gridcare:four-step"])
        (warned,) = caught
        assert isinstance(warned.message, ToBeRemoved)
        assert f"gridcare:four-step {version('gridcare')}" == warned.message.user


@pytest.fixture
def lakeside(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that had a name once."""
    module = ModuleType("lakeside")

    def __getattr__(name: str) -> Any:  # noqa: N807
        return old_name("lakeside", name)

    vars(module)["__getattr__"] = __getattr__
    monkeypatch.setitem(sys.modules, "lakeside", module)
    lists(monkeypatch, "lakeside.Observation")
    return module


class TestPublicName:
    def test_an_old_one_is_the_new_one(self, lakeside: ModuleType) -> None:
        with pytest.warns(
            ToBeRemoved, match=r"'lakeside\.Observation' stops in gridcare 0\.3; instead: gridcare\.facts"
        ):
            assert Fact is lakeside.Observation

    def test_it_can_be_imported_by_name(self, lakeside: ModuleType) -> None:
        with pytest.warns(ToBeRemoved):
            exec("from lakeside import Observation", {})  # noqa: S102

    def test_the_warning_stands_where_the_name_is_used(self, lakeside: ModuleType) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert lakeside.Observation
        (told,) = caught
        assert "            assert lakeside.Observation\n" == linecache.getline(told.filename, told.lineno)

    def test_a_name_that_never_was_is_refused(self, lakeside: ModuleType) -> None:
        with pytest.raises(AttributeError, match="module 'lakeside' has no attribute 'Obsrvation'"):
            assert lakeside.Obsrvation


class TestList:
    def test_nothing_stands_there_past_its_release(self) -> None:
        assert [] == overdue(DEPRECATIONS, version("gridcare"))

    def test_what_has_stopped_is_found(self) -> None:
        assert ["contract 0", "lakeside.Observation"] == overdue(OLD, "0.3.1")

    def test_what_is_not_there_is_not_warned_of(self) -> None:
        assert not warn_of("gridcare_playbooks")


def overdue(listed: Mapping[str, Deprecation], release: str) -> list[str]:
    """Name what the release should no longer have."""
    now = numbers(release)
    return [what for what, each in listed.items() if numbers(each.stops) <= now[: len(numbers(each.stops))]]


def numbers(release: str) -> tuple[int, ...]:
    return tuple(map(int, release.split(".")))
