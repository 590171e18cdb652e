"""
How many times faster than its peer each thing is: one JSON line per benchmark, and a failure when a floor is broken.

    python tests/benchmarks/ratios.py [NAME ...]

Ratios count and absolute figures do not: ours and the peer's are measured in the same run, taking turns, and the
medians are compared. Nothing here gates a commit; counts (bytes, modules, operations) are tested elsewhere.

Adding a line
    Write ``tests/benchmarks/bench_<thing>.py`` with a function ``ratio_<name>(versus)``. Its name, with hyphens, is the
    name of the line. It returns a dict with

    ``ours_s``, ``peer_s``
        Median seconds, usually from ``versus(ours, peer, rounds=5)``, which calls both in turn; building the
        workload stays outside. A function that has to prepare every round measures for itself.
    ``peer``
        What ours is compared with, in words, its version included.
    ``floor``, ``goal``
        A number is the least ratio ``peer_s / ours_s``. A string starting with ``<=`` is a limit from above:
        ``"<= 2.0x"`` of the peer's time, or ``"<= 0.5 s"`` (``ms``, ``us``) of ours. A broken floor fails, a goal
        does not.

    It may return a list of such dicts, one per peer; each then adds a ``case``, which is appended to the name.
    The same file may hold ``test_...(benchmark)`` functions for pytest-benchmark, run by naming the file to pytest.
"""

import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter
from types import ModuleType
from typing import Any, Final

Line = dict[str, Any]

HERE: Final = Path(__file__).parent
PREFIX: Final = "ratio_"
UNITS: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6}


def versus(ours: Callable[[], object], peer: Callable[[], object], *, rounds: int = 5) -> tuple[float, float]:
    """
    Measure two callables in turn, after one round that does not count.

    Returns:
        The median seconds of ours and of the peer.
    """
    ours()
    peer()
    pairs = [(seconds(ours), seconds(peer)) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def seconds(work: Callable[[], object]) -> float:
    """Measure one call."""
    start = perf_counter()
    work()
    return perf_counter() - start


def meets(bound: float | str, ours_s: float, peer_s: float) -> bool:
    """
    Tell whether a floor or a goal is met.

    Raises:
        ValueError: When a bound is a string but no limit that starts with ``<=``.
    """
    if not isinstance(bound, str):
        return peer_s / ours_s >= bound
    limit = re.match(r"<= *([\d.]+) *(x|s|ms|us)\b", bound)
    if limit is None:
        raise ValueError(f"'{bound}' is no bound; give a number, or '<= 2.0x', '<= 0.5 s', '<= 20 ms', '<= 50 us'")
    number, unit = float(limit[1]), limit[2]
    return ours_s <= number * (peer_s if unit == "x" else UNITS[unit])


def load(path: Path) -> ModuleType:
    """Import a module from its file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"'{path}' cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def collect(folder: Path = HERE) -> dict[str, Callable[..., Line | list[Line]]]:
    """
    Find every ``ratio_`` function of every ``bench_*.py``, by the name of its line.

    Raises:
        ValueError: When two of them bear one name.
    """
    found: dict[str, Callable[..., Line | list[Line]]] = {}
    for path in sorted(folder.glob("bench_*.py")):
        for name, function in vars(load(path)).items():
            if name.startswith(PREFIX) and callable(function):
                line = name.removeprefix(PREFIX).replace("_", "-")
                if line in found:
                    raise ValueError(f"'{line}' is measured twice, the second time in {path.name}")
                found[line] = function
    return found


def lines(name: str, function: Callable[..., Line | list[Line]]) -> Iterator[Line]:
    """Run one benchmark and word its lines."""
    answer = function(versus)
    for row in [answer] if isinstance(answer, Mapping) else answer:
        yield {
            "name": "-".join(filter(None, (name, row.get("case")))),
            "ours_s": row["ours_s"],
            "peer": row["peer"],
            "peer_s": row["peer_s"],
            "ratio": round(row["peer_s"] / row["ours_s"], 3),
            "floor": row["floor"],
            "goal": row["goal"],
        }


def main(names: list[str]) -> int:
    """
    Print the lines asked for, all of them by default.

    Returns:
        0 when every floor holds, 1 when one is broken, 2 when a name is unknown or there is nothing to measure.
    """
    benchmarks = collect()
    unknown = sorted(set(names) - set(benchmarks))
    if unknown or not benchmarks:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(benchmarks) or 'none'}", file=sys.stderr)
        return 2
    broken = []
    for name in names or benchmarks:
        for line in lines(name, benchmarks[name]):
            print(json.dumps(line, ensure_ascii=False), flush=True)
            if not meets(line["floor"], line["ours_s"], line["peer_s"]):
                broken.append(f"{line['name']} (floor {line['floor']}, ratio {line['ratio']})")
    if broken:
        print(f"floors broken: {'; '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
