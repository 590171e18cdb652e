"""
Counts that grade a place: so many at one level, and a grade is given to the place, to its parts or to a place above.

A `Threshold` reads one sum of a tally at every unit of one level and turns it into a grade by rising steps. It grades
the unit counted, or only the members inside it where something was counted, or a unit above it. A unit's *effective*
grade is the highest on its way to the root, together with the count that caused it.

A grade may fall when its count falls, or only when somebody decides so. Which of the two is declared, and the grades
that stand are an argument: nothing here remembers.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import pairwise

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Number, Tally

__all__ = ["Falls", "GradeCause", "GradedPlaces", "Threshold", "Whom", "grade_places"]


class Whom(StrEnum):
    """Which places a threshold grades."""

    UNIT = "unit"
    """The unit whose count it is."""
    MEMBERS = "members"
    """The units inside it, itself among them, that have a positive figure of their own in the count."""
    ANCESTOR = "ancestor"
    """The nearest unit of a named level on the way from it to the root."""


class Falls(StrEnum):
    """How a grade comes down again."""

    WITH_COUNT = "with the count"
    BY_DECISION = "by decision"


def _steps(given: Iterable[tuple[Number, str]]) -> tuple[tuple[Number, str], ...]:
    return tuple((least, grade) for least, grade in given)


@attrs.frozen(kw_only=True)
class Threshold:
    """
    From how many on a place has which grade.

    Attributes:
        name: What the rule is called.
        key: The key of the tally that is counted.
        weight: The weight in which it is counted.
        level: The level at whose units it is counted, everything inside them included.
        steps: The least count of each grade, rising; below the first there is none.
        falls: Whether the grade falls with the count or only by decision.
        whom: Which places are graded.
        ancestor: The level of the unit above that is graded, for `Whom.ANCESTOR` only.

    Raises:
        DefinitionError: When there are no steps, they do not rise, or `ancestor` does not go with `whom`.
    """

    name: str
    key: str
    weight: str
    level: str
    steps: tuple[tuple[Number, str], ...] = attrs.field(converter=_steps)
    falls: Falls
    whom: Whom = Whom.UNIT
    ancestor: str = ""

    def __attrs_post_init__(self) -> None:
        faults = []
        if not self.steps:
            faults.append(Fault("threshold.no-steps", self.name, "it has no steps; say from how many on which grade"))
        if any(later <= earlier for (earlier, _), (later, _) in pairwise(self.steps)):
            faults.append(Fault("threshold.steps", self.name, "its steps do not rise; order them by the least count"))
        if (self.whom is Whom.ANCESTOR) is not bool(self.ancestor):
            problem = "the level 'ancestor' belongs to whom=Whom.ANCESTOR, and only to it"
            faults.append(Fault("threshold.ancestor", self.name, problem))
        refuse(f"threshold '{self.name}'", faults)

    def grade(self, count: Number) -> str | None:
        """Return the grade of a count, or ``None`` below the first step."""
        reached = [grade for least, grade in self.steps if least <= count]
        return reached[-1] if reached else None


@attrs.frozen
class GradeCause:
    """
    A grade and what it comes from.

    Attributes:
        unit: The unit that is graded; empty when the level to be graded is missing above the unit counted.
        grade: The grade.
        threshold: The name of the threshold that gives it.
        counted: The unit whose count it is.
        count: The count.
    """

    unit: str
    grade: str
    threshold: str
    counted: str
    count: Number


@attrs.frozen
class GradedPlaces:
    """
    The grades that stand.

    Attributes:
        hierarchy: The units that are graded.
        scale: The grades from the lowest to the highest.
        causes: Each grade with its cause, in depth-first order of the graded units; hand them to the next
            `grade_places` as `standing`, without those that somebody decided to lift.
        unplaced: Grades for which there is no unit of the level to be graded above the unit counted.
    """

    hierarchy: Hierarchy
    scale: tuple[str, ...]
    causes: tuple[GradeCause, ...]
    unplaced: tuple[GradeCause, ...] = ()

    def effective(self, unit: str) -> GradeCause | None:
        """
        Return the highest grade on the way from the unit to the root, of equals the nearest; ``None`` without any.

        Raises:
            UnknownUnit: When there is no such unit.
        """
        way = (unit, *self.hierarchy.ancestors(unit))
        found = [cause for above in way for cause in self._at(above)]
        return max(found, key=lambda cause: self.scale.index(cause.grade), default=None)

    def _at(self, unit: str) -> tuple[GradeCause, ...]:
        position = self.hierarchy.position
        start = bisect_left(self.causes, position(unit), key=lambda cause: position(cause.unit))
        end = bisect_left(self.causes, position(unit) + 1, lo=start, key=lambda cause: position(cause.unit))
        return self.causes[start:end]


def grade_places(
    tally: Tally,
    thresholds: Iterable[Threshold],
    scale: Iterable[str],
    *,
    standing: Iterable[GradeCause] = (),
) -> GradedPlaces:
    """
    Grade the places of a tally's hierarchy by its counts.

    What nobody counted gives no grade: absent is not zero.

    Args:
        tally: The counts.
        thresholds: The rules.
        scale: All grades from the lowest to the highest.
        standing: The grades that stood before; those of thresholds that fall by decision only are kept unless the
            count now gives the same place a higher one. The others are passed over.

    Raises:
        DefinitionError: When two thresholds share a name, or a threshold names a level that the hierarchy does not
            have or a grade that the scale does not have, or its grades do not rise with its steps, or a grade that
            stands is not on the scale.
        UnknownUnit: When a grade stands for a unit that the hierarchy does not have.
    """
    rules, order = tuple(thresholds), tuple(scale)
    kept = {rule.name for rule in rules if rule.falls is Falls.BY_DECISION}
    held = [cause for cause in standing if cause.threshold in kept]
    refuse("thresholds", [*_faults(rules, order, tally.hierarchy), *_strange(held, order)])
    rank = {grade: place for place, grade in enumerate(order)}
    highest: dict[tuple[str, str, str], GradeCause] = {}
    unplaced: list[GradeCause] = []
    for cause in (*held, *_causes(tally, rules)):
        if not cause.unit:
            unplaced.append(cause)
            continue
        place = (cause.unit, cause.threshold, cause.counted)
        before = highest.get(place)
        if before is None or rank[cause.grade] >= rank[before.grade]:
            highest[place] = cause
    position = tally.hierarchy.position
    causes = sorted(highest.values(), key=lambda cause: (position(cause.unit), cause.threshold, cause.counted))
    return GradedPlaces(tally.hierarchy, order, tuple(causes), tuple(unplaced))


def _causes(tally: Tally, rules: tuple[Threshold, ...]) -> Iterator[GradeCause]:
    for rule in rules:
        members = _members(tally, rule) if rule.whom is Whom.MEMBERS else []
        for counted in tally.hierarchy.at_level(rule.level):
            count = tally.get(counted, rule.key, rule.weight)
            if count is None or (grade := rule.grade(count)) is None:
                continue
            for unit in _graded(tally.hierarchy, rule, counted, members):
                yield GradeCause(unit, grade, rule.name, counted, count)


def _members(tally: Tally, rule: Threshold) -> list[tuple[int, str]]:
    """Return the units with a positive figure of their own, in depth-first order with their positions."""
    entries = (entry for entry in tally.entries() if entry[1] == rule.key)
    return sorted((tally.hierarchy.position(unit), unit) for unit, _, by in entries if by.get(rule.weight, 0) > 0)


def _graded(hierarchy: Hierarchy, rule: Threshold, counted: str, members: list[tuple[int, str]]) -> Iterable[str]:
    if rule.whom is Whom.UNIT:
        return (counted,)
    if rule.whom is Whom.ANCESTOR:
        way = (counted, *hierarchy.ancestors(counted))
        return (next((unit for unit in way if hierarchy[unit].level == rule.ancestor), ""),)
    start, end = hierarchy.span(counted)
    return [unit for _, unit in members[bisect_left(members, (start, "")) : bisect_left(members, (end, ""))]]


def _faults(rules: tuple[Threshold, ...], scale: tuple[str, ...], hierarchy: Hierarchy) -> list[Fault]:
    faults, names = [], set()
    levels = {level.name for level in hierarchy.levels}
    for rule in rules:
        if rule.name in names:
            faults.append(Fault("threshold.name", rule.name, "two thresholds have this name; name each differently"))
        names.add(rule.name)
        for level in filter(None, (rule.level, rule.ancestor)):
            if level not in levels:
                problem = f"'{level}' is no level of the hierarchy{did_you_mean(level, levels)}"
                faults.append(Fault("threshold.level", rule.name, problem))
        grades = [grade for _, grade in rule.steps]
        unknown = [grade for grade in grades if grade not in scale]
        for grade in unknown:
            problem = f"'{grade}' is no grade of the scale{did_you_mean(grade, scale)}"
            faults.append(Fault("threshold.grade", rule.name, problem))
        if not unknown and any(scale.index(low) >= scale.index(high) for low, high in pairwise(grades)):
            problem = "a higher count must give a higher grade; its grades do not rise with its steps"
            faults.append(Fault("threshold.grades", rule.name, problem))
    return faults


def _strange(standing: list[GradeCause], scale: tuple[str, ...]) -> list[Fault]:
    return [
        Fault("threshold.standing", old.unit, f"its grade '{old.grade}' is no grade of the scale")
        for old in standing
        if old.grade not in scale
    ]
