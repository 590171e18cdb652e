"""
Who does what: people given to tasks, fairly, continuously, and with the reason.

A `Task` asks for one person in some role, perhaps over hours and at a place: a seat of a team, a turn at a gate, a
round of visits. `assign` goes through the tasks in the order of time and gives each to whoever did it last, as long as
that person's load is no more than an allowance above the lightest, and otherwise to whoever has the lightest load. When
everybody is taken it asks whether somebody could pass on another task, and who could then pass on theirs, before it
says that nobody is available: where all tasks run at the same hours, or each person takes one, as many tasks as
possible are given out. A task without anybody is a finding that counts the reasons, never an exception.

The same people and tasks give the same answer in whatever order they are named. `seats_to_fill` makes tasks of the
seats of teams, `turns_to_fill` of what must be staffed, and `Assignments.roster` turns the latter into shifts.
"""

import itertools
from bisect import insort
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import attrs

from gridcare.errors import Fault, refuse
from gridcare.given import texts
from gridcare.people.duties import Hours, Owed
from gridcare.people.rosters import Absence, DutyShift, Roster
from gridcare.people.staffing import WorkLimits
from gridcare.people.teams import TeamRule
from gridcare.timing.cover import merged
from gridcare.timing.periods import Interval, Zone, local_day

__all__ = [
    "Assigned",
    "Assignments",
    "Availability",
    "Because",
    "Task",
    "Unassigned",
    "WhyNot",
    "Worker",
    "assign",
    "seats_to_fill",
    "turns_to_fill",
]


@attrs.frozen(kw_only=True)
class Worker:
    """
    Somebody who can be given tasks.

    Attributes:
        id: An opaque id.
        roles: The roles that the person can take.
        source: Where the person comes from, such as one of the sources of a manpower pool (人力来源).
        places: The only places or units the person works at; empty for any.
        at_most: The largest load the person may have in all; ``None`` for no limit.
    """

    id: str
    roles: tuple[str, ...] = attrs.field(converter=texts)
    source: str = ""
    places: tuple[str, ...] = attrs.field(default=(), converter=texts)
    at_most: int | None = None


@attrs.frozen(kw_only=True)
class Task:
    """
    Something that one person is to do.

    Attributes:
        id: What the task is known by.
        by: The roles that may take it; any one suffices.
        hours: When it is done; ``None`` for a task that clashes with no other.
        place: The id of the place or unit.
        duty: The name of what is done; tasks of one duty at one place continue each other. Empty for what does not.
        weight: What it adds to a load.
    """

    id: str
    by: tuple[str, ...] = attrs.field(converter=texts)
    hours: Interval | None = None
    place: str = ""
    duty: str = ""
    weight: int = 1


class Because(StrEnum):
    """Why somebody was given a task."""

    CONTINUES = "continues"
    """The person did it last, and is not loaded much more than others."""
    LIGHTEST = "lightest"
    """Of those available the person had the lightest load."""
    ONLY = "only"
    """Nobody else was available."""
    PASSED_ON = "passed on"
    """Somebody had to pass on a task, this one or another, so that both could be done."""


class WhyNot(StrEnum):
    """Why somebody was not available, the first that holds."""

    ROLE = "no such role"
    PLACE = "works elsewhere"
    ABSENT = "absent"
    BUSY = "on another task"
    REST = "too long or without rest"
    LOAD = "fully loaded"


@attrs.frozen(kw_only=True)
class Assigned:
    """
    A task given to somebody.

    Attributes:
        task: The id of the task.
        person: The opaque id of the person.
        role: The role in which the person does it.
        because: Why it was this person.
    """

    task: str
    person: str
    role: str
    because: Because


@attrs.frozen(kw_only=True)
class Unassigned:
    """
    A task that nobody is available for.

    Attributes:
        task: The id of the task.
        reasons: For each reason, how many people were not available for it.
    """

    task: str
    reasons: tuple[tuple[WhyNot, int], ...]

    def __str__(self) -> str:
        told = ", ".join(f"{count} {reason}" for reason, count in self.reasons)
        return f"'{self.task}': nobody is available ({told or 'there is nobody'})"


