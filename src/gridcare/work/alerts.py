"""
Alerts: counts that pass a threshold, told upwards from unit to unit.

`gridcare.places.thresholds` turns the counts of a tally into grades. When the grade of a place is higher than it was,
an *alert* (预警) is raised: the place, its grade, the count behind it, and the units on the way up that must hear of
it, nearest first (网格—社区—街道). A count that stays where it was is no news. Whether such a grade comes down with its
count or only by decision is declared by the threshold; what an authority decides besides is a grading, and a place
feels the higher of the two.
"""

from collections.abc import Iterable
from datetime import datetime

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.places.thresholds import GradeCause, GradedPlaces
from gridcare.work.grades import GradeStanding, Gradings

__all__ = ["Alert", "alerts", "felt"]


@attrs.frozen(kw_only=True)
class Alert:
    """
    A place whose grade by counts has risen.

    Attributes:
        unit: The place.
        grade: Its grade now.
        before: Its grade before; blank when it had none.
        cause: The threshold and the count behind it.
        told: The units that must hear of it, from the unit counted up to the root.
    """

    unit: str
    grade: str
    before: str | None
    cause: GradeCause
    told: tuple[str, ...]

    def __str__(self) -> str:
        rise = f"from '{self.before}' to '{self.grade}'" if self.before else f"to '{self.grade}'"
        return f"'{self.unit}' rises {rise}: {self.cause.count} at '{self.cause.counted}' by '{self.cause.threshold}'"


def alerts(now: GradedPlaces, before: GradedPlaces | None = None, *, levels: Iterable[str] = ()) -> tuple[Alert, ...]:
    """
    Raise an alert for every place whose own grade by counts is higher than it was.

    Args:
        now: The grades of now.
        before: The grades that stood before, on the same scale; none had one when left out.
        levels: The levels whose units are told, in any order; every level when left out.

    Returns:
        The alerts in depth-first order of the places.

    Raises:
        DefinitionError: When the two are graded on different scales, or a level is none of the hierarchy.
    """
    wanted = frozenset(levels)
    refuse("alerts", _faults(now, before, wanted))
    was = {} if before is None else _highest(before)
    return tuple(
        Alert(
            unit=unit,
            grade=cause.grade,
            before=was[unit].grade if unit in was else None,
            cause=cause,
            told=_told(now, cause.counted, wanted),
        )
        for unit, cause in _highest(now).items()
        if unit not in was or now.scale.index(cause.grade) > now.scale.index(was[unit].grade)
    )


def felt(
    gradings: Gradings, counted: GradedPlaces, unit: str, at: datetime, *, known: datetime | None = None
) -> GradeStanding | GradeCause | None:
    """
    Return the higher of what was decided and what the counts give, on the way from a place to the root.

    Args:
        gradings: What was decided.
        counted: The grades by counts, on the same scale.
        unit: The id of the place.
        at: The moment asked about.
        known: What was known by then; all that is recorded when left out.

    Returns:
        The standing or the cause; of equals what was decided; none without either.
    """
    decided, by_count = gradings.effective(unit, at, known=known), counted.effective(unit)
    if decided is None or by_count is None:
        return decided or by_count
    if decided.grade not in counted.scale:
        return by_count
    higher = counted.scale.index(by_count.grade) > counted.scale.index(decided.grade)
    return by_count if higher else decided


def _highest(graded: GradedPlaces) -> dict[str, GradeCause]:
    highest: dict[str, GradeCause] = {}
    for cause in graded.causes:
        standing = highest.get(cause.unit)
        if standing is None or graded.scale.index(cause.grade) > graded.scale.index(standing.grade):
            highest[cause.unit] = cause
    return highest


def _told(graded: GradedPlaces, counted: str, levels: frozenset[str]) -> tuple[str, ...]:
    way = (counted, *graded.hierarchy.ancestors(counted))
    return tuple(unit for unit in way if not levels or graded.hierarchy[unit].level in levels)


def _faults(now: GradedPlaces, before: GradedPlaces | None, levels: frozenset[str]) -> list[Fault]:
    faults = []
    if before is not None and before.scale != now.scale:
        faults.append(Fault("alert.scale", "before", "it is graded on another scale; grade both on one"))
    there = {level.name for level in now.hierarchy.levels}
    for level in sorted(levels - there):
        problem = f"'{level}' is no level of the hierarchy{did_you_mean(level, there)}"
        faults.append(Fault("alert.level", level, problem))
    return faults
