"""
Release (解除): the act that lifts an observation, and what must hold before anybody may sign it.

Nothing releases anybody by itself: on the last day a status may be complete, and the person is still watched until
somebody who may has signed. A release is judged by what was known when it was signed. It is refused with *all* reasons
at once, so that one visit can mend them all; once signed, nothing reopens it. What is learnt later and would have
forbidden it is a finding, and a return is a new episode.

That the period is complete is asked of every release. What else is asked is declared as *guards*.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, Protocol

import attrs

from gridcare.attribution import ask
from gridcare.facts.fact import Fact
from gridcare.given import texts, typed
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import expression
from gridcare.rules.unknowns import Unknown
from gridcare.timing.slots import SlotState

__all__ = [
    "AUTHORITY",
    "PERIOD",
    "AllNegative",
    "AllOwedDone",
    "Evidence",
    "Guard",
    "Holds",
    "NoOpen",
    "Release",
    "ReleaseDecision",
    "Signed",
    "Unmet",
]

AUTHORITY: Final = "authority"
"""The answer of a fact that names the authority it comes from."""
PERIOD: Final = "period"
"""What a waiver names to waive the period itself."""


@attrs.frozen(kw_only=True)
class Unmet:
    """
    One reason why a release is refused.

    Attributes:
        code: A stable word, such as ``period`` or ``open``.
        problem: What is missing and what to do, in one sentence without anybody's values.
        facts: The ids of the facts that stand in the way.
    """

    code: str
    problem: str
    facts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.problem


class Evidence(Protocol):
    """What a guard may ask about an episode, as it was known when the release was signed."""

    def facts(self, *kinds: str) -> Sequence[Fact]:
        """The facts of some kinds that belong to the episode, in order of happening."""

    def open(self, kind: str) -> tuple[str, ...]:
        """The facts behind what of a kind is open: symptoms that have not ended, alarms that stand."""

    def slots(self, rule: str) -> Sequence[tuple[str, SlotState]]:
        """The slots of a rule that were owed so far, each with its state; empty when the rule is waived."""

    def waived(self, what: str) -> bool:
        """Whether something was waived: a rule of slots, or a guard by the kind it asks for."""

    def holds(self, condition: Expression) -> bool | Unknown:
        """Whether a condition holds of the episode."""


class Guard(Protocol):
    """What must hold before a release."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of fact that it reads."""

    def unmet(self, evidence: Evidence) -> Iterator[Unmet]:
        """Tell every reason why it does not hold."""


@attrs.frozen
class NoOpen:
    """
    Nothing of a kind is open: no symptom that has not ended, no alarm of readings that stands.

    Attributes:
        kind: The kind of the facts, of symptoms or of readings.
    """

    kind: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of fact that it reads."""
        return (self.kind,)

    def unmet(self, evidence: Evidence) -> Iterator[Unmet]:
        """Tell every reason why it does not hold."""
        if found := evidence.open(self.kind):
            problem = f"a '{self.kind}' is open; wait until it has ended, or hand the person over"
            yield Unmet(code="open", problem=problem, facts=found)


@attrs.frozen
class AllOwedDone:
    """
    Every slot of a rule that was owed has been answered.

    Attributes:
        rule: The name of the rule of slots.
    """

    rule: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """It reads slots, and no kind of fact by name."""
        return ()

    def unmet(self, evidence: Evidence) -> Iterator[Unmet]:
        """Tell every reason why it does not hold."""
        if evidence.waived(self.rule):
            return
        for label, state in evidence.slots(self.rule):
            if state is SlotState.MISSED:
                yield Unmet(code="missed", problem=f"'{label}' was missed; make up for it, or have it waived")
            elif state is SlotState.DUE:
                yield Unmet(code="due", problem=f"'{label}' is due; do it first")


@attrs.frozen
class AllNegative:
    """
    Every test was negative, none is outstanding, and there was at least one.

    Attributes:
        kind: The kind of the facts that bring results, which is the name of their rule of slots too.
        negative: The outcomes that are negative.
    """

    kind: str
    negative: tuple[str, ...] = attrs.field(default=("negative",), converter=texts, kw_only=True)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of fact that it reads."""
        return (self.kind,)

    def unmet(self, evidence: Evidence) -> Iterator[Unmet]:
        """Tell every reason why it does not hold."""
        if evidence.waived(self.kind):
            return
        results = evidence.facts(self.kind)
        others = tuple(fact.id for fact in results if fact.outcome not in self.negative)
        if others:
            problem = f"a '{self.kind}' has another result than {' or '.join(map(repr, self.negative))}"
            yield Unmet(code="not-negative", problem=problem, facts=others)
        if not results:
            yield Unmet(code="no-result", problem=f"there is no '{self.kind}'; take one, or have it waived")
        yield from AllOwedDone(self.kind).unmet(evidence)


