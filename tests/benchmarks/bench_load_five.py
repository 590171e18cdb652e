"""What it costs to load the five built-in localities, beside what pluggy takes for the same entry points."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from statistics import median
from typing import Any, Final

import pytest

ROUNDS: Final = 7
FIVE: Final = ("four-step", "six-in-place", "ten-measures", "three-three-four", "three-three-three")
COMPILED: Final = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

# A first load can be measured once in a process. The rooms are imported before the clock starts, the plug-ins are not.
PROBE: Final = """
import importlib, json, pkgutil, sys, time
import importlib.metadata, pluggy
import gridcare.registry
for name in {rooms!r}:
    importlib.import_module(name)
for name in {plugins!r}:
    importlib.import_module(name)
start = time.perf_counter()
{load}
print(json.dumps(time.perf_counter() - start))
"""
OURS: Final = (
    "found = gridcare.registry.Registry.load(allow={five!r}).playbooks; assert set(found) == set({five!r}), found"
)
PEER: Final = """
from gridcare import hookspecs
manager = pluggy.PluginManager("gridcare")
manager.add_hookspecs(hookspecs)
for name in {five!r}:
    manager.load_setuptools_entrypoints("gridcare", name=name)
found = [each for brought in manager.hook.gridcare_playbooks() for each in brought]
assert set({five!r}) <= {{each.name for each in found}}
"""
MODULES: Final = tuple(f"gridcare.plugins.{name.replace('-', '_')}" for name in FIVE)


def rooms() -> tuple[str, ...]:
    """Give the modules of the library that the five bring in, none of the plug-ins among them."""
    told = (
        "import gridcare.registry, json, sys; gridcare.registry.Registry.load(); print(json.dumps(list(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True, env=COMPILED)
    return tuple(
        name
        for name in json.loads(answer.stdout)
        if name.startswith("gridcare") and not name.startswith("gridcare.plugins") and name != "gridcare.__main__"
    )


def first(load: str, brought: tuple[str, ...], plugins: tuple[str, ...] = ()) -> float:
    """Measure one load in a process of its own."""
    probe = PROBE.format(rooms=brought, plugins=plugins, load=load.format(five=FIVE))
    answer = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True, env=COMPILED)
    return float(answer.stdout)


def ratio_load_five(versus: Callable[..., tuple[float, float]]) -> list[dict[str, Any]]:
    """
    The first load of a process, in three states of it: plug-ins imported; rooms imported; nothing but the registry.

    Pluggy imports the same modules and calls the same hooks; what ours takes beyond that is examination.
    """
    brought, lines = rooms(), []
    states = (
        ("", brought, MODULES, "<= 100 ms"),
        ("declaring", brought, (), "<= 500 ms"),
        ("cold", (), (), "<= 1.5 s"),
    )
    for case, imported, plugins, floor in states:
        first(OURS, imported, plugins)
        pairs = [(first(OURS, imported, plugins), first(PEER, imported, plugins)) for _ in range(ROUNDS)]
        lines.append(
            {
                "case": case,
                "ours_s": median(ours for ours, _ in pairs),
                "peer": f"pluggy {version('pluggy')} loading the same entry points",
                "peer_s": median(peer for _, peer in pairs),
                "floor": floor,
                "goal": "<= 100 ms",
            }
        )
    return lines


@pytest.mark.parametrize("load", [OURS, PEER], ids=["gridcare", "pluggy"])
def test_load_five(benchmark: Any, load: str) -> None:
    brought = rooms()
    benchmark(first, load, brought)
