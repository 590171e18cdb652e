"""
Whether and when a workflow comes to an end.

A state that nothing leads to, a state without a way to a final, and a loop without a bound are faults of the
declaration. The longest time to closure is told twice: what it is if every deadline is kept, and what it is if
nobody does anything and only time passes. Where a deadline is not stated the first cannot be proven, where a
state has no moment that passes by itself the second cannot; both say so and name the parts.

A deadline that counts from the opening bounds when a case leaves a part, not how long it stays; a case that comes to
the part after it leaves at once. One that counts from a day of the subject is another for each, so that it proves
nothing of all of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import attrs

from gridcare.timing.deadlines import ENTERED, OPENED, Deadline
from gridcare.work.steps import Standing
from gridcare.work.table import State, Table

__all__ = ["Closure", "closure", "dead_ends", "loop"]


_LONGEST_DAY = timedelta(hours=25)
"""A day on which clocks are set back by one hour."""


@attrs.frozen(kw_only=True)
class Closure:
    """
    The longest time from opening a case to its final.

    Attributes:
        if_deadlines_kept: When every step is done by its deadline; none when that cannot be proven.
        by_itself: When nobody does anything; none when that cannot be proven.
        without_deadline: The steps whose deadline is not stated, in order.
        by_subject: The steps whose deadline counts from a day of the subject, in order.
        without_timer: The parts that no passed moment leads out of, in order.
    """

    if_deadlines_kept: timedelta | None
    by_itself: timedelta | None
    without_deadline: tuple[str, ...]
    by_subject: tuple[str, ...] = ()
    without_timer: tuple[str, ...]


@attrs.frozen
class _Bound:
    """How late a case may leave a part: so long after it entered, and so long after it was opened."""

    stay: timedelta | None = None
    opened: timedelta | None = None

    @property
    def told(self) -> bool:
        return self.stay is not None or self.opened is not None

    def leaves(self, entered: timedelta) -> timedelta | None:
        """Tell how long after the opening a case that entered so long after it has left; none when unbounded."""
        ends = [entered + self.stay] if self.stay is not None else []
        ends += [max(entered, self.opened)] if self.opened is not None else []
        return min(ends, default=None)


def closure(table: Table) -> Closure:
    """
    Tell the longest time to closure, both ways.

    Args:
        table: A compiled workflow without loops.
    """
    open_states = [position for position in range(len(table.states)) if not table.is_final(position)]
    kept = {position: _kept(table, position) for position in open_states}
    alone = {position: _Bound(_alone(table, position)) for position in open_states}
    unbounded = [position for position in open_states if not kept[position].told]
    by_subject = [position for position in unbounded if isinstance(_deadline(table, position), Deadline)]
    return Closure(
        if_deadlines_kept=_longest(table, kept),
        by_itself=_longest(table, alone, only_time=True),
        without_deadline=_parts(table, (position for position in unbounded if position not in by_subject)),
        by_subject=_parts(table, by_subject),
        without_timer=_parts(table, (position for position, bound in alone.items() if not bound.told)),
    )


def _deadline(table: Table, position: int) -> object:
    return table.deadlines.get(table.states[position].part)


def _kept(table: Table, position: int) -> _Bound:
    """How late a case may leave a part when deadlines are kept: by the deadline or the sure timer."""
    state, deadline = table.states[position], _deadline(table, position)
    period = table.periods.get(state.part)
    sure = _alone(table, position)
    if period is not None:
        return _Bound(_shorter(sure, period * (state.attempts + 1)))
    if not isinstance(deadline, Deadline) or deadline.anchor not in (ENTERED, OPENED):
        return _Bound(sure)
    owed = _length(deadline)
    return _Bound(sure, owed) if deadline.anchor == OPENED else _Bound(_shorter(sure, owed))


def _length(deadline: Deadline) -> timedelta:
    """The longest that a deadline lies after its anchor; an hour of the day comes at the latest after a long day."""
    return deadline.within if deadline.within is not None else deadline.nth * _LONGEST_DAY


def _shorter(one: timedelta | None, other: timedelta) -> timedelta:
    return other if one is None else min(one, other)


def _alone(table: Table, position: int) -> timedelta | None:
    """How long a case stays in a part when only time passes: until the first timer that needs no condition."""
    sure = [timer.delay for timer in table.timers[position] if timer.branches[-1].guard is None]
    return min(sure, default=None)


def _longest(table: Table, bounds: Mapping[int, _Bound], *, only_time: bool = False) -> timedelta | None:
    """
    Follow every way from an entry, and tell the latest moment at which a case comes to a final.

    Who enters a part later never leaves it earlier, so that the latest entry into each state says all of it.

    Args:
        table: A compiled workflow without loops.
        bounds: How late a case may leave the part of each state that is no final.
        only_time: Follow only what time does by itself.

    Returns:
        How long after the opening, or none when some way leads through a part that nothing bounds.
    """
    entered = {position: timedelta() for _, position in table.entries}
    for position in reversed(downwards(table)):
        if position not in entered or table.is_final(position):
            continue
        left = bounds[position].leaves(entered[position])
        if left is None:
            return None
        for target in _next(table, position, only_time=only_time):
            at = entered[position] if table.stays(position, target) else left
            entered[target] = max(at, entered.get(target, at))
    return max((at for position, at in entered.items() if table.is_final(position)), default=None)


def _next(table: Table, position: int, *, only_time: bool) -> Iterator[int]:
    if not only_time:
        yield from table.targets(position)
        return
    for timer in table.timers[position]:
        yield from (branch.target for branch in timer.branches)


def _parts(table: Table, positions: Iterable[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(table.states[position].part for position in positions))


def downwards(table: Table) -> list[int]:
    """List the states of a workflow without loops so that each stands after everything it leads to."""
    done: dict[int, None] = {}
    for root in range(len(table.states)):
        stack = [root]
        while stack:
            position = stack[-1]
            waiting = [target for target in table.targets(position) if target not in done]
            if waiting and position not in done:
                stack.extend(waiting)
            else:
                done.setdefault(position)
                stack.pop()
    return list(done)


def loop(table: Table) -> tuple[State, ...]:
    """Return the states of one loop, first state repeated at the end, or nothing when there is none."""
    finished: set[int] = set()
    for root in range(len(table.states)):
        path: dict[int, Iterator[int]] = {root: table.targets(root)}
        while path and root not in finished:
            position = next(reversed(path))
            target = next((each for each in path[position] if each not in finished), None)
            if target is None:
                finished.add(position)
                del path[position]
            elif target in path:
                circle = list(path)[list(path).index(target) :]
                return tuple(table.states[each] for each in (*circle, target))
            else:
                path[target] = table.targets(target)
    return ()


def dead_ends(table: Table) -> tuple[State, ...]:
    """Return the states from which no final can be reached."""
    sources: dict[int, list[int]] = {}
    for position in range(len(table.states)):
        for target in table.targets(position):
            sources.setdefault(target, []).append(position)
    safe = {position for position in range(len(table.states)) if table.is_final(position)}
    frontier = list(safe)
    while frontier:
        for source in sources.get(frontier.pop(), ()):
            if source not in safe:
                safe.add(source)
                frontier.append(source)
    stuck = (state for position, state in enumerate(table.states) if position not in safe)
    return tuple(state for state in stuck if state.standing in (Standing.NOT_STARTED, Standing.IN_PROGRESS))
