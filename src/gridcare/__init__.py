"""
See to it that no household is missed: registers, workflows, coverage and reports of a grid of small places.

These are the dozen names of the first five minutes. Each has its one address in a room of its own
(``gridcare.work.campaign``), where its neighbours live too; here it is looked up when it is first asked for, so
that ``import gridcare`` itself loads nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from gridcare.facts.fact import Fact
    from gridcare.facts.journal import Journal
    from gridcare.people.register import Register
    from gridcare.people.subjects import Subject
    from gridcare.places.hierarchy import Hierarchy
    from gridcare.places.units import Level, Unit
    from gridcare.playbook import Playbook
    from gridcare.registry import Registry
    from gridcare.timing.periods import moment
    from gridcare.work.campaign import Campaign
    from gridcare.work.workflow import Workflow

    __version__: str

__all__ = [
    "Campaign",
    "Fact",
    "Hierarchy",
    "Journal",
    "Level",
    "Playbook",
    "Register",
    "Registry",
    "Subject",
    "Unit",
    "Workflow",
    "moment",
]

_ROOMS: Final = {
    "Campaign": "gridcare.work.campaign",
    "Fact": "gridcare.facts.fact",
    "Hierarchy": "gridcare.places.hierarchy",
    "Journal": "gridcare.facts.journal",
    "Level": "gridcare.places.units",
    "Playbook": "gridcare.playbook",
    "Register": "gridcare.people.register",
    "Registry": "gridcare.registry",
    "Subject": "gridcare.people.subjects",
    "Unit": "gridcare.places.units",
    "Workflow": "gridcare.work.workflow",
    "moment": "gridcare.timing.periods",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value = import_module("importlib.metadata").version(__name__)
    elif name in _ROOMS:
        value = getattr(import_module(_ROOMS[name]), name)
    else:
        raise AttributeError(f"module 'gridcare' has no attribute '{name}'; it has {', '.join(__all__)}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
