"""
What will be gone, and in which release it goes.

A public name, a hook, a hook's parameter or an old contract is not taken away at once. It stands in `DEPRECATIONS` for
at least one minor release and works as before, and each use of it warns: `ToBeRemoved` says what is used, by which
plug-in where it is one's, what to write instead, and the release of gridcare that no longer has it. The keys are

- ``gridcare.work.cases.Old`` for a public name; its module looks it up by `old_name`,
- ``gridcare_steps`` for a hook, ``gridcare_steps(playbook)`` for a parameter of one,
- ``contract 1`` for a contract that playbooks were written for.
"""

import warnings
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

import attrs

__all__ = ["DEPRECATIONS", "Deprecation", "ToBeRemoved", "old_name", "warn_of"]


@attrs.frozen(kw_only=True)
class Deprecation:
    """
    Something that will be gone.

    Attributes:
        stops: The release of gridcare that no longer has it, such as ``0.3``.
        instead: What to write instead; for a public name the address of the one that takes its place.
    """

    stops: str
    instead: str


DEPRECATIONS: Final[Mapping[str, Deprecation]] = MappingProxyType({})
"""Everything that will be gone."""


class ToBeRemoved(DeprecationWarning):
    """
    Something is used that a coming release of gridcare no longer has.

    Attributes:
        what: The key in `DEPRECATIONS`.
        deprecation: When it stops, and what to write instead.
        user: The plug-in that uses it, as ``distribution:entry point version``; empty where it is not a plug-in's.
    """

    def __init__(self, what: str, deprecation: Deprecation, user: str = "") -> None:
        self.what = what
        self.deprecation = deprecation
        self.user = user
        by = f", which '{user}' uses," if user else ""
        super().__init__(f"'{what}'{by} stops in gridcare {deprecation.stops}; instead: {deprecation.instead}")


def warn_of(what: str, user: str = "", *, stacklevel: int = 1) -> bool:
    """
    Warn of a use, if what is used will be gone.

    Args:
        what: The key in `DEPRECATIONS`.
        user: The plug-in that uses it.
        stacklevel: How many calls above the caller of this function the use stands.

    Returns:
        Whether it will be gone, and works until then.
    """
    deprecation = DEPRECATIONS.get(what)
    if deprecation is not None:
        warnings.warn(ToBeRemoved(what, deprecation, user), stacklevel=stacklevel + 1)
    return deprecation is not None


def old_name(module: str, name: str) -> Any:
    """
    Find what a public name that was renamed or moved stands for, with a warning; for the ``__getattr__`` of its module.

    Args:
        module: The module that had the name.
        name: The name.

    Raises:
        AttributeError: When the module never had it, or has it no longer.
    """
    if not warn_of(f"{module}.{name}", stacklevel=3):
        raise AttributeError(f"module '{module}' has no attribute '{name}'")
    address, _, now = DEPRECATIONS[f"{module}.{name}"].instead.rpartition(".")
    return getattr(import_module(address), now)
