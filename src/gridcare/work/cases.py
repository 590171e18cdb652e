"""
A case: what the facts about one subject amount to under one workflow.

A case is a *fold*. Given the moment it was opened, the facts that concern it and the last moment that the clock was
advanced to, `fold` says where the case stands, what follows from it, and which facts it could not use. Nothing else
enters, so a late fact, a correction or a merged tablet is simply folded again, and two systems with the same facts
agree.

Before each fact every moment that passed by itself is gone through, and after the last fact those up to the clock; a
fact of that very moment comes after it. A fact that the case cannot take (out of turn, before opening, after a
final, its condition unknown) changes nothing and is listed, and is judged again whenever something before it changes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

import attrs

from gridcare.attributes import EMPTY, Attributes
from gridcare.facts.completeness import Completeness
from gridcare.facts.discrepancies import Discrepancy
from gridcare.facts.fact import Fact, standing
from gridcare.rules.scopes import Given
from gridcare.rules.unknowns import Unknown
from gridcare.timing.deadlines import OPENED, Deadline
from gridcare.timing.periods import Zone, day_start
from gridcare.work.answers import answers_owed
from gridcare.work.conditions import SUBJECT, Reading, Told, truth
from gridcare.work.effects import Declared, Effect
from gridcare.work.steps import Channel, IfUnknown, Part, Standing, Step, Use
from gridcare.work.table import JOINED, LEFT, Branch, State, Table
from gridcare.work.workflow import Workflow

__all__ = ["Case", "Edition", "Fold", "Passage", "due_at", "entry", "fold"]


@attrs.frozen
class Edition:
    """
    A version of a workflow and the moment it took over.

    Attributes:
        workflow: The version.
        since: When it took over the cases of the version before; none for the first.
    """

    workflow: Workflow
    since: datetime | None = None


@attrs.frozen
class Passage:
    """
    A stay of a case in one part.

    Attributes:
        part: The step or wait.
        entered: When the case entered it.
        left: When it left; none while it is there.
        deadline: By when the step was owed; none for waits and where no deadline is stated.
        cause: The id of the fact that led out, empty when time did.
    """

    part: str
    entered: datetime
    left: datetime | None = None
    deadline: datetime | None = None
    cause: str = ""


@attrs.frozen(kw_only=True)
class Case:
    """
    One subject's case as it stands; a view made on demand.

    Attributes:
        subject: The subject's id.
        track: The track of the campaign.
        unit: The unit that the subject is counted at.
        workflow: The version that judges it now.
        state: Where it stands.
        opened: When it was opened.
        since: When it entered the part it is in.
        entered: What the fact told that let it in; nothing where the register did. A case that another one opened
            names under ``about`` the subject of that one.
        facts: The facts that concern it, corrected, in the order in which they were read.
        passages: Its stays in parts so far.
        effects: Everything that follows from it.
        discrepancies: The facts it could not use.
        channels: By which channels its step may be performed now: primary, then fall-back, then trial; none where
            the method names none.
    """

    subject: str
    track: str
    unit: str
    workflow: Workflow
    state: State
    opened: datetime
    since: datetime
    entered: Attributes = attrs.field(default=EMPTY, repr=False)
    facts: tuple[Fact, ...] = attrs.field(repr=False)
    passages: tuple[Passage, ...] = attrs.field(repr=False)
    effects: tuple[Effect, ...] = attrs.field(repr=False)
    discrepancies: tuple[Discrepancy, ...] = ()
    channels: tuple[Channel, ...] = ()

    @property
    def standing(self) -> Standing:
        """Which of the five standings the subject is in."""
        return self.state.standing

    @property
    def owed_answers(self) -> Mapping[str, Completeness]:
        """The answers that visits still owe, by the ids of the facts; a visit that owes some counts all the same."""
        forms = {step.name: step.questionnaire for step in self.workflow.steps if step.questionnaire is not None}
        return answers_owed(forms, self.facts)


class Fold:
    """
    The work of folding one case; `fold` makes one, and what it leaves behind is the result.

    Attributes:
        state: The index of the state in the table of the last edition.
        since: When the case entered the part it is in.
        latest: The moment of the newest fact, of the newest move, or the opening.
        effects: What follows, in order.
        discrepancies: What could not be used, in order.
    """

    __slots__ = (
        "_clock",
        "_editions",
        "_last",
        "_reading",
        "_stays",
        "_table",
        "_track",
        "_workflow",
        "_wrong",
        "_zone",
        "discrepancies",
        "effects",
        "latest",
        "opened",
        "since",
        "state",
    )

    def __init__(
        self,
        editions: Sequence[Edition],
        reading: Reading,
        *,
        track: str,
        start: int,
        opened: datetime,
        zone: Zone,
        wrong: Callable[[Fact], Iterable[Discrepancy]],
    ) -> None:
        first, *self._editions = editions
        self._workflow = first.workflow
        self._table = first.workflow.table
        reading.moment, reading.parameters = opened, first.workflow.parameters
        self._reading = reading
        self._track = track
        self._zone = zone
        self._wrong = wrong
        self._clock = opened
        self._last: datetime | None = None
        self.opened = opened
        self.since = opened
        self.latest = opened
        self.effects: list[Effect] = []
        self.discrepancies: list[Discrepancy] = []
        self._stays: list[tuple[Table, int, datetime, datetime, str]] = []
        self.state = start

    def read(self, facts: Iterable[Fact], until: datetime) -> None:
        """Go through facts in standing order, and then through the time up to a moment."""
        for fact in facts:
            moment = standing(fact, self._zone)
            if moment < self.opened:
                self._object(fact, "before-opening", "happened before the case was opened and changes nothing")
                continue
            self._pass_time(moment)
            self.latest = max(self.latest, moment)
            self._reading.moment = moment
            self._take(fact, moment)
        self._pass_time(until)
        self.latest = max(self.latest, self.since)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The stays so far, closed ones only."""
        return tuple(
            Passage(
                part=table.states[position].part,
                entered=entered,
                left=left,
                deadline=due_at(
                    table, position, since=entered, opened=self.opened, zone=self._zone, told=self._reading.value
                ),
                cause="" if cause.startswith("passed ") else cause,
            )
            for table, position, entered, left, cause in self._stays
        )

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels by which the step that the case is in may be performed now, in order of their use."""
        state = self._table.states[self.state]
        step = None if self._table.is_final(self.state) else self._workflow[state.part]
        self._reading.moment, self._reading.marks = self._clock, state.marks
        offered: dict[str, Channel] = {}
        for channel in step.channels if isinstance(step, Step) else ():
            if channel.when is None or truth(channel.when, self._reading) is True:
                offered.setdefault(channel.name, channel)
        return tuple(sorted(offered.values(), key=lambda channel: list(Use).index(channel.use)))

    def _pass_time(self, until: datetime) -> None:
        """Go through the moments that pass by themselves, and through changes of edition, up to a moment."""
        while self._editions:
            change = self._editions[0].since
            if change is None or change > until:
                break
            self._run_timers(change)
            self._take_over(self._editions.pop(0).workflow)
            self._clock = max(self._clock, change)
        self._run_timers(until)
        self._clock = max(self._clock, until)

    def _take_over(self, workflow: Workflow) -> None:
        former = workflow.former
        state = self._table.states[self.state]
        self._workflow, self._table = workflow, workflow.table
        self._reading.parameters = workflow.parameters
        self.state = self._table.index[state if former is None else former.arrival(state, workflow.parts)]

    def _run_timers(self, until: datetime) -> None:
        while (passed := self._next_timer(until)) is not None:
            branch, moment = passed
            self._clock = moment
            if branch is not None:
                self._go(branch, moment, f"passed {self._table.states[self.state]}")

    def _next_timer(self, until: datetime) -> tuple[Branch | None, datetime] | None:
        """Find the next moment that passes up to `until`, and the branch that it takes, if any."""
        for timer in self._table.timers[self.state]:
            moment = self.since + timer.delay
            if self._clock < moment <= until:
                self._reading.moment = moment
                return self._choose(timer.branches, None), moment
        return None

    def _take(self, fact: Fact, moment: datetime) -> None:
        state = self._table.states[self.state]
        if fact.kind == LEFT:
            self._leave(fact, moment)
        elif fact.kind == JOINED or fact.kind in self._workflow.reads:
            self._reading.note(fact)
        elif fact.kind in self._workflow.ordered:
            self._heed(fact, moment, state)
        elif (problem := self._misfit(fact, state)) is not None:
            self._object(fact, *problem)
        else:
            self._answer(fact, moment, state)
            self._reading.cause = None

    def _heed(self, fact: Fact, moment: datetime, state: State) -> None:
        """Take an order where the part that the case is in says what follows; elsewhere it is only noted."""
        if not fact.outcome:
            self._object(fact, "undecided", "states no outcome")
        elif fact.outcome in self._table.outcomes.get(state.part, ()):
            self._reading.cause, self._reading.marks = fact, state.marks
            self._follow(fact, moment)
            self._reading.cause = None
        else:
            self._reading.note(fact)

    def _misfit(self, fact: Fact, state: State) -> tuple[str, str] | None:
        outcomes = self._table.outcomes.get(fact.kind)
        if outcomes is None:
            return "unknown-step", f"'{fact.kind}' is no step of the workflow and changes nothing"
        if state.standing not in (Standing.NOT_STARTED, Standing.IN_PROGRESS):
            return "after-final", f"comes after the case ended in '{state.part}' and changes nothing"
        if fact.kind != state.part:
            return "out-of-turn", f"answers '{fact.kind}' while the case is in '{state.part}' and changes nothing"
        return None

    def _answer(self, fact: Fact, moment: datetime, state: State) -> None:
        self._reading.cause, self._reading.marks = fact, state.marks
        wrong = tuple(self._wrong(fact))
        if wrong:
            self.discrepancies.extend(wrong)
            return
        step = self._workflow[state.part]
        outcome = fact.outcome or _derived(step, fact)
        if isinstance(outcome, Unknown) or not outcome:
            why = f": {outcome}" if isinstance(outcome, Unknown) else ""
            self._object(fact, "undecided", f"states no outcome, and none follows from its answers{why}")
            return
        if outcome not in self._table.outcomes[state.part]:
            self._object(fact, "unknown-outcome", f"'{outcome}' is no outcome of '{state.part}' and changes nothing")
            return
        judged = fact if fact.outcome else attrs.evolve(fact, outcome=outcome)
        self._reading.cause = judged
        requires = step.requires if isinstance(step, Step) else None
        if requires is not None and (told := truth(requires, self._reading)) is not True:
            why = f"cannot be told: {told}" if isinstance(told, Unknown) else "does not hold"
            self._object(fact, "not-entitled", f"'{state.part}' requires '{requires}' of who performs it, which {why}")
            return
        if self._too_soon(state, self._table.moves[self.state][outcome], moment):
            self._object(
                fact, "too-soon", f"comes before the retry gap of '{state.part}' is over and spends no attempt"
            )
            return
        self._follow(judged, moment)

    def _follow(self, fact: Fact, moment: datetime) -> None:
        branch = self._choose(self._table.moves[self.state][fact.outcome], fact)
        if branch is not None:
            self._reading.note(fact)
            self._go(branch, moment, fact.id)
            self._last = moment

    def _too_soon(self, state: State, branches: Sequence[Branch], moment: datetime) -> bool:
        gap = self._table.gaps.get(state.part)
        if gap is None or state.attempts == 0 or self._last is None or not branches[0].again:
            return False
        return moment < self._last + gap

    def _choose(self, branches: Sequence[Branch], fact: Fact | None) -> Branch | None:
        """Take the first branch whose condition holds; one that cannot be told holds the case where it is."""
        for branch in branches:
            told: Told = True if branch.guard is None else truth(branch.guard, self._reading)
            if told is True:
                return branch
            if told is False or branch.if_unknown is IfUnknown.SKIP:
                continue
            if branch.if_unknown is IfUnknown.TAKE:
                return branch
            self._hold(fact, f"the condition '{branch.guard}' cannot be told: {told}")
            return None
        return None

    def _go(self, branch: Branch, moment: datetime, cause: str) -> None:
        table, before = self._table, self.state
        for declared in branch.effects:
            if declared.when is None or truth(declared.when, self._reading) is True:
                self._emit(declared, moment, cause)
        self.state = branch.target
        if not (branch.again and table.states[before].part == table.states[branch.target].part):
            self._move_on(before, moment, cause)

    def _move_on(self, before: int, moment: datetime, cause: str) -> None:
        self._stays.append((self._table, before, self.since, moment, cause))
        self.since = moment
        self._last = None

    def _leave(self, fact: Fact, moment: datetime) -> None:
        if self._table.states[self.state].standing in (Standing.NOT_STARTED, Standing.IN_PROGRESS, Standing.OPEN):
            self._move_on(self.state, moment, fact.id)
            self.state = self._table.left

    def _emit(self, declared: Declared, moment: datetime, cause: str) -> None:
        self.effects.append(Effect(declared.kind, declared.what, self._track, self._reading.subject, cause, moment))

    def _hold(self, fact: Fact | None, problem: str) -> None:
        entry = fact.id if fact is not None else f"passed {self._table.states[self.state]}"
        self._list("undecided", entry, problem)

    def _object(self, fact: Fact, code: str, problem: str) -> None:
        self._list(code, fact.id, problem)

    def _list(self, code: str, entry: str, problem: str) -> None:
        subject = (self._reading.subject,)
        self.discrepancies.append(Discrepancy(code=code, entry=entry, problem=problem, subjects=subject))


def entry(workflow: Workflow, reading: Reading) -> int:
    """Return the index of the state that a case starts in: the first entry whose condition holds."""
    reading.parameters = workflow.parameters
    *guarded, (_, otherwise) = workflow.table.entries
    return next((state for guard, state in guarded if guard is None or truth(guard, reading) is True), otherwise)


def _derived(step: Part, fact: Fact) -> str | Unknown:
    """Return the outcome that follows from a fact's answers, why none does, or nothing where nothing is asked."""
    if not isinstance(step, Step) or step.questionnaire is None:
        return ""
    return step.questionnaire.outcome(fact.answers)


