"""Sphinx: plain Markdown through MyST, the theme furo, the rooms from their docstrings; nothing from the network."""

import re
from importlib.metadata import version as version_of
from itertools import pairwise
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

project = "gridcare"
author = "The gridcare developers"
copyright = "2026, The gridcare developers"
version = release = version_of("gridcare")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
templates_path = ["_templates"]
nitpicky = False  # types of signatures are shown, not linked

default_role = "literal"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = f"gridcare {release}"
html_copy_source = False
html_search_language = "en-zh"

_CHINESE = re.compile("[\u4e00-\u9fff]+")


class EnglishAndChinese(SearchEnglish):
    """Cuts Chinese, which has no spaces, into pairs of neighbouring characters, so that 台账 is found in 观察台账."""

    lang = html_search_language
    js_splitter_code = r"""
function splitQuery(query) {
  return query
    .split(/([\u4e00-\u9fff]+)/u)
    .flatMap((part) => {
      if (!/^[\u4e00-\u9fff]/u.test(part)) return part.split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu);
      return part.length < 2 ? [part] : [...part.slice(1)].map((second, at) => part[at] + second);
    })
    .filter((term) => term.length > 0);
}
"""

    def split(self, input: str) -> list[str]:
        words = super().split(_CHINESE.sub(" ", input))
        for run in _CHINESE.findall(input):
            words += map("".join, pairwise(run)) if len(run) > 1 else [run]
        return words


def _tongue(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Say in the HTML which pages are Chinese, for voices that read aloud and for the right forms of characters."""
    if page.startswith("zh/"):
        context["language"] = "zh-CN"


def _own_branch(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Open in the sidebar the branch of the page alone; all 300 rooms beside every page took two thirds of a build."""
    if tree := context.get("toctree"):
        context["toctree"] = lambda **given: tree(**{**given, "collapse": True})


def setup(app: Sphinx) -> None:
    """Let Sphinx search both languages, and draw its sidebars quickly."""
    app.add_search_language(EnglishAndChinese)
    app.connect("html-page-context", _tongue)
    app.connect("html-page-context", _own_branch, priority=400)  # before the theme, at 500, draws the sidebar