@attrs.frozen(kw_only=True)
class Assignments:
    """
    Who was given what.

    Attributes:
        tasks: The tasks, in the order of time, place, duty and id.
        given: The tasks that were given out, in that order.
        findings: The tasks that nobody is available for, in that order.
        loads: The load of each person, by id, people without a task among them.
    """

    tasks: tuple[Task, ...]
    given: tuple[Assigned, ...]
    findings: tuple[Unassigned, ...]
    loads: tuple[tuple[str, int], ...]

    def roster(self) -> Roster:
        """Return the tasks with hours, place and duty that were given out as the shifts of a roster."""
        by_id = {task.id: task for task in self.tasks}
        return Roster(
            shifts=[
                DutyShift(
                    id=task.id,
                    person=each.person,
                    role=each.role,
                    place=task.place,
                    duty=task.duty,
                    hours=task.hours,
                )
                for each in self.given
                if (task := by_id[each.task]).hours is not None and task.place and task.duty
            ]
        )


def seats_to_fill(rule: TeamRule, units: Iterable[str]) -> tuple[Task, ...]:
    """
    Make a task of each seat of one team per unit.

    Args:
        rule: The rule of the teams.
        units: The units that are to have a team.
    """
    return tuple(
        Task(id=f"{unit}/{place}/{number}", by=place.any_of, place=unit, duty=rule.name)
        for unit in units
        for place in rule.seats
        for number in range(1, place.count + 1)
    )


def turns_to_fill(owed: Owed, *, changes: Iterable[Hours], zone: Zone) -> tuple[Task, ...]:
    """
    Cut what must be staffed into turns, one task for each person needed at once; a task weighs its minutes.

    Args:
        owed: What must be staffed.
        changes: The turns of a day, such as three of eight hours; what they leave uncovered becomes turns of its own.
        zone: The zone of the clocks.
    """
    bounds = _bounds(owed.within, tuple(changes), zone)
    return tuple(
        Task(
            id=f"{demand.place}/{demand.duty}/{piece.start.isoformat(timespec='minutes')}/{number}",
            by=demand.by,
            hours=piece,
            place=demand.place,
            duty=demand.duty,
            weight=piece.duration // timedelta(minutes=1),
        )
        for demand in owed.demands
        for piece in _pieces(demand.hours, bounds)
        for number in range(1, demand.at_once + 1)
    )


def _bounds(within: Interval, changes: Sequence[Hours], zone: Zone) -> list[datetime]:
    first = local_day(within.start, zone) - timedelta(days=1)
    days = [first + timedelta(days=ahead) for ahead in range((local_day(within.end, zone) - first).days + 1)]
    pieces = [piece for day in days for each in changes if (piece := each.on(day, zone)) is not None]
    return sorted({bound for piece in pieces for bound in (piece.start, piece.end)})


def _pieces(hours: Interval, bounds: Sequence[datetime]) -> Iterator[Interval]:
    since = hours.start
    for bound in bounds:
        if since < bound < hours.end:
            yield Interval(since, bound)
            since = bound
    yield Interval(since, hours.end)


_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


def _order(task: Task) -> tuple[datetime, str, str, str]:
    """Sort by time, tasks without hours first, as nothing can keep them from being done."""
    return task.hours.start if task.hours else _EARLIEST, task.place, task.duty, task.id


