"""
The hooks by which a package brings its locality's method, or steps to the method of another.

Hooks collect values: they are called when a registry is loaded or a playbook is chosen, and never per record. A plug-in
is a module (or any other object that does not compare equal to another) named under the entry-point group ``gridcare``,
whose functions are marked with `hookimpl`::

    from gridcare.hookspecs import hookimpl


    @hookimpl
    def gridcare_playbooks():
        return [FOUR_STEP]
"""

from collections.abc import Iterable
from typing import Final

import pluggy

from gridcare.extensions import StepExtension
from gridcare.playbook import Playbook

__all__ = ["GROUP", "gridcare_playbooks", "gridcare_steps", "hookimpl"]

GROUP: Final = "gridcare"
"""The entry-point group under which plug-ins are named, and the name of the pluggy project."""

hookspec: Final = pluggy.HookspecMarker(GROUP)
hookimpl: Final = pluggy.HookimplMarker(GROUP)
"""Marks a function of a plug-in as the implementation of the hook of the same name."""


@hookspec
def gridcare_playbooks() -> Iterable[Playbook]:  # type: ignore[empty-body]  # a specification has no body
    """
    Return the playbooks that this plug-in brings.

    Called once for each plug-in when a registry is loaded.

    Returns:
        Any number of playbooks; each is known in the registry by its name, and two of one name are a conflict that
        names both providers.
    """


@hookspec
def gridcare_steps(playbook: Playbook) -> Iterable[StepExtension]:  # type: ignore[empty-body]  # as above
    """
    Return the extensions that this plug-in offers to a playbook.

    Called for each plug-in when a host asks for a playbook with extensions, or what there is to extend it by. What is
    offered applies only where the host names it.

    Args:
        playbook: The playbook as its own plug-in brings it, without any extension.

    Returns:
        Any number of extensions for that playbook, none for one that the plug-in does not know; two of one name are a
        conflict that names both providers.
    """
