"""
Approval: how a report climbs the tree, step by step, by acts that somebody answers for (审核、上报).

A form names the levels that approve it. A unit of such a level has a *step* for each period. It is ready when the
nearest units below that have a step are approved or owe nothing, and what it owes itself is filed, signed as zero or
excused. Whoever answers for it then *approves*; whoever receives it may *accept* it, or *return* it with a reason.
Units without a step are covered by the nearest step above them: a silent one is named there and holds nobody up.

Three decisions, since orders of this kind rarely make them:

- *A return takes back every approval above it.* What was approved above rested on what is returned, so that it must
  be approved again, from below upwards. Approvals beside it stand. Nothing else ever takes an approval back: a
  correction that arrives later leaves it, and is listed as what changed since
  (`gridcare.reporting.publications.errata`).
- *An act is judged by what was known when it was recorded.* Knowledge that arrives later neither makes nor breaks
  it, so that what was in order stays so. Whatever another office had recorded by then counts, also when it is merged
  much later.
- *Out of order* is refused at the door (`ApprovalBook.record`). In a merge it is kept, listed as a discrepancy, and
  does nothing; approve again.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, NamedTuple

import attrs

from gridcare.attributes import Attributes
from gridcare.errors import Fault, GridcareError, refuse
from gridcare.facts.content import fingerprint
from gridcare.facts.discrepancies import Discrepancy, Refused, in_order
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.facts.resolution import flaws, other_content
from gridcare.places.hierarchy import Hierarchy
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form, WrongCadence
from gridcare.reporting.papers import Papers
from gridcare.reporting.returns import AheadOfKnowledge, FilingBook
from gridcare.reporting.rungs import Rungs
from gridcare.timing.periods import Period, aware, cadence

__all__ = [
    "APPROVAL",
    "Approval",
    "ApprovalAct",
    "ApprovalBook",
    "ApprovalState",
    "ApprovalStep",
    "Approvals",
    "NotAnApproval",
]

APPROVAL: Final = "approval"
"""The kind of the facts that approvals, acceptances and returns are."""


class ApprovalAct(StrEnum):
    """What somebody does about a report."""

    APPROVE = "approve"
    """He answers for it (审核通过)."""
    ACCEPT = "accept"
    """He takes over what was approved below (接收)."""
    RETURN = "return"
    """He sends back what was approved, and says why (退回)."""


class ApprovalState(StrEnum):
    """Where the report of one unit for one period stands; exactly one of these holds."""

    NOTHING = "nothing to approve"
    """Nothing is owed here or below, or all of it is excused and not filed."""
    NO_STEP = "no step here"
    """Units of this level do not approve."""
    WAITING = "waiting"
    """A step below is not approved, or the unit's own filing is not in."""
    READY = "ready"
    """It can be approved."""
    APPROVED = "approved"
    """It is approved here."""
    APPROVED_ABOVE = "approved above"
    """It is approved here and at the next step above."""
    ACCEPTED = "accepted"
    """It is approved here and taken over above."""
    RETURNED = "returned"
    """It was approved and sent back; it can be approved again."""


_STANDS: Final = frozenset((ApprovalState.APPROVED, ApprovalState.ACCEPTED))


class NotAnApproval(GridcareError, ValueError):
    """A fact was to be read as an approval that is none."""

    code = "not-an-approval"

    def __init__(self, fact: str, problem: str) -> None:
        super().__init__(f"'{fact}' is no approval: {problem}; make such facts with Approval.fact")
        self.fact = fact


def _happened(when: datetime) -> datetime:
    return aware(when, "happened")


def _known(when: datetime) -> datetime:
    return aware(when, "known")