class Availability:
    """
    Who is doing what while tasks are given out; tells who is available and why others are not.

    Args:
        workers: The people.
        limits: How long somebody may be on duty and must rest.
        absences: When who cannot be on duty.
    """

    def __init__(
        self, workers: Iterable[Worker], limits: WorkLimits | None = None, absences: Iterable[Absence] = ()
    ) -> None:
        self.workers = tuple(sorted(workers, key=lambda worker: worker.id))
        self.loads = {worker.id: 0 for worker in self.workers}
        self.held: dict[str, list[Task]] = {worker.id: [] for worker in self.workers}
        self._limits = limits
        self._away: dict[str, list[Interval]] = {}
        for absence in absences:
            self._away.setdefault(absence.person, []).append(absence.hours)

    def why_never(self, worker: Worker, task: Task) -> WhyNot | None:
        """Say why somebody cannot take a task whatever else he does, or ``None`` when he can."""
        if not set(worker.roles) & set(task.by):
            return WhyNot.ROLE
        if worker.places and task.place not in worker.places:
            return WhyNot.PLACE
        hours = task.hours
        if hours is not None and any(hours.overlaps(absence) for absence in self._away.get(worker.id, ())):
            return WhyNot.ABSENT
        return None

    def why_not(self, worker: Worker, task: Task, *, without: Task | None = None) -> WhyNot | None:
        """Say why somebody is not available for a task, without one of those held if given."""
        return self.why_never(worker, task) or self._why_not_now(worker, task, without)

    def _why_not_now(self, worker: Worker, task: Task, without: Task | None) -> WhyNot | None:
        load = self.loads[worker.id] - (without.weight if without else 0)
        if task.hours is not None:
            held = [each.hours for each in self.held[worker.id] if each is not without and each.hours is not None]
            if any(task.hours.overlaps(hours) for hours in held):
                return WhyNot.BUSY
            if self._limits is not None and not _rested(task.hours, held, self._limits):
                return WhyNot.REST
        if worker.at_most is not None and load + task.weight > worker.at_most:
            return WhyNot.LOAD
        return None

    def give(self, person: str, task: Task) -> None:
        """Let somebody hold a task."""
        insort(self.held[person], task, key=lambda each: each.id)
        self.loads[person] += task.weight

    def take(self, person: str, task: Task) -> None:
        """Let somebody hold a task no longer."""
        self.held[person].remove(task)
        self.loads[person] -= task.weight

    def reasons(self, task: Task) -> tuple[tuple[WhyNot, int], ...]:
        """Count why nobody is available."""
        counted = Counter(reason for worker in self.workers if (reason := self.why_not(worker, task)) is not None)
        return tuple((reason, counted[reason]) for reason in WhyNot if counted[reason])


def _rested(hours: Interval, held: Iterable[Interval], limits: WorkLimits) -> bool:
    """Tell whether a turn among others makes no run too long and leaves no rest too short beside its run."""
    runs = merged([*held, hours])
    place = next(place for place, run in enumerate(runs) if hours.start in run)
    around = [runs[place]] if place == 0 else [runs[place - 1], runs[place]]
    around += runs[place + 1 : place + 2]
    rested = all(later.start - earlier.end >= limits.rest for earlier, later in itertools.pairwise(around))
    return rested and runs[place].duration <= limits.longest


def assign(
    tasks: Iterable[Task],
    workers: Iterable[Worker],
    *,
    allowance: int = 0,
    limits: WorkLimits | None = None,
    absences: Iterable[Absence] = (),
    last: Mapping[tuple[str, str], str] | None = None,
) -> Assignments:
    """
    Give people to tasks.

    Args:
        tasks: The tasks, in any order.
        workers: The people, in any order.
        allowance: How much more than the lightest somebody may be loaded and still continue what he did last; the
            larger, the more continuous and the less even.
        limits: How long somebody may be on duty and must rest, for tasks with hours.
        absences: When who cannot be on duty.
        last: Who did each duty at each place last, by place and duty, from an earlier plan.

    Raises:
        DefinitionError: When two tasks or two people have one id, or a task weighs less than nothing.
    """
    ordered = tuple(sorted(tasks, key=_order))
    people = tuple(workers)
    refuse("the assignment", _faults(ordered, people))
    return _Assigning(ordered, Availability(people, limits, absences), allowance, dict(last or {})).run()


