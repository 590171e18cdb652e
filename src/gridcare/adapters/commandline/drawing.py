"""
Cases drawn one by one through a compiled workflow, to hold a forecast against.

A forecast carries chances down the table; here single cases go down it, each with its own dice, and are counted. The
two share the table and nothing else, so that a fault of either shows as a difference too large for chance.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import TypeVar

import attrs

from gridcare.rules.expressions import Expression
from gridcare.work.forecast import Chance
from gridcare.work.steps import IfUnknown
from gridcare.work.table import Branch, State
from gridcare.work.workflow import Workflow

__all__ = ["Dice", "DrawnCase"]

_MINUTE = timedelta(minutes=1)

Drawn = TypeVar("Drawn")


@attrs.frozen
class DrawnCase:
    """
    One case that was drawn.

    Attributes:
        final: Where it ended.
        closed: The minutes from its opening to its end; none when no minutes were given.
        attempts: How often each part had a fact.
        hours: The hours of work that these cost.
    """

    final: str
    closed: int | None
    attempts: tuple[tuple[str, int], ...]
    hours: float


class Dice:
    """
    Draws cases.

    Args:
        workflow: The method.
        chances: For each step or state the probability of each outcome.
        minutes: For each step or state the probability of each number of minutes; none leaves time out.
        conditions: The probability of each condition by its text.
        random: What is drawn from.
        hours: For each step or state the hours that an attempt costs.
    """

    def __init__(
        self,
        workflow: Workflow,
        chances: Mapping[str, Mapping[str, Chance]],
        minutes: Mapping[str, Mapping[int, Chance]] | None,
        conditions: Mapping[str, Chance],
        random: Random,
        hours: Mapping[str, Chance] | None = None,
    ) -> None:
        self._table = workflow.table
        self._random = random
        self._conditions = {text: float(chance) for text, chance in conditions.items()}
        states = self._table.states
        self._outcomes = [_weighted(_told(chances, state, {})) for state in states]
        self._minutes = None if minutes is None else [_weighted(_told(minutes, state, {})) for state in states]
        self._hours = [float(_told(hours or {}, state, 0)) for state in states]

    def case(self) -> DrawnCase:
        """Draw one case from its entry to its end."""
        table = self._table
        attempts: Counter[str] = Counter()
        position = self._chosen(tuple(Branch(guard, IfUnknown.HOLD, at, ()) for guard, at in table.entries)).target
        entered = now = 0
        hours = 0.0
        while not table.is_final(position):
            state = table.states[position]
            outcome = self._one_of(self._outcomes[position])
            pause = 0 if self._minutes is None or outcome is None else self._one_of(self._minutes[position]) or 0
            timer = next(iter(table.timers[position]), None)
            due = None if timer is None else entered + timer.delay // _MINUTE
            passed = outcome is None or (self._minutes is not None and due is not None and now + pause >= due)
            if passed and timer is not None and due is not None:
                branch, now = self._chosen(timer.branches), due
            else:
                attempts[state.part] += 1
                hours += self._hours[position]
                branch, now = self._chosen(table.moves[position][str(outcome)]), now + pause
            if not (branch.again and table.stays(position, branch.target)):
                entered = now
            position = branch.target
        closed = None if self._minutes is None else now
        return DrawnCase(table.states[position].part, closed, tuple(attempts.items()), hours)

    def _one_of(self, weighted: tuple[tuple[Drawn, float], ...]) -> Drawn | None:
        roll = self._random.random()
        for what, chance in weighted:
            roll -= chance
            if roll < 0:
                return what
        return None

    def _chosen(self, branches: tuple[Branch, ...]) -> Branch:
        return next(branch for branch in branches if branch.guard is None or self._holds(branch.guard))

    def _holds(self, guard: Expression) -> bool:
        return self._random.random() < self._conditions[str(guard)]


def _told(given: Mapping[str, Drawn], state: State, otherwise: Drawn) -> Drawn:
    """Find what was given for a state: its own, that of its part with its marks, that of its part."""
    with_marks = f"{state.part}[{', '.join(state.marks)}]" if state.marks else state.part
    return next((given[name] for name in (str(state), with_marks, state.part) if name in given), otherwise)


def _weighted(chances: Mapping[Drawn, Chance]) -> tuple[tuple[Drawn, float], ...]:
    """Make chances quick to draw from; where they add up to one, the last takes what rounding leaves."""
    pairs = [(what, float(chance)) for what, chance in chances.items()]
    if sum(Fraction(chance) for chance in chances.values()) == 1:
        pairs[-1] = (pairs[-1][0], 1.0)
    return tuple(pairs)
