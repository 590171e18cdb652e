"""
Every value that somebody declares or records can be drawn, so that laws can be told of it.

A value counts as drawn when a strategy's annotation reaches it, and as an answer when something public returns it:
answers are what laws are about, and are computed and not drawn. What is neither stands in `UNDRAWN`, with the reason.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules, walk_packages
from types import FunctionType, ModuleType
from typing import Any, Final, get_args, get_origin, get_type_hints

import attrs

import gridcare
from gridcare.extensions import StepExtension
from gridcare.facts.fact import Amendment, Fact
from gridcare.people.register import Register
from gridcare.places.lineage import Lineage
from gridcare.playbook import Playbook
from gridcare.testing import hypothesis_plugin, strategies

BESIDE: Final = ("adapters", "bulk", "codec", "hookspecs", "plugins", "registry", "testing")
"""Rooms whose values belong to a door, to a guest or to finding guests."""

_CARRIED = "an exception carries it"
_OPEN_RULE = "drawn inside the rules that ask it, whose type is open"
_INSIDE = "made inside its room from values that are drawn"
_VIEW = "a view of other values, drawn as scopes"
_GUARD = "a condition without parts to vary, or with words only; its laws draw the facts it is asked of"

UNDRAWN: Final[Mapping[str, str]] = {
    "deprecations.Deprecation": "a warning carries it",
    "people.admission.BadRow": _CARRIED,
    "people.teams.Role": "a name with titles",
    "places.oddities.Oddity": _CARRIED,
    "reporting.slips.Edit": _INSIDE,
    "reporting.slips.Mismatch": _INSIDE,
    "reporting.slips.Neighbour": _INSIDE,
    "reporting.slips.Slip": _INSIDE,
    "reporting.slips.Trial": _INSIDE,
    "rules.scopes.Series": _VIEW,
    "rules.scopes.Values": _VIEW,
    "work.cases.Edition": _INSIDE,
    "work.certificates.Unfinished": _CARRIED,
    "work.conditions.FactScope": _VIEW,
    "work.grades.Gradings": "the fold of drawn facts under a drawn scale",
    "work.readable.Readable": _INSIDE,
    "work.release.AllNegative": _GUARD,
    "work.release.AllOwedDone": _GUARD,
    "work.release.Holds": _GUARD,
    "work.release.NoOpen": _GUARD,
    "work.release.Signed": _GUARD,
    "work.routing.Routing": _INSIDE,
    "work.scales.CleanDays": _OPEN_RULE,
    "work.scales.Has": _OPEN_RULE,
    "work.scales.LastRound": _OPEN_RULE,
    "work.scales.Sight": _INSIDE,
    "work.stages.Stage": _INSIDE,
}


def rooms() -> Iterator[ModuleType]:
    for found in walk_packages(gridcare.__path__, "gridcare."):
        if found.name.split(".")[1] not in BESIDE:
            yield import_module(found.name)


ROOMS: Final = tuple(rooms())
VALUES: Final = {
    thing: f"{room.__name__.removeprefix('gridcare.')}.{name}"
    for room in ROOMS
    for name in getattr(room, "__all__", ())
    if isinstance(thing := getattr(room, name), type) and attrs.has(thing) and thing.__module__ == room.__name__
}


def reached(kinds: Iterable[Any], *, subclasses: bool) -> set[type]:
    """Find the values that some types hold, through their fields and type arguments."""
    found: set[type] = set()
    left = list(kinds)
    while left:
        kind = left.pop()
        if isinstance(kind, list):  # the arguments of a callable
            left += kind
            continue
        left += [*get_args(kind), *([get_origin(kind)] if get_origin(kind) in VALUES else [])]
        if kind in VALUES and kind not in found:
            found.add(kind)
            left += [hint for name, hint in get_type_hints(kind).items() if name in attrs.fields_dict(kind)]
            left += [each for each in VALUES if subclasses and kind in each.__mro__[1:]]
    return found


def drawn() -> Iterator[Any]:
    for found in iter_modules(strategies.__path__):
        room = import_module(f"{strategies.__name__}.{found.name}")
        for name in room.__all__:
            if isinstance(function := getattr(room, name), FunctionType):
                yield answer_of(function)


def answered() -> Iterator[Any]:
    for room in ROOMS:
        for name in getattr(room, "__all__", ()):
            for function in functions_of(getattr(room, name)):
                yield answer_of(function)


def alone() -> Iterator[tuple[str, str, str]]:
    """Iterate over the strategies that need no argument and draw one value: room, name and the name of the value."""
    for found in iter_modules(strategies.__path__):
        room = import_module(f"{strategies.__name__}.{found.name}")
        for name in room.__all__:
            function = getattr(room, name)
            if isinstance(function, FunctionType) and not _needed(function):
                drawn = get_args(answer_of(function))
                value = get_origin(drawn[0]) or drawn[0] if len(drawn) == 1 else None
                if isinstance(value, type) and value.__module__.startswith("gridcare."):
                    yield found.name, name, f"{value.__module__}.{value.__name__}".removeprefix("gridcare.")


def _needed(function: Callable[..., Any]) -> list[str]:
    return [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL
    ]


def functions_of(thing: object) -> Iterator[Callable[..., Any]]:
    if isinstance(thing, FunctionType):
        yield thing
    for name, member in vars(thing).items() if isinstance(thing, type) else ():
        plain = getattr(member, "fget", None) or getattr(member, "__func__", member)
        if isinstance(plain, FunctionType) and not name.startswith("_"):
            yield plain


def answer_of(function: Callable[..., Any]) -> Any:
    returned = inspect.signature(function).return_annotation
    try:
        return get_type_hints(function).get("return", returned)
    except (NameError, TypeError):  # a hint that only a type checker can read
        return returned


def test_every_value_can_be_drawn_is_an_answer_or_says_why_not() -> None:
    known = reached(drawn(), subclasses=True) | reached(answered(), subclasses=False)
    lacking = [name for value, name in VALUES.items() if value not in known and name not in UNDRAWN]
    assert not lacking, f"no strategy draws {lacking}; add one in gridcare.testing.strategies, or a reason here"


def test_what_is_known_to_be_drawn_is_found() -> None:
    names = {VALUES[value] for value in reached(drawn(), subclasses=True)}
    assert {"facts.fact.Fact", "playbook.Playbook", "work.steps.Settled", "reporting.indicators.Indicator"} <= names
    assert "work.cases.Case" not in names


def test_what_a_package_declares_and_a_host_records_is_drawn_and_not_only_an_answer() -> None:
    declared = reached((Playbook, StepExtension, Fact, Amendment, Register, Lineage), subclasses=True)
    lacking = [VALUES[value] for value in declared - reached(drawn(), subclasses=True) if VALUES[value] not in UNDRAWN]
    assert not lacking, f"no strategy draws {sorted(lacking)}; add one in gridcare.testing.strategies"


def test_what_can_be_drawn_without_being_told_more_is_registered_with_hypothesis() -> None:
    registered = {
        (room, name, value) for room, drawn in hypothesis_plugin._DRAWN.items() for name, value in drawn.items()
    }
    again = {"conditions", "sums", "dated_hierarchies", "scopes"}  # a type is drawn one way, and a scope is a view
    found = {each for each in alone() if each[1] not in again}
    assert not found ^ registered, "mend the table in gridcare.testing.hypothesis_plugin"
