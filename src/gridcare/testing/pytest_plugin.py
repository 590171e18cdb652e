"""
The plug-in for pytest: ``*.scenario.toml`` files are tests.

pytest loads it in every run where gridcare is installed, so it imports nothing of gridcare until there is a scenario to
run. A scenario names its playbook; it is looked up among the installed plug-ins, without those that
``GRIDCARE_DISABLED_PLUGINS`` leaves out.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from gridcare.registry import Registry

__all__ = ["ScenarioFile", "ScenarioItem", "pytest_addoption", "pytest_collect_file"]

_SUFFIX: Final = ".scenario.toml"
_REGISTRY: "Final[pytest.StashKey[Registry]]" = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--gridcare-lang``, the language in which scenarios tell their failures."""
    group = parser.getgroup("gridcare", "scenarios of working methods")
    group.addoption("--gridcare-lang", default="", choices=("", "en", "zh"), help="language of failing scenarios")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ScenarioFile | None":
    """Take files whose names end in ``.scenario.toml``."""
    return ScenarioFile.from_parent(parent, path=file_path) if file_path.name.endswith(_SUFFIX) else None


class ScenarioFile(pytest.File):
    """A file with one scenario."""

    def collect(self) -> "Iterator[ScenarioItem]":
        """Make a test of it."""
        yield ScenarioItem.from_parent(self, name=self.path.name.removesuffix(_SUFFIX))


class ScenarioItem(pytest.Item):
    """One scenario as a test."""

    def runtest(self) -> None:
        """Read it and run it."""
        from gridcare.testing.scenarios import read_scenario

        text = self.path.read_text(encoding="utf-8")
        language = str(self.config.getoption("--gridcare-lang"))
        read_scenario(text, _registry(self.config).playbook, name=self.name, language=language).check()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """Tell a failure in the words of the method, without the way through the code."""
        from gridcare.testing.scenarios import Failed, UnreadableScenario

        if isinstance(excinfo.value, Failed | UnreadableScenario):
            return f"{self.path}\n{excinfo.value}"
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Name the scenario in reports."""
        return self.path, None, f"scenario: {self.name}"


def _registry(config: pytest.Config) -> "Registry":
    from gridcare.registry import Registry, disabled_plugins

    if _REGISTRY not in config.stash:
        config.stash[_REGISTRY] = Registry.load(deny=disabled_plugins(os.environ.get("GRIDCARE_DISABLED_PLUGINS")))
    return config.stash[_REGISTRY]
