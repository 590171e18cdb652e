"""
Making rosters with OR-Tools' CP-SAT solver; needs the extra ``rosters``.

`gridcare.people.assignment.assign` gives out one turn after the other and never looks ahead. Over a fortnight with
rests, absences and few people that leaves turns empty which a better plan would fill. `make_roster` hands the same
question to a constraint solver: as many turns filled as can be, then loads as even, then as few faces at each place as
can be, in this order. It starts from the plan of `assign` and is never worse.

The same question gets the same roster: one worker thread, a fixed seed, and a limit in the solver's own deterministic
time, not the clock's. The model asks for every pair of a person and a turn that the person could take, so name the
`places` of your people: a street is quick as many small pools and slow as one large one.

What comes back has been checked by `gridcare.people.staffing.prove`, which knows nothing of the solver. Turns that
nobody can take are findings that count why.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, Final

import attrs

from gridcare.errors import MissingExtra
from gridcare.people.assignment import Assignments, Availability, Task, Unassigned, Worker, assign, turns_to_fill
from gridcare.people.duties import Hours, Owed
from gridcare.people.rosters import Absence, DutyShift, Roster
from gridcare.people.staffing import RosterProof, WorkLimits, prove
from gridcare.timing.periods import Interval, Zone

__all__ = ["MadeRoster", "make_roster"]

_SEED: Final = 20200203


@attrs.frozen(kw_only=True)
class MadeRoster:
    """
    A roster that was made, and its proof.

    Attributes:
        roster: The roster.
        proof: What `prove` says of it.
        findings: The turns that nobody takes, with the reasons.
        best: Whether it is proved that no roster is better; else the effort was spent.
    """

    roster: Roster
    proof: RosterProof
    findings: tuple[Unassigned, ...]
    best: bool


def make_roster(
    owed: Owed,
    workers: Iterable[Worker],
    *,
    changes: Iterable[Hours],
    zone: Zone,
    limits: WorkLimits | None = None,
    absences: Iterable[Absence] = (),
    effort: float = 10.0,
) -> MadeRoster:
    """
    Make a roster.

    Args:
        owed: What must be staffed.
        workers: The people, in any order; a worker's `at_most` counts minutes here.
        changes: The turns of a day, such as three of eight hours.
        zone: The zone of the clocks.
        limits: How long somebody may be on duty and must rest.
        absences: When who cannot be on duty.
        effort: How long to search, in the solver's deterministic time; about seconds.

    Raises:
        MissingExtra: When OR-Tools is not installed.
        DefinitionError: When two people have one id.
    """
    solver = _ortools()
    people, away = tuple(sorted(workers, key=lambda worker: worker.id)), tuple(absences)
    first = assign(turns_to_fill(owed, changes=changes, zone=zone), people, limits=limits, absences=away)
    available = Availability(people, limits, away)
    holders, best = _Model(solver, first, available, limits).solve(effort)
    for task in first.tasks:
        if task.id in holders:
            available.give(holders[task.id], task)
    for task in first.tasks:
        free = [worker.id for worker in people if available.why_not(worker, task) is None]
        if task.id not in holders and free:  # the effort was spent before this was looked at
            holders[task.id] = min(free, key=lambda person: (available.loads[person], person))
            available.give(holders[task.id], task)
    roster = Roster(shifts=_shifts(first.tasks, holders, people))
    return MadeRoster(
        roster=roster,
        proof=prove(roster, owed, limits=limits, absences=away),
        findings=tuple(
            Unassigned(task=task.id, reasons=available.reasons(task)) for task in first.tasks if task.id not in holders
        ),
        best=best,
    )


def _ortools() -> ModuleType:
    try:
        from ortools.sat.python import cp_model
    except ImportError as missing:
        raise MissingExtra("make_roster", "rosters") from missing
    return cp_model


def _shifts(tasks: Iterable[Task], holders: Mapping[str, str], workers: Iterable[Worker]) -> Iterator[DutyShift]:
    by_id = {worker.id: worker for worker in workers}
    for task in tasks:
        if task.id in holders and task.hours is not None:
            worker = by_id[holders[task.id]]
            role = next(role for role in task.by if role in worker.roles)
            yield DutyShift(id=task.id, person=worker.id, role=role, place=task.place, duty=task.duty, hours=task.hours)


class _Model:
    """The question, as the solver takes it: one truth for each person and turn that the person could take."""

    def __init__(self, solver: Any, first: Assignments, available: Availability, limits: WorkLimits | None) -> None:
        self._solver = solver
        self._model = solver.CpModel()
        self._first = first
        self._tasks = first.tasks
        self._takes: dict[tuple[str, str], Any] = {}
        self._could: dict[str, list[Task]] = {worker.id: [] for worker in available.workers}
        for task in first.tasks:
            for worker in available.workers:
                if available.why_never(worker, task) is None:
                    self._takes[worker.id, task.id] = self._model.new_bool_var("")
                    self._could[worker.id].append(task)
        filled = self._each_turn_once()
        for worker in available.workers:
            self._one_place_at_a_time(worker.id)
            if limits is not None:
                self._rests(worker.id, limits)
            if worker.at_most is not None:
                self._model.add(self._load(worker.id) <= worker.at_most)
        self._aim(filled)
        held = {(each.person, each.task) for each in first.given}
        for key, takes in self._takes.items():
            self._model.add_hint(takes, key in held)

    def solve(self, effort: float) -> tuple[dict[str, str], bool]:
        """Return who takes which turn, and whether that is proved to be best."""
        solver = self._solver.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = _SEED
        solver.parameters.max_deterministic_time = effort
        status = solver.solve(self._model)
        before = {each.task: each.person for each in self._first.given}
        if status not in (self._solver.OPTIMAL, self._solver.FEASIBLE):
            return before, False
        found = {task: person for (person, task), takes in self._takes.items() if solver.boolean_value(takes)}
        return (found if len(found) >= len(before) else before), status == self._solver.OPTIMAL

    def _each_turn_once(self) -> list[Any]:
        takers: dict[str, list[Any]] = {task.id: [] for task in self._tasks}
        for (_, task), takes in self._takes.items():
            takers[task].append(takes)
        for each in takers.values():
            self._model.add_at_most_one(each)
        return list(self._takes.values())

    def _slots(self, person: str) -> dict[Interval, list[Any]]:
        """The stretches of time that somebody could be on duty, each with what he could do then."""
        slots: dict[Interval, list[Any]] = {}
        for task in self._could[person]:
            if task.hours is not None:
                slots.setdefault(task.hours, []).append(self._takes[person, task.id])
        return dict(sorted(slots.items(), key=lambda pair: (pair[0].start, pair[0].end)))

    def _one_place_at_a_time(self, person: str) -> None:
        slots = self._slots(person)
        for hours in slots:
            running = [takes for other, own in slots.items() if hours.start in other for takes in own]
            self._model.add_at_most_one(running)

    def _rests(self, person: str, limits: WorkLimits) -> None:
        slots = self._slots(person)
        hours = list(slots)
        for place, early in enumerate(hours):
            if early.duration > limits.longest:
                self._model.add(sum(slots[early]) == 0)
            self._no_run_too_long([early], hours, slots, limits)
            for late in hours[place + 1 :]:
                apart = late.start - early.end
                if late.start > early.end and apart < limits.rest:
                    between = [takes for mid in hours if mid.start == early.end for takes in slots[mid]]
                    self._model.add(sum(slots[early]) + sum(slots[late]) - sum(between) <= 1)

    def _no_run_too_long(
        self, run: list[Interval], hours: Sequence[Interval], slots: dict[Interval, list[Any]], limits: WorkLimits
    ) -> None:
        """Forbid every shortest run of slots that meet and are together longer than allowed."""
        for following in hours:
            if following.start != run[-1].end:
                continue
            longer = [*run, following]
            if following.end - run[0].start > limits.longest:
                self._model.add(sum(takes for each in longer for takes in slots[each]) <= len(longer) - 1)
            else:
                self._no_run_too_long(longer, hours, slots, limits)

    def _load(self, person: str) -> Any:
        return sum(task.weight * self._takes[person, task.id] for task in self._could[person])

    def _aim(self, filled: Sequence[Any]) -> None:
        """Fill turns first, then even out loads, then keep the same faces at each place."""
        whole = sum(task.weight for task in self._tasks)
        lightest, heaviest = (self._model.new_int_var(0, whole, "") for _ in range(2))
        faces = []
        for person, tasks in self._could.items():
            if tasks:
                load = self._load(person)
                self._model.add(lightest <= load)
                self._model.add(load <= heaviest)
            for key in sorted({(task.place, task.duty) for task in tasks}):
                seen = self._model.new_bool_var("")
                for task in tasks:
                    if (task.place, task.duty) == key:
                        self._model.add_implication(self._takes[person, task.id], seen)
                faces.append(seen)
        uneven = len(faces) + 1
        self._model.minimize(sum(faces) + uneven * (heaviest - lightest) - uneven * (whole + 1) * sum(filled))
