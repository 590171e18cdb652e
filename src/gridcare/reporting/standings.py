"""
Where a report stands after some acts about it, and whether each act was in order when it was recorded.

Every act is judged once, in its turn, by what was known when it was recorded. An act that could bear on no other is
judged alone: the verdicts so far are handed on to the book that grew, and a second book that grows out of the same one
judges for itself. So no two books ever write into the same verdicts, whatever threads they live in.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

import attrs

from gridcare.attributes import Attributes
from gridcare.facts.content import fingerprint
from gridcare.facts.discrepancies import Discrepancy, in_order
from gridcare.facts.resolution import other_content
from gridcare.reporting.acts import Approval, ApprovalAct
from gridcare.reporting.filings import Filing
from gridcare.reporting.papers import Inbox
from gridcare.reporting.returns import FilingBook
from gridcare.reporting.rungs import Rungs, RungsByPeriod
from gridcare.timing.periods import Period

__all__ = ["APPROVED", "ApprovalState", "ApprovalStep", "Cut", "Standings"]


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


APPROVED: Final = frozenset((ApprovalState.APPROVED, ApprovalState.APPROVED_ABOVE, ApprovalState.ACCEPTED))
"""The states in which a report is approved."""
_STANDS: Final = frozenset((ApprovalState.APPROVED, ApprovalState.ACCEPTED))


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


# Acts judged


Turn = tuple[datetime, int, datetime, str]


class Cut(NamedTuple):
    """What counts: acts before a turn, what happened by a moment, what was known by another."""

    at: datetime
    known: datetime
    turn: Turn | None = None


class _Standing(NamedTuple):
    """What the acts about one report amount to."""

    state: ApprovalState | None = None
    act: Approval | None = None
    taken_back: Approval | None = None


_UNTOUCHED: Final = _Standing()


class _Verdict(NamedTuple):
    """An act and what is wrong with it, which is nothing when it was in order."""

    act: Approval
    turn: Turn
    problem: str
    number: int


class _Verdicts:
    """The acts that were judged so far, each with its number."""

    def __init__(self) -> None:
        self.by_id: dict[str, _Verdict] = {}
        self.about: dict[tuple[str, int], tuple[_Verdict, ...]] = {}
        self.returns: dict[int, tuple[_Verdict, ...]] = {}

    def add(self, act: Approval, turn: Turn, problem: str) -> None:
        self.by_id[act.id] = verdict = _Verdict(act, turn, problem, len(self.by_id))
        if not problem:
            slot = act.unit, act.period.number
            self.about[slot] = tuple(sorted((*self.about.get(slot, ()), verdict), key=_turn))
            if act.act is ApprovalAct.RETURN:
                self.returns[act.period.number] = (*self.returns.get(act.period.number, ()), verdict)

    def forget(self, kept: int) -> None:
        """Take back all but the first so many verdicts."""
        while len(self.by_id) > kept:
            _, verdict = self.by_id.popitem()
            act, slot = verdict.act, (verdict.act.unit, verdict.act.period.number)
            self.about[slot] = _without(self.about.get(slot, ()), verdict)
            self.returns[act.period.number] = _without(self.returns.get(act.period.number, ()), verdict)


def _turn(verdict: _Verdict) -> Turn:
    return verdict.turn


def _without(verdicts: tuple[_Verdict, ...], verdict: _Verdict) -> tuple[_Verdict, ...]:
    return tuple(each for each in verdicts if each is not verdict)


class Standings:
    """
    Every act about the reports on a form judged once, and where the reports stand.

    Args:
        book: What was filed.
        acts: The acts; of several contents under one id the earliest known counts.
    """

    def __init__(self, book: FilingBook, acts: Iterable[Approval]) -> None:
        self.book = book
        self.form = book.form
        self.hierarchy = book.hierarchy
        self._inbox = Inbox(book.form, book.filings)
        self._rungs = RungsByPeriod(book)
        contents: dict[str, tuple[Approval, ...]] = {}
        for act in acts:
            contents[act.id] = (*contents.get(act.id, ()), act)
        self._several = {id: variants for id, variants in contents.items() if len(variants) > 1}
        self._verdicts = _Verdicts()
        self._may_grow = [self._verdicts]  # who takes them out may add to them; of two threads one does
        self._count = 0
        self._last: Turn | None = None
        self._known: datetime | None = None
        self._judge_all(each[0] if len(each) == 1 else min(each, key=_first) for each in contents.values())

    def _judge_all(self, acts: Iterable[Approval]) -> None:
        """Judge acts in turn, which lets each find those before it judged already, however many there are."""
        for turn, act in sorted(((self._turn(act), act) for act in acts), key=lambda each: each[0]):
            self._verdicts.add(act, turn, self._misplaced(act) or self._judge(act, turn))
            self._count += 1
            self._last = max(self._last or turn, turn)
            self._known = max(self._known or act.known, act.known)

    def extended(self, acts: Iterable[Approval]) -> "Standings | None":
        """Return those with more acts; none when they may bear on an act judged, so that all must be judged anew."""
        new = sorted(acts, key=self._turn)
        held = self._verdicts.by_id
        last, known = self._last, self._known
        for act in new:
            turn = self._turn(act)
            if last is not None and known is not None and turn <= last and act.known <= known:
                return None  # it may have been known to those who acted after it
            last, known = max(last or turn, turn), max(known or act.known, act.known)
        if len({act.id for act in new} - held.keys()) < len(new):
            return None
        grown = self._handed_on()
        if grown is not None:
            grown._judge_all(new)
        return grown

    def over(self, book: FilingBook, papers: Iterable[Filing]) -> "Standings | None":
        """Return those over a book with more papers; none when some may have been known to those who acted."""
        if self._known is not None and any(paper.known <= self._known for paper in papers):
            return None
        grown = self._handed_on()
        if grown is not None:
            grown.book, grown._inbox = book, Inbox(book.form, book.filings)
        return grown

    def _handed_on(self) -> "Standings | None":
        try:
            verdicts = self._may_grow.pop()
        except IndexError:
            return None
        grown = copy(self)
        grown._may_grow = [verdicts]
        return grown

    def take_back(self, grown: "Standings") -> None:
        """Take the verdicts back from those that were made by `extended` and are not wanted."""
        self._verdicts.forget(self._count)
        self._may_grow.append(grown._may_grow.pop())

    def holds(self, act: Approval) -> bool:
        """Tell whether the very same act is among them."""
        verdict = self._verdicts.by_id.get(act.id)
        return verdict is not None and verdict.number < self._count and act in self._contents(act.id)

    def contents(self, ids: Iterable[str]) -> Iterator[Approval]:
        """Give every content of some acts."""
        return (act for id in ids for act in self._contents(id))

    def _contents(self, id: str) -> tuple[Approval, ...]:
        return self._several.get(id) or (self._verdicts.by_id[id].act,)

    def _turn(self, act: Approval) -> Turn:
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

    def _judge(self, act: Approval, turn: Turn) -> str:
        """Say what is wrong with an act by what was known when it was recorded; nothing when it is in order."""
        cut = Cut(act.happened, act.known, turn)
        period = self._rungs.of(act.period, act.known)
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

    def _standing(self, line: Rungs, unit: str, period: Period, cut: Cut) -> _Standing:
        """Fold the acts about one report, and the returns below it, in their turn."""
        acts = [each for each in self._verdicts.about.get((unit, period.number), ()) if self._counts(each, cut)]
        if not acts:
            return _UNTOUCHED
        returned = self._verdicts.returns.get(period.number, ())
        below = [each for each in returned if self._counts(each, cut) and line.is_below(each.act.unit, unit)]
        standing = _UNTOUCHED
        for verdict in sorted((*acts, *below), key=_turn) if below else acts:
            if verdict.act.unit == unit:
                standing = _after(standing, verdict.act)
            elif standing.state in _STANDS:
                standing = _Standing(taken_back=verdict.act)
        return standing

    def _counts(self, verdict: _Verdict, cut: Cut) -> bool:
        act = verdict.act
        if act.happened > cut.at or act.known > cut.known or (cut.turn and verdict.turn >= cut.turn):
            return False
        return verdict.number < self._count

    def _owes(self, line: Rungs, unit: str, period: Period, cut: Cut) -> bool:
        """Tell whether there is something to approve: something owed without an excuse, or filed all the same."""
        at = line.tree.index.get(unit)
        if at is None:
            return False
        inside = (line.tree.units[each] for each in line.inside(at))
        return line.must[at] or any(each in line.silent_allowed and self._is_in(each, period, cut) for each in inside)

    def _holding_up(self, line: Rungs, unit: str, period: Period, cut: Cut) -> Iterator[str]:
        if unit in line.owed and unit not in line.silent_allowed and not self._is_in(unit, period, cut):
            yield unit
        for at in line.below[line.tree.index[unit]]:
            below = line.tree.units[at]
            if self._standing(line, below, period, cut).state not in _STANDS and self._owes(line, below, period, cut):
                yield below

    def _awaited(self, verdict: _Verdict) -> Iterator[str]:
        """Name what an act came before, when it came before its turn."""
        if verdict.problem == "waiting":
            act = verdict.act
            cut = Cut(act.happened, act.known, verdict.turn)
            yield from self._holding_up(self._rungs.of(act.period, act.known), act.unit, act.period, cut)

    def _is_in(self, unit: str, period: Period, cut: Cut) -> bool:
        return self._inbox.answers(unit, period, cut.at, cut.known)

    # What follows

    def steps(self, cut: Cut) -> Iterator[ApprovalStep]:
        """Go through every step that has something to approve or was approved, by period."""
        for period in self.book.periods():
            line = self._rungs.of(period, cut.known)
            for at, unit in enumerate(line.tree.units):
                if line.has_step[at]:
                    yield self._step(line, at, unit, period, cut)

    def _step(self, line: Rungs, at: int, unit: str, period: Period, cut: Cut) -> ApprovalStep:
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
        self, line: Rungs, at: int, unit: str, period: Period, cut: Cut, standing: _Standing, *, held_up: bool
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
            verdict = self._verdicts.by_id[id]
            if verdict.problem:
                found.append(_discrepancy(counted, verdict.problem, tuple(self._awaited(verdict))))
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


_PROBLEMS: Final = {
    "other-form": "is about another form",
    "other-cadence": "is about a period that the form does not have",
    "unknown-unit": "is about '{unit}', which is no unit here",
    "no-step": "is about '{unit}', whose level does not approve this form",
    "already": "does again what was done already",
    "nothing": "approves a report of which nothing is owed",
    "waiting": "comes before what it waits for, {awaited}",
    "not-approved": "is about a report that is not approved, so that there is nothing to accept or to return",
}


_NAMED: Final = 5


def _discrepancy(act: Approval, problem: str, awaited: tuple[str, ...]) -> Discrepancy:
    more = f" and {len(awaited) - _NAMED} more" if len(awaited) > _NAMED else ""
    named = ", ".join(f"'{unit}'" for unit in awaited[:_NAMED]) + more
    told = _PROBLEMS[problem].format(unit=act.unit, awaited=named)
    return Discrepancy(
        code=f"approval.{problem}",
        entry=act.id,
        problem=f"{told}, and does nothing",
        subjects=(act.unit,),
        data=Attributes(act=act.act.value, period=act.period.key),
    )