@attrs.frozen(kw_only=True)
class Approval:
    """
    One act about the report of one unit for one period.

    Attributes:
        id: Given by the caller, unique for this act.
        form: The name of the form.
        unit: The unit whose step it is; one that accepts or returns names the unit below whose report it received.
        period: The period.
        act: What was done.
        happened: When.
        known: When it was first recorded anywhere; set once.
        by: Opaque id of who did it.
        reason: A coded reason; needed for a return.

    Raises:
        NaiveMoment: When a moment has no time zone.
        DefinitionError: When the id, the form, the unit, who did it, or the reason for a return is missing.
    """

    id: str
    form: str
    unit: str
    period: Period
    act: ApprovalAct = attrs.field(default=ApprovalAct.APPROVE, converter=ApprovalAct)
    happened: datetime = attrs.field(converter=_happened)
    known: datetime = attrs.field(converter=_known)
    by: str
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        refuse(f"approval '{self.id}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        for field in ("id", "form", "unit", "by"):
            if not getattr(self, field):
                problem = "an approval says which act it is, on which form, of which unit and by whom"
                yield Fault("approval.empty", field, problem)
        if self.act is ApprovalAct.RETURN and not self.reason:
            yield Fault("approval.no-reason", self.id, "a return says why; give a coded reason")

    def fact(self) -> Fact:
        """Tell it as a fact."""
        told = Attributes(
            form=self.form,
            cadence=str(self.period.cadence),
            period=self.period.key,
            act=self.act.value,
            by=self.by,
            reason=self.reason,
        )
        return Fact(
            id=self.id, kind=APPROVAL, subjects=(self.unit,), happened=self.happened, known=self.known, answers=told
        )

    @classmethod
    def of_fact(cls, fact: Fact) -> "Approval":
        """
        Read an act from a fact.

        Raises:
            NotAnApproval: When the fact is of another kind or does not hold what an act says.
        """
        if fact.kind != APPROVAL:
            raise NotAnApproval(fact.id, f"its kind is '{fact.kind}'")
        answers = dict(fact.answers)
        try:
            period = cadence(str(answers.pop("cadence"))).read(str(answers.pop("period")))
            told: dict[str, Any] = {name: answers[name] for name in ("form", "act", "by", "reason")}
            return cls(
                id=fact.id, unit=fact.subjects[0], period=period, happened=fact.happened, known=fact.known, **told
            )
        except KeyError as missing:
            raise NotAnApproval(fact.id, f"its answer {missing} is missing") from None
        except ValueError as wrong:
            raise NotAnApproval(fact.id, str(wrong)) from None


@attrs.frozen(kw_only=True)
class ApprovalStep:
    """
    Where the report of one unit for one period stands, and what it waits for.

    Attributes:
        unit: The unit.
        period: The period.
        state: Where it stands.
        act: The act that brought it there; ``None`` before the first one.
        taken_back: The return that took back its approval, of this unit or of one below.
        waits_for: The units that hold it up: the steps below that are not approved, itself when its own filing is
            not in.
        silent: The units without a step that it covers and that have not filed; they hold nothing up.
    """

    unit: str
    period: Period
    state: ApprovalState
    act: Approval | None = None
    taken_back: Approval | None = None
    waits_for: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Approvals:
    """
    Where all reports on a form stand, as of a moment.

    Attributes:
        form: The form.
        hierarchy: The units.
        at: How far events had gone.
        known: Up to when knowledge counts.
        steps: Every step that has something to approve or was approved, by period and within it in the order of the
            hierarchy.
        discrepancies: The acts that do nothing, and why.
    """

    form: Form
    hierarchy: Hierarchy = attrs.field(repr=False)
    at: datetime
    known: datetime
    steps: tuple[ApprovalStep, ...] = attrs.field(repr=False)
    discrepancies: tuple[Discrepancy, ...] = attrs.field(repr=False)

    @cached_property
    def _by_slot(self) -> Mapping[tuple[str, Period], ApprovalStep]:
        return {(step.unit, step.period): step for step in self.steps}

    def step(self, unit: str, period: Period) -> ApprovalStep:
        """
        Return where the report of a unit stands.

        Raises:
            UnknownUnit: When there is no such unit.
            WrongCadence: When the period is of another cadence than the form's.
        """
        level = self.hierarchy[unit].level
        if period.cadence != self.form.every:
            raise WrongCadence(self.form, period)
        if level not in self.form.approved_by:
            return ApprovalStep(unit=unit, period=period, state=ApprovalState.NO_STEP)
        found = self._by_slot.get((unit, period))
        return found or ApprovalStep(unit=unit, period=period, state=ApprovalState.NOTHING)

    def state(self, unit: str, period: Period) -> ApprovalState:
        """
        Return the state of a unit's report.

        Raises:
            UnknownUnit: When there is no such unit.
            WrongCadence: When the period is of another cadence than the form's.
        """
        return self.step(unit, period).state

    def of_state(self, state: ApprovalState) -> tuple[ApprovalStep, ...]:
        """Return the steps in one state, such as those that are ready."""
        return tuple(step for step in self.steps if step.state is state)


def _acts(given: Iterable[Approval]) -> tuple[Approval, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class ApprovalBook:
    """
    What was filed on a form, and every act about it.

    Books with the same content are equal, whatever the order in which it came.

    Attributes:
        filings: What was filed.
        acts: The acts: approvals, acceptances and returns.

    Raises:
        UnknownName: When the form is to be approved by a level that the hierarchy does not have.
    """

    filings: FilingBook
    acts: tuple[Approval, ...] = attrs.field(default=(), converter=_acts, eq=frozenset, repr=False)

    def __attrs_post_init__(self) -> None:
        for level in self.filings.form.approved_by:
            self.filings.hierarchy.at_level(level)

    @cached_property
    def _fold(self) -> "_Fold":
        return _Fold(self)

    def record(self, *acts: Approval, skew: timedelta = timedelta()) -> "ApprovalBook":
        """
        Record acts at the door, all or none; one that is held already changes nothing.

        Args:
            acts: The acts, in any order.
            skew: How far `happened` may lie after `known`, because clocks go wrong.

        Raises:
            Refused: When an act is out of order, is about a unit without a step, or has other content than one held
                under its id.
        """
        new = tuple(act for act in dict.fromkeys(acts) if not self._fold.holds(act))
        refused = [flaw for act in acts for flaw in flaws(act.fact(), skew)]
        grown, fold = attrs.evolve(self, acts=(*self.acts, *new)), self._fold.extended(new)
        if fold is not None:
            object.__setattr__(grown, "_fold", fold)
        named = {act.id for act in new}
        refused += grown._fold.discrepancies(grown._fold.of(named))
        if refused:
            if fold is not None:
                fold.forget(new)
            raise Refused(in_order(refused))
        return grown

    def with_acts(self, *acts: Approval) -> "ApprovalBook":
        """Return the book with acts that others recorded; nothing is refused."""
        return attrs.evolve(self, acts=dict.fromkeys((*self.acts, *acts)))

    def merge(self, other: "ApprovalBook") -> "ApprovalBook":
        """
        Return what two books of one form hold together.

        Raises:
            OtherBook: When they are of different forms, units or times in force.
        """
        return ApprovalBook(filings=self.filings.merge(other.filings), acts=(*self.acts, *other.acts)).with_acts()

    @classmethod
    def of_journal(cls, journal: Journal, filings: FilingBook) -> "ApprovalBook":
        """
        Read the acts on a form that count in a journal; other facts are passed over.

        Raises:
            NotAnApproval: When a fact of the kind `APPROVAL` does not hold what an act says.
        """
        acts = (Approval.of_fact(fact) for fact in journal.facts() if fact.kind == APPROVAL)
        return cls(filings=filings, acts=(act for act in acts if act.form == filings.form.name))

    def as_of(self, at: datetime, known: datetime | None = None) -> Approvals:
        """
        Return where every report stands.

        Args:
            at: How far events had gone; what was done later is not there yet.
            known: Up to when knowledge counts; the same moment when left out.

        Raises:
            NaiveMoment: When a moment has no time zone.
            AheadOfKnowledge: When `at` lies after `known`.
        """
        at = aware(at, "at")
        known = at if known is None else aware(known, "known")
        if at > known:
            raise AheadOfKnowledge(at, known)
        seen = [act for act in self.acts if act.happened <= at and act.known <= known]
        return Approvals(
            form=self.filings.form,
            hierarchy=self.filings.hierarchy,
            at=at,
            known=known,
            steps=tuple(self._fold.steps(_Cut(at, known))),
            discrepancies=self._fold.discrepancies(seen),
        )


# Folding acts


_Turn = tuple[datetime, int, datetime, str]


class _Cut(NamedTuple):
    """What counts: acts before a turn, what happened by a moment, what was known by another."""

    at: datetime
    known: datetime
    turn: _Turn | None = None


class _Standing(NamedTuple):
    """What the acts about one report amount to."""

    state: ApprovalState | None = None
    act: Approval | None = None
    taken_back: Approval | None = None


_UNTOUCHED: Final = _Standing()


class _Judged:
    """
    The acts that were judged, with what came of each.

    It only grows, and only by acts that change nothing about those before. Folds share it: each counts the acts up to
    a number of its own, so that a book stays what it was when another grows out of it.
    """

    def __init__(self) -> None:
        self.variants: dict[str, list[Approval]] = {}
        self.numbers: dict[str, int] = {}
        self.turns: dict[str, _Turn] = {}
        self.problems: dict[str, str] = {}
        self.by_slot: dict[tuple[str, int], tuple[Approval, ...]] = {}
        self.returns: dict[int, tuple[Approval, ...]] = {}
        self.last: _Turn | None = None
        self.known: datetime | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def add(self, act: Approval, turn: _Turn, problem: str) -> None:
        self.numbers[act.id] = len(self.numbers)
        self.turns[act.id] = turn
        self.problems[act.id] = problem
        if problem not in _MISPLACED:
            about = (*self.by_slot.get((act.unit, act.period.number), ()), act)
            self.by_slot[act.unit, act.period.number] = tuple(sorted(about, key=lambda each: self.turns[each.id]))
        if act.act is ApprovalAct.RETURN and not problem:
            self.returns[act.period.number] = (*self.returns.get(act.period.number, ()), act)
        self.last = max(self.last or turn, turn)
        self.known = max(self.known or act.known, act.known)

    def forget(self, acts: Iterable[Approval]) -> None:
        """Take back acts that were added last and are not to be."""
        for act in acts:
            for held in (self.variants, self.numbers, self.turns, self.problems):
                held.pop(act.id, None)
            slot = act.unit, act.period.number
            self.by_slot[slot] = tuple(each for each in self.by_slot.get(slot, ()) if each.id != act.id)
            returned = self.returns.get(act.period.number, ())
            self.returns[act.period.number] = tuple(each for each in returned if each.id != act.id)


class _Fold:
    """Every act of a book judged once, and what follows from those in order."""

    def __init__(self, book: ApprovalBook) -> None:
        self.book = book.filings
        self.form = book.filings.form
        self.hierarchy = book.filings.hierarchy
        self._periods: dict[tuple[int, tuple[int, ...]], Rungs] = {}
        self._epochs = [
            sorted(each.known for each in group)
            for group in (self.book.arrangements, self.book.activations, self.book.excuses)
        ]
        self._papers: dict[str, list[Filing]] = {}
        self._roots: dict[tuple[str, int], dict[str, None]] = {}
        for paper in self.book.filings:
            if paper.form == self.form.name and paper.period.cadence == self.form.every:
                self._roots.setdefault((paper.unit, paper.period.number), {})[paper.root] = None
            self._papers.setdefault(paper.root, []).append(paper)
        self._judged = _Judged()
        for act in book.acts:
            self._judged.variants.setdefault(act.id, []).append(act)
        several = self._judged.variants.values()
        self._judge_all(each[0] if len(each) == 1 else min(each, key=_first) for each in several)
        self._count = len(self._judged)

    def _judge_all(self, acts: Iterable[Approval]) -> None:
        """Judge acts in turn, which lets each find those before it judged already, however many there are."""
        for turn, act in sorted(((self._turn(act), act) for act in acts), key=lambda each: each[0]):
            self._count = len(self._judged)
            self._judged.add(act, turn, self._misplaced(act) or self._judge(act, turn))

    def extended(self, acts: Iterable[Approval]) -> "_Fold | None":
        """Return the fold of these acts too; none when they may bear on those judged, and all must be judged anew."""
        judged = self._judged
        new = sorted(acts, key=self._turn)
        if self._count != len(judged) or len({act.id for act in new} - judged.variants.keys()) < len(new):
            return None
        last, known = judged.last, judged.known
        for act in new:
            turn = self._turn(act)
            if last is not None and known is not None and turn <= last and act.known <= known:
                return None  # it may have been known to those who acted after it
            last, known = max(last or turn, turn), max(known or act.known, act.known)
        fold = copy(self)
        judged.variants.update((act.id, [act]) for act in new)
        fold._judge_all(new)
        fold._count = len(judged)
        return fold

    def forget(self, acts: Iterable[Approval]) -> None:
        """Take back acts by which it was extended."""
        self._judged.forget(acts)

    def holds(self, act: Approval) -> bool:
        """Tell whether the very same act is in the book."""
        return self._judged.numbers.get(act.id, self._count) < self._count and act in self._judged.variants[act.id]

    def of(self, ids: Iterable[str]) -> Iterator[Approval]:
        """Give every content of some acts."""
        return (act for id in ids for act in self._judged.variants[id])

    def _turn(self, act: Approval) -> _Turn:
        """Sort acts; within one moment units below go first, so that a day's paper can be approved at one stroke."""
        depth = self.hierarchy.depth(act.unit) if act.unit in self.hierarchy else 0
        return act.happened, -depth, act.known, act.id

    def _misplaced(self, act: Approval) -> str:
        if act.form != self.form.name:
            return "other-form"
        if act.period.cadence != self.form.every:
            return "other-cadence"
        if act.unit not in self.hierarchy:
            return "unknown-unit"
        return "" if self.hierarchy[act.unit].level in self.form.approved_by else "no-step"

    def _judge(self, act: Approval, turn: _Turn) -> str:
        """Say what is wrong with an act by what was known when it was recorded; nothing when it is in order."""
        cut = _Cut(act.happened, act.known, turn)
        period = self._period(act.period, act.known)
        standing = self._standing(period, act.unit, act.period, cut)
        if act.act is ApprovalAct.APPROVE:
            if standing.state in _STANDS:
                return "already"
            if not self._owes(period, act.unit, act.period, cut):
                return "nothing"
            return "waiting" if any(self._holding_up(period, act.unit, act.period, cut)) else ""
        if standing.state not in _STANDS:
            return "not-approved"
        return "already" if act.act is ApprovalAct.ACCEPT and standing.state is ApprovalState.ACCEPTED else ""

    def _period(self, period: Period, known: datetime) -> Rungs:
        key = period.number, tuple(bisect_right(moments, known) for moments in self._epochs)
        if key not in self._periods:
            self._periods[key] = Rungs(self.book, period, known)
        return self._periods[key]

    def _standing(self, line: Rungs, unit: str, period: Period, cut: _Cut) -> _Standing:
        """Fold the acts about one report, and the returns below it, in their turn."""
        acts = [act for act in self._judged.by_slot.get((unit, period.number), ()) if self._counts(act, cut)]
        if not acts:
            return _UNTOUCHED
        returned = self._judged.returns.get(period.number, ())
        below = [act for act in returned if self._counts(act, cut) and line.is_below(act.unit, unit)]
        standing = _UNTOUCHED
        for act in sorted((*acts, *below), key=lambda act: self._judged.turns[act.id]) if below else acts:
            if act.unit == unit:
                standing = _after(standing, act)
            elif standing.state in _STANDS and self._takes_back(line, act, period, cut):
                standing = _Standing(taken_back=act)
        return standing

    def _counts(self, act: Approval, cut: _Cut) -> bool:
        if act.happened > cut.at or act.known > cut.known or (cut.turn and self._judged.turns[act.id] >= cut.turn):
            return False
        return not self._judged.problems[act.id] and self._judged.numbers[act.id] < self._count

    def _takes_back(self, line: Rungs, act: Approval, period: Period, cut: _Cut) -> bool:
        """Tell whether a return below took an approval back, as far as is known now."""
        before = self._standing(line, act.unit, period, cut._replace(turn=self._judged.turns[act.id]))
        return before.state in _STANDS

    def _owes(self, line: Rungs, unit: str, period: Period, cut: _Cut) -> bool:
        """Tell whether there is something to approve: something owed without an excuse, or filed all the same."""
        at = line.tree.index.get(unit)
        if at is None:
            return False
        inside = (line.tree.units[each] for each in line.inside(at))
        return line.must[at] or any(each in line.silent_allowed and self._is_in(each, period, cut) for each in inside)

    def _holding_up(self, line: Rungs, unit: str, period: Period, cut: _Cut) -> Iterator[str]:
        if unit in line.owed and unit not in line.silent_allowed and not self._is_in(unit, period, cut):
            yield unit
        for at in line.below[line.tree.index[unit]]:
            below = line.tree.units[at]
            if self._standing(line, below, period, cut).state not in _STANDS and self._owes(line, below, period, cut):
                yield below

    def _is_in(self, unit: str, period: Period, cut: _Cut) -> bool:
        """Tell whether a filing is there that answers what a unit owes for a period."""
        slot = unit, period.number
        papers = [paper for root in self._roots.get(slot, ()) for paper in self._papers[root]]
        known = [paper for paper in papers if paper.known <= cut.known]
        if len(known) == 1 and not known[0].amends:
            (only,) = known  # an amendment that nobody knows yet may have brought it here from another slot
            return (only.unit, only.period.number) == slot and only.filed <= cut.at
        return bool(known) and slot in Papers(known).slots(self.form, cut.at)

    # What follows

    def steps(self, cut: _Cut) -> Iterator[ApprovalStep]:
        for period in self.book.periods():
            line = self._period(period, cut.known)
            for at, unit in enumerate(line.tree.units):
                if line.has_step[at]:
                    yield self._step(line, at, unit, period, cut)

    def _step(self, line: Rungs, at: int, unit: str, period: Period, cut: _Cut) -> ApprovalStep:
        standing = self._standing(line, unit, period, cut)
        waits_for = () if standing.state in _STANDS else tuple(self._holding_up(line, unit, period, cut))
        covered = (line.tree.units[each] for each in line.covers[at])
        silent = tuple(
            each
            for each in covered
            if each in line.owed and each not in line.silent_allowed and not self._is_in(each, period, cut)
        )
        return ApprovalStep(
            unit=unit,
            period=period,
            state=self._state(line, at, unit, period, cut, standing, held_up=bool(waits_for)),
            act=standing.act,
            taken_back=standing.taken_back,
            waits_for=waits_for,
            silent=silent,
        )

    def _state(
        self, line: Rungs, at: int, unit: str, period: Period, cut: _Cut, standing: _Standing, *, held_up: bool
    ) -> ApprovalState:
        if standing.state is not None:
            above = line.above[at] if standing.state in _STANDS else -1
            higher = self._standing(line, line.tree.units[above], period, cut) if above >= 0 else _UNTOUCHED
            return ApprovalState.APPROVED_ABOVE if higher.state in _STANDS else standing.state
        if not self._owes(line, unit, period, cut):
            return ApprovalState.NOTHING
        return ApprovalState.WAITING if held_up else ApprovalState.READY

    def discrepancies(self, acts: Iterable[Approval]) -> tuple[Discrepancy, ...]:
        """List what is wrong with some acts."""
        found: list[Discrepancy] = []
        seen: dict[str, list[Approval]] = {}
        for act in acts:
            seen.setdefault(act.id, []).append(act)
        for id, variants in seen.items():
            counted = min(variants, key=_first)
            if len(variants) > 1:
                found += other_content(counted.fact(), [act.fact() for act in variants])
            if problem := self._judged.problems[id]:
                found.append(_discrepancy(counted, problem))
        return in_order(found)


def _first(act: Approval) -> tuple[datetime, bytes]:
    return act.known, fingerprint(act.fact())


def _after(standing: _Standing, act: Approval) -> _Standing:
    """Say what follows from an act that was in order when it was recorded."""
    if act.act is ApprovalAct.APPROVE:
        return standing if standing.state in _STANDS else _Standing(ApprovalState.APPROVED, act)
    if standing.state not in _STANDS:  # a return came between that nobody knew of
        return standing
    if act.act is ApprovalAct.ACCEPT:
        return _Standing(ApprovalState.ACCEPTED, act)
    return _Standing(ApprovalState.RETURNED, act, act)


_MISPLACED: Final = frozenset(("other-form", "other-cadence", "unknown-unit", "no-step"))
"""What keeps an act from being about any report."""
_PROBLEMS: Final = {
    "other-form": "is about another form",
    "other-cadence": "is about a period that the form does not have",
    "unknown-unit": "names a unit that is not there",
    "no-step": "is about a unit whose level does not approve this form",
    "already": "does again what was done already",
    "nothing": "approves a report of which nothing is owed",
    "waiting": "comes before what it waits for: a step below, or the unit's own filing",
    "not-approved": "is about a report that is not approved, so that there is nothing to accept or to return",
}


def _discrepancy(act: Approval, problem: str) -> Discrepancy:
    return Discrepancy(
        code=f"approval.{problem}",
        entry=act.id,
        problem=f"{_PROBLEMS[problem]}, and does nothing",
        subjects=(act.unit,),
        data=Attributes(act=act.act.value, period=act.period.key),
    )
