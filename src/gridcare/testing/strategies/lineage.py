"""
Hypothesis strategies for lineages: a first map and what was done to it, sound or bent.

Alterations are drawn one by one against the map as it stands by then, so that most of them fit; bent ones name units
that closed, allot members twice or not at all, send a unit inside itself, or contradict one another on one day.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from gridcare.errors import DefinitionError
from gridcare.places.alterations import (
    Alteration,
    Closed,
    Extracted,
    Merged,
    Moved,
    Opened,
    Part,
    Reclassified,
    Recoded,
    Renamed,
    Split,
)
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Lineage
from gridcare.places.tally import Number, Tally
from gridcare.places.units import Unit
from gridcare.testing.strategies.places import LEVELS, hierarchies

__all__ = ["KNOWN", "SINCE", "alterations", "bent_alterations", "figures_of", "lineages"]

SINCE: Final = date(2020, 1, 1)
"""The day of the first map."""
KNOWN: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""The moment from which on alterations become known, a day after another."""

_RANK: Final = {level.name: rank for rank, level in enumerate(LEVELS)}


@st.composite
def alterations(draw: st.DrawFn, hierarchy: Hierarchy, number: int = 1, day: date | None = None) -> Alteration:
    """
    Draw one alteration that fits a map.

    Args:
        draw: Hypothesis's own.
        hierarchy: The map of the day before.
        number: What makes its id, and those of the units it opens, its own.
        day: Its day; some day after `SINCE` when not given.
    """
    when = day or SINCE + timedelta(days=draw(st.integers(1, 30)))
    stamp: dict[str, Any] = {"id": f"x{number}", "day": when, "known": KNOWN + timedelta(days=draw(st.integers(0, 40)))}
    if not hierarchy:
        return Opened(**stamp, unit=draw(_new_units(hierarchy, f"n{number}")))
    unit = draw(st.sampled_from(sorted(hierarchy)))
    here = hierarchy[unit]
    match draw(st.sampled_from(("rename", "recode", "retype", "open", "close", "move", "merge", "split", "extract"))):
        case "recode":
            return Recoded(**stamp, unit=unit, code=draw(st.sampled_from(("71", "72", "73"))))
        case "retype":
            return Reclassified(**stamp, unit=unit, kind=draw(st.sampled_from(("town", "township"))))
        case "open":
            return Opened(**stamp, unit=draw(_new_units(hierarchy, f"n{number}")))
        case "close" if not hierarchy.children(unit):
            return Closed(**stamp, unit=unit)
        case "move":
            wider = [each for each in sorted(hierarchy) if _fits(hierarchy, here, each)]
            return Moved(**stamp, unit=unit, parent=draw(st.sampled_from([None, *wider])))
        case "merge":
            return draw(_mergers(hierarchy, unit, stamp))
        case "split":
            return Split(**stamp, source=unit, parts=draw(_parts(hierarchy, unit, f"n{number}")))
        case "extract":
            part = draw(_parts(hierarchy, unit, f"n{number}"))[0]
            return Extracted(**stamp, source=unit, part=part)
    return Renamed(**stamp, unit=unit, name=draw(st.sampled_from(("Laocheng", "Xincheng", "老城"))))


def _fits(hierarchy: Hierarchy, unit: Unit, above: str) -> bool:
    return _RANK[hierarchy[above].level] < _RANK[unit.level] and not hierarchy.inside(above, unit.id)


@st.composite
def _new_units(draw: st.DrawFn, hierarchy: Hierarchy, name: str) -> Unit:
    wider = sorted(each for each in hierarchy if hierarchy[each].level != LEVELS[-1].name)
    parent = draw(st.sampled_from([None, *wider]))
    rank = 0 if parent is None else _RANK[hierarchy[parent].level] + 1
    level = LEVELS[draw(st.integers(rank, len(LEVELS) - 1))].name
    return Unit(name, name, level, parent)


@st.composite
def _mergers(draw: st.DrawFn, hierarchy: Hierarchy, unit: str, stamp: dict[str, Any]) -> Alteration:
    here = hierarchy[unit]
    alike = [each for each in sorted(hierarchy) if hierarchy[each].level == here.level and each != unit]
    mates = st.lists(st.sampled_from(alike), unique=True, max_size=2) if alike else st.just(list[str]())
    others, lives_on = draw(st.tuples(mates, st.sampled_from((True, False))))
    lives_on = lives_on and bool(others)
    into = unit if lives_on else attrs.evolve(here, id=f"{stamp['id']}-new", name="merged")
    return Merged(**stamp, sources=tuple(others if lives_on else [unit, *others]), into=into)


