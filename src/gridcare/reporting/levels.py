"""
Ledgers that are kept level by level, held against each other.

A street, its communities and their yards each keep a ledger of the same people (三级台账). Where all are views of one
set of records they agree by themselves. Where they were kept apart, on paper or in three systems, every name must be
found at each level: in the list of a unit and in exactly one list of the units right below it. What is not is a gap,
and a gap is somebody whom one of the levels has missed or two of them count.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs

from gridcare.places.hierarchy import Hierarchy

__all__ = ["GapKind", "LevelGap", "level_gaps"]


class GapKind(StrEnum):
    """What is wrong with one name between two levels."""

    BELOW = "missing below"
    """The unit lists it, and none of the units right below does."""
    ABOVE = "missing above"
    """A unit below lists it, and the unit above does not."""
    TWICE = "listed twice below"
    """Two or more of the units right below list it."""


@attrs.frozen(kw_only=True)
class LevelGap:
    """
    A name that does not agree between a unit's ledger and those of the units right below it.

    Attributes:
        unit: The upper unit.
        id: The opaque id that is listed.
        what: What is wrong.
        below: The units below that list it, in their order.
    """

    unit: str
    id: str
    what: GapKind
    below: tuple[str, ...] = ()


def level_gaps(hierarchy: Hierarchy, kept: Mapping[str, Iterable[str]]) -> tuple[LevelGap, ...]:
    """
    Hold the ledgers of units against those of the units below them, level by level.

    A unit that keeps no ledger is passed over: the nearest units below it that keep one stand in its place. A unit
    below which nobody keeps a ledger has nothing to be held against.

    Args:
        hierarchy: The units.
        kept: The ids that each unit's ledger lists; an empty list says that there is nobody, and is one.

    Returns:
        Every gap, by the place of the unit, then by id. None when all agree.

    Raises:
        UnknownUnit: When a ledger is kept by a unit that is not there.
    """
    lists = {unit: frozenset(ids) for unit, ids in kept.items()}
    gaps: list[LevelGap] = []
    for unit in sorted(lists, key=hierarchy.position):
        keepers = _keepers(hierarchy, unit, lists)
        if keepers:
            gaps += _gaps(unit, lists, keepers)
    return tuple(gaps)


def _keepers(hierarchy: Hierarchy, unit: str, lists: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Find the nearest units below that keep a ledger, in their order."""
    found: list[str] = []
    waiting = list(reversed(hierarchy.children(unit)))
    while waiting:
        each = waiting.pop()
        if each in lists:
            found.append(each)
        else:
            waiting.extend(reversed(hierarchy.children(each)))
    return tuple(found)


def _gaps(unit: str, lists: Mapping[str, frozenset[str]], keepers: tuple[str, ...]) -> list[LevelGap]:
    holders: dict[str, list[str]] = {}
    for keeper in keepers:
        for each in lists[keeper]:
            holders.setdefault(each, []).append(keeper)
    gaps: list[LevelGap] = []
    for each in sorted(lists[unit] | holders.keys()):
        below = tuple(holders.get(each, ()))
        if not below:
            gaps.append(LevelGap(unit=unit, id=each, what=GapKind.BELOW))
        if each not in lists[unit]:
            gaps.append(LevelGap(unit=unit, id=each, what=GapKind.ABOVE, below=below))
        if len(below) > 1:
            gaps.append(LevelGap(unit=unit, id=each, what=GapKind.TWICE, below=below))
    return gaps
