"""
Whether and when a workflow comes to an end.

A state that nothing leads to, a state without a way to a final, and a loop without a bound are faults of the
declaration. The longest time to closure is told twice: what it is if every deadline is kept, and what it is if
nobody does anything and only time passes. Where a deadline is not stated the first cannot be proven, where a
state has no moment that passes by itself the second cannot; both say so and name the parts.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import attrs

from gridcare.timing.deadlines import ENTERED, Deadline
from gridcare.work.steps import Standing
from gridcare.work.table import State, Table

__all__ = ["Closure", "closure", "dead_ends", "longest", "loop"]


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
        without_timer: The parts that no passed moment leads out of, in order.
    """

    if_deadlines_kept: timedelta | None
    by_itself: timedelta | None
    without_deadline: tuple[str, ...]
    without_timer: tuple[str, ...]


def closure(table: Table) -> Closure:
    """
    Tell the longest time to closure, both ways.

    Args:
        table: A compiled workflow without loops.
    """
    open_states = [position for position in range(len(table.states)) if not table.is_final(position)]
    kept = {position: _kept(table, position) for position in open_states}
    alone = {position: _alone(table, position) for position in open_states}
    return Closure(
        if_deadlines_kept=longest(table, kept),
        by_itself=longest(table, alone, only_time=True),
        without_deadline=_parts(table, (position for position, time in kept.items() if time is None)),
        without_timer=_parts(table, (position for position, time in alone.items() if time is None)),
    )


def _kept(table: Table, position: int) -> timedelta | None:
    """How long a case may stay in a part when deadlines are kept: until the deadline or the sure timer."""
    state = table.states[position]
    deadline, period = table.deadlines.get(state.part), table.periods.get(state.part)
    owed = _bound(deadline) if isinstance(deadline, Deadline) else None
    bounds = [_alone(table, position), owed if period is None else period * (state.attempts + 1)]
    return min((bound for bound in bounds if bound is not None), default=None)


def _bound(deadline: Deadline) -> timedelta | None:
    """The longest that a deadline lies after entering; an hour of the day comes at the latest after a long day."""
    if deadline.anchor != ENTERED:
        return None
    return deadline.within if deadline.within is not None else deadline.nth * _LONGEST_DAY


def _alone(table: Table, position: int) -> timedelta | None:
    """How long a case stays in a part when only time passes: until the first timer that needs no condition."""
    sure = [timer.delay for timer in table.timers[position] if timer.branches[-1].guard is None]
    return min(sure, default=None)


def longest(table: Table, stay: Mapping[int, timedelta | None], *, only_time: bool = False) -> timedelta | None:
    """
    Add up the longest stay along any way from an entry to a final.

    Args:
        table: A compiled workflow without loops.
        stay: How long a case may stay in the part of each state that is no final; none when unbounded.
        only_time: Follow only what time does by itself.

    Returns:
        The longest time, or none when some way leads through an unbounded stay.
    """
    memo: dict[int, timedelta | None] = {}
    for position in downwards(table):
        if table.is_final(position):
            memo[position] = timedelta()
            continue
        own = stay[position]
        onward = [_onward(table, position, target, own, memo) for target in _next(table, position, only_time=only_time)]
        unbounded = own is None or any(time is None for time in onward)
        memo[position] = None if unbounded else max((time for time in onward if time is not None), default=None)
    entries = [memo[position] for _, position in table.entries]
    return None if None in entries else max(time for time in entries if time is not None)


def _onward(
    table: Table, position: int, target: int, own: timedelta | None, memo: Mapping[int, timedelta | None]
) -> timedelta | None:
    """Another attempt stays within the same stay; any other move begins a new one."""
    rest = memo[target]
    if rest is None or own is None:
        return None
    return rest if table.stays(position, target) else own + rest


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
