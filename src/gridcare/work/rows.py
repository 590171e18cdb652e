"""
The cases of one track as columns: one row for each subject, a few dozen bytes wide.

A street has tens of thousands of cases and a city millions, so a campaign keeps no object per case. Each row holds the
index of the case's state, when it entered the part it is in, the moment of its newest fact, its unit, its weight, and
the chain of its facts in the journal; everything else about a case is folded when somebody asks.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import heappop, heappush
from typing import Final, NamedTuple

import attrs

from gridcare.errors import Fault
from gridcare.facts.discrepancies import Discrepancy
from gridcare.facts.fact import Fact, Precision
from gridcare.facts.questionnaire import Questionnaire
from gridcare.given import WrongType, typed
from gridcare.people.subjects import SubjectKind
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import RunningTally
from gridcare.rules.expressions import Expression
from gridcare.timing.periods import aware
from gridcare.work.cases import Edition
from gridcare.work.conditions import condition
from gridcare.work.effects import Declared, Effect, Open
from gridcare.work.readable import subject_context, typed_faults
from gridcare.work.steps import Step
from gridcare.work.table import Table
from gridcare.work.workflow import RESERVED, Workflow

__all__ = ["Rows", "Track", "Walk", "as_tracks"]

_MINUTE: Final = Precision.MINUTE
_NO_LINK = -1
_new = tuple.__new__  # a named tuple's own constructor costs three times as much, on the hottest path there is


@attrs.frozen(kw_only=True, field_transformer=typed)
class Track:
    """
    A population that is taken through a workflow.

    Attributes:
        workflow: The workflow.
        name: What the track is called; the workflow's name unless stated.
        kind: The kind of subject that has a case each.
        only: For whom; none means every subject of the kind.
        beside: Whether its cases stand beside the population, such as leads, tips or inspections: they are counted
            under their own track only, and closing a unit does not wait for them.
    """

    workflow: Workflow = attrs.field(kw_only=False)
    name: str = attrs.field()
    kind: str = "household"
    only: Expression | None = attrs.field(default=None, converter=condition)
    beside: bool = False

    @name.default
    def _named_after_workflow(self) -> str:
        return self.workflow.name

    def faults(self, kinds: Mapping[str, SubjectKind]) -> Iterator[Fault]:
        """
        Find conditions that read what subjects of the track's kind do not have, or take it for what it is not.

        Args:
            kinds: The kinds of subject by name; one that is not among them may have any attribute.
        """
        kind = kinds.get(self.kind)
        yield from typed_faults(self.only, f"track {self.name}", subject_context(kind))
        yield from self.workflow.condition_faults(kind)


def as_tracks(given: Workflow | Track | Iterable[Workflow | Track]) -> tuple[Track, ...]:
    """
    Take tracks as they are, and each workflow for every household.

    Raises:
        WrongType: When something else is given, such as a whole playbook.
    """
    told = (given,) if isinstance(given, Workflow | Track) or not isinstance(given, Iterable) else tuple(given)
    return tuple(_as_track(each) for each in told)


def _as_track(given: Workflow | Track) -> Track:
    if isinstance(given, Track):
        return given
    if isinstance(given, Workflow):
        return Track(given)
    raise WrongType("tracks", given, "a Workflow, or several Workflows and Tracks; of a playbook use its campaign()")


Passed = Sequence[tuple[tuple[Declared, ...], str, datetime]]
"""For each moment that passed, the effects declared for it, its cause, and when it was."""


class Walk(NamedTuple):
    """
    What a case came to whose facts all came in turn; it says what `gridcare.work.cases.Fold` would.

    Attributes:
        state: The index of the state.
        since: When the case entered the part it is in.
        latest: The moment of the newest fact, of the newest move, or the opening.
        effects: What follows, in order.
        discrepancies: None; where there are some, it takes a fold.
    """

    state: int
    since: datetime
    latest: datetime
    effects: Sequence[Effect]
    discrepancies: Sequence[Discrepancy] = ()


Slept = tuple[int, datetime, Passed]
Plain = tuple[str, dict[str, tuple[int, tuple[Declared, ...], bool]]]


class Rows:
    """
    The rows of one track; mutable, and owned by a campaign.

    Attributes:
        track: The track.
        editions: The versions of its workflow, oldest first.
        table: The compiled workflow of the newest version.
        plain: For each state its part, and what an outcome without condition does: target, effects, whether the stay
            goes on.
        tally: The running counts by state.
        index: The row of each subject.
        subjects: The subject of each row.
        starts: The index of the state that each case started in.
        states: The index of each case's state.
        since: When each case entered the part it is in.
        latest: The moment of each case's newest fact, or its opening.
        units: The position of each case's unit in the hierarchy.
        weights: The packed weight of each case: persons above subjects.
        opened: The opening of the cases that joined late.
        in_force: When the newest version took over, or the opening.
        passed: The cause of what follows when the time of each state is over.
        timed: The first timer of each state that has any.
        last: The newest link of each case's chain of entries.
        links: The link before each link.
        linked: The entry that each link stands for.
        alarms: Moments at which a case may move by itself, with its row; entries may be out of date.
    """

    def __init__(self, track: Track, hierarchy: Hierarchy, opened: datetime) -> None:
        self.track = track
        self.editions: tuple[Edition, ...] = (Edition(track.workflow),)
        self.index: dict[str, int] = {}
        self.subjects: list[str] = []
        self.starts = array("H")
        self.states = array("H")
        self.since: list[datetime] = []
        self.latest: list[datetime] = []
        self.units = array("i")
        self.weights = array("Q")
        self.opened: dict[int, datetime] = {}
        self.alarms: list[tuple[datetime, int]] = []
        self.last = array("i")
        self.links = array("i")
        self.linked = array("i")
        self._hierarchy = hierarchy
        self.use(track.workflow, opened)

    def use(self, workflow: Workflow, since: datetime) -> None:
        """Count by the states of a workflow from here on; the rows are counted in anew by the caller."""
        self.in_force = since
        self.table: Table = workflow.table
        steps = (step for each in self.editions for step in each.workflow.steps)
        self._forms = frozenset(step.name for step in steps if step.questionnaire is not None)
        self._reads = frozenset((*workflow.reads, *RESERVED))
        self._ordered = workflow.ordered
        self.plain: tuple[Plain, ...] = tuple(_plain(workflow, position) for position in range(len(self.table.states)))
        table = self.table
        self.passed = tuple(f"passed {state}" for state in table.states)
        self.timed = {position: timers[0] for position, timers in enumerate(table.timers) if timers}
        self.tally = RunningTally(self._hierarchy, map(str, table.states), ("subject", "person"))

    def __len__(self) -> int:
        return len(self.subjects)

    def open(self, subject: str, unit: int, weight: int, moment: datetime) -> int:
        """Add a row without counting it, and return its number."""
        row = len(self.subjects)
        self.index[subject] = row
        self.subjects.append(subject)
        self.starts.append(0)
        self.states.append(0)
        self.since.append(moment)
        self.latest.append(moment)
        self.units.append(unit)
        self.weights.append(weight)
        self.last.append(_NO_LINK)
        return row

    def attach(self, row: int, entry: int) -> None:
        """Chain an entry of the journal to a row."""
        self.links.append(self.last[row])
        self.last[row] = len(self.links) - 1
        self.linked.append(entry)

    def entries(self, row: int) -> Iterator[int]:
        """Iterate over the entries of the journal that are chained to a row, the last attached first."""
        link = self.last[row]
        while link != _NO_LINK:
            yield self.linked[link]
            link = self.links[link]

    def effects(self, subject: str, declared: Iterable[Declared], cause: str, moment: datetime) -> tuple[Effect, ...]:
        """Name declared effects without condition after a case and their cause."""
        track = self.track.name
        return tuple([_new(Effect, (each.kind, each.what, track, subject, cause, moment)) for each in declared])

    def sleep(self, state: int, since: datetime, latest: datetime, until: datetime, now: datetime) -> Slept | None:
        """
        Let time pass up to a moment, as long as nothing needs thought.

        A timer that a mark set after its moment brought in has passed already and needs thought too.

        Returns:
            The state and since when, with the effects of each passed moment, their cause and the moment; none when a
            condition has to be asked.
        """
        causes: list[tuple[tuple[Declared, ...], str, datetime]] = []
        while state in self.timed:
            passing = self.timed[state]
            moment = since + passing.delay
            if moment > until:
                return (state, since, causes) if moment > now else None
            branch = passing.branches[0]
            if moment <= latest or branch.guard is not None or not all(map(_plainly, branch.effects)):
                return None
            since = latest = moment
            causes.append((branch.effects, self.passed[state], since))
            state = branch.target
        return state, since, causes

    def walk(self, row: int, facts: Iterable[Fact], until: datetime) -> Walk | None:
        """
        Follow a case from its opening, as long as its facts come in turn and nothing needs thought.

        Args:
            row: The row.
            facts: The facts that concern the case, in standing order.
            until: The moment up to which time passes after them.

        Returns:
            What a fold would find; none when it takes one to find out.
        """
        subject, state = self.subjects[row], self.starts[row]
        since = latest = self.opened.get(row, self.in_force)
        effects: list[Effect] = []
        for fact in facts:
            moment = aware(fact.happened, "happened")
            slept = self.sleep(state, since, latest, moment, moment)
            if slept is None or moment <= latest or fact.precision is not _MINUTE:
                return None
            state, since, passed = slept
            part, moves = self.plain[state]
            move = moves.get(fact.outcome)
            if move is None or part != fact.kind:
                return None
            state, declared, stays = move
            since, latest = since if stays else moment, moment
            for each in (*passed, (declared, fact.id, moment)):
                effects += self.effects(subject, *each)
        slept = self.sleep(state, since, latest, until, until)
        if slept is None or len(self.editions) > 1:
            return None
        state, since, passed = slept
        for each in passed:
            effects += self.effects(subject, *each)
        return Walk(state, since, max(latest, since), effects)

    def set_alarm(self, row: int, state: int, since: datetime, now: datetime) -> bool:
        """Note when a case that comes to a timed state may move by itself; say no when that moment has passed."""
        moment = since + self.timed[state].delay
        if moment <= now:
            return False
        heappush(self.alarms, (moment, row))
        return True

    def knows(self, kind: str) -> bool:
        """Tell whether the workflow in force reads facts of a kind."""
        return kind in self.table.outcomes or kind in self._reads or kind in self._ordered

    def takes(self, kind: str, outcome: str) -> bool:
        """Tell whether an outcome is one that facts of a kind may have; only parts and orders have outcomes."""
        return kind in self._reads or outcome in self.outcomes(kind)

    def outcomes(self, kind: str) -> frozenset[str]:
        """Return the outcomes that facts of a kind may have."""
        return self._ordered.get(kind) or self.table.outcomes.get(kind, frozenset())

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of fact that may move a case, parts first."""
        return (*self.table.outcomes, *self._ordered)

    def knew(self, kind: str, moment: datetime) -> bool:
        """Tell whether the workflow in force, or the version of then, reads facts of a kind."""
        then = self._then(moment)
        return self.knows(kind) or kind in then.table.outcomes or kind in then.reads or kind in then.ordered

    def took(self, kind: str, outcome: str, moment: datetime) -> bool:
        """Tell whether facts of a kind may have an outcome in the workflow in force, or in the version of then."""
        then = self._then(moment)
        said = (*then.table.outcomes.get(kind, ()), *then.ordered.get(kind, ()))
        return self.takes(kind, outcome) or kind in then.reads or outcome in said

    def _then(self, moment: datetime) -> Workflow:
        return [each.workflow for each in self.editions if each.since is None or each.since <= moment][-1]

    def form(self, kind: str, moment: datetime) -> Questionnaire | None:
        """Return the questionnaire that a fact of a kind fills, by the version in force when it happened."""
        if kind not in self._forms:
            return None
        in_force = self._then(moment)
        part = in_force[kind] if kind in in_force.names else None
        return part.questionnaire if isinstance(part, Step) else None

    def drop(self, row: int) -> None:
        """Count a case out; its row stays empty."""
        self.tally.remove(self.units[row], self.states[row], self.weights[row])
        del self.index[self.subjects[row]]
        self.opened.pop(row, None)

    def place(self, row: int, state: int, since: datetime, latest: datetime) -> None:
        """Move a counted case to where a fold found it."""
        old = self.states[row]
        if old != state:
            self.tally.move(self.units[row], old, state, self.weights[row])
            self.states[row] = state
        self.since[row] = since
        self.latest[row] = latest

    def watch(self, row: int, after: datetime) -> None:
        """Note the next moment after `after` at which the case may move by itself."""
        since = self.since[row]
        for timer in self.table.timers[self.states[row]]:
            if since + timer.delay > after:
                heappush(self.alarms, (since + timer.delay, row))
                return

    def woken(self, at: datetime) -> Iterator[int]:
        """Take the rows whose moment has come, each once."""
        rows: dict[int, None] = {}
        while self.alarms and self.alarms[0][0] <= at:
            row = heappop(self.alarms)[1]
            if self.index.get(self.subjects[row]) == row:
                rows[row] = None
        return iter(rows)


def _plainly(declared: Declared) -> bool:
    """Tell whether an effect follows without asking anything, and moves no other case."""
    return declared.when is None and declared.kind != Open.kind


def _plain(workflow: Workflow, position: int) -> Plain:
    """List what a fast path may do in one state: outcomes without condition, of a step that asks nothing of a fact."""
    table = workflow.table
    name = table.states[position].part
    part = None if table.is_final(position) else workflow[name]
    guarded = isinstance(part, Step) and (part.requires is not None or part.questionnaire is not None)
    moves = {} if guarded else table.plain[position]
    return name, {
        outcome: (target, effects, table.stays(position, target))
        for (_, outcome), (target, effects) in moves.items()
        if all(map(_plainly, effects))
    }
