"""
Who has been covered: the five standings of a population, counted in subjects and in persons.

The five add up to the register, always, in every unit and at both levels; that is what *no household and no person is
missed* (不落一户、不漏一人) comes to when it is counted.
"""

from collections.abc import Iterable, Mapping

import attrs

from gridcare.errors import UnknownName
from gridcare.work.steps import Standing

__all__ = ["NOBODY", "Counted", "Coverage", "join_standings"]


@attrs.frozen
class Counted:
    """
    How many, at both levels.

    Attributes:
        subjects: The subjects of the track, such as households.
        persons: The persons they stand for.
    """

    subjects: int = 0
    persons: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.subjects + other.subjects, self.persons + other.persons)


NOBODY = Counted()


@attrs.frozen(kw_only=True)
class Coverage:
    """
    The five standings of one population.

    Attributes:
        not_started: Nothing happened yet (未开始).
        in_progress: Something happened, and something is owed or awaited (进行中).
        settled: Closed with what there was to find out (已办结).
        excluded: Does not belong to the campaign (已排除).
        open: Every step done, still to be verified (待核实).
    """

    not_started: Counted = NOBODY
    in_progress: Counted = NOBODY
    settled: Counted = NOBODY
    excluded: Counted = NOBODY
    open: Counted = NOBODY

    @property
    def total(self) -> Counted:
        """Everybody."""
        return sum((self[standing] for standing in Standing), NOBODY)

    @property
    def closed(self) -> bool:
        """Whether nobody is not started or in progress."""
        return self.not_started.subjects + self.in_progress.subjects == 0

    def __getitem__(self, standing: str) -> Counted:
        """
        Return one of the five by its word (``settled``, ``not started`` ...).

        Raises:
            UnknownName: When it is none of the five.
        """
        try:
            count: Counted = getattr(self, Standing(standing).name.lower())
        except ValueError:
            raise UnknownName("standing", standing, [str(each) for each in Standing]) from None
        return count

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage.of({standing: self[standing] + other[standing] for standing in Standing})

    @classmethod
    def of(cls, counts: Mapping[Standing, Counted]) -> "Coverage":
        """Make it of counts by standing; one that is not there counts nobody."""
        return cls(**{standing.name.lower(): count for standing, count in counts.items()})


def join_standings(standings: Iterable[Standing], *, needs: str) -> Standing:
    """
    Join the standings of one subject under several tracks into one.

    Args:
        standings: At least one.
        needs: ``all`` when every track must settle, ``any`` when the first to settle settles the subject. Tracks
            that exclude the subject count only when all do.
    """
    held = set(standings)
    judged = held - {Standing.EXCLUDED}
    if not judged:
        return Standing.EXCLUDED
    if needs == "any" and Standing.SETTLED in judged:
        return Standing.SETTLED
    if judged == {Standing.NOT_STARTED}:
        return Standing.NOT_STARTED
    if judged & {Standing.NOT_STARTED, Standing.IN_PROGRESS}:
        return Standing.IN_PROGRESS
    return Standing.OPEN if Standing.OPEN in judged else Standing.SETTLED
