"""
What must go by when, and the proof that it went.

Personal data gathered against an epidemic is kept for a purpose and a time, and destroyed after. A *retention rule*
says for how long who somebody is may be kept, counted from the last fact of some kind: a release, a departure, the end
of the response for the place. The length is a parameter with the paper that states it; gridcare states none. Where
several rules speak of one person the longest wins, because what a law orders to keep may not be destroyed; where one of
them cannot be told, nobody destroys anything and somebody must look.

Destroying is redaction (`Register.redact`): the identity goes for good, the coded rest and every count stay. The
*proof* says whose, when, by whom and under which rule, with the digest of what was kept before and after. It names
opaque ids and can be shown to an auditor, who holds it against the register with `erasure_gaps`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain

import attrs

from gridcare.errors import Fault, refuse
from gridcare.facts.fact import Fact, instant, standing
from gridcare.given import texts, typed
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.privacy import REDACTED
from gridcare.reporting.disclosure import Disclosure
from gridcare.reporting.records import Record, Records
from gridcare.rules.evaluation import compiled
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import expression
from gridcare.rules.parameters import Parameter, Parameters, ParameterValue
from gridcare.timing.periods import aware

__all__ = [
    "ErasureGap",
    "ErasureProof",
    "Retention",
    "RetentionRule",
    "RetentionState",
    "erase",
    "erasure_gaps",
    "retentions",
]


def _condition(given: Expression | str | None) -> Expression | None:
    return None if given is None else expression(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class RetentionRule:
    """
    How long it may be kept who somebody is.

    Attributes:
        name: Its name.
        of: The kinds of subjects that it speaks of.
        keep: How long, a parameter of unit ``duration`` with its sources; `NOT_STATED` keeps the question open.
        since: The kinds of facts whose last one starts the time, about the subject, its unit or a unit above.
        where: A condition on the subject, in what may be read of a record; it reads no identity.

    Raises:
        DefinitionError: When `keep` is no duration, or `of` or `since` names nothing.
    """

    name: str = attrs.field(kw_only=False)
    of: tuple[str, ...] = attrs.field(converter=texts)
    keep: Parameter
    since: tuple[str, ...] = attrs.field(converter=texts)
    where: Expression | None = attrs.field(default=None, converter=_condition)

    def __attrs_post_init__(self) -> None:
        refuse(f"retention rule '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if self.keep.unit != "duration":
            problem = f"'{self.keep.name}' is measured in '{self.keep.unit}'; give a parameter of unit 'duration'"
            yield Fault("retention.keep", self.name, problem)
        for field, given in (("of", self.of), ("since", self.since)):
            if not given:
                yield Fault(f"retention.{field}", self.name, f"'{field}' names nothing; name at least one kind")

    def with_parameters(self, **values: ParameterValue) -> "RetentionRule":
        """
        Return the rule with another length, where its parameter is among those named.

        Raises:
            DefinitionError: When the value is none that the parameter may have.
        """
        if self.keep.name not in values:
            return self
        own = {self.keep.name: values[self.keep.name]}
        return attrs.evolve(self, keep=Parameters((self.keep,)).with_values(**own).declared(self.keep.name))


class RetentionState(StrEnum):
    """What is to be done about one person's identity."""

    KEPT = "kept"
    """Its time has not passed."""
    DUE = "due"
    """It must go now."""
    RUNNING = "running"
    """What starts its time has not happened."""
    UNRULED = "no rule"
    """No rule speaks of it."""
    UNDECIDED = "undecided"
    """It cannot be told whether a rule speaks of it, or the rule does not state how long."""


@attrs.frozen(kw_only=True)
class Retention:
    """
    How it stands with the identity of one subject.

    Attributes:
        subject: The subject's id.
        state: What is to be done.
        rule: The rule that decides, the one that keeps longest; empty where none does.
        since: When its time began.
        until: The first moment at which it must be gone.
    """

    subject: str
    state: RetentionState
    rule: str = ""
    since: datetime | None = None
    until: datetime | None = None


def retentions(records: Records, rules: Iterable[RetentionRule]) -> tuple[Retention, ...]:
    """
    Tell how it stands with every identity that is held, in the order of the register.

    Args:
        records: The register and its facts, at the moment at which one asks.
        rules: The rules.

    Raises:
        DefinitionError: When a rule names a kind that is not there, or its condition reads what is not there or an
            identity; every fault of all rules.
    """
    declared = tuple(rules)
    register = records.register
    refuse("the list of retention rules", chain.from_iterable(_rule_faults(records, rule) for rule in declared))
    listed = records.subjects(register.kinds)
    return tuple(_retention(each, declared) for each in listed if each.subject and _is_told(each.subject))


def _rule_faults(records: Records, rule: RetentionRule) -> Iterator[Fault]:
    told = Disclosure.over(records, rule.of)
    yield from told.unknown_kinds(rule.name)
    yield from told.condition_faults(rule.where, f"{rule.name}/where")


