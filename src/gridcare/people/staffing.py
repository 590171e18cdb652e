"""
The proof that a roster leaves nobody's place empty, or the list of what is wrong with it.

What is owed is held against who is really on duty, place by place and duty by duty, to the minute. A turn counts where
its role may take the duty, while the person is not absent, and once however often it was written down. Whatever is
wrong is a `RosterFinding`: a minute that nobody covers, somebody booked twice, too short a rest, somebody on duty
while sick or under observation, a role that may not take the duty, a duty nobody asked for, a note that was not left.

Somebody who is booked twice is at one of the two places, and nobody knows which: the minutes count as covered at both,
the double booking is a finding, and the roster does not hold. The proof is the same in whatever order a roster's
shifts are given.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

import attrs

from gridcare.errors import Fault, refuse
from gridcare.people.duties import Demand, Owed
from gridcare.people.rosters import Absence, Roster, Turn
from gridcare.timing.cover import Cover, cover, depths, merged, total
from gridcare.timing.periods import Interval, duration

__all__ = ["DutyCover", "RosterFinding", "RosterProof", "RosterTrouble", "WorkLimits", "prove"]


@attrs.frozen(kw_only=True)
class WorkLimits:
    """
    How long somebody may be on duty, and how long he must then rest.

    Turns that meet are one run, so a rest without a longest run would allow weeks without sleep: both are declared.

    Attributes:
        longest: The longest run on duty, such as ``12h``.
        rest: The shortest rest between two runs, such as ``8h``.

    Raises:
        DefinitionError: When a run may last no time at all.
        UnreadableTime: When a text is no duration.
    """

    longest: timedelta = attrs.field(converter=duration)
    rest: timedelta = attrs.field(converter=duration)

    def __attrs_post_init__(self) -> None:
        if not self.longest:
            refuse(
                "work limits", [Fault("roster.limits", "longest", "nobody could be on duty; give a time above zero")]
            )


class RosterTrouble(StrEnum):
    """What is wrong with a roster, the worst first."""

    UNCOVERED = "uncovered"
    """Too few are on duty."""
    UNAVAILABLE = "unavailable"
    """Somebody is on duty while he cannot be."""
    DOUBLE_BOOKED = "double booked"
    """Somebody is on duty more than once at the same time."""
    WRONG_ROLE = "wrong role"
    """Somebody is on duty in a role that may not take the duty."""
    TOO_LONG = "too long"
    """Somebody is on duty without a break for longer than allowed."""
    NO_REST = "no rest"
    """Somebody is on duty again before having rested."""
    NO_HAND_OVER = "no hand-over"
    """Somebody left while the duty went on, and left no note."""
    NOT_OWED = "not owed"
    """Somebody is on duty where and when nobody asked for it."""


_WORST_FIRST = {trouble: rank for rank, trouble in enumerate(RosterTrouble)}


@attrs.frozen(kw_only=True)
class RosterFinding:
    """
    One thing that is wrong with a roster.

    Attributes:
        trouble: What is wrong.
        hours: The stretch of time for which it is; the rest that is too short; empty where a note was not left.
        place: The id of the place; empty for what is wrong with one person's turns together.
        duty: The name of the duty; empty likewise.
        person: The opaque id of the person; empty for an uncovered place.
        shifts: The ids of the shifts that it is about.
        lacking: How many more would have to be there; 0 unless it is uncovered.
    """

    trouble: RosterTrouble
    hours: Interval
    place: str = ""
    duty: str = ""
    person: str = ""
    shifts: tuple[str, ...] = ()
    lacking: int = 0

    def __str__(self) -> str:
        where = f"'{self.duty}' at '{self.place}'" if self.place else f"shifts {', '.join(self.shifts)}"
        what = f"{self.lacking} lacking" if self.lacking else f"'{self.person}'"
        return f"{self.trouble}: {where}, {what}, {self.hours}"

    @property
    def _order(self) -> tuple[int, str, str, str, datetime, datetime, tuple[str, ...]]:
        hours = self.hours
        rank = _WORST_FIRST[self.trouble]
        return rank, self.place, self.duty, self.person, hours.start, hours.end, self.shifts


@attrs.frozen(kw_only=True)
class DutyCover:
    """
    How one duty at one place is covered.

    Attributes:
        place: The id of the place.
        duty: The name of the duty.
        covers: What is covered and the gaps; one for each stretch of rules, such as one by day and one by night.
    """

    place: str
    duty: str
    covers: tuple[Cover, ...]

    @property
    def required(self) -> timedelta:
        """The time that must be staffed."""
        return sum((each.required for each in self.covers), timedelta())

    @property
    def uncovered(self) -> timedelta:
        """The time in which too few are on duty."""
        return sum((each.uncovered for each in self.covers), timedelta())

    @property
    def uncovered_minutes(self) -> int:
        """The uncovered time in minutes, begun ones counted whole."""
        return -(-self.uncovered // timedelta(minutes=1))

    @property
    def is_empty(self) -> bool:
        """Whether nobody is on duty at any required moment."""
        return all(gap.serving == 0 for each in self.covers for gap in each.gaps) and not any(
            each.covered for each in self.covers
        )


@attrs.frozen(kw_only=True)
class RosterProof:
    """
    What a proof found.

    Attributes:
        owed: What had to be staffed, with the places of which that is not known.
        covers: How each duty at each place is covered, by place and duty.
        findings: All that is wrong, the worst kind first.
        workload: The time that each person is on duty in the roster, each moment once.
    """

    owed: Owed
    covers: tuple[DutyCover, ...]
    findings: tuple[RosterFinding, ...]
    workload: Mapping[str, timedelta] = attrs.field(hash=False)

    @property
    def holds(self) -> bool:
        """Whether nothing at all is wrong, and it is known of every place what is owed there."""
        return not self.findings and not self.owed.findings

    @property
    def uncovered(self) -> timedelta:
        """The time in which too few are on duty, over all places and duties."""
        return sum((each.uncovered for each in self.covers), timedelta())

    @property
    def empty_places(self) -> tuple[str, ...]:
        """The places that somebody should be at and where nobody ever is."""
        staffed: dict[str, bool] = {}
        for each in self.covers:
            staffed[each.place] = staffed.get(each.place, False) or not each.is_empty
        return tuple(place for place, is_staffed in staffed.items() if not is_staffed)

    def of(self, *troubles: RosterTrouble) -> tuple[RosterFinding, ...]:
        """Return the findings of some kinds."""
        return tuple(finding for finding in self.findings if finding.trouble in troubles)


def prove(
    roster: Roster, owed: Owed, *, limits: WorkLimits | None = None, absences: Iterable[Absence] = ()
) -> RosterProof:
    """
    Hold a roster against what is owed.

    Args:
        roster: Who is on duty; what lies outside the stretch of `owed` counts for rest and double bookings only.
        owed: What must be staffed.
        limits: How long somebody may be on duty and must rest; without them neither is judged.
        absences: When who cannot be on duty.
    """
    turns = roster.turns()
    notes = {(note.shift, note.by) for note in roster.hand_overs}
    away = _away(absences)
    findings: list[RosterFinding] = []
    workload: dict[str, timedelta] = {}
    for person, own in _by_key(turns, lambda turn: turn.person).items():
        runs = merged(turn.hours for turn in own)
        workload[person] = total(runs)
        findings += _personal(person, own, runs, limits)
    by_duty = _by_key(turns, lambda turn: (turn.place, turn.duty))
    asked = _by_key(owed.demands, lambda demand: (demand.place, demand.duty))
    covers = []
    for key in sorted(by_duty.keys() | asked.keys()):
        watch = _Watch(asked.get(key, ()), by_duty.get(key, ()), away, notes)
        findings += watch.findings(owed.within)
        if key in asked:
            covers.append(DutyCover(place=key[0], duty=key[1], covers=watch.covers))
    return RosterProof(
        owed=owed,
        covers=tuple(covers),
        findings=tuple(sorted(findings, key=lambda finding: finding._order)),
        workload=MappingProxyType(workload),
    )


_Thing = TypeVar("_Thing")
_Key = TypeVar("_Key", str, tuple[str, str])


def _by_key(things: Iterable[_Thing], key: Callable[[_Thing], _Key]) -> dict[_Key, list[_Thing]]:
    found: dict[_Key, list[_Thing]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return dict(sorted(found.items()))


def _away(absences: Iterable[Absence]) -> Mapping[str, tuple[Interval, ...]]:
    by_person = _by_key(absences, lambda absence: absence.person)
    return {person: merged(absence.hours for absence in own) for person, own in by_person.items()}


class _Watch:
    """One duty at one place: what is asked of it, and who does it."""

    def __init__(
        self,
        demands: Sequence[Demand],
        turns: Sequence[Turn],
        away: Mapping[str, tuple[Interval, ...]],
        notes: Set[tuple[str, str]],
    ) -> None:
        self._turns = turns
        self._present = [_present(turn, away.get(turn.person, ())) for turn in turns]
        self._notes = notes
        self._demands = demands
        self._kinds: dict[tuple[tuple[str, ...], int], list[Interval]] = defaultdict(list)
        for demand in demands:
            self._kinds[demand.by, demand.at_once].append(demand.hours)
        self.covers = tuple(
            cover(hours, self._serving(by, at_once), at_once=at_once) for (by, at_once), hours in self._kinds.items()
        )

    def _serving(self, by: tuple[str, ...], at_once: int) -> Iterator[Interval]:
        """Give the time that people serve in these roles; where several must, each person's once."""
        pieces: dict[str, list[Interval]] = defaultdict(list)
        for turn, present in zip(self._turns, self._present, strict=True):
            if turn.role in by:
                pieces[turn.person] += present
        for own in pieces.values():
            yield from own if at_once == 1 or len(own) == 1 else merged(own)

    def findings(self, within: Interval) -> Iterator[RosterFinding]:
        yield from self._uncovered()
        yield from self._wrong_roles()
        yield from self._not_owed(within)
        yield from self._not_handed_over()
        yield from self._unavailable()

    def _unavailable(self) -> Iterator[RosterFinding]:
        for turn, present in zip(self._turns, self._present, strict=True):
            if present != (turn.hours,):
                for gap in cover([turn.hours], present).gaps:
                    yield _about(turn, RosterTrouble.UNAVAILABLE, gap.interval)

    def _uncovered(self) -> Iterator[RosterFinding]:
        for each in self.covers:
            for gap in each.gaps:
                yield RosterFinding(
                    trouble=RosterTrouble.UNCOVERED,
                    place=self._demands[0].place,
                    duty=self._demands[0].duty,
                    hours=gap.interval,
                    lacking=gap.lacking,
                )

    def _wrong_roles(self) -> Iterator[RosterFinding]:
        for (by, _), hours in self._kinds.items():
            wrong = [turn for turn in self._turns if turn.role not in by]
            asked = merged(hours) if wrong else ()
            for turn in wrong:
                for served in cover(asked, [turn.hours]).covered:
                    yield _about(turn, RosterTrouble.WRONG_ROLE, served)

    def _not_owed(self, within: Interval) -> Iterator[RosterFinding]:
        asked = merged(demand.hours for demand in self._demands)
        ends = [each.end for each in asked]
        for turn in self._turns:
            hours = turn.hours
            place = bisect_right(ends, hours.start)
            if place < len(asked) and asked[place].start <= hours.start and hours.end <= asked[place].end:
                continue
            looked_at = hours.intersection(within)
            for gap in cover([looked_at], asked).gaps if looked_at else ():
                yield _about(turn, RosterTrouble.NOT_OWED, gap.interval)

    def _not_handed_over(self) -> Iterator[RosterFinding]:
        asked = merged(demand.hours for demand in self._demands if demand.hand_over)
        ends = [each.end for each in asked]
        going_on = {(turn.person, turn.hours.start) for turn in self._turns} if asked else set()
        for turn in self._turns if asked else ():
            left = turn.hours.end
            place = bisect_right(ends, left)
            owed_then = place < len(asked) and asked[place].start < left
            if owed_then and (turn.person, left) not in going_on and (turn.shift, turn.person) not in self._notes:
                yield _about(turn, RosterTrouble.NO_HAND_OVER, Interval(left, left))


