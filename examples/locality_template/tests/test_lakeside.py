"""The method keeps the laws of every playbook, and can be found where it is installed."""

from importlib.resources import files
from pathlib import Path

from gridcare.codec.playbooks import read_playbook
from gridcare.registry import Registry
from gridcare.testing.conformance import PlaybookConformance

from lakeside import PLAYBOOK


class TestMethod(PlaybookConformance):
    playbook = PLAYBOOK
    module = "lakeside"
    scenarios = Path(__file__).parent


def test_it_is_found_where_it_is_installed() -> None:
    assert Registry.load().playbook("lakeside") == PLAYBOOK


def test_its_toml_form_says_the_same() -> None:
    text = (files("lakeside") / "lakeside.toml").read_text(encoding="utf-8")
    assert read_playbook(text, file="lakeside.toml") == PLAYBOOK
