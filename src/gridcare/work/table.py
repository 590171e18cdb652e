"""
A workflow compiled: every state a case can be in, and what each outcome and each passed moment does there.

A state holds all the memory of a case: the part it is in, the attempts spent there, its marks, whether anything
happened yet, and, for a final, the step it was settled at. So a case in a campaign is one small integer, and
what may happen next is one look-up. Since attempts and marks are in the state, a cycle among states is a loop
without a bound, and the lack of one makes the longest time to closure a plain sum.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property

import attrs

from gridcare.errors import Fault, did_you_mean
from gridcare.rules.expressions import Expression
from gridcare.rules.parameters import Param, Parameters
from gridcare.rules.spelling import quoted
from gridcare.timing.deadlines import NOT_STATED, Deadline, NotStated
from gridcare.work.conditions import known_truth
from gridcare.work.effects import Declared
from gridcare.work.steps import After, Enter, Final, IfUnknown, Move, On, Part, Spent, Standing, Step

__all__ = [
    "JOINED",
    "LEFT",
    "Branch",
    "Compiled",
    "State",
    "Table",
    "Timer",
    "compile_parts",
    "moves_of",
    "outcomes_of",
]

JOINED = "joined"
"""The kind of the fact by which a subject enters the register after opening; its answers name unit and persons."""

LEFT = "left"
"""The kind of the fact by which a subject leaves, and the final of those who leave before their case is closed."""

_MOST_STATES = 1 << 16


@attrs.frozen
class State:
    """
    One state that a case can be in.

    Attributes:
        part: The step, wait or final.
        standing: Which of the five standings it counts under.
        attempts: Attempts spent in this part so far.
        marks: The marks the case carries, sorted.
        at: For a final, the part the case came from, where it is counted as closed.
        category: The final's category.
    """

    part: str
    standing: Standing
    attempts: int = 0
    marks: tuple[str, ...] = ()
    at: str = ""
    category: str = ""

    def __str__(self) -> str:
        marks = f"[{', '.join(self.marks)}]" if self.marks else ""
        attempts = f" after {self.attempts}" if self.attempts else ""
        started = " (not started)" if self.standing is Standing.NOT_STARTED else ""
        return f"{self.part}{marks}{attempts}{started}" + (f" at {self.at}" if self.at else "")


@attrs.frozen
class Branch:
    """
    One thing that an outcome or a passed moment may do in one state.

    Attributes:
        guard: What is left of the condition once marks and parameters are known; none means always.
        if_unknown: What to do when the guard cannot be told.
        target: The index of the state to go to.
        effects: The effects that follow.
        again: Whether it spends an attempt and stays in the part.
    """

    guard: Expression | None
    if_unknown: IfUnknown
    target: int
    effects: tuple[Declared, ...]
    again: bool = False


@attrs.frozen
class Timer:
    """What happens when so much time has passed since the case entered the part."""

    delay: timedelta
    branches: tuple[Branch, ...]


@attrs.frozen(eq=False, repr=False)
class Table:
    """
    The compiled workflow.

    Attributes:
        states: Every state, entries first; a case holds an index into this tuple.
        entries: For each entry its condition and the index of its state.
        moves: For each state, the branches of each outcome.
        timers: For each state, what time does, soonest first.
        left: The index of the state of those who left.
        gaps: The retry gap of each part that has one.
        deadlines: The deadline of each step; `NOT_STATED` where the method gives none.
        periods: How often each step is owed that is owed again and again.
        outcomes: The outcomes that each part may have.
    """

    states: tuple[State, ...]
    entries: tuple[tuple[Expression | None, int], ...]
    moves: tuple[Mapping[str, tuple[Branch, ...]], ...]
    timers: tuple[tuple[Timer, ...], ...]
    left: int
    gaps: Mapping[str, timedelta]
    deadlines: Mapping[str, Deadline | NotStated]
    periods: Mapping[str, timedelta]
    outcomes: Mapping[str, frozenset[str]]

    @cached_property
    def index(self) -> Mapping[State, int]:
        """The index of each state."""
        return {state: position for position, state in enumerate(self.states)}

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The order of the parts, by which facts of one moment are sorted."""
        order = dict.fromkeys(state.part for state in self.states)
        return {part: rank for rank, part in enumerate(order)}

    @cached_property
    def plain(self) -> tuple[Mapping[tuple[str, str], tuple[int, tuple[Declared, ...]]], ...]:
        """
        For each state the outcomes that need no thought: one branch, no guard, no retry gap to watch.

        A campaign's fast path reads these; the keys are (part, outcome), so that a fact out of turn misses.
        """
        return tuple(
            {
                (state.part, outcome): (branches[0].target, branches[0].effects)
                for outcome, branches in self.moves[position].items()
                if self._needs_no_thought(state, branches)
            }
            for position, state in enumerate(self.states)
        )

    def _needs_no_thought(self, state: State, branches: tuple[Branch, ...]) -> bool:
        first = branches[0]
        waits_for_gap = first.again and state.attempts > 0 and state.part in self.gaps
        guarded = first.guard is not None or any(effect.when is not None for effect in first.effects)
        return not guarded and not waits_for_gap

    def targets(self, position: int) -> Iterator[int]:
        """Iterate over the states that one state leads to, by outcomes and by time."""
        for branches in self.moves[position].values():
            yield from (branch.target for branch in branches)
        for timer in self.timers[position]:
            yield from (branch.target for branch in timer.branches)

    def stays(self, position: int, target: int) -> bool:
        """Tell whether going from one state to the other is another attempt within the same stay in a part."""
        if self.states[position].part != self.states[target].part:
            return False
        return any(
            branch.again and branch.target == target
            for branches in self.moves[position].values()
            for branch in branches
        )

    def is_final(self, position: int) -> bool:
        """Tell whether nothing leads out of this state."""
        return self.states[position].standing not in (Standing.NOT_STARTED, Standing.IN_PROGRESS)


