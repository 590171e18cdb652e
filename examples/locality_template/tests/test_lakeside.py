"""The method keeps the laws of every playbook, as it is found where it is installed."""

from importlib.resources import files
from pathlib import Path

from gridcare.codec.playbooks import read_playbook
from gridcare.registry import Registry
from gridcare.testing.conformance import PlaybookConformance

METHOD = Registry.load().playbook("lakeside")


class TestMethod(PlaybookConformance):
    playbook = METHOD
    module = "lakeside"
    scenarios = Path(__file__).parent


def test_both_forms_say_the_same() -> None:  # delete this test with the form that you do not keep
    from lakeside import PLAYBOOK

    text = (files("lakeside") / "lakeside.toml").read_text(encoding="utf-8")
    assert METHOD == PLAYBOOK == read_playbook(text, file="lakeside.toml")