def _present(turn: Turn, away: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Return the parts of a turn in which its person can be on duty."""
    if not any(turn.hours.overlaps(absence) for absence in away):
        return (turn.hours,)
    return tuple(gap.interval for gap in cover([turn.hours], away).gaps)


def _about(turn: Turn, trouble: RosterTrouble, hours: Interval) -> RosterFinding:
    return RosterFinding(
        trouble=trouble, place=turn.place, duty=turn.duty, person=turn.person, shifts=(turn.shift,), hours=hours
    )


def _personal(
    person: str, own: Sequence[Turn], runs: Sequence[Interval], limits: WorkLimits | None
) -> Iterator[RosterFinding]:
    """Judge one person's turns together, wherever they are; `runs` are their hours, joined."""
    hours = [turn.hours for turn in own]
    if total(hours) != total(runs):
        for twice in merged(each.interval for each in depths(hours) if each.at_once > 1):
            yield _together(person, own, RosterTrouble.DOUBLE_BOOKED, twice, twice)
    if limits is None:
        return
    for run in runs:
        if run.duration > limits.longest:
            yield _together(person, own, RosterTrouble.TOO_LONG, run, run)
    for earlier, later in pairwise(runs):
        if later.start - earlier.end < limits.rest:
            around = Interval(earlier.start, later.end)
            yield _together(person, own, RosterTrouble.NO_REST, Interval(earlier.end, later.start), around)


def _together(
    person: str, own: Iterable[Turn], trouble: RosterTrouble, hours: Interval, around: Interval
) -> RosterFinding:
    shifts = tuple(sorted({turn.shift for turn in own if turn.hours.overlaps(around)}))
    return RosterFinding(trouble=trouble, person=person, shifts=shifts, hours=hours)