def _faults(tasks: Sequence[Task], workers: Sequence[Worker]) -> Iterator[Fault]:
    for kind, ids in (("task", [task.id for task in tasks]), ("worker", [worker.id for worker in workers])):
        for id, count in Counter(ids).items():
            if count > 1 or not id:
                problem = f"each {kind} needs an id of its own; this one is held {count} times"
                yield Fault(f"assignment.{kind}-id", id, problem)
    for task in tasks:
        if task.weight < 0:
            yield Fault("assignment.weight", task.id, f"weighs {task.weight}; a task adds nothing or more to a load")


class _Assigning:
    """Gives out tasks one after the other."""

    def __init__(
        self, tasks: tuple[Task, ...], available: Availability, allowance: int, last: dict[tuple[str, str], str]
    ) -> None:
        self._tasks = tasks
        self._available = available
        self._allowance = allowance
        self._last = last
        self._by_id = {worker.id: worker for worker in available.workers}
        self._holder: dict[str, tuple[str, Because]] = {}
        self._able = {
            task.id: [worker for worker in available.workers if available.why_never(worker, task) is None]
            for task in tasks
        }

    def run(self) -> Assignments:
        left, before = list(self._tasks), -1
        while len(left) != before:  # whoever passed on a task may have become free for one left over
            before = len(left)
            left = [task for task in left if not (self._choose(task) or self._pass_on(task))]
        given = [
            Assigned(task=task.id, person=person, role=self._role(person, task), because=because)
            for task in self._tasks
            if task.id in self._holder
            for person, because in [self._holder[task.id]]
        ]
        findings = [Unassigned(task=task.id, reasons=self._available.reasons(task)) for task in left]
        return Assignments(
            tasks=self._tasks,
            given=tuple(given),
            findings=tuple(findings),
            loads=tuple(sorted(self._available.loads.items())),
        )

    def _role(self, person: str, task: Task) -> str:
        return next(role for role in task.by if role in self._by_id[person].roles)

    def _choose(self, task: Task) -> bool:
        available, loads = self._available, self._available.loads
        free = [worker.id for worker in self._able[task.id] if available.why_not(worker, task) is None]
        if not free:
            return False
        lightest = min(free, key=lambda person: (loads[person], person))
        before = self._last.get((task.place, task.duty), "")
        if before in free and loads[before] <= loads[lightest] + self._allowance:
            chosen, because = before, Because.CONTINUES
        else:
            chosen, because = lightest, Because.LIGHTEST
        self._hold(task, chosen, Because.ONLY if len(free) == 1 else because)
        return True

    def _hold(self, task: Task, person: str, because: Because) -> None:
        self._available.give(person, task)
        self._holder[task.id] = person, because
        if task.duty:
            self._last[task.place, task.duty] = person

    def _pass_on(self, task: Task) -> bool:
        """
        Look for a chain of people, each of whom passes on one task to the next, the last of whom is free.

        Breadth first, so that as few as possible are troubled; each person is asked once.
        """
        asked: set[str] = set()
        via: dict[str, tuple[Task, str]] = {}
        waiting = deque([task])
        while waiting:
            wanting = waiting.popleft()
            for worker in self._able[wanting.id]:
                if worker.id in asked:
                    continue
                if self._available.why_not(worker, wanting) is None:
                    self._shift_along(wanting, worker.id, via)
                    return True
                passed = self._could_pass(worker, wanting)
                if passed is not None:
                    asked.add(worker.id)
                    via[passed.id] = wanting, worker.id
                    waiting.append(passed)
        return False

    def _could_pass(self, worker: Worker, wanted: Task) -> Task | None:
        for held in self._available.held[worker.id]:
            if self._available.why_not(worker, wanted, without=held) is None:
                return held
        return None

    def _shift_along(self, task: Task, free: str, via: Mapping[str, tuple[Task, str]]) -> None:
        taker = free
        while task.id in via:
            wanting, giver = via[task.id]
            self._available.take(giver, task)
            self._hold(task, taker, Because.PASSED_ON)
            task, taker = wanting, giver
        self._hold(task, taker, Because.PASSED_ON)
