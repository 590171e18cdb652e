"""A stranger's plug-in does everything wrong in turn; each is contained, and told with the name of the plug-in."""

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import attrs
import pytest
import tomli_w

from gridcare import registry as registry_module
from gridcare.codec.plain import to_plain
from gridcare.examination import examine_entry
from gridcare.hookspecs import hookimpl
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.registry import Quarantined, Registry, disabled_plugins

HOME = attrs.evolve(FOUR_STEP, name="home")


def module(**members: object) -> ModuleType:
    made = ModuleType("stranger")
    for name, member in members.items():
        setattr(made, name, member)
    return made


def named(name: str, function: Any) -> Any:
    function.__name__ = function.__qualname__ = name
    return hookimpl(function)


OFFERED = """
name = "letter"
playbook = "home"
redirects = [{ part = "joint visit", on = "shut", to = "letter" }]
in_flight = {}
[[adds]]
type = "step"
name = "letter"
deadline = "24h"
moves = [{ type = "on", outcome = "answered", go = "done" }]
"""
GOOD = module(gridcare_playbooks=named("gridcare_playbooks", lambda: [HOME]))


def codes(stranger: object) -> list[str]:
    registry = Registry.load(extra={"good": GOOD, "hills:stranger": stranger}, installed=False)
    assert ["home"] == list(registry.playbooks)
    (quarantined,) = registry.quarantined
    with pytest.raises(Quarantined, match="'stranger' cannot be used, because 'hills:stranger' is at fault"):
        registry.playbook("stranger")
    assert all("hills:stranger" in fault.where for fault in quarantined.faults)
    return [fault.code for fault in quarantined.faults]


class TestOneFaultAtATime:
    @pytest.mark.parametrize(
        ("members", "expected"),
        [
            ({}, ["registry.nothing"]),
            ({"gridcare_playbooks": lambda: [HOME]}, ["registry.unmarked"]),
            ({"gridcare_playbok": named("gridcare_playbok", lambda: [HOME])}, ["registry.hook"]),
            ({"gridcare_playbooks": named("gridcare_playbooks", lambda zone: [HOME])}, ["registry.hook"]),
            ({"gridcare_steps": named("gridcare_steps", lambda playbook=None: [])}, ["registry.parameter"]),
            ({"gridcare_steps": named("gridcare_steps", lambda *, playbook: [])}, ["registry.parameter"]),
            ({"gridcare_playbooks": named("gridcare_playbooks", lambda *every: [HOME])}, ["registry.parameter"]),
            ({"gridcare_playbooks": named("gridcare_playbooks", lambda: 3)}, ["registry.raised"]),
            ({"gridcare_playbooks": named("gridcare_playbooks", lambda: [3, HOME])}, ["registry.type"]),
            ({"gridcare_playbooks": named("gridcare_playbooks", lambda: sys.exit(3))}, ["registry.raised"]),
            (
                {"gridcare_playbooks": named("gridcare_playbooks", lambda: [attrs.evolve(HOME, contract=9)])},
                ["registry.contract"],
            ),
        ],
    )
    def test_each_is_contained_and_named(self, members: dict[str, object], expected: list[str]) -> None:
        assert expected == codes(module(**members))

    def test_several_faults_are_told_together(self) -> None:
        stranger = module(
            gridcare_playbok=named("gridcare_playbok", lambda: [HOME]),
            gridcare_playbooks=named("gridcare_playbooks", lambda: [HOME]),
            gridcare_steps=named("gridcare_steps", lambda playbook=None: []),
        )
        assert ["registry.hook", "registry.parameter"] == codes(stranger)

    def test_an_object_that_equals_another_is_a_plug_in_of_its_own(self) -> None:
        @attrs.define
        class Shop:
            @hookimpl
            def gridcare_playbooks(self) -> list[Playbook]:
                return [attrs.evolve(HOME, name=f"home {id(self)}")]

        registry = Registry.load(extra={"a": Shop(), "b": Shop()}, installed=False)
        assert () == registry.quarantined
        assert 2 == len(registry.playbooks)

    def test_what_is_handed_out_cannot_be_changed_for_others(self) -> None:
        brought = [HOME]
        registry = Registry.load(
            extra={"a": module(gridcare_playbooks=named("gridcare_playbooks", lambda: brought))}, installed=False
        )
        brought.append(FOUR_STEP)
        registry.playbooks.pop("home")  # type: ignore[attr-defined]  # a copy
        assert ["home"] == list(registry.playbooks)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            registry.playbook("home").name = "mine"  # type: ignore[misc]

    def test_somebodys_interrupt_is_no_fault_of_a_plug_in(self) -> None:
        def interrupted() -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            Registry.load(extra={"a": module(gridcare_playbooks=named("gridcare_playbooks", interrupted))})


