"""
How a campaign stands against a target: nine in ten by the second evening, say.

A deadline is owed by each case and a target by a population. Whoever was settled before the target's deadline counts,
from the moment at which the case was settled; who settled on a paper form that names only its day counts for every
hour of that day. Those who turn out not to belong to the campaign are no part of the population. The same target is
judged in subjects and in persons, since a nine tenths of the households may hold less than nine tenths of the persons.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from gridcare.errors import UnknownName
from gridcare.facts.fact import Precision
from gridcare.timing.deadlines import ENTERED, OPENED, Target, TargetStanding, TargetState
from gridcare.timing.periods import Interval, Zone, local_day
from gridcare.work.casebook import Casebook
from gridcare.work.coverage import join_standings
from gridcare.work.rows import Rows
from gridcare.work.steps import Standing

__all__ = ["Settling", "TargetLine", "judge_target", "settling"]

_LAST_INSTANT: Final = 999_999
"""The microsecond at which a fact of a whole day stands, and at which hardly any other fact does."""


@attrs.frozen
class Settling:
    """
    One subject that a target is owed for.

    Attributes:
        persons: The persons it stands for.
        settled: When it was settled: a moment, the day where only that is known, or none while it is not.
    """

    persons: int
    settled: datetime | Interval | None = None


@attrs.frozen(kw_only=True)
class TargetLine:
    """
    Where a target stands in one unit, at both levels.

    Attributes:
        unit: The unit, with everything inside it.
        level: The unit's level.
        subjects: Counted in subjects, such as households.
        persons: Counted in the persons they stand for.
    """

    unit: str
    level: str
    subjects: TargetStanding
    persons: TargetStanding

    @property
    def met(self) -> bool:
        """Whether it is met at both levels."""
        return self.subjects.state is TargetState.MET and self.persons.state is TargetState.MET


def settling(book: Casebook, places: Sequence[tuple[Rows, int]], *, needs: str) -> Settling | None:
    """
    Say whether and when a subject was settled; none when it is excluded.

    Args:
        book: The cases of the campaign.
        places: The subject's cases, at least one.
        needs: With several, whether ``all`` must settle it or ``any``.
    """
    standings = [rows.table.states[rows.states[row]].standing for rows, row in places]
    joined = join_standings(standings, needs=needs)
    if joined is Standing.EXCLUDED:
        return None
    first, number = places[0]
    persons = first.tally.unpack(first.weights[number])["person"]
    if joined is not Standing.SETTLED:
        return Settling(persons)
    held = zip(places, standings, strict=True)
    moments = [_ended(book, *place) for place, standing in held if standing is Standing.SETTLED]
    return Settling(persons, (min if needs == "any" else max)(moments, key=_start))


def _ended(book: Casebook, rows: Rows, row: int) -> datetime | Interval:
    """Say when a case came to its final: a moment, or the day if the fact that led there names only that."""
    since = rows.since[row]
    if since.microsecond != _LAST_INSTANT:
        return since
    passages = book.fold(rows, row).passages
    cause = passages[-1].cause if passages else ""
    fact = book.entries.meaning(book.entries.number[cause]) if cause else None
    whole = fact is not None and fact.precision is Precision.DAY
    return Interval.of_day(local_day(since, book.zone), book.zone) if whole else since


def _start(when: datetime | Interval) -> datetime:
    return when.start if isinstance(when, Interval) else when


def judge_target(
    target: Target, unit: tuple[str, str], population: Sequence[Settling], *, opened: datetime, at: datetime, zone: Zone
) -> TargetLine:
    """
    Tell where a target stands in a unit.

    Args:
        target: The target; its deadline counts from the opening.
        unit: The unit's id and level.
        population: Everybody in the unit who is not excluded.
        opened: When the campaign opened.
        at: The campaign's clock, which says whether the deadline has come.
        zone: The zone of the clocks.

    Raises:
        UnknownName: When the target's deadline counts from anything but the opening.
    """
    if target.by.anchor not in (OPENED, ENTERED):
        raise UnknownName("anchor of a campaign's target", target.by.anchor, (OPENED,))
    deadline = target.by.moment(opened, zone)
    done = [(_start(each.settled), each.persons) for each in population if each.settled is not None]
    moments, persons = [_known(moment, deadline, at) for moment, _ in done], [weight for _, weight in done]
    seen: dict[str, Any] = {"anchor": opened, "at": at, "zone": zone}
    return TargetLine(
        unit=unit[0],
        level=unit[1],
        subjects=target.judge(len(population), moments, **seen),
        persons=target.judge(sum(each.persons for each in population), moments, weights=persons, **seen),
    )


def _known(settled: datetime, deadline: datetime, at: datetime) -> datetime:
    """Let what was recorded ahead of the clock count too, as it counts in the coverage, if it came in time."""
    return at if at < settled < deadline else settled
