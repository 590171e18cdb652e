"""
Classes that are no plain attrs values, and what stands for them in plain data.

A hierarchy keeps columns and an index, so it is written as its levels and units; a lineage as its first map, the day of
that, and everything that was done to it since. A fault is an exception, and is written as its three texts. Conditions
of which all must hold are a list of them. A type that is itself a value, as in the field of a kind of subject, is
written as a word.

A table that was released is written as its cells, a hidden one without a count.

A register is written with its units, kinds and subjects, what rivals them, and who was forgotten; a journal as its
facts and amendments. A residence and the grades of places are these together. Whoever writes a register or a residence
writes down who persons are: redact it first, or keep it as the register itself is kept. A journal that grows is better
stored line by line, see `gridcare.codec.envelopes`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, get_args, get_origin

import attrs

from gridcare.codec.scalars import TextForm, one_of
from gridcare.codec.unions import is_union
from gridcare.errors import Fault, refuse
from gridcare.facts.discrepancies import Discrepancy
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.people.residence import Residence
from gridcare.people.subjects import Subject, SubjectKind
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Entry, Lineage
from gridcare.places.units import Level, Unit
from gridcare.reporting.suppression import ReleasedTable
from gridcare.rules.editions import RuleSet
from gridcare.timing.deadlines import Deadline
from gridcare.timing.periods import Cadence, Zone, cadence
from gridcare.work.grades import Gradings
from gridcare.work.scales import All, Condition, Scale

__all__ = [
    "SHORTS",
    "SPELLED",
    "STAND_INS",
    "TYPE_WORDS",
    "is_type",
    "read_type",
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


@attrs.frozen(kw_only=True)
class _Entries:
    facts: tuple[Fact, ...] = ()
    amendments: tuple[Amendment, ...] = ()


@attrs.frozen(kw_only=True)
class _Subjects:
    hierarchy: Hierarchy
    kinds: tuple[SubjectKind, ...]
    subjects: tuple[Subject, ...] = ()
    rivals: tuple[Subject, ...] = ()
    redacted: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class _Moved:
    register: Register
    since: date
    zone: str
    journal: Journal
    newcomers: tuple[Subject, ...] = ()
    single: tuple[str, ...] = ()
    odd: tuple[Discrepancy, ...] = ()


@attrs.frozen(kw_only=True)
class _Graded:
    hierarchy: Hierarchy
    scale: Scale | None = None
    editions: RuleSet[Scale] | None = None
    zone: str
    journal: Journal


@attrs.frozen(kw_only=True)
class _ReleasedCell:
    unit: str
    category: str
    count: int | None = None


@attrs.frozen(kw_only=True)
class _Cells:
    cells: tuple[_ReleasedCell, ...] = ()


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


def _entries(journal: Journal) -> _Entries:
    held = journal.entries()
    return _Entries(
        facts=tuple(each for each in held if isinstance(each, Fact)),
        amendments=tuple(each for each in held if isinstance(each, Amendment)),
    )


def _subjects(register: Register) -> _Subjects:
    return _Subjects(
        hierarchy=register.hierarchy,
        kinds=tuple(register.kinds.values()),
        subjects=tuple(register.values()),
        rivals=tuple(other for conflict in register.conflicts for other in conflict.others),
        redacted=tuple(sorted(register.redacted)),
    )


def _register(held: _Subjects) -> Register:
    return Register.restored(held.hierarchy, held.subjects, held.kinds, rivals=held.rivals, redacted=held.redacted)


def _moved(residence: Residence) -> _Moved:
    return _Moved(
        register=residence.register,
        since=residence.since,
        zone=_zone_name(residence.zone),
        journal=residence.journal,
        newcomers=tuple(residence.cards.values()),
        single=residence.single,
        odd=residence.odd,
    )


def _residence(held: _Moved) -> Residence:
    return Residence(
        held.register,
        held.since,
        held.journal,
        zone=held.zone,
        newcomers=held.newcomers,
        single=held.single,
        odd=held.odd,
    )


def _graded(gradings: Gradings) -> _Graded:
    scale = gradings.scale
    return _Graded(
        hierarchy=gradings.hierarchy,
        scale=scale if isinstance(scale, Scale) else None,
        editions=scale if isinstance(scale, RuleSet) else None,
        zone=_zone_name(gradings.zone),
        journal=gradings.journal,
    )


def _gradings(held: _Graded) -> Gradings:
    found = [each for each in (held.scale, held.editions) if each is not None]
    if len(found) != 1:
        raise Fault("plain.choice", "", "expected either 'scale' or 'editions'")
    return Gradings(hierarchy=held.hierarchy, scale=found[0], zone=held.zone, journal=held.journal)


def _released(held: _Cells) -> ReleasedTable:
    cells: dict[tuple[str, str], int | None] = {}
    for number, each in enumerate(held.cells):
        if (each.unit, each.category) in cells:
            problem = f"the cell '{each.unit}', '{each.category}' is told twice; keep one"
            raise Fault("plain.choice", f"cells[{number}]", problem)
        cells[each.unit, each.category] = each.count
    return ReleasedTable(cells)


def _cells(table: ReleasedTable) -> _Cells:
    return _Cells(
        cells=tuple(_ReleasedCell(unit=unit, category=name, count=count) for (unit, name), count in table.items())
    )


def _zone_name(zone: Zone) -> str:
    name = zone if isinstance(zone, str) else getattr(zone, "key", "")
    if not name:
        raise Fault("plain.choice", "", "expected a zone that has a name, such as 'Asia/Shanghai'")
    return name


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
        Journal: (_Entries, lambda held: Journal.of((*held.facts, *held.amendments)), _entries),
        Register: (_Subjects, _register, _subjects),
        Residence: (_Moved, _residence, _moved),
        Gradings: (_Graded, _gradings, _graded),
        ReleasedTable: (_Cells, _released, _cells),
        All: (_Conditions, lambda held: All(*held.conditions), lambda both: _Conditions(both.conditions)),
    }
)


SHORTS: Final[Mapping[type, str]] = MappingProxyType({Deadline: "within"})
"""Classes of which one field may stand for the whole: a deadline that is only a length of time is that length."""

SPELLED: Final[Mapping[type, TextForm]] = MappingProxyType(
    {Cadence: TextForm(kind=Cadence, name="cadence", example="month", read=cadence, write=str)}
)
"""Classes whose values are written as a text where it reads back as the same: a cadence that has a name."""
