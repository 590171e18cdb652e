"""Every Python block of the README and of the documentation runs, page by page and in order; so do the docstrings."""

import doctest
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from sybil import Document
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

import gridcare

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = [
    page
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if "_build" not in page.parts and "```python" in page.read_text(encoding="utf-8")
]
PACKAGE: Final = Path(gridcare.__file__).parent
ROOMS: Final = [
    ".".join(("gridcare", *room.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for room in sorted(PACKAGE.rglob("*.py"))
    if ">>>" in room.read_text(encoding="utf-8")
]
FLAGS: Final = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


NEEDS: Final = {"merge-three-sources.md": "rapidfuzz", "prove-that-a-gate-is-staffed.md": "ortools"}
"""Pages about what an extra brings, by what it installs."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_blocks_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(NEEDS.get(page.name, "gridcare"))
    monkeypatch.chdir(tmp_path)
    document = Document.parse(str(page), PythonCodeBlockParser(doctest_optionflags=FLAGS), SkipParser())
    document.namespace["__name__"] = "__main__"
    examples = list(document)
    assert examples, "a page with a Python block has nothing to run"
    for example in examples:
        example.evaluate()


@pytest.mark.parametrize("name", ROOMS)
def test_the_docstrings_of_a_room_run(name: str) -> None:
    results = doctest.testmod(import_module(name), optionflags=FLAGS)
    assert results.attempted > 0
    assert results.failed == 0
