"""
Who lives in each stairwell, and who came and went between two days.

Two registers are laid side by side, place by place: the persons before, those who came and from where, those who went
and where to, the persons after. Persons that are only stated, without records, cannot come or go; how their number
changed is told apart, so that each line adds up.
"""

from collections import defaultdict
from collections.abc import Iterator

import attrs

from gridcare.errors import GridcareError
from gridcare.people.register import Register
from gridcare.people.whereabouts import Whereabouts

__all__ = ["Mover", "Occupancy", "OtherPlaces", "occupancy"]


class OtherPlaces(GridcareError, ValueError):
    """Things were laid over each other that stand over different hierarchies."""

    code = "other-places"


@attrs.frozen(kw_only=True)
class Mover:
    """
    Somebody who lived in one place before and in another after.

    Attributes:
        person: The id of the person.
        start: The place before; empty for outside, or not there.
        to: The place after; empty for outside, or no more there.
    """

    person: str
    start: str
    to: str


@attrs.frozen(kw_only=True)
class Occupancy:
    """
    The occupants of one place on two days; ``before + came - went + restated`` is ``after``.

    Attributes:
        unit: The place.
        before: How many persons lived there on the first day.
        came: Those with records who live there now and did not before.
        went: Those with records who do not any more.
        restated: How the number of persons changed that are stated without records.
        after: How many persons live there on the second day.
    """

    unit: str
    before: int
    came: tuple[Mover, ...]
    went: tuple[Mover, ...]
    after: int

    @property
    def restated(self) -> int:
        """How the number of persons changed that are stated without records."""
        return self.after - self.before - len(self.came) + len(self.went)

    @property
    def is_changed(self) -> bool:
        """Whether anything is otherwise than before."""
        return bool(self.came or self.went or self.restated)


def occupancy(before: Register, after: Register, *, level: str, within: str | None = None) -> tuple[Occupancy, ...]:
    """
    Tell the occupants of each unit of a level on two days, and the changes between.

    Args:
        before: The register of the first day, such as `gridcare.people.residence.Residence.on` gives it.
        after: The register of the second day.
        level: The level of the places, such as the stairwell.
        within: The unit inside which to look; everywhere when not given.

    Raises:
        OtherPlaces: When the registers stand over different hierarchies.
        UnknownName: When there is no such level or unit.
    """
    if before.hierarchy != after.hierarchy:
        raise OtherPlaces("the two registers stand over different hierarchies; lay both over one map first")
    came: defaultdict[str, list[Mover]] = defaultdict(list)
    went: defaultdict[str, list[Mover]] = defaultdict(list)
    for mover in _movers(Whereabouts(before, level), Whereabouts(after, level)):
        came[mover.to].append(mover)
        went[mover.start].append(mover)
    return tuple(
        Occupancy(
            unit=unit,
            before=before.persons_in(unit),
            came=tuple(came[unit]),
            went=tuple(went[unit]),
            after=after.persons_in(unit),
        )
        for unit in after.hierarchy.at_level(level, within)
    )


def _movers(before: Whereabouts, after: Whereabouts) -> Iterator[Mover]:
    for person in after.persons():
        start = before.living(person) if person in before.register else ""
        if start != (to := after.living(person)):
            yield Mover(person=person, start=start, to=to)
    for person in before.persons():
        if person not in after.register and (start := before.living(person)):
            yield Mover(person=person, start=start, to="")
