"""The picture of a method's life shows the hooks that there are, and names that there are."""

import re
from pathlib import Path
from pkgutil import resolve_name
from typing import Final
from xml.etree import ElementTree

import pytest

from gridcare import hookspecs

PICTURE: Final = Path(__file__).parents[2] / "docs" / "explanation" / "lifecycle.svg"
SVG: Final = ElementTree.parse(PICTURE).getroot()  # noqa: S314  # our own file
HOOKS: Final = {name for name in vars(hookspecs) if name.startswith(f"{hookspecs.GROUP}_")}
NAMED: Final = {each.get("data-name", ""): each for each in SVG.iter() if each.get("data-name")}


def of_class(name: str) -> list[ElementTree.Element]:
    return [each for each in SVG.iter() if name in each.get("class", "").split()]


def test_it_shows_the_hooks_that_there_are_and_no_others() -> None:
    shown = {re.match(r"\w+", "".join(each.itertext())) for each in of_class("hooked")}
    assert {match[0] for match in shown if match} == HOOKS
    assert set(re.findall(rf"\b{hookspecs.GROUP}_\w+", PICTURE.read_text(encoding="utf-8"))) == HOOKS


def test_no_hook_stands_below_the_line() -> None:
    (line,) = of_class("divide")
    assert all(float(each.get("y", "inf")) < float(line.get("y", "0")) for each in of_class("hook"))
    assert len(of_class("hook")) == len(HOOKS)


@pytest.mark.parametrize("address", NAMED)
def test_each_name_is_that_of_something(address: str) -> None:
    found = resolve_name(address)
    shown = re.sub(r"\(.*\)$", "", "".join(NAMED[address].itertext()))
    assert found == shown or address.lower().endswith(shown.lower())


def test_it_fetches_nothing_and_can_be_read_aloud() -> None:
    text = PICTURE.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|@import|<script|<image|href=|url\((?!#)", text)
    assert all(SVG.findtext(f"{{http://www.w3.org/2000/svg}}{each}") for each in ("title", "desc"))
    assert "@media (prefers-color-scheme: dark)" in text
