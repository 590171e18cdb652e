"""What `import gridcare` costs, as a count of modules: a count is the same on every machine, a time is not."""

import json
import subprocess
import sys

import pytest

import gridcare

PROBE = """
import json, sys
before = set(sys.modules)
{statement}
print(json.dumps(sorted(set(sys.modules) - before)))
"""

HEAVY = {"numpy", "pandas", "polars", "pyarrow", "cattrs", "hypothesis", "pytest", "rich", "pydantic", "msgspec"}


def loaded_by(statement: str) -> set[str]:
    probe = PROBE.format(statement=statement)
    answer = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True, timeout=60)
    return set(json.loads(answer.stdout))


class TestImportBudget:
    def test_importing_the_package_loads_none_of_its_rooms(self) -> None:
        loaded = loaded_by("import gridcare")
        assert {name for name in loaded if name.startswith("gridcare")} == {"gridcare"}
        assert len(loaded) <= 15, sorted(loaded)

    def test_the_first_names_load_no_data_engine_and_no_codec(self) -> None:
        loaded = loaded_by("from gridcare import *")
        assert set() == HEAVY & {name.partition(".")[0] for name in loaded}

    def test_the_first_names_stay_within_their_budget(self) -> None:
        loaded = loaded_by("from gridcare import *")
        assert len(loaded) <= 290, f"{len(loaded)} modules: {sorted(loaded)}"


class TestFirstNames:
    def test_each_name_is_the_object_of_its_room(self) -> None:
        for name in gridcare.__all__:
            value = getattr(gridcare, name)
            assert value.__module__.startswith("gridcare.")
            assert value is getattr(sys.modules[value.__module__], name)

    def test_the_version_is_that_of_the_distribution(self) -> None:
        assert gridcare.__version__.count(".") == 2
        assert "__version__" in dir(gridcare)

    def test_a_name_that_is_not_there_is_refused_with_those_that_are(self) -> None:
        with pytest.raises(AttributeError, match=r"no attribute 'Campain'; it has .*Fact"):
            getattr(gridcare, "Campain")  # noqa: B009
