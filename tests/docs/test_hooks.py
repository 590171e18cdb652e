"""Every hook has a page that says what it is, with its exact signature, and tests that use it."""

import inspect
import re
from pathlib import Path

import pytest

from gridcare import hookspecs

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "hooks.md").read_text(encoding="utf-8")
HOOKS = {name: value for name, value in vars(hookspecs).items() if name.startswith(f"{hookspecs.GROUP}_")}


def signature(hook: object) -> str:
    """The signature as a page writes it: names without their modules."""
    return re.sub(r"\b[a-z_]+(?:\.[a-z_]+)*\.(?=[A-Z])", "", str(inspect.signature(hook)))  # type: ignore[arg-type]


def section(name: str) -> str:
    found = re.search(rf"^## `{name}\(.*?(?=^## )", PAGE, re.DOTALL | re.MULTILINE)
    return found[0] if found else ""


def test_there_are_hooks() -> None:
    assert {"gridcare_playbooks", "gridcare_steps"} == set(HOOKS)
    assert set(HOOKS) <= set(hookspecs.__all__)


@pytest.mark.parametrize("name", HOOKS)
def test_its_page_states_its_signature(name: str) -> None:
    assert f"## `{name}{signature(HOOKS[name])}`" in section(name)


@pytest.mark.parametrize("name", HOOKS)
@pytest.mark.parametrize(
    "heading", ["Purpose", "Called", "Arguments", "Returns", "Built-ins that use it", "What errors look like"]
)
def test_its_page_says_what_a_reader_asks(name: str, heading: str) -> None:
    assert f"**{heading}" in section(name)


@pytest.mark.parametrize("name", HOOKS)
def test_its_page_shows_it_in_use(name: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", section(name), re.DOTALL)
    (shown,) = [block for block in blocks if f"@hookimpl\ndef {name}(" in block]
    assert len(shown.strip().splitlines()) <= 15


@pytest.mark.parametrize("name", HOOKS)
def test_it_takes_its_parameters_by_position_and_without_defaults(name: str) -> None:
    for parameter in inspect.signature(HOOKS[name]).parameters.values():
        assert parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        assert parameter.default is parameter.empty


@pytest.mark.parametrize("name", HOOKS)
def test_its_docstring_says_what_it_returns(name: str) -> None:
    assert "Returns:" in (HOOKS[name].__doc__ or "")


@pytest.mark.parametrize("name", HOOKS)
def test_it_is_tested(name: str) -> None:
    tests = (ROOT / "tests" / "unit" / "registry").glob("test_*.py")
    assert any(re.search(rf"@hookimpl\s+def {name}\(", test.read_text(encoding="utf-8")) for test in tests)
