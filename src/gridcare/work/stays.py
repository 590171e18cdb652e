"""
Who stayed where a place stood at some grade: the people to be looked at again because of where they were (旅居史).

Grades say how dangerous a place is, and change by decisions; a residence says who lived, worked or stayed where, and
changes by movements. Laid over each other they tell for every day of a stretch who was in a place of the grade. One may
ask about the days on which it *stood* at the grade, or, once a place has been graded, about everybody who was there in
the days before.

A grade counts with everything above a place, as `gridcare.work.grades.Gradings.effective` has it, and a day counts when
any part of it does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

import attrs

from gridcare.errors import UnknownName
from gridcare.people.occupancy import OtherPlaces
from gridcare.people.residence import NoRegisterYet, Residence
from gridcare.people.traces import Sojourn
from gridcare.timing.periods import Zone, aware, day_start, local_day
from gridcare.work.grades import Gradings

__all__ = ["GradedStay", "stayed_where_graded"]


@attrs.frozen(kw_only=True)
class GradedStay:
    """
    A sojourn at a place of the grades asked about.

    Attributes:
        sojourn: The sojourn, whole: who, where, tied how, from when to when.
        days: The days of it, in order, that were looked at and on which its place was in a unit of the grades.
    """

    sojourn: Sojourn
    days: tuple[date, ...]


def stayed_where_graded(
    residence: Residence,
    gradings: Gradings,
    grades: str | Iterable[str],
    since: date,
    until: date,
    *,
    at: datetime | None = None,
    known: datetime | None = None,
) -> tuple[GradedStay, ...]:
    """
    Tell who was in units of some grades in a stretch of days.

    Both are asked in the days of the residence's zone. The day on which somebody left counts, and so does every day of
    which the unit stood at the grade for a part.

    Args:
        residence: Where people were.
        gradings: The grades of the units, over the same hierarchy.
        grades: The grades.
        since: The first day, such as fourteen days ago.
        until: The first day that is no part of it.
        at: Look at the units that stand at one of the grades at this moment, on all days; without it, at each unit on
            the days on which it stood at one.
        known: Use only what was known by then, of people and of grades; everything when not given.

    Returns:
        The stays by person and day.

    Raises:
        UnknownName: When no edition of the scale has such a grade.
        OtherPlaces: When people and grades are told over different hierarchies.
        NoRegisterYet: When the stretch begins before the first register.
    """
    if residence.register.hierarchy != gradings.hierarchy:
        raise OtherPlaces("people and grades are told over different hierarchies; read both over one map first")
    if since < residence.since:
        raise NoRegisterYet(since, residence.since)
    wanted = frozenset((grades,) if isinstance(grades, str) else grades)
    _must_be_grades(gradings, wanted)
    marked = _Marked(gradings, wanted, at, known, residence.zone)
    found: dict[Sojourn, set[date]] = defaultdict(set)
    for root in marked.outermost():
        for sojourn in residence.stayed(root, since, until, known):
            found[sojourn].update(_days(residence, sojourn, marked, since, until, known))
    stays = (GradedStay(sojourn=each, days=tuple(sorted(days))) for each, days in found.items() if days)
    return tuple(sorted(stays, key=lambda stay: (stay.sojourn.person, stay.days, stay.sojourn.place, stay.sojourn.tie)))


def _must_be_grades(gradings: Gradings, wanted: frozenset[str]) -> None:
    known = {grade: None for scale in gradings.scales for grade in scale.grades}
    for grade in sorted(wanted):
        if grade not in known:
            raise UnknownName("grade", grade, known)


def _days(
    residence: Residence, sojourn: Sojourn, marked: "_Marked", since: date, until: date, known: datetime | None
) -> Iterator[date]:
    """Go through the days of a sojourn on which its place lay in a unit of the grades."""
    for first, last, unit in residence.located(sojourn.place, known):
        day = max(first, sojourn.since, since)
        end = min(last or date.max, sojourn.until or date.max, until - timedelta(days=1))
        while day <= end:
            if marked.on(unit, day):
                yield day
            day += timedelta(days=1)


class _Marked:
    """Which units are of the grades on which days; asked once for each place that was graded."""

    def __init__(
        self,
        gradings: Gradings,
        wanted: frozenset[str],
        at: datetime | None,
        known: datetime | None,
        zone: Zone,
    ) -> None:
        self._zone = zone
        self._gradings = gradings
        self._wanted = wanted
        self._at = None if at is None else aware(at, "at")
        self._known = known
        self._moves = {
            unit: [move.at for move in gradings.moves(unit, known=known)] for unit in gradings.graded(known=known)
        }
        self._nearest: dict[str, str] = {}
        self._told: dict[tuple[str, date], bool] = {}

    def outermost(self) -> Iterator[str]:
        """Go through the graded units that lie inside no other one."""
        for unit in self._moves:
            if not any(above in self._moves for above in self._gradings.hierarchy.ancestors(unit)):
                yield unit

    def on(self, unit: str, day: date) -> bool:
        """Say whether a unit is of the grades on any part of a day."""
        if unit not in self._nearest:
            path = (unit, *self._gradings.hierarchy.ancestors(unit))
            self._nearest[unit] = next((each for each in path if each in self._moves), "")
        place = self._nearest[unit]
        if not place:
            return False
        if (place, day) not in self._told:
            self._told[place, day] = any(self._is_of(place, moment) for moment in self._moments(place, day))
        return self._told[place, day]

    def _moments(self, place: str, day: date) -> Iterator[datetime]:
        """Go through the moments of a day from which the grade of a place may be another."""
        if self._at is not None:
            yield self._at
            return
        yield day_start(day, self._zone)
        for each in (place, *self._gradings.hierarchy.ancestors(place)):
            yield from (moment for moment in self._moves.get(each, ()) if local_day(moment, self._zone) == day)

    def _is_of(self, place: str, moment: datetime) -> bool:
        standing = self._gradings.effective(place, moment, known=self._known)
        return standing is not None and standing.grade in self._wanted
