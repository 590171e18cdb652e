"""
How Hypothesis draws gridcare's values where only their type is given, as in ``st.from_type(Hierarchy)``.

Only the types are looked up then; a strategy is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["register"]

_DRAWN: Final = (
    ("gridcare.facts.fact", "Fact", "facts", "facts"),
    ("gridcare.facts.journal", "Journal", "facts", "journals"),
    ("gridcare.places.hierarchy", "Hierarchy", "places", "hierarchies"),
    ("gridcare.playbook", "Playbook", "playbooks", "playbooks"),
    ("gridcare.reporting.forms", "Form", "reporting", "forms"),
    ("gridcare.rules.notices", "Source", "rules", "sources"),
    ("gridcare.rules.parameters", "Parameters", "playbooks", "parameters"),
    ("gridcare.work.workflow", "Workflow", "work", "workflows"),
)
"""Each value that can be drawn without being told more: its room and name, then those of its strategy."""


def register() -> None:
    """Register a strategy for each type; Hypothesis calls this by its entry point."""
    from hypothesis import strategies as st

    for room, name, strategies, function in _DRAWN:
        kind = getattr(import_module(room), name)
        st.register_type_strategy(kind, _Later(strategies, function))


class _Later:
    """Finds a strategy when it is asked for."""

    def __init__(self, room: str, function: str) -> None:
        self._room = room
        self._function = function

    def __call__(self, _: type) -> "SearchStrategy[Any]":
        made: SearchStrategy[Any] = getattr(
            import_module(f"gridcare.testing.strategies.{self._room}"), self._function
        )()
        return made
