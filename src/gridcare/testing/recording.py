"""
A registry that remembers what it was asked, for the tests of hosts.

A host that looks methods up wants to know in its tests which it asked for and when. `RecordingRegistry` holds the
playbooks that it is given, answers as a registry does, and keeps every question.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import attrs

from gridcare.examination import Plugin
from gridcare.playbook import Playbook
from gridcare.registry import Registry

__all__ = ["Inquiry", "RecordingRegistry"]

Answer = TypeVar("Answer")


@attrs.frozen
class Inquiry:
    """
    One question.

    Attributes:
        what: What was asked for: ``playbook`` or ``provider``.
        name: By which name.
        options: What was asked with it, in the order of the names.
        found: Whether there was an answer.
    """

    what: str
    name: str
    options: tuple[tuple[str, object], ...] = ()
    found: bool = True


class RecordingRegistry(Registry):
    """
    A registry without installed plug-ins that keeps every question.

    Args:
        playbooks: The playbooks that it holds, as if one plug-in called ``double`` had brought them.
        plugins: Further plug-ins, such as one in quarantine.
    """

    def __init__(self, playbooks: Iterable[Playbook] = (), *, plugins: Iterable[Plugin] = ()) -> None:
        held = tuple(playbooks)
        own = (Plugin("double:double", playbooks=held),) if held else ()
        super().__init__((*own, *plugins))
        object.__setattr__(self, "_asked", [])  # a registry is frozen, and what it was asked is no part of it

    @property
    def asked(self) -> tuple[Inquiry, ...]:
        """Every question so far, in order."""
        return tuple(self._questions)

    def playbook(self, name: str, **options: Any) -> Playbook:
        """Answer as a registry does, and keep the question."""
        return self._kept("playbook", name, options, super().playbook)

    def provider(self, name: str) -> Plugin:
        """Answer as a registry does, and keep the question."""
        return self._kept("provider", name, {}, super().provider)

    @property
    def _questions(self) -> list[Inquiry]:
        held: list[Inquiry] = vars(self)["_asked"]
        return held

    def _kept(self, what: str, name: str, options: dict[str, Any], answer: Callable[..., Answer]) -> Answer:
        told = tuple((key, _plain(options[key])) for key in sorted(options))
        try:
            found = answer(name, **options)
        except LookupError:
            self._questions.append(Inquiry(what, name, told, found=False))
            raise
        self._questions.append(Inquiry(what, name, told))
        return found


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list | set) else value
