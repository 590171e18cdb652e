"""Sphinx: plain Markdown through MyST, the theme furo, the rooms from their docstrings; nothing from the network."""

from importlib.metadata import version as version_of

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
