"""
What a method will cost and how fast it closes, told before anybody knocks.

Give each outcome a chance, and a compiled workflow is an absorbing Markov chain whose loops are bounded: from the
entries the chances flow down to the finals, and every expectation is an exact sum. Give each attempt a distribution of
whole minutes as well, and the moment of closing has a distribution too, timers included. Everything is a fraction, so
that two methods can be compared to the last digit, and a simulation can be held against the forecast.

Attempts at different cases are taken to be independent, and nobody waits for a free team: a forecast is of the method,
not of the staff. Where groups of a register behave otherwise, each has a forecast of its own, and `mixed` tells what is
to be expected of all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeVar

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.rules.expressions import Expression
from gridcare.timing.periods import duration
from gridcare.work.closure import downwards
from gridcare.work.steps import IfUnknown
from gridcare.work.table import Branch, State, Table
from gridcare.work.workflow import Workflow

__all__ = ["Chance", "Forecast", "forecast", "mixed"]

Chance = int | Fraction | Decimal
"""A probability, or a number of hours, exactly; a float is not."""

_MINUTE = timedelta(minutes=1)

Told = TypeVar("Told")
Key = TypeVar("Key", int, str)


@attrs.frozen(kw_only=True)
class Forecast:
    """
    What is to be expected of one case.

    Attributes:
        attempts: The expected number of attempts at each step and facts in each wait, in the workflow's order.
        finals: The probability of each final, in the workflow's order.
        person_hours: The expected hours of work; none when no hours were given.
        person_hours_variance: The variance of the hours, in hours squared; none when no hours were given. So many cases
            have so many times the hours and so many times the variance.
        closing: For each final, the probability of reaching it in each minute after the opening; empty when no
            minutes were given.
    """

    attempts: tuple[tuple[str, Fraction], ...]
    finals: tuple[tuple[str, Fraction], ...]
    person_hours: Fraction | None
    person_hours_variance: Fraction | None
    closing: tuple[tuple[str, tuple[tuple[int, Fraction], ...]], ...] = attrs.field(repr=False)

    def closed_within(self, time: str | timedelta, *finals: str) -> Fraction:
        """
        Return the share of cases that have reached a final by a moment.

        Args:
            time: How long after the opening.
            finals: The finals that count; all when none is named.
        """
        minutes = duration(time) // _MINUTE
        counted = (times for final, times in self.closing if not finals or final in finals)
        return sum((chance for times in counted for minute, chance in times if minute <= minutes), Fraction(0))

    def curve(self, times: Iterable[str | timedelta], *finals: str) -> tuple[Fraction, ...]:
        """Return the share that has reached a final by each of several moments."""
        return tuple(self.closed_within(time, *finals) for time in times)


def forecast(
    workflow: Workflow,
    chances: Mapping[str, Mapping[str, Chance]],
    *,
    minutes: Mapping[str, Mapping[int, Chance]] | None = None,
    hours: Mapping[str, Chance] | None = None,
    conditions: Mapping[str, Chance] | None = None,
) -> Forecast:
    """
    Tell what is to be expected of one case.

    Args:
        workflow: The method.
        chances: For each step the probability of each outcome, adding up to one. A state's own text, such as
            ``phone[registered]``, may stand for the step where memory matters. For a wait the outcomes may add up to
            less: the rest waits until the time is over.
        minutes: For each step or wait, the probability of each number of minutes between entering it (or the last
            attempt) and the fact. With them timers run against the attempts; without, a step's timers never pass.
        hours: The hours of work that an attempt at a step costs, all persons together. For minutes and hours too a
            state's own text may stand, such as ``phone after 1`` for a second attempt by another channel.
        conditions: The probability that a condition on subjects or facts holds, by its text; it is taken to be
            independent of everything else.

    Raises:
        DefinitionError: With every fault of what was given: names that the workflow does not have, probabilities that
            are none or do not add up, conditions and steps without any.
    """
    given = _Given(workflow, chances, minutes, hours or {}, conditions or {})
    refuse(f"the forecast of workflow '{workflow.name}'", given.faults())
    flow = _Flow(given)
    flow.run()
    return flow.result()


@attrs.frozen
class _Given:
    """What a forecast was given, looked up by state."""

    workflow: Workflow
    chances: Mapping[str, Mapping[str, Chance]]
    minutes: Mapping[str, Mapping[int, Chance]] | None
    hours: Mapping[str, Chance]
    conditions: Mapping[str, Chance]

    @property
    def table(self) -> Table:
        return self.workflow.table

    def of(self, state: State) -> Mapping[str, Chance]:
        """Return the chances of the outcomes in a state."""
        return _of(self.chances, state, {})

    def pauses(self, state: State) -> Mapping[int, Chance]:
        """Return the chances of the minutes before a fact in a state."""
        return _NO_TIME if self.minutes is None else _of(self.minutes, state, {})

    def cost(self, state: State) -> Fraction:
        """Return the hours of an attempt in a state."""
        return Fraction(_of(self.hours, state, 0))

    def condition(self, guard: Expression) -> Fraction:
        return Fraction(self.conditions[str(guard)])

    def branches(self, branches: tuple[Branch, ...]) -> Iterator[tuple[Branch, Fraction]]:
        """Share a chance among ordered branches."""
        rest = Fraction(1)
        for branch in branches:
            taken = rest if branch.guard is None else rest * self.condition(branch.guard)
            yield branch, taken
            rest -= taken

    def faults(self) -> Iterator[Fault]:
        states = [state for position, state in enumerate(self.table.states) if not self.table.is_final(position)]
        known = {name for state in states for name in (str(state), state.part, _with_marks(state))}
        for kind, names in (("chances", self.chances), ("minutes", self.minutes or {}), ("hours", self.hours)):
            for name in names:
                if name not in known:
                    yield Fault(f"forecast.{kind}", name, f"this is no step or wait{did_you_mean(name, known)}")
        for name, outcomes in self.chances.items():
            yield from self._chance_faults(name, outcomes)
        for name, times in (self.minutes or {}).items():
            yield from _distribution_faults(f"minutes of {name}", times.values(), whole=True)
        for name, cost in self.hours.items():
            if isinstance(cost, bool | float) or cost < 0:
                yield Fault(
                    "forecast.hours", name, "hours are an exact number, none below nought; a float is not exact"
                )
        needed = {str(guard) for guard in self._guards()}
        for text in sorted(needed - set(self.conditions)):
            yield Fault("forecast.condition", text, "this condition decides where cases go; give its probability")
        for text in sorted(set(self.conditions) - needed):
            yield Fault("forecast.condition", text, f"no case asks this{did_you_mean(text, needed)}")
        for text, chance in self.conditions.items():
            yield from _distribution_faults(text, (chance,), whole=False)
        yield from self._missing(states)
        if all(_exact(chance) for outcomes in self.chances.values() for chance in outcomes.values()):
            yield from self._stuck()

    def _chance_faults(self, name: str, outcomes: Mapping[str, Chance]) -> Iterator[Fault]:
        part = name.split("[")[0].split(" after ")[0].removesuffix(" (not started)")
        allowed = self.table.outcomes.get(part, frozenset())
        for outcome in outcomes:
            if outcome not in allowed:
                problem = f"'{outcome}' is no outcome{did_you_mean(outcome, allowed)}"
                yield Fault("forecast.outcome", name, problem)
        waits = part not in self.table.deadlines
        yield from _distribution_faults(name, outcomes.values(), whole=not waits)

    def _guards(self) -> Iterator[Expression]:
        yield from (guard for guard, _ in self.table.entries if guard is not None)
        for moves, timers in zip(self.table.moves, self.table.timers, strict=True):
            choices = (*moves.values(), *(timer.branches for timer in timers))
            yield from (branch.guard for branches in choices for branch in branches if branch.guard is not None)

    def _missing(self, states: list[State]) -> Iterator[Fault]:
        asked: dict[str, State] = {}
        for state in states:
            if self.of(state):
                if not self.pauses(state):
                    asked.setdefault(state.part, state)
            elif state.part in self.table.deadlines:
                yield Fault("forecast.chances", str(state), "no outcome has a chance here; give them")
        for part in asked:
            yield Fault("forecast.minutes", part, "give the minutes of its facts too, or of none at all")

    def _stuck(self) -> Iterator[Fault]:
        """Find states that keep a part of the chance for ever, and timers that ask before they pass."""
        for position, state in enumerate(self.table.states):
            timers = self.table.timers[position]
            if any(branch.guard is not None for timer in timers for branch in timer.branches):
                yield Fault("forecast.timer", state.part, "a timer with a condition cannot be forecast; simulate it")
            outcomes = sum((Fraction(chance) for chance in self.of(state).values()), Fraction(0))
            if (
                not timers
                and not self.table.is_final(position)
                and outcomes < 1
                and state.part not in self.table.deadlines
            ):
                yield Fault(
                    "forecast.sum", str(state), "nothing ends this wait by itself; its outcomes must add up to 1"
                )


_NO_TIME: Final[Mapping[int, Chance]] = MappingProxyType({0: 1})


def _of(given: Mapping[str, Told], state: State, otherwise: Told) -> Told:
    """Look up what was given for a state: its own, else that of its part; where memory matters a state says so."""
    own = (str(state), _with_marks(state), state.part)
    return next((given[name] for name in own if name in given), otherwise)


def _with_marks(state: State) -> str:
    return f"{state.part}[{', '.join(state.marks)}]" if state.marks else state.part


def _exact(chance: Chance) -> bool:
    return not isinstance(chance, bool | float) and 0 <= chance <= 1


def _distribution_faults(where: str, chances: Iterable[Chance], *, whole: bool) -> Iterator[Fault]:
    values = list(chances)
    if not all(map(_exact, values)):
        yield Fault("forecast.probability", where, "a probability is an exact number from 0 to 1; a float is not exact")
        return
    total = sum((Fraction(value) for value in values), Fraction(0))
    if total != 1 if whole else total > 1:
        wanted = "1" if whole else "at most 1"
        yield Fault("forecast.sum", where, f"the probabilities add up to {total}; they must add up to {wanted}")


Clock = tuple[int, int]
"""The minute in which a case entered its part, and the present one."""

Facts = tuple[tuple[str, int, Fraction], ...]


@attrs.frozen
class _Mass:
    """A chance, with the first two moments of the hours that were worked on the way."""

    chance: Fraction = Fraction(0)
    hours: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)

    def __add__(self, other: "_Mass") -> "_Mass":
        return _Mass(self.chance + other.chance, self.hours + other.hours, self.squares + other.squares)

    def part(self, share: Fraction) -> "_Mass":
        return _Mass(self.chance * share, self.hours * share, self.squares * share)

    def worked(self, cost: Fraction) -> "_Mass":
        if not cost:
            return self
        squares = self.squares + 2 * cost * self.hours + cost * cost * self.chance
        return _Mass(self.chance, self.hours + cost * self.chance, squares)

    @property
    def variance(self) -> Fraction:
        return self.squares - self.hours**2


class _Flow:
    """Chances on their way down the table, by state and, where minutes are given, by time."""

    def __init__(self, given: _Given) -> None:
        self.given = given
        self.table = given.table
        self.at: list[dict[Clock, _Mass]] = [defaultdict(_Mass) for _ in self.table.states]
        self.attempts: dict[str, Fraction] = defaultdict(Fraction)

    def run(self) -> None:
        entries = tuple(Branch(guard, IfUnknown.HOLD, position, ()) for guard, position in self.table.entries)
        for branch, chance in self.given.branches(entries):
            self.at[branch.target][0, 0] += _Mass(chance)
        for position in reversed(downwards(self.table)):
            if self.at[position] and not self.table.is_final(position):
                self.leave(position, self.facts(position))

    def leave(self, position: int, facts: Facts) -> None:
        """Let all chances leave a state by the outcomes, or by the timer that comes before them."""
        state = self.table.states[position]
        cost, timed = self.given.cost(state), self.given.minutes is not None
        for (entered, now), mass in self.at[position].items():
            left = Fraction(1)
            due = self.due(position, entered)
            worked = mass.worked(cost)
            for outcome, pause, taken in facts:
                if due is not None and timed and now + pause >= due:
                    continue
                left -= taken
                self.go(position, self.table.moves[position][outcome], (entered, now + pause), worked.part(taken))
            self.attempts[state.part] += mass.chance * (1 - left)
            if left and due is not None:
                self.go(position, self.table.timers[position][0].branches, (entered, due), mass.part(left))

    def facts(self, position: int) -> Facts:
        """List what may happen in a state: the outcome, after how many minutes, and how likely both are."""
        state = self.table.states[position]
        return tuple(
            (outcome, pause, Fraction(own) * Fraction(share))
            for outcome, own in self.given.of(state).items()
            for pause, share in self.given.pauses(state).items()
        )

    def due(self, position: int, entered: int) -> int | None:
        timers = self.table.timers[position]
        return entered + timers[0].delay // _MINUTE if timers else None

    def go(self, position: int, branches: tuple[Branch, ...], clock: Clock, mass: _Mass) -> None:
        entered, now = clock
        for branch, share in self.given.branches(branches):
            stays = branch.again and self.table.stays(position, branch.target)
            self.at[branch.target][entered if stays else now, now] += mass if share == 1 else mass.part(share)

    def result(self) -> Forecast:
        finals: dict[str, dict[int, Fraction]] = {}
        for position, state in enumerate(self.table.states):
            if self.table.is_final(position) and self.at[position]:
                times = finals.setdefault(state.part, defaultdict(Fraction))
                for (_, now), mass in self.at[position].items():
                    times[now] += mass.chance
        names = self.given.workflow.names
        timed = self.given.minutes is not None
        worked = self.ended() if self.given.hours else None
        return Forecast(
            attempts=tuple((name, self.attempts[name]) for name in names if name in self.attempts),
            finals=tuple((name, sum(finals[name].values(), Fraction(0))) for name in names if name in finals),
            person_hours=None if worked is None else worked.hours,
            person_hours_variance=None if worked is None else worked.variance,
            closing=tuple((name, tuple(sorted(finals[name].items()))) for name in names if timed and name in finals),
        )

    def ended(self) -> _Mass:
        ends = (position for position in range(len(self.table.states)) if self.table.is_final(position))
        return sum((mass for position in ends for mass in self.at[position].values()), _Mass())


def mixed(groups: Iterable[tuple[Chance, Forecast]]) -> Forecast:
    """
    Tell what is to be expected of one case out of several groups.

    Args:
        groups: How many cases each group has, or what share of all, exactly, and what is to be expected of one of them.
            Hours are told when every group has them, and so are the moments of closing.

    Raises:
        DefinitionError: When there is no case at all, or a number of cases is negative or not exact.
    """
    given = tuple(groups)
    refuse("the mixed forecast", _group_faults([count for count, _ in given]))
    whole = sum((Fraction(count) for count, _ in given), Fraction(0))
    shares = [(Fraction(count) / whole, each) for count, each in given]
    worked = _mixed_hours(shares)
    return Forecast(
        attempts=_added((share, each.attempts) for share, each in shares),
        finals=_added((share, each.finals) for share, each in shares),
        person_hours=None if worked is None else worked.hours,
        person_hours_variance=None if worked is None else worked.variance,
        closing=_mixed_closing(shares),
    )


def _group_faults(counts: list[Chance]) -> Iterator[Fault]:
    inexact = [count for count in counts if isinstance(count, bool | float) or count < 0]
    for count in inexact:
        yield Fault("forecast.group", str(count), "a group has an exact number of cases, none below nought")
    if not inexact and not any(counts):
        yield Fault("forecast.group", "groups", "nobody is in any group; give one that has cases")


def _added(shares: Iterable[tuple[Fraction, Iterable[tuple[Key, Fraction]]]]) -> tuple[tuple[Key, Fraction], ...]:
    sums: dict[Key, Fraction] = defaultdict(Fraction)
    for share, amounts in shares:
        for key, amount in amounts:
            sums[key] += share * amount
    return tuple(sums.items())


def _mixed_closing(shares: list[tuple[Fraction, Forecast]]) -> tuple[tuple[str, tuple[tuple[int, Fraction], ...]], ...]:
    timed = [(share, dict(each.closing)) for share, each in shares]
    if not all(closing for _, closing in timed):
        return ()
    names = dict.fromkeys(name for _, closing in timed for name in closing)
    return tuple(
        (name, tuple(sorted(_added((share, closing.get(name, ())) for share, closing in timed)))) for name in names
    )


def _mixed_hours(shares: list[tuple[Fraction, Forecast]]) -> _Mass | None:
    worked = _Mass()
    for share, each in shares:
        if each.person_hours is None or each.person_hours_variance is None:
            return None
        squares = each.person_hours_variance + each.person_hours**2
        worked += _Mass(Fraction(1), each.person_hours, squares).part(share)
    return worked
