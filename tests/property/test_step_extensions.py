"""What is offered to a method fits it, whoever asks, in which order, and by which road it came."""

from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.codec.documents import to_toml
from gridcare.codec.playbooks import read_extension
from gridcare.errors import DefinitionError
from gridcare.extensions import StepExtension, extend
from gridcare.hookspecs import hookimpl
from gridcare.playbook import Playbook
from gridcare.registry import Registry
from gridcare.testing.strategies.extensions import offered_extensions, step_extensions
from gridcare.testing.strategies.playbooks import playbooks

BOTH = playbooks().flatmap(lambda playbook: st.tuples(st.just(playbook), step_extensions(playbook)))


@given(BOTH)
def test_what_was_offered_stands_in_the_method_and_the_rest_as_before(drawn: tuple[Playbook, StepExtension]) -> None:
    playbook, offered = drawn
    extended = extend(playbook, (offered,))
    assert ((offered.name, offered.version),) == extended.extensions
    (track,) = (each for each in extended.tracks if each.name == offered.track)
    before = {each.name: each for each in playbook.tracks}
    assert {part.name for part in offered.adds} == set(track.workflow.names) - set(before[track.name].workflow.names)
    for part in (*offered.adds, *offered.replaces):
        assert part == track.workflow[part.name]
    assert [each for each in extended.tracks if each != track] == [
        each for name, each in before.items() if name != track.name
    ]


@given(playbooks(), st.data())
def test_two_come_to_the_same_in_either_order_or_are_refused_in_either(playbook: Playbook, data: st.DataObject) -> None:
    one = data.draw(step_extensions(playbook, "caller"))
    other = data.draw(step_extensions(playbook, "letter"))

    def outcome(*chosen: StepExtension) -> object:
        try:
            return extend(playbook, chosen)
        except DefinitionError as error:
            return error.codes

    assert outcome(one, other) == outcome(other, one)


@given(BOTH)
def test_a_registry_brings_in_what_is_asked_for_and_nothing_else(drawn: tuple[Playbook, StepExtension]) -> None:
    playbook, offered = drawn
    module = ModuleType("stranger")
    module.gridcare_playbooks = hookimpl(_named("gridcare_playbooks", lambda: [playbook]))  # type: ignore[attr-defined]
    module.gridcare_steps = hookimpl(_named("gridcare_steps", lambda playbook: [offered]))  # type: ignore[attr-defined]
    registry = Registry.load(extra={"hills:both": module}, installed=False)
    assert playbook == registry.playbook(playbook.name)
    assert extend(playbook, (offered,)) == registry.playbook(playbook.name, extensions=(offered.name,))


def _named(name: str, function: Any) -> Any:
    function.__name__ = name
    return function


@given(offered_extensions())
def test_its_toml_says_the_same(offered: StepExtension) -> None:
    assert offered == read_extension(to_toml(offered))


@given(BOTH)
def test_brought_in_twice_it_is_refused(drawn: tuple[Playbook, StepExtension]) -> None:
    playbook, offered = drawn
    with pytest.raises(DefinitionError, match="fault"):
        extend(playbook, (offered, attrs.evolve(offered, version="other")))
