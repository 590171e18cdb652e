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

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import attrs

from gridcare.facts.discrepancies import Discrepancy, Refused, in_order
from gridcare.facts.journal import Journal
from gridcare.facts.resolution import flaws
from gridcare.places.hierarchy import Hierarchy
from gridcare.reporting.acts import APPROVAL, Approval
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form, WrongCadence
from gridcare.reporting.returns import AheadOfKnowledge, FilingBook
from gridcare.reporting.standings import ApprovalState, ApprovalStep, Cut, Standings
from gridcare.timing.periods import Period, aware

__all__ = ["ApprovalBook", "Approvals"]


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
    def _standings(self) -> Standings:
        return Standings(self.filings, self.acts)

    def _grown(self, standings: Standings | None, **changed: Any) -> "ApprovalBook":
        """Return the book with a change, and with what is known already of where its reports stand."""
        grown = attrs.evolve(self, **changed)
        if standings is not None:
            object.__setattr__(grown, "_standings", standings)
        return grown

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
        before = self._standings
        new = tuple(act for act in dict.fromkeys(acts) if not before.holds(act))
        extended = before.extended(new)
        grown = self._grown(extended, acts=(*self.acts, *new))
        refused = [flaw for act in acts for flaw in flaws(act.fact(), skew)]
        refused += grown._standings.discrepancies(grown._standings.contents(act.id for act in new))
        if refused:
            if extended is not None:
                before.take_back(extended)
            raise Refused(in_order(refused))
        return grown

    def with_acts(self, *acts: Approval) -> "ApprovalBook":
        """Return the book with acts that others recorded; nothing is refused."""
        return attrs.evolve(self, acts=dict.fromkeys((*self.acts, *acts)))

    def with_filings(self, *filings: Filing) -> "ApprovalBook":
        """Return the book with more filings; acts are judged anew only where one may have been known to who acted."""
        book = self.filings.with_filings(*filings)
        return self._grown(self._standings.over(book, filings), filings=book)

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
            steps=tuple(self._standings.steps(Cut(at, known))),
            discrepancies=self._standings.discrepancies(seen),
        )