@st.composite
def _parts(draw: st.DrawFn, hierarchy: Hierarchy, unit: str, name: str) -> tuple[Part, ...]:
    here, members = hierarchy[unit], hierarchy.children(unit)
    count = draw(st.integers(1, 3))
    targets: list[Unit | str] = [attrs.evolve(here, id=f"{name}-{part}", name=f"part {part}") for part in range(count)]
    alike = [each for each in sorted(hierarchy) if hierarchy[each].level == here.level and each != unit]
    if draw(st.booleans()) and alike:
        targets[0] = draw(st.sampled_from(alike))
    goes = [draw(st.integers(0, count - 1)) for _ in members]
    share = draw(st.sampled_from((None, Fraction(1, count))))
    return tuple(
        Part(target, tuple(each for each, part in zip(members, goes, strict=True) if part == number), share)
        for number, target in enumerate(targets)
    )


@st.composite
def lineages(draw: st.DrawFn, *, max_size: int = 9, max_alterations: int = 5) -> Lineage:
    """Draw lineages of alterations that fit, some of them on one day, known early and late."""
    base = draw(hierarchies(max_size=max_size))
    lineage, day = Lineage(base, SINCE), SINCE
    for number in range(draw(st.integers(0, max_alterations))):
        day += timedelta(days=draw(st.integers(0, 9))) if number else timedelta(days=1)
        before = lineage.as_of(day - timedelta(days=1))
        if not before:
            break
        try:
            lineage = lineage.with_(draw(alterations(before, number, day)))
        except DefinitionError:  # two alterations of one day that contradict each other
            continue
    return lineage


@st.composite
def bent_alterations(draw: st.DrawFn, *, max_size: int = 10) -> tuple[Hierarchy, tuple[Alteration, ...]]:
    """Draw a map and alterations that need not fit it, nor each other: each is drawn against the first map."""
    base = draw(hierarchies(max_size=max_size))
    drawn = draw(st.lists(st.integers(0, 3), max_size=6))
    found: list[Alteration] = []
    for number, days in enumerate(drawn):
        each = draw(alterations(base, number, SINCE + timedelta(days=1 + days)))
        found.append(draw(_bent(each, sorted(base))))
        if draw(st.booleans()):
            found += _rivals(each, draw(st.integers(-1, 1)))
    return base, tuple(found)


def _rivals(each: Alteration, later: int) -> tuple[Alteration, Alteration]:
    """Make two alterations that say different things of one unit on one day, known at once or one after the other."""
    unit, when = each.altered[0], KNOWN + timedelta(days=20)
    first = Renamed(id=f"{each.id}-y", day=each.day, known=when, unit=unit, name="one")
    return first, Renamed(id=f"{each.id}-z", day=each.day, known=when + timedelta(days=later), unit=unit, name="other")


@st.composite
def _bent(draw: st.DrawFn, each: Alteration, ids: Sequence[str]) -> Alteration:
    bend = draw(st.booleans())
    if bend and isinstance(each, Moved):
        return attrs.evolve(each, parent=draw(st.sampled_from([*ids, "nowhere"])))
    if bend and isinstance(each, Split):
        members = tuple(draw(st.lists(st.sampled_from([*ids, "nobody"]), max_size=3)))
        return attrs.evolve(each, parts=(attrs.evolve(each.parts[0], members=members), *each.parts[1:]))
    if isinstance(each, Split) and each.parts[0].share is not None:
        parts = tuple(attrs.evolve(part, share=part.share and Fraction(part.share) / 2) for part in each.parts)
        return attrs.evolve(each, parts=parts)
    if bend and isinstance(each, Renamed | Recoded | Closed):
        return attrs.evolve(each, unit=draw(st.sampled_from([*ids, "nobody"])))
    return each


@st.composite
def figures_of(draw: st.DrawFn, hierarchy: Hierarchy, among: Iterable[str] = ()) -> Tally:
    """
    Draw counts at units of a map, exact fractions and explicit zeros among them.

    Args:
        draw: Hypothesis's own.
        hierarchy: The map.
        among: Units to count at more often than at others, as far as they are on the map.
    """
    units = sorted(hierarchy)
    often = [unit for unit in units if unit in set(among)] or units
    amounts: st.SearchStrategy[Number] = st.one_of(st.integers(0, 9), st.fractions(0, 3, max_denominator=4))
    one = st.tuples(st.sampled_from(often) | st.sampled_from(units), st.sampled_from(("fever", "met")), amounts)
    rows: Iterable[tuple[str, str, Number]] = draw(st.lists(one, max_size=8)) if hierarchy else ()
    return Tally.of(hierarchy, [(unit, key, {"person": amount}) for unit, key, amount in rows])