@attrs.frozen
class Signed:
    """
    A paper was signed by an authority.

    Attributes:
        kind: The kind of the facts that tell of the paper, such as a notice of release (解除观察通知书).
        by: The authorities that may sign it.
    """

    kind: str
    by: tuple[str, ...] = attrs.field(converter=texts, kw_only=True)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of fact that it reads."""
        return (self.kind,)

    def unmet(self, evidence: Evidence) -> Iterator[Unmet]:
        """Tell every reason why it does not hold."""
        papers = evidence.facts(self.kind)
        if any(fact.answers.get(AUTHORITY) in self.by for fact in papers):
            return
        by = " or ".join(map(repr, self.by))
        if papers:
            problem = f"'{self.kind}' was signed by nobody who may; have {by} sign it"
            yield Unmet(code="wrong-authority", problem=problem, facts=tuple(fact.id for fact in papers))
        else:
            yield Unmet(code="unsigned", problem=f"'{self.kind}' is not signed; have {by} sign it")


@attrs.frozen
class Holds:
    """
    A condition of the locality's own holds; one that nobody can tell does not.

    Attributes:
        condition: The condition; it reads the person as ``subject.``, the enrolment as ``fact.`` and, along the axis
            ``fact``, every fact of the episode.
        because: What to say when it does not hold.
    """

    condition: Expression = attrs.field(converter=expression)
    because: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """It reads what it reads, and no kind of fact by name."""
        return ()

    def unmet(self, evidence: Evidence) -> Iterator[Unmet]:
        """Tell every reason why it does not hold."""
        told = evidence.holds(self.condition)
        if isinstance(told, Unknown):
            yield Unmet(code="unknown", problem=f"{self.because}: it cannot be told, because {told}")
        elif not told:
            yield Unmet(code="condition", problem=self.because)


def _kinds(guard: Guard) -> tuple[str, ...]:
    return tuple(guard.kinds)


def _guards(given: Iterable[Guard]) -> tuple[Guard, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Release:
    """
    Who may lift an observation, and under which guards besides the period.

    Attributes:
        guards: What must hold.
        by: The authorities that may sign; empty when the rule names none.
    """

    guards: tuple[Guard, ...] = attrs.field(default=(), converter=_guards)
    by: tuple[str, ...] = attrs.field(default=(), converter=texts)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of fact that its guards read."""
        return tuple(dict.fromkeys(kind for guard in self.guards for kind in ask(guard, _kinds)))

    def unmet(self, evidence: Evidence, signed_by: str) -> Iterator[Unmet]:
        """Tell every reason, the period apart, why a release may not be signed now by somebody."""
        if self.by and signed_by not in self.by:
            by = " or ".join(map(repr, self.by))
            yield Unmet(code="authority", problem=f"it is not signed by {by}, who alone may lift it")
        for guard in self.guards:
            yield from ask(guard, lambda each: tuple(each.unmet(evidence)))


@attrs.frozen(kw_only=True)
class ReleaseDecision:
    """
    Whether a release may be signed.

    Attributes:
        person: The person.
        episode: The id of the episode; empty when there is none.
        at: When it is signed.
        known: What was known then.
        unmet: Every reason against it; none when it may be signed.
    """

    person: str
    episode: str = ""
    at: datetime
    known: datetime
    unmet: tuple[Unmet, ...] = ()

    @property
    def granted(self) -> bool:
        """Whether it may be signed."""
        return not self.unmet
