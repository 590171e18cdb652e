"""Every hook has a page of its own that says what it is, with its exact signature, and tests that use it."""

import inspect
import re
from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final, get_type_hints

import pytest

from gridcare import hookspecs

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = Path(hookspecs.__file__).parent
PAGES: Final = ROOT / "docs" / "reference" / "hooks"
OVERVIEW: Final = ROOT / "docs" / "reference" / "hooks.md"
HOOKS: Final = {name: value for name, value in vars(hookspecs).items() if name.startswith(f"{hookspecs.GROUP}_")}
SECTIONS: Final = (
    "Purpose",
    "When it is called",
    "Arguments",
    "Returns",
    "Example",
    "Built-ins that use it",
    "What errors look like",
)

_ARGUMENT = re.compile(r"^- `(\w+)` \(`([\w.]+)`\)", re.MULTILINE)


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def sections(name: str) -> dict[str, str]:
    parts = re.split(r"^## (.*)\n", page(name), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def signature(hook: Callable[..., object]) -> str:
    """The signature as a page writes it: names without their modules."""
    return re.sub(r"\b[a-z_]+(?:\.[a-z_]+)*\.(?=[A-Z])", "", str(inspect.signature(hook)))


def blocks(text: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def built_ins_with(hook: str) -> Iterable[str]:
    entries = (entry for entry in entry_points(group=hookspecs.GROUP) if entry.dist and entry.dist.name == "gridcare")
    return (entry.module for entry in entries if hasattr(entry.load(), hook))


def test_each_hook_has_its_page_and_each_page_its_hook() -> None:
    assert HOOKS
    assert set(HOOKS) <= set(hookspecs.__all__)
    assert set(HOOKS) == {each.stem for each in PAGES.glob("*.md")}


def test_the_overview_leads_to_each_page() -> None:
    linked = re.findall(r"^\| \[`(\w+)`\]\(hooks/(\w+)\.md\)", OVERVIEW.read_text(encoding="utf-8"), re.MULTILINE)
    assert {(name, name) for name in HOOKS} == set(linked)


def test_the_overview_tells_every_code_that_a_plugin_can_earn() -> None:
    sources = (PACKAGE / room for room in ("examination.py", "registry.py"))
    codes = {
        code for each in sources for code in re.findall(r'Fault\(\s*"(registry\.[a-z-]+)"', each.read_text("utf-8"))
    }
    told = re.findall(r"^\| `(registry\.[a-z-]+)` \|", OVERVIEW.read_text(encoding="utf-8"), re.MULTILINE)
    assert codes == set(told)


@pytest.mark.parametrize("name", HOOKS)
class TestPage:
    def test_it_states_the_signature(self, name: str) -> None:
        assert f"# `{name}{signature(HOOKS[name])}`" == page(name).splitlines()[0]

    def test_it_says_what_a_reader_asks_and_in_that_order(self, name: str) -> None:
        assert list(SECTIONS) == list(sections(name))
        assert all(len(text.strip()) > len("None.") or title == "Arguments" for title, text in sections(name).items())

    def test_it_names_the_arguments_with_their_types_and_no_others(self, name: str) -> None:
        hints = {each: kind for each, kind in get_type_hints(HOOKS[name]).items() if each != "return"}
        wanted = {each: f"{kind.__module__}.{kind.__qualname__}" for each, kind in hints.items()}
        arguments = sections(name)["Arguments"]
        assert wanted == dict(_ARGUMENT.findall(arguments))
        assert bool(wanted) != arguments.strip().startswith("None.")

    def test_it_shows_the_hook_in_some_ten_lines(self, name: str) -> None:
        (shown,) = [block for block in blocks(sections(name)["Example"]) if f"@hookimpl\ndef {name}(" in block]
        assert len(shown.strip().splitlines()) <= 12

    def test_it_names_the_built_ins_that_use_it(self, name: str) -> None:
        told = re.findall(r"`(gridcare\.plugins\.\w+)`", sections(name)["Built-ins that use it"])
        assert sorted(built_ins_with(name)) == sorted(told)
        assert bool(told) != sections(name)["Built-ins that use it"].strip().startswith("None")

    def test_it_shows_refusals_as_they_are_printed(self, name: str) -> None:
        shown = "\n".join(blocks(sections(name)["What errors look like"]))
        assert len(re.findall(r"^'.*' can(?:not|) be", shown, re.MULTILINE)) >= 2


@pytest.mark.parametrize("name", HOOKS)
class TestHook:
    def test_it_takes_its_parameters_by_position_and_without_defaults(self, name: str) -> None:
        for parameter in inspect.signature(HOOKS[name]).parameters.values():
            assert parameter.kind is parameter.POSITIONAL_OR_KEYWORD
            assert parameter.default is parameter.empty

    def test_its_docstring_says_what_it_returns(self, name: str) -> None:
        assert "Returns:" in (HOOKS[name].__doc__ or "")

    def test_it_is_tested(self, name: str) -> None:
        tests = (ROOT / "tests" / "unit" / "registry").glob("test_*.py")
        assert any(re.search(rf"@hookimpl\s+def {name}\(", test.read_text(encoding="utf-8")) for test in tests)
