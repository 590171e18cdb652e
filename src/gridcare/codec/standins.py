"""
Classes that are no plain attrs values, and what stands for them in plain data.

A hierarchy keeps columns and an index, so it is written as its levels and units; a lineage as its first map, the day of
that, and everything that was done to it since. A fault is an exception, and is written as its three texts. Conditions
of which all must hold are a list of them. A type that is itself a value, as in the field of a kind of subject, is
written as a word. A journal and a register are not written whole: the one is stored line by line, the other holds who
persons are.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NoReturn, get_args, get_origin

import attrs

from gridcare.codec.scalars import TextForm, one_of
from gridcare.codec.unions import is_union
from gridcare.errors import Fault, refuse
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Entry, Lineage
from gridcare.places.units import Level, Unit
from gridcare.timing.deadlines import Deadline
from gridcare.timing.periods import Cadence, cadence
from gridcare.work.scales import All, Condition

__all__ = [
    "ELSEWHERE",
    "SHORTS",
    "SPELLED",
    "STAND_INS",
    "TYPE_WORDS",
    "is_type",
    "read_type",
    "refuse_whole",
    "write_type",
]

# Types as values

_TYPES: Final[Mapping[str, type]] = MappingProxyType(
    {"text": str, "truth": bool, "whole": int, "decimal": Decimal, "day": date, "moment": datetime}
)
_WORDS_OF_TYPES: Final = MappingProxyType({kind: word for word, kind in _TYPES.items()})
TYPE_WORDS: Final = tuple(_TYPES)
"""The words that stand for types."""


def is_type(kind: Any) -> bool:
    """Tell whether values of a type are themselves types."""
    return all(get_origin(part) is type for part in (get_args(kind) if is_union(kind) else (kind,)))


def read_type(data: Any, _: Any) -> Any:
    """Read a type from its word."""
    if type(data) is not str or data not in _TYPES:
        raise Fault("plain.choice", "", f"expected one of {one_of(_TYPES)}")
    return _TYPES[data]


def write_type(value: Any) -> Any:
    """Write a type as its word."""
    if value not in _WORDS_OF_TYPES:
        raise Fault("plain.choice", "", f"expected a type that has one of the words {one_of(_TYPES)}")
    return _WORDS_OF_TYPES[value]


# Classes that are no attrs classes, through a stand-in that holds the same


@attrs.frozen(kw_only=True)
class _Fault:
    code: str
    where: str = ""
    problem: str


@attrs.frozen(kw_only=True)
class _Units:
    levels: tuple[Level, ...]
    units: tuple[Unit, ...]


@attrs.frozen(kw_only=True)
class _History:
    base: Hierarchy
    since: date
    entries: tuple[Entry, ...] = ()


@attrs.frozen
class _Conditions:
    conditions: tuple[Condition, ...]


def _hierarchy(held: _Units) -> Hierarchy:
    """Make a hierarchy that may hold oddities, but none that would be mended silently."""
    hierarchy, oddities = Hierarchy.load(held.units, held.levels)
    if len(hierarchy) != len(held.units) or any(unit != hierarchy.get(unit.id) for unit in held.units):
        faults = [Fault(odd.code, f"unit {odd.row}", odd.problem) for odd in oddities]
        refuse("hierarchy", faults)
    return hierarchy


def _lineage(held: _History) -> Lineage:
    """Make a lineage whose entries need not all fit, as a loaded one's, but none of which would be dropped silently."""
    lineage, irregularities = Lineage.load(held.base, held.since, held.entries)
    if set(lineage.entries) != set(held.entries):
        refuse("lineage", [Fault(odd.code, odd.alteration, odd.problem) for odd in irregularities])
    return lineage


STAND_INS: Final[Mapping[Any, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]]] = MappingProxyType(
    {
        Fault: (
            _Fault,
            lambda held: Fault(held.code, held.where, held.problem),
            lambda fault: _Fault(code=fault.code, where=fault.where, problem=fault.problem),
        ),
        Hierarchy: (
            _Units,
            _hierarchy,
            lambda hierarchy: _Units(levels=hierarchy.levels, units=tuple(hierarchy.values())),
        ),
        Lineage: (
            _History,
            _lineage,
            lambda lineage: _History(base=lineage.base, since=lineage.since, entries=lineage.entries),
        ),
        All: (_Conditions, lambda held: All(*held.conditions), lambda both: _Conditions(both.conditions)),
    }
)


SHORTS: Final[Mapping[type, str]] = MappingProxyType({Deadline: "within"})
"""Classes of which one field may stand for the whole: a deadline that is only a length of time is that length."""

SPELLED: Final[Mapping[type, TextForm]] = MappingProxyType(
    {Cadence: TextForm(kind=Cadence, name="cadence", example="month", read=cadence, write=str)}
)
"""Classes whose values are written as a text where it reads back as the same: a cadence that has a name."""

ELSEWHERE: Final[Mapping[Any, str]] = MappingProxyType(
    {
        Journal: "a journal is stored line by line, see gridcare.codec.envelopes",
        Register: "a register is read from a sheet, see gridcare.codec.registers; it holds who persons are",
    }
)


def refuse_whole(kind: Any, *_: Any) -> NoReturn:
    """Say where what is not written whole is kept."""
    raise Fault("plain.elsewhere", "", ELSEWHERE[kind])
