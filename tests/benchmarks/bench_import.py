"""What it costs a program to import gridcare, beside what importing its three main dependencies costs."""

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

import pytest

# Every name of the first five minutes is touched: `import gridcare` alone loads none of its rooms.
OURS: Final = "from gridcare import *"
PEER: Final = "import attrs, cattrs, pluggy"


def run(statement: str) -> None:
    subprocess.run([sys.executable, "-c", statement], check=True)


def ratio_import(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """Whole processes, bare Python's own start included in both."""
    ours_s, peer_s = versus(lambda: run(OURS), lambda: run(PEER), rounds=15)
    peer = " + ".join(f"{name} {version(name)}" for name in ("attrs", "cattrs", "pluggy"))
    return {"ours_s": ours_s, "peer": peer, "peer_s": peer_s, "floor": "<= 1.5x", "goal": "<= 1.0x"}


@pytest.mark.parametrize("statement", [OURS, PEER])
def test_import(benchmark: Any, statement: str) -> None:
    benchmark(run, statement)