def fold(
    editions: Sequence[Edition],
    reading: Reading,
    facts: Iterable[Fact],
    *,
    track: str,
    start: int,
    opened: datetime,
    until: datetime,
    zone: Zone,
    wrong: Callable[[Fact], Iterable[Discrepancy]],
) -> Fold:
    """
    Fold the facts of one case.

    Args:
        editions: The versions of the workflow, oldest first.
        reading: What the case's conditions may read.
        facts: The facts that concern the case, corrected, in standing order.
        track: The name of the track.
        start: The index of the state that the case starts in; see `entry`.
        opened: When the case was opened.
        until: The last moment that the clock was advanced to.
        zone: The zone whose days count.
        wrong: Tells what is wrong with the answers of a fact.
    """
    work = Fold(editions, reading, track=track, start=start, opened=opened, zone=zone, wrong=wrong)
    work.read(facts, until)
    return work


def due_at(
    table: Table, position: int, *, since: datetime, opened: datetime, zone: Zone, told: Callable[[str], Given]
) -> datetime | None:
    """
    Return by when the part of a state is owed; none where no deadline is stated, or not the day it counts from.

    Args:
        table: The compiled workflow.
        position: The index of the state.
        since: When the case entered the part.
        opened: When it was opened.
        zone: The zone whose days count.
        told: What a ``subject.`` name says of the subject.
    """
    state = table.states[position]
    deadline, period = table.deadlines.get(state.part), table.periods.get(state.part)
    if period is not None:
        return since + period * (state.attempts + 1)
    if not isinstance(deadline, Deadline):
        return None
    if not deadline.anchor.startswith(SUBJECT):
        return deadline.moment(opened if deadline.anchor == OPENED else since, zone)
    day = told(deadline.anchor)
    if isinstance(day, datetime):
        return deadline.moment(day, zone)
    return deadline.moment(day_start(day, zone), zone) if isinstance(day, date) else None
