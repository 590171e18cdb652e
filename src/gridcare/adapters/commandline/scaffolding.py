"""
``new``: a package that brings one method, with its tests, ready to be changed.

What is written is the template that ships with gridcare under ``template/``: each file there has the suffix ``.txt``,
and names of the method in it and in its path stand as ``$name`` (as the method is called), ``$module`` (as Python
imports it) and ``$title``.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from keyword import iskeyword
from pathlib import Path
from string import Template

from gridcare.adapters.commandline.mistakes import Mistake

__all__ = ["package_files", "write_package"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*")


def package_files(name: str) -> Iterator[tuple[str, str]]:
    """
    Iterate over the files of a new package: path and text.

    Args:
        name: What the method is called, such as ``lakeside`` or ``lake-side``.

    Raises:
        Mistake: When no Python package can be called so.
    """
    if not _NAME.fullmatch(name) or iskeyword(module := name.lower().replace("-", "_")):
        raise Mistake("wrong.method", name=name)
    name = name.lower().replace("_", "-")
    names = {"name": name, "module": module, "title": name.replace("-", " ").capitalize()}
    for path, text in sorted(_template(files("gridcare.adapters.commandline") / "template")):
        place = path.removesuffix(".txt").replace("_module_", module).replace("_name_", name)
        yield place, Template(text).substitute(names)


def _template(directory: Traversable, above: str = "") -> Iterator[tuple[str, str]]:
    for each in directory.iterdir():
        if each.is_dir():
            yield from _template(each, f"{above}{each.name}/")
        elif each.name.endswith(".txt"):
            yield above + each.name, each.read_text(encoding="utf-8")


def write_package(directory: Path, name: str) -> None:
    """
    Write a new package into a directory.

    Args:
        directory: Where it goes; it does not exist yet, or is empty.
        name: What the method is called.

    Raises:
        Mistake: When the directory holds something, cannot be written to, or no package can be called so.
    """
    written = list(package_files(name))
    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise Mistake("wrong.directory", directory=directory)
        for path, text in written:
            place = directory / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Mistake("wrong.file", name=directory, why=error.strerror) from error