class TestWhatItRaises:
    def test_the_error_bears_its_name_and_stands_behind_the_refusal(self) -> None:
        def fail() -> None:
            raise RuntimeError("no network")

        registry = Registry.load(
            extra={"hills:odd": module(gridcare_playbooks=named("gridcare_playbooks", fail))}, installed=False
        )
        with pytest.raises(Quarantined) as caught:
            registry.playbook("odd")
        cause = caught.value.__cause__
        assert isinstance(cause, RuntimeError)
        assert ["raised by the plug-in 'hills:odd' in 'gridcare_playbooks'"] == cause.__notes__


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Packages that are installed, with the entry points that a test gives them."""
    monkeypatch.syspath_prepend(str(tmp_path))
    found: list[Any] = []

    def entry(distribution: str, name: str, value: str, version: str = "1.2") -> None:
        point = EntryPoint(name, value, "gridcare")
        vars(point)["dist"] = SimpleNamespace(name=distribution, version=version)
        found.append(point)

    monkeypatch.setattr(registry_module, "_installed", lambda: iter(found))
    yield SimpleNamespace(at=tmp_path, entry=entry)
    for name in [name for name in sys.modules if name.startswith("stranger_")]:
        del sys.modules[name]


class TestInstalledPackages:
    def test_one_that_cannot_be_imported_names_distribution_and_version(self, installed: Any) -> None:
        (installed.at / "stranger_broken.py").write_text("import nothing_of_the_kind")
        installed.entry("hills", "broken", "stranger_broken")
        (plugin,) = Registry.load().quarantined
        assert "hills:broken 1.2" == str(plugin)
        assert "it cannot be imported: ModuleNotFoundError" in str(plugin.faults[0])
        assert ["raised by the plug-in 'hills:broken 1.2' when it was imported"] == plugin.error.__notes__  # type: ignore[union-attr]

    def test_the_line_of_its_own_package_is_told_at_which_the_import_failed(self, installed: Any) -> None:
        package = installed.at / "stranger_deep"
        package.mkdir()
        (package / "__init__.py").write_text("from stranger_deep.steps import STEP")
        (package / "steps.py").write_text("from gridcare.timing.periods import duration\n\nSTEP = duration('soon')\n")
        (installed.at / "stranger_odd.py").write_text("one = 1\ntwo = = 2\n")
        installed.entry("hills", "deep", "stranger_deep")
        installed.entry("hills", "nowhere", "stranger_nowhere")
        installed.entry("hills", "odd", "stranger_odd")
        deep, nowhere, odd = [str(plugin.faults[0]) for plugin in Registry.load().quarantined]
        assert deep.endswith(f"({package / 'steps.py'}, line 3)")
        assert nowhere.endswith("No module named 'stranger_nowhere'")
        assert odd.endswith("(stranger_odd.py, line 2)")

    def test_one_entry_point_name_in_two_distributions_are_two_plug_ins(self, installed: Any) -> None:
        (installed.at / "stranger_one.py").write_text("raise RuntimeError")
        for distribution in ("hills", "dales"):
            installed.entry(distribution, "same", "stranger_one")
        assert ["dales:same", "hills:same"] == [plugin.name for plugin in Registry.load().plugins]

    def test_a_program_may_see_none_of_them(self, installed: Any) -> None:
        installed.entry("hills", "broken", "stranger_none")
        assert () == Registry.load(installed=False).plugins

    def test_a_package_may_bring_nothing_but_a_file(self, installed: Any) -> None:
        (installed.at / "stranger_files").mkdir()
        (installed.at / "stranger_files" / "method.toml").write_text(tomli_w.dumps(to_plain(HOME)), encoding="utf-8")
        installed.entry("hills", "home", "stranger_files:method.toml")
        registry = Registry.load()
        assert HOME == registry.playbook("home")
        assert "hills:home 1.2" == str(registry.provider("home"))

    def test_a_package_may_offer_steps_by_a_file_alone(self, installed: Any) -> None:
        (installed.at / "stranger_files").mkdir()
        (installed.at / "stranger_files" / "letter.toml").write_text(OFFERED, encoding="utf-8")
        installed.entry("post", "letter", "stranger_files:letter.toml")
        registry = Registry.load(extra={"good": GOOD})
        assert ["letter"] == list(registry.extensions("home"))
        assert ("letter", "1") in registry.playbook("home", extensions=("letter",)).extensions

    def test_an_offered_file_that_is_wrong_is_told_with_its_line(self, installed: Any) -> None:
        (installed.at / "stranger_files").mkdir()
        (installed.at / "stranger_files" / "letter.toml").write_text(OFFERED.replace("adds", "ads"), encoding="utf-8")
        installed.entry("post", "letter", "stranger_files:letter.toml")
        (plugin,) = Registry.load().quarantined
        assert "'letter.toml, line 6, ads': unknown key; did you mean 'adds'?" in map(str, plugin.faults)

    @pytest.mark.parametrize(
        ("text", "code", "told"),
        [
            ("name = ?", "toml.syntax", "method.toml, line 1, column 8"),
            ("name = 'x'\nzon = 'y'", "plain.unknown-key", "method.toml, line 2, zon"),
            (tomli_w.dumps({**to_plain(HOME), "contract": 9}), "registry.contract", "written for contract 9"),
        ],
    )
    def test_a_file_that_is_wrong_is_told_with_its_line(self, installed: Any, text: str, code: str, told: str) -> None:
        (installed.at / "stranger_files").mkdir()
        (installed.at / "stranger_files" / "method.toml").write_text(text, encoding="utf-8")
        installed.entry("hills", "home", "stranger_files:method.toml")
        (plugin,) = Registry.load().quarantined
        assert any(code == fault.code and told in str(fault) for fault in plugin.faults)

    def test_a_file_that_is_not_there(self) -> None:
        plugin = examine_entry("hills:home", EntryPoint("home", "gridcare:nowhere.toml", "gridcare"))
        assert "it cannot be read: FileNotFoundError" in str(plugin.faults[0])


class TestLeavingOut:
    @pytest.mark.parametrize(
        ("value", "names"),
        [(None, ()), ("", ()), (" , ,", ()), ("a", ("a",)), (" b:a , c,b:a", ("b:a", "c"))],
    )
    def test_the_names_in_the_environment(self, value: str | None, names: tuple[str, ...]) -> None:
        assert names == disabled_plugins(value)

    def test_they_are_left_out_whatever_is_wrong_with_them(self, installed: Any) -> None:
        (installed.at / "stranger_broken.py").write_text("raise RuntimeError('imported')")
        installed.entry("hills", "broken", "stranger_broken")
        registry = Registry.load(deny=disabled_plugins("hills:broken, gone"))
        assert () == registry.plugins
        assert ("gone",) == registry.unmatched
        assert "stranger_broken" not in sys.modules