def _is_told(subject: Subject) -> bool:
    return subject.identity is not REDACTED and len(subject.identity) > 0


def _retention(record: Record, rules: tuple[RetentionRule, ...]) -> Retention:
    subject = record.subject
    found: list[Retention] = []
    for rule in rules:
        if subject is None or subject.kind not in rule.of:
            continue
        told = True if rule.where is None else compiled(rule.where)(record)
        if told is not False:
            found.append(_under(record, rule, applies=told is True))
    if not found:
        return Retention(subject=record.id, state=RetentionState.UNRULED)
    return max(found, key=_kept)


def _kept(retention: Retention) -> tuple[bool, timedelta, str]:
    """Sort by how long it keeps: longest what cannot be told, then what has not begun, then what ends last."""
    lasts = timedelta.max if retention.until is None else instant(retention.until)
    return retention.state is RetentionState.UNDECIDED, lasts, retention.rule


def _under(record: Record, rule: RetentionRule, *, applies: bool) -> Retention:
    """Tell how it stands under one rule."""
    keep = rule.keep.value
    if not applies or not isinstance(keep, timedelta):
        return Retention(subject=record.id, state=RetentionState.UNDECIDED, rule=rule.name)
    records = record.records
    starts = [standing(fact, records.zone) for fact in _starting(record, rule)]
    if not starts:
        return Retention(subject=record.id, state=RetentionState.RUNNING, rule=rule.name)
    since = max(starts, key=instant)
    until = since + keep
    state = RetentionState.DUE if instant(until) <= instant(records.at) else RetentionState.KEPT
    return Retention(subject=record.id, state=state, rule=rule.name, since=since, until=until)


def _starting(record: Record, rule: RetentionRule) -> Iterator[Fact]:
    records = record.records
    for concerned in (record.id, record.unit, *records.hierarchy.ancestors(record.unit)):
        for kind in rule.since:
            yield from records.about(concerned, kind)


# Erasing


@attrs.frozen(kw_only=True)
class ErasureProof:
    """
    That identities were destroyed, and nothing else.

    Attributes:
        at: When, an aware datetime.
        by: An opaque id of whoever did it.
        erased: Whose, and under which rule: pairs of the subject's id and the rule's name.
        counts: How many subjects of each kind there were, before and after alike.
        persons: How many persons there were.
        before: The digest of what redaction keeps, before.
        after: The same, after; equal to `before`.
    """

    at: datetime
    by: str
    erased: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int], ...]
    persons: int
    before: str
    after: str


def erase(register: Register, due: Iterable[Retention], *, at: datetime, by: str) -> tuple[Register, ErasureProof]:
    """
    Destroy the identities whose time has passed; what is not due is left alone.

    What was told for a later moment, to see what will be due, is not due yet and stays as well.

    Args:
        register: The register.
        due: How it stands with identities, as `retentions` told.
        at: The moment, an aware datetime.
        by: An opaque id of whoever does it.

    Returns:
        The register without these identities, and the proof.

    Raises:
        UnknownSubject: When the register does not hold one that is due.
    """
    now = instant(aware(at, "at"))
    going = [each for each in due if each.state is RetentionState.DUE and each.until and instant(each.until) <= now]
    after = register.redact(each.subject for each in going)
    proof = ErasureProof(
        at=at,
        by=by,
        erased=tuple(sorted((each.subject, each.rule) for each in going)),
        counts=_counts(after),
        persons=after.persons_in(),
        before=register.digest,
        after=after.digest,
    )
    return after, proof


def _counts(register: Register) -> tuple[tuple[str, int], ...]:
    return tuple((kind, register.count(kind)) for kind in register.kinds)


@attrs.frozen(kw_only=True)
class ErasureGap:
    """
    Where a register does not bear out a proof.

    Attributes:
        code: ``identity`` when a subject has one again, ``missing`` when it is not there, ``counts`` or ``content``
            when what was to stay is not as it was.
        subject: The subject that it is about; empty when it is about all.
    """

    code: str
    subject: str = ""


def erasure_gaps(proof: ErasureProof, register: Register) -> tuple[ErasureGap, ...]:
    """
    Hold a register against a proof.

    The counts and the digest are those of the moment of erasing; a register that has grown since no longer shows
    them, and only that the identities are gone can be held against it.

    Args:
        proof: The proof.
        register: The register as it was right after, such as a backup of that day, or as it is now.

    Returns:
        Every gap; none when the register bears the proof out.
    """
    gaps = []
    for subject, _ in proof.erased:
        if subject not in register:
            gaps.append(ErasureGap(code="missing", subject=subject))
        elif register[subject].identity is not REDACTED:
            gaps.append(ErasureGap(code="identity", subject=subject))
    if (proof.counts, proof.persons) != (_counts(register), register.persons_in()):
        gaps.append(ErasureGap(code="counts"))
    if len({proof.before, proof.after, register.digest}) > 1:
        gaps.append(ErasureGap(code="content"))
    return tuple(gaps)
