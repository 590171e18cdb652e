"""How the site of the documentation is drawn."""

import runpy
from pathlib import Path
from typing import Any

import pytest

CONF = Path(__file__).parents[2] / "docs" / "conf.py"


def test_the_sidebar_opens_the_branch_of_its_page_alone() -> None:
    """With all 300 rooms beside every page, drawing sidebars took two thirds of the build."""
    pytest.importorskip("sphinx")
    asked: list[dict[str, Any]] = []
    context: dict[str, Any] = {"toctree": lambda **given: asked.append(given)}
    runpy.run_path(str(CONF))["_own_branch"](None, "index", "page.html", context, None)
    context["toctree"](collapse=False, titles_only=True)
    assert [{"collapse": True, "titles_only": True}] == asked
