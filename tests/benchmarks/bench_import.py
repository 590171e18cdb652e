"""What it costs a program to import gridcare, beside what importing its three main dependencies costs."""

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

import pytest

# `import gridcare` loads none of its rooms; the second line touches every name of the first five minutes, and with
# them nearly every room.
PACKAGE: Final = "import gridcare"
NAMES: Final = "from gridcare import *"
PEER: Final = "import attrs, cattrs, pluggy"

# The peers were compiled when they were installed, so ours is compiled in the round that does not count.
COMPILED: Final = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(statement: str) -> None:
    subprocess.run([sys.executable, "-c", statement], check=True, env=COMPILED)


def ratio_import(versus: Callable[..., tuple[float, float]]) -> list[dict[str, Any]]:
    """Whole processes, bare Python's own start included on both sides."""
    peer = " + ".join(f"{name} {version(name)}" for name in ("attrs", "cattrs", "pluggy"))
    lines = []
    for case, statement, floor in (("", PACKAGE, "<= 1.5x"), ("names", NAMES, "<= 5.0x")):
        ours_s, peer_s = versus(lambda ours=statement: run(ours), lambda: run(PEER), rounds=9)
        line = {"case": case, "ours_s": ours_s, "peer": peer, "peer_s": peer_s, "floor": floor, "goal": "<= 1.0x"}
        lines.append(line)
    return lines


@pytest.mark.parametrize("statement", [PACKAGE, NAMES, PEER])
def test_import(benchmark: Any, statement: str) -> None:
    benchmark(run, statement)