@attrs.frozen
class Compiled:
    """What compiling found: the table, every fault, and the moves that no state ever takes."""

    table: Table
    faults: tuple[Fault, ...]
    unused: tuple[tuple[str, Move], ...]


def compile_parts(
    parts: tuple[Part, ...],
    start: tuple[Enter, ...],
    parameters: Parameters,
    arrivals: Iterable[State] = (),
) -> Compiled:
    """
    Compile the parts of a workflow and gather every fault on the way.

    Args:
        parts: Steps, waits and finals.
        start: The entries, in order of choice.
        parameters: The values that parts refer to.
        arrivals: Further states that cases may arrive in, such as those in flight under a former version.

    Returns:
        The table, which means something only when there are no faults.
    """
    compiler = _Compiler(parts, start, parameters)
    return compiler.run(arrivals)


class _Compiler:
    """The work of compiling one workflow; lives for one call of `compile_parts`."""

    def __init__(self, parts: tuple[Part, ...], start: tuple[Enter, ...], parameters: Parameters) -> None:
        self._parts = {part.name: part for part in parts}
        self._start = start
        self._parameters = parameters
        self._known = {
            f"param.{member.name}": member.value
            for member in parameters.members
            if isinstance(member.value, bool | int | str)
        }
        self._declared = {part.name: moves_of(part) for part in parts}
        self._marks = sorted({mark for moves in self._declared.values() for move in moves for mark in move.mark})
        self._states: list[State] = []
        self._indexes: dict[State, int] = {}
        self._moves: list[Mapping[str, tuple[Branch, ...]]] = []
        self._timers: list[tuple[Timer, ...]] = []
        self._used: set[int] = set()
        self._faults: dict[tuple[str, str], Fault] = {}

    def run(self, arrivals: Iterable[State]) -> Compiled:
        """Follow every way from the entries and from where cases in flight arrive."""
        entries = tuple(self._entries())
        left = self._index(State(LEFT, Standing.EXCLUDED, category=LEFT))
        for state in arrivals:
            self._index(state)
        while len(self._moves) < len(self._states) <= _MOST_STATES:
            self._explore(self._states[len(self._moves)])
        if len(self._states) > _MOST_STATES:
            self._tell("workflow.size", "", f"marks and attempts make over {_MOST_STATES} states; use fewer marks")
        table = self._table(entries, left)
        moves = [(name, move) for name, moves in self._declared.items() for move in moves]
        unused = tuple((name, move) for name, move in moves if id(move) not in self._used)
        return Compiled(table, tuple(self._faults.values()), unused)

    def _table(self, entries: tuple[tuple[Expression | None, int], ...], left: int) -> Table:
        steps = {name: part for name, part in self._parts.items() if isinstance(part, Step)}
        gaps = {name: self._time(step.retry_gap, name) for name, step in steps.items()}
        periods = {name: self._time(step.every, name) for name, step in steps.items()}
        return Table(
            states=tuple(self._states),
            entries=entries,
            moves=tuple(self._moves),
            timers=tuple(self._timers),
            left=left,
            gaps={name: gap for name, gap in gaps.items() if isinstance(gap, timedelta)},
            deadlines={name: self._deadline(step) for name, step in steps.items()},
            periods={name: period for name, period in periods.items() if isinstance(period, timedelta)},
            outcomes={name: frozenset(outcomes_of(part)) for name, part in self._parts.items()},
        )

    def _entries(self) -> Iterator[tuple[Expression | None, int]]:
        for entry in self._start:
            guard = self._guard(entry.when, ())
            if guard is not False:
                yield None if guard is True else guard, self._index(self._state(entry.part, started=False))
            if guard is True:
                return

    def _explore(self, state: State) -> None:
        outcomes: dict[str, list[On]] = {}
        passing: dict[timedelta, list[Move]] = {}
        for move in self._declared.get(state.part, ()):
            if isinstance(move, On):
                outcomes.setdefault(move.outcome, []).append(move)
            elif isinstance(move, After):
                delay = self._time(move.delay, state.part)
                if isinstance(delay, timedelta):
                    passing.setdefault(delay, []).append(move)
        self._moves.append({outcome: self._choice(state, outcome, moves) for outcome, moves in outcomes.items()})
        self._timers.append(tuple(self._passing(state, passing)))

    def _choice(self, state: State, outcome: str, moves: list[On]) -> tuple[Branch, ...]:
        branches = tuple(self._branches(state, moves))
        if not branches or branches[-1].guard is not None:
            where = f"{state.part}/{outcome}"
            self._tell(
                "workflow.otherwise",
                where,
                f"in state '{state}' no condition may hold; end with a move without 'when'",
            )
        return branches

    def _passing(self, state: State, passing: Mapping[timedelta, list[Move]]) -> Iterator[Timer]:
        for delay in sorted(passing):
            branches = tuple(self._branches(state, passing[delay]))
            if branches:
                yield Timer(delay, branches)
            if branches and branches[-1].guard is None:
                return

    def _branches(self, state: State, moves: Iterable[Move]) -> Iterator[Branch]:
        """Choose among moves until one needs no condition; what stands after it can never match."""
        for move in moves:
            guard = self._guard(move.when, state.marks)
            if guard is False:
                continue
            self._used.add(id(move))
            marks = _with_marks(state.marks, move)
            yield from self._follow(state, move, None if guard is True else guard, marks)
            if guard is True:
                return

    def _follow(self, state: State, move: Move, guard: Expression | None, marks: tuple[str, ...]) -> Iterator[Branch]:
        effects = tuple(self._effects(state, move))
        if not (isinstance(move, On) and move.again):
            target = self._target(state, move.go, marks)
            yield Branch(guard, move.if_unknown, target, effects)
            return
        if state.attempts + 1 < self._attempts(state.part):
            again = self._state(state.part, marks=marks, attempts=state.attempts + 1)
            yield Branch(guard, move.if_unknown, self._index(again), effects, again=True)
            return
        spent = [choice for choice in self._declared[state.part] if isinstance(choice, Spent)]
        for branch in self._branches(State(state.part, state.standing, state.attempts, marks), spent):
            both = branch.guard if guard is None else guard if branch.guard is None else guard & branch.guard
            yield attrs.evolve(branch, guard=both, effects=effects + branch.effects, again=True)

    def _effects(self, state: State, move: Move) -> Iterator[Declared]:
        """Keep the effects that may follow, with what is left of their conditions."""
        for effect in move.do:
            guard = self._guard(effect.when, state.marks)
            if guard is not False:
                yield attrs.evolve(effect, when=None if guard is True else guard)

    def _target(self, state: State, go: str, marks: tuple[str, ...]) -> int:
        return self._index(self._state(go, marks=marks, at=state.part))

    def _state(
        self, part: str, *, marks: tuple[str, ...] = (), attempts: int = 0, at: str = "", started: bool = True
    ) -> State:
        declared = self._parts.get(part)
        if isinstance(declared, Final):
            return State(part, declared.standing, at=at, category=declared.category)
        return State(part, Standing.IN_PROGRESS if started else Standing.NOT_STARTED, attempts, marks)

    def _index(self, state: State) -> int:
        if state not in self._indexes:
            self._indexes[state] = len(self._states)
            self._states.append(state)
        return self._indexes[state]

    def _guard(self, when: Expression | None, marks: tuple[str, ...]) -> Expression | bool:
        """Return what is left of a condition once marks and parameters are known."""
        if when is None:
            return True
        memory = {f"memory.{quoted(mark)}": mark in marks for mark in self._marks}
        return known_truth(when, {**self._known, **memory})

    def _attempts(self, part: str) -> int:
        step = self._parts[part]
        value = self._value(step.attempts, part) if isinstance(step, Step) else 1
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        self._tell("workflow.attempts", part, "the number of attempts must be a whole number of at least 1")
        return 1

    def _deadline(self, step: Step) -> Deadline | NotStated:
        if isinstance(step.deadline, Deadline):
            return step.deadline
        within = self._time(step.deadline, step.name)
        return within if isinstance(within, NotStated) else Deadline(within=within)

    def _time(self, given: object, where: str) -> timedelta | NotStated:
        value = self._value(given, where)
        if value is None or isinstance(value, NotStated):
            return NOT_STATED
        if not isinstance(value, timedelta):
            self._tell("workflow.time", where, "a length of time is wanted; declare the parameter with unit 'duration'")
            return NOT_STATED
        if value <= timedelta():
            self._tell("workflow.time", where, "a length of time must be longer than nothing")
        return value

    def _value(self, given: object, where: str) -> object:
        """Look up what a parameter holds; anything else is its own value."""
        if not isinstance(given, Param):
            return given
        if given.name in self._parameters:
            return self._parameters[given.name]
        hint = did_you_mean(given.name, self._parameters.names())
        self._tell("workflow.parameter", where, f"the parameter '{given.name}' is not declared{hint}")
        return NOT_STATED

    def _tell(self, code: str, where: str, problem: str) -> None:
        """Note a fault once, however many states show it."""
        self._faults.setdefault((code, where), Fault(code, where, problem))


def moves_of(part: Part) -> tuple[Move, ...]:
    """Return every move of a part; the end of a wait counts as one."""
    if isinstance(part, Final):
        return ()
    if isinstance(part, Step) or isinstance(part.until, NotStated):
        return part.moves
    return (*part.moves, After(part.until, go=part.go, mark=part.mark, forget=part.forget, do=part.do))


def outcomes_of(part: Part) -> tuple[str, ...]:
    """Return the outcomes that a part may have, in declared order."""
    return tuple(dict.fromkeys(move.outcome for move in moves_of(part) if isinstance(move, On)))


def _with_marks(held: tuple[str, ...], move: Move) -> tuple[str, ...]:
    return tuple(sorted({*held} - {*move.forget} | {*move.mark})) if move.mark or move.forget else held
