"""
A register on the map of another day: whose unit was merged, split, moved or given another code since.

A register stands over one map, and the map does not stand still. Whoever belongs to a unit that lives on, or that one
other took over, goes along without a question. Where a unit fell into parts and nothing says in which part somebody
is, nobody guesses: that subject stands at the nearest unit above that holds all the parts, and is listed with them, so
that somebody can decide. The counts follow as `gridcare.places.rebasing` has them; nobody is lost and nobody is counted
twice.

A share that an alteration declares divides counts and no persons. To read figures by such shares, re-base the
`headcount` instead.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.errors import GridcareError
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Lineage
from gridcare.places.rebasing import Piece, rebase
from gridcare.places.tally import Number, Tally

__all__ = ["NowhereOnTheMap", "Redrawn", "Unplaced", "headcount", "redrawn"]

_NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


class NowhereOnTheMap(GridcareError, LookupError):
    """Some subjects belong to a unit whose parts lie in no common unit of the other map."""

    code = "nowhere-on-the-map"

    def __init__(self, units: tuple[str, ...], subjects: int, day: date) -> None:
        named = ", ".join(f"'{unit}'" for unit in units)
        super().__init__(
            f"no unit of the map of {day} holds all that became of {named} (subjects there: {subjects}); tell with "
            "'placed' to which unit each of them belongs"
        )
        self.units = units
        self.subjects = subjects
        self.day = day


@attrs.frozen(kw_only=True)
class Unplaced:
    """
    A subject of which it is not known in which part of its former unit it is.

    Attributes:
        subject: The id of the subject.
        was: The unit that it belonged to.
        unit: The unit at which it stands now.
        heirs: The units that have ground of the former one; the one above it when it closed and nobody took its place.
    """

    subject: str
    was: str
    unit: str
    heirs: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Redrawn:
    """
    A register on the map of another day.

    Attributes:
        register: The register; only the units of its subjects are otherwise, and conflicts and tombstones stay.
        undecided: Those who stand above the parts of their former unit, in the order of the former register.
    """

    register: Register
    undecided: tuple[Unplaced, ...]


def redrawn(
    register: Register,
    lineage: Lineage,
    *,
    drawn: date,
    on: date,
    known: datetime | None = None,
    placed: Mapping[str, str] = _NOBODY,
) -> Redrawn:
    """
    Read a register on the map of another day, earlier or later.

    Args:
        register: The register, such as `gridcare.people.residence.Residence.on` gives it.
        lineage: What was done to the map.
        drawn: The day of the map that the register stands over, such as that of the first register of a residence.
        on: The day of the map on which it is to be read.
        known: Use only what was known by then of the map; everything when not given.
        placed: Which unit of the new map a subject belongs to, where it was decided; it goes before all else.

    Raises:
        DefinitionError: When somebody is placed in a unit that the new map does not have.
        UnknownSubject: When somebody is placed whom the register does not hold.
        UnknownUnit: When a subject's unit is not on the map of the day that the register stands over.
        NowhereOnTheMap: When no unit of the new map holds all that became of somebody's unit, and `placed` does not
            tell where the subject is.
        NoMapYet: When a day lies before the first map.
    """
    for id in placed:
        register.row(id)
    drawing = lineage.as_of(on, known)
    went = _went(register, lineage, drawn, on, known)
    held = [each for each in _contents(register) if each.id not in placed]
    if lost := [each for each in held if went[each.kind, each.unit][0] is None]:
        raise NowhereOnTheMap(tuple(sorted({each.unit for each in lost})), len({each.id for each in lost}), on)

    def unit_of(subject: Subject) -> str:
        return placed[subject.id] if subject.id in placed else went[subject.kind, subject.unit][0] or ""

    moved = register.over(drawing, unit_of)
    undecided: dict[str, Unplaced] = {}
    for each in held:
        heirs = went[each.kind, each.unit][1]
        if heirs is not None and attrs.evolve(each, unit=unit_of(each)) == moved[each.id]:
            undecided[each.id] = Unplaced(subject=each.id, was=each.unit, unit=moved[each.id].unit, heirs=heirs)
    return Redrawn(register=moved, undecided=tuple(undecided[id] for id in register if id in undecided))


def headcount(register: Register) -> Tally:
    """
    Count up the tree who there is, as figures that can be re-based: one key for each kind, weighted by ``subject``.

    The key ``persons`` is weighted by ``person`` and counts each person where it lives; at any unit it is what
    `Register.persons_in` tells.

    Args:
        register: The register.
    """
    return Tally.of(register.hierarchy, _figures(register))


def _figures(register: Register) -> Iterator[tuple[str, str, dict[str, Number]]]:
    persons: defaultdict[str, int] = defaultdict(int)
    for subject in register.values():
        yield subject.unit, subject.kind, {"subject": 1}
        kind = register.kinds[subject.kind]
        homes = (each for each in subject.containers if register.kinds[register[each].kind].dwelling)
        if kind.dwelling or (kind.person and next(homes, None) is None):
            persons[subject.unit] += register.persons(subject.id) or 0
    for unit, number in persons.items():
        yield unit, "persons", {"person": number}


_Went = tuple[str | None, tuple[str, ...] | None]


def _went(
    register: Register, lineage: Lineage, drawn: date, on: date, known: datetime | None
) -> Mapping[tuple[str, str], _Went]:
    """Tell for each kind and unit to which unit it came, with the heirs when that is not theirs alone."""
    figures = ((subject.unit, subject.kind, {"subject": 1}) for subject in _contents(register))
    pieces: defaultdict[tuple[str, str], list[Piece]] = defaultdict(list)
    told = rebase(Tally.of(register.hierarchy, figures), lineage, counted=drawn, on=on, known=known)
    for piece in told.pieces:
        pieces[piece.key, piece.origin].append(piece)
    return {key: _place(told.tally.hierarchy, each) for key, each in pieces.items()}


def _place(drawing: Hierarchy, pieces: list[Piece]) -> _Went:
    first, *others = pieces
    if not others:
        return first.unit, first.heirs if first.is_residue else None
    unit = first.unit
    for piece in others:
        unit = None if unit is None or piece.unit is None else drawing.common_ancestor(unit, piece.unit)
    return unit, tuple(dict.fromkeys(heir for piece in pieces for heir in piece.heirs))


def _contents(register: Register) -> Iterator[Subject]:
    """Go through all that is held, also what is not in force because something else is told under its id."""
    yield from register.values()
    for conflict in register.conflicts:
        yield from conflict.others
