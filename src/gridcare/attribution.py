"""
Whose code it was: what a stranger's code raises is told with the name of its plug-in, wherever it is called.

A method is data, but for a few places where a package may bring code of its own: the guard of a release, the condition
of a grade, a callable that an expression cites. They are called long after the plug-in was looked at, in the midst of
gridcare's own work, and a traceback alone does not say which of the installed packages is at fault. So whoever examines
plug-ins says which modules are whose (`own`), and whoever calls such code notes it on what is raised (`ask`)::

    raised by 'lakeside.guards:QuietNight' of the plug-in 'lakeside:lakeside 1.2'

Nothing else depends on it: no value, no state and no message changes with the plug-ins that were looked at.
"""

from collections.abc import Callable
from typing import Final, TypeVar

__all__ = ["ask", "blame", "own"]

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")

_OWNERS: Final[dict[str, dict[str, None]]] = {}
"""Who brings a module or a package, by its name; a package that several distributions share has several."""

_RAISED = "raised by"


def own(module: str, plugin: str, distribution: str = "") -> None:
    """
    Say whose a module is.

    Args:
        module: The dotted name of the module that a plug-in is.
        plugin: The plug-in, as ``distribution:entry point version``.
        distribution: Its distribution and version, to whom the packages around the module belong; empty when none.
    """
    _OWNERS[module] = {plugin: None}
    while distribution and "." in module:
        module = module.rpartition(".")[0]
        _OWNERS.setdefault(module, {})[distribution] = None


def _address(thing: object) -> str:
    if isinstance(thing, str):
        return thing
    kind = thing if isinstance(thing, type) else type(thing)
    return f"{kind.__module__}:{kind.__qualname__}"


def blame(error: BaseException, thing: object) -> None:
    """
    Note on an error who raised it; what was noted nearer to the culprit stays.

    Args:
        error: What was raised.
        thing: The object whose code raised it, or the address of a callable, ``package.module:name``.
    """
    if any(note.startswith(_RAISED) for note in getattr(error, "__notes__", ())):
        return
    address = _address(thing)
    module = address.partition(":")[0]
    while module not in _OWNERS and "." in module:
        module = module.rpartition(".")[0]
    owners = " or ".join(f"'{owner}'" for owner in _OWNERS.get(module, ()))
    error.add_note(f"{_RAISED} '{address}'{f' of the plug-in {owners}' if owners else ''}")


def ask(thing: Thing, question: Callable[[Thing], Answer]) -> Answer:
    """
    Ask something whose code may be a stranger's; what it raises is noted to be its.

    >>> ask((1, 2), max)
    2

    Args:
        thing: Whom to ask.
        question: What to ask; it comes back with the whole of the answer, and not with what is still to be computed.
    """
    try:
        return question(thing)
    except Exception as error:
        blame(error, thing)
        raise
